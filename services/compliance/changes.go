package compliance

import (
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
)

// deviceVerdict is every verdict column of a device.
type deviceVerdict struct {
	models.Verdicts
	standard    models.Grade
	missingDate bool
}

// stood is where a device was part of a suite when it was last judged, 0 being nowhere, and whether it was damaged there.
type stood struct {
	in      uint
	damaged bool
}

// image is what history and the verdict columns say of a device.
type image struct {
	deviceVerdict
	stood
}

func imageOf(d *models.Device) image {
	i := image{verdictOfDevice(d), stood{damaged: d.StoodDamaged}}
	if d.StoodIn != nil {
		i.in = *d.StoodIn
	}
	return i
}

// roomVerdict is every verdict column of a classroom.
type roomVerdict struct {
	models.Verdicts
	standard, network, software models.Grade
	hasSuite, damaged, usable   bool
}

func verdictOfDevice(d *models.Device) deviceVerdict {
	return deviceVerdict{d.Verdicts, d.StandardGrade, d.MissingDate}
}

func verdictOfRoom(r *models.Classroom) roomVerdict {
	return roomVerdict{r.Verdicts, r.StandardGrade, r.NetworkGrade, r.SoftwareGrade, r.HasSuite, r.Damaged, r.Usable}
}

// Difference is something stored that is not what the facts say.
type Difference struct {
	SchoolID uint
	Subject  string // device, classroom, school or counts
	ID       uint   // of the subject; the school's for counts
	Stored   string
	Judged   string
}

// changes are the verdicts that are not what is stored, by what they are now: devices bought together mostly stand
// alike, so one statement serves many.
type changes struct {
	devices     map[deviceVerdict][]uint
	stood       map[stood][]uint
	rooms       map[roomVerdict][]uint
	schools     map[models.Verdicts][]uint
	past        []models.PastStanding
	differences []Difference
}

func newChanges() changes {
	return changes{devices: map[deviceVerdict][]uint{}, stood: map[stood][]uint{}, rooms: map[roomVerdict][]uint{}, schools: map[models.Verdicts][]uint{}}
}

func (c *changes) device(d *models.Device, before image) {
	now := imageOf(d)
	if now == before {
		return
	}
	if now.stood != before.stood {
		c.stood[now.stood] = append(c.stood[now.stood], d.ID)
	}
	if now.deviceVerdict != before.deviceVerdict {
		c.devices[now.deviceVerdict] = append(c.devices[now.deviceVerdict], d.ID)
		c.differ(d.SchoolID, "device", d.ID, before.deviceVerdict, now.deviceVerdict)
	} else {
		c.differ(d.SchoolID, "device", d.ID, before.stood, now.stood)
	}
	if was := before.standing(); now.in != before.in || !was.CountsLike(now.standing()) {
		p := models.PastStanding{Subject: models.StandingOfDevice, SubjectID: d.ID, SchoolID: d.SchoolID, Standing: was}
		if before.in != 0 {
			p.ClassroomID = &before.in
		}
		c.past = append(c.past, p)
	}
}

func (c *changes) room(r *models.Classroom, before roomVerdict) {
	if now := verdictOfRoom(r); now != before {
		if was := before.standing(); !was.CountsLike(now.standing()) {
			c.past = append(c.past, models.PastStanding{Subject: models.StandingOfClassroom, SubjectID: r.ID, SchoolID: r.SchoolID, Standing: was})
		}
		c.rooms[now] = append(c.rooms[now], r.ID)
		c.differ(r.SchoolID, "classroom", r.ID, before, now)
	}
}

func (c *changes) school(s *models.School, before models.Verdicts) {
	if s.Verdicts != before {
		c.schools[s.Verdicts] = append(c.schools[s.Verdicts], s.ID)
		c.differ(s.ID, "school", s.ID, before, s.Verdicts)
	}
}

func (c *changes) differ(schoolID uint, subject string, id uint, stored, judged any) {
	c.differences = append(c.differences, Difference{schoolID, subject, id, fmt.Sprintf("%+v", stored), fmt.Sprintf("%+v", judged)})
}

// write stores the changed verdicts. It leaves version and updated_at alone: nobody has edited anything.
func (c *changes) write(tx *gorm.DB) error {
	for v, ids := range c.devices {
		if err := update(tx, &models.Device{}, ids, columns(v.Verdicts, map[string]any{
			"standard_grade": v.standard, "missing_date": v.missingDate})); err != nil {
			return fmt.Errorf("write the verdicts of devices: %w", err)
		}
	}
	for v, ids := range c.stood {
		in := any(v.in)
		if v.in == 0 {
			in = nil
		}
		if err := update(tx, &models.Device{}, ids, map[string]any{"stood_in": in, "stood_damaged": v.damaged}); err != nil {
			return fmt.Errorf("write where devices stand: %w", err)
		}
	}
	for v, ids := range c.rooms {
		if err := update(tx, &models.Classroom{}, ids, columns(v.Verdicts, map[string]any{
			"standard_grade": v.standard, "network_grade": v.network, "software_grade": v.software,
			"has_suite": v.hasSuite, "damaged": v.damaged, "usable": v.usable})); err != nil {
			return fmt.Errorf("write the verdicts of classrooms: %w", err)
		}
	}
	for v, ids := range c.schools {
		if err := update(tx, &models.School{}, ids, columns(v, map[string]any{})); err != nil {
			return fmt.Errorf("write the verdicts of schools: %w", err)
		}
	}
	return nil
}

func columns(v models.Verdicts, others map[string]any) map[string]any {
	others["fails"], others["unknowns"], others["judged"], others["grade"] = v.Fails, v.Unknowns, v.Judged, v.Grade
	return others
}

// update sets the columns of the rows in statements of bearable length.
func update(tx *gorm.DB, model any, ids []uint, values map[string]any) error {
	for some := range slices.Chunk(ids, 500) {
		if err := tx.Model(model).Where("id IN ?", some).UpdateColumns(values).Error; err != nil {
			return err
		}
	}
	return nil
}

// writeCounts stores the counts of a school where they are not what is stored, and says whether there were such.
func writeCounts(tx *gorm.DB, stored, now Counts) (changed bool, err error) {
	upsert := clause.OnConflict{UpdateAll: true}
	if rows := without(now.Categories, stored.Categories); len(rows) > 0 {
		changed = true
		if err := tx.Clauses(upsert).Create(&rows).Error; err != nil {
			return changed, fmt.Errorf("write the counts of a school: %w", err)
		}
	}
	if rows := without(now.Criteria, stored.Criteria); len(rows) > 0 {
		changed = true
		if err := tx.Clauses(upsert).Create(&rows).Error; err != nil {
			return changed, fmt.Errorf("write the counts of a school by criterion: %w", err)
		}
	}
	if gone := missing(stored.Categories, now.Categories, sameCategory); len(gone) > 0 {
		changed = true
		if err := tx.Delete(&gone).Error; err != nil {
			return changed, fmt.Errorf("remove counts of a school: %w", err)
		}
	}
	if gone := missing(stored.Criteria, now.Criteria, sameCriterion); len(gone) > 0 {
		changed = true
		if err := tx.Delete(&gone).Error; err != nil {
			return changed, fmt.Errorf("remove counts of a school by criterion: %w", err)
		}
	}
	return changed, nil
}

func sameCategory(a, b models.SchoolCounts) bool { return a.Category == b.Category }

func sameCriterion(a, b models.SchoolCriterionCounts) bool { return a.Criterion == b.Criterion }

// missing are the rows that none of the others is about.
func missing[T any](rows, others []T, same func(a, b T) bool) []T {
	var gone []T
	for _, r := range rows {
		if !slices.ContainsFunc(others, func(o T) bool { return same(r, o) }) {
			gone = append(gone, r)
		}
	}
	return gone
}

// without are the rows that are not among the others.
func without[T comparable](rows, others []T) []T {
	var rest []T
	for _, r := range rows {
		if !slices.Contains(others, r) {
			rest = append(rest, r)
		}
	}
	return rest
}

func (c Counts) equal(other Counts) bool {
	return len(c.Categories) == len(other.Categories) && len(c.Criteria) == len(other.Criteria) &&
		len(without(c.Categories, other.Categories)) == 0 && len(without(c.Criteria, other.Criteria)) == 0
}
