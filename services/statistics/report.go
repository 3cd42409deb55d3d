package statistics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// Report makes the official workbook of the schools that the query counts: summary, by category, by school, by
// criterion, what fails with its clause and reason, what is damaged with its ticket, and what the figures mean. All
// sheets show one state of the database, so that details add up to totals. The caller closes the book.
func (s *Service) Report(ctx context.Context, actor access.Actor, q Query) (book *export.Book, err error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return nil, err
	}
	std, err := s.standards.Standard(ctx)
	if err != nil {
		return nil, err
	}
	if book, err = export.NewBook(); err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		p, err := find(tx, actor, q)
		if err != nil {
			return err
		}
		r := report{book: book, tx: tx, place: p, standard: std, at: s.now().In(models.ChinaTime), filler: actor.Name,
			explainer: std.Evaluator(), specs: specsMemo{}}
		if r.schools, r.categories, err = p.allSchools(tx); err != nil {
			return err
		}
		if r.ancestors, err = ancestorsOf(tx, r.schools); err != nil {
			return err
		}
		return r.write()
	})
	if err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

// report is one workbook in the making.
type report struct {
	book     *export.Book
	tx       *gorm.DB
	place    place
	standard *standard.Standard
	at       time.Time // the cut-off, China time
	filler   string    // 填报人

	schools    []Row // all of them, in the order of the tree
	categories map[models.Category]models.SchoolCounts
	ancestors  ancestors

	explainer *standard.Evaluator
	specs     specsMemo
}

func (r report) write() error {
	for _, sheet := range []func() error{r.summary, r.byCategory, r.bySchool, r.byCriterion, r.failures, r.damages, r.notes} {
		if err := sheet(); err != nil {
			return err
		}
	}
	return nil
}

// layout is the form around every table: who reports, when and in what unit above it, who signs below it.
func (r report) layout(name, title string, columns []export.Column) export.Layout {
	return export.Layout{
		Name:    name,
		Title:   fmt.Sprintf("%s%s“高质量班班通”%s", r.place.name(), term(r.at), title),
		Above:   []export.Line{{"填报单位（盖章）：" + r.place.name(), "填报日期：" + r.at.Format("2006年1月2日"), "单位：套、台"}},
		Columns: columns,
		Below: []export.Line{
			{"单位负责人：", "审核人：", "填报人：" + r.filler, "联系电话：　　　　　　　　"},
			{fmt.Sprintf("注：数据截止时间 %s；判定依据%s；统计范围：%s。各项指标的含义见“指标说明”。",
				r.at.Format("2006-01-02 15:04"), r.standard.Notice, r.place.describe())},
		},
	}
}

// term names the school term of a day: the autumn term runs from September to January.
func term(day time.Time) string {
	year, month := day.Year(), day.Month()
	switch {
	case month >= time.September:
		return fmt.Sprintf("%d年秋季学期", year)
	case month == time.January:
		return fmt.Sprintf("%d年秋季学期", year-1)
	}
	return fmt.Sprintf("%d年春季学期", year)
}

// cell is a column of a form with what stands in it.
type cell struct {
	export.Column
	of func(Row) any // nil leaves the column for a pen
}

func text(width float64, of func(Row) string, header ...string) cell {
	return cell{export.Column{Header: header, Width: width}, func(r Row) any { return of(r) }}
}

func number(of func(Row) int, header ...string) cell {
	return cell{export.Column{Header: header, Width: 6, Kind: export.Number}, func(r Row) any { return of(r) }}
}

func percent(of func(Row) Rate, header ...string) cell {
	return cell{export.Column{Header: header, Width: 8, Kind: export.Percent}, func(r Row) any { return percentCell(of(r)) }}
}

func percentCell(rate Rate) any {
	if rate.Known() {
		return rate.Hundredths()
	}
	return rate.Percent()
}

const (
	inSuites  = "班班通（套）"
	inDevices = "设备（台）"
	inRates   = "比率"
	byHand    = "整改计划"
	passing   = "达标"
)

func suiteCells() []cell {
	return []cell{
		number(func(r Row) int { return r.Suites.Total }, inSuites, "应配班级"),
		number(func(r Row) int { return r.Suites.InUse }, inSuites, "在用"),
		number(func(r Row) int { return r.Suites.Passed }, inSuites, passing, "应执行配置"),
		number(func(r Row) int { return r.Suites.StandardPassed }, inSuites, passing, "标准配置"),
		number(func(r Row) int { return r.Suites.Failed }, inSuites, "不达标"),
		number(func(r Row) int { return r.Suites.Damaged }, inSuites, "损坏"),
		number(func(r Row) int { return r.Suites.FailedAndDamaged }, inSuites, "不达标且损坏"),
		number(func(r Row) int { return r.Suites.FailedOrDamaged }, inSuites, "不达标或损坏"),
		number(func(r Row) int { return r.Suites.Unknown }, inSuites, "待核实"),
	}
}

func deviceCells() []cell {
	return []cell{
		number(func(r Row) int { return r.Devices.InUse }, inDevices, "在用"),
		number(func(r Row) int { return r.Devices.Passed }, inDevices, passing),
		number(func(r Row) int { return r.Devices.Failed }, inDevices, "不达标"),
		number(func(r Row) int { return r.Devices.Damaged }, inDevices, "损坏"),
		number(func(r Row) int { return r.Devices.FailedAndDamaged }, inDevices, "不达标且损坏"),
		number(func(r Row) int { return r.Devices.FailedOrDamaged }, inDevices, "不达标或损坏"),
		number(func(r Row) int { return r.Devices.Unknown }, inDevices, "待核实"),
	}
}

func rateCells() []cell {
	return []cell{
		percent(Row.PassRate, inRates, "设备达标率"),
		percent(Row.StandardPassRate, inRates, "标准配置达标率"),
		percent(Row.UsableRate, inRates, "可用率"),
		percent(Row.NetworkRate, inRates, "网络达标率"),
		percent(Row.SoftwareRate, inRates, "软件达标率"),
	}
}

func handCells() []cell {
	return []cell{
		{Column: export.Column{Header: []string{byHand, "拟更换维修套数"}, Width: 9}},
		{Column: export.Column{Header: []string{byHand, "所需资金万元"}, Width: 9}},
	}
}

// form is a sheet whose first column numbers the rows.
type form struct {
	sheet  *export.Sheet
	cells  []cell
	rows   int
	totals Row
}

func (r report) open(name, title string, cells ...[]cell) (*form, error) {
	f := &form{}
	columns := []export.Column{{Header: []string{"序号"}, Width: 6, Kind: export.Number}}
	for _, part := range cells {
		for _, c := range part {
			f.cells, columns = append(f.cells, c), append(columns, c.Column)
		}
	}
	sheet, err := r.book.Open(r.layout(name, title, columns))
	f.sheet = sheet
	return f, err
}

func (f *form) add(rows ...Row) error {
	for _, row := range rows {
		f.rows++
		f.totals.add(row)
		if err := f.sheet.Add(f.values(f.rows, row)...); err != nil {
			return err
		}
	}
	return nil
}

// close writes the totals and ends the sheet.
func (f *form) close() error {
	f.totals.Label = totalLabel
	if err := f.sheet.AddTotal(f.values(nil, f.totals)...); err != nil {
		return err
	}
	return f.sheet.Close()
}

func (f *form) values(first any, row Row) []any {
	values := make([]any, 1, len(f.cells)+1)
	values[0] = first
	for _, c := range f.cells {
		if c.of == nil {
			values = append(values, nil)
		} else {
			values = append(values, c.of(row))
		}
	}
	return values
}

const totalLabel = "合计"

func label(r Row) string { return r.Label }

// summary is 汇总表: a row for each organisation below the place.
func (r report) summary() error {
	byPath := map[string]*Row{}
	for _, school := range r.schools {
		group := r.place.groupOf(school.Organisation.Path)
		if byPath[group] == nil {
			byPath[group] = &Row{}
		}
		byPath[group].add(school)
	}
	rows, err := r.place.organisationRows(r.tx, byPath)
	if err != nil {
		return err
	}
	f, err := r.open("汇总表", "不达标及损坏设备汇总表",
		[]cell{text(16, label, "单位"),
			number(func(r Row) int { return r.Schools }, "学校数"), number(func(r Row) int { return r.TeachingPoints }, "教学点数")},
		suiteCells(), rateCells(), deviceCells(), handCells())
	if err != nil {
		return err
	}
	return errors.Join(f.add(rows...), f.close())
}

// byCategory is 分类统计表: devices by category.
func (r report) byCategory() error {
	rows := categoryRows(r.categories)[1:] // the first counts suites
	f, err := r.open("分类统计表", "设备分类统计表", []cell{text(24, label, "设备类别"),
		number(func(r Row) int { return r.Devices.Total }, inDevices, "登记")}, deviceCells(),
		[]cell{percent(Row.DevicePassRate, inRates, "达标率"),
			number(func(r Row) int { return r.Devices.MissingDate }, "购置日期缺失")})
	if err != nil {
		return err
	}
	return errors.Join(f.add(rows...), f.close())
}

// bySchool is 分校统计表: a row for each school and teaching point.
func (r report) bySchool() error {
	f, err := r.open("分校统计表", "不达标及损坏设备分校统计表",
		[]cell{text(12, r.ancestors.county, "县（市、区）"), text(22, label, "学校"), text(9, schoolType, "办学类型")},
		suiteCells(), rateCells(), deviceCells())
	if err != nil {
		return err
	}
	return errors.Join(f.add(r.schools...), f.close())
}

func schoolType(r Row) string {
	if r.School == nil {
		return ""
	}
	return r.School.Type.Label()
}

// byCriterion is 不达标条款统计表: what fails most, in the order of the notice.
func (r report) byCriterion() error {
	rows, err := r.place.criteria(r.tx, r.standard)
	if err != nil {
		return err
	}
	of := func(part func(standard.Criterion) string) func(Row) string {
		return func(row Row) string {
			criterion, _ := r.standard.Criterion(row.Key)
			return part(criterion)
		}
	}
	f, err := r.open("不达标条款统计表", "不达标条款统计表", []cell{
		text(12, of(func(c standard.Criterion) string { return c.Clause }), "条款"),
		text(10, of(func(c standard.Criterion) string { return c.Tier.Label() }), "配置"),
		text(24, label, "项目"),
		text(44, of(func(c standard.Criterion) string { return c.Required }), "要求"),
		number(func(r Row) int { return r.Suites.Failed }, inSuites, "不达标"),
		number(func(r Row) int { return r.Suites.Unknown }, inSuites, "待核实"),
		number(func(r Row) int { return r.Devices.Failed }, inDevices, "不达标"),
		number(func(r Row) int { return r.Devices.Unknown }, inDevices, "待核实"),
	})
	if err != nil {
		return err
	}
	// A suite may fail several clauses, so there is no total.
	return errors.Join(f.add(rows...), f.sheet.Close())
}
