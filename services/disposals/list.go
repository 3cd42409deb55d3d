package disposals

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/renewal"
)

// Row is an application with the names that a list shows.
type Row struct {
	models.Disposal `gorm:"embedded"`
	SchoolName      string
	SchoolPath      string
	Devices         int
}

// Item is a device of an application with what people know it by.
type Item struct {
	models.DisposalItem `gorm:"embedded"`
	Name                string
	Category            models.Category
	State               models.DeviceState // now
	Brand               string
	Model               string
	Serial              string
	AssetNo             *string
	BoughtOn            models.Date
	PriceCents          *int64
	LabelCode           string
}

// Detail is all there is to know of one application.
type Detail struct {
	Row
	Items   []Item
	Events  []models.DisposalEvent
	Actions []Action // what the actor can do now
}

const rowColumns = "disposals.*, school.name AS school_name, school.path AS school_path," +
	" (SELECT COUNT(*) FROM disposal_items i WHERE i.disposal_id = disposals.id) AS devices"

func visible(db *gorm.DB, actor access.Actor) *gorm.DB {
	return db.Table("disposals").Joins("JOIN organisations school ON school.id = disposals.school_id").
		Scopes(actor.Scope(access.DisposalRead).Paths("school.path"))
}

// Filter narrows a list of applications.
type Filter struct {
	Statuses       []models.DisposalStatus
	OrganisationID uint   // it and all below it
	Query          string // the start of a number, or in the school's name
	Offset, Limit  int
}

// List gives the applications of the schools in scope, the newest first, and how many there are.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Row, int64, error) {
	if err := actor.Require(access.DisposalRead); err != nil {
		return nil, 0, err
	}
	db := s.db.WithContext(ctx)
	query := visible(db, actor)
	if f.OrganisationID != 0 {
		place, err := access.FindOrganisation(db, actor, access.OrganisationRead, f.OrganisationID)
		if err != nil {
			return nil, 0, err
		}
		query = query.Scopes(access.PathsUnder("school.path", place.Path))
	}
	if len(f.Statuses) > 0 {
		query = query.Where("disposals.status IN ?", f.Statuses)
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		escaped := strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(q)
		query = query.Where("(disposals.number LIKE ? ESCAPE '!' OR school.name LIKE ? ESCAPE '!')", strings.ToUpper(escaped)+"%", "%"+escaped+"%")
	}
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count disposals: %w", err)
	}
	rows := []Row{}
	if err := query.Select(rowColumns).Order("disposals.id DESC").Offset(f.Offset).Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, 0, fmt.Errorf("list disposals: %w", err)
	}
	return rows, total, nil
}

// Waiting counts the applications that the actor is to decide, for the to-dos.
func (s *Service) Waiting(ctx context.Context, actor access.Actor) (int, error) {
	if err := actor.Require(access.DisposalRead); err != nil {
		return 0, err
	}
	var n int64
	err := visible(s.db.WithContext(ctx), actor).Scopes(actor.Scope(access.DisposalApprove).Paths("school.path")).
		Where("disposals.status = ?", models.DisposalApplied).Count(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count the disposals that wait: %w", err)
	}
	return int(n), nil
}

// Get finds one application that the actor may see.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (Detail, error) {
	if err := actor.Require(access.DisposalRead); err != nil {
		return Detail{}, err
	}
	return s.detail(s.db.WithContext(ctx), actor, id)
}

func (s *Service) detail(tx *gorm.DB, actor access.Actor, id uint) (Detail, error) {
	var rows []Row
	if err := visible(tx, actor).Select(rowColumns).Where("disposals.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Detail{}, fmt.Errorf("find a disposal: %w", err)
	}
	if len(rows) == 0 {
		return Detail{}, errs.Missing("该报废申请")
	}
	d := Detail{Row: rows[0], Actions: flow.Actions(rows[0].Status, parties(actor, rows[0].SchoolPath))}
	err := tx.Table("disposal_items").Joins("JOIN devices ON devices.id = disposal_items.device_id").
		Select("disposal_items.*, devices.name, devices.category, devices.state, devices.brand, devices.model, devices.serial, devices.asset_no, devices.bought_on,"+
			" devices.price_cents, devices.label_code").Where("disposal_items.disposal_id = ?", id).Order("disposal_items.id").Find(&d.Items).Error
	if err != nil {
		return Detail{}, fmt.Errorf("read the devices of a disposal: %w", err)
	}
	if err := tx.Where("disposal_id = ?", id).Order("id").Find(&d.Events).Error; err != nil {
		return Detail{}, fmt.Errorf("read the history of a disposal: %w", err)
	}
	return d, nil
}

// Uses says where in their county the devices of an application would still serve, for who decides: those that worked
// when the school applied. A device that does nowhere is left out.
func (s *Service) Uses(ctx context.Context, actor access.Actor, id uint) ([]renewal.Use, error) {
	if err := actor.Require(access.DisposalApprove); err != nil {
		return nil, err
	}
	d, err := s.detail(s.db.WithContext(ctx), actor, id)
	if err != nil {
		return nil, err
	}
	var ids []uint
	for _, item := range d.Items {
		if d.Status == models.DisposalApplied && (item.StateBefore == models.DeviceInUse || item.StateBefore == models.DeviceIdle) {
			ids = append(ids, item.DeviceID)
		}
	}
	if len(ids) == 0 {
		return []renewal.Use{}, nil
	}
	return s.uses.Uses(ctx, d.SchoolPath, ids)
}
