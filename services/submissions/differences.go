package submissions

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
	Entered DifferenceKind = "entered" // 不达标 now
	Left    DifferenceKind = "left"    // no longer 不达标
	Broken  DifferenceKind = "broken"  // 损坏 now
	Mended  DifferenceKind = "mended"  // no longer 损坏
	Added   DifferenceKind = "added"   // not installed then
	Gone    DifferenceKind = "gone"    // not installed any more
	Moved   DifferenceKind = "moved"   // to another room
)

// DifferenceKinds lists them in the order that screens show them.
func DifferenceKinds() []DifferenceKind {
	return []DifferenceKind{Entered, Left, Broken, Mended, Added, Gone, Moved}
}

// Label is the Chinese name of the kind.
func (k DifferenceKind) Label() string {
	switch k {
	case Entered:
		return "新出现不达标"
	case Left:
		return "不再不达标"
	case Broken:
		return "新损坏"
	case Mended:
		return "不再损坏"
	case Added:
		return "新增"
	case Gone:
		return "拆下、报废或调出"
	case Moved:
		return "换了教室"
	}
	return string(k)
}

// Difference is one device that stands otherwise. One may be in several: moved, and failing where it is now.
type Difference struct {
	Kind     DifferenceKind
	DeviceID uint
	SchoolID uint // where it is, or was
	School   string
	Room     string
	Name     string
	Text     string // what fails or failed, or where it was
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

// schoolsCompared is up to how many schools differences are told device by device; whoever is above looks at those below.
const schoolsCompared = 1000

// Differences compares a snapshot with the last one of an earlier period, from the frozen details of both.
func (s *Service) Differences(ctx context.Context, actor access.Actor, id uint) (d Differences, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return d, err
	}
	db := s.db.WithContext(ctx)
	after, err := findSnapshot(db, actor, id)
	if err != nil {
		return d, err
	}
	var earlier []models.Snapshot
	err = db.Where("organisation_id = ? AND sequence < ? AND period_id <> ?", after.OrganisationID, after.Sequence, after.PeriodID).
		Order("sequence DESC").Limit(1).Find(&earlier).Error
	if err != nil {
		return d, fmt.Errorf("find the snapshot of an earlier period: %w", err)
	}
	if len(earlier) == 0 {
		return d, nil
	}
	then, was, err := stands(db, earlier[0])
	if err != nil {
		return d, err
	}
	now, is, err := stands(db, after)
	if err != nil {
		return d, err
	}
	titles, err := titlesOf(db, earlier[0], then)
	if err != nil {
		return d, err
	}
	newer, err := titlesOf(db, after, now)
	if err != nil {
		return d, err
	}
	maps.Copy(titles, newer)
	d = differences(was, is, titles)
	d.Since = &then
	return d, nil
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
	device   report.Device
}

// stands reads the frozen details of a snapshot.
func stands(tx *gorm.DB, snapshot models.Snapshot) (Content, standing, error) {
	content, err := parse(snapshot)
	if err != nil {
		return content, standing{}, err
	}
	if n := content.Figures.Schools + content.Figures.TeachingPoints; n > schoolsCompared {
		return content, standing{}, errs.New(errs.Conflict, "too-many-schools", "“%s”有 %d 所学校，逐台比较请到它的下级去看。", content.Organisation.Name, n)
	}
	all, err := standingOf(schoolsOf(tx, snapshot, content))
	return content, all, err
}

func standingOf(schools report.Schools) (standing, error) {
	all := standing{map[uint]string{}, map[uint]stood{}}
	for school, err := range schools {
		if err != nil {
			return all, err
		}
		all.schools[school.ID] = school.Name
		for _, room := range school.Rooms {
			for _, d := range room.Devices {
				all.devices[d.ID] = stood{school.ID, school.Name, room.ID, room.Name, d}
			}
		}
	}
	return all, nil
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

// differences compares how devices stood with how they stand, in the order of kinds, schools and devices.
func differences(was, is standing, titles map[string]string) (d Differences) {
	for id, now := range is.devices {
		before, known := was.devices[id]
		if !known {
			if was.schools[now.schoolID] == "" {
				continue // of a school that was not in the sum
			}
			d.add(Added, now, string(now.device.BoughtOn))
		}
		if known && before.roomID != now.roomID {
			d.add(Moved, now, "原在"+strings.TrimPrefix(before.school+" ", now.school+" ")+before.room)
		}
		if failing(now) && !(known && failing(before)) {
			d.add(Entered, now, failures(now.device, titles))
		}
		if known && failing(before) && !failing(now) {
			d.add(Left, now, "原为"+failures(before.device, titles))
		}
		if damaged := now.device.State.Damaged(); damaged && !(known && before.device.State.Damaged()) {
			d.add(Broken, now, now.device.State.Label())
		} else if !damaged && known && before.device.State.Damaged() {
			d.add(Mended, now, "原为"+before.device.State.Label())
		}
	}
	for id, before := range was.devices {
		if _, known := is.devices[id]; known || is.schools[before.schoolID] == "" {
			continue
		}
		d.add(Gone, before, "")
		if failing(before) {
			d.add(Left, before, "原为"+failures(before.device, titles))
		}
		if before.device.State.Damaged() {
			d.add(Mended, before, "已不在用")
		}
	}
	d.Joined, d.Absent = beyond(is.schools, was.schools), beyond(was.schools, is.schools)
	order := DifferenceKinds()
	slices.SortFunc(d.All, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.SchoolID, b.SchoolID), cmp.Compare(a.DeviceID, b.DeviceID))
	})
	return d
}

func (d *Differences) add(kind DifferenceKind, at stood, text string) {
	d.All = append(d.All, Difference{kind, at.device.ID, at.schoolID, at.school, at.room, deviceName(at.device), text})
}

func failing(at stood) bool { return at.device.Grade == models.GradeFail }

func failures(d report.Device, titles map[string]string) string {
	var all []string
	for _, f := range d.Failures {
		all = append(all, titles[f.Criterion]+" "+f.Measured)
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
