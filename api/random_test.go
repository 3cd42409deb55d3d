package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/demo/periods"
	"banbantong/services/submissions"
)

// TestRandomRequestsLeaveEverythingInOrder sends requests that fit the OpenAPI document, more or less: none is answered by
// a failure of the server, and afterwards every verdict and count is what judging anew gives, and every snapshot intact.
func TestRandomRequestsLeaveEverythingInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		const password = "Banbantong-2026"
		if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: 12, Seed: 1, Password: password, Now: clock}, func(int) {}); err != nil {
			t.Fatal(err)
		}
		if err := periods.Fill(t.Context(), db, clock); err != nil {
			t.Fatal(err)
		}
		services := newServices(t, db)
		server, err := api.New(api.Config{Version: "test", Web: pages(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			Ready: func() error { return nil }, Now: now}, services)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, db: db, server: server, tokens: map[models.Role]string{}}
		roles := []models.Role{models.RoleProvinceAdmin, models.RoleCountyAdmin, models.RoleSchoolAdmin}
		for i, name := range []string{"province", "county", "school"} {
			tokens, err := services.Sessions.SignIn(t.Context(), name, password)
			if err != nil {
				t.Fatal(err)
			}
			w.tokens[roles[i]] = tokens.Access
		}

		g := newGuesser(t)
		done := 0
		for range 8 {
			for _, op := range operations(t) {
				if strings.Contains(op.path, "/auth/") || strings.Contains(op.path, "password") || op.RequestBody != nil && op.RequestBody.Content["application/json"].Schema == nil {
					continue
				}
				for _, role := range roles {
					target, body := g.request(op)
					got := w.ask(role, op.method, target, body)
					if got.status >= 500 {
						text, _ := json.Marshal(body)
						t.Errorf("%s %s %s as %s: %d", op.method, target, text, role, got.status)
					}
					if got.status < 300 && op.method != "GET" {
						done++
					}
				}
			}
		}
		if done < 30 {
			t.Errorf("only %d of the requests changed anything", done)
		}

		if _, err := services.Compliance.Evaluate(t.Context(), func(d compliance.Difference) { t.Errorf("%+v", d) }); err != nil {
			t.Error(err)
		}
		if _, err := services.Submissions.Verify(t.Context(), func(f submissions.Flaw) { t.Errorf("%+v", f) }); err != nil {
			t.Error(err)
		}
	})
}

// guesser makes up requests.
type guesser struct {
	*rand.Rand
	schemas map[string]any
}

func newGuesser(t *testing.T) guesser {
	t.Helper()
	document, err := api.Document("test")
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(document, &parsed); err != nil {
		t.Fatal(err)
	}
	return guesser{rand.New(rand.NewPCG(1, 2)), parsed.Components.Schemas}
}

var (
	oddTexts = []any{"", "说明", "2026-11-20", "2025-09", "9999-99", "=1+1", "'; DROP TABLE devices;--", "\x00", "%", `\`, "😀", "\u202e",
		strings.Repeat("长", 3000), "HW-MIN-RAM", "in_use", "fail"}
	oddNumbers = []any{0, -1, 1.5, 100, 1 << 31, 1 << 53, 1e18}
	oddValues  = []any{nil, "x", -1, true, []any{}, []any{nil}, map[string]any{}}
)

func (g guesser) one(of []any) any { return of[g.IntN(len(of))] }

func (g guesser) often(part float64) bool { return g.Float64() < part }

// request is a target and a body for an operation, if it takes one.
func (g guesser) request(op operation) (target string, body any) {
	target = pathParameter.ReplaceAllStringFunc(op.path, func(string) string { return fmt.Sprint(1 + g.IntN(60)) })
	query := url.Values{}
	for _, p := range op.Parameters {
		if p.In == "query" && g.often(0.4) {
			query.Set(p.Name, fmt.Sprint(g.value(p.Schema, 0)))
		}
	}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	if op.RequestBody != nil {
		var schema map[string]any
		if json.Unmarshal(op.RequestBody.Content["application/json"].Schema, &schema) == nil {
			body = g.value(schema, 0)
		}
	}
	return target, body
}

// value mostly fits a schema.
func (g guesser) value(schema map[string]any, depth int) any {
	if name, is := schema["$ref"].(string); is {
		schema, _ = g.schemas[name[strings.LastIndexByte(name, '/')+1:]].(map[string]any)
	}
	if depth > 8 || g.often(0.015) {
		return g.one(oddValues)
	}
	if choices, is := schema["enum"].([]any); is && g.often(0.9) {
		return g.one(choices)
	}
	kind := schema["type"]
	if kinds, is := kind.([]any); is {
		kind = g.one(kinds)
	}
	switch kind {
	case "object":
		return g.object(schema, depth)
	case "array":
		items, _ := schema["items"].(map[string]any)
		list := make([]any, g.IntN(4))
		for i := range list {
			list[i] = g.value(items, depth+1)
		}
		return list
	case "integer", "number":
		if g.often(0.8) {
			return 1 + g.IntN(60)
		}
		return g.one(oddNumbers)
	case "boolean":
		return g.often(0.5)
	case "null":
		return nil
	}
	if g.often(0.7) {
		return fmt.Sprintf("名称%d", g.IntN(1000))
	}
	return g.one(oddTexts)
}

// named is the value of a field, which its name may tell more of than its schema.
func (g guesser) named(name string, schema map[string]any, depth int) any {
	switch {
	case name == "version" && g.often(0.9):
		return 1 + g.IntN(2)
	case (strings.HasSuffix(name, "_on") || strings.HasPrefix(name, "due_")) && g.often(0.8):
		return clock.AddDate(0, 0, g.IntN(400)-360).Format(time.DateOnly)
	}
	return g.value(schema, depth)
}

func (g guesser) object(schema map[string]any, depth int) any {
	made := map[string]any{}
	required, _ := schema["required"].([]any)
	properties, _ := schema["properties"].(map[string]any)
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		of, _ := properties[name].(map[string]any)
		if name != "$schema" && (slices.Contains(required, any(name)) && g.often(0.99) || g.often(0.4)) {
			made[name] = g.named(name, of, depth+1)
		}
	}
	if of, is := schema["additionalProperties"].(map[string]any); is {
		made[fmt.Sprint(g.one(oddTexts))] = g.value(of, depth+1)
	}
	return made
}
