package report

import (
	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// network is 网络与软件情况表. A school reads it room by room with what was measured; a county sees what each school
// has and how many suites fail each item; above, schools and suites are counted.
func (w *writer) network() (sheet, error) {
	if w.header.Kind == models.KindSchool {
		return w.networkByRoom()
	}
	by := w.level()
	var schools []cell
	for _, c := range w.header.Standard.criteriaOf(standard.GroupNetwork, true) {
		if by == bySchool {
			schools = append(schools, text(12, func(l line) string { return w.show(l.verdicts, c.ID) }, "学校网络", c.Title))
		} else {
			schools = append(schools, number(func(l line) int { return l.passedSchools[c.ID] }, "网络达标（校、点）", c.Title))
		}
	}
	rooms := []cell{
		number(func(l line) int { return l.Suites.Total }, "班级数"),
		number(func(l line) int { return l.connected }, "接入教育专网班级"),
		number(func(l line) int { return l.Suites.InUse }, "在用（套）"),
	}
	return w.table(formNetwork, by, networkOf, by.cells(), schools, rooms,
		w.groupCells(standard.GroupNetwork, "教室网络（套）",
			func(l line) int { return l.Suites.NetworkPassed }, func(l line) int { return l.Suites.NetworkFailed }, func(l line) int { return l.Suites.NetworkUnknown }),
		w.groupCells(standard.GroupSoftware, "软件（套）",
			func(l line) int { return l.Suites.SoftwarePassed }, func(l line) int { return l.Suites.SoftwareFailed }, func(l line) int { return l.Suites.SoftwareUnknown }))
}

// groupCells count the suites by their grade in a group and by the items of the group that they fail.
func (w *writer) groupCells(group standard.Group, title string, passed, failed, unknown func(line) int) []cell {
	cells := []cell{number(passed, title, "达标"), number(failed, title, "不达标"), number(unknown, title, "待核实")}
	for _, c := range w.header.Standard.criteriaOf(group, false) {
		cells = append(cells, number(func(l line) int { return l.failedSuites[c.ID] }, title, "其中不达标项", c.Title))
	}
	return cells
}

func (w *writer) networkByRoom() (sheet, error) {
	columns := roomColumns()
	criteria := append(w.header.Standard.criteriaOf(standard.GroupNetwork, false), w.header.Standard.criteriaOf(standard.GroupSoftware, false)...)
	for _, c := range criteria {
		group := "教室网络"
		if c.Group == standard.GroupSoftware {
			group = "软件"
		}
		columns = append(columns, export.Column{Header: []string{group, c.Title}, Width: 9})
	}
	columns = append(columns, export.Column{Header: []string{"结论", "网络"}, Width: 7}, export.Column{Header: []string{"结论", "软件"}, Width: 7})
	return w.rooms(formNetwork, columns, func(room Room) []any {
		var values []any
		for _, c := range criteria {
			values = append(values, w.show(room.Verdicts, c.ID))
		}
		return append(values, suiteGrade(room, room.NetworkGrade), suiteGrade(room, room.SoftwareGrade))
	})
}
