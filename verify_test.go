package main

import (
	"bytes"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
)

func TestVerifyCommand(t *testing.T) {
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
	if text, err := tell("verify"); err != nil || !strings.Contains(text, "不符 0 处") {
		t.Errorf("without snapshots: %q %v", text, err)
	}
	s := storage{Data: folder}
	err := s.with(t.Context(), func(db *gorm.DB) error {
		var o models.Organisation
		if err := db.First(&o).Error; err != nil {
			return err
		}
		p := models.Period{OrganisationID: o.ID, Name: "月报", Kind: models.PeriodMonth, Tables: models.ReportTables()}
		if err := db.Create(&p).Error; err != nil {
			return err
		}
		return db.Create(&models.Snapshot{PeriodID: p.ID, OrganisationID: o.ID, Sequence: 1, Revision: 1, Hash: "x", Content: []byte("{}")}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := tell("verify"); err == nil || !strings.Contains(text, "内容与校验码不符") {
		t.Errorf("a forged snapshot: %q %v", text, err)
	}
}
