package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func everything(db *gorm.DB) *gorm.DB { return db }

// plant makes a province with a county and a school in it.
func plant(t *testing.T, db *gorm.DB) (county, school models.Organisation) {
	t.Helper()
	org := func(id uint, parent *models.Organisation, kind models.OrganisationKind, name string) models.Organisation {
		o := models.Organisation{ID: id, Kind: kind, Name: name, Version: 1, CreatedAt: noon, UpdatedAt: noon}
		if parent != nil {
			o.ParentID, o.Path = &parent.ID, models.PathUnder(parent.Path, id)
		} else {
			o.Path = models.PathUnder("", id)
		}
		must(t, db.Create(&o).Error)
		return o
	}
	root := org(1, nil, models.KindProvince, "江西省")
	county = org(2, &root, models.KindCounty, "信丰县")
	school = org(3, &county, models.KindSchool, "第一小学")
	must(t, db.Omit("Organisation").Create(&models.School{ID: 3, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation,
		Version: 1, CreatedAt: noon, UpdatedAt: noon}).Error)
	return county, school
}

func keep(t *testing.T, db *gorm.DB, day models.Date) int {
	t.Helper()
	n, err := Keep(db, day, everything)
	must(t, err)
	return n
}

func TestTreeIsKeptAsItStoodAtTheEndOfEachDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		_, school := plant(t, db)
		if n := keep(t, db, "2026-09-01"); n != 3 {
			t.Errorf("%d organisations are new, want 3", n)
		}
		if n := keep(t, db, "2026-09-02"); n != 0 {
			t.Errorf("nothing has changed, yet %d were noted", n)
		}
		for _, name := range []string{"第一实验小学", "实验小学"} { // twice on one day
			must(t, db.Model(&models.Organisation{}).Where("id = ?", school.ID).Update("name", name).Error)
			keep(t, db, "2026-10-01")
		}
		must(t, db.Model(&models.Organisation{}).Where("id = ?", school.ID).Update("retired_at", noon).Error)
		must(t, db.Model(&models.School{}).Where("id = ?", school.ID).Update("type", models.SchoolTeachingPoint).Error)
		keep(t, db, "2026-11-01")

		span := func(since, until models.Date, name string, retired bool, kind models.SchoolType) models.OrganisationSpan {
			return models.OrganisationSpan{OrganisationID: school.ID, Since: since, Until: until, Kind: models.KindSchool, Name: name, Path: school.Path,
				Retired: retired, Type: kind, Area: models.AreaTown, Sponsor: models.SponsorEducation}
		}
		want := []models.OrganisationSpan{
			span("2026-09-01", "2026-10-01", "第一小学", false, models.SchoolPrimary),
			span("2026-10-01", "2026-11-01", "实验小学", false, models.SchoolPrimary),
			span("2026-11-01", models.Forever, "实验小学", true, models.SchoolTeachingPoint),
		}
		var got []models.OrganisationSpan
		must(t, db.Where("organisation_id = ?", school.ID).Order("since").Find(&got).Error)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestHistoryOfAnOlderDatabaseBeginsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		_, school := plant(t, db)
		room := models.Classroom{SchoolID: school.ID, Name: "一（1）班", Kind: models.ClassroomOrdinary, Version: 1, CreatedAt: noon, UpdatedAt: noon}
		must(t, db.Create(&room).Error)
		state := func(token string, state models.DeviceState, room *uint) {
			must(t, db.Create(&models.Device{SchoolID: school.ID, ClassroomID: room, Category: models.CategoryHost, State: state, LabelToken: token,
				LabelCode: token, Version: 1, CreatedAt: noon, UpdatedAt: noon}).Error)
		}
		state("broken", models.DeviceRepairing, &room.ID)
		state("working", models.DeviceInUse, &room.ID)
		state("stored", models.DeviceIdle, nil)
		if _, err := First(db); !errs.Is(err, errs.NotFound) {
			t.Errorf("there is no history yet: %v", err)
		}
		must(t, Begin(t.Context(), db, noon))
		must(t, Begin(t.Context(), db, noon.AddDate(0, 1, 0)))
		if first, err := First(db); err != nil || first != "2026-11-23" {
			t.Errorf("history begins on %q, %v", first, err)
		}
		var stood, damaged int64
		must(t, db.Model(&models.Device{}).Where("stood_in = ?", room.ID).Count(&stood).Error)
		must(t, db.Model(&models.Device{}).Where("stood_damaged = ?", true).Count(&damaged).Error)
		if stood != 2 || damaged != 1 {
			t.Errorf("%d devices stood in the room, %d damaged", stood, damaged)
		}
	})
}

func TestDaysThatCannotBeAskedFor(t *testing.T) {
	db := dbtest.SQLite(t)
	plant(t, db)
	keep(t, db, "2026-09-01")
	for _, c := range []struct {
		name string
		day  models.Date
		ok   bool
	}{
		{"the first day of history", "2026-09-01", true},
		{"today", "2026-11-23", true},
		{"the day before history began", "2026-08-31", false},
		{"tomorrow", "2026-11-24", false},
		{"a month is no day", "2026-10", false},
		{"no day at all", "", false},
		{"a day that no calendar has", "2026-02-30", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := Check(db, c.day, "2026-11-23", "on"); (err == nil) != c.ok || err != nil && !errs.Is(err, errs.Invalid) {
				t.Errorf("%v", err)
			}
		})
	}
}
