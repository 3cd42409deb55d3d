package tickets

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"banbantong/services/access"
	"banbantong/services/export"
)

// Export writes every ticket of the filter into a workbook, which the caller sends and closes. The workbook says what
// was asked for, when, and how many rows there are.
func (s *Service) Export(ctx context.Context, actor access.Actor, f Filter) (book *export.Book, err error) {
	if err := actor.Require(access.TicketSee); err != nil {
		return nil, err
	}
	asked, err := s.asked(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	if book, err = export.NewBook(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, book.Close())
			book = nil
		}
	}()
	now := s.now()
	layout := export.Layout{Name: "工单", Title: "报修工单", Above: []export.Line{{"筛选条件：" + asked, "导出时间：" + export.Moment(&now)}}}
	for _, c := range exportColumns {
		layout.Columns = append(layout.Columns, export.Column{Header: []string{c.header}, Width: c.width})
	}
	sheet, err := book.Open(layout)
	if err != nil {
		return book, err
	}
	rows := 0
	values := make([]any, len(exportColumns))
	err = s.Each(ctx, actor, f, func(r Row) error {
		rows++
		for i, c := range exportColumns {
			values[i] = c.value(r)
		}
		return sheet.Add(values...)
	})
	if err != nil {
		return book, err
	}
	return book, sheet.Close(export.Line{fmt.Sprintf("共 %d 行。联系电话已隐去中间四位。", rows)})
}

// exportColumns are the columns of the workbook.
var exportColumns = []struct {
	header string
	width  float64
	value  func(Row) string
}{
	{"工单号", 15, func(r Row) string { return r.Number }},
	{"状态", 9, func(r Row) string { return r.Status.Label() }},
	{"学校", 26, func(r Row) string { return r.SchoolName }},
	{"教室", 18, func(r Row) string { return r.Classroom() }},
	{"设备", 22, func(r Row) string { return r.DeviceName }},
	{"标签号", 10, func(r Row) string { return r.DeviceCode }},
	{"故障", 14, func(r Row) string { fault, _ := FaultOf(r.Fault); return fault.Label }},
	{"优先级", 8, func(r Row) string { return Priority(r.Priority).Label() }},
	{"说明", 30, func(r Row) string { return r.Description }},
	{"报修人", 10, func(r Row) string { return r.ReporterName }},
	{"联系电话", 14, func(r Row) string { return r.ReporterPhone }},
	{"维修人员", 10, func(r Row) string { return r.TechnicianName }},
	{"报修时间", 17, func(r Row) string { return export.Moment(&r.ReportedAt) }},
	{"应完成时间", 17, func(r Row) string { return export.Moment(&r.DueAt) }},
	{"受理时间", 17, func(r Row) string { return export.Moment(r.AcceptedAt) }},
	{"完成时间", 17, func(r Row) string { return export.Moment(r.FinishedAt) }},
	{"结束时间", 17, func(r Row) string { return export.Moment(r.ClosedAt) }},
	{"处理结果", 14, func(r Row) string { return r.Outcome.Label() }},
	{"故障原因", 24, func(r Row) string { return r.Cause }},
	{"处理办法", 30, func(r Row) string { return r.Remedy }},
	{"更换配件", 24, func(r Row) string { return r.Parts }},
}

// asked says in words what the filter wants.
func (s *Service) asked(ctx context.Context, actor access.Actor, f Filter) (string, error) {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	for _, id := range []uint{f.OrganisationID, f.SchoolID} {
		if id == 0 {
			continue
		}
		place, err := access.FindOrganisation(s.db.WithContext(ctx), actor, access.OrganisationRead, id)
		if err != nil {
			return "", err
		}
		add(true, place.Name)
	}
	for _, status := range f.Statuses {
		add(true, status.Label())
	}
	fault, known := FaultOf(f.Fault)
	add(known, fault.Label)
	add(f.Priority != "", "优先级"+f.Priority.Label())
	add(f.ClassroomID != 0, "指定的教室")
	add(f.DeviceID != 0, "指定的设备")
	add(f.Whose == OwnReports, "我的报修")
	add(f.Whose == OwnRepairs, "派给我的")
	add(f.Overdue, "已超时")
	add(f.Query != "", "搜索“"+f.Query+"”")
	add(len(parts) == 0, "无")
	return strings.Join(parts, "，"), nil
}
