package tickets

import (
	"slices"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/workflow"
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
type party = workflow.Party

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

// flow is the whole state machine: what is not in it cannot be done.
var flow = workflow.Table[models.TicketStatus, Action]{
	Kind:    "ticket",
	Parties: []string{"维修人员", "负责此工单的维修人员", "学校或上级管理员", "学校或上级管理员", "报修人"},
	Moves: []move{
		{Action: ActionAccept, From: models.TicketOpen, To: models.TicketWorking, By: worker, Past: "accepted"},
		{Action: ActionDispatch, From: models.TicketOpen, To: models.TicketWorking, By: dispatcher, Past: "dispatched"},
		{Action: ActionDispatch, From: models.TicketWorking, To: models.TicketWorking, By: dispatcher, Past: "dispatched"}, // to somebody else
		{Action: ActionFinish, From: models.TicketWorking, To: models.TicketFinished, By: technician | dispatcher, Past: "finished"},
		{Action: ActionConfirm, From: models.TicketFinished, To: models.TicketDone, By: confirmer | reporter, Past: "confirmed"},
		{Action: ActionReturn, From: models.TicketFinished, To: models.TicketWorking, By: confirmer | reporter, Reason: true, Past: "returned"},
		{Action: ActionReopen, From: models.TicketDone, To: models.TicketWorking, By: confirmer | reporter, Reason: true, Past: "reopened"},
		{Action: ActionCancel, From: models.TicketOpen, To: models.TicketCancelled, By: dispatcher | reporter, Reason: true, Past: "cancelled"},
		{Action: ActionCancel, From: models.TicketWorking, To: models.TicketCancelled, By: dispatcher, Reason: true, Past: "cancelled"},
		{Action: ActionNote, From: models.TicketOpen, To: models.TicketOpen, By: worker | dispatcher | confirmer | reporter, Reason: true, Past: "noted"},
		{Action: ActionNote, From: models.TicketWorking, To: models.TicketWorking, By: technician | dispatcher | confirmer | reporter, Reason: true, Past: "noted"},
		{Action: ActionNote, From: models.TicketFinished, To: models.TicketFinished, By: technician | dispatcher | confirmer | reporter, Reason: true, Past: "noted"},
	},
}

type move = workflow.Move[models.TicketStatus, Action]

// reopenWithin is how long a repaired ticket may be opened again; after that it is a new fault.
const reopenWithin = 30 * 24 * time.Hour

// decide finds the move that the action means for the ticket, or says why somebody who is p to it cannot make it.
func decide(t models.Ticket, p party, a Action, now time.Time) (move, error) {
	m, err := flow.Decide("工单 "+t.Number+" ", t.Status, p, a)
	if err == nil && a == ActionReopen && (t.ClosedAt == nil || now.Sub(*t.ClosedAt) > reopenWithin) {
		err = errs.New(errs.Conflict, "ticket-too-old", "工单 %s 完成已超过 30 天，请重新报修。", t.Number)
	}
	return m, err
}

// actions are those that somebody who is p to the ticket can take now, for the screens to offer.
func actions(t models.Ticket, p party, now time.Time) []Action {
	return slices.DeleteFunc(flow.Actions(t.Status, p), func(a Action) bool {
		_, err := decide(t, p, a, now)
		return err != nil
	})
}

// closed says whether nothing more happens to a ticket unless it is opened again.
func closed(s models.TicketStatus) bool {
	return s == models.TicketDone || s == models.TicketCancelled
}
