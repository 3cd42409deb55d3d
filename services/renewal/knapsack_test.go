package renewal

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestChoiceIsTheBest compares with the textbook's table over all budgets.
func TestChoiceIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item {
			return item{rapid.Int64Range(1, 60).Draw(t, "value"), rapid.Int64Range(1, 40).Draw(t, "cents")}
		}), 0, 25).Draw(t, "items")
		budget := rapid.Int64Range(0, 300).Draw(t, "budget")
		best := make([]int64, budget+1)
		for _, it := range items {
			for b := budget; b >= it.cents; b-- {
				best[b] = max(best[b], best[b-it.cents]+it.value)
			}
		}
		c := choose(items, budget)
		if c.value != best[budget] || !c.exact() {
			t.Fatalf("worth %d (bound %d), the best is %d", c.value, c.bound, best[budget])
		}
		var value, cents int64
		for i, taken := range c.taken {
			if taken {
				value, cents = value+items[i].value, cents+items[i].cents
			}
		}
		if value != c.value || cents != c.cents || cents > budget {
			t.Fatalf("what is taken is worth %d for %d, said were %d for %d of %d", value, cents, c.value, c.cents, budget)
		}
	})
}

// TestBoundHoldsWhereTheSearchStops lets it run on items that are as hard as any: all are worth just what they cost, and
// no choice can spend the whole budget, which is no multiple of seven.
func TestBoundHoldsWhereTheSearchStops(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	items := make([]item, 200)
	for i := range items {
		cents := 7 * (100_000 + random.Int64N(300_000))
		items[i] = item{cents, cents}
	}
	const budget = 100_000_003
	c := choose(items, budget)
	if c.value > c.bound || c.bound > budget {
		t.Errorf("worth %d, bound %d, for %d", c.value, c.bound, c.cents)
	}
	if gap := float64(c.bound-c.value) / float64(c.bound); gap > 1e-4 {
		t.Errorf("the bound is %g away", gap)
	}
}

// county has the rooms of a large county: pupils and prices as they are.
func county(rooms int) ([]item, int64) {
	random := rand.New(rand.NewPCG(3, 4))
	prices := []int64{300_00, 400_00, 500_00, 3_200_00, 4_200_00, 9_000_00, 14_000_00, 2_500_00, 600_00, 19_500_00}
	items := make([]item, rooms)
	var all int64
	for i := range items {
		cents := prices[random.IntN(len(prices))]
		if random.IntN(2) == 0 {
			cents += prices[random.IntN(len(prices))]
		}
		items[i] = item{int64(5+random.IntN(56)) * int64(100+50*random.IntN(2)), cents}
		all += cents
	}
	return items, all / 3
}

func TestACountyIsSolvedExactly(t *testing.T) {
	items, budget := county(3000)
	if c := choose(items, budget); !c.exact() {
		t.Errorf("worth %d, bound %d", c.value, c.bound)
	}
}

func BenchmarkChoose(b *testing.B) {
	for name, rooms := range map[string]int{"county of 3,000 rooms": 3000, "province of 200,000 rooms": 200_000} {
		b.Run(name, func(b *testing.B) {
			items, budget := county(rooms)
			for b.Loop() {
				if c := choose(items, budget); !c.exact() {
					b.Errorf("worth %d, bound %d", c.value, c.bound)
				}
			}
		})
	}
}
