package statistics

import (
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
)

// ancestors knows the organisations above schools, read as they are needed.
type ancestors struct {
	tx    *gorm.DB
	names map[uint]models.Organisation
}

// load reads those of the rows' schools that are not known yet.
func (a ancestors) load(rows []Row) error {
	var missing []uint
	for _, row := range rows {
		ids := models.PathIDs(row.Organisation.Path)
		for _, id := range ids[:len(ids)-1] {
			if _, known := a.names[id]; !known {
				a.names[id] = models.Organisation{}
				missing = append(missing, id)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var found []models.Organisation
	if err := a.tx.Where("id IN ?", missing).Find(&found).Error; err != nil {
		return fmt.Errorf("read the organisations above schools: %w", err)
	}
	for _, o := range found {
		a.names[o.ID] = o
	}
	return nil
}

// county is the name of the nearest bureau above a school: its county or zone, or the city or province that runs it.
func (a ancestors) county(row Row) string {
	if row.Organisation == nil {
		return ""
	}
	ids := models.PathIDs(row.Organisation.Path)
	for i := len(ids) - 2; i >= 0; i-- {
		if o := a.names[ids[i]]; o.Kind != models.KindSchool {
			return o.Name
		}
	}
	return ""
}
