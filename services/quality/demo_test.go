package quality

import (
	"testing"

	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// The demo shows what the page is for: a few of everything that people get wrong.
func TestTheDemoHasAFewSlips(t *testing.T) {
	db := dbtest.SQLite(t)
	if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: 12, Seed: 1, Password: "Demo-2026-pass", Now: noon}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	s := newService(t, db)
	counted(t, s, 12)
	for _, rule := range []string{"bought-in-future", "odd-class-size", "odd-memory", "odd-price", "small-screen", "placeholder-serial", "same-serial",
		"old-measurement", "old-facts"} {
		if n := findingsOf(t, s, rule); n < 1 || n > 12 {
			t.Errorf("%s: %d", rule, n)
		}
	}
}
