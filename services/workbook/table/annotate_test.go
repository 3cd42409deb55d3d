package table

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"banbantong/services/errs"
)

func annotated(t *testing.T, data []byte, r Remarks) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Annotate(&out, bytes.NewReader(data), int64(len(data)), DefaultLimits(), r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRemarksStandInAColumnOfTheirOwn(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for at, v := range map[string]any{"A1": "台账", "A2": "学校", "B2": "班级", "A3": "一小", "B3": "三(1)班", "A5": "二小", "D5": 3} {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCellFormula("Sheet1", "D3", "1+1"); err != nil {
			t.Fatal(err)
		}
	})
	r := Remarks{Sheet: "Sheet1", Title: "导入结果", Header: 2, ByLine: map[int]string{3: "已新增", 5: `班级 <空> & "无"`, 4: "nobody is there"}}
	out := annotated(t, data, r)
	want := []string{"1: 台账", "2: 学校|班级|||导入结果", "3: 一小|三(1)班|||已新增", `5: 二小|||3#|班级 <空> & "无"`}
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Error(diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal("excelize does not open the file:", err)
	}
	defer f.Close()
	if formula, err := f.GetCellFormula("Sheet1", "D3"); err != nil || formula != "1+1" {
		t.Errorf("the formula is now %q, %v", formula, err)
	}
	if text, err := f.GetCellValue("Sheet1", "E5"); err != nil || text != r.ByLine[5] {
		t.Errorf("excelize reads %q, %v", text, err)
	}
}

func TestRemarksInUnusualFiles(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("学校,班级\n\n一小,\"三\n(1)班\"\n二小\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"prefixed names", parts(t, map[string]string{"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row><x:row r="2"/><x:row r="3"><x:c><x:v>8</x:v></x:c></x:row></x:sheetData></x:worksheet>`}),
			[]string{"1: 7#|导入结果", "3: 8#|好"}},
		{"GBK text with an empty line and a broken cell", gbk, []string{"1: 学校|班级|导入结果", "3: 一小|三\n(1)班|好", "4: 二小"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := annotated(t, c.data, Remarks{Sheet: "一", Title: "导入结果", Header: 1, ByLine: map[int]string{2: "nobody", 3: "好"}})
			if diff := cmp.Diff(c.want, read(t, out)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDamagedFilesAreNotAnnotated(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("%PDF"), parts(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row"})} {
		var out bytes.Buffer
		if err := Annotate(&out, bytes.NewReader(data), int64(len(data)), DefaultLimits(), Remarks{Sheet: "一"}); !errs.Is(err, errs.Malformed) {
			t.Errorf("got %v", err)
		}
	}
}
