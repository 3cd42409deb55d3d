package renewal

import (
	"context"
	"slices"
	"sync"

	"banbantong/models"
	"banbantong/services/standard"
)

// need is a classroom that is not in order, and what the standard says about it.
type need struct {
	models.RenewalPlanRoom
	grade      standard.Outcome // of all that the plan aims at, afterwards
	unverified []string         // titles of the criteria whose facts are missing
	failing    []string         // titles of those that fail although nothing mends them
	helped     bool             // something that has a price brings it in order
}

// assessment is what there is to do at a place.
type assessment struct {
	rooms   int // looked at
	needing []need
}

// assess finds what every classroom needs by the standard that holds where it is, county by county, and
// counts the schools that it has done.
func (s *Service) assess(ctx context.Context, standards func(path string) (*standard.Standard, error), path string, t standard.Terms, r *running) (assessment, error) {
	var all assessment
	var mu sync.Mutex
	on := models.DateOf(s.now())
	schools, err := schoolsAt(s.db.WithContext(ctx), path)
	if err != nil {
		return all, err
	}
	r.total.Store(int64(len(schools)))
	err = eachCounty(ctx, s.db, schools, func(county []*site) error {
		evaluators := map[*standard.Standard]*standard.Evaluator{}
		var found []need
		rooms := 0
		for _, school := range county {
			std, err := standards(school.Path)
			if err != nil {
				return err
			}
			e := evaluators[std]
			if e == nil {
				e = std.Evaluator()
				evaluators[std] = e
			}
			for i := range school.rooms {
				rooms++
				if n, needs := assessRoom(std, e, school, &school.rooms[i], on, t); needs {
					found = append(found, n)
				}
			}
			r.done.Add(1)
		}
		mu.Lock()
		defer mu.Unlock()
		all.rooms += rooms
		all.needing = append(all.needing, found...)
		return nil
	})
	// counties end in any order; a plan of the same data is the same plan
	slices.SortFunc(all.needing, func(a, b need) int { return int(a.ClassroomID) - int(b.ClassroomID) })
	return all, err
}

func assessRoom(std *standard.Standard, e *standard.Evaluator, school *site, room *models.Classroom, on models.Date, t standard.Terms) (need, bool) {
	facts := school.facts(room, on)
	r, helped := e.Remedy(&facts, t)
	n := need{helped: helped, RenewalPlanRoom: models.RenewalPlanRoom{ClassroomID: room.ID, SchoolID: school.ID, Pupils: room.StudentCount,
		Rural: school.Area == models.AreaRural, Needs: []models.PlanNeed{}, Released: []uint{}}}
	if !helped {
		now, _ := e.Room(&facts)
		n.grade, n.failing = gradeOf(now, t.Groups), titles(std, now.Fails&now.Judged&among(std, t.Groups))
		return n, n.grade == standard.Fail || slices.ContainsFunc(facts.Devices, func(d standard.Device) bool { return d.Damage != standard.Sound })
	}
	n.grade, n.Cents, n.Grade = gradeOf(r.After, t.Groups), r.Cents, gradeOf(r.After, t.Groups).Grade()
	n.unverified = titles(std, r.Unverified)
	n.Released = append(n.Released, r.Released...)
	for _, measure := range r.Needs {
		n.Needs = append(n.Needs, models.PlanNeed{Measure: measure.Measure.ID, Title: measure.Measure.Title, Count: measure.Count,
			Cents: t.Prices[measure.Measure.ID] * int64(measure.Count), Clauses: clauses(measure)})
	}
	return n, len(n.Needs) > 0
}

func among(std *standard.Standard, groups []standard.Group) standard.Set {
	set := std.Of(standard.GroupHardware)
	for _, g := range groups {
		set |= std.Of(g)
	}
	return set
}

// gradeOf is the grade of the hardware and of the other groups that are asked for.
func gradeOf(j standard.Judgement, groups []standard.Group) standard.Outcome {
	grade := j.Grade
	for _, g := range groups {
		switch g {
		case standard.GroupNetwork:
			grade = max(grade, j.NetworkGrade)
		case standard.GroupSoftware:
			grade = max(grade, j.SoftwareGrade)
		}
	}
	return grade
}

func titles(std *standard.Standard, of standard.Set) []string {
	var names []string
	for _, c := range std.Criteria() {
		if of.Has(c.Bit) {
			names = append(names, c.Title)
		}
	}
	return names
}

// clauses says what a measure is for: 附件一·1 内存 ≥ 4 GB.
func clauses(n standard.Need) []string {
	texts := []string{}
	for _, c := range n.Criteria {
		texts = append(texts, c.Clause+" "+c.Title+"："+c.Required)
	}
	if len(n.Devices) > 0 {
		texts = append(texts, "修复损坏的设备")
	}
	return texts
}
