package lease

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
)

const (
	mostAttempts = 3                // after which it is the work that kills servers
	patience     = 10 * time.Second // for the last words of a server that stops
)

// Queue is where rows with a models.Job wait for a server. Each is worked on by one server; if that one stops or dies,
// another begins anew.
type Queue struct {
	DB        *gorm.DB
	Now       func() time.Time
	Every     time.Duration // how often a server says that it is at work
	Silence   time.Duration // one that was silent for so long is gone
	Abandoned *errs.Error   // how a row ends that has outlived server after server
	Broken    string        // what a person reads where a failure is not theirs to mend, but ours
}

// Waiting narrows a query to the rows that no server is at.
func (q Queue) Waiting(query *gorm.DB) *gorm.DB {
	return query.Where("(status = ? OR status = ? AND beat_at < ?)", models.JobQueued, models.JobRunning, q.Now().Add(-q.Silence))
}

// Silent says that the server of a job is gone; another will begin anew.
func (q Queue) Silent(job models.Job) bool {
	return job.Status == models.JobRunning && job.BeatAt.Before(q.Now().Add(-q.Silence))
}

// BreakOff ends a row that a query names, unless it has ended; problem says to whoever asked for the work why. A server that is
// at it notices and stops.
func (q Queue) BreakOff(row *gorm.DB, problem string) error {
	return row.Where("finished_at IS NULL").
		Updates(map[string]any{"status": models.JobFailed, "problem": problem, "runner": "", "finished_at": q.Now()}).Error
}

// Work is a row that was found waiting.
type Work struct {
	Name  string // in the log: "export 5"
	Found models.Job
	Row   func(*gorm.DB) *gorm.DB // narrows a query to it, with its model
	Told  func() map[string]any   // how far the work is; zeros before it begins
}

// Attempt is one attempt of one server at a row.
type Attempt struct {
	Work
	queue  Queue
	runner string
}

// Claim takes a row; nil unless this server is the first.
func (q Queue) Claim(ctx context.Context, w Work) (*Attempt, error) {
	a := &Attempt{w, q, rand.Text()}
	values := map[string]any{"status": models.JobRunning, "runner": a.runner, "attempts": w.Found.Attempts + 1, "beat_at": q.Now()}
	maps.Copy(values, w.Told())
	taken := w.Row(q.DB.WithContext(ctx)).Where("status = ? AND runner = ? AND attempts = ?", w.Found.Status, w.Found.Runner, w.Found.Attempts).Updates(values)
	if taken.Error != nil {
		return nil, fmt.Errorf("claim a row: %w", taken.Error)
	}
	if taken.RowsAffected == 0 {
		return nil, nil
	}
	return a, nil
}

// Do works on the row, logs how that went, and unless the row is lost meanwhile has end write it down by way of End:
// problem is in Chinese for whoever asked for the work, and "" if it went well. What the server itself breaks off, since ctx
// ends, is left to the next one.
func (a *Attempt) Do(ctx context.Context, log *slog.Logger, work func(context.Context) error, end func(ctx context.Context, problem string) error) error {
	if a.Found.Attempts >= mostAttempts {
		return end(ctx, a.problem(log, a.queue.Abandoned, 0))
	}
	began := a.queue.Now()
	err := a.hold(a.queue.DB).During(ctx, work)
	if ctx.Err() == nil && !errors.Is(err, ErrLost) {
		err = end(ctx, a.problem(log, err, a.queue.Now().Sub(began)))
	}
	switch {
	case ctx.Err() != nil:
		return a.giveBack(context.WithoutCancel(ctx))
	case errors.Is(err, ErrLost):
		return nil
	}
	return err
}

// problem is what a failure comes down to for whoever asked for the work. The log has how work went, but for what is theirs
// to mend.
func (a *Attempt) problem(log *slog.Logger, failure error, took time.Duration) string {
	switch known := (*errs.Error)(nil); {
	case failure == nil:
		log.Info("worked", "work", a.Name, "seconds", took.Seconds(), "did", a.Told())
		return ""
	case !errors.As(failure, &known):
		log.Error("work failed", "work", a.Name, "error", failure.Error())
	}
	return errs.Reason(failure, a.queue.Broken)
}

// End writes within tx how the attempt ended, with other values of the row; problem is "" if it went well. held is false
// where the row is lost: then nothing that was found may be kept.
func (a *Attempt) End(ctx context.Context, tx *gorm.DB, problem string, values map[string]any) (held bool, err error) {
	all := map[string]any{"status": models.JobDone, "problem": problem, "runner": "", "finished_at": a.queue.Now()}
	if problem != "" {
		all["status"] = models.JobFailed
	}
	maps.Copy(all, values)
	if held, err = a.hold(tx).Write(ctx, all); err != nil {
		return held, fmt.Errorf("write down how work ended: %w", err)
	}
	return held, nil
}

func (a *Attempt) giveBack(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := a.hold(a.queue.DB).Write(ctx, map[string]any{"status": models.JobQueued, "runner": "", "attempts": a.Found.Attempts})
	if err != nil {
		return fmt.Errorf("give work back: %w", err)
	}
	return nil
}

// hold is the attempt's hold on the row, which ends when the runner in it is another.
func (a *Attempt) hold(db *gorm.DB) Hold {
	return Hold{Now: a.queue.Now, Every: a.queue.Every, Told: a.Told, Row: func(ctx context.Context) *gorm.DB {
		return a.Row(db.WithContext(ctx)).Where("runner = ?", a.runner)
	}}
}
