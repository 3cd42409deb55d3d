// Package periods adds to a demo what its county has done: a period of last semester that is signed, one that runs, and
// what became of idle and dead equipment meanwhile. Everything goes through the services that people use, each step at its own hour, so that snapshots, trails and
// the audit log are what they would be. It looks at the one county of the demo's accounts, however large the demo is.
package periods

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/demo"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/report"
	"banbantong/services/submissions"
	"banbantong/services/transfers"
)

// How long before today things happened, in days.
const (
	firstOpened  = demo.Retold // last semester's period
	secondOpened = 16          // the one that runs
)

// Fill adds the periods to what demo.Fill has written on the same day.
func Fill(ctx context.Context, db *gorm.DB, now time.Time) error {
	day := now.In(models.ChinaTime)
	s := &story{ctx: ctx, db: db.WithContext(ctx), midnight: time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, models.ChinaTime)}
	clock := func() time.Time { return s.clock }
	var err error
	if s.verdicts, err = compliance.New(db, clock); err != nil {
		return err
	}
	s.registry = registry.New(db, clock, s.verdicts)
	s.submissions = submissions.New(db, clock, nil, s.verdicts, quality.New(db, clock, s.verdicts, s.registry))
	codes := func() string {
		s.orders++
		return demo.Code(1, s.orders, 5)
	}
	s.transfers = transfers.New(db, clock, s.registry, s.verdicts, codes)
	s.disposals = disposals.New(db, clock, s.registry, s.verdicts, renewal.New(db, clock, s.verdicts), codes)
	if err := s.findPeople(); err != nil {
		return err
	}
	s.clock = s.midnight.AddDate(0, 0, -firstOpened).UTC()
	if err := s.tellMeasurements(); err != nil {
		return err
	}
	if err := s.tellFaults(); err != nil {
		return err
	}
	if err := s.tellReuse(); err != nil {
		return err
	}
	s.tellLastSemester()
	s.tellThisSemester()
	slices.SortStableFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for _, next := range s.steps {
		s.clock = next.at
		if err := next.do(); err != nil {
			return fmt.Errorf("demo periods: %s: %w", next.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// story is what happens in the county, step by step.
type story struct {
	ctx         context.Context
	db          *gorm.DB
	midnight    time.Time // with which today begins
	clock       time.Time // of every service
	verdicts    *compliance.Service
	registry    *registry.Service
	submissions *submissions.Service
	transfers   *transfers.Service
	disposals   *disposals.Service
	orders      uint64 // how many there are
	approvals   int    // of disposals
	steps       []step

	county  models.Organisation
	office  access.Actor
	schools []school // in the order of the tree
	home    uint     // the school of the demo's school account, which has not reported yet
	centre  uint     // the 中心校 of the demo's account
}

type step struct {
	at time.Time
	do func() error
}

// school is a school of the county with who reports for it.
type school struct {
	models.Organisation
	person access.Actor
	below  []uint // the schools that report to it
}

// then plans a step, so many days before today at an hour of the day.
func (s *story) then(days int, hour float64, do func() error) {
	at := s.midnight.AddDate(0, 0, -days).Add(time.Duration(hour * float64(time.Hour)))
	s.steps = append(s.steps, step{at.UTC(), do})
}

// findPeople reads the county of the demo's accounts, its schools, and who works for each.
func (s *story) findPeople() error {
	var users []models.User
	if err := s.db.Preload("Grants.Organisation").Where("username = 'county'").Or("id IN (SELECT user_id FROM grants WHERE role IN ?)",
		[]models.Role{models.RoleSchoolAdmin, models.RoleCentreAdmin}).Order("id").Find(&users).Error; err != nil {
		return fmt.Errorf("read who reports: %w", err)
	}
	people := map[uint]models.User{}
	for _, u := range users {
		at := u.Grants[0].OrganisationID
		if _, known := people[at]; !known {
			people[at] = u
		}
		switch u.Username {
		case "county":
			s.county, s.office = u.Grants[0].Organisation, access.NewActor(u)
		case "school":
			s.home = at
		case "centre":
			s.centre = at
		}
	}
	var found []models.Organisation
	err := s.db.Where("kind = ?", models.KindSchool).Scopes(access.PathsUnder("path", s.county.Path)).Order("path").Find(&found).Error
	if err != nil {
		return fmt.Errorf("read the schools of the county: %w", err)
	}
	at := map[uint]int{}
	for i, o := range found {
		s.schools = append(s.schools, school{Organisation: o, person: access.NewActor(people[o.ID])})
		at[o.ID] = i
		if i, is := at[*o.ParentID]; is {
			s.schools[i].below = append(s.schools[i].below, o.ID)
		}
	}
	return nil
}

// above is who reviews what a school reports, and in the name of which organisation.
func (s *story) above(o school) (access.Actor, uint) {
	for _, other := range s.schools {
		if other.ID == *o.ParentID {
			return other.person, other.ID
		}
	}
	return s.office, s.county.ID
}

// open opens a period of the term of a day.
func (s *story) open(period *submissions.Period, name string, day time.Time, school, centre int, note string) error {
	kind := models.PeriodSpring
	if m := day.In(models.ChinaTime).Month(); m >= time.September || m == time.January {
		kind = models.PeriodAutumn
	}
	due := func(days int) models.Date { return models.DateOf(s.midnight.AddDate(0, 0, -days)) }
	p, err := s.submissions.OpenPeriod(s.ctx, s.office, s.county.ID, submissions.PeriodFields{Name: name, Kind: kind, Tables: models.ReportTables(),
		Due:        map[models.ReportLevel]models.Date{models.LevelSchool: due(school), models.LevelCentre: due(centre)},
		RemindDays: 3, Note: note})
	*period = p
	return err
}

// said are what people write when a figure is doubted.
var said = []string{"已与学校电话核对，属实。", "已对照铭牌和合同核对，属实。", "已实地查看，数据无误，台账随后补录。", "供应商正在补充参数，下次上报前改正。"}

// report submits for a school or the county: in its own name, or in a school's place (代填).
func (s *story) report(who access.Actor, period *submissions.Period, id uint) error {
	asked, err := s.submissions.AskToFillIn(s.ctx, who, period.ID, id, []uint{id})
	if err != nil {
		return err
	}
	one := submissions.OnBehalf{Versioned: submissions.Versioned{OrganisationID: id, Version: asked[0].Submission.Version}, Explanations: map[string]string{}}
	for i, f := range asked[0].Findings {
		one.Explanations[f.Key] = said[(int(id)+i)%len(said)]
	}
	return failed(s.submissions.FillIn(s.ctx, who, period.ID, id, submissions.Batch{Schools: []submissions.OnBehalf{one}, Zero: true}))
}

// accept takes over what some have reported, at the desk of whoever is right above them.
func (s *story) accept(period *submissions.Period, those ...school) error {
	who, at := s.above(those[0])
	var items []submissions.Versioned
	for _, o := range those {
		version, err := s.version(period, o.ID)
		if err != nil {
			return err
		}
		items = append(items, submissions.Versioned{OrganisationID: o.ID, Version: version})
	}
	return failed(s.submissions.Accept(s.ctx, who, period.ID, at, items))
}

func (s *story) version(period *submissions.Period, id uint) (version int, err error) {
	err = s.db.Model(&models.Submission{}).Where("period_id = ? AND organisation_id = ?", period.ID, id).Pluck("version", &version).Error
	return version, err
}

// failed is the error of the first that could not be done.
func failed(outcomes []submissions.Outcome, err error) error {
	for _, o := range outcomes {
		if o.Problem != "" {
			err = cmp.Or(err, error(errs.New(errs.Conflict, "demo-period", "“%s”：%s", o.Name, o.Problem)))
		}
	}
	return err
}

// tellLastSemester: everybody reported in time, the county summed and signed.
func (s *story) tellLastSemester() {
	period := new(submissions.Period)
	s.then(firstOpened, 9, func() error {
		return s.open(period, s.name(firstOpened, "期末"), s.clock, firstOpened-7, firstOpened-10, "请对照台账逐间核对，放假前完成。")
	})
	s.eachLevel(firstOpened-2, func(o school, days int) {
		s.then(days, 10, func() error { return s.report(o.person, period, o.ID) })
		s.then(days-1, 15, func() error { return s.accept(period, o) })
	})
	s.then(firstOpened-11, 10, func() error { return s.report(s.office, period, s.county.ID) })
	s.then(firstOpened-12, 16, func() error {
		_, err := s.submissions.SignPeriod(s.ctx, s.office, period.ID, "")
		return err
	})
}

// eachLevel plans for every school, those below others three days before these.
func (s *story) eachLevel(days int, plan func(o school, days int)) {
	for i, o := range s.schools {
		if len(o.below) > 0 {
			plan(o, days-4)
		} else {
			plan(o, days-i%3)
		}
	}
}

// tellThisSemester: the last day of the schools was the day before yesterday. Most have reported; the school of the
// demo's account and a few others are overdue, some were returned, and one teaching point was filled in for.
func (s *story) tellThisSemester() {
	period := new(submissions.Period)
	s.then(secondOpened, 9, func() error {
		return s.open(period, s.name(0, "期中"), s.midnight, 2, -5, "本次填报作为下半年维修和更新安排的依据，请据实填报。")
	})
	direct := 0
	s.eachLevel(secondOpened-2, func(o school, days int) {
		_, at := s.above(o)
		if at == s.county.ID {
			direct++
		}
		switch {
		case o.ID == s.home || len(o.below) > 0 && direct%2 == 0: // not yet
		case at != s.county.ID && o.ID == s.lastBelow(at):
			who, _ := s.above(o)
			s.then(11, 11, func() error { return s.report(who, period, o.ID) })
		case at == s.county.ID && len(o.below) == 0 && direct%8 == 3:
			s.then(days, 9.5, func() error { return s.report(o.person, period, o.ID) })
			s.then(days-2, 16, func() error { return s.giveBack(period, o.ID) })
		case o.ID%17 == 16: // overdue as well
		default:
			s.then(days, 10, func() error { return s.report(o.person, period, o.ID) })
			if at != s.county.ID || direct%3 != 0 {
				s.then(days-1, 15, func() error { return s.accept(period, o) })
			}
		}
	})
	s.then(1, 9, func() error {
		_, err := s.submissions.Remind(s.ctx, s.office, period.ID, s.county.ID, nil, "截止日期已过，请今天报送。")
		return err
	})
}

// lastBelow is the last of the schools below another, 0 if it has none.
func (s *story) lastBelow(id uint) uint {
	below := s.school(id).below
	if len(below) == 0 {
		return 0
	}
	return below[len(below)-1]
}

// school is the one with the id.
func (s *story) school(id uint) (found school) {
	if at := slices.IndexFunc(s.schools, func(o school) bool { return o.ID == id }); at >= 0 {
		found = s.schools[at]
	}
	return found
}

// giveBack returns what a school has reported, with the first device in its rooms as what is wrong.
func (s *story) giveBack(period *submissions.Period, id uint) error {
	version, err := s.version(period, id)
	if err != nil {
		return err
	}
	var room models.Classroom
	if err := s.db.Where("school_id = ?", id).Order("id").First(&room).Error; err != nil {
		return fmt.Errorf("find a classroom: %w", err)
	}
	_, err = s.submissions.Return(s.ctx, s.office, period.ID, id, version, "新增班级的设备没有登记，请补录后重报。",
		[]models.ReturnedRow{{ClassroomID: room.ID, Note: "班额与学籍系统不一致"}})
	return err
}

// name of the period that was opened so many days ago; half of a term tells two of one term apart.
func (s *story) name(days int, half string) string {
	return report.Term(s.midnight.AddDate(0, 0, -days)) + "班班通" + half + "统计"
}
