package statistics

import (
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/holdings"
	"banbantong/services/renewal"
	"banbantong/services/report"
	"banbantong/services/standard"
)

// EvaluatorAt gives an evaluator of the standard that holds for the organisation with a path.
type EvaluatorAt = func(path string) (*standard.Evaluator, error)

// Details tells everything that the official forms say of schools, by their ids and in that order, as the transaction
// sees them now. evaluatorAt gives the standard that holds at a path. It reads a bounded number of classrooms at a time,
// some while others are told: nothing else may use the transaction until it ends.
func Details(tx *gorm.DB, evaluatorAt EvaluatorAt, schools []uint, on models.Date) report.Schools {
	return func(yield func(report.School, error) bool) {
		teller, err := NewTeller(tx, evaluatorAt, on)
		if err != nil {
			yield(report.School{}, err)
			return
		}
		for some, err := range database.Ahead(holdings.With(holdings.Read(tx, schools), teller.Read), 1) {
			if err != nil {
				yield(report.School{}, err)
				return
			}
			for _, school := range some {
				if !yield(school.Tell(), nil) {
					return
				}
			}
		}
	}
}

// Teller reads, beside what schools hold, what the official forms say of them.
type Teller struct {
	tx          *gorm.DB
	evaluatorAt EvaluatorAt
	tariffAt    func(path string) renewal.Tariff
	on          models.Date               // the day judged
	above       map[string][]report.Place // the organisations over schools, by the path of the lowest of them
}

// NewTeller makes the teller of a transaction and a day. evaluatorAt gives the standard that holds at a path.
func NewTeller(tx *gorm.DB, evaluatorAt EvaluatorAt, on models.Date) (*Teller, error) {
	tariffAt, err := renewal.Tariffs(tx)
	if err != nil {
		return nil, err
	}
	return &Teller{tx, evaluatorAt, tariffAt, on, map[string][]report.Place{}}, nil
}

// Telling is one school of which everything is read that the official forms say.
type Telling struct {
	*holdings.School
	categories []models.SchoolCounts
	criteria   []models.SchoolCriterionCounts
	installed  map[uint][]*models.Device // by classroom
	tickets    map[uint]models.Ticket    // open on damaged devices
	above      []report.Place
	evaluator  *standard.Evaluator
	tariff     renewal.Tariff
	on         models.Date
}

// Read reads what is said of some schools. They can then be told elsewhere, without the transaction.
func (t *Teller) Read(schools []*holdings.School) ([]*Telling, error) {
	some, byID := make([]*Telling, len(schools)), make(map[uint]*Telling, len(schools))
	for i, s := range schools {
		some[i] = &Telling{School: s, installed: map[uint][]*models.Device{}, tickets: map[uint]models.Ticket{}, on: t.on,
			tariff: t.tariffAt(s.Organisation.Path)}
		byID[s.ID] = some[i]
		for _, d := range s.Devices {
			if d.Installed() {
				some[i].installed[*d.ClassroomID] = append(some[i].installed[*d.ClassroomID], d)
			}
		}
	}
	for _, read := range []func(map[uint]*Telling) error{t.readCounts, t.readTickets, t.readAbove} {
		if err := read(byID); err != nil {
			return nil, err
		}
	}
	for _, s := range some {
		var err error
		if s.evaluator, err = t.evaluatorAt(s.Organisation.Path); err != nil {
			return nil, err
		}
		s.above = t.above[models.ParentPath(s.Organisation.Path)]
	}
	return some, nil
}

func (t *Teller) readCounts(byID map[uint]*Telling) error {
	ids := slices.Collect(maps.Keys(byID))
	var categories []models.SchoolCounts
	if err := t.tx.Where("school_id IN ?", ids).Order("school_id, category").Find(&categories).Error; err != nil {
		return fmt.Errorf("read the counts of schools: %w", err)
	}
	for _, c := range categories {
		byID[c.SchoolID].categories = append(byID[c.SchoolID].categories, c)
	}
	var criteria []models.SchoolCriterionCounts
	if err := t.tx.Where("school_id IN ?", ids).Order("school_id, criterion").Find(&criteria).Error; err != nil {
		return fmt.Errorf("read the counts of schools by criterion: %w", err)
	}
	for _, c := range criteria {
		byID[c.SchoolID].criteria = append(byID[c.SchoolID].criteria, c)
	}
	return nil
}

func (t *Teller) readTickets(byID map[uint]*Telling) error {
	var damaged []uint
	for _, s := range byID {
		for _, d := range s.Devices {
			if d.Installed() && d.State.Damaged() {
				damaged = append(damaged, d.ID)
			}
		}
	}
	var open []models.Ticket
	err := t.tx.Where("device_id IN ? AND status IN ?", damaged, []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished}).
		Order("id").Find(&open).Error
	if err != nil {
		return fmt.Errorf("read the tickets of damaged devices: %w", err)
	}
	for _, ticket := range open {
		if s := byID[ticket.SchoolID]; s != nil {
			s.tickets[*ticket.DeviceID] = ticket
		}
	}
	return nil
}

// readAbove reads the organisations over the schools that are not known yet.
func (t *Teller) readAbove(byID map[uint]*Telling) error {
	wanted := map[uint]bool{}
	for _, s := range byID {
		if _, known := t.above[models.ParentPath(s.Organisation.Path)]; known {
			continue
		}
		path := models.PathIDs(s.Organisation.Path)
		for _, id := range path[:len(path)-1] {
			wanted[id] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var found []models.Organisation
	if err := t.tx.Where("id IN ?", slices.Collect(maps.Keys(wanted))).Find(&found).Error; err != nil {
		return fmt.Errorf("read the organisations above schools: %w", err)
	}
	places := make(map[uint]report.Place, len(found))
	for _, o := range found {
		places[o.ID] = placeOf(o)
	}
	for _, s := range byID {
		parent := models.ParentPath(s.Organisation.Path)
		if _, known := t.above[parent]; known {
			continue
		}
		var over []report.Place
		path := models.PathIDs(s.Organisation.Path)
		for _, id := range path[:len(path)-1] {
			over = append(over, places[id])
		}
		t.above[parent] = over
	}
	return nil
}

func placeOf(o models.Organisation) report.Place {
	return report.Place{ID: o.ID, Path: o.Path, Kind: o.Kind, Name: o.Name}
}
