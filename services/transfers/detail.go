package transfers

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Item is a device of an order with what people know it by.
type Item struct {
	models.TransferItem `gorm:"embedded"`
	Name                string
	Category            models.Category
	Brand               string
	Model               string
	Serial              string
	AssetNo             *string
	BoughtOn            models.Date
	PriceCents          *int64
	LabelCode           string
}

// Detail is all there is to know of one order.
type Detail struct {
	Row
	Items   []Item
	Events  []models.TransferEvent
	Actions []Action // what the actor can do now
}

// Get finds one order that the actor may see.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (Detail, error) {
	if err := actor.Require(access.TransferRead); err != nil {
		return Detail{}, err
	}
	return s.detail(s.db.WithContext(ctx), actor, id)
}

func (s *Service) detail(tx *gorm.DB, actor access.Actor, id uint) (Detail, error) {
	row, err := find(tx, actor, id)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Row: row}
	err = tx.Table("transfer_items").Joins("JOIN devices ON devices.id = transfer_items.device_id").
		Select("transfer_items.*, devices.name, devices.category, devices.brand, devices.model, devices.serial, devices.asset_no, devices.bought_on,"+
			" devices.price_cents, devices.label_code").Where("transfer_items.transfer_id = ?", id).Order("transfer_items.id").Find(&d.Items).Error
	if err != nil {
		return Detail{}, fmt.Errorf("read the devices of a transfer: %w", err)
	}
	if err := tx.Where("transfer_id = ?", id).Order("id").Find(&d.Events).Error; err != nil {
		return Detail{}, fmt.Errorf("read the history of a transfer: %w", err)
	}
	p, err := parties(tx, actor, row)
	d.Actions = flow.Actions(row.Status, p)
	return d, err
}

// Arriving finds the order by which the device with the label, scanned or typed, comes to a school that the actor signs
// for. Everything else is NotFound.
func (s *Service) Arriving(ctx context.Context, actor access.Actor, label string) (Detail, Item, error) {
	if err := actor.Require(access.TransferSign); err != nil {
		return Detail{}, Item{}, err
	}
	db := s.db.WithContext(ctx)
	mine, err := signsFor(db, actor)
	if err != nil {
		return Detail{}, Item{}, err
	}
	var ids []uint
	err = db.Table("transfer_items").Joins("JOIN transfers ON transfers.id = transfer_items.transfer_id").
		Joins("JOIN devices ON devices.id = transfer_items.device_id").Where("transfers.status = ? AND transfer_items.status = ? AND transfers.receiver_id IN ?",
		models.TransferHandedOver, models.ItemPending, append(mine, 0)).Scopes(labelled(label)).Pluck("transfers.id", &ids).Error
	if err != nil {
		return Detail{}, Item{}, fmt.Errorf("find the transfer of a label: %w", err)
	}
	if len(ids) == 0 {
		return Detail{}, Item{}, errs.New(errs.NotFound, "nothing-arrives", "没有贴着这张标签、等待您接收的设备。")
	}
	d, err := s.detail(db, actor, ids[0])
	if err != nil {
		return Detail{}, Item{}, err
	}
	item, err := pendingItem(db, d, label)
	return d, item, err
}

// labelled narrows a query on devices to the one with the label: the token in its QR code, or the code that is printed.
func labelled(label string) func(*gorm.DB) *gorm.DB {
	label = strings.TrimSpace(label)
	return func(db *gorm.DB) *gorm.DB {
		return db.Where("(devices.label_token = ? OR devices.label_code = ?) AND ? <> ''", label, strings.ToUpper(label), label)
	}
}

// pendingItem is the device of the order that carries the label and waits to be received.
func pendingItem(tx *gorm.DB, d Detail, label string) (Item, error) {
	var ids []uint
	if err := tx.Table("devices").Scopes(labelled(label)).Pluck("id", &ids).Error; err != nil {
		return Item{}, fmt.Errorf("find the device of a label: %w", err)
	}
	for _, item := range d.Items {
		if len(ids) == 1 && item.DeviceID == ids[0] {
			if item.Status != models.ItemPending {
				return Item{}, errs.New(errs.Conflict, "item-settled", "“%s”已办理：%s。", item.Name, item.Status.Label())
			}
			return item, nil
		}
	}
	return Item{}, errs.InvalidFields(errs.Field{Location: "label", Message: "这张标签不是此调拨单中的设备，请核对。"})
}
