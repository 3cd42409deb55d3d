package purchases

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Check holds a purchase of an organisation against the standard in force there, and keeps the opinion.
func (s *Service) Check(ctx context.Context, actor access.Actor, organisationID uint, o Offer) (Row, error) {
	if err := actor.Require(access.PurchaseCheck); err != nil {
		return Row{}, err
	}
	if err := o.Check(); err != nil {
		return Row{}, err
	}
	var id uint
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		place, err := access.FindOrganisation(tx, actor, access.PurchaseCheck, organisationID)
		if err != nil {
			return err
		}
		p := models.Purchase{OrganisationID: place.ID, Version: 1, CreatedAt: s.now()}
		o := o.completed(models.DateOf(s.now()))
		p.Name, p.UpdatedAt = o.Name, s.now()
		if err := tx.Create(&p).Error; err != nil {
			return fmt.Errorf("keep a purchase: %w", err)
		}
		id = p.ID
		return s.opine(tx, actor, p, place.Path, "purchase.checked", o)
	})
	if err != nil {
		return Row{}, err
	}
	return s.Get(ctx, actor, id, 0)
}

// Recheck holds a purchase to the standard anew, with facts that were added since. What was checked before stays.
func (s *Service) Recheck(ctx context.Context, actor access.Actor, id uint, version int, o Offer) (Row, error) {
	if err := actor.Require(access.PurchaseCheck); err != nil {
		return Row{}, err
	}
	if err := o.Check(); err != nil {
		return Row{}, err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		row, err := findPurchase(tx, actor, access.PurchaseCheck, id)
		if err != nil {
			return err
		}
		o := o.completed(models.DateOf(s.now()))
		saved := tx.Model(&models.Purchase{}).Where("id = ? AND version = ?", id, version).
			Updates(map[string]any{"name": o.Name, "version": version + 1, "updated_at": s.now()})
		if saved.Error != nil {
			return fmt.Errorf("keep a purchase: %w", saved.Error)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该采购")
		}
		p := row.Purchase
		p.Name, p.Version = o.Name, version+1
		return s.opine(tx, actor, p, row.Path, "purchase.rechecked", o)
	})
	if err != nil {
		return Row{}, err
	}
	return s.Get(ctx, actor, id, 0)
}

// opine checks an offer and writes the opinion and the log.
func (s *Service) opine(tx *gorm.DB, actor access.Actor, p models.Purchase, path, action string, o Offer) error {
	survey, err := s.standards.Survey(tx, path)
	if err != nil {
		return err
	}
	check := models.PurchaseCheck{PurchaseID: p.ID, Version: p.Version, Items: o.Items, Standard: survey.Basis(), UserID: actor.UserRef(),
		Author: actor.Name, CheckedAt: s.now()}
	check.Findings, check.Conclusion = judge(survey.Standard, o.Items, models.DateOf(s.now()))
	check.Suites = suitesOf(survey.Standard, o.Items, models.DateOf(s.now()))
	if err := tx.Create(&check).Error; err != nil {
		return fmt.Errorf("keep the opinion on a purchase: %w", err)
	}
	return audit.Record(tx, actor, s.now(), audit.Change{Action: action, Subject: "purchase", SubjectID: p.ID, OrganisationID: p.OrganisationID,
		After: map[string]any{"name": p.Name, "version": p.Version, "conclusion": check.Conclusion}})
}
