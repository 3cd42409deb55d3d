// Package compliance compares what a school has with what the standard says it must have. It owns the verdict columns
// of devices, classrooms and schools and the counts made of them, and keeps both in step with the facts in the
// transaction that changes a fact. What the rules are is for services/standard, which this package asks; what there is
// belongs to services/registry.
package compliance

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Service keeps verdicts and counts current.
type Service struct {
	db     *gorm.DB
	now    func() time.Time
	notice *standard.Standard // with the readings that it comes with
	asked  chan struct{}      // holds one when an evaluation was asked for
	tried  chan struct{}      // holds one when a trial was

	mu   sync.Mutex
	kept map[string]*inForce // by the ids of the versions that it is made of
}

// New makes the service over the database, with the notice of 2023.
func New(db *gorm.DB, now func() time.Time) (*Service, error) {
	notice, err := standard.Jiangxi2023()
	if err != nil {
		return nil, fmt.Errorf("load the standard: %w", err)
	}
	return &Service{db: db, now: now, notice: notice, asked: make(chan struct{}, 1), tried: make(chan struct{}, 1), kept: map[string]*inForce{"": withEvaluators(notice)}}, nil
}

// FailingSet is the criterion as a bit of the verdict columns.
func (s *Service) FailingSet(ctx context.Context, criterion string) (int64, error) {
	all, err := s.criteria(s.db.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	for _, c := range all {
		if c.ID == criterion {
			return int64(standard.Set(0).Add(c.Bit)), nil
		}
	}
	return 0, errs.InvalidFields(errs.Field{Location: "criterion", Message: "标准中没有条款“" + criterion + "”。"})
}

// Deciding gives the ids of the criteria that the subject fails and of those whose facts are missing, of the criteria
// that decide.
func (s *Service) Deciding(v models.Verdicts) (failing, unverified []string) {
	return deciding(v, func(n int) string {
		if id := s.notice.IDAt(n); id != "" {
			return id
		}
		return standard.AddedID(n)
	})
}

// DecidingTitles makes a function that is Deciding in words.
func (s *Service) DecidingTitles(ctx context.Context) (func(v models.Verdicts) (failing, unverified []string), error) {
	all, err := s.criteria(s.db.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	titles := map[int]string{}
	for _, c := range all {
		titles[c.Bit] = c.Title
	}
	return func(v models.Verdicts) (failing, unverified []string) {
		return deciding(v, func(n int) string { return titles[n] })
	}, nil
}

func deciding(v models.Verdicts, name func(bit int) string) (failing, unverified []string) {
	failing, unverified = []string{}, []string{}
	for n := range standard.Set(v.Judged & v.Fails).Bits() {
		failing = append(failing, name(n))
	}
	for n := range standard.Set(v.Judged & v.Unknowns).Bits() {
		unverified = append(unverified, name(n))
	}
	return failing, unverified
}

// Lock makes other changes of the school wait for the end of tx, so that its counts cannot race. On SQLite every
// writing transaction waits for every other anyway.
func (s *Service) Lock(tx *gorm.DB, schoolID uint) error { return lock(tx, schoolID, schoolID) }
