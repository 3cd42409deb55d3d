package statistics

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/history"
	"banbantong/services/report"
	"banbantong/services/standard"
)

// ComparisonQuery says which days of which place to compare, and which changes to list.
type ComparisonQuery struct {
	OrganisationID uint
	From, To       models.Date            // To "" is today
	Subject        models.StandingSubject // "" is both
	Kind           models.StandingChange  // "" is any
	Cause          models.Cause           // 0 is any
	Offset, Limit  int
}

// Comparison is what has changed in a place between the ends of two days.
type Comparison struct {
	Place         string
	Begun         models.Date
	From, To      models.Date
	Before, After Row
	Balances      []Balance // suites and devices, 不达标 and 损坏 of each
	Places        []PlaceChanges
	Changes       []Change // a part of those that were asked for
	Total         int      // of all of those
}

// Balance says of suites or devices how many stood so on both days, and how many came to and ceased to:
// Before + Came - Went = After.
type Balance struct {
	Subject       models.StandingSubject
	Came, Went    models.StandingChange
	Before, After int
	CameCount     int
	WentCount     int
	Causes        []CauseCount // that there are, in the order in which causes are told
}

// CauseCount is how many came to stand so and ceased to for one cause; a change for two counts for each.
type CauseCount struct {
	Cause      models.Cause
	Came, Went int
}

// PlaceChanges are the changes of one child of the place, by Balance. What went from one child to another has come and
// gone here, and done neither in the place.
type PlaceChanges struct {
	Organisation models.Organisation
	Came, Went   [4]int
}

// Change is one classroom or device that came to stand otherwise.
type Change struct {
	Subject     models.StandingSubject
	ID          uint
	Kind        models.StandingChange
	On          models.Date // the day of it
	Causes      models.Cause
	SchoolID    uint // where it is, or was if it is not here any more
	School      string
	ClassroomID uint // 0 where that is not known
	Room        string
	Name        string   // a device: what it is
	Failing     []string // 不达标: the titles of the criteria that it fails or failed
	Visible     bool     // whether the actor may look at it now

	failing int64
}

// measures are what Balances are of, in their order.
var measures = [4]struct {
	subject    models.StandingSubject
	came, went models.StandingChange
	of         func(models.Standing) bool
	count      func(report.Figures) int
}{
	{models.StandingOfClassroom, models.EnteredFailing, models.LeftFailing, standsFailed, func(f report.Figures) int { return f.Suites.Failed }},
	{models.StandingOfClassroom, models.Broke, models.Mended, standsDamaged, func(f report.Figures) int { return f.Suites.Damaged }},
	{models.StandingOfDevice, models.EnteredFailing, models.LeftFailing, standsFailed, func(f report.Figures) int { return f.Devices.Failed }},
	{models.StandingOfDevice, models.Broke, models.Mended, standsDamaged, func(f report.Figures) int { return f.Devices.Damaged }},
}

func standsFailed(s models.Standing) bool  { return s.InUse && s.Failed }
func standsDamaged(s models.Standing) bool { return s.InUse && s.Damaged }

// Compare tells what came to be 不达标 or 损坏 in a place, or ceased to, between the ends of two days, and why.
func (s *Service) Compare(ctx context.Context, actor access.Actor, q ComparisonQuery) (Comparison, error) {
	return s.compare(ctx, actor, q, func(n int) bool { return n >= q.Offset && n < q.Offset+q.Limit })
}

// compare is Compare that lists the changes that are wanted, by how many come before them.
func (s *Service) compare(ctx context.Context, actor access.Actor, q ComparisonQuery, wanted func(int) bool) (c Comparison, err error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return c, err
	}
	today := models.DateOf(s.now())
	if q.To == "" {
		q.To = today
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		for _, day := range []struct {
			on    models.Date
			field string
		}{{q.From, "from"}, {q.To, "to"}} {
			if err := history.Check(tx, day.on, today, day.field); err != nil {
				return err
			}
		}
		if q.From >= q.To {
			return errs.InvalidFields(errs.Field{Location: "from", Message: "请选择一先一后两个日期。"})
		}
		r, err := newReconciliation(tx, actor, q, today)
		if err != nil {
			return err
		}
		c.Place, c.From, c.To = r.after.name(), q.From, q.To
		if c.Begun, err = history.First(tx); err != nil {
			return err
		}
		if c.Before, _, err = r.before.categories(tx); err != nil {
			return err
		}
		if c.After, _, err = r.after.categories(tx); err != nil {
			return err
		}
		for i, m := range measures {
			r.balances[i] = Balance{Subject: m.subject, Came: m.came, Went: m.went, Before: m.count(c.Before.Figures), After: m.count(c.After.Figures)}
		}
		err = r.each(tx, func(change Change) {
			if q.Subject != "" && q.Subject != change.Subject || q.Kind != "" && q.Kind != change.Kind || q.Cause != 0 && q.Cause&change.Causes == 0 {
				return
			}
			if wanted(c.Total) {
				c.Changes = append(c.Changes, change)
			}
			c.Total++
		})
		if err != nil {
			return err
		}
		c.Balances = r.balances[:]
		if c.Places, err = r.placeChanges(tx); err != nil {
			return err
		}
		survey, err := s.standards.Survey(tx, r.after.paths()...)
		if err != nil {
			return err
		}
		return r.describe(tx, survey, c.Changes)
	})
	return c, err
}

// member says of a school that the actor may see of which child of the place it was on both days: 0 is none.
type member struct {
	then, now uint
	name      string
}

// reconciliation goes through everything that may have changed between two days.
type reconciliation struct {
	query         ComparisonQuery
	before, after place
	schools       map[uint]member
	balances      [4]Balance
	children      map[uint]*PlaceChanges
}

func newReconciliation(tx *gorm.DB, actor access.Actor, q ComparisonQuery, today models.Date) (*reconciliation, error) {
	r := &reconciliation{query: q, schools: map[uint]member{}, children: map[uint]*PlaceChanges{}}
	var err error
	if r.before, err = find(tx, actor, Query{OrganisationID: q.OrganisationID, On: q.From}, today); err != nil {
		return nil, err
	}
	if r.after, err = find(tx, actor, Query{OrganisationID: q.OrganisationID, On: q.To}, today); err != nil {
		return nil, err
	}
	for _, p := range []place{r.before, r.after} {
		rows, err := p.countedSchools(tx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			m := r.schools[row.Organisation.ID]
			m.name = row.Label
			above := models.PathIDs(p.groupOf(row.Organisation.Path))
			if child := above[len(above)-1]; p.on == r.before.on {
				m.then = child
			} else {
				m.now = child
			}
			r.schools[row.Organisation.ID] = m
		}
	}
	return r, nil
}

// take compares a thing's course and hands over how it changed. states are how it stood, each until the day with it; the
// last one still holds.
func (r *reconciliation) take(thing Change, course []stand, found func(Change)) {
	first, last := course[0], course[len(course)-1]
	for i, m := range measures {
		if m.subject != thing.Subject {
			continue
		}
		was, is := uint(0), uint(0)
		if m.of(first.Standing) {
			was = r.schools[first.school].then
		}
		if m.of(last.Standing) {
			is = r.schools[last.school].now
		}
		if was == is {
			continue
		}
		if was != 0 {
			r.child(was).Went[i]++
		}
		if is != 0 {
			r.child(is).Came[i]++
		}
		if was != 0 && is != 0 {
			continue // it went from one child of the place to another
		}
		change := thing
		change.On, change.Causes = r.query.To, models.CausePlace
		stood := func(s stand) bool { _, here := r.schools[s.school]; return here && m.of(s.Standing) }
		for n := 1; n < len(course); n++ {
			if stood(course[n-1]) != stood(course[n]) && stood(course[n]) == (is != 0) {
				change.On, change.Causes = course[n-1].until, course[n-1].causes
			}
		}
		at := last
		change.Kind = m.came
		b := &r.balances[i]
		if is == 0 {
			change.Kind, at = m.went, first
			b.WentCount++
		} else {
			b.CameCount++
		}
		b.count(change.Causes, is != 0)
		if change.Kind == models.EnteredFailing || change.Kind == models.LeftFailing {
			change.failing = at.Failing
		}
		change.SchoolID, change.School, change.ClassroomID = at.school, r.schools[at.school].name, at.room
		if change.Subject == models.StandingOfClassroom {
			change.ClassroomID = change.ID
		}
		found(change)
	}
}

func (r *reconciliation) child(id uint) *PlaceChanges {
	if r.children[id] == nil {
		r.children[id] = &PlaceChanges{}
	}
	return r.children[id]
}

func (b *Balance) count(causes models.Cause, came bool) {
	for _, cause := range causes.Each() {
		at := slices.IndexFunc(b.Causes, func(c CauseCount) bool { return c.Cause == cause })
		if at < 0 {
			at = len(b.Causes)
			b.Causes = append(b.Causes, CauseCount{Cause: cause})
		}
		if came {
			b.Causes[at].Came++
		} else {
			b.Causes[at].Went++
		}
	}
	slices.SortFunc(b.Causes, func(x, y CauseCount) int { return int(x.Cause - y.Cause) })
}

// placeChanges names the children of the place, in the order of the tree.
func (r *reconciliation) placeChanges(tx *gorm.DB) ([]PlaceChanges, error) {
	var all []PlaceChanges
	for _, p := range []place{r.after, r.before} { // one that has left or was dissolved since has the name of then
		children, err := p.children(tx)
		if err != nil {
			return nil, err
		}
		for _, o := range children {
			if changes, left := r.children[o.ID]; left {
				all = append(all, PlaceChanges{o, changes.Came, changes.Went})
				delete(r.children, o.ID)
			}
		}
	}
	return all, nil
}

// describe adds the names of rooms and criteria to changes.
func (r *reconciliation) describe(tx *gorm.DB, survey standard.Survey, changes []Change) error {
	titles := map[int]string{}
	for _, c := range survey.Known() {
		if c.Group == standard.GroupHardware { // which is what 达标 is about
			titles[c.Bit] = c.Title
		}
	}
	var ids []uint
	for _, c := range changes {
		if c.ClassroomID != 0 {
			ids = append(ids, c.ClassroomID)
		}
	}
	names := map[uint]string{}
	for part := range slices.Chunk(ids, 500) {
		var rooms []models.Classroom
		if err := tx.Select("id, building, name").Where("id IN ?", part).Find(&rooms).Error; err != nil {
			return fmt.Errorf("name the rooms of changes: %w", err)
		}
		for _, room := range rooms {
			names[room.ID] = models.RoomName(room.Building, room.Name)
		}
	}
	for i := range changes {
		c := &changes[i]
		c.Room = names[c.ClassroomID]
		for n := range standard.Set(c.failing).Bits() {
			if title := titles[n]; title != "" && !slices.Contains(c.Failing, title) {
				c.Failing = append(c.Failing, title)
			}
		}
	}
	return nil
}
