package report

import (
	"maps"
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

const (
	inSuites  = "班班通（套）"
	inDevices = "设备（台）"
	inRates   = "比率"
	byHand    = "整改计划"
	passing   = "达标"
)

func label(l line) string { return l.label }

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
		{Column: export.Column{Header: []string{byHand, "拟更换维修套数"}, Width: 8}},
		{Column: export.Column{Header: []string{byHand, "所需资金万元"}, Width: 8}},
	}
}

// summary is 不达标及损坏设备统计表: a row for each child of the place.
func (w *writer) summary() (sheet, error) {
	return w.table(formSummary, byChild, figuresOf, w.rowCells(byChild), suiteCells(), rateCells(), deviceCells(), handCells())
}

// bySchool is 分校统计表: a row for each school and teaching point.
func (w *writer) bySchool() (sheet, error) {
	return w.table(formSchools, bySchool, figuresOf, w.rowCells(bySchool), suiteCells(), rateCells(), deviceCells())
}

// renewal is 更新需求表: how many of what the classrooms need, at the prices of the place.
func (w *writer) renewal() (sheet, error) {
	needs := []cell{
		number(func(l line) int { return l.Suites.FailedOrDamaged }, "不达标或损坏（套）"),
		number(func(l line) int { return l.rooms }, "需更新维修教室（间）"),
	}
	for _, m := range standard.Measures() {
		needs = append(needs, number(func(l line) int { return l.sum.needs[m.ID] }, "需求（件、套）", m.Title))
	}
	needs = append(needs, cell{export.Column{Header: []string{"估算资金（万元）"}, Width: 10, Kind: export.Number}, func(l line) any {
		if l.missing != "" {
			return nil
		}
		return float64(l.cents/10_000) / 100 // 1 万元 is a million cents
	}})
	by := w.level()
	t, err := w.table(formRenewal, by, renewalOf, w.rowCells(by), needs)
	return &priced{t, map[string]bool{}}, err
}

// priced is a table of what things cost, which says whose prices stand in it.
type priced struct {
	*table
	keepers map[string]bool // "" stands for the prices that the product comes with
}

func (p *priced) add(school School) error {
	if len(school.PricedBy) == 0 {
		p.keepers[""] = true
	}
	for _, keeper := range school.PricedBy {
		p.keepers[keeper] = true
	}
	return p.table.add(school)
}

func (p *priced) close() error {
	text := "单价：按参考价。"
	reference := p.keepers[""]
	delete(p.keepers, "")
	if keepers := slices.Sorted(maps.Keys(p.keepers)); len(keepers) > 0 {
		text = "单价：按" + strings.Join(keepers, "、") + "的价格表"
		if reference {
			text += "，没有价格表的学校按参考价"
		}
		text += "；价格表没有列出的措施按参考价。"
	}
	return p.closeWith(export.Line{text})
}

// byCategory is 分类统计表: devices by category.
func (w *writer) byCategory() (sheet, error) {
	t, err := w.table(formCategories, byChild, nil, []cell{text(24, label, "设备类别"),
		number(func(l line) int { return l.Devices.Total }, inDevices, "登记")}, deviceCells(),
		[]cell{percent(Figures.DevicePassRate, inRates, "达标率"),
			number(func(l line) int { return l.Devices.MissingDate }, inDevices, "购置日期缺失")})
	return &byCategory{t, map[models.Category]*sum{}}, err
}

type byCategory struct {
	*table
	sums map[models.Category]*sum
}

func (c *byCategory) add(school School) error {
	for _, counts := range school.Counts {
		if counts.Category == models.CategorySuite {
			continue
		}
		if c.sums[counts.Category] == nil {
			c.sums[counts.Category] = &sum{}
		}
		c.sums[counts.Category].AddCategory(models.SchoolCounts(counts))
	}
	return nil
}

func (c *byCategory) close() error {
	for _, info := range models.Categories() {
		l := line{label: info.Label}
		if of := c.sums[info.Code]; of != nil {
			l.sum = *of
		}
		if err := c.write(l); err != nil {
			return err
		}
	}
	return c.end()
}

// byCriterion is 不达标条款统计表: what fails most, in the order of the notice.
func (w *writer) byCriterion() (sheet, error) {
	opened, err := w.open(formCriteria,
		export.Column{Header: []string{"序号"}, Width: 6, Kind: export.Number},
		export.Column{Header: []string{"条款"}, Width: 12},
		export.Column{Header: []string{"配置"}, Width: 10},
		export.Column{Header: []string{"项目"}, Width: 24},
		export.Column{Header: []string{"要求"}, Width: 44},
		export.Column{Header: []string{inSuites, "不达标"}, Width: 6, Kind: export.Number},
		export.Column{Header: []string{inSuites, "待核实"}, Width: 6, Kind: export.Number},
		export.Column{Header: []string{inDevices, "不达标"}, Width: 6, Kind: export.Number},
		export.Column{Header: []string{inDevices, "待核实"}, Width: 6, Kind: export.Number},
	)
	return &byCriterion{opened, w.header.Standard.Criteria, map[string]CriterionCounts{}}, err
}

type byCriterion struct {
	sheet    *export.Sheet
	criteria []Criterion
	sums     map[string]CriterionCounts
}

func (b *byCriterion) add(school School) error {
	for _, c := range school.Criteria {
		of := b.sums[c.Criterion]
		of.FailedSuites += c.FailedSuites
		of.UnknownSuites += c.UnknownSuites
		of.FailedDevices += c.FailedDevices
		of.UnknownDevices += c.UnknownDevices
		b.sums[c.Criterion] = of
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
		of := b.sums[c.ID]
		if err := b.sheet.Add(n, c.Clause, c.Tier.Label(), c.Title, c.Required,
			of.FailedSuites, of.UnknownSuites, of.FailedDevices, of.UnknownDevices); err != nil {
			return err
		}
	}
	return b.sheet.Close()
}
