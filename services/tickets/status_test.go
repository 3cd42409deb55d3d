package tickets

import (
	"slices"
	"strings"
	"testing"
	"time"

	"banbantong/models"
	"banbantong/services/errs"
)

// TestStateMachine holds every status against every action by everybody. A row lists, for each status, who may take the
// action then: w worker, t technician, d dispatcher, c confirmer, r reporter; everybody else is refused.
func TestStateMachine(t *testing.T) {
	statuses := []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished, models.TicketDone, models.TicketCancelled}
	table := map[Action][]string{
		//              open    working finished done cancelled
		ActionAccept:   {"w", "", "", "", ""},
		ActionDispatch: {"d", "d", "", "", ""},
		ActionFinish:   {"", "td", "", "", ""},
		ActionConfirm:  {"", "", "cr", "", ""},
		ActionReturn:   {"", "", "cr", "", ""},
		ActionReopen:   {"", "", "", "cr", ""},
		ActionCancel:   {"dr", "d", "", "", ""},
		ActionNote:     {"wdcr", "tdcr", "tdcr", "", ""},
		ActionReport:   {"", "", "", "", ""},
	}
	leads := map[Action]models.TicketStatus{ActionAccept: models.TicketWorking, ActionDispatch: models.TicketWorking,
		ActionFinish: models.TicketFinished, ActionConfirm: models.TicketDone, ActionReturn: models.TicketWorking,
		ActionReopen: models.TicketWorking, ActionCancel: models.TicketCancelled}
	everybody := map[string]party{"w": worker, "t": technician, "d": dispatcher, "c": confirmer, "r": reporter, "nobody": 0}
	closedAt := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for action, row := range table {
		for i, status := range statuses {
			ticket := models.Ticket{Number: "261123-7KQ4M", Status: status, ClosedAt: &closedAt}
			for letter, p := range everybody {
				m, err := decide(ticket, p, action, closedAt.Add(time.Hour))
				allowed := strings.Contains(row[i], letter)
				if allowed != (err == nil) {
					t.Errorf("%s by %s while %s: %v, want allowed %v", action, letter, status, err, allowed)
				}
				if err != nil && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Forbidden) {
					t.Errorf("%s by %s while %s: %v is neither a conflict nor forbidden", action, letter, status, err)
				}
				if offered := slices.Contains(actions(ticket, p, closedAt.Add(time.Hour)), action); offered != allowed {
					t.Errorf("%s by %s while %s: offered %v, want %v", action, letter, status, offered, allowed)
				}
				want, moves := leads[action]
				if allowed && moves && m.To != want {
					t.Errorf("%s while %s leads to %s, want %s", action, status, m.To, want)
				}
				if allowed && !moves && m.To != status {
					t.Errorf("%s while %s leads to %s, want it to stay", action, status, m.To)
				}
			}
		}
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	long := now.Add(-31 * 24 * time.Hour)
	for name, c := range map[string]struct {
		ticket models.Ticket
		by     party
		action Action
		kind   errs.Kind
		want   string
	}{
		"a done ticket cannot be dispatched":               {models.Ticket{Status: models.TicketDone}, dispatcher, ActionDispatch, errs.Conflict, "已完成，不能派工"},
		"a cancelled ticket cannot be opened again":        {models.Ticket{Status: models.TicketCancelled}, confirmer, ActionReopen, errs.Conflict, "已取消，不能重新打开"},
		"a ticket done a month ago cannot be opened again": {models.Ticket{Status: models.TicketDone, ClosedAt: &long}, confirmer, ActionReopen, errs.Conflict, "超过 30 天"},
		"the technician does not confirm the own work":     {models.Ticket{Status: models.TicketFinished}, worker | technician, ActionConfirm, errs.Forbidden, "学校或上级管理员、报修人"},
		"a reporter cannot cancel what is being repaired":  {models.Ticket{Status: models.TicketWorking}, reporter, ActionCancel, errs.Forbidden, "只有学校或上级管理员"},
		"another technician cannot finish":                 {models.Ticket{Status: models.TicketWorking}, worker, ActionFinish, errs.Forbidden, "负责此工单的维修人员"},
		"an accepted ticket cannot be accepted twice":      {models.Ticket{Status: models.TicketWorking}, worker, ActionAccept, errs.Conflict, "处理中，不能接单"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decide(c.ticket, c.by, c.action, now)
			if !errs.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want kind %d with %q", err, c.kind, c.want)
			}
		})
	}
}

func TestDeviceFollowsItsTicket(t *testing.T) {
	const hardware, software = "F02", "F09"
	const use, idle, damaged, repairing, toRetire, retired = models.DeviceInUse, models.DeviceIdle, models.DeviceDamaged,
		models.DeviceRepairing, models.DeviceToRetire, models.DeviceRetired
	for name, c := range map[string]struct {
		action             Action
		fault              string
		status             models.TicketStatus
		before, is, expect models.DeviceState
		was, outcome       models.TicketOutcome
	}{
		"a hardware fault damages":                                   {ActionReport, hardware, models.TicketOpen, use, use, damaged, "", ""},
		"a hardware fault damages a device in store":                 {ActionReport, hardware, models.TicketOpen, idle, idle, damaged, "", ""},
		"a software fault does not":                                  {ActionReport, software, models.TicketOpen, use, use, use, "", ""},
		"a graver report during the repair shows repairing":          {ActionReportAgain, hardware, models.TicketWorking, use, use, repairing, "", ""},
		"what waits for disposal stays so when reported":             {ActionReport, hardware, models.TicketOpen, toRetire, toRetire, toRetire, "", ""},
		"accepting starts the repair":                                {ActionAccept, hardware, models.TicketWorking, use, damaged, repairing, "", ""},
		"accepting a software ticket changes nothing":                {ActionAccept, software, models.TicketWorking, use, use, use, "", ""},
		"finishing keeps it under repair until confirmed":            {ActionFinish, hardware, models.TicketFinished, use, repairing, repairing, "", models.OutcomeRepaired},
		"what cannot be repaired waits for disposal":                 {ActionFinish, hardware, models.TicketFinished, use, repairing, toRetire, "", models.OutcomeScrap},
		"what was replaced waits for disposal":                       {ActionFinish, software, models.TicketFinished, use, use, toRetire, "", models.OutcomeReplaced},
		"confirming puts it to use":                                  {ActionConfirm, hardware, models.TicketDone, use, repairing, use, models.OutcomeRepaired, models.OutcomeRepaired},
		"confirming puts what was damaged before to use":             {ActionConfirm, hardware, models.TicketDone, damaged, repairing, use, models.OutcomeRepaired, models.OutcomeRepaired},
		"confirming puts a device of the store back":                 {ActionConfirm, hardware, models.TicketDone, idle, repairing, idle, models.OutcomeRepaired, models.OutcomeRepaired},
		"confirming a scrapped device leaves it to disposal":         {ActionConfirm, hardware, models.TicketDone, use, toRetire, toRetire, models.OutcomeScrap, models.OutcomeScrap},
		"confirming does not overrule a state set by hand":           {ActionConfirm, hardware, models.TicketDone, use, idle, idle, models.OutcomeRepaired, models.OutcomeRepaired},
		"a returned repair goes on":                                  {ActionReturn, hardware, models.TicketWorking, use, toRetire, repairing, models.OutcomeScrap, ""},
		"a returned software ticket takes the disposal back":         {ActionReturn, software, models.TicketWorking, use, toRetire, use, models.OutcomeScrap, ""},
		"a reopened repair goes on":                                  {ActionReopen, hardware, models.TicketWorking, use, use, repairing, models.OutcomeRepaired, ""},
		"cancelling restores":                                        {ActionCancel, hardware, models.TicketCancelled, use, damaged, use, "", ""},
		"cancelling restores damage that was there before":           {ActionCancel, hardware, models.TicketCancelled, damaged, repairing, damaged, "", ""},
		"cancelling does not overrule a state set by hand":           {ActionCancel, hardware, models.TicketCancelled, use, idle, idle, "", ""},
		"a retired device stays retired when the ticket is finished": {ActionFinish, hardware, models.TicketFinished, use, retired, retired, "", models.OutcomeScrap},
		"a retired device stays retired when the ticket is reopened": {ActionReopen, hardware, models.TicketWorking, use, retired, retired, models.OutcomeRepaired, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ticket := models.Ticket{Fault: c.fault, Status: c.status, StateBefore: c.before, Outcome: c.outcome}
			if got := stateAfter(c.action, ticket, c.was, c.is); got != c.expect {
				t.Errorf("%s, want %s", got, c.expect)
			}
		})
	}
}

func TestDueAt(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, models.ChinaTime)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, c := range map[string]struct {
		priority   Priority
		from, want string
	}{
		"safety within half an hour":                {P0, "2026-11-23 09:00", "2026-11-23 09:30"},
		"urgent the same day":                       {P1, "2026-11-23 09:00", "2026-11-23 13:00"},
		"urgent to the last minute of the day":      {P1, "2026-11-23 14:00", "2026-11-23 18:00"},
		"urgent runs over into the next morning":    {P1, "2026-11-23 15:30", "2026-11-24 09:30"},
		"reported before eight counts from eight":   {P1, "2026-11-23 06:15", "2026-11-23 12:00"},
		"reported at night counts from the morning": {P0, "2026-11-23 21:00", "2026-11-24 08:30"},
		"reported at closing time":                  {P0, "2026-11-23 18:00", "2026-11-24 08:30"},
		"Friday evening counts from Monday":         {P1, "2026-11-27 18:30", "2026-11-30 12:00"},
		"Saturday counts from Monday":               {P0, "2026-11-28 10:00", "2026-11-30 08:30"},
		"ordinary is two days and four hours":       {P2, "2026-11-23 08:00", "2026-11-25 12:00"},
		"low is more than a week":                   {P3, "2026-11-23 08:00", "2026-12-02 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := DueAt(c.priority, at(c.from).UTC()); !got.Equal(at(c.want)) {
				t.Errorf("%s, want %s", got.In(models.ChinaTime), c.want)
			}
		})
	}
}

func TestFaultsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Faults() {
		if f.Label == "" || f.FirstAid == "" || f.Icon == "" || f.Priority.Label() == string(f.Priority) {
			t.Errorf("%s lacks a text: %+v", f.Code, f)
		}
		if seen[f.Code] || seen[f.Icon] {
			t.Errorf("%s or its icon stands twice", f.Code)
		}
		seen[f.Code], seen[f.Icon] = true, true
		if f.graver(f) {
			t.Errorf("%s is graver than itself", f.Code)
		}
	}
}

func TestMask(t *testing.T) {
	for phone, want := range map[string]string{"13812341234": "138****1234", "0797-1234567": "079****4567", "110": "", "": ""} {
		if got := Mask(phone); got != want {
			t.Errorf("Mask(%q) = %q, want %q", phone, got, want)
		}
	}
}
