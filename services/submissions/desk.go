package submissions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Task is what an open period asks of one organisation in which the actor holds an office, for the actor's 工作台.
type Task struct {
	Period     Period
	Unit       Unit
	Submission models.Submission
	Due        models.Date
	DaysLeft   int // to the last day; negative when it has passed
	Overdue    bool
	Soon       bool // the opener wants it remembered by now
	Actions    []Action
	Direct     Tally            // of those who report to it
	Outdated   []string         // those of them whose sums are out of date
	Reminder   *models.Reminder // the last one, while it is still owed
	Returned   *models.SubmissionEvent
}

// Desk is everything that open periods ask of the organisations in which the actor holds an office, what is due first.
// It reads no more of the tree than who reports to these, and as many queries for one period as for many.
func (s *Service) Desk(ctx context.Context, actor access.Actor) ([]Task, error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return nil, err
	}
	var tasks []Task
	err := s.look(ctx, func(tx *gorm.DB) error {
		var open []models.Period
		err := periodQuery(tx, actor).Where("p.signed_at IS NULL").Order("p.id DESC").Limit(50).Find(&open).Error
		if err != nil {
			return fmt.Errorf("list open periods: %w", err)
		}
		periods, err := withOpeners(tx, actor, open)
		if err != nil || len(periods) == 0 {
			return err
		}
		offices, err := officesOf(tx, actor)
		if err != nil {
			return err
		}
		for _, o := range offices {
			some, err := s.tasksOf(tx, actor, o, periods)
			if err != nil {
				return err
			}
			tasks = append(tasks, some...)
		}
		return addNotices(tx, tasks)
	})
	slices.SortStableFunc(tasks, func(a, b Task) int { return strings.Compare(string(dueOrLast(a)), string(dueOrLast(b))) })
	return tasks, err
}

func dueOrLast(t Task) models.Date {
	if t.Due == "" || t.Submission.Status.Handed() {
		return "9999"
	}
	return t.Due
}

// office is an organisation in whose name the actor may submit, and the one above it.
type office struct {
	Unit
	above models.Organisation
}

func officesOf(tx *gorm.DB, actor access.Actor) ([]office, error) {
	var units []Unit
	err := tx.Table("organisations AS o").Joins("LEFT JOIN schools AS s ON s.id = o.id").
		Where("o.path IN ? AND o.retired_at IS NULL", actor.Offices(access.SubmissionFill)).Order("o.path").
		Select("o.id, o.parent_id, o.kind, o.name, o.path, COALESCE(s.type, '') AS type").Find(&units).Error
	if err != nil {
		return nil, fmt.Errorf("find the actor's offices: %w", err)
	}
	var parents []uint
	for _, u := range units {
		if u.ParentID != nil {
			parents = append(parents, *u.ParentID)
		}
	}
	var above []models.Organisation
	if err := tx.Where("id IN ?", parents).Find(&above).Error; err != nil {
		return nil, fmt.Errorf("find whom the actor's offices report to: %w", err)
	}
	all := make([]office, len(units))
	for i, u := range units {
		all[i].Unit = u
		for _, o := range above {
			if u.ParentID != nil && *u.ParentID == o.ID {
				all[i].above = o
			}
		}
	}
	return all, nil
}

// tasksOf is what the periods ask of an office.
func (s *Service) tasksOf(tx *gorm.DB, actor access.Actor, o office, periods []Period) ([]Task, error) {
	near, err := loadNear(tx, o.Unit)
	if err != nil || len(near) == 0 {
		return nil, err
	}
	var wanted []uint
	for _, p := range periods {
		wanted = append(wanted, p.ID)
	}
	var rows []models.Submission
	if err := tx.Where("period_id IN ? AND organisation_id IN ?", wanted, ids(near)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the submissions of an office: %w", err)
	}
	var tasks []Task
	for _, period := range periods {
		if !strings.HasPrefix(o.Path, period.Opener.Path) {
			continue
		}
		sc := &scene{actor: actor, period: period, tree: near, subs: map[uint]models.Submission{}}
		if o.ID != period.OrganisationID {
			sc.above = &o.above
		}
		for _, sub := range rows {
			if sub.PeriodID == period.ID {
				sc.subs[sub.OrganisationID] = sub
			}
		}
		tasks = append(tasks, s.task(sc))
	}
	return tasks, nil
}

// task is what the scene's period asks of the first in its tree.
func (s *Service) task(sc *scene) Task {
	b := s.board(sc, nil)
	t := Task{Period: sc.period, Unit: b.Unit, Submission: b.Own.Submission, Due: b.Own.Due, Overdue: b.Own.Overdue, Actions: b.Own.Actions, Direct: b.Direct}
	if t.Due != "" {
		t.DaysLeft = int(t.Due.Begin().Sub(models.DateOf(s.now()).Begin()).Hours() / 24)
		t.Soon = !t.Submission.Status.Handed() && t.DaysLeft <= sc.period.RemindDays
	}
	for _, r := range b.Rows {
		if r.Submission.Stale && r.Submission.Status.Handed() {
			t.Outdated = append(t.Outdated, r.Unit.Name)
		}
	}
	return t
}

// addNotices adds to what is still owed the last reminder, and why it was returned.
func addNotices(tx *gorm.DB, tasks []Task) error {
	var organisations, sent []uint
	for _, t := range tasks {
		if !t.Submission.Status.Handed() {
			organisations = append(organisations, t.Unit.ID)
		}
		if t.Submission.Status == returned {
			sent = append(sent, t.Submission.ID)
		}
	}
	if len(organisations) == 0 {
		return nil
	}
	var reminders []models.Reminder
	err := tx.Where("organisation_id IN ?", organisations).Order("id").Find(&reminders).Error
	if err != nil {
		return fmt.Errorf("read reminders: %w", err)
	}
	var events []models.SubmissionEvent
	if err := tx.Where("submission_id IN ? AND action = ?", sent, ActionReturn).Order("id").Find(&events).Error; err != nil {
		return fmt.Errorf("read why submissions were returned: %w", err)
	}
	for i := range tasks {
		t := &tasks[i]
		if t.Submission.Status.Handed() {
			continue
		}
		for k, r := range reminders {
			if r.PeriodID == t.Period.ID && r.OrganisationID == t.Unit.ID {
				t.Reminder = &reminders[k]
			}
		}
		for k, e := range events {
			if t.Submission.Status == returned && e.SubmissionID == t.Submission.ID {
				t.Returned = &events[k]
			}
		}
	}
	return nil
}
