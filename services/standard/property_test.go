package standard

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/expr-lang/expr/vm"
	"pgregory.net/rapid"

	"banbantong/models"
)

// Random rooms, with facts missing as often as they are in a ledger and values that lie on and beside the limits.

func maybe[T any](t *rapid.T, label string, values ...T) *T {
	if i := rapid.IntRange(-1, len(values)-1).Draw(t, label); i >= 0 {
		return &values[i]
	}
	return nil
}

func anyHost(t *rapid.T) *models.HostSpecs {
	h := &models.HostSpecs{
		CPUCores:         maybe(t, "cores", 1, 2, 3, 4, 6),
		CPUThreads:       maybe(t, "threads", 2, 3, 4, 12),
		CPUBaseMHz:       maybe(t, "base", 1600, 1999, 2000, 2799, 2800, 3400),
		CPUTurboMHz:      maybe(t, "turbo", 1900, 3400, 4400),
		CPUReportedMHz:   maybe(t, "reported", 800, 1979, 1980, 2771, 2772),
		MemoryMiB:        maybe(t, "memory", 2048, 4095, 4096, 8192, 16384),
		MemoryVisibleMiB: maybe(t, "visible", 1900, 2969, 3000, 3200, 6655, 6700, 7168, 15900),
		GPU:              rapid.SampledFrom([]models.GPUKind{"", models.GPUNone, models.GPUIntegrated, models.GPUDiscrete}).Draw(t, "gpu"),
		GPUMemoryMiB:     maybe(t, "vram", 64, 1023, 1024, 4096),
		NICMbps:          maybe(t, "nic", 0, 100, 1000, 2500),
		SystemFreeBytes:  maybe(t, "free", int64(0), 1<<30-1, 1<<30, 1<<36),
	}
	for range rapid.IntRange(0, 3).Draw(t, "disks") {
		h.Disks = append(h.Disks, models.Disk{
			Kind:   rapid.SampledFrom([]models.DiskKind{"", models.DiskSSD, models.DiskHDD}).Draw(t, "kind"),
			SizeMB: maybe(t, "size", 64_000, 120_034, 125_440, 128_035, 240_057, 250_880, 256_060, 500_000),
		})
	}
	return h
}

func anySoftware(t *rapid.T) *models.SoftwareSpecs {
	item := func(names ...string) *models.SoftwareItem {
		if rapid.Bool().Draw(t, "item unknown") {
			return nil
		}
		i := &models.SoftwareItem{Present: maybe(t, "present", true, false)}
		if i.Present == nil || *i.Present { // what is said not to be there may still have a name or a licence
			i.Name = rapid.SampledFrom(append(names, "")).Draw(t, "name")
			i.Licensed = maybe(t, "licensed", true, false)
		}
		return i
	}
	return &models.SoftwareSpecs{
		OS: item("Windows XP", "Windows 7", "Win10", "Windows", "统信UOS", "Ubuntu"), Office: item("WPS"), Browser: item("Edge"),
		Antivirus: item("火绒", "Windows Defender", "卡巴斯基"), PopupBlocker: item("火绒"), Remote: item("集控"), Restore: item("冰点"),
		Monitor: item("监测"), Teaching: item("教学通", "某软件"),
	}
}

func anyPorts(t *rapid.T) []models.Port {
	var ports []models.Port
	for _, kind := range []models.PortKind{models.PortUSB, models.PortUSB3, models.PortTypeC, models.PortHDMI, models.PortVGA} {
		for _, direction := range []models.PortDirection{models.PortIn, models.PortOut, models.PortBoth} {
			if n := maybe(t, "port", 0, 1, 2, 3); n != nil {
				ports = append(ports, models.Port{Kind: kind, Direction: direction, Count: *n})
			}
		}
	}
	return ports
}

func anyDevice(t *rapid.T, id uint) Device {
	d := Device{
		ID: id,
		Category: rapid.SampledFrom([]models.Category{models.CategoryHost, models.CategoryPanel, models.CategoryScreen, models.CategoryCamera,
			models.CategoryAudio, models.CategoryNetwork, models.CategoryDocCam}).Draw(t, "category"),
		BoughtOn: rapid.SampledFrom([]models.Date{"", "2016", "2023", "2023-08", "2023-08-22", "2023-08-23", "2024-05"}).Draw(t, "bought"),
	}
	section := func() bool { return rapid.Bool().Draw(t, "section") }
	if section() {
		d.Specs.Host = anyHost(t)
		d.Specs.Sources = map[string]models.Provenance{"host.system_free_bytes": {
			Source: models.SourceAgent, On: rapid.SampledFrom([]models.Date{"", "2024-09-14", "2024-09-15", today}).Draw(t, "free on")}}
	}
	if section() {
		d.Specs.Software = anySoftware(t)
	}
	if section() {
		d.Specs.Display = &models.DisplaySpecs{
			SizeInches: maybe(t, "inches", 42.0, 54, 54.6, 55, 65, 70, 75, 86), VisibleInches: maybe(t, "visible", 53.9, 54.6, 64.5, 74.5),
			Projected: maybe(t, "projected", true, false),
		}
	}
	if section() {
		d.Specs.Camera = &models.CameraSpecs{Present: maybe(t, "camera", true, false), Width: maybe(t, "width", 1280, 1920),
			Height: maybe(t, "height", 720, 1080), OmniMic: maybe(t, "mic", true, false)}
	}
	if section() {
		d.Specs.Audio = &models.AudioSpecs{PlaysMedia: maybe(t, "plays", true, false), AmplifiesVoice: maybe(t, "voice", true, false),
			CampusBroadcast: maybe(t, "broadcast", true, false)}
	}
	if section() {
		d.Specs.Ports = anyPorts(t)
	}
	return d
}

func anyRoom(t *rapid.T) Room {
	r := Room{StudentCount: maybe(t, "students", 0, 44, 45, 60), OnCampusNetwork: maybe(t, "campus", true, false), On: today}
	if rapid.Bool().Draw(t, "measured") {
		r.Network = &models.NetworkFacts{
			UpMbps: maybe(t, "up", 89.9, 90, 99.5, 100), DownMbps: maybe(t, "down", 89.9, 90, 99.5, 100), LatencyUpMs: maybe(t, "latency up", 29.96, 30),
			LatencyDownMs: maybe(t, "latency down", 29.96, 30), JitterMs: maybe(t, "jitter", 4.99, 5), PortMbps: maybe(t, "port", 50, 100, 1000),
		}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "devices") {
		r.Devices = append(r.Devices, anyDevice(t, uint(i+1)))
	}
	return r
}

// anyStandard is the notice under a random choice of readings.
func anyStandard(t *rapid.T, standards []*Standard) *Standard {
	return standards[rapid.IntRange(0, len(standards)-1).Draw(t, "readings")]
}

// everyReading has the default standard and, for each alternative, the one that differs in it alone.
func everyReading(t testing.TB) []*Standard {
	standards := []*Standard{jiangxi(t)}
	for _, r := range standards[0].Readings() {
		for _, a := range r.Alternatives {
			if a.ID != r.Default {
				standards = append(standards, with(t, r.ID, a.ID))
			}
		}
	}
	return standards
}

func TestExplainAgreesWithTheEvaluator(t *testing.T) {
	standards := everyReading(t)
	rapid.Check(t, func(t *rapid.T) {
		s, room := anyStandard(t, standards), anyRoom(t)
		whole, devices := s.Evaluator().Room(&room)
		verdicts := s.Explain(room)

		for i, d := range room.Devices {
			if got, want := gathered(verdicts, func(v Verdict) bool { return v.DeviceID == d.ID }), sets(devices[i]); got != want {
				t.Fatalf("device %d: explained %v, judged %v", d.ID, got, want)
			}
		}
		if got, want := gathered(verdicts, func(v Verdict) bool { return v.InRoom }), sets(whole); got != want {
			t.Fatalf("classroom: explained %v, judged %v", got, want)
		}
		for _, group := range []Group{GroupHardware, GroupNetwork, GroupSoftware} {
			grade := NotApplicable
			for _, v := range verdicts {
				if v.InRoom && v.Decides && v.Criterion.Group == group {
					grade = max(grade, v.Outcome)
				}
			}
			if want := map[Group]Outcome{GroupHardware: whole.Grade, GroupNetwork: whole.NetworkGrade, GroupSoftware: whole.SoftwareGrade}[group]; grade != want {
				t.Fatalf("%s: explained %s, judged %s", group, grade, want)
			}
		}
	})
}

func sets(j Judgement) [3]Set { return [3]Set{j.Fails, j.Unknowns, j.Judged} }

func gathered(verdicts []Verdict, of func(Verdict) bool) [3]Set {
	var s [3]Set
	for _, v := range verdicts {
		if !of(v) {
			continue
		}
		switch v.Outcome {
		case Fail:
			s[0] = s[0].Add(v.Criterion.Bit)
		case Unknown:
			s[1] = s[1].Add(v.Criterion.Bit)
		}
		if v.Decides {
			s[2] = s[2].Add(v.Criterion.Bit)
		}
	}
	return s
}

// TestRulesMeanWhatExprSays runs every rule through expr's own machine as well.
func TestRulesMeanWhatExprSays(t *testing.T) {
	standards := everyReading(t)
	rapid.Check(t, func(t *rapid.T) {
		s, room := anyStandard(t, standards), anyRoom(t)
		e := s.Evaluator()
		e.observe = func(r *bound, got Outcome) {
			c := r.criterion
			want, err := vm.Run(c.rule.program, e.facts)
			if err != nil || got != want {
				t.Fatalf("%s: %s is %s, expr says %v, %v", c.ID, c.Rule, got, want, err)
			}
		}
		e.Room(&room)
		e.School(SchoolFacts{UplinkMbps: maybe(t, "uplink", 99, 100, 999, 1000), Classrooms: 3,
			OnCampusNetwork: rapid.IntRange(0, 3).Draw(t, "on"), KnownCampusNetwork: 3, TeachingPoint: rapid.Bool().Draw(t, "point")})
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	s := jiangxi(t)
	rapid.Check(t, func(t *rapid.T) {
		room := anyRoom(t)
		whole, devices := s.Evaluator().Room(&room)
		byID := map[uint]Judgement{}
		for i, d := range room.Devices {
			byID[d.ID] = devices[i]
		}
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle
		other := room
		other.Devices = slices.Clone(room.Devices)
		shuffle(len(other.Devices), func(i, j int) { other.Devices[i], other.Devices[j] = other.Devices[j], other.Devices[i] })
		for i := range other.Devices {
			d := &other.Devices[i]
			d.Specs.Ports = slices.Clone(d.Specs.Ports)
			shuffle(len(d.Specs.Ports), func(i, j int) { d.Specs.Ports[i], d.Specs.Ports[j] = d.Specs.Ports[j], d.Specs.Ports[i] })
			if d.Specs.Host != nil {
				h := *d.Specs.Host
				h.Disks = slices.Clone(h.Disks)
				shuffle(len(h.Disks), func(i, j int) { h.Disks[i], h.Disks[j] = h.Disks[j], h.Disks[i] })
				d.Specs.Host = &h
			}
		}
		again, shuffled := s.Evaluator().Room(&other)
		if again != whole {
			t.Fatalf("classroom: %+v, shuffled: %+v", whole, again)
		}
		for i, d := range other.Devices {
			if shuffled[i] != byID[d.ID] {
				t.Fatalf("device %d: %+v, shuffled: %+v", d.ID, byID[d.ID], shuffled[i])
			}
		}
	})
}

// TestMoreIsNeverWorse raises one quantity of one device and expects no criterion of that device to fall.
func TestMoreIsNeverWorse(t *testing.T) {
	s := jiangxi(t)
	more := map[string]func(*models.HostSpecs){
		"cores":    func(h *models.HostSpecs) { raise(h.CPUCores, 1) },
		"threads":  func(h *models.HostSpecs) { raise(h.CPUThreads, 1) },
		"clock":    func(h *models.HostSpecs) { raise(h.CPUBaseMHz, 1); raise(h.CPUReportedMHz, 1) },
		"memory":   func(h *models.HostSpecs) { raise(h.MemoryMiB, 4096); raise(h.MemoryVisibleMiB, 4096) },
		"graphics": func(h *models.HostSpecs) { raise(h.GPUMemoryMiB, 1024) },
		"network":  func(h *models.HostSpecs) { raise(h.NICMbps, 900) },
		"free":     func(h *models.HostSpecs) { raise(h.SystemFreeBytes, 1) },
		"larger disk": func(h *models.HostSpecs) {
			if len(h.Disks) > 0 {
				raise(h.Disks[0].SizeMB, 128_000)
			}
		},
		"another disk": func(h *models.HostSpecs) {
			if h.Disks != nil {
				h.Disks = append(h.Disks, models.Disk{Kind: models.DiskSSD, SizeMB: new(512_000)})
			}
		},
	}
	for name, change := range more {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				h := anyHost(t)
				room := goodRoom()
				room.Devices[0].Specs.Host = h
				before, _ := s.Evaluator().Room(&room)
				change(h)
				after, _ := s.Evaluator().Room(&room)
				if worse := after.Fails.Without(before.Fails); !worse.Empty() {
					t.Fatalf("now fails %v", worse.IDs(s))
				}
			})
		})
	}
}

func raise[T int | int64](v *T, by T) {
	if v != nil {
		*v += by
	}
}

// TestForgettingAFactNeverTurnsAnAnswerRound drops one fact at a time, anywhere in the specs: what passed may
// become unknown but not fail, and what failed not pass.
func TestForgettingAFactNeverTurnsAnAnswerRound(t *testing.T) {
	standards := everyReading(t)
	rapid.Check(t, func(t *rapid.T) {
		e := anyStandard(t, standards).Evaluator()
		room := Room{On: today, Devices: []Device{anyDevice(t, 1)}, StudentCount: maybe(t, "students", 44, 45)}
		before := outcomes(e, room)
		d := &room.Devices[0]
		for _, section := range []any{d.Specs.Host, d.Specs.Display, d.Specs.Camera, d.Specs.Audio, d.Specs.Software} {
			v := reflect.ValueOf(section)
			if v.IsNil() {
				continue
			}
			for i := range v.Elem().NumField() {
				field := v.Elem().Field(i)
				known := reflect.New(field.Type()).Elem()
				known.Set(field)
				field.SetZero()
				for id, after := range outcomes(e, room) {
					if b := before[id]; b == Pass && after == Fail || b == Fail && after == Pass {
						t.Fatalf("%s turned from %s to %s without %s", id, b, after, v.Elem().Type().Field(i).Name)
					}
				}
				field.Set(known)
			}
		}
	})
}

// outcomes judges a room with one device, in which no criterion is asked twice.
func outcomes(e *Evaluator, room Room) map[string]Outcome {
	of := map[string]Outcome{}
	e.observe = func(r *bound, o Outcome) { of[r.criterion.ID] = o }
	e.Room(&room)
	return of
}

func TestNothingKnownNothingDecided(t *testing.T) {
	for _, s := range everyReading(t) {
		room := Room{Devices: []Device{
			{ID: 1, Category: models.CategoryHost}, {ID: 2, Category: models.CategoryPanel, Specs: models.Specs{Host: &models.HostSpecs{}}},
			{ID: 3, Category: models.CategoryScreen}, {ID: 4, Category: models.CategoryAudio}, {ID: 5, Category: models.CategoryCamera},
		}}
		for _, v := range append(s.Explain(room), s.ExplainSchool(SchoolFacts{})...) {
			if v.Criterion.ID == "HW-ROOM-HOST" || v.Criterion.ID == "HW-ROOM-DISPLAY" {
				continue // the devices are there
			}
			if v.Outcome != Unknown && v.Outcome != NotApplicable {
				t.Errorf("%s of device %d is %s: %s", v.Criterion.ID, v.DeviceID, v.Outcome, v.Measured)
			}
			if v.Outcome == Unknown && v.Reason == "" {
				t.Errorf("%s does not say what is missing", v.Criterion.ID)
			}
		}
	}
}
