package demo

import (
	"math"

	"banbantong/models"
)

// specialRooms are what larger schools have beside the classes' own rooms.
var specialRooms = []string{"科学实验室", "音乐教室", "录播教室", "计算机教室", "多功能教室"}

// rooms makes the classrooms of a site, without what is in them.
func (g *generator) rooms(d dice, s *site) []models.Classroom {
	n := d.between(s.kind.rooms[0], s.kind.rooms[1])
	names := classNames(s.kind.grades, n)
	kinds := len(names)
	if n >= 12 {
		names = append(names, specialRooms[:d.between(0, 3)]...)
	}
	rooms := make([]models.Classroom, len(names))
	for i, name := range names {
		g.lastRoom++
		rooms[i] = models.Classroom{ID: g.lastRoom, SchoolID: s.school.ID, Name: name, Building: "教学楼", Floor: digits(i/6%5+1) + "楼",
			Kind: models.ClassroomOrdinary, Version: 1, CreatedAt: g.registered, UpdatedAt: g.registered}
		if n > 30 {
			rooms[i].Building = digits(i/30+1) + "号楼"
		}
		if i >= kinds {
			rooms[i].Kind, rooms[i].Building = models.ClassroomSpecial, "综合楼"
		}
		if d.chance(97) {
			rooms[i].StudentCount = ptr(d.between(s.kind.class[0], s.kind.class[1]))
		}
		g.connect(d, s, &rooms[i])
	}
	return rooms
}

// classNames spreads n classes over the grades: 三年级 where a grade has one class, 三（1）班 where it has more.
func classNames(grades []string, n int) []string {
	if n < len(grades) {
		grades = grades[:n]
	}
	names := make([]string, 0, n)
	for i, grade := range grades {
		classes := n / len(grades)
		if i < n%len(grades) {
			classes++
		}
		for c := 1; c <= classes; c++ {
			if classes == 1 {
				names = append(names, grade+"年级")
			} else {
				names = append(names, grade+"（"+digits(c)+"）班")
			}
		}
	}
	return names
}

// connect says how the room is connected, where that is known.
func (g *generator) connect(d dice, s *site, room *models.Classroom) {
	onCampus, slow := 96.0, 4.0
	switch s.kind {
	case teachingPoint:
		onCampus, slow = 62, 40
	case village:
		onCampus, slow = 90, 12
	}
	if d.chance(97) {
		room.OnCampusNetwork = ptr(d.chance(onCampus))
	}
	if !d.chance(80) {
		return
	}
	port, low, high := 1000, 180.0, 930.0
	switch {
	case d.chance(slow):
		port, low, high = 50, 12, 55
	case d.chance(15): // a sound 100 Mbps line
		port, low, high = 100, 92, 95.5
	}
	late := func(usual, bad float64) *float64 {
		if d.chance(4) {
			return decimal(usual + (bad-usual)*d.Float64())
		}
		return decimal(usual * (0.2 + 0.7*d.Float64()))
	}
	room.Network = &models.NetworkFacts{
		UpMbps: decimal(low + (high-low)*d.Float64()), DownMbps: decimal(low + (high-low)*d.Float64()),
		LatencyUpMs: late(30, 90), LatencyDownMs: late(30, 90), JitterMs: late(5, 20), PortMbps: &port,
		Source: models.SourceMeasured, On: g.daysAgo(d.between(1, 80)),
	}
}

func decimal(v float64) *float64 { return ptr(math.Round(v*10) / 10) }
