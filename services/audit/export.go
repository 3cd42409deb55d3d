package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// Export writes every entry of the list into a workbook, the newest first, which the caller sends and closes.
func (r *Reader) Export(ctx context.Context, actor access.Actor, f Filter, at time.Time) (*export.Book, error) {
	if err := actor.Require(access.AuditRead); err != nil {
		return nil, err
	}
	asked, err := r.asked(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return export.List("审计日志", asked, at, exported, func(do func(Row) error) error { return r.Each(ctx, actor, f, do) })
}

var exported = []export.Field[Row]{
	{Title: "时间", Width: 20, Value: func(r Row) any { return r.At.In(models.ChinaTime).Format(time.DateTime) }},
	{Title: "操作人", Width: 12, Value: func(r Row) any { return r.Actor }},
	{Title: "操作", Width: 22, Value: func(r Row) any { return r.ActionWord() }},
	{Title: "对象", Width: 12, Value: func(r Row) any { return r.SubjectWord() }},
	{Title: "对象编号", Width: 10, Kind: export.Number, Value: func(r Row) any { return int(r.SubjectID) }},
	{Title: "所属单位", Width: 26, Value: func(r Row) any { return r.OrganisationName }},
	{Title: "变更前", Width: 50, Value: func(r Row) any { return r.side(func(c FieldChange) string { return c.Before }) }},
	{Title: "变更后", Width: 50, Value: func(r Row) any { return r.side(func(c FieldChange) string { return c.After }) }},
	{Title: "请求编号", Width: 20, Value: func(r Row) any { return r.RequestID }},
}

// side is one side of the changed fields, in one cell.
func (r Row) side(of func(FieldChange) string) string {
	var lines []string
	for _, c := range r.Changes() {
		if value := of(c); value != "" {
			lines = append(lines, c.Field+"："+value)
		}
	}
	return strings.Join(lines, "；")
}

// asked says in words what the log was narrowed by.
func (r *Reader) asked(ctx context.Context, actor access.Actor, f Filter) ([]string, error) {
	var asked []string
	if f.OrganisationPath != "" {
		var name string
		err := r.db.WithContext(ctx).Model(&models.Organisation{}).Scopes(actor.Scope(access.AuditRead).Paths("path")).
			Where("path = ?", f.OrganisationPath).Select("name").Scan(&name).Error
		if err != nil {
			return nil, fmt.Errorf("name a place: %w", err)
		}
		asked = append(asked, name)
	}
	for _, part := range []struct{ what, value string }{{"操作", wordOf(actions, f.Action)}, {"对象", wordOf(subjects, f.Subject)}, {"操作人", f.Actor}} {
		if part.value != "" {
			asked = append(asked, part.what+" "+part.value)
		}
	}
	if f.SubjectID != 0 {
		asked = append(asked, fmt.Sprintf("对象编号 %d", f.SubjectID))
	}
	if !f.From.IsZero() {
		asked = append(asked, string(models.DateOf(f.From))+" 起")
	}
	if !f.To.IsZero() {
		asked = append(asked, string(models.DateOf(f.To.Add(-time.Nanosecond)))+" 止")
	}
	return asked, nil
}
