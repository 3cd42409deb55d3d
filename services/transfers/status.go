package transfers

import (
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/errs"
)

// Action is what somebody does to an order. Each leaves an event.
type Action string

const (
	ActionPropose  Action = "propose"
	ActionApprove  Action = "approve"
	ActionDecline  Action = "decline"
	ActionWithdraw Action = "withdraw"
	ActionCancel   Action = "cancel"
	ActionHandOver Action = "hand_over"
	ActionReceive  Action = "receive"
	ActionReject   Action = "reject"
)

// Label is the Chinese name of the action.
func (a Action) Label() string {
	switch a {
	case ActionPropose:
		return "拟定"
	case ActionApprove:
		return "批准"
	case ActionDecline:
		return "不批准"
	case ActionWithdraw:
		return "撤回"
	case ActionCancel:
		return "取消"
	case ActionHandOver:
		return "交出"
	case ActionReceive:
		return "接收"
	case ActionReject:
		return "拒收"
	}
	return string(a)
}

// party is what somebody is to an order; one person may be several.
type party uint8

const (
	maker    party = 1 << iota // may propose transfers between both schools
	approver                   // may approve transfers between both schools
	giver                      // signs for the school that has the devices
	receiver                   // signs for the school that gets them
	keeper                     // may approve transfers of the school that has the devices
)

func (p party) label() string {
	var names []string
	for _, one := range []struct {
		party party
		name  string
	}{{maker, "拟定单位"}, {approver, "批准单位"}, {giver, "调出学校"}, {receiver, "接收学校"}, {keeper, "调出学校的主管单位"}} {
		if p&one.party != 0 {
			names = append(names, one.name)
		}
	}
	return strings.Join(names, "、")
}

// move is a line of the state machine.
type move struct {
	action Action
	from   models.TransferStatus
	to     models.TransferStatus // "": as the devices stand afterwards, see settled
	by     party
	reason bool   // a note is compulsory
	past   string // for the audit log: "transfer.approved"
}

// moves is the whole state machine: what is not in it cannot be done. Whoever keeps the devices may end an order, also
// when the schools have come under different counties and nobody below the city is over both.
var moves = []move{
	{ActionApprove, models.TransferProposed, models.TransferApproved, approver, false, "approved"},
	{ActionDecline, models.TransferProposed, models.TransferDeclined, keeper, true, "declined"},
	{ActionWithdraw, models.TransferProposed, models.TransferWithdrawn, maker, false, "withdrawn"},
	{ActionHandOver, models.TransferApproved, models.TransferHandedOver, giver, false, "handed_over"},
	{ActionCancel, models.TransferApproved, models.TransferCancelled, keeper | giver, true, "cancelled"},
	{ActionCancel, models.TransferHandedOver, "", keeper, true, "cancelled"},
	{ActionReceive, models.TransferHandedOver, "", receiver, false, "received"},
	{ActionReject, models.TransferHandedOver, "", receiver, true, "rejected"},
}

// settled is the status of a handed-over order whose devices stand like this. What was received stays received when
// the rest is cancelled.
func settled(items []models.TransferItem) models.TransferStatus {
	has := func(status models.TransferItemStatus) bool {
		return slices.ContainsFunc(items, func(i models.TransferItem) bool { return i.Status == status })
	}
	switch {
	case has(models.ItemPending):
		return models.TransferHandedOver
	case has(models.ItemReceived):
		return models.TransferReceived
	case has(models.ItemDropped):
		return models.TransferCancelled
	}
	return models.TransferRejected
}

// decide finds the move that the action means for the order, or says why somebody who is p to it cannot make it.
func decide(t models.Transfer, p party, a Action) (move, error) {
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
			return move{}, errs.New(errs.Forbidden, "transfer-not-yours", "调拨单 %s %s，只有%s可以%s。", t.Number, t.Status.Label(), m.by.label(), a.Label())
		}
		return m, nil
	}
	if may&p == 0 {
		return move{}, errs.New(errs.Forbidden, "transfer-not-yours", "只有%s可以%s。", may.label(), a.Label())
	}
	return move{}, errs.New(errs.Conflict, "transfer-status", "调拨单 %s %s，不能%s。", t.Number, t.Status.Label(), a.Label())
}

// actions are those that somebody who is p to the order can take now, for the screens to offer.
func actions(t models.Transfer, p party) []Action {
	all := []Action{}
	for _, m := range moves {
		if _, err := decide(t, p, m.action); err == nil && !slices.Contains(all, m.action) {
			all = append(all, m.action)
		}
	}
	return all
}
