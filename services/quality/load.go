package quality

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/holdings"
	"banbantong/services/standard"
)

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
	look, err := s.Look(tx)
	if err != nil {
		return err
	}
	ids := slices.Compact(slices.Sorted(slices.Values(schoolIDs)))
	for some, err := range database.Ahead(holdings.With(holdings.Read(tx, ids), look), 1) {
		if err != nil {
			return err
		}
		for _, h := range some {
			if err := do(h.ID, h.Inspect()); err != nil {
				return err
			}
		}
	}
	return nil
}

// Look makes a function that adds to schools, as tx sees them, what the rules look at beside what they hold. They can then
// be inspected elsewhere, without tx.
func (s *Service) Look(tx *gorm.DB) (func([]*holdings.School) ([]*Holding, error), error) {
	standardAt, err := s.standards.Everywhere(tx)
	if err != nil {
		return nil, err
	}
	inspectors := map[*standard.Standard]*inspector{}
	today := models.DateOf(s.now())
	return func(schools []*holdings.School) ([]*Holding, error) {
		seen := make([]*Holding, len(schools))
		for i, school := range schools {
			std, err := standardAt(school.Organisation.Path)
			if err != nil {
				return nil, err
			}
			if inspectors[std] == nil {
				inspectors[std] = newInspector(std)
			}
			seen[i] = &Holding{School: school, elsewhere: map[string]int{}, inspector: inspectors[std], today: today}
		}
		return seen, lookElsewhere(tx, seen)
	}, nil
}

// lookElsewhere counts the devices of other schools, wherever they are, with the serial numbers of these.
func lookElsewhere(tx *gorm.DB, seen []*Holding) error {
	own := map[string]map[*Holding]int{}
	for _, h := range seen {
		for _, d := range h.Devices {
			if d.Serial == "" || placeholder(d.Serial) {
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
		err := tx.Table("devices").Where("serial IN ?", some).Group("serial").Having("COUNT(*) > 1").Pluck("serial", &twice).Error
		if err != nil {
			return fmt.Errorf("look for serial numbers that are there twice: %w", err)
		}
		var counts []struct {
			Serial  string
			Devices int
		}
		if len(twice) > 0 {
			err = tx.Table("devices").Select("serial, COUNT(*) AS devices").Where("serial IN ? AND state <> ?", twice, models.DeviceRetired).
				Group("serial").Having("COUNT(*) > 1").Find(&counts).Error
		}
		if err != nil {
			return fmt.Errorf("look for serial numbers in other schools: %w", err)
		}
		for _, c := range counts {
			for h, here := range own[c.Serial] {
				if c.Devices > here {
					h.elsewhere[c.Serial] = c.Devices - here
				}
			}
		}
	}
	return nil
}
