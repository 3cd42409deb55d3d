package renewal

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/errs"
)

var silent = slog.New(slog.DiscardHandler)

var noon = time.Date(2026, 10, 15, 4, 0, 0, 0, time.UTC)

// bureau is a demo county with its administrator.
type bureau struct {
	*Service
	t        testing.TB
	db       *gorm.DB
	verdicts *compliance.Service
	county   models.Organisation
	admin    access.Actor
	clock    time.Time
}

func newBureau(t testing.TB, db *gorm.DB, schools int) *bureau {
	t.Helper()
	if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: schools, Seed: 3, Password: "ban-ban-tong-2023", Now: noon}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	verdicts, err := compliance.New(db, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{t: t, db: db, verdicts: verdicts, clock: noon}
	b.Service = New(db, func() time.Time { return b.clock }, verdicts)
	var school models.Organisation
	b.must(db.Where("kind = ?", models.KindSchool).Order("id").First(&school).Error)
	b.must(db.Where("id = ?", models.PathIDs(school.Path)[2]).First(&b.county).Error)
	b.admin = b.actor(models.RoleCountyAdmin, b.county)
	return b
}

// grows gives a classroom of the county sixty pupils, as the registry does.
func (b *bureau) grows() {
	b.t.Helper()
	b.must(b.db.Transaction(func(tx *gorm.DB) error {
		var room models.Classroom
		if err := tx.First(&room, 5).Error; err != nil {
			return err
		}
		if err := tx.Model(&room).Update("student_count", 60).Error; err != nil {
			return err
		}
		return b.verdicts.Refresh(tx, models.CauseCorrected, room.SchoolID, room.ID)
	}))
}

func (b *bureau) actor(role models.Role, at models.Organisation) access.Actor {
	return access.NewActor(models.User{ID: 1, Name: "王主任", Grants: []models.Grant{{Role: role, OrganisationID: at.ID, Organisation: at}}})
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) plan(aims Aims) PlanRow {
	b.t.Helper()
	row, err := b.CreatePlan(b.t.Context(), b.admin, b.county.ID, aims)
	b.must(err)
	return b.computed(row)
}

// computed has a server compute what waits, and gives the plan.
func (b *bureau) computed(plan PlanRow) PlanRow {
	b.t.Helper()
	if plan.Status() != models.JobQueued {
		b.t.Errorf("when asked: %+v", plan.Run)
	}
	if !b.next() {
		b.t.Error("nobody computes the plan")
	}
	return b.see(plan)
}

// next computes the plan that waits, if any.
func (b *bureau) next() bool {
	b.t.Helper()
	for _, l := range b.lanes {
		if worked, err := b.nextRun(b.t.Context(), l, silent); err != nil || worked {
			b.must(err)
			return true
		}
	}
	return false
}

func (b *bureau) see(plan PlanRow) PlanRow {
	b.t.Helper()
	row, err := b.Plan(b.t.Context(), b.admin, plan.ID)
	b.must(err)
	return row
}

func (b *bureau) rooms(plan PlanRow) []RoomRow {
	b.t.Helper()
	rows, total, err := b.Rooms(b.t.Context(), b.admin, plan.ID, RoomFilter{Limit: 10_000})
	b.must(err)
	if int(total) != len(rows) {
		b.t.Fatalf("%d rows of %d", len(rows), total)
	}
	return rows
}

func aims(budget int64) Aims {
	return Aims{Name: "2027 年更新", BudgetCents: &budget, Objective: models.ObjectivePupils, RuralPercent: 150, CountUnverified: true}
}

func TestAPlanAddsUpAndKeepsItsBudget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 12)
		const budget = 400_000_00
		plan := b.plan(aims(budget))
		sum, rooms := plan.Summary, b.rooms(plan)
		if sum.ChosenCents > budget || sum.Chosen == 0 || sum.Chosen == sum.Needing {
			t.Errorf("a budget of %d chooses %d of %d for %d", int64(budget), sum.Chosen, sum.Needing, sum.ChosenCents)
		}
		if sum.Value != sum.Bound {
			t.Errorf("a county is not solved exactly: %d of %d", sum.Value, sum.Bound)
		}
		var again models.PlanSummary
		for _, r := range rooms {
			var cents int64
			for _, n := range r.Needs {
				cents += n.Cents
			}
			if cents != r.Cents || r.Reason == "" || r.Fate == "" {
				t.Errorf("room %d costs %d, its measures %d; %s: %s", r.ClassroomID, r.Cents, cents, r.Fate, r.Reason)
			}
			again.NeedingCents += r.Cents
			if r.Fate == models.FateChosen {
				again.Chosen, again.ChosenCents = again.Chosen+1, again.ChosenCents+r.Cents
			}
		}
		if len(rooms) != sum.Needing || again.NeedingCents != sum.NeedingCents || again.Chosen != sum.Chosen || again.ChosenCents != sum.ChosenCents {
			t.Errorf("rooms add up to %+v, the summary says %+v", again, sum)
		}
		for name, of := range map[string][]models.PlanSum{"measures": sum.Measures, "funds": sum.Funds} {
			var cents, chosen int64
			for _, s := range of {
				cents, chosen = cents+s.Cents, chosen+s.ChosenCents
			}
			if cents != sum.NeedingCents || chosen != sum.ChosenCents {
				t.Errorf("%s add up to %d and %d, all is %d and %d", name, cents, chosen, sum.NeedingCents, sum.ChosenCents)
			}
		}
		for _, by := range []By{BySchool, ByCounty} {
			places, err := b.Sums(t.Context(), b.admin, plan.ID, by)
			b.must(err)
			var all PlaceSum
			for _, p := range places {
				all.Rooms, all.Cents, all.ChosenCents, all.ChosenPupils = all.Rooms+p.Rooms, all.Cents+p.Cents, all.ChosenCents+p.ChosenCents, all.ChosenPupils+p.ChosenPupils
			}
			if want := (PlaceSum{Rooms: sum.Needing, Cents: sum.NeedingCents, ChosenCents: sum.ChosenCents, ChosenPupils: sum.ChosenPupils}); all != want {
				t.Errorf("by %s it adds up to %+v, want %+v", by, all, want)
			}
		}
	})
}

func TestThePlanOfTheSameDataIsTheSame(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 12)
	first, second := b.plan(aims(300_000_00)), b.plan(aims(300_000_00))
	if diff := cmp.Diff(first.Summary, second.Summary); diff != "" {
		t.Error(diff)
	}
	if first.DataMark != second.DataMark {
		t.Error("the same data have two marks")
	}
}

func TestMoreMoneyNeverHelpsFewer(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 8)
	var before int64
	for _, budget := range []int64{0, 10_000_00, 50_000_00, 51_000_00, 200_000_00, 1_000_000_00} {
		if value := b.plan(aims(budget)).Summary.Value; value < before {
			t.Errorf("%d yuan are worth %d, less than %d", budget/100, value, before)
		} else {
			before = value
		}
	}
	unlimited := aims(0)
	unlimited.BudgetCents = nil
	if plan := b.plan(unlimited); plan.Summary.Value < before {
		t.Error("no limit helps fewer than a limit")
	}
}

func TestAWeightForVillagesBringsMoreOfThem(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 20)
	even, rural := aims(100_000_00), aims(100_000_00)
	even.RuralPercent, rural.RuralPercent = 100, 500
	if e, r := b.plan(even).Summary.ChosenRural, b.plan(rural).Summary.ChosenRural; r <= e {
		t.Errorf("%d village rooms with a weight, %d without", r, e)
	}
}

func TestAPlanGoesOutOfDate(t *testing.T) {
	cases := []struct {
		name   string
		change func(b *bureau)
		stale  bool
	}{
		{"nothing has changed", func(*bureau) {}, false},
		{"a class grew", (*bureau).grows, true},
		{"a price was entered", func(b *bureau) {
			_, err := b.SetPrices(b.t.Context(), b.admin, b.county.ID, []NewPrice{{Measure: "memory", Cents: new(int64(1))}})
			b.must(err)
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBureau(t, dbtest.SQLite(t), 5)
			plan := b.plan(aims(100_000_00))
			c.change(b)
			again, err := b.Plan(t.Context(), b.admin, plan.ID)
			b.must(err)
			if *again.Stale != c.stale {
				t.Errorf("out of date: %v", *again.Stale)
			}
			fresh, err := b.RecomputePlan(t.Context(), b.admin, plan.ID, plan.Version, func(*Aims) {})
			b.must(err)
			fresh = b.computed(fresh)
			if *fresh.Stale || fresh.Version != 2 {
				t.Errorf("computed again it is out of date (%v), version %d", *fresh.Stale, fresh.Version)
			}
		})
	}
}

func TestPricesComeFromTheNearestBureauThatKeepsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		var root models.Organisation
		b.must(db.Where("parent_id IS NULL").First(&root).Error)
		province := b.actor(models.RoleProvinceAdmin, root)
		set := func(who access.Actor, at uint, cents *int64) {
			_, err := b.SetPrices(t.Context(), who, at, []NewPrice{{Measure: "memory", Cents: cents, FundSource: "公用经费"}})
			b.must(err)
		}
		memory := func() Price {
			prices, err := b.Prices(t.Context(), b.admin, b.county.ID)
			b.must(err)
			return prices[2]
		}
		if p := memory(); p.Keeper != "" || p.Cents != p.Measure.Reference {
			t.Errorf("nobody keeps a price: %+v", p)
		}
		set(province, root.ID, new(int64(280_00)))
		if p := memory(); p.Keeper != root.Name || p.Cents != 280_00 {
			t.Errorf("the province keeps one: %+v", p)
		}
		set(b.admin, b.county.ID, new(int64(260_00)))
		if p := memory(); p.KeeperID != b.county.ID || p.Cents != 260_00 || p.FundSource != "公用经费" {
			t.Errorf("the county keeps its own: %+v", p)
		}
		set(b.admin, b.county.ID, nil)
		if p := memory(); p.Cents != 280_00 {
			t.Errorf("the county goes by the province's again: %+v", p)
		}
	})
}

func TestPlansKeepToTheirScope(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 3)
	plan := b.plan(aims(100_00))
	var elsewhere models.Organisation
	b.must(b.db.Where("kind = ? AND id <> ?", models.KindCounty, b.county.ID).First(&elsewhere).Error)
	stranger := b.actor(models.RoleCountyAdmin, elsewhere)
	for name, do := range map[string]func() error{
		"see":       func() error { _, err := b.Plan(t.Context(), stranger, plan.ID); return err },
		"see rooms": func() error { _, _, err := b.Rooms(t.Context(), stranger, plan.ID, RoomFilter{}); return err },
		"sum":       func() error { _, err := b.Sums(t.Context(), stranger, plan.ID, BySchool); return err },
		"compute":   func() error { _, err := b.RecomputePlan(t.Context(), stranger, plan.ID, 1, func(*Aims) {}); return err },
		"stop":      func() error { _, err := b.StopPlan(t.Context(), stranger, plan.ID); return err },
		"drop":      func() error { return b.DropPlan(t.Context(), stranger, plan.ID, 1) },
		"plan":      func() error { _, err := b.CreatePlan(t.Context(), stranger, b.county.ID, aims(1)); return err },
		"price":     func() error { _, err := b.SetPrices(t.Context(), stranger, b.county.ID, nil); return err },
	} {
		if err := do(); !errs.Is(err, errs.NotFound) {
			t.Errorf("another county may %s: %v", name, err)
		}
	}
	if rows, err := b.Plans(t.Context(), stranger, 0); err != nil || len(rows) != 0 {
		t.Errorf("another county lists %d plans: %v", len(rows), err)
	}
}

// each reads the schools of the county.
func (b *bureau) each(do func([]*site) error) error {
	schools, err := schoolsAt(b.db, b.county.Path)
	if err != nil {
		return err
	}
	return eachCounty(b.t.Context(), b.db, schools, do)
}

// BenchmarkPlan computes the plan of a county of over 2,000 rooms; "bare" reads the same rows and nothing else.
func BenchmarkPlan(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		county := newBureau(b, open(b), 200)
		b.Run("bare", func(b *testing.B) {
			for b.Loop() {
				county.must(county.each(func([]*site) error { return nil }))
			}
		})
		b.Run("plan", func(b *testing.B) {
			for b.Loop() {
				plan := county.plan(aims(5_000_000_00))
				b.ReportMetric(float64(plan.Summary.Rooms), "rooms")
			}
		})
	})
}
