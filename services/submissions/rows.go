package submissions

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/report"
)

// Row is a line of the frozen detail of a school, to be read and marked: a classroom, or a device in it.
type Row struct {
	ClassroomID uint
	DeviceID    uint // 0 in the line of the classroom itself
	Name        string
	Grade       models.Grade
	Damaged     bool
	Reasons     []string // what is 不达标 or 损坏
}

// Rows is the frozen detail of the school that a snapshot is of, each classroom before its devices. A sum has no lines of
// its own beside those of the school that made it.
func (s *Service) Rows(ctx context.Context, actor access.Actor, id uint) (rows []Row, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	snapshot, err := findSnapshot(db, actor, id)
	if err != nil {
		return nil, err
	}
	content, err := parse(snapshot)
	if err != nil || content.Own == nil {
		return nil, err
	}
	titles, err := titlesOf(db, snapshot, content)
	if err != nil {
		return nil, err
	}
	bodies, err := bodiesOf(db, snapshot.ID)
	if err != nil {
		return nil, err
	}
	school, _, err := unpack(bodies[snapshot.ID])
	if err != nil {
		return nil, err
	}
	for _, room := range school.Rooms {
		rows = append(rows, rowOfRoom(room, titles))
		for _, device := range room.Devices {
			rows = append(rows, rowOfDevice(room, device, titles))
		}
	}
	return rows, nil
}

func rowOfRoom(room report.Room, titles map[string]string) Row {
	row := Row{ClassroomID: room.ID, Name: room.FullName(), Grade: room.Grade, Damaged: room.Damaged}
	for _, v := range room.Verdicts {
		if v.Grade == models.GradeFail {
			row.Reasons = append(row.Reasons, titles[v.Criterion]+"："+v.Measured)
		}
	}
	return row
}

func rowOfDevice(room report.Room, d report.Device, titles map[string]string) Row {
	row := Row{ClassroomID: room.ID, DeviceID: d.ID, Name: deviceName(d), Grade: d.Grade, Damaged: d.State.Damaged()}
	for _, f := range d.Failures {
		row.Reasons = append(row.Reasons, titles[f.Criterion]+"："+f.Measured)
	}
	if row.Damaged {
		row.Reasons = append(row.Reasons, d.State.Label())
	}
	return row
}

// deviceName is how a person knows a frozen device.
func deviceName(d report.Device) string {
	name := strings.Join(strings.Fields(d.Category.Label()+" "+d.Brand+" "+d.Model), " ")
	if d.AssetNo != "" {
		name += "（" + d.AssetNo + "）"
	}
	return name
}

// label names the returned rows, each of which must belong to the place.
func label(tx *gorm.DB, p place, rows []models.ReturnedRow) error {
	var check errs.Check
	check.That(len(rows) <= 200, "rows", "一次最多指出 200 行。")
	for i := range rows {
		r := &rows[i]
		r.Note = strings.TrimSpace(r.Note)
		n := len([]rune(r.Note))
		check.That(n > 0 && n <= 500, fmt.Sprintf("rows[%d].note", i), "请写明这一行有什么问题，最多 500 个字。")
	}
	if err := check.Err(); err != nil {
		return err
	}
	found, err := findingsOf(tx, p, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if r.Label = found[r.Finding]; r.Finding == "" {
			if r.Label, err = nameOf(tx, p, *r); err != nil {
				return err
			}
		}
		if r.Label == "" {
			return errs.Missing("要退回的行")
		}
	}
	return nil
}

// findingsOf are the titles of what the returned figures say of themselves, by key, where any row is about that.
func findingsOf(tx *gorm.DB, p place, rows []models.ReturnedRow) (map[string]string, error) {
	titles := map[string]string{}
	for _, r := range rows {
		if r.Finding == "" || p.sub.SnapshotID == nil || len(titles) > 0 {
			continue
		}
		snapshots, err := snapshotsByID(tx, []uint{*p.sub.SnapshotID})
		if err != nil {
			return nil, err
		}
		content, err := parse(snapshots[*p.sub.SnapshotID])
		if err != nil {
			return nil, err
		}
		for _, f := range content.Findings {
			titles[f.Key] = f.Title
		}
	}
	return titles, nil
}

// nameOf names an organisation, a classroom or a device at or below the place: with its school where the place is not
// that school, and a device with its classroom. "" where there is none.
func nameOf(tx *gorm.DB, p place, r models.ReturnedRow) (string, error) {
	query := tx.Limit(1)
	switch {
	case r.DeviceID != 0:
		query = query.Table("devices AS d").Joins("JOIN organisations AS o ON o.id = d.school_id").
			Joins("LEFT JOIN classrooms AS c ON c.id = d.classroom_id").Where("d.id = ?", r.DeviceID).
			Select("o.id, o.name AS organisation, c.building, c.name AS classroom, d.name AS device")
	case r.ClassroomID != 0:
		query = query.Table("classrooms AS c").Joins("JOIN organisations AS o ON o.id = c.school_id").Where("c.id = ?", r.ClassroomID).
			Select("o.id, o.name AS organisation, c.building, c.name AS classroom, '' AS device")
	default:
		query = query.Table("organisations AS o").Where("o.id = ?", r.OrganisationID).Select("o.id, o.name AS organisation, '' AS building, '' AS classroom, '' AS device")
	}
	var found []struct {
		ID                                        uint
		Organisation, Building, Classroom, Device string
	}
	if err := query.Scopes(access.PathsUnder("o.path", p.Path)).Find(&found).Error; err != nil {
		return "", fmt.Errorf("find a returned row: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	f := found[0]
	if f.ID == p.ID && f.Classroom+f.Device != "" {
		f.Organisation = ""
	}
	return strings.Join(strings.Fields(f.Organisation+" "+f.Building+" "+f.Classroom+" "+f.Device), " "), nil
}
