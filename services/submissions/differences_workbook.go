package submissions

import (
	"context"
	"fmt"
	"strings"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/export"
)

// OfSnapshot asks for a workbook about a snapshot.
type OfSnapshot struct {
	SnapshotID uint `json:"snapshot_id"`
}

// FillDifferences writes what has changed since the period before into a workbook, however many schools there are: the
// figures, and every device. It tells how many schools of how many are compared.
func (s *Service) FillDifferences(ctx context.Context, actor access.Actor, q OfSnapshot, book *export.Book, told func(done, total int)) error {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return err
	}
	c, err := findComparison(s.db.WithContext(ctx), actor, q.SnapshotID)
	if err != nil {
		return err
	}
	if c == nil {
		return errs.New(errs.Conflict, "first-period", "这是第一次上报，没有上期可比。")
	}
	c.told = told
	figures, err := book.Open(c.layout("变化汇总", "与上期相比：变化汇总", []export.Column{
		{Header: []string{"项目"}, Width: 30}, {Header: []string{"单位"}, Width: 8},
		{Header: []string{"上期"}, Width: 14, Kind: export.Number}, {Header: []string{"本期"}, Width: 14, Kind: export.Number},
		{Header: []string{"增减"}, Width: 14, Kind: export.Number}}))
	if err != nil {
		return err
	}
	devices, err := book.Open(c.layout("变化明细", "与上期相比：逐台设备的变化", []export.Column{
		{Header: []string{"序号"}, Width: 7, Kind: export.Number}, {Header: []string{"变化"}, Width: 14}, {Header: []string{"学校"}, Width: 24},
		{Header: []string{"教室"}, Width: 16}, {Header: []string{"设备"}, Width: 30}, {Header: []string{"原因"}, Width: 12}, {Header: []string{"说明"}, Width: 50}}))
	if err != nil {
		return err
	}
	rows, counts := 0, map[DifferenceKind]int{}
	err = c.run(func(some []Difference) error {
		for _, one := range some {
			rows++
			counts[one.Kind]++
			if err := devices.Add(rows, one.Kind.Label(), one.School, one.Room, one.Name, one.Why.Label(), one.Text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	was, is := c.then.Figures.Totals(), c.now.Figures.Totals()
	for _, w := range watched {
		if err := figures.Add(w.label, w.unit, w.of(was), w.of(is), w.of(is)-w.of(was)); err != nil {
			return err
		}
	}
	for _, kind := range DifferenceKinds() {
		if err := figures.Add("设备："+kind.Label(), "台次", nil, nil, counts[kind]); err != nil {
			return err
		}
	}
	var below []export.Line
	for _, names := range []struct {
		title string
		all   []string
	}{{"上期没有计入、设备不算新增的学校", c.joined}, {"上期计入而本期没有的学校", c.absent}} {
		if len(names.all) > 0 {
			below = append(below, export.Line{fmt.Sprintf("%s（%d 所）：%s。", names.title, len(names.all), strings.Join(names.all, "、"))})
		}
	}
	if err := figures.Close(below...); err != nil {
		return err
	}
	return devices.Close(export.Line{"一台设备可以有几种变化；原因按两期的快照推断。"})
}

func (c *comparison) layout(name, title string, columns []export.Column) export.Layout {
	side := func(label string, snapshot models.Snapshot, content Content) string {
		return fmt.Sprintf("%s：%s，%s，第 %d 版，快照编号 %d", label, content.Period.Name,
			models.MinuteOf(content.FrozenAt), content.Revision, snapshot.ID)
	}
	return export.Layout{Name: name, Title: c.now.Organisation.Name + title, Columns: columns, Empty: "无变化",
		Above: []export.Line{{side("本期", c.after, c.now)}, {side("上期", c.before, c.then)}}}
}
