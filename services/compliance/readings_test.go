package compliance

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

func TestReadingsSayWhoChoseThemAndWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		c.must(db.Create(&models.User{ID: 1, Username: "boss", Name: "王处长", CreatedAt: noon, UpdatedAt: noon, Version: 1}).Error)
		province := c.actor(models.RoleProvinceAdmin, c.root)
		if _, choices, err := c.Readings(t.Context(), province); err != nil || len(choices) != 0 {
			t.Errorf("before any choice: %v %v", choices, err)
		}
		choose := func(actor access.Actor, reading, alternative string) {
			t.Helper()
			c.clock = c.clock.Add(time.Hour)
			_, err := c.Switch(t.Context(), actor, map[string]string{reading: alternative})
			c.must(err)
		}
		choose(province, "disk.nominal", "class")
		choose(access.System("命令行"), "cpu.freq_basis", "turbo")
		choose(province, "disk.nominal", "class")
		std, choices, err := c.Readings(t.Context(), c.actor(models.RoleTeacher, c.first.Organisation))
		c.must(err)
		if std.Chosen()["disk.nominal"] != "class" || len(choices) != 2 {
			t.Errorf("chosen %v, %v", std.Chosen(), choices)
		}
		if d := choices["disk.nominal"]; d.By != "王处长" || !d.Since.Equal(noon.Add(time.Hour)) {
			t.Errorf("a choice made twice is of the first time: %+v", d)
		}
		if f := choices["cpu.freq_basis"]; f.By != "系统" || !f.Since.Equal(noon.Add(2*time.Hour)) {
			t.Errorf("by the system: %+v", f)
		}
		choose(province, "cpu.freq_basis", "base")
		if _, choices, _ = c.Readings(t.Context(), province); choices["cpu.freq_basis"].By != "王处长" {
			t.Errorf("a choice that was taken back: %+v", choices)
		}
		var rows int64
		c.must(db.Model(&models.StandardVersion{}).Count(&rows).Error)
		if rows != 3 {
			t.Errorf("%d rows for three choices and one that changes nothing", rows)
		}
		if _, _, err := c.Readings(t.Context(), access.Actor{}); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// slow equips a classroom with a suite whose host fails by the base clock and passes by the turbo clock.
func (c *county) slow(s models.School, name string) {
	c.t.Helper()
	room := c.room(s, name)
	specs := hostSpecs()
	specs.Host.CPUBaseMHz, specs.Host.CPUTurboMHz = new(2500), new(4400)
	c.device(s, &room, models.CategoryHost, specs)
	c.device(s, &room, models.CategoryPanel, panelSpecs(65))
	c.refresh(s)
}

func TestSwitchAsksForAnEvaluation(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	c.slow(c.first, "一（1）班")
	c.runsIfDue()
	if _, failed := c.failing(c.first, "HW-STD-CPU-FREQ"); failed != 1 {
		t.Fatalf("%d hosts fail by the base clock", failed)
	}
	if _, err := c.Switch(t.Context(), access.System("测试"), map[string]string{"cpu.freq_basis": "turbo"}); err != nil {
		t.Fatal(err)
	}
	if !c.runsIfDue() {
		t.Fatal("no evaluation after a switch")
	}
	if _, failed := c.failing(c.first, "HW-STD-CPU-FREQ"); failed != 0 {
		t.Errorf("%d hosts fail by the turbo clock", failed)
	}
	if _, err := c.Switch(t.Context(), access.System("测试"), map[string]string{"cpu.freq_basis": "turbo"}); err != nil || c.runsIfDue() {
		t.Errorf("an evaluation after a switch that changes nothing, %v", err)
	}
}

func TestPreview(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		c.slow(c.first, "一（1）班")
		c.slow(c.other, "一（1）班")
		kindergarten := c.school("幼儿园")
		c.must(db.Model(&models.School{}).Where("id = ?", kindergarten.ID).UpdateColumn("type", models.SchoolKindergarten).Error)
		c.slow(kindergarten, "大班")
		turbo := map[string]string{"cpu.freq_basis": "turbo"}
		county := c.organisation(models.Organisation{Kind: models.KindCounty, Name: "信丰县", ParentID: &c.root.ID}, c.root.Path)
		for _, s := range []models.School{c.first, kindergarten} {
			c.must(db.Model(&models.Organisation{}).Where("id = ?", s.ID).
				UpdateColumns(map[string]any{"parent_id": county.ID, "path": models.PathUnder(county.Path, s.ID)}).Error)
		}
		c.runsIfDue()
		before := c.stored()
		province := c.actor(models.RoleProvinceAdmin, c.root)
		now, then, err := c.Preview(t.Context(), province, county.ID, turbo)
		c.must(err)
		if now.Hardware != (Grades{Failed: 1}) || then.Hardware != (Grades{Passed: 1}) {
			t.Errorf("suites: %+v, then %+v", now.Hardware, then.Hardware)
		}
		if now.Devices != (Grades{Passed: 1, Failed: 1}) || then.Devices != (Grades{Passed: 2}) || now.Schools != then.Schools || now.Network != then.Network {
			t.Errorf("now %+v, then %+v", now, then)
		}
		if after := c.stored(); after != before {
			t.Errorf("a preview changes what is stored: %s, before %s", after, before)
		}
		for _, k := range []struct {
			name     string
			actor    access.Actor
			place    uint
			readings map[string]string
			want     errs.Kind
		}{
			{"a county asks", c.actor(models.RoleCountyAdmin, county), county.ID, turbo, errs.Forbidden},
			{"nobody asks", access.Actor{}, county.ID, turbo, errs.Unauthenticated},
			{"of the whole province", province, c.root.ID, turbo, errs.Invalid},
			{"of no place", province, 999, turbo, errs.NotFound},
			{"of an unknown reading", province, county.ID, map[string]string{"fly": "yes"}, errs.Invalid},
			{"of an unknown alternative", province, county.ID, map[string]string{"cpu.freq_basis": "mean"}, errs.Invalid},
		} {
			if _, _, err := c.Preview(t.Context(), k.actor, k.place, k.readings); !errs.Is(err, k.want) {
				t.Errorf("%s: %v", k.name, err)
			}
		}
	})
}

// stored is the grade of every device, to compare.
func (c *county) stored() (grades string) {
	c.t.Helper()
	var rows []string
	c.must(c.db.Model(&models.Device{}).Order("id").Pluck("grade", &rows).Error)
	for _, g := range rows {
		grades += g + " "
	}
	return grades
}

func TestCriteria(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		c.slow(c.first, "一（1）班")
		c.slow(c.first, "一（2）班")
		c.slow(c.other, "一（1）班")
		c.must(db.Model(&models.School{}).Where("id = ?", c.other.ID).UpdateColumn("uplink_mbps", 100).Error)
		c.refresh(c.other)
		of := func(actor access.Actor, place uint) map[string]CriterionCounts {
			t.Helper()
			all, err := c.Criteria(t.Context(), actor, place)
			c.must(err)
			if len(all) != len(c.notice.Criteria()) {
				t.Errorf("%d criteria", len(all))
			}
			counts := map[string]CriterionCounts{}
			for _, one := range all {
				if one.Counts != nil {
					counts[one.ID] = *one.Counts
				}
			}
			return counts
		}
		province := c.actor(models.RoleProvinceAdmin, c.root)
		const frequency, uplink = "HW-STD-CPU-FREQ", "NET-SCH-UPLINK"
		all := of(province, 0)
		if got := all[frequency]; got != (CriterionCounts{FailedSuites: 3, FailedDevices: 3}) {
			t.Errorf("frequency: %+v", got)
		}
		if got := all[uplink]; got != (CriterionCounts{FailedSchools: 1}) {
			t.Errorf("uplink: %+v", got)
		}
		if got := of(province, c.first.ID); got[frequency].FailedSuites != 2 || got[uplink].FailedSchools != 0 {
			t.Errorf("of one school: %+v %+v", got[frequency], got[uplink])
		}
		own := c.actor(models.RoleSchoolAdmin, c.other.Organisation)
		if got := of(own, 0); got[frequency].FailedSuites != 1 || got[uplink].FailedSchools != 1 {
			t.Errorf("in the scope of the other school: %+v %+v", got[frequency], got[uplink])
		}
		if _, err := c.Criteria(t.Context(), own, c.first.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("out of scope: %v", err)
		}
		teacher := c.actor(models.RoleTeacher, c.first.Organisation)
		if got := of(teacher, 0); len(got) != 0 {
			t.Errorf("a teacher sees counts: %v", got)
		}
		if _, err := c.Criteria(t.Context(), teacher, c.first.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a teacher asks for the counts of a place: %v", err)
		}
		if _, err := c.Criteria(t.Context(), access.Actor{}, 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
		c.must(db.Model(&models.School{}).Where("id = ?", c.other.ID).UpdateColumn("type", models.SchoolVocational).Error)
		if got := of(province, 0); got[frequency].FailedSuites != 2 || got[uplink].FailedSchools != 0 {
			t.Errorf("a vocational school counts: %+v %+v", got[frequency], got[uplink])
		}
	})
}
