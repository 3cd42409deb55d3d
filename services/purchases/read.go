package purchases

import (
	"context"
	"io"
	"slices"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/workbook"
	"banbantong/services/workbook/table"
)

// Reading is what a list in a spreadsheet says, for a person to look over before it is checked. Nothing is kept.
type Reading struct {
	Items    []models.PurchaseItem
	Problems []workbook.Problem // rows that were not understood, and what is worth a look
	Unread   []string           // titles of columns that say nothing to the check
}

// ReadList reads a list of what is to be bought: our template, or a vendor's own sheet whose columns are known.
func (s *Service) ReadList(_ context.Context, actor access.Actor, file io.ReaderAt, size int64) (Reading, error) {
	if err := actor.Require(access.PurchaseCheck); err != nil {
		return Reading{}, err
	}
	book, err := table.Open(file, size, table.DefaultLimits())
	if err != nil {
		return Reading{}, err
	}
	options := workbook.Options{Kind: workbook.KindPurchase, Today: models.DateOf(s.now())}
	sheets, err := workbook.Analyse(book, options)
	if err != nil {
		return Reading{}, err
	}
	mapping := sheets[0].Mapping()
	reading := Reading{}
	for i, c := range mapping.Columns {
		if c.Field == "" && c.Title != "" && c.Title != "序号" {
			reading.Unread = append(reading.Unread, c.Title)
		}
		if c.Field == "school.name" || c.Field == "school.code" { // a list for one school may say so
			mapping.Columns[i].Field = ""
		}
	}
	_, err = workbook.Read(book, mapping, options, func(row workbook.Row) error {
		reading.Problems = append(reading.Problems, row.Problems...)
		if row.Rejected() {
			return nil
		}
		for _, d := range row.Devices {
			if len(reading.Items) == mostItems {
				return errs.New(errs.TooLarge, "purchase-too-long", "一次最多核对 %d 项，请分成几个清单。", mostItems)
			}
			reading.Items = append(reading.Items, itemOf(d, row.Classroom))
		}
		return nil
	})
	if err == nil && len(reading.Items) == 0 && !slices.ContainsFunc(reading.Problems, func(p workbook.Problem) bool { return p.Rejects }) {
		err = errs.New(errs.Malformed, "purchase-empty", "清单里没有设备，请在“采购清单”工作表中填写后重新上传。")
	}
	return reading, err
}

func itemOf(d workbook.Device, room *workbook.Classroom) models.PurchaseItem {
	item := models.PurchaseItem{Category: d.Category, Name: d.Name, Brand: d.Brand, Model: d.Model, Quantity: d.Quantity,
		RoomKind: models.ClassroomOrdinary, Students: room.StudentCount, Specs: d.Specs}
	if room.Kind != "" {
		item.RoomKind = room.Kind
	}
	return item
}

// WriteTemplate writes the empty list to fill in.
func (s *Service) WriteTemplate(w io.Writer) error {
	return workbook.WriteTemplate(w, workbook.KindPurchase)
}
