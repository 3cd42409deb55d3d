package standard

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banbantong/models"
)

func referencePrices() map[string]int64 {
	prices := map[string]int64{}
	for _, m := range Measures() {
		prices[m.ID] = m.Reference
	}
	return prices
}

// oldRoom is a goodRoom bought before the notice: held to 最低配置.
func oldRoom() Room {
	r := goodRoom()
	r.Devices[0].BoughtOn, r.Devices[1].BoughtOn = "2016", "2016"
	host(&r).Disks[0].SizeMB = new(128_035)
	host(&r).MemoryMiB = new(4096)
	panel(&r).Display.SizeInches = new(55.0)
	return r
}

func TestRemedy(t *testing.T) {
	cases := []struct {
		name     string
		room     func() Room
		spoil    func(*Room)
		groups   []Group
		needs    string
		released int
	}{
		{"a room in order needs nothing", goodRoom, func(*Room) {}, nil, "", 0},
		{"little memory in an old host needs memory", oldRoom, func(r *Room) { host(r).MemoryMiB = new(2048) }, nil, "memory: HW-MIN-RAM", 0},
		{"4 GB in a new host need memory", goodRoom, func(r *Room) { host(r).MemoryMiB = new(4096) }, nil, "memory: HW-STD-RAM", 0},
		{"a 120G disk in an old host needs a disk", oldRoom, func(r *Room) { host(r).Disks[0].SizeMB = new(120_034) }, nil, "disk: HW-MIN-DISK", 0},
		{"a full system drive needs somebody to tidy it", oldRoom, func(r *Room) { host(r).SystemFreeBytes = new(int64(1)) }, nil, "service: HW-MIN-DISK-FREE", 0},
		{"a full and small disk needs a disk alone", oldRoom, func(r *Room) {
			host(r).SystemFreeBytes, host(r).Disks[0].SizeMB = new(int64(1)), new(64_000)
		}, nil, "disk: HW-MIN-DISK HW-MIN-DISK-FREE", 0},
		{"a slow processor needs a host, and the memory comes with it", oldRoom, func(r *Room) {
			host(r).CPUBaseMHz, host(r).MemoryMiB = new(1600), new(2048)
		}, nil, "host_ops: HW-MIN-CPU-FREQ HW-MIN-RAM", 1},
		{"beside a projector the new host is a desktop", oldRoom, func(r *Room) {
			host(r).CPUBaseMHz = new(1600)
			r.Devices[1].Category, r.Devices[1].Specs.Camera = models.CategoryScreen, nil
		}, nil, "host_pc: HW-MIN-CPU-FREQ", 1},
		{"a small class is served by 65 inches", goodRoom, func(r *Room) {
			r.StudentCount, panel(r).Display.SizeInches = new(44), new(55.0)
			r.Devices = append(r.Devices, newCamera(3), newAudio(4))
		}, nil, "screen_65: HW-STD-DISPLAY", 1},
		{"a large class needs 75 inches", goodRoom, func(r *Room) {
			panel(r).Display.SizeInches = new(65.0)
			r.Devices = append(r.Devices, newCamera(3), newAudio(4))
		}, nil, "screen_75: HW-STD-DISPLAY", 1},
		{"the camera and speakers of a panel leave with it", goodRoom, func(r *Room) { panel(r).Display.SizeInches = new(65.0) },
			nil, "screen_75: HW-STD-DISPLAY; camera; audio", 1},
		{"a new screen makes the set new, which asks for camera and audio", oldRoom, func(r *Room) {
			panel(r).Display.SizeInches, panel(r).Camera, panel(r).Audio = new(42.0), nil, nil
		}, nil, "screen_75: HW-MIN-DISPLAY; camera; audio", 1},
		{"a panel with the computer inside takes it away", oldRoom, func(r *Room) {
			panel(r).Host, panel(r).Display.SizeInches, r.Devices = host(r), new(42.0), r.Devices[1:]
		}, nil, "suite_75: HW-MIN-DISPLAY HW-MIN-USB HW-MIN-HDMI-OUT HW-MIN-VGA-OUT", 1},
		{"an empty room needs everything", goodRoom, func(r *Room) { r.Devices = nil }, nil, "suite_75: HW-ROOM-HOST HW-ROOM-DISPLAY", 0},
		{"a damaged host is repaired", goodRoom, func(r *Room) { r.Devices[0].Damage = Broken }, nil, "repair ×1", 0},
		{"a damaged host that fails as well is replaced and not repaired", oldRoom, func(r *Room) {
			r.Devices[0].Damage, host(r).CPUBaseMHz = Broken, new(1600)
		}, nil, "host_ops: HW-MIN-CPU-FREQ", 1},
		{"two damaged devices are two repairs", goodRoom, func(r *Room) { r.Devices[0].Damage, r.Devices[1].Damage = Broken, Broken }, nil, "repair ×2", 0},
		{"a host that waits for disposal is replaced", goodRoom, func(r *Room) { r.Devices[0].Damage = Scrap }, nil, "host_ops", 1},
		{"a spare that waits for disposal just leaves", goodRoom, func(r *Room) {
			r.Devices = append(r.Devices, Device{ID: 9, Category: models.CategoryDocCam, Damage: Scrap})
		}, nil, "", 1},
		{"missing facts are not bought", oldRoom, func(r *Room) { host(r).MemoryMiB = nil }, nil, "", 0},
		{"an unknown class size asks for the larger screen", goodRoom, func(r *Room) {
			r.StudentCount, panel(r).Display.SizeInches = nil, new(55.0)
			r.Devices = append(r.Devices, newCamera(3), newAudio(4))
		}, nil, "screen_75: HW-STD-DISPLAY", 1},
		{"the network is none of the hardware's", goodRoom, func(r *Room) { r.Network.JitterMs = new(9.0) }, nil, "", 0},
		{"the network is mended where it is aimed at", goodRoom, func(r *Room) { r.Network.JitterMs = new(9.0) }, []Group{GroupNetwork}, "network: NET-CLS-JITTER", 0},
		{"software is mended where it is aimed at", goodRoom, func(r *Room) { software(r).Office = &models.SoftwareItem{Present: new(false)} },
			[]Group{GroupSoftware}, "software: SW-OFFICE", 0},
		{"a new host comes without software", oldRoom, func(r *Room) { host(r).CPUBaseMHz = new(1600) },
			[]Group{GroupSoftware}, "host_ops: HW-MIN-CPU-FREQ; software", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			room := c.room()
			c.spoil(&room)
			r, ok := jiangxi(t).Evaluator().Remedy(&room, Terms{Prices: referencePrices(), Groups: c.groups})
			if !ok {
				t.Fatal("no remedy")
			}
			if got := inWords(r); got != c.needs {
				t.Errorf("needs %q, want %q", got, c.needs)
			}
			if len(r.Released) != c.released {
				t.Errorf("releases %v", r.Released)
			}
		})
	}
}

func newCamera(id uint) Device {
	d := brandNew(SubjectCamera, 0, "2024-03-01")
	d.ID = id
	return d
}

func newAudio(id uint) Device {
	d := brandNew(SubjectAudio, 0, "2024-03-01")
	d.ID = id
	return d
}

func inWords(r Remedy) string {
	var words []string
	for _, n := range r.Needs {
		word := n.Measure.ID
		if n.Measure.ID == measureRepair {
			word += " ×" + string(rune('0'+n.Count))
		}
		for i, c := range n.Criteria {
			if i == 0 {
				word += ":"
			}
			word += " " + c.ID
		}
		words = append(words, word)
	}
	return strings.Join(words, "; ")
}

func TestRemedyIsNoneWhereNothingThatHasAPriceHelps(t *testing.T) {
	room := oldRoom()
	host(&room).CPUBaseMHz = new(1600)
	if r, ok := jiangxi(t).Evaluator().Remedy(&room, Terms{Prices: map[string]int64{"memory": 1}}); ok {
		t.Errorf("found %s", inWords(r))
	}
}

// TestRemedyIsTheCheapest tries every set of measures of random rooms.
func TestRemedyIsTheCheapest(t *testing.T) {
	standards := everyReading(t)
	rapid.Check(t, func(t *rapid.T) {
		s, room := anyStandard(t, standards), anyRoom(t)
		for i := range room.Devices {
			room.Devices[i].Damage = rapid.SampledFrom([]Damage{Sound, Sound, Sound, Broken, Scrap}).Draw(t, "damage")
		}
		terms := Terms{Prices: map[string]int64{}}
		if rapid.Bool().Draw(t, "with network") {
			terms.Groups = []Group{GroupNetwork}
		}
		offered := rapid.Permutation(Measures()).Draw(t, "offered")[:9]
		for _, m := range offered {
			terms.Prices[m.ID] = rapid.Int64Range(1, 9).Draw(t, "price")
		}
		e := s.Evaluator()
		found, ok := e.Remedy(&room, terms)

		search := e.newSearch(&room, terms)
		best := int64(-1)
		for taken := range steps(1) << len(search.steps) {
			after := search.after(taken)
			j, _ := e.Room(&after)
			if _, fine := search.wrong(taken, &after, j); !fine {
				continue
			}
			cents := int64(0)
			for i := range taken.each() {
				cents += search.steps[i].cents
			}
			if best < 0 || cents < best {
				best = cents
			}
		}
		if ok != (best >= 0) || ok && found.Cents != best {
			t.Fatalf("found %v %d %s, the cheapest of all is %d", ok, found.Cents, inWords(found), best)
		}
		if ok && !slices.Contains([]Outcome{Pass, Unknown, NotApplicable}, found.After.Grade) {
			t.Fatalf("the room is %s afterwards", found.After.Grade)
		}
	})
}

func BenchmarkRemedy(b *testing.B) {
	e, room := jiangxi(b).Evaluator(), oldRoom()
	host(&room).CPUBaseMHz, panel(&room).Display.SizeInches = new(1600), new(42.0)
	terms := Terms{Prices: referencePrices()}
	b.ReportAllocs()
	for b.Loop() {
		e.Remedy(&room, terms)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rooms/s")
}
