package purchases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// Opinion writes the opinion on a purchase into a workbook: one page to sign and file, and behind it every clause. The
// caller sends and closes it.
func (s *Service) Opinion(ctx context.Context, actor access.Actor, id uint, version int) (*export.Book, error) {
	row, err := s.Get(ctx, actor, id, version)
	if err != nil {
		return nil, err
	}
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	for _, write := range []func(*export.Book, Row) error{writeOpinion, writeClauses} {
		if err := write(book, row); err != nil {
			return nil, errors.Join(err, book.Close())
		}
	}
	return book, nil
}

func heading(row Row, name, title string, columns []export.Column) export.Layout {
	c := row.Opinion
	return export.Layout{Name: name, Title: title, Columns: columns, Above: []export.Line{
		{"采购单位（盖章）：" + row.Organisation, "采购项目：" + row.Name, fmt.Sprintf("第 %d 次核对：%s", c.Version, models.MinuteOf(c.CheckedAt))},
		{"核对依据：" + c.Standard + "（新购设备按标准配置）", "核对结论：" + c.Conclusion.Label()}}}
}

// writeOpinion tells the conclusion and, of each item, what stands against it; what is met is only counted.
func writeOpinion(book *export.Book, row Row) error {
	layout := heading(row, "核对意见", "采购配置核对意见", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number}, {Header: []string{"设备"}, Width: 22}, {Header: []string{"品牌型号"}, Width: 22},
		{Header: []string{"数量"}, Width: 7, Kind: export.Number}, {Header: []string{"用于"}, Width: 16}, {Header: []string{"结论"}, Width: 10},
		{Header: []string{"不符合或缺少参数的条款", "条款"}, Width: 22}, {Header: []string{"不符合或缺少参数的条款", "通知要求"}, Width: 30},
		{Header: []string{"不符合或缺少参数的条款", "所报参数"}, Width: 26}, {Header: []string{"不符合或缺少参数的条款", "处理意见"}, Width: 40}})
	layout.Below = []export.Line{{"说明：“缺参数”的，须由供应商书面补充后重新核对；逐条结果见“逐条核对”。"}, {"核对人：" + row.Opinion.Author, "审核人：", "单位负责人：", "日期："}}
	sheet, err := book.Open(layout)
	if err != nil {
		return err
	}
	for i, item := range row.Opinion.Items {
		finding := row.Opinion.Findings[i]
		first := []any{i + 1, item.Name, strings.TrimSpace(item.Brand + " " + item.Model), item.Quantity, rooms(item), offerLabel(finding.Grade)}
		against := objections(finding)
		for _, o := range against {
			if err := sheet.Add(append(first, o[0], o[1], o[2], o[3])...); err != nil {
				return err
			}
			first = []any{nil, "", "", nil, "", ""}
		}
		if len(against) == 0 {
			if err := sheet.Add(append(first, met(finding), "", "", "")...); err != nil {
				return err
			}
		}
	}
	var wanting []export.Line
	for _, want := range row.Opinion.Suites.Wanting {
		wanting = append(wanting, export.Line{fmt.Sprintf("提醒：缺%s（%s“%s”）。%s", want.Title, want.Clause, want.Notice, want.Text)})
	}
	return sheet.Close(wanting...)
}

// objections are the clauses that stand against an item, and what contradicts what is known of its model.
func objections(f models.PurchaseFinding) [][4]any {
	var against [][4]any
	for _, c := range f.Clauses {
		if c.Decides && c.Grade != models.GradePass {
			against = append(against, [4]any{c.Clause + " " + c.Title, c.Required, c.Offered, c.Reason})
		}
	}
	for _, remark := range f.Remarks {
		against = append(against, [4]any{"与型号不符", "", "", remark})
	}
	return against
}

func met(f models.PurchaseFinding) string {
	n := 0
	for _, c := range f.Clauses {
		if c.Decides {
			n++
		}
	}
	if n == 0 {
		return "通知没有要求"
	}
	return fmt.Sprintf("%d 条全部达标", n)
}

func rooms(item models.PurchaseItem) string {
	if item.Students == nil {
		return item.RoomKind.Label()
	}
	return fmt.Sprintf("%d 人%s", *item.Students, item.RoomKind.Label())
}

// offerLabel is the grade as a buyer reads it: what is open waits for the vendor, not for somebody to go and look.
func offerLabel(g models.Grade) string {
	switch g {
	case models.GradeUnknown:
		return "缺参数"
	case models.GradeNone:
		return "无要求"
	}
	return g.Label()
}

func writeClauses(book *export.Book, row Row) error {
	sheet, err := book.Open(heading(row, "逐条核对", "采购配置逐条核对表", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number}, {Header: []string{"设备"}, Width: 24}, {Header: []string{"档次"}, Width: 10},
		{Header: []string{"条款"}, Width: 12}, {Header: []string{"项目"}, Width: 20}, {Header: []string{"通知要求"}, Width: 36},
		{Header: []string{"所报参数"}, Width: 34}, {Header: []string{"结果"}, Width: 10}, {Header: []string{"计入结论"}, Width: 10}, {Header: []string{"说明"}, Width: 36}}))
	if err != nil {
		return err
	}
	for i, item := range row.Opinion.Items {
		for _, c := range row.Opinion.Findings[i].Clauses {
			decides := "否"
			if c.Decides {
				decides = "是"
			}
			if err := sheet.Add(i+1, item.Name, c.Tier, c.Clause, c.Title, c.Required, c.Offered, offerLabel(c.Grade), decides, c.Reason); err != nil {
				return err
			}
		}
	}
	return sheet.Close()
}
