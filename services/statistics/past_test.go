package statistics

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// years is a small province in which time passes, on a real database.
type years struct {
	t        *testing.T
	db       *gorm.DB
	r        *rand.Rand
	clock    time.Time
	register *registry.Service
	figures  *Service
	province models.Organisation
	cities   []models.Organisation
	counties []models.Organisation
	schools  []uint
	rooms    []uint
	devices  []uint
}

var everyone = access.System("test")

func newYears(t *testing.T, db *gorm.DB, seed uint64) *years {
	t.Helper()
	y := &years{t: t, db: db, r: rand.New(rand.NewPCG(seed, 1)), clock: time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)}
	now := func() time.Time { return y.clock }
	verdicts, err := compliance.New(db, now)
	y.must(err)
	y.register, y.figures = registry.New(db, now, verdicts), New(db, now, verdicts)
	_, err = registry.Settle(db, y.clock)
	y.must(err)
	y.must(db.Where("parent_id IS NULL").First(&y.province).Error)
	y.must(db.Where("kind = ?", models.KindCity).Order("path").Limit(2).Find(&y.cities).Error)
	y.must(db.Where("kind = ?", models.KindCounty).Order("path").Limit(3).Find(&y.counties).Error)
	for i := range 5 {
		y.found(fmt.Sprintf("第%d小学", i))
	}
	return y
}

func (y *years) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// found opens a school with two rooms that have each a suite.
func (y *years) found(name string) {
	types := []models.SchoolType{models.SchoolPrimary, models.SchoolTeachingPoint, models.SchoolJunior, models.SchoolKindergarten}
	school, err := y.register.CreateSchool(y.t.Context(), everyone, registry.SchoolFields{ParentID: one(y.r, y.counties).ID, Name: name,
		Type: one(y.r, types), Area: models.AreaTown, Sponsor: models.SponsorEducation})
	y.must(err)
	y.schools = append(y.schools, school.ID)
	for i := range 2 {
		room, err := y.register.CreateClassroom(y.t.Context(), everyone, school.ID, registry.ClassroomFields{Name: fmt.Sprintf("一（%d）班", i+1),
			Kind: models.ClassroomOrdinary, StudentCount: new(30 + y.r.IntN(40))})
		y.must(err)
		y.rooms = append(y.rooms, room.ID)
		y.buy(school.ID, &room.ID)
		y.buy(school.ID, &room.ID)
	}
}

func (y *years) buy(school uint, room *uint) {
	fields := registry.DeviceFields{Category: models.CategoryPanel, Name: "一体机", BoughtOn: "2020-09",
		Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: new(float64(one(y.r, []int{55, 65, 75, 86})))}}}
	if y.r.IntN(2) == 0 {
		fields = registry.DeviceFields{Category: models.CategoryHost, Name: "主机", BoughtOn: "2020-09",
			Specs: models.Specs{Host: &models.HostSpecs{MemoryMiB: new(one(y.r, []int{2048, 4096, 8192}))}}}
	}
	d, err := y.register.CreateDevice(y.t.Context(), everyone, school, room, fields)
	y.must(err)
	y.devices = append(y.devices, d.ID)
}

func one[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// happen does one thing of those that happen to schools. What the rules refuse just then does not happen.
func (y *years) happen() {
	ctx := y.t.Context()
	device := func() models.Device {
		var d models.Device
		y.must(y.db.First(&d, one(y.r, y.devices)).Error)
		return d
	}
	state := func(to models.DeviceState) error {
		d := device()
		_, err := y.register.SetDeviceState(ctx, everyone, d.ID, d.Version, to, "试验")
		return err
	}
	var room models.Classroom
	y.must(y.db.First(&room, one(y.r, y.rooms)).Error)
	var err error
	switch y.r.IntN(11) {
	case 0:
		y.buy(room.SchoolID, nil)
	case 1:
		if room.RetiredAt == nil {
			y.buy(room.SchoolID, &room.ID)
		}
	case 2:
		err = state(models.DeviceDamaged)
	case 3:
		err = state(models.DeviceInUse)
	case 4:
		err = state(models.DeviceRetired)
	case 5, 6:
		d := device()
		_, err = y.register.MoveDevice(ctx, everyone, d.ID, d.Version, room.SchoolID, &room.ID)
	case 7:
		_, err = y.register.ChangeClassroom(ctx, everyone, room.ID, room.Version, func(f *registry.ClassroomFields) { f.StudentCount = new(20 + y.r.IntN(60)) })
	case 8:
		_, err = y.register.ChangeClassroom(ctx, everyone, room.ID, room.Version, func(f *registry.ClassroomFields) { f.Retired = room.RetiredAt == nil })
	case 9:
		school, found := y.register.School(ctx, everyone, one(y.r, y.schools))
		if found != nil {
			return
		}
		_, err = y.register.ChangeSchool(ctx, everyone, school.ID, school.Version, func(f *registry.SchoolFields) {
			switch y.r.IntN(3) {
			case 0:
				f.ParentID = one(y.r, y.counties).ID
			case 1:
				f.Name += "新"
			case 2:
				f.Type = one(y.r, []models.SchoolType{models.SchoolPrimary, models.SchoolTeachingPoint, models.SchoolKindergarten})
			}
		})
	case 10:
		var o models.Organisation
		switch y.r.IntN(6) {
		case 0:
			y.found(fmt.Sprintf("新办%d小学", len(y.schools)))
			return
		case 1:
			y.must(y.db.First(&o, one(y.r, y.counties).ID).Error)
			_, err = y.register.ChangeOrganisation(ctx, everyone, o.ID, registry.OrganisationChange{ParentID: new(one(y.r, y.cities).ID), Version: o.Version})
			y.must(err)
			return
		}
		y.must(y.db.First(&o, one(y.r, y.schools)).Error)
		_, err = y.register.ChangeOrganisation(ctx, everyone, o.ID, registry.OrganisationChange{Retired: new(o.RetiredAt == nil), Version: o.Version})
	}
	if err != nil && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Invalid) {
		y.t.Fatal(err)
	}
}

// line is what a table shows of a row.
type line struct {
	Key, Label string
	Figures    any
}

// look is everything that statistics say: every table of the province and of each county.
func (y *years) look(on models.Date) map[string][]line {
	y.t.Helper()
	seen := map[string][]line{}
	for _, place := range slices.Concat([]models.Organisation{y.province}, y.cities, y.counties) {
		for _, q := range []Query{{GroupBy: ByOrganisation}, {GroupBy: BySchool}, {GroupBy: BySchool, Sort: "-suites.failed"},
			{GroupBy: ByCategory}, {GroupBy: ByCriterion}, {GroupBy: BySchool, Type: models.SchoolKindergarten}} {
			q.OrganisationID, q.On = place.ID, on
			t := table(y.t, y.figures, everyone, q)
			lines := []line{{"", t.Place, t.Totals.Figures}}
			for _, r := range t.Rows {
				lines = append(lines, line{r.Key, r.Label, r.Figures})
			}
			seen[fmt.Sprint(place.Name, q.GroupBy, q.Sort, q.Type)] = lines
		}
	}
	return seen
}

func TestPastDaysAreAsTheyWereThatEvening(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
				y := newYears(t, db, seed)
				evenings := map[models.Date]map[string][]line{}
				for range 10 {
					for range y.r.IntN(7) {
						y.happen()
					}
					today := models.DateOf(y.clock)
					evenings[today] = y.look("")
					if diff := cmp.Diff(evenings[today], y.look(today)); diff != "" {
						t.Fatalf("%s, which is today (-live +asked):\n%s", today, diff)
					}
					y.clock = y.clock.AddDate(0, 0, 1+y.r.IntN(9))
				}
				y.happen()
				for day, want := range evenings {
					if diff := cmp.Diff(want, y.look(day)); diff != "" {
						t.Errorf("%s (-that evening +asked later):\n%s", day, diff)
					}
				}
			})
		})
	}
}

// moved has the first school go from the first county to the second on the second day.
func moved(t *testing.T, db *gorm.DB) (y *years, first models.Date) {
	t.Helper()
	y = newYears(t, db, 1)
	change := func(edit func(*registry.SchoolFields)) {
		school, err := y.register.School(t.Context(), everyone, y.schools[0])
		y.must(err)
		_, err = y.register.ChangeSchool(t.Context(), everyone, school.ID, school.Version, edit)
		y.must(err)
	}
	change(func(f *registry.SchoolFields) { f.ParentID, f.Type = y.counties[0].ID, models.SchoolPrimary })
	first = models.DateOf(y.clock)
	y.clock = y.clock.AddDate(0, 0, 1)
	change(func(f *registry.SchoolFields) { f.ParentID, f.Name = y.counties[1].ID, "改名小学" })
	return y, first
}

func TestSchoolThatLeftIsSeenOnlyByWhoSeesItNow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y, first := moved(t, db)
		school := fmt.Sprint(y.schools[0])
		has := func(rows []Row) bool { return slices.ContainsFunc(rows, func(r Row) bool { return r.Key == school }) }
		for _, c := range []struct {
			name  string
			actor access.Actor
			place models.Organisation
			seen  bool
			gone  int
		}{
			{"the province sees it where it was", everyone, y.counties[0], true, 0},
			{"the county that it left does not see it any more", who(models.RoleCountyAdmin, y.counties[0]), y.counties[0], false, 1},
			{"it was not the new county's then", who(models.RoleCountyAdmin, y.counties[1]), y.counties[1], false, 0},
			{"an auditor of both sees it where it was", who(models.RoleAuditor, y.counties[0], y.counties[1]), y.counties[0], true, 0},
		} {
			t.Run(c.name, func(t *testing.T) {
				for _, by := range []GroupBy{ByOrganisation, BySchool} {
					got := table(t, y.figures, c.actor, Query{OrganisationID: c.place.ID, GroupBy: by, On: first})
					if has(got.Rows) != c.seen || got.Gone != c.gone {
						t.Errorf("by %s: seen %v, %d gone", by, has(got.Rows), got.Gone)
					}
					if got.Filter != nil || slices.ContainsFunc(got.Figures, func(f Figure) bool { return f.List != "" }) {
						t.Errorf("by %s: leads to lists of today", by)
					}
				}
			})
		}
		if _, err := y.figures.Table(t.Context(), everyone, Query{OrganisationID: y.schools[0], GroupBy: BySchool, On: "2026-03-01"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("the day before history begins: %v", err)
		}
		if _, err := y.figures.Table(t.Context(), everyone, Query{GroupBy: BySchool, On: "2026-03-04"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("tomorrow: %v", err)
		}
		y.found("明天才有的小学")
		if _, err := y.figures.Table(t.Context(), everyone, Query{OrganisationID: y.schools[len(y.schools)-1], GroupBy: BySchool, On: first}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a school of before it was founded: %v", err)
		}
	})
}

func TestWorkbookOfAPastDayHasItsNamesAndFiguresAndNoDetails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y, first := moved(t, db)
		sheets := sheetsOf(t, pack(t, y.figures, everyone, Query{OrganisationID: y.counties[0].ID, On: first}))
		if len(sheets) != 5 || sheets["不达标明细"] != nil || sheets["分校统计表"] == nil {
			t.Errorf("it has %d sheets", len(sheets))
		}
		text := fmt.Sprint(sheets)
		if !strings.Contains(text, "第0小学") || strings.Contains(text, "改名小学") || !strings.Contains(text, "截至 2026-03-02 的历史数据") {
			t.Errorf("it is not of that day: %s", text)
		}
		totals := table(t, y.figures, everyone, Query{OrganisationID: y.counties[0].ID, On: first}).Totals
		_, total := body(sheets["分校统计表"])
		f := totals.Suites
		if want := fmt.Sprint(f.Total, f.InUse, f.Passed, f.StandardPassed, f.Failed, f.Damaged); !strings.Contains(strings.Join(total, " "), want) {
			t.Errorf("the total row is %v, the table has %s", total, want)
		}
	})
}

func TestTrendIsWhatEachDaySays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y := newYears(t, db, 10)
		began := models.DateOf(y.clock)
		for range 12 {
			for range y.r.IntN(7) {
				y.happen()
			}
			y.clock = y.clock.AddDate(0, 0, 1+y.r.IntN(5))
		}
		zone, err := y.register.CreateOrganisation(t.Context(), everyone, registry.NewOrganisation{ParentID: y.province.ID, Kind: models.KindCity, Name: "新市"})
		y.must(err)
		var county models.Organisation
		y.must(db.First(&county, y.counties[0].ID).Error)
		_, err = y.register.ChangeOrganisation(t.Context(), everyone, county.ID, registry.OrganisationChange{ParentID: &zone.ID, Version: county.Version})
		y.must(err)
		y.clock = y.clock.AddDate(0, 0, 3)
		both := who(models.RoleAuditor, county, y.counties[1])
		for _, c := range []struct {
			actor access.Actor
			place uint
		}{{everyone, 0}, {everyone, county.ID}, {everyone, y.counties[1].ID}, {who(models.RoleCountyAdmin, y.counties[1]), y.counties[1].ID}, {both, 0}} {
			trend, err := y.figures.Trend(t.Context(), c.actor, TrendQuery{OrganisationID: c.place, From: began, Step: ByDay})
			y.must(err)
			if n := len(trend.Points); trend.Points[0].On != began || trend.Points[n-1].On != models.DateOf(y.clock) || n < 15 {
				t.Fatalf("%d points from %s to %s", n, trend.Points[0].On, trend.Points[n-1].On)
			}
			for _, point := range trend.Points {
				want := table(t, y.figures, c.actor, Query{OrganisationID: c.place, GroupBy: ByCategory, On: point.On}).Totals.Suites
				want.Category = ""
				if diff := cmp.Diff(want, point.Suites); diff != "" {
					t.Errorf("place %d on %s (-table +trend):\n%s", c.place, point.On, diff)
				}
			}
		}
	})
}

func TestTrendHasTheEndsOfItsSteps(t *testing.T) {
	db := dbtest.SQLite(t)
	y := newYears(t, db, 1) // history begins on 2026-03-02, a Monday
	y.clock = time.Date(2026, 6, 10, 2, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		query TrendQuery
		want  string // "" where it is refused
	}{
		{"months and what is left of the last", TrendQuery{Step: ByMonth}, "2026-03-31 2026-04-30 2026-05-31 2026-06-10"},
		{"weeks end on Sundays", TrendQuery{Step: ByWeek, From: "2026-05-20"}, "2026-05-24 2026-05-31 2026-06-07 2026-06-10"},
		{"days of a past time", TrendQuery{Step: ByDay, From: "2026-04-01", To: "2026-04-03"}, "2026-04-01 2026-04-02 2026-04-03"},
		{"one day", TrendQuery{Step: ByMonth, From: "2026-04-02", To: "2026-04-02"}, "2026-04-02"},
		{"more days than a chart has room for", TrendQuery{Step: ByDay, From: "2026-03-05"}, ""},
		{"backwards", TrendQuery{Step: ByDay, From: "2026-04-03", To: "2026-04-02"}, ""},
		{"before history began", TrendQuery{Step: ByMonth, From: "2026-03-01"}, ""},
		{"into the future", TrendQuery{Step: ByMonth, To: "2026-06-11"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			trend, err := y.figures.Trend(t.Context(), everyone, c.query)
			var days []string
			for _, p := range trend.Points {
				days = append(days, string(p.On))
			}
			if got := strings.Join(days, " "); got != c.want || errs.Is(err, errs.Invalid) != (c.want == "") {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
	if _, err := y.figures.Trend(t.Context(), who(models.RoleCountyAdmin, y.counties[0]), TrendQuery{OrganisationID: y.counties[1].ID, Step: ByMonth}); !errs.Is(err, errs.NotFound) {
		t.Errorf("another county: %v", err)
	}
}

// went is a random year of a small province: the evenings that were looked at, in order.
func (y *years) went(evenings int) (days []models.Date) {
	for range evenings {
		for range y.r.IntN(9) {
			y.happen()
		}
		days = append(days, models.DateOf(y.clock))
		y.clock = y.clock.AddDate(0, 0, 1+y.r.IntN(5))
	}
	return days
}

func TestWhatCameLessWhatWentIsTheDifference(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
				y := newYears(t, db, seed+20)
				days := y.went(10)
				changes := 0
				for range 6 {
					first := y.r.IntN(len(days) - 1)
					from, to := days[first], one(y.r, days[first+1:])
					var places []models.Organisation
					y.must(db.Where("id IN ?", []uint{y.province.ID, y.cities[0].ID, y.cities[1].ID, y.counties[0].ID, y.counties[1].ID}).Find(&places).Error)
					for _, place := range places {
						for _, actor := range []access.Actor{everyone, who(models.RoleCountyAdmin, place)} {
							c, err := y.figures.Compare(t.Context(), actor, ComparisonQuery{OrganisationID: place.ID, From: from, To: to, Limit: 1000})
							y.must(err)
							changes += c.Total
							reconcile(t, fmt.Sprintf("%s %s %s", place.Name, from, to), c)
							if want := table(t, y.figures, actor, Query{OrganisationID: place.ID, On: to}).Totals.Figures; !cmp.Equal(want, c.After.Figures) {
								t.Errorf("%s on %s: the comparison has other figures than the table", place.Name, to)
							}
						}
					}
				}
				if changes == 0 {
					t.Error("nothing has ever changed")
				}
			})
		})
	}
}

func reconcile(t *testing.T, what string, c Comparison) {
	t.Helper()
	listed := map[string]int{}
	for _, change := range c.Changes {
		listed[string(change.Subject)+string(change.Kind)]++
		if change.Causes == 0 || change.On <= c.From || change.On > c.To || change.School == "" {
			t.Errorf("%s: no reason or no day: %+v", what, change)
		}
	}
	for i, b := range c.Balances {
		if b.Before+b.CameCount-b.WentCount != b.After {
			t.Errorf("%s: %s: %d + %d - %d is not %d", what, b.What(), b.Before, b.CameCount, b.WentCount, b.After)
		}
		if listed[string(b.Subject)+string(b.Came)] != b.CameCount || listed[string(b.Subject)+string(b.Went)] != b.WentCount {
			t.Errorf("%s: %s: %v are listed, want %d and %d", what, b.What(), listed, b.CameCount, b.WentCount)
		}
		sum := 0
		for _, place := range c.Places {
			sum += place.Came[i] - place.Went[i]
		}
		if sum != b.After-b.Before {
			t.Errorf("%s: %s: the places differ by %d, the place by %d", what, b.What(), sum, b.After-b.Before)
		}
	}
}

func TestReasonsOfChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y := newYears(t, db, 3)
		from := models.DateOf(y.clock)
		y.clock = y.clock.AddDate(0, 0, 1)
		var d models.Device
		y.must(db.Where("classroom_id IS NOT NULL").Order("id").First(&d).Error)
		y.must(db.Model(&models.School{}).Where("id = ?", d.SchoolID).Update("type", models.SchoolPrimary).Error)
		_, err := y.register.SetDeviceState(t.Context(), everyone, d.ID, d.Version, models.DeviceDamaged, "碎屏")
		y.must(err)
		var o models.Organisation
		y.must(db.First(&o, d.SchoolID).Error)
		county := models.Organisation{ID: *o.ParentID}
		c, err := y.figures.Compare(t.Context(), everyone, ComparisonQuery{OrganisationID: o.ID, From: from, Cause: models.CauseBroken, Limit: 10})
		y.must(err)
		if c.Total != 2 || c.Changes[0].Kind != models.Broke || c.Changes[0].Room == "" || c.Changes[1].ID != d.ID || !c.Changes[1].Visible {
			t.Errorf("%d changes: %+v", c.Total, c.Changes)
		}
		y.clock = y.clock.AddDate(0, 0, 1)
		to := models.DateOf(y.clock)
		school, err := y.register.School(t.Context(), everyone, d.SchoolID)
		y.must(err)
		other := y.counties[slices.IndexFunc(y.counties, func(o models.Organisation) bool { return o.ID != county.ID })]
		_, err = y.register.ChangeSchool(t.Context(), everyone, d.SchoolID, school.Version, func(f *registry.SchoolFields) { f.ParentID = other.ID })
		y.must(err)
		came, err := y.figures.Compare(t.Context(), everyone, ComparisonQuery{OrganisationID: other.ID, From: from, Kind: models.Broke, Subject: models.StandingOfDevice, Limit: 10})
		y.must(err)
		if came.Total != 1 || came.Changes[0].Causes != models.CauseBroken {
			t.Errorf("it broke, and then its school came: %+v", came.Changes)
		}
		went, err := y.figures.Compare(t.Context(), everyone, ComparisonQuery{OrganisationID: county.ID, From: models.DateOf(y.clock.AddDate(0, 0, -1)), To: to,
			Kind: models.Mended, Subject: models.StandingOfDevice, Limit: 10})
		y.must(err)
		if went.Total != 1 || went.Changes[0].Causes != models.CausePlace {
			t.Errorf("its school has gone: %+v", went.Changes)
		}
		sheets := sheetsOf(t, packed(t, y.figures, ComparisonQuery{OrganisationID: other.ID, From: from}))
		if text := fmt.Sprint(sheets["变化明细"]); !strings.Contains(text, "新损坏") || !strings.Contains(text, o.Name) {
			t.Errorf("the workbook lists %s", text)
		}
		if len(sheets["变化汇总"]) < 4+4 {
			t.Errorf("the workbook sums up %v", sheets["变化汇总"])
		}
		for name, q := range map[string]ComparisonQuery{"the same day": {From: to, To: to}, "backwards": {From: to, To: from}, "no day": {To: to},
			"before history": {From: "2026-01-01", To: to}} {
			if _, err := y.figures.Compare(t.Context(), everyone, q); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func packed(t *testing.T, s *Service, q ComparisonQuery) *bytes.Buffer {
	t.Helper()
	book, err := s.CompareBook(t.Context(), everyone, q)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if _, err := book.WriteTo(&packed); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return &packed
}

func TestSidesAreTheTrendsOfChildren(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y := newYears(t, db, 4)
		y.went(6)
		city := models.Organisation{ID: *y.counties[0].ParentID}
		y.must(db.First(&city, city.ID).Error)
		actor := who(models.RoleCityAdmin, city)
		query := SidesQuery{TrendQuery: TrendQuery{OrganisationID: city.ID, Step: ByDay}, Children: []uint{y.counties[0].ID}}
		sides, err := y.figures.Sides(t.Context(), actor, query)
		y.must(err)
		if len(sides.Sides) != 1 || sides.Place != city.Name || !slices.ContainsFunc(sides.Children, func(r Row) bool { return r.Organisation.ID == y.counties[0].ID }) {
			t.Fatalf("%d sides of %s", len(sides.Sides), sides.Place)
		}
		alone, err := y.figures.Trend(t.Context(), actor, TrendQuery{OrganisationID: y.counties[0].ID, Step: ByDay})
		y.must(err)
		if diff := cmp.Diff(alone.Points, sides.Sides[0].Points); diff != "" {
			t.Error(diff)
		}
		query.Children = nil
		if sides, err = y.figures.Sides(t.Context(), actor, query); err != nil || len(sides.Sides) == 0 || len(sides.Sides) > firstSides {
			t.Errorf("where none is chosen there are %d: %v", len(sides.Sides), err)
		}
		book, err := y.figures.SidesBook(t.Context(), actor, query, SideUsable)
		y.must(err)
		var packed bytes.Buffer
		_, err = book.WriteTo(&packed)
		y.must(errors.Join(err, book.Close()))
		sheets := sheetsOf(t, &packed)
		first := sides.Sides[0]
		last := first.Points[len(first.Points)-1]
		for _, row := range sheets["可用率"] {
			if row[0] == string(last.On) && row[1] != last.UsableRate().Percent() {
				t.Errorf("the workbook has %v, want %s", row, last.UsableRate().Percent())
			}
		}
		if text := fmt.Sprint(sheets["分子与分母"]); !strings.Contains(text, first.Organisation.Name+" 分子（套）") || !strings.Contains(text, string(last.On)) {
			t.Errorf("the parts of the rates: %s", text)
		}

		for name, c := range map[string]struct {
			actor    access.Actor
			place    uint
			children []uint
			kind     errs.Kind
		}{
			"a county of its neighbour's place": {who(models.RoleCountyAdmin, y.counties[1]), y.counties[0].ID, nil, errs.NotFound},
			"a county of what is above it":      {who(models.RoleCountyAdmin, y.counties[0]), city.ID, []uint{y.counties[0].ID}, errs.NotFound},
			"a child of another place":          {everyone, y.counties[0].ID, []uint{y.counties[1].ID}, errs.NotFound},
			"the place itself":                  {everyone, city.ID, []uint{city.ID}, errs.NotFound},
			"too many":                          {everyone, city.ID, make([]uint, mostSides+1), errs.Invalid},
		} {
			if _, err := y.figures.Sides(t.Context(), c.actor, SidesQuery{TrendQuery: TrendQuery{OrganisationID: c.place, Step: ByMonth}, Children: c.children}); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
