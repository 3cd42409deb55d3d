package submissions

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Page is all that the actor may know of the submission of one organisation in one period.
type Page struct {
	Period     Period
	Unit       Unit
	Parent     *models.Organisation // whom it reports to; nil for the opener
	Due        models.Date
	Overdue    bool
	Submission models.Submission
	Actions    []Action
	Draft      *Draft    // while there is something to submit
	Current    *Version  // the version in force
	Versions   []Version // of this period, the newest first, without their content
	Events     []models.SubmissionEvent
	Reminders  []models.Reminder
}

// Version is a snapshot with its content.
type Version struct {
	models.Snapshot
	Content  Content
	Children []Child // of a sum, as they were summed
	Workbook *models.SnapshotWorkbook
}

// Page shows the submission of an organisation. A draft in it writes itself.
func (s *Service) Page(ctx context.Context, actor access.Actor, periodID, organisationID uint) (page Page, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return page, err
	}
	err = s.look(ctx, func(tx *gorm.DB) error {
		sc, err := s.open(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		p := sc.at(0)
		page = Page{Period: sc.period, Unit: p.Unit, Parent: p.parent, Submission: p.sub, Actions: sc.actions(p)}
		page.Due, page.Overdue = s.due(sc.period.Period, p.Unit, p.sub.Status)
		if sc.period.SignedAt == nil && (!p.sub.Status.Handed() || p.sub.Stale) {
			drafts, err := s.drafts(tx, sc, []place{p})
			if err != nil {
				return err
			}
			page.Draft = drafts[0]
		}
		return page.history(tx, p)
	})
	return page, err
}

// due is the last day of a unit, and whether it has let it pass.
func (s *Service) due(period models.Period, u Unit, status models.SubmissionStatus) (models.Date, bool) {
	due := period.Due(u.Level())
	if u.ID == period.OrganisationID {
		due = ""
	}
	return due, due != "" && !status.Handed() && models.DateOf(s.now()) > due
}

func (page *Page) history(tx *gorm.DB, p place) error {
	err := tx.Where("period_id = ? AND organisation_id = ?", page.Period.ID, p.ID).Order("id DESC").Limit(20).Find(&page.Reminders).Error
	if err != nil {
		return fmt.Errorf("read reminders: %w", err)
	}
	if p.sub.ID == 0 {
		return nil
	}
	if err := tx.Where("submission_id = ?", p.sub.ID).Order("id").Find(&page.Events).Error; err != nil {
		return fmt.Errorf("read the history of a submission: %w", err)
	}
	var snapshots []models.Snapshot
	err = tx.Where("period_id = ? AND organisation_id = ?", page.Period.ID, p.ID).Order("id DESC").Find(&snapshots).Error
	if err != nil {
		return fmt.Errorf("read the versions of a submission: %w", err)
	}
	for _, snapshot := range snapshots {
		content, err := parse(snapshot)
		if err != nil {
			return err
		}
		page.Versions = append(page.Versions, Version{Snapshot: snapshot, Content: content})
	}
	at := slices.IndexFunc(page.Versions, func(v Version) bool { return p.sub.SnapshotID != nil && v.ID == *p.sub.SnapshotID })
	if at < 0 {
		return nil
	}
	current := page.Versions[at]
	if err := current.read(tx); err != nil {
		return err
	}
	page.Current = &current
	return nil
}

// read adds what a snapshot sums, and its workbook if it has been written.
func (v *Version) read(tx *gorm.DB) error {
	var wanted []uint
	for _, part := range v.Content.Parts {
		wanted = append(wanted, part.SnapshotID)
	}
	snapshots, err := snapshotsByID(tx, wanted)
	if err != nil {
		return err
	}
	for _, part := range v.Content.Parts {
		content, err := parse(snapshots[part.SnapshotID])
		if err != nil {
			return err
		}
		o := part.Organisation
		v.Children = append(v.Children, Child{Unit: Unit{ID: o.ID, Kind: o.Kind, Name: o.Name, Path: o.Path}, Status: accepted, Stale: part.Stale, Content: &content})
	}
	var books []models.SnapshotWorkbook
	if err := tx.Where("snapshot_id = ?", v.ID).Find(&books).Error; err != nil {
		return fmt.Errorf("find the workbook of a snapshot: %w", err)
	}
	if len(books) == 1 {
		v.Workbook = &books[0]
	}
	return nil
}

// Snapshot shows a frozen version, beside the organisation's snapshot before it.
func (s *Service) Snapshot(ctx context.Context, actor access.Actor, id uint) (v Version, before *Version, changed []Change, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return v, nil, nil, err
	}
	err = s.look(ctx, func(tx *gorm.DB) error {
		if v.Snapshot, err = findSnapshot(tx, actor, id); err != nil {
			return err
		}
		if v.Content, err = parse(v.Snapshot); err != nil {
			return err
		}
		if err := v.read(tx); err != nil {
			return err
		}
		var rows []models.Snapshot
		if err := tx.Where("organisation_id = ? AND sequence = ?", v.OrganisationID, v.Sequence-1).Find(&rows).Error; err != nil {
			return fmt.Errorf("find the snapshot before: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		before = &Version{Snapshot: rows[0]}
		if before.Content, err = parse(rows[0]); err != nil {
			return err
		}
		changed = changes(before.Content.Figures, v.Content.Figures)
		return nil
	})
	return v, before, changed, err
}

func findSnapshot(tx *gorm.DB, actor access.Actor, id uint) (models.Snapshot, error) {
	var rows []models.Snapshot
	err := tx.Where("id = ?", id).Scopes(actor.Scope(access.SubmissionRead).Schools("organisation_id")).Find(&rows).Error
	if err != nil {
		return models.Snapshot{}, fmt.Errorf("find a snapshot: %w", err)
	}
	if len(rows) == 0 {
		return models.Snapshot{}, errs.Missing("该快照")
	}
	return rows[0], nil
}
