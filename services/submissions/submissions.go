// Package submissions owns 上报: the periods in which a bureau collects figures, the submission of each organisation
// below it, who may move one where, and the snapshots that submitting freezes. A snapshot never changes and stands in
// a chain of hashes that Verify checks. It adds up what was accepted below and never edits a figure: what a school has
// is for services/registry, what its figures mean for services/statistics, what looks wrong in them for
// services/quality.
package submissions

import (
	"context"
	"database/sql"
	"time"

	"gocloud.dev/blob"
	"gorm.io/gorm"

	"banbantong/services/holdings"
	"banbantong/services/quality"
	"banbantong/services/standard"
)

// Service opens periods, takes submissions and keeps snapshots.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	files     *blob.Bucket // the workbooks of snapshots
	standards Standards
	quality   Quality
}

// Standards tells the standard that is in force at a path today; services/compliance does.
type Standards interface {
	Everywhere(tx *gorm.DB) (at func(path string) (*standard.Standard, error), err error)
	Judges(tx *gorm.DB) (at func(path string) (*standard.Evaluator, error), err error)
}

// Quality tells what looks wrong with the data of schools; services/quality does.
type Quality interface {
	Look(tx *gorm.DB) (add func([]*holdings.School) ([]*quality.Holding, error), err error)
}

// New makes the service over the database and the file store, which the caller closes.
func New(db *gorm.DB, now func() time.Time, files *blob.Bucket, standards Standards, quality Quality) *Service {
	return &Service{db: db, now: now, files: files, standards: standards, quality: quality}
}

// look runs read in one transaction that sees one state of the database, so that what it reads adds up whatever
// changes meanwhile. It takes no locks.
func (s *Service) look(ctx context.Context, read func(tx *gorm.DB) error) error {
	return s.db.WithContext(ctx).Transaction(read, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
