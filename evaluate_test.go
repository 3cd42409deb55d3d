package main

import (
	"bytes"
	"strings"
	"testing"

	"gorm.io/gorm"
)

func TestEvaluateCommand(t *testing.T) {
	folder := t.TempDir()
	tell := func(args ...string) (string, error) {
		t.Helper()
		var out bytes.Buffer
		err := run(t.Context(), append(args, "--data="+folder), &out)
		return out.String(), err
	}
	if text, err := tell("demo", "--schools=3"); err != nil {
		t.Fatal(text, err)
	}
	text, err := tell("evaluate")
	if err != nil || !strings.HasPrefix(text, "已判定 ") || !strings.Contains(text, "改正 0 处") {
		t.Errorf("after the demo: %q %v", text, err)
	}

	s := storage{Data: folder}
	err = s.with(t.Context(), func(db *gorm.DB) error {
		return db.Exec("UPDATE devices SET grade = 'pass', fails = 1 WHERE classroom_id IS NOT NULL").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err = tell("evaluate")
	if err == nil || !strings.Contains(err.Error(), "与存储不符，已经改正") {
		t.Errorf("differences are no failure: %v", err)
	}
	if lines := strings.Count(text, "：存储为 "); lines != shown || !strings.Contains(text, "只列出前 50 处") || strings.Contains(text, "device") {
		t.Errorf("%d differences are shown: %s", lines, text)
	}
	if text, err := tell("evaluate"); err != nil {
		t.Errorf("not mended: %q %v", text, err)
	}
}
