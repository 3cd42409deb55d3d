// Package compliance compares what a school has with what the standard says it must have. It owns the verdict columns
// of devices, classrooms and schools and the counts made of them, and keeps both in step with the facts in the
// transaction that changes a fact. What the rules are is for services/standard, which this package asks; what there is
// belongs to services/registry.
package compliance

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Service keeps verdicts and counts current.
type Service struct {
	db       *gorm.DB
	now      func() time.Time
	notice   *standard.Standard   // with the readings that it comes with
	criteria []standard.Criterion // of the notice
	asked    chan struct{}        // holds one when an evaluation was asked for

	mu   sync.Mutex
	last *inForce // the choice of readings that was last asked for
}

// inForce is a standard with evaluators for it, which are dear to make.
type inForce struct {
	*standard.Standard
	evaluators sync.Pool
}

// New makes the service over the database, with the notice of 2023.
func New(db *gorm.DB, now func() time.Time) (*Service, error) {
	notice, err := standard.Jiangxi2023()
	if err != nil {
		return nil, fmt.Errorf("load the standard: %w", err)
	}
	return &Service{db: db, now: now, notice: notice, criteria: notice.Criteria(), asked: make(chan struct{}, 1), last: withEvaluators(notice)}, nil
}

func withEvaluators(s *standard.Standard) *inForce {
	return &inForce{Standard: s, evaluators: sync.Pool{New: func() any { return s.Evaluator() }}}
}

// borrow lends an evaluator to one goroutine until it is given back.
func (f *inForce) borrow() (e *standard.Evaluator, giveBack func()) {
	e = f.evaluators.Get().(*standard.Evaluator)
	return e, func() { f.evaluators.Put(e) }
}

// Standard is the standard with the readings that are in force.
func (s *Service) Standard(ctx context.Context) (*standard.Standard, error) {
	f, err := s.inForce(s.db.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	return f.Standard, nil
}

// inForce asks the database, because another replica may have switched a reading.
func (s *Service) inForce(tx *gorm.DB) (*inForce, error) {
	var rows []models.StandardInForce
	if err := tx.Order("since DESC, id DESC").Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find the standard in force: %w", err)
	}
	var readings map[string]string
	if len(rows) == 1 {
		if rows[0].Standard != s.notice.ID {
			return nil, fmt.Errorf("the standard in force is %s, which this program does not have", rows[0].Standard)
		}
		readings = rows[0].Readings
	}
	chosen := s.notice.Chosen()
	maps.Copy(chosen, readings)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !maps.Equal(chosen, s.last.Chosen()) {
		switched, err := s.notice.With(chosen)
		if err != nil {
			return nil, fmt.Errorf("apply the readings in force: %w", err)
		}
		s.last = withEvaluators(switched)
	}
	return s.last, nil
}

// FailingSet is the criterion as a bit of the verdict columns.
func (s *Service) FailingSet(_ context.Context, criterion string) (int64, error) {
	c, ok := s.notice.Criterion(criterion)
	if !ok {
		return 0, errs.InvalidFields(errs.Field{Location: "criterion", Message: "标准中没有条款“" + criterion + "”。"})
	}
	return int64(standard.Set(0).Add(c.Bit)), nil
}

// Deciding gives the ids of the criteria that the subject fails and of those whose facts are missing, of the criteria
// that decide.
func (s *Service) Deciding(v models.Verdicts) (failing, unverified []string) {
	return s.each(v, func(c standard.Criterion) string { return c.ID })
}

// DecidingTitles is Deciding in words.
func (s *Service) DecidingTitles(v models.Verdicts) (failing, unverified []string) {
	return s.each(v, func(c standard.Criterion) string { return c.Title })
}

func (s *Service) each(v models.Verdicts, name func(standard.Criterion) string) (failing, unverified []string) {
	failing, unverified = []string{}, []string{}
	judged := standard.Set(v.Judged)
	fails, unknowns := judged.Intersect(standard.Set(v.Fails)), judged.Intersect(standard.Set(v.Unknowns))
	for _, c := range s.criteria {
		if fails.Has(c.Bit) {
			failing = append(failing, name(c))
		}
		if unknowns.Has(c.Bit) {
			unverified = append(unverified, name(c))
		}
	}
	return failing, unverified
}

// Lock makes other changes of the school wait for the end of tx, so that its counts cannot race. On SQLite every
// writing transaction waits for every other anyway.
func (s *Service) Lock(tx *gorm.DB, schoolID uint) error { return lock(tx, schoolID, schoolID) }
