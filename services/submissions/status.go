package submissions

import (
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
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
type party uint8

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

func (p party) label() string {
	var names []string
	for _, one := range []struct {
		party party
		name  string
	}{{owner, "本单位"}, {superior, "直接上级"}, {guardian, "直接上级"}, {proxy, "有代填权限的上级"}, {opener, "开启本次上报的单位"}} {
		if p&one.party != 0 && !slices.Contains(names, one.name) {
			names = append(names, one.name)
		}
	}
	return strings.Join(names, "、")
}

// move is a line of the state machine.
type move struct {
	action Action
	from   models.SubmissionStatus
	to     models.SubmissionStatus
	by     party
	past   string // for the audit log: "submission.submitted"
	stale  bool   // only of a sum that is out of date
	reason bool   // a note is compulsory
}

const (
	draft     = models.SubmissionDraft
	submitted = models.SubmissionSubmitted
	returned  = models.SubmissionReturned
	accepted  = models.SubmissionAccepted
)

// moves is the whole state machine: what is not in it cannot be done. Where several lines fit, the first one holds. What
// the organisation right above fills in for a school is accepted with it, since nobody there could review their own
// work; the next level reviews the sum that it becomes part of.
var moves = []move{
	{ActionExplain, draft, draft, owner | guardian | proxy, "explained", false, false},
	{ActionExplain, returned, returned, owner | guardian | proxy, "explained", false, false},
	{ActionExplain, submitted, submitted, owner | guardian | proxy, "explained", true, false},
	{ActionExplain, accepted, accepted, owner | guardian | proxy, "explained", true, false},

	{ActionSubmit, draft, submitted, owner, "submitted", false, false},
	{ActionSubmit, returned, submitted, owner, "submitted", false, false},
	{ActionSubmit, submitted, submitted, owner, "submitted", true, false}, // a sum is made anew without waiting to be returned
	{ActionSubmit, accepted, submitted, owner, "submitted", true, false},

	{ActionFillIn, draft, accepted, guardian, "filled_in", false, false},
	{ActionFillIn, returned, accepted, guardian, "filled_in", false, false},
	{ActionFillIn, submitted, accepted, guardian, "filled_in", true, false},
	{ActionFillIn, accepted, accepted, guardian, "filled_in", true, false},
	{ActionFillIn, draft, submitted, proxy, "filled_in", false, false},
	{ActionFillIn, returned, submitted, proxy, "filled_in", false, false},
	{ActionFillIn, submitted, submitted, proxy, "filled_in", true, false},
	{ActionFillIn, accepted, submitted, proxy, "filled_in", true, false},

	{ActionWithdraw, submitted, draft, owner, "withdrawn", false, false},
	{ActionAccept, submitted, accepted, superior, "accepted", false, false},
	{ActionReturn, submitted, returned, superior, "returned", false, true},
	{ActionReturn, accepted, returned, superior, "returned", false, true}, // the late correction

	{ActionSign, submitted, accepted, opener, "signed", false, false},
	{ActionReopen, accepted, submitted, opener, "reopened", false, true},
}

// decide finds the move that the action means for the submission, or says why the actor, who is p to it, cannot make it.
func decide(sub models.Submission, name string, p party, a Action, actor access.Actor) (move, error) {
	var may party
	for _, m := range moves {
		if m.action != a {
			continue
		}
		may |= m.by
		if m.from != sub.Status || m.by&p == 0 || m.stale && !sub.Stale {
			continue
		}
		if a == ActionAccept && actor.UserID != 0 && sub.FrozenBy != nil && *sub.FrozenBy == actor.UserID {
			return move{}, errs.New(errs.Forbidden, "own-submission", "“%s”的数据由您本人填报，须由他人审核。", name)
		}
		if a == ActionSign && sub.Stale {
			return move{}, errs.New(errs.Conflict, "submission-stale", "下级数据已有变化，“%s”的汇总已过期，请重新上报后再定稿。", name)
		}
		return m, nil
	}
	if may&p == 0 {
		return move{}, errs.New(errs.Forbidden, "submission-not-yours", "“%s”的上报，只有%s可以%s。", name, may.label(), a.Label())
	}
	return move{}, errs.New(errs.Conflict, "submission-status", "“%s”的上报%s，不能%s。", name, sub.Status.Label(), a.Label())
}

// actions are those that the actor, who is p to the submission, can take now, for the screens to offer.
func actions(sub models.Submission, p party, actor access.Actor) []Action {
	var all []Action
	for _, m := range moves {
		if _, err := decide(sub, "", p, m.action, actor); err == nil && !slices.Contains(all, m.action) {
			all = append(all, m.action)
		}
	}
	return all
}
