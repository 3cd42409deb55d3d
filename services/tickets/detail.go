package tickets

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Detail is all that the actor may see of one ticket.
type Detail struct {
	Row
	TechnicianPhone string // for those who wait for the technician or send one
	Events          []models.TicketEvent
	Photos          []models.Attachment
	Actions         []Action // what the actor can do now
	MayAddPhotos    []models.AttachmentStage
}

// Get finds one ticket that the actor may see.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (Detail, error) {
	if err := actor.Require(access.TicketSee); err != nil {
		return Detail{}, err
	}
	return s.detail(s.db.WithContext(ctx), actor, id)
}

func (s *Service) detail(tx *gorm.DB, actor access.Actor, id uint) (Detail, error) {
	var rows []Row
	err := joined(tx).Scopes(Visible(actor)).Select(rowColumns).Where("tickets.id = ?", id).Limit(1).Find(&rows).Error
	if err != nil {
		return Detail{}, fmt.Errorf("read a ticket: %w", err)
	}
	if len(rows) == 0 {
		return Detail{}, errs.Missing("该工单")
	}
	d := Detail{Row: rows[0]}
	if err := tx.Where("ticket_id = ?", id).Order("id").Find(&d.Events).Error; err != nil {
		return Detail{}, fmt.Errorf("read the history of a ticket: %w", err)
	}
	if err := tx.Where("ticket_id = ?", id).Order("id").Find(&d.Photos).Error; err != nil {
		return Detail{}, fmt.Errorf("read the photos of a ticket: %w", err)
	}
	p := parties(actor, d.Ticket, d.SchoolPath)
	d.Actions = actions(d.Ticket, p, s.now())
	d.MayAddPhotos = photoStages(d.Ticket, p)
	d.ReporterPhone = phoneFor(p, d.Ticket)
	if d.TechnicianID != nil && p&(dispatcher|confirmer|reporter|technician) != 0 && !closed(d.Status) {
		err := tx.Model(&models.User{}).Where("id = ?", *d.TechnicianID).Pluck("phone", &d.TechnicianPhone).Error
		if err != nil {
			return Detail{}, fmt.Errorf("find a technician's phone: %w", err)
		}
	}
	return d, nil
}
