package report

import (
	"maps"

	"banbantong/models"
	"banbantong/services/standard"
)

// sum is what a line of a table of figures adds up.
type sum struct {
	Figures
	connected     int            // classrooms on the education network
	failedSuites  map[string]int // by criterion
	passedSchools map[string]int // by criterion of the school itself
	rooms         int            // that need something
	needs         map[string]int // by measure
	cents         int64
	categories    map[models.Category]Figures
}

func (s *sum) add(part sum) {
	s.Figures.Add(part.Figures)
	s.connected += part.connected
	s.rooms += part.rooms
	s.cents += part.cents
	addEach(&s.failedSuites, part.failedSuites)
	addEach(&s.passedSchools, part.passedSchools)
	addEach(&s.needs, part.needs)
	for category, figures := range part.categories {
		if s.categories == nil {
			s.categories = map[models.Category]Figures{}
		}
		of := s.categories[category]
		of.Add(figures)
		s.categories[category] = of
	}
}

func addEach(sum *map[string]int, part map[string]int) {
	if *sum == nil {
		*sum = maps.Clone(part)
		return
	}
	for key, n := range part {
		(*sum)[key] += n
	}
}

func figuresOf(school School) sum { return sum{Figures: school.Figures()} }

// networkOf counts what 网络与软件情况表 says.
func networkOf(school School) sum {
	s := figuresOf(school)
	s.failedSuites, s.passedSchools = map[string]int{}, map[string]int{}
	for _, c := range school.Criteria {
		s.failedSuites[c.Criterion] = c.FailedSuites
	}
	for _, v := range school.Verdicts {
		if v.Grade == models.GradePass {
			s.passedSchools[v.Criterion] = 1
		}
	}
	for _, room := range school.Rooms {
		if !room.Retired && room.OnCampusNetwork != nil && *room.OnCampusNetwork {
			s.connected++
		}
	}
	return s
}

// renewalOf counts what 更新需求表 says.
func renewalOf(school School) sum {
	s := figuresOf(school)
	s.needs = map[string]int{}
	for _, room := range school.Rooms {
		if len(room.Needs) > 0 {
			s.rooms++
		}
		for _, need := range room.Needs {
			s.needs[need.Measure] += need.Count
		}
		s.cents += room.cents()
	}
	return s
}

// allOf counts everything that a line may say.
func allOf(school School) sum {
	s, renewal := networkOf(school), renewalOf(school)
	s.rooms, s.needs, s.cents, s.categories = renewal.rooms, renewal.needs, renewal.cents, map[models.Category]Figures{}
	for _, c := range school.Counts {
		var of Figures
		of.AddCategory(models.SchoolCounts(c))
		s.categories[c.Category] = of
	}
	return s
}

// criteriaOf are the criteria of a group about a school, or about what is below it.
func (s Standard) criteriaOf(group standard.Group, ofSchool bool) []Criterion {
	var found []Criterion
	for _, c := range s.Criteria {
		if c.Group == group && (c.Subject == standard.SubjectSchool) == ofSchool {
			found = append(found, c)
		}
	}
	return found
}
