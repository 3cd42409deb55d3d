package demo

import "math/rand/v2"

// dice makes the choices for one school. They come from the seed and the school's number alone, so that a school has
// the same rooms whatever is decided for others.
type dice struct{ *rand.Rand }

func newDice(seed, school uint64) dice { return dice{rand.New(rand.NewPCG(seed, school))} }

// chance is true in so many of a hundred cases.
func (d dice) chance(percent float64) bool { return d.Float64()*100 < percent }

// between is a number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// one is one of the choices, each as likely as the others.
func one[T any](d dice, choices []T) T { return choices[d.IntN(len(choices))] }

// weighted is a choice that is picked as often as its weight says.
type weighted[T any] struct {
	weight int
	choice T
}

func heavy[T any](d dice, choices []weighted[T]) T {
	sum := 0
	for _, c := range choices {
		sum += c.weight
	}
	n := d.IntN(sum)
	for _, c := range choices {
		if n -= c.weight; n < 0 {
			return c.choice
		}
	}
	panic("demo: weights do not add up")
}

func ptr[T any](v T) *T { return &v }
