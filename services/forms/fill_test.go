package forms

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"banbantong/services/errs"
	"banbantong/services/export/exporttest"
	"banbantong/services/report"
	"banbantong/services/standard"
)

func fields(t testing.TB) known {
	t.Helper()
	std, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	return knownFields(report.Fields(report.Quote(std)))
}

// form makes a workbook as a bureau would.
func form(t testing.TB, make func(f *excelize.File, must func(error))) []byte {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f := excelize.NewFile()
	make(f, must)
	var packed bytes.Buffer
	must(f.Write(&packed))
	must(f.Close())
	return packed.Bytes()
}

const tab = "统计表"

// county is a form with what bureaus put into theirs: merged headers, a row for each school, sums and shares, colours
// by value, a second list, a sheet that refers to the first, a comment, and a page that prints.
func county(t testing.TB) []byte {
	return form(t, func(f *excelize.File, must func(error)) {
		must(f.SetSheetName("Sheet1", tab))
		for cell, text := range map[string]any{
			"A1": "{{填报单位}}{{学期}}设备统计表", "A2": "填报单位（盖章）：{{填报单位}}", "A3": "序号", "B3": "学校", "D3": "班班通（套）", "D4": "在用", "E4": "不达标",
			"F3": "达标率", "G3": "不达标占比", "H3": "占全县",
			"A5": "{{学校.序号}}", "B5": "{{学校.名称}}", "D5": "{{学校.在用套数}}", "E5": "｛｛学校．不达标套数｝｝", "F5": "{{学校.设备达标率}}",
			"I5": "{{学校.办学类型}}，编号{{学校.标识码}}", "A6": "合计", "F6": "{{设备达标率}}", "A7": "共 {{不达标套数}} 套不达标。",
			"A9": "{{下级.名称}}", "B9": "{{下级.在用套数}}",
		} {
			must(f.SetCellValue(tab, cell, text))
		}
		for cell, formula := range map[string]string{"G5": "IF(D5=0,0,E5/D5)", "H5": "E5/SUM(E$5:E$5)", "D6": "SUM(D5:D5)", "E6": "SUM(E5:E5)", "G6": "E6/D6", "B10": "SUM(B9:B9)"} {
			must(f.SetCellFormula(tab, cell, formula))
		}
		for _, area := range [][2]string{{"A1", "I1"}, {"A3", "A4"}, {"B3", "C4"}, {"D3", "E3"}, {"B5", "C5"}, {"A6", "C6"}, {"A7", "I7"}} {
			must(f.MergeCell(tab, area[0], area[1]))
		}
		percent, err := f.NewStyle(&excelize.Style{NumFmt: 9, Border: []excelize.Border{{Type: "top", Style: 1, Color: "000000"}}})
		must(err)
		must(f.SetCellStyle(tab, "G5", "H6", percent))
		must(f.SetRowHeight(tab, 5, 33))
		red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
		must(err)
		must(f.SetConditionalFormat(tab, "E5:E5", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "0", Format: &red}}))
		validation := excelize.NewDataValidation(true)
		validation.Sqref = "I5"
		must(validation.SetDropList([]string{"是", "否"}))
		must(f.AddDataValidation(tab, validation))
		must(f.AddComment(tab, excelize.Comment{Cell: "A7", Author: "县局", Text: "核对后盖章"}))
		must(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: tab, RefersTo: "'" + tab + "'!$A$1:$I$7"}))
		must(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: tab, RefersTo: "'" + tab + "'!$3:$4"}))
		landscape, paper := "landscape", 9
		must(f.SetPageLayout(tab, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper}))
		must(f.SetPanes(tab, &excelize.Panes{Freeze: true, YSplit: 4, TopLeftCell: "A5", ActivePane: "bottomLeft"}))
		_, err = f.NewSheet("封面")
		must(err)
		must(f.SetCellFormula("封面", "A1", "统计表!D6"))
		must(f.SetCellFormula("封面", "A2", "SUM('统计表'!E5:E5)"))
		must(f.SetCellValue("封面", "A3", "截止 {{数据截止时间}}"))
	})
}

// schools are the values of the county's form for some schools.
func schools(t testing.TB, tmpl *template, rows ...map[string]any) report.Values {
	t.Helper()
	v := report.Values{Rows: map[string][][]any{}, Whole: map[string]any{"填报单位": "信丰县", "学期": "2026年秋季学期", "不达标套数": 7,
		"设备达标率": report.Rate{N: 23, D: 30}, "数据截止时间": "2026-11-23 12:00"}}
	for _, row := range rows {
		var values []any
		for _, name := range tmpl.wanted()["学校"] {
			values = append(values, row[name])
		}
		v.Rows["学校"] = append(v.Rows["学校"], values)
	}
	v.Rows["下级"] = [][]any{{"大塘埠镇", 10}, {"嘉定镇", 20}}
	return v
}

func school(no int, name string, inUse, failed int) map[string]any {
	return map[string]any{"序号": no, "名称": name, "在用套数": inUse, "不达标套数": failed, "设备达标率": report.Rate{N: inUse - failed, D: inUse},
		"办学类型": "小学", "标识码": "0036"}
}

func filled(t testing.TB, content []byte, values func(*template) report.Values) []byte {
	t.Helper()
	tmpl, err := readTemplate(content, fields(t))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := tmpl.fill(&out, values(tmpl)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func threeSchools(t testing.TB) []byte {
	return filled(t, county(t), func(tmpl *template) report.Values {
		return schools(t, tmpl, school(1, "一小", 10, 2), school(2, "=二小", 20, 5), school(3, "三小", 0, 0))
	})
}

func TestAnotherProgramWorksOutTheFilledForm(t *testing.T) {
	sheets := exporttest.Open(t, bytes.NewReader(threeSchools(t)))
	want := [][]string{
		{"信丰县2026年秋季学期设备统计表"},
		{"填报单位（盖章）：信丰县"},
		{"序号", "学校", "", "班班通（套）", "", "达标率", "不达标占比", "占全县"},
		{"", "", "", "在用", "不达标"},
		{"1", "一小", "", "10", "2", "80.00%", "20%", "29%", "小学，编号0036"},
		{"2", "=二小", "", "20", "5", "75.00%", "25%", "71%", "小学，编号0036"},
		{"3", "三小", "", "0", "0", "—", "0%", "0%", "小学，编号0036"},
		{"合计", "", "", "30", "7", "76.67%", "23%"},
		{"共 7 套不达标。"},
		{},
		{"大塘埠镇", "10"},
		{"嘉定镇", "20"},
		{"", "30"},
	}
	if diff := cmp.Diff(want, trimmed(sheets[tab])); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]string{{"30"}, {"7"}, {"截止 2026-11-23 12:00"}}, trimmed(sheets["封面"])); diff != "" {
		t.Error(diff)
	}
}

func trimmed(rows [][]string) [][]string {
	all := [][]string{}
	for _, row := range rows {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		all = append(all, append([]string{}, row...))
	}
	return all
}

func TestWhatTheBureauSetUpIsKept(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(threeSchools(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	merged, err := f.GetMergeCells(tab)
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string]bool{}
	for _, m := range merged {
		areas[m.GetStartAxis()+":"+m.GetEndAxis()] = true
	}
	for _, area := range []string{"A1:I1", "A3:A4", "B3:C4", "D3:E3", "B5:C5", "B6:C6", "B7:C7", "A8:C8", "A9:I9"} {
		if !areas[area] {
			t.Errorf("%s is not merged: %v", area, areas)
		}
	}
	if len(areas) != 9 {
		t.Errorf("merged: %v", areas)
	}
	for cell, want := range map[string]string{"G6": "IF(D6=0,0,E6/D6)", "H7": "E7/SUM(E$5:E$7)", "D8": "SUM(D5:D7)", "G8": "E8/D8", "B13": "SUM(B11:B12)"} {
		if got, err := f.GetCellFormula(tab, cell); err != nil || got != want {
			t.Errorf("%s: %s, %v", cell, got, err)
		}
	}
	for row, want := range map[int]float64{5: 33, 6: 33, 7: 33, 8: 15} {
		if got, err := f.GetRowHeight(tab, row); err != nil || got != want {
			t.Errorf("row %d is %v high, %v", row, got, err)
		}
	}
	first, _ := f.GetCellStyle(tab, "G5")
	if last, _ := f.GetCellStyle(tab, "G7"); first != last || first == 0 {
		t.Errorf("styles of the copies: %d, %d", first, last)
	}
	formats, err := f.GetConditionalFormats(tab)
	if err != nil || len(formats["E5:E7"]) != 1 {
		t.Errorf("conditional formats: %v, %v", formats, err)
	}
	validations, err := f.GetDataValidations(tab)
	if err != nil || len(validations) != 1 || validations[0].Sqref != "I5:I7" {
		t.Errorf("validations: %v, %v", validations, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if diff := cmp.Diff(map[string]string{"_xlnm.Print_Area": "'统计表'!$A$1:$I$9", "_xlnm.Print_Titles": "'统计表'!$3:$4"}, names); diff != "" {
		t.Error(diff)
	}
	if layout, err := f.GetPageLayout(tab); err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 {
		t.Errorf("page: %v, %v", layout, err)
	}
	if panes, err := f.GetPanes(tab); err != nil || panes.YSplit != 4 {
		t.Errorf("panes: %v, %v", panes, err)
	}
	if comments, err := f.GetComments(tab); err != nil || len(comments) != 1 || comments[0].Cell != "A9" {
		t.Errorf("comments: %v, %v", comments, err)
	}
}

func TestListWithoutRowsLeavesOneEmptyRow(t *testing.T) {
	content := filled(t, county(t), func(tmpl *template) report.Values { return schools(t, tmpl) })
	sheets := exporttest.Open(t, bytes.NewReader(content))
	if row := sheets[tab][5]; row[3] != "0" { // the sum of nothing
		t.Errorf("total: %v", row)
	}
}

func TestPreviewShowsWhatFormulasGive(t *testing.T) {
	sheets, err := preview(threeSchools(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := sheets[0].Rows[7][3]; got != "30" {
		t.Errorf("total: %q", got)
	}
	if len(sheets[0].Merges) != 9 || sheets[0].Total != 13 {
		t.Errorf("%d merges, %d rows", len(sheets[0].Merges), sheets[0].Total)
	}
}

func TestWrongFieldsAreToldByCellWithWhatWasMeant(t *testing.T) {
	cases := map[string]struct{ cell, text, want string }{
		"a name that is nearly right": {"B2", "{{不合格套数}}", "没有名为“不合格套数”的字段"},
		"a name of a list":            {"B2", "{{学校.不达标的套数}}", "“学校.不达标套数”"},
		"a list that is not there":    {"B2", "{{学校们.名称}}", "是不是“学校”？"},
		"a name without its list":     {"B2", "{{办学类型}}", "“学校.办学类型”"},
		"a field that is not closed":  {"B2", "共{{不达标套数}套", "没有写完整"},
		"a block":                     {"B2", "{{#学校}}", "不用写"},
		"two lists in one row":        {"C5", "{{教室.班额}}", "一行只能按一种列表重复"},
		"nothing like any":            {"B2", "{{XYZ}}", "请对照字段说明"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			content := form(t, func(f *excelize.File, must func(error)) {
				must(f.SetCellValue("Sheet1", "A1", "{{填报单位}}"))
				must(f.SetCellValue("Sheet1", "A5", "{{学校.名称}}"))
				must(f.SetCellValue("Sheet1", c.cell, c.text))
			})
			_, err := readTemplate(content, fields(t))
			var wrong *errs.Error
			if !asError(err, &wrong) || len(wrong.Fields) != 1 || wrong.Fields[0].Location != "Sheet1!"+c.cell || !strings.Contains(wrong.Fields[0].Message, c.want) {
				t.Errorf("got %v %+v", err, wrong)
			}
		})
	}
}

func TestFormsThatCannotBeUsedAreRefused(t *testing.T) {
	simple := form(t, func(f *excelize.File, must func(error)) { must(f.SetCellValue("Sheet1", "A1", "{{填报单位}}")) })
	cases := map[string]struct {
		content []byte
		code    string
	}{
		"no fields": {form(t, func(f *excelize.File, must func(error)) { must(f.SetCellValue("Sheet1", "A1", "表")) }), "form-without-fields"},
		"merged over two rows": {form(t, func(f *excelize.File, must func(error)) {
			must(f.SetCellValue("Sheet1", "A5", "{{学校.名称}}"))
			must(f.MergeCell("Sheet1", "B5", "B6"))
		}), "invalid"},
		"a field in a formula": {form(t, func(f *excelize.File, must func(error)) {
			must(f.SetCellValue("Sheet1", "A5", "{{学校.名称}}"))
			must(f.SetCellFormula("Sheet1", "B5", `"{{学校.名称}}"&A5`))
		}), "invalid"},
		"macros":               {with(t, simple, "xl/vbaProject.bin", "x"), "workbook-macro"},
		"links to other files": {with(t, simple, "xl/externalLinks/externalLink1.xml", "<x/>"), "form-refused"},
		"not a workbook":       {[]byte("a,b,c"), "form-not-xlsx"},
		"a bomb":               {with(t, simple, "xl/media/image1.png", strings.Repeat("0", maxUnpacked)), "form-too-large"},
		"empty":                {nil, "workbook-empty"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := readTemplate(c.content, fields(t))
			var wrong *errs.Error
			if !asError(err, &wrong) || wrong.Code != c.code {
				t.Errorf("got %v", err)
			}
		})
	}
}

func asError(err error, e **errs.Error) bool {
	found, is := err.(*errs.Error)
	*e = found
	return is
}

// with is a workbook with a part more.
func with(t testing.TB, content []byte, name, part string) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	out := zip.NewWriter(&packed)
	for _, f := range old.File {
		if err := out.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := out.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, part); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
