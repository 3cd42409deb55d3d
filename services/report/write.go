package report

import (
	"fmt"
	"slices"

	"banbantong/models"
	"banbantong/services/export"
)

// Form is a sheet of the workbook, which a period asks for by the table that it belongs to.
type Form struct {
	Table models.ReportTable
	Name  string // of the tab
	Title string // after the place and the term
	No    string // 表号
	note  string // how to read it
}

// countsAlone says whether a form needs nothing but the counts of schools.
func (f Form) countsAlone() bool {
	return slices.Contains([]Form{formSummary, formSchools, formCategories, formCriteria}, f)
}

// The forms in the order of the workbook. The first of each table is what a bureau reports; the others are its annexes.
var (
	formSummary    = Form{models.TableFailures, "不达标及损坏设备统计表", "不达标及损坏设备统计表", "班班通1表", ""}
	formCompliance = Form{models.TableDetails, "达标情况明细表", "达标情况明细表", "班班通2表", marks}
	formNetwork    = Form{models.TableNetwork, "网络与软件情况表", "网络与软件情况表", "班班通3表", marks}
	formItems      = Form{models.TableNetwork, "网络与软件分项表", "网络与软件不达标分项统计表", "班班通3-1表", ""}
	formRenewal    = Form{models.TableRenewal, "更新需求表", "更新需求表", "班班通4表", remedies}
	formSchools    = Form{models.TableFailures, "分校统计表", "不达标及损坏设备分校统计表", "班班通1-1表", ""}
	formCategories = Form{models.TableFailures, "分类统计表", "设备分类统计表", "班班通1-2表", ""}
	formCriteria   = Form{models.TableFailures, "不达标条款统计表", "不达标条款统计表", "班班通1-3表", ""}
	formFailures   = Form{models.TableFailures, "不达标明细", "不达标设备明细表", "班班通1-4表", ""}
	formDamages    = Form{models.TableFailures, "损坏明细", "损坏设备明细表", "班班通1-5表", ""}
	formNeeds      = Form{models.TableRenewal, "更新需求明细", "更新需求明细表", "班班通4-1表", remedies}
)

const (
	marks    = "“×”为不达标，“？”为待核实，“—”为不作要求。"
	remedies = "所需措施为使教室全部达标并修复损坏设备费用最低的方案，资金为估算。"
)

// Write adds the forms of the header's tables to a workbook, all of them in one pass over the schools, so that details
// add up to totals, and 指标说明 after them.
func Write(book *export.Book, header Header, schools Schools) error {
	w := &writer{book: book, header: header, criteria: header.Standard.byID()}
	var sheets []sheet
	for _, f := range []struct {
		Form
		open func() (sheet, error)
	}{
		{formSummary, w.summary}, {formCompliance, w.compliance}, {formNetwork, w.network}, {formRenewal, w.renewal},
		{formSchools, w.bySchool}, {formCategories, w.byCategory}, {formCriteria, w.byCriterion},
		{formFailures, w.failures}, {formDamages, w.damages}, {formItems, w.networkItems}, {formNeeds, w.needs},
	} {
		if len(header.Tables) > 0 && !slices.Contains(header.Tables, f.Table) || header.Past != "" && !f.countsAlone() {
			continue
		}
		if f.Form == formItems && header.Kind == models.KindSchool {
			continue // a school has seen each item of each room in the form before
		}
		s, err := f.open()
		if err != nil {
			return err
		}
		sheets = append(sheets, s)
	}
	for school, err := range schools {
		if err != nil {
			return err
		}
		for _, s := range sheets {
			if err := s.add(school); err != nil {
				return err
			}
		}
	}
	for _, s := range sheets {
		if err := s.close(); err != nil {
			return err
		}
	}
	return w.notes()
}

// sheet is one form in the making: it takes every school, and writes then or at the end.
type sheet interface {
	add(School) error
	close() error
}

// writer is one workbook in the making.
type writer struct {
	book     *export.Book
	header   Header
	criteria map[string]Criterion
}

// layout is what stands around every form: its number, who reports, when and in what unit above it, who signs below it.
func (w *writer) layout(form Form, columns []export.Column) export.Layout {
	h := w.header
	return export.Layout{
		Name:  form.Name,
		Title: fmt.Sprintf("%s%s“高质量班班通”%s", h.Place, h.Term, form.Title),
		Above: []export.Line{
			{"", "表号：" + form.No},
			{"填报单位（盖章）：" + h.Place, "填报日期：" + h.FilledOn.In(models.ChinaTime).Format("2006年1月2日"), "单位：套、台"},
		},
		Columns: columns,
		Empty:   "无",
		Below:   w.below(form),
	}
}

func (w *writer) below(form Form) []export.Line {
	h := w.header
	below := []export.Line{
		{"单位负责人：", "审核人：", "填报人：" + h.Filler, "联系电话：　　　　　　　　"},
		{fmt.Sprintf("注：数据截止时间 %s；判定依据%s；统计范围：%s。%s各项指标的含义见“指标说明”。",
			models.MinuteOf(h.CutOff), h.Standard.Notice, h.Scope, form.note)},
	}
	for _, note := range h.Notes {
		below = append(below, export.Line{note})
	}
	return below
}

// numberColumn numbers the rows of a form.
var numberColumn = export.Column{Header: []string{"序号"}, Width: 5, Kind: export.Number}

const (
	countyTitle = "县（市、区）"
	countyWidth = 8
)

// counties says whether a form of schools has to tell in which county each is.
func (w *writer) counties() bool {
	return w.header.Kind != models.KindCounty && w.header.Kind != models.KindSchool
}

// placeColumns begin a form with a row for things in classrooms: 序号, the county where there may be several, school and
// room.
func (w *writer) placeColumns() []export.Column {
	columns := []export.Column{numberColumn, {Header: []string{"学校"}, Width: 13}, {Header: []string{"教室"}, Width: 10}}
	if w.counties() {
		columns = slices.Insert(columns, 1, export.Column{Header: []string{countyTitle}, Width: countyWidth})
	}
	return columns
}

// placed are the values of a row of a form with placeColumns.
func (w *writer) placed(row int, school School, room Room, values ...any) []any {
	if w.counties() {
		return append([]any{row, school.county(), school.Name, room.FullName()}, values...)
	}
	return append([]any{row, school.Name, room.FullName()}, values...)
}

// open begins a form that writes its own rows.
func (w *writer) open(form Form, columns ...export.Column) (*export.Sheet, error) {
	return w.book.Open(w.layout(form, columns))
}

func yesNo(is bool) string {
	if is {
		return "是"
	}
	return "否"
}
