package standard

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"banbantong/models"
)

func TestDifferences(t *testing.T) {
	s := notice(t)
	ram := func(limit float64, required string) models.Amendment {
		return models.Amendment{Criterion: "HW-MIN-RAM", Values: map[string]float64{"limit": limit}, Required: required}
	}
	own := models.Addition{ID: "EXT-50", Bit: 50, Tier: "std", Title: "固态硬盘", Required: "固态硬盘 ≥ 512 GB", Rule: "host.ssd >= 512"}
	stricter := own
	stricter.Rule = "host.ssd >= 500 and host.ssd >= 512"
	for _, c := range []struct {
		name          string
		before, after models.Amendments
		want          []Difference
	}{
		{"nothing", models.Amendments{}, models.Amendments{}, nil},
		{"a reading written out as it is anyway", models.Amendments{}, models.Amendments{Readings: map[string]string{"disk.nominal": "letter"}}, nil},
		{"a reading", models.Amendments{}, models.Amendments{Readings: map[string]string{"display.projector": "excluded"}},
			[]Difference{{"", "口径：投影机的投影画面能否算作“屏幕”？", "按投影画面的对角线尺寸判定", "投影画面不算屏幕"}}},
		{"a limit", models.Amendments{}, models.Amendments{Changed: []models.Amendment{ram(8, "内存 ≥ 8 GB")}},
			[]Difference{{"HW-MIN-RAM", "内存（最低配置）", "内存 ≥ 4 GB", "内存 ≥ 8 GB"}}},
		{"a limit whose words stayed", models.Amendments{Changed: []models.Amendment{ram(6, "内存要够")}}, models.Amendments{Changed: []models.Amendment{ram(8, "内存要够")}},
			[]Difference{{"HW-MIN-RAM", "内存（最低配置）", "内存要够（要求值 6）", "内存要够（要求值 8）"}}},
		{"what was added", models.Amendments{}, models.Amendments{Added: []models.Addition{own}}, []Difference{{"EXT-50", "固态硬盘（标准配置）", "", "固态硬盘 ≥ 512 GB"}}},
		{"what was given up", models.Amendments{Added: []models.Addition{own}}, models.Amendments{}, []Difference{{"EXT-50", "固态硬盘（标准配置）", "固态硬盘 ≥ 512 GB", ""}}},
		{"a rule whose words stayed", models.Amendments{Added: []models.Addition{own}}, models.Amendments{Added: []models.Addition{stricter}}, []Difference{{"EXT-50",
			"固态硬盘（标准配置）", "固态硬盘 ≥ 512 GB（host.ssd >= 512）", "固态硬盘 ≥ 512 GB（host.ssd >= 500 and host.ssd >= 512）"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, s.Differences(c.before, c.after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
