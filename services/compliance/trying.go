package compliance

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/lease"
)

// trialLook is how often a server looks for a trial that nobody is at.
const trialLook = 5 * time.Second

// trials is where they wait.
func (s *Service) trials() lease.Queue {
	return lease.Queue{DB: s.db, Now: s.now, Every: time.Second, Silence: 15 * time.Second,
		Abandoned: errs.New(errs.Conflict, "trial-abandoned", "试算多次中断，请稍后重新试算。"),
		Broken:    "服务器出错了，没有试算完，请重新试算；如果一直这样，请联系管理员。"}
}

// TryDrafts makes the trials that are asked for, one at a time, until ctx ends. Every server may: each trial is made by one
// of them, and if that one stops or dies another begins it anew.
func (s *Service) TryDrafts(ctx context.Context, log *slog.Logger) {
	lease.Loop(ctx, s.tried, trialLook, func(ctx context.Context) (bool, error) { return s.nextTrial(ctx, log) },
		func(err error) { log.Error("trial failed", "error", err.Error()) })
}

// trying is one attempt at a trial.
type trying struct {
	trial       models.StandardTrial // as it was found
	done, total atomic.Int64
}

func (r *trying) work() lease.Work {
	return lease.Work{Name: fmt.Sprint("trial of standard version ", r.trial.VersionID), Found: r.trial.Job,
		Row: func(tx *gorm.DB) *gorm.DB {
			return tx.Model(&models.StandardTrial{}).Where("version_id = ?", r.trial.VersionID)
		},
		Told: func() map[string]any { return map[string]any{"done": r.done.Load(), "total": r.total.Load()} }}
}

// nextTrial makes the trial that has waited longest, if no other server has taken it.
func (s *Service) nextTrial(ctx context.Context, log *slog.Logger) (worked bool, err error) {
	var waiting []models.StandardTrial
	if err := s.trials().Waiting(s.db.WithContext(ctx)).Order("created_at, version_id").Limit(1).Find(&waiting).Error; err != nil {
		return false, fmt.Errorf("look for trials to make: %w", err)
	}
	if len(waiting) == 0 {
		return false, nil
	}
	r := &trying{trial: waiting[0]}
	attempt, err := s.trials().Claim(ctx, r.work())
	if err != nil || attempt == nil {
		return false, err
	}
	var what found
	return true, attempt.Do(ctx, log, func(ctx context.Context) (err error) {
		what, err = s.tryDraft(ctx, r)
		return err
	}, func(ctx context.Context, problem string) error {
		return s.endTrial(ctx, attempt, r.trial.VersionID, what, problem)
	})
}

// found is what an attempt has found.
type found struct {
	mark    string // of what it was found in
	result  TrialResult
	schools []models.StandardTrialSchool
}

// endTrial writes down what was found, or why nothing was.
func (s *Service) endTrial(ctx context.Context, attempt *lease.Attempt, id uint, what found, problem string) error {
	values := map[string]any{}
	if problem == "" {
		text, err := json.Marshal(what.result)
		if err != nil {
			return fmt.Errorf("describe what a trial has found: %w", err)
		}
		values["result"], values["data_mark"] = string(text), what.mark
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockVersion(tx, id); err != nil { // before the trial, as everybody does
			return err
		}
		held, err := attempt.End(ctx, tx, problem, values)
		if err != nil || !held || problem != "" || len(what.schools) == 0 {
			return err
		}
		if err := tx.CreateInBatches(what.schools, 500).Error; err != nil {
			return fmt.Errorf("keep the schools of a trial: %w", err)
		}
		return nil
	})
}

// tryDraft judges every school of a draft's place by the draft as it is asked to be tried.
func (s *Service) tryDraft(ctx context.Context, r *trying) (found, error) {
	var what found
	db := s.db.WithContext(ctx)
	v, all, err := s.draftOf(db, r.trial.VersionID, r.trial.DraftVersion)
	if err != nil {
		return what, err
	}
	if what.mark, err = Mark(db, v.Path, models.DateOf(s.now())); err != nil { // before reading: what changes meanwhile counts as changed
		return what, err
	}
	ids, err := triedSchools(db, v.Path)
	if err != nil {
		return what, err
	}
	r.total.Store(int64(len(ids)))
	t, err := s.try(db, all, ids, func(done int) { r.done.Store(int64(done)) })
	if err != nil {
		return what, err
	}
	what.result = TrialResult{Now: t.Now, Then: t.Then, Moved: t.Moved, Schools: len(t.Schools)}
	if what.result.Criteria, err = s.shifts(db, all, v.Path, t.Criteria); err != nil {
		return what, err
	}
	what.schools, err = t.placed(db, v)
	return what, err
}

// draftOf reads a draft, if it still is as it was, with the versions in force today around it.
func (s *Service) draftOf(tx *gorm.DB, id uint, version int) (Version, *editions, error) {
	var rows []versionRow
	if err := versionRows(tx).Where("v.id = ? AND v.version = ? AND v.in_force_from = ''", id, version).Limit(1).Find(&rows).Error; err != nil {
		return Version{}, nil, fmt.Errorf("find the draft of a trial: %w", err)
	}
	if len(rows) == 0 {
		return Version{}, nil, errs.New(errs.Conflict, "trial-stale", changedMeanwhile)
	}
	v := rows[0].version()
	all, err := s.editionsWith(tx, v)
	return v, all, err
}

const changedMeanwhile = "试算中草稿有改动，请重新试算。"

// shifts are the criteria that more or fewer fail then, those with the most of it first.
func (s *Service) shifts(tx *gorm.DB, all *editions, path string, counted map[string]Shift) ([]ShiftedTitle, error) {
	survey, err := all.survey(tx, []string{path})
	if err != nil {
		return nil, err
	}
	known, err := s.criteria(tx) // also those that are given up with the draft
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, c := range slices.Concat(known, survey.Known()) {
		titles[c.ID] = c.FullTitle()
	}
	var shifts []ShiftedTitle
	for id, shift := range counted {
		if shift.NowSuites != shift.ThenSuites || shift.NowDevices != shift.ThenDevices {
			shifts = append(shifts, ShiftedTitle{id, titles[id], shift})
		}
	}
	slices.SortFunc(shifts, func(a, b ShiftedTitle) int {
		return cmp.Or(cmp.Compare(b.more(), a.more()), cmp.Compare(a.Criterion, b.Criterion))
	})
	return shifts, nil
}

// more is how many more suites and devices fail then.
func (s Shift) more() int { return s.ThenSuites - s.NowSuites + s.ThenDevices - s.NowDevices }

// placed puts the schools where something would change under their counties or, in a county's draft and where there is
// none, under the place right below the draft's.
func (t *Trial) placed(tx *gorm.DB, v Version) ([]models.StandardTrialSchool, error) {
	var counties []uint
	if err := tx.Model(&models.Organisation{}).Where("kind = ?", models.KindCounty).Pluck("id", &counties).Error; err != nil {
		return nil, fmt.Errorf("list the counties of a trial: %w", err)
	}
	county := map[uint]bool{}
	for _, id := range counties {
		county[id] = true
	}
	depth := models.PathDepth(v.Path)
	schools := make([]models.StandardTrialSchool, len(t.Schools))
	for i, one := range t.Schools {
		below := models.PathIDs(one.Path)[depth:]
		place := below[0]
		if at := slices.IndexFunc(below, func(id uint) bool { return county[id] }); at >= 0 {
			place = below[at]
		}
		schools[i] = models.StandardTrialSchool{VersionID: v.ID, SchoolID: one.ID, PlaceID: place,
			Fallen: one.Fallen, Risen: one.Risen, FallenDevices: one.FallenDevices, RisenDevices: one.RisenDevices}
	}
	return schools, nil
}
