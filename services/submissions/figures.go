package submissions

import (
	"maps"

	"banbantong/models"
	"banbantong/services/report"
)

// Figures are what a submission counts: those of one school, or sums. As JSON they only ever grow.
type Figures struct {
	Schools        int                               `json:"schools"` // without teaching points
	TeachingPoints int                               `json:"teaching_points"`
	Categories     map[models.Category]report.Counts `json:"categories"`
	Criteria       map[string]report.CriterionCounts `json:"criteria"`
}

// figuresOf are those of one school.
func figuresOf(school report.School) Figures {
	f := newFigures()
	sites := school.Figures()
	f.Schools, f.TeachingPoints = sites.Schools, sites.TeachingPoints
	for _, c := range school.Counts {
		c.SchoolID = 0
		f.Categories[c.Category] = c
	}
	for _, c := range school.Criteria {
		c.SchoolID = 0
		f.Criteria[c.Criterion] = c
	}
	return f
}

func newFigures() Figures {
	return Figures{Categories: map[models.Category]report.Counts{}, Criteria: map[string]report.CriterionCounts{}}
}

// add counts one more part of the whole.
func (f *Figures) add(part Figures) {
	f.Schools += part.Schools
	f.TeachingPoints += part.TeachingPoints
	for category, c := range part.Categories {
		sum := models.SchoolCounts(f.Categories[category])
		report.AddCounts(&sum, models.SchoolCounts(c))
		sum.Category = category
		f.Categories[category] = report.Counts(sum)
	}
	for id, c := range part.Criteria {
		sum := f.Criteria[id]
		sum.Criterion = id
		sum.FailedSuites += c.FailedSuites
		sum.UnknownSuites += c.UnknownSuites
		sum.FailedDevices += c.FailedDevices
		sum.UnknownDevices += c.UnknownDevices
		f.Criteria[id] = sum
	}
}

func (f Figures) equal(other Figures) bool {
	return f.Schools == other.Schools && f.TeachingPoints == other.TeachingPoints &&
		maps.Equal(f.Categories, other.Categories) && maps.Equal(f.Criteria, other.Criteria)
}

// Totals are the figures as statistics show them: suites, and devices of all categories together.
func (f Figures) Totals() report.Figures {
	t := report.Figures{Sites: report.Sites{Schools: f.Schools, TeachingPoints: f.TeachingPoints}}
	for _, c := range f.Categories {
		t.AddCategory(models.SchoolCounts(c))
	}
	return t
}

// Nothing says whether there is nothing to report: neither 不达标 nor 损坏.
func (f Figures) Nothing() bool {
	t := f.Totals()
	return t.Suites.FailedOrDamaged+t.Devices.FailedOrDamaged == 0
}
