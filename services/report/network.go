package report

import (
	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// network is 网络与软件情况表. A school reads it room by room with what was measured; a county sees what each school
// has, above schools and suites are counted. How many suites fail each item is in networkItems: with it the form would
// be too small to read on paper.
func (w *writer) network() (sheet, error) {
	if w.header.Kind == models.KindSchool {
		return w.networkByRoom()
	}
	by := w.level()
	var schools []cell
	for _, c := range w.header.Standard.criteriaOf(standard.GroupNetwork, true) {
		if by == bySchool {
			schools = append(schools, text(11, func(l line) string { return w.show(l.verdicts, c.ID) }, "学校网络", c.Title))
		} else {
			schools = append(schools, number(func(l line) int { return l.passedSchools[c.ID] }, "网络达标（校、点）", c.Title))
		}
	}
	rooms := []cell{
		number(func(l line) int { return l.Suites.Total }, "班级数"),
		number(func(l line) int { return l.connected }, "接入教育专网班级"),
		number(func(l line) int { return l.Suites.InUse }, "在用（套）"),
	}
	const network, software = "教室网络（套）", "软件（套）"
	return w.table(formNetwork, by, networkOf, w.rowCells(by), schools, rooms, []cell{
		number(func(l line) int { return l.Suites.NetworkPassed }, network, "达标"),
		number(func(l line) int { return l.Suites.NetworkFailed }, network, "不达标"),
		number(func(l line) int { return l.Suites.NetworkUnknown }, network, "待核实"),
		percent(Figures.NetworkRate, network, "达标率"),
		number(func(l line) int { return l.Suites.SoftwarePassed }, software, "达标"),
		number(func(l line) int { return l.Suites.SoftwareFailed }, software, "不达标"),
		number(func(l line) int { return l.Suites.SoftwareUnknown }, software, "待核实"),
		percent(Figures.SoftwareRate, software, "达标率"),
	})
}

// networkItems is 网络与软件分项表: how many suites fail each item.
func (w *writer) networkItems() (sheet, error) {
	by := w.level()
	items := []cell{number(func(l line) int { return l.Suites.InUse }, "在用（套）")}
	for _, group := range []standard.Group{standard.GroupNetwork, standard.GroupSoftware} {
		for _, c := range w.header.Standard.criteriaOf(group, false) {
			items = append(items, number(func(l line) int { return l.failedSuites[c.ID] }, groupTitle(group)+"不达标（套）", c.Title))
		}
	}
	return w.table(formItems, by, networkOf, w.rowCells(by), items)
}

func groupTitle(group standard.Group) string {
	if group == standard.GroupSoftware {
		return "软件"
	}
	return "教室网络"
}

func (w *writer) networkByRoom() (sheet, error) {
	var columns []export.Column
	var parts []column
	for _, c := range append(w.header.Standard.criteriaOf(standard.GroupNetwork, false), w.header.Standard.criteriaOf(standard.GroupSoftware, false)...) {
		part := column{header: []string{groupTitle(c.Group), c.Title}, width: 7.5, criteria: []string{c.ID}, items: true}
		parts, columns = append(parts, part), append(columns, export.Column{Header: part.header, Width: part.width})
	}
	columns = append(columns, export.Column{Header: []string{"结论", "网络"}, Width: 7}, export.Column{Header: []string{"结论", "软件"}, Width: 7})
	return w.rooms(formNetwork, columns, func(room Room) []any {
		var values []any
		for _, part := range parts {
			values = append(values, w.showPart(room.Verdicts, part))
		}
		return append(values, suiteGrade(room, room.NetworkGrade), suiteGrade(room, room.SoftwareGrade))
	})
}
