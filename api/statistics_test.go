package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// newDemo is the server over a demo of some schools, with its accounts signed in.
func newDemo(t *testing.T, db *gorm.DB, schools int) *world {
	t.Helper()
	const password = "Banbantong-2026"
	accounts, err := demo.Fill(t.Context(), db, demo.Options{Schools: schools, Seed: 1, Password: password, Now: clock}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, tokens: map[models.Role]string{}}
	w.server, err = api.New(api.Config{Version: "test", Web: pages(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Ready: func() error { return nil }, Now: now}, newServices(t, db))
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range accounts {
		got := w.ask("", http.MethodPost, "/api/v1/auth/login", map[string]any{"username": account.Username, "password": password})
		var signed struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal([]byte(got.body), &signed); err != nil || signed.AccessToken == "" {
			t.Fatalf("%s cannot sign in: %d %s", account.Username, got.status, got.body)
		}
		w.tokens[account.Role] = signed.AccessToken
	}
	return w
}

// read asks for JSON and fails unless it comes.
func read[T any](w *world, role models.Role, path string) (v T) {
	w.t.Helper()
	got := w.ask(role, http.MethodGet, path, nil)
	if got.status != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", path, got.status, got.body)
	}
	if err := json.Unmarshal([]byte(got.body), &v); err != nil {
		w.t.Fatalf("GET %s: %v", path, err)
	}
	return v
}

// figure finds a count in a row by its name: "suites.failed".
func figure(t *testing.T, row api.StatisticsRow, name string) int {
	t.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	var at any
	if err := json.Unmarshal(text, &at); err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(name, ".") {
		at = at.(map[string]any)[part]
	}
	n, is := at.(float64)
	if !is {
		t.Fatalf("a row has no count %s", name)
	}
	return int(n)
}

// TestEveryFigureIsALinkToTheRowsItCounts follows each count of each row of each table to its list, which must have
// exactly that many rows.
func TestEveryFigureIsALinkToTheRowsItCounts(t *testing.T) {
	for database, open := range map[string]func(testing.TB) *gorm.DB{"sqlite": dbtest.SQLite, "mysql": dbtest.MySQL} {
		t.Run(database, func(t *testing.T) {
			w := newDemo(t, open(t), 12)
			followed, counted := 0, 0
			for _, who := range []models.Role{models.RoleCountyAdmin, models.RoleCentreAdmin} {
				for _, query := range []string{"group_by=organisation", "group_by=school&page_size=3&sort=-suites.failed", "group_by=category",
					"group_by=criterion", "group_by=category&type=teaching_point", "group_by=category&area=rural&sponsor=education"} {
					table := read[api.StatisticsView](w, who, "/api/v1/statistics?"+query)
					for _, row := range append(table.Rows, table.Totals) {
						for _, f := range table.Figures {
							of := row.Key != ""
							if table.GroupBy == "category" && of && (row.Key == "suite") != strings.HasPrefix(f.Name, "suites.") ||
								table.GroupBy == "criterion" && !of {
								continue // a figure of the other kind, or one without a sum
							}
							link := url.Values{"page_size": {"1"}}
							merged := map[string]string{}
							for _, part := range []map[string]string{table.Filter, row.Filter, f.Filter} {
								maps.Copy(merged, part)
							}
							if f.Key != "" && of {
								merged[f.Key] = row.Key
							}
							for name, value := range merged {
								link.Set(name, value)
							}
							path := fmt.Sprintf("/api/v1/%s?%s", f.List, link.Encode())
							list := read[struct{ Total int }](w, who, path)
							want := figure(t, row, f.Name)
							followed, counted = followed+1, counted+want
							if list.Total != want {
								t.Errorf("%s of %q by %s is %d, GET %s lists %d", f.Name, row.Label, table.GroupBy, want, path, list.Total)
							}
						}
					}
				}
			}
			if followed < 500 || counted < 5000 {
				t.Errorf("only %d links to %d rows were followed: the demo shows too little", followed, counted)
			}
		})
	}
}

func TestListsAndStatisticsAreSentAsWorkbooks(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for _, path := range []string{"schools/export?area=rural", "classrooms/export?grade=fail", "devices/export?q=OPS", "audit/export", "statistics/report"} {
		got := w.ask(models.RoleCountyAdmin, http.MethodGet, "/api/v1/"+path, nil)
		if got.status != 200 || !strings.HasPrefix(got.body, "PK") || !strings.Contains(got.header.Get("Content-Disposition"), "20261123.xlsx") {
			t.Errorf("%s: %d %v %.200s", path, got.status, got.header, got.body)
		}
	}
}
