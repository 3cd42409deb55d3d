package quality

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gocloud.dev/blob/memblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/imports"
	"banbantong/services/workbook"
)

// TestRoundTrip downloads what is to be completed, uploads it as it is, which changes nothing, and again with a column
// filled in, which changes that and nothing else. A date that is yet to come is refused until somebody corrects it.
func TestRoundTrip(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		if _, err := demo.Fill(ctx, db, demo.Options{Schools: 25, Seed: 3, Password: "Demo-2026-pass", Now: noon}, func(int) {}); err != nil {
			t.Fatal(err)
		}
		var admin models.User
		if err := db.Preload("Grants.Organisation").Where("username = 'county'").First(&admin).Error; err != nil {
			t.Fatal(err)
		}
		actor := access.NewActor(admin)
		s := newService(t, db)
		verdicts := s.standards.(*compliance.Service)
		intake, err := imports.New(ctx, db, s.now, memblob.OpenBucket(nil), verdicts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(intake.Close)
		counted(t, s, 25)
		for _, test := range []struct {
			subject Subject
			rule    string
			title   string // of the column that is filled in
			value   string
		}{
			{OfDevice, "", "取得日期", "2020-09"}, {OfDevice, "no-screen-size", "屏幕尺寸", "75英寸"},
			{OfDevice, "no-memory", "内存", "8G"}, {OfClassroom, "", "学生数", "44"}, {OfClassroom, "no-network", "是否接入校园网", "是"},
		} {
			t.Run(string(test.subject)+" "+test.rule, func(t *testing.T) {
				var book bytes.Buffer
				if err := s.Workbook(ctx, actor, Filter{Rule: test.rule}, test.subject, &book); err != nil {
					t.Fatal(err)
				}
				wrong := 0
				if test.rule == "" && test.subject == OfDevice {
					wrong = findingsOf(t, s, "bought-in-future")
				}
				asItIs := take(t, intake, actor, book.Bytes(), wrong)
				if asItIs.Summary.Unchanged+wrong != asItIs.Summary.Rows || asItIs.Summary.Rows == 0 {
					t.Fatalf("what was not filled in would change something, and %d dates are wrong: %+v", wrong, *asItIs.Summary)
				}
				filled, cells := fillIn(t, book.Bytes(), test.title, test.value)
				state := take(t, intake, actor, filled, wrong)
				if state.Summary.Changed != cells || state.Summary.Changed+state.Summary.Unchanged+wrong != state.Summary.Rows {
					t.Fatalf("%d cells were filled in: %+v", cells, *state.Summary)
				}
				before := findingsOf(t, s, test.rule)
				if _, err := intake.Apply(ctx, actor, state.ID, wrong > 0); err != nil {
					t.Fatal(err)
				}
				if done := wait(t, intake, actor, state.ID); done.Status != models.ImportApplied {
					t.Fatalf("not imported: %s", done.Problem)
				}
				if _, err := s.CountAll(ctx); err != nil {
					t.Fatal(err)
				}
				if after := findingsOf(t, s, test.rule); after >= before {
					t.Errorf("%d findings, after %d were mended %d", before, cells, after)
				}
			})
		}
	})
}

func findingsOf(t testing.TB, s *Service, rule string) (n int) {
	t.Helper()
	table, err := s.Table(context.Background(), system, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rules {
		if rule == "" || rule == r.Rule.ID {
			n += r.Findings
		}
	}
	return n
}

// fillIn writes the value into every marked cell below the title that is empty.
func fillIn(t testing.TB, content []byte, title, value string) (filled []byte, cells int) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	column := 0
	for i, cell := range rows[0] {
		if cell == title || cell == title+"*" {
			column = i + 1
		}
	}
	for line := range rows[1:] {
		name, err := excelize.CoordinatesToCellName(column, line+2)
		if err != nil {
			t.Fatal(err)
		}
		id, _ := f.GetCellStyle(sheet, name)
		style, err := f.GetStyle(id)
		text, _ := f.GetCellValue(sheet, name)
		if err != nil || text != "" || len(style.Fill.Color) == 0 {
			continue
		}
		if err := f.SetCellStr(sheet, name, value); err != nil {
			t.Fatal(err)
		}
		cells++
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil || cells == 0 {
		t.Fatalf("%d cells to fill in, %v", cells, err)
	}
	return out.Bytes(), cells
}

// take uploads a file and runs it dry with the columns as they are recognised; so many rows are to be refused.
func take(t testing.TB, intake *imports.Service, actor access.Actor, content []byte, refused int) imports.State {
	t.Helper()
	ctx := context.Background()
	state, err := intake.Upload(ctx, actor, "补充.xlsx", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := intake.Sheets(ctx, actor, state.ID, "", workbook.Header{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := intake.Check(ctx, actor, state.ID, imports.Mapping{Mapping: sheets[0].Mapping()}, false); err != nil {
		t.Fatal(err)
	}
	checked := wait(t, intake, actor, state.ID)
	if checked.Status != models.ImportChecked {
		t.Fatalf("not checked: %s", checked.Problem)
	}
	if checked.Summary.Rejected != refused || checked.Summary.Added > 0 {
		outcomes, _, err := intake.Rows(ctx, actor, state.ID, imports.Rejected, 0, 5)
		t.Fatalf("%+v: %+v %v", *checked.Summary, outcomes, err)
	}
	return checked
}

func wait(t testing.TB, intake *imports.Service, actor access.Actor, id uint) imports.State {
	t.Helper()
	for range 600 {
		state, err := intake.Get(context.Background(), actor, id)
		if err != nil {
			t.Fatal(err)
		}
		if !state.Status.Running() {
			return state
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("import %d does not end", id)
	return imports.State{}
}
