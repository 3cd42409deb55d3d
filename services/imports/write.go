package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/database"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/standard"
)

// write carries the plan out in the transaction: schools, classrooms, devices, their lives, the audit log, verdicts and
// counts. New rows are judged before they are written, so that each is written once.
func (p *plan) write(tx *gorm.DB) error {
	w := &writer{plan: p, tx: tx}
	for _, at := range p.order { // a new school of which every row was rejected is not added
		if at.id != 0 || p.holdings[at].schoolSaid {
			w.concerned = append(w.concerned, at)
		}
	}
	var err error
	if w.evaluatorAt, err = p.service.compliance.Judges(tx); err != nil {
		return err
	}
	for _, step := range []func() error{w.schools, w.rooms, w.devices, w.history, w.counts} {
		if err := step(); err != nil {
			return err
		}
		if err := p.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

type writer struct {
	*plan
	tx          *gorm.DB
	concerned   []*place
	evaluatorAt func(path string) (*standard.Evaluator, error)
}

func (w *writer) progress(step string, done, total int) {
	w.service.report(w.row.ID, Progress{Step: step, Done: done, Total: total})
}

// later leaves the verdicts and counts of new schools to the step counts.
type later struct{ *compliance.Service }

func (later) Refresh(*gorm.DB, models.Cause, uint, ...uint) error { return nil }

// schools adds the new schools and changes those that the file says more of.
func (w *writer) schools() error {
	keeper := registry.New(w.tx, w.service.now, later{w.service.compliance})
	for _, at := range w.concerned {
		h := w.holdings[at]
		switch {
		case at.id == 0:
			parent, err := access.FindOrganisation(w.tx, w.actor, access.OrganisationWrite, at.newUnder.id)
			if err != nil {
				return err
			}
			o, err := keeper.AddSchool(w.tx, w.actor, parent, at.fields())
			if err != nil {
				return err
			}
			at.id, at.path, at.school.ID = o.ID, o.Path, o.ID
		case h.schoolSaid:
			s := at.school
			saved := w.tx.Model(&models.School{}).Where("id = ? AND version = ?", at.id, s.Version).Updates(map[string]any{"code": s.Code, "type": s.Type,
				"area": s.Area, "sponsor": s.Sponsor, "uplink_mbps": s.UplinkMbps, "class_internet_mbps": s.ClassInternetMbps,
				"version": s.Version + 1, "updated_at": w.service.now()})
			if saved.Error != nil {
				return duplicate(saved.Error, "学校标识码与别的学校重复")
			}
			if err := w.record(audit.Change{Action: "school.imported", Subject: "school", SubjectID: at.id, OrganisationID: at.id, After: at.fields()}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (at *place) fields() registry.SchoolFields {
	s := at.school
	f := registry.SchoolFields{Name: at.name, Code: s.Code, Type: s.Type, Area: s.Area, Sponsor: s.Sponsor, UplinkMbps: s.UplinkMbps,
		ClassInternetMbps: s.ClassInternetMbps, GuestReports: true}
	if at.newUnder != nil {
		f.ParentID = at.newUnder.id
	}
	return f
}

func (w *writer) record(changes ...audit.Change) error {
	return audit.Record(w.tx, w.actor, w.service.now(), changes...)
}

func duplicate(err error, message string) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errs.New(errs.Conflict, "import-duplicate", "%s，没有写入任何内容，请改正后重新导入。", message)
	}
	return err
}

// rooms judges every classroom that the file touches, inserts the new ones and changes the others. A device refers to
// its room's id by address, so it has the id as soon as the room does.
func (w *writer) rooms() error {
	bulk, err := database.NewBulk[models.Classroom](w.tx)
	if err != nil {
		return err
	}
	on := models.DateOf(w.service.now())
	for i, at := range w.concerned {
		w.progress("写入教室", i, len(w.concerned))
		h := w.holdings[at]
		for _, d := range h.devices {
			d.SchoolID, d.ClassroomID = at.id, nil
			if d.room != nil {
				d.ClassroomID = &d.room.ID
			}
		}
		evaluator, err := w.evaluatorAt(at.path)
		if err != nil {
			return err
		}
		for _, r := range h.rooms {
			r.SchoolID = at.id
			if r.isNew || r.changed {
				judge(evaluator, r, on)
			}
			switch {
			case r.isNew:
				if err := bulk.Add(&r.Classroom); err != nil {
					return duplicate(err, "有同名的教室")
				}
			case r.changed:
				r.Version, r.UpdatedAt = r.Version+1, w.service.now()
				saved := w.tx.Model(&models.Classroom{}).Where("id = ?", r.ID).
					Select("building", "floor", "kind", "student_count", "on_campus_network", "network", "version", "updated_at").Updates(&r.Classroom)
				if saved.Error != nil {
					return duplicate(saved.Error, "有同名的教室")
				}
			}
		}
	}
	if err := bulk.Flush(); err != nil {
		return duplicate(err, "有同名的教室")
	}
	return w.roomIDs()
}

func judge(evaluator *standard.Evaluator, r *room, on models.Date) {
	devices := make([]*models.Device, len(r.devices))
	for i, d := range r.devices {
		devices[i] = &d.Device
	}
	compliance.Judge(evaluator, &r.Classroom, devices, on)
}

// roomIDs asks for the ids that the database gave the new classrooms.
func (w *writer) roomIDs() error {
	return w.eachChunk(func(h *holding) bool {
		for _, r := range h.rooms {
			if r.isNew {
				return true
			}
		}
		return false
	}, func(ids []uint, byID map[uint]*holding) error {
		var rows []models.Classroom
		if err := w.tx.Select("id, school_id, building, name").Where("school_id IN ?", ids).Find(&rows).Error; err != nil {
			return fmt.Errorf("find the new classrooms: %w", err)
		}
		given := map[[3]string]uint{}
		for _, r := range rows {
			given[[3]string{fmt.Sprint(r.SchoolID), r.Building, r.Name}] = r.ID
		}
		for _, h := range byID {
			for _, r := range h.rooms {
				if r.isNew {
					r.ID = given[[3]string{fmt.Sprint(r.SchoolID), r.Building, r.Name}]
				}
			}
		}
		return nil
	})
}

// eachChunk passes the schools for which wanted says so to do, some at a time.
func (w *writer) eachChunk(wanted func(*holding) bool, do func(ids []uint, byID map[uint]*holding) error) error {
	var ids []uint
	byID := map[uint]*holding{}
	for _, at := range w.concerned {
		if h := w.holdings[at]; wanted(h) {
			ids = append(ids, at.id)
			byID[at.id] = h
		}
		if len(ids) == chunk || len(ids) > 0 && at == w.concerned[len(w.concerned)-1] {
			if err := do(ids, byID); err != nil {
				return err
			}
			ids, byID = nil, map[uint]*holding{}
		}
	}
	if len(ids) > 0 {
		return do(ids, byID)
	}
	return nil
}

// devices inserts the new devices and changes the others.
func (w *writer) devices() error {
	bulk, err := database.NewBulk[models.Device](w.tx)
	if err != nil {
		return err
	}
	for i, at := range w.concerned {
		w.progress("写入设备", i, len(w.concerned))
		for _, d := range w.holdings[at].devices {
			switch {
			case d.isNew:
				if err := bulk.Add(&d.Device); err != nil {
					return duplicate(err, "有重复的资产编号")
				}
			case d.changed:
				d.Version, d.UpdatedAt = d.Version+1, w.service.now()
				saved := w.tx.Model(&models.Device{}).Where("id = ?", d.ID).Omit("id", "created_at", "fails", "unknowns", "judged", "grade",
					"standard_grade", "missing_date", "stood_in", "stood_damaged").Select("*").Updates(&d.Device)
				if saved.Error != nil {
					return duplicate(saved.Error, "有重复的资产编号")
				}
			}
		}
	}
	if err := bulk.Flush(); err != nil {
		return duplicate(err, "有重复的资产编号")
	}
	return w.deviceIDs()
}

// deviceIDs asks for the ids that the database gave the new devices, which their label tokens tell apart.
func (w *writer) deviceIDs() error {
	return w.eachChunk(func(h *holding) bool {
		for _, d := range h.devices {
			if d.isNew {
				return true
			}
		}
		return false
	}, func(ids []uint, byID map[uint]*holding) error {
		var rows []struct {
			ID         uint
			LabelToken string
		}
		if err := w.tx.Model(&models.Device{}).Select("id, label_token").Where("school_id IN ?", ids).Find(&rows).Error; err != nil {
			return fmt.Errorf("find the new devices: %w", err)
		}
		given := make(map[string]uint, len(rows))
		for _, r := range rows {
			given[r.LabelToken] = r.ID
		}
		for _, h := range byID {
			for _, d := range h.devices {
				if d.isNew {
					d.ID = given[d.LabelToken]
				}
			}
		}
		return nil
	})
}

// history writes the lives of the devices and the audit log, one row for each thing that changed.
func (w *writer) history() error {
	lives, err := database.NewBulk[models.DeviceEvent](w.tx)
	if err != nil {
		return err
	}
	var changes []audit.Change // of some schools: all of them would take as much memory as the file
	recorded := 0
	for i, at := range w.concerned {
		h := w.holdings[at]
		for _, r := range h.rooms {
			if r.isNew || r.changed {
				changes = append(changes, w.changeOfRoom(r))
			}
		}
		for _, d := range h.devices {
			if !d.isNew && !d.changed {
				continue
			}
			changes = append(changes, w.changeOfDevice(d))
			if err := lives.Add(w.eventOf(d)); err != nil {
				return err
			}
		}
		if len(changes) >= chunk {
			w.progress("写入日志", i, len(w.concerned))
			if err := w.record(changes...); err != nil {
				return err
			}
			recorded += len(changes)
			changes = changes[:0]
		}
	}
	if err := lives.Flush(); err != nil {
		return err
	}
	changes = append(changes, audit.Change{Action: "import.applied", Subject: "import", SubjectID: w.row.ID,
		OrganisationID: placeOf(w.row), After: map[string]any{"file_name": w.row.FileName, "changes": recorded + len(changes)}})
	return w.record(changes...)
}

// origin says in the log where a change came from.
type origin struct {
	Import uint     `json:"import"`
	Line   int      `json:"line"`
	Says   []string `json:"says,omitempty"`
}

func (w *writer) changeOfRoom(r *room) audit.Change {
	after := struct {
		origin
		registry.ClassroomFields
	}{origin{Import: w.row.ID, Line: r.line}, fieldsOfRoom(r.Classroom)}
	c := audit.Change{Action: "classroom.imported", Subject: "classroom", SubjectID: r.ID, OrganisationID: r.SchoolID, After: after}
	if r.changed {
		c.Before = r.before
	}
	return c
}

func (w *writer) changeOfDevice(d *device) audit.Change {
	return audit.Change{Action: "device.imported", Subject: "device", SubjectID: d.ID, OrganisationID: d.SchoolID,
		After: origin{w.row.ID, d.line, d.changes}}
}

func (w *writer) eventOf(d *device) *models.DeviceEvent {
	e := &models.DeviceEvent{DeviceID: d.ID, At: w.service.now(), UserID: w.actor.UserRef(), Actor: w.actor.Name}
	where := fmt.Sprintf("（导入“%s”第 %d 行）", w.row.FileName, d.line)
	switch {
	case d.isNew:
		e.Kind, e.Detail = models.DeviceRegistered, "登记到"+sayPlace(d.room)+where
	case d.movedTo:
		e.Kind = models.DeviceMoved
	case d.newState:
		e.Kind = models.DeviceStateChanged
	default:
		e.Kind = models.DeviceCorrected
	}
	if e.Detail == "" {
		e.Detail = strings.Join(d.changes, "；") + where
	}
	return e
}

// counts brings the verdicts of whatever else was touched, and the counts, up to date.
func (w *writer) counts() error {
	ids := make([]uint, len(w.concerned))
	for i, at := range w.concerned {
		ids[i] = at.id
	}
	slices.Sort(ids)
	done := 0
	for some := range slices.Chunk(ids, 50) {
		w.progress("判定", done, len(ids))
		if err := w.service.compliance.RefreshSchools(w.tx, models.CauseImported, some); err != nil {
			return err
		}
		done += len(some)
	}
	return nil
}
