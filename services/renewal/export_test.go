package renewal

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// workbook writes a plan's workbook and opens it again.
func (b *bureau) workbook(plan PlanRow) *excelize.File {
	b.t.Helper()
	book, err := b.ExportPlan(b.t.Context(), b.admin, plan.ID)
	b.must(err)
	var packed bytes.Buffer
	_, err = book.WriteTo(&packed)
	b.must(err)
	b.must(book.Close())
	file, err := excelize.OpenReader(&packed)
	b.must(err)
	b.t.Cleanup(func() { b.must(file.Close()) })
	return file
}

// cells are the rows of a sheet below its header, which ends with the row that has the text in the column.
func (b *bureau) cells(file *excelize.File, sheet string, column int, header string) [][]string {
	b.t.Helper()
	rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
	b.must(err)
	for i, row := range rows {
		if len(row) > column && row[column] == header {
			return rows[i+1:]
		}
	}
	b.t.Fatalf("sheet %s has no header %s: %q", sheet, header, rows)
	return nil
}

// centsIn reads an amount of yuan.
func (b *bureau) centsIn(text string) int64 {
	b.t.Helper()
	yuan, err := strconv.ParseFloat(text, 64)
	b.must(err)
	return int64(yuan*100 + 0.5)
}

func TestTheWorkbookOfAPlanAddsUpToItsTotals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 8)
		plan := b.plan(aims(300_000_00))
		sum, file := plan.Summary, b.workbook(plan)

		// 教室明细: 教室, 资金 and 结论 stand in columns C, G and H.
		var needing, chosen int
		var needingCents, chosenCents int64
		for _, row := range b.cells(file, "教室明细", 2, "教室") {
			if len(row) < 8 || row[2] == "" || row[6] == "" {
				continue
			}
			needing, needingCents = needing+1, needingCents+b.centsIn(row[6])
			if row[7] == models.FateChosen.Label() {
				chosen, chosenCents = chosen+1, chosenCents+b.centsIn(row[6])
			}
		}
		if needing != sum.Needing || needingCents != sum.NeedingCents || chosen != sum.Chosen || chosenCents != sum.ChosenCents {
			t.Errorf("its rooms add up to %d for %d, chosen %d for %d; the plan says %d for %d, %d for %d",
				needing, needingCents, chosen, chosenCents, sum.Needing, sum.NeedingCents, sum.Chosen, sum.ChosenCents)
		}

		// 学校汇总: a line of totals, then one for each school.
		var total, schools PlaceSum
		for _, row := range b.cells(file, "学校汇总", 2, "教室（间）") {
			if len(row) < 7 || row[6] == "" {
				continue
			}
			line := PlaceSum{Rooms: int(b.centsIn(row[2]) / 100), Cents: b.centsIn(row[3]), ChosenRooms: int(b.centsIn(row[4]) / 100),
				ChosenCents: b.centsIn(row[5]), ChosenPupils: int(b.centsIn(row[6]) / 100)}
			if row[1] == "合计" {
				total = line
				continue
			}
			schools = PlaceSum{Rooms: schools.Rooms + line.Rooms, Cents: schools.Cents + line.Cents, ChosenRooms: schools.ChosenRooms + line.ChosenRooms,
				ChosenCents: schools.ChosenCents + line.ChosenCents, ChosenPupils: schools.ChosenPupils + line.ChosenPupils}
		}
		want := PlaceSum{Rooms: sum.Needing, Cents: sum.NeedingCents, ChosenRooms: sum.Chosen, ChosenCents: sum.ChosenCents, ChosenPupils: sum.ChosenPupils}
		if total != want || schools != want {
			t.Errorf("its totals are %+v, its schools add up to %+v, the plan says %+v", total, schools, want)
		}
	})
}

func TestTheWorkbookOfAPlanThatIsOutOfDateSaysSo(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 3)
	plan := b.plan(aims(50_000_00))
	says := func(text string) bool {
		rows, err := b.workbook(plan).GetRows("学校汇总")
		b.must(err)
		for _, row := range rows {
			if strings.Contains(strings.Join(row, ""), text) {
				return true
			}
		}
		return false
	}
	if says("请重新测算") || says("正在重新测算") {
		t.Error("a plan of today warns")
	}
	b.grows()
	if !says("请重新测算") {
		t.Error("a plan that is out of date does not warn")
	}
	b.askAgain(plan, 40_000_00)
	if !says("正在重新测算") || says("请重新测算") {
		t.Error("the former result does not say that it is about to be replaced")
	}
}
