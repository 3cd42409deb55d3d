package statistics

import (
	"maps"

	"banbantong/models"
)

// Figure is one count of a Row, and the list that shows exactly what it counts.
type Figure struct {
	Name   string // where it stands in the answer: "suites.failed", the columns of models.SchoolCounts
	Label  string // 不达标
	Unit   string // 所, 套 or 台
	List   string // the list that shows the rows: schools, classrooms or devices
	Filter filter // what the figure adds to the list's filter
	Key    string // the list's parameter that takes the row's Key, where it takes it

	Of func(Row) int
}

// Link is the list filter that gives exactly what the figure counts in the row. The row of Totals is Row{}.
func (f Figure) Link(t Table, r Row) map[string]string {
	link := filter{}
	for _, part := range []filter{t.Filter, r.Filter, f.Filter} {
		maps.Copy(link, part)
	}
	if f.Key != "" && r.Key != "" {
		link[f.Key] = r.Key
	}
	return link
}

// FiguresOf are the figures of a table in the order of its columns. Those of suites apply to rows of suites, those of
// devices to rows of devices; a table by category has rows of both kinds.
func FiguresOf(by GroupBy) []Figure {
	switch by {
	case ByCriterion:
		return criterionFigures()
	case ByCategory:
		return append(suiteFigures(), deviceFigures()...)
	}
	return append(append(siteFigures(), suiteFigures()...), deviceFigures()...)
}

func siteFigures() []Figure {
	return []Figure{
		{Name: "schools", Label: "学校", Unit: "所", List: "schools", Filter: filter{"teaching_point": "false"}, Of: func(r Row) int { return r.Schools }},
		{Name: "teaching_points", Label: "教学点", Unit: "所", List: "schools", Filter: filter{"teaching_point": "true"}, Of: func(r Row) int { return r.TeachingPoints }},
	}
}

func suiteFigures() []Figure {
	suites := func(name, label string, f filter, of func(models.SchoolCounts) int) Figure {
		if name != "total" {
			f["has_suite"] = "true"
		}
		return Figure{Name: "suites." + name, Label: label, Unit: "套", List: "classrooms", Filter: f,
			Of: func(r Row) int { return of(r.Suites) }}
	}
	return []Figure{
		suites("total", "班级（应配套）", filter{}, func(c models.SchoolCounts) int { return c.Total }),
		suites("in_use", "在用", filter{}, func(c models.SchoolCounts) int { return c.InUse }),
		suites("passed", "达标", filter{"grade": "pass"}, func(c models.SchoolCounts) int { return c.Passed }),
		suites("standard_passed", "按标准配置达标", filter{"standard_grade": "pass"}, func(c models.SchoolCounts) int { return c.StandardPassed }),
		suites("failed", "不达标", filter{"grade": "fail"}, func(c models.SchoolCounts) int { return c.Failed }),
		suites("damaged", "损坏", filter{"damaged": "true"}, func(c models.SchoolCounts) int { return c.Damaged }),
		suites("failed_and_damaged", "不达标且损坏", filter{"grade": "fail", "damaged": "true"}, func(c models.SchoolCounts) int { return c.FailedAndDamaged }),
		suites("failed_or_damaged", "不达标或损坏", filter{"failed_or_damaged": "true"}, func(c models.SchoolCounts) int { return c.FailedOrDamaged }),
		suites("unknown", "待核实", filter{"grade": "unknown"}, func(c models.SchoolCounts) int { return c.Unknown }),
		suites("usable", "可用", filter{"usable": "true"}, func(c models.SchoolCounts) int { return c.Usable }),
		suites("network_passed", "网络达标", filter{"network_grade": "pass"}, func(c models.SchoolCounts) int { return c.NetworkPassed }),
		suites("network_failed", "网络不达标", filter{"network_grade": "fail"}, func(c models.SchoolCounts) int { return c.NetworkFailed }),
		suites("network_unknown", "网络待核实", filter{"network_grade": "unknown"}, func(c models.SchoolCounts) int { return c.NetworkUnknown }),
		suites("software_passed", "软件达标", filter{"software_grade": "pass"}, func(c models.SchoolCounts) int { return c.SoftwarePassed }),
		suites("software_failed", "软件不达标", filter{"software_grade": "fail"}, func(c models.SchoolCounts) int { return c.SoftwareFailed }),
		suites("software_unknown", "软件待核实", filter{"software_grade": "unknown"}, func(c models.SchoolCounts) int { return c.SoftwareUnknown }),
	}
}

func deviceFigures() []Figure {
	devices := func(name, label string, f filter, of func(models.SchoolCounts) int) Figure {
		if name != "total" {
			f["installed"] = "true"
		}
		return Figure{Name: "devices." + name, Label: label, Unit: "台", List: "devices", Filter: f,
			Of: func(r Row) int { return of(r.Devices) }}
	}
	return []Figure{
		devices("total", "登记", filter{}, func(c models.SchoolCounts) int { return c.Total }),
		devices("in_use", "在用", filter{}, func(c models.SchoolCounts) int { return c.InUse }),
		devices("passed", "达标", filter{"grade": "pass"}, func(c models.SchoolCounts) int { return c.Passed }),
		devices("standard_passed", "按标准配置达标", filter{"standard_grade": "pass"}, func(c models.SchoolCounts) int { return c.StandardPassed }),
		devices("failed", "不达标", filter{"grade": "fail"}, func(c models.SchoolCounts) int { return c.Failed }),
		devices("damaged", "损坏", filter{"damaged": "true"}, func(c models.SchoolCounts) int { return c.Damaged }),
		devices("failed_and_damaged", "不达标且损坏", filter{"grade": "fail", "damaged": "true"}, func(c models.SchoolCounts) int { return c.FailedAndDamaged }),
		devices("failed_or_damaged", "不达标或损坏", filter{"failed_or_damaged": "true"}, func(c models.SchoolCounts) int { return c.FailedOrDamaged }),
		devices("unknown", "待核实", filter{"grade": "unknown"}, func(c models.SchoolCounts) int { return c.Unknown }),
		devices("missing_date", "购置日期缺失", filter{"missing_date": "true"}, func(c models.SchoolCounts) int { return c.MissingDate }),
	}
}

func criterionFigures() []Figure {
	return []Figure{
		{Name: "suites.failed", Label: "不达标", Unit: "套", List: "classrooms", Key: "criterion", Filter: filter{"has_suite": "true"},
			Of: func(r Row) int { return r.Suites.Failed }},
		{Name: "suites.unknown", Label: "待核实", Unit: "套", List: "classrooms", Key: "unknown_of", Filter: filter{"has_suite": "true"},
			Of: func(r Row) int { return r.Suites.Unknown }},
		{Name: "devices.failed", Label: "不达标", Unit: "台", List: "devices", Key: "criterion", Filter: filter{"installed": "true"},
			Of: func(r Row) int { return r.Devices.Failed }},
		{Name: "devices.unknown", Label: "待核实", Unit: "台", List: "devices", Key: "unknown_of", Filter: filter{"installed": "true"},
			Of: func(r Row) int { return r.Devices.Unknown }},
	}
}
