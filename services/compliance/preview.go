package compliance

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Grades counts things by how they stand.
type Grades struct{ Passed, Failed, Unknown int }

func (g *Grades) add(passed, failed, unknown int) {
	g.Passed += passed
	g.Failed += failed
	g.Unknown += unknown
}

// Standing is how a place stands under one standard.
type Standing struct {
	Hardware, Network, Software Grades // of suites
	Devices                     Grades // by hardware
	Schools                     Grades // by what they answer for as a whole
}

// Trial is how schools stand now, as stored, and how they would.
type Trial struct {
	Now, Then Standing
	Moved
	Schools  []TriedSchool
	Criteria map[string]Shift
}

// Moved counts suites and devices whose grade is worse then, or better.
type Moved struct{ Fallen, Risen, FallenDevices, RisenDevices int }

func (m *Moved) add(other Moved) {
	m.Fallen, m.Risen = m.Fallen+other.Fallen, m.Risen+other.Risen
	m.FallenDevices, m.RisenDevices = m.FallenDevices+other.FallenDevices, m.RisenDevices+other.RisenDevices
}

// TriedSchool is a school where the grade of something would change.
type TriedSchool struct {
	ID   uint
	Path string
	Moved
}

// Shift is how many suites and devices fail a criterion that decides, now and then.
type Shift struct{ NowSuites, ThenSuites, NowDevices, ThenDevices int }

// Preview tells how a county or a school stands now, as stored, and how it would if the province read the notice
// otherwise. Nothing is changed. Places above a county are refused: to judge them takes as long as the evaluation.
func (s *Service) Preview(ctx context.Context, actor access.Actor, organisationID uint, readings map[string]string) (now, then Standing, err error) {
	if err := mayRule(actor); err != nil {
		return now, then, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.StandardSwitch, organisationID)
	if err != nil {
		return now, then, err
	}
	if o.Kind == models.KindProvince || o.Kind == models.KindCity {
		return now, then, errs.InvalidFields(errs.Field{Location: "organisation_id", Message: "请选择一个县（市、区）或一所学校试算。"})
	}
	root, _, switched, err := s.switched(db, readings)
	if err != nil {
		return now, then, err
	}
	ids, err := triedSchools(db, o.Path)
	if err != nil {
		return now, then, err
	}
	all, err := s.editionsOn(db, models.DateOf(s.now()))
	if err != nil {
		return now, then, err
	}
	t, err := s.try(db, all.with(root, switched), ids, func(int) {})
	return t.Now, t.Then, err
}

// triedSchools are the schools at or below a place that statistics count.
func triedSchools(db *gorm.DB, path string) (ids []uint, err error) {
	err = db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Scopes(access.PathsUnder("o.path", path)).
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).Order("s.id").Pluck("s.id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list the schools of a preview: %w", err)
	}
	return ids, nil
}

// try judges the schools by the editions and writes nothing. told hears after each batch how many are done.
func (s *Service) try(db *gorm.DB, editions *editions, ids []uint, told func(done int)) (Trial, error) {
	t := Trial{Criteria: map[string]Shift{}}
	l, on, done := newLoader(db), models.DateOf(s.now()), 0
	for len(ids) > 0 {
		n := neighbours(ids)
		if err := s.tryBatch(db, l, editions, ids[:n], on, &t); err != nil {
			return t, err
		}
		ids, done = ids[n:], done+n
		told(done)
	}
	return t, nil
}

// tryBatch judges neighbours in one view of the database, so that a change in flight moves nothing.
func (s *Service) tryBatch(db *gorm.DB, l *loader, editions *editions, ids []uint, on models.Date, t *Trial) error {
	err := db.Transaction(func(tx *gorm.DB) error {
		l.tx = tx
		holdings, err := l.load(ids[0], ids[len(ids)-1], nil)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			if !slices.Contains(ids, h.school.ID) {
				continue
			}
			force, err := editions.at(tx, h.path)
			if err != nil {
				return err
			}
			t.school(h, force, on)
		}
		return nil
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("try the schools %d to %d: %w", ids[0], ids[len(ids)-1], err)
	}
	return nil
}

// neighbours is how many of the schools are read together: their ids follow one another nearly.
func neighbours(ids []uint) int {
	n := 1
	for n < min(batch, len(ids)) && ids[n]-ids[n-1] <= 4 {
		n++
	}
	return n
}

func (t *Trial) school(h *holding, force *inForce, on models.Date) {
	t.Now.addSchool(h.stored, &h.school)
	rooms, devices := make([]models.Grade, len(h.rooms)), make([]models.Grade, len(h.devices))
	for i := range h.rooms {
		rooms[i] = h.rooms[i].Grade
	}
	for i := range h.devices {
		devices[i] = h.devices[i].Grade
	}
	force.judge(h, nil, on)
	then := Tally(force.Standard, h.school.ID, h.rooms, h.devices)
	t.Then.addSchool(then, &h.school)
	one := TriedSchool{ID: h.school.ID, Path: h.path}
	for i := range h.rooms {
		moved(rooms[i], h.rooms[i].Grade, &one.Fallen, &one.Risen)
	}
	for i := range h.devices {
		moved(devices[i], h.devices[i].Grade, &one.FallenDevices, &one.RisenDevices)
	}
	if one.Moved != (Moved{}) {
		t.Schools = append(t.Schools, one)
		t.Moved.add(one.Moved)
	}
	for _, c := range h.stored.Criteria {
		shift := t.Criteria[c.Criterion]
		shift.NowSuites, shift.NowDevices = shift.NowSuites+c.FailedSuites, shift.NowDevices+c.FailedDevices
		t.Criteria[c.Criterion] = shift
	}
	for _, c := range then.Criteria {
		shift := t.Criteria[c.Criterion]
		shift.ThenSuites, shift.ThenDevices = shift.ThenSuites+c.FailedSuites, shift.ThenDevices+c.FailedDevices
		t.Criteria[c.Criterion] = shift
	}
}

func moved(before, after models.Grade, fallen, risen *int) {
	switch was, is := standsAt(before), standsAt(after); {
	case is > was:
		*fallen++
	case is < was:
		*risen++
	}
}

// standsAt orders grades, the worse the higher.
func standsAt(g models.Grade) int { return slices.Index(gradesByRank, g) }

var gradesByRank = []models.Grade{models.GradeNone, models.GradePass, models.GradeUnknown, models.GradeFail}

func (s *Standing) addSchool(c Counts, school *models.School) {
	for _, c := range c.Categories {
		if c.Category != models.CategorySuite {
			s.Devices.add(c.Passed, c.Failed, c.Unknown)
			continue
		}
		s.Hardware.add(c.Passed, c.Failed, c.Unknown)
		s.Network.add(c.NetworkPassed, c.NetworkFailed, c.NetworkUnknown)
		s.Software.add(c.SoftwarePassed, c.SoftwareFailed, c.SoftwareUnknown)
	}
	add(school.Grade, &s.Schools.Passed, &s.Schools.Failed, &s.Schools.Unknown)
}
