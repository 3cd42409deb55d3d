// Package transfers owns the way of a device from one school to another (调拨): who proposes, approves, hands over and
// receives, with the signature of each. The register changes as a device is received, in the same transaction, and not
// before. Which device does where is for services/renewal; how a device moves is for services/registry.
package transfers

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Register keeps the devices; services/registry does.
type Register interface {
	// Hold keeps devices for the order with the number: nothing else moves or retires them. A Conflict if something does.
	Hold(tx *gorm.DB, number string, ids ...uint) error
	// Release lets go of the devices that the order still holds.
	Release(tx *gorm.DB, number string, ids ...uint) error
	// Receive moves a held device to a classroom of the school, or its store, lets go of it and has everything judged
	// again. It returns the place in words.
	Receive(tx *gorm.DB, actor access.Actor, number string, id, schoolID uint, classroomID *uint) (string, error)
	// Place names a classroom of the school, or its store; NotFound if the school has no such classroom.
	Place(tx *gorm.DB, schoolID uint, classroomID *uint) (string, error)
}

// Locks makes other changes of a school wait for the end of tx; services/compliance does.
type Locks interface {
	Lock(tx *gorm.DB, schoolID uint) error
}

// Service keeps transfer orders.
type Service struct {
	db       *gorm.DB
	now      func() time.Time
	register Register
	locks    Locks
	codes    func() string
}

// New makes the service over the database. codes gives each order the five signs that tell it from others of its day.
func New(db *gorm.DB, now func() time.Time, register Register, locks Locks, codes func() string) *Service {
	return &Service{db, now, register, locks, codes}
}

// lock locks both schools of an order, always in the order of their ids so that two orders do not wait for each other.
func (s *Service) lock(tx *gorm.DB, giver, receiver uint) error {
	for _, id := range slices.Compact(slices.Sorted(slices.Values([]uint{giver, receiver}))) {
		if err := s.locks.Lock(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// event is a move of an order as its history shows it.
func event(tx *gorm.DB, actor access.Actor, e models.TransferEvent) error {
	e.UserID, e.Actor = actor.UserRef(), actor.Name
	if err := tx.Create(&e).Error; err != nil {
		return fmt.Errorf("write the history of a transfer: %w", err)
	}
	return nil
}
