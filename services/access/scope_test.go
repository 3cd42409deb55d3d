package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

func TestScopeNarrowsToGrants(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		plant(t, db)
		grant := func(role models.Role, path string) models.Grant {
			return models.Grant{Role: role, Organisation: models.Organisation{Path: path}}
		}
		province, county, centre := models.PathUnder("", 1), models.PathUnder(models.PathUnder("", 1), 2), "00000001/00000002/00000003/"
		for _, c := range []struct {
			name   string
			grants []models.Grant
			want   []string
		}{
			{"no grant, no rows", nil, nil},
			{"a grant without a path, no rows", []models.Grant{grant(models.RoleCountyAdmin, "")}, nil},
			{"the province is everything", []models.Grant{grant(models.RoleProvinceAdmin, province)}, []string{"省", "县", "中心校", "村小", "邻县", "邻县小学"}},
			{"a county is its subtree", []models.Grant{grant(models.RoleCountyAdmin, county)}, []string{"县", "中心校", "村小"}},
			{"a school is itself alone", []models.Grant{grant(models.RoleSchoolAdmin, centre)}, []string{"中心校"}},
			{"several grants are their union", []models.Grant{grant(models.RoleSchoolAdmin, centre), grant(models.RoleCountyAdmin, models.PathUnder(province, 5))},
				[]string{"中心校", "邻县", "邻县小学"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				scope := access.NewActor(models.User{ID: 1, Grants: c.grants}).Scope(access.SchoolRead)
				var names []string
				if err := db.Table("organisations").Scopes(scope.Paths("path")).Order("id").Pluck("name", &names).Error; err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(names, " "); got != strings.Join(c.want, " ") {
					t.Errorf("sees %s, want %v", got, c.want)
				}
				var schools []string
				err := db.Table("organisations AS x").Where("kind = ?", models.KindSchool).Scopes(scope.Schools("x.id")).Order("id").Pluck("name", &schools).Error
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, name := range c.want {
					if strings.HasSuffix(name, "小") || strings.HasSuffix(name, "小学") || name == "中心校" {
						want = append(want, name)
					}
				}
				if diff := cmp.Diff(want, schools, cmp.Transformer("text", func(s []string) string { return strings.Join(s, " ") })); diff != "" {
					t.Errorf("schools (-want +got):\n%s", diff)
				}
			})
		}
	})
}

// plant makes a province with two counties, a 中心校 with a village school, and a school next door.
func plant(t *testing.T, db *gorm.DB) {
	t.Helper()
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	paths := map[uint]string{}
	for _, o := range []struct {
		id, parent uint
		kind       models.OrganisationKind
		name       string
	}{{1, 0, models.KindProvince, "省"}, {2, 1, models.KindCounty, "县"}, {3, 2, models.KindSchool, "中心校"}, {4, 3, models.KindSchool, "村小"},
		{5, 1, models.KindCounty, "邻县"}, {6, 5, models.KindSchool, "邻县小学"}} {
		row := models.Organisation{ID: o.id, Kind: o.kind, Name: o.name, Version: 1, CreatedAt: at, UpdatedAt: at}
		if o.parent != 0 {
			row.ParentID = &o.parent
		}
		row.Path = models.PathUnder(paths[o.parent], o.id)
		paths[o.id] = row.Path
		if err := db.Create(&row).Error; err != nil {
			t.Fatal(err)
		}
	}
}
