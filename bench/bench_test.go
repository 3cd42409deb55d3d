// Package bench measures the product on a whole demo province, over HTTP where people meet it, each figure beside the
// bare cost of the same work in the same run. What belongs to one package alone has its benchmark there.
package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/registry"
	"banbantong/services/statistics"
)

// BenchmarkProvince is of 2,000 schools unless BANBANTONG_BENCH_SCHOOLS says otherwise; the full province has 20,000.
// "ours-ms" and "bare-ms" are medians, "ratio" is ours / bare.
func BenchmarkProvince(b *testing.B) {
	schools := dbtest.BenchSchools(b)
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		began := time.Now()
		p := fill(b, open(b), schools)
		b.Logf("demo of %d schools filled in %.0f s", schools, time.Since(began).Seconds())
		b.Run("list", p.lists)
		b.Run("statistics", p.statistics)
		b.Run("workbook", p.workbook)
		b.Run("details", p.details)
		b.Run("plan", p.plan)
		b.Run("evaluate", p.evaluate)
		b.Run("create", func(b *testing.B) { create(b, p, fill(b, open(b), emptySchools)) })
	})
}

// province is a demo in a database, and a server over it.
type province struct {
	db       *gorm.DB
	verdicts *compliance.Service
	figures  *statistics.Service
	register *registry.Service
	server   *httptest.Server
}

const password = "ban-ban-tong-2023"

func fill(b *testing.B, db *gorm.DB, schools int) *province {
	b.Helper()
	_, err := demo.Fill(b.Context(), db, demo.Options{Schools: schools, Seed: 1, Password: password, Now: time.Now()}, func(int) {})
	if err != nil {
		b.Fatal(err)
	}
	if db.Name() == "sqlite" {
		if err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error; err != nil { // as after a restart
			b.Fatal(err)
		}
	}
	p := &province{db: db}
	if p.verdicts, err = compliance.New(db, time.Now); err != nil {
		b.Fatal(err)
	}
	p.figures, p.register = statistics.New(db, time.Now, p.verdicts), registry.New(db, time.Now, p.verdicts)
	sessions, err := accounts.NewSessions(db, bytes.Repeat([]byte("k"), 32), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	handler, err := api.New(api.Config{Version: "bench", Web: fstest.MapFS{}, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Ready: func() error { return nil }}, api.Services{Sessions: sessions, Users: accounts.NewUsers(db, time.Now),
		Registry: p.register, Statistics: p.figures})
	if err != nil {
		b.Fatal(err)
	}
	p.server = httptest.NewServer(handler)
	b.Cleanup(p.server.Close)
	return p
}

// client asks the server as one person.
type client struct {
	*province
	token string
}

func (p *province) signIn(b *testing.B, username string) client {
	b.Helper()
	c := client{province: p}
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	err := c.ask(http.MethodPost, "/auth/login", map[string]string{"username": username, "password": password}, &answer)
	if err != nil {
		b.Fatal(err)
	}
	c.token = answer.AccessToken
	return c
}

// ask sends body and decodes the answer, unless nobody wants to know it.
func (c client) ask(method, path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, c.server.URL+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+c.token)
	got, err := c.server.Client().Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = got.Body.Close() }()
	if text, err = io.ReadAll(got.Body); err != nil {
		return err
	}
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s", method, path, got.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// fewest is how many rounds a median is of, however long one takes.
const fewest = 3

// compare runs the two by turns, so that what else the machine does slows both, after a round that warms up both.
func compare(b *testing.B, ours, bare func() error) {
	b.Helper()
	var times [2][]time.Duration
	round := func() {
		for i, work := range []func() error{ours, bare} {
			began := time.Now()
			if err := work(); err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(began))
		}
	}
	round()
	times = [2][]time.Duration{}
	for b.Loop() {
		round()
	}
	for len(times[0]) < fewest {
		round()
	}
	report(b, median(times[0]), median(times[1]))
}

func report(b *testing.B, ours, bare time.Duration) {
	b.ReportMetric(0, "ns/op") // of both together, which tells nothing
	b.ReportMetric(float64(ours.Microseconds())/1000, "ours-ms")
	b.ReportMetric(float64(bare.Microseconds())/1000, "bare-ms")
	b.ReportMetric(float64(ours)/float64(bare), "ratio")
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// drain runs a query and reads all that it gives.
func (p *province) drain(query string, args ...any) error {
	rows, err := p.db.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p *province) drainAll(queries ...string) error {
	for _, query := range queries {
		if err := p.drain(query); err != nil {
			return err
		}
	}
	return nil
}

// machine is the actor of what is not asked over HTTP.
var machine = access.System("bench")
