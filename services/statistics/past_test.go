package statistics

import (
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
		if y.r.IntN(4) == 0 {
			y.found(fmt.Sprintf("新办%d小学", len(y.schools)))
			return
		}
		var o models.Organisation
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
	for _, place := range append([]models.Organisation{y.province}, y.counties...) {
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
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
				y := newYears(t, db, seed)
				evenings := map[models.Date]map[string][]line{}
				for range 14 {
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
		sheets := open(t, pack(t, y.figures, everyone, Query{OrganisationID: y.counties[0].ID, On: first}))
		if len(sheets) != 5 || sheets["不达标明细"] != nil || sheets["分校统计表"] == nil {
			t.Errorf("it has %d sheets", len(sheets))
		}
		text := fmt.Sprint(sheets)
		if !strings.Contains(text, "第0小学") || strings.Contains(text, "改名小学") || !strings.Contains(text, "截至 2026-03-02 的历史数据") {
			t.Errorf("it is not of that day: %s", text)
		}
		totals := table(t, y.figures, everyone, Query{OrganisationID: y.counties[0].ID, On: first}).Totals
		_, total := body(sheets["分校统计表"])
		if len(total) < 6 || total[4] != fmt.Sprint(totals.Suites.Total) || total[5] != fmt.Sprint(totals.Suites.InUse) {
			t.Errorf("the total row is %v, the table has %+v", total, totals.Suites)
		}
	})
}
