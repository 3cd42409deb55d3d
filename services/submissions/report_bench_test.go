package submissions

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// BenchmarkReport has a whole demo province report, of 2,000 schools unless BANBANTONG_BENCH_SCHOOLS says otherwise: every
// school is filled in for, every centre, county, city and the province accept what is below them and submit. The metrics
// are the seconds of each step in all, and of the longest.
func BenchmarkReport(b *testing.B) {
	schools := dbtest.BenchSchools(b)
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db := open(b)
		if _, err := demo.Fill(b.Context(), db, demo.Options{Schools: schools, Seed: 1, Password: "Banbantong-2026", Now: noon}, func(int) {}); err != nil {
			b.Fatal(err)
		}
		r := newReporting(b, db)
		for b.Loop() {
			r.report(r.open(r.root))
		}
		if sub := r.last.Submission; sub.Status != submitted || len(r.last.Current.Content.Missing)+len(r.last.Current.Content.MissingBelow) > 0 {
			b.Fatalf("the province has not reported in full: %+v", sub)
		}
		for _, step := range slices.Sorted(maps.Keys(r.took)) {
			b.ReportMetric(r.took[step].Seconds()/float64(b.N), step+"-s")
		}
		b.ReportMetric(r.longest.Seconds(), "longest-s")
	})
}

// reporting is a province that reports. Its places are named by their ids, which no two share.
type reporting struct {
	*world
	root    string
	below   map[string][]string
	took    map[string]time.Duration
	longest time.Duration
	last    Page // of the province
}

func newReporting(b *testing.B, db *gorm.DB) *reporting {
	r := &reporting{world: newWorld(b, db), below: map[string][]string{}, took: map[string]time.Duration{}}
	var paths []string
	r.must(db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).Pluck("o.path", &paths).Error)
	reports := map[uint]bool{} // who has a school to report of
	for _, path := range paths {
		for _, id := range models.PathIDs(path) {
			reports[id] = true
		}
	}
	var all []models.Organisation
	r.must(db.Order("path").Find(&all).Error)
	name := func(id uint) string { return strconv.FormatUint(uint64(id), 10) }
	for _, o := range all {
		if !reports[o.ID] {
			continue
		}
		r.places[name(o.ID)] = o
		if o.ParentID == nil {
			r.root = name(o.ID)
			continue
		}
		r.below[name(*o.ParentID)] = append(r.below[name(*o.ParentID)], name(o.ID))
	}
	return r
}

// step does something and notes how long it took.
func (r *reporting) step(name string, do func()) {
	began := time.Now()
	do()
	took := time.Since(began)
	r.took[name] += took
	r.longest = max(r.longest, took)
}

func (r *reporting) report(p Period) { r.bureau(p, r.root) }

// bureau has what is below a bureau report, the schools all at once, and then the bureau itself.
func (r *reporting) bureau(p Period, place string) {
	office := r.office(place)
	levels := r.schools(place)
	for _, level := range slices.Backward(levels) {
		for _, school := range level {
			r.accepts(p, school, r.below[school]...)
		}
		for some := range slices.Chunk(level, 200) {
			var batch Batch
			ids := make([]uint, len(some))
			for i, school := range some {
				ids[i] = r.places[school].ID
			}
			r.step("look", func() { batch = r.explained(p, office, place, ids...) })
			r.step("fill-in", func() {
				outcomes, err := r.service.FillIn(r.t.Context(), office, p.ID, r.places[place].ID, batch)
				r.must(err)
				r.allDone(outcomes)
			})
		}
	}
	var bureaus []string
	for _, one := range r.below[place] {
		if r.places[one].Kind != models.KindSchool {
			r.bureau(p, one)
			bureaus = append(bureaus, one)
		}
	}
	r.accepts(p, place, bureaus...)
	r.step("submit", func() {
		var err error
		r.last, err = r.submit(p, office, place)
		r.must(err)
	})
}

func (r *reporting) accepts(p Period, superior string, places ...string) {
	if len(places) == 0 {
		return
	}
	r.step("accept", func() { r.allDone(r.accept(p, r.office(superior), superior, places...)) })
}

func (r *reporting) allDone(outcomes []Outcome) {
	for _, o := range outcomes {
		if o.Problem != "" {
			r.t.Fatal(o.Name, o.Problem)
		}
	}
}

// schools are the schools below a place that no bureau stands between, level by level.
func (r *reporting) schools(place string) (levels [][]string) {
	for _, one := range r.below[place] {
		if r.places[one].Kind != models.KindSchool {
			continue
		}
		for depth, level := range append([][]string{{one}}, r.schools(one)...) {
			if depth == len(levels) {
				levels = append(levels, nil)
			}
			levels[depth] = append(levels[depth], level...)
		}
	}
	return levels
}
