package transfers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// Sheet writes an order as a 调拨单 to print and file, with both signatures as far as they are given. The caller sends
// and closes it.
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
	layout := export.Layout{Name: "调拨单", Title: "“班班通”设备调拨单",
		Above: []export.Line{
			{"调拨单号：" + d.Number, "状态：" + d.Status.Label(), "拟定：" + d.Maker + " " + day(&d.CreatedAt)},
			{"调出学校（盖章）：" + d.GiverName, "接收学校（盖章）：" + d.ReceiverName},
			{"调拨原因：" + d.Reason}},
		Columns: []export.Column{
			{Header: []string{"序号"}, Width: 5, Kind: export.Number}, {Header: []string{"设备"}, Width: 13}, {Header: []string{"品牌型号"}, Width: 15},
			{Header: []string{"资产编号"}, Width: 12}, {Header: []string{"序列号"}, Width: 14}, {Header: []string{"标签"}, Width: 10},
			{Header: []string{"取得日期"}, Width: 11}, {Header: []string{"原值（元）"}, Width: 10, Kind: export.Number}, {Header: []string{"调出位置"}, Width: 17},
			{Header: []string{"接收位置"}, Width: 17}, {Header: []string{"交出时状况"}, Width: 11}, {Header: []string{"办理结果"}, Width: 18}},
		Below: []export.Line{
			{"说明：设备的取得日期不因调拨改变。"},
			{"批准单位经办人：" + d.Approver, "批准时间：" + export.Moment(d.ApprovedAt)},
			{"调出学校经手人：" + d.GiverSigner, "交出时间：" + export.Moment(d.GivenAt)},
			{"接收学校经手人：" + d.ReceiverSigner, "接收时间：" + export.Moment(d.ReceivedAt)}}}
	sheet, err := book.Open(layout)
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
		err := sheet.Add(i+1, item.Name, item.Brand+" "+item.Model, asset, item.Serial, item.LabelCode, string(item.BoughtOn), price,
			item.FromPlace, item.ToPlace, item.GivenAs, outcome(item.TransferItem))
		if err != nil {
			return err
		}
	}
	return sheet.Close()
}

// outcome is what became of a device, by whom and when.
func outcome(item models.TransferItem) string {
	said := item.Status.Label()
	if item.SettledBy != "" {
		said += fmt.Sprintf("（%s %s）", item.SettledBy, export.Moment(item.SettledAt))
	}
	if item.Note != "" {
		said += "：" + item.Note
	}
	return said
}

func day(t *time.Time) string { return t.In(models.ChinaTime).Format("2006-01-02") }
