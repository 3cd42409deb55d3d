package registry

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// ClassroomFilter narrows a list of classrooms.
type ClassroomFilter struct {
	Place
	Standing
	Query         string // in name or building
	NetworkGrade  models.Grade
	SoftwareGrade models.Grade
	HasSuite      *bool
	Usable        *bool
	Retired       bool // only those no longer used, instead of those used
}

// ClassroomRow is a classroom in a list.
type ClassroomRow struct {
	models.Classroom
	SchoolName string
	Devices    int // installed or stored there, not retired
}

func (s *Service) classroomQuery(ctx context.Context, db *gorm.DB, actor access.Actor, p access.Permission, f ClassroomFilter) (*gorm.DB, error) {
	query := db.Table("classrooms").Scopes(actor.Scope(p).Schools("classrooms.school_id"))
	query = f.narrow(query, "classrooms.school_id")
	if f.Retired {
		query = query.Where("retired_at IS NOT NULL")
	} else {
		query = query.Where("retired_at IS NULL")
	}
	if f.NetworkGrade != "" {
		query = query.Where("network_grade = ?", f.NetworkGrade)
	}
	if f.SoftwareGrade != "" {
		query = query.Where("software_grade = ?", f.SoftwareGrade)
	}
	if f.HasSuite != nil {
		query = query.Where("has_suite = ?", *f.HasSuite)
	}
	if f.Usable != nil {
		query = query.Where("usable = ?", *f.Usable)
	}
	if strings.TrimSpace(f.Query) != "" {
		query = query.Where("("+like("classrooms.name")+" OR "+like("building")+")", contains(f.Query), contains(f.Query))
	}
	return s.standing(ctx, query, f.Standing, "grade", "damaged")
}

const classroomColumns = `classrooms.*, (SELECT name FROM organisations WHERE organisations.id = classrooms.school_id) AS school_name,
	(SELECT COUNT(*) FROM devices WHERE devices.classroom_id = classrooms.id AND devices.state <> 'retired') AS devices`

func withClassroomColumns(query *gorm.DB) *gorm.DB { return query.Select(classroomColumns) }

// Classrooms lists classrooms in scope.
func (s *Service) Classrooms(ctx context.Context, actor access.Actor, f ClassroomFilter, w Window) ([]ClassroomRow, Total, error) {
	if err := errors.Join(actor.Require(access.ClassroomRead), w.check()); err != nil {
		return nil, Total{}, err
	}
	order, err := w.order(map[string]string{"": "classrooms.id", "name": "classrooms.name", "building": "building", "student_count": "student_count",
		"grade": "grade", "updated_at": "updated_at"}, "classrooms.id")
	if err != nil {
		return nil, Total{}, err
	}
	query, err := s.classroomQuery(ctx, s.db.WithContext(ctx), actor, access.ClassroomRead, f)
	if err != nil {
		return nil, Total{}, err
	}
	return page(query, all[ClassroomRow](withClassroomColumns), order, w)
}

// EachClassroom passes every classroom of the list to do, in flat memory, for exports.
func (s *Service) EachClassroom(ctx context.Context, actor access.Actor, f ClassroomFilter, do func(ClassroomRow) error) error {
	if err := actor.Require(access.ClassroomRead); err != nil {
		return err
	}
	query, err := s.classroomQuery(ctx, s.db.WithContext(ctx), actor, access.ClassroomRead, f)
	if err != nil {
		return err
	}
	return each(withClassroomColumns(query), "classrooms.id", func(r ClassroomRow) uint { return r.ID }, do)
}

// each reads a query in batches by rising id, so that neither memory nor a lock grows with it.
func each[R any](query *gorm.DB, id string, idOf func(R) uint, do func(R) error) error {
	const batch = 1000
	for last := uint(0); ; {
		var rows []R
		err := query.Session(&gorm.Session{}).Where(id+" > ?", last).Order(id).Limit(batch).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("read a list: %w", err)
		}
		for _, row := range rows {
			if err := do(row); err != nil {
				return err
			}
		}
		if len(rows) < batch {
			return nil
		}
		last = idOf(rows[batch-1])
	}
}

// Classroom finds one classroom.
func (s *Service) Classroom(ctx context.Context, actor access.Actor, id uint) (ClassroomRow, error) {
	if err := actor.Require(access.ClassroomRead); err != nil {
		return ClassroomRow{}, err
	}
	return s.findClassroom(s.db.WithContext(ctx), actor, access.ClassroomRead, id)
}

func (s *Service) findClassroom(db *gorm.DB, actor access.Actor, p access.Permission, id uint) (ClassroomRow, error) {
	query := withClassroomColumns(db.Table("classrooms")).Scopes(actor.Scope(p).Schools("classrooms.school_id"))
	return one[ClassroomRow](query.Where("classrooms.id = ?", id), "该教室")
}

// ClassroomFields are what can be said of a classroom, for adding and changing one.
type ClassroomFields struct {
	Name            string               `json:"name"`
	Building        string               `json:"building"`
	Floor           string               `json:"floor"`
	Kind            models.ClassroomKind `json:"kind"`
	StudentCount    *int                 `json:"student_count"`
	OnCampusNetwork *bool                `json:"on_campus_network"`
	Network         *models.NetworkFacts `json:"network"`
	Retired         bool                 `json:"retired"`
}

// Check reports every wrong field.
func (f ClassroomFields) Check() error {
	var check errs.Check
	checkName(&check, f.Name, 60)
	check.That(len([]rune(f.Building)) <= 60, "building", "楼栋名称最多 60 个字。")
	check.That(len([]rune(f.Floor)) <= 20, "floor", "楼层最多 20 个字。")
	check.That(f.Kind == models.ClassroomOrdinary || f.Kind == models.ClassroomSpecial, "kind", "请选择普通教室或功能室。")
	check.That(between(f.StudentCount, 0, 300), "student_count", "学生数应在 0 至 300 之间。")
	if n := f.Network; n != nil {
		for _, m := range []struct {
			field string
			value *float64
		}{{"up_mbps", n.UpMbps}, {"down_mbps", n.DownMbps}, {"latency_up_ms", n.LatencyUpMs}, {"latency_down_ms", n.LatencyDownMs}, {"jitter_ms", n.JitterMs}} {
			check.That(m.value == nil || *m.value >= 0 && *m.value <= 1_000_000, "network."+m.field, "应为不小于 0 的数。")
		}
		check.That(between(n.PortMbps, 0, 400_000), "network.port_mbps", "带宽应在 0 至 400000 兆之间。")
		check.That(n.On.Valid(), "network.on", "日期应写作 2024-09-01。")
	}
	return check.Err()
}

func (f ClassroomFields) apply(room *models.Classroom) {
	room.Name, room.Building, room.Floor, room.Kind = strings.TrimSpace(f.Name), strings.TrimSpace(f.Building), strings.TrimSpace(f.Floor), f.Kind
	room.StudentCount, room.OnCampusNetwork, room.Network = f.StudentCount, f.OnCampusNetwork, f.Network
}

func fieldsOf(room models.Classroom) ClassroomFields {
	return ClassroomFields{room.Name, room.Building, room.Floor, room.Kind, room.StudentCount, room.OnCampusNetwork, room.Network, room.RetiredAt != nil}
}

// Fields are the classroom's present values, for a change to start from.
func (r ClassroomRow) Fields() ClassroomFields { return fieldsOf(r.Classroom) }

// CreateClassroom adds a classroom to a school.
func (s *Service) CreateClassroom(ctx context.Context, actor access.Actor, schoolID uint, in ClassroomFields) (row ClassroomRow, err error) {
	if err := actor.Require(access.ClassroomWrite); err != nil {
		return row, err
	}
	if err := in.Check(); err != nil {
		return row, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockSchool(tx, actor, access.ClassroomWrite, schoolID); err != nil {
			return err
		}
		now := s.now()
		room := models.Classroom{SchoolID: schoolID, Version: 1, CreatedAt: now, UpdatedAt: now}
		in.apply(&room)
		if err := tx.Create(&room).Error; err != nil {
			return duplicateRoom(err, room)
		}
		if err := s.verdicts.Refresh(tx, models.CauseRegistered, schoolID, room.ID); err != nil {
			return err
		}
		if row, err = s.findClassroom(tx, actor, access.ClassroomWrite, room.ID); err != nil {
			return err
		}
		return audit.Record(tx, actor, now, audit.Change{Action: "classroom.created", Subject: "classroom", SubjectID: room.ID, OrganisationID: schoolID, After: in})
	})
	return row, err
}

// lockSchool resolves a school id of a request within the actor's scope and makes other changes of it wait.
func (s *Service) lockSchool(tx *gorm.DB, actor access.Actor, p access.Permission, schoolID uint) error {
	o, err := access.FindOrganisation(tx, actor, p, schoolID)
	if err != nil {
		return err
	}
	if o.Kind != models.KindSchool {
		return errs.Missing("该学校")
	}
	return s.verdicts.Lock(tx, schoolID)
}

// ChangeClassroom changes a classroom; edit changes the present values. A changed class size may change verdicts.
func (s *Service) ChangeClassroom(ctx context.Context, actor access.Actor, id uint, version int, edit func(*ClassroomFields)) (row ClassroomRow, err error) {
	if err := actor.Require(access.ClassroomWrite); err != nil {
		return row, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if row, err = s.findClassroom(tx, actor, access.ClassroomWrite, id); err != nil {
			return err
		}
		if err := s.verdicts.Lock(tx, row.SchoolID); err != nil {
			return err
		}
		before := fieldsOf(row.Classroom)
		after := before
		edit(&after)
		if err := after.Check(); err != nil {
			return err
		}
		room := row.Classroom
		after.apply(&room)
		switch {
		case after.Retired && row.Devices > 0:
			return errs.New(errs.Conflict, "classroom-not-empty", "教室里还有 %d 台设备，请先移走，再停用教室。", row.Devices)
		case after.Retired && room.RetiredAt == nil:
			now := s.now()
			room.RetiredAt = &now
		case !after.Retired:
			room.RetiredAt = nil
		}
		room.Version, room.UpdatedAt = version+1, s.now()
		saved := tx.Model(&models.Classroom{}).Where("id = ? AND version = ?", id, version).
			Select("name", "building", "floor", "kind", "student_count", "on_campus_network", "network", "retired_at", "version", "updated_at").
			Updates(&room)
		if saved.Error != nil {
			return duplicateRoom(saved.Error, room)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该教室")
		}
		if err := s.verdicts.Refresh(tx, causeOfEdit(before, after), room.SchoolID, id); err != nil {
			return err
		}
		if err := audit.Record(tx, actor, s.now(), audit.Change{Action: "classroom.changed", Subject: "classroom", SubjectID: id,
			OrganisationID: room.SchoolID, Before: before, After: after}); err != nil {
			return err
		}
		row, err = s.findClassroom(tx, actor, access.ClassroomWrite, id)
		return err
	})
	return row, err
}

// causeOfEdit says why verdicts change with what was said of a classroom.
func causeOfEdit(before, after ClassroomFields) models.Cause {
	same := func(a, b *int) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	switch {
	case before.Retired != after.Retired:
		return models.CauseRetired
	case before.StudentCount != nil && !same(before.StudentCount, after.StudentCount):
		return models.CauseClassSize
	}
	return models.CauseCorrected
}

func duplicateRoom(err error, room models.Classroom) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errs.InvalidFields(errs.Field{Location: "name", Message: fmt.Sprintf("%s已有名为“%s”的教室（或已停用的同名教室，可以恢复使用）。", room.Building, room.Name)})
	}
	return fmt.Errorf("save a classroom: %w", err)
}
