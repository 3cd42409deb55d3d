package disposals

import (
	"context"
	"errors"

	"banbantong/services/access"
	"banbantong/services/export"
)

// Sheet writes an application as a 报废申请单 to print and file. The caller sends and closes it.
func (s *Service) Sheet(ctx context.Context, actor access.Actor, id uint) (*export.Book, error) {
	d, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	if err := writeSheet(book, d); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

func writeSheet(book *export.Book, d Detail) error {
	sheet, err := book.Open(export.Layout{Name: "报废申请单", Title: "“班班通”设备报废申请单",
		Above: []export.Line{
			{"申请单号：" + d.Number, "状态：" + d.Status.Label()},
			{"申请单位（盖章）：" + d.SchoolName, "报废原因：" + d.Cause.Label()},
			{"情况说明：" + d.Reason}},
		Columns: []export.Column{
			{Header: []string{"序号"}, Width: 5, Kind: export.Number}, {Header: []string{"设备"}, Width: 16}, {Header: []string{"品牌型号"}, Width: 18},
			{Header: []string{"资产编号"}, Width: 14}, {Header: []string{"序列号"}, Width: 16}, {Header: []string{"标签"}, Width: 10},
			{Header: []string{"取得日期"}, Width: 11}, {Header: []string{"原值（元）"}, Width: 11, Kind: export.Number}, {Header: []string{"存放地点"}, Width: 26},
			{Header: []string{"申请前状况"}, Width: 11}},
		Below: []export.Line{
			{"申请人：" + d.Applicant, "申请时间：" + export.Moment(&d.CreatedAt)},
			{"审批人：" + d.Decider, "审批时间：" + export.Moment(d.DecidedAt), "批复文号：" + d.ApprovalNo}}})
	if err != nil {
		return err
	}
	for i, item := range d.Items {
		var asset string
		if item.AssetNo != nil {
			asset = *item.AssetNo
		}
		var price any
		if item.PriceCents != nil {
			price = float64(*item.PriceCents) / 100
		}
		if err := sheet.Add(i+1, item.Name, item.Brand+" "+item.Model, asset, item.Serial, item.LabelCode, string(item.BoughtOn), price,
			item.Place, item.StateBefore.Label()); err != nil {
			return err
		}
	}
	return sheet.Close()
}
