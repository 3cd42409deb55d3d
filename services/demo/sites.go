package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"banbantong/models"
)

// siteKind is a kind of school, by how it is run, with what is usual for it.
type siteKind struct {
	school       models.SchoolType
	share        float64 // of the sites of a county, in per cent
	centre       bool    // a 中心校: village schools and teaching points report to it
	village      bool    // reports to a 中心校
	rooms, class [2]int  // fewest and most rooms, fewest and most pupils in a class
	grades       []string
	waves        []weighted[*wave] // when its rooms were equipped
}

var (
	primaryGrades = numerals[:6]
	juniorGrades  = numerals[6:9]
	seniorGrades  = []string{"高一", "高二", "高三"}

	countyPrimary = &siteKind{school: models.SchoolPrimary, share: 6, rooms: [2]int{18, 36}, class: [2]int{42, 56},
		grades: primaryGrades, waves: []weighted[*wave]{{15, early}, {45, middle}, {40, late}}}
	countyJunior = &siteKind{school: models.SchoolJunior, share: 4, rooms: [2]int{18, 30}, class: [2]int{44, 55},
		grades: juniorGrades, waves: []weighted[*wave]{{15, early}, {50, middle}, {35, late}}}
	countySenior = &siteKind{school: models.SchoolComplete, share: 2.5, rooms: [2]int{24, 48}, class: [2]int{46, 55},
		grades: slices.Concat(juniorGrades, seniorGrades), waves: []weighted[*wave]{{20, early}, {45, middle}, {35, late}}}
	nineYear = &siteKind{school: models.SchoolNineYear, share: 1.5, rooms: [2]int{18, 30}, class: [2]int{38, 50},
		grades: numerals[:9], waves: []weighted[*wave]{{5, early}, {40, middle}, {55, late}}}
	centre = &siteKind{school: models.SchoolPrimary, share: 11, centre: true, rooms: [2]int{12, 24}, class: [2]int{30, 50},
		grades: primaryGrades, waves: []weighted[*wave]{{25, early}, {50, middle}, {25, late}}}
	townJunior = &siteKind{school: models.SchoolJunior, share: 7, rooms: [2]int{9, 18}, class: [2]int{32, 50},
		grades: juniorGrades, waves: []weighted[*wave]{{25, early}, {55, middle}, {20, late}}}
	village = &siteKind{school: models.SchoolPrimary, share: 36, village: true, rooms: [2]int{6, 8}, class: [2]int{12, 32},
		grades: primaryGrades, waves: []weighted[*wave]{{40, early}, {45, middle}, {15, late}}}
	teachingPoint = &siteKind{school: models.SchoolTeachingPoint, share: 32, village: true, rooms: [2]int{1, 4}, class: [2]int{3, 15},
		grades: primaryGrades[:4], waves: []weighted[*wave]{{35, early}, {50, middle}, {15, late}}}

	siteKinds = []*siteKind{countyPrimary, countyJunior, countySenior, nineYear, centre, townJunior, village, teachingPoint}

	// firstSites begin every county, so that even a small demo has some of each.
	firstSites = []*siteKind{countyPrimary, centre, village, teachingPoint, countyPrimary, centre, village, countyJunior, countyJunior,
		centre}
)

// site is one school to be filled with rooms.
type site struct {
	kind         *siteKind
	organisation *models.Organisation
	school       *models.School
	technicianID uint // who repairs its devices
	home         bool // in the county of the demo's accounts
}

// plan is the tree of a demo: what is created of it before the rooms.
type plan struct {
	now   time.Time
	seed  uint64
	zones []*models.Organisation
	sites []*site
	last  uint // id of an organisation
}

// comeHome says that all sites so far are in the county of the demo's accounts.
func (p *plan) comeHome() {
	for _, s := range p.sites {
		s.home = true
	}
}

// newPlan spreads the schools over the divisions: up to 200 make one county, more a province.
func newPlan(divisions []models.Organisation, schools int, seed uint64, now time.Time) *plan {
	p := &plan{now: now, seed: seed, last: divisions[len(divisions)-1].ID}
	home := slices.IndexFunc(divisions, func(o models.Organisation) bool { return o.GBCode != nil && *o.GBCode == homeDivision })
	if schools <= 200 {
		p.county(&divisions[home], homeTowns, sequence(schools, len(homeTowns)))
		p.comeHome()
		return p
	}
	var cities, counties []*models.Organisation
	counties = append(counties, &divisions[home])
	for i := range divisions {
		switch o := &divisions[i]; {
		case o.Kind == models.KindCity:
			cities = append(cities, o)
			schools-- // its own school
		case o.Kind == models.KindCounty && i != home:
			counties = append(counties, o)
		}
	}
	for _, z := range zones {
		for _, city := range cities {
			if *city.GBCode == z.city {
				p.zones = append(p.zones, p.organisation(city, models.KindCounty, z.name))
			}
		}
	}
	counties = append(counties, p.zones...)
	for i, n := range p.shares(counties, schools) {
		names := towns
		if i == 0 {
			names = homeTowns
		}
		p.county(counties[i], names, sequence(n, len(names)))
		if i == 0 {
			p.comeHome()
		}
	}
	for _, city := range cities {
		p.site(countySenior, city, city.Name+"第一中学", models.AreaUrban)
	}
	return p
}

// shares says how many schools each county gets: some are three times as large as others.
func (p *plan) shares(counties []*models.Organisation, schools int) []int {
	d := newDice(p.seed, 0)
	weights, sum := make([]float64, len(counties)), 0.0
	for i, c := range counties {
		weights[i] = 0.6 + 1.2*d.Float64()
		if c.GBCode == nil { // a zone
			weights[i] /= 5
		}
		sum += weights[i]
	}
	shares, given, before := make([]int, len(counties)), 0, 0.0
	for i, w := range weights {
		before += w
		shares[i] = int(math.Round(before/sum*float64(schools))) - given
		given += shares[i]
	}
	return shares
}

// sequence is the kinds of n schools of a county with so many towns, in the order of their creation: at every length
// as near to the usual shares as can be.
func sequence(n, towns int) []*siteKind {
	kinds := slices.Clone(firstSites[:min(n, len(firstSites))])
	have := map[*siteKind]int{}
	for _, k := range kinds {
		have[k]++
	}
	for len(kinds) < n {
		next := slices.MaxFunc(siteKinds, func(a, b *siteKind) int {
			lacks := func(k *siteKind) float64 {
				if k == centre && have[k] == towns {
					return math.Inf(-1)
				}
				return k.share/100*float64(len(kinds)+1) - float64(have[k])
			}
			return cmp.Compare(lacks(a), lacks(b))
		})
		kinds = append(kinds, next)
		have[next]++
	}
	return kinds
}

// county adds the schools of one county.
func (p *plan) county(county *models.Organisation, towns []string, kinds []*siteKind) {
	type town struct {
		name    string
		centre  *models.Organisation
		schools int
	}
	var places []*town
	count := map[*siteKind]int{}
	inTown := models.AreaTown
	if strings.HasSuffix(county.Name, "区") {
		inTown = models.AreaUrban
	}
	for _, kind := range kinds {
		n := count[kind]
		count[kind]++
		switch kind {
		case centre:
			t := &town{name: towns[n]}
			t.centre = p.site(kind, county, county.Name+t.name+"中心小学", models.AreaTown)
			places = append(places, t)
		case village, teachingPoint:
			t := slices.MinFunc(places, func(a, b *town) int { return cmp.Compare(a.schools, b.schools) })
			name := villages[(2*slices.Index(places, t)+t.schools)%len(villages)]
			t.schools++
			suffix := "小学"
			if kind == teachingPoint {
				suffix = "教学点"
			}
			p.site(kind, t.centre, county.Name+t.name+name+suffix, models.AreaRural)
		case townJunior:
			p.site(kind, county, county.Name+towns[n%len(towns)]+"中学", models.AreaTown)
		default:
			p.site(kind, county, county.Name+countyRunName(kind, n), inTown)
		}
	}
}

func countyRunName(kind *siteKind, n int) string {
	numeral := "第" + numerals[n%len(numerals)]
	switch kind {
	case countyPrimary:
		return numeral + "小学"
	case countyJunior:
		return numeral + "中学"
	case countySenior:
		return numeral + "完全中学"
	}
	return numeral + "实验学校"
}

func (p *plan) organisation(parent *models.Organisation, kind models.OrganisationKind, name string) *models.Organisation {
	p.last++
	return &models.Organisation{ID: p.last, ParentID: &parent.ID, Kind: kind, Name: name, Path: models.PathUnder(parent.Path, p.last),
		Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
}

// site adds a school and gives its organisation.
func (p *plan) site(kind *siteKind, parent *models.Organisation, name string, area models.Area) *models.Organisation {
	o := p.organisation(parent, models.KindSchool, name)
	d := newDice(p.seed, uint64(o.ID)<<32)
	school := &models.School{ID: o.ID, Code: schoolCode(kind.school, len(p.sites)+1), Type: kind.school, Area: area,
		Sponsor: models.SponsorEducation, GuestReports: true, Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
	if kind == nineYear && d.chance(40) {
		school.Sponsor = models.SponsorPrivate
	}
	switch kind {
	case teachingPoint:
		school.UplinkMbps = one(d, []*int{ptr(100), ptr(200), ptr(500), nil})
		if d.chance(60) { // it is counted with its 中心校
			school.Code = nil
		}
	case village:
		school.UplinkMbps = one(d, []*int{ptr(1000), ptr(1000), ptr(1000), ptr(500), nil})
	default:
		school.UplinkMbps = one(d, []*int{ptr(1000), ptr(1000), ptr(1000), ptr(2000), ptr(10000), ptr(500)})
	}
	if d.chance(90) {
		school.ClassInternetMbps = ptr(one(d, []int{100, 100, 200, 50}))
	}
	p.sites = append(p.sites, &site{kind: kind, organisation: o, school: school})
	return o
}

// schoolCode is the 学校标识码: category, province, serial number.
func schoolCode(school models.SchoolType, number int) *string {
	category := "21"
	switch school {
	case models.SchoolJunior, models.SchoolNineYear:
		category = "31"
	case models.SchoolComplete:
		category = "34"
	}
	return ptr(fmt.Sprintf("%s36%06d", category, number))
}
