// Package purchases owns the check of a purchase before money is spent (采购核对): what is offered is held against the
// standard in force at the place that buys, clause by clause, and the opinion is kept as it was given. What the standard
// asks is for services/standard to say; what was bought becomes equipment in services/registry.
package purchases

import (
	"time"

	"gorm.io/gorm"

	"banbantong/services/standard"
)

// Standards tells the standard in force where organisations meet; services/compliance does.
type Standards interface {
	Survey(tx *gorm.DB, paths ...string) (standard.Survey, error)
}

// Service checks purchases and keeps the opinions.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	standards Standards
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, standards Standards) *Service {
	return &Service{db, now, standards}
}
