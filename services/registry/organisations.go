package registry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// PathOf resolves an organisation that a list is narrowed to; 0 is no narrowing and gives "".
func (s *Service) PathOf(ctx context.Context, actor access.Actor, p access.Permission, id uint) (string, error) {
	if id == 0 {
		return "", nil
	}
	o, err := access.FindOrganisation(s.db.WithContext(ctx), actor, p, id)
	return o.Path, err
}

// OrganisationRow is an organisation in a list.
type OrganisationRow struct {
	models.Organisation
	Children int // direct ones in use
}

// Children lists the direct children, in scope, of the organisation parentID; with 0 the places where the actor's
// scope begins. query searches names and aliases in the whole scope instead.
func (s *Service) Children(ctx context.Context, actor access.Actor, parentID uint, query string) ([]OrganisationRow, error) {
	if err := actor.Require(access.OrganisationRead); err != nil {
		return nil, err
	}
	scope := actor.Scope(access.OrganisationRead)
	db := s.db.WithContext(ctx).Table("organisations").Where("organisations.retired_at IS NULL").
		Select("organisations.*, (SELECT COUNT(*) FROM organisations c WHERE c.parent_id = organisations.id AND c.retired_at IS NULL) AS children").
		Scopes(scope.Paths("organisations.path"))
	switch {
	case strings.TrimSpace(query) != "":
		pattern := contains(query)
		db = db.Where(like("name")+" OR gb_code = ? OR id IN (SELECT organisation_id FROM organisation_aliases WHERE "+like("name")+" OR gb_code = ?)",
			pattern, strings.TrimSpace(query), pattern, strings.TrimSpace(query)).Order("path").Limit(50)
	case parentID != 0:
		if _, err := access.FindOrganisation(s.db.WithContext(ctx), actor, access.OrganisationRead, parentID); err != nil {
			return nil, err
		}
		db = db.Where("parent_id = ?", parentID).Order("gb_code IS NULL, gb_code, id")
	default:
		if roots := scope.Roots(); len(roots) > 0 && !scope.Everywhere() {
			db = db.Where("path IN ?", roots)
		} else {
			db = db.Where("parent_id IS NULL")
		}
		db = db.Order("path")
	}
	var rows []OrganisationRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	return rows, nil
}

// Organisation finds one, with the names of all above it from the root down.
func (s *Service) Organisation(ctx context.Context, actor access.Actor, id uint) (models.Organisation, []models.Organisation, error) {
	if err := actor.Require(access.OrganisationRead); err != nil {
		return models.Organisation{}, nil, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.OrganisationRead, id)
	if err != nil {
		return o, nil, err
	}
	ids := models.PathIDs(o.Path)
	var above []models.Organisation
	if err := db.Where("id IN ?", ids[:len(ids)-1]).Order("path").Find(&above).Error; err != nil {
		return o, nil, fmt.Errorf("list the organisations above: %w", err)
	}
	return o, above, nil
}

// NewOrganisation is a city, county or development zone to be added; schools are added by CreateSchool.
type NewOrganisation struct {
	ParentID uint
	Kind     models.OrganisationKind
	Name     string
	GBCode   *string
}

// CreateOrganisation adds a city, county or development zone.
func (s *Service) CreateOrganisation(ctx context.Context, actor access.Actor, in NewOrganisation) (o models.Organisation, err error) {
	if err := actor.Require(access.OrganisationWrite); err != nil {
		return o, err
	}
	var check errs.Check
	check.That(in.Kind == models.KindCity || in.Kind == models.KindCounty, "kind", "只能新增设区市、县（市、区）或开发区；学校请在“学校”中新增。")
	check.That(in.GBCode == nil || len(*in.GBCode) == 6, "gb_code", "行政区划代码应为 6 位数字；开发区等没有代码的请留空。")
	checkName(&check, in.Name, 100)
	if err := check.Err(); err != nil {
		return o, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		parent, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, in.ParentID)
		if err != nil {
			return err
		}
		if parent.Kind == models.KindSchool {
			return errs.InvalidFields(errs.Field{Location: "parent_id", Message: "学校之下只能新增学校。"})
		}
		if o, err = s.addOrganisation(tx, parent, in.Kind, in.Name, in.GBCode); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "organisation.created", Subject: "organisation", SubjectID: o.ID,
			OrganisationID: o.ID, After: map[string]any{"name": o.Name, "kind": o.Kind, "parent_id": parent.ID, "gb_code": o.GBCode}})
	})
	return o, err
}

// addOrganisation writes a node; its path holds its id, which only the database knows.
func (s *Service) addOrganisation(tx *gorm.DB, parent models.Organisation, kind models.OrganisationKind, name string, gbCode *string) (models.Organisation, error) {
	now := s.now()
	o := models.Organisation{ParentID: &parent.ID, Kind: kind, Name: strings.TrimSpace(name), GBCode: gbCode,
		Path: "new/" + rand.Text(), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := tx.Create(&o).Error; err != nil {
		return o, fmt.Errorf("add an organisation: %w", err)
	}
	o.Path = models.PathUnder(parent.Path, o.ID)
	if err := tx.Model(&o).Update("path", o.Path).Error; err != nil {
		return o, fmt.Errorf("place an organisation: %w", err)
	}
	return o, nil
}

// OrganisationChange is what may be changed of a city, county or zone; nil stays as it is.
type OrganisationChange struct {
	Name    *string
	GBCode  *string
	Retired *bool
	Version int
}

// ChangeOrganisation renames or retires a place that is not a school. The old name stays findable as an alias.
func (s *Service) ChangeOrganisation(ctx context.Context, actor access.Actor, id uint, in OrganisationChange) (o models.Organisation, err error) {
	if err := actor.Require(access.OrganisationWrite); err != nil {
		return o, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if o, err = access.FindOrganisation(tx, actor, access.OrganisationWrite, id); err != nil {
			return err
		}
		before := map[string]any{"name": o.Name, "gb_code": o.GBCode, "retired_at": o.RetiredAt}
		if in.Name != nil && *in.Name != o.Name {
			if err := s.rename(tx, &o, *in.Name); err != nil {
				return err
			}
		}
		if in.GBCode != nil {
			o.GBCode = in.GBCode
		}
		if in.Retired != nil {
			if err := s.retireOrganisation(tx, &o, *in.Retired); err != nil {
				return err
			}
		}
		if err := s.saveOrganisation(tx, &o, in.Version); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "organisation.changed", Subject: "organisation", SubjectID: o.ID,
			OrganisationID: o.ID, Before: before, After: map[string]any{"name": o.Name, "gb_code": o.GBCode, "retired_at": o.RetiredAt}})
	})
	return o, err
}

func (s *Service) rename(tx *gorm.DB, o *models.Organisation, name string) error {
	var check errs.Check
	checkName(&check, name, 100)
	if err := check.Err(); err != nil {
		return err
	}
	alias := models.OrganisationAlias{OrganisationID: o.ID, Name: o.Name, GBCode: o.GBCode}
	if err := tx.Create(&alias).Error; err != nil && !errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("keep an old name: %w", err)
	}
	o.Name = strings.TrimSpace(name)
	return nil
}

func (s *Service) retireOrganisation(tx *gorm.DB, o *models.Organisation, retired bool) error {
	if !retired {
		o.RetiredAt = nil
		return nil
	}
	var children, rooms, devices int64
	err := errors.Join(
		tx.Model(&models.Organisation{}).Where("parent_id = ? AND retired_at IS NULL", o.ID).Count(&children).Error,
		tx.Model(&models.Classroom{}).Where("school_id = ? AND retired_at IS NULL", o.ID).Count(&rooms).Error,
		tx.Model(&models.Device{}).Where("school_id = ? AND state <> ?", o.ID, models.DeviceRetired).Count(&devices).Error)
	if err != nil {
		return fmt.Errorf("look for what is left in an organisation: %w", err)
	}
	if children+rooms+devices > 0 {
		return errs.New(errs.Conflict, "organisation-not-empty",
			"“%s”还有下级单位 %d 个、教室 %d 间、设备 %d 台，请先移走或停用，再撤并。", o.Name, children, rooms, devices)
	}
	now := s.now()
	o.RetiredAt = &now
	return nil
}

func (s *Service) saveOrganisation(tx *gorm.DB, o *models.Organisation, version int) error {
	saved := tx.Model(&models.Organisation{}).Where("id = ? AND version = ?", o.ID, version).Updates(map[string]any{
		"name": o.Name, "gb_code": o.GBCode, "parent_id": o.ParentID, "retired_at": o.RetiredAt, "version": version + 1, "updated_at": s.now()})
	if saved.Error != nil {
		return fmt.Errorf("save an organisation: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该单位")
	}
	o.Version = version + 1
	return nil
}

func checkName(check *errs.Check, name string, longest int) {
	n := len([]rune(strings.TrimSpace(name)))
	check.That(n > 0, "name", "请填写名称。")
	check.That(n <= longest, "name", "名称最多 %d 个字。", longest)
}
