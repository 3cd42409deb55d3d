// Package tickets owns the way of a fault from its report over its repair to the school's confirmation: which faults
// there are, when they have to be mended, who may do what to a ticket and when, and who sees it. The state of a device
// follows its ticket. Photos are kept by services/attachments, verdicts by services/compliance.
package tickets

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Verdicts keeps what the standard says of classrooms and schools; services/compliance does.
type Verdicts interface {
	// Lock makes other changes of the school wait for the end of tx, so that its counts cannot race.
	Lock(tx *gorm.DB, schoolID uint) error
	// Refresh judges the classrooms again and counts their school anew, in the transaction that changed a device. History
	// keeps why verdicts changed.
	Refresh(tx *gorm.DB, why models.Cause, schoolID uint, classroomIDs ...uint) error
}

// Service reports, repairs and confirms.
type Service struct {
	db       *gorm.DB
	now      func() time.Time
	secret   []byte
	verdicts Verdicts
}

// New makes the service. secret signs what lets people who are not signed in follow their reports; it must stay the
// same over restarts and replicas.
func New(db *gorm.DB, now func() time.Time, secret []byte, verdicts Verdicts) *Service {
	return &Service{db: db, now: now, secret: slices.Clone(secret), verdicts: verdicts}
}

// event is what happens to a ticket as its history shows it.
func event(tx *gorm.DB, actor access.Actor, e models.TicketEvent) error {
	e.UserID, e.Actor = actor.UserRef(), actor.Name
	if err := tx.Create(&e).Error; err != nil {
		return fmt.Errorf("write the history of a ticket: %w", err)
	}
	return nil
}
