package quality

import (
	"fmt"
	"strings"

	"banbantong/models"
	"banbantong/services/holdings"
	"banbantong/services/standard"
)

// Holding is a school with what it has, and what else the rules look at.
type Holding struct {
	*holdings.School
	elsewhere map[string]int // how many devices of other schools carry a serial number of this one
	inspector *inspector     // for the standard that holds for it
	today     models.Date
}

// Finding is one thing that is wrong, or may be.
type Finding struct {
	Rule        Rule
	SchoolID    uint
	ClassroomID uint   // 0 for a school, and for a device in its store
	DeviceID    uint   // 0 for a school or classroom
	Name        string // of the classroom or device; "" for the school itself
	Text        string // what was found: 缺少内存、硬盘容量
}

// Path is the page of the web application on which the finding is mended.
func (f Finding) Path() string {
	switch {
	case f.DeviceID != 0:
		return fmt.Sprintf("/devices/%d", f.DeviceID)
	case f.ClassroomID != 0:
		return fmt.Sprintf("/classrooms/%d", f.ClassroomID)
	}
	return fmt.Sprintf("/schools/%d", f.SchoolID)
}

// Report is what the rules say of one school.
type Report struct {
	Needed, Known int // facts, see models.SchoolQuality
	Findings      []Finding
}

// inspector looks at schools that are held to one standard.
type inspector struct {
	criteria []standard.Criterion
	asks     map[string]standard.Set // the criteria of each rule
}

func newInspector(std *standard.Standard) *inspector {
	i := &inspector{criteria: std.Criteria(), asks: map[string]standard.Set{}}
	var rest standard.Set
	for _, c := range i.criteria {
		rest = rest.Add(c.Bit)
	}
	for _, r := range rules {
		for _, id := range r.criteria {
			if c, known := std.Criterion(id); known {
				i.asks[r.ID] = i.asks[r.ID].Add(c.Bit)
			}
		}
		rest = rest.Without(i.asks[r.ID])
	}
	i.asks[otherFacts] = rest
	return i
}

// Inspect says what the rules find in the school.
func (h *Holding) Inspect() Report {
	in := newInspection(h)
	in.school()
	for i := range h.Rooms {
		if r := &h.Rooms[i]; r.RetiredAt == nil {
			in.classroom(r)
		}
	}
	for _, d := range h.Devices {
		in.device(d)
	}
	return in.report
}

// inspection is a look at one school under way.
type inspection struct {
	*Holding
	report Report

	roomNames map[uint]string
	roomKeys  map[string][]string   // names of rooms in use by what they mean
	serials   map[string]int        // devices by serial number
	assets    map[string][]string   // asset numbers by what they mean
	screens   map[uint]float64      // the largest known screen in a room
	judged    map[uint]standard.Set // the criteria that devices in a room are judged by
}

func newInspection(h *Holding) *inspection {
	rooms, devices := len(h.Rooms), len(h.Devices)
	in := &inspection{Holding: h, roomNames: make(map[uint]string, rooms), roomKeys: make(map[string][]string, rooms),
		serials: make(map[string]int, devices), assets: make(map[string][]string, devices),
		screens: make(map[uint]float64, rooms), judged: make(map[uint]standard.Set, rooms)}
	for i := range h.Rooms {
		r := &h.Rooms[i]
		in.roomNames[r.ID] = models.RoomName(r.Building, r.Name)
		if r.RetiredAt == nil {
			in.roomKeys[roomKey(r)] = append(in.roomKeys[roomKey(r)], in.roomNames[r.ID])
		}
	}
	for _, d := range h.Devices {
		if d.Serial != "" {
			in.serials[d.Serial]++
		}
		if d.AssetNo != nil {
			in.assets[assetKey(*d.AssetNo)] = append(in.assets[assetKey(*d.AssetNo)], *d.AssetNo)
		}
		if !d.Installed() {
			continue
		}
		in.judged[*d.ClassroomID] |= standard.Set(d.Judged)
		if s := d.Specs.Display; s != nil && s.SizeInches != nil {
			in.screens[*d.ClassroomID] = max(in.screens[*d.ClassroomID], *s.SizeInches)
		}
	}
	return in
}

func (in *inspection) find(f Finding) {
	f.SchoolID = in.School.ID
	in.report.Findings = append(in.report.Findings, f)
}

// count adds the facts that decide about a subject.
func (in *inspection) count(v models.Verdicts, of standard.Set) {
	judged := standard.Set(v.Judged).Intersect(of)
	in.report.Needed += judged.Len()
	in.report.Known += judged.Without(standard.Set(v.Unknowns)).Len()
}

// fact adds one fact.
func (in *inspection) fact(known bool) {
	in.report.Needed++
	if known {
		in.report.Known++
	}
}

// missing says which facts that a rule asks for are missing, of those on which the verdicts rest.
func (in *inspection) missing(r Rule, v models.Verdicts, of standard.Set) string {
	unknown := standard.Set(v.Unknowns & v.Judged).Intersect(of).Intersect(in.inspector.asks[r.ID])
	if unknown == 0 {
		return ""
	}
	var titles []string
	for _, c := range in.inspector.criteria {
		if unknown.Has(c.Bit) {
			titles = append(titles, c.Title)
		}
	}
	return "待核实：" + strings.Join(titles, "、")
}

const everything = ^standard.Set(0)

func (in *inspection) school() {
	v := in.School.Verdicts
	in.count(v, everything)
	for _, r := range rules {
		if r.Subject != OfSchool {
			continue
		}
		if text := in.missing(r, v, everything); text != "" {
			in.find(Finding{Rule: r, Text: text})
		}
	}
}

// classroom looks at a room: its class, and what no device in it answers for, such as the network, or a camera where
// none is registered.
func (in *inspection) classroom(room *models.Classroom) {
	own := everything.Without(in.judged[room.ID])
	in.count(room.Verdicts, own)
	in.fact(room.StudentCount != nil)
	in.fact(room.HasSuite)
	for _, r := range rules {
		text := ""
		switch {
		case r.classroom != nil:
			text = r.classroom(in, room)
		case r.Subject != OfSchool:
			text = in.missing(r, room.Verdicts, own)
		}
		if text != "" {
			in.find(Finding{Rule: r, ClassroomID: room.ID, Name: in.roomNames[room.ID], Text: text})
		}
	}
}

func (in *inspection) device(d *models.Device) {
	place, roomID := "库房", uint(0)
	if d.ClassroomID != nil {
		place, roomID = in.roomNames[*d.ClassroomID], *d.ClassroomID
	}
	if d.Installed() {
		in.count(d.Verdicts, everything)
		in.fact(d.BoughtOn != "")
	}
	for _, r := range rules {
		text := ""
		switch {
		case r.device != nil:
			text = r.device(in, d)
		case r.Subject == OfDevice:
			text = in.missing(r, d.Verdicts, everything)
		}
		if text != "" {
			in.find(Finding{Rule: r, ClassroomID: roomID, DeviceID: d.ID, Name: place + " " + nameOf(d), Text: text})
		}
	}
}

// nameOf is what people call a device: brand and model where they are known, else its name.
func nameOf(d *models.Device) string {
	if model := strings.TrimSpace(d.Brand + " " + d.Model); model != "" {
		return d.Category.Label() + " " + model
	}
	return d.Name
}
