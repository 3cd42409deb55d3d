package submissions

import (
	"fmt"

	"banbantong/services/quality"
	"banbantong/services/report"
)

// Change is a figure that is no longer what the organisation's last snapshot said.
type Change struct {
	Figure        string // suites.failed
	Label, Unit   string
	Before, After int
}

// watched are the figures that are compared from one snapshot to the next. One that jumps must be explained.
var watched = []struct {
	figure, label, unit string
	jumps               bool
	of                  func(report.Figures) int
}{
	{"schools", "学校", "所", true, func(f report.Figures) int { return f.Schools }},
	{"teaching_points", "教学点", "个", true, func(f report.Figures) int { return f.TeachingPoints }},
	{"suites.total", "应配班级", "套", true, func(f report.Figures) int { return f.Suites.Total }},
	{"suites.in_use", "在用班班通", "套", true, func(f report.Figures) int { return f.Suites.InUse }},
	{"suites.passed", "达标班班通", "套", false, func(f report.Figures) int { return f.Suites.Passed }},
	{"suites.failed", "不达标班班通", "套", true, func(f report.Figures) int { return f.Suites.Failed }},
	{"suites.damaged", "损坏班班通", "套", true, func(f report.Figures) int { return f.Suites.Damaged }},
	{"suites.failed_or_damaged", "不达标或损坏班班通", "套", false, func(f report.Figures) int { return f.Suites.FailedOrDamaged }},
	{"suites.unknown", "待核实班班通", "套", false, func(f report.Figures) int { return f.Suites.Unknown }},
	{"devices.in_use", "在用设备", "台", true, func(f report.Figures) int { return f.Devices.InUse }},
	{"devices.failed", "不达标设备", "台", false, func(f report.Figures) int { return f.Devices.Failed }},
	{"devices.damaged", "损坏设备", "台", false, func(f report.Figures) int { return f.Devices.Damaged }},
}

// jumped says whether a figure moved so far that somebody must say why: by a fifth, and by more than a few.
func jumped(before, after int) bool {
	moved := max(after-before, before-after)
	return moved >= 5 && moved*5 >= before
}

// compare holds the draft against the organisation's last snapshot.
func (d *Draft) compare() {
	if d.Last == nil {
		return
	}
	d.Changes = changes(d.Last.Figures, d.Content.Figures)
	for _, c := range d.Changes {
		for _, w := range watched {
			if w.figure == c.Figure && w.jumps && jumped(c.Before, c.After) {
				d.Findings = append(d.Findings, Finding{Key: "jump." + c.Figure, Title: c.Label + "变化很大",
					Text:     fmt.Sprintf("上次上报（%s）%d %s，现在 %d %s；请核对数据，或说明原因。", d.Last.Period.Name, c.Before, c.Unit, c.After, c.Unit),
					Severity: quality.Check, Must: true, Count: 1})
			}
		}
	}
}

// changes are the watched figures that differ.
func changes(before, after Figures) []Change {
	var all []Change
	was, is := before.Totals(), after.Totals()
	for _, w := range watched {
		if b, a := w.of(was), w.of(is); a != b {
			all = append(all, Change{w.figure, w.label, w.unit, b, a})
		}
	}
	return all
}
