package history

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
)

// Begin has history begin today in a database of before there was any. Afterwards it does nothing.
func Begin(ctx context.Context, db *gorm.DB, now time.Time) error {
	return db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var begun []models.OrganisationSpan
		if err := tx.Limit(1).Find(&begun).Error; err != nil || len(begun) > 0 {
			return wrap(err)
		}
		if _, err := Keep(tx, models.DateOf(now), func(db *gorm.DB) *gorm.DB { return db }); err != nil {
			return err
		}
		err := tx.Table("devices").Where("classroom_id IS NOT NULL AND state NOT IN ?", []models.DeviceState{models.DeviceIdle, models.DeviceRetired}).
			Updates(map[string]any{"stood_in": gorm.Expr("classroom_id"),
				"stood_damaged": gorm.Expr("state IN ?", []models.DeviceState{models.DeviceDamaged, models.DeviceRepairing, models.DeviceToRetire})}).Error
		if err != nil {
			return fmt.Errorf("begin the history of devices: %w", err)
		}
		return nil
	})
}

// First is the first day of which anything is known: that on which the province entered the tree.
func First(tx *gorm.DB) (models.Date, error) {
	var first []models.Date
	err := tx.Table("organisation_spans AS n").Joins("JOIN organisations AS o ON o.id = n.organisation_id").
		Where("o.parent_id IS NULL").Order("n.since").Limit(1).Pluck("n.since", &first).Error
	if err != nil {
		return "", fmt.Errorf("find the first day of history: %w", err)
	}
	if len(first) == 0 {
		return "", errs.New(errs.NotFound, "no-history", "还没有历史数据：从今天起开始记录。")
	}
	return first[0], nil
}

// Check says whether statistics may be asked for as of the day: not before history begins, and not in the future.
func Check(tx *gorm.DB, day, today models.Date, field string) error {
	if !day.Valid() || len(day) != len(today) {
		return errs.InvalidFields(errs.Field{Location: field, Message: "日期应写作 2024-09-10。"})
	}
	if day > today {
		return errs.InvalidFields(errs.Field{Location: field, Message: fmt.Sprintf("%s 还没有到，请选择今天或以前的日期。", day)})
	}
	first, err := First(tx)
	if err != nil {
		return err
	}
	if day < first {
		return errs.InvalidFields(errs.Field{Location: field, Message: fmt.Sprintf("历史数据从 %s 开始，没有 %s 的数据。", first, day)})
	}
	return nil
}
