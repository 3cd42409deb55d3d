package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"gocloud.dev/blob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/lease"
)

// look is how often a server looks for an export that nobody is at, and for what is old.
const look = 30 * time.Second

// waiting is where exports wait.
func (s *Service) waiting() lease.Queue {
	return lease.Queue{DB: s.db, Now: s.now, Every: 2 * time.Second, Silence: 30 * time.Second,
		Abandoned: errs.New(errs.Conflict, "export-abandoned", "服务在生成中多次停止，请缩小范围后重新导出。"),
		Broken:    "服务器出错了，文件没有生成，请重新导出；如果一直这样，请联系管理员。"}
}

// Work makes what is in the queue, one workbook at a time, and deletes what has been kept long enough, until ctx ends.
// Every server may work: each export is made by one of them, and if that one dies another begins it anew.
func (s *Service) Work(ctx context.Context, log *slog.Logger) {
	lease.Loop(ctx, s.asked, look, func(ctx context.Context) (bool, error) {
		worked, err := s.next(ctx, log)
		if err == nil && !worked {
			err = s.deleteOld(ctx)
		}
		return worked, err
	}, func(err error) { log.Error("exports failed", "error", err.Error()) })
}

// next makes the export that has waited longest, if no other server has taken it.
func (s *Service) next(ctx context.Context, log *slog.Logger) (worked bool, err error) {
	var waiting []models.Export
	if err := s.waiting().Waiting(s.db.WithContext(ctx)).Order("id").Limit(1).Find(&waiting).Error; err != nil {
		return false, fmt.Errorf("look for exports to make: %w", err)
	}
	if len(waiting) == 0 {
		return false, nil
	}
	r := &run{export: waiting[0]}
	attempt, err := s.waiting().Claim(ctx, r.work())
	if err != nil || attempt == nil {
		return false, err
	}
	var size int64
	return true, attempt.Do(ctx, log, func(ctx context.Context) (err error) {
		size, err = s.make(ctx, r)
		return err
	}, func(ctx context.Context, problem string) error {
		_, err := attempt.End(ctx, s.db, problem, map[string]any{"size_bytes": size, "scope": r.scope})
		return err
	})
}

// make writes the workbook into the file store, where it is when this ends without an error and not before.
func (s *Service) make(ctx context.Context, r *run) (size int64, err error) {
	maker := s.makers[r.export.Kind]
	actor, err := s.person(ctx, r.export.UserID)
	if err != nil {
		return 0, err
	}
	if err := actor.Require(maker.Permission); err != nil {
		return 0, err
	}
	r.scope = actor.Scope(maker.Permission).String()
	if r.book, err = export.NewBook(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.book.Close()) }()
	r.progress.Store(&progress{book: r.book})
	told := func(done, total int) { r.progress.Store(&progress{r.book, done, total}) }
	if maker.Open != nil {
		file, err := maker.Open(ctx, actor, []byte(r.export.Query), told)
		if err != nil {
			return 0, err
		}
		size, err := s.keep(ctx, key(r.export.ID), whole{file})
		return size, errors.Join(err, file.Close())
	}
	if err := maker.Fill(ctx, actor, []byte(r.export.Query), r.book, told); err != nil {
		return 0, err
	}
	return s.keep(ctx, key(r.export.ID), r.book)
}

// whole is a file that is copied as it is.
type whole struct{ io.Reader }

func (w whole) WriteTo(to io.Writer) (int64, error) { return io.Copy(to, w.Reader) }

// keep puts a file into the store: all of it or nothing.
func (s *Service) keep(ctx context.Context, key string, content io.WriterTo) (int64, error) {
	ctx, drop := context.WithCancel(ctx)
	defer drop()
	file, err := s.files.NewWriter(ctx, key, &blob.WriterOptions{ContentType: export.ContentType})
	if err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	size, err := content.WriteTo(file)
	if err != nil {
		drop() // so that closing keeps nothing
		return 0, errors.Join(fmt.Errorf("keep %s: %w", key, err), file.Close())
	}
	if err := file.Close(); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	return size, nil
}

// run is one attempt at an export.
type run struct {
	export models.Export // as it was found
	scope  string
	book   *export.Book

	progress atomic.Pointer[progress]
}

// progress is how far a run is.
type progress struct {
	book        *export.Book
	done, total int
}

func (r *run) work() lease.Work {
	return lease.Work{Name: fmt.Sprintf("export %d of %s", r.export.ID, r.export.Kind), Found: r.export.Job,
		Row: func(tx *gorm.DB) *gorm.DB { return tx.Model(&models.Export{}).Where("id = ?", r.export.ID) },
		Told: func() map[string]any {
			p := r.progress.Load()
			if p == nil {
				return map[string]any{"done": 0, "total": 0, "row_count": 0}
			}
			return map[string]any{"done": p.done, "total": p.total, "row_count": p.book.Rows()}
		}}
}

// deleteOld deletes what has been kept long enough: rows, and whatever files are left of them or of broken runs.
func (s *Service) deleteOld(ctx context.Context) error {
	until := s.now().Add(-kept)
	if err := s.db.WithContext(ctx).Where("created_at < ? AND status NOT IN ?", until, unfinished()).Delete(&models.Export{}).Error; err != nil {
		return fmt.Errorf("delete old exports: %w", err)
	}
	all := s.files.List(nil)
	for {
		file, err := all.Next(ctx)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("list the files of exports: %w", err)
		}
		if file.ModTime.Before(until) {
			if err := s.files.Delete(ctx, file.Key); err != nil {
				return fmt.Errorf("delete an old export: %w", err)
			}
		}
	}
}
