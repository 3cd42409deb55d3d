package periods

import (
	"fmt"
	"regexp"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// measured is where the database keeps when something was measured: JSON with days in it.
var measured = []struct{ table, column string }{{"devices", "specs"}, {"classrooms", "network"}}

var dayIn = regexp.MustCompile(`"on":"(\d{4}-\d{2}-\d{2})"`)

// tellMeasurements lets everything that was measured since the first period have been measured before it too, with the
// same result, until the last measurements come in.
func (s *story) tellMeasurements() error {
	opened := models.DateOf(s.midnight.AddDate(0, 0, -firstOpened))
	type row struct {
		ID       uint
		SchoolID uint
		Text     string
	}
	latest := map[string][]row{} // by table
	schools := map[uint]bool{}
	refresh := func(tx *gorm.DB) error {
		var all []uint
		for id := range schools {
			all = append(all, id)
		}
		return s.verdicts.RefreshSchools(tx, models.CauseCorrected, all)
	}
	s.then(secondOpened+1, 6, func() error {
		return s.db.Transaction(func(tx *gorm.DB) error {
			for _, at := range measured {
				for _, r := range latest[at.table] {
					if err := tx.Table(at.table).Where("id = ?", r.ID).Update(at.column, r.Text).Error; err != nil {
						return fmt.Errorf("set when something was measured: %w", err)
					}
				}
			}
			return refresh(tx)
		})
	})
	return s.db.Transaction(func(tx *gorm.DB) error {
		for _, at := range measured {
			var rows []row
			err := tx.Table(at.table + " AS t").Joins("JOIN organisations AS o ON o.id = t.school_id").Scopes(access.PathsUnder("o.path", s.county.Path)).
				Where("t." + at.column + " IS NOT NULL").Order("t.id").Select("t.id, t.school_id, t." + at.column + " AS text").Find(&rows).Error
			if err != nil {
				return fmt.Errorf("read what was measured: %w", err)
			}
			for _, r := range rows {
				earlier := dayIn.ReplaceAllStringFunc(r.Text, func(found string) string {
					day := models.Date(dayIn.FindStringSubmatch(found)[1])
					if day <= opened {
						return found
					}
					return `"on":"` + string(models.DateOf(day.Begin().AddDate(0, 0, -firstOpened))) + `"`
				})
				if earlier == r.Text {
					continue
				}
				if err := tx.Table(at.table).Where("id = ?", r.ID).Update(at.column, earlier).Error; err != nil {
					return fmt.Errorf("set when something was measured: %w", err)
				}
				latest[at.table] = append(latest[at.table], r)
				schools[r.SchoolID] = true
			}
		}
		return refresh(tx)
	})
}
