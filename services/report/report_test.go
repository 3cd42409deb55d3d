package report

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"banbantong/models"
	"banbantong/services/export"
)

func TestWorkbookHoldsTheFormsOfTheTablesThatAreAskedFor(t *testing.T) {
	for table, want := range map[models.ReportTable][]string{
		models.TableFailures: {"不达标及损坏设备统计表", "分校统计表", "分类统计表", "不达标条款统计表", "不达标明细", "损坏明细", "指标说明"},
		models.TableDetails:  {"达标情况明细表", "指标说明"},
		models.TableNetwork:  {"网络与软件情况表", "网络与软件分项表", "指标说明"},
		models.TableRenewal:  {"更新需求表", "更新需求明细", "指标说明"},
	} {
		t.Run(string(table), func(t *testing.T) {
			book, err := export.NewBook()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = book.Close() }()
			if err := Write(book, Header{Tables: []models.ReportTable{table}}, func(func(School, error) bool) {}); err != nil {
				t.Fatal(err)
			}
			var packed bytes.Buffer
			if _, err := book.WriteTo(&packed); err != nil {
				t.Fatal(err)
			}
			file, err := excelize.OpenReader(&packed)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = file.Close() }()
			if diff := cmp.Diff(want, file.GetSheetList()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	cases := map[string]string{
		"2026-08-31": "2026年春季学期", "2026-09-01": "2026年秋季学期", "2026-12-31": "2026年秋季学期",
		"2027-01-31": "2026年秋季学期", "2027-02-01": "2027年春季学期",
	}
	for day, want := range cases {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Term(at); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}
