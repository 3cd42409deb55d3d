package quality

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/registry"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func newService(t testing.TB, db *gorm.DB) *Service {
	t.Helper()
	clock := func() time.Time { return noon }
	verdicts, err := compliance.New(db, clock)
	if err != nil {
		t.Fatal(err)
	}
	return New(db, clock, verdicts, registry.New(db, clock, verdicts))
}

func create(t testing.TB, db *gorm.DB, rows ...any) {
	t.Helper()
	for _, row := range rows {
		if err := db.Omit("Organisation").Create(row).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// plant writes a county with schools, one device in the store of each, with these serial numbers.
func plant(t testing.TB, db *gorm.DB, serials ...string) {
	t.Helper()
	create(t, db, &models.Organisation{ID: 1, Kind: models.KindCounty, Name: "信丰县", Path: models.PathUnder("", 1), Version: 1})
	for i, serial := range serials {
		id := uint(10 + i)
		create(t, db,
			&models.Organisation{ID: id, ParentID: ptr(uint(1)), Kind: models.KindSchool, Name: fmt.Sprintf("第%d小学", i), Path: models.PathUnder(models.PathUnder("", 1), id), Version: 1},
			&models.School{ID: id, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation, Version: 1},
			&models.Device{ID: 100 + id, SchoolID: id, Category: models.CategoryHost, Name: "主机", Serial: serial, State: models.DeviceIdle,
				LabelToken: fmt.Sprint("t", id), LabelCode: fmt.Sprint("c", id), Version: 1})
	}
}

func TestFindings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		plant(t, db, "SN-1", "SN-2", "SN-1", "无", "无")
		found, err := newService(t, db).Findings(db, []uint{12, 10, 11, 13, 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprintf("%d %s %s %s", f.SchoolID, f.Rule.ID, f.Path(), f.Text))
		}
		want := []string{
			"10 same-serial /devices/110 序列号 SN-1：外校另有 1 台",
			"12 same-serial /devices/112 序列号 SN-1：外校另有 1 台",
			"13 placeholder-serial /devices/113 序列号 无",
		}
		if !slices.Equal(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	})
}
