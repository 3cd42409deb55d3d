// Package lease is one server's hold on a piece of work that a row of the database stands for. The server says again and
// again that it is at work, and how far; one that is silent for too long is gone, and another may take the row. What the
// work is, how it is claimed and how it ends, is for the package that owns the row.
package lease

import (
	"context"
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

// During does the work and says meanwhile how far it is. Work whose row is lost is stopped.
func (h Hold) During(ctx context.Context, work func(context.Context) error) error {
	working, stop := context.WithCancel(ctx)
	var beats sync.WaitGroup
	beats.Go(func() { h.beat(working, stop) })
	err := work(working)
	stop()
	beats.Wait()
	return err
}

func (h Hold) beat(ctx context.Context, stop func()) {
	ticker := time.NewTicker(h.Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if held, err := h.Write(ctx, nil); err == nil && !held {
			stop()
			return
		}
	}
}
