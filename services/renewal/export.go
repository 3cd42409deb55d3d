package renewal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// ExportPlan writes a plan into a workbook as it is handed in: the sums by school, every classroom with what it needs
// and why it is in or out, the measures with the funds that pay for them, and the prices. The caller sends and closes it.
func (s *Service) ExportPlan(ctx context.Context, actor access.Actor, id uint) (*export.Book, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	row, err := s.plan(db, actor, id)
	if err != nil {
		return nil, err
	}
	if err := row.mustHaveResult(); err != nil {
		return nil, err
	}
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	for _, write := range []func(*gorm.DB, *export.Book, PlanRow) error{writePlaces, writePlanRooms, writeMeasures} {
		if err := write(db, book, row); err != nil {
			return nil, errors.Join(err, book.Close())
		}
	}
	return book, nil
}

// heading is what stands over every sheet of a plan, and under it.
func heading(row PlanRow, name, title string, columns []export.Column) export.Layout {
	budget := "不限"
	if row.BudgetCents != nil {
		budget = yuan(*row.BudgetCents) + " 元"
	}
	layout := export.Layout{Name: name, Title: row.Organisation + "“高质量班班通”设备" + title, Columns: columns,
		Above: []export.Line{
			{"编制单位（盖章）：" + row.Organisation, "计划名称：" + row.Name, "单位：元"},
			{"预算：" + budget, "目标：" + row.Objective.Label() + fmt.Sprintf("（乡村权重 %d%%）", row.RuralPercent),
				"数据时间：" + models.MinuteOf(*row.ComputedAt)}},
		Below: []export.Line{{"单位负责人：", "审核人：", "填报人：" + row.Author, "联系电话："}}}
	switch {
	case row.Stale == nil:
		layout.Below = append(layout.Below, export.Line{"说明：此计划正在重新测算，表中是上次测算的结果。"})
	case *row.Stale:
		layout.Below = append(layout.Below, export.Line{"说明：此计划生成后，设备、教室、价格或标准已有变化，请重新测算后使用。"})
	}
	return layout
}

func money(cents int64) float64 { return float64(cents) / 100 }

func writePlaces(db *gorm.DB, book *export.Book, row PlanRow) error {
	sums, err := placeSums(db, row.ID, BySchool)
	if err != nil {
		return err
	}
	sheet, err := book.Open(heading(row, "学校汇总", "更新计划汇总表", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number}, {Header: []string{"学校"}, Width: 34},
		{Header: []string{"需更新", "教室（间）"}, Width: 12, Kind: export.Number}, {Header: []string{"需更新", "所需资金"}, Width: 16, Kind: export.Number},
		{Header: []string{"列入计划", "教室（间）"}, Width: 12, Kind: export.Number}, {Header: []string{"列入计划", "资金"}, Width: 16, Kind: export.Number},
		{Header: []string{"列入计划", "受益学生（人）"}, Width: 14, Kind: export.Number}}))
	if err != nil {
		return err
	}
	s := row.Summary
	if err := sheet.AddTotal("", "合计", s.Needing, money(s.NeedingCents), s.Chosen, money(s.ChosenCents), s.ChosenPupils); err != nil {
		return err
	}
	for i, p := range sums {
		if err := sheet.Add(i+1, p.Name, p.Rooms, money(p.Cents), p.ChosenRooms, money(p.ChosenCents), p.ChosenPupils); err != nil {
			return err
		}
	}
	return sheet.Close(export.Line{"方案：" + proof(row.RenewalPlan)})
}

// proof says how good the choice is known to be.
func proof(p models.RenewalPlan) string {
	switch s := p.Summary; {
	case p.BudgetCents == nil:
		return "预算不限，没有因预算落选的教室。"
	case s.Value == s.Bound:
		return "在此预算下已证明为最优，没有更好的选法。"
	default:
		return fmt.Sprintf("与理论上限相差不超过 %.4f%%。", float64(s.Bound-s.Value)/float64(s.Bound)*100)
	}
}

func writePlanRooms(db *gorm.DB, book *export.Book, row PlanRow) error {
	sheet, err := book.Open(heading(row, "教室明细", "更新计划教室明细表", []export.Column{
		{Header: []string{"上级单位"}, Width: 18}, {Header: []string{"学校"}, Width: 24}, {Header: []string{"教室"}, Width: 18},
		{Header: []string{"班额"}, Width: 7, Kind: export.Number}, {Header: []string{"更新措施"}, Width: 34},
		{Header: []string{"解决的条款"}, Width: 44}, {Header: []string{"资金"}, Width: 12, Kind: export.Number},
		{Header: []string{"结论"}, Width: 14}, {Header: []string{"理由"}, Width: 44}}))
	if err != nil {
		return err
	}
	rooms, err := roomQuery(db, row.ID, RoomFilter{}).Select(roomColumns).Order("school.path, r.classroom_id").Rows()
	if err != nil {
		return fmt.Errorf("read the classrooms of a plan: %w", err)
	}
	defer func() { _ = rooms.Close() }()
	for rooms.Next() {
		var r RoomRow
		if err := db.ScanRows(rooms, &r); err != nil {
			return fmt.Errorf("read a classroom of a plan: %w", err)
		}
		var size any
		if r.Pupils != nil {
			size = *r.Pupils
		}
		measures, mended := inWords(r.Needs)
		if err := sheet.Add(r.Above, r.SchoolName, r.Building+r.Classroom, size, measures, mended, money(r.Cents), r.Fate.Label(), r.Reason); err != nil {
			return err
		}
	}
	if err := rooms.Err(); err != nil {
		return fmt.Errorf("read the classrooms of a plan: %w", err)
	}
	return sheet.Close()
}

func inWords(needs []models.PlanNeed) (measures, mended string) {
	var titles, clauses []string
	for _, n := range needs {
		title := n.Title
		if n.Count > 1 {
			title += fmt.Sprintf(" ×%d", n.Count)
		}
		titles, clauses = append(titles, title), append(clauses, n.Clauses...)
	}
	return strings.Join(titles, "；"), strings.Join(clauses, "；")
}

func writeMeasures(_ *gorm.DB, book *export.Book, row PlanRow) error {
	sheet, err := book.Open(heading(row, "措施与经费", "更新措施与经费来源表", []export.Column{
		{Header: []string{"项目"}, Width: 40}, {Header: []string{"需求", "数量"}, Width: 12, Kind: export.Number}, {Header: []string{"需求", "资金"}, Width: 16, Kind: export.Number},
		{Header: []string{"列入计划", "数量"}, Width: 12, Kind: export.Number}, {Header: []string{"列入计划", "资金"}, Width: 16, Kind: export.Number}}))
	if err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		sums  []models.PlanSum
	}{{"更新措施", row.Summary.Measures}, {"经费来源", row.Summary.Funds}} {
		if err := sheet.AddTotal(part.title, nil, money(row.Summary.NeedingCents), nil, money(row.Summary.ChosenCents)); err != nil {
			return err
		}
		for _, s := range part.sums {
			if err := sheet.Add(s.Key, s.Count, money(s.Cents), s.ChosenCount, money(s.ChosenCents)); err != nil {
				return err
			}
		}
	}
	return sheet.Close()
}
