package statistics

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/renewal"
	"banbantong/services/report"
	"banbantong/services/standard"
)

const (
	roomsAtOnce   = 1000 // about how many classrooms are read at once
	schoolsAtOnce = 500  // at most
)

// EvaluatorAt gives an evaluator of the standard that holds for the organisation with a path.
type EvaluatorAt = func(path string) (*standard.Evaluator, error)

// Details tells everything that the official forms say of schools, by their ids and in that order, as the transaction
// sees them now. evaluatorAt gives the standard that holds at a path. It reads a bounded number of classrooms at a time,
// some while others are told: nothing else may use the transaction until it ends.
func Details(tx *gorm.DB, evaluatorAt EvaluatorAt, schools []uint, on models.Date) report.Schools {
	d := details{tx: tx, evaluatorAt: evaluatorAt, on: on, specs: models.SpecsMemo{}, above: map[string][]report.Place{}}
	return func(yield func(report.School, error) bool) {
		for part, err := range database.Ahead(d.read(schools), 1) {
			if err != nil {
				yield(report.School{}, err)
				return
			}
			for _, s := range part {
				if !yield(s.tell(), nil) {
					return
				}
			}
		}
	}
}

// details is one reading of schools.
type details struct {
	tx          *gorm.DB
	evaluatorAt EvaluatorAt
	on          models.Date
	specs       models.SpecsMemo
	above       map[string][]report.Place // the organisations over schools, by the path of the lowest of them
}

// stored is what the database holds of one school, and what it is judged and priced by.
type stored struct {
	organisation models.Organisation
	school       models.School
	categories   []models.SchoolCounts
	criteria     []models.SchoolCriterionCounts
	rooms        []models.Classroom
	devices      map[uint][]*models.Device // installed, by classroom
	tickets      map[uint]models.Ticket    // open on damaged devices
	above        []report.Place
	evaluator    *standard.Evaluator
	tariff       renewal.Tariff
	on           models.Date // the day judged
}

// read reads the schools, some at a time.
func (d *details) read(schools []uint) iter.Seq2[[]*stored, error] {
	return func(yield func([]*stored, error) bool) {
		tariffAt, err := renewal.Tariffs(d.tx)
		if err != nil {
			yield(nil, err)
			return
		}
		for len(schools) > 0 {
			part, err := d.next(schools)
			for _, s := range part {
				if s.evaluator, err = d.evaluatorAt(s.organisation.Path); err != nil {
					break
				}
				s.tariff, s.above, s.on = tariffAt(s.organisation.Path), d.above[models.ParentPath(s.organisation.Path)], d.on
			}
			if !yield(part, err) || err != nil {
				return
			}
			schools = schools[len(part):]
		}
	}
}

// next reads the first of the schools: as many as have roomsAtOnce classrooms.
func (d *details) next(ids []uint) ([]*stored, error) {
	ids, err := d.portion(ids[:min(len(ids), schoolsAtOnce)])
	if err != nil {
		return nil, err
	}
	part, byID := make([]*stored, len(ids)), make(map[uint]*stored, len(ids))
	for i, id := range ids {
		part[i] = &stored{devices: map[uint][]*models.Device{}, tickets: map[uint]models.Ticket{}}
		byID[id] = part[i]
	}
	for _, read := range []func([]uint, map[uint]*stored) error{d.readSchools, d.readCounts, d.readRooms, d.readDevices, d.readTickets} {
		if err := read(ids, byID); err != nil {
			return nil, err
		}
	}
	return part, d.readAbove(part)
}

// portion cuts the ids off where their classrooms become too many.
func (d *details) portion(ids []uint) ([]uint, error) {
	rooms := make(map[uint]int, len(ids))
	var id uint
	var n int
	err := database.Scan(d.tx.Table("school_counts").Where("school_id IN ? AND category = ?", ids, models.CategorySuite).Select("school_id, total"),
		func() error { rooms[id] = n; return nil }, &id, &n)
	if err != nil {
		return nil, fmt.Errorf("count the classrooms of schools: %w", err)
	}
	sum := 0
	for i, id := range ids {
		if sum += rooms[id]; sum >= roomsAtOnce {
			return ids[:i+1], nil
		}
	}
	return ids, nil
}

func (d *details) readSchools(ids []uint, byID map[uint]*stored) error {
	var organisations []models.Organisation
	var schools []models.School
	for _, found := range []any{&organisations, &schools} {
		if err := d.tx.Where("id IN ?", ids).Find(found).Error; err != nil {
			return fmt.Errorf("read schools: %w", err)
		}
	}
	if len(organisations) != len(byID) || len(schools) != len(byID) {
		return fmt.Errorf("read schools: %d of %d are there", len(schools), len(byID))
	}
	for _, o := range organisations {
		byID[o.ID].organisation = o
	}
	for _, s := range schools {
		byID[s.ID].school = s
	}
	return nil
}

func (d *details) readCounts(ids []uint, byID map[uint]*stored) error {
	var categories []models.SchoolCounts
	if err := d.tx.Where("school_id IN ?", ids).Order("school_id, category").Find(&categories).Error; err != nil {
		return fmt.Errorf("read the counts of schools: %w", err)
	}
	for _, c := range categories {
		byID[c.SchoolID].categories = append(byID[c.SchoolID].categories, c)
	}
	var criteria []models.SchoolCriterionCounts
	if err := d.tx.Where("school_id IN ?", ids).Order("school_id, criterion").Find(&criteria).Error; err != nil {
		return fmt.Errorf("read the counts of schools by criterion: %w", err)
	}
	for _, c := range criteria {
		byID[c.SchoolID].criteria = append(byID[c.SchoolID].criteria, c)
	}
	return nil
}

// installed is models.Device.Installed for a query over devices.
const installed = "classroom_id IS NOT NULL AND state NOT IN ('idle', 'retired')"

func (d *details) readRooms(ids []uint, byID map[uint]*stored) error {
	var r models.Classroom
	var network sql.RawBytes
	err := database.Scan(d.tx.Table("classrooms").Where("school_id IN ? AND (retired_at IS NULL OR id IN (SELECT classroom_id FROM devices "+
		"WHERE school_id IN ? AND "+installed+"))", ids, ids).
		Select("id, school_id, name, building, kind, student_count, on_campus_network, network, fails, unknowns, judged, grade, "+
			"standard_grade, network_grade, software_grade, has_suite, damaged, usable, retired_at"),
		func() error {
			r.Network = nil
			if len(network) > 0 {
				if err := json.Unmarshal(network, &r.Network); err != nil {
					return fmt.Errorf("classroom %d: read the network: %w", r.ID, err)
				}
			}
			byID[r.SchoolID].rooms = append(byID[r.SchoolID].rooms, r)
			return nil
		},
		&r.ID, &r.SchoolID, &r.Name, &r.Building, &r.Kind, &r.StudentCount, &r.OnCampusNetwork, &network, &r.Fails, &r.Unknowns,
		&r.Judged, &r.Grade, &r.StandardGrade, &r.NetworkGrade, &r.SoftwareGrade, &r.HasSuite, &r.Damaged, &r.Usable, &r.RetiredAt)
	if err != nil {
		return fmt.Errorf("read the classrooms of schools: %w", err)
	}
	for _, s := range byID { // a database would sort the whole rows
		slices.SortFunc(s.rooms, func(a, b models.Classroom) int { return cmp.Compare(a.ID, b.ID) })
	}
	return nil
}

func (d *details) readDevices(ids []uint, byID map[uint]*stored) error {
	var device models.Device
	var specs sql.RawBytes
	err := database.Scan(d.tx.Table("devices").Where("school_id IN ? AND "+installed, ids).
		Select("id, school_id, classroom_id, category, brand, model, asset_no, bought_on, fund_source, state, fails, judged, grade, specs"),
		func() (err error) {
			if device.Specs, err = d.specs.Read(specs); err != nil {
				return fmt.Errorf("device %d: %w", device.ID, err)
			}
			devices, copied := byID[device.SchoolID].devices, device
			devices[*device.ClassroomID] = append(devices[*device.ClassroomID], &copied)
			return nil
		},
		&device.ID, &device.SchoolID, &device.ClassroomID, &device.Category, &device.Brand, &device.Model, &device.AssetNo, &device.BoughtOn,
		&device.FundSource, &device.State, &device.Fails, &device.Judged, &device.Grade, &specs)
	if err != nil {
		return fmt.Errorf("read the devices of schools: %w", err)
	}
	for _, s := range byID {
		for _, devices := range s.devices {
			slices.SortFunc(devices, func(a, b *models.Device) int { return cmp.Compare(a.ID, b.ID) })
		}
	}
	return nil
}

func (d *details) readTickets(_ []uint, byID map[uint]*stored) error {
	var damaged []uint
	for _, s := range byID {
		for _, devices := range s.devices {
			for _, device := range devices {
				if device.State.Damaged() {
					damaged = append(damaged, device.ID)
				}
			}
		}
	}
	var open []models.Ticket
	err := d.tx.Where("device_id IN ? AND status IN ?", damaged, []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished}).
		Order("id").Find(&open).Error
	if err != nil {
		return fmt.Errorf("read the tickets of damaged devices: %w", err)
	}
	for _, t := range open {
		if s := byID[t.SchoolID]; s != nil {
			s.tickets[*t.DeviceID] = t
		}
	}
	return nil
}

// readAbove reads the organisations over the schools that are not known yet.
func (d *details) readAbove(part []*stored) error {
	wanted := map[uint]bool{}
	for _, s := range part {
		if _, known := d.above[models.ParentPath(s.organisation.Path)]; known {
			continue
		}
		path := models.PathIDs(s.organisation.Path)
		for _, id := range path[:len(path)-1] {
			wanted[id] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	ids := make([]uint, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	var found []models.Organisation
	if err := d.tx.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return fmt.Errorf("read the organisations above schools: %w", err)
	}
	byID := make(map[uint]models.Organisation, len(found))
	for _, o := range found {
		byID[o.ID] = o
	}
	for _, s := range part {
		parent := models.ParentPath(s.organisation.Path)
		if _, known := d.above[parent]; known {
			continue
		}
		var places []report.Place
		path := models.PathIDs(s.organisation.Path)
		for _, id := range path[:len(path)-1] {
			places = append(places, placeOf(byID[id]))
		}
		d.above[parent] = places
	}
	return nil
}

func placeOf(o models.Organisation) report.Place {
	return report.Place{ID: o.ID, Path: o.Path, Kind: o.Kind, Name: o.Name}
}
