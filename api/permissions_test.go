package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

var update = flag.Bool("update", false, "write testdata/permissions.golden anew")

// operation is one line of the OpenAPI document.
type operation struct {
	method, path string
	ID           string `json:"operationId"`
	Permission   string `json:"x-permission"`
	Parameters   []struct {
		Name, In string
		Schema   map[string]any
	}
	RequestBody *struct {
		Content map[string]struct {
			Schema json.RawMessage
		}
	}
}

func operations(t *testing.T) []operation {
	t.Helper()
	document, err := api.Document("test")
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Paths map[string]map[string]operation
	}
	if err := json.Unmarshal(document, &parsed); err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, methods := range parsed.Paths {
		for method, op := range methods {
			op.method, op.path = strings.ToUpper(method), path
			all = append(all, op)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].path+all[i].method < all[j].path+all[j].method })
	return all
}

var pathParameter = regexp.MustCompile(`\{[^}]+\}`)

// TestPermissions holds role by operation against testdata/permissions.golden: an operation without a row, or a right
// that somebody gained or lost, fails until a person has looked at it (go test ./api -run TestPermissions -update).
func TestPermissions(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	var roles []models.Role
	header := "operation anonymous"
	for _, r := range access.Roles() {
		roles = append(roles, r.Role)
		header += " " + string(r.Role)
	}
	lines := []string{header}
	for _, op := range operations(t) {
		if op.Permission == "" {
			t.Errorf("%s %s names no permission", op.method, op.path)
		}
		// Ids that do not exist: who has the permission gets 404 or 422, who lacks it is turned away before.
		path := pathParameter.ReplaceAllString(op.path, "999999")
		line := op.method + " " + op.path
		for _, role := range append([]models.Role{""}, roles...) {
			if strings.HasPrefix(op.path, "/api/v1/auth/") && op.Permission == "anyone" {
				line += " yes" // what these refuse is a password, not a person
				continue
			}
			switch status := w.ask(role, op.method, path, nil).status; {
			case status == http.StatusUnauthorized || status == http.StatusForbidden:
				line += " -"
			case status >= 500:
				t.Errorf("%s %s as %q answered %d", op.method, path, role, status)
			default:
				line += " yes"
			}
		}
		lines = append(lines, line)
	}
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile("testdata/permissions.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/permissions.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("rights have changed (-golden +now); look at each, then run with -update:\n%s", diff)
	}
}

// TestEveryRefusalIsAProblem says that what is refused is refused in Chinese, as problem+json, with a request number.
func TestEveryRefusalIsAProblem(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for _, c := range []struct {
		name, method, path string
		role               models.Role
		body               any
		status             int
		code               string
	}{
		{"nobody", "GET", "/api/v1/devices", "", nil, 401, "not-signed-in"},
		{"no permission", "GET", "/api/v1/audit", models.RoleTeacher, nil, 403, "forbidden"},
		{"no such device", "GET", "/api/v1/devices/999999", models.RoleSchoolAdmin, nil, 404, "not-found"},
		{"no such route", "GET", "/api/v1/nothing", models.RoleSchoolAdmin, nil, 404, "not-found"},
		{"an id that is no number", "GET", "/api/v1/devices/abc", models.RoleSchoolAdmin, nil, 422, ""},
		{"a body that is missing", "POST", "/api/v1/devices", models.RoleSchoolAdmin, nil, 400, ""},
		{"a body of the wrong shape", "POST", "/api/v1/devices", models.RoleSchoolAdmin, []int{1}, 422, ""},
		{"an unknown field", "PATCH", fmt.Sprintf("/api/v1/devices/%d", w.home.device), models.RoleSchoolAdmin, map[string]any{"version": 1, "grade": "pass"}, 422, ""},
		{"a stale version", "PATCH", fmt.Sprintf("/api/v1/devices/%d", w.home.device), models.RoleSchoolAdmin, map[string]any{"version": 7, "name": "新"}, 409, "stale"},
		{"a page beyond reading", "GET", "/api/v1/devices?page=500", models.RoleSchoolAdmin, nil, 422, "invalid"},
		{"a sort that is none", "GET", "/api/v1/devices?sort=specs", models.RoleSchoolAdmin, nil, 422, "invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := w.ask(c.role, c.method, c.path, c.body)
			var problem api.Problem
			if err := json.Unmarshal([]byte(got.body), &problem); err != nil {
				t.Fatalf("not a problem: %s", got.body)
			}
			if got.status != c.status || c.code != "" && problem.Code != c.code {
				t.Errorf("got %d %s, want %d %s: %s", got.status, problem.Code, c.status, c.code, got.body)
			}
			if !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") || problem.RequestID == "" {
				t.Errorf("content type %q, request number %q", got.header.Get("Content-Type"), problem.RequestID)
			}
			chinese := func(text string) bool {
				return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r < 0xa000 })
			}
			if !chinese(problem.Detail) {
				t.Errorf("the detail is not Chinese: %q", problem.Detail)
			}
			for _, f := range problem.Errors {
				if !chinese(f.Message) {
					t.Errorf("the message of %s is not Chinese: %q", f.Location, f.Message)
				}
			}
		})
	}
}

// TestNothingChosenIsSaid sends what a form sends whose school nobody has chosen.
func TestNothingChosenIsSaid(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	got := w.ask(models.RoleSchoolAdmin, "POST", "/api/v1/classrooms", map[string]any{"school_id": 0, "name": "三（9）班", "kind": "ordinary"})
	var problem api.Problem
	if err := json.Unmarshal([]byte(got.body), &problem); err != nil {
		t.Fatal(err)
	}
	if want := []api.ProblemField{{Location: "school_id", Message: "请选择。"}}; got.status != 422 || !slices.Equal(problem.Errors, want) {
		t.Errorf("got %d %+v, want %+v", got.status, problem.Errors, want)
	}
}

func TestPagesAndAssets(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for path, want := range map[string]string{"/": "desk", "/devices/1": "desk", "/m": "phone", "/m/r/abc": "phone", "/assets/app.js": "1"} {
		if got := w.ask("", "GET", path, nil); got.status != 200 || !strings.Contains(got.body, want) {
			t.Errorf("%s answered %d %q", path, got.status, got.body)
		}
	}
	if got := w.ask("", "GET", "/assets/gone.js", nil); got.status != 404 || strings.Contains(got.body, "html") {
		t.Errorf("a missing asset answered %d %q", got.status, got.body)
	}
}
