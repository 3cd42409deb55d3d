package compliance

import (
	"fmt"
	"sync"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// TestChangesAtTheSameTime lets many people change rooms of one school at once, while all schools are evaluated.
func TestChangesAtTheSameTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		var rooms []models.Classroom
		for i := range 6 {
			room := c.room(c.first, fmt.Sprintf("%d 班", i+1))
			c.suite(c.first, room)
			rooms = append(rooms, room)
		}
		c.refresh(c.first)
		c.refresh(c.other)

		var all sync.WaitGroup
		for i, room := range rooms {
			all.Go(func() {
				for n := range 5 {
					err := db.Transaction(func(tx *gorm.DB) error {
						if err := c.Lock(tx, c.first.ID); err != nil {
							return err
						}
						if err := tx.Model(&models.Classroom{}).Where("id = ?", room.ID).UpdateColumn("student_count", 44+(i+n)%2).Error; err != nil {
							return err
						}
						return c.Refresh(tx, models.CauseCorrected, c.first.ID, room.ID)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			for range 3 {
				if _, err := c.Evaluate(t.Context(), func(d Difference) { t.Errorf("a change in flight was taken for a difference: %+v", d) }); err != nil {
					t.Error(err)
				}
			}
		})
		all.Wait()
		if _, found := c.evaluate(); len(found) > 0 {
			t.Errorf("left behind: %+v", found)
		}
		suites := c.counts(c.first, models.CategorySuite)
		if suites.InUse != 6 || suites.Passed+suites.Failed != 6 || suites.Failed != 3 {
			t.Errorf("counts %+v", suites)
		}
	})
}
