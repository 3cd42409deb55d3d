package compliance

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/lease"
)

func (w two) trial(actor access.Actor, id uint) TrialState {
	w.t.Helper()
	state, err := w.Trial(w.t.Context(), actor, id)
	w.must(err)
	return state
}

// next makes the trial that waits, if any.
func (w two) next() bool {
	w.t.Helper()
	worked, err := w.nextTrial(w.t.Context(), silent)
	w.must(err)
	return worked
}

// tries has a draft tried and gives what was found.
func (w two) tries(actor access.Actor, draft Choices) TrialState {
	w.t.Helper()
	w.must(w.AskTrial(w.t.Context(), actor, draft.ID, draft.StandardVersion.Version))
	if state := w.trial(actor, draft.ID); state.Status != models.JobQueued || state.FinishedAt != nil {
		w.t.Errorf("when asked: %+v", state)
	}
	if !w.next() {
		w.t.Error("nobody makes the trial")
	}
	return w.trial(actor, draft.ID)
}

func (w two) change(draft Choices, name string, a models.Amendments) Choices {
	w.t.Helper()
	v, err := w.ChangeDraft(w.t.Context(), w.admin, draft.ID, draft.StandardVersion.Version, Draft{Name: name, Amendments: a})
	w.must(err)
	return v
}

// claimed is an attempt at the trial that waits, by a server that then does nothing.
func (w two) claimed(id uint) *lease.Attempt {
	w.t.Helper()
	trial, _, err := trialOf(w.db, id)
	w.must(err)
	attempt, err := w.trials().Claim(w.t.Context(), (&trying{trial: trial}).work())
	w.must(err)
	if attempt == nil {
		w.t.Fatal("not claimed")
	}
	return attempt
}

func TestATrialTellsWhatADraftWouldChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		draft := w.draft(w.admin, w.here, more())
		if state := w.trial(w.admin, draft.ID); state.VersionID != 0 {
			t.Errorf("before it is asked for: %+v", state)
		}
		done := w.tries(w.admin, draft)
		moved := Moved{Fallen: 1, FallenDevices: 1}
		if done.Status != models.JobDone || done.Done != 1 || done.Total != 1 || done.Stale || done.Result.Moved != moved || done.Result.Schools != 1 {
			t.Errorf("%+v", done)
		}
		if diff := cmp.Diff([]ShiftedTitle{{"HW-STD-RAM", "内存（标准配置）", Shift{ThenSuites: 1, ThenDevices: 1}}}, done.Result.Criteria); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]TriedPlace{{w.ours.ID, "信丰一小", "信丰县", 1, moved}}, done.Places); diff != "" { // a county's school hangs right below it
			t.Error(diff)
		}
		if _, found := w.evaluate(); len(found) != 0 {
			t.Errorf("a trial changed something: %+v", found)
		}
		rooms, err := w.TriedRooms(t.Context(), w.admin, draft.ID, w.ours.ID)
		w.must(err)
		if diff := cmp.Diff([]TriedRoom{{w.room.ID, "一（1）班", models.GradePass, models.GradeFail, moved, []string{"内存（标准配置）"}}}, rooms); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(done, w.trial(w.all, draft.ID)); diff != "" {
			t.Errorf("the province is told otherwise: %s", diff)
		}

		province := w.draft(w.all, w.root, more())
		all := w.tries(w.all, province)
		if all.Total != 4 || all.Result.Moved != (Moved{Fallen: 2, FallenDevices: 2}) || len(all.Places) != 2 || all.Places[0].Name != "信丰县" || all.Places[0].Above != "江西省" {
			t.Errorf("the province's draft: %+v", all)
		}
		rows, total, err := w.TriedSchools(t.Context(), w.all, province.ID, w.there.ID, 0, 10)
		w.must(err)
		if diff := cmp.Diff([]TriedRow{{w.theirs.ID, "于都一小", w.there.ID, moved}}, rows); diff != "" || total != 1 {
			t.Errorf("%d: %s", total, diff)
		}
		if _, total, err = w.TriedSchools(t.Context(), w.all, province.ID, 0, 1, 1); err != nil || total != 2 {
			t.Errorf("%d schools in all: %v", total, err)
		}
		if _, err := w.Trial(t.Context(), w.admin, province.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a county sees the trial of the province's draft: %v", err)
		}
	})
}

func TestATrialFollowsItsDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		draft := w.draft(w.admin, w.here, more())
		w.tries(w.admin, draft)
		if w.trial(w.admin, draft.ID).Outdated {
			t.Error("it is outdated though nothing has changed")
		}
		w.must(w.Refresh(db, models.CauseCorrected, w.ours.ID, w.room.ID))
		if !w.trial(w.admin, draft.ID).Outdated {
			t.Error("it does not say that a room has changed since")
		}
		draft = w.change(draft, "另一个名称", more())
		if state := w.trial(w.admin, draft.ID); state.Stale || state.Status != models.JobDone {
			t.Errorf("after another name: %+v", state)
		}
		before := draft
		draft = w.change(draft, "更严", discrete())
		if state := w.trial(w.admin, draft.ID); !state.Stale || state.Status != models.JobDone {
			t.Errorf("after a change: %+v", state)
		}
		if err := w.AskTrial(t.Context(), w.admin, draft.ID, before.StandardVersion.Version); !errs.Is(err, errs.Conflict) {
			t.Errorf("tried as it was: %v", err)
		}

		w.must(w.AskTrial(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
		server := w.claimed(draft.ID)
		w.must(w.AskTrial(t.Context(), w.all, draft.ID, draft.StandardVersion.Version))
		if w.next() {
			t.Error("two trials of one draft at once")
		}
		draft = w.change(draft, "更严", more())
		if state := w.trial(w.admin, draft.ID); !state.Stale || state.Status != models.JobFailed || state.Problem != changedMeanwhile {
			t.Errorf("after a change under way: %+v", state)
		}
		w.must(w.endTrial(t.Context(), server, draft.ID, found{}, ""))
		if state := w.trial(w.admin, draft.ID); state.Status != models.JobFailed {
			t.Errorf("the server that was at it writes: %+v", state)
		}

		w.must(w.AskTrial(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
		w.must(w.StopTrial(t.Context(), w.all, draft.ID))
		if state := w.trial(w.admin, draft.ID); state.Status != models.JobFailed || state.Problem != "已由某人停止。" || w.next() {
			t.Errorf("after it was stopped: %+v", state)
		}
		w.tries(w.admin, draft)
		w.must(w.DropDraft(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
		var left int64
		w.must(db.Raw("SELECT (SELECT COUNT(*) FROM standard_trials) + (SELECT COUNT(*) FROM standard_trial_schools)").Scan(&left).Error)
		if left != 0 {
			t.Error("the trial of a draft is left when it is given up")
		}

		decided := w.draft(w.admin, w.here, more())
		w.tries(w.admin, decided)
		_, err := w.enforce(w.admin, decided, today)
		w.must(err)
		if _, err := w.Trial(t.Context(), w.admin, decided.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("a version in force has a trial: %v", err)
		}
		wrong := more()
		wrong.Changed[0].Values = map[string]float64{"limit": 4}
		bad := w.draft(w.admin, w.here, wrong)
		if err := w.AskTrial(t.Context(), w.admin, bad.ID, bad.StandardVersion.Version); !errs.Is(err, errs.Invalid) {
			t.Errorf("tried though it cannot come into force: %v", err)
		}
	})
}

func TestATrialOutlivesItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		draft := w.draft(w.admin, w.here, more())
		w.must(w.AskTrial(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
		w.claimed(draft.ID)
		if w.next() {
			t.Error("a trial is taken from a server that may be alive")
		}
		w.clock = w.clock.Add(w.trials().Silence + time.Second)
		if state := w.trial(w.admin, draft.ID); !state.Silent {
			t.Errorf("while its server is silent: %+v", state)
		}
		if !w.next() || w.trial(w.admin, draft.ID).Status != models.JobDone {
			t.Errorf("it is left lying: %+v", w.trial(w.admin, draft.ID))
		}
	})
}

func TestATrialThatIsGivenUpStopsItsServer(t *testing.T) {
	w := newTwo(t, dbtest.SQLite(t))
	draft := w.draft(w.admin, w.here, more())
	w.must(w.AskTrial(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
	server := w.claimed(draft.ID)
	began, ended := make(chan struct{}), make(chan error)
	go func() {
		ended <- server.Do(t.Context(), slog.New(slog.DiscardHandler), func(ctx context.Context) error {
			close(began)
			<-ctx.Done()
			return ctx.Err()
		}, func(context.Context, string) error { return errors.New("it is told how it ended") })
	}()
	<-began
	w.must(w.DropDraft(t.Context(), w.admin, draft.ID, draft.StandardVersion.Version))
	w.must(<-ended)
	w.must(w.endTrial(t.Context(), server, draft.ID, found{schools: []models.StandardTrialSchool{{VersionID: draft.ID, SchoolID: w.ours.ID}}}, ""))
}
