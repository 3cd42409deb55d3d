package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"banbantong/models"
	"banbantong/services/compliance"
)

// A demo begins a year ago and has a past: devices were bought and broke, classes grew, computers were given memory. What
// is told is made backwards: each change is undone on a copy of the school, the latest first, and judged and counted as
// the product itself would have.

// Retold is how many days ago services/demo/periods begins to tell what happens in the home county: from that day on its
// past is made by the services themselves, and not here.
const Retold = 140

// ends is the first day whose changes are not told here.
func (g *generator) ends(s *site) models.Date {
	if s.home {
		return models.DateOf(g.midnight.AddDate(0, 0, -Retold))
	}
	return models.Forever
}

// change is something that happened to a device, or to a classroom where it names none.
type change struct {
	on     models.Date
	cause  models.Cause
	device uint
	room   uint // that it was in
	undo   func(*models.Classroom, *models.Device)
}

// arrived is when something bought in a month was registered: with everything else, or early the month after if it was bought
// since, but never after the tickets begin.
func (g *generator) arrived(bought models.Date) time.Time {
	if at := bought.End().Add(34 * time.Hour).UTC(); at.After(g.registered.AddDate(0, 0, 1)) && at.Before(g.midnight.AddDate(0, 0, -151)) {
		return at
	}
	return g.registered
}

// stateChange is noted before the device takes on the state.
func (g *generator) stateChange(device *models.Device, to models.DeviceState, at time.Time) change {
	was, cause := device.State, models.CauseRepaired
	if to.Damaged() {
		cause = models.CauseBroken
	}
	return change{models.DateOf(at), cause, device.ID, *device.ClassroomID, func(_ *models.Classroom, d *models.Device) { d.State = was }}
}

// improve lets computers be upgraded, screens be put right in the ledger, and classes grow and shrink at the beginning of
// the last school year. The dice are its own, so that everything else is as it would be without.
func (g *generator) improve(f *filled) {
	d := newDice(g.seed+1, uint64(f.school.ID))
	since := models.DateOf(g.registered.AddDate(0, 0, 2))
	for i := range f.devices {
		device := &f.devices[i]
		if device.ClassroomID == nil || device.CreatedAt.After(g.registered) {
			continue
		}
		at := g.registered.AddDate(0, 0, d.between(10, 350))
		on := models.DateOf(at)
		if on >= g.ends(f.site) {
			continue
		}
		switch h, s := device.Specs.Host, device.Specs.Display; {
		case h != nil && h.MemoryMiB != nil && *h.MemoryMiB >= 4096 && d.chance(4):
			g.event(f, device.ID, models.DeviceCorrected, at, importer, "更正：内存容量")
			f.past = append(f.past, change{on, models.CauseReplaced, device.ID, *device.ClassroomID, func(_ *models.Classroom, d *models.Device) {
				host := *d.Specs.Host
				host.MemoryMiB, d.Specs.Host = ptr(2048), &host
			}})
		case s != nil && s.SizeInches != nil && *s.SizeInches >= 65 && d.chance(2):
			g.event(f, device.ID, models.DeviceCorrected, at, importer, "更正：屏幕尺寸")
			f.past = append(f.past, change{on, models.CauseCorrected, device.ID, *device.ClassroomID, func(_ *models.Classroom, d *models.Device) {
				display := *d.Specs.Display
				display.SizeInches, d.Specs.Display = ptr(42.0), &display
			}})
		case device.State == models.DeviceInUse && d.chance(0.8):
			at = g.registered.AddDate(0, 0, d.between(10, 200)) // before the tickets begin
			g.event(f, device.ID, models.DeviceStateChanged, at, technicianName, "损坏 → 在用：更换配件")
			f.past = append(f.past, change{models.DateOf(at), models.CauseRepaired, device.ID, *device.ClassroomID,
				func(_ *models.Classroom, d *models.Device) { d.State = models.DeviceDamaged }})
		}
	}
	begin := models.Date(fmt.Sprintf("%d-09-01", g.midnight.Year()))
	if begin > models.DateOf(g.midnight) {
		begin = models.Date(fmt.Sprintf("%d-09-01", g.midnight.Year()-1))
	}
	for i := range f.rooms {
		room := &f.rooms[i]
		if begin <= since || begin >= g.ends(f.site) || room.StudentCount == nil || !d.chance(8) {
			continue
		}
		before := max(8, *room.StudentCount+one(d, []int{-25, -15, 22}))
		f.past = append(f.past, change{begin, models.CauseClassSize, 0, room.ID, func(r *models.Classroom, _ *models.Device) { r.StudentCount = &before }})
	}
}

// arrivals are the devices that came since everything was registered.
func (g *generator) arrivals(f *filled) []change {
	var all []change
	for i := range f.devices {
		if device := &f.devices[i]; device.ClassroomID != nil && device.CreatedAt.After(g.registered) {
			all = append(all, change{models.DateOf(device.CreatedAt), models.CauseRegistered, device.ID, *device.ClassroomID,
				func(_ *models.Classroom, d *models.Device) { d.State = models.DeviceRetired }})
		}
	}
	return all
}

// remember keeps what history would have kept of the changes.
func (g *generator) remember(f *filled, ends []int) {
	past := slices.DeleteFunc(append(f.past, g.arrivals(f)...), func(c change) bool { return c.on >= g.ends(f.site) })
	slices.SortStableFunc(past, func(a, b change) int { return cmp.Compare(a.on, b.on) })
	then := &filled{site: f.site, rooms: slices.Clone(f.rooms), devices: slices.Clone(f.devices)}
	days, states := []models.Date{}, []compliance.Counts{f.counts} // the latest first; states[i+1] held until days[i]
	for len(past) > 0 {
		n := len(past) - 1
		for n > 0 && past[n-1].on == past[n].on {
			n--
		}
		days = append(days, past[n].on)
		f.standings = append(f.standings, g.undo(then, ends, past[n:])...)
		states = append(states, compliance.Tally(g.standard, f.school.ID, then.rooms, then.devices))
		past = past[:n]
	}
	days = append(days, g.registeredOn)
	slices.Reverse(days)
	slices.Reverse(states)
	var categories [][]models.SchoolCounts
	var criteria [][]models.SchoolCriterionCounts
	for _, state := range states {
		categories, criteria = append(categories, state.Categories), append(criteria, state.Criteria)
	}
	timeline(categories, days, func(i int, since models.Date) { f.counts.Categories[i].Since = since }, func(c models.SchoolCounts, since, until models.Date) {
		c.Since = since
		f.pastCategories = append(f.pastCategories, models.PastSchoolCounts{SchoolCounts: c, Until: until})
	})
	timeline(criteria, days, func(i int, since models.Date) { f.counts.Criteria[i].Since = since }, func(c models.SchoolCriterionCounts, since, until models.Date) {
		c.Since = since
		f.pastCriteria = append(f.pastCriteria, models.PastSchoolCriterionCounts{SchoolCriterionCounts: c, Until: until})
	})
}

// timeline says of each row since when it holds, or from when until when it held; the ith state held from the ith day.
func timeline[T comparable](states [][]T, days []models.Date, holds func(i int, since models.Date), held func(row T, since, until models.Date)) {
	last := len(states) - 1
	since := make([]models.Date, len(states[last]))
	for i, state := range states {
		for n, row := range state {
			if i > 0 && slices.Contains(states[i-1], row) {
				continue
			}
			end := i + 1
			for end <= last && slices.Contains(states[end], row) {
				end++
			}
			switch {
			case end <= last:
				held(row, days[i], days[end])
			case i == last:
				since[n] = days[i]
			default:
				since[slices.Index(states[last], row)] = days[i]
			}
		}
	}
	for i := range since {
		holds(i, since[i])
	}
}

// undo takes back what happened on one day, and tells how that day found what has come to stand otherwise.
func (g *generator) undo(then *filled, ends []int, changes []change) []models.PastStanding {
	causes := map[int]models.Cause{} // by the index of the room
	for _, c := range changes {
		causes[slices.IndexFunc(then.rooms, func(r models.Classroom) bool { return r.ID == c.room })] |= c.cause
	}
	after := *then
	after.rooms, after.devices = slices.Clone(then.rooms), slices.Clone(then.devices)
	for _, c := range slices.Backward(changes) {
		room := slices.IndexFunc(then.rooms, func(r models.Classroom) bool { return r.ID == c.room })
		device := slices.IndexFunc(then.devices, func(d models.Device) bool { return d.ID == c.device })
		c.undo(&then.rooms[room], &then.devices[max(device, 0)])
	}
	on := changes[0].on
	var standings []models.PastStanding
	for i, why := range causes {
		room := &then.rooms[i]
		devices := inRoom(then.devices, ends, i)
		compliance.Judge(g.evaluator, room, devices, models.DateOf(g.midnight))
		was, is := compliance.StandingOfClassroom(room), compliance.StandingOfClassroom(&after.rooms[i])
		if !was.CountsLike(is) {
			standings = append(standings, models.PastStanding{Subject: models.StandingOfClassroom, SubjectID: room.ID, Until: on,
				SchoolID: then.school.ID, Standing: was, Causes: why})
		}
		for j, d := range inRoom(after.devices, ends, i) {
			was, is := compliance.StandingOfDevice(devices[j]), compliance.StandingOfDevice(d)
			if was.CountsLike(is) || models.DateOf(d.CreatedAt) == on { // what came on that day stood nowhere before
				continue
			}
			standings = append(standings, models.PastStanding{Subject: models.StandingOfDevice, SubjectID: d.ID, Until: on,
				SchoolID: then.school.ID, ClassroomID: devices[j].StoodIn, Standing: was, Causes: why})
		}
	}
	slices.SortFunc(standings, func(a, b models.PastStanding) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.SubjectID, b.SubjectID))
	})
	return standings
}
