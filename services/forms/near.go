package forms

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// lists are the names of the lists.
func (k known) lists() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(k)), func(list string) bool { return list == "" })
}

// near are the fields that a person may have meant, as they are written in a form: first those of the same list.
func (k known) near(list, name string) []string {
	var found []string
	for _, match := range near(name, k[list]) {
		found = append(found, written(list, match))
	}
	for _, other := range append([]string{""}, k.lists()...) {
		if other != list && slices.Contains(k[other], name) && len(found) < suggestions {
			found = append(found, written(other, name))
		}
	}
	return found
}

func written(list, name string) string {
	if list == "" {
		return name
	}
	return list + "." + name
}

const suggestions = 3

// near are the names most like a text, the likest first; none that has little in common with it.
func near(text string, names []string) []string {
	type scored struct {
		name  string
		score float64
	}
	var all []scored
	for _, name := range names {
		if score := likeness(text, name); score >= 0.5 {
			all = append(all, scored{name, score})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var best []string
	for _, s := range all[:min(len(all), suggestions)] {
		best = append(best, s.name)
	}
	return best
}

// likeness is the share of the characters of two texts that they have in common and in the same order.
func likeness(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	common := make([]int, len(y)+1) // the longest common subsequence of x so far and each beginning of y
	for _, r := range x {
		before := 0
		for j, other := range y {
			at := common[j+1]
			if r == other {
				common[j+1] = before + 1
			} else {
				common[j+1] = max(common[j+1], common[j])
			}
			before = at
		}
	}
	return 2 * float64(common[len(y)]) / float64(len(x)+len(y))
}

func suggestion(names []string) string {
	if len(names) == 0 {
		return "，请对照字段说明。"
	}
	return "，是不是“" + strings.Join(names, "”“") + "”？"
}
