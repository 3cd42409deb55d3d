package renewal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/compliance"
)

// mark is another text as soon as a plan would be computed from something else: equipment, rooms, prices or the
// standard.
func (s *Service) mark(db *gorm.DB, prices []Price, path string) (string, error) {
	data, err := compliance.Mark(db, path, models.DateOf(s.now()))
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]any{data, planPrices(prices)})
	if err != nil {
		return "", fmt.Errorf("describe what a plan is computed from: %w", err)
	}
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:]), nil
}

// stale says whether the plan would be computed from something else today.
func (s *Service) stale(db *gorm.DB, plan *models.RenewalPlan, path string) (bool, error) {
	prices, err := pricesAt(db, path)
	if err != nil {
		return false, err
	}
	now, err := s.mark(db, prices, path)
	return now != plan.DataMark, err
}
