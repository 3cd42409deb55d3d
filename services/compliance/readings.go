package compliance

import (
	"context"
	"fmt"
	"maps"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/lease"
	"banbantong/services/standard"
)

// Switch chooses readings (口径) for the whole province; those that are not named stay as they are. It puts a version
// of the province's in force that differs in nothing else and asks for an evaluation; verdicts follow when that has run.
func (s *Service) Switch(ctx context.Context, actor access.Actor, readings map[string]string) (*standard.Standard, error) {
	if err := mayRule(actor); err != nil {
		return nil, err
	}
	var after *standard.Standard
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockProvince(tx); err != nil {
			return err
		}
		root, before, switched, err := s.switched(tx, readings)
		if err != nil {
			return err
		}
		if after, err = s.notice.Under(switched, true); err != nil {
			return fmt.Errorf("apply the readings: %w", err)
		}
		if maps.Equal(before.Chosen(), after.Chosen()) {
			return nil
		}
		v := models.StandardVersion{OrganisationID: root.ID, Name: "口径调整", Amendments: switched, UserID: actor.UserRef(),
			Version: 1, CreatedAt: s.now(), UpdatedAt: s.now()}
		if err := s.number(tx, &v, models.DateOf(s.now())); err != nil {
			return err
		}
		if err := tx.Create(&v).Error; err != nil {
			return fmt.Errorf("put a standard in force: %w", err)
		}
		if err := s.ask(tx, root.Path); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "standard.switched", Subject: "standard", SubjectID: v.ID,
			OrganisationID: root.ID, Before: inWords(before), After: inWords(after)})
	})
	if err == nil {
		lease.Wake(s.asked)
	}
	return after, err
}

// inWords are the readings of a standard as the audit log tells them.
func inWords(std *standard.Standard) map[string]string {
	words := map[string]string{}
	for _, r := range std.Readings() {
		words[r.Question] = r.ChosenText()
	}
	return words
}

// lockProvince makes other changes of the standard wait for the end of tx, anywhere in the province.
func lockProvince(tx *gorm.DB) error {
	var root models.Organisation
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("parent_id IS NULL").First(&root).Error; err != nil {
		return fmt.Errorf("lock the province: %w", err)
	}
	return nil
}

// switched is what the province asks today, with some readings chosen otherwise.
func (s *Service) switched(tx *gorm.DB, readings map[string]string) (root models.Organisation, before *standard.Standard, a models.Amendments, err error) {
	if root, err = province(tx); err != nil {
		return root, nil, a, err
	}
	all, err := s.editionsOn(tx, models.DateOf(s.now()))
	if err != nil {
		return root, nil, a, err
	}
	force, err := all.at(tx, root.Path)
	if err != nil {
		return root, nil, a, err
	}
	if one, found := all.byPlace[root.ID]; found {
		if a, err = one.read(tx); err != nil {
			return root, nil, a, err
		}
	}
	if _, err := force.With(readings); err != nil {
		return root, nil, a, errs.New(errs.Invalid, "reading", "%s。", err)
	}
	chosen := map[string]string{}
	maps.Copy(chosen, a.Readings)
	maps.Copy(chosen, readings)
	a.Readings = chosen
	return root, force.Standard, a, nil
}

// number makes a draft one of the versions that its organisation has in force from the day. The versions of a place come
// into force in the order in which they are decided: one that is yet to come would undo what is decided for before it.
func (s *Service) number(tx *gorm.DB, v *models.StandardVersion, from models.Date) error {
	var last struct {
		Number int
		Day    models.Date
	}
	err := tx.Model(&models.StandardVersion{}).Where("organisation_id = ?", v.OrganisationID).
		Select("COALESCE(MAX(number), 0) AS number, COALESCE(MAX(in_force_from), '') AS day").Scan(&last).Error
	if err != nil {
		return fmt.Errorf("number a version of the standard: %w", err)
	}
	if last.Day > from {
		return errs.New(errs.Conflict, "standard-coming", "已有一个版本定于 %s 起实施。请先撤回它，或者把实施日期定在那天或以后。", last.Day)
	}
	now := s.now()
	v.Number, v.InForceFrom, v.EnforcedAt = last.Number+1, from, &now
	return nil
}

// Choice says since when a reading stands as it does, and who chose that. A reading that nobody has touched has none.
type Choice struct {
	Since time.Time
	By    string
}

// Readings tells the standard in force in the province, and by reading who chose it last.
func (s *Service) Readings(ctx context.Context, actor access.Actor) (*standard.Standard, map[string]Choice, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return nil, nil, err
	}
	db := s.db.WithContext(ctx)
	root, err := province(db)
	if err != nil {
		return nil, nil, fmt.Errorf("find the province: %w", err)
	}
	var versions []struct {
		models.StandardVersion `gorm:"embedded"`
		By                     *string
	}
	err = db.Table("standard_versions").Select("standard_versions.*, users.name AS `by`").Joins("LEFT JOIN users ON users.id = standard_versions.user_id").
		Where("organisation_id = ? AND in_force_from <> '' AND in_force_from <= ?", root.ID, models.DateOf(s.now())).
		Order("in_force_from, enforced_at, standard_versions.id").Find(&versions).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read who chose the readings: %w", err)
	}
	choices := map[string]Choice{}
	before := s.notice.Chosen()
	for _, v := range versions {
		chosen := s.notice.Chosen()
		maps.Copy(chosen, v.Amendments.Readings)
		for id := range chosen {
			if before[id] == chosen[id] {
				continue
			}
			choice := Choice{Since: v.Since(), By: "系统"}
			if v.By != nil {
				choice.By = *v.By
			}
			choices[id] = choice
		}
		before = chosen
	}
	std, err := s.At(db, root.Path)
	return std, choices, err
}
