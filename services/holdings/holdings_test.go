package holdings_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/holdings"
)

// TestReadIsWhatIsThere compares every school of a demo, read in an order of its own, with what gorm finds of it.
func TestReadIsWhatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		_, err := demo.Fill(context.Background(), db, demo.Options{Schools: 60, Seed: 3, Password: "Demo-2026-pass", Now: time.Now()}, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		var ids []uint
		if err := db.Table("schools").Order("id").Pluck("id", &ids).Error; err != nil {
			t.Fatal(err)
		}
		slices.Reverse(ids)
		var read []uint
		parts, retired := 0, 0
		for some, err := range holdings.Read(db, ids) {
			if err != nil {
				t.Fatal(err)
			}
			parts++
			for _, s := range some {
				read = append(read, s.ID)
				retired += compare(t, db, s)
			}
		}
		if !slices.Equal(read, ids) || parts < 2 {
			t.Errorf("read %v in %d parts, want %v in several", read, parts, ids)
		}
		if retired == 0 {
			t.Error("no device is retired: the demo does not show that such are left out")
		}
	})
}

// compare says how many devices of the school are retired, which are not read.
func compare(t *testing.T, db *gorm.DB, s *holdings.School) (retired int) {
	t.Helper()
	var organisation models.Organisation
	var school models.School
	var rooms []models.Classroom
	var devices []models.Device
	for _, err := range []error{
		db.First(&organisation, s.ID).Error, db.First(&school, s.ID).Error,
		db.Where("school_id = ?", s.ID).Order("id").Find(&rooms).Error, db.Where("school_id = ?", s.ID).Order("id").Find(&devices).Error,
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	same(t, s.Organisation, organisation)
	same(t, s.School, school)
	for i := range rooms { // which nobody who reads holdings looks at
		rooms[i].Version, rooms[i].CreatedAt, rooms[i].UpdatedAt = 0, time.Time{}, time.Time{}
	}
	same(t, s.Rooms, rooms)
	var kept []*models.Device
	for i := range devices {
		d := &devices[i]
		if d.State == models.DeviceRetired {
			retired++
			continue
		}
		d.GBCode, d.LabelToken, d.MissingDate, d.StoodIn, d.StoodDamaged = "", "", false, nil, false
		d.Version, d.CreatedAt, d.UpdatedAt = 0, time.Time{}, time.Time{}
		kept = append(kept, d)
	}
	same(t, s.Devices, kept)
	return retired
}

func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("not as stored (-want +got):\n%s", diff)
	}
}
