package renewal

import (
	"cmp"
	"slices"
)

// item is something that is worth value and costs cents, all or nothing. Both are positive, value is below 2^22 and
// cents are below 2^40, so that their products fit into 64 bits.
type item struct {
	value, cents int64
}

// choice is which items to take. No choice is worth more than bound.
type choice struct {
	taken        []bool
	value, cents int64
	bound        int64
}

// exact says whether no choice is worth more than this one.
func (c choice) exact() bool { return c.value == c.bound }

// mostStates bounds a search to some seconds and some 100 MB. It counts the states of every step.
const mostStates = 4_000_000

// choose solves the 0-1 knapsack problem. It is a dynamic program over a growing core (Pisinger's MINKNAP): items are
// sorted by what they are worth for a yuan; only those about the break item, up to which a greedy choice fits, are ever
// in doubt, and a state whose linear bound is no better than the best choice found is dropped. It ends when no state
// is left, which proves the choice; or with mostStates, and then bound is the best of their linear bounds.
//
// It is ours because no kept Go library does this: gonum has linear programs and no integer ones, and what wraps a
// solver written in C would end the single binary. It beats a general solver here anyway.
func choose(items []item, budget int64) choice {
	k := newKnapsack(items, budget)
	for len(k.states) > 0 && (k.left > 0 || k.right < len(k.order)) {
		if k.seen > mostStates {
			return k.choice(k.bestBound())
		}
		if k.right < len(k.order) {
			k.decide(k.right, 1)
			k.right++
			k.prune()
		}
		if k.left > 0 {
			k.left--
			k.decide(k.left, -1)
			k.prune()
		}
	}
	return k.choice(k.best.value)
}

// state is a choice that differs from the greedy one inside the core.
type state struct {
	value, cents int64
	last         *flip
}

// flip is one item that a state takes or leaves otherwise than the greedy choice, and those before it.
type flip struct {
	place int // in order
	prior *flip
}

type knapsack struct {
	items       []item
	order       []int // indexes of items, the best for its money first
	budget      int64
	brk         int     // the items before it in order are the greedy choice
	left, right int     // the core is order[left:right]
	states      []state // by rising cents and rising value: no other is better and cheaper
	spare       []state
	best        state
	seen        int
}

func newKnapsack(items []item, budget int64) *knapsack {
	k := &knapsack{items: items, budget: budget, order: make([]int, 0, len(items))}
	for i := range items {
		if items[i].cents <= budget {
			k.order = append(k.order, i)
		}
	}
	slices.SortStableFunc(k.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(items[b].value*items[a].cents, items[a].value*items[b].cents), cmp.Compare(items[a].cents, items[b].cents))
	})
	var greedy state
	for k.brk < len(k.order) && greedy.cents+k.at(k.brk).cents <= budget {
		greedy.value += k.at(k.brk).value
		greedy.cents += k.at(k.brk).cents
		k.brk++
	}
	k.left, k.right = k.brk, k.brk
	k.states, k.best = []state{greedy}, greedy
	return k
}

func (k *knapsack) at(place int) item { return k.items[k.order[place]] }

// decide lets every state stay as it is or take (sign 1) or leave (sign -1) the item at the place. Both halves are
// sorted, so they merge in one pass that keeps of equal or worse states the better.
func (k *knapsack) decide(place int, sign int64) {
	it := k.at(place)
	merged := k.spare[:0]
	keep := func(s state, flipped bool) {
		for n := len(merged); n > 0 && merged[n-1].cents == s.cents && merged[n-1].value <= s.value; n = len(merged) {
			merged = merged[:n-1]
		}
		if n := len(merged); n > 0 && merged[n-1].value >= s.value {
			return
		}
		if flipped {
			s.last = &flip{place, s.last}
		}
		merged = append(merged, s)
		if s.cents <= k.budget && s.value > k.best.value {
			k.best = s
		}
	}
	changed := func(s state) state { return state{s.value + sign*it.value, s.cents + sign*it.cents, s.last} }
	i, j := 0, 0
	for i < len(k.states) || j < len(k.states) {
		if j == len(k.states) || i < len(k.states) && k.states[i].cents <= changed(k.states[j]).cents {
			keep(k.states[i], false)
			i++
		} else {
			keep(changed(k.states[j]), true)
			j++
		}
	}
	k.spare, k.states = k.states, merged
	k.seen += len(merged)
}

// bound is more than, or just as much as, any choice is worth that comes of the state.
func (k *knapsack) bound(s state) int64 {
	rest := k.budget - s.cents
	switch {
	case rest >= 0 && k.right < len(k.order): // fill up with parts of the next best item
		it := k.at(k.right)
		return s.value + floorDiv(rest*it.value, it.cents)
	case rest < 0 && k.left > 0: // make room by parts of the worst item taken
		it := k.at(k.left - 1)
		return s.value + floorDiv(rest*it.value, it.cents)
	case rest < 0:
		return -1
	}
	return s.value
}

// floorDiv rounds towards what is less, which a bound on whole numbers may.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

func (k *knapsack) prune() {
	k.states = slices.DeleteFunc(k.states, func(s state) bool { return k.bound(s) <= k.best.value })
}

func (k *knapsack) bestBound() int64 {
	best := k.best.value
	for _, s := range k.states {
		best = max(best, k.bound(s))
	}
	return best
}

func (k *knapsack) choice(bound int64) choice {
	c := choice{taken: make([]bool, len(k.items)), value: k.best.value, cents: k.best.cents, bound: bound}
	for place := range k.brk {
		c.taken[k.order[place]] = true
	}
	for f := k.best.last; f != nil; f = f.prior {
		c.taken[k.order[f.place]] = f.place >= k.brk
	}
	return c
}
