package registry

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// OrganisationChange is what may be changed of a city, county or zone; nil stays as it is.
type OrganisationChange struct {
	ParentID *uint
	Name     *string
	GBCode   *string  // "" takes it away
	Aliases  *[]Alias // all former names, in place of those there are
	Retired  *bool
	Version  int
}

// Alias is a former name of a place, under which ledgers still know it, and the code it had then.
type Alias struct {
	Name   string  `json:"name" maxLength:"100"`
	GBCode *string `json:"gb_code,omitempty"`
}

// ChangeOrganisation renames, moves or retires a place. The old name stays findable as an alias.
func (s *Service) ChangeOrganisation(ctx context.Context, actor access.Actor, id uint, in OrganisationChange) (o models.Organisation, err error) {
	if err := actor.Require(access.OrganisationWrite); err != nil {
		return o, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if o, err = access.FindOrganisation(tx, actor, access.OrganisationWrite, id); err != nil {
			return err
		}
		before, err := describe(tx, o)
		if err != nil {
			return err
		}
		if err := s.change(tx, actor, &o, in); err != nil {
			return err
		}
		if err := s.saveOrganisation(tx, &o, in.Version); err != nil {
			return err
		}
		after, err := describe(tx, o)
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "organisation.changed", Subject: "organisation", SubjectID: o.ID,
			OrganisationID: o.ID, Before: before, After: after})
	})
	return o, err
}

func (s *Service) change(tx *gorm.DB, actor access.Actor, o *models.Organisation, in OrganisationChange) error {
	if in.Aliases != nil {
		if err := replaceAliases(tx, o.ID, *in.Aliases); err != nil {
			return err
		}
	}
	if in.Name != nil && *in.Name != o.Name {
		if err := s.rename(tx, o, *in.Name); err != nil {
			return err
		}
	}
	if in.GBCode != nil {
		if o.GBCode = in.GBCode; *in.GBCode == "" {
			o.GBCode = nil
		}
		var check errs.Check
		checkGBCode(&check, o.GBCode)
		if err := check.Err(); err != nil {
			return err
		}
	}
	if in.ParentID != nil && (o.ParentID == nil || *in.ParentID != *o.ParentID) {
		if err := s.moveOrganisation(tx, actor, o, *in.ParentID); err != nil {
			return err
		}
	}
	if in.Retired != nil {
		return s.retireOrganisation(tx, o, *in.Retired)
	}
	return nil
}

// describe is what the audit log keeps of a place.
func describe(tx *gorm.DB, o models.Organisation) (map[string]any, error) {
	aliases, err := aliasesOf(tx, o.ID)
	names := make([]string, len(aliases))
	for i, a := range aliases {
		names[i] = a.Name
	}
	return map[string]any{"name": o.Name, "gb_code": o.GBCode, "parent_id": o.ParentID, "retired_at": o.RetiredAt, "aliases": names}, err
}

func (s *Service) rename(tx *gorm.DB, o *models.Organisation, name string) error {
	var check errs.Check
	checkName(&check, name, 100)
	if err := check.Err(); err != nil {
		return err
	}
	if err := addAlias(tx, o.ID, Alias{o.Name, o.GBCode}); err != nil {
		return err
	}
	o.Name = strings.TrimSpace(name)
	return nil
}

func aliasesOf(tx *gorm.DB, id uint) ([]models.OrganisationAlias, error) {
	var aliases []models.OrganisationAlias
	if err := tx.Where("organisation_id = ?", id).Order("id").Find(&aliases).Error; err != nil {
		return nil, fmt.Errorf("list former names: %w", err)
	}
	return aliases, nil
}

// addAlias keeps a former name; one that is kept already stays as it is.
func addAlias(tx *gorm.DB, id uint, a Alias) error {
	alias := models.OrganisationAlias{OrganisationID: id, Name: a.Name, GBCode: a.GBCode}
	if err := tx.Where("organisation_id = ? AND name = ?", id, a.Name).FirstOrCreate(&alias).Error; err != nil {
		return fmt.Errorf("keep a former name: %w", err)
	}
	return nil
}

func replaceAliases(tx *gorm.DB, id uint, aliases []Alias) error {
	if err := tx.Where("organisation_id = ?", id).Delete(&models.OrganisationAlias{}).Error; err != nil {
		return fmt.Errorf("replace former names: %w", err)
	}
	for i, a := range aliases {
		var check errs.Check
		a.Name = strings.TrimSpace(a.Name)
		check.That(a.Name != "" && len([]rune(a.Name)) <= 100, fmt.Sprintf("aliases[%d].name", i), "曾用名应为 1 至 100 个字。")
		check.That(validGBCode(a.GBCode), fmt.Sprintf("aliases[%d].gb_code", i), "原代码应为 6 位数字；没有的请留空。")
		if err := check.Err(); err != nil {
			return err
		}
		if err := addAlias(tx, id, a); err != nil {
			return err
		}
	}
	return nil
}

var sixDigits = regexp.MustCompile(`^\d{6}$`)

func validGBCode(code *string) bool { return code == nil || sixDigits.MatchString(*code) }

func checkGBCode(check *errs.Check, code *string) {
	check.That(validGBCode(code), "gb_code", "行政区划代码应为 6 位数字；开发区等没有代码的请留空。")
}

// levels are the kinds from the top down.
var levels = []models.OrganisationKind{models.KindProvince, models.KindCity, models.KindCounty, models.KindSchool}

// checkLevel keeps the tree in order: each level stands below a higher one, and a school also below its 中心校.
func checkLevel(kind models.OrganisationKind, parent models.Organisation) error {
	if slices.Index(levels, parent.Kind) < slices.Index(levels, kind) || kind == models.KindSchool {
		return nil
	}
	return errs.InvalidFields(errs.Field{Location: "parent_id", Message: fmt.Sprintf("%s不能归“%s”管辖，请选择更高一级的单位。", kind.Label(), parent.Name)})
}

// moveOrganisation lets a place, with all below it, report to another. Another superior may have another standard in
// force, so the schools that moved are judged anew.
func (s *Service) moveOrganisation(tx *gorm.DB, actor access.Actor, o *models.Organisation, parentID uint) error {
	parent, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, parentID)
	if err != nil {
		return err
	}
	if strings.HasPrefix(parent.Path, o.Path) {
		return errs.InvalidFields(errs.Field{Location: "parent_id", Message: "不能移到自己或自己的下级之下。"})
	}
	if err := checkLevel(o.Kind, parent); err != nil {
		return err
	}
	var moving []models.Organisation
	if err := tx.Scopes(access.PathsUnder("path", o.Path)).Order("id").Find(&moving).Error; err != nil {
		return fmt.Errorf("find what moves: %w", err)
	}
	root := models.PathUnder(parent.Path, o.ID)
	for _, m := range moving {
		path := root + strings.TrimPrefix(m.Path, o.Path)
		if err := tx.Model(&models.Organisation{}).Where("id = ?", m.ID).Update("path", path).Error; err != nil {
			return fmt.Errorf("move an organisation: %w", err)
		}
	}
	o.ParentID, o.Path = &parent.ID, root
	for _, m := range moving {
		if m.Kind != models.KindSchool {
			continue
		}
		if err := errors.Join(s.verdicts.Lock(tx, m.ID), s.verdicts.Refresh(tx, models.CauseStandard, m.ID)); err != nil {
			return err
		}
	}
	return s.keep(tx, root)
}

func (s *Service) retireOrganisation(tx *gorm.DB, o *models.Organisation, retired bool) error {
	if !retired {
		o.RetiredAt = nil
		return nil
	}
	var children, rooms, devices, coming int64
	err := errors.Join(
		tx.Model(&models.Organisation{}).Where("parent_id = ? AND retired_at IS NULL", o.ID).Count(&children).Error,
		tx.Model(&models.Classroom{}).Where("school_id = ? AND retired_at IS NULL", o.ID).Count(&rooms).Error,
		tx.Model(&models.Device{}).Where("school_id = ? AND state <> ?", o.ID, models.DeviceRetired).Count(&devices).Error,
		tx.Model(&models.Transfer{}).Where("receiver_id = ? AND status IN ?", o.ID, models.OpenTransferStatuses()).Count(&coming).Error)
	if err != nil {
		return fmt.Errorf("look for what is left in an organisation: %w", err)
	}
	if children+rooms+devices > 0 {
		return errs.New(errs.Conflict, "organisation-not-empty",
			"“%s”还有下级单位 %d 个、教室 %d 间、设备 %d 台，请先移走或停用，再撤并。", o.Name, children, rooms, devices)
	}
	if coming > 0 {
		return errs.New(errs.Conflict, "organisation-receives", "还有 %d 张在办的调拨单要把设备调到“%s”，请先办结或取消，再撤并。", coming, o.Name)
	}
	now := s.now()
	o.RetiredAt = &now
	return nil
}

// MergeOrganisation dissolves a place into another of its level (撤并): all that reports to it reports to that one from
// now on, and its names and codes lead there. Its people keep their accounts and lose their place.
func (s *Service) MergeOrganisation(ctx context.Context, actor access.Actor, id, intoID uint, version int) (into models.Organisation, err error) {
	if err := actor.Require(access.OrganisationWrite); err != nil {
		return into, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		o, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, id)
		if err != nil {
			return err
		}
		if into, err = access.FindOrganisation(tx, actor, access.OrganisationWrite, intoID); err != nil {
			return err
		}
		if o.Kind == models.KindSchool || o.Kind != into.Kind || o.ID == into.ID || into.RetiredAt != nil {
			return errs.InvalidFields(errs.Field{Location: "organisation_id", Message: "请选择另一个在用的同级单位；学校请移走教室和设备后停用。"})
		}
		if err := s.handOver(tx, actor, o, into); err != nil {
			return err
		}
		before, after := map[string]any{"name": o.Name}, map[string]any{"name": o.Name, "merged_into_id": into.ID}
		if err := s.retireOrganisation(tx, &o, true); err != nil {
			return err
		}
		if err := s.saveOrganisation(tx, &o, version); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "organisation.merged", Subject: "organisation", SubjectID: o.ID,
			OrganisationID: o.ID, Before: before, After: after})
	})
	return into, err
}

// handOver gives a place's children and names to another.
func (s *Service) handOver(tx *gorm.DB, actor access.Actor, from, to models.Organisation) error {
	var children []models.Organisation
	if err := tx.Where("parent_id = ? AND retired_at IS NULL", from.ID).Order("id").Find(&children).Error; err != nil {
		return fmt.Errorf("list what reports to an organisation: %w", err)
	}
	for i := range children {
		if err := s.moveOrganisation(tx, actor, &children[i], to.ID); err != nil {
			return err
		}
		if err := s.saveOrganisation(tx, &children[i], children[i].Version); err != nil {
			return err
		}
	}
	aliases, err := aliasesOf(tx, from.ID)
	if err != nil {
		return err
	}
	for _, a := range append(aliases, models.OrganisationAlias{Name: from.Name, GBCode: from.GBCode}) {
		if err := addAlias(tx, to.ID, Alias{a.Name, a.GBCode}); err != nil {
			return err
		}
	}
	return nil
}
