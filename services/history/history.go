// Package history keeps how the organisation tree stood on past days: where each organisation hung, what it was called,
// whether it was still used, and of what type a school was. What schools had on those days, services/compliance keeps
// with the counts themselves; services/statistics adds up both.
package history

import (
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
)

// Keep notes from today on how the organisations stand of which that is not what was noted last, of those that which
// finds, and says how many they were. which narrows a query over organisations o.
func Keep(tx *gorm.DB, today models.Date, which func(*gorm.DB) *gorm.DB) (int, error) {
	var changed []struct {
		models.OrganisationSpan `gorm:"embedded"`
		Noted                   *models.Date // since when something else was
	}
	err := tx.Table("organisations AS o").Joins("LEFT JOIN schools AS s ON s.id = o.id").
		Joins("LEFT JOIN organisation_spans AS n ON n.organisation_id = o.id AND n.until = ?", models.Forever).
		Scopes(which).
		Where("n.organisation_id IS NULL OR n.name <> o.name OR n.path <> o.path OR n.retired <> (o.retired_at IS NOT NULL) OR " +
			"n.type <> COALESCE(s.type, '') OR n.area <> COALESCE(s.area, '') OR n.sponsor <> COALESCE(s.sponsor, '')").
		Select("o.id AS organisation_id, o.kind, o.name, o.path, o.retired_at IS NOT NULL AS retired, COALESCE(s.type, '') AS type, " +
			"COALESCE(s.area, '') AS area, COALESCE(s.sponsor, '') AS sponsor, n.since AS noted").Find(&changed).Error
	if err != nil || len(changed) == 0 {
		return 0, wrap(err)
	}
	spans := make([]models.OrganisationSpan, len(changed))
	var ended []uint
	for i, c := range changed {
		spans[i] = c.OrganisationSpan
		spans[i].Since, spans[i].Until = today, models.Forever
		switch {
		case c.Noted == nil:
		case *c.Noted < today:
			ended = append(ended, c.OrganisationID)
		default: // it came about today: a day keeps only its last state
			spans[i].Since = *c.Noted
		}
	}
	for some := range slices.Chunk(ended, 500) {
		err := tx.Model(&models.OrganisationSpan{}).Where("organisation_id IN ? AND until = ?", some, models.Forever).Update("until", today).Error
		if err != nil {
			return 0, wrap(err)
		}
	}
	return len(spans), wrap(tx.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(spans, 100).Error)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("keep how the tree stands: %w", err)
	}
	return nil
}
