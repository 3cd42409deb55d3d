package compliance

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

func TestClassSizeChangesTheScreensVerdict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		host, panel := c.suite(c.first, room)
		c.refresh(c.first, room.ID)
		if r := c.storedRoom(room.ID); r.Grade != models.GradePass || !r.HasSuite || !r.Usable || r.NetworkGrade != models.GradePass || r.SoftwareGrade != models.GradePass {
			t.Fatalf("before: %+v", r)
		}
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Classroom{}).Where("id = ?", room.ID).UpdateColumn("student_count", 45).Error)
		}, room.ID)

		if d := c.storedDevice(panel.ID); d.Grade != models.GradeFail || d.StandardGrade != models.GradeFail {
			t.Errorf("65 inch for 45 pupils: panel %q", d.Grade)
		}
		if d := c.storedDevice(host.ID); d.Grade != models.GradePass {
			t.Errorf("the host has nothing to do with it: %q", d.Grade)
		}
		if r := c.storedRoom(room.ID); r.Grade != models.GradeFail || r.Version != 1 || !r.UpdatedAt.Equal(noon) {
			t.Errorf("classroom %q, version %d, updated %s: nobody has edited it", r.Grade, r.Version, r.UpdatedAt)
		}
		if suites, devices := c.failing(c.first, "HW-STD-DISPLAY"); suites != 1 || devices != 1 {
			t.Errorf("HW-STD-DISPLAY fails for %d suites, %d devices", suites, devices)
		}
		want := models.SchoolCounts{SchoolID: c.first.ID, Category: models.CategorySuite, Total: 1, InUse: 1, Failed: 1, FailedOrDamaged: 1, Usable: 1,
			NetworkPassed: 1, SoftwarePassed: 1, Since: today}
		if got := c.counts(c.first, models.CategorySuite); got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
	})
}

func TestMovedDeviceChangesTwoRooms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		from, to := c.room(c.first, "一（1）班"), c.room(c.first, "一（2）班")
		c.suite(c.first, from)
		_, panel := c.suite(c.first, to)
		c.change(c.first, func(tx *gorm.DB) { c.must(tx.Delete(&models.Device{}, panel.ID).Error) })
		if a, b := c.storedRoom(from.ID).Grade, c.storedRoom(to.ID).Grade; a != models.GradePass || b != models.GradeFail {
			t.Fatalf("before: %q and %q", a, b)
		}
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Device{}).Where("classroom_id = ? AND category = ?", from.ID, models.CategoryPanel).UpdateColumn("classroom_id", to.ID).Error)
		}, from.ID, to.ID)
		if a, b := c.storedRoom(from.ID).Grade, c.storedRoom(to.ID).Grade; a != models.GradeFail || b != models.GradePass {
			t.Errorf("after: %q and %q", a, b)
		}
		if suites, devices := c.failing(c.first, "HW-ROOM-DISPLAY"); suites != 1 || devices != 0 {
			t.Errorf("a missing screen is a failure of the classroom alone: %d suites, %d devices", suites, devices)
		}
	})
}

func TestDeviceToTheStoreLosesItsVerdict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		host, _ := c.suite(c.first, room)
		c.refresh(c.first)
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Device{}).Where("id = ?", host.ID).UpdateColumns(map[string]any{"classroom_id": nil, "state": models.DeviceIdle}).Error)
		}, room.ID)
		if d := c.storedDevice(host.ID); d.Verdicts != (models.Verdicts{}) || d.StandardGrade != models.GradeNone {
			t.Errorf("in the store: %+v %q", d.Verdicts, d.StandardGrade)
		}
		if n := c.counts(c.first, models.CategoryHost); n.Total != 1 || n.InUse != 0 || n.Passed != 0 {
			t.Errorf("counts %+v", n)
		}
	})
}

func TestMovedToAnotherSchool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room, target := c.room(c.first, "一（1）班"), c.room(c.other, "一（1）班")
		host, _ := c.suite(c.first, room)
		c.refresh(c.first)
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Device{}).Where("id = ?", host.ID).UpdateColumns(map[string]any{"school_id": c.other.ID, "classroom_id": target.ID}).Error)
			c.must(c.Refresh(tx, models.CauseMoved, c.other.ID, target.ID))
		}, room.ID)
		if n := c.counts(c.first, models.CategoryHost); n != (models.SchoolCounts{}) {
			t.Errorf("the row of a category that a school has no longer is gone: %+v", n)
		}
		if n := c.counts(c.other, models.CategoryHost); n.InUse != 1 || n.Passed != 1 {
			t.Errorf("the other school has it: %+v", n)
		}
		if _, found := c.evaluate(); len(found) > 0 {
			t.Errorf("differences: %+v", found)
		}
	})
}

func TestRefreshLeavesOtherSchoolsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.other, "一（1）班")
		c.suite(c.other, room)
		c.refresh(c.first)
		if r := c.storedRoom(room.ID); r.HasSuite || r.Grade != models.GradeNone {
			t.Errorf("judged with another school: %+v", r)
		}
		if n := c.counts(c.other, models.CategorySuite); n != (models.SchoolCounts{}) {
			t.Errorf("counted with another school: %+v", n)
		}
	})
}

func TestRefreshOfAMissingSchoolIsNothing(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	c.must(c.Refresh(c.db, models.CauseCorrected, 4711))
}

func TestSchoolsOwnCriteria(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		c.room(c.first, "一（2）班")
		c.refresh(c.first)
		stored := func() models.School {
			var s models.School
			c.must(db.First(&s, c.first.ID).Error)
			return s
		}
		if s := stored(); s.Grade != models.GradePass || s.Fails != 0 {
			t.Fatalf("all connected: %+v", s.Verdicts)
		}
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Classroom{}).Where("id = ?", room.ID).UpdateColumn("on_campus_network", false).Error)
		}, room.ID)
		criterion, _ := c.notice.Criterion("NET-SCH-ALLCLASS")
		if s := stored(); s.Grade != models.GradeFail || !standard.Set(s.Fails&s.Judged).Has(criterion.Bit) {
			t.Errorf("one classroom off the network: %+v", s.Verdicts)
		}
		c.change(c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Classroom{}).Where("id = ?", room.ID).UpdateColumn("retired_at", noon).Error)
		}, room.ID)
		if s := stored(); s.Grade != models.GradePass {
			t.Errorf("a retired classroom does not count: %+v", s.Verdicts)
		}
	})
}

func TestEvaluateFindsNothingAfterRefresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		for _, s := range []models.School{c.first, c.other} {
			c.suite(s, c.room(s, "一（1）班"))
			c.room(s, "空教室")
			c.device(s, nil, models.CategoryCamera, models.Specs{})
			c.refresh(s)
		}
		e, found := c.evaluate()
		if len(found) > 0 {
			t.Errorf("differences: %+v", found)
		}
		if want := (Evaluation{Schools: 2, Classrooms: 4, Devices: 6}); e != want {
			t.Errorf("looked at %+v, want %+v", e, want)
		}
	})
}

func TestEvaluateMendsWhateverWasSpoilt(t *testing.T) {
	cases := []struct{ name, statement, subject string }{
		{"a device that fails too much", "UPDATE devices SET fails = fails + 4096 WHERE id = (SELECT m FROM (SELECT MIN(id) AS m FROM devices) AS x)", "device"},
		{"a device of another grade", "UPDATE devices SET grade = 'fail' WHERE category = 'panel'", "device"},
		{"a device with its date missing", "UPDATE devices SET missing_date = TRUE WHERE category = 'panel'", "device"},
		{"a stored device with a verdict", "UPDATE devices SET grade = 'fail' WHERE classroom_id IS NULL", "device"},
		{"a classroom without its suite", "UPDATE classrooms SET has_suite = FALSE", "classroom"},
		{"a classroom that is damaged", "UPDATE classrooms SET damaged = TRUE", "classroom"},
		{"a classroom of another network grade", "UPDATE classrooms SET network_grade = 'fail'", "classroom"},
		{"a school of another grade", "UPDATE schools SET grade = 'unknown'", "school"},
		{"a count too many", "UPDATE school_counts SET failed = failed + 1", "counts"},
		{"a count of nothing", "INSERT INTO school_counts (school_id, category) SELECT id, 'control' FROM schools", "counts"},
		{"a lost count", "DELETE FROM school_counts WHERE category = 'panel'", "counts"},
		{"a criterion counted too often", "INSERT INTO school_criterion_counts (school_id, criterion, failed_suites) SELECT id, 'SW-OS', 1 FROM schools", "counts"},
	}
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		c.suite(c.first, c.room(c.first, "一（1）班"))
		c.device(c.first, nil, models.CategoryCamera, models.Specs{})
		c.refresh(c.first)
		c.refresh(c.other)
		for _, k := range cases {
			t.Run(k.name, func(t *testing.T) {
				c.must(db.Exec(k.statement).Error)
				e, found := c.evaluate()
				if len(found) == 0 || e.Differences != len(found) {
					t.Fatalf("found %d, reported %d", e.Differences, len(found))
				}
				for _, d := range found {
					if d.Subject != k.subject || d.SchoolID == 0 || d.ID == 0 || d.Stored == d.Judged {
						t.Errorf("reported %+v", d)
					}
				}
				if _, again := c.evaluate(); len(again) > 0 {
					t.Errorf("not mended: %+v", again)
				}
			})
		}
	})
}

func TestEvaluateFindsFactsThatHaveGrownOld(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	room := c.room(c.first, "一（1）班")
	host, _ := c.suite(c.first, room)
	c.must(c.db.Model(&models.Device{}).Where("id = ?", host.ID).UpdateColumn("bought_on", "2016").Error)
	c.refresh(c.first)
	c.refresh(c.other)
	c.clock = noon.AddDate(0, 0, 30)
	if _, found := c.evaluate(); len(found) > 0 {
		t.Errorf("on the thirtieth day: %+v", found)
	}
	c.clock = noon.AddDate(0, 0, 31)
	if _, found := c.evaluate(); len(found) == 0 || c.storedDevice(host.ID).Grade != models.GradeUnknown {
		t.Errorf("on the day after: %+v, host %q", found, c.storedDevice(host.ID).Grade)
	}
}

func TestEvaluateStopsWhenAsked(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Evaluate(ctx, func(Difference) {}); err == nil {
		t.Error("went on")
	}
}

func TestSwitch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		host, _ := c.suite(c.first, room)
		slow := hostSpecs()
		slow.Host.CPUBaseMHz, slow.Host.CPUTurboMHz = new(2500), new(4400)
		c.must(db.Model(&models.Device{ID: host.ID}).Select("specs").UpdateColumns(models.Device{Specs: slow}).Error)
		c.refresh(c.first)
		c.refresh(c.other)
		if d := c.storedDevice(host.ID); d.Grade != models.GradeFail {
			t.Fatalf("by the base clock: %q", d.Grade)
		}
		if _, err := c.Switch(t.Context(), access.System("测试"), map[string]string{"cpu.freq_basis": "turbo"}); err != nil {
			t.Fatal(err)
		}
		replica, err := New(db, func() time.Time { return noon })
		c.must(err)
		std, err := replica.Standard(t.Context())
		c.must(err)
		if std.Chosen()["cpu.freq_basis"] != "turbo" {
			t.Errorf("another replica reads %v", std.Chosen())
		}
		if _, found := c.evaluate(); len(found) == 0 {
			t.Error("nothing differs after a switch")
		}
		if d := c.storedDevice(host.ID); d.Grade != models.GradePass {
			t.Errorf("by the turbo clock: %q", d.Grade)
		}
		c.clock = c.clock.Add(time.Second)
		if std, err = c.Switch(t.Context(), access.System("测试"), map[string]string{"io.std_mode": "any"}); err != nil || std.Chosen()["cpu.freq_basis"] != "turbo" {
			t.Errorf("a second switch keeps the first: %v %v", std, err)
		}
		var log []models.AuditEntry
		c.must(db.Find(&log).Error)
		if len(log) != 2 || log[0].Action != "standard.switched" || log[0].BeforeState == log[0].AfterState {
			t.Errorf("audit: %+v", log)
		}
	})
}

func TestSwitchRefuses(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	turbo := map[string]string{"cpu.freq_basis": "turbo"}
	cases := []struct {
		name     string
		actor    access.Actor
		readings map[string]string
		want     errs.Kind
	}{
		{"nobody", access.Actor{}, turbo, errs.Unauthenticated},
		{"a county", c.actor(models.RoleCountyAdmin, c.root), turbo, errs.Forbidden},
		{"a province administrator who was given a school only", c.actor(models.RoleProvinceAdmin, c.first.Organisation), turbo, errs.Forbidden},
		{"an unknown reading", access.System("测试"), map[string]string{"cpu.speed": "turbo"}, errs.Invalid},
		{"an unknown alternative", access.System("测试"), map[string]string{"cpu.freq_basis": "fast"}, errs.Invalid},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			_, err := c.Switch(t.Context(), k.actor, k.readings)
			if known := new(errs.Error); !errors.As(err, &known) || known.Kind != k.want {
				t.Errorf("%v", err)
			}
		})
	}
	var rows int64
	c.must(c.db.Model(&models.StandardVersion{}).Count(&rows).Error)
	if rows != 0 {
		t.Errorf("%d rows were written all the same", rows)
	}
}

func TestFailingSet(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	set, err := c.FailingSet(t.Context(), "HW-MIN-RAM")
	if err != nil || set != 1<<4 {
		t.Errorf("%b %v", set, err)
	}
	if _, err := c.FailingSet(t.Context(), "HW-MIN-ROM"); err == nil {
		t.Error("an unknown criterion was taken")
	}
}

func TestExplanations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		host, panel := c.suite(c.first, room)
		camera := c.device(c.first, &room, models.CategoryCamera, models.Specs{})
		idle := c.device(c.first, nil, models.CategoryHost, hostSpecs())
		own := c.actor(models.RoleSchoolAdmin, c.first.Organisation)

		all, err := c.Classroom(t.Context(), own, room.ID)
		c.must(err)
		of := map[uint]int{}
		for _, v := range all {
			of[v.DeviceID]++
		}
		if of[0] == 0 || of[host.ID] == 0 || of[panel.ID] == 0 || of[camera.ID] == 0 {
			t.Errorf("verdicts by device: %v", of)
		}
		one, err := c.Device(t.Context(), own, host.ID)
		c.must(err)
		if len(one) != of[host.ID] || one[0].DeviceID != host.ID {
			t.Errorf("%d verdicts on the host, %d in its room", len(one), of[host.ID])
		}
		if none, err := c.Device(t.Context(), own, idle.ID); err != nil || len(none) != 0 {
			t.Errorf("a device in the store: %v %v", none, err)
		}
		school, err := c.School(t.Context(), own, c.first.ID)
		c.must(err)
		if len(school) != 3 || school[0].Outcome != standard.Pass || school[0].Measured != "1000 Mbps" {
			t.Errorf("school: %+v", school)
		}
	})
}

func TestExplanationsStayInScope(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	room := c.room(c.first, "一（1）班")
	host, _ := c.suite(c.first, room)
	asks := map[string]func(access.Actor) error{
		"classroom": func(a access.Actor) error { _, err := c.Classroom(t.Context(), a, room.ID); return err },
		"device":    func(a access.Actor) error { _, err := c.Device(t.Context(), a, host.ID); return err },
		"school":    func(a access.Actor) error { _, err := c.School(t.Context(), a, c.first.ID); return err },
	}
	actors := map[string]struct {
		access.Actor
		want errs.Kind
	}{
		"nobody":               {access.Actor{}, errs.Unauthenticated},
		"another school":       {c.actor(models.RoleSchoolAdmin, c.other.Organisation), errs.NotFound},
		"a technician":         {c.actor(models.RoleTechnician, c.first.Organisation), errs.Forbidden},
		"a person in no place": {access.NewActor(models.User{ID: 9}), errs.Forbidden},
	}
	for what, ask := range asks {
		for who, a := range actors {
			t.Run(who+" asks for the "+what, func(t *testing.T) {
				if known := new(errs.Error); !errors.As(ask(a.Actor), &known) || known.Kind != a.want {
					t.Errorf("%v", ask(a.Actor))
				}
			})
		}
		if err := ask(c.actor(models.RoleAuditor, c.root)); err != nil {
			t.Errorf("the province's auditor asks for the %s: %v", what, err)
		}
	}
}
