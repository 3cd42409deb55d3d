package export

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"banbantong/services/export/exporttest"
)

var layout = Layout{
	Name:  "设备",
	Title: "设备清单",
	Above: []Line{{"筛选条件：不达标", "导出时间：2026-11-23 20:10"}},
	Columns: []Column{
		{Header: []string{"名称"}, Width: 20},
		{Header: []string{"数量"}, Width: 8, Kind: Number},
		{Header: []string{"达标率"}, Width: 8, Kind: Percent},
	},
}

func pack(t *testing.T, rowsPerSheet int, rows ...[]any) *bytes.Buffer {
	t.Helper()
	book, err := NewBook()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}()
	if rowsPerSheet > 0 {
		book.rowsPerSheet = rowsPerSheet
	}
	sheet, err := book.Open(layout)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := sheet.Add(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := sheet.Close(Line{fmt.Sprintf("共 %d 行", len(rows))}); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	written, err := book.WriteTo(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if written != int64(packed.Len()) {
		t.Errorf("WriteTo says %d bytes, wrote %d", written, packed.Len())
	}
	return &packed
}

func write(t *testing.T, rowsPerSheet int, rows ...[]any) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(pack(t, rowsPerSheet, rows...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

func rowsOf(t *testing.T, file *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := file.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestListHasTitleFilterHeaderRowsAndCount(t *testing.T) {
	file := write(t, 0, []any{"一体机", 3, 6667}, []any{"主机", nil, "—"})
	want := [][]string{
		{"设备清单"},
		{"筛选条件：不达标", "导出时间：2026-11-23 20:10"},
		{"名称", "数量", "达标率"},
		{"一体机", "3", "66.67%"},
		{"主机", "", "—"},
		{"共 2 行"},
	}
	if diff := cmp.Diff(want, rowsOf(t, file, "设备")); diff != "" {
		t.Error(diff)
	}
}

func TestTextsStayTexts(t *testing.T) {
	texts := []string{"=1+1", "+86", "-5", "@SUM(A1)", "007", "3.60722E+17", "360722199001011234", "1<2 & \"3\"", "\t=1", "两\n行", " 前后 ", "坏\x00字"}
	var rows [][]any
	for _, text := range texts {
		rows = append(rows, []any{text, 1, 0})
	}
	file := write(t, 0, rows...)
	for i, text := range texts {
		cell := fmt.Sprintf("A%d", 4+i)
		got, err := file.GetCellValue("设备", cell)
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.ReplaceAll(text, "\x00", "\uFFFD"); got != want {
			t.Errorf("%s: got %q, want %q", cell, got, want)
		}
		formula, err := file.GetCellFormula("设备", cell)
		if err != nil || formula != "" {
			t.Errorf("%s became the formula %q (%v)", cell, formula, err)
		}
		kind, err := file.GetCellType("设备", cell)
		if err != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%s has type %v (%v)", cell, kind, err)
		}
	}
}

func TestLongTableGoesOnInTheNextSheet(t *testing.T) {
	var rows [][]any
	for i := range 7 {
		rows = append(rows, []any{fmt.Sprint("第", i), i, i})
	}
	file := write(t, 3, rows...)
	if diff := cmp.Diff([]string{"设备", "设备（2）", "设备（3）"}, file.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	var names []string
	for _, sheet := range file.GetSheetList() {
		got := rowsOf(t, file, sheet)
		if diff := cmp.Diff([]string{"名称", "数量", "达标率"}, got[2]); diff != "" {
			t.Error(diff)
		}
		for _, row := range got[3:] {
			names = append(names, row[0])
		}
	}
	if diff := cmp.Diff([]string{"第0", "第1", "第2", "第3", "第4", "第5", "第6", "共 7 行"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestRowOfAnotherWidthIsRefused(t *testing.T) {
	book, err := NewBook()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	sheet, err := book.Open(layout)
	if err != nil {
		t.Fatal(err)
	}
	if err := sheet.Add("一体机", 3); err == nil {
		t.Error("two values were taken for three columns")
	}
}

func TestHeaderCellsThatBeginAlikeAreMerged(t *testing.T) {
	columns := []Column{
		{Header: []string{"单位"}},
		{Header: []string{"套数", "在用"}},
		{Header: []string{"套数", "达标", "按档次"}},
		{Header: []string{"套数", "达标", "按标准"}},
		{Header: []string{"台数", "达标", "按标准"}},
		{Header: []string{"备注"}},
		{Header: []string{"备注"}},
	}
	want := []span{
		{text: "单位", bottom: 2},
		{text: "套数", left: 1, right: 3},
		{text: "台数", left: 4, right: 4},
		{text: "备注", left: 5, right: 5, bottom: 2},
		{text: "备注", left: 6, right: 6, bottom: 2},
		{text: "在用", top: 1, left: 1, bottom: 2, right: 1},
		{text: "达标", top: 1, left: 2, bottom: 1, right: 3},
		{text: "达标", top: 1, left: 4, bottom: 1, right: 4},
		{text: "按档次", top: 2, left: 2, bottom: 2, right: 2},
		{text: "按标准", top: 2, left: 3, bottom: 2, right: 3},
		{text: "按标准", top: 2, left: 4, bottom: 2, right: 4},
	}
	if diff := cmp.Diff(want, headerSpans(columns), cmp.AllowUnexported(span{})); diff != "" {
		t.Error(diff)
	}
}

func TestPartsOfALineShareTheWidth(t *testing.T) {
	columns := func(widths ...float64) (all []Column) {
		for _, w := range widths {
			all = append(all, Column{Width: w})
		}
		return all
	}
	cases := map[string]struct {
		columns []Column
		line    Line
		want    [][2]int
	}{
		"one part takes all":                            {columns(5, 5, 5), Line{"a"}, [][2]int{{0, 2}}},
		"equal columns are shared equally":              {columns(5, 5, 5, 5), Line{"a", "b"}, [][2]int{{0, 1}, {2, 3}}},
		"a wide first column is enough for a part":      {columns(30, 5, 5), Line{"a", "b"}, [][2]int{{0, 0}, {1, 2}}},
		"a wide last column leaves one for every part":  {columns(5, 5, 90), Line{"a", "b", "c"}, [][2]int{{0, 0}, {1, 1}, {2, 2}}},
		"more parts than columns are joined at the end": {columns(5, 5), Line{"a", "b", "c"}, [][2]int{{0, 0}, {1, 1}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got [][2]int
			for _, s := range spread(c.columns, c.line) {
				got = append(got, [2]int{s.left, s.right})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnotherProgramReadsTheSame(t *testing.T) {
	book := pack(t, 0, []any{"=1+1", 3, 6667}, []any{"007", 12, "—"})
	want := map[string][][]string{"设备": {
		{"设备清单", "", ""},
		{"筛选条件：不达标", "导出时间：2026-11-23 20:10", ""},
		{"名称", "数量", "达标率"},
		{"=1+1", "3", "66.67%"},
		{"007", "12", "—"},
		{"共 2 行", "", ""},
	}}
	if diff := cmp.Diff(want, exporttest.Open(t, book)); diff != "" {
		t.Error(diff)
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	peak := func(rows int) uint64 {
		book, err := NewBook()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		sheet, err := book.Open(layout)
		if err != nil {
			t.Fatal(err)
		}
		var most uint64
		look := func() {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
		for i := range rows {
			if err := sheet.Add("交互智能平板 86 英寸", i, i%10000); err != nil {
				t.Fatal(err)
			}
			if i%50_000 == 0 {
				look()
			}
		}
		if err := sheet.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := book.WriteTo(io.Discard); err != nil {
			t.Fatal(err)
		}
		look()
		return most
	}
	few, many := peak(100_000), peak(300_000)
	if many > few+8<<20 {
		t.Errorf("100,000 rows held %d MiB, 300,000 held %d MiB", few>>20, many>>20)
	}
}

// BenchmarkBook compares our sheets with the bare stream writer for the same 100,000 rows of 12 cells.
func BenchmarkBook(b *testing.B) {
	const rows = 100_000
	columns := make([]Column, 12)
	values := make([]any, len(columns))
	for i := range columns {
		columns[i] = Column{Header: []string{fmt.Sprint("列", i)}, Width: 12}
		values[i] = "一体机 86 英寸"
		if i%2 == 1 {
			columns[i].Kind, values[i] = Number, i
		}
	}
	b.Run("bare", func(b *testing.B) {
		for range b.N {
			file := excelize.NewFile()
			stream, err := file.NewStreamWriter("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			for i := range rows {
				if err := stream.SetRow(fmt.Sprint("A", i+1), values); err != nil {
					b.Fatal(err)
				}
			}
			if err := stream.Flush(); err != nil {
				b.Fatal(err)
			}
			if err := file.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
			if err := file.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("book", func(b *testing.B) {
		for range b.N {
			book, err := NewBook()
			if err != nil {
				b.Fatal(err)
			}
			sheet, err := book.Open(Layout{Name: "表", Title: "表", Columns: columns})
			if err != nil {
				b.Fatal(err)
			}
			for range rows {
				if err := sheet.Add(values...); err != nil {
					b.Fatal(err)
				}
			}
			if err := sheet.Close(); err != nil {
				b.Fatal(err)
			}
			if _, err := book.WriteTo(io.Discard); err != nil {
				b.Fatal(err)
			}
			if err := book.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
