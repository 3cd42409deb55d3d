package tickets

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Report is what a person says of a fault. Somebody who is signed in names the place by one of DeviceID, ClassroomID
// and LabelToken; a guest has only the label.
type Report struct {
	DeviceID       *uint
	ClassroomID    *uint
	LabelToken     string
	Fault          string
	Description    string
	ReporterName   string // "" for somebody who is signed in: that person
	ReporterPhone  string
	IdempotencyKey string // made by the phone; a report with the same key is the same report
}

// Reported is the answer to a report.
type Reported struct {
	Ticket models.Ticket
	Again  bool   // the device had an open ticket, which now holds this report too
	Follow string // lets somebody who is not signed in follow the ticket
}

// place is what is broken.
type place struct {
	schoolID    uint
	classroomID *uint
	device      *models.Device
}

// Report opens a ticket for somebody who is signed in.
func (s *Service) Report(ctx context.Context, actor access.Actor, in Report) (Reported, error) {
	if err := actor.Require(access.TicketReport); err != nil {
		return Reported{}, err
	}
	var user models.User
	if err := s.db.WithContext(ctx).Select("name", "phone").Limit(1).Find(&user, actor.UserID).Error; err != nil {
		return Reported{}, fmt.Errorf("find who reports: %w", err)
	}
	if in.ReporterName == "" {
		in.ReporterName = user.Name
	}
	if in.ReporterPhone == "" {
		in.ReporterPhone = user.Phone
	}
	return s.report(ctx, actor, in, func(tx *gorm.DB) (place, error) {
		return placeOf(tx.Scopes(actor.Scope(access.TicketReport).Schools("school_id")), in)
	})
}

// ReportByLabel opens a ticket for a guest who has scanned the label of a device, where the school allows it. Of asker
// only the request id counts.
func (s *Service) ReportByLabel(ctx context.Context, asker access.Actor, in Report) (Reported, error) {
	guest := access.Actor{Name: "扫码报修", RequestID: asker.RequestID}
	in.DeviceID, in.ClassroomID = nil, nil
	return s.report(ctx, guest, in, func(tx *gorm.DB) (place, error) {
		device, school, err := labelled(tx, in.LabelToken)
		if err != nil {
			return place{}, err
		}
		if !school.GuestReports {
			return place{}, errs.New(errs.Forbidden, "guest-reports-off", "该学校要求登录后报修，请先登录，或联系学校管理员。")
		}
		return placeOf(tx, Report{DeviceID: &device.ID})
	})
}

// placeOf finds what the report names among the rows that the query tx lets through.
func placeOf(tx *gorm.DB, in Report) (place, error) {
	tx = tx.Session(&gorm.Session{})
	var err error
	switch {
	case in.ClassroomID != nil:
		var room models.Classroom
		err = tx.Select("id", "school_id").Where("id = ? AND retired_at IS NULL", *in.ClassroomID).First(&room).Error
		if err == nil {
			return place{schoolID: room.SchoolID, classroomID: &room.ID}, nil
		}
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return place{}, errs.Missing("该教室")
		}
	default:
		query, args := "label_token = ?", any(in.LabelToken)
		if in.DeviceID != nil {
			query, args = "id = ?", any(*in.DeviceID)
		}
		var device models.Device
		err = tx.Select("id", "school_id", "classroom_id", "state", "held_by").Where(query, args).First(&device).Error
		if err == nil && device.State == models.DeviceRetired {
			return place{}, errs.New(errs.Conflict, "device-retired", "该设备已报废，不能报修。")
		}
		if err == nil {
			return place{schoolID: device.SchoolID, classroomID: device.ClassroomID, device: &device}, nil
		}
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return place{}, errs.Missing("该设备")
		}
	}
	return place{}, fmt.Errorf("find what is broken: %w", err)
}

func (s *Service) report(ctx context.Context, actor access.Actor, in Report, locate func(*gorm.DB) (place, error)) (out Reported, err error) {
	fault, err := in.check(actor.SignedIn())
	if err != nil {
		return out, err
	}
	key := reportKey(in.who(actor), in.IdempotencyKey)
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		at, err := locate(tx)
		if err != nil {
			return err
		}
		if err := s.verdicts.Lock(tx, at.schoolID); err != nil {
			return err
		}
		if at.device != nil { // it may have changed until the school was ours
			if at, err = placeOf(tx, Report{DeviceID: &at.device.ID}); err != nil {
				return err
			}
		}
		first, err := reportedBefore(tx, key)
		if err != nil {
			return err
		}
		if first.ID == 0 {
			first.TicketID, first.Action, err = s.file(tx, actor, in, fault, at, key)
			if err != nil {
				return err
			}
		}
		out.Again = first.Action == string(ActionReportAgain)
		return tx.First(&out.Ticket, first.TicketID).Error
	})
	if err != nil {
		return Reported{}, err
	}
	out.Follow = s.followToken(out.Ticket.Number)
	return out, nil
}

// file writes a report that is not a retry: into the open ticket for the same thing, or as a new ticket.
func (s *Service) file(tx *gorm.DB, actor access.Actor, in Report, fault Fault, at place, key *string) (uint, string, error) {
	t, open, err := openTicket(tx, at, fault)
	if err != nil {
		return 0, "", err
	}
	action, change := ActionReport, audit.Change{Action: "ticket.reported", Subject: "ticket", OrganisationID: at.schoolID}
	entry := models.TicketEvent{FromStatus: t.Status, Note: in.Description, At: s.now(), IdempotencyKey: key}
	if open {
		action, change.Action = ActionReportAgain, "ticket.reported_again"
		change.Before = describe(t)
		err = s.join(tx, &t, in, fault, &entry)
	} else {
		err = s.open(tx, actor, &t, in, fault, at)
	}
	if err != nil {
		return 0, "", err
	}
	entry.TicketID, entry.Action, entry.ToStatus = t.ID, string(action), t.Status
	if err := event(tx, actor, entry); err != nil {
		return 0, "", err
	}
	if err := s.follow(tx, actor, action, t, t.Outcome); err != nil {
		return 0, "", err
	}
	change.SubjectID, change.After = t.ID, describe(t)
	return t.ID, string(action), audit.Record(tx, actor, s.now(), change)
}

// open writes a new ticket.
func (s *Service) open(tx *gorm.DB, actor access.Actor, t *models.Ticket, in Report, fault Fault, at place) error {
	now := s.now()
	number, err := newNumber(tx, now)
	if err != nil {
		return err
	}
	*t = models.Ticket{Number: number, SchoolID: at.schoolID, ClassroomID: at.classroomID, Fault: fault.Code,
		Priority: string(fault.Priority), Description: in.Description, Status: models.TicketOpen, Channel: models.ChannelDesk,
		ReporterID: actor.UserRef(), ReporterName: in.ReporterName, ReporterPhone: in.ReporterPhone,
		DueAt: DueAt(fault.Priority, now), ReportedAt: now, Version: 1, CreatedAt: now, UpdatedAt: now}
	if at.device != nil {
		t.DeviceID = &at.device.ID
		if t.StateBefore, _, err = s.standing(tx, *at.device); err != nil {
			return err
		}
	}
	if in.LabelToken != "" {
		t.Channel = models.ChannelLabel
	}
	if err := tx.Create(t).Error; err != nil {
		return fmt.Errorf("write a ticket: %w", err)
	}
	return nil
}

// join adds a report to the open ticket t. A graver fault leads from then on, so that smoke does not wait behind a
// lost remote control.
func (s *Service) join(tx *gorm.DB, t *models.Ticket, in Report, fault Fault, entry *models.TicketEvent) error {
	entry.Note = strings.TrimSpace(fault.Label + "。" + in.Description)
	known, _ := FaultOf(t.Fault)
	if !fault.graver(known) {
		return nil
	}
	if due := DueAt(fault.Priority, s.now()); due.Before(t.DueAt) {
		t.DueAt = due
	}
	t.Fault, t.Priority = fault.Code, string(fault.Priority)
	return s.save(tx, t)
}

// openTicket finds the ticket that already asks for this to be mended: for the device whatever its fault, for a room
// without a device the same fault.
func openTicket(tx *gorm.DB, at place, fault Fault) (t models.Ticket, found bool, err error) {
	query := tx.Where("status IN ?", []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished})
	if at.device != nil {
		query = query.Where("device_id = ? AND school_id = ?", at.device.ID, at.schoolID)
	} else {
		query = query.Where("device_id IS NULL AND classroom_id = ? AND fault = ?", *at.classroomID, fault.Code)
	}
	result := query.Order("id").Limit(1).Find(&t)
	if result.Error != nil {
		return t, false, fmt.Errorf("look for an open ticket: %w", result.Error)
	}
	return t, result.RowsAffected > 0, nil
}

func reportedBefore(tx *gorm.DB, key *string) (e models.TicketEvent, err error) {
	if key == nil {
		return e, nil
	}
	if err = tx.Where("idempotency_key = ?", *key).Limit(1).Find(&e).Error; err != nil {
		return e, fmt.Errorf("look for the first try of a report: %w", err)
	}
	return e, nil
}

// who tells reporters apart whose phones might send the same key.
func (in Report) who(actor access.Actor) string {
	if actor.UserID != 0 {
		return fmt.Sprintf("user %d", actor.UserID)
	}
	return "label " + in.LabelToken
}

var phonePattern = regexp.MustCompile(`^(1\d{10}|0\d{2,3}-?\d{7,8})$`)

// check tidies the report and finds its fault.
func (in *Report) check(signedIn bool) (Fault, error) {
	in.Description = strings.TrimSpace(in.Description)
	in.ReporterName = strings.TrimSpace(in.ReporterName)
	in.ReporterPhone = strings.Join(strings.Fields(in.ReporterPhone), "")
	fault, known := FaultOf(in.Fault)
	named := 0
	for _, given := range []bool{in.DeviceID != nil, in.ClassroomID != nil, in.LabelToken != ""} {
		if given {
			named++
		}
	}
	var check errs.Check
	check.That(named == 1, "device_id", "请指明哪台设备或哪间教室，只指明一个。")
	check.That(known, "fault", "请选择故障现象。")
	check.That(in.Fault != "F99" || in.Description != "", "description", "请写明故障现象。")
	check.That(len([]rune(in.Description)) <= 500, "description", "故障说明最多 500 个字。")
	check.That(len([]rune(in.ReporterName)) <= 30, "reporter_name", "姓名最多 30 个字。")
	check.That(len(in.IdempotencyKey) <= 100, "idempotency_key", "请求标识过长。")
	if in.ReporterPhone == "" {
		check.That(signedIn, "reporter_phone", "请填写联系电话，以便维修人员联系您。")
	} else {
		check.That(phonePattern.MatchString(in.ReporterPhone), "reporter_phone", "电话应为 11 位手机号或带区号的固定电话。")
	}
	return fault, check.Err()
}

// describe is a ticket for the audit log: no phone numbers.
func describe(t models.Ticket) map[string]any {
	d := map[string]any{"number": t.Number, "status": t.Status, "fault": t.Fault, "priority": t.Priority, "device_id": t.DeviceID,
		"classroom_id": t.ClassroomID, "technician_id": t.TechnicianID, "due_at": t.DueAt.UTC().Format(time.RFC3339)}
	if t.Outcome != "" {
		d["outcome"], d["remedy"] = t.Outcome, t.Remedy
	}
	return d
}
