package statistics

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/compliance"
)

// equipped is a province with real rooms and devices, judged and counted by services/compliance.
type equipped struct {
	*world
	rooms   []models.Classroom
	devices []models.Device
	tickets []models.Ticket
}

// equip fills an empty database with a small province of random rooms and devices.
func equip(t testing.TB, db *gorm.DB, seed uint64) *equipped {
	t.Helper()
	w := plantWith(t, db, seed, false)
	e := &equipped{world: w}
	r := rand.New(rand.NewPCG(seed, 1))
	for _, o := range w.organisations {
		if _, is := w.schools[o.ID]; is && o.RetiredAt == nil {
			for i := range r.IntN(5) {
				e.addRoom(r, o.ID, fmt.Sprintf("三（%d）班", i+1))
			}
		}
	}
	for _, rows := range []any{e.rooms, e.devices, e.tickets} {
		if err := db.CreateInBatches(rows, 100).Error; err != nil {
			t.Fatal(err)
		}
	}
	verdicts, err := compliance.New(db, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verdicts.Evaluate(t.Context(), func(compliance.Difference) {}); err != nil {
		t.Fatal(err)
	}
	return e
}

func pointer[T any](v T) *T { return &v }

func (e *equipped) addRoom(r *rand.Rand, school uint, name string) {
	room := models.Classroom{ID: uint(len(e.rooms) + 1), SchoolID: school, Name: name, Building: "=教学楼", Kind: models.ClassroomOrdinary,
		StudentCount: pointer(30 + r.IntN(30)), Version: 1, CreatedAt: noon, UpdatedAt: noon}
	e.rooms = append(e.rooms, room)
	if r.IntN(10) == 0 {
		e.rooms[len(e.rooms)-1].RetiredAt = &noon
		return
	}
	for range r.IntN(5) {
		e.devices = append(e.devices, e.device(r, room))
	}
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
