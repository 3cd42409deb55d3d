package standard

import (
	"slices"
	"strings"
	"testing"

	"banbantong/models"
)

func oldPC(id uint) Device {
	d := goodHost(id)
	d.BoughtOn = "2013-09-01"
	d.Specs.Host = &models.HostSpecs{
		CPUCores: new(2), CPUThreads: new(2), CPUBaseMHz: new(3000), MemoryMiB: new(2048), GPU: models.GPUIntegrated,
		GPUMemoryMiB: new(64), NICMbps: new(100), Disks: []models.Disk{{Kind: models.DiskHDD, SizeMB: new(500_000)}},
	}
	return d
}

func TestRoom(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Room)
		want   Outcome
		fails  string // criteria that fail and decide
	}{
		{"a spare old host does not fail a room whose new one passes",
			func(r *Room) { r.Devices = append(r.Devices, oldPC(3)) }, Pass, ""},
		{"nor does it where it stands first",
			func(r *Room) { r.Devices = slices.Insert(r.Devices, 0, oldPC(3)) }, Pass, ""},
		{"an old host alone fails by MIN",
			func(r *Room) { r.Devices[0] = oldPC(1) }, Fail, "HW-MIN-CPU-CORE HW-MIN-RAM HW-MIN-NIC"},
		{"a host of which nothing is known beats one that fails",
			func(r *Room) {
				r.Devices[0] = oldPC(1)
				r.Devices = append(r.Devices, Device{ID: 3, Category: models.CategoryHost, BoughtOn: "2015"})
			}, Unknown, ""},
		{"a second, smaller screen does no harm",
			func(r *Room) {
				r.Devices = append(r.Devices, Device{ID: 3, Category: models.CategoryScreen, BoughtOn: "2024",
					Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: new(42.0)}}})
			}, Pass, ""},
		{"a room without devices fails for lack of both",
			func(r *Room) { r.Devices = nil }, Fail, "HW-ROOM-HOST HW-ROOM-DISPLAY"},
		{"a document camera is no screen and no camera",
			func(r *Room) {
				r.Devices = []Device{r.Devices[0], {ID: 2, Category: models.CategoryDocCam, BoughtOn: "2024",
					Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: new(75.0)}}}}
			}, Fail, "HW-ROOM-DISPLAY"},
		{"the computer inside a panel is the room's host",
			func(r *Room) {
				d := goodPanel(2)
				d.Specs.Host, d.Specs.Software = goodHost(1).Specs.Host, goodHost(1).Specs.Software
				r.Devices = []Device{d}
			}, Pass, ""},
		{"a camera of its own makes up for a panel without one",
			func(r *Room) {
				panel(r).Camera = &models.CameraSpecs{Present: new(false)}
				r.Devices = append(r.Devices, Device{ID: 3, Category: models.CategoryCamera, BoughtOn: "2024-03-01",
					Specs: models.Specs{Camera: &models.CameraSpecs{Width: new(2560), Height: new(1440), OmniMic: new(true)}}})
			}, Pass, ""},
		{"a panel attested to have no camera fails when it is new",
			func(r *Room) { panel(r).Camera = &models.CameraSpecs{Present: new(false)} }, Fail, "HW-STD-CAM"},
		{"and does not matter when it is old",
			func(r *Room) {
				r.Devices[1].BoughtOn = "2019-01-01"
				panel(r).Camera = &models.CameraSpecs{Present: new(false)}
			}, Pass, ""},
		{"an old amplifier of which little is known is held to MIN, which asks nothing of it",
			func(r *Room) {
				panel(r).Audio = nil
				r.Devices = append(r.Devices, Device{ID: 3, Category: models.CategoryAudio, BoughtOn: "2016-01-01"})
			}, Pass, ""},
		{"a new amplifier of which nothing is known leaves the room open",
			func(r *Room) {
				panel(r).Audio = nil
				r.Devices = append(r.Devices, Device{ID: 3, Category: models.CategoryAudio, BoughtOn: "2024-01-01"})
			}, Unknown, ""},
		{"a failing network does not touch the hardware grade",
			func(r *Room) { r.Network.UpMbps = new(10.0) }, Pass, "NET-CLS-UP"},
		{"nor does missing software",
			func(r *Room) { software(r).Monitor.Present = new(false) }, Pass, "SW-MONITOR"},
	}
	s := jiangxi(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			room := goodRoom()
			c.change(&room)
			j := judge(s, room)
			decided := j.Fails & j.Judged
			if j.Grade != c.want {
				t.Errorf("grade %s, want %s; fails %v, unknown %v", j.Grade, c.want, decided.IDs(s), (j.Unknowns & j.Judged).IDs(s))
			}
			if want := set(t, s, strings.Fields(c.fails)...); decided != want {
				t.Errorf("fails %v, want %v", decided.IDs(s), want.IDs(s))
			}
		})
	}
}

func TestGradesStandBesideEachOther(t *testing.T) {
	s := jiangxi(t)
	room := goodRoom()
	room.Network = nil
	software(&room).Monitor.Present = new(false)
	j, devices := s.Evaluator().Room(&room)
	if j.Grade != Pass || j.StandardGrade != Pass || j.NetworkGrade != Unknown || j.SoftwareGrade != Fail {
		t.Errorf("classroom: %+v", j)
	}
	if devices[0].SoftwareGrade != Fail || devices[0].NetworkGrade != NotApplicable || devices[0].Grade != Pass {
		t.Errorf("host: %+v", devices[0])
	}
	if devices[1].SoftwareGrade != NotApplicable || devices[1].Grade != Pass {
		t.Errorf("panel: %+v", devices[1])
	}
}

func TestDevicesAnswerOnlyForWhatTheyHave(t *testing.T) {
	cases := []struct {
		name     string
		category models.Category
		specs    models.Specs
		subjects []Subject
	}{
		{"host", models.CategoryHost, models.Specs{}, []Subject{SubjectHost, SubjectOutputs}},
		{"panel", models.CategoryPanel, models.Specs{}, []Subject{SubjectDisplay, SubjectInputs}},
		{"panel with everything inside", models.CategoryPanel,
			models.Specs{Host: &models.HostSpecs{}, Camera: &models.CameraSpecs{}, Audio: &models.AudioSpecs{}},
			[]Subject{SubjectHost, SubjectOutputs, SubjectDisplay, SubjectInputs, SubjectCamera, SubjectAudio}},
		{"screen", models.CategoryScreen, models.Specs{}, []Subject{SubjectDisplay, SubjectInputs}},
		{"screen with loudspeakers", models.CategoryScreen, models.Specs{Audio: &models.AudioSpecs{}}, []Subject{SubjectDisplay, SubjectInputs, SubjectAudio}},
		{"camera", models.CategoryCamera, models.Specs{}, []Subject{SubjectCamera}},
		{"audio", models.CategoryAudio, models.Specs{}, []Subject{SubjectAudio}},
		{"document camera", models.CategoryDocCam, models.Specs{Camera: &models.CameraSpecs{}}, nil},
		{"switch", models.CategoryNetwork, models.Specs{Host: &models.HostSpecs{}}, nil},
		{"control", models.CategoryControl, models.Specs{}, nil},
		{"other", models.CategoryOther, models.Specs{}, nil},
	}
	s := jiangxi(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			room := Room{Devices: []Device{{ID: 7, Category: c.category, Specs: c.specs, BoughtOn: "2024"}}, On: today}
			_, devices := s.Evaluator().Room(&room)
			var want Set
			for _, subject := range c.subjects {
				want |= s.masks.subject[subject]
			}
			var got Set
			for _, v := range s.Explain(room) {
				if v.DeviceID == 7 {
					got = got.Add(v.Criterion.Bit)
				}
			}
			if got != want {
				t.Errorf("answers for %v, want %v", got.IDs(s), want.IDs(s))
			}
			if j := devices[0]; len(c.subjects) == 0 && (j.Grade != NotApplicable || j.MissingDate) {
				t.Errorf("nothing is asked of it, yet %+v", j)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	s := jiangxi(t)
	room := goodRoom()
	host(&room).Disks[0].SizeMB = new(120_034)
	host(&room).MemoryMiB = nil
	room.Devices[0].Specs.Sources["host.disks"] = models.Provenance{Source: models.SourceImported, On: "2024-09-01"}
	panel(&room).Camera = nil
	room.Network.LatencyUpMs = new(29.996)
	room.Devices = append(room.Devices, oldPC(3))
	find := func(id string, device uint) Verdict {
		for _, v := range s.Explain(room) {
			if v.Criterion.ID == id && v.DeviceID == device {
				return v
			}
		}
		t.Fatalf("no verdict on %s of device %d", id, device)
		return Verdict{}
	}

	disk := find("HW-STD-DISK", 1)
	if disk.Outcome != Fail || disk.Measured != "固态硬盘 120.03 GB（台账导入）" || disk.Source != models.SourceImported || disk.On != "2024-09-01" {
		t.Errorf("disk: %+v", disk)
	}
	if !disk.Decides || disk.Reason != disk.Criterion.Failure || disk.Criterion.Mend == "" || disk.Criterion.Clause != "附件一·2" {
		t.Errorf("disk: decides %v, %q, %q, %q", disk.Decides, disk.Reason, disk.Criterion.Mend, disk.Criterion.Clause)
	}
	if disk.Reading != "按通知原文，120G、240G、250G 均不达标" {
		t.Errorf("the reading is shown beside the verdict: %q", disk.Reading)
	}
	if v := find("HW-MIN-DISK", 1); v.Outcome != Fail || v.Decides {
		t.Errorf("MIN is computed for a new host and does not decide: %+v", v)
	}
	if v := find("HW-STD-RAM", 1); v.Outcome != Unknown || v.Measured != "未填写" || v.Reason != "缺少数据：内存容量、系统可见内存。" {
		t.Errorf("memory: %s %q %q", v.Outcome, v.Measured, v.Reason)
	}
	if v := find("HW-STD-CAM", 0); v.Outcome != Unknown || !v.InRoom || !v.Decides {
		t.Errorf("a camera that nobody knows of belongs to the room: %+v", v)
	}
	if v := find("NET-CLS-LAT-UP", 0); v.Outcome != Pass || v.Measured != "29.99 ms（检测）" || v.On != today {
		t.Errorf("latency must not be rounded up to its limit: %q of %s", v.Measured, v.On)
	}
	if spare, own := find("HW-MIN-RAM", 3), find("HW-MIN-RAM", 1); spare.Outcome != Fail || !spare.Decides || spare.InRoom == own.InRoom {
		t.Errorf("one of two hosts stands for the room: spare %+v, own %+v", spare, own)
	}
}

func TestExplainSaysThatFactsContradict(t *testing.T) {
	room := goodRoom()
	memory(new(8192), new(3300))(&room)
	for _, v := range jiangxi(t).Explain(room) {
		if v.Criterion.ID == "HW-STD-RAM" && (v.Outcome != Unknown || v.Measured != "8 GB，系统可见 3.22 GB" || v.Reason != "现有数据不足以判定，请到现场核实。") {
			t.Errorf("%s %q %q", v.Outcome, v.Measured, v.Reason)
		}
	}
}

func TestEvaluatorForgetsTheLastRoom(t *testing.T) {
	s := jiangxi(t)
	e := s.Evaluator()
	full, empty := goodRoom(), Room{On: today, Devices: []Device{{ID: 1, Category: models.CategoryHost}}}
	first, _ := e.Room(&empty)
	e.Room(&full)
	if again, _ := e.Room(&empty); again != first {
		t.Errorf("judged after another room: %+v, before: %+v", again, first)
	}
}

func TestSet(t *testing.T) {
	s := jiangxi(t)
	of := Set(0).Add(0).Add(42).Add(maxBit)
	if of < 0 || of.Len() != 3 || !of.Has(42) || of.Has(41) || of.Empty() {
		t.Errorf("%b", of)
	}
	if got := slices.Collect(of.Bits()); !slices.Equal(got, []int{0, 42, 62}) {
		t.Errorf("bits %v", got)
	}
	if got := of.IDs(s); !slices.Equal(got, []string{"HW-ROOM-HOST", "SW-TEACH"}) {
		t.Errorf("ids %v", got)
	}
	if of.With(Set(0).Add(1)).Without(of) != Set(0).Add(1) || of.Intersect(Set(0).Add(42)) != Set(0).Add(42) {
		t.Error("union, difference or intersection")
	}
}

func TestDecimalIsCutNotRounded(t *testing.T) {
	for v, want := range map[float64]string{29.996: "29.99", 30: "30", 4.35: "4.35", 0.9999999: "0.99", 120.034: "120.03", 2.5: "2.5", 99.999: "99.99", 7.001: "7"} {
		if got := decimal(v); got != want {
			t.Errorf("decimal(%v) = %s, want %s", v, got, want)
		}
	}
}

// The bits are stored in databases: changing one would give old verdicts a new meaning.
func TestBitsNeverChange(t *testing.T) {
	want := strings.Fields(`HW-ROOM-HOST HW-ROOM-DISPLAY
		HW-MIN-CPU-CORE HW-MIN-CPU-FREQ HW-MIN-RAM HW-MIN-GPU HW-MIN-NIC HW-MIN-DISK HW-MIN-DISK-FREE HW-MIN-DISPLAY
		HW-MIN-USB HW-MIN-HDMI-OUT HW-MIN-VGA-OUT
		HW-STD-CPU-CORE HW-STD-CPU-FREQ HW-STD-RAM HW-STD-GPU HW-STD-NIC HW-STD-DISK HW-STD-DISPLAY HW-STD-IO HW-STD-CAM
		HW-STD-AUDIO-1 HW-STD-AUDIO-2 HW-STD-AUDIO-3
		NET-SCH-UPLINK NET-SCH-ALLCLASS NET-SCH-CLASS-INET
		NET-CLS-CAMPUS NET-CLS-UP NET-CLS-DOWN NET-CLS-LAT-UP NET-CLS-LAT-DOWN NET-CLS-JITTER
		SW-OS SW-OFFICE SW-BROWSER SW-AV SW-POPUP SW-REMOTE SW-RESTORE SW-MONITOR SW-TEACH`)
	s := jiangxi(t)
	if len(s.Criteria()) != len(want) {
		t.Errorf("%d criteria, want %d", len(s.Criteria()), len(want))
	}
	for place, id := range want {
		if c, ok := s.Criterion(id); !ok || c.Bit != place {
			t.Errorf("%s has bit %d, want %d", id, c.Bit, place)
		}
	}
}
