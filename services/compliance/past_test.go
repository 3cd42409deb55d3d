package compliance

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// pastStandings are those of a subject, oldest first.
func (c *county) pastStandings(subject models.StandingSubject, id uint) []models.PastStanding {
	c.t.Helper()
	var rows []models.PastStanding
	c.must(c.db.Where("subject = ? AND subject_id = ?", subject, id).Order("until").Find(&rows).Error)
	for i := range rows {
		rows[i].Failing = 0
	}
	return rows
}

func (c *county) set(model any, id uint, column string, value any) func(*gorm.DB) {
	return func(tx *gorm.DB) { c.must(tx.Model(model).Where("id = ?", id).UpdateColumn(column, value).Error) }
}

// days later, all is done as on that day.
func (c *county) later(days int) { c.clock = noon.AddDate(0, 0, days) }

func TestHistoryKeepsWhatWasBeforeTheFirstChangeOfADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		host, _ := c.suite(c.first, room)
		c.refresh(c.first, room.ID)
		if past := c.pastStandings(models.StandingOfDevice, host.ID); len(past) > 0 {
			t.Fatalf("registered today, it stood nowhere before: %+v", past)
		}
		c.later(10)
		c.changeFor(models.CauseBroken, c.first, c.set(&models.Device{}, host.ID, "state", models.DeviceDamaged), room.ID)
		c.changeFor(models.CauseRepaired, c.first, c.set(&models.Device{}, host.ID, "state", models.DeviceInUse), room.ID)
		c.later(20)
		c.changeFor(models.CauseBroken, c.first, c.set(&models.Device{}, host.ID, "state", models.DeviceRepairing), room.ID)
		c.later(30)
		c.changeFor(models.CauseBroken, c.first, c.set(&models.Device{}, host.ID, "state", models.DeviceToRetire), room.ID)

		day := func(n int) models.Date { return models.DateOf(noon.AddDate(0, 0, n)) }
		want := []models.PastStanding{
			{Subject: models.StandingOfDevice, SubjectID: host.ID, Until: day(10), SchoolID: c.first.ID, ClassroomID: &room.ID,
				Standing: models.Standing{InUse: true}, Causes: models.CauseBroken | models.CauseRepaired},
			{Subject: models.StandingOfDevice, SubjectID: host.ID, Until: day(20), SchoolID: c.first.ID, ClassroomID: &room.ID,
				Standing: models.Standing{InUse: true}, Causes: models.CauseBroken},
		}
		if diff := cmp.Diff(want, c.pastStandings(models.StandingOfDevice, host.ID)); diff != "" {
			t.Errorf("the device (-want +got):\n%s", diff)
		}
		for i := range want {
			want[i].Subject, want[i].SubjectID, want[i].ClassroomID = models.StandingOfClassroom, room.ID, nil
		}
		if diff := cmp.Diff(want, c.pastStandings(models.StandingOfClassroom, room.ID)); diff != "" {
			t.Errorf("its classroom (-want +got):\n%s", diff)
		}
		var counts []models.PastSchoolCounts
		c.must(db.Where("category = ?", models.CategorySuite).Order("until").Find(&counts).Error)
		spans := make([][2]models.Date, len(counts))
		for i, row := range counts {
			spans[i] = [2]models.Date{row.Since, row.Until}
		}
		if want := [][2]models.Date{{day(0), day(10)}, {day(10), day(20)}}; !slices.Equal(spans, want) {
			t.Errorf("the counts held %v, want %v", spans, want)
		}
		if now := c.counts(c.first, models.CategorySuite); now.Since != day(20) || now.Damaged != 1 {
			t.Errorf("the counts now: %+v", now)
		}
	})
}

func TestWhatIsRegisteredBeforeEightInTheMorningStoodNowhereBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		c.clock = models.Date("2024-10-20").Begin().Add(30 * time.Minute).UTC() // still the day before in UTC
		room := c.room(c.first, "一（1）班")
		host, panel := c.suite(c.first, room)
		c.set(&models.Classroom{}, room.ID, "created_at", c.clock)(db)
		for _, d := range []models.Device{host, panel} {
			c.set(&models.Device{}, d.ID, "created_at", c.clock)(db)
		}
		c.refresh(c.first, room.ID)
		var past []models.PastStanding
		c.must(db.Find(&past).Error)
		if len(past) > 0 {
			t.Errorf("%+v", past)
		}
	})
}

func TestDeviceThatLeavesItsSchoolIsKnownToBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room, target := c.room(c.first, "一（1）班"), c.room(c.other, "一（1）班")
		host, _ := c.suite(c.first, room)
		c.refresh(c.first)
		c.refresh(c.other)
		c.later(1)
		c.changeFor(models.CauseMoved, c.first, func(tx *gorm.DB) {
			c.must(tx.Model(&models.Device{}).Where("id = ?", host.ID).UpdateColumns(map[string]any{"school_id": c.other.ID, "classroom_id": target.ID}).Error)
			c.must(c.Refresh(tx, models.CauseMoved, c.other.ID, target.ID))
		}, room.ID)
		want := []models.PastStanding{{Subject: models.StandingOfDevice, SubjectID: host.ID, Until: models.DateOf(c.clock), SchoolID: c.first.ID,
			ClassroomID: &room.ID, Standing: models.Standing{InUse: true}, Causes: models.CauseMoved, MovedTo: &c.other.ID}}
		if diff := cmp.Diff(want, c.pastStandings(models.StandingOfDevice, host.ID)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestDayWithoutChangesLeavesNoHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		room := c.room(c.first, "一（1）班")
		c.suite(c.first, room)
		c.refresh(c.first)
		c.refresh(c.other)
		c.later(1)
		c.refresh(c.first)
		c.evaluate()
		for _, table := range []string{"past_school_counts", "past_school_criterion_counts", "past_standings"} {
			var rows int64
			c.must(db.Table(table).Count(&rows).Error)
			if rows > 0 {
				t.Errorf("%d rows in %s", rows, table)
			}
		}
	})
}

func TestEvaluationTellsASwitchFromTimeThatHasPassed(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	for _, k := range []struct {
		name  string
		since time.Duration // before the evaluation
		want  models.Cause
	}{{"a reading switched an hour ago", time.Hour, models.CauseStandard}, {"one switched last week", 7 * 24 * time.Hour, models.CauseAged}} {
		t.Run(k.name, func(t *testing.T) {
			c.must(c.db.Where("1 = 1").Delete(&models.StandardVersion{}).Error)
			since := c.clock.Add(-k.since)
			c.must(c.db.Create(&models.StandardVersion{OrganisationID: c.root.ID, Number: 1, Name: "2024 年版", InForceFrom: models.DateOf(since),
				EnforcedAt: &since, Version: 1, CreatedAt: since, UpdatedAt: since}).Error)
			if why, err := c.whyEvaluated(c.db); err != nil || why != k.want {
				t.Errorf("%s, %v", why.Label(), err)
			}
		})
	}
}
