package standard

import (
	"strings"
	"testing"

	"banbantong/models"
)

// TestReadings has, for every alternative of every reading, one room of which it changes the answer.
func TestReadings(t *testing.T) {
	i5 := func(r *Room) { host(r).CPUBaseMHz, host(r).CPUTurboMHz = new(2500), new(4400) }
	cases := []struct {
		reading, alternative, name string
		change                     func(*Room)
		id                         string
		def, want                  Outcome
	}{
		{"cpu.freq_basis", "turbo", "i5-12400", i5, "HW-STD-CPU-FREQ", Fail, Pass},
		{"cpu.freq_basis", "turbo", "turbo unknown", clock(new(1600), nil), "HW-MIN-CPU-FREQ", Fail, Unknown},
		{"cpu.freq_basis", "turbo", "no base published, turbo 3.4", func(r *Room) { host(r).CPUBaseMHz, host(r).CPUTurboMHz = nil, new(3400) }, "HW-STD-CPU-FREQ", Unknown, Pass},
		{"gpu.vram_applies_to", "both", "discrete of unknown memory", graphics(models.GPUDiscrete, nil), "HW-STD-GPU", Pass, Unknown},
		{"gpu.vram_applies_to", "both", "discrete of 512 MiB", graphics(models.GPUDiscrete, new(512)), "HW-STD-GPU", Pass, Fail},
		{"disk.nominal", "class", "SSD of 240G", storage(models.Disk{Kind: models.DiskSSD, SizeMB: new(240_057)}), "HW-STD-DISK", Fail, Pass},
		{"disk.nominal", "class", "SSD of 120G", storage(models.Disk{Kind: models.DiskSSD, SizeMB: new(120_034)}), "HW-MIN-DISK", Fail, Pass},
		{"disk.nominal", "class", "SSD of 128G is still no 256G", storage(models.Disk{Kind: models.DiskSSD, SizeMB: new(128_035)}), "HW-STD-DISK", Fail, Fail},
		{"display.projector", "excluded", "projected 80 inch", projected(new(true)), "HW-STD-DISPLAY", Pass, Fail},
		{"display.projector", "excluded", "projected 80 inch against MIN", projected(new(true)), "HW-MIN-DISPLAY", Pass, Fail},
		{"display.projector", "excluded", "perhaps projected", projected(nil), "HW-MIN-DISPLAY", Pass, Unknown},
		{"display.projector", "excluded", "a television", projected(new(false)), "HW-MIN-DISPLAY", Pass, Pass},
		{"io.aio_output", "exempt", "panel without VGA out", hostPort(models.PortVGA, models.PortOut, 0), "HW-MIN-VGA-OUT", Fail, NotApplicable},
		{"io.aio_output", "exempt", "panel without HDMI out", hostPort(models.PortHDMI, models.PortOut, 0), "HW-MIN-HDMI-OUT", Fail, NotApplicable},
		{"io.aio_output", "exempt", "desktop with a projector", func(r *Room) {
			projected(new(true))(r)
			setPort(&r.Devices[0], models.PortVGA, models.PortOut, 0)
		}, "HW-MIN-VGA-OUT", Fail, Fail},
		{"io.std_mode", "any", "HDMI only", func(r *Room) {
			for _, kind := range []models.PortKind{models.PortUSB3, models.PortTypeC, models.PortVGA} {
				setPort(&r.Devices[1], kind, models.PortIn, 0)
			}
		}, "HW-STD-IO", Fail, Pass},
		{"sw.os_domestic", "accepted", "麒麟", system("银河麒麟 V10", new(true)), "SW-OS", Unknown, Pass},
		{"sw.os_domestic", "rejected", "麒麟", system("银河麒麟 V10", new(true)), "SW-OS", Unknown, Fail},
		{"sw.os_domestic", "accepted", "麒麟 without a licence", system("银河麒麟 V10", new(false)), "SW-OS", Fail, Fail},
	}
	for _, c := range cases {
		t.Run(c.reading+"="+c.alternative+" "+c.name, func(t *testing.T) {
			room := goodRoom()
			c.change(&room)
			if got := inRoom(t, jiangxi(t), room, c.id); got != c.def {
				t.Errorf("by default %s, want %s", got, c.def)
			}
			if got := inRoom(t, with(t, c.reading, c.alternative), room, c.id); got != c.want {
				t.Errorf("with %s %s, want %s", c.alternative, got, c.want)
			}
		})
	}
}

func projected(is *bool) func(*Room) {
	return func(r *Room) {
		r.Devices[1].Category = models.CategoryScreen
		panel(r).Display = &models.DisplaySpecs{SizeInches: new(80.0), Projected: is}
	}
}

func system(name string, isLicensed *bool) func(*Room) {
	return func(r *Room) {
		software(r).OS = &models.SoftwareItem{Name: name, Present: new(true), Licensed: isLicensed}
	}
}

func TestReadingOfTheDayItself(t *testing.T) {
	room := goodRoom()
	room.Devices[0].BoughtOn = "2023-08-23"
	host(&room).MemoryMiB = new(4096)
	if got := judge(jiangxi(t), room).Grade; got != Fail {
		t.Errorf("the day included: %s, want fail by STD", got)
	}
	if got := judge(with(t, "std.from_day", "excluded"), room).Grade; got != Pass {
		t.Errorf("the day excluded: %s, want pass by MIN", got)
	}
}

func TestReadingOfTeachingPoints(t *testing.T) {
	point := goodSchool()
	point.UplinkMbps, point.TeachingPoint = new(100), true
	school := point
	school.TeachingPoint = false
	s := with(t, "net.teaching_point", "hundred")
	if got := s.Evaluator().School(point).NetworkGrade; got != Pass {
		t.Errorf("teaching point with 100 Mbps: %s", got)
	}
	if got := s.Evaluator().School(school).NetworkGrade; got != Fail {
		t.Errorf("school with 100 Mbps: %s", got)
	}
	point.UplinkMbps = new(99)
	if got := s.Evaluator().School(point).NetworkGrade; got != Fail {
		t.Errorf("teaching point with 99 Mbps: %s", got)
	}
}

// TestMissingCameraAndAudio tells when a camera of which nobody knows keeps the classroom's grade open.
func TestMissingCameraAndAudio(t *testing.T) {
	const old, recent = models.Date("2018-09-01"), models.Date("2024-03-01")
	cases := []struct {
		name        string
		panel, host models.Date
		want        map[string]Outcome // by alternative
	}{
		{"new screen", recent, old, map[string]Outcome{"by_date": Unknown, "always": Unknown, "never": Pass}},
		{"old screen, new host", old, recent, map[string]Outcome{"by_date": Pass, "always": Unknown, "never": Pass}},
		{"all old", old, old, map[string]Outcome{"by_date": Pass, "always": Unknown, "never": Pass}},
		{"screen of unknown age", "", recent, map[string]Outcome{"by_date": Pass, "always": Unknown, "never": Pass}},
	}
	for _, c := range cases {
		for alternative, want := range c.want {
			t.Run(c.name+", "+alternative, func(t *testing.T) {
				room := goodRoom()
				room.Devices[0].BoughtOn, room.Devices[1].BoughtOn = c.host, c.panel
				panel(&room).Camera, panel(&room).Audio = nil, nil
				s := with(t, "std.camera_audio", alternative)
				j := judge(s, room)
				if j.Grade != want {
					t.Errorf("grade %s, want %s", j.Grade, want)
				}
				missing := set(t, s, "HW-STD-CAM", "HW-STD-AUDIO-1", "HW-STD-AUDIO-2", "HW-STD-AUDIO-3")
				if j.Unknowns&missing != missing || j.StandardGrade != Unknown {
					t.Errorf("by STD they are unknown in any case: %v, %s", j.Unknowns.IDs(s), j.StandardGrade)
				}
			})
		}
	}
}

func TestEveryReadingSwitchesSomething(t *testing.T) {
	s := jiangxi(t)
	for _, r := range s.Readings() {
		for _, a := range r.Alternatives {
			other := with(t, r.ID, a.ID)
			changed := other.StdFrom != s.StdFrom
			for i, c := range other.Criteria() {
				changed = changed || c.Rule != s.criteria[i].Rule || c.Deciding != s.criteria[i].Deciding
			}
			if changed == (a.ID == r.Default) {
				t.Errorf("%s=%s changes the standard: %v", r.ID, a.ID, changed)
			}
			if got, _ := other.Reading(r.ID); got.Chosen != a.ID || got.ChosenText() != a.Text {
				t.Errorf("%s says %q, chosen was %q", r.ID, got.Chosen, a.ID)
			}
		}
	}
}

func TestWithKeepsEarlierChoices(t *testing.T) {
	s, err := with(t, "cpu.freq_basis", "turbo").With(map[string]string{"io.std_mode": "any"})
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Chosen(); c["cpu.freq_basis"] != "turbo" || c["io.std_mode"] != "any" {
		t.Errorf("chosen: %v", c)
	}
}

func TestWithRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct{ reading, alternative, says string }{
		{"cpu.frequency", "turbo", "没有口径“cpu.frequency”"},
		{"cpu.freq_basis", "", "没有选项“”"},
		{"cpu.freq_basis", "overclocked", "可选：base、turbo"},
	} {
		_, err := jiangxi(t).With(map[string]string{c.reading: c.alternative})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s=%s: %v, want %q", c.reading, c.alternative, err, c.says)
		}
	}
}
