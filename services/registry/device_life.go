package registry

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// MoveDevice moves a device to a classroom of the school, or to its store if classroomID is nil. Its date stays, so a
// move never makes it new.
func (s *Service) MoveDevice(ctx context.Context, actor access.Actor, id uint, version int, schoolID uint, classroomID *uint) (DeviceRow, error) {
	return s.changeDevice(ctx, actor, id, version, func(tx *gorm.DB, d *models.Device) (step, error) {
		if d.State == models.DeviceRetired {
			return step{}, errs.New(errs.Conflict, "device-retired", "该设备已报废，不能移动。")
		}
		if err := mustBeFree(d); err != nil {
			return step{}, err
		}
		if schoolID != d.SchoolID {
			if err := s.lockSchool(tx, actor, access.DeviceWrite, schoolID); err != nil {
				return step{}, err
			}
		}
		from, err := s.nameOfPlace(tx, d.SchoolID, d.ClassroomID)
		if err != nil {
			return step{}, err
		}
		if _, err := s.placeIn(tx, schoolID, classroomID); err != nil {
			return step{}, err
		}
		to, err := s.nameOfPlace(tx, schoolID, classroomID)
		if err != nil {
			return step{}, err
		}
		did := step{action: "device.moved", event: models.DeviceMoved, why: models.CauseMoved, detail: from + " → " + to, alsoSchool: d.SchoolID, alsoRoom: d.ClassroomID,
			before: map[string]any{"school_id": d.SchoolID, "classroom_id": d.ClassroomID},
			after:  map[string]any{"school_id": schoolID, "classroom_id": classroomID}}
		d.SchoolID, d.ClassroomID, d.State = schoolID, classroomID, stateAt(classroomID, d.State)
		return did, nil
	})
}

// stateAt is the state of a device that has come to a room, or to the store: in a room it is used, in the store it is
// not; a broken one stays broken wherever it lies.
func stateAt(classroomID *uint, now models.DeviceState) models.DeviceState {
	switch {
	case classroomID != nil && now == models.DeviceIdle:
		return models.DeviceInUse
	case classroomID == nil && now == models.DeviceInUse:
		return models.DeviceIdle
	}
	return now
}

func (s *Service) nameOfPlace(tx *gorm.DB, schoolID uint, classroomID *uint) (string, error) {
	var school models.Organisation
	if err := tx.First(&school, schoolID).Error; err != nil {
		return "", fmt.Errorf("name a place: %w", err)
	}
	if classroomID == nil {
		return school.Name + "库房", nil
	}
	var room models.Classroom
	if err := tx.First(&room, *classroomID).Error; err != nil {
		return "", fmt.Errorf("name a place: %w", err)
	}
	return school.Name + room.Building + room.Name, nil
}

// SetDeviceState changes the 使用状况 by hand, with the reason. A retired device leaves its classroom; it is kept with
// its history, and can come back only to the store. Only who may approve disposals retires one, or takes that back:
// everybody else applies (services/disposals).
func (s *Service) SetDeviceState(ctx context.Context, actor access.Actor, id uint, version int, state models.DeviceState, reason string) (DeviceRow, error) {
	return s.setState(ctx, actor, id, version, state, reason, func(tx *gorm.DB, d *models.Device) error {
		if state != models.DeviceRetired && d.State != models.DeviceRetired {
			return nil
		}
		_, err := access.FindOrganisation(tx, actor, access.DisposalApprove, d.SchoolID)
		if errs.Is(err, errs.NotFound) {
			return errs.New(errs.Forbidden, "disposal-needed", "报废须经上级批准，请提交报废申请。")
		}
		return err
	})
}

// RetireDuplicate retires a row about a device that another row is about too. Nothing is disposed of, so nobody has to
// approve.
func (s *Service) RetireDuplicate(ctx context.Context, actor access.Actor, id uint, version int, kept string) (DeviceRow, error) {
	return s.setState(ctx, actor, id, version, models.DeviceRetired, "重复登记，已并入设备 "+kept, func(*gorm.DB, *models.Device) error { return nil })
}

func (s *Service) setState(ctx context.Context, actor access.Actor, id uint, version int, state models.DeviceState, reason string, allowed func(*gorm.DB, *models.Device) error) (DeviceRow, error) {
	return s.changeDevice(ctx, actor, id, version, func(tx *gorm.DB, d *models.Device) (step, error) {
		var check errs.Check
		check.That(state.Label() != string(state), "state", "没有这种使用状况。")
		check.That(state != d.State, "state", "该设备已经是“%s”。", d.State.Label())
		check.That(d.State != models.DeviceRetired || state == models.DeviceIdle, "state", "已报废的设备只能先恢复为“闲置”。")
		check.That(state != models.DeviceInUse || d.ClassroomID != nil, "state", "库房里的设备请先移入教室。")
		check.That(len([]rune(reason)) <= 200, "reason", "原因最多 200 个字。")
		check.That(state == models.DeviceInUse || strings.TrimSpace(reason) != "", "reason", "请说明原因。")
		if err := check.Err(); err != nil {
			return step{}, err
		}
		if err := allowed(tx, d); err != nil {
			return step{}, err
		}
		if state == models.DeviceRetired {
			if err := mustBeFree(d); err != nil {
				return step{}, err
			}
		}
		did := step{action: "device.state_changed", event: models.DeviceStateChanged, why: causeOf(d.State, state), alsoSchool: d.SchoolID, alsoRoom: d.ClassroomID,
			detail: strings.TrimSuffix(fmt.Sprintf("%s → %s：%s", d.State.Label(), state.Label(), strings.TrimSpace(reason)), "："),
			before: map[string]any{"state": d.State}, after: map[string]any{"state": state, "reason": reason}}
		d.State = state
		if state == models.DeviceRetired {
			d.ClassroomID = nil
		}
		return did, nil
	})
}

// causeOf says why verdicts change with the state of a device.
func causeOf(from, to models.DeviceState) models.Cause {
	switch {
	case to == models.DeviceRetired || to == models.DeviceIdle:
		return models.CauseRetired
	case to.Damaged():
		return models.CauseBroken
	case from.Damaged():
		return models.CauseRepaired
	}
	return models.CauseMoved // from the store or from the dead into use
}

// Relabel gives a device a new label; the old one no longer opens anything.
func (s *Service) Relabel(ctx context.Context, actor access.Actor, id uint, version int) (DeviceRow, error) {
	return s.changeDevice(ctx, actor, id, version, func(_ *gorm.DB, d *models.Device) (step, error) {
		d.LabelToken, d.LabelCode = NewLabelToken(), NewLabelCode()
		return step{action: "device.relabelled", event: models.DeviceRelabelled, detail: "换发标签 " + d.LabelCode}, nil
	})
}

// DeviceEvents is the life of a device, the newest first.
func (s *Service) DeviceEvents(ctx context.Context, actor access.Actor, id uint) ([]models.DeviceEvent, error) {
	if _, err := s.Device(ctx, actor, id); err != nil {
		return nil, err
	}
	var events []models.DeviceEvent
	if err := s.db.WithContext(ctx).Where("device_id = ?", id).Order("id DESC").Limit(500).Find(&events).Error; err != nil {
		return nil, fmt.Errorf("list the life of a device: %w", err)
	}
	return events, nil
}

func (s *Service) recordEvent(tx *gorm.DB, actor access.Actor, deviceID uint, kind models.DeviceEventKind, detail string) error {
	event := models.DeviceEvent{DeviceID: deviceID, Kind: kind, At: s.now(), UserID: actor.UserRef(), Actor: actor.Name, Detail: detail}
	if err := tx.Create(&event).Error; err != nil {
		return fmt.Errorf("write the life of a device: %w", err)
	}
	return nil
}

// Label is what is printed for a device.
type Label struct {
	DeviceID      uint
	Token         string
	Code          string
	Name          string
	SchoolName    string
	ClassroomName string
}

// Labels gives the labels of devices, in scope, for printing; at most 500 at a time.
func (s *Service) Labels(ctx context.Context, actor access.Actor, f DeviceFilter, deviceIDs []uint) ([]Label, error) {
	if err := actor.Require(access.LabelPrint); err != nil {
		return nil, err
	}
	query, err := s.deviceQuery(ctx, s.db.WithContext(ctx), actor, f)
	if err != nil {
		return nil, err
	}
	query = query.Scopes(actor.Scope(access.LabelPrint).Schools("devices.school_id"))
	if len(deviceIDs) > 0 {
		query = query.Where("devices.id IN ?", deviceIDs)
	}
	var rows []DeviceRow
	if err := withDeviceColumns(query).Order("devices.school_id, devices.classroom_id, devices.id").Limit(500).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list labels: %w", err)
	}
	labels := make([]Label, len(rows))
	for i, r := range rows {
		labels[i] = Label{r.ID, r.LabelToken, r.LabelCode, r.Name, r.SchoolName, r.Building + r.ClassroomName}
	}
	return labels, nil
}

// NewLabelToken makes the unguessable text in a label's QR code: 32 random bytes.
func NewLabelToken() string {
	random := make([]byte, 32)
	rand.Read(random) // never fails, says crypto/rand
	return base64.RawURLEncoding.EncodeToString(random)
}

// NewLabelCode makes the code that a person reads aloud: eight characters, none of 0 O 1 I.
func NewLabelCode() string { return newCode(8) }

// NewOrderCode makes what tells an order from others of its day: five characters, of 33 million choices.
func NewOrderCode() string { return newCode(5) }

func newCode(length int) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	random := make([]byte, length)
	rand.Read(random)
	for i, r := range random {
		random[i] = letters[int(r)%len(letters)]
	}
	return string(random)
}
