package renewal

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/lease"
	"banbantong/services/standard"
)

func (b *bureau) ask(aims Aims) PlanRow {
	b.t.Helper()
	row, err := b.CreatePlan(b.t.Context(), b.admin, b.county.ID, aims)
	b.must(err)
	return row
}

func (b *bureau) askAgain(plan PlanRow, budget int64) PlanRow {
	b.t.Helper()
	row, err := b.RecomputePlan(b.t.Context(), b.admin, plan.ID, plan.Version, func(a *Aims) { a.BudgetCents = &budget })
	b.must(err)
	return row
}

// claimed is an attempt at the plan by a server that then does nothing, and what it would have found.
func (b *bureau) claimed(plan PlanRow) (*lease.Attempt, result) {
	b.t.Helper()
	r := &running{run: *b.see(plan).Run}
	attempt, err := b.runs().Claim(b.t.Context(), r.work())
	b.must(err)
	if attempt == nil {
		b.t.Fatal("not claimed")
	}
	what, err := b.compute(b.t.Context(), r)
	b.must(err)
	if n := r.total.Load(); n == 0 || r.done.Load() != n {
		b.t.Errorf("it has looked at %d of %d schools", r.done.Load(), n)
	}
	return attempt, what
}

func (b *bureau) refused(err error, kind errs.Kind, why string) {
	b.t.Helper()
	if !errs.Is(err, kind) {
		b.t.Errorf("%s: got %v, want kind %d", why, err, kind)
	}
}

// stored is what the database holds of a plan.
func (b *bureau) stored(plan PlanRow) any {
	return []any{b.see(plan).RenewalPlan, b.rooms(plan)}
}

func TestTheFormerResultStaysUntilTheNewOneIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 5)
		asked := b.ask(aims(100_000_00))
		if asked.Status() != models.JobQueued || asked.ComputedAt != nil || asked.Stale != nil || asked.Run.Author != "王主任" || len(b.rooms(asked)) != 0 {
			t.Errorf("when asked: %+v", asked)
		}
		_, err := b.ExportPlan(t.Context(), b.admin, asked.ID)
		b.refused(err, errs.Conflict, "a workbook of nothing")
		_, err = b.Reuse(t.Context(), b.admin, b.county.ID, asked.ID)
		b.refused(err, errs.Conflict, "what nothing replaces")

		first := b.computed(asked)
		if first.Status() != models.JobDone || first.Run != nil || first.ComputedAt == nil || *first.Stale || first.Version != 1 || first.Summary.Chosen == 0 {
			t.Errorf("when computed: %+v", first)
		}
		before := b.rooms(first)
		b.clock = b.clock.Add(time.Hour)
		again := b.askAgain(first, 20_000_00)
		if again.Status() != models.JobQueued || again.Version != 2 || *again.BudgetCents != 100_000_00 || *again.Asked().BudgetCents != 20_000_00 {
			t.Errorf("when asked again: %+v", again)
		}
		if diff := cmp.Diff(first.Summary, again.Summary) + cmp.Diff(before, b.rooms(again)); diff != "" {
			t.Errorf("the former result has not stayed: %s", diff)
		}
		b.workbook(again)
		if rows, err := b.Plans(t.Context(), b.admin, 0); err != nil || len(rows) != 1 || rows[0].Status() != models.JobQueued {
			t.Errorf("the list says otherwise: %+v %v", rows, err)
		}
		second := b.computed(again)
		if second.Status() != models.JobDone || *second.BudgetCents != 20_000_00 || second.Version != 2 || !second.ComputedAt.Equal(b.clock) || !second.UpdatedAt.Equal(b.clock) ||
			second.Summary.Chosen >= first.Summary.Chosen || second.Author != "王主任" || second.OrganisationID != first.OrganisationID {
			t.Errorf("when computed again: %+v", second)
		}
		if b.next() {
			t.Error("a plan is computed that nobody asks for")
		}
	})
}

func TestAPlanSaysWhyItIsNotComputedAndKeepsItsFormerResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		first := b.plan(aims(100_000_00))
		for _, c := range []struct{ broken, problem string }{
			{"", "标准里有一条不能判定。"}, {"no database", "服务器出错了，没有测算完，请重新测算；如果一直这样，请联系管理员。"},
		} {
			again := b.askAgain(b.see(first), 50_000_00)
			sound := b.standards
			b.standards = brokenStandards{errs.New(errs.Conflict, "test", "%s", c.problem)}
			if c.broken != "" {
				b.standards = brokenStandards{errors.New(c.broken)}
			}
			b.next()
			b.standards = sound
			failed := b.see(again)
			if failed.Status() != models.JobFailed || failed.Run.Problem != c.problem || *failed.BudgetCents != 100_000_00 || *failed.Stale {
				t.Errorf("%+v %+v", failed, failed.Run)
			}
			if diff := cmp.Diff(first.Summary, failed.Summary); diff != "" || len(b.rooms(failed)) != first.Summary.Needing {
				t.Errorf("the former result is gone: %s", diff)
			}
		}
		again, err := b.RecomputePlan(t.Context(), b.admin, first.ID, 3, func(*Aims) {})
		b.must(err)
		if done := b.computed(again); done.Status() != models.JobDone || *done.BudgetCents != 50_000_00 {
			t.Errorf("computed again it is for other aims: %+v", done)
		}
	})
}

type brokenStandards struct{ err error }

func (s brokenStandards) Everywhere(*gorm.DB) (func(string) (*standard.Standard, error), error) {
	return nil, s.err
}

func TestOfTwoServersOneComputesAPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 5)
		other := New(db, b.now, b.standards)
		var plans []PlanRow
		for range 4 {
			plans = append(plans, b.ask(aims(100_000_00)))
		}
		var mu sync.Mutex
		worked := 0
		var all sync.WaitGroup
		for _, server := range []*Service{b.Service, other} {
			all.Go(func() {
				for range 20 { // a server that has been slower says that there was nothing
					one, err := server.nextRun(t.Context(), server.lanes[0], silent)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					if one {
						worked++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if worked != len(plans) {
			t.Errorf("%d plans were computed %d times", len(plans), worked)
		}
		for _, p := range plans {
			if done := b.see(p); done.Status() != models.JobDone || len(b.rooms(p)) != done.Summary.Needing {
				t.Errorf("%+v", done)
			}
		}
	})
}

func TestAPlanOutlivesItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		plan := b.ask(aims(100_000_00))
		killed, found := b.claimed(plan)
		if now := b.see(plan); now.Status() != models.JobRunning || now.Silent || b.next() {
			t.Errorf("it is taken from a server that may be alive: %+v", now.Run)
		}
		b.clock = b.clock.Add(b.runs().Silence + time.Second)
		if !b.see(plan).Silent || !b.next() {
			t.Error("it is left lying")
		}
		done := b.stored(plan)
		b.must(b.endRun(t.Context(), killed, plan.ID, found, ""))
		if diff := cmp.Diff(done, b.stored(plan)); diff != "" || b.see(plan).Status() != models.JobDone {
			t.Errorf("a server that was thought dead writes: %s", diff)
		}
	})
}

func TestAskingAnewTakesAPlanFromItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		plan := b.ask(aims(100_000_00))
		server, found := b.claimed(plan)
		again := b.askAgain(plan, 50_000_00)
		if *again.BudgetCents != 50_000_00 || again.Status() != models.JobQueued {
			t.Errorf("a plan without a result is for what was asked: %+v", again)
		}
		_, err := b.RecomputePlan(t.Context(), b.admin, plan.ID, plan.Version, func(*Aims) {})
		b.refused(err, errs.Conflict, "asked by somebody who has not seen that")
		b.must(b.endRun(t.Context(), server, plan.ID, found, ""))
		b.must(b.endRun(t.Context(), server, plan.ID, result{}, "中断"))
		if now := b.see(plan); now.Status() != models.JobQueued || now.ComputedAt != nil || len(b.rooms(plan)) != 0 {
			t.Errorf("the server that was at it writes: %+v", now)
		}
		if done := b.computed(again); *done.BudgetCents != 50_000_00 || done.Version != 2 {
			t.Errorf("%+v", done)
		}
	})
}

func TestAPlanThatIsStoppedKeepsItsFormerResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		former := b.plan(aims(100_000_00))
		again := b.askAgain(former, 50_000_00)
		server, found := b.claimed(again)
		now, err := b.StopPlan(t.Context(), b.admin, former.ID)
		b.must(err)
		if now.Status() != models.JobFailed || now.Run.Problem != "已由王主任停止。" || *now.BudgetCents != 100_000_00 {
			t.Errorf("%+v", now.Run)
		}
		b.must(b.endRun(t.Context(), server, former.ID, found, ""))
		if now = b.see(former); now.Status() != models.JobFailed || *now.BudgetCents != 100_000_00 || b.next() {
			t.Errorf("the server that was at it writes: %+v", now)
		}
		if done := b.computed(b.askAgain(now, 50_000_00)); *done.BudgetCents != 50_000_00 {
			t.Errorf("it is not computed when it is asked for again: %+v", done)
		}
		if now, err = b.StopPlan(t.Context(), b.admin, former.ID); err != nil || now.Status() != models.JobDone {
			t.Errorf("stopped when it was done: %+v, %v", now, err)
		}
	})
}

func TestDroppingAPlanStopsItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		plan := b.plan(aims(100_000_00))
		again := b.askAgain(plan, 50_000_00)
		server, found := b.claimed(again)
		began, ended := make(chan struct{}), make(chan error)
		go func() {
			ended <- server.Do(t.Context(), silent, func(ctx context.Context) error {
				close(began)
				<-ctx.Done()
				return ctx.Err()
			}, func(context.Context, string) error { return errors.New("it is told how it ended") })
		}()
		<-began
		b.refused(b.DropPlan(t.Context(), b.admin, plan.ID, plan.Version), errs.Conflict, "dropped by somebody who has not seen that it is computed anew")
		b.must(b.DropPlan(t.Context(), b.admin, plan.ID, again.Version))
		b.must(<-ended)
		b.must(b.endRun(t.Context(), server, plan.ID, found, ""))
		var left int64
		b.must(db.Raw("SELECT (SELECT COUNT(*) FROM renewal_plans) + (SELECT COUNT(*) FROM renewal_plan_runs) + (SELECT COUNT(*) FROM renewal_plan_rooms)").Scan(&left).Error)
		if left != 0 {
			t.Errorf("%d rows of a plan that was dropped are left", left)
		}
	})
}

func TestACountyDoesNotWaitForTheProvince(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 5)
	var root models.Organisation
	b.must(b.db.Where("parent_id IS NULL").First(&root).Error)
	_, err := b.CreatePlan(t.Context(), b.actor(models.RoleProvinceAdmin, root), root.ID, aims(100_000_00))
	b.must(err)
	county := b.ask(aims(100_000_00))
	if worked, err := b.nextRun(t.Context(), b.lanes[0], silent); err != nil || !worked || b.see(county).Status() != models.JobDone {
		t.Errorf("it waits: %v", err)
	}
	if worked, err := b.nextRun(t.Context(), b.lanes[1], silent); err != nil || !worked {
		t.Errorf("the province is not computed: %v", err)
	}
}

func TestAServerComputesAtOnceWhatItIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 3)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); b.ComputePlans(ctx, silent) }()
		defer func() { stop(); <-ended }()
		time.Sleep(100 * time.Millisecond) // it has looked and found nothing
		plan := b.ask(aims(100_000_00))
		for began := time.Now(); b.see(plan).Status() != models.JobDone; time.Sleep(20 * time.Millisecond) {
			if time.Since(began) > runLook/2 {
				t.Fatalf("it takes as long as for another server: %+v", b.see(plan).Run)
			}
		}
	})
}
