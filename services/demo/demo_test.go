package demo_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/errs"
	"banbantong/services/statistics"
)

var (
	today = time.Date(2026, 10, 15, 2, 30, 0, 0, time.UTC)
	small = demo.Options{Schools: 8, Seed: 1, Password: "ban-ban-tong-2023", Now: today}
)

func fill(t testing.TB, db *gorm.DB, in demo.Options) []demo.Account {
	t.Helper()
	accounts, err := demo.Fill(t.Context(), db, in, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

// sums are the checksums of all tables, as the models read them; a password hash is salted and left out.
func sums(t *testing.T, db *gorm.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, rows := range []any{&[]models.Organisation{}, &[]models.School{}, &[]models.Classroom{}, &[]models.Device{}, &[]models.DeviceEvent{},
		&[]models.Ticket{}, &[]models.TicketEvent{}, &[]models.SchoolCounts{}, &[]models.SchoolCriterionCounts{}, &[]models.User{}, &[]models.Grant{},
		&[]models.AuditEntry{}} {
		if err := db.Omit("password_hash").Order("1, 2").Find(rows).Error; err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) < 100 {
			t.Errorf("%T is empty", rows)
		}
		all[fmt.Sprintf("%T", rows)] = fmt.Sprintf("%x", sha256.Sum256(text))
	}
	return all
}

func TestFillIsRepeatable(t *testing.T) {
	first := dbtest.SQLite(t)
	fill(t, first, small)
	want := sums(t, first)
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		later := small
		later.Now = today.Add(5 * time.Hour)
		fill(t, db, later)
		if diff := cmp.Diff(want, sums(t, db)); diff != "" {
			t.Errorf("the same seed on the same day gives other rows:\n%s", diff)
		}
	})
	t.Run("another seed", func(t *testing.T) {
		db := dbtest.SQLite(t)
		other := small
		other.Seed = 2
		fill(t, db, other)
		if got := sums(t, db); got["*[]models.Device"] == want["*[]models.Device"] {
			t.Error("another seed gives the same devices")
		}
	})
}

func TestEvaluateFindsNoDifference(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		fill(t, db, demo.Options{Schools: 30, Seed: 5, Password: small.Password, Now: today})
		verdicts, err := compliance.New(db, func() time.Time { return today })
		if err != nil {
			t.Fatal(err)
		}
		done, err := verdicts.Evaluate(t.Context(), func(d compliance.Difference) { t.Errorf("%+v", d) })
		if err != nil {
			t.Fatal(err)
		}
		if done.Schools != 30 || done.Classrooms == 0 || done.Devices == 0 {
			t.Errorf("only %+v were looked at", done)
		}
	})
}

func TestAccountsSignIn(t *testing.T) {
	db := dbtest.SQLite(t)
	people := fill(t, db, small)
	sessions, err := accounts.NewSessions(db, bytes.Repeat([]byte("k"), 32), func() time.Time { return today })
	if err != nil {
		t.Fatal(err)
	}
	roles := map[models.Role]bool{}
	for _, who := range people {
		tokens, err := sessions.SignIn(t.Context(), who.Username, small.Password)
		if err != nil {
			t.Errorf("%s: %v", who.Username, err)
			continue
		}
		if tokens.User.MustChangePassword {
			t.Errorf("%s has to change the password", who.Username)
		}
		if len(tokens.User.Grants) != 1 || tokens.User.Grants[0].Role != who.Role || tokens.User.Grants[0].Organisation.Name != who.Place {
			t.Errorf("%s has the grants %v", who.Username, tokens.User.Grants)
		}
		roles[who.Role] = true
	}
	if len(roles) != 8 {
		t.Errorf("%d of 8 roles have an account", len(roles))
	}
}

func TestRowsHoldTogether(t *testing.T) {
	db := dbtest.SQLite(t)
	fill(t, db, demo.Options{Schools: 60, Seed: 3, Password: small.Password, Now: today})

	var strays []map[string]any
	if err := db.Raw("PRAGMA foreign_key_check").Find(&strays).Error; err != nil || len(strays) > 0 {
		t.Errorf("rows refer to what is not there: %v %v", strays, err)
	}
	for name, query := range map[string]string{
		"a device in a room of another school":       "SELECT COUNT(*) FROM devices d JOIN classrooms c ON c.id = d.classroom_id WHERE c.school_id <> d.school_id",
		"a ticket of another school's device":        "SELECT COUNT(*) FROM tickets t JOIN devices d ON d.id = t.device_id WHERE d.school_id <> t.school_id",
		"an event of a user who is not there":        "SELECT COUNT(*) FROM ticket_events WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT id FROM users)",
		"two open tickets of one device":             "SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE status IN ('open', 'working', 'finished') GROUP BY device_id HAVING COUNT(*) > 1)",
		"a ticket whose events end elsewhere":        "SELECT COUNT(*) FROM tickets t WHERE status <> (SELECT to_status FROM ticket_events WHERE ticket_id = t.id ORDER BY id DESC LIMIT 1)",
		"a ticket with something yet to come":        "SELECT COUNT(*) FROM ticket_events WHERE at > '2026-10-14 16:00:00'",
		"a device without its registration":          "SELECT COUNT(*) FROM devices WHERE id NOT IN (SELECT device_id FROM device_events WHERE kind = 'registered')",
		"an asset number that is given twice":        "SELECT COUNT(asset_no) - COUNT(DISTINCT asset_no) FROM devices",
		"an idle device in a room":                   "SELECT COUNT(*) FROM devices WHERE classroom_id IS NOT NULL AND state IN ('idle', 'retired')",
		"a village school that is under no school":   "SELECT COUNT(*) FROM organisations o JOIN organisations p ON p.id = o.parent_id JOIN schools s ON s.id = o.id WHERE s.type = 'teaching_point' AND p.kind <> 'school'",
		"a path that is not the parent's and the id": "SELECT COUNT(*) FROM organisations o JOIN organisations p ON p.id = o.parent_id WHERE o.path <> p.path || SUBSTR('0000000' || o.id, -8) || '/'",
	} {
		var n int
		if err := db.Raw(query).Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%s: %d %v", name, n, err)
		}
	}
	var statuses []models.TicketStatus
	db.Model(&models.Ticket{}).Distinct().Order("status").Pluck("status", &statuses)
	if len(statuses) != 5 {
		t.Errorf("tickets are only %v", statuses)
	}
	var suites models.SchoolCounts
	db.Model(&suites).Select("SUM(in_use) in_use, SUM(passed) passed, SUM(failed) failed, SUM(unknown) unknown, SUM(damaged) damaged").
		Where("category = ?", models.CategorySuite).Scan(&suites)
	if rate := 100 * suites.Passed / suites.InUse; rate < 60 || rate > 90 {
		t.Errorf("设备达标率 is %d %%", rate)
	}
	if suites.Failed == 0 || suites.Unknown == 0 || suites.Damaged == 0 {
		t.Errorf("a demo that has nothing to show: %+v", suites)
	}
}

// What is told of the past agrees with itself: counts of two days differ by what came to stand otherwise between them.
func TestPastReconciles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		fill(t, db, demo.Options{Schools: 240, Seed: 5, Password: small.Password, Now: today}) // of more than the home county: see Retold
		now := func() time.Time { return today }
		verdicts, err := compliance.New(db, now)
		if err != nil {
			t.Fatal(err)
		}
		figures, day := statistics.New(db, now, verdicts), func(ago int) models.Date { return models.DateOf(today.AddDate(0, 0, -ago)) }
		causes := models.Cause(0)
		for _, days := range [][2]models.Date{{models.DateOf(today.AddDate(-1, 0, 0)), day(0)}, {day(300), day(200)}, {day(120), day(60)}, {day(60), day(1)}} {
			c, err := figures.Compare(t.Context(), access.System("test"), statistics.ComparisonQuery{From: days[0], To: days[1], Limit: 100_000})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range c.Balances {
				if b.Before+b.CameCount-b.WentCount != b.After {
					t.Errorf("%s %v: %d + %d - %d is not %d", b.What(), days, b.Before, b.CameCount, b.WentCount, b.After)
				}
			}
			for _, change := range c.Changes {
				causes |= change.Causes
			}
		}
		want := models.CauseRegistered | models.CauseCorrected | models.CauseBroken | models.CauseRepaired | models.CauseReplaced | models.CauseClassSize
		if causes&want != want {
			t.Errorf("in a year there is only %s", causes.Label())
		}
	})
}

// The ledger in services/workbook/testdata is of some of these schools.
func TestFirstSchools(t *testing.T) {
	db := dbtest.SQLite(t)
	fill(t, db, demo.Options{Schools: 12, Seed: 9, Password: small.Password, Now: today})
	var names []string
	db.Model(&models.Organisation{}).Where("kind = ?", models.KindSchool).Order("id").Pluck("name", &names)
	want := []string{"信丰县第一小学", "信丰县嘉定镇中心小学", "信丰县嘉定镇水北小学", "信丰县嘉定镇龙舌教学点", "信丰县第二小学",
		"信丰县大塘埠镇中心小学", "信丰县大塘埠镇长岗小学", "信丰县第一中学", "信丰县第二中学", "信丰县西牛镇中心小学",
		"信丰县西牛镇坪塘教学点", "信丰县大塘埠镇新屋小学"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("the first schools have changed:\n%s", diff)
	}
}

func TestProvince(t *testing.T) {
	db := dbtest.SQLite(t)
	fill(t, db, demo.Options{Schools: 230, Seed: 4, Password: small.Password, Now: today})
	count := func(query string) (n int) {
		if err := db.Raw(query).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count("SELECT COUNT(*) FROM schools"); n != 230 {
		t.Errorf("%d schools, want 230", n)
	}
	if n := count(`SELECT COUNT(*) FROM organisations o WHERE kind = 'county' AND gb_code IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM organisations s WHERE s.kind = 'school' AND s.path LIKE o.path || '%')`); n > 0 {
		t.Errorf("%d counties have no school", n)
	}
	if n := count("SELECT COUNT(*) FROM organisations s JOIN organisations c ON c.id = s.parent_id WHERE s.kind = 'school' AND c.kind = 'city'"); n != 11 {
		t.Errorf("%d schools are run by a city, want 11", n)
	}
	if n := count("SELECT COUNT(*) FROM organisations WHERE kind = 'county' AND gb_code IS NULL"); n != 4 {
		t.Errorf("%d development zones, want 4", n)
	}
}

func TestFillRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     demo.Options
		before func(*gorm.DB) error
		want   string
	}{
		{"no schools at all", demo.Options{Schools: 0, Now: today}, nil, "demo-size"},
		{"more schools than any province has", demo.Options{Schools: 1_000_000, Now: today}, nil, "demo-size"},
		{"a clock that was never set", demo.Options{Schools: 8, Now: time.Unix(0, 0)}, nil, "demo-clock"},
		{"a database that is in use", small, func(db *gorm.DB) error {
			return db.Create(&models.User{Username: "boss", Name: "主任"}).Error
		}, "demo-not-empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := dbtest.SQLite(t)
			if c.before != nil {
				if err := c.before(db); err != nil {
					t.Fatal(err)
				}
			}
			_, err := demo.Fill(t.Context(), db, c.in, func(int) {})
			if known := new(errs.Error); !errors.As(err, &known) || known.Code != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			var organisations, users int64
			db.Model(&models.Organisation{}).Count(&organisations)
			db.Model(&models.User{}).Count(&users)
			if organisations != 0 || users > 1 {
				t.Errorf("it has left %d organisations and %d users", organisations, users)
			}
		})
	}
}

func TestLabels(t *testing.T) {
	db := dbtest.SQLite(t)
	fill(t, db, small)
	var devices []models.Device
	if err := db.Select("label_code", "label_token").Find(&devices).Error; err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(devices, func(d models.Device) bool {
		return len(d.LabelCode) != 8 || len(d.LabelToken) != 43 || strings.ContainsAny(d.LabelCode, "01OI")
	}) {
		t.Error("a label does not look like one")
	}
}
