// Package statistics owns the figures that a bureau signs: how many suites (套) and devices (台) there are below an
// organisation, how many of them fail the standard or are damaged, and the rates made of these, on screen and as the
// official workbook. It only adds up what services/compliance counts school by school; sums are made of numerators
// and denominators, and rates are never averaged.
package statistics

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"banbantong/services/standard"
)

// Service makes statistics.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	standards Standards
}

// Standards tells the standards in force; services/compliance does.
type Standards interface {
	Survey(tx *gorm.DB, paths ...string) (standard.Survey, error)
	Judges(tx *gorm.DB) (func(path string) (*standard.Evaluator, error), error)
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, standards Standards) *Service {
	return &Service{db, now, standards}
}

// snapshot runs read in one transaction that sees one state of the database, so that what it reads adds up whatever
// changes meanwhile. It takes no locks.
func (s *Service) snapshot(ctx context.Context, read func(tx *gorm.DB) error) error {
	return s.db.WithContext(ctx).Transaction(read, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
