package disposals

import (
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
)

// Returns keeps, for services/tickets, the state that a device gets back whose application comes to nothing.
type Returns struct{}

// To is that state; "" if the device is in no open application.
func (Returns) To(tx *gorm.DB, deviceID uint) (models.DeviceState, error) {
	var item models.DisposalItem
	if err := tx.Scopes(open(deviceID)).Limit(1).Find(&item).Error; err != nil {
		return "", fmt.Errorf("find what a device returns to: %w", err)
	}
	return item.ReturnsTo, nil
}

// SetTo changes it.
func (Returns) SetTo(tx *gorm.DB, deviceID uint, state models.DeviceState) error {
	if err := tx.Scopes(open(deviceID)).Update("returns_to", state).Error; err != nil {
		return fmt.Errorf("change what a device returns to: %w", err)
	}
	return nil
}

// open is the device in its open application, of which there is one at most.
func open(deviceID uint) func(*gorm.DB) *gorm.DB {
	return func(tx *gorm.DB) *gorm.DB {
		applied := tx.Session(&gorm.Session{NewDB: true}).Model(&models.Disposal{}).Select("id").Where("status = ?", models.DisposalApplied)
		return tx.Model(&models.DisposalItem{}).Where("device_id = ? AND disposal_id IN (?)", deviceID, applied)
	}
}
