package registry

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/history"
)

// PathOf resolves an organisation that a list is narrowed to; 0 is no narrowing and gives "".
func (s *Service) PathOf(ctx context.Context, actor access.Actor, p access.Permission, id uint) (string, error) {
	if id == 0 {
		return "", nil
	}
	o, err := access.FindOrganisation(s.db.WithContext(ctx), actor, p, id)
	return o.Path, err
}

// OrganisationFilter narrows the list of organisations; zero fields do not.
type OrganisationFilter struct {
	ParentID uint   // only its direct children; 0 is where the actor's scope begins
	Query    string // part of a name or alias, or a code; searched in the whole scope
	Bureaus  bool   // no schools
	Retired  bool   // only those that were dissolved, in the whole scope
}

// OrganisationRow is an organisation in a list.
type OrganisationRow struct {
	models.Organisation
	Children int // direct ones in use
}

// Organisations lists direct children, or what is searched for, in scope.
func (s *Service) Organisations(ctx context.Context, actor access.Actor, f OrganisationFilter) ([]OrganisationRow, error) {
	if err := actor.Require(access.OrganisationRead); err != nil {
		return nil, err
	}
	scope := actor.Scope(access.OrganisationRead)
	db := s.db.WithContext(ctx).Table("organisations").
		Select("organisations.*, (SELECT COUNT(*) FROM organisations c WHERE c.parent_id = organisations.id AND c.retired_at IS NULL) AS children").
		Scopes(scope.Paths("organisations.path"))
	if f.Retired {
		db = db.Where("organisations.retired_at IS NOT NULL")
	} else {
		db = db.Where("organisations.retired_at IS NULL")
	}
	if f.Bureaus {
		db = db.Where("organisations.kind <> ?", models.KindSchool)
	}
	query := strings.TrimSpace(f.Query)
	switch {
	case query != "":
		pattern := contains(query)
		db = db.Where(like("name")+" OR gb_code = ? OR id IN (SELECT organisation_id FROM organisation_aliases WHERE "+like("name")+" OR gb_code = ?)",
			pattern, query, pattern, query).Order("path").Limit(50)
	case f.Retired:
		db = db.Order("retired_at DESC, id").Limit(500)
	case f.ParentID != 0:
		if _, err := access.FindOrganisation(s.db.WithContext(ctx), actor, access.OrganisationRead, f.ParentID); err != nil {
			return nil, err
		}
		db = db.Where("parent_id = ?", f.ParentID).Order("gb_code IS NULL, gb_code, id")
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

// OrganisationDetail is an organisation with all above it, from the root down, and its former names.
type OrganisationDetail struct {
	OrganisationRow
	Above   []models.Organisation
	Aliases []models.OrganisationAlias
}

// Organisation finds one.
func (s *Service) Organisation(ctx context.Context, actor access.Actor, id uint) (d OrganisationDetail, err error) {
	if err := actor.Require(access.OrganisationRead); err != nil {
		return d, err
	}
	db := s.db.WithContext(ctx)
	if d.Organisation, err = access.FindOrganisation(db, actor, access.OrganisationRead, id); err != nil {
		return d, err
	}
	var children int64
	if err := db.Model(&models.Organisation{}).Where("parent_id = ? AND retired_at IS NULL", id).Count(&children).Error; err != nil {
		return d, fmt.Errorf("count the children of an organisation: %w", err)
	}
	d.Children = int(children)
	ids := models.PathIDs(d.Path)
	if err := db.Where("id IN ?", ids[:len(ids)-1]).Order("path").Find(&d.Above).Error; err != nil {
		return d, fmt.Errorf("list the organisations above: %w", err)
	}
	d.Aliases, err = aliasesOf(db, id)
	return d, err
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
	checkGBCode(&check, in.GBCode)
	checkName(&check, in.Name, 100)
	if err := check.Err(); err != nil {
		return o, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		parent, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, in.ParentID)
		if err != nil {
			return err
		}
		if err := checkLevel(in.Kind, parent); err != nil {
			return err
		}
		if o, err = s.addOrganisation(tx, parent, in.Kind, in.Name, in.GBCode); err != nil {
			return err
		}
		if err := s.keep(tx, o.Path); err != nil {
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
	_, err := history.Keep(tx, models.DateOf(s.now()), func(db *gorm.DB) *gorm.DB { return db.Where("o.id = ?", o.ID) })
	return err
}

// keep has history know how an organisation and all below it stand in the tree.
func (s *Service) keep(tx *gorm.DB, path string) error {
	_, err := history.Keep(tx, models.DateOf(s.now()), access.PathsUnder("o.path", path))
	return err
}

func checkName(check *errs.Check, name string, longest int) {
	n := len([]rune(strings.TrimSpace(name)))
	check.That(n > 0, "name", "请填写名称。")
	check.That(n <= longest, "name", "名称最多 %d 个字。", longest)
}
