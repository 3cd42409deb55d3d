package periods_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/demo/periods"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
)

var today = time.Date(2026, 11, 27, 2, 30, 0, 0, time.UTC)

func fill(t *testing.T, db *gorm.DB, schools int) {
	t.Helper()
	fillOn(t, db, today, schools)
}

func fillOn(t *testing.T, db *gorm.DB, day time.Time, schools int) {
	t.Helper()
	if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: schools, Seed: 1, Password: "Banbantong-2026", Now: day}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	if err := periods.Fill(t.Context(), db, day); err != nil {
		t.Fatal(err)
	}
}

// stand is how a period stands: how many submissions have each status, how many are 代填.
func stand(t *testing.T, db *gorm.DB, period uint) map[string]int {
	t.Helper()
	var rows []models.Submission
	if err := db.Where("period_id = ?", period).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, row := range rows {
		n[string(row.Status)]++
		if row.FilledFor {
			n["filled_for"]++
		}
		if row.Stale {
			n["stale"]++
		}
	}
	return n
}

// statuses is how many rows of the table have each status.
func statuses(t *testing.T, db *gorm.DB, table string) map[string]int {
	t.Helper()
	var all []string
	if err := db.Table(table).Pluck("status", &all).Error; err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, status := range all {
		n[status]++
	}
	return n
}

func TestACountyHasReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		fill(t, db, 12)
		var all []models.Period
		if err := db.Order("id").Find(&all).Error; err != nil || len(all) != 2 {
			t.Fatalf("%d periods %v", len(all), err)
		}
		if all[0].Name != "2026年春季学期班班通期末统计" || all[0].SignedAt == nil || all[1].Name != "2026年秋季学期班班通期中统计" || all[1].SignedAt != nil {
			t.Errorf("the periods are %+v", all)
		}
		if diff := cmp.Diff(map[string]int{"accepted": 13}, stand(t, db, all[0].ID)); diff != "" {
			t.Errorf("last semester:\n%s", diff)
		}
		now := stand(t, db, all[1].ID)
		if now["submitted"] == 0 || now["returned"] != 1 || now["accepted"] < 3 || now["filled_for"] == 0 || now["stale"] > 0 {
			t.Errorf("this semester: %v", now)
		}
		verdicts, err := compliance.New(db, func() time.Time { return today })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verdicts.Evaluate(t.Context(), func(d compliance.Difference) { t.Errorf("%+v", d) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]int{"proposed": 1, "approved": 1, "handed_over": 1, "received": 3, "rejected": 1, "declined": 1, "cancelled": 1},
			statuses(t, db, "transfers")); diff != "" {
			t.Errorf("transfers:\n%s", diff)
		}
		if diff := cmp.Diff(map[string]int{"applied": 2, "approved": 3, "declined": 1, "withdrawn": 1}, statuses(t, db, "disposals")); diff != "" {
			t.Errorf("disposals:\n%s", diff)
		}
		reconciles(t, statistics.New(db, func() time.Time { return today }, verdicts))
		s := submissions.New(db, func() time.Time { return today }, nil, verdicts, nil)
		done, err := s.Verify(t.Context(), func(f submissions.Flaw) { t.Errorf("%+v", f) })
		if err != nil || done.Snapshots != 22 {
			t.Errorf("%+v %v", done, err)
		}
		for name, query := range map[string]string{
			"a device that has not come back to its state": "SELECT COUNT(*) FROM device_events e JOIN devices d ON d.id = e.device_id WHERE e.detail LIKE '%厂家上门修复' AND d.state <> 'in_use'",
			"counts of suites that held at the same time": `SELECT COUNT(*) FROM past_school_counts a JOIN past_school_counts b
				ON b.school_id = a.school_id AND b.category = a.category AND b.until > a.until AND b.since < a.until`,
			"counts that held before they ceased to": `SELECT COUNT(*) FROM past_school_counts a JOIN school_counts b
				ON b.school_id = a.school_id AND b.category = a.category AND b.since < a.until`,
			"counts by criterion that held at the same time": `SELECT COUNT(*) FROM past_school_criterion_counts a
				JOIN past_school_criterion_counts b ON b.school_id = a.school_id AND b.criterion = a.criterion AND b.until > a.until AND b.since < a.until`,
			"something in the future": `SELECT (SELECT COUNT(*) FROM submission_events WHERE at > '2026-11-26 16:00:00') +
				(SELECT COUNT(*) FROM transfer_events WHERE at > '2026-11-26 16:00:00') + (SELECT COUNT(*) FROM disposal_events WHERE at > '2026-11-26 16:00:00')`,
			"a device that no open order or application holds": `SELECT COUNT(*) FROM devices d WHERE d.held_by <> ''
				AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.number = d.held_by AND t.status IN ('proposed', 'approved', 'handed_over'))
				AND NOT EXISTS (SELECT 1 FROM disposals b WHERE b.number = d.held_by AND b.status = 'applied')`,
		} {
			var n int
			if err := db.Raw(query).Scan(&n).Error; err != nil || n != 0 {
				t.Errorf("%s: %d %v", name, n, err)
			}
		}
	})
}

// reconciles fails unless the figures of two days differ by what changed between them, across the day on which the periods
// begin to tell what happened.
func reconciles(t *testing.T, figures *statistics.Service) {
	t.Helper()
	day := func(ago int) models.Date { return models.DateOf(today.AddDate(0, 0, -ago)) }
	for _, ago := range [][2]int{{365, 0}, {200, demo.Retold - 1}, {demo.Retold + 1, 100}, {60, 1}} {
		c, err := figures.Compare(t.Context(), access.System("test"), statistics.ComparisonQuery{From: day(ago[0]), To: day(ago[1]), Limit: 100_000})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Changes) == 0 {
			t.Errorf("nothing has changed from %d to %d days ago", ago[0], ago[1])
		}
		for _, b := range c.Balances {
			if b.Before+b.CameCount-b.WentCount != b.After {
				t.Errorf("%s from %d to %d days ago: %d + %d - %d is not %d", b.What(), ago[0], ago[1], b.Before, b.CameCount, b.WentCount, b.After)
			}
		}
	}
}

func TestEverySizeOfDemoHasPeriods(t *testing.T) {
	for _, schools := range []int{1, 2, 3, 60} {
		db := dbtest.SQLite(t)
		fill(t, db, schools)
		var snapshots int64
		if err := db.Model(&models.Snapshot{}).Count(&snapshots).Error; err != nil || int(snapshots) < schools {
			t.Errorf("%d schools: %d snapshots %v", schools, snapshots, err)
		}
	}
}

func TestPeriodsAreOfTheTermTheyAreNamedFor(t *testing.T) {
	for _, day := range []models.Date{"2027-02-10", "2027-09-01", "2028-02-29", "2028-08-31"} {
		db := dbtest.SQLite(t)
		fillOn(t, db, day.Begin().UTC(), 2)
		var all []models.Period
		if err := db.Find(&all).Error; err != nil || len(all) != 2 {
			t.Fatalf("%s: %d periods %v", day, len(all), err)
		}
		for _, p := range all {
			if !strings.Contains(p.Name, p.Kind.Label()) {
				t.Errorf("%s: %s is a %s", day, p.Name, p.Kind.Label())
			}
		}
	}
}

func TestPeriodsAreRepeatable(t *testing.T) {
	hashes := func() (all []string) {
		db := dbtest.SQLite(t)
		fill(t, db, 12)
		var numbers []string
		if err := errors.Join(db.Model(&models.Snapshot{}).Order("id").Pluck("hash", &all).Error, db.Model(&models.Transfer{}).Order("id").Pluck("number", &numbers).Error); err != nil {
			t.Fatal(err)
		}
		return append(all, numbers...)
	}
	if diff := cmp.Diff(hashes(), hashes()); diff != "" {
		t.Errorf("the same demo reports otherwise:\n%s", diff)
	}
}

// Whatever the services record reads in Chinese: no field and no value is the code of a programmer.
func TestTheLogReadsInChinese(t *testing.T) {
	db := dbtest.SQLite(t)
	fill(t, db, 12)
	code := regexp.MustCompile(`^[a-z_.]+$`)
	seen := map[string]bool{}
	err := audit.NewReader(db).Each(t.Context(), access.System("test"), audit.Filter{}, func(r audit.Row) error {
		seen[r.Subject] = true
		if code.MatchString(r.ActionWord()) || code.MatchString(r.SubjectWord()) {
			t.Errorf("%s of a %s has no word", r.Action, r.Subject)
		}
		for _, c := range r.Changes() {
			if code.MatchString(c.Field) || code.MatchString(c.Before) || code.MatchString(c.After) {
				t.Errorf("%s: %+v", r.Action, c)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"period", "submission", "transfer", "disposal", "classroom"} {
		if !seen[subject] {
			t.Errorf("the demo records nothing of a %s", subject)
		}
	}
}
