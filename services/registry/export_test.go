package registry_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/registry"
)

// cells gives the rows of the only sheet of a workbook that is filled.
func (w *world) cells(fill func(*export.Book) error) [][]string {
	w.t.Helper()
	book, err := export.NewBook()
	w.must(err)
	w.must(fill(book))
	var packed bytes.Buffer
	_, err = book.WriteTo(&packed)
	w.must(err)
	w.must(book.Close())
	file, err := excelize.OpenReader(&packed)
	w.must(err)
	defer func() { w.must(file.Close()) }()
	rows, err := file.GetRows(file.GetSheetName(0))
	w.must(err)
	return rows
}

func TestAnExportIsTheListItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		room := w.room("centre", "=三（1）班", 45)
		w.room("village", "一班", 20)
		w.panel("centre", &room.ID, 86, "2024-03-01")
		w.panel("centre", nil, 55, "")
		ctx := t.Context()

		devices := w.cells(func(book *export.Book) error {
			return w.s.ExportDevices(ctx, w.county, registry.DeviceFilter{Installed: true}, book)
		})
		if diff := cmp.Diff([]string{"筛选条件：安装在教室", "导出时间：2026-11-23 10:00"}, full(devices[1])); diff != "" {
			t.Error(diff)
		}
		if len(devices) != 5 || devices[3][1] != "=三（1）班" || devices[3][22] != "86英寸" && devices[3][23] != "86英寸" || devices[4][0] != "共 1 行。" {
			t.Errorf("devices: %q", devices)
		}
		rooms := w.cells(func(book *export.Book) error {
			return w.s.ExportClassrooms(ctx, w.school, registry.ClassroomFilter{}, book)
		})
		if len(rooms) != 5 || rooms[3][0] != "centre" || rooms[3][5] != "45" || rooms[4][0] != "共 1 行。" {
			t.Errorf("the classrooms of one school: %q", rooms)
		}
		if rooms[2][12] != "不达标的条款" || rooms[3][12] != "配有主机" {
			t.Errorf("why the classroom fails: %q", rooms[3])
		}
		place := registry.Place{OrganisationPath: w.places["centre"].Path, Type: models.SchoolPrimary}
		schools := w.cells(func(book *export.Book) error {
			return w.s.ExportSchools(ctx, w.county, registry.SchoolFilter{Place: place, Query: "vill"}, book)
		})
		if len(schools) != 5 || schools[1][0] != "筛选条件：centre，小学，搜索“vill”" || schools[3][1] != "village" {
			t.Errorf("schools: %q", schools)
		}
		none := w.cells(func(book *export.Book) error {
			return w.s.ExportSchools(ctx, w.county, registry.SchoolFilter{Place: registry.Place{SchoolID: w.places["other"].ID}}, book)
		})
		if len(none) != 4 || none[3][0] != "共 0 行。" {
			t.Errorf("a school of another county: %q", none)
		}
	})
}

// full leaves out the empty cells of a row.
func full(row []string) []string {
	var cells []string
	for _, cell := range row {
		if cell != "" {
			cells = append(cells, cell)
		}
	}
	return cells
}

func TestExportsAreRefusedLikeTheLists(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	for name, c := range map[string]struct {
		actor access.Actor
		kind  errs.Kind
	}{
		"nobody":       {access.Actor{}, errs.Unauthenticated},
		"a technician": {w.actor(models.RoleTechnician, "county"), errs.Forbidden},
	} {
		err := w.s.ExportDevices(ctx, c.actor, registry.DeviceFilter{}, nil)
		w.refused(err, c.kind, name+" exports devices")
		err = w.s.ExportClassrooms(ctx, c.actor, registry.ClassroomFilter{}, nil)
		w.refused(err, c.kind, name+" exports classrooms")
		err = w.s.ExportSchools(ctx, c.actor, registry.SchoolFilter{}, nil)
		w.refused(err, c.kind, name+" exports schools")
	}
	book, err := export.NewBook()
	w.must(err)
	defer func() { w.must(book.Close()) }()
	err = w.s.ExportDevices(ctx, w.county, registry.DeviceFilter{Standing: registry.Standing{Criterion: "no-such"}}, book)
	if err == nil {
		t.Error("an unknown criterion was exported")
	}
}
