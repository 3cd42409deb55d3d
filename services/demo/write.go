package demo

import (
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
)

// batchDevices is about how many devices are written before what refers to them.
const batchDevices = 2000

// writer inserts schools, a batch at a time, in the order in which their rows refer to one another.
type writer []func(batch []*filled) error

func newWriter(tx *gorm.DB) writer {
	return writer{
		into(tx, func(f *filled) []models.School { return []models.School{*f.school} }),
		into(tx, func(f *filled) []models.Classroom { return f.rooms }),
		into(tx, func(f *filled) []models.Device { return f.devices }),
		into(tx, func(f *filled) []models.DeviceEvent { return f.events }),
		into(tx, func(f *filled) []models.Ticket { return f.tickets }),
		into(tx, func(f *filled) []models.TicketEvent { return f.ticketEvents }),
		into(tx, func(f *filled) []models.SchoolCounts { return f.counts.Categories }),
		into(tx, func(f *filled) []models.SchoolCriterionCounts { return f.counts.Criteria }),
		into(tx, func(f *filled) []models.PastSchoolCounts { return f.pastCategories }),
		into(tx, func(f *filled) []models.PastSchoolCriterionCounts { return f.pastCriteria }),
		into(tx, func(f *filled) []models.PastStanding { return f.standings }),
	}
}

// into inserts the rows of one table for all schools of a batch.
func into[T any](tx *gorm.DB, rows func(*filled) []T) func([]*filled) error {
	var bulk *database.Bulk[T]
	return func(batch []*filled) (err error) {
		if bulk == nil {
			if bulk, err = database.NewBulk[T](tx); err != nil {
				return err
			}
		}
		for _, f := range batch {
			all := rows(f)
			for i := range all {
				if err := bulk.Add(&all[i]); err != nil {
					return err
				}
			}
		}
		return bulk.Flush()
	}
}

func (w writer) write(batch []*filled) error {
	for _, insert := range w {
		if err := insert(batch); err != nil {
			return err
		}
	}
	return nil
}

// writeTree writes the organisations below the divisions, parents first.
func writeTree(tx *gorm.DB, p *plan) error {
	all := make([]*models.Organisation, 0, len(p.zones)+len(p.sites))
	all = append(all, p.zones...)
	for _, s := range p.sites {
		all = append(all, s.organisation)
	}
	if err := tx.CreateInBatches(all, 100).Error; err != nil {
		return fmt.Errorf("write the demo's organisations: %w", err)
	}
	return nil
}
