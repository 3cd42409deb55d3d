package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/lease"
)

// Progress is how far a running import has come, as this process knows it.
type Progress struct {
	Step  string // Chinese: 读取, 比对, 写入, 判定
	Done  int    // rows
	Total int    // 0 while it is not known
}

// beat is how often a process says that it is still at work; one that has not for silence is gone.
const (
	beat    = 10 * time.Second
	silence = time.Minute
)

// Check runs the file dry with this mapping: nothing is written but the outcome of each row. It returns at once; the
// work goes on when the person leaves. remember keeps the match of columns for the next file with these titles.
func (s *Service) Check(ctx context.Context, actor access.Actor, id uint, m Mapping, remember bool) (State, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return State{}, err
	}
	row, err := find(s.db.WithContext(ctx), actor, id)
	if err != nil {
		return State{}, err
	}
	if m.CreateSchools {
		if err := actor.Require(access.OrganisationWrite); err != nil {
			return State{}, err
		}
	}
	if err := s.open(ctx, row, m.Check); err != nil {
		return State{}, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return State{}, fmt.Errorf("describe a mapping: %w", err)
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if remember {
			if err := s.keep(tx, actor, m.Mapping); err != nil {
				return err
			}
		}
		return s.begin(tx, &row, models.ImportChecking, map[string]any{"mapping": string(text), "kind": string(m.Kind), "summary": "", "problem": ""},
			models.ImportUploaded, models.ImportChecked, models.ImportFailed)
	})
	if err != nil {
		return State{}, err
	}
	row.Mapping = string(text)
	s.start(row, func(ctx context.Context) error { return s.check(ctx, actor, row, m) })
	return s.Get(ctx, actor, id)
}

// Apply does what the last dry run announced. With rejected rows it needs onlyGood, the person's word that the others
// may be taken without them. What has changed since the dry run is taken into account: the outcomes are worked out
// again in the transaction that writes.
func (s *Service) Apply(ctx context.Context, actor access.Actor, id uint, onlyGood bool) (State, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return State{}, err
	}
	state, err := s.Get(ctx, actor, id)
	if err != nil {
		return State{}, err
	}
	if state.Status != models.ImportChecked {
		return State{}, errs.New(errs.Conflict, "import-not-checked", "请先试运行，再执行导入。")
	}
	if state.Summary.Rejected > 0 && !onlyGood {
		return State{}, errs.New(errs.Conflict, "import-rejected-rows", "有 %d 行不能导入。请改正文件后重新上传，或选择“只导入没有问题的行”。", state.Summary.Rejected)
	}
	row := state.Import
	if err := s.begin(s.db.WithContext(ctx), &row, models.ImportApplying, nil, models.ImportChecked); err != nil {
		return State{}, err
	}
	s.start(row, func(ctx context.Context) error { return s.apply(ctx, actor, row, *state.Mapping, onlyGood) })
	return s.Get(ctx, actor, id)
}

// begin moves the import to a running status, if nobody else has.
func (s *Service) begin(tx *gorm.DB, row *models.Import, to models.ImportStatus, change map[string]any, from ...models.ImportStatus) error {
	if change == nil {
		change = map[string]any{}
	}
	change["status"], change["runner"], change["beat_at"], change["updated_at"] = to, s.runner, s.now(), s.now()
	moved := tx.Model(&models.Import{}).Where("id = ? AND status IN ?", row.ID, from).Updates(change)
	if moved.Error != nil {
		return fmt.Errorf("begin an import: %w", moved.Error)
	}
	if moved.RowsAffected == 0 {
		return errs.New(errs.Conflict, "import-busy", "这次导入正在进行或已经完成，请刷新查看。")
	}
	row.Status = to
	return nil
}

// start does the work beside the request that asked for it.
func (s *Service) start(row models.Import, work func(context.Context) error) {
	s.report(row.ID, Progress{Step: "等待"})
	s.work.Go(func() {
		ctx := s.stopped
		defer s.forget(row.ID)
		err := s.hold(s.db, row).During(ctx, func(ctx context.Context) error { return s.inTurn(ctx, work) })
		switch {
		case err == nil, errors.Is(err, lease.ErrLost): // what became of it has been noted
			return
		case ctx.Err() != nil:
			err = ctx.Err() // whatever the database made of it
		}
		s.fail(context.WithoutCancel(ctx), row, err)
	})
}

// inTurn does the work when no other import is at work in this process.
func (s *Service) inTurn(ctx context.Context, work func(context.Context) error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return work(ctx)
}

// hold is this process's hold on the import, which ends when another takes it for gone. How far the import is, is not
// told along: while it writes, an SQLite file takes nothing else in.
func (s *Service) hold(db *gorm.DB, row models.Import) lease.Hold {
	return lease.Hold{Now: s.now, Every: beat, Told: func() map[string]any { return nil }, Row: func(ctx context.Context) *gorm.DB {
		return db.WithContext(ctx).Model(&models.Import{}).Where("id = ? AND runner = ?", row.ID, s.runner)
	}}
}

func (s *Service) report(id uint, p Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress[id] = p
}

func (s *Service) forget(id uint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.progress, id)
}

// fail notes why an import ended; nothing of it was written.
func (s *Service) fail(ctx context.Context, row models.Import, cause error) {
	var known *errs.Error
	problem := "服务器出错了，没有写入任何内容，请重试；如果一直这样，请联系管理员。"
	switch {
	case errors.As(cause, &known):
		problem = known.Detail
		for _, f := range known.Fields {
			problem += f.Message
		}
	case errors.Is(cause, context.Canceled):
		problem = abandoned
	default:
		slog.Error("import failed", "import", row.ID, "error", cause.Error())
	}
	values := map[string]any{"status": models.ImportFailed, "problem": shorten(problem, 500), "updated_at": s.now(), "finished_at": s.now()}
	if _, err := s.hold(s.db, row).Write(ctx, values); err != nil {
		slog.Error("an import's failure could not be noted", "import", row.ID, "error", err.Error())
	}
}

const abandoned = "服务在执行中停止了，没有写入任何内容，请重新执行。"

// failAbandoned marks the running imports of processes that are gone, and ends the hold of one that only seemed so.
func (s *Service) failAbandoned(ctx context.Context) error {
	err := s.db.WithContext(ctx).Model(&models.Import{}).
		Where("status IN ? AND runner <> ? AND beat_at < ?", []models.ImportStatus{models.ImportChecking, models.ImportApplying}, s.runner, s.now().Add(-s.patience())).
		Updates(map[string]any{"status": models.ImportFailed, "runner": "", "problem": abandoned, "finished_at": s.now()}).Error
	if err != nil {
		return fmt.Errorf("look for abandoned imports: %w", err)
	}
	return nil
}

// patience is how long another process may be silent: an SQLite file has only one.
func (s *Service) patience() time.Duration {
	if s.db.Name() == "mysql" {
		return silence
	}
	return 0
}

// check works out the outcome of every row and keeps it.
func (s *Service) check(ctx context.Context, actor access.Actor, row models.Import, m Mapping) error {
	rows, summary, err := s.read(ctx, row, m)
	if err != nil {
		return err
	}
	plan, err := s.plan(ctx, s.db.WithContext(ctx), actor, row, m, rows)
	if err != nil {
		return err
	}
	plan.describe(&summary)
	if err := s.saveOutcomes(ctx, row, plan.outcomes); err != nil {
		return err
	}
	return s.finish(ctx, s.db, row, models.ImportChecked, summary)
}

// apply writes everything in one transaction, the import's own status with it: whoever looks sees all of it or none.
func (s *Service) apply(ctx context.Context, actor access.Actor, row models.Import, m Mapping, onlyGood bool) error {
	rows, summary, err := s.read(ctx, row, m)
	if err != nil {
		return err
	}
	var p *plan
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if p, err = s.plan(ctx, tx, actor, row, m, rows); err != nil {
			return err
		}
		rows = nil // the plan has what it needs of them
		p.describe(&summary)
		if summary.Rejected > 0 && !onlyGood {
			return errs.New(errs.Conflict, "import-rejected-rows", "试运行之后数据有变化，现在有 %d 行不能导入，请重新试运行。", summary.Rejected)
		}
		if err := p.write(tx); err != nil {
			return err
		}
		return s.finish(ctx, tx, row, models.ImportApplied, summary)
	})
	if err != nil {
		return err
	}
	return s.saveOutcomes(ctx, row, p.outcomes)
}

func (s *Service) finish(ctx context.Context, tx *gorm.DB, row models.Import, status models.ImportStatus, summary Summary) error {
	text, err := json.Marshal(summary)
	if err != nil {
		return fmt.Errorf("describe a summary: %w", err)
	}
	change := map[string]any{"status": status, "summary": string(text), "updated_at": s.now()}
	if status == models.ImportApplied {
		change["finished_at"] = s.now()
	}
	held, err := s.hold(tx, row).Write(ctx, change)
	switch {
	case err != nil:
		return fmt.Errorf("finish an import: %w", err)
	case !held:
		return lease.ErrLost
	}
	return nil
}
