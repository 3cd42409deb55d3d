package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"gorm.io/gorm"

	"banbantong/services/compliance"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/submissions"
)

type verifyCommand struct{}

// Run checks every snapshot of what was reported, and fails if something does not hold.
func (verifyCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	return s.with(ctx, func(db *gorm.DB) (err error) {
		verdicts, err := compliance.New(db, now)
		if err != nil {
			return err
		}
		books, err := s.snapshots()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, books.Close()) }()
		lines := bufio.NewWriter(out) // remembers its first error until it is flushed
		service := submissions.New(db, now, books, verdicts, quality.New(db, now, verdicts, registry.New(db, now, verdicts)))
		done, err := service.Verify(ctx, func(f submissions.Flaw) {
			_, _ = fmt.Fprintf(lines, "快照 %d（%s）：%s\n", f.SnapshotID, f.Organisation, f.Text)
		})
		if err != nil {
			return errors.Join(err, lines.Flush())
		}
		_, _ = fmt.Fprintf(lines, "已校验 %d 个快照、%d 份明细、%d 份统计表、%d 份上报，不符 %d 处。\n", done.Snapshots, done.Bodies, done.Workbooks, done.Submissions, done.Flaws)
		if err := lines.Flush(); err != nil {
			return err
		}
		if done.Flaws > 0 {
			return fmt.Errorf("有 %d 处不符", done.Flaws)
		}
		return nil
	})
}
