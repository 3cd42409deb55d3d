package standard

import (
	"strings"
	"testing"

	"banbantong/models"
)

// TestWorkedVerdicts holds the evaluator to the worked verdicts of the domain notes: whatever a case does not
// name meets the standard.
func TestWorkedVerdicts(t *testing.T) {
	pentium := func(r *Room) {
		h := host(r)
		h.CPUCores, h.CPUThreads, h.CPUBaseMHz, h.MemoryMiB = new(2), new(2), new(3000), new(4096)
		h.Disks = []models.Disk{{Kind: models.DiskHDD, SizeMB: new(500_000)}}
		panel(r).Display.SizeInches = new(55.0)
	}
	i3 := func(r *Room) {
		h := host(r)
		h.CPUCores, h.CPUThreads, h.CPUBaseMHz, h.MemoryMiB = new(2), new(4), new(3400), new(4096)
		h.Disks = []models.Disk{{Kind: models.DiskSSD, SizeMB: new(128_035)}}
		panel(r).Display.SizeInches = new(55.0)
		r.Devices[0].BoughtOn, r.Devices[1].BoughtOn = "2016-09-01", "2016-09-01"
	}
	visible := func(gib float64) func(*Room) {
		return func(r *Room) { host(r).MemoryMiB, host(r).MemoryVisibleMiB = nil, new(int(gib*1024)) }
	}
	reported := func(mhz int) func(*Room) {
		return func(r *Room) { host(r).CPUBaseMHz, host(r).CPUReportedMHz = nil, &mhz }
	}
	screen := func(inches float64, students *int) func(*Room) {
		return func(r *Room) { panel(r).Display.SizeInches, r.StudentCount = &inches, students }
	}
	disks := func(disks ...models.Disk) func(*Room) { return func(r *Room) { host(r).Disks = disks } }
	gpu := func(kind models.GPUKind, mib *int) func(*Room) {
		return func(r *Room) { host(r).GPU, host(r).GPUMemoryMiB = kind, mib }
	}
	camera := func(width, height int, mic *bool) func(*Room) {
		return func(r *Room) {
			panel(r).Camera = &models.CameraSpecs{Width: &width, Height: &height, OmniMic: mic}
		}
	}
	usb := func(n int) func(*Room) {
		return func(r *Room) { setPort(&r.Devices[0], models.PortUSB, models.PortBoth, n) }
	}
	free := func(bytes int64) func(*Room) { return func(r *Room) { host(r).SystemFreeBytes = &bytes } }
	network := func(change func(*models.NetworkFacts)) func(*Room) { return func(r *Room) { change(r.Network) } }

	cases := []struct {
		name   string
		change func(*Room)
		tier   Tier // whose grade is expected; all: the network's
		want   Outcome
		fails  string // the ids that fail in that tier, and nothing else; "" where the outcome is enough
	}{
		{"Pentium G2030 with 4G, 500G HDD and 55 inch fails MIN on threads only", pentium, TierMinimum, Fail, "HW-MIN-CPU-CORE"},
		{"i3-4130 with 4G, 128G SSD and 55 inch passes MIN", i3, TierMinimum, Pass, ""},
		{"i3-4130 fails STD on cores, RAM, disk and display", i3, TierStandard, Fail, "HW-STD-CPU-CORE HW-STD-RAM HW-STD-DISK HW-STD-DISPLAY"},
		{"the same with a 120G SSD fails MIN on the disk", func(r *Room) { i3(r); host(r).Disks[0].SizeMB = new(120_034) }, TierMinimum, Fail, "HW-MIN-DISK"},
		{"OS sees 3.8 GiB", visible(3.8), TierMinimum, Pass, ""},
		{"OS sees 3.0 GiB", visible(3.0), TierMinimum, Unknown, ""},
		{"OS sees 2.8 GiB", visible(2.8), TierMinimum, Fail, "HW-MIN-RAM"},
		{"reported 1992 MHz", reported(1992), TierMinimum, Pass, ""},
		{"reported 1980 MHz", reported(1980), TierMinimum, Pass, ""},
		{"reported 1979 MHz", reported(1979), TierMinimum, Fail, "HW-MIN-CPU-FREQ"},
		{"2 USB sockets", usb(2), TierMinimum, Fail, "HW-MIN-USB"},
		{"3 USB sockets", usb(3), TierMinimum, Pass, ""},
		{"1,073,741,824 bytes free", free(1 << 30), TierMinimum, Pass, ""},
		{"one byte less free", free(1<<30 - 1), TierMinimum, Fail, "HW-MIN-DISK-FREE"},
		{"i5-10400 with everything and 75 inch for 45 pupils", func(*Room) {}, TierStandard, Pass, ""},
		{"65 inch for 44 pupils", screen(65, new(44)), TierStandard, Pass, ""},
		{"65 inch for 45 pupils", screen(65, new(45)), TierStandard, Fail, "HW-STD-DISPLAY"},
		{"65 inch for a class of unknown size", screen(65, nil), TierStandard, Unknown, ""},
		{"55 inch for a class of unknown size", screen(55, nil), TierStandard, Fail, "HW-STD-DISPLAY"},
		{"86 inch for a class of unknown size", screen(86, nil), TierStandard, Pass, ""},
		{"i5-12400 by its base clock", func(r *Room) { host(r).CPUBaseMHz, host(r).CPUTurboMHz = new(2500), new(4400) }, TierStandard, Fail, "HW-STD-CPU-FREQ"},
		{"SSD of 250G", disks(models.Disk{Kind: models.DiskSSD, SizeMB: new(250_059)}), TierStandard, Fail, "HW-STD-DISK"},
		{"SSD of 240G", disks(models.Disk{Kind: models.DiskSSD, SizeMB: new(240_057)}), TierStandard, Fail, "HW-STD-DISK"},
		{"HDD of 1T", disks(models.Disk{Kind: models.DiskHDD, SizeMB: new(1_000_204)}), TierStandard, Fail, "HW-STD-DISK"},
		{"two SSDs of 128G", disks(models.Disk{Kind: models.DiskSSD, SizeMB: new(128_035)}, models.Disk{Kind: models.DiskSSD, SizeMB: new(128_035)}), TierStandard, Fail, "HW-STD-DISK"},
		{"128G SSD and 1T HDD", disks(models.Disk{Kind: models.DiskSSD, SizeMB: new(128_035)}, models.Disk{Kind: models.DiskHDD, SizeMB: new(1_000_204)}), TierStandard, Fail, "HW-STD-DISK"},
		{"integrated graphics with 1024 MB", gpu(models.GPUIntegrated, new(1024)), TierStandard, Pass, ""},
		{"integrated graphics with 128 MB", gpu(models.GPUIntegrated, new(128)), TierStandard, Fail, "HW-STD-GPU"},
		{"discrete graphics of unknown memory", gpu(models.GPUDiscrete, nil), TierStandard, Pass, ""},
		{"camera of 720P with microphone", camera(1280, 720, new(true)), TierStandard, Fail, "HW-STD-CAM"},
		{"camera of 1080P without microphone", camera(1920, 1080, new(false)), TierStandard, Fail, "HW-STD-CAM"},
		{"camera of 1080P, microphone unknown", camera(1920, 1080, nil), TierStandard, Unknown, ""},
		{"latency 29.96 ms", network(func(n *models.NetworkFacts) { n.LatencyUpMs, n.LatencyDownMs = new(29.96), new(29.96) }), TierAll, Pass, ""},
		{"latency 30.00 ms", network(func(n *models.NetworkFacts) { n.LatencyUpMs, n.LatencyDownMs = new(30.0), new(30.0) }), TierAll, Fail, "NET-CLS-LAT-UP NET-CLS-LAT-DOWN"},
		{"jitter 4.99 ms", network(func(n *models.NetworkFacts) { n.JitterMs = new(4.99) }), TierAll, Pass, ""},
		{"jitter 5.00 ms", network(func(n *models.NetworkFacts) { n.JitterMs = new(5.0) }), TierAll, Fail, "NET-CLS-JITTER"},
		{"up 100 Mbps", network(func(n *models.NetworkFacts) { n.UpMbps = new(100.0) }), TierAll, Pass, ""},
		{"up 99.5 Mbps", network(func(n *models.NetworkFacts) { n.UpMbps = new(99.5) }), TierAll, Unknown, ""},
		{"up 89 Mbps", network(func(n *models.NetworkFacts) { n.UpMbps = new(89.0) }), TierAll, Fail, "NET-CLS-UP"},
	}
	s := jiangxi(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			room := goodRoom()
			c.change(&room)
			j := judge(s, room)
			got, among := j.NetworkGrade, s.Of(GroupNetwork)
			switch c.tier {
			case TierMinimum:
				got, among = j.MinimumGrade, s.masks.minimum&s.masks.hardware
			case TierStandard:
				got, among = j.StandardGrade, s.masks.standard&s.masks.hardware
			}
			if got != c.want {
				t.Errorf("grade %s, want %s; fails %v, unknown %v", got, c.want, j.Fails.IDs(s), j.Unknowns.IDs(s))
			}
			if want := set(t, s, strings.Fields(c.fails)...); j.Fails&among != want {
				t.Errorf("fails %v, want %v", (j.Fails & among).IDs(s), want.IDs(s))
			}
		})
	}
}

func TestDateOfPurchaseDecidesTheTier(t *testing.T) {
	cases := []struct {
		bought  models.Date
		tier    Tier
		missing bool
	}{
		{"2023-08-22", TierMinimum, false},
		{"2023-08-23", TierStandard, false},
		{"2023-08-24", TierStandard, false},
		{"", TierMinimum, true},
		{"2023-07", TierMinimum, false},
		{"2023-08", TierMinimum, true},
		{"2023-09", TierStandard, false},
		{"2022", TierMinimum, false},
		{"2023", TierMinimum, true},
		{"2024", TierStandard, false},
		{"2023-13-45", TierMinimum, true},
		{"去年", TierMinimum, true},
	}
	s := jiangxi(t)
	for _, c := range cases {
		t.Run("bought "+string(c.bought), func(t *testing.T) {
			room := goodRoom()
			for i := range room.Devices {
				room.Devices[i].BoughtOn = c.bought
			}
			host(&room).MemoryMiB = new(4096) // meets 最低配置 and fails 标准配置
			whole, devices := s.Evaluator().Room(&room)
			want := Pass
			if c.tier == TierStandard {
				want = Fail
			}
			if whole.Grade != want || devices[0].Grade != want {
				t.Errorf("classroom %s, host %s, want %s", whole.Grade, devices[0].Grade, want)
			}
			if whole.MissingDate != c.missing || devices[0].MissingDate != c.missing {
				t.Errorf("missing date: classroom %v, host %v, want %v", whole.MissingDate, devices[0].MissingDate, c.missing)
			}
			if whole.StandardGrade != Fail || whole.MinimumGrade != Pass {
				t.Errorf("both tiers are computed whatever the date: standard %s, minimum %s", whole.StandardGrade, whole.MinimumGrade)
			}
		})
	}
}

func TestNewHostInOldPanel(t *testing.T) {
	s := jiangxi(t)
	room := goodRoom()
	room.Devices[1].BoughtOn = "2016-09-01"
	panel(&room).Display.SizeInches = new(55.0)
	panel(&room).Camera, panel(&room).Audio = nil, nil
	j := judge(s, room)
	if j.Grade != Pass {
		t.Errorf("new host meets STD, old panel meets MIN: got %s, fails %v, unknown %v", j.Grade, j.Fails.Intersect(j.Judged).IDs(s), j.Unknowns.Intersect(j.Judged).IDs(s))
	}
	if j.StandardGrade != Fail {
		t.Errorf("all by STD the panel fails: got %s", j.StandardGrade)
	}
	for id, want := range map[string]bool{"HW-STD-RAM": true, "HW-MIN-RAM": false, "HW-MIN-DISPLAY": true, "HW-STD-DISPLAY": false, "HW-STD-IO": false, "HW-STD-CAM": false} {
		if c, _ := s.Criterion(id); j.Judged.Has(c.Bit) != want {
			t.Errorf("%s decides: %v, want %v", id, !want, want)
		}
	}
}

func TestSchool(t *testing.T) {
	cases := []struct {
		name   string
		change func(*SchoolFacts)
		id     string
		want   Outcome
	}{
		{"uplink of 1000 Mbps", func(*SchoolFacts) {}, "NET-SCH-UPLINK", Pass},
		{"uplink of 999 Mbps", func(f *SchoolFacts) { f.UplinkMbps = new(999) }, "NET-SCH-UPLINK", Fail},
		{"teaching point with 100 Mbps fails by the letter", func(f *SchoolFacts) { f.UplinkMbps, f.TeachingPoint = new(100), true }, "NET-SCH-UPLINK", Fail},
		{"uplink unknown", func(f *SchoolFacts) { f.UplinkMbps = nil }, "NET-SCH-UPLINK", Unknown},
		{"class internet of 100 Mbps", func(*SchoolFacts) {}, "NET-SCH-CLASS-INET", Pass},
		{"class internet of 99 Mbps", func(f *SchoolFacts) { f.ClassInternetMbps = new(99) }, "NET-SCH-CLASS-INET", Fail},
		{"class internet unknown", func(f *SchoolFacts) { f.ClassInternetMbps = nil }, "NET-SCH-CLASS-INET", Unknown},
		{"20 of 20 classes on the network", func(*SchoolFacts) {}, "NET-SCH-ALLCLASS", Pass},
		{"19 of 20 classes on the network", func(f *SchoolFacts) { f.OnCampusNetwork = 19 }, "NET-SCH-ALLCLASS", Fail},
		{"19 on the network, the last unknown", func(f *SchoolFacts) { f.OnCampusNetwork, f.KnownCampusNetwork = 19, 19 }, "NET-SCH-ALLCLASS", Unknown},
		{"one class off, the others unknown", func(f *SchoolFacts) { f.OnCampusNetwork, f.KnownCampusNetwork = 0, 1 }, "NET-SCH-ALLCLASS", Fail},
		{"no classroom registered", func(f *SchoolFacts) { f.Classrooms, f.OnCampusNetwork, f.KnownCampusNetwork = 0, 0, 0 }, "NET-SCH-ALLCLASS", Unknown},
	}
	s := jiangxi(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			school := goodSchool()
			c.change(&school)
			for _, v := range s.ExplainSchool(school) {
				if v.Criterion.ID == c.id && v.Outcome != c.want {
					t.Errorf("%s is %s (%s), want %s", c.id, v.Outcome, v.Measured, c.want)
				}
				if v.Criterion.ID != c.id && v.Outcome != Pass {
					t.Errorf("%s is %s though nothing was changed about it", v.Criterion.ID, v.Outcome)
				}
			}
			j := s.Evaluator().School(school)
			if j.NetworkGrade != c.want || j.Grade != NotApplicable {
				t.Errorf("network %s, want %s; hardware %s, want none", j.NetworkGrade, c.want, j.Grade)
			}
		})
	}
}
