package statistics

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/report"
)

// figuresOf are all counts of a row, for comparing.
func figuresOf(r Row) report.Figures {
	r.Suites.Category = "" // the row that is a category says so
	return r.Figures
}

func table(t *testing.T, s *Service, actor access.Actor, q Query) Table {
	t.Helper()
	if q.GroupBy == "" {
		q.GroupBy = ByOrganisation
	}
	if q.Limit == 0 {
		q.Limit = 1000
	}
	got, err := s.Table(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func sumOf(rows []Row) Row {
	var sum Row
	for _, r := range rows {
		sum.Add(r.Figures)
	}
	return sum
}

func TestRandomProvincesAddUp(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
				w := plant(t, db, seed)
				s, everybody := newService(t, db), who(models.RoleProvinceAdmin, w.organisations[0])
				for _, o := range w.organisations {
					if o.RetiredAt != nil || o.Kind == models.KindSchool && o.ID%3 > 0 {
						continue
					}
					want := figuresOf(w.expected(below(o)))
					got := table(t, s, everybody, Query{OrganisationID: o.ID})
					if diff := cmp.Diff(want, figuresOf(got.Totals)); diff != "" {
						t.Errorf("%s: totals: %s", o.Name, diff)
					}
					for _, row := range got.Rows {
						children := figuresOf(w.expected(func(x models.Organisation, s models.School) bool {
							if row.Organisation.ID == o.ID {
								return x.ID == o.ID && ordinary(s)
							}
							return below(*row.Organisation)(x, s)
						}))
						if diff := cmp.Diff(children, figuresOf(row)); diff != "" {
							t.Errorf("%s: row %s: %s", o.Name, row.Label, diff)
						}
					}
					for _, by := range []GroupBy{BySchool, ByCategory} {
						other := table(t, s, everybody, Query{OrganisationID: o.ID, GroupBy: by})
						if diff := cmp.Diff(want, figuresOf(other.Totals)); diff != "" {
							t.Errorf("%s: totals by %s: %s", o.Name, by, diff)
						}
						sum := sumOf(other.Rows)
						if by == ByCategory {
							sum.Sites = want.Sites
						}
						if diff := cmp.Diff(want, figuresOf(sum)); diff != "" {
							t.Errorf("%s: sum by %s: %s", o.Name, by, diff)
						}
					}
				}
			})
		})
	}
}

func TestFiltersNarrowEveryTableAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := plant(t, db, 7)
		s, everybody := newService(t, db), who(models.RoleAuditor, w.organisations[0])
		cases := map[string]struct {
			query Query
			match func(models.School) bool
		}{
			"rural schools":                   {Query{Area: models.AreaRural}, func(s models.School) bool { return ordinary(s) && s.Area == models.AreaRural }},
			"private schools":                 {Query{Sponsor: models.SponsorPrivate}, func(s models.School) bool { return ordinary(s) && s.Sponsor == models.SponsorPrivate }},
			"teaching points":                 {Query{Type: models.SchoolTeachingPoint}, func(s models.School) bool { return s.Type == models.SchoolTeachingPoint }},
			"kindergartens when asked for":    {Query{Type: models.SchoolKindergarten}, func(s models.School) bool { return s.Type == models.SchoolKindergarten }},
			"a type that no school there has": {Query{Type: models.SchoolSpecial}, func(models.School) bool { return false }},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				want := figuresOf(w.expected(func(_ models.Organisation, s models.School) bool { return c.match(s) }))
				for _, by := range []GroupBy{ByOrganisation, BySchool, ByCategory, ByCriterion} {
					c.query.GroupBy = by
					if diff := cmp.Diff(want, figuresOf(table(t, s, everybody, c.query).Totals)); diff != "" {
						t.Errorf("by %s: %s", by, diff)
					}
				}
			})
		}
	})
}

// adds has the place right above a school that counts ask for something of its own, and the school fail it.
func (w *world) adds(t *testing.T, db *gorm.DB) {
	t.Helper()
	for _, o := range w.organisations {
		if o.Kind != models.KindSchool || o.RetiredAt != nil || !ordinary(w.schools[o.ID]) {
			continue
		}
		own := models.Amendments{Added: []models.Addition{{ID: "EXT-60", Bit: 60, Tier: "all", Group: "hardware", Subject: "host", Title: "固态硬盘",
			Clause: "县", Required: "固态硬盘 ≥ 512 GB", Rule: "host.ssd >= 512", Failure: "不足", Mend: "更换"}}}
		fails := models.SchoolCriterionCounts{SchoolID: o.ID, Criterion: "EXT-60", FailedSuites: 2, FailedDevices: 3}
		for _, row := range []any{&models.StandardVersion{OrganisationID: *o.ParentID, Number: 1, Name: "更严", Amendments: own, InForceFrom: "2026-11-01",
			EnforcedAt: &noon, Version: 1, CreatedAt: noon, UpdatedAt: noon}, &fails} {
			if err := db.Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}
		w.criteria = append(w.criteria, fails)
		return
	}
	t.Fatal("no school counts")
}

func TestCriteriaAreSummedInTheOrderOfTheNotice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := plant(t, db, 3)
		w.adds(t, db)
		want := map[string]models.SchoolCriterionCounts{}
		for _, c := range w.criteria {
			o := w.organisations[c.SchoolID-1]
			if o.RetiredAt != nil || !ordinary(w.schools[c.SchoolID]) {
				continue
			}
			sum := want[c.Criterion]
			sum.FailedSuites += c.FailedSuites
			sum.UnknownSuites += c.UnknownSuites
			sum.FailedDevices += c.FailedDevices
			sum.UnknownDevices += c.UnknownDevices
			want[c.Criterion] = sum
		}
		got := table(t, newService(t, db), who(models.RoleAuditor, w.organisations[0]), Query{GroupBy: ByCriterion})
		for _, row := range got.Rows {
			sums := models.SchoolCriterionCounts{FailedSuites: row.Suites.Failed, UnknownSuites: row.Suites.Unknown,
				FailedDevices: row.Devices.Failed, UnknownDevices: row.Devices.Unknown}
			if diff := cmp.Diff(want[row.Key], sums); diff != "" {
				t.Errorf("%s %s: %s", row.Key, row.Label, diff)
			}
			delete(want, row.Key)
		}
		if len(want) > 0 {
			t.Errorf("missing: %v", want)
		}
	})
}

func TestNobodySeesBeyondTheirScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := plant(t, db, 5)
		s := newService(t, db)
		counties, cities := w.ofKind(models.KindCounty), w.ofKind(models.KindCity)
		if len(counties) < 2 {
			t.Fatal("the seed gives too small a province")
		}
		var centre models.Organisation // with a village school below it
		for _, o := range w.organisations {
			if parent := o.ParentID; parent != nil && o.RetiredAt == nil && w.organisations[*parent-1].Kind == models.KindSchool {
				centre = w.organisations[*parent-1]
			}
		}
		union := func(places ...models.Organisation) func(models.Organisation, models.School) bool {
			return func(o models.Organisation, s models.School) bool {
				for _, place := range places {
					if below(place)(o, s) {
						return true
					}
				}
				return false
			}
		}
		cases := map[string]struct {
			actor access.Actor
			match func(models.Organisation, models.School) bool
		}{
			"county administrator": {who(models.RoleCountyAdmin, counties[0]), below(counties[0])},
			"two counties":         {who(models.RoleCountyAdmin, counties[0], counties[1]), union(counties[0], counties[1])},
			"a city and a county": {who(models.RoleAuditor, cities[0], counties[0], counties[len(counties)-1]),
				union(cities[0], counties[0], counties[len(counties)-1])},
			"中心校 administrator sees the village schools": {who(models.RoleCentreAdmin, centre), below(centre)},
			"school administrator does not": {who(models.RoleSchoolAdmin, centre),
				func(o models.Organisation, s models.School) bool { return o.ID == centre.ID && ordinary(s) }},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				want := figuresOf(w.expected(c.match))
				for _, by := range []GroupBy{ByOrganisation, BySchool, ByCategory, ByCriterion} {
					got := table(t, s, c.actor, Query{GroupBy: by})
					if diff := cmp.Diff(want, figuresOf(got.Totals)); diff != "" {
						t.Errorf("by %s: %s", by, diff)
					}
				}
				if diff := cmp.Diff(want, figuresOf(sumOf(table(t, s, c.actor, Query{}).Rows))); diff != "" {
					t.Errorf("sum of rows: %s", diff)
				}
			})
		}
		refused := map[string]struct {
			actor access.Actor
			query Query
			kind  errs.Kind
		}{
			"nobody":                          {access.Actor{}, Query{GroupBy: ByOrganisation}, errs.Unauthenticated},
			"a teacher":                       {who(models.RoleTeacher, centre), Query{GroupBy: ByOrganisation}, errs.Forbidden},
			"another county":                  {who(models.RoleCountyAdmin, counties[0]), Query{GroupBy: ByOrganisation, OrganisationID: counties[1].ID}, errs.NotFound},
			"the province above":              {who(models.RoleCountyAdmin, counties[0]), Query{GroupBy: BySchool, OrganisationID: 1}, errs.NotFound},
			"an organisation that is not":     {who(models.RoleProvinceAdmin, w.organisations[0]), Query{GroupBy: BySchool, OrganisationID: 99999}, errs.NotFound},
			"an unknown grouping":             {who(models.RoleProvinceAdmin, w.organisations[0]), Query{GroupBy: "brand"}, errs.Invalid},
			"no grouping":                     {who(models.RoleProvinceAdmin, w.organisations[0]), Query{}, errs.Invalid},
			"an order that no figure has":     {who(models.RoleProvinceAdmin, w.organisations[0]), Query{GroupBy: BySchool, Sort: "-o.path; DROP TABLE schools"}, errs.Invalid},
			"a figure that cannot be ordered": {who(models.RoleProvinceAdmin, w.organisations[0]), Query{GroupBy: BySchool, Sort: "schools"}, errs.Invalid},
		}
		for name, c := range refused {
			t.Run(name, func(t *testing.T) {
				if _, err := s.Table(t.Context(), c.actor, c.query); !errs.Is(err, c.kind) {
					t.Errorf("got %v", err)
				}
			})
		}
	})
}

func TestSchoolsAreOrderedAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := plant(t, db, 11)
		s, everybody := newService(t, db), who(models.RoleProvinceAdmin, w.organisations[0])
		all := table(t, s, everybody, Query{GroupBy: BySchool, Sort: "-suites.failed_or_damaged"})
		for i := 1; i < len(all.Rows); i++ {
			if all.Rows[i-1].Suites.FailedOrDamaged < all.Rows[i].Suites.FailedOrDamaged {
				t.Fatalf("row %d has more than the row before it", i)
			}
		}
		if all.RowCount != len(all.Rows) {
			t.Errorf("RowCount %d, %d rows", all.RowCount, len(all.Rows))
		}
		var paged []string
		for offset := 0; offset < all.RowCount; offset += 4 {
			page := table(t, s, everybody, Query{GroupBy: BySchool, Sort: "-suites.failed_or_damaged", Offset: offset, Limit: 4})
			if page.RowCount != all.RowCount {
				t.Errorf("RowCount %d on a page, %d in all", page.RowCount, all.RowCount)
			}
			for _, r := range page.Rows {
				paged = append(paged, r.Key)
			}
		}
		var keys []string
		for _, r := range all.Rows {
			keys = append(keys, r.Key)
		}
		if strings.Join(keys, " ") != strings.Join(paged, " ") {
			t.Errorf("all: %v\npaged: %v", keys, paged)
		}
	})
}
