package lease

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

// task is a row that stands for work.
type task struct {
	ID    uint
	Found string // what came of it
	models.Job
}

// office is a queue of tasks with a clock that only the test moves.
type office struct {
	Queue
	t     *testing.T
	clock time.Time
	log   bytes.Buffer
}

func newOffice(t *testing.T, db *gorm.DB) *office {
	t.Helper()
	o := &office{t: t, clock: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)}
	o.Queue = Queue{DB: db, Now: func() time.Time { return o.clock }, Every: 10 * time.Millisecond, Silence: time.Minute,
		Abandoned: errs.New(errs.Conflict, "task-abandoned", "任务多次中断。"), Broken: "服务器出错了，请重试。"}
	o.must(db.AutoMigrate(&task{}))
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) ask() uint {
	o.t.Helper()
	row := task{Job: models.NewJob(o.clock)}
	o.must(o.DB.Create(&row).Error)
	return row.ID
}

func (o *office) row(id uint) (row task) {
	o.t.Helper()
	o.must(o.DB.First(&row, id).Error)
	return row
}

// waits says whether a server that looks would find the task.
func (o *office) waits(id uint) bool {
	o.t.Helper()
	var n int64
	o.must(o.Waiting(o.DB.Model(&task{}).Where("id = ?", id)).Count(&n).Error)
	return n == 1
}

// claim is the attempt of a server that has found the task as it is now.
func (o *office) claim(found task) *Attempt {
	o.t.Helper()
	a, err := o.Claim(o.t.Context(), Work{Name: "task", Found: found.Job,
		Row:  func(tx *gorm.DB) *gorm.DB { return tx.Model(&task{}).Where("id = ?", found.ID) },
		Told: func() map[string]any { return map[string]any{"done": 3, "total": 4} }})
	o.must(err)
	return a
}

// does has an attempt made, which writes down what it has found.
func (o *office) does(a *Attempt, ctx context.Context, work func(context.Context) error) error {
	return a.Do(ctx, slog.New(slog.NewTextHandler(&o.log, nil)), work, func(ctx context.Context, problem string) error {
		_, err := a.End(ctx, o.DB, problem, map[string]any{"found": "something"})
		return err
	})
}

func (o *office) is(id uint, status models.JobStatus, problem string) {
	o.t.Helper()
	if row := o.row(id); row.Status != status || row.Problem != problem || (status == models.JobRunning) != (row.Runner != "") {
		o.t.Errorf("%+v", row)
	}
}

func works(context.Context) error { return nil }

func TestOneServerOfManyDoesTheWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		id := o.ask()
		found := o.row(id)
		first, second := o.claim(found), o.claim(found)
		if first == nil || second != nil || o.waits(id) {
			t.Fatal("two servers have found it, and not just the first is at it")
		}
		o.is(id, models.JobRunning, "")
		o.must(o.does(first, t.Context(), works))
		o.is(id, models.JobDone, "")
		if row := o.row(id); row.Done != 3 || row.Total != 4 || row.Found != "something" || row.FinishedAt == nil || o.waits(id) {
			t.Errorf("%+v", row)
		}
	})
}

func TestWhoseFailureItIsDecidesWhatIsSaidOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		theirs := o.ask()
		o.must(o.does(o.claim(o.row(theirs)), t.Context(), func(context.Context) error { return errs.New(errs.Conflict, "moved", "数据有变化。") }))
		o.is(theirs, models.JobFailed, "数据有变化。")
		if o.log.Len() > 0 {
			t.Errorf("the log has what is not ours to mend: %s", &o.log)
		}
		ours := o.ask()
		o.must(o.does(o.claim(o.row(ours)), t.Context(), func(context.Context) error { return errors.New("disk full") }))
		o.is(ours, models.JobFailed, "服务器出错了，请重试。")
		if !strings.Contains(o.log.String(), "disk full") {
			t.Errorf("the log does not say what is ours to mend: %s", &o.log)
		}
	})
}

func TestAServerThatStopsGivesItsWorkBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		id := o.ask()
		for range 2 * mostAttempts { // which is not what kills servers
			ctx, stop := context.WithCancel(t.Context())
			o.must(o.does(o.claim(o.row(id)), ctx, func(context.Context) error { stop(); return ctx.Err() }))
			o.is(id, models.JobQueued, "")
		}
		o.must(o.does(o.claim(o.row(id)), t.Context(), works))
		o.is(id, models.JobDone, "")
	})
}

func TestWorkOutlivesItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		id := o.ask()
		gone := o.claim(o.row(id))
		o.clock = o.clock.Add(o.Silence)
		if o.waits(id) || o.Silent(o.row(id).Job) {
			t.Error("it is taken from a server that may be alive")
		}
		o.clock = o.clock.Add(time.Second)
		if !o.waits(id) || !o.Silent(o.row(id).Job) {
			t.Error("it is left lying")
		}
		again := o.claim(o.row(id))
		o.must(o.does(gone, t.Context(), func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
		held, err := gone.End(t.Context(), db, "", map[string]any{"found": "too late"})
		o.must(err)
		o.is(id, models.JobRunning, "")
		if held || o.row(id).Found != "" {
			t.Errorf("a server that was thought gone writes: %+v", o.row(id))
		}
		o.must(o.does(again, t.Context(), works))
		o.is(id, models.JobDone, "")
	})
}

func TestWorkThatKillsServersIsGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		id := o.ask()
		for range mostAttempts {
			o.claim(o.row(id))
			o.clock = o.clock.Add(o.Silence + time.Second)
		}
		o.must(o.does(o.claim(o.row(id)), t.Context(), func(context.Context) error { t.Error("it is begun once more"); return nil }))
		o.is(id, models.JobFailed, "任务多次中断。")
	})
}

func TestWorkWhoseRowIsGoneIsStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		o := newOffice(t, db)
		id := o.ask()
		a := o.claim(o.row(id))
		o.must(o.does(a, t.Context(), func(ctx context.Context) error {
			o.must(db.Delete(&task{}, id).Error)
			<-ctx.Done()
			return ctx.Err()
		}))
		if o.log.Len() > 0 {
			t.Errorf("it is told how it ended: %s", &o.log)
		}
	})
}
