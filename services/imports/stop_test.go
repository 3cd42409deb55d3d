package imports_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
	"banbantong/services/imports"
)

// stopRows make a file large enough to be stopped in, and small enough to be read often.
const stopRows = 200

// A moment is one in the middle of an import: the nth look at its clock, or at that of the verdicts. It looks at a clock
// for each thing that it makes.
type moment struct {
	Name              string
	Imports, Verdicts int64
}

var moments = []moment{
	{Name: "while the rows are compared", Imports: 2 * stopRows},
	{Name: "while the log is written", Imports: 4 * stopRows},
	{Name: "while the schools are counted", Verdicts: 1},
}

// serve makes the service of another process, in which something happens at the moment.
func (m moment) serve(ctx context.Context, db *gorm.DB, folder string, happens func()) (*imports.Service, error) {
	looked := func(n int64) func() time.Time {
		var looks atomic.Int64
		return func() time.Time {
			if looks.Add(1) == n {
				happens()
			}
			return clock
		}
	}
	files, err := fileblob.OpenBucket(folder, nil)
	if err != nil {
		return nil, err
	}
	verdicts, err := compliance.New(db, looked(m.Verdicts))
	if err != nil {
		return nil, err
	}
	return imports.New(ctx, db, looked(m.Imports), files, verdicts)
}

// eachStored runs the test on every database there is, with files in a folder.
func eachStored(t *testing.T, test func(w *world, url, data, files string)) {
	for _, on := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", func(testing.TB) string { return "" }}, {"mysql", dbtest.MySQLURL}} {
		t.Run(on.name, func(t *testing.T) {
			url, data, folder := on.url(t), t.TempDir(), t.TempDir()
			db, err := database.Open(t.Context(), url, data)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if pool, err := db.DB(); err != nil || pool.Close() != nil {
					t.Error("the database does not close")
				}
			})
			files, err := fileblob.OpenBucket(folder, nil)
			if err != nil {
				t.Fatal(err)
			}
			test(newWorldWith(t, db, files), url, data, folder)
		})
	}
}

// leftNothing says that the import is marked as broken off and that nothing of it was written.
func (w *world) leftNothing(s *imports.Service, id uint, when string) {
	w.t.Helper()
	state, err := s.Get(w.t.Context(), w.county, id)
	w.must(err)
	if state.Status != models.ImportFailed || !strings.Contains(state.Problem, "服务在执行中停止了") {
		w.t.Errorf("%s: the import is %s: %s", when, state.Status, state.Problem)
	}
	for _, query := range []string{"SELECT COUNT(*) FROM schools", "SELECT COUNT(*) FROM classrooms", "SELECT COUNT(*) FROM devices",
		"SELECT COUNT(*) FROM device_events", "SELECT COUNT(*) FROM school_counts", "SELECT COUNT(*) FROM school_criterion_counts",
		"SELECT COUNT(*) FROM audit_log WHERE action LIKE '%.imported' OR action IN ('school.created', 'import.applied')"} {
		var n int64
		w.must(w.db.Raw(query).Scan(&n).Error)
		if n != 0 {
			w.t.Errorf("%s: %s gives %d", when, query, n)
		}
	}
}

func TestAServerThatStopsEndsItsImportAtOnce(t *testing.T) {
	content := largeLedger(t, stopRows)
	eachStored(t, func(w *world, _, _, folder string) {
		for _, m := range moments {
			dry := w.check(w.county, content, true)
			var server *imports.Service
			ended := make(chan time.Duration, 1)
			server, err := m.serve(w.t.Context(), w.db, folder, func() {
				go func() {
					began := time.Now()
					server.Close()
					ended <- time.Since(began)
				}()
				time.Sleep(100 * time.Millisecond) // the import goes on when the server has begun to stop
			})
			w.must(err)
			_, err = server.Apply(w.t.Context(), w.county, dry.ID, false)
			w.must(err)
			select {
			case took := <-ended:
				if took > 5*time.Second {
					w.t.Errorf("%s: stopping took %s", m.Name, took)
				}
			case <-time.After(20 * time.Second):
				panic("the import does not end when the server stops, or came never to be " + m.Name) // with every goroutine
			}
			w.leftNothing(server, dry.ID, m.Name)
		}
	})
}

// doomed is an import that another process applies until it is killed.
type doomed struct {
	URL, Data, Files     string
	User, County, Import uint
	Moment               moment
}

// doomedImport names the environment variable that makes the test binary such a process.
const doomedImport = "BANBANTONG_TEST_DOOMED_IMPORT"

func TestMain(m *testing.M) {
	if job := os.Getenv(doomedImport); job != "" {
		fmt.Fprintln(os.Stderr, "not killed:", applyDoomed(context.Background(), job))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func applyDoomed(ctx context.Context, job string) error {
	var d doomed
	if err := json.Unmarshal([]byte(job), &d); err != nil {
		return err
	}
	db, err := database.Connect(d.URL, d.Data)
	if err != nil {
		return err
	}
	var user models.User
	var county models.Organisation
	if err := errors.Join(db.First(&user, d.User).Error, db.First(&county, d.County).Error); err != nil {
		return err
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	server, err := d.Moment.serve(ctx, db, d.Files, func() {
		_ = self.Kill()
		select {}
	})
	if err != nil {
		return err
	}
	if _, err := server.Apply(ctx, administrator(user, county), d.Import, false); err != nil {
		return err
	}
	time.Sleep(20 * time.Second)
	return errors.New("the moment never came")
}

func TestAKilledServerLeavesNothing(t *testing.T) {
	content := largeLedger(t, stopRows)
	eachStored(t, func(w *world, url, data, folder string) {
		for _, m := range moments {
			dry := w.check(w.county, content, true)
			job, err := json.Marshal(doomed{url, data, folder, w.county.UserID, w.places["信丰县"], dry.ID, m})
			w.must(err)
			server := exec.CommandContext(w.t.Context(), os.Args[0])
			server.Env = append(os.Environ(), doomedImport+"="+string(job))
			said, err := server.CombinedOutput()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.Exited() {
				w.t.Fatalf("%s: the server was not killed: %v\n%s", m.Name, err, said)
			}
			later := func() time.Time { return clock.Add(2 * time.Minute) }
			next, err := imports.New(w.t.Context(), w.db, later, w.files, w.verdicts)
			w.must(err)
			next.Close()
			w.leftNothing(next, dry.ID, m.Name)
		}
		done := w.apply(w.county, w.check(w.county, content, true).ID)
		if done.Status != models.ImportApplied || done.Summary.Added != stopRows {
			w.t.Errorf("after that the file gives %s: %s", done.Status, cmp.Or(done.Problem, "not all rows"))
		}
		w.consistent()
	})
}
