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

// Row is an order with the names that a list shows.
type Row struct {
	models.Transfer `gorm:"embedded"`
	GiverName       string
	GiverPath       string
	ReceiverName    string
	ReceiverPath    string
	Devices         int
	Received        int
}

const rowColumns = "transfers.*, giver.name AS giver_name, giver.path AS giver_path, receiver.name AS receiver_name, receiver.path AS receiver_path," +
	" (SELECT COUNT(*) FROM transfer_items i WHERE i.transfer_id = transfers.id) AS devices," +
	" (SELECT COUNT(*) FROM transfer_items i WHERE i.transfer_id = transfers.id AND i.status = 'received') AS received"

func joined(db *gorm.DB) *gorm.DB {
	return db.Table("transfers").Joins("JOIN organisations giver ON giver.id = transfers.giver_id").
		Joins("JOIN organisations receiver ON receiver.id = transfers.receiver_id")
}

// Filter narrows a list of orders.
type Filter struct {
	Statuses       []models.TransferStatus
	OrganisationID uint   // it and all below it give or receive
	DeviceID       uint   // is or was in it
	Query          string // the start of a number, or in the name of a school
	Offset, Limit  int
}

// maxDepth is how many rows into a list one may page: nobody reads further, and a deep OFFSET is slow.
const maxDepth = 10_000

// List gives the orders that the actor may see, the newest first, and how many there are.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Row, int64, error) {
	if err := actor.Require(access.TransferRead); err != nil {
		return nil, 0, err
	}
	if f.Offset > maxDepth {
		return nil, 0, errs.InvalidFields(errs.Field{Location: "page", Message: "只能翻到第 10,000 行，请用筛选条件缩小范围。"})
	}
	db := s.db.WithContext(ctx)
	query := joined(db).Scopes(Visible(actor))
	if f.OrganisationID != 0 {
		place, err := access.FindOrganisation(db, actor, access.OrganisationRead, f.OrganisationID)
		if err != nil {
			return nil, 0, err
		}
		below := func() *gorm.DB {
			return db.Table("organisations").Select("organisations.id").Scopes(access.PathsUnder("organisations.path", place.Path))
		}
		query = query.Where("(transfers.giver_id IN (?) OR transfers.receiver_id IN (?))", below(), below())
	}
	if len(f.Statuses) > 0 {
		query = query.Where("transfers.status IN ?", f.Statuses)
	}
	if f.DeviceID != 0 {
		query = query.Where("transfers.id IN (SELECT transfer_id FROM transfer_items WHERE device_id = ?)", f.DeviceID)
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		escaped := strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(q)
		query = query.Where("(transfers.number LIKE ? ESCAPE '!' OR giver.name LIKE ? ESCAPE '!' OR receiver.name LIKE ? ESCAPE '!')",
			strings.ToUpper(escaped)+"%", "%"+escaped+"%", "%"+escaped+"%")
	}
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count transfers: %w", err)
	}
	rows := []Row{}
	if err := query.Select(rowColumns).Order("transfers.id DESC").Offset(f.Offset).Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, 0, fmt.Errorf("list transfers: %w", err)
	}
	return rows, total, nil
}

// Waiting says how many orders wait for something that the actor can do.
type Waiting struct {
	Approve, HandOver, Receive int
}

// Waiting counts them, for the to-dos.
func (s *Service) Waiting(ctx context.Context, actor access.Actor) (w Waiting, err error) {
	if err := actor.Require(access.TransferRead); err != nil {
		return w, err
	}
	db := s.db.WithContext(ctx)
	mine, err := signsFor(db, actor)
	if err != nil {
		return w, err
	}
	mine = append(mine, 0)
	approves := actor.Scope(access.TransferApprove)
	for _, one := range []struct {
		to     *int
		status models.TransferStatus
		narrow func(*gorm.DB) *gorm.DB
	}{
		{&w.Approve, models.TransferProposed, func(q *gorm.DB) *gorm.DB {
			return q.Scopes(approves.Paths("giver.path"), approves.Paths("receiver.path"))
		}},
		{&w.HandOver, models.TransferApproved, func(q *gorm.DB) *gorm.DB { return q.Where("transfers.giver_id IN ?", mine) }},
		{&w.Receive, models.TransferHandedOver, func(q *gorm.DB) *gorm.DB { return q.Where("transfers.receiver_id IN ?", mine) }},
	} {
		var n int64
		if err := one.narrow(joined(db)).Where("transfers.status = ?", one.status).Count(&n).Error; err != nil {
			return w, fmt.Errorf("count the transfers that wait: %w", err)
		}
		*one.to = int(n)
	}
	return w, nil
}
