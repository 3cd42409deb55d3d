// Package holdings reads what schools have: their classrooms and equipment, in as many columns as the official forms, the
// rules of data quality, the renewal plans and the detailed lists show. It reads by hand and a bounded number of rows at a time, because a
// province has millions. services/compliance reads for itself, for it writes what it has read.
package holdings

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
)

const schoolsAtOnce = 500 // at most

// roomsAtOnce is about how many classrooms are read at once: a tenth of a county's, so that whoever uses them beside the
// reading begins soon, and not too few of a province's, for every statement costs.
func roomsAtOnce(schools int) int { return max(200, min(schools, 1000)) }

// School is one school with what it has.
type School struct {
	models.School
	Organisation models.Organisation
	Rooms        []models.Classroom // by id, with those that are retired
	Devices      []*models.Device   // by id, all that are not retired; nobody may change their specs
}

// Read reads the schools with the ids in their order, each id standing there once, some schools at a time.
func Read(tx *gorm.DB, ids []uint) iter.Seq2[[]*School, error] {
	r := reader{tx, roomsAtOnce(len(ids)), models.SpecsMemo{}}
	return func(yield func([]*School, error) bool) {
		for len(ids) > 0 {
			some, err := r.next(ids)
			if !yield(some, err) || err != nil {
				return
			}
			ids = ids[len(some):]
		}
	}
}

// With adds to the schools what else is wanted of each of them, some at a time, as they are read.
func With[T any](read iter.Seq2[[]*School, error], add func([]*School) ([]T, error)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for some, err := range read {
			var added []T
			if err == nil {
				added, err = add(some)
			}
			if !yield(added, err) || err != nil {
				return
			}
		}
	}
}

type reader struct {
	tx     *gorm.DB
	atOnce int // classrooms
	specs  models.SpecsMemo
}

// next reads the first of the schools: as many as have the classrooms to be read at once.
func (r *reader) next(ids []uint) ([]*School, error) {
	ids, err := r.portion(ids[:min(len(ids), schoolsAtOnce)])
	if err != nil {
		return nil, err
	}
	some, byID := make([]*School, len(ids)), make(map[uint]*School, len(ids))
	for i, id := range ids {
		some[i] = new(School)
		byID[id] = some[i]
	}
	for _, read := range []func([]uint, map[uint]*School) error{r.schools, r.rooms, r.devices} {
		if err := read(ids, byID); err != nil {
			return nil, err
		}
	}
	for _, s := range some { // a database would sort the whole rows
		slices.SortFunc(s.Rooms, func(a, b models.Classroom) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortFunc(s.Devices, func(a, b *models.Device) int { return cmp.Compare(a.ID, b.ID) })
	}
	return some, nil
}

// portion cuts the ids off where their classrooms become too many.
func (r *reader) portion(ids []uint) ([]uint, error) {
	rooms := make(map[uint]int, len(ids))
	var id uint
	var n int
	err := database.Scan(r.tx.Table("school_counts").Where("school_id IN ? AND category = ?", ids, models.CategorySuite).Select("school_id, total"),
		func() error { rooms[id] = n; return nil }, &id, &n)
	if err != nil {
		return nil, fmt.Errorf("count the classrooms of schools: %w", err)
	}
	sum := 0
	for i, id := range ids {
		if sum += rooms[id]; sum >= r.atOnce {
			return ids[:i+1], nil
		}
	}
	return ids, nil
}

func (r *reader) schools(ids []uint, byID map[uint]*School) error {
	var organisations []models.Organisation
	var schools []models.School
	for _, found := range []any{&organisations, &schools} {
		if err := r.tx.Where("id IN ?", ids).Find(found).Error; err != nil {
			return fmt.Errorf("read schools: %w", err)
		}
	}
	if len(organisations) != len(byID) || len(schools) != len(byID) {
		return fmt.Errorf("read schools: %d of %d are there", len(schools), len(byID))
	}
	for _, o := range organisations {
		byID[o.ID].Organisation = o
	}
	for _, s := range schools {
		byID[s.ID].School = s
	}
	return nil
}

func (r *reader) rooms(ids []uint, byID map[uint]*School) error {
	var room models.Classroom
	var network sql.RawBytes
	err := database.Scan(r.tx.Table("classrooms").Where("school_id IN ?", ids).
		Select("id, school_id, name, building, floor, kind, student_count, on_campus_network, network, fails, unknowns, judged, grade, "+
			"standard_grade, network_grade, software_grade, has_suite, damaged, usable, retired_at"),
		func() error {
			room.Network = nil
			if len(network) > 0 {
				if err := json.Unmarshal(network, &room.Network); err != nil {
					return fmt.Errorf("the network of classroom %d: %w", room.ID, err)
				}
			}
			of := byID[room.SchoolID]
			of.Rooms = append(of.Rooms, room)
			return nil
		},
		&room.ID, &room.SchoolID, &room.Name, &room.Building, &room.Floor, &room.Kind, &room.StudentCount, &room.OnCampusNetwork, &network,
		&room.Fails, &room.Unknowns, &room.Judged, &room.Grade, &room.StandardGrade, &room.NetworkGrade, &room.SoftwareGrade,
		&room.HasSuite, &room.Damaged, &room.Usable, &room.RetiredAt)
	if err != nil {
		return fmt.Errorf("read the classrooms of schools: %w", err)
	}
	return nil
}

func (r *reader) devices(ids []uint, byID map[uint]*School) error {
	var device models.Device
	var specs sql.RawBytes
	err := database.Scan(r.tx.Table("devices").Where("school_id IN ? AND state <> ?", ids, models.DeviceRetired).
		Select("id, school_id, classroom_id, category, state, name, brand, model, serial, asset_no, bought_on, price_cents, fund_source, "+
			"supplier, warranty_until, label_code, held_by, fails, unknowns, judged, grade, standard_grade, specs"),
		func() (err error) {
			if device.Specs, err = r.specs.Read(specs); err != nil {
				return fmt.Errorf("device %d: %w", device.ID, err)
			}
			of, copied := byID[device.SchoolID], device
			of.Devices = append(of.Devices, &copied)
			return nil
		},
		&device.ID, &device.SchoolID, &device.ClassroomID, &device.Category, &device.State, &device.Name, &device.Brand, &device.Model,
		&device.Serial, &device.AssetNo, &device.BoughtOn, &device.PriceCents, &device.FundSource, &device.Supplier,
		&device.WarrantyUntil, &device.LabelCode, &device.HeldBy, &device.Fails, &device.Unknowns, &device.Judged, &device.Grade,
		&device.StandardGrade, &specs)
	if err != nil {
		return fmt.Errorf("read the devices of schools: %w", err)
	}
	return nil
}
