package tickets_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

func TestReportIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTown(t, db)
		if err := db.Model(&models.Device{}).Where("id = ?", w.stored.ID).Update("state", models.DeviceRetired).Error; err != nil {
			t.Fatal(err)
		}
		panel, room, far, stored, missing := &w.panel.ID, &w.room.ID, &w.far.ID, &w.stored.ID, new(uint)
		*missing = 4711
		for name, c := range map[string]struct {
			actor access.Actor
			in    tickets.Report
			kind  errs.Kind
		}{
			"nobody is signed in":             {access.Actor{}, tickets.Report{DeviceID: panel, Fault: "F01"}, errs.Unauthenticated},
			"technicians do not report":       {w.technician, tickets.Report{DeviceID: panel, Fault: "F01"}, errs.Forbidden},
			"auditors do not report":          {w.auditor, tickets.Report{DeviceID: panel, Fault: "F01"}, errs.Forbidden},
			"the device of another school":    {w.teacher, tickets.Report{DeviceID: far, Fault: "F01"}, errs.NotFound},
			"the label of another school":     {w.teacher, tickets.Report{LabelToken: w.far.LabelToken, Fault: "F01"}, errs.NotFound},
			"a device that is not there":      {w.teacher, tickets.Report{DeviceID: missing, Fault: "F01"}, errs.NotFound},
			"a room that is not there":        {w.teacher, tickets.Report{ClassroomID: missing, Fault: "F01"}, errs.NotFound},
			"a retired device":                {w.teacher, tickets.Report{DeviceID: stored, Fault: "F01"}, errs.Conflict},
			"no place":                        {w.teacher, tickets.Report{Fault: "F01"}, errs.Invalid},
			"two places":                      {w.teacher, tickets.Report{DeviceID: panel, ClassroomID: room, Fault: "F01"}, errs.Invalid},
			"no fault":                        {w.teacher, tickets.Report{DeviceID: panel}, errs.Invalid},
			"a fault that is not ours":        {w.teacher, tickets.Report{DeviceID: panel, Fault: "F55"}, errs.Invalid},
			"something else, but not what":    {w.teacher, tickets.Report{DeviceID: panel, Fault: "F99", Description: " "}, errs.Invalid},
			"an endless description":          {w.teacher, tickets.Report{DeviceID: panel, Fault: "F01", Description: strings.Repeat("坏", 501)}, errs.Invalid},
			"what is not a phone number":      {w.teacher, tickets.Report{DeviceID: panel, Fault: "F01", ReporterPhone: "=cmd()"}, errs.Invalid},
			"an endless key of a retry":       {w.teacher, tickets.Report{DeviceID: panel, Fault: "F01", IdempotencyKey: strings.Repeat("k", 101)}, errs.Invalid},
			"a school admin for another town": {w.admin, tickets.Report{DeviceID: far, Fault: "F01"}, errs.NotFound},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := w.tickets.Report(t.Context(), c.actor, c.in)
				refused(t, err, c.kind)
			})
		}
		if n := w.count(&models.Ticket{}, "1 = 1"); n != 0 {
			t.Errorf("%d tickets were written all the same", n)
		}
	})
}

func TestRetriedReportIsTheFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		in := tickets.Report{DeviceID: &w.panel.ID, Fault: "F02", IdempotencyKey: "from-the-phone"}
		first, err := w.tickets.Report(ctx, w.teacher, in)
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.tickets.Report(ctx, w.teacher, in)
		if err != nil || second.Ticket.ID != first.Ticket.ID || second.Again {
			t.Errorf("a retry gave %+v, %v", second, err)
		}
		other, err := w.tickets.Report(ctx, w.colleague, in) // the same key from somebody else is another report
		if err != nil || other.Ticket.ID != first.Ticket.ID || !other.Again {
			t.Errorf("a colleague's report gave %+v, %v", other, err)
		}
		if n := w.count(&models.TicketEvent{}, "1 = 1"); n != 2 {
			t.Errorf("%d events, want the report and the colleague's", n)
		}
	})
}

func TestRetriesAtOnceReportOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTown(t, db)
		in := tickets.Report{LabelToken: w.panel.LabelToken, Fault: "F02", ReporterPhone: "13800000000", IdempotencyKey: "from-the-phone"}
		failed := make(chan error)
		for range 6 {
			go func() {
				_, err := w.tickets.ReportByLabel(t.Context(), access.Actor{}, in)
				failed <- err
			}()
		}
		for range 6 {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		if n, events := w.count(&models.Ticket{}, "1 = 1"), w.count(&models.TicketEvent{}, "1 = 1"); n != 1 || events != 1 {
			t.Errorf("%d tickets with %d events, want one of each", n, events)
		}
	})
}

func TestSecondReportJoinsTheOpenTicket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		first := w.report(w.panel, "F12")
		again, err := w.tickets.Report(ctx, w.colleague, tickets.Report{DeviceID: &w.panel.ID, Fault: "F09", Description: "登录不了"})
		if err != nil || !again.Again || again.Ticket.Number != first.Number || again.Ticket.Fault != "F09" {
			t.Fatalf("%+v, %v", again, err)
		}
		if w.state(w.panel) != models.DeviceInUse {
			t.Errorf("device %s after two software faults", w.state(w.panel))
		}
		smoke, err := w.tickets.Report(ctx, w.colleague, tickets.Report{DeviceID: &w.panel.ID, Fault: "F13"})
		if err != nil || smoke.Ticket.Priority != "P0" || !smoke.Ticket.DueAt.Equal(w.clock.Add(30*time.Minute)) {
			t.Errorf("smoke waits behind a remote control: %+v, %v", smoke.Ticket, err)
		}
		if w.state(w.panel) != models.DeviceDamaged {
			t.Errorf("device %s after smoke", w.state(w.panel))
		}
		mild, err := w.tickets.Report(ctx, w.colleague, tickets.Report{DeviceID: &w.panel.ID, Fault: "F06"})
		if err != nil || mild.Ticket.Fault != "F13" {
			t.Errorf("a milder fault took over: %+v, %v", mild.Ticket, err)
		}
		d, err := w.tickets.Get(ctx, w.admin, first.ID)
		if err != nil || len(d.Events) != 4 || !strings.Contains(d.Events[1].Note, "登录不了") {
			t.Errorf("%+v, %v", d.Events, err)
		}
	})
}

func TestRoomsAreReportedToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		report := func(fault string) tickets.Reported {
			out, err := w.tickets.Report(ctx, w.teacher, tickets.Report{ClassroomID: &w.room.ID, Fault: fault})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		first, same, other := report("F07"), report("F07"), report("F06")
		if !same.Again || same.Ticket.ID != first.Ticket.ID || other.Again {
			t.Errorf("the same fault of a room: %v, another: %v", same.Again, other.Again)
		}
	})
}

func TestGuestReports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		in := tickets.Report{LabelToken: w.panel.LabelToken, Fault: "F02", Description: "我是王某 13700000000", ReporterPhone: "138 1234 1234"}
		out, err := w.tickets.ReportByLabel(ctx, access.Actor{}, in)
		if err != nil {
			t.Fatal(err)
		}
		if out.Ticket.ReporterID != nil || out.Ticket.Channel != models.ChannelLabel || out.Ticket.ReporterPhone != "13812341234" {
			t.Errorf("%+v", out.Ticket)
		}
		d := w.must(w.tickets.Accept(ctx, w.technician, out.Ticket.ID, out.Ticket.Version))
		w.must(w.tickets.Note(ctx, w.technician, d.ID, d.Version, "联系王某"))
		p, err := w.tickets.Follow(ctx, out.Follow)
		if err != nil || p.Status != models.TicketWorking || p.School != "信丰县第一小学" || p.Classroom != "教学楼三（1）班" || len(p.Steps) != 2 {
			t.Errorf("%+v, %v", p, err)
		}
		shown, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, private := range []string{"王某", "陈师傅", "1381", "1391", "1370"} {
			if strings.Contains(string(shown), private) {
				t.Errorf("who follows without signing in reads %q in %s", private, shown)
			}
		}
		label, err := w.tickets.ByLabel(ctx, w.panel.LabelToken)
		if err != nil || label.Open == nil || !label.GuestReports || label.Device != "希沃一体机" || label.Classroom != "教学楼三（1）班" {
			t.Errorf("%+v, %v", label, err)
		}
		for name, token := range map[string]string{"empty": "", "number alone": out.Ticket.Number, "wrong proof": out.Ticket.Number + ".AAAAAAAAAAAAAAAAAAAA",
			"another number": "261123-AAAAA" + out.Follow[12:]} {
			if _, err := w.tickets.Follow(ctx, token); !errs.Is(err, errs.NotFound) {
				t.Errorf("a follow token that is %s: %v", name, err)
			}
		}
	})
}

func TestGuestsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		ok := tickets.Report{LabelToken: w.panel.LabelToken, Fault: "F02", ReporterPhone: "13812341234"}
		try := func(name string, kind errs.Kind, change func(*tickets.Report)) {
			in := ok
			change(&in)
			if _, err := w.tickets.ReportByLabel(ctx, access.Actor{}, in); !errs.Is(err, kind) {
				t.Errorf("%s: %v, want kind %d", name, err, kind)
			}
		}
		try("without a phone", errs.Invalid, func(r *tickets.Report) { r.ReporterPhone = "" })
		try("with a wrong phone", errs.Invalid, func(r *tickets.Report) { r.ReporterPhone = "12345" })
		try("with a made-up label", errs.NotFound, func(r *tickets.Report) { r.LabelToken = "made-up" })
		try("without a label", errs.Invalid, func(r *tickets.Report) { r.LabelToken = "" })
		try("with a device's id beside nothing", errs.Invalid, func(r *tickets.Report) { r.LabelToken, r.DeviceID = "", &w.panel.ID })
		set := func(model any, id uint, column string, value any) {
			if err := db.Model(model).Where("id = ?", id).Update(column, value).Error; err != nil {
				t.Fatal(err)
			}
		}
		set(&models.School{}, w.school.ID, "guest_reports", false)
		try("where the school wants a sign-in", errs.Forbidden, func(*tickets.Report) {})
		if label, err := w.tickets.ByLabel(ctx, w.panel.LabelToken); err != nil || label.GuestReports {
			t.Errorf("%+v, %v", label, err)
		}
		set(&models.School{}, w.school.ID, "guest_reports", true)
		set(&models.Device{}, w.panel.ID, "state", models.DeviceRetired)
		try("for a retired device", errs.Conflict, func(*tickets.Report) {})
		set(&models.Organisation{}, w.school.ID, "retired_at", w.clock)
		try("in a closed school", errs.NotFound, func(*tickets.Report) {})
		_, err := w.tickets.ByLabel(ctx, "")
		refused(t, err, errs.NotFound)
	})
}
