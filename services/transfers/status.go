package transfers

import (
	"slices"

	"banbantong/models"
	"banbantong/services/workflow"
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
type party = workflow.Party

const (
	maker    party = 1 << iota // may propose transfers between both schools
	approver                   // may approve transfers between both schools
	giver                      // signs for the school that has the devices
	receiver                   // signs for the school that gets them
	keeper                     // may approve transfers of the school that has the devices
)

// flow is the whole state machine: what is not in it cannot be done. A move that leads to no status leads to how the
// devices stand afterwards, see settled. Whoever keeps the devices may end an order, also when the schools have come under
// different counties and nobody below the city is over both.
var flow = workflow.Table[models.TransferStatus, Action]{
	Kind:    "transfer",
	Parties: []string{"拟定单位", "批准单位", "调出学校", "接收学校", "调出学校的主管单位"},
	Moves: []workflow.Move[models.TransferStatus, Action]{
		{Action: ActionApprove, From: models.TransferProposed, To: models.TransferApproved, By: approver, Past: "approved"},
		{Action: ActionDecline, From: models.TransferProposed, To: models.TransferDeclined, By: keeper, Reason: true, Past: "declined"},
		{Action: ActionWithdraw, From: models.TransferProposed, To: models.TransferWithdrawn, By: maker, Past: "withdrawn"},
		{Action: ActionHandOver, From: models.TransferApproved, To: models.TransferHandedOver, By: giver, Past: "handed_over"},
		{Action: ActionCancel, From: models.TransferApproved, To: models.TransferCancelled, By: keeper | giver, Reason: true, Past: "cancelled"},
		{Action: ActionCancel, From: models.TransferHandedOver, By: keeper, Reason: true, Past: "cancelled"},
		{Action: ActionReceive, From: models.TransferHandedOver, By: receiver, Past: "received"},
		{Action: ActionReject, From: models.TransferHandedOver, By: receiver, Reason: true, Past: "rejected"},
	},
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
