package forms

import (
	"context"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"banbantong/services/access"
)

// exampleColumns are the columns of the worked example: heading, field, width.
var exampleColumns = []struct {
	heading, field string
	width          float64
}{
	{"序号", "{{学校.序号}}", 6},
	{"学校", "{{学校.名称}}", 30},
	{"学校类别", "{{学校.办学类型}}", 12},
	{"应配（套）", "{{学校.应配套数}}", 11},
	{"在用（套）", "{{学校.在用套数}}", 11},
	{"不达标（套）", "{{学校.不达标套数}}", 12},
	{"损坏（套）", "{{学校.损坏套数}}", 11},
	{"不达标或损坏（套）", "{{学校.不达标或损坏套数}}", 18},
	{"设备达标率", "{{学校.设备达标率}}", 12},
}

// Example writes a small form that can be uploaded as it is: what a bureau without one of its own starts from, and
// where others see how fields, a repeated row and formulas go together.
func (s *Service) Example(_ context.Context, actor access.Actor, w io.Writer) error {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return err
	}
	const sheet, header, row, total = "统计表", 3, 4, 5
	b := exampleBook{File: excelize.NewFile(), sheet: sheet}
	defer func() { _ = b.Close() }()
	b.do(b.SetSheetName("Sheet1", sheet))
	last := columnLetters(len(exampleColumns))
	b.row(1, 32, b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: centred}), "{{填报单位}}班班通设备不达标及损坏情况表")
	b.do(b.MergeCell(sheet, "A1", last+"1"))
	b.row(2, 20, 0, "{{学期}}　　填报日期：{{填报日期}}　　数据截止：{{数据截止时间}}")
	b.do(b.MergeCell(sheet, "A2", last+"2"))
	cell := b.style(&excelize.Style{Border: ruled, Alignment: centred})
	bold := b.style(&excelize.Style{Border: ruled, Alignment: centred, Font: &excelize.Font{Bold: true}})
	var headings, fields []string
	for i, c := range exampleColumns {
		headings, fields = append(headings, c.heading), append(fields, c.field)
		b.do(b.SetColWidth(sheet, columnLetters(i+1), columnLetters(i+1), c.width))
	}
	b.row(header, 34, bold, headings...)
	b.row(row, 22, cell, fields...)
	b.row(total, 22, bold, "合计", "", "", "", "", "", "", "", "{{设备达标率}}")
	for _, column := range []string{"D", "E", "F", "G", "H"} {
		b.do(b.SetCellFormula(sheet, fmt.Sprint(column, total), fmt.Sprintf("SUM(%s%d:%s%d)", column, row, column, row)))
	}
	b.do(b.MergeCell(sheet, fmt.Sprint("A", total), fmt.Sprint("C", total)))
	b.row(total+1, 30, 0, "单位负责人：　　　　　　　　审核人：　　　　　　　　填报人：{{填报人}}")
	b.do(b.MergeCell(sheet, fmt.Sprint("A", total+1), fmt.Sprint(last, total+1)))
	b.print(fmt.Sprintf("%s!$%d:$%d", sheet, header, header))
	if b.err != nil {
		return fmt.Errorf("make the example of a form: %w", b.err)
	}
	return b.Write(w)
}

var (
	centred = &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	ruled   = []excelize.Border{{Type: "left", Style: 1}, {Type: "right", Style: 1}, {Type: "top", Style: 1}, {Type: "bottom", Style: 1}}
)

// exampleBook keeps the first error of many steps.
type exampleBook struct {
	*excelize.File
	sheet string
	err   error
}

func (b *exampleBook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *exampleBook) style(style *excelize.Style) int {
	id, err := b.NewStyle(style)
	b.do(err)
	return id
}

func (b *exampleBook) row(number int, height float64, style int, texts ...string) {
	b.do(b.SetRowHeight(b.sheet, number, height))
	for i, text := range texts {
		at := fmt.Sprint(columnLetters(i+1), number)
		if text != "" {
			b.do(b.SetCellStr(b.sheet, at, text))
		}
		b.do(b.SetCellStyle(b.sheet, at, at, style))
	}
}

// print sets an A4 page on its side, as wide as the table, with the headings on every page.
func (b *exampleBook) print(titles string) {
	paper, orientation, wide, tall, fit := 9, "landscape", 1, 0, true
	b.do(b.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}))
	b.do(b.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.do(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: b.sheet}))
}
