package disposals_test

import (
	"slices"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/disposals"
	"banbantong/services/errs"
)

// TestRandomActionsRetireADeviceOnceAndOnlyWhenApproved lets random people do random things to applications and to the
// devices themselves. Whatever they do, a device is held by exactly the open application that has it; it is retired by
// the approval of that one, once, or by hand of who may approve; and what is decided stays as it was decided.
func TestRandomActionsRetireADeviceOnceAndOnlyWhenApproved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		g := newGame(c)
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(10, 40).Draw(r, "actions") {
				before := g.look(r)
				done := g.play(r)
				g.holds(r, before, g.look(r), done)
				g.done[done.action]++
			}
		})
		c.consistent()
		for _, a := range []disposals.Action{disposals.ActionApply, disposals.ActionApprove, disposals.ActionDecline, disposals.ActionWithdraw, byHand} {
			if g.done[a] == 0 {
				t.Errorf("no game came to %q: the test looks at less than it says", a)
			}
		}
		var retired int64
		c.must(db.Model(&models.Device{}).Where("school_id <> ? AND state = ? AND updated_at = ?", c.school.ID, models.DeviceRetired, noon).Count(&retired).Error)
		if retired > 0 {
			t.Errorf("%d devices outside of every scope were retired", retired)
		}
	})
}

// byHand is a change of a device that goes through no application.
const byHand disposals.Action = "by hand"

// game is some devices of one school, and who would like to do something to them.
type game struct {
	*county
	people  map[string]access.Actor
	devices []uint
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
	c.must(c.db.Model(&models.Device{}).Where("school_id = ?", c.school.ID).Order("id").Limit(6).Pluck("id", &g.devices).Error)
	return g
}

// scene is how everything stands.
type scene struct {
	devices      map[uint]models.Device
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
	must(r, g.db.Where("id IN ?", g.devices).Find(&devices).Error)
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
	device  uint // by hand
}

func (g *game) play(r *rapid.T) deed {
	ctx := g.t.Context()
	who := rapid.SampledFrom([]string{"bureau", "bureau", "school", "school", "another school", "another county", "auditor", "teacher"}).Draw(r, "who")
	actor := g.people[who]
	id := rapid.SampledFrom(g.devices).Draw(r, "device")
	action := rapid.SampledFrom([]disposals.Action{disposals.ActionApply, disposals.ActionApply, disposals.ActionApprove, disposals.ActionDecline, disposals.ActionWithdraw, byHand}).Draw(r, "action")
	var of models.Disposal
	if action != disposals.ActionApply && action != byHand {
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
		_, err = g.s.Approve(ctx, actor, of.ID, of.Version, "", "")
	case disposals.ActionDecline:
		_, err = g.s.Decline(ctx, actor, of.ID, of.Version, "还能用")
	case disposals.ActionWithdraw:
		_, err = g.s.Withdraw(ctx, actor, of.ID, of.Version, "")
	default:
		now := g.read(id)
		if rapid.Bool().Draw(r, "move") {
			_, err = g.registry.MoveDevice(ctx, actor, id, now.Version, g.school.ID, nil)
		} else {
			_, err = g.registry.SetDeviceState(ctx, actor, id, now.Version, rapid.SampledFrom(models.DeviceStates()).Draw(r, "state"), "看过")
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
	concerned := map[uint]bool{done.device: done.action == byHand}
	for _, item := range after.items {
		a := after.applications[item.DisposalID]
		if a.Status == models.DisposalApplied {
			if holder[item.DeviceID] != "" {
				r.Fatalf("device %d is in %s and in %s", item.DeviceID, holder[item.DeviceID], a.Number)
			}
			holder[item.DeviceID] = a.Number
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
	for id, now := range after.devices {
		was := before.devices[id]
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
