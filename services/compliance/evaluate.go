package compliance

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/history"
)

// Evaluation is what a run over all schools has looked at and found.
type Evaluation struct {
	Schools, Classrooms, Devices int
	Differences                  int // stored verdicts and counts that were not what the facts say; they are mended
}

// batch is how many schools are read at a time: enough to make a query worth its while, few enough to keep small.
const batch = 64

// Evaluate judges every school anew, several at a time, and mends what is stored otherwise. Each difference is given to
// report, one at a time, and after each batch the watchers are told how far the run is, and of how many schools.
// Between two runs differences come only of time passing (a fact has grown too old to count) and of readings switched
// meanwhile.
func (s *Service) Evaluate(ctx context.Context, report func(Difference), watch ...func(sofar Evaluation, schools int)) (Evaluation, error) {
	return s.evaluate(ctx, "", report, watch...)
}

// evaluate is Evaluate for the schools at or below a path, "" for all.
func (s *Service) evaluate(ctx context.Context, path string, report func(Difference), watch ...func(sofar Evaluation, schools int)) (Evaluation, error) {
	on := models.DateOf(s.now())
	editions, err := s.editionsOn(s.db.WithContext(ctx), on)
	if err != nil {
		return Evaluation{}, err
	}
	var ids []uint
	schools := s.db.WithContext(ctx).Model(&models.School{}).Order("id")
	if path != "" {
		schools = schools.Scopes(access.SchoolsUnder("id", path))
	}
	if err := schools.Pluck("id", &ids).Error; err != nil {
		return Evaluation{}, fmt.Errorf("list the schools: %w", err)
	}
	why, err := s.whyEvaluated(s.db.WithContext(ctx))
	if err != nil {
		return Evaluation{}, err
	}
	run := evaluation{service: s, editions: editions, on: on, why: why, schools: len(ids), report: report, watch: watch, loaders: sync.Pool{New: func() any { return newLoader(nil) }}}
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for len(ids) > 0 && working.Err() == nil {
		n := neighbours(ids)
		some := ids[:n]
		ids = ids[n:]
		group.Go(func() error { return run.judge(working, some) })
	}
	if err := group.Wait(); err != nil {
		return run.total, err
	}
	if path == "" {
		if err := s.keepTree(ctx, run.on); err != nil {
			return run.total, err
		}
	}
	return run.total, ctx.Err()
}

// whyEvaluated is what an evaluation that finds differences finds them of: a standard or reading that was put in force
// since the one of last night, or else time that has passed.
func (s *Service) whyEvaluated(tx *gorm.DB) (models.Cause, error) {
	var switched int64
	const sinceLastNight = 25 * time.Hour
	lastNight := s.now().Add(-sinceLastNight)
	err := tx.Model(&models.StandardVersion{}).Where("in_force_from BETWEEN ? AND ? OR enforced_at >= ?", models.DateOf(lastNight), models.DateOf(s.now()), lastNight).
		Count(&switched).Error
	if err != nil {
		return 0, fmt.Errorf("find what was put in force of late: %w", err)
	}
	if switched > 0 {
		return models.CauseStandard, nil
	}
	return models.CauseAged, nil
}

// keepTree notes how the tree stands where that was forgotten.
func (s *Service) keepTree(ctx context.Context, today models.Date) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		_, err := history.Keep(tx, today, func(db *gorm.DB) *gorm.DB { return db })
		return err
	})
}

type evaluation struct {
	service  *Service
	editions *editions
	on       models.Date
	why      models.Cause
	schools  int
	loaders  sync.Pool

	mu     sync.Mutex // held while report and watch are called
	total  Evaluation
	report func(Difference)
	watch  []func(Evaluation, int)
}

// judge compares some schools in one view of the database, and takes only those that differ through a refresh: it
// locks the school and looks again, so that a change in flight is not taken for a difference.
func (r *evaluation) judge(ctx context.Context, ids []uint) error {
	first, last := ids[0], ids[len(ids)-1]
	var looked Evaluation
	var differ []uint
	err := r.service.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		l := r.loaders.Get().(*loader)
		defer r.loaders.Put(l)
		l.tx = tx
		holdings, err := l.load(first, last, nil)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			if !slices.Contains(ids, h.school.ID) {
				continue
			}
			looked.Schools++
			looked.Classrooms += len(h.rooms)
			looked.Devices += len(h.devices)
			force, err := r.editions.at(tx, h.path)
			if err != nil {
				return err
			}
			c := force.judge(h, nil, r.on)
			if len(c.differences) > 0 || !Tally(force.Standard, h.school.ID, h.rooms, h.devices).since(h.stored, r.on).equal(h.stored) {
				differ = append(differ, h.school.ID)
			}
		}
		return nil
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("judge the schools %d to %d: %w", first, last, err)
	}
	for _, id := range differ {
		if err := r.mend(ctx, id, &looked); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total.Schools += looked.Schools
	r.total.Classrooms += looked.Classrooms
	r.total.Devices += looked.Devices
	r.total.Differences += looked.Differences
	for _, tell := range r.watch {
		tell(r.total, r.schools)
	}
	return nil
}

func (r *evaluation) mend(ctx context.Context, schoolID uint, looked *Evaluation) error {
	var found []Difference
	err := r.service.db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		found, err = r.service.refresh(tx, r.why, schoolID, schoolID, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("mend the verdicts of school %d: %w", schoolID, err)
	}
	looked.Differences += len(found)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range found {
		r.report(d)
	}
	return nil
}
