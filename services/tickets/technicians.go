package tickets

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Technician is somebody who can be sent to a school.
type Technician struct {
	ID    uint
	Name  string
	Phone string
	Open  int // tickets that this person has to repair now
}

// Technicians lists whom the actor can send for a ticket, those with the least work first.
func (s *Service) Technicians(ctx context.Context, actor access.Actor, ticketID uint) ([]Technician, error) {
	if err := actor.Require(access.TicketDispatch); err != nil {
		return nil, err
	}
	tx := s.db.WithContext(ctx)
	t, path, err := find(tx, actor, ticketID)
	if err != nil {
		return nil, err
	}
	if parties(actor, t, path)&dispatcher == 0 {
		return nil, errs.New(errs.Forbidden, "forbidden", "您没有权限为该学校派工。")
	}
	var found []Technician
	work := fresh(tx).Table("tickets").Select("COUNT(*)").Where("tickets.technician_id = users.id AND tickets.status = ?", models.TicketWorking)
	err = servants(tx, path).Select("users.id, users.name, users.phone, (?) AS `open`", work).Order("4, users.id").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list technicians: %w", err)
	}
	return found, nil
}

// serving finds the technician with this id among those who serve the school with the path.
func serving(tx *gorm.DB, path string, id uint) (models.User, error) {
	var found []models.User
	if err := servants(tx, path).Where("users.id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return models.User{}, fmt.Errorf("find a technician: %w", err)
	}
	if len(found) == 0 {
		return models.User{}, errs.New(errs.NotFound, "technician-unknown", "没有这位维修人员，或其服务范围不含该学校。")
	}
	return found[0], nil
}

// servants are the technicians with a grant on the school with the path or above it.
func servants(tx *gorm.DB, path string) *gorm.DB {
	granted := fresh(tx).Table("grants").Select("user_id").
		Where("role = ? AND organisation_id IN ?", models.RoleTechnician, models.PathIDs(path))
	return tx.Model(&models.User{}).Where("users.disabled = ? AND users.id IN (?)", false, granted)
}
