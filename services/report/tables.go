package report

import (
	"strings"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// summary is 汇总表: a row for each child of the place.
func (w *writer) summary() (form, error) {
	t, err := w.open("汇总表", "不达标及损坏设备汇总表", []cell{text(16, label, "单位")},
		siteCells(), suiteCells(), rateCells(), deviceCells(), handCells())
	if err != nil {
		return nil, err
	}
	s := &summary{table: t, children: w.header.Children, sums: map[string]*Figures{}}
	for _, child := range s.children {
		s.sums[child.Path] = &Figures{}
	}
	return s, nil
}

type summary struct {
	*table
	children []Child
	sums     map[string]*Figures // by path
}

func (s *summary) add(school School) error {
	for path := school.Path; path != ""; path = models.ParentPath(path) {
		if sum, is := s.sums[path]; is {
			sum.Add(school.Figures())
			return nil
		}
	}
	return nil
}

func (s *summary) close() error {
	var missing []string
	for _, child := range s.children {
		l := line{label: child.Name, missing: child.Missing, Figures: *s.sums[child.Path]}
		if l.missing != "" {
			l.label += "（" + l.missing + "）"
			missing = append(missing, l.label)
		}
		if err := s.write(l); err != nil {
			return err
		}
	}
	if missing == nil {
		return s.end()
	}
	return s.end(export.Line{"未计入合计的单位：" + strings.Join(missing, "、") + "。"})
}

// byCategory is 分类统计表: devices by category.
func (w *writer) byCategory() (form, error) {
	t, err := w.open("分类统计表", "设备分类统计表", []cell{text(24, label, "设备类别"),
		number(func(l line) int { return l.Devices.Total }, inDevices, "登记")}, deviceCells(),
		[]cell{percent(Figures.DevicePassRate, inRates, "达标率"),
			number(func(l line) int { return l.Devices.MissingDate }, inDevices, "购置日期缺失")})
	if err != nil {
		return nil, err
	}
	return &byCategory{t, map[models.Category]*Figures{}}, nil
}

type byCategory struct {
	*table
	sums map[models.Category]*Figures
}

func (c *byCategory) add(school School) error {
	for _, counts := range school.Counts {
		if counts.Category == models.CategorySuite {
			continue
		}
		if c.sums[counts.Category] == nil {
			c.sums[counts.Category] = &Figures{}
		}
		c.sums[counts.Category].AddCategory(models.SchoolCounts(counts))
	}
	return nil
}

func (c *byCategory) close() error {
	for _, info := range models.Categories() {
		l := line{label: info.Label}
		if sum := c.sums[info.Code]; sum != nil {
			l.Figures = *sum
		}
		if err := c.write(l); err != nil {
			return err
		}
	}
	return c.end()
}

// bySchool is 分校统计表: a row for each school and teaching point.
func (w *writer) bySchool() (form, error) {
	t, err := w.open("分校统计表", "不达标及损坏设备分校统计表", []cell{
		text(12, func(l line) string { return l.county }, "县（市、区）"),
		text(22, label, "学校"),
		text(9, func(l line) string { return l.kind }, "办学类型"),
	}, suiteCells(), rateCells(), deviceCells())
	return bySchool{t}, err
}

type bySchool struct{ *table }

func (s bySchool) add(school School) error {
	return s.write(line{label: school.Name, county: school.county(), kind: school.Type.Label(), Figures: school.Figures()})
}

func (s bySchool) close() error { return s.end() }

// byCriterion is 不达标条款统计表: what fails most, in the order of the notice.
func (w *writer) byCriterion() (form, error) {
	sheet, err := w.book.Open(w.layout("不达标条款统计表", "不达标条款统计表", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number},
		{Header: []string{"条款"}, Width: 12},
		{Header: []string{"配置"}, Width: 10},
		{Header: []string{"项目"}, Width: 24},
		{Header: []string{"要求"}, Width: 44},
		{Header: []string{inSuites, "不达标"}, Width: 6, Kind: export.Number},
		{Header: []string{inSuites, "待核实"}, Width: 6, Kind: export.Number},
		{Header: []string{inDevices, "不达标"}, Width: 6, Kind: export.Number},
		{Header: []string{inDevices, "待核实"}, Width: 6, Kind: export.Number},
	}))
	return &byCriterion{sheet, w.header.Standard.Criteria, map[string]CriterionCounts{}}, err
}

type byCriterion struct {
	sheet    *export.Sheet
	criteria []Criterion
	sums     map[string]CriterionCounts
}

func (b *byCriterion) add(school School) error {
	for _, c := range school.Criteria {
		sum := b.sums[c.Criterion]
		sum.FailedSuites += c.FailedSuites
		sum.UnknownSuites += c.UnknownSuites
		sum.FailedDevices += c.FailedDevices
		sum.UnknownDevices += c.UnknownDevices
		b.sums[c.Criterion] = sum
	}
	return nil
}

// close writes no total: a suite may fail several clauses.
func (b *byCriterion) close() error {
	n := 0
	for _, c := range b.criteria {
		if c.Subject == standard.SubjectSchool {
			continue
		}
		n++
		sum := b.sums[c.ID]
		if err := b.sheet.Add(n, c.Clause, c.Tier.Label(), c.Title, c.Required,
			sum.FailedSuites, sum.UnknownSuites, sum.FailedDevices, sum.UnknownDevices); err != nil {
			return err
		}
	}
	return b.sheet.Close()
}
