package compliance

import (
	"banbantong/models"
	"banbantong/services/standard"
)

// Counts is what the statistics of a school are made of.
type Counts struct {
	Categories []models.SchoolCounts
	Criteria   []models.SchoolCriterionCounts
}

// Tally counts the classrooms and devices of one school by the verdicts that they carry. Categories and criteria of
// which there is nothing to say have no row.
func Tally(std *standard.Standard, schoolID uint, rooms []models.Classroom, devices []models.Device) Counts {
	t := tally{categories: map[models.Category]*models.SchoolCounts{}}
	for i := range rooms {
		t.room(&rooms[i])
	}
	for i := range devices {
		t.device(&devices[i])
	}
	return t.counts(std, schoolID)
}

type tally struct {
	categories map[models.Category]*models.SchoolCounts
	criteria   [64]models.SchoolCriterionCounts // by bit
}

func (t *tally) of(category models.Category) *models.SchoolCounts {
	c := t.categories[category]
	if c == nil {
		c = &models.SchoolCounts{Category: category}
		t.categories[category] = c
	}
	return c
}

func (t *tally) room(r *models.Classroom) {
	if r.RetiredAt != nil {
		return
	}
	c := t.of(models.CategorySuite)
	c.Total++
	if !r.HasSuite {
		return
	}
	count(c, r.Grade, r.StandardGrade, r.Damaged)
	if r.Usable {
		c.Usable++
	}
	add(r.NetworkGrade, &c.NetworkPassed, &c.NetworkFailed, &c.NetworkUnknown)
	add(r.SoftwareGrade, &c.SoftwarePassed, &c.SoftwareFailed, &c.SoftwareUnknown)
	for n := range standard.Set(r.Fails & r.Judged).Bits() {
		t.criteria[n].FailedSuites++
	}
	for n := range standard.Set(r.Unknowns & r.Judged).Bits() {
		t.criteria[n].UnknownSuites++
	}
}

func (t *tally) device(d *models.Device) {
	if d.State == models.DeviceRetired {
		return
	}
	c := t.of(d.Category)
	c.Total++
	if !d.Installed() {
		return
	}
	count(c, d.Grade, d.StandardGrade, d.State.Damaged())
	if d.MissingDate {
		c.MissingDate++
	}
	for n := range standard.Set(d.Fails & d.Judged).Bits() {
		t.criteria[n].FailedDevices++
	}
	for n := range standard.Set(d.Unknowns & d.Judged).Bits() {
		t.criteria[n].UnknownDevices++
	}
}

// count adds one thing in use.
func count(c *models.SchoolCounts, grade, standardGrade models.Grade, damaged bool) {
	c.InUse++
	add(grade, &c.Passed, &c.Failed, &c.Unknown)
	if standardGrade == models.GradePass {
		c.StandardPassed++
	}
	failed := grade == models.GradeFail
	if damaged {
		c.Damaged++
	}
	if failed && damaged {
		c.FailedAndDamaged++
	}
	if failed || damaged {
		c.FailedOrDamaged++
	}
}

func add(grade models.Grade, passed, failed, unknown *int) {
	switch grade {
	case models.GradePass:
		*passed++
	case models.GradeFail:
		*failed++
	case models.GradeUnknown:
		*unknown++
	}
}

func (t *tally) counts(std *standard.Standard, schoolID uint) Counts {
	var all Counts
	for _, info := range models.Categories() {
		if c := t.categories[info.Code]; c != nil {
			c.SchoolID = schoolID
			all.Categories = append(all.Categories, *c)
		}
	}
	if c := t.categories[models.CategorySuite]; c != nil {
		c.SchoolID = schoolID
		all.Categories = append(all.Categories, *c)
	}
	for n := range t.criteria {
		c := t.criteria[n]
		if c == (models.SchoolCriterionCounts{}) {
			continue
		}
		c.SchoolID, c.Criterion = schoolID, std.IDAt(n)
		all.Criteria = append(all.Criteria, c)
	}
	return all
}
