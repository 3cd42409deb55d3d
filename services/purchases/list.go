package purchases

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Row is a purchase with its place and one of its opinions.
type Row struct {
	models.Purchase
	Organisation string
	Path         string
	Opinion      models.PurchaseCheck `gorm:"-"`
	Versions     []Version            `gorm:"-"` // all opinions, the latest first; none in lists
}

// Version is one of the opinions on a purchase.
type Version struct {
	Version    int
	Conclusion models.PurchaseConclusion
	Author     string
	CheckedAt  time.Time
}

// Filter narrows the list of purchases.
type Filter struct {
	OrganisationID uint // it and all below it; 0 is every place in scope
	Conclusion     models.PurchaseConclusion
	Q              string // in the name
	Offset, Limit  int
}

func query(db *gorm.DB, actor access.Actor, p access.Permission) *gorm.DB {
	return db.Table("purchases AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").Scopes(actor.Scope(p).Paths("o.path"))
}

const columns = "p.*, o.name AS organisation, o.path"

func findPurchase(db *gorm.DB, actor access.Actor, p access.Permission, id uint) (Row, error) {
	var rows []Row
	if err := query(db, actor, p).Select(columns).Where("p.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Row{}, fmt.Errorf("find a purchase: %w", err)
	}
	if len(rows) == 0 {
		return Row{}, errs.Missing("该采购")
	}
	return rows[0], nil
}

// List lists purchases with their latest conclusions, the newest first, and counts them.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Row, int64, error) {
	if err := actor.Require(access.PurchaseRead); err != nil {
		return nil, 0, err
	}
	db := s.db.WithContext(ctx)
	found := query(db, actor, access.PurchaseRead).Joins("JOIN purchase_checks AS c ON c.purchase_id = p.id AND c.version = p.version")
	if f.OrganisationID != 0 {
		place, err := access.FindOrganisation(db, actor, access.PurchaseRead, f.OrganisationID)
		if err != nil {
			return nil, 0, err
		}
		found = found.Scopes(access.PathsUnder("o.path", place.Path))
	}
	if f.Conclusion != "" {
		found = found.Where("c.conclusion = ?", f.Conclusion)
	}
	if f.Q != "" {
		found = found.Where("INSTR(p.name, ?) > 0", f.Q)
	}
	found = found.Session(&gorm.Session{})
	var total int64
	if err := found.Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count purchases: %w", err)
	}
	var rows []Row
	if err := found.Select(columns).Order("p.updated_at DESC, p.id DESC").Offset(f.Offset).Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, 0, fmt.Errorf("list purchases: %w", err)
	}
	return rows, total, withOpinions(db, rows)
}

// withOpinions adds the latest opinion to each row.
func withOpinions(db *gorm.DB, rows []Row) error {
	byID := make(map[uint]*Row, len(rows))
	ids := make([]uint, len(rows))
	for i := range rows {
		byID[rows[i].ID], ids[i] = &rows[i], rows[i].ID
	}
	var checks []models.PurchaseCheck
	err := db.Table("purchase_checks AS c").Joins("JOIN purchases AS p ON p.id = c.purchase_id AND p.version = c.version").
		Where("c.purchase_id IN ?", ids).Select("c.*").Find(&checks).Error
	if err != nil {
		return fmt.Errorf("read the opinions on purchases: %w", err)
	}
	for _, c := range checks {
		byID[c.PurchaseID].Opinion = c
	}
	return nil
}

// Get finds a purchase with one of its opinions; version 0 is the latest.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint, version int) (Row, error) {
	if err := actor.Require(access.PurchaseRead); err != nil {
		return Row{}, err
	}
	db := s.db.WithContext(ctx)
	row, err := findPurchase(db, actor, access.PurchaseRead, id)
	if err != nil {
		return Row{}, err
	}
	if version == 0 {
		version = row.Version
	}
	var checks []models.PurchaseCheck
	if err := db.Where("purchase_id = ? AND version = ?", id, version).Find(&checks).Error; err != nil {
		return Row{}, fmt.Errorf("read the opinion on a purchase: %w", err)
	}
	if len(checks) == 0 {
		return Row{}, errs.Missing("这次核对")
	}
	row.Opinion = checks[0]
	err = db.Model(&models.PurchaseCheck{}).Where("purchase_id = ?", id).Order("version DESC").Find(&row.Versions).Error
	if err != nil {
		return Row{}, fmt.Errorf("list the opinions on a purchase: %w", err)
	}
	return row, nil
}
