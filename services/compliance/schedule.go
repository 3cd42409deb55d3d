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
	"banbantong/services/lease"
)

const (
	silence  = time.Minute      // how long a run may give no sign of life before another server takes it over
	beat     = time.Second      // how often a run gives one, with how far it is
	patience = 10 * time.Second // for the last words of a run whose server stops
)

// never is before every run.
var never = time.Unix(0, 0).UTC()

// Progress is how the evaluation of all schools, or of those of one place, stands, or how the last one ended.
type Progress struct {
	Running     bool   // or about to begin
	Everywhere  bool   // all schools are judged
	Place       string // of which they are judged; "" where it is not the actor's business
	Done, Total int    // schools
	Differences int    // found and mended
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
	p := Progress{Done: r.Done, Total: r.Total, Differences: r.Differences, StartedAt: &r.StartedAt, FinishedAt: r.FinishedAt, Failed: r.Failed}
	path := r.Path
	if r.FinishedAt != nil && r.AskedAt != nil || r.Owner == "" {
		p, path = Progress{}, r.AskedPath
	}
	p.Running, p.Everywhere = p.FinishedAt == nil, path == ""
	reads := actor.Scope(access.StandardRead)
	if p.Everywhere || !reads.Contains(path) && !reads.Under(path) {
		return p, nil
	}
	if err := s.db.WithContext(ctx).Model(&models.Organisation{}).Where("path = ?", path).Limit(1).Pluck("name", &p.Place).Error; err != nil {
		return Progress{}, fmt.Errorf("name the place that is evaluated: %w", err)
	}
	return p, nil
}

// RequestEvaluation has every school judged anew, from what is stored when the run begins. It answers at once; whoever
// runs KeepCurrent does the work.
func (s *Service) RequestEvaluation(ctx context.Context, actor access.Actor) error {
	if err := mayRule(actor); err != nil {
		return err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return s.ask(tx, "") })
	if err != nil {
		return err
	}
	lease.Wake(s.asked)
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

// ask notes in tx that a run over the schools at or below a path is wanted, "" for all. One that is under way goes on, and
// another follows it; several wishes are one run over the place where they meet.
func (s *Service) ask(tx *gorm.DB, path string) error {
	row, err := lockEvaluation(tx)
	if err != nil {
		return err
	}
	if row.AskedAt != nil {
		path = meeting([]string{row.AskedPath, path})
	}
	if models.PathDepth(path) == 1 {
		path = ""
	}
	asked := tx.Model(&models.Evaluation{}).Where("id = ?", models.EvaluationID).Updates(map[string]any{"asked_at": s.now(), "asked_path": path})
	if asked.Error != nil {
		return fmt.Errorf("ask for an evaluation: %w", asked.Error)
	}
	return nil
}

// lockEvaluation reads the row of the evaluation, which it makes where there is none, and keeps others from it until the
// end of tx.
func lockEvaluation(tx *gorm.DB) (models.Evaluation, error) {
	row := models.Evaluation{ID: models.EvaluationID, BeatAt: never, StartedAt: never}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return row, fmt.Errorf("make the row of the evaluation: %w", err)
	}
	row = models.Evaluation{}
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&row, models.EvaluationID).Error; err != nil {
		return row, fmt.Errorf("lock the row of the evaluation: %w", err)
	}
	return row, nil
}

// KeepCurrent evaluates all schools once a night, at half past two in China or as soon after it as a server runs, and when
// the day of a version of the standard begins; and those of a place whenever it is asked to, until ctx ends. Every server
// may keep current: one of them does the work, and if that one dies another takes over.
func (s *Service) KeepCurrent(ctx context.Context, log *slog.Logger) {
	lease.Loop(ctx, s.asked, silence, func(ctx context.Context) (bool, error) { return s.evaluateIfDue(ctx, log) },
		func(err error) { log.Error("evaluation failed", "error", err.Error()) })
}

// evaluateIfDue runs an evaluation if one is due and no other server has taken it.
func (s *Service) evaluateIfDue(ctx context.Context, log *slog.Logger) (ran bool, err error) {
	r := scheduled{db: s.db, now: s.now, owner: rand.Text()}
	if due, err := r.claim(ctx); err != nil || !due {
		return false, err
	}
	begun := s.now()
	var found Evaluation
	err = r.hold().During(ctx, func(working context.Context) (err error) {
		found, err = s.evaluate(working, r.path, func(Difference) {}, r.note)
		return err
	})
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
	path  string // at or below which schools are judged; "" for all

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

// lastDue is the newest moment since when a run over all schools is due: half past two of each night, and the beginning of
// today, if a version of the standard comes into force with it that was decided before.
func lastDue(tx *gorm.DB, now time.Time) (time.Time, error) {
	due, today := lastNight(now), models.DateOf(now)
	var begin int64
	err := tx.Model(&models.StandardVersion{}).Where("in_force_from = ? AND enforced_at < ?", today, today.Begin().UTC()).Count(&begin).Error
	if err != nil {
		return due, fmt.Errorf("find when a standard came into force: %w", err)
	}
	if begin > 0 && today.Begin().After(due) {
		due = today.Begin().UTC()
	}
	return due, nil
}

// claim takes the row if a run is due and nobody alive is at it. What was asked until now is answered by this run.
func (r *scheduled) claim(ctx context.Context) (taken bool, err error) {
	now := r.now()
	err = r.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		due, err := lastDue(tx, now)
		if err != nil {
			return err
		}
		row, err := lockEvaluation(tx)
		if err != nil {
			return err
		}
		brokenOff := row.FinishedAt == nil
		switch {
		case brokenOff && !row.BeatAt.Before(now.Add(-silence)):
			return nil
		case row.StartedAt.Before(due):
			r.path = ""
		case brokenOff && row.AskedAt != nil:
			r.path = meeting([]string{row.Path, row.AskedPath})
		case brokenOff:
			r.path = row.Path
		case row.AskedAt != nil:
			r.path = row.AskedPath
		default:
			return nil
		}
		claimed := tx.Model(&models.Evaluation{}).Where("id = ?", models.EvaluationID).
			Updates(map[string]any{"owner": r.owner, "path": r.path, "asked_at": nil, "beat_at": now, "started_at": now, "finished_at": nil,
				"total": 0, "done": 0, "differences": 0, "failed": false})
		if claimed.Error != nil {
			return fmt.Errorf("claim the evaluation: %w", claimed.Error)
		}
		taken = true
		return nil
	})
	return taken && err == nil, err
}

// note keeps how far the run is for the next beat.
func (r *scheduled) note(sofar Evaluation, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sofar, r.total = sofar, total
}

// hold is the run's hold on the row, which ends when another server has taken it over.
func (r *scheduled) hold() lease.Hold {
	return lease.Hold{Now: r.now, Every: beat, Told: r.told, Row: func(ctx context.Context) *gorm.DB {
		return r.db.WithContext(ctx).Model(&models.Evaluation{}).Where("id = ? AND owner = ?", models.EvaluationID, r.owner)
	}}
}

// told is how far the run is.
func (r *scheduled) told() map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	return map[string]any{"done": r.sofar.Schools, "differences": r.sofar.Differences, "total": r.total}
}

// end writes down how the run ended. One that its server broke off is left for the next to begin anew at once.
func (r *scheduled) end(ctx context.Context, failure error, brokenOff bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	values := map[string]any{"finished_at": r.now(), "failed": failure != nil}
	if brokenOff {
		values = map[string]any{"beat_at": never}
	}
	if _, err := r.hold().Write(ctx, values); err != nil {
		return fmt.Errorf("write down how the evaluation stands: %w", err)
	}
	return nil
}
