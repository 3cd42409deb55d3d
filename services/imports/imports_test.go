package imports_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/imports"
	"banbantong/services/registry"
	"banbantong/services/workbook"
)

var clock = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func now() time.Time { return clock }

// world is the county 信丰县 with a neighbour, and an administrator of each.
type world struct {
	t        testing.TB
	db       *gorm.DB
	files    *blob.Bucket
	s        *imports.Service
	register *registry.Service
	verdicts *compliance.Service
	county   access.Actor
	stranger access.Actor
	places   map[string]uint
}

func newWorld(t testing.TB, db *gorm.DB) *world {
	t.Helper()
	return newWorldWith(t, db, memblob.OpenBucket(nil))
}

func newWorldWith(t testing.TB, db *gorm.DB, files *blob.Bucket) *world {
	t.Helper()
	w := &world{t: t, db: db, files: files, places: map[string]uint{}}
	var err error
	w.verdicts, err = compliance.New(db, now)
	w.must(err)
	w.register = registry.New(db, now, w.verdicts)
	w.s, err = imports.New(t.Context(), db, now, files, w.verdicts)
	w.must(err)
	t.Cleanup(w.s.Close)
	root := models.Organisation{Kind: models.KindProvince, Name: "江西省", Path: "x", Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.must(db.Create(&root).Error)
	root.Path = models.PathUnder("", root.ID)
	w.must(db.Save(&root).Error)
	for i, name := range []string{"信丰县", "于都县"} {
		o, err := w.register.CreateOrganisation(t.Context(), access.System("test"), registry.NewOrganisation{ParentID: root.ID, Kind: models.KindCounty, Name: name})
		w.must(err)
		w.places[name] = o.ID
		user := models.User{Username: fmt.Sprint("u", i), Name: name + "管理员", CreatedAt: clock, UpdatedAt: clock}
		w.must(db.Omit("Grants").Create(&user).Error)
		if actor := administrator(user, o); i == 0 {
			w.county = actor
		} else {
			w.stranger = actor
		}
	}
	return w
}

func administrator(user models.User, county models.Organisation) access.Actor {
	user.Grants = []models.Grant{{Role: models.RoleCountyAdmin, OrganisationID: county.ID, Organisation: county}}
	return access.NewActor(user)
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

func (w *world) school(county, name string) uint {
	w.t.Helper()
	row, err := w.register.CreateSchool(w.t.Context(), access.System("test"), registry.SchoolFields{ParentID: w.places[county], Name: name,
		Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation})
	w.must(err)
	return row.ID
}

// ledger makes an .xlsx of a header and rows.
func (w *world) ledger(rows ...[]any) []byte {
	w.t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		w.must(f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var out bytes.Buffer
	w.must(f.Write(&out))
	return out.Bytes()
}

func (w *world) upload(actor access.Actor, content []byte) (imports.State, workbook.Mapping) {
	w.t.Helper()
	state, err := w.s.Upload(w.t.Context(), actor, "台账.xlsx", bytes.NewReader(content), int64(len(content)))
	w.must(err)
	sheets, err := w.s.Sheets(w.t.Context(), actor, state.ID, "", workbook.Header{})
	w.must(err)
	return state, sheets[0].Mapping()
}

// check runs a file dry and waits for the outcome.
func (w *world) check(actor access.Actor, content []byte, create bool, fix ...func(*workbook.Mapping)) imports.State {
	w.t.Helper()
	state, m := w.upload(actor, content)
	for _, f := range fix {
		f(&m)
	}
	_, err := w.s.Check(w.t.Context(), actor, state.ID, imports.Mapping{Mapping: m, CreateSchools: create}, true)
	w.must(err)
	return w.wait(actor, state.ID)
}

func (w *world) apply(actor access.Actor, id uint) imports.State {
	w.t.Helper()
	_, err := w.s.Apply(w.t.Context(), actor, id, true)
	w.must(err)
	return w.wait(actor, id)
}

func (w *world) wait(actor access.Actor, id uint) imports.State {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		state, err := w.s.Get(context.WithoutCancel(w.t.Context()), actor, id)
		w.must(err)
		if !state.Status.Running() {
			return state
		}
	}
	w.t.Fatal("the import did not end")
	return imports.State{}
}

// counts is how many rows of each result a summary has.
func counts(s imports.State) [4]int {
	if s.Summary == nil {
		return [4]int{-1, -1, -1, -1}
	}
	return [4]int{s.Summary.Added, s.Summary.Changed, s.Summary.Unchanged, s.Summary.Rejected}
}

func (w *world) consistent() {
	w.t.Helper()
	_, err := w.verdicts.Evaluate(w.t.Context(), func(d compliance.Difference) {
		w.t.Errorf("a stored verdict or count differs from a fresh evaluation: %+v", d)
	})
	w.must(err)
}

func messyLedger(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile("../workbook/testdata/messy-ledger.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// assetColumn is what a person sets right in the messy ledger: 登记卡号 is the asset number of the display.
func assetColumn(m *workbook.Mapping) {
	for i := range m.Columns {
		if strings.Contains(m.Columns[i].Title, "登记卡号") {
			m.Columns[i].Field = "display.asset"
		}
	}
}

func TestAMessyLedgerComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		dry := w.check(w.county, messyLedger(t), false, assetColumn)
		if got := counts(dry); got != [4]int{0, 0, 0, 24} || len(dry.Summary.MissingSchools) != 6 {
			t.Errorf("without its schools the dry run gives %v and misses %v", got, dry.Summary.MissingSchools)
		}
		dry = w.check(w.county, messyLedger(t), true, assetColumn)
		if got := counts(dry); got != [4]int{18, 0, 0, 6} || len(dry.Summary.NewSchools) != 6 || len(dry.Summary.Skipped) != 3 {
			t.Errorf("with its schools to be added the dry run gives %v, adds %v and skips %v", got, dry.Summary.NewSchools, dry.Summary.Skipped)
		}
		var devices int64
		w.must(db.Model(&models.Device{}).Count(&devices).Error)
		if devices != 0 {
			t.Errorf("a dry run wrote %d devices", devices)
		}
		_, err := w.s.Apply(t.Context(), w.county, dry.ID, false)
		w.refused(err, errs.Conflict, "applying with rejected rows and no word that the others may go")

		done := w.apply(w.county, dry.ID)
		if done.Status != models.ImportApplied || counts(done) != [4]int{18, 0, 0, 6} {
			t.Fatalf("applied: %s %v %s", done.Status, counts(done), done.Problem)
		}
		w.must(db.Model(&models.Device{}).Count(&devices).Error)
		if int(devices) != done.Summary.NewDevices || devices == 0 {
			t.Errorf("%d devices are there, %d were announced", devices, done.Summary.NewDevices)
		}
		w.consistent()
		var asset models.Device
		w.must(db.Where("asset_no = ?", "001201").First(&asset).Error)
		if asset.Category != models.CategoryPanel || asset.BoughtOn != "2019-09" {
			t.Errorf("the panel 001201 is %+v", asset)
		}
		for table, query := range map[string]string{"device_events": "SELECT COUNT(*) FROM device_events", "audit_log": "SELECT COUNT(*) FROM audit_log WHERE action = 'device.imported'"} {
			var n int64
			w.must(db.Raw(query).Scan(&n).Error)
			if n != devices {
				t.Errorf("%s has %d rows for %d devices", table, n, devices)
			}
		}

		again := w.check(w.county, messyLedger(t), true, assetColumn)
		if got := counts(again); got != [4]int{0, 0, 18, 6} {
			t.Errorf("a second run of the same file would do %v, want nothing", got)
			rows, _, err := w.s.Rows(t.Context(), w.county, again.ID, imports.Changed, 0, 5)
			t.Log(rows, err)
		}
	})
}

func TestTheResultIsThePersonsOwnFile(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	dry := w.check(w.county, messyLedger(t), true, assetColumn)
	name, write, err := w.s.Annotated(t.Context(), w.county, dry.ID)
	w.must(err)
	var out bytes.Buffer
	w.must(write(&out))
	f, err := excelize.OpenReader(&out)
	w.must(err)
	rows, err := f.GetRows("班班通台账")
	w.must(err)
	last := func(line int) string { return rows[line-1][len(rows[line-1])-1] }
	if name != "台账.xlsx" || last(4) != "导入结果" || !strings.HasPrefix(last(9), "拒绝") || !strings.Contains(last(9), "约50") || !strings.HasPrefix(last(5), "新增") || !strings.HasPrefix(last(29), "跳过") {
		t.Errorf("%s: header %q, line 9 %q, line 5 %q, line 29 %q", name, last(4), last(9), last(5), last(29))
	}
}

func TestWhatRowsDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.school("信丰县", "信丰县第一小学")
		w.school("于都县", "于都县实验小学")
		header := []any{"学校", "楼栋", "班级", "学生数", "设备名称", "资产编号", "序列号", "内存", "使用状况"}
		first := w.check(w.county, w.ledger(header, []any{"第一小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "8G", "在用"},
			[]any{"信丰县第一小学", "", "三（2）班", 44, "OPS电脑", "0002", "", "8G", "在用"}), false)
		if got := counts(first); got != [4]int{2, 0, 0, 0} {
			rows, _, err := w.s.Rows(t.Context(), w.county, first.ID, "", 0, 9)
			t.Fatalf("the first import gives %v: %+v %v", got, rows, err)
		}
		w.apply(w.county, first.ID)
		w.must(db.Exec(`UPDATE devices SET specs = REPLACE(specs, '"imported"', '"typed"') WHERE asset_no = '0002'`).Error)

		for _, c := range []struct {
			name string
			row  []any
			want imports.Result
			says string // in the changes or problems
		}{
			{"the same row again", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "8G", "在用"}, imports.Unchanged, ""},
			{"blanks say nothing", []any{"信丰县第一小学", "", "三（1）班", "", "OPS电脑", "0001", "", "", ""}, imports.Unchanged, ""},
			{"a class that grew", []any{"信丰县第一小学", "", "三（1）班", 46, "OPS电脑", "0001", "", "8G", ""}, imports.Changed, "学生数：45 → 46"},
			{"more memory", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "16G", ""}, imports.Changed, "技术参数"},
			{"a room that gets a building", []any{"信丰县第一小学", "教学楼", "三（1）班", 45, "OPS电脑", "0001", "", "8G", ""}, imports.Changed, "楼栋"},
			{"a device in another room", []any{"信丰县第一小学", "", "三（2）班", 44, "OPS电脑", "0001", "", "8G", ""}, imports.Changed, "位置：三（1）班 → 三（2）班"},
			{"a device without its number is the one of its kind in the room", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "", "SN9", "8G", ""}, imports.Changed, "序列号"},
			{"a second number is a second device", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "0009", "", "8G", ""}, imports.Added, "新增设备"},
			{"what a person corrected stays", []any{"信丰县第一小学", "", "三（2）班", 44, "OPS电脑", "0002", "", "4G", ""}, imports.Unchanged, "人工更正过"},
			{"a broken device", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "8G", "损坏"}, imports.Changed, "在用 → 损坏"},
			{"another county's school", []any{"于都县实验小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "8G", ""}, imports.Rejected, "没有学校"},
			{"a number of another category", []any{"信丰县第一小学", "", "三（1）班", 45, "摄像头", "0001", "", "", ""}, imports.Rejected, "在系统中是主机"},
			{"a class of 1000", []any{"信丰县第一小学", "", "三（1）班", 1000, "OPS电脑", "0001", "", "8G", ""}, imports.Rejected, ""},
			{"a memory that is no size", []any{"信丰县第一小学", "", "三（1）班", 45, "OPS电脑", "0001", "", "很大", ""}, imports.Rejected, ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				state := w.check(w.county, w.ledger(header, c.row), false)
				rows, total, err := w.s.Rows(t.Context(), w.county, state.ID, "", 0, 10)
				if err != nil || total != 1 {
					t.Fatalf("%d rows: %v %s", total, err, state.Problem)
				}
				if rows[0].Result != c.want || !strings.Contains(rows[0].Text()+strings.Join(rows[0].Changes, ""), c.says) {
					t.Errorf("got %s, want %s with %q", rows[0].Text(), c.want, c.says)
				}
			})
		}
	})
}

func TestYesAndNoAreWords(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.school("信丰县", "信丰县第一小学")
	header := []any{"学校", "班级", "学生数", "是否接入校园网"}
	w.apply(w.county, w.check(w.county, w.ledger(header, []any{"信丰县第一小学", "三（1）班", 45, "√"}), false).ID)
	state := w.check(w.county, w.ledger(header, []any{"信丰县第一小学", "三（1）班", 45, "否"}), false)
	rows, _, err := w.s.Rows(t.Context(), w.county, state.ID, "", 0, 10)
	w.must(err)
	if diff := cmp.Diff([]string{"接入校园网：是 → 否"}, rows[0].Changes); diff != "" {
		t.Error(diff)
	}
}

func TestDuplicatesInOneFile(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.school("信丰县", "信丰县第一小学")
	state := w.check(w.county, w.ledger([]any{"学校", "班级", "设备名称", "资产编号"}, []any{"信丰县第一小学", "三（1）班", "OPS电脑", "0001"},
		[]any{"信丰县第一小学", "三（2）班", "OPS电脑", "0001"}, []any{"信丰县第一小学", "三（3）班", "OPS电脑", ""}, []any{"信丰县第一小学", "三（3）班", "OPS电脑", ""}), false)
	rows, _, err := w.s.Rows(t.Context(), w.county, state.ID, "", 0, 10)
	w.must(err)
	var got []imports.Result
	for _, r := range rows {
		got = append(got, r.Result)
	}
	if diff := cmp.Diff([]imports.Result{imports.Added, imports.Rejected, imports.Added, imports.Added}, got); diff != "" {
		t.Errorf("the second use of a number is rejected, a second device without one is another (-want +got):\n%s", diff)
	}
	w.apply(w.county, state.ID)
	var n int64
	w.must(w.db.Model(&models.Classroom{}).Count(&n).Error)
	if n != 2 {
		t.Errorf("%d classrooms, want 2: a rejected row writes nothing", n)
	}
}

func TestImportsAreTheirOwners(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.school("信丰县", "信丰县第一小学")
	ctx := t.Context()
	state, m := w.upload(w.county, w.ledger([]any{"学校", "班级", "学生数"}, []any{"信丰县第一小学", "三（1）班", 45}))
	mapping := imports.Mapping{Mapping: m}
	_, err := w.s.Get(ctx, w.stranger, state.ID)
	w.refused(err, errs.NotFound, "somebody else's import")
	_, err = w.s.Check(ctx, w.stranger, state.ID, mapping, false)
	w.refused(err, errs.NotFound, "running somebody else's file")
	_, err = w.s.Apply(ctx, w.county, state.ID, true)
	w.refused(err, errs.Conflict, "applying what was not run dry")
	_, _, err = w.s.Rows(ctx, w.county, state.ID, "", 0, 1)
	w.refused(err, errs.Conflict, "rows before a dry run")
	mapping.Columns = append(mapping.Columns, workbook.ColumnField{Index: 9, Field: "classroom.name"})
	_, err = w.s.Check(ctx, w.county, state.ID, mapping, false)
	w.refused(err, errs.Invalid, "two columns for one field")
	_, err = w.s.Upload(ctx, access.Actor{}, "x.xlsx", bytes.NewReader(nil), 0)
	w.refused(err, errs.Unauthenticated, "an upload by nobody")
	_, err = w.s.Upload(ctx, w.county, "x.xls", strings.NewReader("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 8)
	w.refused(err, errs.Malformed, "an .xls")
}

func TestAMatchIsKeptForTheNextFile(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.check(w.county, messyLedger(t), true, assetColumn)
	state, err := w.s.Upload(t.Context(), w.county, "again.xlsx", bytes.NewReader(messyLedger(t)), int64(len(messyLedger(t))))
	w.must(err)
	sheets, err := w.s.Sheets(t.Context(), w.county, state.ID, "", workbook.Header{})
	w.must(err)
	var field workbook.Field
	for _, c := range sheets[0].Columns {
		if strings.Contains(c.Title, "登记卡号") {
			field = c.Field
		}
	}
	if !sheets[0].Kept || field != "display.asset" {
		t.Errorf("the next file with these titles has kept %v and reads 登记卡号 as %q", sheets[0].Kept, field)
	}
}

func TestAStoppedServerLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		dry := w.check(w.county, messyLedger(t), true, assetColumn)
		w.must(db.Model(&models.Import{}).Where("id = ?", dry.ID).Updates(map[string]any{"status": models.ImportApplying, "runner": "gone", "beat_at": clock.Add(-time.Hour)}).Error)
		next, err := imports.New(t.Context(), db, now, memblob.OpenBucket(nil), w.verdicts)
		w.must(err)
		defer next.Close()
		state, err := next.Get(t.Context(), w.county, dry.ID)
		w.must(err)
		if state.Status != models.ImportFailed || !strings.Contains(state.Problem, "没有写入任何内容") {
			t.Errorf("an import of a server that is gone is %s: %s", state.Status, state.Problem)
		}
		w.must(db.Model(&models.Import{}).Where("id = ?", dry.ID).Updates(map[string]any{"status": models.ImportApplying, "runner": "gone later"}).Error)
		if state, err = next.Get(t.Context(), w.county, dry.ID); err != nil || state.Status != models.ImportFailed {
			t.Errorf("an import of a server that went after this one began is %s: %v", state.Status, err)
		}
		w.s.Close() // stops while nothing runs, and takes no more work
		_, m := dry, imports.Mapping{Mapping: dry.Mapping.Mapping, CreateSchools: true}
		w.must(db.Model(&models.Import{}).Where("id = ?", dry.ID).Update("status", models.ImportChecked).Error)
		_, err = w.s.Check(t.Context(), w.county, dry.ID, m, false)
		w.must(err)
		if state = w.wait(w.county, dry.ID); state.Status != models.ImportFailed {
			t.Errorf("a dry run on a stopped server is %s", state.Status)
		}
	})
}
