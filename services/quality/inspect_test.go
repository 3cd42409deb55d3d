package quality

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/holdings"
	"banbantong/services/standard"
)

var (
	today       = models.Date("2026-11-23")
	jiangxi2023 = sync.OnceValues(standard.Jiangxi2023)
)

func ptr[T any](v T) *T { return &v }

// school is one school with one good room: a classroom of 40 with a panel that has a PC inside.
func school() *Holding {
	return &Holding{School: &holdings.School{
		School: models.School{ID: 7, Type: models.SchoolPrimary, UplinkMbps: ptr(1000), ClassInternetMbps: ptr(100)},
		Rooms: []models.Classroom{{ID: 1, SchoolID: 7, Name: "三（1）班", Kind: models.ClassroomOrdinary, StudentCount: ptr(40), OnCampusNetwork: ptr(true),
			Network: &models.NetworkFacts{UpMbps: ptr(120.0), DownMbps: ptr(120.0), LatencyUpMs: ptr(9.0), LatencyDownMs: ptr(9.0), JitterMs: ptr(1.0),
				Source: models.SourceMeasured, On: "2026-09-10"}}},
		Devices: []*models.Device{{ID: 11, SchoolID: 7, ClassroomID: ptr(uint(1)), Category: models.CategoryPanel, Name: "一体机", Brand: "希沃", Model: "F75",
			Serial: "SN-0001", AssetNo: ptr("000123"), BoughtOn: "2021-09", PriceCents: ptr(int64(15_800_00)), State: models.DeviceInUse, Specs: goodSpecs()}},
	}}
}

func goodSpecs() models.Specs {
	installed := func() *models.SoftwareItem {
		return &models.SoftwareItem{Present: ptr(true), Licensed: ptr(true)}
	}
	licensed := func(name string) *models.SoftwareItem {
		return &models.SoftwareItem{Name: name, Present: ptr(true), Licensed: ptr(true)}
	}
	port := func(kind models.PortKind, direction models.PortDirection) models.Port {
		return models.Port{Kind: kind, Direction: direction, Count: 4}
	}
	return models.Specs{
		Host: &models.HostSpecs{CPUModel: "i5-10400", CPUCores: ptr(6), CPUThreads: ptr(12), CPUBaseMHz: ptr(2900), CPUTurboMHz: ptr(4300), MemoryMiB: ptr(8192),
			GPU: models.GPUIntegrated, GPUMemoryMiB: ptr(1024), NICMbps: ptr(1000), Disks: []models.Disk{{Kind: models.DiskSSD, SizeMB: ptr(256_000)}},
			SystemFreeBytes: ptr(int64(50 << 30))},
		Display: &models.DisplaySpecs{SizeInches: ptr(75.0), Projected: ptr(false)},
		Camera:  &models.CameraSpecs{Present: ptr(true), Width: ptr(1920), Height: ptr(1080), OmniMic: ptr(true)},
		Audio:   &models.AudioSpecs{PlaysMedia: ptr(true), AmplifiesVoice: ptr(true), CampusBroadcast: ptr(true)},
		Software: &models.SoftwareSpecs{OS: licensed("Windows 10"), Office: licensed("WPS"), Browser: licensed("Edge"), Antivirus: licensed("火绒"),
			PopupBlocker: licensed("火绒"), Remote: installed(), Restore: installed(), Monitor: installed(), Teaching: licensed("赣教云·教学通2.0")},
		Ports: []models.Port{port(models.PortUSB, models.PortBoth), port(models.PortUSB3, models.PortIn), port(models.PortUSB3, models.PortBoth),
			port(models.PortTypeC, models.PortIn), port(models.PortHDMI, models.PortIn), port(models.PortHDMI, models.PortOut),
			port(models.PortVGA, models.PortIn), port(models.PortVGA, models.PortOut), port(models.PortUSB, models.PortIn)},
		Sources: map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceAgent, On: "2026-11-20"}},
	}
}

// inspect judges the school as services/compliance does, and looks at it.
func inspect(t testing.TB, h *Holding) Report {
	t.Helper()
	std, err := jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	e := std.Evaluator()
	for i := range h.Rooms {
		var inside []*models.Device
		for _, d := range h.Devices {
			if d.ClassroomID != nil && *d.ClassroomID == h.Rooms[i].ID {
				inside = append(inside, d)
			}
		}
		compliance.Judge(e, &h.Rooms[i], inside, today)
	}
	compliance.JudgeSchool(e, &h.School.School, h.Rooms)
	h.inspector, h.today = newInspector(std), today
	return h.Inspect()
}

func TestInspect(t *testing.T) {
	host := func(h *Holding) *models.HostSpecs { return h.Devices[0].Specs.Host }
	second := func(h *Holding) *models.Device {
		d := new(models.Device)
		*d = *h.Devices[0]
		d.ID, d.Serial, d.AssetNo, d.ClassroomID, d.State = 12, "SN-0002", nil, nil, models.DeviceIdle
		h.Devices = append(h.Devices, d)
		return d
	}
	for _, test := range []struct {
		name   string
		change func(*Holding)
		want   []string // rule and, after a space, part of the text
	}{
		{"a school of which everything is known has no findings", func(*Holding) {}, nil},
		{"a class without its size is missing it", func(h *Holding) { h.Rooms[0].StudentCount = nil }, []string{"no-class-size"}},
		{"a retired classroom has no findings", func(h *Holding) {
			h.Rooms = append(h.Rooms, models.Classroom{ID: 2, Name: "四（1）班", RetiredAt: ptr(time.Unix(0, 0))})
		}, nil},
		{"a classroom without host and screen has no suite", func(h *Holding) {
			h.Rooms = append(h.Rooms, models.Classroom{ID: 2, Name: "四（1）班", StudentCount: ptr(40), OnCampusNetwork: ptr(true)})
		}, []string{"no-suite"}},
		{"a device without a date is missing it", func(h *Holding) { h.Devices[0].BoughtOn = "" }, []string{"no-bought-on"}},
		{"a device in the store is asked for no date", func(h *Holding) { second(h).BoughtOn = "" }, nil},
		{"memory that no verdict can be made without", func(h *Holding) { host(h).MemoryMiB = nil }, []string{"no-memory 内存"}},
		{"cores and clock are one finding", func(h *Holding) { host(h).CPUCores, host(h).CPUThreads, host(h).CPUBaseMHz = nil, nil, nil },
			[]string{"no-cpu CPU 核心与线程、CPU 主频"}},
		{"a disk of unknown size", func(h *Holding) { host(h).Disks = nil }, []string{"no-disk"}},
		{"a screen of unknown size", func(h *Holding) { h.Devices[0].Specs.Display = nil }, []string{"no-screen-size"}},
		{"what an old device need not have is not missing", func(h *Holding) { h.Devices[0].Specs.Camera = nil }, nil},
		{"what a new device must have is missing", func(h *Holding) { h.Devices[0].Specs.Camera, h.Devices[0].BoughtOn = nil, "2024-09" },
			[]string{"no-camera-audio 摄像头"}},
		{"free space that was read 31 days ago", func(h *Holding) {
			h.Devices[0].Specs.Sources["host.system_free_bytes"] = models.Provenance{Source: models.SourceAgent, On: "2026-10-20"}
		}, []string{"no-host-facts 系统盘"}},
		{"software nobody has looked at", func(h *Holding) { h.Devices[0].Specs.Software.Antivirus = nil }, []string{"no-software"}},
		{"a network that was never measured", func(h *Holding) { h.Rooms[0].Network = nil }, []string{"no-network 上行网速"}},
		{"a school that does not tell its uplink", func(h *Holding) { h.School.UplinkMbps = nil }, []string{"no-school-network"}},

		{"a class of 60 with a 55 inch screen", func(h *Holding) {
			h.Rooms[0].StudentCount, h.Devices[0].Specs.Display.SizeInches = ptr(60), ptr(55.0)
		}, []string{"small-screen 班额 60 人，最大的屏幕 55 英寸"}},
		{"a class of 60 with a 75 inch screen is none", func(h *Holding) { h.Rooms[0].StudentCount = ptr(60) }, nil},
		{"a class of 200", func(h *Holding) { h.Rooms[0].StudentCount = ptr(200) }, []string{"odd-class-size 200"}},
		{"a hall of 200 is none", func(h *Holding) { h.Rooms[0].StudentCount, h.Rooms[0].Kind = ptr(200), models.ClassroomSpecial }, nil},
		{"a class of nobody", func(h *Holding) { h.Rooms[0].StudentCount = ptr(0) }, []string{"odd-class-size"}},
		{"a device that is bought next year", func(h *Holding) { h.Devices[0].BoughtOn = "2027" }, []string{"bought-in-future 2027"}},
		{"a device of this month is none", func(h *Holding) { h.Devices[0].BoughtOn = "2026-11" }, nil},
		{"a device of 1994", func(h *Holding) { h.Devices[0].BoughtOn = "1994-12" }, []string{"bought-too-early"}},
		{"a device of 1995 is none", func(h *Holding) { h.Devices[0].BoughtOn = "1995" }, nil},
		{"memory of 512 GB", func(h *Holding) { host(h).MemoryMiB = ptr(512 * 1024) }, []string{"odd-memory 512 GB"}},
		{"memory of 64 GB is none", func(h *Holding) { host(h).MemoryMiB = ptr(64 * 1024) }, nil},
		{"a disk of 256 MB", func(h *Holding) { host(h).Disks[0].SizeMB = ptr(256) }, []string{"odd-disk 0.256 GB"}},
		{"a screen of 8 inches", func(h *Holding) { h.Devices[0].Specs.Display.SizeInches = ptr(8.0) }, []string{"odd-screen 8 英寸"}},
		{"a screen of 190 inches that were centimetres", func(h *Holding) { h.Devices[0].Specs.Display.SizeInches = ptr(190.0) }, []string{"odd-screen"}},
		{"a price in ten thousands", func(h *Holding) { h.Devices[0].PriceCents = ptr(int64(1_58)) }, []string{"odd-price 1.58 元"}},
		{"a gift is none", func(h *Holding) { h.Devices[0].PriceCents = ptr(int64(0)) }, nil},
		{"a serial number that a maker forgot", func(h *Holding) { h.Devices[0].Serial = "Default string" }, []string{"placeholder-serial"}},
		{"a serial number of zeros", func(h *Holding) { h.Devices[0].Serial = "00000000" }, []string{"placeholder-serial"}},

		{"a serial number that is there twice", func(h *Holding) { second(h).Serial = "SN-0001" }, []string{"same-serial 本校另有 1 台", "same-serial 本校另有 1 台"}},
		{"placeholders are no duplicates", func(h *Holding) { second(h).Serial, h.Devices[0].Serial = "无", "无" }, []string{"placeholder-serial", "placeholder-serial"}},
		{"a serial number of another school", func(h *Holding) { h.elsewhere = map[string]int{"SN-0001": 2} }, []string{"same-serial 外校另有 2 台"}},
		{"an asset number that lost its zeros", func(h *Holding) { second(h).AssetNo = ptr("123") }, []string{"same-asset-no", "same-asset-no"}},
		{"other asset numbers are none", func(h *Holding) { second(h).AssetNo = ptr("1230") }, nil},
		{"a room that is written otherwise", func(h *Holding) {
			other := h.Rooms[0]
			other.ID, other.Name = 2, "3年级(1)班"
			h.Rooms = append(h.Rooms, other)
		}, []string{"same-room", "no-suite", "same-room"}},
		{"the same name in another building is none", func(h *Holding) {
			other := h.Rooms[0]
			other.ID, other.Building = 2, "综合楼"
			h.Rooms = append(h.Rooms, other)
		}, []string{"no-suite"}},

		{"a network that was measured two years ago", func(h *Holding) { h.Rooms[0].Network.On = "2024-11" }, []string{"old-measurement 2024-11"}},
		{"a network that was measured a year ago today is none", func(h *Holding) { h.Rooms[0].Network.On = "2025-11-23" }, nil},
		{"what an agent told two years ago", func(h *Holding) {
			h.Devices[0].Specs.Sources["host.memory_mib"] = models.Provenance{Source: models.SourceAgent, On: "2024-01-01"}
		}, []string{"old-facts 2024-01-01"}},
		{"what a person typed does not age", func(h *Holding) {
			h.Devices[0].Specs.Sources["host.memory_mib"] = models.Provenance{Source: models.SourceTyped, On: "2020-01-01"}
		}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := school()
			test.change(h)
			r := inspect(t, h)
			var got []string
			for _, f := range r.Findings {
				got = append(got, f.Rule.ID+" "+f.Text)
			}
			same := slices.EqualFunc(got, test.want, func(found, want string) bool {
				rule, text, _ := strings.Cut(want, " ")
				return strings.HasPrefix(found, rule+" ") && strings.Contains(found, text)
			})
			if !same {
				t.Errorf("found %q, want %q", got, test.want)
			}
			if missing := slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule.Kind == Missing }); missing != (r.Known < r.Needed) {
				t.Errorf("%d of %d facts are known, and something is missing: %v", r.Known, r.Needed, missing)
			}
		})
	}
}

func TestRulesAreComplete(t *testing.T) {
	std, err := jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	if rest := newInspector(std).asks[otherFacts].IDs(std); !slices.Equal(rest, []string{"HW-ROOM-HOST", "HW-ROOM-DISPLAY"}) {
		t.Errorf("criteria that no rule asks for: %v", rest)
	}
	known := map[string]bool{}
	for _, r := range Rules() {
		if known[r.ID] || r.Title == "" || r.Sentence == "" || r.Kind.Label() == string(r.Kind) || r.Severity.Label() == string(r.Severity) {
			t.Errorf("rule %s is there twice or lacks words", r.ID)
		}
		known[r.ID] = true
		for _, id := range r.criteria {
			if _, is := std.Criterion(id); !is {
				t.Errorf("rule %s asks for %s, which is no criterion", r.ID, id)
			}
		}
		if ways := fmt.Sprint(len(r.criteria) > 0, r.classroom != nil, r.device != nil); r.ID != otherFacts && strings.Count(ways, "true") != 1 {
			t.Errorf("rule %s must look in exactly one way", r.ID)
		}
	}
}
