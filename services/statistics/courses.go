package statistics

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
)

// stand is how a thing stood until a day, and why that ended; of what still holds on the last day both are empty.
type stand struct {
	models.Standing
	school uint
	room   uint
	until  models.Date
	causes models.Cause
}

// subject is where and how the database holds classrooms or devices.
type subject struct {
	subject models.StandingSubject
	table   string
	stands  string // columns: in_use, failed, damaged, failing, room, category, name
}

var subjects = []subject{
	{models.StandingOfClassroom, "classrooms", "t.has_suite, t.grade = 'fail', t.damaged, t.fails & t.judged, t.id, '', ''"},
	{models.StandingOfDevice, "devices", "t.stood_in IS NOT NULL, t.grade = 'fail', t.stood_damaged, t.fails & t.judged, COALESCE(t.stood_in, 0), t.category, t.name"},
}

// row is what is read of a thing: how it stands, and one way in which it stood, if any.
type row struct {
	id        uint
	created   time.Time
	now       stand
	category  models.Category
	name      string
	past      stand
	pastRooms *uint
}

// each hands over every change between the two days. What never changed since the first day is looked at only where it was
// registered between them, or where its school came to the place or left it. Changes that ended before or began after are
// left out by the days; those of other places by the schools.
func (r *reconciliation) each(tx *gorm.DB, found func(Change)) error {
	var turned []uint // schools that came or left
	for id, m := range r.schools {
		if m.then != m.now {
			turned = append(turned, id)
		}
	}
	slices.Sort(turned)
	for _, s := range subjects {
		if err := r.courses(tx, s, found); err != nil {
			return err
		}
		const unchanged = "NOT EXISTS (SELECT 1 FROM past_standings p WHERE p.subject = ? AND p.subject_id = t.id AND p.until > ?)"
		still := func() *gorm.DB {
			return tx.Table(s.table+" AS t").Where(unchanged, s.subject, r.query.From).Where("(t.grade = 'fail' OR " + s.damagedColumn() + ")")
		}
		registered := r.here(still().Where("t.created_at >= ? AND t.created_at < ?", r.query.From.End().UTC(), r.query.To.End().UTC()), "t.school_id")
		if err := r.lasting(registered, s, found); err != nil {
			return err
		}
		for some := range slices.Chunk(turned, 500) {
			query := still().Where("t.created_at < ? AND t.school_id IN ?", r.query.From.End().UTC(), some)
			if err := r.lasting(query, s, found); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s subject) damagedColumn() string {
	if s.subject == models.StandingOfDevice {
		return "t.stood_damaged"
	}
	return "t.damaged"
}

// here narrows a query to rows of schools that were below the place at any time between the days.
func (r *reconciliation) here(query *gorm.DB, columns ...string) *gorm.DB {
	fresh := query.Session(&gorm.Session{NewDB: true})
	below := fresh
	for _, p := range []place{r.before, r.after} {
		for _, root := range p.roots {
			if models.PathDepth(root.Path) == 1 {
				return query
			}
			below = below.Or(access.PathsUnder("path", root.Path)(fresh))
		}
	}
	schools := fresh.Table("organisation_spans").Where("since <= ? AND until > ?", r.query.To, r.query.From).Where(below).Select("organisation_id")
	var either []string
	var args []any
	for _, column := range columns {
		either, args = append(either, column+" IN (?)"), append(args, schools)
	}
	return query.Where("("+strings.Join(either, " OR ")+")", args...)
}

// courses reads what has changed since the first day, thing by thing.
func (r *reconciliation) courses(tx *gorm.DB, s subject, found func(Change)) error {
	query := r.here(tx.Table("past_standings AS p").Joins("JOIN "+s.table+" AS t ON t.id = p.subject_id").
		Where("p.subject = ? AND p.until > ?", s.subject, r.query.From), "p.school_id", "p.moved_to")
	var this row
	var thing row
	var course []stand
	flush := func() {
		if thing.id != 0 {
			r.follow(s, thing, course, found)
		}
	}
	err := database.Scan(query.Order("p.subject_id, p.until").Select("t.id, t.created_at, t.school_id, "+s.stands+", p.until, p.school_id, p.classroom_id, "+
		"p.in_use, p.failed, p.damaged, p.failing, p.causes"), func() error {
		if this.id != thing.id {
			flush()
			thing, course = this, nil
		}
		stood := this.past
		if this.pastRooms != nil {
			stood.room = *this.pastRooms
		}
		course = append(course, stood)
		return nil
	}, &this.id, &this.created, &this.now.school, &this.now.InUse, &this.now.Failed, &this.now.Damaged, &this.now.Failing, &this.now.room, &this.category, &this.name,
		&this.past.until, &this.past.school, &this.pastRooms, &this.past.InUse, &this.past.Failed, &this.past.Damaged, &this.past.Failing, &this.past.causes)
	if err != nil {
		return fmt.Errorf("read how %s stood: %w", s.table, err)
	}
	flush()
	return nil
}

// lasting reads what has stood as it stands since it was registered, or since before the first day.
func (r *reconciliation) lasting(query *gorm.DB, s subject, found func(Change)) error {
	var this row
	err := database.Scan(query.Order("t.id").Select("t.id, t.created_at, t.school_id, "+s.stands), func() error {
		r.follow(s, this, nil, found)
		return nil
	}, &this.id, &this.created, &this.now.school, &this.now.InUse, &this.now.Failed, &this.now.Damaged, &this.now.Failing, &this.now.room, &this.category, &this.name)
	if err != nil {
		return fmt.Errorf("read how %s stand: %w", s.table, err)
	}
	return nil
}

// follow cuts a thing's course to the time between the two days, beginning with nothing where it was registered in it.
func (r *reconciliation) follow(s subject, thing row, past []stand, found func(Change)) {
	created := models.DateOf(thing.created)
	if created > r.query.To {
		return
	}
	var course []stand
	if created > r.query.From {
		course = append(course, stand{until: created, causes: models.CauseRegistered})
	}
	all := append(past, thing.now)
	for i, one := range all {
		course = append(course, one)
		if i == len(past) || one.until > r.query.To {
			break
		}
	}
	change := Change{Subject: s.subject, ID: thing.id, Name: thing.name}
	_, change.Visible = r.schools[thing.now.school]
	if s.subject == models.StandingOfDevice && (!change.Visible || thing.name == "") {
		change.Name = thing.category.Label() // what another place calls it is that place's
	}
	r.take(change, course, found)
}
