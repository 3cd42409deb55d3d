// Package renewal owns what it takes to bring classrooms to standard: the prices that bureaus keep, what each classroom
// needs at the least cost, plans that make the most of a budget, and which idle or replaced device does in which
// classroom (利旧). What mends what is for services/standard; that a device really goes, for services/transfers.
package renewal

import (
	"time"

	"gorm.io/gorm"

	"banbantong/services/standard"
)

// Standards tells the standard in force at the path of an organisation; services/compliance does.
type Standards interface {
	Everywhere(tx *gorm.DB) (func(path string) (*standard.Standard, error), error)
}

// Service keeps prices and plans, and computes these.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	standards Standards
	lanes     [2]lane
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, standards Standards) *Service {
	return &Service{db, now, standards, newLanes()}
}
