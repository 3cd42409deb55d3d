package compliance

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

func TestLastNight(t *testing.T) {
	for _, c := range []struct{ name, now, want string }{
		{"at half past two it is this night", "2024-10-15T02:30:00+08:00", "2024-10-15T02:30:00+08:00"},
		{"a minute before it was last night", "2024-10-15T02:29:59+08:00", "2024-10-14T02:30:00+08:00"},
		{"noon looks back to this night", "2024-10-15T12:00:00+08:00", "2024-10-15T02:30:00+08:00"},
		{"the evening in London is the next day in China", "2024-10-14T18:31:00Z", "2024-10-15T02:30:00+08:00"},
		{"the first of a month looks back to the last of the one before", "2024-11-01T00:00:00+08:00", "2024-10-31T02:30:00+08:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			want, err := time.Parse(time.RFC3339, c.want)
			if err != nil {
				t.Fatal(err)
			}
			if got := lastNight(now); !got.Equal(want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func (c *county) runsIfDue() bool {
	c.t.Helper()
	ran, err := c.evaluateIfDue(c.t.Context(), silent)
	c.must(err)
	return ran
}

func (c *county) progress() Progress {
	c.t.Helper()
	p, err := c.Progress(c.t.Context(), access.System("测试"))
	c.must(err)
	return p
}

func (c *county) claims() bool {
	c.t.Helper()
	r := scheduled{db: c.db, now: c.now, owner: "other"}
	due, err := r.claim(c.t.Context())
	c.must(err)
	return due
}

func TestEvaluationIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		if p := c.progress(); p != (Progress{}) {
			t.Errorf("before anything: %+v", p)
		}
		if !c.runsIfDue() {
			t.Error("a new database is not evaluated")
		}
		if p := c.progress(); p.Running || p.Failed || p.Done != 2 || p.Total != 2 || p.Differences == 0 || p.FinishedAt == nil || !p.StartedAt.Equal(noon) {
			t.Errorf("after the first run: %+v", p)
		}
		c.clock = noon.Add(14*time.Hour + 29*time.Minute)
		if c.runsIfDue() {
			t.Error("it runs again before half past two")
		}
		c.clock = c.clock.Add(time.Minute)
		if !c.runsIfDue() {
			t.Error("it does not run at half past two")
		}
		if p := c.progress(); p.Differences != 0 {
			t.Errorf("the second run finds %d differences", p.Differences)
		}
		if c.runsIfDue() {
			t.Error("it runs twice in a night")
		}
		c.must(c.RequestEvaluation(t.Context(), access.System("测试")))
		if p := c.progress(); !p.Running || p.Done != 0 || p.FinishedAt != nil {
			t.Errorf("when asked: %+v", p)
		}
		if !c.runsIfDue() || c.runsIfDue() {
			t.Error("one wish is not one run")
		}
	})
}

func TestWhoAsksDuringARunGetsAnother(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	if !c.claims() {
		t.Fatal("not due")
	}
	c.must(c.RequestEvaluation(t.Context(), access.System("测试")))
	if c.runsIfDue() {
		t.Error("two run at once")
	}
	c.must((&scheduled{db: c.db, now: c.now, owner: "other"}).end(t.Context(), nil, false))
	if p := c.progress(); !p.Running {
		t.Errorf("the wish is forgotten: %+v", p)
	}
	if !c.runsIfDue() {
		t.Error("the wish is not fulfilled")
	}
}

func TestOneOfManyServersEvaluates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		var winners atomic.Int32
		var servers sync.WaitGroup
		for range 8 {
			servers.Go(func() {
				r := scheduled{db: db, now: c.now, owner: "one"}
				if due, err := r.claim(t.Context()); err != nil {
					t.Error(err)
				} else if due {
					winners.Add(1)
				}
			})
		}
		servers.Wait()
		if winners.Load() != 1 {
			t.Errorf("%d servers evaluate", winners.Load())
		}
	})
}

func TestRunOfADeadServerIsTakenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		dead := scheduled{db: db, now: c.now, owner: "dead"}
		if due, err := dead.claim(t.Context()); err != nil || !due {
			t.Fatal(due, err)
		}
		c.clock = noon.Add(silence)
		if c.runsIfDue() {
			t.Error("a run is taken from a server that may be alive")
		}
		c.clock = c.clock.Add(time.Second)
		if !c.runsIfDue() {
			t.Error("the run of a dead server is left lying")
		}
		dead.note(Evaluation{Schools: 1, Differences: 99}, 2)
		if held, err := dead.hold().Write(t.Context(), nil); err != nil || held {
			t.Errorf("the dead server still holds the run: %v", err)
		}
		if p := c.progress(); p.Running || p.Done != 2 || p.Differences == 99 {
			t.Errorf("the dead server writes: %+v", p)
		}
	})
}

func TestStoppedServerLeavesItsRunToTheNext(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	r := scheduled{db: c.db, now: c.now, owner: "stopping"}
	if due, err := r.claim(t.Context()); err != nil || !due {
		t.Fatal(due, err)
	}
	c.must(r.end(t.Context(), context.Canceled, true))
	if p := c.progress(); !p.Running {
		t.Errorf("while nobody is at it: %+v", p)
	}
	if !c.runsIfDue() {
		t.Error("the run is not begun anew")
	}
}

func TestFailedRunSaysSo(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	c.must(c.db.Exec("ALTER TABLE classrooms RENAME TO hidden").Error)
	if ran, err := c.evaluateIfDue(t.Context(), silent); !ran || err == nil {
		t.Errorf("without classrooms: %v %v", ran, err)
	}
	if p := c.progress(); p.Running || !p.Failed || p.FinishedAt == nil {
		t.Errorf("after a failure: %+v", p)
	}
	if c.runsIfDue() {
		t.Error("it fails again and again")
	}
}

func TestKeepCurrent(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	ctx, stop := context.WithCancel(t.Context())
	var server sync.WaitGroup
	server.Go(func() { c.KeepCurrent(ctx, silent) })
	await := func(what string, reached func() bool) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !reached(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: %+v", what, c.progress())
			}
		}
	}
	await("the first run does not end", func() bool { return c.progress().FinishedAt != nil })
	c.must(c.db.Exec("UPDATE schools SET fails = 7, judged = 7").Error)
	c.must(c.RequestEvaluation(t.Context(), access.System("测试")))
	await("the wish is not fulfilled", func() bool { p := c.progress(); return !p.Running && p.Differences == 2 })
	stop()
	server.Wait()
}

func TestWhoMayEvaluate(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	for _, k := range []struct {
		name  string
		actor access.Actor
		want  errs.Kind
	}{
		{"nobody", access.Actor{}, errs.Unauthenticated},
		{"a school", c.actor(models.RoleSchoolAdmin, c.first.Organisation), errs.Forbidden},
		{"a city", c.actor(models.RoleCityAdmin, c.root), errs.Forbidden},
		{"a province's role on a smaller place", c.actor(models.RoleProvinceAdmin, c.first.Organisation), errs.Forbidden},
	} {
		if err := c.RequestEvaluation(t.Context(), k.actor); !errs.Is(err, k.want) {
			t.Errorf("%s: %v", k.name, err)
		}
	}
	if p := c.progress(); p.Running {
		t.Error("a refused wish is fulfilled")
	}
	c.must(c.RequestEvaluation(t.Context(), c.actor(models.RoleProvinceAdmin, c.root)))
}
