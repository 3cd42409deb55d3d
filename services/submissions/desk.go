package submissions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
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
	Reminder   *models.Reminder // the last one, while it is still owed
	Returned   *models.SubmissionEvent
}

// Desk is everything that open periods ask of the organisations in which the actor holds an office, what is due first.
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
		if err != nil {
			return err
		}
		offices, err := s.offices(tx, actor)
		if err != nil {
			return err
		}
		for _, period := range periods {
			for _, o := range offices {
				if !strings.HasPrefix(o.Path, period.Opener.Path) {
					continue
				}
				task, reports, err := s.task(tx, actor, period, o)
				if err != nil {
					return err
				}
				if reports {
					tasks = append(tasks, task)
				}
			}
		}
		return nil
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

// offices are the organisations in whose name the actor may submit.
func (s *Service) offices(tx *gorm.DB, actor access.Actor) ([]models.Organisation, error) {
	var found []models.Organisation
	err := tx.Where("path IN ? AND retired_at IS NULL", actor.Offices(access.SubmissionFill)).Order("path").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("find the actor's offices: %w", err)
	}
	return found, nil
}

// task is what the period asks of the organisation; it may have nothing to report.
func (s *Service) task(tx *gorm.DB, actor access.Actor, period Period, o models.Organisation) (t Task, reports bool, err error) {
	sc, err := sceneAt(tx, actor, period, o.ID)
	if errs.Is(err, errs.NotFound) {
		return t, false, nil
	}
	if err != nil {
		return t, false, err
	}
	p := sc.at(0)
	t = Task{Period: period, Unit: p.Unit, Submission: p.sub, Actions: sc.actions(p), Direct: s.board(sc, nil).Direct}
	t.Due, t.Overdue = s.due(period.Period, p.Unit, p.sub.Status)
	if t.Due != "" {
		t.DaysLeft = int(t.Due.Begin().Sub(models.DateOf(s.now()).Begin()).Hours() / 24)
		t.Soon = !p.sub.Status.Handed() && t.DaysLeft <= period.RemindDays
	}
	if p.sub.Status.Handed() {
		return t, true, nil
	}
	var reminders []models.Reminder
	err = tx.Where("period_id = ? AND organisation_id = ?", period.ID, o.ID).Order("id DESC").Limit(1).Find(&reminders).Error
	if err != nil {
		return t, true, fmt.Errorf("read reminders: %w", err)
	}
	if len(reminders) == 1 {
		t.Reminder = &reminders[0]
	}
	if p.sub.Status == returned {
		var events []models.SubmissionEvent
		err := tx.Where("submission_id = ? AND action = ?", p.sub.ID, ActionReturn).Order("id DESC").Limit(1).Find(&events).Error
		if err != nil {
			return t, true, fmt.Errorf("read why a submission was returned: %w", err)
		}
		if len(events) == 1 {
			t.Returned = &events[0]
		}
	}
	return t, true, nil
}
