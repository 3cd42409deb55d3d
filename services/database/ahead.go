package database

import "iter"

// Ahead takes up to n values more than are used, while those before them are used elsewhere. Nothing else may use what
// they come from, such as a transaction, until it ends.
func Ahead[T any](values iter.Seq2[T, error], n int) iter.Seq2[T, error] {
	type next struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		taken, stop, stopped := make(chan next, n), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			defer close(taken)
			for value, err := range values {
				select {
				case taken <- next{value, err}:
				case <-stop:
					return
				}
			}
		}()
		defer func() { close(stop); <-stopped }()
		for t := range taken {
			if !yield(t.value, t.err) {
				return
			}
		}
	}
}
