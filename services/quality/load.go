package quality

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
	"banbantong/services/standard"
)

// batch is how many schools are looked at together.
const batch = 100

// Findings are what the rules find in the schools as tx sees them, school by school in the order of the ids.
func (s *Service) Findings(tx *gorm.DB, schoolIDs []uint) ([]Finding, error) {
	var all []Finding
	err := s.Inspect(tx, schoolIDs, func(_ uint, r Report) error {
		all = append(all, r.Findings...)
		return nil
	})
	return all, err
}

// Inspect gives the report of each of the schools to do, in the order of the ids and in flat memory. It reads some schools
// while it looks at others: do may not use tx.
func (s *Service) Inspect(tx *gorm.DB, schoolIDs []uint, do func(schoolID uint, r Report) error) error {
	standardAt, err := s.standards.Everywhere(tx)
	if err != nil {
		return err
	}
	inspectors := map[*standard.Standard]*Inspector{}
	today := models.DateOf(s.now())
	for some, err := range database.Ahead(newLoader(tx, standardAt).read(schoolIDs), 1) {
		if err != nil {
			return err
		}
		for _, h := range some {
			if inspectors[h.standard] == nil {
				inspectors[h.standard] = NewInspector(h.standard)
			}
			if err := do(h.School.ID, inspectors[h.standard].Inspect(h, today)); err != nil {
				return err
			}
		}
	}
	return nil
}

// loader reads holdings by hand, because a province has millions of rows.
type loader struct {
	tx         *gorm.DB
	standardAt func(path string) (*standard.Standard, error)
	specs      models.SpecsMemo
}

func newLoader(tx *gorm.DB, standardAt func(path string) (*standard.Standard, error)) *loader {
	return &loader{tx, standardAt, models.SpecsMemo{}}
}

// read reads the schools in the order of their ids, each once and some at a time.
func (l *loader) read(schoolIDs []uint) iter.Seq2[[]*Holding, error] {
	ids := slices.Compact(slices.Sorted(slices.Values(schoolIDs)))
	return func(yield func([]*Holding, error) bool) {
		for some := range slices.Chunk(ids, batch) {
			holdings, err := l.load(some)
			if !yield(holdings, err) || err != nil {
				return
			}
		}
	}
}

func (l *loader) load(ids []uint) ([]*Holding, error) {
	var holdings []*Holding
	byID := map[uint]*Holding{}
	err := l.each("schools", "id", "type, unknowns, judged, (SELECT path FROM organisations WHERE organisations.id = schools.id)", ids, func(scan func(...any) error) error {
		h := &Holding{Elsewhere: map[string]int{}}
		s := &h.School
		if err := scan(&s.ID, &s.Type, &s.Unknowns, &s.Judged, &h.Path); err != nil {
			return err
		}
		holdings, byID[s.ID] = append(holdings, h), h
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := l.rooms(ids, byID); err != nil {
		return nil, err
	}
	if err := l.devices(ids, byID); err != nil {
		return nil, err
	}
	slices.SortFunc(holdings, func(a, b *Holding) int { return cmp.Compare(a.School.ID, b.School.ID) })
	for _, h := range holdings {
		slices.SortFunc(h.Rooms, func(a, b models.Classroom) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortFunc(h.Devices, func(a, b models.Device) int { return cmp.Compare(a.ID, b.ID) })
		if h.standard, err = l.standardAt(h.Path); err != nil {
			return nil, err
		}
	}
	return holdings, l.elsewhere(holdings)
}

func (l *loader) rooms(ids []uint, byID map[uint]*Holding) error {
	const columns = "id, name, building, kind, student_count, network, retired_at, has_suite, unknowns, judged"
	var network sql.RawBytes
	return l.each("classrooms", "school_id", columns, ids, func(scan func(...any) error) error {
		var r models.Classroom
		if err := scan(&r.SchoolID, &r.ID, &r.Name, &r.Building, &r.Kind, &r.StudentCount, &network, &r.RetiredAt, &r.HasSuite, &r.Unknowns, &r.Judged); err != nil {
			return err
		}
		if len(network) > 0 {
			if err := json.Unmarshal(network, &r.Network); err != nil {
				return fmt.Errorf("the network of classroom %d: %w", r.ID, err)
			}
		}
		if h := byID[r.SchoolID]; h != nil {
			h.Rooms = append(h.Rooms, r)
		}
		return nil
	})
}

func (l *loader) devices(ids []uint, byID map[uint]*Holding) error {
	const columns = "id, classroom_id, category, state, name, brand, model, serial, asset_no, bought_on, price_cents, unknowns, judged, specs"
	var specs sql.RawBytes
	return l.each("devices", "school_id", columns, ids, func(scan func(...any) error) error {
		var d models.Device
		err := scan(&d.SchoolID, &d.ID, &d.ClassroomID, &d.Category, &d.State, &d.Name, &d.Brand, &d.Model, &d.Serial, &d.AssetNo, &d.BoughtOn,
			&d.PriceCents, &d.Unknowns, &d.Judged, &specs)
		if err != nil {
			return err
		}
		if d.Specs, err = l.specs.Read(specs); err != nil {
			return fmt.Errorf("the specs of device %d: %w", d.ID, err)
		}
		if h := byID[d.SchoolID]; h != nil {
			h.Devices = append(h.Devices, d)
		}
		return nil
	})
}

// elsewhere counts the devices of other schools, wherever they are, with the serial numbers of these.
func (l *loader) elsewhere(holdings []*Holding) error {
	own := map[string]map[*Holding]int{}
	for _, h := range holdings {
		for i := range h.Devices {
			d := &h.Devices[i]
			if d.Serial == "" || d.State == models.DeviceRetired || placeholder(d.Serial) {
				continue
			}
			if own[d.Serial] == nil {
				own[d.Serial] = map[*Holding]int{}
			}
			own[d.Serial][h]++
		}
	}
	serials := make([]string, 0, len(own))
	for serial := range own {
		serials = append(serials, serial)
	}
	slices.Sort(serials)
	for some := range slices.Chunk(serials, 500) {
		var twice []string // the index tells, and most are there once
		err := l.tx.Table("devices").Where("serial IN ?", some).Group("serial").Having("COUNT(*) > 1").Pluck("serial", &twice).Error
		if err != nil {
			return fmt.Errorf("look for serial numbers that are there twice: %w", err)
		}
		var counts []struct {
			Serial  string
			Devices int
		}
		if len(twice) > 0 {
			err = l.tx.Table("devices").Select("serial, COUNT(*) AS devices").Where("serial IN ? AND state <> ?", twice, models.DeviceRetired).
				Group("serial").Having("COUNT(*) > 1").Find(&counts).Error
		}
		if err != nil {
			return fmt.Errorf("look for serial numbers in other schools: %w", err)
		}
		for _, c := range counts {
			for h, here := range own[c.Serial] {
				if c.Devices > here {
					h.Elsewhere[c.Serial] = c.Devices - here
				}
			}
		}
	}
	return nil
}

// each reads the columns of the rows of some schools, in any order: a database would sort the whole rows.
func (l *loader) each(table, school, columns string, ids []uint, take func(scan func(...any) error) error) error {
	rows, err := l.tx.Table(table).Select(school+", "+columns).Where(school+" IN ?", ids).Rows()
	if err != nil {
		return fmt.Errorf("read the %s of schools: %w", table, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return fmt.Errorf("read the %s of schools: %w", table, err)
		}
	}
	return rows.Err()
}
