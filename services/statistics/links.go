package statistics

// Figure is one count of a Row, and the list that shows exactly what it counts. That list is narrowed by the filters of
// the table, the row and the figure together, of which a later one wins, and by the row's Key under the name Key.
type Figure struct {
	Name   string // where it stands in the answer: "suites.failed", the columns of models.SchoolCounts
	Label  string // 不达标
	Unit   string // 所, 套 or 台
	List   string // the list that shows the rows: schools, classrooms or devices
	Filter filter // what the figure adds to the list's filter
	Key    string // the list's parameter that takes the row's Key, where it takes it
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
		{Name: "schools", Label: "学校", Unit: "所", List: "schools", Filter: filter{"teaching_point": "false"}},
		{Name: "teaching_points", Label: "教学点", Unit: "所", List: "schools", Filter: filter{"teaching_point": "true"}},
	}
}

func suiteFigures() []Figure {
	suites := func(name, label string, f filter) Figure {
		if name != "total" {
			f["has_suite"] = "true"
		}
		return Figure{Name: "suites." + name, Label: label, Unit: "套", List: "classrooms", Filter: f}
	}
	return []Figure{
		suites("total", "班级（应配套）", filter{}),
		suites("in_use", "在用", filter{}),
		suites("passed", "达标", filter{"grade": "pass"}),
		suites("standard_passed", "按标准配置达标", filter{"standard_grade": "pass"}),
		suites("failed", "不达标", filter{"grade": "fail"}),
		suites("damaged", "损坏", filter{"damaged": "true"}),
		suites("failed_and_damaged", "不达标且损坏", filter{"grade": "fail", "damaged": "true"}),
		suites("failed_or_damaged", "不达标或损坏", filter{"failed_or_damaged": "true"}),
		suites("unknown", "待核实", filter{"grade": "unknown"}),
		suites("usable", "可用", filter{"usable": "true"}),
		suites("network_passed", "网络达标", filter{"network_grade": "pass"}),
		suites("network_failed", "网络不达标", filter{"network_grade": "fail"}),
		suites("network_unknown", "网络待核实", filter{"network_grade": "unknown"}),
		suites("software_passed", "软件达标", filter{"software_grade": "pass"}),
		suites("software_failed", "软件不达标", filter{"software_grade": "fail"}),
		suites("software_unknown", "软件待核实", filter{"software_grade": "unknown"}),
	}
}

func deviceFigures() []Figure {
	devices := func(name, label string, f filter) Figure {
		if name != "total" {
			f["installed"] = "true"
		}
		return Figure{Name: "devices." + name, Label: label, Unit: "台", List: "devices", Filter: f}
	}
	return []Figure{
		devices("total", "登记", filter{}),
		devices("in_use", "在用", filter{}),
		devices("passed", "达标", filter{"grade": "pass"}),
		devices("standard_passed", "按标准配置达标", filter{"standard_grade": "pass"}),
		devices("failed", "不达标", filter{"grade": "fail"}),
		devices("damaged", "损坏", filter{"damaged": "true"}),
		devices("failed_and_damaged", "不达标且损坏", filter{"grade": "fail", "damaged": "true"}),
		devices("failed_or_damaged", "不达标或损坏", filter{"failed_or_damaged": "true"}),
		devices("unknown", "待核实", filter{"grade": "unknown"}),
		devices("missing_date", "购置日期缺失", filter{"missing_date": "true"}),
	}
}

func criterionFigures() []Figure {
	return []Figure{
		{Name: "suites.failed", Label: "不达标", Unit: "套", List: "classrooms", Key: "criterion", Filter: filter{"has_suite": "true"}},
		{Name: "suites.unknown", Label: "待核实", Unit: "套", List: "classrooms", Key: "unknown_of", Filter: filter{"has_suite": "true"}},
		{Name: "devices.failed", Label: "不达标", Unit: "台", List: "devices", Key: "criterion", Filter: filter{"installed": "true"}},
		{Name: "devices.unknown", Label: "待核实", Unit: "台", List: "devices", Key: "unknown_of", Filter: filter{"installed": "true"}},
	}
}
