package statistics

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
)

// ancestors are the organisations above schools, by id.
type ancestors map[uint]models.Organisation

// ancestorsOf reads the organisations above the rows' schools.
func ancestorsOf(tx *gorm.DB, schools []Row) (ancestors, error) {
	above := ancestors{}
	var ids []uint
	for _, row := range schools {
		path := models.PathIDs(row.Organisation.Path)
		for _, id := range path[:len(path)-1] {
			if _, known := above[id]; !known {
				above[id] = models.Organisation{}
				ids = append(ids, id)
			}
		}
	}
	const batch = 1000
	for part := range slices.Chunk(ids, batch) {
		var found []models.Organisation
		if err := tx.Where("id IN ?", part).Find(&found).Error; err != nil {
			return nil, fmt.Errorf("read the organisations above schools: %w", err)
		}
		for _, o := range found {
			above[o.ID] = o
		}
	}
	return above, nil
}

// county is the name of the nearest bureau above a school: its county or zone, or the city or province that runs it.
func (a ancestors) county(row Row) string {
	if row.Organisation == nil {
		return ""
	}
	ids := models.PathIDs(row.Organisation.Path)
	for i := len(ids) - 2; i >= 0; i-- {
		if o := a[ids[i]]; o.Kind != models.KindSchool {
			return o.Name
		}
	}
	return ""
}
