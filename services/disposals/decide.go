package disposals

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Application is what a school applies for.
type Application struct {
	SchoolID  uint
	DeviceIDs []uint
	Cause     models.DisposalCause
	Reason    string
}

// most is how many devices one application may hold.
const most = 200

func (a Application) check() error {
	var check errs.Check
	check.That(len(a.DeviceIDs) > 0 && len(a.DeviceIDs) <= most, "device_ids", "请选择 1 至 %d 台设备。", most)
	check.That(a.Cause.Label() != string(a.Cause), "cause", "请选择报废原因。")
	check.That(strings.TrimSpace(a.Reason) != "" && len([]rune(a.Reason)) <= 200, "reason", "请写明情况，最多 200 个字。")
	seen := map[uint]bool{}
	for _, id := range a.DeviceIDs {
		check.That(!seen[id], "device_ids", "同一台设备选了两次。")
		seen[id] = true
	}
	return check.Err()
}

// Apply asks for devices of a school to be retired. They are 待报废 from now on.
func (s *Service) Apply(ctx context.Context, actor access.Actor, in Application) (d Detail, err error) {
	if err := actor.Require(access.DisposalApply); err != nil {
		return d, err
	}
	if err := in.check(); err != nil {
		return d, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		school, err := access.FindOrganisation(tx, actor, access.DisposalApply, in.SchoolID)
		if err != nil {
			return err
		}
		if school.Kind != models.KindSchool {
			return errs.Missing("学校")
		}
		if err := s.locks.Lock(tx, school.ID); err != nil {
			return err
		}
		now := s.now()
		row := models.Disposal{Number: s.newNumber(now), SchoolID: school.ID, Status: models.DisposalApplied,
			Cause: in.Cause, Reason: strings.TrimSpace(in.Reason), ApplicantID: actor.UserRef(), Applicant: actor.Name, Version: 1, CreatedAt: now, UpdatedAt: now}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("write a disposal: %w", err)
		}
		if err := s.take(tx, actor, row, in.DeviceIDs); err != nil {
			return err
		}
		if err := event(tx, actor, models.DisposalEvent{DisposalID: row.ID, Action: string(ActionApply), ToStatus: row.Status, Note: row.Cause.Label() + "：" + row.Reason, At: now}); err != nil {
			return err
		}
		if err := audit.Record(tx, actor, now, audit.Change{Action: "disposal.applied", Subject: "disposal", SubjectID: row.ID, OrganisationID: school.ID,
			After: map[string]any{"number": row.Number, "devices": in.DeviceIDs, "cause": in.Cause, "reason": row.Reason}}); err != nil {
			return err
		}
		d, err = s.detail(tx, actor, row.ID)
		return err
	})
	return d, err
}

// take puts the devices into the application.
func (s *Service) take(tx *gorm.DB, actor access.Actor, row models.Disposal, ids []uint) error {
	var devices []models.Device
	if err := tx.Where("id IN ? AND school_id = ?", ids, row.SchoolID).Order("id").Find(&devices).Error; err != nil {
		return fmt.Errorf("find the devices of a disposal: %w", err)
	}
	if len(devices) != len(ids) {
		return errs.Missing("该设备")
	}
	if err := s.register.Hold(tx, row.Number, ids...); err != nil {
		return err
	}
	for _, d := range devices {
		if d.State == models.DeviceRetired {
			return errs.New(errs.Conflict, "device-retired", "“%s”（%s）已报废。", d.Name, d.LabelCode)
		}
		place, err := s.register.Place(tx, d.SchoolID, d.ClassroomID)
		if err != nil {
			return err
		}
		if err := tx.Create(&models.DisposalItem{DisposalID: row.ID, DeviceID: d.ID, Place: place, StateBefore: d.State, ReturnsTo: d.State}).Error; err != nil {
			return fmt.Errorf("write a device of a disposal: %w", err)
		}
		if err := s.register.SetHeld(tx, actor, row.Number, d.ID, models.DeviceToRetire, "报废申请 "+row.Number); err != nil {
			return err
		}
	}
	return nil
}

// newNumber makes the number of an application: BF261127-7KQ4M.
func (s *Service) newNumber(now time.Time) string {
	return "BF" + now.In(models.ChinaTime).Format("060102") + "-" + s.codes()
}

// Approve retires the devices. approvalNo is the number under which the bureau files it, "" if it has none.
func (s *Service) Approve(ctx context.Context, actor access.Actor, id uint, version int, approvalNo, note string) (Detail, error) {
	approvalNo = strings.TrimSpace(approvalNo)
	if len([]rune(approvalNo)) > 40 {
		return Detail{}, errs.InvalidFields(errs.Field{Location: "approval_no", Message: "最多 40 个字。"})
	}
	return s.move(ctx, actor, access.DisposalApprove, ActionApprove, id, version, note, func(tx *gorm.DB, d *Detail) error {
		d.ApprovalNo = approvalNo
		why := "报废申请 " + d.Number + " 获批"
		if approvalNo != "" {
			why += "，批复文号 " + approvalNo
		}
		for _, item := range d.Items {
			if err := s.register.SetHeld(tx, actor, d.Number, item.DeviceID, models.DeviceRetired, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// Decline refuses an application, with the reason: the devices get back the state that they would have without it.
func (s *Service) Decline(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.DisposalApprove, ActionDecline, id, version, reason, func(tx *gorm.DB, d *Detail) error { return s.giveBack(tx, actor, d, "未获批准") })
}

// Withdraw takes back an application that nobody has decided on.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id uint, version int, note string) (Detail, error) {
	return s.move(ctx, actor, access.DisposalApply, ActionWithdraw, id, version, note, func(tx *gorm.DB, d *Detail) error { return s.giveBack(tx, actor, d, "已撤回") })
}

// giveBack restores the states. One that somebody has changed by hand meanwhile is let alone.
func (s *Service) giveBack(tx *gorm.DB, actor access.Actor, d *Detail, why string) error {
	for _, item := range d.Items {
		var now models.Device
		if err := tx.Select("state").First(&now, item.DeviceID).Error; err != nil {
			return fmt.Errorf("find a device of a disposal: %w", err)
		}
		if now.State != models.DeviceToRetire {
			continue
		}
		if err := s.register.SetHeld(tx, actor, d.Number, item.DeviceID, item.ReturnsTo, "报废申请 "+d.Number+" "+why); err != nil {
			return err
		}
	}
	return nil
}

// move is every decision on an application: permission, scope, rule, change, history, audit, in one transaction.
func (s *Service) move(ctx context.Context, actor access.Actor, p access.Permission, a Action, id uint, version int, note string, change func(*gorm.DB, *Detail) error) (d Detail, err error) {
	if err := actor.Require(p); err != nil {
		return d, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if d, err = s.detail(tx, actor, id); err != nil {
			return err
		}
		if err := s.locks.Lock(tx, d.SchoolID); err != nil {
			return err
		}
		if d, err = s.detail(tx, actor, id); err != nil { // as whoever held the lock has left it
			return err
		}
		m, err := flow.Decide("报废申请 "+d.Number+" ", d.Status, parties(actor, d.SchoolPath), a)
		if err != nil {
			return err
		}
		if d.Version != version {
			return errs.Stale("该报废申请")
		}
		note, err := m.Note(note)
		if err != nil {
			return err
		}
		if err := change(tx, &d); err != nil {
			return err
		}
		return s.finish(tx, actor, m, &d, note)
	})
	return d, err
}

// finish lets go of the devices and writes what was decided.
func (s *Service) finish(tx *gorm.DB, actor access.Actor, m move, d *Detail, note string) error {
	for _, item := range d.Items {
		if err := s.register.Release(tx, d.Number, item.DeviceID); err != nil {
			return err
		}
	}
	now, from := s.now(), d.Status
	d.Status, d.UpdatedAt = m.To, now
	if m.By == approver {
		d.DeciderID, d.Decider, d.DecidedAt = actor.UserRef(), actor.Name, &now
	}
	read := d.Version
	d.Version++
	saved := tx.Model(&d.Disposal).Where("version = ?", read).Select("*").Omit("id", "created_at").Updates(&d.Disposal)
	if saved.Error != nil {
		return fmt.Errorf("write a disposal: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该报废申请")
	}
	if err := event(tx, actor, models.DisposalEvent{DisposalID: d.ID, Action: string(m.Action), FromStatus: from, ToStatus: d.Status, Note: note, At: now}); err != nil {
		return err
	}
	if err := audit.Record(tx, actor, now, audit.Change{Action: "disposal." + m.Past, Subject: "disposal", SubjectID: d.ID, OrganisationID: d.SchoolID,
		Before: map[string]any{"number": d.Number, "status": from}, After: map[string]any{"number": d.Number, "status": d.Status, "approval_no": d.ApprovalNo, "note": note}}); err != nil {
		return err
	}
	again, err := s.detail(tx, actor, d.ID)
	*d = again
	return err
}
