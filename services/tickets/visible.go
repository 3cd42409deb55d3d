package tickets

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Visible narrows a query on tickets to those that the actor may see: all of a place with TicketRead; one's own
// reports with TicketReport; with TicketWork those one has to repair, and the open ones that nobody has taken yet.
// Lists, counts, exports, photos and every change use it.
func Visible(actor access.Actor) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		places := func(p access.Permission) *gorm.DB {
			return fresh(db).Table("organisations").Select("organisations.id").Scopes(actor.Scope(p).Paths("organisations.path"))
		}
		return db.Where("(tickets.school_id IN (?) OR (tickets.reporter_id = ? AND tickets.school_id IN (?))"+
			" OR ((tickets.technician_id = ? OR (tickets.status = ? AND tickets.technician_id IS NULL)) AND tickets.school_id IN (?)))",
			places(access.TicketRead), actor.UserID, places(access.TicketReport),
			actor.UserID, models.TicketOpen, places(access.TicketWork))
	}
}

func fresh(db *gorm.DB) *gorm.DB { return db.Session(&gorm.Session{NewDB: true}) }

// find gives the ticket and the path of its school, if the actor may see it.
func find(tx *gorm.DB, actor access.Actor, id uint) (t models.Ticket, path string, err error) {
	err = tx.Scopes(Visible(actor)).Where("tickets.id = ?", id).First(&t).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return t, "", errs.Missing("该工单")
	}
	if err != nil {
		return t, "", fmt.Errorf("find a ticket: %w", err)
	}
	path, err = schoolPath(tx, t.SchoolID)
	return t, path, err
}

func schoolPath(tx *gorm.DB, schoolID uint) (path string, err error) {
	err = tx.Model(&models.Organisation{}).Where("id = ?", schoolID).Pluck("path", &path).Error
	if err != nil {
		return "", fmt.Errorf("find the path of a school: %w", err)
	}
	return path, nil
}

// phoneFor is the reporter's phone as the actor may see it: in full for who repairs a ticket that is not closed yet,
// for who sends technicians, and for the reporter; masked for everybody else (DOMAIN 4.5).
func phoneFor(p party, t models.Ticket) string {
	if p&(dispatcher|reporter) != 0 || (p&technician != 0 && !closed(t.Status)) {
		return t.ReporterPhone
	}
	return Mask(t.ReporterPhone)
}

// Mask hides the middle of a phone number: 138****1234.
func Mask(phone string) string {
	if len(phone) < 8 {
		return ""
	}
	return phone[:3] + "****" + phone[len(phone)-4:]
}
