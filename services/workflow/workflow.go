// Package workflow is the shape of every table that says who may do what, and when: to a ticket, a transfer order, an
// application for disposal, a submission. What such a table says, and what a step changes, is for the package whose table
// it is.
package workflow

import (
	"slices"
	"strings"

	"banbantong/services/errs"
)

// Word is a status or an action: a code with a Chinese name.
type Word interface {
	~string
	Label() string
}

// Party is what somebody is to a piece of work: bits, for one person may be several.
type Party uint8

// Move is one line of a table.
type Move[S, A Word] struct {
	Action A
	From   S
	To     S
	By     Party  // any of these
	Reason bool   // a note is compulsory
	Past   string // for the audit log: "accepted"
}

// Table is all that can be done to work of a kind: what is not in it cannot be. Where several lines fit, the first holds.
type Table[S, A Word] struct {
	Kind    string   // of the work, for the codes of errors: "ticket"
	Parties []string // the Chinese names of the parties, from the lowest bit on
	Moves   []Move[S, A]
}

// Decide finds the move that an action means for the work, which stands at a status, or says why somebody who is is to it
// cannot make it: a Conflict for the status, Forbidden for the person. what names the work before its status: "工单 261123-7KQ4M ".
func (t Table[S, A]) Decide(what string, status S, is Party, a A) (Move[S, A], error) {
	var ever, now Party
	for _, m := range t.Moves {
		if m.Action != a {
			continue
		}
		ever |= m.By
		if m.From != status {
			continue
		}
		now |= m.By
		if m.By&is != 0 {
			return m, nil
		}
	}
	none := Move[S, A]{}
	switch {
	case now != 0:
		return none, errs.New(errs.Forbidden, t.Kind+"-not-yours", "%s%s，只有%s可以%s。", what, status.Label(), t.names(now), a.Label())
	case ever&is == 0 && ever != 0:
		return none, errs.New(errs.Forbidden, t.Kind+"-not-yours", "%s，只有%s可以%s。", strings.TrimSpace(what), t.names(ever), a.Label())
	}
	return none, errs.New(errs.Conflict, t.Kind+"-status", "%s%s，不能%s。", what, status.Label(), a.Label())
}

// Actions are those that somebody who is is to the work can take now, for the screens to offer.
func (t Table[S, A]) Actions(status S, is Party) []A {
	all := []A{}
	for _, m := range t.Moves {
		if m.From == status && m.By&is != 0 && !slices.Contains(all, m.Action) {
			all = append(all, m.Action)
		}
	}
	return all
}

// names are the parties in words: 维修人员、报修人.
func (t Table[S, A]) names(of Party) string {
	var names []string
	for i, name := range t.Parties {
		if of&(1<<i) != 0 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "、")
}

// Note is what somebody says to the move, see Note.
func (m Move[S, A]) Note(text string) (string, error) {
	if m.Reason && strings.TrimSpace(text) == "" {
		return "", errs.InvalidFields(errs.Field{Location: "note", Message: "请填写" + m.Action.Label() + "的理由或说明。"})
	}
	return Note(text)
}

// mostNote is how many characters somebody may say.
const mostNote = 500

// Note is what somebody says, in the field "note" of a request, in at most mostNote characters.
func Note(text string) (string, error) {
	text = strings.TrimSpace(text)
	var check errs.Check
	check.That(len([]rune(text)) <= mostNote, "note", "说明最多 %d 个字。", mostNote)
	return text, check.Err()
}
