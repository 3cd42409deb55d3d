package standard

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"banbantong/models"
)

// Difference is a demand that two ways to amend a standard word differently. Before or After is empty where only the
// other makes the demand.
type Difference struct {
	Criterion string `json:"criterion"` // "" for a reading, and for an addition that has not been in force
	Title     string `json:"title"`     // 内存容量（最低配置）
	Before    string `json:"before"`
	After     string `json:"after"`
}

// Differences tells what a place asks otherwise after than before, both amending this standard: readings, then criteria
// in the standard's order, then those that the place adds.
func (s *Standard) Differences(before, after models.Amendments) []Difference {
	var all []Difference
	for _, r := range s.readings {
		if was, is := s.read(r, before), s.read(r, after); was != is {
			all = append(all, Difference{Title: "口径：" + r.Question, Before: was, After: is})
		}
	}
	for _, c := range s.criteria {
		was, is := amendmentOf(before, c.ID), amendmentOf(after, c.ID)
		if reflect.DeepEqual(was, is) {
			continue
		}
		d := Difference{c.ID, c.FullTitle(), s.asked(c, was), s.asked(c, is)}
		if d.Before == d.After {
			d.Before, d.After = d.Before+s.terms(was), d.After+s.terms(is)
		}
		all = append(all, d)
	}
	return append(all, addedOtherwise(before.Added, after.Added)...)
}

// FullTitle is the title with the tier, where the criterion is of one: both tiers have criteria of the same title.
func (c Criterion) FullTitle() string { return titled(c.Title, c.Tier) }

func titled(title string, tier Tier) string {
	if tier == TierAll || tier == "" {
		return title
	}
	return title + "（" + tier.Label() + "）"
}

// read is the answer to a reading where a place amends the standard, in words.
func (s *Standard) read(r Reading, a models.Amendments) string {
	if alternative, chosen := a.Readings[r.ID]; chosen {
		r.Chosen = alternative
	}
	return r.ChosenText()
}

func amendmentOf(a models.Amendments, criterion string) models.Amendment {
	for _, one := range a.Changed {
		if one.Criterion == criterion {
			return one
		}
	}
	return models.Amendment{}
}

func (s *Standard) asked(c Criterion, a models.Amendment) string {
	if a.Required == "" {
		return c.Required
	}
	return a.Required
}

// terms are the values and the rule of an amendment, for where its words leave them out.
func (s *Standard) terms(a models.Amendment) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		parts = append(parts, s.term(name)+" "+strconv.FormatFloat(a.Values[name], 'f', -1, 64))
	}
	if a.Also != "" {
		parts = append(parts, "另须 "+a.Also)
	}
	if parts == nil {
		return ""
	}
	return "（" + strings.Join(parts, "，") + "）"
}

func addedOtherwise(before, after []models.Addition) []Difference {
	var all []Difference
	kept := map[string]bool{}
	for _, a := range after {
		d := Difference{Criterion: a.ID, Title: titled(a.Title, Tier(a.Tier)), After: a.Required}
		i := slices.IndexFunc(before, func(b models.Addition) bool { return a.ID != "" && a.ID == b.ID })
		switch {
		case i < 0:
			all = append(all, d)
			continue
		case before[i] != a:
			if d.Before = before[i].Required; d.Before == d.After {
				d.Before, d.After = fmt.Sprintf("%s（%s）", d.Before, before[i].Rule), fmt.Sprintf("%s（%s）", d.After, a.Rule)
			}
			all = append(all, d)
		}
		kept[a.ID] = true
	}
	for _, b := range before {
		if !kept[b.ID] {
			all = append(all, Difference{Criterion: b.ID, Title: titled(b.Title, Tier(b.Tier)), Before: b.Required})
		}
	}
	return all
}
