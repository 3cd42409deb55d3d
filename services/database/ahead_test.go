package database_test

import (
	"errors"
	"slices"
	"testing"

	"banbantong/services/database"
)

func TestAhead(t *testing.T) {
	broken := errors.New("broken")
	ended := false // read only after Ahead has ended, which the race detector holds it to
	numbers := func(yield func(int, error) bool) {
		defer func() { ended = true }()
		for i := range 10 {
			if !yield(i, nil) {
				return
			}
		}
		yield(0, broken)
	}

	var got []int
	var failed error
	for i, err := range database.Ahead(numbers, 3) {
		if failed = err; err == nil {
			got = append(got, i)
		}
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) || !errors.Is(failed, broken) || !ended {
		t.Errorf("took %v and then %v (ended: %v), want %v and the error", got, failed, ended, want)
	}

	ended = false
	for i := range database.Ahead(numbers, 3) {
		if i == 2 {
			break
		}
	}
	if !ended {
		t.Error("left off before what it takes from had ended")
	}
}
