package quality

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
)

const (
	look       = 5 * time.Second // between two looks for schools that have changed
	countBatch = 25              // schools that are locked at a time
)

// KeepCurrent counts schools again soon after they have changed, and every school once a night, since time passes and
// other schools change, until ctx ends. Every server may do so: who counts what makes no difference.
func (s *Service) KeepCurrent(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for count := s.CountAll; ; {
		n, err := count(ctx)
		if err == nil {
			count = s.countDue // which needs no look at the schools that were never counted
		} else if ctx.Err() == nil {
			log.Error("counting data quality failed", "error", err.Error())
		}
		if n > countBatch {
			log.Info("counted data quality", "schools", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// CountAll counts every school that is not counted as it is today, those that were never counted among them, and says how
// many.
func (s *Service) CountAll(ctx context.Context) (int, error) {
	const begin = "INSERT INTO school_quality (school_id) SELECT id FROM schools WHERE id NOT IN (SELECT school_id FROM school_quality)"
	if err := s.db.WithContext(ctx).Exec(begin).Error; err != nil {
		return 0, fmt.Errorf("note the schools that were never counted: %w", err)
	}
	return s.countDue(ctx)
}

// countDue counts the schools that have changed since they were counted, or were not counted since last night.
func (s *Service) countDue(ctx context.Context) (int, error) {
	db := s.db.WithContext(ctx)
	var due, old []uint
	if err := db.Model(&models.SchoolQuality{}).Where("due = ?", true).Order("school_id").Pluck("school_id", &due).Error; err != nil {
		return 0, fmt.Errorf("find the schools that have changed: %w", err)
	}
	err := db.Model(&models.SchoolQuality{}).Where("counted_at < ?", lastNight(s.now())).Order("school_id").Pluck("school_id", &old).Error
	if err != nil {
		return 0, fmt.Errorf("find the schools that were counted long ago: %w", err)
	}
	ids := slices.Compact(slices.Sorted(slices.Values(append(due, old...))))
	return len(ids), s.Count(ctx, ids)
}

// lastNight is the newest three o'clock in the morning in China.
func lastNight(now time.Time) time.Time {
	local := now.In(models.ChinaTime)
	three := time.Date(local.Year(), local.Month(), local.Day(), 3, 0, 0, 0, models.ChinaTime)
	if three.After(local) {
		three = three.AddDate(0, 0, -1)
	}
	return three.UTC()
}

// Count counts the schools again. A school is locked while it is looked at, so that no change of it is missed.
func (s *Service) Count(ctx context.Context, ids []uint) error {
	for some := range slices.Chunk(ids, countBatch) {
		err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return s.count(tx, some) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) count(tx *gorm.DB, ids []uint) error {
	var locked []uint
	err := tx.Model(&models.School{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id IN ?", ids).Order("id").Pluck("id", &locked).Error
	if err != nil {
		return fmt.Errorf("lock schools: %w", err)
	}
	now := s.now()
	var schools []models.SchoolQuality
	var findings []models.SchoolFinding
	err = s.Inspect(tx, locked, func(id uint, r Report) error {
		schools = append(schools, models.SchoolQuality{SchoolID: id, Needed: r.Needed, Known: r.Known, CountedAt: &now})
		byRule := map[string]int{}
		for _, f := range r.Findings {
			byRule[f.Rule.ID]++
		}
		for _, rule := range rules {
			if n := byRule[rule.ID]; n > 0 {
				findings = append(findings, models.SchoolFinding{SchoolID: id, Rule: rule.ID, Findings: n})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(schools) == 0 {
		return nil
	}
	if err := tx.Clauses(clause.OnConflict{DoUpdates: clause.AssignmentColumns([]string{"needed", "known", "due", "counted_at"})}).Create(&schools).Error; err != nil {
		return fmt.Errorf("write the quality of schools: %w", err)
	}
	if err := tx.Where("school_id IN ?", locked).Delete(&models.SchoolFinding{}).Error; err != nil {
		return fmt.Errorf("remove the counts of findings: %w", err)
	}
	if len(findings) > 0 {
		if err := tx.CreateInBatches(&findings, 500).Error; err != nil {
			return fmt.Errorf("write the counts of findings: %w", err)
		}
	}
	return nil
}
