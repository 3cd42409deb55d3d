// Package quality owns how good the data is: what is missing, doubtful, duplicated or stale in the register, how complete
// a place is, and the ways to mend many rows at once. The rules are one table; what they find in a school is worked out
// from its rows by a pure function, and counted school by school for the places above. What the facts mean for the
// standard is for services/compliance; a mended row is written by services/registry.
package quality

import (
	"time"

	"gorm.io/gorm"

	"banbantong/services/registry"
	"banbantong/services/standard"
)

// Service looks for what is wrong with the data.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	standards Standards
	registry  *registry.Service
}

// Standards tells the standard in force at the path of an organisation; services/compliance does.
type Standards interface {
	Everywhere(tx *gorm.DB) (func(path string) (*standard.Standard, error), error)
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, standards Standards, register *registry.Service) *Service {
	return &Service{db, now, standards, register}
}
