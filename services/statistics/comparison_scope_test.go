package statistics

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// ours is one school with a room; what it is called tells whose it is.
type ours struct {
	school registry.SchoolRow
	room   models.Classroom
}

func (o ours) organisation() models.Organisation {
	return models.Organisation{ID: o.school.ID, Kind: models.KindSchool, Name: o.school.Name, Path: o.school.Path}
}

func (y *years) schoolAt(county models.Organisation, name string) ours {
	y.t.Helper()
	school, err := y.register.CreateSchool(y.t.Context(), everyone, registry.SchoolFields{ParentID: county.ID, Name: name + "小学", Type: models.SchoolPrimary,
		Area: models.AreaTown, Sponsor: models.SponsorEducation})
	y.must(err)
	room, err := y.register.CreateClassroom(y.t.Context(), everyone, school.ID, registry.ClassroomFields{Name: name + "教室", Kind: models.ClassroomOrdinary})
	y.must(err)
	return ours{school, room.Classroom}
}

// small is a screen in a room, which is too small.
func (y *years) small(at ours, name string) models.Device {
	y.t.Helper()
	d, err := y.register.CreateDevice(y.t.Context(), everyone, at.school.ID, &at.room.ID, registry.DeviceFields{Category: models.CategoryPanel, Name: name, BoughtOn: "2020-09",
		Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: new(32.0)}}})
	y.must(err)
	return d.Device
}

func (y *years) move(d models.Device, to ours) {
	y.t.Helper()
	y.must(y.db.First(&d, d.ID).Error)
	_, err := y.register.MoveDevice(y.t.Context(), everyone, d.ID, d.Version, to.school.ID, &to.room.ID)
	y.must(err)
}

func (y *years) rename(d models.Device, name string) {
	y.t.Helper()
	y.must(y.db.First(&d, d.ID).Error)
	_, err := y.register.ChangeDevice(y.t.Context(), everyone, d.ID, d.Version, func(f *registry.DeviceFields) { f.Name = name })
	y.must(err)
}

// TestAComparisonTellsNothingOfOtherPlaces has screens break and move within a county, out of it and into it, and asks what
// the county and one of its schools are told. Whatever is not theirs has a name that begins with what it may be.
func TestAComparisonTellsNothingOfOtherPlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		y := newYears(t, db, 7)
		home, abroad := y.counties[0], y.counties[1]
		own, sister, foreign := y.schoolAt(home, "本校"), y.schoolAt(home, "同县"), y.schoolAt(abroad, "外县")
		stays, sisters, theirs := y.small(own, "本校留下的"), y.small(sister, "同县留下的"), y.small(foreign, "外县留下的")
		leaves, toSister := y.small(own, "本校调出的"), y.small(own, "本校调到同县的")
		arrives, fromSister := y.small(foreign, "外县调来的"), y.small(sister, "同县调来的")
		returns := y.small(own, "本校去过外县的")
		from := models.DateOf(y.clock)

		y.clock = y.clock.AddDate(0, 0, 1)
		for _, d := range []models.Device{stays, sisters, theirs} {
			_, err := y.register.SetDeviceState(t.Context(), everyone, d.ID, d.Version, models.DeviceDamaged, "碎屏")
			y.must(err)
		}
		y.move(leaves, foreign)
		y.rename(leaves, "外县起的名字")
		y.move(toSister, sister)
		y.rename(toSister, "同县起的名字")
		y.move(arrives, own)
		y.rename(arrives, "本校起的名字")
		y.move(fromSister, own)
		y.move(returns, foreign)
		y.clock = y.clock.AddDate(0, 0, 1)
		y.move(returns, own)

		devices := func(c Comparison) map[uint]Change {
			by := map[uint]Change{}
			for _, change := range c.Changes {
				if change.Subject == models.StandingOfDevice {
					by[change.ID] = change
				}
			}
			return by
		}
		for _, c := range []struct {
			name   string
			actor  access.Actor
			place  uint
			hidden []string
			listed []models.Device // beside the screen that broke
			not    []models.Device
		}{
			{"the county", who(models.RoleCountyAdmin, home), home.ID, []string{"外县"}, []models.Device{sisters, leaves, arrives}, []models.Device{theirs, returns}},
			{"the county, wherever it may look", who(models.RoleCountyAdmin, home), 0, []string{"外县"}, []models.Device{sisters, leaves, arrives}, []models.Device{theirs, returns}},
			{"the county, of one school", who(models.RoleCountyAdmin, home), own.school.ID, []string{"外县"}, []models.Device{leaves, arrives, toSister, fromSister}, []models.Device{theirs, sisters, returns}},
			{"the school", who(models.RoleSchoolAdmin, own.organisation()), own.school.ID, []string{"外县", "同县小学", "同县教室", "同县起"},
				[]models.Device{leaves, arrives, toSister, fromSister}, []models.Device{theirs, sisters, returns}},
			{"the school, wherever it may look", who(models.RoleSchoolAdmin, own.organisation()), 0, []string{"外县", "同县小学", "同县教室", "同县起"},
				[]models.Device{leaves, arrives, toSister, fromSister}, []models.Device{theirs, sisters, returns}},
		} {
			t.Run(c.name, func(t *testing.T) {
				query := ComparisonQuery{OrganisationID: c.place, From: from, Limit: 1000}
				told, err := y.figures.Compare(t.Context(), c.actor, query)
				y.must(err)
				reconcile(t, c.name, told)
				got := devices(told)
				for _, d := range append(c.listed, stays) {
					if _, is := got[d.ID]; !is {
						t.Errorf("%s is not told of", d.Name)
					}
				}
				for _, d := range c.not {
					if change, is := got[d.ID]; is {
						t.Errorf("%s is told of: %+v", d.Name, change)
					}
				}
				if gone := got[leaves.ID]; gone.Kind != models.LeftFailing || gone.Visible || gone.Name != models.CategoryPanel.Label() || gone.SchoolID != own.school.ID || gone.Room != "本校教室" {
					t.Errorf("what has left is %+v", gone)
				}
				if came := got[arrives.ID]; came.Kind != models.EnteredFailing || !came.Visible || came.Name != "本校起的名字" || came.SchoolID != own.school.ID || came.Room != "本校教室" {
					t.Errorf("what has come is %+v", came)
				}
				if slices.ContainsFunc(told.Changes, func(one Change) bool { return one.SchoolID == foreign.school.ID || one.ClassroomID == foreign.room.ID }) {
					t.Error("a change leads to another county's school")
				}
				text, err := json.Marshal(told)
				y.must(err)
				book, err := y.figures.CompareBook(t.Context(), c.actor, query)
				y.must(err)
				var packed bytes.Buffer
				_, err = book.WriteTo(&packed)
				y.must(err)
				y.must(book.Close())
				for what, says := range map[string]string{"the page": string(text), "the workbook": fmt.Sprint(sheetsOf(t, &packed))} {
					for _, name := range c.hidden {
						if at := strings.Index(says, name); at >= 0 {
							t.Errorf("%s tells of %s: …%s…", what, name, says[max(0, at-200):min(len(says), at+100)])
						}
					}
				}
			})
		}
		for name, ask := range map[string]struct {
			actor access.Actor
			place uint
		}{
			"the county of its neighbour":             {who(models.RoleCountyAdmin, home), abroad.ID},
			"the county of a school elsewhere":        {who(models.RoleCountyAdmin, home), foreign.school.ID},
			"the county of the province":              {who(models.RoleCountyAdmin, home), y.province.ID},
			"the school of its county":                {who(models.RoleSchoolAdmin, own.organisation()), home.ID},
			"the school of another one in its county": {who(models.RoleSchoolAdmin, own.organisation()), sister.school.ID},
		} {
			if _, err := y.figures.Compare(t.Context(), ask.actor, ComparisonQuery{OrganisationID: ask.place, From: from, Limit: 10}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
