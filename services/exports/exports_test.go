package exports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/compliance"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/demo/periods"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/exports"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
)

var clock = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// world is a small demo province, with the administrators of the province and of one county.
type world struct {
	t        testing.TB
	db       *gorm.DB
	now      time.Time
	users    *accounts.Users
	files    *blob.Bucket
	makers   map[models.ExportKind]exports.Maker
	s        *exports.Service
	province access.Actor
	county   access.Actor
}

func newWorld(t testing.TB, db *gorm.DB, folder string) *world {
	t.Helper()
	w := &world{t: t, db: db, now: clock}
	_, err := demo.Fill(t.Context(), db, demo.Options{Schools: 12, Seed: 1, Password: "Banbantong-2026", Now: clock}, func(int) {})
	w.must(err)
	w.files, err = fileblob.OpenBucket(folder, &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	w.must(err)
	verdicts, err := compliance.New(db, w.clock)
	w.must(err)
	w.users = accounts.NewUsers(db, w.clock)
	w.makers = makersOf(db, w.clock, verdicts, w.files)
	w.s = w.server()
	w.province, w.county = w.actor(models.RoleProvinceAdmin), w.actor(models.RoleCountyAdmin)
	return w
}

func makersOf(db *gorm.DB, now func() time.Time, verdicts *compliance.Service, files *blob.Bucket) map[models.ExportKind]exports.Maker {
	register := registry.New(db, now, verdicts)
	return exports.Makers(register, statistics.New(db, now, verdicts),
		submissions.New(db, now, files, verdicts, quality.New(db, now, verdicts, register)))
}

func (w *world) clock() time.Time { return w.now }

// server is one more server over the same database and files.
func (w *world) server() *exports.Service {
	return exports.New(w.db, w.clock, w.files, w.users.Actor, w.makers)
}

func (w *world) actor(role models.Role) access.Actor {
	w.t.Helper()
	var grant models.Grant
	w.must(w.db.Where("role = ?", role).Order("id").First(&grant).Error)
	actor, err := w.users.Actor(w.t.Context(), grant.UserID)
	w.must(err)
	return actor
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, kind errs.Kind, why string) {
	w.t.Helper()
	if !errs.Is(err, kind) {
		w.t.Errorf("%s: got %v, want kind %d", why, err, kind)
	}
}

func (w *world) ask(actor access.Actor, kind models.ExportKind, query any) exports.State {
	w.t.Helper()
	state, err := w.s.Ask(w.t.Context(), actor, kind, 0, query)
	w.must(err)
	return state
}

// work has a server work until nothing waits any more.
func (w *world) work(server *exports.Service) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Work(ctx, slog.New(slog.DiscardHandler))
	}()
	defer func() { stop(); <-ended }()
	for range 600 {
		var waiting int64
		w.must(w.db.Model(&models.Export{}).Where("status IN ?", []models.JobStatus{models.JobQueued, models.JobRunning}).Count(&waiting).Error)
		if waiting == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.t.Fatal("the queue does not become empty")
}

func (w *world) status(actor access.Actor, id uint) exports.State {
	w.t.Helper()
	state, err := w.s.Get(w.t.Context(), actor, id)
	w.must(err)
	return state
}

// open fetches the file of an export as a workbook.
func (w *world) open(actor access.Actor, id uint) *excelize.File {
	w.t.Helper()
	state, file, err := w.s.Open(w.t.Context(), actor, id)
	w.must(err)
	content, err := io.ReadAll(file)
	w.must(errors.Join(err, file.Close()))
	if len(content) != state.SizeBytes {
		w.t.Errorf("the file has %d bytes, not %d", len(content), state.SizeBytes)
	}
	book, err := excelize.OpenReader(bytes.NewReader(content))
	w.must(err)
	w.t.Cleanup(func() { _ = book.Close() })
	return book
}

func (w *world) count(query string, args ...any) int {
	w.t.Helper()
	var n int
	w.must(w.db.Raw(query, args...).Scan(&n).Error)
	return n
}

func TestAPersonAsksLeavesAndFetches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db, t.TempDir())
		asked := map[models.ExportKind]exports.State{}
		for kind, query := range map[models.ExportKind]any{models.ExportReport: statistics.Query{}, models.ExportDetails: registry.Place{},
			models.ExportSchools: registry.SchoolFilter{}, models.ExportClassrooms: registry.ClassroomFilter{},
			models.ExportDevices: registry.DeviceFilter{Category: models.CategoryHost}} {
			asked[kind] = w.ask(w.province, kind, query)
			if asked[kind].Status != models.JobQueued || asked[kind].ExpiresAt != nil {
				t.Errorf("%s begins as %+v", kind, asked[kind])
			}
		}
		w.work(w.s)
		schools, rooms := w.count("SELECT COUNT(*) FROM schools"), w.count("SELECT COUNT(*) FROM classrooms WHERE retired_at IS NULL")
		devices := w.count("SELECT COUNT(*) FROM devices WHERE state <> 'retired'")
		for kind, rows := range map[models.ExportKind]int{models.ExportDetails: rooms + devices, models.ExportSchools: schools, models.ExportClassrooms: rooms,
			models.ExportDevices: w.count("SELECT COUNT(*) FROM devices WHERE state <> 'retired' AND category = 'host'")} {
			if done := w.status(w.province, asked[kind].ID); done.Status != models.JobDone || done.RowCount != rows || done.ExpiresAt == nil {
				t.Errorf("%s has %d rows, not %d: %+v", kind, done.RowCount, rows, done.Export)
			}
		}
		details := w.open(w.province, asked[models.ExportDetails].ID)
		if diff := cmp.Diff([]string{"教室明细", "设备明细"}, details.GetSheetList()); diff != "" {
			t.Error(diff)
		}
		if state := w.status(w.province, asked[models.ExportDetails].ID); state.Done != schools || state.Total != schools || state.FileName() != "江西省教室与设备明细-20261123.xlsx" {
			t.Errorf("%d of %d schools in %s", state.Done, state.Total, state.FileName())
		}
		if sheets := w.open(w.province, asked[models.ExportReport].ID).GetSheetList(); !slices.Contains(sheets, "不达标明细") {
			t.Errorf("the report has the sheets %v", sheets)
		}
	})
}

func TestDetailsAreOfThePlaceInTheOrderOfTheTree(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), t.TempDir())
	id := w.ask(w.county, models.ExportDetails, registry.Place{}).ID
	w.work(w.s)
	rows, err := w.open(w.county, id).GetRows("设备明细")
	w.must(err)
	var county models.Organisation
	w.must(w.db.Where("id IN (SELECT organisation_id FROM grants WHERE user_id = ?)", w.county.UserID).First(&county).Error)
	var order []string
	w.must(w.db.Raw("SELECT o.name FROM organisations o JOIN schools s ON s.id = o.id WHERE o.path LIKE ? AND EXISTS "+
		"(SELECT 1 FROM devices d WHERE d.school_id = s.id) ORDER BY o.path", county.Path+"%").Scan(&order).Error)
	var got []string
	for _, row := range rows[3 : len(rows)-1] {
		if row[0] != county.Name {
			t.Errorf("%s is in the details of %s", row[0], county.Name)
		}
		if len(got) == 0 || got[len(got)-1] != row[1] {
			got = append(got, row[1])
		}
	}
	if diff := cmp.Diff(order, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameAskedTwiceIsOneAndTheQueueOfAPersonIsBounded(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), t.TempDir())
	first := w.ask(w.province, models.ExportDevices, registry.DeviceFilter{Query: "0"})
	for i := range 5 {
		same := w.ask(w.province, models.ExportDevices, registry.DeviceFilter{Query: "0"})
		if same.ID != first.ID {
			t.Errorf("the same is queued as %d and %d", first.ID, same.ID)
		}
		if i > 0 {
			w.ask(w.province, models.ExportDevices, registry.DeviceFilter{Query: fmt.Sprint(i)})
		}
	}
	_, err := w.s.Ask(t.Context(), w.province, models.ExportDevices, 0, registry.DeviceFilter{Query: "6"})
	w.refused(err, errs.Conflict, "a sixth in the queue")
	if n := w.count("SELECT COUNT(*) FROM audit_log WHERE action = 'export.asked'"); n != 5 {
		t.Errorf("%d of 5 are in the log", n)
	}
}

func TestOnlyTheOwnerSeesAnExportAndOnlyInTheirScope(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), t.TempDir())
	ctx := t.Context()
	id := w.ask(w.county, models.ExportDevices, registry.DeviceFilter{}).ID
	_, _, err := w.s.Open(ctx, w.county, id)
	w.refused(err, errs.Conflict, "a file that is not made yet")
	w.work(w.s)
	w.open(w.county, id)
	for name, other := range map[string]access.Actor{"the province": w.province, "nobody": {}, "the system": access.System("test")} {
		_, err := w.s.Get(ctx, other, id)
		w.refused(err, errs.NotFound, name+" looks at it")
		_, _, err = w.s.Open(ctx, other, id)
		w.refused(err, errs.NotFound, name+" fetches it")
		if all, err := w.s.List(ctx, other); err != nil || len(all) > 0 {
			t.Errorf("%s lists %v (%v)", name, all, err)
		}
	}
	_, err = w.s.Ask(ctx, w.county, models.ExportDevices, 1, registry.DeviceFilter{})
	w.refused(err, errs.NotFound, "an export of the whole province by a county")
	_, err = w.s.Ask(ctx, w.actor(models.RoleTechnician), models.ExportDevices, 0, registry.DeviceFilter{})
	w.refused(err, errs.Forbidden, "an export by a technician")
	_, err = w.s.Ask(ctx, access.System("test"), models.ExportDevices, 0, registry.DeviceFilter{})
	w.refused(err, errs.Forbidden, "an export by nobody")

	w.must(w.db.Exec("UPDATE grants SET organisation_id = (SELECT id FROM organisations WHERE kind = 'county' AND id <> organisation_id ORDER BY id LIMIT 1) "+
		"WHERE user_id = ?", w.county.UserID).Error)
	elsewhere, err := w.users.Actor(ctx, w.county.UserID)
	w.must(err)
	_, _, err = w.s.Open(ctx, elsewhere, id)
	w.refused(err, errs.Forbidden, "a file of a county that the person has left")
}

func TestDisabledPersonGetsNothing(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), t.TempDir())
	id := w.ask(w.county, models.ExportDevices, registry.DeviceFilter{}).ID
	w.must(w.db.Exec("UPDATE users SET disabled = ? WHERE id = ?", true, w.county.UserID).Error)
	w.work(w.s)
	if state := w.status(w.county, id); state.Status != models.JobFailed || state.SizeBytes != 0 {
		t.Errorf("it is %s", state.Status)
	}
}

func TestFailureLeavesNoFile(t *testing.T) {
	folder := t.TempDir()
	w := newWorld(t, dbtest.SQLite(t), folder)
	w.makers[models.ExportDevices] = exports.Maker{Title: "设备清单", Permission: access.DeviceRead,
		Fill: func(_ context.Context, _ access.Actor, _ []byte, book *export.Book, _ func(int, int)) error {
			_, err := book.Open(export.Layout{Name: "设备", Columns: []export.Column{{Header: []string{"名称"}, Width: 9}}})
			return err // without closing the sheet, which is noticed only as it is packed
		}}
	id := w.ask(w.county, models.ExportDevices, registry.DeviceFilter{}).ID
	w.work(w.s)
	if state := w.status(w.county, id); state.Status != models.JobFailed || state.Problem == "" {
		t.Errorf("it is %s: %s", state.Status, state.Problem)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestFilesAreKeptForAWeek(t *testing.T) {
	folder := t.TempDir()
	w := newWorld(t, dbtest.SQLite(t), folder)
	w.now = time.Now() // files have the time of the machine
	old := w.ask(w.county, models.ExportSchools, registry.SchoolFilter{}).ID
	w.work(w.s)
	w.now = w.now.Add(8 * 24 * time.Hour)
	_, err := w.s.Get(t.Context(), w.county, old)
	w.refused(err, errs.NotFound, "an export of last week")
	w.ask(w.county, models.ExportClassrooms, registry.ClassroomFilter{})
	w.work(w.s)
	for range 100 {
		if left, err := os.ReadDir(folder); err == nil && len(left) == 0 && w.count("SELECT COUNT(*) FROM exports") == 1 {
			return // the new file is a week old by our clock too
		}
		w.work(w.s)
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the old export is still there")
}

// doomedExport names the environment variable that makes the test binary a server that is killed while it makes one.
const doomedExport = "BANBANTONG_TEST_DOOMED_EXPORT"

// doomed is where such a server works.
type doomed struct{ URL, Data, Files string }

func TestMain(m *testing.M) {
	if job := os.Getenv(doomedExport); job != "" {
		fmt.Fprintln(os.Stderr, "not killed:", workDoomed(job))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func workDoomed(job string) error {
	var d doomed
	if err := json.Unmarshal([]byte(job), &d); err != nil {
		return err
	}
	db, err := database.Connect(d.URL, d.Data)
	if err != nil {
		return err
	}
	files, err := fileblob.OpenBucket(d.Files, &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return err
	}
	now := func() time.Time { return clock }
	verdicts, err := compliance.New(db, now)
	if err != nil {
		return err
	}
	makers := makersOf(db, now, verdicts, files)
	whole := makers[models.ExportDetails]
	makers[models.ExportDetails] = exports.Maker{Title: whole.Title, Permission: whole.Permission,
		Fill: func(ctx context.Context, actor access.Actor, query []byte, book *export.Book, _ func(int, int)) error {
			return whole.Fill(ctx, actor, query, book, func(done, _ int) {
				if done > 0 {
					self, _ := os.FindProcess(os.Getpid())
					_ = self.Kill()
					select {}
				}
			})
		}}
	server := exports.New(db, now, files, accounts.NewUsers(db, now).Actor, makers)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	server.Work(ctx, slog.New(slog.DiscardHandler))
	return ctx.Err()
}

func TestAKilledServerLeavesItToAnotherAndNeverHalfAFile(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "mysql": dbtest.MySQLURL} {
		t.Run(name, func(t *testing.T) {
			url, data, folder := url(t), t.TempDir(), t.TempDir()
			db, err := database.Open(t.Context(), url, data)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if pool, err := db.DB(); err != nil || pool.Close() != nil {
					t.Error("the database does not close")
				}
			})
			w := newWorld(t, db, folder)
			id := w.ask(w.province, models.ExportDetails, registry.Place{}).ID
			kill := func() {
				t.Helper()
				job, err := json.Marshal(doomed{url, data, folder})
				w.must(err)
				server := exec.CommandContext(t.Context(), os.Args[0])
				server.Env = append(os.Environ(), doomedExport+"="+string(job))
				said, err := server.CombinedOutput()
				if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.Exited() {
					t.Fatalf("the server was not killed: %v\n%s", err, said)
				}
				if state := w.status(w.province, id); state.Status != models.JobRunning {
					t.Errorf("after the kill it is %s", state.Status)
				}
				if _, err := w.files.Attributes(t.Context(), fmt.Sprint(id, ".xlsx")); err == nil {
					t.Error("there is a file")
				}
			}
			kill()
			w.now = clock.Add(time.Minute)
			w.work(w.server())
			if state := w.status(w.province, id); state.Status != models.JobDone || state.Attempts != 2 {
				t.Errorf("it is %s at the attempt %d", state.Status, state.Attempts)
			}
			w.open(w.province, id)

			w.now = clock
			id = w.ask(w.province, models.ExportDetails, registry.Place{Counted: true}).ID
			for range 3 {
				kill()
				w.must(db.Model(&models.Export{}).Where("id = ?", id).Update("beat_at", clock.Add(-time.Minute)).Error)
			}
			w.work(w.s)
			if state := w.status(w.province, id); state.Status != models.JobFailed || state.Problem != "服务在生成中多次停止，请缩小范围后重新导出。" {
				t.Errorf("what kills every server is %s: %s", state.Status, state.Problem)
			}
		})
	}
}

func TestServerThatStopsGivesItBack(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), t.TempDir())
	begun := make(chan struct{})
	fill := w.makers[models.ExportSchools]
	w.makers[models.ExportSchools] = exports.Maker{Title: fill.Title, Permission: fill.Permission,
		Fill: func(ctx context.Context, _ access.Actor, _ []byte, _ *export.Book, _ func(int, int)) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}}
	id := w.ask(w.county, models.ExportSchools, registry.SchoolFilter{}).ID
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.s.Work(ctx, slog.New(slog.DiscardHandler))
	}()
	<-begun
	stop()
	<-ended
	if state := w.status(w.county, id); state.Status != models.JobQueued || state.Attempts != 0 {
		t.Errorf("it is %s at the attempt %d", state.Status, state.Attempts)
	}
	w.makers[models.ExportSchools] = fill
	w.work(w.server())
	w.open(w.county, id)
}

func TestTheWorkbookOfASnapshotIsTheOneThatIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db, t.TempDir())
		w.must(periods.Fill(t.Context(), db, clock))
		var sum models.Snapshot
		w.must(db.Where("organisation_id IN (SELECT id FROM organisations WHERE kind = 'county')").Order("id").First(&sum).Error)
		query := submissions.OfSnapshot{SnapshotID: sum.ID}
		fetch := func(id uint) []byte {
			t.Helper()
			state, file, err := w.s.Open(t.Context(), w.county, id)
			w.must(err)
			content, err := io.ReadAll(file)
			w.must(errors.Join(err, file.Close()))
			if state.Total == 0 || state.Done != state.Total || state.SizeBytes != len(content) {
				t.Errorf("%d of %d schools, %d bytes", state.Done, state.Total, state.SizeBytes)
			}
			return content
		}
		first := w.ask(w.county, models.ExportSnapshot, query)
		changed := w.ask(w.county, models.ExportDifferences, query)
		w.work(w.s)
		content := fetch(first.ID)
		if len(content) < 5000 {
			t.Errorf("%d bytes", len(content))
		}
		verdicts, err := compliance.New(db, w.clock)
		w.must(err)
		_, kept, err := submissions.New(db, w.clock, w.files, verdicts, nil).Workbook(t.Context(), w.county, sum.ID)
		w.must(err)
		direct, err := io.ReadAll(kept)
		w.must(errors.Join(err, kept.Close()))
		if !bytes.Equal(direct, content) {
			t.Error("the export is another file than the one that is kept")
		}
		if state := w.status(w.county, changed.ID); state.Status != models.JobFailed || !strings.Contains(state.Problem, "没有上期") {
			t.Errorf("the first period is compared: %+v", state)
		}
		stranger := w.ask(w.actor(models.RoleSchoolAdmin), models.ExportSnapshot, query)
		w.work(w.s)
		if state := w.status(w.actor(models.RoleSchoolAdmin), stranger.ID); state.Status != models.JobFailed {
			t.Errorf("a school has its county's workbook: %+v", state)
		}
	})
}
