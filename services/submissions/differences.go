package submissions

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/report"
)

// DifferenceKind says how a device stands otherwise than in the period before.
type DifferenceKind string

const (
	Entered = DifferenceKind(models.EnteredFailing)
	Left    = DifferenceKind(models.LeftFailing)
	Broken  = DifferenceKind(models.Broke)
	Mended  = DifferenceKind(models.Mended)

	Added DifferenceKind = "added" // not installed then
	Gone  DifferenceKind = "gone"  // not installed any more
	Moved DifferenceKind = "moved" // to another room
)

// DifferenceKinds lists them in the order that screens show them.
func DifferenceKinds() []DifferenceKind {
	return []DifferenceKind{Entered, Left, Broken, Mended, Added, Gone, Moved}
}

// Label is the Chinese name of the kind.
func (k DifferenceKind) Label() string {
	switch k {
	case Added:
		return "新增"
	case Gone:
		return "拆下、报废或调出"
	case Moved:
		return "换了教室"
	}
	return models.StandingChange(k).Label()
}

// Difference is one device that stands otherwise. One may be in several: moved, and failing where it is now.
type Difference struct {
	Kind     DifferenceKind
	DeviceID uint
	SchoolID uint // where it is, or was
	School   string
	Room     string
	Name     string
	Why      models.Cause // as far as the frozen details of both tell
	Text     string       // what fails or failed, or where it was
}

// Differences are what has changed from the organisation's last snapshot of an earlier period, device by device.
type Differences struct {
	Since  *Content // nil where there was no earlier period
	All    []Difference
	Joined []string // schools that were not in the sum before: what they have is not new
	Absent []string // schools that are not in it any more
}

// Counts says how many devices differ in each way.
func (d Differences) Counts() map[DifferenceKind]int {
	n := map[DifferenceKind]int{}
	for _, one := range d.All {
		n[one.Kind]++
	}
	return n
}

// schoolsCompared is up to how many schools differences are told while somebody waits; those of more are a workbook.
const schoolsCompared = 1000

// Differences compares a snapshot with the last one of an earlier period, from the frozen details of both.
func (s *Service) Differences(ctx context.Context, actor access.Actor, id uint) (d Differences, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return d, err
	}
	c, err := findComparison(s.db.WithContext(ctx), actor, id)
	if err != nil || c == nil {
		return d, err
	}
	if n := c.schools(); n > schoolsCompared {
		return d, errs.New(errs.Conflict, "too-many-schools", "“%s”有 %d 所学校，逐台比较请下载“与上期相比”，或到它的下级去看。", c.now.Organisation.Name, n)
	}
	err = c.run(func(some []Difference) error {
		d.All = append(d.All, some...)
		return nil
	})
	d.Since, d.Joined, d.Absent = &c.then, c.joined, c.absent
	order := DifferenceKinds()
	slices.SortStableFunc(d.All, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.SchoolID, b.SchoolID), cmp.Compare(a.DeviceID, b.DeviceID))
	})
	return d, err
}

// standing is where and how the devices of some schools stand.
type standing struct {
	schools map[uint]string
	devices map[uint]stood
}

type stood struct {
	schoolID uint
	school   string
	roomID   uint
	room     string
	students int // -1 where it is not known
	device   report.Device
}

func newStanding() standing { return standing{map[uint]string{}, map[uint]stood{}} }

func (s standing) add(school report.School) {
	s.schools[school.ID] = school.Name
	for _, room := range school.Rooms {
		students := -1
		if room.StudentCount != nil {
			students = *room.StudentCount
		}
		for _, d := range room.Devices {
			s.devices[d.ID] = stood{school.ID, school.Name, room.ID, room.FullName(), students, d}
		}
	}
}

// titlesOf names the criteria of the standard that a snapshot quotes.
func titlesOf(tx *gorm.DB, snapshot models.Snapshot, content Content) (map[string]string, error) {
	header, err := headerOf(tx, snapshot, content)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, c := range header.Standard.Criteria {
		titles[c.ID] = c.Title
	}
	return titles, nil
}

// differ compares how devices stood with how they stand, in the order of schools and devices.
func (r rules) differ(was, is standing) (all []Difference) {
	add := func(kind DifferenceKind, at stood, why models.Cause, text string) {
		all = append(all, Difference{kind, at.device.ID, at.schoolID, at.school, at.room, deviceName(at.device), why, text})
	}
	for id, now := range is.devices {
		before, known := was.devices[id]
		why := models.CauseRegistered
		if known {
			why = r.why(before, now)
		} else {
			if was.schools[now.schoolID] == "" {
				continue // of a school that was not in the sum
			}
			add(Added, now, why, string(now.device.BoughtOn))
		}
		if known && before.roomID != now.roomID {
			add(Moved, now, models.CauseMoved, "原在"+strings.TrimPrefix(before.school+" ", now.school+" ")+before.room)
		}
		if failing(now) && !(known && failing(before)) {
			add(Entered, now, why, r.failures(now.device))
		}
		if known && failing(before) && !failing(now) {
			add(Left, now, why, "原为"+r.failures(before.device))
		}
		if damaged := now.device.State.Damaged(); damaged && !(known && before.device.State.Damaged()) {
			add(Broken, now, models.CauseBroken, now.device.State.Label())
		} else if !damaged && known && before.device.State.Damaged() {
			add(Mended, now, models.CauseRepaired, "原为"+before.device.State.Label())
		}
	}
	for id, before := range was.devices {
		if _, known := is.devices[id]; known || is.schools[before.schoolID] == "" {
			continue
		}
		add(Gone, before, models.CauseRetired, "")
		if failing(before) {
			add(Left, before, models.CauseRetired, "原为"+r.failures(before.device))
		}
		if before.device.State.Damaged() {
			add(Mended, before, models.CauseRetired, "已不在用")
		}
	}
	order := DifferenceKinds()
	slices.SortFunc(all, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.SchoolID, b.SchoolID), cmp.Compare(a.DeviceID, b.DeviceID), cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)))
	})
	return all
}

// rules are what both snapshots were judged by.
type rules struct {
	titles  map[string]string // of criteria
	changed bool              // the standard is not the same
}

// why says why the verdict on a device may be another: what changed around it, else its facts.
func (r rules) why(before, now stood) models.Cause {
	var why models.Cause
	if before.roomID != now.roomID {
		why |= models.CauseMoved
	} else if before.students != now.students {
		why |= models.CauseClassSize
	}
	if r.changed {
		why |= models.CauseStandard
	}
	if why == 0 {
		return models.CauseCorrected
	}
	return why
}

func failing(at stood) bool { return at.device.Grade == models.GradeFail }

func (r rules) failures(d report.Device) string {
	var all []string
	for _, f := range d.Failures {
		all = append(all, r.titles[f.Criterion]+" "+f.Measured)
	}
	return strings.Join(all, "；")
}

// beyond are the names of those schools that the others lack.
func beyond(schools, others map[uint]string) (names []string) {
	for id, name := range schools {
		if others[id] == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
