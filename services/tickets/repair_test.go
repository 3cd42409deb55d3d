package tickets_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

func TestFromReportToConfirmation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		reported := w.report(w.panel, "F02")
		if reported.Status != models.TicketOpen || reported.Priority != "P1" || reported.ReporterName != "王老师" || *reported.ClassroomID != w.room.ID {
			t.Errorf("reported as %+v", reported)
		}
		if damaged, usable := w.suite(); w.state(w.panel) != models.DeviceDamaged || !damaged || usable {
			t.Errorf("after the report: device %s, room damaged %v, usable %v", w.state(w.panel), damaged, usable)
		}
		d := w.must(w.tickets.Accept(ctx, w.technician, reported.ID, reported.Version))
		if d.TechnicianName != "陈师傅" || d.AcceptedAt == nil || d.ReporterPhone != "13912345678" || w.state(w.panel) != models.DeviceRepairing {
			t.Errorf("accepted as %+v, device %s", d.Row, w.state(w.panel))
		}
		d = w.must(w.tickets.Note(ctx, w.technician, d.ID, d.Version, "等待配件"))
		w.photo(d.ID, models.StageAfter)
		d = w.must(w.tickets.Finish(ctx, w.technician, d.ID, d.Version, tickets.Repair{Outcome: models.OutcomeRepaired, Cause: "老化", Remedy: "更换背光板", Parts: "背光板 1 块"}))
		if d.Status != models.TicketFinished || w.state(w.panel) != models.DeviceRepairing {
			t.Errorf("finished as %s, device %s", d.Status, w.state(w.panel))
		}
		d = w.must(w.tickets.Confirm(ctx, w.teacher, d.ID, d.Version, ""))
		damaged, usable := w.suite()
		if d.Status != models.TicketDone || d.ClosedAt == nil || w.state(w.panel) != models.DeviceInUse || damaged || !usable {
			t.Errorf("confirmed as %s, device %s, room damaged %v, usable %v", d.Status, w.state(w.panel), damaged, usable)
		}
		var did []string
		for _, e := range d.Events {
			did = append(did, e.Actor+" "+e.Action)
		}
		want := []string{"王老师 report", "陈师傅 accept", "陈师傅 note", "陈师傅 finish", "王老师 confirm"}
		if !slices.Equal(did, want) {
			t.Errorf("history %v, want %v", did, want)
		}
		if n := w.count(&models.AuditEntry{}, "subject = 'ticket' AND subject_id = ?", d.ID); n != 5 {
			t.Errorf("%d audit rows, want one for each of 5 steps", n)
		}
		if n := w.count(&models.AuditEntry{}, "after_state LIKE '%139%'"); n != 0 {
			t.Error("the audit log holds a phone number")
		}
		if n := w.count(&models.DeviceEvent{}, "device_id = ? AND kind = 'state_changed'", w.panel.ID); n != 3 {
			t.Errorf("%d steps in the life of the device, want damaged, repairing, in use", n)
		}
	})
}

func TestSoftwareFaultLeavesTheDeviceAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTown(t, db)
		w.accepted("F09")
		if damaged, _ := w.suite(); w.state(w.panel) != models.DeviceInUse || damaged {
			t.Errorf("device %s, room damaged %v", w.state(w.panel), damaged)
		}
	})
}

func TestScrapReturnReopen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		d := w.finished(models.OutcomeScrap)
		if w.state(w.panel) != models.DeviceToRetire {
			t.Fatalf("device %s, want it to wait for disposal", w.state(w.panel))
		}
		_, err := w.tickets.Return(ctx, w.admin, d.ID, d.Version, "  ")
		refused(t, err, errs.Invalid)
		d = w.must(w.tickets.Return(ctx, w.admin, d.ID, d.Version, "还能修"))
		if d.Status != models.TicketWorking || d.Outcome != "" || w.state(w.panel) != models.DeviceRepairing {
			t.Errorf("returned as %s %q, device %s", d.Status, d.Outcome, w.state(w.panel))
		}
		again := tickets.Repair{Outcome: models.OutcomeRepaired, Remedy: "换主板"}
		_, err = w.tickets.Finish(ctx, w.technician, d.ID, d.Version, again)
		refused(t, err, errs.Invalid) // the photo of the first try is no evidence of the second
		w.photo(d.ID, models.StageAfter)
		d = w.must(w.tickets.Finish(ctx, w.technician, d.ID, d.Version, again))
		d = w.must(w.tickets.Confirm(ctx, w.admin, d.ID, d.Version, ""))
		w.clock = w.clock.Add(10 * 24 * time.Hour)
		due := d.DueAt
		d = w.must(w.tickets.Reopen(ctx, w.admin, d.ID, d.Version, "又黑屏了"))
		if d.Status != models.TicketWorking || d.ClosedAt != nil || !d.DueAt.After(due) || w.state(w.panel) != models.DeviceRepairing {
			t.Errorf("reopened as %s due %s, device %s", d.Status, d.DueAt, w.state(w.panel))
		}
	})
}

func TestReopenRefusedWhileAnotherTicketIsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		d := w.finished(models.OutcomeRepaired)
		d = w.must(w.tickets.Confirm(ctx, w.admin, d.ID, d.Version, ""))
		next := w.report(w.panel, "F06")
		_, err := w.tickets.Reopen(ctx, w.admin, d.ID, d.Version, "又黑屏了")
		refused(t, err, errs.Conflict)
		if err != nil && !strings.Contains(err.Error(), next.Number) {
			t.Errorf("%v does not name the open ticket", err)
		}
	})
}

func TestCancelGivesTheStateBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		reported := w.report(w.panel, "F01")
		_, err := w.tickets.Cancel(ctx, w.teacher, reported.ID, reported.Version, "")
		refused(t, err, errs.Invalid)
		d := w.must(w.tickets.Cancel(ctx, w.teacher, reported.ID, reported.Version, "插头松了"))
		if d.Status != models.TicketCancelled || w.state(w.panel) != models.DeviceInUse {
			t.Errorf("cancelled as %s, device %s", d.Status, w.state(w.panel))
		}
	})
}

func TestFinishNeedsEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		d := w.accepted("F02")
		whole := tickets.Repair{Outcome: models.OutcomeRepaired, Remedy: "更换背光板"}
		_, err := w.tickets.Finish(ctx, w.technician, d.ID, d.Version, whole)
		refused(t, err, errs.Invalid)
		w.photo(d.ID, models.StageBefore)
		_, err = w.tickets.Finish(ctx, w.technician, d.ID, d.Version, whole)
		refused(t, err, errs.Invalid)
		w.photo(d.ID, models.StageAfter)
		for name, broken := range map[string]tickets.Repair{
			"no remedy":       {Outcome: models.OutcomeRepaired, Remedy: " "},
			"no outcome":      {Remedy: "更换背光板"},
			"unknown outcome": {Outcome: "gone", Remedy: "更换背光板"},
			"endless remedy":  {Outcome: models.OutcomeRepaired, Remedy: strings.Repeat("修", 501)},
		} {
			if _, err = w.tickets.Finish(ctx, w.technician, d.ID, d.Version, broken); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.must(w.tickets.Finish(ctx, w.technician, d.ID, d.Version, whole))
	})
}

func TestDispatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		reported := w.report(w.panel, "F02")
		for name, id := range map[string]uint{"a technician of another county": w.stranger.UserID, "a teacher": w.teacher.UserID, "nobody": 4711} {
			if _, err := w.tickets.Dispatch(ctx, w.admin, reported.ID, reported.Version, id, ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s was sent: %v", name, err)
			}
		}
		if err := db.Model(&models.User{}).Where("id = ?", w.second.UserID).Update("disabled", true).Error; err != nil {
			t.Fatal(err)
		}
		_, err := w.tickets.Dispatch(ctx, w.admin, reported.ID, reported.Version, w.second.UserID, "")
		refused(t, err, errs.NotFound)
		_, err = w.tickets.Dispatch(ctx, w.technician, reported.ID, reported.Version, w.technician.UserID, "")
		refused(t, err, errs.Forbidden)
		d := w.must(w.tickets.Dispatch(ctx, w.county, reported.ID, reported.Version, w.technician.UserID, "请今天去"))
		if d.Status != models.TicketWorking || *d.TechnicianID != w.technician.UserID || d.TechnicianPhone == "" {
			t.Errorf("dispatched as %+v", d.Row)
		}
		sent, err := w.tickets.Technicians(ctx, w.admin, reported.ID)
		if err != nil || len(sent) != 1 || sent[0].Name != "陈师傅" || sent[0].Open != 1 {
			t.Errorf("technicians %+v, %v", sent, err)
		}
		_, err = w.tickets.Technicians(ctx, w.technician, reported.ID)
		refused(t, err, errs.Forbidden)
	})
}

func TestStaleVersionChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		reported := w.report(w.panel, "F02")
		w.must(w.tickets.Note(ctx, w.admin, reported.ID, reported.Version, "已断电"))
		_, err := w.tickets.Accept(ctx, w.technician, reported.ID, reported.Version)
		refused(t, err, errs.Conflict)
		if w.state(w.panel) != models.DeviceDamaged || w.count(&models.TicketEvent{}, "action = 'accept'") != 0 {
			t.Error("a stale form left traces")
		}
	})
}

func TestOneOfTwoTechniciansGetsTheTicket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTown(t, db)
		reported := w.report(w.panel, "F02")
		failed := make(chan error, 2)
		for _, actor := range []uint{0, 1} {
			go func() {
				who := w.technician
				if actor == 1 {
					who = w.second
				}
				_, err := w.tickets.Accept(t.Context(), who, reported.ID, reported.Version)
				failed <- err
			}()
		}
		first, second := <-failed, <-failed
		if (first == nil) == (second == nil) {
			t.Errorf("both or neither: %v, %v", first, second)
		}
		if n := w.count(&models.TicketEvent{}, "action = 'accept'"); n != 1 {
			t.Errorf("%d accepted", n)
		}
	})
}

func TestADeviceThatMovedAwayIsLetAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		reported := w.report(w.panel, "F02")
		err := db.Model(&models.Device{}).Where("id = ?", w.panel.ID).Updates(map[string]any{"school_id": w.elsewhere.ID, "classroom_id": nil, "state": "in_use"}).Error
		if err != nil {
			t.Fatal(err)
		}
		w.must(w.tickets.Accept(ctx, w.technician, reported.ID, reported.Version))
		if w.state(w.panel) != models.DeviceInUse {
			t.Errorf("a ticket changed the device of another school to %s", w.state(w.panel))
		}
	})
}
