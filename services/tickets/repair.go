package tickets

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Accept takes an open ticket: the actor will repair it.
func (s *Service) Accept(ctx context.Context, actor access.Actor, id uint, version int) (Detail, error) {
	return s.move(ctx, actor, access.TicketWork, ActionAccept, id, version, "", func(_ *gorm.DB, t *models.Ticket, _ string) (string, error) {
		if actor.UserID == 0 {
			return "", errs.New(errs.Forbidden, "not-a-person", "只有登录的人员可以接单。")
		}
		t.TechnicianID = actor.UserRef()
		return "", nil
	})
}

// Dispatch sends a technician who serves the ticket's school, or another one instead of who was sent before.
func (s *Service) Dispatch(ctx context.Context, actor access.Actor, id uint, version int, technicianID uint, note string) (Detail, error) {
	return s.move(ctx, actor, access.TicketDispatch, ActionDispatch, id, version, note, func(tx *gorm.DB, t *models.Ticket, path string) (string, error) {
		sent, err := serving(tx, path, technicianID)
		if err != nil {
			return "", err
		}
		t.TechnicianID = &sent.ID
		return strings.TrimSpace("派给 " + sent.Name + "。" + note), nil
	})
}

// Repair is what a technician says of the work done.
type Repair struct {
	Outcome models.TicketOutcome
	Cause   string
	Remedy  string
	Parts   string
}

// Finish reports the work done, for the school to confirm. Nobody closes a ticket without evidence (DOMAIN 3.4): it
// takes what was done in words, and a photo taken after the repair, since the last return if there was one.
func (s *Service) Finish(ctx context.Context, actor access.Actor, id uint, version int, in Repair) (Detail, error) {
	in.Cause, in.Remedy, in.Parts = strings.TrimSpace(in.Cause), strings.TrimSpace(in.Remedy), strings.TrimSpace(in.Parts)
	return s.move(ctx, actor, access.TicketWork, ActionFinish, id, version, "", func(tx *gorm.DB, t *models.Ticket, _ string) (string, error) {
		var check errs.Check
		check.That(in.Outcome == models.OutcomeRepaired || in.Outcome == models.OutcomeReplaced || in.Outcome == models.OutcomeScrap,
			"outcome", "请选择处理结果：已修复、已更换设备或无法修复。")
		check.That(in.Remedy != "", "remedy", "请填写处理办法，没有处理结果不能完成工单。")
		check.That(len([]rune(in.Cause)) <= 200, "cause", "故障原因最多 200 个字。")
		check.That(len([]rune(in.Remedy)) <= 500, "remedy", "处理办法最多 500 个字。")
		check.That(len([]rune(in.Parts)) <= 500, "parts", "更换配件最多 500 个字。")
		photos, err := photosAfter(tx, t.ID)
		if err != nil {
			return "", err
		}
		check.That(photos > 0, "photos", "请先上传至少一张维修后的照片。")
		if err := check.Err(); err != nil {
			return "", err
		}
		now := s.now()
		t.Outcome, t.Cause, t.Remedy, t.Parts, t.FinishedAt = in.Outcome, in.Cause, in.Remedy, in.Parts, &now
		return in.Outcome.Label() + "。" + in.Remedy, nil
	})
}

// Confirm accepts the work: the ticket is done.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, id uint, version int, note string) (Detail, error) {
	return s.move(ctx, actor, access.TicketReport, ActionConfirm, id, version, note, s.close)
}

// Return sends the ticket back to who finished it, with what is still wrong.
func (s *Service) Return(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TicketReport, ActionReturn, id, version, reason, unfinish)
}

// Reopen opens a ticket again whose fault has come back within 30 days. The time allowed begins anew.
func (s *Service) Reopen(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TicketReport, ActionReopen, id, version, reason, func(tx *gorm.DB, t *models.Ticket, path string) (string, error) {
		if other, open, err := otherOpen(tx, *t); err != nil {
			return "", err
		} else if open {
			return "", errs.New(errs.Conflict, "ticket-open", "该设备已有未完成的工单 %s，不能重新打开。", other.Number)
		}
		t.ClosedAt, t.DueAt = nil, DueAt(Priority(t.Priority), s.now())
		return unfinish(tx, t, path)
	})
}

// Cancel ends a ticket that was a mistake, and gives the device back the state it had.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TicketReport, ActionCancel, id, version, reason, s.close)
}

// Note adds to the history of a ticket that is not closed.
func (s *Service) Note(ctx context.Context, actor access.Actor, id uint, version int, note string) (Detail, error) {
	return s.move(ctx, actor, access.TicketNote, ActionNote, id, version, note, nil)
}

func (s *Service) close(_ *gorm.DB, t *models.Ticket, _ string) (string, error) {
	now := s.now()
	t.ClosedAt = &now
	return "", nil
}

func unfinish(_ *gorm.DB, t *models.Ticket, _ string) (string, error) {
	t.Outcome, t.FinishedAt = "", nil
	return "", nil
}

// change is what an action alters in the ticket of the school with this path, beside its status. It may say what the
// history shows instead of the note.
type change func(tx *gorm.DB, t *models.Ticket, path string) (note string, err error)

// move is every action on a ticket: permission, scope, rule, change, device, history, audit, in one transaction.
func (s *Service) move(ctx context.Context, actor access.Actor, p access.Permission, a Action, id uint, version int, note string, alter change) (d Detail, err error) {
	if err := actor.Require(p); err != nil {
		return d, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		t, path, err := find(tx, actor, id)
		if err != nil {
			return err
		}
		m, err := decide(t, parties(actor, t, path), a, s.now())
		if err != nil {
			return err
		}
		if t.Version != version {
			return errs.Stale("该工单")
		}
		note, err := m.Note(note)
		if err != nil {
			return err
		}
		if err := s.verdicts.Lock(tx, t.SchoolID); err != nil {
			return err
		}
		before := t
		if alter != nil {
			said, err := alter(tx, &t, path)
			if err != nil {
				return err
			}
			if said != "" {
				note = said
			}
		}
		t.Status = m.To
		if t.Status == models.TicketWorking && t.AcceptedAt == nil {
			now := s.now()
			t.AcceptedAt = &now
		}
		if err := s.save(tx, &t); err != nil {
			return err
		}
		err = event(tx, actor, models.TicketEvent{TicketID: t.ID, Action: string(a), FromStatus: before.Status, ToStatus: t.Status,
			Note: note, At: s.now()})
		if err != nil {
			return err
		}
		if err := s.follow(tx, actor, a, t, before.Outcome); err != nil {
			return err
		}
		err = audit.Record(tx, actor, s.now(), audit.Change{Action: "ticket." + m.Past, Subject: "ticket", SubjectID: t.ID,
			OrganisationID: t.SchoolID, Before: describe(before), After: describe(t)})
		if err != nil {
			return err
		}
		d, err = s.detail(tx, actor, t.ID)
		return err
	})
	return d, err
}

// save writes the ticket unless somebody has written it since it was read.
func (s *Service) save(tx *gorm.DB, t *models.Ticket) error {
	read := t.Version
	t.Version, t.UpdatedAt = read+1, s.now()
	saved := tx.Model(t).Where("version = ?", read).Select("*").Omit("id", "created_at").Updates(t)
	if saved.Error != nil {
		return fmt.Errorf("write a ticket: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该工单")
	}
	return nil
}

// otherOpen finds another open ticket for what t is for.
func otherOpen(tx *gorm.DB, t models.Ticket) (models.Ticket, bool, error) {
	at, fault := place{schoolID: t.SchoolID, classroomID: t.ClassroomID}, Fault{Code: t.Fault}
	if t.DeviceID != nil {
		at.device = &models.Device{ID: *t.DeviceID}
	}
	return openTicket(tx, at, fault)
}
