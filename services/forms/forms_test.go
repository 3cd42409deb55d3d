package forms_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/errs"
	"banbantong/services/forms"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// world is a small demo province and the services over it.
type world struct {
	forms   *forms.Service
	figures *statistics.Service
	places  map[models.OrganisationKind][]models.Organisation
}

func newWorld(t testing.TB, db *gorm.DB) world {
	t.Helper()
	now := func() time.Time { return noon }
	if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: 30, Seed: 1, Password: "Banbantong-2026", Now: noon}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	verdicts, err := compliance.New(db, now)
	if err != nil {
		t.Fatal(err)
	}
	w := world{figures: statistics.New(db, now, verdicts), places: map[models.OrganisationKind][]models.Organisation{}}
	reporting := submissions.New(db, now, nil, verdicts, quality.New(db, now, verdicts, registry.New(db, now, verdicts)))
	w.forms = forms.New(db, now, verdicts, w.figures, reporting)
	var all []models.Organisation
	if err := db.Where("id IN (SELECT school_id FROM school_counts) OR kind <> ?", models.KindSchool).Order("path").Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		w.places[o.Kind] = append(w.places[o.Kind], o)
	}
	return w
}

func as(role models.Role, o models.Organisation) access.Actor {
	return access.NewActor(models.User{ID: 1, Name: "张老师", Grants: []models.Grant{{Role: role, OrganisationID: o.ID, Organisation: o}}})
}

// sheet makes a form of some cells.
func sheet(t testing.TB, cells map[string]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for cell, v := range cells {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("Sheet1", "B4", "SUM(B3:B3)"); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if err := f.Write(&packed); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestFormIsFilledWithTheFiguresOfAPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		province := w.places[models.KindProvince][0]
		actor := as(models.RoleProvinceAdmin, province)
		form, err := w.forms.Add(t.Context(), actor, forms.Upload{OrganisationID: province.ID, FileName: "年报.xlsx", Content: sheet(t, map[string]any{
			"A1": "{{填报单位}}", "A3": "{{学校.名称}}", "B3": "{{学校.应配套数}}", "B5": "{{应配套数}}", "B6": "{{教室.学校}}", "C6": "{{教室.内存}}",
			"A7": "{{不达标设备.原因}}", "A8": "{{损坏设备.设备}}", "A9": "{{类别.名称}}", "A10": "{{下级.名称}}"})})
		if err != nil {
			t.Fatal(err)
		}
		if form.Name != "年报" {
			t.Errorf("named %q", form.Name)
		}
		sheets, err := w.forms.Preview(t.Context(), actor, form.ID, forms.Source{})
		if err != nil {
			t.Fatal(err)
		}
		table, err := w.figures.Table(t.Context(), actor, statistics.Query{GroupBy: statistics.BySchool, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		rows := sheets[0].Rows
		if len(rows) < len(table.Rows)+6 || rows[0][0] != province.Name {
			t.Fatalf("%d rows for %d schools: %v", len(rows), len(table.Rows), rows[0])
		}
		for i, want := range table.Rows {
			if rows[2+i][0] != want.Label {
				t.Errorf("row %d is %q, want %q", i, rows[2+i][0], want.Label)
			}
		}
		total, field := rows[2+len(table.Rows)], rows[3+len(table.Rows)]
		if total[1] != field[1] || total[1] == "0" {
			t.Errorf("the formula gives %v, the field %v", total, field)
		}
	})
}

func TestTheExampleIsAFormThatAddsUp(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	province := w.places[models.KindProvince][0]
	actor := as(models.RoleProvinceAdmin, province)
	var example bytes.Buffer
	if err := w.forms.Example(t.Context(), actor, &example); err != nil {
		t.Fatal(err)
	}
	form, err := w.forms.Add(t.Context(), actor, forms.Upload{OrganisationID: province.ID, FileName: "表样示例.xlsx", Content: example.Bytes()})
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := w.forms.Preview(t.Context(), actor, form.ID, forms.Source{})
	if err != nil {
		t.Fatal(err)
	}
	table, err := w.figures.Table(t.Context(), actor, statistics.Query{GroupBy: statistics.BySchool, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	rows := sheets[0].Rows
	if want := province.Name + "班班通设备不达标及损坏情况表"; rows[0][0] != want {
		t.Errorf("the title is %q, want %q", rows[0][0], want)
	}
	total := rows[3+len(table.Rows)]
	for column, want := range map[int]int{3: table.Totals.Suites.Total, 5: table.Totals.Suites.Failed, 7: table.Totals.Suites.FailedOrDamaged} {
		if total[column] != strconv.Itoa(want) {
			t.Errorf("column %d of the total is %q, want %d", column, total[column], want)
		}
	}
	if err := w.forms.Example(t.Context(), as(models.RoleTeacher, province), &example); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a teacher gets %v", err)
	}
}

func TestFormsAreUsedBelowAndChangedWhereTheyAre(t *testing.T) {
	db := dbtest.SQLite(t)
	w := newWorld(t, db)
	province, counties, school := w.places[models.KindProvince][0], w.places[models.KindCounty], w.places[models.KindSchool][0]
	content := sheet(t, map[string]any{"A1": "{{填报单位}}"})
	add := func(actor access.Actor, place models.Organisation, name string) (models.Form, error) {
		return w.forms.Add(t.Context(), actor, forms.Upload{OrganisationID: place.ID, Name: name, FileName: "表.xlsx", Content: content})
	}
	admin := as(models.RoleProvinceAdmin, province)
	ours, err := add(admin, province, "省表")
	if err != nil {
		t.Fatal(err)
	}
	first, second := as(models.RoleCountyAdmin, counties[0]), as(models.RoleCountyAdmin, counties[1])
	theirs, err := add(first, counties[0], "县表")
	if err != nil {
		t.Fatal(err)
	}
	names := func(actor access.Actor) string {
		found, err := w.forms.List(t.Context(), actor)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, f := range found {
			all = append(all, f.Name)
			if f.Content != nil {
				t.Error("a list carries content")
			}
		}
		return strings.Join(all, " ")
	}
	for name, c := range map[string]struct {
		actor access.Actor
		want  string
	}{
		"the province sees all":                    {admin, "省表 县表"},
		"a county sees its own and the province's": {first, "省表 县表"},
		"another county sees the province's alone": {second, "省表"},
	} {
		if got := names(c.actor); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, err := w.forms.Preview(t.Context(), second, ours.ID, forms.Source{}); err != nil {
		t.Errorf("the province's form is not filled for a county: %v", err)
	}
	_, taken := add(first, counties[0], "县表")
	_, abroad := add(second, counties[0], "别的")
	_, atSchool := add(admin, school, "校表")
	_, unasked := add(as(models.RoleSchoolAdmin, school), school, "校表")
	_, replaced := w.forms.Replace(t.Context(), second, ours.ID, 1, forms.Upload{Name: "改名"})
	_, stale := w.forms.Replace(t.Context(), first, theirs.ID, 9, forms.Upload{Name: "改名"})
	_, unread := w.forms.Preview(t.Context(), second, theirs.ID, forms.Source{})
	_, elsewhere := w.forms.Preview(t.Context(), second, ours.ID, forms.Source{Query: statistics.Query{OrganisationID: counties[0].ID}})
	_, frozen := w.forms.Preview(t.Context(), second, ours.ID, forms.Source{SnapshotID: 7})
	for name, c := range map[string]struct {
		err  error
		kind errs.Kind
	}{
		"a name that is taken":                 {taken, errs.Invalid},
		"a form for another county":            {abroad, errs.NotFound},
		"a form for a school":                  {atSchool, errs.Invalid},
		"a school that keeps one":              {unasked, errs.Forbidden},
		"a county that changes the province's": {replaced, errs.NotFound},
		"a change on an old version":           {stale, errs.Conflict},
		"a form of another county":             {unread, errs.NotFound},
		"the figures of another county":        {elsewhere, errs.NotFound},
		"a snapshot that is not there":         {frozen, errs.NotFound},
	} {
		if !errs.Is(c.err, c.kind) {
			t.Errorf("%s: got %v", name, c.err)
		}
	}
	changed, err := w.forms.Replace(t.Context(), first, theirs.ID, 1, forms.Upload{FileName: "新.xlsx", Content: content})
	if err != nil || changed.Version != 2 || changed.Name != "县表" || changed.FileName != "新.xlsx" {
		t.Errorf("replaced: %+v, %v", changed, err)
	}
	if err := w.forms.Delete(t.Context(), first, theirs.ID, 2); err != nil {
		t.Error(err)
	}
	var logged int64
	if err := db.Model(&models.AuditEntry{}).Where("subject = ?", "form").Count(&logged).Error; err != nil || logged != 4 {
		t.Errorf("%d entries in the log, %v", logged, err)
	}
}
