// Package lease is one server's hold on a piece of work that a row of the database stands for. The server says again and
// again that it is at work, and how far; one that is silent for too long is gone, and another may take the row. What the
// work is and what comes of it is for the package that owns the row.
package lease

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"gorm.io/gorm"
)

// Hold is the hold of one server.
type Hold struct {
	Now   func() time.Time
	Every time.Duration                      // how often the server says that it is at work
	Row   func(ctx context.Context) *gorm.DB // the row, with its model, while this server holds it; none once it does not
	Told  func() map[string]any              // how far the work is
}

// Write sets the values and how far the work is. held is false where another server has taken the row, or it is gone.
func (h Hold) Write(ctx context.Context, values map[string]any) (held bool, err error) {
	all := map[string]any{"beat_at": h.Now()}
	maps.Copy(all, h.Told())
	maps.Copy(all, values)
	written := h.Row(ctx).Updates(all)
	return written.RowsAffected == 1, written.Error
}

// ErrLost is how work ends that is stopped because its row is lost.
var ErrLost = errors.New("the hold on the work is lost")

// During does the work and says meanwhile how far it is. Work whose row is lost is stopped.
func (h Hold) During(ctx context.Context, work func(context.Context) error) error {
	working, stop := context.WithCancelCause(ctx)
	var beats sync.WaitGroup
	beats.Go(func() { h.beat(working, stop) })
	err := work(working)
	if err != nil && errors.Is(context.Cause(working), ErrLost) {
		err = ErrLost // whatever the database made of it
	}
	stop(nil)
	beats.Wait()
	return err
}

func (h Hold) beat(ctx context.Context, stop func(cause error)) {
	ticker := time.NewTicker(h.Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if held, err := h.Write(ctx, nil); err == nil && !held {
			stop(ErrLost)
			return
		}
	}
}

// Loop does what there is to do, one thing after the other, and looks for more when it is woken and every now and then,
// until ctx ends. next says whether it has done something; after an error it is not asked again at once.
func Loop(ctx context.Context, woken <-chan struct{}, every time.Duration, next func(context.Context) (worked bool, err error), failed func(error)) {
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		worked, err := next(ctx)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		if worked && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-woken:
		case <-look.C:
		}
	}
}

// Wake tells Loop, if it runs in this process, that there is something to do.
func Wake(woken chan<- struct{}) {
	select {
	case woken <- struct{}{}:
	default: // it has been told and has not looked yet
	}
}
