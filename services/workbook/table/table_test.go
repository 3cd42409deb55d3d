package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"banbantong/services/errs"
)

// read opens data and gives the first sheet as "line: cell|cell" lines.
func read(t *testing.T, data []byte) []string {
	t.Helper()
	book, err := Open(bytes.NewReader(data), int64(len(data)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range row.Cells {
			text := c.Text
			switch c.Kind {
			case Number:
				text += "#"
			case Date:
				text += "@"
			case Failed:
				text += "!"
			}
			if c.Merged {
				text += "^"
			}
			cells = append(cells, text)
		}
		lines = append(lines, fmt.Sprintf("%d: %s", row.Line, strings.Join(cells, "|")))
	}
	return lines
}

// workbook is an .xlsx made by excelize.
func workbook(t testing.TB, build func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	build(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts is an .xlsx of the given parts beside those that every workbook needs.
func parts(t testing.TB, own map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="x"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
	}
	for name, text := range own {
		all[name] = text
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range all {
		if text == "" {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sheet(rows string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}
}

func TestCellsAreReadAsPeopleSeeThem(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		style := func(s excelize.Style) int {
			id, err := f.NewStyle(&s)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		month, monthDay := `yyyy"年"m"月"`, `m"月"d"日"`
		day := time.Date(2021, 9, 1, 0, 0, 0, 0, time.UTC)
		for at, v := range map[string]any{"A1": "  第一小学\u200b ", "B1": 45, "C1": 2.8, "D1": 3.6072219900101101e17, "E1": "0012", "F1": 0.1 + 0.2, "G1": true,
			"A3": day, "B3": day, "C3": day, "D3": day.AddDate(0, 0, 4)} {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		for at, id := range map[string]int{"A3": style(excelize.Style{NumFmt: 14}), "B3": style(excelize.Style{CustomNumFmt: &month}),
			"C3": style(excelize.Style{CustomNumFmt: &monthDay}), "D3": style(excelize.Style{CustomNumFmt: &month})} {
			if err := f.SetCellStyle("Sheet1", at, at, id); err != nil {
				t.Fatal(err)
			}
		}
	})
	want := []string{
		"1: 第一小学|45#|2.8#|3.60722E+17#|0012|0.3#|TRUE",
		"3: 2021-09-01@|2021-09@|2021-09-01@|2021-09-05@",
	}
	if diff := cmp.Diff(want, read(t, data)); diff != "" {
		t.Error(diff)
	}
}

func TestMergedRangesAreFilled(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for at, v := range map[string]any{"A1": "台账", "A2": "一小", "B2": "a", "B3": "b", "A4": "二小", "B4": "c", "C5": "d"} {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range [][2]string{{"A4", "A5"}, {"A1", "C1"}, {"A2", "A3"}} {
			if err := f.MergeCell("Sheet1", r[0], r[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	want := []string{"1: 台账|台账^|台账^", "2: 一小|a", "3: 一小^|b", "4: 二小|c", "5: 二小^||d"}
	if diff := cmp.Diff(want, read(t, data)); diff != "" {
		t.Error(diff)
	}
}

func TestUnusualWorkbooks(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"cells without addresses follow one another", parts(t, sheet(`<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>`)),
			[]string{"1: 甲|2#", "3: 3#"}},
		{"a formula has its cached value", parts(t, sheet(`<row r="4"><c r="B4" t="str"><f>A1&amp;"G"</f><v>8G</v></c><c r="C4" t="e"><f>x</f><v>#REF!</v></c></row>`)),
			[]string{"4: |8G|#REF!!"}},
		{"texts in runs are joined, phonetic guides left out", parts(t, map[string]string{
			"xl/sharedStrings.xml":     `<sst><si><r><t>班班</t></r><r><t>通</t></r><rPh><t>tong</t></rPh></si></sst>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>9</v></c></row></sheetData></worksheet>`}),
			[]string{"1: 班班通"}},
		{"prefixed names, as some exporters write them", parts(t, map[string]string{
			"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`}),
			[]string{"1: 7#"}},
		{"dates since 1904", parts(t, map[string]string{
			"xl/workbook.xml":          `<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="一" r:id="rId1"/></sheets></workbook>`,
			"xl/styles.xml":            `<styleSheet><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" s="0"><v>42978</v></c></row></sheetData></worksheet>`}),
			[]string{"1: 2021-09-01@"}},
		{"a column beyond the limit is not read", parts(t, sheet(`<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>`)), []string{"1: 1#"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(t, c.data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTextFiles(t *testing.T) {
	text := "学校,班级,编号\n\n第一小学,三(1)班,=\"0012\"\n\"第二\n小学\",四(2)班,3.60722E+17\n第三小学,五(1)班,3\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(strings.ReplaceAll(text, ",", "\t")))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1: 学校|班级|编号", "3: 第一小学|三(1)班|0012", "4: 第二\n小学|四(2)班|3.60722E+17", "5: 第三小学|五(1)班|3"}
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"UTF-8", []byte(text)},
		{"UTF-8 with a byte order mark", append([]byte("\xEF\xBB\xBF"), text...)},
		{"Windows line ends", []byte(strings.ReplaceAll(text, "\n", "\r\n"))},
		{"semicolons", []byte(strings.ReplaceAll(text, ",", ";"))},
		{"GBK", gbk},
		{"UTF-16 with tabs, Excel's “Unicode 文本”", utf16},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(want, read(t, c.data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// bomb is a workbook whose one sheet is a small file that unpacks to the given size.
func bomb(t testing.TB, size int) []byte {
	return parts(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + strings.Repeat(" ", size)})
}

func TestHostileAndWrongFiles(t *testing.T) {
	limits := DefaultLimits()
	limits.PartBytes, limits.StringBytes = 24<<20, 1<<20 // smaller, so that the files for them are quickly made
	cfb := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	for _, c := range []struct {
		name string
		data []byte
		code string
	}{
		{"nothing", nil, "workbook-empty"},
		{"100 MB", make([]byte, 100<<20), "workbook-too-large"},
		{"old .xls or .et", cfb, "workbook-old-format"},
		{"a password", append(cfb, utf16Bytes("EncryptedPackage")...), "workbook-password"},
		{"a web page called .xls", []byte("\xEF\xBB\xBF\n<html xmlns:o=\"urn\"><table><tr><td>学校</td></tr></table>"), "workbook-html"},
		{"Excel 2003 XML", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`), "workbook-html"},
		{"macros, whatever the name", parts(t, map[string]string{"xl/vbaProject.bin": "x"}), "workbook-macro"},
		{"binary workbook", parts(t, map[string]string{"xl/workbook.xml": "", "xl/workbook.bin": "x"}), "workbook-old-format"},
		{"Word document", parts(t, map[string]string{"xl/workbook.xml": "", "word/document.xml": "x"}), "workbook-not-a-table"},
		{"OpenDocument", parts(t, map[string]string{"xl/workbook.xml": "", "content.xml": "x", "mimetype": "y"}), "workbook-old-format"},
		{"an archive", parts(t, map[string]string{"xl/workbook.xml": "", "a.txt": "x"}), "workbook-not-a-table"},
		{"PDF", []byte("%PDF-1.7 text"), "workbook-not-a-table"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "workbook-not-a-table"},
		{"random bytes as text", []byte("\xff\xff\xfeabc"), "workbook-encoding"},
		{"half an archive", parts(t, sheet(""))[:200], "workbook-damaged"},
		{"no sheet", parts(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), "workbook-empty"},
		{"half a sheet", parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"`}), "workbook-damaged"},
		{"a sheet that unpacks to more than the limit", bomb(t, 25<<20), "workbook-bomb"},
		{"more shared texts than the limit", parts(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet/>",
			"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>"+strings.Repeat("字", 100)+"</t></si>", 4000) + "</sst>"}), "workbook-bomb"},
		{"a million empty rows", parts(t, sheet(strings.Repeat(`<row><c s="1"/></row>`, 1_048_576))), "workbook-empty-rows"},
		{"too many rows", parts(t, sheet(strings.Repeat(`<row><c><v>1</v></c></row>`, 60_000))), "workbook-too-many-rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, err := Open(bytes.NewReader(c.data), int64(len(c.data)), limits)
			if err == nil {
				for _, err = range book.Sheets[0].Rows() {
					if err != nil {
						break
					}
				}
			}
			var e *errs.Error
			if !errors.As(err, &e) || e.Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

func TestAgreesWithExcelize(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for line := 1; line <= 300; line++ {
			cells := []any{line, fmt.Sprintf("第%d小学", line), float64(line) / 8, "0" + fmt.Sprint(line), line%2 == 0, nil, "a\nb", "<&>\"'"}
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", line), &cells); err != nil {
				t.Fatal(err)
			}
		}
	})
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	book, err := Open(bytes.NewReader(data), int64(len(data)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range want[row.Line-1] {
			if got := row.At(i); got.Text != text && got.Kind != Bool {
				t.Fatalf("%s%d: %q, excelize reads %q", Column(i), row.Line, got.Text, text)
			}
		}
	}
}

func TestColumnNames(t *testing.T) {
	for i, name := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if Column(i) != name {
			t.Errorf("Column(%d) = %s, want %s", i, Column(i), name)
		}
		if column, row, ok := address([]byte(name + "12")); !ok || column != i || row != 11 {
			t.Errorf("address(%s12) = %d, %d, %v", name, column, row, ok)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("学校,班级\n一小,三(1)班\n"))
	f.Add(parts(f, sheet(`<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>`)))
	f.Add(workbook(f, func(*excelize.File) {}))
	limits := DefaultLimits()
	limits.PartBytes, limits.StringBytes = 1<<20, 1<<20
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := Open(bytes.NewReader(data), int64(len(data)), limits)
		if err != nil {
			return
		}
		for _, s := range book.Sheets {
			line := 0
			for row, err := range s.Rows() {
				if err != nil {
					break
				}
				if row.Line <= line || len(row.Cells) > limits.Columns {
					t.Fatalf("row %d after %d, %d cells", row.Line, line, len(row.Cells))
				}
				line = row.Line
			}
		}
	})
}

// FuzzSheet looks for a sheet's XML that the reader cannot survive.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" s="1"><v>44440</v></c></row>`, `<mergeCell ref="A1:B9"/>`)
	f.Add(`<row r="9999999"><c r="ZZZ1" t="s"><v>-1</v></c><c t="d"><v>20</v></c></row><row r="0"/>`, `<mergeCell ref='XFD1048576:A1'`)
	f.Fuzz(func(t *testing.T, rows, merges string) {
		data := parts(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData>" + merges + "</worksheet>"})
		book, err := Open(bytes.NewReader(data), int64(len(data)), DefaultLimits())
		if err != nil {
			t.Skip()
		}
		for _, err := range book.Sheets[0].Rows() {
			if err != nil {
				break
			}
		}
	})
}
