package submissions

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

// TestAPeriodFromOpeningToSignature goes through all five levels, with one school filled in by its 中心校, one return,
// and one late correction after the province has summed.
func TestAPeriodFromOpeningToSignature(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		p := w.open("江西省")
		province, city, county := w.office("江西省"), w.office("赣州市"), w.office("信丰县")
		centre, school := w.office("大塘中心校"), w.office("县直小学")
		id := func(place string) uint { return w.places[place].ID }

		tasks, err := w.service.Desk(t.Context(), school)
		w.must(err)
		if len(tasks) != 1 || tasks[0].Unit.Name != "县直小学" || tasks[0].Due != "2026-11-30" || tasks[0].Soon || len(tasks[0].Actions) == 0 {
			t.Errorf("the school's desk shows %+v", tasks)
		}

		// The 中心校 fills in for its teaching point, which is accepted with that, and submits its sum.
		filled, err := w.submit(p, centre, "长岗教学点")
		w.must(err)
		if filled.Submission.Status != accepted || !filled.Submission.FilledFor || filled.Current.Content.FilledFor != "大塘中心校" {
			t.Errorf("filled in by the 中心校: %+v", filled.Submission)
		}
		summed, err := w.submit(p, centre, "大塘中心校")
		w.must(err)
		if got := summed.Current.Content.Figures.Totals().Suites; got.InUse != 70 || got.Failed != 7 {
			t.Errorf("the 中心校 sums %+v", got)
		}

		// The school submits, is returned with a row, and submits again.
		_, err = w.submit(p, school, "县直小学")
		w.must(err)
		version := w.page(p, county, "县直小学").Submission.Version
		back, err := w.service.Return(t.Context(), county, p.ID, id("县直小学"), version, "不达标套数不对",
			[]models.ReturnedRow{{OrganisationID: id("县直小学"), Note: "请核对三年级"}})
		w.must(err)
		if back.Submission.Status != returned || back.Events[len(back.Events)-1].Rows[0].Label != "县直小学" {
			t.Errorf("returned: %+v", back.Submission)
		}
		w.counts(id("县直小学"), 20, 4)
		again, err := w.submit(p, school, "县直小学")
		w.must(err)
		if again.Submission.Revision != 2 || len(again.Versions) != 2 || again.Current.Content.Previous != again.Versions[1].Hash {
			t.Errorf("the second version: %+v", again.Submission)
		}

		if got := w.accept(p, county, "信丰县", "县直小学", "大塘中心校"); got[0].Problem+got[1].Problem != "" {
			t.Error(got)
		}
		_, err = w.submit(p, county, "信丰县")
		w.must(err)
		w.accept(p, city, "赣州市", "信丰县")
		// The city's own school is missing: listed, and not counted as 0.
		reported, err := w.submit(p, city, "赣州市")
		w.must(err)
		if c := reported.Current.Content; len(c.Missing) != 1 || c.Missing[0].Organisation.Name != "市直小学" || c.Figures.Totals().Suites.InUse != 90 {
			t.Errorf("the city sums %+v without %+v", c.Figures.Totals().Suites, c.Missing)
		}
		w.accept(p, province, "江西省", "赣州市")
		_, err = w.submit(p, province, "江西省")
		w.must(err)

		// The late correction: everything above is out of date until it is summed again.
		version = w.page(p, county, "县直小学").Submission.Version
		_, err = w.service.Return(t.Context(), county, p.ID, id("县直小学"), version, "漏报一间", nil)
		w.must(err)
		for _, place := range []string{"信丰县", "赣州市", "江西省"} {
			if sub := w.page(p, province, place).Submission; !sub.Stale {
				t.Errorf("%s is not out of date", place)
			}
		}
		if _, err := w.service.SignPeriod(t.Context(), province, p.ID, ""); code(err) != "submission-stale" {
			t.Errorf("signing a sum that is out of date gives %v", err)
		}
		w.counts(id("县直小学"), 21, 5)
		_, err = w.submit(p, school, "县直小学")
		w.must(err)
		w.accept(p, county, "信丰县", "县直小学")
		for _, step := range []struct {
			who             access.Actor
			place, superior string
			by              access.Actor
		}{{county, "信丰县", "赣州市", city}, {city, "赣州市", "江西省", province}, {province, "江西省", "", access.Actor{}}} {
			_, err := w.submit(p, step.who, step.place)
			w.must(err)
			if step.superior != "" {
				w.accept(p, step.by, step.superior, step.place)
			}
		}
		signed, err := w.service.SignPeriod(t.Context(), province, p.ID, "")
		w.must(err)
		last := w.page(p, province, "江西省")
		if signed.SignedAt == nil || last.Submission.Status != accepted || last.Submission.Stale || last.Current.Content.Figures.Totals().Suites.InUse != 91 {
			t.Errorf("signed: %+v", last.Submission)
		}
		if _, err := w.service.Withdraw(t.Context(), school, p.ID, id("县直小学"), 1, ""); code(err) != "period-signed" {
			t.Errorf("a move after the signature gives %v", err)
		}
		if done := w.sound(); done.Snapshots != 11 || done.Flaws != 0 {
			t.Errorf("verified %+v", done)
		}
		w.books(last.Current)
	})
}

// books says that a snapshot's workbook comes byte for byte the same, names its snapshot, and is verified.
func (w *world) books(v *Version) {
	w.t.Helper()
	read := func() []byte {
		_, file, err := w.service.Workbook(w.t.Context(), access.System("test"), v.ID)
		w.must(err)
		content, err := io.ReadAll(file)
		w.must(err)
		w.must(file.Close())
		return content
	}
	first := read()
	w.at.Add(3600)
	if !bytes.Equal(first, read()) {
		w.t.Error("a second download is another file")
	}
	book, err := excelize.OpenReader(bytes.NewReader(first))
	w.must(err)
	text := ""
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		w.must(err)
		for _, row := range rows {
			text += strings.Join(row, "|") + "\n"
		}
	}
	w.must(book.Close())
	for _, part := range []string{v.Hash, "市直小学", "江西省2026年秋季学期"} {
		if !strings.Contains(text, part) {
			w.t.Errorf("the workbook does not say %s", part)
		}
	}
	if done := w.sound(); done.Workbooks != 1 {
		w.t.Errorf("verified %+v", done)
	}
}

func TestMovesThatAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		p := w.open("江西省")
		province, city, county, centre, school := w.office("江西省"), w.office("赣州市"), w.office("信丰县"), w.office("大塘中心校"), w.office("县直小学")
		id := func(place string) uint { return w.places[place].ID }
		submit := func(actor access.Actor, place string, in Filing) error {
			_, err := w.service.Submit(t.Context(), actor, p.ID, id(place), in)
			return err
		}
		refused := func(what string, err error, want string) {
			t.Helper()
			if code(err) != want {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		refused("a school does not submit for a county", submit(school, "信丰县", Filing{}), "not-found")
		refused("a city does not submit for a county", submit(city, "信丰县", Filing{}), "submission-not-yours")
		refused("a school with failures makes no 零报告", submit(school, "县直小学", Filing{Zero: true}), "invalid")
		refused("a school does not see its neighbour", submit(school, "大塘中心校", Filing{}), "not-found")
		refused("an auditor submits nothing", submit(w.who(models.RoleAuditor, "信丰县"), "县直小学", Filing{}), "forbidden")
		refused("an older version", submit(school, "县直小学", Filing{Version: 7}), "stale")

		w.counts(id("县直小学"), 20, 0)
		refused("nothing to report is said in so many words", submit(school, "县直小学", Filing{}), "invalid")
		w.must(submit(school, "县直小学", Filing{Zero: true}))
		w.must(submit(school, "县直小学", Filing{Zero: true})) // the button was pressed twice
		if page := w.page(p, school, "县直小学"); page.Submission.Revision != 1 || len(page.Events) != 1 {
			t.Errorf("pressed twice: %+v", page.Submission)
		}
		_, err := w.service.Return(t.Context(), city, p.ID, id("县直小学"), 1, "不对", nil)
		refused("a city does not return what a county reviews", err, "submission-not-yours")
		_, err = w.service.Return(t.Context(), county, p.ID, id("县直小学"), 1, "  ", nil)
		refused("a return says why", err, "invalid")
		_, err = w.service.Return(t.Context(), county, p.ID, id("县直小学"), 1, "不对", []models.ReturnedRow{{OrganisationID: id("市直小学"), Note: "x"}})
		refused("a returned row is the school's own", err, "not-found")
		_, err = w.service.Accept(t.Context(), province, p.ID, id("信丰县"), []Versioned{{id("县直小学"), 1}})
		w.must(err)
		if sub := w.page(p, county, "县直小学").Submission; sub.Status != submitted {
			t.Error("the province accepted what a county reviews")
		}
		both := access.NewActor(models.User{ID: 99, Name: "兼职", Grants: []models.Grant{
			{Role: models.RoleSchoolAdmin, Organisation: w.places["大塘中心校"]}, {Role: models.RoleCountyAdmin, Organisation: w.places["信丰县"]}}})
		_, err = w.submit(p, both, "大塘中心校")
		w.must(err)
		if got := w.accept(p, both, "信丰县", "大塘中心校"); !strings.Contains(got[0].Problem, "本人填报") {
			t.Errorf("somebody reviewed their own figures: %v", got)
		}
		_, err = w.service.SignPeriod(t.Context(), city, p.ID, "")
		refused("a city does not sign for the province", err, "not-your-office")
		_, err = w.service.OpenPeriod(t.Context(), city, id("信丰县"), PeriodFields{})
		refused("a city opens no period for a county", err, "not-your-office")
		_, err = w.service.OpenPeriod(t.Context(), centre, id("大塘中心校"), PeriodFields{})
		refused("a school opens no period", err, "forbidden")
		_, err = w.service.OpenPeriod(t.Context(), county, id("信丰县"), PeriodFields{Name: "月报", Kind: models.PeriodMonth, Tables: models.ReportTables(),
			Due: map[models.ReportLevel]models.Date{models.LevelSchool: "2026-12-05", models.LevelCentre: "2026-12-01", models.LevelCity: "2026-12-09"}})
		refused("due days go up the levels", err, "invalid")
		w.sound()
	})
}

func TestBeforeTheCutOffNothingIsFrozen(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.small()
	p, err := w.service.OpenPeriod(t.Context(), w.office("信丰县"), w.places["信丰县"].ID, PeriodFields{Name: "月报", Kind: models.PeriodMonth,
		Tables: models.ReportTables(), CutOffAt: noon.AddDate(0, 0, 1), Due: map[models.ReportLevel]models.Date{models.LevelSchool: "2026-11-25", models.LevelCentre: "2026-11-26"}})
	w.must(err)
	school := w.office("县直小学")
	if _, err := w.submit(p, school, "县直小学"); code(err) != "before-cut-off" {
		t.Errorf("before the cut-off: %v", err)
	}
	w.at.Add(24 * 3600)
	_, err = w.submit(p, school, "县直小学")
	w.must(err)
}

func TestBoardAndReminders(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.small()
	p := w.open("江西省")
	county := w.office("信丰县")
	_, err := w.submit(p, w.office("大塘中心校"), "长岗教学点")
	w.must(err)
	_, err = w.submit(p, w.office("县直小学"), "县直小学")
	w.must(err)
	w.at.Add(20 * 24 * 3600)
	b, err := w.service.Board(t.Context(), county, p.ID, 0)
	w.must(err)
	if diff := cmp.Diff(Tally{Expected: 2, Submitted: 1, Missing: 1, Overdue: 1}, b.Direct); diff != "" {
		t.Error("right below:", diff)
	}
	if diff := cmp.Diff(Tally{Expected: 3, Submitted: 1, Accepted: 1, Missing: 1, Overdue: 1}, b.Below); diff != "" {
		t.Error("below:", diff)
	}
	remind := func() []Outcome {
		reminded, err := w.service.Remind(t.Context(), county, p.ID, w.places["信丰县"].ID, nil, "请尽快")
		w.must(err)
		return reminded
	}
	if got := remind(); len(got) != 1 || got[0].Name != "大塘中心校" {
		t.Errorf("reminded %v", got)
	}
	if got := remind(); len(got) != 0 {
		t.Errorf("reminded twice a day: %v", got)
	}
	tasks, err := w.service.Desk(t.Context(), w.office("大塘中心校"))
	w.must(err)
	if len(tasks) != 1 || tasks[0].Reminder == nil || !tasks[0].Overdue || tasks[0].Direct.Accepted != 1 {
		t.Errorf("the desk of the 中心校: %+v", tasks)
	}
}

// TestJumpsAreExplained compares a period with the one before.
func TestJumpsAreExplained(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.small()
	school := w.office("县直小学")
	_, err := w.submit(w.open("信丰县"), school, "县直小学")
	w.must(err)
	w.counts(w.places["县直小学"].ID, 40, 2)
	p := w.open("信丰县")
	page := w.page(p, school, "县直小学")
	at := slices.IndexFunc(page.Draft.Changes, func(c Change) bool { return c.Figure == "suites.in_use" })
	if at < 0 || page.Draft.Changes[at].Before != 20 || page.Draft.Changes[at].After != 40 {
		t.Errorf("what changed: %+v", page.Draft.Changes)
	}
	if _, err := w.service.Submit(t.Context(), school, p.ID, w.places["县直小学"].ID, Filing{}); code(err) != "invalid" {
		t.Errorf("a jump without a word: %v", err)
	}
	after, err := w.submit(p, school, "县直小学")
	w.must(err)
	if c := after.Current.Content; c.Sequence != 2 || c.Revision != 1 || c.Findings[0].Explanation != "已核对" {
		t.Errorf("frozen as %+v", c)
	}
	w.sound()
}

// TestTamperingIsFound changes what was frozen in every way, each of which Verify tells.
func TestTamperingIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		p := w.open("信丰县")
		_, err := w.submit(p, w.office("大塘中心校"), "长岗教学点")
		w.must(err)
		page, err := w.submit(p, w.office("大塘中心校"), "大塘中心校")
		w.must(err)
		_, file, err := w.service.Workbook(t.Context(), access.System("test"), page.Current.ID)
		w.must(err)
		w.must(file.Close())
		w.sound()
		child := page.Current.Content.Parts[0].SnapshotID
		var book models.SnapshotWorkbook
		w.must(db.First(&book).Error)
		path := filepath.Join(w.folder, filepath.FromSlash(book.StorageKey))
		for _, c := range []struct{ what, change, says string }{
			{"a figure", `UPDATE snapshots SET content = REPLACE(content, '"failed":4', '"failed":3') WHERE id = ?`, "内容与校验码不符"},
			{"a hash", `UPDATE snapshots SET hash = 'x' WHERE id = ?`, "快照缺失或校验码不符"},
			{"its place in the chain", `UPDATE snapshots SET sequence = 2 WHERE id = ?`, "链条中断"},
			{"its detail", `DELETE FROM snapshot_bodies WHERE snapshot_id = ?`, "明细缺失"},
			{"another detail", `UPDATE snapshot_bodies SET body = 'x' WHERE snapshot_id = ?`, "明细缺失或无法读取"},
			{"the standard", `UPDATE snapshot_standards SET content = 'x' WHERE ? > 0`, "所依据的标准"},
			{"the version", `UPDATE submissions SET revision = 2 WHERE snapshot_id = ?`, "实有快照 1 个"},
		} {
			undone := db.Transaction(func(tx *gorm.DB) error {
				w.must(tx.Exec(c.change, child).Error)
				told := ""
				v := verifier{tx: tx, files: w.files, found: func(f Flaw) { told += f.Text + "\n" }, standards: map[string]bool{}}
				w.must(v.quotes())
				w.must(v.chains())
				w.must(v.current())
				if !strings.Contains(told, c.says) {
					t.Errorf("%s was changed, and all that is told is %q", c.what, told)
				}
				return os.ErrInvalid // rolls back
			})
			if undone == nil {
				t.Fatal("not rolled back")
			}
		}
		w.must(os.WriteFile(path, []byte("x"), 0o600))
		told := ""
		_, err = w.service.Verify(t.Context(), func(f Flaw) { told += f.Text })
		w.must(err)
		if !strings.Contains(told, "被改动过") {
			t.Errorf("the workbook was changed, and all that is told is %q", told)
		}
	})
}

func TestTheWorkbookOfManySchoolsIsWrittenInTheBackground(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		page, err := w.submit(w.open("信丰县"), w.office("县直小学"), "县直小学")
		w.must(err)
		id, system := page.Current.ID, access.System("test")
		direct := func() ([]byte, error) {
			_, file, err := w.service.workbook(t.Context(), system, id, 0, func(int, int) {})
			if err != nil {
				return nil, err
			}
			content, err := io.ReadAll(file)
			return content, errors.Join(err, file.Close())
		}
		if _, err := direct(); code(err) != "workbook-takes-long" {
			t.Errorf("somebody waits for one of too many schools: %v", err)
		}
		told := ""
		file, err := w.service.OpenWorkbook(t.Context(), system, OfSnapshot{id}, func(done, total int) { told += fmt.Sprintf("%d/%d ", done, total) })
		w.must(err)
		written, err := io.ReadAll(file)
		w.must(errors.Join(err, file.Close()))
		if told != "0/1 1/1 " {
			t.Errorf("it tells %s", told)
		}
		kept, err := direct()
		w.must(err)
		if !bytes.Equal(kept, written) {
			t.Error("what is kept is not what was written")
		}
		w.sound()
	})
}
