package submissions

import (
	"slices"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/workflow"
)

// Action is what somebody does to a submission. Each but ActionExplain leaves an event.
type Action string

const (
	ActionExplain  Action = "explain" // write remarks and explanations; figures cannot be written
	ActionSubmit   Action = "submit"
	ActionFillIn   Action = "fill_in"
	ActionWithdraw Action = "withdraw"
	ActionAccept   Action = "accept"
	ActionReturn   Action = "return"
	ActionSign     Action = "sign"
	ActionReopen   Action = "reopen"
)

// Label is the Chinese name of the action.
func (a Action) Label() string {
	switch a {
	case ActionExplain:
		return "填写说明"
	case ActionSubmit:
		return "上报"
	case ActionFillIn:
		return "代填上报"
	case ActionWithdraw:
		return "撤回"
	case ActionAccept:
		return "审核通过"
	case ActionReturn:
		return "退回"
	case ActionSign:
		return "定稿"
	case ActionReopen:
		return "重新开启"
	}
	return string(a)
}

// party is what somebody is to a submission; one person may be several.
type party = workflow.Party

const (
	owner    party = 1 << iota // holds an office in the organisation itself
	superior                   // holds an office in the organisation right above it
	guardian                   // a superior who may fill in for a school that reports to it
	proxy                      // may fill in for a school from further above
	opener                     // an owner of the organisation that opened the period
)

// parties says what the actor is to the submission of an organisation in a period.
func parties(actor access.Actor, u Unit, parent *models.Organisation) party {
	var p party
	if actor.ActsFor(access.SubmissionFill, u.Path) {
		p |= owner
	}
	if parent == nil {
		if actor.ActsFor(access.PeriodWrite, u.Path) {
			p |= opener
		}
	} else if actor.ActsFor(access.SubmissionReview, parent.Path) {
		p |= superior
	}
	if p&owner == 0 && u.Kind == models.KindSchool && actor.Scope(access.SubmissionFill).Contains(u.Path) {
		if p&superior != 0 {
			p |= guardian
		} else {
			p |= proxy
		}
	}
	return p
}

type move = workflow.Move[models.SubmissionStatus, Action]

const (
	draft     = models.SubmissionDraft
	submitted = models.SubmissionSubmitted
	returned  = models.SubmissionReturned
	accepted  = models.SubmissionAccepted
)

// flow is the whole state machine: what is not in it cannot be done. What the organisation right above fills in for a
// school is accepted with it, since nobody there could review their own work; the next level reviews the sum that it
// becomes part of.
var flow = workflow.Table[models.SubmissionStatus, Action]{
	Kind:    "submission",
	Parties: []string{"本单位", "直接上级", "直接上级", "有代填权限的上级", "开启本次上报的单位"},
	Moves: []move{
		{Action: ActionExplain, From: draft, To: draft, By: owner | guardian | proxy, Past: "explained"},
		{Action: ActionExplain, From: returned, To: returned, By: owner | guardian | proxy, Past: "explained"},
		{Action: ActionSubmit, From: draft, To: submitted, By: owner, Past: "submitted"},
		{Action: ActionSubmit, From: returned, To: submitted, By: owner, Past: "submitted"},
		{Action: ActionFillIn, From: draft, To: accepted, By: guardian, Past: "filled_in"},
		{Action: ActionFillIn, From: returned, To: accepted, By: guardian, Past: "filled_in"},
		{Action: ActionFillIn, From: draft, To: submitted, By: proxy, Past: "filled_in"},
		{Action: ActionFillIn, From: returned, To: submitted, By: proxy, Past: "filled_in"},
		{Action: ActionWithdraw, From: submitted, To: draft, By: owner, Past: "withdrawn"},
		{Action: ActionAccept, From: submitted, To: accepted, By: superior, Past: "accepted"},
		{Action: ActionReturn, From: submitted, To: returned, By: superior, Reason: true, Past: "returned"},
		{Action: ActionReturn, From: accepted, To: returned, By: superior, Reason: true, Past: "returned"}, // the late correction
		{Action: ActionSign, From: submitted, To: accepted, By: opener, Past: "signed"},
		{Action: ActionReopen, From: accepted, To: submitted, By: opener, Reason: true, Past: "reopened"},
	},
}

// staleFlow is that of a sum that is out of date: it is made anew without waiting to be returned.
var staleFlow = workflow.Table[models.SubmissionStatus, Action]{Kind: flow.Kind, Parties: flow.Parties, Moves: slices.Concat(flow.Moves, []move{
	{Action: ActionExplain, From: submitted, To: submitted, By: owner | guardian | proxy, Past: "explained"},
	{Action: ActionExplain, From: accepted, To: accepted, By: owner | guardian | proxy, Past: "explained"},
	{Action: ActionSubmit, From: submitted, To: submitted, By: owner, Past: "submitted"}, // a sum is made anew without waiting to be returned
	{Action: ActionSubmit, From: accepted, To: submitted, By: owner, Past: "submitted"},
	{Action: ActionFillIn, From: submitted, To: accepted, By: guardian, Past: "filled_in"},
	{Action: ActionFillIn, From: accepted, To: accepted, By: guardian, Past: "filled_in"},
	{Action: ActionFillIn, From: submitted, To: submitted, By: proxy, Past: "filled_in"},
	{Action: ActionFillIn, From: accepted, To: submitted, By: proxy, Past: "filled_in"},
})}

func flowOf(sub models.Submission) workflow.Table[models.SubmissionStatus, Action] {
	if sub.Stale {
		return staleFlow
	}
	return flow
}

// decide finds the move that the action means for the submission, or says why the actor, who is p to it, cannot make it.
func decide(sub models.Submission, name string, p party, a Action, actor access.Actor) (move, error) {
	m, err := flowOf(sub).Decide("“"+name+"”的上报", sub.Status, p, a)
	switch {
	case err != nil:
		return m, err
	case a == ActionAccept && actor.UserID != 0 && sub.FrozenBy != nil && *sub.FrozenBy == actor.UserID:
		return m, errs.New(errs.Forbidden, "own-submission", "“%s”的数据由您本人填报，须由他人审核。", name)
	case a == ActionSign && sub.Stale:
		return m, errs.New(errs.Conflict, "submission-stale", "下级数据已有变化，“%s”的汇总已过期，请重新上报后再定稿。", name)
	}
	return m, nil
}

// actions are those that the actor, who is p to the submission, can take now, for the screens to offer.
func actions(sub models.Submission, p party, actor access.Actor) []Action {
	return slices.DeleteFunc(flowOf(sub).Actions(sub.Status, p), func(a Action) bool {
		_, err := decide(sub, "", p, a, actor)
		return err != nil
	})
}
