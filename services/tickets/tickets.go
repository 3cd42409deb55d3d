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

// Disposals keeps the state that a device gets back if an application for its disposal comes to nothing;
// services/disposals does. While the application is open the device is 待报废, and that state follows its tickets instead.
type Disposals interface {
	// To is that state; "" if the device is in no open application.
	To(tx *gorm.DB, deviceID uint) (models.DeviceState, error)
	// SetTo changes it.
	SetTo(tx *gorm.DB, deviceID uint, state models.DeviceState) error
}

// Service reports, repairs and confirms.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	secret    []byte
	verdicts  Verdicts
	disposals Disposals
}

// New makes the service. secret signs what lets people who are not signed in follow their reports; it must stay the
// same over restarts and replicas.
func New(db *gorm.DB, now func() time.Time, secret []byte, verdicts Verdicts, disposals Disposals) *Service {
	return &Service{db: db, now: now, secret: slices.Clone(secret), verdicts: verdicts, disposals: disposals}
}

// event is what happens to a ticket as its history shows it.
func event(tx *gorm.DB, actor access.Actor, e models.TicketEvent) error {
	e.UserID, e.Actor = actor.UserRef(), actor.Name
	if err := tx.Create(&e).Error; err != nil {
		return fmt.Errorf("write the history of a ticket: %w", err)
	}
	return nil
}
