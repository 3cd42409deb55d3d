package compliance

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Verdict is the answer to one criterion for a classroom, a device or a school.
type Verdict struct {
	standard.Verdict
	DeviceName string // of the device that was looked at, if any
}

// Classroom tells every verdict on a classroom and the devices in it, with what was found and the clause. Nothing is
// asked of one that is no longer used.
func (s *Service) Classroom(ctx context.Context, actor access.Actor, id uint) ([]Verdict, error) {
	if err := actor.Require(access.ClassroomRead); err != nil {
		return nil, err
	}
	room, err := find[models.Classroom](s.db.WithContext(ctx), actor.Scope(access.ClassroomRead).Schools("school_id"), id, "该教室")
	if err != nil || room.RetiredAt != nil {
		return nil, err
	}
	return s.explain(ctx, &room)
}

// Device tells the verdicts on one device where it is. A device that is part of no suite has none.
func (s *Service) Device(ctx context.Context, actor access.Actor, id uint) ([]Verdict, error) {
	if err := actor.Require(access.DeviceRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	device, err := find[models.Device](db, actor.Scope(access.DeviceRead).Schools("school_id"), id, "该设备")
	if err != nil || !device.Installed() {
		return nil, err
	}
	var room models.Classroom
	if err := db.First(&room, *device.ClassroomID).Error; err != nil {
		return nil, fmt.Errorf("find the classroom of a device: %w", err)
	}
	verdicts, err := s.explain(ctx, &room)
	return slices.DeleteFunc(verdicts, func(v Verdict) bool { return v.DeviceID != id }), err
}

// School tells the verdicts on the school itself.
func (s *Service) School(ctx context.Context, actor access.Actor, id uint) ([]Verdict, error) {
	if err := actor.Require(access.SchoolRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	school, err := find[models.School](db, actor.Scope(access.SchoolRead).Schools("id"), id, "该学校")
	if err != nil {
		return nil, err
	}
	var rooms []models.Classroom
	if err := db.Where("school_id = ?", id).Find(&rooms).Error; err != nil {
		return nil, fmt.Errorf("find the classrooms of a school: %w", err)
	}
	std, err := s.standardOf(db, id)
	if err != nil {
		return nil, err
	}
	return named(std.ExplainSchool(SchoolFacts(&school, rooms)), nil), nil
}

func (s *Service) explain(ctx context.Context, room *models.Classroom) ([]Verdict, error) {
	std, err := s.standardOf(s.db.WithContext(ctx), room.SchoolID)
	if err != nil {
		return nil, err
	}
	var devices []*models.Device
	if err := s.db.WithContext(ctx).Where("classroom_id = ?", room.ID).Order("id").Find(&devices).Error; err != nil {
		return nil, fmt.Errorf("find the devices of a classroom: %w", err)
	}
	subject, _ := facts(room, devices, models.DateOf(s.now()))
	return named(std.Explain(subject), devices), nil
}

// standardOf is the standard in force for a school.
func (s *Service) standardOf(tx *gorm.DB, schoolID uint) (*standard.Standard, error) {
	var o models.Organisation
	if err := tx.First(&o, schoolID).Error; err != nil {
		return nil, fmt.Errorf("find the organisation of a school: %w", err)
	}
	return s.At(tx, o.Path)
}

func named(verdicts []standard.Verdict, devices []*models.Device) []Verdict {
	names := make(map[uint]string, len(devices))
	for _, d := range devices {
		names[d.ID] = d.Name
	}
	all := make([]Verdict, len(verdicts))
	for i, v := range verdicts {
		all[i] = Verdict{v, names[v.DeviceID]}
	}
	return all
}

func find[T any](db *gorm.DB, scope func(*gorm.DB) *gorm.DB, id uint, what string) (T, error) {
	var rows []T
	var none T
	if err := db.Scopes(scope).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return none, fmt.Errorf("find %s: %w", what, err)
	}
	if len(rows) == 0 {
		return none, errs.Missing(what)
	}
	return rows[0], nil
}
