package workflow

import (
	"slices"
	"strings"
	"testing"

	"banbantong/services/errs"
)

type status string

func (s status) Label() string { return map[status]string{"open": "待办", "done": "已办"}[s] }

type action string

func (a action) Label() string { return map[action]string{"do": "办理", "undo": "撤销"}[a] }

const (
	clerk Party = 1 << iota
	chief
	head // whom refusals call what chief is called
)

var table = Table[status, action]{Kind: "work", Parties: []string{"经办人", "负责人", "负责人"}, Moves: []Move[status, action]{
	{Action: "do", From: "open", To: "done", By: clerk, Past: "done"},
	{Action: "do", From: "open", To: "open", By: clerk | chief, Past: "looked_at"},
	{Action: "undo", From: "done", To: "open", By: chief | head, Reason: true, Past: "undone"},
}}

func TestDecide(t *testing.T) {
	for name, c := range map[string]struct {
		at     status
		is     Party
		action action
		past   string
		kind   errs.Kind
		says   string
	}{
		"the first line that fits holds":            {"open", clerk | chief, "do", "done", 0, ""},
		"whom the first line does not fit":          {"open", chief, "do", "looked_at", 0, ""},
		"another party is told whose it is":         {"open", head, "do", "", errs.Forbidden, "工单 7 待办，只有经办人、负责人可以办理。"},
		"whoever never may is told so, not when":    {"open", clerk, "undo", "", errs.Forbidden, "工单 7，只有负责人可以撤销。"},
		"whoever may is told that it is not time":   {"open", head, "undo", "", errs.Conflict, "工单 7 待办，不能撤销。"},
		"an action that the table does not know of": {"open", clerk, "burn", "", errs.Conflict, "工单 7 待办，不能。"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := table.Decide("工单 7 ", c.at, c.is, c.action)
			if m.Past != c.past || (err == nil) != (c.past != "") {
				t.Fatalf("%q, %v, want %q", m.Past, err, c.past)
			}
			if err != nil && (!errs.Is(err, c.kind) || !strings.HasSuffix(err.Error(), ": "+c.says)) {
				t.Errorf("%v, want kind %d and %q", err, c.kind, c.says)
			}
		})
	}
}

func TestActionsAreWhatDecideAllows(t *testing.T) {
	for is := Party(0); is < 1<<3; is++ {
		for _, at := range []status{"open", "done"} {
			offered := table.Actions(at, is)
			for _, a := range []action{"do", "undo"} {
				_, err := table.Decide("", at, is, a)
				if n := len(slices.DeleteFunc(slices.Clone(offered), func(b action) bool { return b != a })); n > 1 || (n == 1) != (err == nil) {
					t.Errorf("%s at %s by %b: offered %d times, %v", a, at, is, n, err)
				}
			}
		}
	}
}

func TestNote(t *testing.T) {
	undo := table.Moves[2]
	if _, err := undo.Note(" \n"); !errs.Is(err, errs.Invalid) {
		t.Errorf("no reason: %v", err)
	}
	if note, err := undo.Note(" 报错了 "); note != "报错了" || err != nil {
		t.Errorf("%q, %v", note, err)
	}
	if _, err := table.Moves[0].Note(strings.Repeat("长", 501)); !errs.Is(err, errs.Invalid) {
		t.Errorf("501 characters: %v", err)
	}
}
