package submissions

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

// game is a random tree in which random people do random things in a random order.
type game struct {
	*world
	r      *rapid.T
	period Period
	names  []string       // parents before children
	actors []access.Actor // one for each place, and some with two offices
	frozen map[uint]uint  // who froze what is in force, by organisation
	signed bool
}

// TestSumsEqualWhatWasAccepted plays such games. After every move that succeeds, it must have been allowed, and every sum
// that is not marked as out of date is made of exactly what is accepted below it; in the end every chain verifies.
func TestSumsEqualWhatWasAccepted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		rapid.Check(t, func(r *rapid.T) {
			g := &game{world: newWorld(t, db), r: r, frozen: map[uint]uint{}}
			g.plant()
			for range rapid.IntRange(10, 40).Draw(r, "moves") {
				g.move()
				g.holds()
			}
			g.sound()
		})
	})
}

// plant grows a random tree below a county, a city or a province, with a period.
func (g *game) plant() {
	grow := func(name, parent string, kind models.OrganisationKind) string {
		g.place(name, parent, kind)
		g.names = append(g.names, name)
		return name
	}
	school := func(name, parent string) string {
		grow(name, parent, models.KindSchool)
		g.counts(g.places[name].ID, rapid.IntRange(0, 30).Draw(g.r, "suites")+10, rapid.IntRange(0, 9).Draw(g.r, "failed"))
		return name
	}
	few := rapid.IntRange(0, 2)
	top := grow("省", "", models.KindProvince)
	for i := range 1 + few.Draw(g.r, "cities") {
		city := grow(fmt.Sprint("市", i), top, models.KindCity)
		for j := range few.Draw(g.r, "schools of a city") {
			school(fmt.Sprint(city, "校", j), city)
		}
		for j := range 1 + few.Draw(g.r, "counties") {
			county := grow(fmt.Sprint(city, "县", j), city, models.KindCounty)
			for k := range few.Draw(g.r, "schools") {
				centre := school(fmt.Sprint(county, "校", k), county)
				for l := range few.Draw(g.r, "village schools") {
					school(fmt.Sprint(centre, "点", l), centre)
				}
			}
		}
	}
	for _, name := range g.names {
		g.actors = append(g.actors, g.office(name))
	}
	for range 3 {
		a, b := rapid.SampledFrom(g.names).Draw(g.r, "office"), rapid.SampledFrom(g.names).Draw(g.r, "other office")
		g.people++
		g.actors = append(g.actors, access.NewActor(models.User{ID: g.people, Name: a + b, Grants: []models.Grant{
			{Role: models.RoleCentreAdmin, Organisation: g.places[a]}, {Role: models.RoleCountyAdmin, Organisation: g.places[b]}}}))
	}
	g.period = g.open("省")
}

// move does one random thing as somebody. Whether it may be done is worked out from the tree alone.
func (g *game) move() {
	actor := g.actors[rapid.IntRange(0, len(g.actors)-1).Draw(g.r, "actor")]
	name := rapid.SampledFrom(g.names).Draw(g.r, "place")
	if rapid.Bool().Draw(g.r, "at home") && len(actor.Offices(access.SubmissionFill)) > 0 { // else most moves are strangers'
		paths := actor.Offices(access.SubmissionFill)
		near := slices.DeleteFunc(slices.Clone(g.names), func(n string) bool {
			return !slices.Contains(paths, g.places[n].Path) && !slices.Contains(paths, g.above(n).Path)
		})
		name = rapid.SampledFrom(near).Draw(g.r, "near place")
	}
	if !g.reports(name) {
		return
	}
	o, above := g.places[name], g.above(name)
	own, review := actor.ActsFor(access.SubmissionFill, o.Path), above.ID != 0 && actor.ActsFor(access.SubmissionReview, above.Path)
	fill := own || o.Kind == models.KindSchool && actor.Scope(access.SubmissionFill).Contains(o.Path)
	before := g.all()
	sub := before[o.ID]
	ctx, id := g.t.Context(), g.period.ID
	var err error
	allowed := false
	action := rapid.SampledFrom([]string{"submit", "submit", "submit", "accept", "accept", "return", "withdraw", "figures", "sign", "reopen"}).Draw(g.r, "action")
	switch action {
	case "figures":
		if o.Kind == models.KindSchool {
			g.counts(o.ID, 10+rapid.IntRange(0, 30).Draw(g.r, "suites"), rapid.IntRange(0, 9).Draw(g.r, "failed"))
		}
		return
	case "submit":
		page, pageErr := g.service.Page(ctx, actor, id, o.ID)
		if err = pageErr; err == nil && page.Draft != nil {
			said := map[string]string{}
			for _, f := range page.Draft.Findings {
				said[f.Key] = "已核对"
			}
			zero := page.Draft.Content.Figures.Nothing()
			if page, err = g.service.Explain(ctx, actor, id, o.ID, sub.Version, "", said); err == nil {
				page, err = g.service.Submit(ctx, actor, id, o.ID, Filing{Version: page.Submission.Version, Zero: zero})
			}
			if err == nil {
				g.made(page, before)
				g.frozen[o.ID] = actor.UserID
			}
		} else if err == nil {
			_, err = g.service.Submit(ctx, actor, id, o.ID, Filing{Version: sub.Version})
		}
		allowed = fill && !g.signed && (!sub.Status.Handed() || sub.Stale)
	case "accept":
		var outcomes []Outcome
		outcomes, err = g.service.Accept(ctx, actor, id, above.ID, []Versioned{{o.ID, sub.Version}})
		if err == nil && outcomes[0].Problem != "" {
			return
		}
		allowed = review && !g.signed && sub.Status == submitted && g.frozen[o.ID] != actor.UserID
	case "return":
		_, err = g.service.Return(ctx, actor, id, o.ID, sub.Version, "请核对", nil)
		allowed = review && !g.signed && sub.Status.Handed()
	case "withdraw":
		_, err = g.service.Withdraw(ctx, actor, id, o.ID, sub.Version, "")
		allowed = own && !g.signed && sub.Status == submitted
	case "sign":
		_, err = g.service.SignPeriod(ctx, actor, id, "")
		top := before[g.period.OrganisationID]
		allowed = actor.ActsFor(access.PeriodWrite, g.period.Opener.Path) && (g.signed || top.Status == submitted && !top.Stale)
		g.signed = g.signed || err == nil
	case "reopen":
		_, err = g.service.ReopenPeriod(ctx, actor, id, "漏报")
		allowed = actor.ActsFor(access.PeriodWrite, g.period.Opener.Path)
		g.signed = g.signed && err != nil
	}
	if (err == nil) != allowed {
		g.r.Fatalf("%s does %s at %s, which is %s (stale %v, signed %v): %v", actor.Name, action, name, sub.Status, sub.Stale, g.signed, err)
	}
}

// reports says whether there is a school at or below the place.
func (g *game) reports(name string) bool {
	return slices.ContainsFunc(g.names, func(n string) bool {
		o := g.places[n]
		return o.Kind == models.KindSchool && strings.HasPrefix(o.Path, g.places[name].Path)
	})
}

func (g *game) above(name string) models.Organisation {
	for _, o := range g.places {
		if parent := g.places[name].ParentID; parent != nil && o.ID == *parent {
			return o
		}
	}
	return models.Organisation{}
}

// all are the submissions of the period, by organisation.
func (g *game) all() map[uint]models.Submission {
	found, err := submissionsUnder(g.db, g.period.ID, g.period.Opener.Path)
	g.must(err)
	for _, o := range g.places {
		if _, known := found[o.ID]; !known {
			found[o.ID] = models.Submission{Status: draft}
		}
	}
	return found
}

// made says that what was just frozen is made of the parts that were accepted before.
func (g *game) made(page Page, before map[uint]models.Submission) {
	want := map[uint]bool{}
	for _, o := range g.places {
		if o.ParentID != nil && *o.ParentID == page.Unit.ID && before[o.ID].Status == accepted {
			want[*before[o.ID].SnapshotID] = true
		}
	}
	got := map[uint]bool{}
	for _, part := range page.Current.Content.Parts {
		got[part.SnapshotID] = true
	}
	if !maps.Equal(got, want) {
		g.r.Fatalf("%s sums %v, and %v was accepted", page.Unit.Name, got, want)
	}
}

// holds says of every frozen sum that is not marked that it is made of what is accepted below it now.
func (g *game) holds() {
	subs := g.all()
	for name, o := range g.places {
		sub := subs[o.ID]
		if !sub.Status.Handed() || sub.Stale {
			continue
		}
		var snapshot models.Snapshot
		g.must(g.db.First(&snapshot, *sub.SnapshotID).Error)
		content, err := parse(snapshot)
		g.must(err)
		frozen := map[uint]bool{}
		for _, part := range content.Parts {
			frozen[part.SnapshotID] = true
		}
		for child, c := range g.places {
			if c.ParentID == nil || *c.ParentID != o.ID || subs[c.ID].Status != accepted {
				continue
			}
			if !frozen[*subs[c.ID].SnapshotID] || subs[c.ID].Stale {
				g.r.Fatalf("%s is not marked, but does not hold what %s has accepted", name, child)
			}
			delete(frozen, *subs[c.ID].SnapshotID)
		}
		if len(frozen) > 0 {
			g.r.Fatalf("%s is not marked, but holds what is no longer accepted: %v", name, frozen)
		}
	}
}
