// Package disposals owns the way of a device out of use (淘汰): a school applies, the bureau above approves or refuses.
// While an application is open its devices are 待报废; approved they are 已报废, otherwise they get back the state that
// they would have without it: tickets go on meanwhile. Whether a device could serve elsewhere is for services/renewal, the
// device itself for services/registry.
package disposals

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/renewal"
	"banbantong/services/workflow"
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

const (
	approver workflow.Party = 1 << iota // may approve disposals of the school
	school                              // may apply for the school
)

// flow is the whole state machine: what is not in it cannot be done.
var flow = workflow.Table[models.DisposalStatus, Action]{
	Kind:    "disposal",
	Parties: []string{"主管单位", "申请的学校"},
	Moves: []move{
		{Action: ActionApprove, From: models.DisposalApplied, To: models.DisposalApproved, By: approver, Past: "approved"},
		{Action: ActionDecline, From: models.DisposalApplied, To: models.DisposalDeclined, By: approver, Reason: true, Past: "declined"},
		{Action: ActionWithdraw, From: models.DisposalApplied, To: models.DisposalWithdrawn, By: school, Past: "withdrawn"},
	},
}

type move = workflow.Move[models.DisposalStatus, Action]

// parties says what the actor is to an application of the school with this path.
func parties(actor access.Actor, path string) (p workflow.Party) {
	if actor.Scope(access.DisposalApprove).Contains(path) {
		p |= approver
	}
	if actor.Scope(access.DisposalApply).Contains(path) {
		p |= school
	}
	return p
}

func event(tx *gorm.DB, actor access.Actor, e models.DisposalEvent) error {
	e.UserID, e.Actor = actor.UserRef(), actor.Name
	if err := tx.Create(&e).Error; err != nil {
		return fmt.Errorf("write the history of a disposal: %w", err)
	}
	return nil
}
