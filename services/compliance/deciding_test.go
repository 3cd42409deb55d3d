package compliance_test

import (
	"slices"
	"testing"
	"time"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/standard"
)

func TestDecidingNamesOnlyCriteriaThatDecide(t *testing.T) {
	service, err := compliance.New(dbtest.SQLite(t), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	notice, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	set := func(ids ...string) int64 {
		var s standard.Set
		for _, id := range ids {
			c, ok := notice.Criterion(id)
			if !ok {
				t.Fatalf("no criterion %s", id)
			}
			s = s.Add(c.Bit)
		}
		return int64(s)
	}
	for _, c := range []struct {
		name                string
		verdicts            models.Verdicts
		failing, unverified []string
	}{
		{"nothing is judged", models.Verdicts{}, []string{}, []string{}},
		{"the other tier fails", models.Verdicts{Fails: set("HW-MIN-CPU-CORE"), Judged: set("HW-ROOM-HOST")}, []string{}, []string{}},
		{"both tiers fail, one decides", models.Verdicts{Fails: set("HW-MIN-CPU-CORE", "HW-ROOM-HOST"), Judged: set("HW-ROOM-HOST")}, []string{"HW-ROOM-HOST"}, []string{}},
		{"facts are missing", models.Verdicts{Unknowns: set("HW-MIN-CPU-CORE", "HW-ROOM-HOST"), Judged: set("HW-MIN-CPU-CORE", "HW-ROOM-DISPLAY")}, []string{}, []string{"HW-MIN-CPU-CORE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			failing, unverified := service.Deciding(c.verdicts)
			if !slices.Equal(failing, c.failing) || !slices.Equal(unverified, c.unverified) || failing == nil || unverified == nil {
				t.Errorf("failing %q, unverified %q; want %q, %q", failing, unverified, c.failing, c.unverified)
			}
		})
	}
}
