package tickets

import (
	"slices"
	"strings"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Action is what somebody does to a ticket. Each leaves an event.
type Action string

const (
	ActionReport      Action = "report"
	ActionReportAgain Action = "report_again" // of a device that has an open ticket
	ActionAccept      Action = "accept"
	ActionDispatch    Action = "dispatch"
	ActionFinish      Action = "finish"
	ActionConfirm     Action = "confirm"
	ActionReturn      Action = "return"
	ActionReopen      Action = "reopen"
	ActionCancel      Action = "cancel"
	ActionNote        Action = "note"
)

// Label is the Chinese name of the action.
func (a Action) Label() string {
	switch a {
	case ActionReport:
		return "报修"
	case ActionReportAgain:
		return "再次报修"
	case ActionAccept:
		return "接单"
	case ActionDispatch:
		return "派工"
	case ActionFinish:
		return "完成维修"
	case ActionConfirm:
		return "确认修复"
	case ActionReturn:
		return "退回返修"
	case ActionReopen:
		return "重新打开"
	case ActionCancel:
		return "取消"
	case ActionNote:
		return "补充说明"
	}
	return string(a)
}

// party is what somebody is to a ticket; one person may be several.
type party uint8

const (
	worker     party = 1 << iota // may repair in the ticket's school
	technician                   // has accepted it or was sent
	dispatcher                   // may send technicians to the school
	confirmer                    // speaks for the school
	reporter                     // reported it
)

// parties says what the actor is to the ticket of the school with this path. Who mended it does not speak for those
// who reported it, unless that person speaks for the school.
func parties(actor access.Actor, t models.Ticket, path string) party {
	var p party
	add := func(is bool, as party) {
		if is {
			p |= as
		}
	}
	in := func(permission access.Permission) bool { return actor.Scope(permission).Contains(path) }
	is := func(id *uint) bool { return id != nil && actor.UserID != 0 && *id == actor.UserID }
	mender := is(t.TechnicianID) && in(access.TicketWork)
	add(in(access.TicketWork), worker)
	add(mender, technician)
	add(in(access.TicketDispatch), dispatcher)
	add(in(access.TicketConfirm), confirmer)
	add(is(t.ReporterID) && in(access.TicketReport) && !mender, reporter)
	return p
}

func (p party) label() string {
	var names []string
	for _, one := range []struct {
		party party
		name  string
	}{{worker, "维修人员"}, {technician, "负责此工单的维修人员"}, {dispatcher, "学校或上级管理员"}, {confirmer, "学校或上级管理员"}, {reporter, "报修人"}} {
		if p&one.party != 0 && !slices.Contains(names, one.name) {
			names = append(names, one.name)
		}
	}
	return strings.Join(names, "、")
}

// move is a line of the state machine.
type move struct {
	action Action
	from   models.TicketStatus
	to     models.TicketStatus
	by     party
	reason bool   // a note is compulsory
	past   string // for the audit log: "ticket.accepted"
}

// moves is the whole state machine: what is not in it cannot be done.
var moves = []move{
	{ActionAccept, models.TicketOpen, models.TicketWorking, worker, false, "accepted"},
	{ActionDispatch, models.TicketOpen, models.TicketWorking, dispatcher, false, "dispatched"},
	{ActionDispatch, models.TicketWorking, models.TicketWorking, dispatcher, false, "dispatched"}, // to somebody else
	{ActionFinish, models.TicketWorking, models.TicketFinished, technician | dispatcher, false, "finished"},
	{ActionConfirm, models.TicketFinished, models.TicketDone, confirmer | reporter, false, "confirmed"},
	{ActionReturn, models.TicketFinished, models.TicketWorking, confirmer | reporter, true, "returned"},
	{ActionReopen, models.TicketDone, models.TicketWorking, confirmer | reporter, true, "reopened"},
	{ActionCancel, models.TicketOpen, models.TicketCancelled, dispatcher | reporter, true, "cancelled"},
	{ActionCancel, models.TicketWorking, models.TicketCancelled, dispatcher, true, "cancelled"},
	{ActionNote, models.TicketOpen, models.TicketOpen, worker | dispatcher | confirmer | reporter, true, "noted"},
	{ActionNote, models.TicketWorking, models.TicketWorking, technician | dispatcher | confirmer | reporter, true, "noted"},
	{ActionNote, models.TicketFinished, models.TicketFinished, technician | dispatcher | confirmer | reporter, true, "noted"},
}

// reopenWithin is how long a repaired ticket may be opened again; after that it is a new fault.
const reopenWithin = 30 * 24 * time.Hour

// decide finds the move that the action means for the ticket, or says why somebody who is p to it cannot make it.
func decide(t models.Ticket, p party, a Action, now time.Time) (move, error) {
	var may party
	for _, m := range moves {
		if m.action != a {
			continue
		}
		may |= m.by
		if m.from != t.Status {
			continue
		}
		if m.by&p == 0 {
			return move{}, errs.New(errs.Forbidden, "ticket-not-yours", "工单 %s %s，只有%s可以%s。", t.Number, t.Status.Label(), m.by.label(), a.Label())
		}
		if a == ActionReopen && (t.ClosedAt == nil || now.Sub(*t.ClosedAt) > reopenWithin) {
			return move{}, errs.New(errs.Conflict, "ticket-too-old", "工单 %s 完成已超过 30 天，请重新报修。", t.Number)
		}
		return m, nil
	}
	if may&p == 0 {
		return move{}, errs.New(errs.Forbidden, "ticket-not-yours", "只有%s可以%s。", may.label(), a.Label())
	}
	return move{}, errs.New(errs.Conflict, "ticket-status", "工单 %s %s，不能%s。", t.Number, t.Status.Label(), a.Label())
}

// Actions are those that somebody who is p to the ticket can take now, for the screens to offer.
func actions(t models.Ticket, p party, now time.Time) []Action {
	var all []Action
	for _, m := range moves {
		if _, err := decide(t, p, m.action, now); err == nil && !slices.Contains(all, m.action) {
			all = append(all, m.action)
		}
	}
	return all
}

// closed says whether nothing more happens to a ticket unless it is opened again.
func closed(s models.TicketStatus) bool {
	return s == models.TicketDone || s == models.TicketCancelled
}
