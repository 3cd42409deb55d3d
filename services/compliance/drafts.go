package compliance

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Draft is what a person writes of a version before it comes into force.
type Draft struct {
	Name, Document, Note string
	Amendments           models.Amendments
}

const (
	longestName = 60  // characters of a name, title or 文号
	longestText = 500 // of any other text, and of a rule
	mostChanges = 63  // a standard has no more criteria
)

// check reports what cannot be kept. What cannot come into force is for standard.Objections to say: a draft may be
// unfinished.
func (d Draft) check() error {
	var c errs.Check
	text := func(location, label, text string, longest int) {
		c.That(utf8.RuneCountInString(text) <= longest, location, "%s最多 %d 个字。", label, longest)
	}
	c.That(d.Name != "", "name", "请填写版本名称。")
	text("name", "版本名称", d.Name, longestName)
	text("document", "文号", d.Document, longestName)
	text("note", "说明", d.Note, longestText)
	a := d.Amendments
	c.That(len(a.Changed) <= mostChanges && len(a.Added) <= mostChanges && len(a.Readings) <= mostChanges, "amendments", "一个版本最多改、增各 %d 条。", mostChanges)
	for _, one := range a.Changed {
		at := "amendments.changed." + one.Criterion
		for _, t := range []string{one.Criterion, one.Also, one.Required, one.Failure, one.Mend} {
			text(at, "每项文字", t, longestText)
		}
		for _, v := range one.Values {
			c.That(!math.IsNaN(v) && !math.IsInf(v, 0), at, "数值无效。")
		}
	}
	for i, one := range a.Added {
		at := fmt.Sprintf("amendments.added.%d", i)
		text(at+".title", "名称", one.Title, longestName)
		for _, t := range []string{one.Clause, one.Required, one.Unit, one.Rule, one.Failure, one.Mend} {
			text(at, "每项文字", t, longestText)
		}
	}
	return c.Err()
}

func (d Draft) trimmed() Draft {
	d.Name, d.Document, d.Note = strings.TrimSpace(d.Name), strings.TrimSpace(d.Document), strings.TrimSpace(d.Note)
	return d
}

// CreateDraft begins a version of a place as a copy of one of its versions, or of nothing if fromID is 0.
func (s *Service) CreateDraft(ctx context.Context, actor access.Actor, organisationID, fromID uint) (Choices, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return Choices{}, err
	}
	var made models.StandardVersion
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		o, err := access.FindOrganisation(tx, actor, access.StandardWrite, organisationID)
		if err != nil {
			return err
		}
		if o.Kind == models.KindSchool {
			return errs.InvalidFields(errs.Field{Location: "organisation_id", Message: "标准由省、市、县制定，请选择其中之一。"})
		}
		made = models.StandardVersion{OrganisationID: o.ID, Name: o.Name + "标准", UserID: actor.UserRef(), Version: 1, CreatedAt: s.now(), UpdatedAt: s.now()}
		if fromID != 0 {
			versions, err := s.versionsAt(tx, o.ID)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(versions, func(v Version) bool { return v.ID == fromID })
			if i < 0 {
				return errs.Missing("所据的版本")
			}
			made.Name, made.Note, made.Amendments = versions[i].Name, versions[i].Note, versions[i].Amendments
		}
		if err := tx.Create(&made).Error; err != nil {
			return fmt.Errorf("begin a version of the standard: %w", err)
		}
		return s.record(tx, actor, "standard.drafted", made, nil)
	})
	if err != nil {
		return Choices{}, err
	}
	return s.Version(ctx, actor, made.ID)
}

// record audits what was done to a version.
func (s *Service) record(tx *gorm.DB, actor access.Actor, action string, v models.StandardVersion, differences []standard.Difference) error {
	after := map[string]any{"name": v.Name, "document": v.Document, "note": v.Note}
	if v.InForceFrom != "" {
		after["in_force_from"] = v.InForceFrom
	}
	var lines []string
	for _, d := range differences {
		lines = append(lines, fmt.Sprintf("%s：%s → %s", d.Title, or(d.Before, "无"), or(d.After, "不再要求")))
	}
	if lines != nil {
		after["differences"] = strings.Join(lines, "；")
	}
	return audit.Record(tx, actor, s.now(), audit.Change{Action: action, Subject: "standard", SubjectID: v.ID, OrganisationID: v.OrganisationID, After: after})
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// findDraft finds a draft that the actor may change.
func (s *Service) findDraft(tx *gorm.DB, actor access.Actor, id uint) (Version, error) {
	v, err := s.findVersion(tx, actor, id)
	switch {
	case err != nil:
		return v, err
	case !actor.Scope(access.StandardWrite).Contains(v.Path):
		return v, errs.Missing("该版本")
	case v.State != VersionDraft:
		return v, errs.New(errs.Conflict, "standard-decided", "%s第 %d 版已经决定实施，不能再改；请另起草一个版本。", v.Place, v.Number)
	}
	return v, nil
}

// draftToChange is findDraft for a draft as it was read.
func (s *Service) draftToChange(tx *gorm.DB, actor access.Actor, id uint, version int) (Version, error) {
	v, err := s.findDraft(tx, actor, id)
	if err == nil && v.StandardVersion.Version != version {
		err = errs.Stale("该草稿")
	}
	return v, err
}

// ChangeDraft writes a draft anew. It may be kept unfinished: Choices.Objections tells what is still in the way.
func (s *Service) ChangeDraft(ctx context.Context, actor access.Actor, id uint, version int, d Draft) (Choices, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return Choices{}, err
	}
	d = d.trimmed()
	if err := d.check(); err != nil {
		return Choices{}, err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		v, err := s.draftToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := keepBits(tx, v, d.Amendments.Added); err != nil {
			return err
		}
		before := v.Amendments
		v.Name, v.Document, v.Note, v.Amendments = d.Name, d.Document, d.Note, d.Amendments
		if err := s.save(tx, actor, &v.StandardVersion); err != nil {
			return err
		}
		if err := s.followTrial(tx, v.StandardVersion, before); err != nil {
			return err
		}
		_, above, err := s.above(tx, v, models.DateOf(s.now()))
		if err != nil {
			return err
		}
		return s.record(tx, actor, "standard.changed", v.StandardVersion, above.Differences(before, v.Amendments))
	})
	if err != nil {
		return Choices{}, err
	}
	return s.Version(ctx, actor, id)
}

// keepBits gives additions that have been in force before the bit they had. An id is never the client's to invent.
func keepBits(tx *gorm.DB, v Version, added []models.Addition) error {
	bits := map[string]int{}
	var versions []models.StandardVersion
	if err := tx.Where("organisation_id = ?", v.OrganisationID).Find(&versions).Error; err != nil {
		return fmt.Errorf("read the versions of a place: %w", err)
	}
	for _, one := range versions {
		for _, a := range one.Amendments.Added {
			if a.ID != "" {
				bits[a.ID] = a.Bit
			}
		}
	}
	met := map[string]bool{}
	for i := range added {
		a := &added[i]
		bit, known := bits[a.ID]
		if a.Bit = bit; a.ID != "" && (!known || met[a.ID]) {
			return errs.InvalidFields(errs.Field{Location: fmt.Sprintf("amendments.added.%d.id", i), Message: "本单位没有编号为“" + a.ID + "”的条款，或写了两次。"})
		}
		met[a.ID] = true
	}
	return nil
}

// save writes a version where it is still as it was read.
func (s *Service) save(tx *gorm.DB, actor access.Actor, v *models.StandardVersion) error {
	read := v.Version
	v.Version, v.UpdatedAt, v.UserID = read+1, s.now(), actor.UserRef()
	saved := tx.Model(&models.StandardVersion{}).Where("id = ? AND version = ?", v.ID, read).Omit("id", "created_at").Select("*").Updates(v)
	if saved.Error != nil {
		return fmt.Errorf("keep a version of the standard: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该草稿")
	}
	return nil
}

// DropDraft gives a draft up.
func (s *Service) DropDraft(ctx context.Context, actor access.Actor, id uint, version int) error {
	if err := actor.Require(access.StandardWrite); err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		v, err := s.draftToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := remove(tx, v.StandardVersion); err != nil {
			return err
		}
		return s.record(tx, actor, "standard.dropped", v.StandardVersion, nil)
	})
}

func remove(tx *gorm.DB, v models.StandardVersion) error {
	if err := lockVersion(tx, v.ID); err != nil {
		return err
	}
	if err := dropTrial(tx, v.ID); err != nil {
		return err
	}
	gone := tx.Where("id = ? AND version = ?", v.ID, v.Version).Delete(&models.StandardVersion{})
	if gone.Error != nil {
		return fmt.Errorf("remove a version of the standard: %w", gone.Error)
	}
	if gone.RowsAffected == 0 {
		return errs.Stale("该草稿")
	}
	return nil
}
