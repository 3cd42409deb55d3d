package statistics

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func newService(t testing.TB, db *gorm.DB) *Service {
	t.Helper()
	now := func() time.Time { return noon }
	verdicts, err := compliance.New(db, now)
	if err != nil {
		t.Fatal(err)
	}
	return New(db, now, verdicts)
}

// world is a random province as it stands in the database.
type world struct {
	organisations []models.Organisation // parents before children
	schools       map[uint]models.School
	counts        []models.SchoolCounts
	criteria      []models.SchoolCriterionCounts
}

// plant fills an empty database with a province of random shape: cities, counties, schools anywhere below them, some
// with village schools, some retired, some of types that do not count.
func plant(t testing.TB, db *gorm.DB, seed uint64) *world {
	t.Helper()
	return plantWith(t, db, seed, true)
}

// plantWith does so with random counts or without any.
func plantWith(t testing.TB, db *gorm.DB, seed uint64, counts bool) *world {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	w := &world{schools: map[uint]models.School{}}
	province := w.add(nil, models.KindProvince, "江西省")
	w.addSchools(r, province, 1)
	for i := range 2 + r.IntN(3) {
		city := w.add(&province, models.KindCity, fmt.Sprintf("第%d市", i))
		w.addSchools(r, city, 2)
		for j := range r.IntN(4) {
			county := w.add(&city, models.KindCounty, fmt.Sprintf("第%d县", j))
			w.addSchools(r, county, 5)
		}
	}
	if !counts {
		w.counts, w.criteria = nil, nil
	}
	for _, rows := range []any{w.organisations, w.schoolRows(), w.counts, w.criteria} {
		if err := db.Omit("Organisation").CreateInBatches(rows, 100).Error; err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) add(parent *models.Organisation, kind models.OrganisationKind, name string) models.Organisation {
	o := models.Organisation{ID: uint(len(w.organisations) + 1), Kind: kind, Name: name, Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if parent == nil {
		o.Path = models.PathUnder("", o.ID)
	} else {
		o.ParentID, o.Path = &parent.ID, models.PathUnder(parent.Path, o.ID)
	}
	w.organisations = append(w.organisations, o)
	return o
}

func (w *world) addSchools(r *rand.Rand, parent models.Organisation, most int) {
	for i := range r.IntN(most + 1) {
		centre := w.addSchool(r, parent, fmt.Sprintf("%s第%d小学", parent.Name, i))
		for j := range r.IntN(3) {
			w.addSchool(r, centre, fmt.Sprintf("%s第%d教学点", centre.Name, j))
		}
	}
}

func (w *world) addSchool(r *rand.Rand, parent models.Organisation, name string) models.Organisation {
	o := w.add(&parent, models.KindSchool, fmt.Sprint(name, len(w.organisations)))
	if r.IntN(12) == 0 {
		w.organisations[len(w.organisations)-1].RetiredAt = &noon
	}
	types := []models.SchoolType{models.SchoolPrimary, models.SchoolPrimary, models.SchoolTeachingPoint, models.SchoolJunior,
		models.SchoolKindergarten, models.SchoolVocational}
	areas := []models.Area{models.AreaUrban, models.AreaTown, models.AreaRural}
	sponsors := []models.Sponsor{models.SponsorEducation, models.SponsorPrivate}
	w.schools[o.ID] = models.School{ID: o.ID, Type: types[r.IntN(len(types))], Area: areas[r.IntN(3)], Sponsor: sponsors[r.IntN(2)],
		Version: 1, CreatedAt: noon, UpdatedAt: noon}
	for _, category := range []models.Category{models.CategorySuite, models.CategoryHost, models.CategoryPanel} {
		if r.IntN(5) > 0 {
			w.counts = append(w.counts, randomCounts(r, o.ID, category))
		}
	}
	for _, criterion := range []string{"HW-MIN-RAM", "HW-STD-DISPLAY"} {
		if r.IntN(2) > 0 {
			w.criteria = append(w.criteria, models.SchoolCriterionCounts{SchoolID: o.ID, Criterion: criterion,
				FailedSuites: r.IntN(9), UnknownSuites: r.IntN(9), FailedDevices: r.IntN(9), UnknownDevices: r.IntN(9)})
		}
	}
	return o
}

func randomCounts(r *rand.Rand, school uint, category models.Category) models.SchoolCounts {
	c := models.SchoolCounts{SchoolID: school, Category: category, Passed: r.IntN(20), Failed: r.IntN(20), Unknown: r.IntN(5)}
	c.InUse = c.Passed + c.Failed + c.Unknown
	c.Total = c.InUse + r.IntN(4)
	c.StandardPassed = r.IntN(c.Passed + 1)
	c.FailedAndDamaged = r.IntN(c.Failed + 1)
	c.Damaged = c.FailedAndDamaged + r.IntN(c.Passed+1)
	c.FailedOrDamaged = c.Failed + c.Damaged - c.FailedAndDamaged
	c.Usable = c.InUse - r.IntN(c.Damaged+1)
	c.NetworkPassed = r.IntN(c.InUse + 1)
	c.NetworkFailed = c.InUse - c.NetworkPassed
	c.SoftwarePassed = r.IntN(c.InUse + 1)
	c.SoftwareUnknown = c.InUse - c.SoftwarePassed
	c.MissingDate = r.IntN(c.InUse + 1)
	return c
}

func (w *world) schoolRows() []models.School {
	var rows []models.School
	for _, o := range w.organisations {
		if s, is := w.schools[o.ID]; is {
			rows = append(rows, s)
		}
	}
	return rows
}

// expected adds up in the plainest way what a query over the schools that match should give.
func (w *world) expected(match func(models.Organisation, models.School) bool) Row {
	var sum Row
	counted := map[uint]bool{}
	for _, o := range w.organisations {
		s, is := w.schools[o.ID]
		if !is || o.RetiredAt != nil || !match(o, s) {
			continue
		}
		counted[o.ID] = true
		if s.Type == models.SchoolTeachingPoint {
			sum.TeachingPoints++
		} else {
			sum.Schools++
		}
	}
	for _, c := range w.counts {
		if counted[c.SchoolID] {
			sum.AddCategory(c)
		}
	}
	return sum
}

func ordinary(s models.School) bool {
	return s.Type != models.SchoolKindergarten && s.Type != models.SchoolVocational
}

func below(root models.Organisation) func(models.Organisation, models.School) bool {
	return func(o models.Organisation, s models.School) bool {
		return strings.HasPrefix(o.Path, root.Path) && ordinary(s)
	}
}

// who is a user with a role in each of the places.
func who(role models.Role, places ...models.Organisation) access.Actor {
	u := models.User{ID: 1, Name: "张老师"}
	for _, o := range places {
		u.Grants = append(u.Grants, models.Grant{Role: role, OrganisationID: o.ID, Organisation: o})
	}
	return access.NewActor(u)
}

func (w *world) ofKind(kind models.OrganisationKind) []models.Organisation {
	var found []models.Organisation
	for _, o := range w.organisations {
		if o.Kind == kind {
			found = append(found, o)
		}
	}
	return found
}
