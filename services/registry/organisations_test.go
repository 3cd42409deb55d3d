package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

func TestPlacesAreRenamedAndKeepTheirFormerNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		id := w.places["county"].ID
		change := func(version int, in registry.OrganisationChange) error {
			in.Version = version
			_, err := w.s.ChangeOrganisation(ctx, w.county, id, in)
			return err
		}
		old, code, noCode := "360121", "360104", ""
		w.must(change(1, registry.OrganisationChange{GBCode: &old}))
		w.must(change(2, registry.OrganisationChange{Name: new("信丰县"), GBCode: &code}))
		aliases := func() []string {
			t.Helper()
			detail, err := w.s.Organisation(ctx, w.county, id)
			w.must(err)
			var names []string
			for _, a := range detail.Aliases {
				name := a.Name
				if a.GBCode != nil {
					name += " " + *a.GBCode
				}
				names = append(names, name)
			}
			return names
		}
		if diff := cmp.Diff([]string{"county 360121"}, aliases()); diff != "" {
			t.Errorf("after a new name (-want +got):\n%s", diff)
		}
		w.must(change(3, registry.OrganisationChange{Aliases: &[]registry.Alias{{Name: " 信丰 "}, {Name: "信丰"}, {Name: "嘉定", GBCode: &old}}}))
		if diff := cmp.Diff([]string{"信丰", "嘉定 360121"}, aliases()); diff != "" {
			t.Errorf("after former names were typed (-want +got):\n%s", diff)
		}
		for _, query := range []string{"嘉定", "360121", "信丰县"} {
			found, err := w.s.Organisations(ctx, w.county, registry.OrganisationFilter{Query: query, Bureaus: true})
			w.must(err)
			if len(found) != 1 || found[0].ID != id {
				t.Errorf("%q finds %v", query, found)
			}
		}
		w.must(change(4, registry.OrganisationChange{GBCode: &noCode}))

		short := "3601"
		for why, in := range map[string]registry.OrganisationChange{
			"a code that is too short":          {GBCode: &short},
			"a former name without a name":      {Aliases: &[]registry.Alias{{Name: " "}}},
			"a former code that is too short":   {Aliases: &[]registry.Alias{{Name: "旧名", GBCode: &short}}},
			"a county that reports to a school": {ParentID: new(w.places["centre"].ID)},
			"a place that reports to itself":    {ParentID: &id},
		} {
			w.refused(change(5, in), errs.Invalid, why)
		}
		w.refused(change(5, registry.OrganisationChange{ParentID: new(w.places["other county"].ID)}), errs.NotFound, "moving to a place out of scope")
		w.refused(change(4, registry.OrganisationChange{Name: new("旧页面")}), errs.Conflict, "a change of a page that is out of date")
		if got := aliases(); len(got) != 2 {
			t.Errorf("refused changes left %v", got)
		}
	})
}

func TestACountyMovesToAnotherCityWithAllBelowIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		system := access.System("test")
		w.room("village", "一班", 30)
		city, err := w.s.CreateOrganisation(ctx, system, registry.NewOrganisation{ParentID: w.places["province"].ID, Kind: models.KindCity, Name: "赣州市"})
		w.must(err)
		_, err = w.s.ChangeOrganisation(ctx, system, city.ID, registry.OrganisationChange{ParentID: new(w.places["county"].ID), Version: 1})
		w.refused(err, errs.Invalid, "a city that reports to a county")
		_, err = w.s.ChangeOrganisation(ctx, system, w.places["county"].ID, registry.OrganisationChange{ParentID: &city.ID, Version: 1})
		w.must(err)
		village, err := w.s.Organisation(ctx, system, w.places["village"].ID)
		w.must(err)
		var names []string
		for _, o := range village.Above {
			names = append(names, o.Name)
		}
		if diff := cmp.Diff([]string{"江西省", "赣州市", "county", "centre"}, names); diff != "" {
			t.Errorf("above the village school now (-want +got):\n%s", diff)
		}
		w.consistent("a county that moved")
	})
}

func TestACountyThatIsMergedGivesItsSchoolsAndNamesToAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		system := access.System("test")
		county, other := w.places["county"].ID, w.places["other county"].ID
		merge := func(actor access.Actor, id, into uint, version int) error {
			_, err := w.s.MergeOrganisation(ctx, actor, id, into, version)
			return err
		}
		w.refused(merge(w.county, county, other, 1), errs.NotFound, "merging into a place out of scope")
		w.refused(merge(system, county, county, 1), errs.Invalid, "merging into itself")
		w.refused(merge(system, county, w.places["province"].ID, 1), errs.Invalid, "merging into another level")
		w.refused(merge(system, w.places["centre"].ID, w.places["other"].ID, 1), errs.Invalid, "merging schools")
		w.refused(merge(system, county, other, 7), errs.Conflict, "a page that is out of date")
		w.room("centre", "一班", 30)
		w.must(merge(system, county, other, 1))

		village, err := w.s.Organisation(ctx, system, w.places["village"].ID)
		w.must(err)
		if got := village.Above[len(village.Above)-2].ID; got != other {
			t.Errorf("the village school is below %d, want %d", got, other)
		}
		found, err := w.s.Organisations(ctx, system, registry.OrganisationFilter{Query: "county", Bureaus: true})
		w.must(err)
		if len(found) != 1 || found[0].ID != other || found[0].Children != 2 {
			t.Errorf("the old name finds %+v", found)
		}
		gone, err := w.s.Organisations(ctx, system, registry.OrganisationFilter{Retired: true})
		w.must(err)
		if len(gone) != 1 || gone[0].ID != county {
			t.Errorf("dissolved are %+v", gone)
		}
		w.refused(merge(system, other, county, 1), errs.Invalid, "merging into a place that is dissolved")
		w.consistent("a merger")
	})
}
