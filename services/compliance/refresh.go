package compliance

import (
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/history"
)

// Refresh judges classrooms of a school and what is in them anew, all of them if none is named, and counts the school
// again; it writes what is no longer as stored. It belongs into the transaction that changed a fact, after the change.
// A device that was moved concerns the room that it left and the one it is in now, and one that left its school the old
// school first. History keeps what was before, and why it changed.
func (s *Service) Refresh(tx *gorm.DB, why models.Cause, schoolID uint, classroomIDs ...uint) error {
	_, err := s.refresh(tx, why, schoolID, schoolID, classroomIDs)
	return err
}

// RefreshSchools is Refresh for all of many schools; those whose ids follow one another are read together.
func (s *Service) RefreshSchools(tx *gorm.DB, why models.Cause, ids []uint) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for len(ids) > 0 {
		n := 1
		for n < min(batch, len(ids)) && ids[n] == ids[n-1]+1 {
			n++
		}
		if _, err := s.refresh(tx, why, ids[0], ids[n-1], nil); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// refresh does the schools with ids from first to last; classroomIDs may name classrooms of any of them.
func (s *Service) refresh(tx *gorm.DB, why models.Cause, first, last uint, classroomIDs []uint) ([]Difference, error) {
	if err := lock(tx, first, last); err != nil {
		return nil, err
	}
	on := models.DateOf(s.now())
	editions, err := s.editionsOn(tx, on)
	if err != nil {
		return nil, err
	}
	holdings, err := newLoader(tx).load(first, last, classroomIDs)
	if err != nil {
		return nil, err
	}
	var differences []Difference
	var past closed
	for _, h := range holdings {
		force, err := editions.at(tx, h.path)
		if err != nil {
			return nil, err
		}
		c := force.judge(h, classroomIDs, on)
		if err := c.write(tx); err != nil {
			return nil, err
		}
		past.standings = append(past.standings, c.past...)
		now := Tally(force.Standard, h.school.ID, h.rooms, h.devices).since(h.stored, on)
		changed, err := writeCounts(tx, h.stored, now)
		if err != nil {
			return nil, err
		}
		if changed {
			c.differ(h.school.ID, "counts", h.school.ID, h.stored, now)
			past.counts(h.stored, now, on)
		}
		differences = append(differences, c.differences...)
	}
	if err := past.write(tx, why, on); err != nil {
		return nil, err
	}
	_, err = history.Keep(tx, on, func(db *gorm.DB) *gorm.DB { return db.Where("o.id BETWEEN ? AND ?", first, last) })
	if err != nil {
		return nil, err
	}
	return differences, noteChange(tx, holdings)
}

// noteChange notes that something of the schools has changed: the quality of their data is to be counted again, which
// services/quality does, and Mark is another.
func noteChange(tx *gorm.DB, holdings []*holding) error {
	if len(holdings) == 0 {
		return nil
	}
	rows := make([]models.SchoolQuality, len(holdings))
	for i, h := range holdings {
		rows[i] = models.SchoolQuality{SchoolID: h.school.ID, Due: true, Changes: 1}
	}
	changed := clause.Assignments(map[string]any{"due": true, "changes": gorm.Expr("school_quality.changes + 1")})
	if err := tx.Clauses(clause.OnConflict{DoUpdates: changed}).Create(&rows).Error; err != nil {
		return fmt.Errorf("note that schools have changed: %w", err)
	}
	return nil
}

func lock(tx *gorm.DB, first, last uint) error {
	var locked []uint
	err := tx.Model(&models.School{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id BETWEEN ? AND ?", first, last).
		Order("id").Pluck("id", &locked).Error
	if err != nil {
		return fmt.Errorf("lock schools: %w", err)
	}
	return nil
}
