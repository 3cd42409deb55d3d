package renewal

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/standard"
)

// tuple is how good a matching is, the first figure counting most.
type tuple [4]int

func (t tuple) plus(l level, d int) tuple {
	switch l {
	case mended:
		t[0]++
	case unverified:
		t[1]++
	case bettered:
		t[2]++
	}
	t[3] -= d
	return t
}

// bruteForce is the best that any matching of the devices from i on can be.
func bruteForce(x *exchange, i int, taken []bool, sofar tuple) tuple {
	if i == len(x.offers) {
		return sofar
	}
	most := bruteForce(x, i+1, taken, sofar)
	for room := range x.wants {
		if f := x.fitOf(x.offers[i], room); f.level > useless && !taken[room] {
			taken[room] = true
			if other := bruteForce(x, i+1, taken, sofar.plus(f.level, distance(x.offers[i].at, x.wants[room].at))); slices.Compare(other[:], most[:]) > 0 {
				most = other
			}
			taken[room] = false
		}
	}
	return most
}

// judge is how the room stands with these devices, as the register judges it.
func judge(e *standard.Evaluator, room models.Classroom, devices []*models.Device) models.Classroom {
	compliance.Judge(e, &room, devices, models.DateOf(noon))
	return room
}

// TestAMatchingIsAsGoodAsAnyCanBe puts together random small counties from rooms and devices of a demo. The matching is
// as good as the best that trying everything finds; nothing is used twice; and the room of every move is better off
// with it, as the register itself would judge.
func TestAMatchingIsAsGoodAsAnyCanBe(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 12)
	var pool []*site
	b.must(b.each(func(county []*site) error { pool = append(pool, county...); return nil }))
	var devices []*models.Device
	var rooms []models.Classroom
	fitted := map[uint][]*models.Device{}
	for _, s := range pool {
		for _, r := range s.rooms {
			if r.HasSuite {
				rooms = append(rooms, r)
			}
			devices = append(devices, s.inRoom[r.ID]...)
			fitted[r.ID] = s.inRoom[r.ID]
		}
		devices = append(devices, s.stored...)
	}
	std, err := standard.Jiangxi2023()
	b.must(err)
	m := &market{standards: func(string) (*standard.Standard, error) { return std, nil }, on: models.DateOf(noon), terms: terms(nil, nil)}
	e := std.Evaluator()
	levels := map[level]int{}
	rapid.Check(t, func(r *rapid.T) {
		schools := []*site{{school: school{ID: 1, Path: "00000001/00000002/00000003/00000004/"}}, {school: school{ID: 2, Path: "00000001/00000002/00000003/00000004/00000005/"}}, {school: school{ID: 3, Path: "00000001/00000002/00000003/00000006/"}}}
		for i, s := range schools {
			s.inRoom = map[uint][]*models.Device{}
			for k := range rapid.IntRange(0, 2).Draw(r, "rooms") {
				room := rapid.SampledFrom(rooms).Draw(r, "room")
				held := fitted[room.ID]
				room.ID = uint(100*i + k + 1)
				if size := rapid.SampledFrom([]int{0, 30, 45, 55}).Draw(r, "class"); size > 0 {
					room.StudentCount = &size
				}
				for _, d := range held {
					if rapid.IntRange(0, 3).Draw(r, "gone") == 0 {
						continue
					}
					there := *d
					there.SchoolID, there.ClassroomID = s.ID, &room.ID
					if rapid.IntRange(0, 14).Draw(r, "scrap") == 0 {
						there.State = models.DeviceToRetire
					}
					s.inRoom[room.ID] = append(s.inRoom[room.ID], &there)
				}
				s.rooms = append(s.rooms, judge(e, room, s.inRoom[room.ID]))
			}
			for k := range rapid.IntRange(0, 3).Draw(r, "stored") {
				d := *rapid.SampledFrom(devices).Draw(r, "device")
				d.ID, d.SchoolID, d.ClassroomID, d.State = uint(1_000_000+100*i+k), s.ID, nil, models.DeviceIdle
				s.stored = append(s.stored, &d)
			}
		}
		x, err := m.exchange(schools, func(d *models.Device) bool { return d.State == models.DeviceIdle })
		if err != nil {
			r.Fatal(err)
		}
		var got tuple
		taken := make([]bool, len(x.wants))
		for i, room := range x.match() {
			if room < 0 {
				if x.whyLeft(x.offers[i]) == "" {
					r.Fatal("a device is left without a reason")
				}
				continue
			}
			if taken[room] {
				r.Fatal("a room gets two devices")
			}
			taken[room] = true
			o, w := x.offers[i], x.wants[room]
			f := x.fitOf(o, room)
			levels[f.level]++
			got = got.plus(f.level, distance(o.at, w.at))
			standing := slices.DeleteFunc(slices.Clone(w.at.inRoom[w.ID]), func(d *models.Device) bool { return d.State == models.DeviceToRetire })
			moved := *o.Device
			moved.ClassroomID, moved.State = &w.ID, models.DeviceInUse
			before, after := judge(e, *w.Classroom, standing), judge(e, *w.Classroom, append(standing, &moved))
			hardware := int64(std.Of(standard.GroupHardware))
			failed, fails := before.Fails&before.Judged&hardware, after.Fails&after.Judged&hardware
			if before.HasSuite && (fails&^failed != 0 || fails == failed) {
				r.Fatalf("with device %s the room fails %b, and %b before", o.Name, fails, failed)
			}
			if want := map[level]models.Grade{mended: models.GradePass, unverified: models.GradeUnknown, bettered: models.GradeFail}[f.level]; after.HasSuite && after.Grade != want {
				r.Fatalf("a move of level %d leaves the room %s", f.level, after.Grade)
			}
		}
		if most := bruteForce(x, 0, make([]bool, len(x.wants)), tuple{}); got != most {
			r.Fatalf("the matching is %v, the best is %v", got, most)
		}
	})
	t.Log("levels", levels)
	if levels[mended] == 0 || levels[unverified] == 0 || levels[bettered] == 0 {
		t.Errorf("the games came to %v only", levels)
	}
}

func TestTheTiersOfAReusedDeviceAreThoseOfItsOwnDate(t *testing.T) {
	std, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	at := &site{school: school{ID: 1, Path: "00000001/00000002/00000003/00000004/"}}
	room := func(class int, inches float64) *wanting {
		w := &wanting{Classroom: &models.Classroom{ID: 9, StudentCount: &class}, at: at, std: std, evaluator: std.Evaluator(),
			facts: standard.Room{StudentCount: &class, On: "2026-10-15", Devices: []standard.Device{{ID: 1, Category: models.CategoryScreen, BoughtOn: "2019-09",
				Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches, Projected: new(false)}}}}}}
		w.before, _ = w.evaluator.Room(&w.facts)
		return w
	}
	screen := func(inches float64, bought models.Date) *models.Device {
		return &models.Device{ID: 2, Category: models.CategoryScreen, BoughtOn: bought, Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches, Projected: new(false)}}}
	}
	cases := []struct {
		name   string
		class  int
		device *models.Device
		helps  bool
	}{
		{"65 inches bought since the notice that leave a class of 50 serve a class of 40", 40, screen(65, "2024-09"), true},
		{"they do not serve another class of 50", 50, screen(65, "2024-09"), false},
		{"75 inches serve a class of 50", 50, screen(75, "2024-09"), true},
		{"an older screen is held to 最低配置 wherever it goes", 50, screen(55, "2021-09"), true},
		{"and that asks for 55 inches", 40, screen(54, "2021-09"), false},
		{"a screen of unknown size proves nothing", 40, &models.Device{ID: 2, Category: models.CategoryScreen, BoughtOn: "2021-09"}, false},
	}
	for _, c := range cases {
		w := room(c.class, 50)
		if w.before.Grade != standard.Fail {
			t.Fatalf("%s: the room does not fail before", c.name)
		}
		if f := w.with(c.device); (f.level > useless) != c.helps {
			t.Errorf("%s: level %d", c.name, f.level)
		}
	}
}

func TestAnOlderDeviceDoesNotReplaceANewerOneThatIsBetter(t *testing.T) {
	std, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	class, inches, fewer := 50, 65.0, 55.0
	w := &wanting{Classroom: &models.Classroom{ID: 9, StudentCount: &class}, at: &site{school: school{ID: 1}}, std: std, evaluator: std.Evaluator(),
		facts: standard.Room{StudentCount: &class, On: "2026-10-15", Devices: []standard.Device{{ID: 1, Category: models.CategoryPanel, BoughtOn: "2024-08",
			Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches, Projected: new(false)}}}}}}
	w.before, _ = w.evaluator.Room(&w.facts)
	old := &models.Device{ID: 2, Category: models.CategoryScreen, BoughtOn: "2015-08", Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &fewer, Projected: new(false)}}}
	if f := w.with(old); f.level != useless {
		t.Errorf("55 inches of 2015 replace 65 of 2024: level %d", f.level)
	}
	x := &exchange{wants: []*wanting{w}, fits: [][]fit{{w.with(old)}}}
	if why := x.whyLeft(&offer{Device: old, at: &site{school: school{ID: 2}}}); why != "1 间教室需要屏幕，但那里现有的都比它新，换上它只会更差。" {
		t.Errorf("it is said to be left because %s", why)
	}
}

// TestProposalsComeTrue moves what is proposed as the register moves it, and looks what becomes of the rooms.
func TestProposalsComeTrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBureau(t, db, 30)
		found, err := b.Reuse(t.Context(), b.admin, b.county.ID, 0)
		b.must(err)
		if len(found.Moves) == 0 || found.Mended+found.Unverified+found.Bettered != len(found.Moves) || len(found.Moves)+len(found.Left) != found.Devices {
			t.Fatalf("%d moves, %d left, %d devices: %d, %d and %d rooms", len(found.Moves), len(found.Left), found.Devices, found.Mended, found.Unverified, found.Bettered)
		}
		verdicts, err := compliance.New(db, func() time.Time { return noon })
		b.must(err)
		register := registry.New(db, func() time.Time { return noon }, verdicts)
		grades := map[models.Grade]int{}
		for _, move := range found.Moves {
			if len(move.Mends) == 0 || move.Room.SchoolID == 0 {
				t.Errorf("device %d is moved for nothing", move.Device.ID)
			}
			row, err := register.Device(t.Context(), b.admin, move.Device.ID)
			b.must(err)
			_, err = register.MoveDevice(t.Context(), b.admin, row.ID, row.Version, move.Room.SchoolID, &move.Room.ID)
			b.must(err)
			room, err := register.Classroom(t.Context(), b.admin, move.Room.ID)
			b.must(err)
			if scrapped := room.Grade == models.GradeFail && room.Damaged; room.Grade != move.After && !scrapped {
				t.Errorf("room %d is %s, proposed was %s", move.Room.ID, room.Grade, move.After)
			}
			grades[room.Grade]++
		}
		again, err := b.Reuse(t.Context(), b.admin, b.county.ID, 0)
		b.must(err)
		if again.Mended+again.Unverified > 0 {
			t.Errorf("when all is done, %d rooms more could be helped: the matching left them out", again.Mended+again.Unverified)
		}
		t.Log(grades, "saved", found.SavedCents/100)
	})
}

func TestWhatAPlanReplacesServesElsewhere(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 30)
	unlimited := aims(0)
	unlimited.BudgetCents = nil
	unlimited.CountUnverified = false
	plan := b.plan(unlimited)
	without, err := b.Reuse(t.Context(), b.admin, b.county.ID, 0)
	b.must(err)
	with, err := b.Reuse(t.Context(), b.admin, b.county.ID, plan.ID)
	b.must(err)
	if with.Devices <= without.Devices || with.Wanting >= without.Wanting {
		t.Errorf("with the plan %d devices and %d rooms, without %d and %d", with.Devices, with.Wanting, without.Devices, without.Wanting)
	}
	released := map[uint]bool{}
	for _, r := range b.rooms(plan) {
		if r.Fate == models.FateChosen {
			for _, id := range r.Released {
				released[id] = true
			}
			for _, move := range with.Moves {
				if move.Room.ID == r.ClassroomID {
					t.Errorf("room %d is renewed and gets a used device", r.ClassroomID)
				}
			}
		}
	}
	for _, move := range with.Moves {
		if move.Device.Replaced != released[move.Device.ID] {
			t.Errorf("device %d is said to be replaced: %v", move.Device.ID, move.Device.Replaced)
		}
	}
	if len(released) == 0 {
		t.Error("the plan replaces nothing: the test looks at nothing")
	}
}

func TestWhatIsOnItsWayIsNotProposedAgain(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 30)
	found, err := b.Reuse(t.Context(), b.admin, b.county.ID, 0)
	b.must(err)
	first := found.Moves[0]
	b.must(b.db.Model(&models.Device{}).Where("id = ?", first.Device.ID).Update("held_by", "DB").Error)
	order := models.Transfer{Number: "DB", GiverID: first.Device.SchoolID, ReceiverID: first.Room.SchoolID, Status: models.TransferApproved, Version: 1}
	b.must(b.db.Create(&order).Error)
	b.must(b.db.Create(&models.TransferItem{TransferID: order.ID, DeviceID: first.Device.ID, ClassroomID: &first.Room.ID, Status: models.ItemPending}).Error)
	again, err := b.Reuse(t.Context(), b.admin, b.county.ID, 0)
	b.must(err)
	if again.Devices != found.Devices-1 || again.Wanting != found.Wanting-1 {
		t.Errorf("%d devices and %d rooms became %d and %d", found.Devices, found.Wanting, again.Devices, again.Wanting)
	}
}

func TestReuseKeepsToItsScope(t *testing.T) {
	b := newBureau(t, dbtest.SQLite(t), 3)
	plan := b.plan(aims(100_00))
	var elsewhere models.Organisation
	b.must(b.db.Where("kind = ? AND id <> ?", models.KindCounty, b.county.ID).First(&elsewhere).Error)
	stranger := b.actor(models.RoleCountyAdmin, elsewhere)
	ask := func(who access.Actor, at, plan uint) error {
		_, err := b.Reuse(context.WithoutCancel(t.Context()), who, at, plan)
		return err
	}
	for name, err := range maps.All(map[string]error{"the county": ask(stranger, b.county.ID, 0), "its plan": ask(stranger, elsewhere.ID, plan.ID)}) {
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("another county sees %s: %v", name, err)
		}
	}
}

// BenchmarkReuse matches a county of over 2,000 rooms with what lies idle there and what a plan replaces; "bare" reads
// the same rows and nothing else.
func BenchmarkReuse(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		county := newBureau(b, open(b), 200)
		plan := county.plan(aims(5_000_000_00))
		b.Run("bare", func(b *testing.B) {
			for b.Loop() {
				county.must(county.each(func([]*site) error { return nil }))
			}
		})
		for name, plan := range map[string]uint{"idle": 0, "plan": plan.ID} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					found, err := county.Reuse(b.Context(), county.admin, county.county.ID, plan)
					county.must(err)
					b.ReportMetric(float64(found.Devices), "devices")
					b.ReportMetric(float64(found.Wanting), "wanting")
					b.ReportMetric(float64(len(found.Moves)), "moves")
				}
			})
		}
	})
}
