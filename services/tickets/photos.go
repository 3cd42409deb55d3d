package tickets

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// maxPhotos is how many photos one ticket may have of one stage.
const maxPhotos = 6

// PhotoFor finds the ticket to which the actor may add a photo of the stage.
func (s *Service) PhotoFor(tx *gorm.DB, actor access.Actor, id uint, stage models.AttachmentStage) (models.Ticket, error) {
	if err := actor.Require(access.TicketNote); err != nil {
		return models.Ticket{}, err
	}
	t, path, err := find(tx, actor, id)
	if err != nil {
		return t, err
	}
	if !slices.Contains(photoStages(t, parties(actor, t, path)), stage) {
		return t, errs.New(errs.Conflict, "ticket-no-photo",
			"工单 %s %s，您现在不能添加这类照片：待受理时由报修人添加故障照片，处理中由维修人员添加维修照片。", t.Number, t.Status.Label())
	}
	return t, spaceFor(tx, t, stage)
}

// GuestPhotoFor finds the ticket to which somebody with its follow token may add a photo of the fault.
func (s *Service) GuestPhotoFor(tx *gorm.DB, token string) (models.Ticket, error) {
	t, err := s.FindFollowed(tx, token)
	if err != nil {
		return t, err
	}
	if t.Status != models.TicketOpen && t.Status != models.TicketWorking {
		return t, errs.New(errs.Conflict, "ticket-no-photo", "工单 %s %s，不能再添加照片。", t.Number, t.Status.Label())
	}
	return t, spaceFor(tx, t, models.StageReport)
}

// VisiblePhoto finds a photo of a ticket that the actor may see.
func (s *Service) VisiblePhoto(tx *gorm.DB, actor access.Actor, id uint) (models.Attachment, error) {
	if err := actor.Require(access.TicketSee); err != nil {
		return models.Attachment{}, err
	}
	var found []models.Attachment
	visible := fresh(tx).Model(&models.Ticket{}).Select("tickets.id").Scopes(Visible(actor))
	if err := tx.Where("id = ? AND ticket_id IN (?)", id, visible).Limit(1).Find(&found).Error; err != nil {
		return models.Attachment{}, fmt.Errorf("find a photo: %w", err)
	}
	if len(found) == 0 {
		return models.Attachment{}, errs.Missing("该照片")
	}
	return found[0], nil
}

// photoStages are the photos that somebody who is p to the ticket can add: of the fault before it is repaired, of the
// work while it is done.
func photoStages(t models.Ticket, p party) []models.AttachmentStage {
	var stages []models.AttachmentStage
	if t.Status == models.TicketOpen && p&(reporter|dispatcher) != 0 {
		stages = append(stages, models.StageReport)
	}
	if t.Status == models.TicketWorking && p&(technician|dispatcher) != 0 {
		stages = append(stages, models.StageBefore, models.StageAfter)
	}
	return stages
}

// spaceFor makes sure that the ticket can have one more photo of the stage.
func spaceFor(tx *gorm.DB, t models.Ticket, stage models.AttachmentStage) error {
	var count int64
	if err := tx.Model(&models.Attachment{}).Where("ticket_id = ? AND stage = ?", t.ID, stage).Count(&count).Error; err != nil {
		return fmt.Errorf("count the photos of a ticket: %w", err)
	}
	if count >= maxPhotos {
		return errs.New(errs.Conflict, "too-many-photos", "同类照片最多 %d 张。", maxPhotos)
	}
	return nil
}

// photosAfter counts the photos of the work done since the ticket was last returned or opened again.
func photosAfter(tx *gorm.DB, ticketID uint) (count int64, err error) {
	again := fresh(tx).Model(&models.TicketEvent{}).Select("MAX(at)").
		Where("ticket_id = ? AND action IN ?", ticketID, []Action{ActionReturn, ActionReopen})
	err = tx.Model(&models.Attachment{}).Where("ticket_id = ? AND stage = ?", ticketID, models.StageAfter).
		Where("created_at > COALESCE((?), '1970-01-01')", again).Count(&count).Error
	if err != nil {
		return 0, fmt.Errorf("count the photos of a repair: %w", err)
	}
	return count, nil
}
