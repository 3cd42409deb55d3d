package submissions

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
)

// doomed is a move that another process makes until it is killed: at the nth statement that it sends to the database, or
// some time after it began.
type doomed struct {
	URL, Data, Files string
	Period, Place    uint
	Action           Action
	Version          int
	User             models.User // with grants
	Statement        int
	After            time.Duration
}

// doomedMove names the environment variable that makes the test binary such a process.
const doomedMove = "BANBANTONG_TEST_DOOMED_SUBMISSION"

func TestMain(m *testing.M) {
	if job := os.Getenv(doomedMove); job != "" {
		if err := moveDoomed(context.Background(), job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if err := flag.Set("rapid.checks", "20"); err != nil { // games are long; the command line may ask for more
		panic(err)
	}
	os.Exit(m.Run())
}

func moveDoomed(ctx context.Context, job string) error {
	var d doomed
	if err := json.Unmarshal([]byte(job), &d); err != nil {
		return err
	}
	db, err := database.Connect(d.URL, d.Data)
	if err != nil {
		return err
	}
	files, err := fileblob.OpenBucket(d.Files, nil)
	if err != nil {
		return err
	}
	service, err := newService(db, func() time.Time { return noon }, files)
	if err != nil {
		return err
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	kill := func() {
		_ = self.Kill()
		select {}
	}
	sent := 0
	count := func(*gorm.DB) {
		if sent++; sent == d.Statement {
			kill()
		}
	}
	callbacks := db.Callback()
	if err := errors.Join(callbacks.Query().Before("*").Register("doom", count), callbacks.Create().Before("*").Register("doom", count),
		callbacks.Update().Before("*").Register("doom", count), callbacks.Row().Before("*").Register("doom", count)); err != nil {
		return err
	}
	if d.After > 0 {
		time.AfterFunc(d.After, kill)
	}
	actor := access.NewActor(d.User)
	switch d.Action {
	case ActionSubmit:
		_, err = service.Submit(ctx, actor, d.Period, d.Place, Filing{Version: d.Version})
	case ActionAccept:
		var o models.Organisation
		if err := db.First(&o, d.Place).Error; err != nil {
			return err
		}
		_, err = service.Accept(ctx, actor, d.Period, *o.ParentID, []Versioned{{d.Place, d.Version}})
	case ActionSign:
		_, err = service.SignPeriod(ctx, actor, d.Period, "")
	}
	return err
}

// stage is a world whose database another process can open.
type stage struct {
	*world
	url, data string
	period    Period
}

func eachStage(t testing.TB, test func(s *stage)) {
	for _, on := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", func(testing.TB) string { return "" }}, {"mysql", dbtest.MySQLURL}} {
		run := func(t testing.TB) {
			s := &stage{url: on.url(t), data: t.TempDir()}
			db, err := database.Open(t.Context(), s.url, s.data)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if pool, err := db.DB(); err != nil || pool.Close() != nil {
					t.Error("the database does not close")
				}
			})
			s.world = newWorld(t, db)
			s.small()
			test(s)
		}
		switch t := t.(type) {
		case *testing.T:
			t.Run(on.name, func(t *testing.T) { run(t) })
		case *testing.B:
			t.Run(on.name, func(t *testing.B) { run(t) })
		}
	}
}

// trace is all that a move leaves, as text.
func (s *stage) trace() string {
	s.t.Helper()
	var text string
	for _, query := range []string{"SELECT id, status, stale, revision, snapshot_id, version FROM submissions ORDER BY id",
		"SELECT id, hash FROM snapshots ORDER BY id", "SELECT snapshot_id FROM snapshot_bodies ORDER BY snapshot_id",
		"SELECT id, action FROM submission_events ORDER BY id", "SELECT signed_at FROM periods ORDER BY id",
		"SELECT COUNT(*) AS n FROM audit_log"} {
		var rows []map[string]any
		s.must(s.db.Raw(query).Scan(&rows).Error)
		text += fmt.Sprintln(rows)
	}
	return text
}

// killed has another process make the move until it is killed, and says whether it was killed, and whether the move was
// made all the same.
func (s *stage) killed(d doomed) (killed, done bool) {
	s.t.Helper()
	before := s.trace()
	d.URL, d.Data, d.Files, d.Period = s.url, s.data, s.folder, s.period.ID
	job, err := json.Marshal(d)
	s.must(err)
	process := exec.CommandContext(s.t.Context(), os.Args[0])
	process.Env = append(os.Environ(), doomedMove+"="+string(job))
	said, err := process.CombinedOutput()
	exit := new(exec.ExitError)
	switch {
	case err == nil:
	case errors.As(err, &exit) && !exit.Exited():
		killed = true
	default:
		s.t.Fatalf("%s: %v\n%s", d.Action, err, said)
	}
	return killed, s.trace() != before
}

// step is a move of the story that is told until it breaks off.
type step struct {
	action Action
	place  string
	by     string
}

// story begins with figures that a 中心校 has submitted, and ends with the province's signature.
var story = []step{{ActionSubmit, "县直小学", "县直小学"}, {ActionAccept, "县直小学", "信丰县"}, {ActionSubmit, "信丰县", "信丰县"},
	{ActionAccept, "信丰县", "赣州市"}, {ActionSubmit, "赣州市", "赣州市"}, {ActionAccept, "赣州市", "江西省"}, {ActionSubmit, "江西省", "江西省"},
	{ActionSign, "江西省", "江西省"}}

// tell goes through the story in a new period. Each move is first made by processes that are killed, at the moments that
// next gives; after each of them the move is there whole or not at all, and everything verifies. It gives the kills.
func (s *stage) tell(next func(try int) (statement int, after time.Duration, more bool)) (kills int) {
	s.period = s.open("江西省")
	for _, step := range story {
		user := models.User{ID: 100, Name: step.by}
		o := s.places[step.by]
		roles := map[models.OrganisationKind]models.Role{models.KindProvince: models.RoleProvinceAdmin, models.KindCity: models.RoleCityAdmin,
			models.KindCounty: models.RoleCountyAdmin, models.KindSchool: models.RoleSchoolAdmin}
		user.ID += o.ID
		user.Grants = []models.Grant{{Role: roles[o.Kind], OrganisationID: o.ID, Organisation: o}}
		actor := access.NewActor(user)
		if step.action == ActionSubmit {
			page := s.page(s.period, actor, step.place)
			said := map[string]string{}
			for _, f := range page.Draft.Findings {
				said[f.Key] = "已核对"
			}
			_, err := s.service.Explain(s.t.Context(), actor, s.period.ID, page.Unit.ID, page.Submission.Version, "", said)
			s.must(err)
		}
		sub := s.page(s.period, actor, step.place).Submission
		made := false
		for try := 0; !made; try++ {
			d := doomed{Place: s.places[step.place].ID, Action: step.action, Version: sub.Version, User: user}
			more := false
			if d.Statement, d.After, more = next(try); !more {
				d.Statement, d.After = 0, 0
			}
			var was bool
			if was, made = s.killed(d); was {
				kills++
			} else if !made {
				s.t.Fatalf("%s of %s was not made, and not killed", step.action, step.place)
			}
		}
		now := s.page(s.period, actor, step.place)
		want := map[Action]models.SubmissionStatus{ActionSubmit: submitted, ActionAccept: accepted, ActionSign: accepted}[step.action]
		if last := now.Events[len(now.Events)-1]; now.Submission.Status != want || Action(last.Action) != step.action || last.ToStatus != want {
			s.t.Errorf("%s of %s broke off in between: %+v", step.action, step.place, now.Submission)
		}
		s.sound()
	}
	return kills
}

func TestAKilledServerLeavesBeforeOrAfter(t *testing.T) {
	eachStage(t, func(s *stage) {
		r := rand.New(rand.NewPCG(1, 2))
		kills := s.tell(func(try int) (int, time.Duration, bool) { return 10 + r.IntN(30), 0, try < 2 })
		if kills < len(story)/2 {
			s.t.Errorf("only %d servers were killed", kills)
		}
	})
}

// BenchmarkKills kills 200 servers on each database in the middle of submitting, accepting and signing: at a statement, or
// at any time at all, which may be in the middle of a commit.
func BenchmarkKills(b *testing.B) {
	eachStage(b, func(s *stage) {
		r, kills := rand.New(rand.NewPCG(3, 4)), 0
		for kills < 200 {
			kills += s.tell(func(try int) (int, time.Duration, bool) {
				if try%2 == 0 {
					return 1 + r.IntN(45), 0, try < 8
				}
				return 0, time.Duration(r.IntN(60_000)) * time.Microsecond, try < 8
			})
		}
		s.t.(*testing.B).ReportMetric(float64(kills), "kills")
	})
}
