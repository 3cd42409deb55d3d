package disposals_test

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

// TestRandomActionsRetireADeviceOnceAndOnlyWhenApproved lets random people do random things to applications, to the
// devices themselves and to their tickets. Whatever they do, a device is held by exactly the open application that has
// it; it is retired by the approval of that one, once, or by hand of who may approve; what is decided stays as it was
// decided; and an application that comes to nothing leaves no trace: the device is as its twin, to which the same is
// done, but which nobody ever applies for.
func TestRandomActionsRetireADeviceOnceAndOnlyWhenApproved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		g := newGame(c)
		var missing []string
		for range mostRounds {
			rapid.Check(t, func(r *rapid.T) {
				for range rapid.IntRange(10, 40).Draw(r, "actions") {
					before := g.look(r)
					done := g.play(r)
					g.holds(r, before, g.look(r), done)
					g.done[done.action]++
				}
			})
			if missing = g.missing(); t.Failed() || len(missing) == 0 {
				break
			}
		}
		c.consistent()
		if len(missing) > 0 {
			t.Errorf("no game came to %v: the test looks at less than it says", missing)
		}
		var retired int64
		c.must(db.Model(&models.Device{}).Where("school_id <> ? AND state = ? AND updated_at = ?", c.school.ID, models.DeviceRetired, noon).Count(&retired).Error)
		if retired > 0 {
			t.Errorf("%d devices outside of every scope were retired", retired)
		}
	})
}

// mostRounds of games are played where chance kept the first ones from something that the test is about.
const mostRounds = 5

// missing are the actions that nobody has come to yet: on applications, and on tickets of devices that are applied for.
func (g *game) missing() (all []string) {
	for _, a := range []disposals.Action{disposals.ActionApply, disposals.ActionApprove, disposals.ActionDecline, disposals.ActionWithdraw, byHand} {
		if g.done[a] == 0 {
			all = append(all, string(a))
		}
	}
	for _, a := range []tickets.Action{tickets.ActionReport, tickets.ActionAccept, tickets.ActionFinish, tickets.ActionConfirm, tickets.ActionCancel} {
		if g.tickets.done[a] == 0 {
			all = append(all, "ticket: "+string(a))
		}
	}
	return all
}

// Changes of a device that go through no application.
const (
	byHand   disposals.Action = "by hand"
	byTicket disposals.Action = "by ticket"
)

// game is some devices of one school, and who would like to do something to them.
type game struct {
	*county
	people  map[string]access.Actor
	devices []uint
	twins   map[uint]uint // of each device
	tickets *repairs
	done    map[disposals.Action]int
}

func newGame(c *county) *game {
	c.t.Helper()
	var place models.Organisation
	c.must(c.db.Where("kind = ? AND id NOT IN ?", models.KindCounty, models.PathIDs(c.school.Path)).First(&place).Error)
	who := func(role models.Role, at models.Organisation) access.Actor {
		return access.NewActor(models.User{ID: 1, Name: at.Name, Grants: []models.Grant{{Role: role, OrganisationID: at.ID, Organisation: at}}})
	}
	g := &game{county: c, done: map[disposals.Action]int{}, people: map[string]access.Actor{"bureau": c.bureau, "school": c.admin, "another school": c.stranger,
		"another county": who(models.RoleCountyAdmin, place), "auditor": who(models.RoleAuditor, place), "teacher": who(models.RoleTeacher, c.school)}}
	g.twins, g.tickets = map[uint]uint{}, newRepairs(c)
	for _, state := range []models.DeviceState{models.DeviceInUse, models.DeviceIdle} {
		var ids []uint
		c.must(c.db.Model(&models.Device{}).Where("school_id = ? AND state = ? AND (classroom_id IS NULL) = ? AND id NOT IN (?)", c.school.ID, state, state == models.DeviceIdle,
			c.db.Model(&models.Ticket{}).Select("device_id").Where("device_id IS NOT NULL")).Order("id").Limit(6).Pluck("id", &ids).Error)
		for len(ids) >= 2 {
			g.devices, g.twins[ids[0]], ids = append(g.devices, ids[0]), ids[1], ids[2:]
		}
	}
	if len(g.devices) < 4 {
		c.t.Fatalf("the school has %d pairs of devices that nobody has reported", len(g.devices))
	}
	return g
}

// scene is how everything stands.
type scene struct {
	devices      map[uint]models.Device // the twins too
	applications map[uint]models.Disposal
	items        []models.DisposalItem
	retirements  map[uint]int // how often each device has become 已报废
}

func (g *game) look(r *rapid.T) scene {
	r.Helper()
	s := scene{devices: map[uint]models.Device{}, applications: map[uint]models.Disposal{}, retirements: map[uint]int{}}
	var devices []models.Device
	var applications []models.Disposal
	var events []models.DeviceEvent
	must(r, g.db.Where("id IN ? OR id IN ?", g.devices, slices.Collect(maps.Values(g.twins))).Find(&devices).Error)
	must(r, g.db.Find(&applications).Error)
	must(r, g.db.Order("id").Find(&s.items).Error)
	must(r, g.db.Where("device_id IN ? AND detail LIKE '%→ 已报废%'", g.devices).Find(&events).Error)
	for _, d := range devices {
		s.devices[d.ID] = d
	}
	for _, a := range applications {
		s.applications[a.ID] = a
	}
	for _, e := range events {
		s.retirements[e.DeviceID]++
	}
	return s
}

// deed is what somebody has done, "" if they were refused.
type deed struct {
	action  disposals.Action
	who     string
	applied uint // the application, 0 by hand
	device  uint // by hand or by ticket
}

func (g *game) play(r *rapid.T) deed {
	ctx := g.t.Context()
	who := rapid.SampledFrom([]string{"bureau", "bureau", "school", "school", "another school", "another county", "auditor", "teacher"}).Draw(r, "who")
	actor := g.people[who]
	id := rapid.SampledFrom(g.devices).Draw(r, "device")
	action := rapid.SampledFrom([]disposals.Action{disposals.ActionApply, disposals.ActionApply, disposals.ActionApprove, disposals.ActionDecline, disposals.ActionWithdraw, byHand, byTicket, byTicket, byTicket}).Draw(r, "action")
	var of models.Disposal
	if action != disposals.ActionApply && action != byHand && action != byTicket {
		var all []models.Disposal
		must(r, g.db.Order("status = 'applied' DESC, id DESC").Limit(4).Find(&all).Error)
		if len(all) == 0 {
			return deed{}
		}
		of = rapid.SampledFrom(all).Draw(r, "application")
	}
	var d disposals.Detail
	var err error
	switch action {
	case disposals.ActionApply:
		ids := slices.Compact(slices.Sorted(slices.Values([]uint{id, rapid.SampledFrom(g.devices).Draw(r, "another device")})))
		d, err = g.s.Apply(ctx, actor, disposals.Application{SchoolID: g.school.ID, DeviceIDs: ids, Cause: models.DisposalAged, Reason: "旧"})
		of = d.Disposal
	case disposals.ActionApprove:
		d, err = g.s.Approve(ctx, actor, of.ID, of.Version, "", "")
	case disposals.ActionDecline:
		_, err = g.s.Decline(ctx, actor, of.ID, of.Version, "还能用")
	case disposals.ActionWithdraw:
		_, err = g.s.Withdraw(ctx, actor, of.ID, of.Version, "")
	case byTicket:
		who = rapid.SampledFrom([]string{"bureau", "bureau", "bureau", "school", "teacher"}).Draw(r, "at the ticket")
		id, err = g.tickets.play(r, g.people[who], g.devices, g.twins)
	default:
		now := g.read(id)
		if rapid.IntRange(0, 3).Draw(r, "move") == 0 {
			_, err = g.registry.MoveDevice(ctx, actor, id, now.Version, g.school.ID, nil)
			if err == nil {
				twin := g.read(g.twins[id])
				_, err := g.registry.MoveDevice(ctx, actor, twin.ID, twin.Version, g.school.ID, nil)
				must(r, err)
			}
		} else {
			state := rapid.SampledFrom(models.DeviceStates()).Draw(r, "state")
			if now.HeldBy != "" && state == models.DeviceToRetire { // which it would be anyway
				return deed{}
			}
			_, err = g.registry.SetDeviceState(ctx, actor, id, now.Version, state, "看过")
			if err == nil {
				g.setTwin(r, id, actor, state)
			}
		}
	}
	if action == disposals.ActionApprove && err == nil {
		for _, item := range d.Items {
			g.setTwin(r, item.DeviceID, actor, models.DeviceRetired)
		}
	}
	for _, kind := range []errs.Kind{errs.Forbidden, errs.NotFound, errs.Conflict, errs.Invalid} {
		if errs.Is(err, kind) {
			return deed{}
		}
	}
	must(r, err)
	return deed{action, who, of.ID, id}
}

// setTwin does by hand to the twin of a device what has become of the device.
func (g *game) setTwin(r *rapid.T, id uint, actor access.Actor, state models.DeviceState) {
	r.Helper()
	twin := g.read(g.twins[id])
	if twin.State != state {
		_, err := g.registry.SetDeviceState(g.t.Context(), actor, twin.ID, twin.Version, state, "看过")
		must(r, err)
	}
}

func must(r *rapid.T, err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// may is who could have done it.
func (d deed) may() []string {
	switch d.action {
	case disposals.ActionApply, disposals.ActionWithdraw, byHand:
		return []string{"bureau", "school"}
	case disposals.ActionApprove, disposals.ActionDecline:
		return []string{"bureau"}
	}
	return []string{d.who}
}

func (g *game) holds(r *rapid.T, before, after scene, done deed) {
	r.Helper()
	if !slices.Contains(done.may(), done.who) {
		r.Fatalf("%s has done: %s", done.who, done.action)
	}
	holder := map[uint]string{}
	concerned := map[uint]bool{done.device: done.action == byHand || done.action == byTicket}
	returnsTo := map[uint]models.DeviceState{}
	for _, item := range after.items {
		a := after.applications[item.DisposalID]
		if a.Status == models.DisposalApplied {
			if holder[item.DeviceID] != "" {
				r.Fatalf("device %d is in %s and in %s", item.DeviceID, holder[item.DeviceID], a.Number)
			}
			holder[item.DeviceID], returnsTo[item.DeviceID] = a.Number, item.ReturnsTo
		}
		if a.ID == done.applied && done.action != "" {
			concerned[item.DeviceID] = true
		}
	}
	for id, a := range before.applications {
		if now := after.applications[id]; now.Status != a.Status && (a.Status != models.DisposalApplied || id != done.applied) {
			r.Fatalf("application %s was %s and is %s", a.Number, a.Status, now.Status)
		}
	}
	for _, id := range g.devices {
		was, now := before.devices[id], after.devices[id]
		if without := cmp.Or(returnsTo[id], now.State); now.State == models.DeviceToRetire && without != after.devices[g.twins[id]].State ||
			now.State != models.DeviceToRetire && now.State != after.devices[g.twins[id]].State {
			r.Fatalf("device %d is %s, in an application that would give back %q, and its twin is %s", id, now.State, returnsTo[id], after.devices[g.twins[id]].State)
		}
		if now.HeldBy != holder[id] {
			r.Fatalf("device %d is held by %q, the open application that has it is %q", id, now.HeldBy, holder[id])
		}
		if !concerned[id] && (now.State != was.State || now.Version != was.Version) {
			r.Fatalf("device %d was %s and is %s, and nobody has touched it", id, was.State, now.State)
		}
		retired := now.State == models.DeviceRetired && was.State != models.DeviceRetired
		if more := after.retirements[id] - before.retirements[id]; retired != (more == 1) || more > 1 {
			r.Fatalf("device %d was %s and is %s, and its life tells of %d retirements more", id, was.State, now.State, more)
		}
		if retired && done.action != disposals.ActionApprove && (done.action != byHand || done.who != "bureau") {
			r.Fatalf("device %d was retired by %s of %s", id, done.action, done.who)
		}
		if concerned[id] && done.action == disposals.ActionApprove && now.State != models.DeviceRetired {
			r.Fatalf("device %d is %s after its disposal was approved", id, now.State)
		}
		if now.State == models.DeviceRetired && now.ClassroomID != nil {
			r.Fatalf("device %d is retired and stands in room %d", id, *now.ClassroomID)
		}
		if now.SchoolID != g.school.ID {
			r.Fatalf("device %d has left its school", id)
		}
	}
}
