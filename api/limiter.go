package api

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter lets each key do something at most n times a period, in this process.
type limiter struct {
	n      int
	period time.Duration
	now    func() time.Time

	mu    sync.Mutex
	keys  map[string]*rate.Limiter
	swept time.Time
}

func newLimiter(n int, period time.Duration, now func() time.Time) *limiter {
	return &limiter{n: n, period: period, now: now, keys: map[string]*rate.Limiter{}}
}

// allow says whether the key may go on, and counts it.
func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.swept) > l.period { // forget those who have waited long enough to be full again
		for k, one := range l.keys {
			if one.TokensAt(now) >= float64(l.n) {
				delete(l.keys, k)
			}
		}
		l.swept = now
	}
	one, ok := l.keys[key]
	if !ok {
		one = rate.NewLimiter(rate.Every(l.period/time.Duration(l.n)), l.n)
		l.keys[key] = one
	}
	return one.AllowN(now, 1)
}
