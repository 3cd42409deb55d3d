package periods

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// measured is where the database keeps when something was measured: JSON with days in it.
var measured = []struct{ table, column string }{{"devices", "specs"}, {"classrooms", "network"}}

var dayIn = regexp.MustCompile(`"on":"(\d{4}-\d{2}-\d{2})"`)

// remeasured is after how many days everything is measured again: before it is too old to count, see HW-MIN-DISK-FREE.
const remeasured = 20

// tellMeasurements lets everything that was measured since the first period have been measured every few weeks before,
// with the same result, until the last measurements come in.
func (s *story) tellMeasurements() error {
	latest, err := s.readMeasurements()
	if err != nil {
		return err
	}
	measure := func(ago int) error {
		return s.db.Transaction(func(tx *gorm.DB) error {
			schools := map[uint]bool{}
			for _, m := range latest {
				schools[m.SchoolID] = true
				text := dayIn.ReplaceAllStringFunc(m.Text, func(found string) string {
					day := dayOf(found)
					if day <= s.opened() {
						return found
					}
					return `"on":"` + string(models.DateOf(day.Begin().AddDate(0, 0, -ago))) + `"`
				})
				if err := tx.Table(m.table).Where("id = ?", m.ID).Update(m.column, text).Error; err != nil {
					return fmt.Errorf("set when something was measured: %w", err)
				}
			}
			return s.verdicts.RefreshSchools(tx, models.CauseCorrected, slices.Collect(maps.Keys(schools)))
		})
	}
	for ago := firstOpened - remeasured; ago > secondOpened+1; ago -= remeasured {
		s.then(ago, 6, func() error { return measure(ago) })
	}
	s.then(secondOpened+1, 6, func() error { return measure(0) })
	return measure(firstOpened)
}

// opened is the day of the first period.
func (s *story) opened() models.Date { return models.DateOf(s.midnight.AddDate(0, 0, -firstOpened)) }

func dayOf(found string) models.Date { return models.Date(dayIn.FindStringSubmatch(found)[1]) }

// measurement is what the database holds of one, in a column of a table.
type measurement struct {
	ID            uint
	SchoolID      uint
	Text          string
	table, column string
}

// readMeasurements reads those of the county that were made since the first period.
func (s *story) readMeasurements() (all []measurement, err error) {
	for _, at := range measured {
		var rows []measurement
		err := s.db.Table(at.table + " AS t").Joins("JOIN organisations AS o ON o.id = t.school_id").Scopes(access.PathsUnder("o.path", s.county.Path)).
			Where("t." + at.column + " IS NOT NULL").Order("t.id").Select("t.id, t.school_id, t." + at.column + " AS text").Find(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("read what was measured: %w", err)
		}
		for _, r := range rows {
			if slices.ContainsFunc(dayIn.FindAllString(r.Text, -1), func(found string) bool { return dayOf(found) > s.opened() }) {
				r.table, r.column = at.table, at.column
				all = append(all, r)
			}
		}
	}
	return all, nil
}
