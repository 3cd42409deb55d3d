package compliance

import (
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// TestAVersionHoldsInItsPlaceFromItsDay has one school ask for more memory from tomorrow: today nothing changes, and
// tomorrow its hosts fail while those of its neighbour go on as they were.
func TestAVersionHoldsInItsPlaceFromItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		for _, s := range []models.School{c.first, c.other} {
			c.suite(s, c.room(s, "一（1）班"))
		}
		asked := models.Amendments{Changed: []models.Amendment{{Criterion: "HW-STD-RAM", Values: map[string]float64{"limit": 16, "visible": 15},
			Required: "内存 ≥ 16 GB"}}}
		c.must(db.Create(&models.StandardVersion{OrganisationID: c.first.ID, Number: 1, Name: "更严", Amendments: asked,
			InForceFrom: "2024-10-16", EnforcedAt: &noon, Version: 1, CreatedAt: noon, UpdatedAt: noon}).Error)
		failing := func(s models.School) int {
			_, devices := c.failing(s, "HW-STD-RAM")
			return devices
		}
		c.evaluate()
		if failing(c.first) != 0 || failing(c.other) != 0 {
			t.Errorf("before its day: %d and %d fail", failing(c.first), failing(c.other))
		}
		c.clock = c.clock.AddDate(0, 0, 1)
		c.refresh(c.first)
		c.refresh(c.other)
		if failing(c.first) != 1 || failing(c.other) != 0 {
			t.Errorf("from its day: %d and %d fail", failing(c.first), failing(c.other))
		}
		if _, found := c.evaluate(); len(found) != 0 {
			t.Errorf("an evaluation reads another standard than a refresh: %+v", found)
		}
		survey, err := c.Survey(db, c.root.Path)
		c.must(err)
		if len(survey.Editions) != 0 || len(survey.Below) != 1 || survey.Below[0].Place != "第一小学" {
			t.Errorf("of the province: %+v, below %+v", survey.Editions, survey.Below)
		}
	})
}
