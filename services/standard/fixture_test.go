package standard

import (
	"slices"
	"sync"
	"testing"

	"banbantong/models"
)

const today models.Date = "2024-10-15"

// goodRoom meets every criterion of both tiers: an OPS host (i5-10400) and a 75 inch panel, bought new.
func goodRoom() Room {
	return Room{
		StudentCount:    new(45),
		OnCampusNetwork: new(true),
		Network: &models.NetworkFacts{
			UpMbps: new(200.0), DownMbps: new(300.0), LatencyUpMs: new(3.0), LatencyDownMs: new(2.5), JitterMs: new(0.4),
			Source: models.SourceMeasured, On: today,
		},
		Devices: []Device{goodHost(1), goodPanel(2)},
		On:      today,
	}
}

func goodHost(id uint) Device {
	return Device{ID: id, Category: models.CategoryHost, BoughtOn: "2024-03-01", Specs: models.Specs{
		Host: &models.HostSpecs{
			CPUModel: "i5-10400", CPUCores: new(6), CPUThreads: new(12), CPUBaseMHz: new(2900),
			MemoryMiB: new(8192), GPU: models.GPUIntegrated, GPUMemoryMiB: new(1024), NICMbps: new(1000),
			Disks:           []models.Disk{{Kind: models.DiskSSD, SizeMB: new(256060)}},
			SystemFreeBytes: new(int64(50 << 30)),
		},
		Software: &models.SoftwareSpecs{
			OS: licensed("Windows 10 专业版"), Office: licensed("WPS 专业版"), Browser: licensed("Edge"), Antivirus: licensed("火绒"),
			PopupBlocker: licensed("火绒"), Remote: licensed("希沃集控"), Restore: licensed("冰点还原"),
			Monitor: licensed("江西省班班通运行监测系统客户端"), Teaching: licensed("赣教云·教学通2.0"),
		},
		Ports: []models.Port{
			{Kind: models.PortUSB, Direction: models.PortBoth, Count: 6},
			{Kind: models.PortHDMI, Direction: models.PortOut, Count: 1},
			{Kind: models.PortVGA, Direction: models.PortOut, Count: 1},
		},
		Sources: map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceAgent, On: "2024-10-01"}},
	}}
}

func goodPanel(id uint) Device {
	return Device{ID: id, Category: models.CategoryPanel, BoughtOn: "2024-03-01", Specs: models.Specs{
		Display: &models.DisplaySpecs{SizeInches: new(75.0)},
		Camera:  &models.CameraSpecs{Present: new(true), Width: new(1920), Height: new(1080), OmniMic: new(true)},
		Audio:   &models.AudioSpecs{PlaysMedia: new(true), AmplifiesVoice: new(true), CampusBroadcast: new(true)},
		Ports: []models.Port{
			{Kind: models.PortUSB, Direction: models.PortBoth, Count: 0},
			{Kind: models.PortHDMI, Direction: models.PortOut, Count: 0},
			{Kind: models.PortVGA, Direction: models.PortOut, Count: 0},
			{Kind: models.PortUSB3, Direction: models.PortIn, Count: 1},
			{Kind: models.PortTypeC, Direction: models.PortIn, Count: 1},
			{Kind: models.PortHDMI, Direction: models.PortIn, Count: 2},
			{Kind: models.PortVGA, Direction: models.PortIn, Count: 1},
		},
	}}
}

func goodSchool() SchoolFacts {
	return SchoolFacts{UplinkMbps: new(1000), ClassInternetMbps: new(100), Classrooms: 20, OnCampusNetwork: 20, KnownCampusNetwork: 20}
}

func licensed(name string) *models.SoftwareItem {
	return &models.SoftwareItem{Name: name, Present: new(true), Licensed: new(true)}
}

// The parts of a goodRoom that cases change.
func host(r *Room) *models.HostSpecs         { return r.Devices[0].Specs.Host }
func software(r *Room) *models.SoftwareSpecs { return r.Devices[0].Specs.Software }
func panel(r *Room) *models.Specs            { return &r.Devices[1].Specs }

// setPort replaces the count of one kind and direction; a negative count makes it unknown.
func setPort(d *Device, kind models.PortKind, direction models.PortDirection, count int) {
	d.Specs.Ports = slices.DeleteFunc(d.Specs.Ports, func(p models.Port) bool { return p.Kind == kind && p.Direction == direction })
	if count >= 0 {
		d.Specs.Ports = append(d.Specs.Ports, models.Port{Kind: kind, Direction: direction, Count: count})
	}
}

// loaded keeps the tests from reading the file a thousand times.
var loaded = sync.OnceValues(Jiangxi2023)

func jiangxi(t testing.TB) *Standard {
	t.Helper()
	s, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func with(t testing.TB, reading, alternative string) *Standard {
	t.Helper()
	s, err := jiangxi(t).With(map[string]string{reading: alternative})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// set is the set of the named criteria.
func set(t testing.TB, s *Standard, ids ...string) Set {
	t.Helper()
	var of Set
	for _, id := range ids {
		c, ok := s.Criterion(id)
		if !ok {
			t.Fatalf("no criterion %s", id)
		}
		of = of.Add(c.Bit)
	}
	return of
}

// inRoom is the room's answer to one criterion.
func inRoom(t testing.TB, s *Standard, room Room, id string) Outcome {
	t.Helper()
	for _, v := range s.Explain(room) {
		if v.Criterion.ID == id && v.InRoom {
			return v.Outcome
		}
	}
	t.Fatalf("the room has no verdict on %s", id)
	return NotApplicable
}

func judge(s *Standard, room Room) Judgement {
	j, _ := s.Evaluator().Room(&room)
	return j
}
