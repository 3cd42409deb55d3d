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
	"banbantong/services/standard"
)

// Switch chooses readings (口径) for the whole province; those that are not named stay as they are. It asks for an
// evaluation, and verdicts follow when that has run.
func (s *Service) Switch(ctx context.Context, actor access.Actor, readings map[string]string) (*standard.Standard, error) {
	if err := mayRule(actor); err != nil {
		return nil, err
	}
	var switched *standard.Standard
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var root models.Organisation
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("parent_id IS NULL").First(&root).Error; err != nil {
			return fmt.Errorf("find the province: %w", err)
		}
		before, err := s.inForce(tx)
		if err != nil {
			return err
		}
		if switched, err = before.With(readings); err != nil {
			return errs.New(errs.Invalid, "reading", "%s。", err)
		}
		if maps.Equal(before.Chosen(), switched.Chosen()) {
			return nil
		}
		row := models.StandardInForce{OrganisationID: root.ID, Standard: switched.ID, Readings: switched.Chosen(), Since: s.now(), UserID: actor.UserRef()}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("put a standard in force: %w", err)
		}
		if err := s.ask(tx); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "standard.switched", Subject: "standard", SubjectID: row.ID,
			OrganisationID: root.ID, Before: before.Chosen(), After: switched.Chosen()})
	})
	if err == nil {
		s.wake()
	}
	return switched, err
}

// Choice says since when a reading stands as it does, and who chose that. A reading that nobody has touched has none.
type Choice struct {
	Since time.Time
	By    string
}

// Readings tells the standard in force, and by reading who chose it last.
func (s *Service) Readings(ctx context.Context, actor access.Actor) (*standard.Standard, map[string]Choice, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return nil, nil, err
	}
	var rows []struct {
		models.StandardInForce `gorm:"embedded"`
		Name                   *string
	}
	err := s.db.WithContext(ctx).Table("standards_in_force").Select("standards_in_force.*, users.name").
		Joins("LEFT JOIN users ON users.id = standards_in_force.user_id").Order("since, standards_in_force.id").Find(&rows).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read who chose the readings: %w", err)
	}
	choices := map[string]Choice{}
	before := s.notice.Chosen()
	for _, row := range rows {
		for id, chosen := range row.Readings {
			if before[id] == chosen {
				continue
			}
			before[id] = chosen
			choice := Choice{Since: row.Since, By: "系统"}
			if row.Name != nil {
				choice.By = *row.Name
			}
			choices[id] = choice
		}
	}
	std, err := s.Standard(ctx)
	return std, choices, err
}
