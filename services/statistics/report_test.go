package statistics

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/export/exporttest"
	"banbantong/services/report"
)

// report packs the workbook of a query.
func pack(t testing.TB, s *Service, actor access.Actor, q Query) *bytes.Buffer {
	t.Helper()
	book, err := s.Report(t.Context(), actor, q)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if _, err := book.WriteTo(&packed); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return &packed
}

// sheetsOf gives the cells of every sheet of a packed workbook.
func sheetsOf(t testing.TB, packed *bytes.Buffer) map[string][][]string {
	t.Helper()
	file, err := excelize.OpenReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	sheets := map[string][][]string{}
	for _, name := range file.GetSheetList() {
		if sheets[name], err = file.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return sheets
}

// body is the numbered rows of a sheet, and its total row if it has one.
func body(rows [][]string) (numbered [][]string, total []string) {
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		if _, err := strconv.Atoi(row[0]); err == nil {
			numbered = append(numbered, row)
		}
		if slices.Contains(row, "合计") {
			total = row
		}
	}
	return numbered, total
}

func TestDetailsAddUpToTheTotals(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
				e := equip(t, db, seed)
				s, everybody := newService(t, db), who(models.RoleProvinceAdmin, e.organisations[0])
				sheets := sheetsOf(t, pack(t, s, everybody, Query{}))
				totals := table(t, s, everybody, Query{}).Totals

				failures, _ := body(sheets["不达标明细"])
				suites, devices := map[string]bool{}, map[string]bool{}
				for _, row := range failures {
					if row[13] == "是" {
						suites[row[2]+row[3]] = true
					}
					if row[4] != "（整套）" {
						devices[row[5]] = true
					}
				}
				if len(suites) != totals.Suites.Failed || len(devices) != totals.Devices.Failed {
					t.Errorf("不达标明细 has %d suites and %d devices, the totals %d and %d",
						len(suites), len(devices), totals.Suites.Failed, totals.Devices.Failed)
				}
				damages, _ := body(sheets["损坏明细"])
				if len(damages) != totals.Devices.Damaged {
					t.Errorf("损坏明细 has %d devices, the totals %d", len(damages), totals.Devices.Damaged)
				}
				for _, name := range []string{"不达标及损坏设备统计表", "分校统计表"} {
					rows, total := body(sheets[name])
					compared := 0
					for column := range total {
						want, err := strconv.Atoi(total[column])
						if err != nil {
							continue // a rate, a name, or a column for a pen
						}
						sum := 0
						for _, row := range rows {
							n, err := strconv.Atoi(row[column])
							if err != nil {
								t.Fatalf("%s: %v", name, err)
							}
							sum += n
						}
						if compared++; sum != want {
							t.Errorf("%s: column %d says %d, its rows add up to %d", name, column, want, sum)
						}
					}
					if compared < 16 {
						t.Errorf("%s: only %d columns have totals", name, compared)
					}
				}
			})
		})
	}
}

func TestFailuresNameClauseRequirementAndReason(t *testing.T) {
	db := dbtest.SQLite(t)
	e := equip(t, db, 0)
	sheets := sheetsOf(t, pack(t, newService(t, db), who(models.RoleProvinceAdmin, e.organisations[0]), Query{}))
	rows, _ := body(sheets["不达标明细"])
	if len(rows) == 0 {
		t.Fatal("nothing fails")
	}
	for _, row := range rows {
		for _, column := range []int{1, 2, 3, 4, 7, 8, 10, 11, 12} {
			if row[column] == "" {
				t.Errorf("row %s: column %d is empty: %v", row[0], column, row)
			}
		}
	}
}

func TestDamagedDevicesShowTheirOpenTicket(t *testing.T) {
	db := dbtest.SQLite(t)
	e := equip(t, db, 0)
	open := map[string]string{}
	for _, ticket := range e.tickets {
		if ticket.Status == models.TicketWorking {
			open[*e.devices[*ticket.DeviceID-1].AssetNo] = ticket.Number
		}
	}
	sheets := openAll(t, db, e)
	rows, _ := body(sheets["损坏明细"])
	seen := 0
	for _, row := range rows {
		want := []string{"未报修"}
		if number, is := open[row[5]]; is {
			seen++
			want = []string{number, "处理中", "黑屏无信号", "2026-11-23 11:00"}
		}
		if diff := cmp.Diff(want[0], row[9]); diff != "" {
			t.Error(diff)
		}
		if len(want) > 1 {
			if diff := cmp.Diff(want[1:], row[10:13]); diff != "" {
				t.Error(diff)
			}
		}
	}
	if seen == 0 {
		t.Error("no damaged device has a ticket")
	}
}

func openAll(t *testing.T, db *gorm.DB, e *equipped) map[string][][]string {
	t.Helper()
	return sheetsOf(t, pack(t, newService(t, db), who(models.RoleProvinceAdmin, e.organisations[0]), Query{}))
}

func TestReportLooksLikeTheOfficialForm(t *testing.T) {
	db := dbtest.SQLite(t)
	e := equip(t, db, 0)
	sheets := openAll(t, db, e)
	summary := sheets["不达标及损坏设备统计表"]
	if summary[0][0] != "江西省2026年秋季学期“高质量班班通”不达标及损坏设备统计表" {
		t.Errorf("title: %q", summary[0])
	}
	all := fmt.Sprint(sheets)
	for _, part := range []string{"填报单位（盖章）：江西省", "填报日期：2026年11月23日", "单位：套、台", "单位负责人：", "审核人：", "填报人：张老师", "联系电话：",
		"数据截止时间 2026-11-23 12:00", "赣技教字〔2023〕29号", "设备达标率", "主频按额定基准频率还是按睿频判定"} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is nowhere in the workbook", part)
		}
	}
}

func TestReportIsScoped(t *testing.T) {
	db := dbtest.SQLite(t)
	e := equip(t, db, 1)
	s := newService(t, db)
	var school models.Organisation
	for _, o := range e.organisations {
		if _, is := e.schools[o.ID]; is && o.RetiredAt == nil && ordinary(e.schools[o.ID]) {
			school = o
		}
	}
	sheets := sheetsOf(t, pack(t, s, who(models.RoleSchoolAdmin, school), Query{}))
	for _, name := range []string{"分校统计表", "不达标明细", "损坏明细"} {
		rows, _ := body(sheets[name])
		for _, row := range rows {
			if row[1] != school.Name { // there is but one county
				t.Errorf("%s shows %q to the administrator of %s", name, row[2], school.Name)
			}
		}
	}
	refused := map[string]struct {
		actor access.Actor
		query Query
		kind  errs.Kind
	}{
		"nobody":         {access.Actor{}, Query{}, errs.Unauthenticated},
		"a teacher":      {who(models.RoleTeacher, school), Query{}, errs.Forbidden},
		"another school": {who(models.RoleSchoolAdmin, school), Query{OrganisationID: 1}, errs.NotFound},
	}
	for name, c := range refused {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Report(t.Context(), c.actor, c.query); !errs.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnotherProgramReadsTheSameFigures(t *testing.T) {
	db := dbtest.SQLite(t)
	e := equip(t, db, 2)
	packed := pack(t, newService(t, db), who(models.RoleProvinceAdmin, e.organisations[0]), Query{})
	if name := os.Getenv("BANBANTONG_KEEP_REPORT"); name != "" { // to look at it in print
		if err := os.WriteFile(name, packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	theirs := exporttest.Open(t, bytes.NewReader(packed.Bytes()))
	ours := sheetsOf(t, packed)
	if len(ours) != 12 {
		t.Errorf("%d sheets", len(ours))
	}
	for name, rows := range ours {
		if diff := cmp.Diff(trimmed(rows), trimmed(theirs[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSchoolsKeptAsJSONGiveTheSameWorkbook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		e := equip(t, db, 1)
		s, everybody := newService(t, db), who(models.RoleProvinceAdmin, e.organisations[0])
		book, err := export.NewBook()
		if err != nil {
			t.Fatal(err)
		}
		err = s.Live(t.Context(), everybody, Query{}, func(header report.Header, schools report.Schools) error {
			return report.Write(book, kept(t, header), func(yield func(report.School, error) bool) {
				for school, err := range schools {
					if !yield(kept(t, school), err) {
						return
					}
				}
			})
		})
		var packed bytes.Buffer
		if _, failed := book.WriteTo(&packed); err != nil || failed != nil {
			t.Fatal(err, failed)
		}
		if diff := cmp.Diff(sheetsOf(t, pack(t, s, everybody, Query{})), sheetsOf(t, &packed)); diff != "" {
			t.Error(diff)
		}
	})
}

// kept is a value as it comes back from JSON.
func kept[T any](t *testing.T, v T) T {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// trimmed is the rows without the empty cells at their ends, of which programs keep more or fewer.
func trimmed(rows [][]string) [][]string {
	var all [][]string
	for _, row := range rows {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		all = append(all, append([]string{}, row...))
	}
	return all
}
