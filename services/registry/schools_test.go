package registry_test

import (
	"testing"

	"gorm.io/gorm"

	"banbantong/services/database/dbtest"
	"banbantong/services/export"
	"banbantong/services/registry"
)

func TestSchoolsAreListedByTheCriteriaOfTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		slow := 100
		_, err := w.s.ChangeSchool(t.Context(), w.county, w.places["centre"].ID, 1, func(f *registry.SchoolFields) { f.UplinkMbps = &slow })
		w.must(err)

		listed := func(f registry.SchoolFilter) map[string]bool {
			rows, _, err := w.s.Schools(t.Context(), w.county, f, registry.Window{Limit: 50})
			w.must(err)
			names := map[string]bool{}
			for _, r := range rows {
				names[r.Name] = true
			}
			return names
		}
		if failing := listed(registry.SchoolFilter{Criterion: "NET-SCH-UPLINK"}); len(failing) != 1 || !failing["centre"] {
			t.Errorf("schools with a slow uplink: %v", failing)
		}
		if unknown := listed(registry.SchoolFilter{UnknownOf: "NET-SCH-UPLINK"}); unknown["centre"] {
			t.Errorf("a school whose uplink is known is listed as unknown: %v", unknown)
		}
		if _, _, err := w.s.Schools(t.Context(), w.county, registry.SchoolFilter{Criterion: "no-such"}, registry.Window{Limit: 50}); err == nil {
			t.Error("schools were listed by an unknown criterion")
		}
		schools := w.cells(func(book *export.Book) error {
			return w.s.ExportSchools(t.Context(), w.county, registry.SchoolFilter{Criterion: "NET-SCH-UPLINK"}, book)
		})
		if len(schools) != 5 || schools[1][0] != "筛选条件：条款 NET-SCH-UPLINK 不达标" || schools[3][1] != "centre" {
			t.Errorf("exported: %q", schools)
		}
	})
}
