package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

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

func newBook(t *testing.T) *Book {
	t.Helper()
	book, err := NewBook()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return book
}

func pack(t *testing.T, rowsPerSheet int, rows ...[]any) *bytes.Buffer {
	t.Helper()
	book := newBook(t)
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
	return reopen(t, pack(t, rowsPerSheet, rows...))
}

func read(t *testing.T, book *Book) *excelize.File {
	t.Helper()
	var packed bytes.Buffer
	if _, err := book.WriteTo(&packed); err != nil {
		t.Fatal(err)
	}
	return reopen(t, &packed)
}

func reopen(t *testing.T, packed io.Reader) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(packed)
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
	texts := []string{"=1+1", "+86", "-5", "@SUM(A1)", "007", "3.60722E+17", "360722199001011234", "1<2 & \"3\"", "\t=1", "两\n行", " 前后 ", "坏\x00字", "_x0041_", "\xff", "\ufffe", "回\r车"}
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
		if want := strings.NewReplacer("\x00", "\uFFFD", "\xff", "\uFFFD", "\ufffe", "\uFFFD").Replace(text); got != want {
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

func TestSheetsThatAreOpenAtOnce(t *testing.T) {
	book := newBook(t)
	book.rowsPerSheet = 2
	one, err := book.Open(layout)
	if err != nil {
		t.Fatal(err)
	}
	other := layout
	other.Name = "教室"
	two, err := book.Open(other)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		for sheet, text := range map[*Sheet]string{one: "设备", two: "教室"} {
			if err := sheet.Add(fmt.Sprint(text, i), i, i); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(two.Close(), one.Close()); err != nil {
		t.Fatal(err)
	}
	file := read(t, book)
	if diff := cmp.Diff([]string{"设备", "设备（2）", "教室", "教室（2）"}, file.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{"设备": "设备1", "设备（2）": "设备2", "教室": "教室1", "教室（2）": "教室2"} {
		rows := rowsOf(t, file, name)
		if got := rows[len(rows)-1][0]; got != want {
			t.Errorf("%s ends with %s, want %s", name, got, want)
		}
	}
}

// pagesOf are how many rows of a sheet stand on each page, by the breaks in its file.
func pagesOf(t *testing.T, book *Book, rows int) []int {
	t.Helper()
	var packed bytes.Buffer
	if _, err := book.WriteTo(&packed); err != nil {
		t.Fatal(err)
	}
	files, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(files, "xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	var pages []int
	last := 0
	for _, found := range regexp.MustCompile(`<brk id="(\d+)" max="16383" man="1"/>`).FindAllStringSubmatch(string(text), -1) {
		at, err := strconv.Atoi(found[1])
		if err != nil || at <= last {
			t.Fatalf("a break after row %s, the one before was after %d", found[1], last)
		}
		pages, last = append(pages, at-last), at
	}
	return append(pages, rows-last)
}

func TestLinesUnderTheTableStandWithItsLastRows(t *testing.T) {
	narrow := Layout{Name: "表", Title: "表", Columns: []Column{{Header: []string{"名称"}, Width: 20}}, Below: []Line{{"负责人："}, {"注"}}}
	wide := narrow
	wide.Columns = []Column{{Header: []string{"名称"}, Width: 20}, {Header: []string{"说明"}, Width: 240}}
	for _, layout := range []Layout{narrow, wide} {
		full, shrunk := 0, 0 // rows of a page that nothing stands under, tables that are shrunk to one page
		for n := 1; n < 120; n++ {
			book := newBook(t)
			sheet, err := book.Open(layout)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if err := sheet.Add(slices.Repeat([]any{fmt.Sprint(i)}, len(layout.Columns))...); err != nil {
					t.Fatal(err)
				}
			}
			if err := sheet.Close(); err != nil {
				t.Fatal(err)
			}
			pages := pagesOf(t, book, 2+n+2)
			if len(pages) > 2 {
				full = max(full, pages[1])
			}
			if last := pages[len(pages)-1]; len(pages) > 1 && last < 3 {
				t.Errorf("%d rows: the last page has %d rows, two of them to be signed", n, last)
			}
			most := sheet.paper.capacity
			if sheet.paper.single {
				shrunk++
				most *= mostShrunk
			}
			for _, rows := range pages {
				if points := rows * rowHeight(1); float64(points) > most+2*15 {
					t.Errorf("%d rows: a page is %d points high", n, points)
				}
			}
		}
		if full == 0 || shrunk == 0 {
			t.Error("no table was long enough, or none was only a little longer than a page")
		}
	}
}

func TestTableWithMorePagesThanCanBeEndedByHandEndsTheLastOne(t *testing.T) {
	p := newPaper([]Column{{Width: 20}})
	p.begin(100, 21)
	for row := range 50_000 {
		p.row(row+5, 21)
	}
	p.keepWithLast(400)
	if len(p.breaks) != 1 || p.breaks[0] < 49_990 {
		t.Errorf("breaks after %v", p.breaks)
	}
}

func TestTableWithoutRowsSaysSo(t *testing.T) {
	empty := layout
	empty.Empty = "无"
	book := newBook(t)
	without, err := book.Open(empty)
	if err != nil {
		t.Fatal(err)
	}
	empty.Name = "合计"
	summed, err := book.Open(empty)
	if err != nil {
		t.Fatal(err)
	}
	empty.Name = "有"
	with, err := book.Open(empty)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(without.Close(), summed.AddTotal("合计", 0, 0), summed.Close(), with.Add("一", 1, 1), with.Close()); err != nil {
		t.Fatal(err)
	}
	if book.Rows() != 2 {
		t.Errorf("%d rows are counted", book.Rows())
	}
	file := read(t, book)
	for name, want := range map[string]bool{"设备": true, "合计": true, "有": false} {
		says := slices.ContainsFunc(rowsOf(t, file, name), func(row []string) bool { return len(row) > 0 && row[0] == "无" })
		if says != want {
			t.Errorf("%s: says 无: %v", name, says)
		}
	}
}

func TestPageIsReadyToPrint(t *testing.T) {
	wide := layout
	wide.Columns = append(slices.Clone(layout.Columns[:1]), Column{Header: []string{"台数", "在用"}, Width: 6, Kind: Number},
		Column{Header: []string{"台数", "达标"}, Width: 6.5, Kind: Number})
	book := newBook(t)
	sheet, err := book.Open(wide)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sheet.Add("一行", 1, 2), sheet.Add("两行\n字", 1, 2), sheet.AddTotal("合计", 2, 4), sheet.Close()); err != nil {
		t.Fatal(err)
	}
	file := read(t, book)
	type page struct {
		Paper, Wide, High int
		Orientation       string
		Fit, Centred      bool
		Left, Top         float64
		Frozen            int
		Footer            string
		Titles            string
		Merged            []string
		Widths            []float64
		Heights           []float64
	}
	var got page
	setup, err := file.GetPageLayout("设备")
	if err != nil {
		t.Fatal(err)
	}
	got.Paper, got.Wide, got.High, got.Orientation = *setup.Size, *setup.FitToWidth, *setup.FitToHeight, *setup.Orientation
	margins, err := file.GetPageMargins("设备")
	if err != nil {
		t.Fatal(err)
	}
	got.Left, got.Top, got.Centred = *margins.Left, *margins.Top, *margins.Horizontally
	props, err := file.GetSheetProps("设备")
	if err != nil {
		t.Fatal(err)
	}
	got.Fit = *props.FitToPage
	panes, err := file.GetPanes("设备")
	if err != nil {
		t.Fatal(err)
	}
	got.Frozen = panes.YSplit
	foot, err := file.GetHeaderFooter("设备")
	if err != nil {
		t.Fatal(err)
	}
	got.Footer, got.Titles = foot.OddFooter, file.GetDefinedName()[0].RefersTo
	merged, err := file.GetMergeCells("设备")
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range merged {
		got.Merged = append(got.Merged, cells.GetStartAxis()+":"+cells.GetEndAxis())
	}
	for _, column := range []string{"A", "B", "C"} {
		width, err := file.GetColWidth("设备", column)
		if err != nil {
			t.Fatal(err)
		}
		got.Widths = append(got.Widths, width)
	}
	for row := range 7 {
		height, err := file.GetRowHeight("设备", row+1)
		if err != nil {
			t.Fatal(err)
		}
		got.Heights = append(got.Heights, height)
	}
	want := page{Paper: 9, Wide: 1, High: 0, Orientation: "landscape", Fit: true, Centred: true, Left: 0.3, Top: 0.5, Frozen: 4,
		Footer: "&C第 &P 页，共 &N 页", Titles: "'设备'!$3:$4", Merged: []string{"A1:C1", "B2:C2", "A3:A4", "B3:C3"},
		Widths: []float64{20, 6, 6.5}, Heights: []float64{36, 51, 21, 21, 21, 36, 21}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for cell, want := range map[string]struct {
		bold   bool
		format int
		family string
	}{"A1": {false, 0, titleFont}, "A3": {true, 0, bodyFont}, "A5": {false, 49, bodyFont}, "B5": {false, 0, bodyFont}, "A7": {true, 49, bodyFont}} {
		id, err := file.GetCellStyle("设备", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := file.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if style.Font.Bold != want.bold || style.NumFmt != want.format || style.Font.Family != want.family {
			t.Errorf("%s has the style %+v %+v", cell, style, style.Font)
		}
	}
}

func TestTextTooLongForACellIsCutOff(t *testing.T) {
	text := strings.Repeat("字", longestText-1) + "𠀀𠀀" // the last two take two places each
	file := write(t, 0, []any{text, 1, 1})
	if got := rowsOf(t, file, "设备")[3][0]; got != text[:3*(longestText-1)] {
		t.Errorf("%d bytes of %d were written", len(got), len(text))
	}
}

func TestValueThatNoCellHoldsIsRefused(t *testing.T) {
	book := newBook(t)
	sheet, err := book.Open(layout)
	if err != nil {
		t.Fatal(err)
	}
	if err := sheet.Add("一体机", uint(3), 1); err == nil {
		t.Error("a uint was taken for a cell")
	}
}

func TestOpenSheetIsNotPacked(t *testing.T) {
	book := newBook(t)
	if _, err := book.Open(layout); err != nil {
		t.Fatal(err)
	}
	if _, err := book.WriteTo(io.Discard); err == nil {
		t.Error("a workbook was packed without the end of its sheet")
	}
}

func TestClosedBookLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	book, err := NewBook()
	if err != nil {
		t.Fatal(err)
	}
	book.rowsPerSheet = 1
	sheet, err := book.Open(layout)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sheet.Add("甲", 1, 1), sheet.Add("乙", 1, 1), book.Close()); err != nil { // while one part is open
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// FuzzText has any text come back as it was, but for what no workbook can hold.
func FuzzText(f *testing.F) {
	for _, text := range []string{"=1+1", " 前后 ", "a\rb", "_x0041_", "_x005F_x0041_", "__x0041_", "\xff\xfe", "\ufffe", "<&>\"'", "坏\x00字", "\x0b", "𠀀"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell, err := appendCell(nil, "A", 1, 0, text)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Text string `xml:"is>t"`
		}
		if err := xml.Unmarshal(cell, &got); err != nil {
			t.Fatalf("%q: %v", cell, err)
		}
		want := strings.Map(func(c rune) rune {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
				return utf8.RuneError
			}
			return c
		}, text)
		if got := unescape(got.Text); len(want) < longestText && got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// unescape reads _xHHHH_ as a spreadsheet program does.
func unescape(text string) string {
	return regexp.MustCompile(`_x[0-9a-fA-F]{4}_`).ReplaceAllStringFunc(text, func(escape string) string {
		code, _ := strconv.ParseUint(escape[2:6], 16, 32)
		return string(rune(code))
	})
}

func TestRowOfAnotherWidthIsRefused(t *testing.T) {
	book := newBook(t)
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
	book := pack(t, 0, []any{"=1+1", 3, 6667}, []any{"007", 12, "—"}, []any{"_x0041_<&>\"", -0.5, nil}, []any{"\xff坏\x01", 1 << 40, 0})
	want := map[string][][]string{"设备": {
		{"设备清单", "", ""},
		{"筛选条件：不达标", "导出时间：2026-11-23 20:10", ""},
		{"名称", "数量", "达标率"},
		{"=1+1", "3", "66.67%"},
		{"007", "12", "—"},
		{"_x0041_<&>\"", "-0.5", ""},
		{"\uFFFD坏\uFFFD", "1099511627776", "0.00%"},
		{"共 4 行", "", ""},
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

func TestTextsRunOverLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  int
	}{
		{"", 8, 1}, {"达标", 6, 1}, {"不达标", 6, 2}, {"CPU 核心与线程", 8, 3}, {"基准 2.4 GHz", 8, 2}, {"1234567890", 6, 2},
		{"至少 接入比例 0.88 ×", 11, 3}, {"一\n二", 20, 2}, {"信丰县第一小学", 15, 1}, {"信丰县嘉定镇中心小学", 15, 2},
	} {
		if got := lineCount(c.text, c.width); got != c.want {
			t.Errorf("%q in %v places: %d lines, want %d", c.text, c.width, got, c.want)
		}
	}
}
