package report

import (
	"errors"
	"fmt"

	"banbantong/models"
	"banbantong/services/export"
)

// Write adds the official forms to a workbook, all of them in one pass over the schools, so that details add up to
// totals. The workbook holds the tables in the order of the forms.
func Write(book *export.Book, header Header, schools Schools) error {
	w := &writer{book: book, header: header, criteria: header.Standard.byID()}
	var forms []form
	for _, open := range []func() (form, error){
		w.summary, w.byCategory, w.bySchool, w.byCriterion, w.failures, w.damages,
	} {
		f, err := open()
		if err != nil {
			return err
		}
		forms = append(forms, f)
	}
	for school, err := range schools {
		if err != nil {
			return err
		}
		for _, f := range forms {
			if err := f.add(school); err != nil {
				return err
			}
		}
	}
	for _, f := range forms {
		if err := f.close(); err != nil {
			return err
		}
	}
	return w.notes()
}

// form is one table in the making: it takes every school, and writes then or at the end.
type form interface {
	add(School) error
	close() error
}

// writer is one workbook in the making.
type writer struct {
	book     *export.Book
	header   Header
	criteria map[string]Criterion
}

// layout is what stands around every table: who reports, when and in what unit above it, who signs below it.
func (w *writer) layout(name, title string, columns []export.Column) export.Layout {
	h := w.header
	below := []export.Line{
		{"单位负责人：", "审核人：", "填报人：" + h.Filler, "联系电话：　　　　　　　　"},
		{fmt.Sprintf("注：数据截止时间 %s；判定依据%s；统计范围：%s。各项指标的含义见“指标说明”。",
			h.CutOff.In(models.ChinaTime).Format("2006-01-02 15:04"), h.Standard.Notice, h.Scope)},
	}
	for _, note := range h.Notes {
		below = append(below, export.Line{note})
	}
	return export.Layout{
		Name:    name,
		Title:   fmt.Sprintf("%s%s“高质量班班通”%s", h.Place, h.Term, title),
		Above:   []export.Line{{"填报单位（盖章）：" + h.Place, "填报日期：" + h.FilledOn.In(models.ChinaTime).Format("2006年1月2日"), "单位：套、台"}},
		Columns: columns,
		Below:   below,
	}
}

// line is one row of a table of figures.
type line struct {
	label, county, kind string
	missing             string // why it has no figures, "" where it has
	Figures
}

// cell is a column of a table of figures with what stands in it.
type cell struct {
	export.Column
	of func(line) any // nil leaves the column for a pen
}

func text(width float64, of func(line) string, header ...string) cell {
	return cell{export.Column{Header: header, Width: width}, func(l line) any { return of(l) }}
}

func number(of func(line) int, header ...string) cell {
	return cell{export.Column{Header: header, Width: 6, Kind: export.Number}, func(l line) any {
		if l.missing != "" {
			return nil
		}
		return of(l)
	}}
}

func percent(of func(Figures) Rate, header ...string) cell {
	return cell{export.Column{Header: header, Width: 8, Kind: export.Percent}, func(l line) any {
		rate := of(l.Figures)
		switch {
		case l.missing != "":
			return nil
		case rate.Known():
			return rate.Hundredths()
		}
		return rate.Percent()
	}}
}

const (
	inSuites   = "班班通（套）"
	inDevices  = "设备（台）"
	inRates    = "比率"
	byHand     = "整改计划"
	passing    = "达标"
	totalLabel = "合计"
)

func label(l line) string { return l.label }

func siteCells() []cell {
	return []cell{
		number(func(l line) int { return l.Schools }, "学校数"),
		number(func(l line) int { return l.TeachingPoints }, "教学点数"),
	}
}

func suiteCells() []cell {
	return []cell{
		number(func(l line) int { return l.Suites.Total }, inSuites, "应配班级"),
		number(func(l line) int { return l.Suites.InUse }, inSuites, "在用"),
		number(func(l line) int { return l.Suites.Passed }, inSuites, passing, "应执行配置"),
		number(func(l line) int { return l.Suites.StandardPassed }, inSuites, passing, "标准配置"),
		number(func(l line) int { return l.Suites.Failed }, inSuites, "不达标"),
		number(func(l line) int { return l.Suites.Damaged }, inSuites, "损坏"),
		number(func(l line) int { return l.Suites.FailedAndDamaged }, inSuites, "不达标且损坏"),
		number(func(l line) int { return l.Suites.FailedOrDamaged }, inSuites, "不达标或损坏"),
		number(func(l line) int { return l.Suites.Unknown }, inSuites, "待核实"),
	}
}

func deviceCells() []cell {
	return []cell{
		number(func(l line) int { return l.Devices.InUse }, inDevices, "在用"),
		number(func(l line) int { return l.Devices.Passed }, inDevices, passing),
		number(func(l line) int { return l.Devices.Failed }, inDevices, "不达标"),
		number(func(l line) int { return l.Devices.Damaged }, inDevices, "损坏"),
		number(func(l line) int { return l.Devices.FailedAndDamaged }, inDevices, "不达标且损坏"),
		number(func(l line) int { return l.Devices.FailedOrDamaged }, inDevices, "不达标或损坏"),
		number(func(l line) int { return l.Devices.Unknown }, inDevices, "待核实"),
	}
}

func rateCells() []cell {
	return []cell{
		percent(Figures.PassRate, inRates, "设备达标率"),
		percent(Figures.StandardPassRate, inRates, "标准配置达标率"),
		percent(Figures.UsableRate, inRates, "可用率"),
		percent(Figures.NetworkRate, inRates, "网络达标率"),
		percent(Figures.SoftwareRate, inRates, "软件达标率"),
	}
}

func handCells() []cell {
	return []cell{
		{Column: export.Column{Header: []string{byHand, "拟更换维修套数"}, Width: 9}},
		{Column: export.Column{Header: []string{byHand, "所需资金万元"}, Width: 9}},
	}
}

// table is a sheet of figures whose first column numbers the rows.
type table struct {
	sheet  *export.Sheet
	cells  []cell
	rows   int
	totals Figures
}

func (w *writer) open(name, title string, cells ...[]cell) (*table, error) {
	t := &table{}
	columns := []export.Column{{Header: []string{"序号"}, Width: 6, Kind: export.Number}}
	for _, part := range cells {
		for _, c := range part {
			t.cells, columns = append(t.cells, c), append(columns, c.Column)
		}
	}
	sheet, err := w.book.Open(w.layout(name, title, columns))
	t.sheet = sheet
	return t, err
}

func (t *table) write(l line) error {
	t.rows++
	t.totals.Add(l.Figures)
	return t.sheet.Add(t.values(t.rows, l)...)
}

// end writes the totals and ends the sheet.
func (t *table) end(notes ...export.Line) error {
	err := t.sheet.AddTotal(t.values(nil, line{label: totalLabel, Figures: t.totals})...)
	return errors.Join(err, t.sheet.Close(notes...))
}

func (t *table) values(first any, l line) []any {
	values := make([]any, 1, len(t.cells)+1)
	values[0] = first
	for _, c := range t.cells {
		if c.of == nil {
			values = append(values, nil)
		} else {
			values = append(values, c.of(l))
		}
	}
	return values
}
