package compliance

import (
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
)

// closed is what held until today and does so no longer. Only the past is kept beside what is current: a day on which
// nothing changes costs nothing, and a change on a day that has already seen one leaves what was before the first.
type closed struct {
	categories []models.PastSchoolCounts
	criteria   []models.PastSchoolCriterionCounts
	standings  []models.PastStanding
}

// since dates the counts: those that are what is stored hold since they did, the others since today.
func (c Counts) since(stored Counts, today models.Date) Counts {
	for i := range c.Categories {
		c.Categories[i].Since = today
		for _, old := range stored.Categories {
			same := c.Categories[i]
			if same.Since = old.Since; same == old {
				c.Categories[i] = same
			}
		}
	}
	for i := range c.Criteria {
		c.Criteria[i].Since = today
		for _, old := range stored.Criteria {
			same := c.Criteria[i]
			if same.Since = old.Since; same == old {
				c.Criteria[i] = same
			}
		}
	}
	return c
}

// counts closes the counts of a school that have changed, unless they came about today.
func (p *closed) counts(stored, now Counts, today models.Date) {
	for _, c := range without(stored.Categories, now.Categories) {
		if c.Since < today {
			p.categories = append(p.categories, models.PastSchoolCounts{SchoolCounts: c, Until: today})
		}
	}
	for _, c := range without(stored.Criteria, now.Criteria) {
		if c.Since < today {
			p.criteria = append(p.criteria, models.PastSchoolCriterionCounts{SchoolCriterionCounts: c, Until: today})
		}
	}
}

// rowsAtOnce is how many rows of history one statement writes.
const rowsAtOnce = 200

func (p *closed) write(tx *gorm.DB, why models.Cause, today models.Date) error {
	for i := range p.standings {
		p.standings[i].Until, p.standings[i].Causes = today, why
	}
	standings, err := known(tx, p.standings, today)
	if err != nil {
		return err
	}
	if err := placed(tx, standings); err != nil {
		return err
	}
	once := clause.OnConflict{DoNothing: true} // a clock that was set back
	if len(p.categories) > 0 {
		if err := tx.Clauses(once).CreateInBatches(p.categories, rowsAtOnce).Error; err != nil {
			return fmt.Errorf("keep past counts: %w", err)
		}
	}
	if len(p.criteria) > 0 {
		if err := tx.Clauses(once).CreateInBatches(p.criteria, rowsAtOnce).Error; err != nil {
			return fmt.Errorf("keep past counts by criterion: %w", err)
		}
	}
	if len(standings) > 0 {
		if err := tx.Clauses(again(tx)).CreateInBatches(standings, rowsAtOnce).Error; err != nil {
			return fmt.Errorf("keep past standings: %w", err)
		}
	}
	return nil
}

// again is what becomes of the second change of a thing on one day: how it stood before the first stays, and the causes
// add up.
func again(tx *gorm.DB) clause.OnConflict {
	causes, moved := "past_standings.causes | excluded.causes", "COALESCE(excluded.moved_to, past_standings.moved_to)"
	if tx.Name() == "mysql" {
		causes, moved = "causes | VALUES(causes)", "COALESCE(VALUES(moved_to), moved_to)"
	}
	return clause.OnConflict{Columns: []clause.Column{{Name: "subject"}, {Name: "subject_id"}, {Name: "until"}},
		DoUpdates: clause.Assignments(map[string]any{"causes": gorm.Expr(causes), "moved_to": gorm.Expr(moved)})}
}

// known leaves out what was registered today: it stood nowhere before.
func known(tx *gorm.DB, all []models.PastStanding, today models.Date) ([]models.PastStanding, error) {
	perhaps := map[models.StandingSubject][]uint{}
	for _, p := range all {
		if !p.InUse {
			perhaps[p.Subject] = append(perhaps[p.Subject], p.SubjectID)
		}
	}
	for subject, table := range map[models.StandingSubject]string{models.StandingOfDevice: "devices", models.StandingOfClassroom: "classrooms"} {
		for ids := range slices.Chunk(perhaps[subject], 500) {
			var fresh []uint
			if err := tx.Table(table).Where("id IN ? AND created_at >= ?", ids, today.Begin().UTC()).Pluck("id", &fresh).Error; err != nil {
				return nil, fmt.Errorf("find what was registered today: %w", err)
			}
			all = slices.DeleteFunc(all, func(p models.PastStanding) bool {
				return !p.InUse && p.Subject == subject && slices.Contains(fresh, p.SubjectID)
			})
		}
	}
	return all, nil
}

// placed names the school that each device stood in: that of its classroom, which it may have left for another school.
func placed(tx *gorm.DB, devices []models.PastStanding) error {
	var rooms []uint
	for _, p := range devices {
		if p.ClassroomID != nil {
			rooms = append(rooms, *p.ClassroomID)
		}
	}
	schools := map[uint]uint{}
	for ids := range slices.Chunk(rooms, 500) {
		var found []models.Classroom
		if err := tx.Select("id, school_id").Where("id IN ?", ids).Find(&found).Error; err != nil {
			return fmt.Errorf("find where devices stood: %w", err)
		}
		for _, r := range found {
			schools[r.ID] = r.SchoolID
		}
	}
	for i := range devices {
		p := &devices[i]
		if p.ClassroomID == nil {
			continue
		}
		if school, there := schools[*p.ClassroomID]; there && school != p.SchoolID {
			now := p.SchoolID
			p.SchoolID, p.MovedTo = school, &now
		}
	}
	return nil
}

// standing is how the device counted.
func (i image) standing() models.Standing {
	s := models.Standing{InUse: i.in != 0, Damaged: i.damaged}
	if s.InUse {
		s.Failed, s.Failing = i.Grade == models.GradeFail, i.Fails&i.Judged
	}
	return s
}

// standing is how the classroom counted.
func (v roomVerdict) standing() models.Standing {
	return models.Standing{InUse: v.hasSuite, Failed: v.hasSuite && v.Grade == models.GradeFail, Damaged: v.damaged, Failing: v.Fails & v.Judged}
}

// StandingOfDevice is how a device that was judged counts.
func StandingOfDevice(d *models.Device) models.Standing { return imageOf(d).standing() }

// StandingOfClassroom is how a classroom that was judged counts.
func StandingOfClassroom(r *models.Classroom) models.Standing { return verdictOfRoom(r).standing() }
