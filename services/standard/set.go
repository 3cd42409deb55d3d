package standard

import (
	"iter"
	"math/bits"
)

// Set is a set of criteria, one bit each (Criterion.Bit). Verdicts are stored as such sets, so a
// criterion keeps its bit for ever and a retired bit is never given to another.
type Set int64

// maxBit is the last bit that keeps a stored set positive.
const maxBit = 62

func bit(n int) Set { return 1 << n }

// Has says whether the criterion with this bit is in the set.
func (s Set) Has(n int) bool { return s&bit(n) != 0 }

// Add returns the set with one criterion more.
func (s Set) Add(n int) Set { return s | bit(n) }

// With returns the union.
func (s Set) With(other Set) Set { return s | other }

// Without returns the criteria that are not in the other set.
func (s Set) Without(other Set) Set { return s &^ other }

// Intersect returns the criteria that are in both.
func (s Set) Intersect(other Set) Set { return s & other }

// Empty says whether no criterion is in the set.
func (s Set) Empty() bool { return s == 0 }

// Len counts the criteria.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }

// Bits yields the bits of the set in ascending order.
func (s Set) Bits() iter.Seq[int] {
	return func(yield func(int) bool) {
		for rest := uint64(s); rest != 0; rest &= rest - 1 {
			if !yield(bits.TrailingZeros64(rest)) {
				return
			}
		}
	}
}

// IDs names the criteria of the set in the standard's order. Bits that the standard does not know are left out.
func (s Set) IDs(standard *Standard) []string {
	var ids []string
	for i := range standard.criteria {
		if c := &standard.criteria[i]; s.Has(c.Bit) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
