package submissions

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/workflow"
)

// Remind leaves a notice (催报) on the desks of those below an organisation whose figures it awaits: of the children that
// are named, or of all of them. Who has reported, or was reminded today, is left in peace. It gives whom it reminded.
func (s *Service) Remind(ctx context.Context, actor access.Actor, periodID, organisationID uint, those []uint, note string) ([]Outcome, error) {
	if err := actor.Require(access.SubmissionReview); err != nil {
		return nil, err
	}
	note, err := workflow.Note(note)
	if err != nil {
		return nil, err
	}
	reminded := []Outcome{}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		sc, err := s.lock(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		from := sc.tree[0]
		if !actor.ActsFor(access.SubmissionReview, from.Path) {
			return errs.New(errs.Forbidden, "not-your-office", "只有“%s”自己的管理员可以催报。", from.Name)
		}
		for _, id := range those {
			if i, known := sc.tree.find(id); !known || !slices.Contains(from.children, i) {
				return errs.Missing("要催报的下级单位")
			}
		}
		last, err := lastReminders(tx, periodID, from.Path)
		if err != nil {
			return err
		}
		now := s.now()
		today := models.DateOf(now)
		var rows []models.Reminder
		for _, u := range sc.tree.childrenOf(0) {
			if len(those) > 0 && !slices.Contains(those, u.ID) || sc.submission(u.ID).Status.Handed() || last[u.ID] == today {
				continue
			}
			rows = append(rows, models.Reminder{PeriodID: periodID, OrganisationID: u.ID, FromID: from.ID, Day: today,
				UserID: actor.UserRef(), Actor: actor.Name, Note: note, At: now})
			reminded = append(reminded, Outcome{OrganisationID: u.ID, Name: u.Name})
		}
		if len(rows) == 0 {
			return nil
		}
		if err := tx.CreateInBatches(&rows, 100).Error; err != nil {
			return fmt.Errorf("write reminders: %w", err)
		}
		names := make([]string, len(reminded))
		for i, r := range reminded {
			names[i] = r.Name
		}
		return audit.Record(tx, actor, now, audit.Change{Action: "period.reminded", Subject: "period", SubjectID: periodID,
			OrganisationID: from.ID, After: map[string]any{"reminded": names, "note": note}})
	})
	return reminded, err
}
