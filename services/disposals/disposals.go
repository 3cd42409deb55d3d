// Package disposals owns the way of a device out of use (淘汰): a school applies, the bureau above approves or refuses.
// While an application is open its devices are 待报废; approved they are 已报废, otherwise they get back the state that
// they would have without it: tickets go on meanwhile. Whether a device could serve elsewhere is for services/renewal, the device itself for services/registry.
package disposals

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/renewal"
)

// Register keeps the devices; services/registry does.
type Register interface {
	// Hold keeps devices for the application with the number. A Conflict if an order or another application holds one.
	Hold(tx *gorm.DB, number string, ids ...uint) error
	// Release lets go of the devices that the application still holds.
	Release(tx *gorm.DB, number string, ids ...uint) error
	// SetHeld changes the state of a held device and has everything judged again. A retired one leaves its classroom.
	SetHeld(tx *gorm.DB, actor access.Actor, number string, id uint, state models.DeviceState, why string) error
	// Place names a classroom of the school, or its store.
	Place(tx *gorm.DB, schoolID uint, classroomID *uint) (string, error)
}

// Locks makes other changes of a school wait for the end of tx; services/compliance does.
type Locks interface {
	Lock(tx *gorm.DB, schoolID uint) error
}

// Uses tells where devices would still serve; services/renewal does.
type Uses interface {
	Uses(ctx context.Context, path string, ids []uint) ([]renewal.Use, error)
}

// Service keeps applications.
type Service struct {
	db       *gorm.DB
	now      func() time.Time
	register Register
	locks    Locks
	uses     Uses
	codes    func() string
}

// New makes the service over the database. codes gives each application the five signs that tell it from others of its
// day.
func New(db *gorm.DB, now func() time.Time, register Register, locks Locks, uses Uses, codes func() string) *Service {
	return &Service{db, now, register, locks, uses, codes}
}

// Action is what somebody does to an application. Each leaves an event.
type Action string

const (
	ActionApply    Action = "apply"
	ActionApprove  Action = "approve"
	ActionDecline  Action = "decline"
	ActionWithdraw Action = "withdraw"
)

// Label is the Chinese name of the action.
func (a Action) Label() string {
	switch a {
	case ActionApply:
		return "申请"
	case ActionApprove:
		return "批准报废"
	case ActionDecline:
		return "不批准"
	case ActionWithdraw:
		return "撤回"
	}
	return string(a)
}

// move is a line of the state machine. Every one of them begins at 待审批.
type move struct {
	action Action
	to     models.DisposalStatus
	by     access.Permission // over the school
	reason bool              // a note is compulsory
	past   string            // for the audit log: "disposal.approved"
}

// moves is the whole state machine: what is not in it cannot be done.
var moves = []move{
	{ActionApprove, models.DisposalApproved, access.DisposalApprove, false, "approved"},
	{ActionDecline, models.DisposalDeclined, access.DisposalApprove, true, "declined"},
	{ActionWithdraw, models.DisposalWithdrawn, access.DisposalApply, false, "withdrawn"},
}

// actions are those that the actor can take now, for the screens to offer.
func actions(actor access.Actor, r Row) []Action {
	all := []Action{}
	for _, m := range moves {
		if r.Status == models.DisposalApplied && actor.Scope(m.by).Contains(r.SchoolPath) {
			all = append(all, m.action)
		}
	}
	return all
}

func event(tx *gorm.DB, actor access.Actor, e models.DisposalEvent) error {
	e.UserID, e.Actor = actor.UserRef(), actor.Name
	if err := tx.Create(&e).Error; err != nil {
		return fmt.Errorf("write the history of a disposal: %w", err)
	}
	return nil
}
