package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"gorm.io/gorm"

	"banbantong/services/compliance"
)

type evaluateCommand struct{}

// shown is how many differences are printed; of thousands a person reads the number.
const shown = 50

// Run judges everything anew, mends what is stored otherwise, and fails if there was anything to mend.
func (evaluateCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	return s.with(ctx, func(db *gorm.DB) error {
		verdicts, err := compliance.New(db, now)
		if err != nil {
			return err
		}
		lines, found := bufio.NewWriter(out), 0 // the writer remembers its first error until it is flushed
		done, err := verdicts.Evaluate(ctx, func(d compliance.Difference) {
			if found++; found <= shown {
				_, _ = fmt.Fprintf(lines, "学校 %d，%s %d：存储为 %s，应为 %s\n", d.SchoolID, subjects[d.Subject], d.ID, d.Stored, d.Judged)
			}
		}, progressBar(os.Stderr))
		if found > shown {
			_, _ = fmt.Fprintf(lines, "……共 %d 处，只列出前 %d 处。\n", found, shown)
		}
		if err != nil {
			return errors.Join(err, lines.Flush())
		}
		_, _ = fmt.Fprintf(lines, "已判定 %d 所学校、%d 间教室、%d 台设备，改正 %d 处。\n", done.Schools, done.Classrooms, done.Devices, done.Differences)
		if err := lines.Flush(); err != nil {
			return err
		}
		if done.Differences > 0 {
			return fmt.Errorf("有 %d 处与存储不符，已经改正", done.Differences)
		}
		return nil
	})
}

// subjects are the Chinese names of what may differ.
var subjects = map[string]string{"device": "设备", "classroom": "教室", "school": "学校", "counts": "计数"}

// progressBar shows on a terminal how far the run is, and nothing in a file.
func progressBar(terminal *os.File) func(compliance.Evaluation, int) {
	info, err := terminal.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(compliance.Evaluation, int) {}
	}
	return func(sofar compliance.Evaluation, schools int) {
		end := ""
		if sofar.Schools == schools {
			end = "\n"
		}
		_, _ = fmt.Fprintf(terminal, "\r%d / %d%s", sofar.Schools, schools, end)
	}
}
