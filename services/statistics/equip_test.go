package statistics

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/standard"
)

// equipped is a province with real rooms and devices, judged by the standard and counted one by one.
type equipped struct {
	*world
	rooms   []models.Classroom
	devices []models.Device
	tickets []models.Ticket
}

// equip fills an empty database with a small province whose counts are those of real rooms and devices.
func equip(t testing.TB, db *gorm.DB, seed uint64) *equipped {
	t.Helper()
	w := plantWith(t, db, seed, false)
	e := &equipped{world: w}
	std, err := jiangxi{}.Standard(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, judge := rand.New(rand.NewPCG(seed, 1)), std.Evaluator()
	for _, o := range w.organisations {
		if _, is := w.schools[o.ID]; !is {
			continue
		}
		for i := range r.IntN(5) {
			e.addRoom(r, std, judge, o.ID, fmt.Sprintf("三（%d）班", i+1))
		}
	}
	e.tally()
	for _, rows := range []any{e.rooms, e.devices, e.tickets, e.counts} {
		if err := db.CreateInBatches(rows, 100).Error; err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func pointer[T any](v T) *T { return &v }

func (e *equipped) addRoom(r *rand.Rand, std *standard.Standard, judge *standard.Evaluator, school uint, name string) {
	room := models.Classroom{ID: uint(len(e.rooms) + 1), SchoolID: school, Name: name, Building: "=教学楼", Kind: models.ClassroomOrdinary,
		StudentCount: pointer(30 + r.IntN(30)), Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if r.IntN(10) == 0 {
		room.RetiredAt = &noon
	}
	var installed []*models.Device
	first := len(e.devices)
	for range r.IntN(5) {
		e.devices = append(e.devices, e.device(r, room))
	}
	facts := standard.Room{StudentCount: room.StudentCount, On: models.DateOf(noon)}
	for i := first; i < len(e.devices); i++ {
		if d := &e.devices[i]; d.Installed() {
			installed = append(installed, d)
			facts.Devices = append(facts.Devices, standard.Device{ID: d.ID, Category: d.Category, Specs: d.Specs, BoughtOn: d.BoughtOn})
			room.HasSuite = room.HasSuite || d.Category.Essential()
			room.Damaged = room.Damaged || d.State.Damaged()
		}
	}
	whole, each := judge.Room(&facts)
	for i, d := range installed {
		d.Verdicts, d.StandardGrade, d.MissingDate = stored(each[i]), gradeOf(each[i].StandardGrade), each[i].MissingDate
	}
	room.Verdicts, room.StandardGrade = stored(whole), gradeOf(whole.StandardGrade)
	room.NetworkGrade, room.SoftwareGrade = gradeOf(whole.NetworkGrade), gradeOf(whole.SoftwareGrade)
	room.Usable = room.HasSuite
	for _, d := range installed {
		if d.Category.Essential() && d.State.Damaged() {
			room.Usable = false
		}
	}
	e.rooms = append(e.rooms, room)
}

func (e *equipped) device(r *rand.Rand, room models.Classroom) models.Device {
	d := models.Device{ID: uint(len(e.devices) + 1), SchoolID: room.SchoolID, ClassroomID: &room.ID, Brand: "+希沃", Model: "F86",
		AssetNo: pointer(fmt.Sprintf("%06d", len(e.devices))), BoughtOn: []models.Date{"2016-09", "2024-03-01", ""}[r.IntN(3)],
		State: models.DeviceStates()[r.IntN(6)], Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if r.IntN(2) == 0 {
		d.State = models.DeviceInUse
	}
	d.LabelToken, d.LabelCode = fmt.Sprintf("token-%d", d.ID), fmt.Sprintf("code-%d", d.ID)
	host := &models.HostSpecs{CPUModel: "i3-4130", CPUCores: pointer(2), CPUThreads: pointer(4), CPUBaseMHz: pointer(3400),
		MemoryMiB: pointer(4096 * (r.IntN(3))), Disks: []models.Disk{{Kind: models.DiskSSD, SizeMB: pointer(120_000 + 8_000*r.IntN(2))}}}
	display := &models.DisplaySpecs{SizeInches: pointer([]float64{50, 55, 65, 86}[r.IntN(4)])}
	switch r.IntN(4) {
	case 0:
		d.Category, d.Specs = models.CategoryHost, models.Specs{Host: host}
	case 1:
		d.Category, d.Specs = models.CategoryPanel, models.Specs{Host: host, Display: display}
	case 2:
		d.Category, d.Specs = models.CategoryScreen, models.Specs{Display: display}
	case 3:
		d.Category = models.CategoryDocCam
	}
	if d.State.Damaged() && r.IntN(2) == 0 {
		for i, status := range []models.TicketStatus{models.TicketDone, models.TicketWorking} {
			e.tickets = append(e.tickets, models.Ticket{ID: uint(len(e.tickets) + 1), Number: fmt.Sprintf("20261123-%d-%d", d.ID, i), SchoolID: d.SchoolID,
				ClassroomID: d.ClassroomID, DeviceID: pointer(d.ID), Fault: "F02", Priority: "P1", Status: status, DueAt: noon,
				ReportedAt: noon.Add(-time.Hour), Version: 1, CreatedAt: noon, UpdatedAt: noon})
		}
	}
	return d
}

func stored(j standard.Judgement) models.Verdicts {
	return models.Verdicts{Fails: int64(j.Fails), Unknowns: int64(j.Unknowns), Judged: int64(j.Judged), Grade: gradeOf(j.Grade)}
}

func gradeOf(o standard.Outcome) models.Grade {
	switch o {
	case standard.Pass:
		return models.GradePass
	case standard.Fail:
		return models.GradeFail
	case standard.Unknown:
		return models.GradeUnknown
	}
	return models.GradeNone
}

// tally counts the rooms and devices in the plainest way.
func (e *equipped) tally() {
	byKey := map[string]*models.SchoolCounts{}
	at := func(school uint, category models.Category) *models.SchoolCounts {
		key := fmt.Sprint(school, category)
		if byKey[key] == nil {
			byKey[key] = &models.SchoolCounts{SchoolID: school, Category: category}
		}
		return byKey[key]
	}
	count := func(c *models.SchoolCounts, inUse bool, grade, std models.Grade, damaged bool) {
		c.Total++
		if !inUse {
			return
		}
		c.InUse++
		for is, figure := range map[*int]bool{&c.Passed: grade == models.GradePass, &c.Failed: grade == models.GradeFail,
			&c.Unknown: grade == models.GradeUnknown, &c.StandardPassed: std == models.GradePass, &c.Damaged: damaged,
			&c.FailedAndDamaged: damaged && grade == models.GradeFail, &c.FailedOrDamaged: damaged || grade == models.GradeFail} {
			if figure {
				*is++
			}
		}
	}
	retired := map[uint]bool{}
	for _, room := range e.rooms {
		if room.RetiredAt != nil {
			retired[room.ID] = true
			continue
		}
		c := at(room.SchoolID, models.CategorySuite)
		count(c, room.HasSuite, room.Grade, room.StandardGrade, room.Damaged)
		if room.HasSuite && room.Usable {
			c.Usable++
		}
	}
	for _, d := range e.devices {
		if d.State != models.DeviceRetired {
			count(at(d.SchoolID, d.Category), d.Installed() && !retired[*d.ClassroomID], d.Grade, d.StandardGrade, d.State.Damaged())
		}
	}
	for _, c := range byKey {
		e.counts = append(e.counts, *c)
	}
}
