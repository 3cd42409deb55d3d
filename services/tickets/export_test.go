package tickets_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

func TestExport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		w.report(w.panel, "F02")
		in := tickets.Report{DeviceID: &w.stored.ID, Fault: "F99", Description: "=HYPERLINK(\"http://evil\")"}
		if _, err := w.tickets.Report(ctx, w.teacher, in); err != nil {
			t.Fatal(err)
		}
		book, err := w.tickets.Export(ctx, w.county, tickets.Filter{OrganisationID: w.school.ID})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := book.Close(); err != nil {
				t.Error(err)
			}
		}()
		var packed bytes.Buffer
		if _, err := book.WriteTo(&packed); err != nil {
			t.Fatal(err)
		}
		file, err := excelize.OpenReader(&packed)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := file.GetRows("工单")
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, row := range rows {
			all += strings.Join(row, "\t") + "\n"
		}
		for _, want := range []string{"筛选条件：信丰县第一小学", "导出时间：2026-11-23 09:00", "共 2 行", "希沃一体机", "黑屏无信号", "139****5678"} {
			if !strings.Contains(all, want) {
				t.Errorf("%q is not in\n%s", want, all)
			}
		}
		if strings.Contains(all, "13912345678") {
			t.Error("a whole phone number left in a file")
		}
		evil := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, in.Description) })
		if evil < 0 {
			t.Fatalf("the description is not text:\n%s", all)
		}
		column := slices.Index(rows[evil], in.Description)
		cell, err := excelize.CoordinatesToCellName(column+1, evil+1)
		if err != nil {
			t.Fatal(err)
		}
		if formula, err := file.GetCellFormula("工单", cell); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q, %v", cell, formula, err)
		}
		_, err = w.tickets.Export(ctx, access.Actor{}, tickets.Filter{})
		refused(t, err, errs.Unauthenticated)
		_, err = w.tickets.Export(ctx, w.county, tickets.Filter{OrganisationID: w.elsewhere.ID})
		refused(t, err, errs.NotFound)
	})
}
