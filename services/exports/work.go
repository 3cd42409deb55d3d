package exports

import (
	"context"
	"crypto/rand"
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

const (
	beat         = 2 * time.Second  // how often a server says that it is at work, and how far
	silence      = 30 * time.Second // one that was silent for so long is gone
	mostAttempts = 3                // after which it is the export that kills servers
)

// Work makes what is in the queue, one workbook at a time, and deletes what has been kept long enough, until ctx ends.
// Every server may work: each export is made by one of them, and if that one dies another begins it anew.
func (s *Service) Work(ctx context.Context, log *slog.Logger) {
	lease.Work(ctx, s.asked, silence, func(ctx context.Context) (bool, error) {
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
	abandoned := s.now().Add(-silence)
	err = s.db.WithContext(ctx).Where("status = ? OR status = ? AND beat_at < ?", models.ExportQueued, models.ExportRunning, abandoned).
		Order("id").Limit(1).Find(&waiting).Error
	if err != nil {
		return false, fmt.Errorf("look for exports to make: %w", err)
	}
	if len(waiting) == 0 {
		return false, nil
	}
	r := &run{db: s.db, now: s.now, export: waiting[0], runner: rand.Text()}
	if held, err := r.claim(ctx); err != nil || !held {
		return held, err
	}
	if r.export.Attempts >= mostAttempts {
		return true, r.end(ctx, errs.New(errs.Conflict, "export-abandoned", "服务在生成中多次停止，请缩小范围后重新导出。"), 0)
	}
	began := s.now()
	var size int64
	err = r.hold().During(ctx, func(working context.Context) (err error) {
		size, err = s.make(working, r)
		return err
	})
	if ctx.Err() != nil {
		return true, r.giveBack(context.WithoutCancel(ctx))
	}
	if known := (*errs.Error)(nil); err != nil && !errors.As(err, &known) {
		log.Error("export failed", "export", r.export.ID, "kind", r.export.Kind, "error", err.Error())
	}
	if err == nil {
		log.Info("exported", "export", r.export.ID, "kind", r.export.Kind, "rows", r.book.Rows(), "bytes", size, "seconds", s.now().Sub(began).Seconds())
	}
	return true, r.end(ctx, err, size)
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
	db     *gorm.DB
	now    func() time.Time
	export models.Export // as it was found
	runner string
	scope  string
	book   *export.Book

	progress atomic.Pointer[progress]
}

// progress is how far a run is.
type progress struct {
	book        *export.Book
	done, total int
}

func (p *progress) values() map[string]any {
	if p == nil {
		return map[string]any{}
	}
	return map[string]any{"done": p.done, "total": p.total, "row_count": p.book.Rows()}
}

// claim takes the export unless another server has been faster.
func (r *run) claim(ctx context.Context) (bool, error) {
	taken := r.db.WithContext(ctx).Model(&models.Export{}).
		Where("id = ? AND status = ? AND runner = ? AND attempts = ?", r.export.ID, r.export.Status, r.export.Runner, r.export.Attempts).
		Updates(map[string]any{"status": models.ExportRunning, "runner": r.runner, "attempts": r.export.Attempts + 1, "beat_at": r.now(),
			"done": 0, "total": 0, "row_count": 0})
	if taken.Error != nil {
		return false, fmt.Errorf("claim an export: %w", taken.Error)
	}
	return taken.RowsAffected == 1, nil
}

// hold is the run's hold on the export, which ends when another server has taken it over.
func (r *run) hold() lease.Hold {
	return lease.Hold{Now: r.now, Every: beat, Told: func() map[string]any { return r.progress.Load().values() },
		Row: func(ctx context.Context) *gorm.DB {
			return r.db.WithContext(ctx).Model(&models.Export{}).Where("id = ? AND runner = ? AND status = ?", r.export.ID, r.runner, models.ExportRunning)
		}}
}

// end writes down how the run ended.
func (r *run) end(ctx context.Context, failure error, size int64) error {
	values := map[string]any{"status": models.ExportDone, "finished_at": r.now(), "size_bytes": size, "scope": r.scope}
	if failure != nil {
		values["status"], values["problem"] = models.ExportFailed, problemOf(failure)
	}
	return r.write(ctx, values)
}

// giveBack leaves a run that the server itself broke off to the next one.
func (r *run) giveBack(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	return r.write(ctx, map[string]any{"status": models.ExportQueued, "runner": "", "attempts": r.export.Attempts})
}

// write sets the values and how far the run is, unless another server holds the export.
func (r *run) write(ctx context.Context, values map[string]any) error {
	if _, err := r.hold().Write(ctx, values); err != nil {
		return fmt.Errorf("write down how an export stands: %w", err)
	}
	return nil
}

// problemOf says why there is no file, in words that the person can act on.
func problemOf(err error) string {
	var known *errs.Error
	if errors.As(err, &known) {
		return known.Detail
	}
	return "服务器出错了，文件没有生成，请重新导出；如果一直这样，请联系管理员。"
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
