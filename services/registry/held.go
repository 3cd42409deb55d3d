package registry

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// The operations of this file are for orders and applications that take time: until one is closed, its devices are
// neither moved nor retired in any other way. Whoever calls them has asked for the permission, begun the transaction
// and locked the schools.

// Hold keeps devices for the order or application with the number. One that another holds is a Conflict.
func (s *Service) Hold(tx *gorm.DB, number string, ids ...uint) error {
	held := tx.Model(&models.Device{}).Where("id IN ? AND held_by = ''", ids).
		Updates(map[string]any{"held_by": number, "version": gorm.Expr("version + 1"), "updated_at": s.now()})
	if held.Error != nil {
		return fmt.Errorf("hold devices: %w", held.Error)
	}
	if int(held.RowsAffected) == len(ids) {
		return nil
	}
	var other models.Device
	if err := tx.Where("id IN ? AND held_by <> '' AND held_by <> ?", ids, number).First(&other).Error; err != nil {
		return fmt.Errorf("find who holds a device: %w", err)
	}
	return mustBeFree(&other)
}

// Release lets go of the devices that the order or application still holds.
func (s *Service) Release(tx *gorm.DB, number string, ids ...uint) error {
	err := tx.Model(&models.Device{}).Where("id IN ? AND held_by = ?", ids, number).
		Updates(map[string]any{"held_by": "", "version": gorm.Expr("version + 1"), "updated_at": s.now()}).Error
	if err != nil {
		return fmt.Errorf("release devices: %w", err)
	}
	return nil
}

// mustBeFree says by what a device is held.
func mustBeFree(d *models.Device) error {
	if d.HeldBy == "" {
		return nil
	}
	return errs.New(errs.Conflict, "device-held", "“%s”（%s）已列入 %s，办结或取消以后才能另行处理。", d.Name, d.LabelCode, d.HeldBy)
}

// Receive moves a device that the order holds to a classroom of the school, or to its store if classroomID is nil, and
// lets go of it. Its date stays as it was, so a transfer never makes it new. It returns where it is now, in words.
func (s *Service) Receive(tx *gorm.DB, actor access.Actor, number string, id, schoolID uint, classroomID *uint) (place string, err error) {
	var d models.Device
	if err := tx.Where("held_by = ?", number).First(&d, id).Error; err != nil {
		return "", fmt.Errorf("find a device that is received: %w", err)
	}
	from, err := s.nameOfPlace(tx, d.SchoolID, d.ClassroomID)
	if err != nil {
		return "", err
	}
	if place, err = s.Place(tx, schoolID, classroomID); err != nil {
		return "", err
	}
	left, room := d.SchoolID, d.ClassroomID
	err = tx.Model(&models.Device{}).Where("id = ?", id).Updates(map[string]any{"school_id": schoolID, "classroom_id": classroomID, "state": stateAt(classroomID, d.State),
		"held_by": "", "version": gorm.Expr("version + 1"), "updated_at": s.now()}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) && d.AssetNo != nil {
		return "", errs.New(errs.Conflict, "asset-taken", "接收学校已有资产编号为“%s”的设备，请先更正其中一台的编号。", *d.AssetNo)
	}
	if err != nil {
		return "", fmt.Errorf("move a device that is received: %w", err)
	}
	if err := s.recordEvent(tx, actor, id, models.DeviceMoved, fmt.Sprintf("%s → %s（调拨单 %s）", from, place, number)); err != nil {
		return "", err
	}
	if left == schoolID {
		return place, s.refreshRooms(tx, models.CauseMoved, schoolID, room, classroomID)
	}
	if err := s.refreshRooms(tx, models.CauseMoved, left, room); err != nil {
		return "", err
	}
	return place, s.refreshRooms(tx, models.CauseMoved, schoolID, classroomID)
}

// Place names a classroom of the school, or its store if classroomID is nil.
func (s *Service) Place(tx *gorm.DB, schoolID uint, classroomID *uint) (string, error) {
	if _, err := s.placeIn(tx, schoolID, classroomID); err != nil {
		return "", err
	}
	return s.nameOfPlace(tx, schoolID, classroomID)
}

// SetHeld changes the state of a device that the application holds, with the reason. A retired one leaves its classroom.
func (s *Service) SetHeld(tx *gorm.DB, actor access.Actor, number string, id uint, state models.DeviceState, why string) error {
	var d models.Device
	if err := tx.Where("held_by = ?", number).First(&d, id).Error; err != nil {
		return fmt.Errorf("find a device that is held: %w", err)
	}
	if d.State == state {
		return nil
	}
	room := d.ClassroomID
	if state == models.DeviceRetired {
		d.ClassroomID = nil
	}
	err := tx.Model(&models.Device{}).Where("id = ?", id).Updates(map[string]any{"state": state, "classroom_id": d.ClassroomID,
		"version": gorm.Expr("version + 1"), "updated_at": s.now()}).Error
	if err != nil {
		return fmt.Errorf("change the state of a held device: %w", err)
	}
	if err := s.recordEvent(tx, actor, id, models.DeviceStateChanged, fmt.Sprintf("%s → %s：%s", d.State.Label(), state.Label(), why)); err != nil {
		return err
	}
	return s.refreshRooms(tx, causeOf(d.State, state), d.SchoolID, room)
}
