package compliance

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/standard"
)

// holding is one school with what it has: as much of it as verdicts and counts are made of.
type holding struct {
	school  models.School
	path    string // of its organisation
	rooms   []models.Classroom
	devices []models.Device
	stored  Counts
}

// loader reads holdings. It reads rows by hand, because a province has millions of them.
type loader struct {
	tx    *gorm.DB
	specs models.SpecsMemo
}

func newLoader(tx *gorm.DB) *loader { return &loader{tx: tx, specs: models.SpecsMemo{}} }

// load reads the schools with ids from first to last. Specs are read only of the devices in these rooms; nil is all.
func (l *loader) load(first, last uint, rooms []uint) ([]*holding, error) {
	var holdings []*holding
	byID := map[uint]*holding{}
	err := l.each("schools", "id", "type, uplink_mbps, class_internet_mbps, fails, unknowns, judged, grade", nil, first, last,
		func(scan func(...any) error) error {
			h := new(holding)
			s := &h.school
			if err := scan(&s.ID, &s.Type, &s.UplinkMbps, &s.ClassInternetMbps, &s.Fails, &s.Unknowns, &s.Judged, &s.Grade); err != nil {
				return err
			}
			holdings, byID[s.ID] = append(holdings, h), h
			return nil
		})
	if err != nil {
		return nil, err
	}
	if err := l.loadPaths(byID, first, last); err != nil {
		return nil, err
	}
	if err := l.loadRooms(byID, first, last); err != nil {
		return nil, err
	}
	if err := l.loadDevices(byID, first, last, rooms); err != nil {
		return nil, err
	}
	return holdings, l.loadCounts(byID, first, last)
}

// loadPaths tells where the schools stand in the tree, which says by what version of the standard they are judged.
func (l *loader) loadPaths(byID map[uint]*holding, first, last uint) error {
	return l.each("organisations", "id", "path", nil, first, last, func(scan func(...any) error) error {
		var id uint
		var path string
		if err := scan(&id, &path); err != nil {
			return err
		}
		if h := byID[id]; h != nil {
			h.path = path
		}
		return nil
	})
}

func (l *loader) loadRooms(byID map[uint]*holding, first, last uint) error {
	const columns = "id, student_count, on_campus_network, network, retired_at, fails, unknowns, judged, grade, " +
		"standard_grade, network_grade, software_grade, has_suite, damaged, usable"
	var network sql.RawBytes
	return l.each("classrooms", "school_id", columns, nil, first, last, func(scan func(...any) error) error {
		var r models.Classroom
		err := scan(&r.SchoolID, &r.ID, &r.StudentCount, &r.OnCampusNetwork, &network, &r.RetiredAt, &r.Fails, &r.Unknowns, &r.Judged, &r.Grade,
			&r.StandardGrade, &r.NetworkGrade, &r.SoftwareGrade, &r.HasSuite, &r.Damaged, &r.Usable)
		if err != nil {
			return err
		}
		if len(network) > 0 {
			if err := json.Unmarshal(network, &r.Network); err != nil {
				return fmt.Errorf("the network of classroom %d: %w", r.ID, err)
			}
		}
		if h := byID[r.SchoolID]; h != nil {
			h.rooms = append(h.rooms, r)
		}
		return nil
	})
}

func (l *loader) loadDevices(byID map[uint]*holding, first, last uint, rooms []uint) error {
	columns := "id, classroom_id, category, state, bought_on, fails, unknowns, judged, grade, standard_grade, missing_date, stood_in, stood_damaged, "
	var args []any
	if rooms == nil {
		columns += "specs"
	} else {
		columns += "CASE WHEN classroom_id IN ? THEN specs ELSE '' END"
		args = append(args, rooms)
	}
	var specs sql.RawBytes
	return l.each("devices", "school_id", columns, args, first, last, func(scan func(...any) error) error {
		var d models.Device
		err := scan(&d.SchoolID, &d.ID, &d.ClassroomID, &d.Category, &d.State, &d.BoughtOn, &d.Fails, &d.Unknowns, &d.Judged, &d.Grade,
			&d.StandardGrade, &d.MissingDate, &d.StoodIn, &d.StoodDamaged, &specs)
		if err != nil {
			return err
		}
		if d.Specs, err = l.specs.Read(specs); err != nil {
			return fmt.Errorf("the specs of device %d: %w", d.ID, err)
		}
		if h := byID[d.SchoolID]; h != nil {
			h.devices = append(h.devices, d)
		}
		return nil
	})
}

func (l *loader) loadCounts(byID map[uint]*holding, first, last uint) error {
	var categories []models.SchoolCounts
	var criteria []models.SchoolCriterionCounts
	where := func() *gorm.DB { return l.tx.Where("school_id BETWEEN ? AND ?", first, last) }
	if err := where().Find(&categories).Error; err != nil {
		return fmt.Errorf("read the counts of schools: %w", err)
	}
	if err := where().Find(&criteria).Error; err != nil {
		return fmt.Errorf("read the counts of schools by criterion: %w", err)
	}
	for _, c := range categories {
		if h := byID[c.SchoolID]; h != nil {
			h.stored.Categories = append(h.stored.Categories, c)
		}
	}
	for _, c := range criteria {
		if h := byID[c.SchoolID]; h != nil {
			h.stored.Criteria = append(h.stored.Criteria, c)
		}
	}
	return nil
}

// each scans the rows whose key, the first column, is in the range.
func (l *loader) each(table, key, columns string, args []any, first, last uint, row func(scan func(...any) error) error) error {
	rows, err := l.tx.Table(table).Select(key+", "+columns, args...).Where(key+" BETWEEN ? AND ?", first, last).Order(key).Rows()
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return fmt.Errorf("read %s: %w", table, errors.Join(err, rows.Close()))
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	return nil
}

// judge sets the verdicts of the rooms, nil being all, of what stands in none, and of the school. It tells what is
// not as it was.
func (h *holding) judge(e *standard.Evaluator, rooms []uint, on models.Date) changes {
	inRoom := map[uint][]*models.Device{}
	c := newChanges()
	for i := range h.devices {
		d := &h.devices[i]
		if d.ClassroomID != nil {
			inRoom[*d.ClassroomID] = append(inRoom[*d.ClassroomID], d)
			continue
		}
		before := imageOf(d)
		clearDevice(d)
		c.device(d, before)
	}
	for i := range h.rooms {
		r := &h.rooms[i]
		if rooms != nil && !slices.Contains(rooms, r.ID) {
			continue
		}
		devices := inRoom[r.ID]
		before := verdictOfRoom(r)
		old := make([]image, len(devices))
		for j, d := range devices {
			old[j] = imageOf(d)
		}
		Judge(e, r, devices, on)
		c.room(r, before)
		for j, d := range devices {
			c.device(d, old[j])
		}
	}
	before := h.school.Verdicts
	JudgeSchool(e, &h.school, h.rooms)
	c.school(&h.school, before)
	return c
}
