package renewal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// mark is another text as soon as a plan would be computed from something else: equipment, rooms, prices or the
// standard. Every change of a row counts its version up or its number, so their sums tell.
func (s *Service) mark(db *gorm.DB, prices []Price, path string) (string, error) {
	var versions struct{ Rows, Ids int64 } // of the standard; one never changes
	err := db.Model(&models.StandardVersion{}).Where("in_force_from <> '' AND in_force_from <= ?", models.DateOf(s.now())).
		Select("COUNT(*) AS `rows`, COALESCE(SUM(id), 0) AS ids").Find(&versions).Error
	if err != nil {
		return "", fmt.Errorf("look for changes of the standard: %w", err)
	}
	state := []any{versions, planPrices(prices)}
	for _, table := range []string{"devices", "classrooms"} {
		var sum struct {
			Rows, Versions, Ids int64
			Latest              *string
		}
		err := db.Table(table).Scopes(access.SchoolsUnder("school_id", path)).
			Select("COUNT(*) AS `rows`, COALESCE(SUM(version), 0) AS versions, COALESCE(SUM(id), 0) AS ids, CAST(MAX(updated_at) AS CHAR) AS latest").Find(&sum).Error
		if err != nil {
			return "", fmt.Errorf("look for changes of %s: %w", table, err)
		}
		state = append(state, sum)
	}
	text, err := json.Marshal(state)
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
