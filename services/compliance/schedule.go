package compliance

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

const (
	lease    = time.Minute      // how long a run may give no sign of life before another server takes it over
	beat     = time.Second      // how often a run gives one, with how far it is
	patience = 10 * time.Second // for the last words of a run whose server stops
)

// never is before every run.
var never = time.Unix(0, 0).UTC()

// Progress is how the evaluation of all schools stands, or how the last one ended.
type Progress struct {
	Running     bool // or about to begin
	Done, Total int  // schools
	Differences int  // found and mended
	StartedAt   *time.Time
	FinishedAt  *time.Time
	Failed      bool // ended too early
}

// Progress tells how the evaluation stands, wherever it runs.
func (s *Service) Progress(ctx context.Context, actor access.Actor) (Progress, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return Progress{}, err
	}
	var rows []models.Evaluation
	if err := s.db.WithContext(ctx).Limit(1).Find(&rows, models.EvaluationID).Error; err != nil {
		return Progress{}, fmt.Errorf("read how the evaluation stands: %w", err)
	}
	if len(rows) == 0 {
		return Progress{}, nil
	}
	r := rows[0]
	finished := r.FinishedAt != nil
	if finished && r.AskedAt != nil || r.Owner == "" {
		return Progress{Running: true}, nil
	}
	return Progress{!finished, r.Done, r.Total, r.Differences, &r.StartedAt, r.FinishedAt, r.Failed}, nil
}

// RequestEvaluation has every school judged anew, from what is stored when the run begins. It answers at once; whoever
// runs KeepCurrent does the work.
func (s *Service) RequestEvaluation(ctx context.Context, actor access.Actor) error {
	if err := mayRule(actor); err != nil {
		return err
	}
	if err := s.ask(s.db.WithContext(ctx)); err != nil {
		return err
	}
	s.wake()
	return nil
}

// mayRule says whether the actor may decide for the whole province.
func mayRule(actor access.Actor) error {
	if err := actor.Require(access.StandardSwitch); err != nil {
		return err
	}
	if !actor.Scope(access.StandardSwitch).Everywhere() {
		return errs.New(errs.Forbidden, "not-province", "口径与重新判定由省级统一决定。")
	}
	return nil
}

// ask notes in tx that a run is wanted. One that is under way goes on, and another follows it.
func (s *Service) ask(tx *gorm.DB) error {
	now := s.now()
	row := models.Evaluation{ID: models.EvaluationID, AskedAt: &now, BeatAt: never, StartedAt: never}
	if err := tx.Clauses(clause.OnConflict{DoUpdates: clause.Assignments(map[string]any{"asked_at": now})}).Create(&row).Error; err != nil {
		return fmt.Errorf("ask for an evaluation: %w", err)
	}
	return nil
}

// wake tells KeepCurrent, if it runs in this process, that there is work.
func (s *Service) wake() {
	select {
	case s.asked <- struct{}{}:
	default: // it has been told and has not looked yet
	}
}

// KeepCurrent evaluates once a night, at half past two in China or as soon after it as a server runs, when the day of a
// version of the standard begins, and whenever it is asked to, until ctx ends. Every server may keep current: one of them does the work, and if that one dies another
// takes over.
func (s *Service) KeepCurrent(ctx context.Context, log *slog.Logger) {
	look := time.NewTicker(lease)
	defer look.Stop()
	for {
		ran, err := s.evaluateIfDue(ctx, log)
		if err != nil && ctx.Err() == nil {
			log.Error("evaluation failed", "error", err.Error())
		}
		if ran && err == nil {
			continue // somebody may have asked meanwhile
		}
		select {
		case <-ctx.Done():
			return
		case <-s.asked:
		case <-look.C:
		}
	}
}

// evaluateIfDue runs an evaluation if one is due and no other server has taken it.
func (s *Service) evaluateIfDue(ctx context.Context, log *slog.Logger) (ran bool, err error) {
	r := scheduled{db: s.db, now: s.now, owner: rand.Text()}
	if due, err := r.claim(ctx); err != nil || !due {
		return false, err
	}
	begun := s.now()
	working, stop := context.WithCancel(ctx)
	var beats sync.WaitGroup
	beats.Go(func() { r.beat(working, stop) })
	found, err := s.Evaluate(working, func(Difference) {}, r.note)
	stop()
	beats.Wait()
	if endErr := r.end(context.WithoutCancel(ctx), err, ctx.Err() != nil); err == nil {
		err = endErr
	}
	if err == nil {
		log.Info("evaluated", "schools", found.Schools, "differences", found.Differences, "seconds", s.now().Sub(begun).Seconds())
	}
	return true, err
}

// scheduled is one run that holds the row.
type scheduled struct {
	db    *gorm.DB
	now   func() time.Time
	owner string

	mu    sync.Mutex
	sofar Evaluation
	total int
}

// lastNight is the newest half past two in China.
func lastNight(now time.Time) time.Time {
	local := now.In(models.ChinaTime)
	due := time.Date(local.Year(), local.Month(), local.Day(), 2, 30, 0, 0, models.ChinaTime)
	if due.After(local) {
		due = due.AddDate(0, 0, -1)
	}
	return due.UTC()
}

// lastDue is the newest moment since when a run is due: half past two of each night, and the beginning of a day on which a
// version of the standard comes into force.
func lastDue(tx *gorm.DB, now time.Time) (time.Time, error) {
	due := lastNight(now)
	var newest models.Date
	err := tx.Model(&models.StandardVersion{}).Where("in_force_from <= ?", models.DateOf(now)).
		Select("COALESCE(MAX(in_force_from), '')").Scan(&newest).Error
	if err != nil {
		return due, fmt.Errorf("find when a standard came into force: %w", err)
	}
	if newest != "" && newest.Begin().After(due) {
		due = newest.Begin().UTC()
	}
	return due, nil
}

// claim takes the row if a run is due and nobody alive is at it. What was asked until now is answered by this run.
func (r *scheduled) claim(ctx context.Context) (bool, error) {
	now := r.now()
	tx := r.db.WithContext(ctx)
	due, err := lastDue(tx, now)
	if err != nil {
		return false, err
	}
	first := models.Evaluation{ID: models.EvaluationID, BeatAt: never, StartedAt: never}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil {
		return false, fmt.Errorf("make the row of the evaluation: %w", err)
	}
	result := tx.Model(&models.Evaluation{}).Where("id = ?", models.EvaluationID).
		Where("finished_at IS NOT NULL OR beat_at < ?", now.Add(-lease)).
		Where("finished_at IS NULL OR asked_at IS NOT NULL OR started_at < ?", due).
		Updates(map[string]any{"owner": r.owner, "asked_at": nil, "beat_at": now, "started_at": now, "finished_at": nil,
			"total": 0, "done": 0, "differences": 0, "failed": false})
	if result.Error != nil {
		return false, fmt.Errorf("claim the evaluation: %w", result.Error)
	}
	return result.RowsAffected == 1, nil
}

// note keeps how far the run is for the next beat.
func (r *scheduled) note(sofar Evaluation, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sofar, r.total = sofar, total
}

// beat writes down how far the run is, until it ends. It stops a run that another server has taken over.
func (r *scheduled) beat(ctx context.Context, stop func()) {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if held, err := r.write(ctx, map[string]any{"beat_at": r.now()}); err == nil && !held {
			stop()
			return
		}
	}
}

// end writes down how the run ended. One that its server broke off is left for the next to begin anew at once.
func (r *scheduled) end(ctx context.Context, failure error, brokenOff bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	values := map[string]any{"finished_at": r.now(), "failed": failure != nil}
	if brokenOff {
		values = map[string]any{"beat_at": never}
	}
	_, err := r.write(ctx, values)
	return err
}

// write sets the values and how far the run is, unless another server holds the row.
func (r *scheduled) write(ctx context.Context, values map[string]any) (held bool, err error) {
	r.mu.Lock()
	values["done"], values["differences"], values["total"] = r.sofar.Schools, r.sofar.Differences, r.total
	r.mu.Unlock()
	result := r.db.WithContext(ctx).Model(&models.Evaluation{}).Where("id = ? AND owner = ?", models.EvaluationID, r.owner).Updates(values)
	if result.Error != nil {
		return false, fmt.Errorf("write down how the evaluation stands: %w", result.Error)
	}
	return result.RowsAffected == 1, nil
}
