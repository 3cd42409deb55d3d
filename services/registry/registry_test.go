package registry_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// world is a county with a 中心校, its village school and another school, and the actors of the county and of the 中心校.
type world struct {
	t      *testing.T
	db     *gorm.DB
	s      *registry.Service
	places map[string]models.Organisation
	county access.Actor
	school access.Actor // administrator of the 中心校 alone
}

func newWorld(t *testing.T, db *gorm.DB) *world {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }
	verdicts, err := compliance.New(db, now)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, s: registry.New(db, now, verdicts), places: map[string]models.Organisation{}}
	root := models.Organisation{Kind: models.KindProvince, Name: "江西省", Path: "x", Version: 1, CreatedAt: now(), UpdatedAt: now()}
	w.must(db.Create(&root).Error)
	root.Path = models.PathUnder("", root.ID)
	w.must(db.Save(&root).Error)
	w.places["province"] = root
	system := access.System("test")
	for _, name := range []string{"county", "other county"} {
		o, err := w.s.CreateOrganisation(t.Context(), system, registry.NewOrganisation{ParentID: root.ID, Kind: models.KindCounty, Name: name})
		w.must(err)
		w.places[name] = o
	}
	for name, parent := range map[string]string{"centre": "county", "other": "other county"} {
		w.addSchool(name, parent)
	}
	w.addSchool("village", "centre")
	w.county = w.actor(models.RoleCountyAdmin, "county")
	w.school = w.actor(models.RoleSchoolAdmin, "centre")
	return w
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

func (w *world) addSchool(name, parent string) {
	w.t.Helper()
	row, err := w.s.CreateSchool(w.t.Context(), access.System("test"), registry.SchoolFields{ParentID: w.places[parent].ID, Name: name,
		Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation})
	w.must(err)
	w.places[name] = models.Organisation{ID: row.ID, Path: row.Path}
}

func (w *world) actor(role models.Role, place string) access.Actor {
	o := w.places[place]
	return access.NewActor(models.User{ID: 1, Name: string(role), Grants: []models.Grant{{Role: role, OrganisationID: o.ID, Organisation: o}}})
}

func (w *world) room(school, name string, students int) registry.ClassroomRow {
	w.t.Helper()
	row, err := w.s.CreateClassroom(w.t.Context(), w.county, w.places[school].ID, registry.ClassroomFields{Name: name, Kind: models.ClassroomOrdinary, StudentCount: &students})
	w.must(err)
	return row
}

func (w *world) panel(school string, room *uint, inches float64, bought models.Date) registry.DeviceRow {
	w.t.Helper()
	row, err := w.s.CreateDevice(w.t.Context(), w.county, w.places[school].ID, room, registry.DeviceFields{Category: models.CategoryPanel, Name: "一体机",
		BoughtOn: bought, Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches}}})
	w.must(err)
	return row
}

// consistent fails unless everything stored is what a fresh evaluation gives.
func (w *world) consistent(after string) {
	w.t.Helper()
	verdicts, err := compliance.New(w.db, func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) })
	w.must(err)
	_, err = verdicts.Evaluate(w.t.Context(), func(d compliance.Difference) {
		w.t.Errorf("after %s, a stored verdict or count differs from a fresh evaluation: %+v", after, d)
	})
	w.must(err)
}

func TestVerdictsFollowEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		small, large := w.room("centre", "小班", 40), w.room("centre", "大班", 50)
		device := w.panel("centre", &small.ID, 65, "2024-09-01")
		if device.Grade != models.GradePass && device.Grade != models.GradeUnknown {
			t.Errorf("a 65 inch panel before 40 pupils is %q", device.Grade)
		}
		w.consistent("registering a device")

		_, err := w.s.ChangeClassroom(ctx, w.school, small.ID, 1, func(f *registry.ClassroomFields) { n := 45; f.StudentCount = &n })
		w.must(err)
		device, err = w.s.Device(ctx, w.school, device.ID)
		w.must(err)
		if device.Grade != models.GradeFail {
			t.Errorf("the same panel before 45 pupils is %q, want fail", device.Grade)
		}
		w.consistent("a class that grew")

		device, err = w.s.MoveDevice(ctx, w.school, device.ID, device.Version, w.places["centre"].ID, &large.ID)
		w.must(err)
		if device.ClassroomName != "大班" {
			t.Errorf("the device is in %q", device.ClassroomName)
		}
		w.consistent("a move to another room")

		device, err = w.s.MoveDevice(ctx, w.county, device.ID, device.Version, w.places["village"].ID, nil)
		w.must(err)
		if device.SchoolName != "village" || device.State != models.DeviceIdle || device.BoughtOn != "2024-09-01" {
			t.Errorf("after a move to another school's store: %+v", device)
		}
		w.consistent("a move to another school")

		_, err = w.s.SetDeviceState(ctx, w.county, device.ID, device.Version, models.DeviceRetired, "到年限")
		w.must(err)
		w.consistent("a retirement")
		events, err := w.s.DeviceEvents(ctx, w.county, device.ID)
		w.must(err)
		var kinds []models.DeviceEventKind
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]models.DeviceEventKind{"state_changed", "moved", "moved", "registered"}, kinds); diff != "" {
			t.Errorf("the life of the device, the newest first (-want +got):\n%s", diff)
		}
	})
}

func TestDevicesThatAreRefused(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	room, foreign := w.room("centre", "一班", 40), w.room("village", "一班", 40)
	asset, negative, none := "0012", -1, ""
	_, err := w.s.CreateDevice(ctx, w.school, w.places["centre"].ID, nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", AssetNo: &asset})
	w.must(err)
	for _, c := range []struct {
		name   string
		school string
		room   *uint
		fields registry.DeviceFields
		want   errs.Kind
	}{
		{"an asset number twice in a school", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", AssetNo: &asset}, errs.Invalid},
		{"an empty asset number", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", AssetNo: &none}, errs.Invalid},
		{"no name", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "  "}, errs.Invalid},
		{"a category that is none", "centre", nil, registry.DeviceFields{Category: "suite", Name: "主机"}, errs.Invalid},
		{"a date that is none", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", BoughtOn: "2023-02-30"}, errs.Invalid},
		{"a section that the category lacks", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", Specs: models.Specs{Camera: &models.CameraSpecs{}}}, errs.Invalid},
		{"a memory below zero", "centre", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机", Specs: models.Specs{Host: &models.HostSpecs{MemoryMiB: &negative}}}, errs.Invalid},
		{"a room of another school", "centre", &foreign.ID, registry.DeviceFields{Category: models.CategoryHost, Name: "主机"}, errs.NotFound},
		{"a school out of scope", "village", nil, registry.DeviceFields{Category: models.CategoryHost, Name: "主机"}, errs.NotFound},
	} {
		_, err := w.s.CreateDevice(ctx, w.school, w.places[c.school].ID, c.room, c.fields)
		w.refused(err, c.want, c.name)
	}
	device := w.panel("centre", &room.ID, 75, "")
	_, err = w.s.SetDeviceState(ctx, w.school, device.ID, device.Version, models.DeviceRetired, "")
	w.refused(err, errs.Invalid, "retiring without a reason")
	_, err = w.s.MoveDevice(ctx, w.school, device.ID, 99, w.places["centre"].ID, nil)
	w.refused(err, errs.Conflict, "a stale version")
	_, err = w.s.ChangeClassroom(ctx, w.school, room.ID, 1, func(f *registry.ClassroomFields) { f.Retired = true })
	w.refused(err, errs.Conflict, "closing a room with a device in it")
	_, err = w.s.CreateClassroom(ctx, w.school, w.places["centre"].ID, registry.ClassroomFields{Name: "一班", Kind: models.ClassroomOrdinary})
	w.refused(err, errs.Invalid, "a room's name twice in a building")
	w.consistent("all these refusals")
}

func TestFactsKeepTheirSources(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	device := w.panel("centre", nil, 65, "")
	today := models.Provenance{Source: models.SourceTyped, On: "2026-11-23"}
	agent := models.Provenance{Source: models.SourceAgent, On: "2026-11-01"}
	w.must(w.db.Exec(`UPDATE devices SET specs = '{"display":{"size_inches":65,"visible_inches":64.5},"sources":{"display.size_inches":{"source":"agent","on":"2026-11-01"},"display.visible_inches":{"source":"agent","on":"2026-11-01"}}}' WHERE id = ?`, device.ID).Error)
	device, err := w.s.ChangeDevice(ctx, w.school, device.ID, device.Version, func(f *registry.DeviceFields) {
		inches := 75.0
		visible := 64.5
		f.Specs = models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches, VisibleInches: &visible}}
	})
	w.must(err)
	want := map[string]models.Provenance{"display.size_inches": today, "display.visible_inches": agent}
	if diff := cmp.Diff(want, device.Specs.Sources); diff != "" {
		t.Errorf("a corrected fact is typed, an untouched one keeps its source (-want +got):\n%s", diff)
	}
}

func TestSchoolsMoveWithAllBelowThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		centre := w.places["centre"].ID
		to := func(parent string) func(*registry.SchoolFields) {
			return func(f *registry.SchoolFields) { f.ParentID = w.places[parent].ID }
		}
		_, err := w.s.ChangeSchool(ctx, w.county, centre, 1, to("other county"))
		w.refused(err, errs.NotFound, "moving to another county by this county")
		_, err = w.s.ChangeSchool(ctx, w.school, centre, 1, to("county"))
		w.must(err) // nothing changes
		province := access.System("test")
		_, err = w.s.ChangeSchool(ctx, province, centre, 2, to("village"))
		w.refused(err, errs.Invalid, "moving below oneself")
		_, err = w.s.ChangeSchool(ctx, province, centre, 2, to("other county"))
		w.must(err)
		village, err := w.s.Organisation(ctx, province, w.places["village"].ID)
		w.must(err)
		var names []string
		for _, o := range village.Above {
			names = append(names, o.Name)
		}
		if diff := cmp.Diff([]string{"江西省", "other county", "centre"}, names); diff != "" || len(village.Path) != 36 {
			t.Errorf("above the village school now (-want +got):\n%s", diff)
		}
		_, err = w.s.School(ctx, w.county, w.places["village"].ID)
		w.refused(err, errs.NotFound, "the county sees what left it")
	})
}

func TestWhatIdentifiesASchoolIsTheBureaus(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	centre := w.places["centre"].ID
	_, err := w.s.ChangeSchool(ctx, w.school, centre, 1, func(f *registry.SchoolFields) { f.Name = "自己改名" })
	w.refused(err, errs.Forbidden, "a school that renames itself")
	_, err = w.s.ChangeSchool(ctx, w.county, centre, 1, func(f *registry.SchoolFields) { f.Name = "新名小学" })
	w.must(err)
	found, err := w.s.Organisations(ctx, w.county, registry.OrganisationFilter{Query: "centre"})
	w.must(err)
	if len(found) != 1 || found[0].Name != "新名小学" {
		t.Errorf("the old name finds %v", found)
	}
	yes := true
	_, err = w.s.ChangeOrganisation(ctx, w.county, w.places["county"].ID, registry.OrganisationChange{Retired: &yes, Version: 1})
	w.refused(err, errs.Conflict, "closing a county that has schools")
}

func TestListsFindAndPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		room := w.room("centre", "100%_班", 40)
		for i := range 5 {
			asset := fmt.Sprintf("00%d", i)
			_, err := w.s.CreateDevice(ctx, w.county, w.places["centre"].ID, &room.ID, registry.DeviceFields{Category: models.CategoryCamera,
				Name: fmt.Sprintf("摄像头%d", i), AssetNo: &asset, Serial: fmt.Sprintf("SN-%d", i)})
			w.must(err)
		}
		for query, want := range map[string]int{"摄像头": 5, "SN-": 5, "SN-3": 1, "004": 1, "没有": 0, "%": 0, "_": 0, "'; DROP TABLE devices": 0} {
			rows, total, err := w.s.Devices(ctx, w.county, registry.DeviceFilter{Query: query}, registry.Window{Limit: 50})
			w.must(err)
			if len(rows) != want || total.Rows != want {
				t.Errorf("%q finds %d rows of %d, want %d", query, len(rows), total.Rows, want)
			}
		}
		rooms, _, err := w.s.Classrooms(ctx, w.county, registry.ClassroomFilter{Query: "%_"}, registry.Window{Limit: 5})
		w.must(err)
		if len(rooms) != 1 || rooms[0].Devices != 5 {
			t.Errorf("a name with wildcards in it finds %+v", rooms)
		}
		rows, total, err := w.s.Devices(ctx, w.county, registry.DeviceFilter{}, registry.Window{Sort: "-asset_no", Offset: 2, Limit: 2})
		w.must(err)
		if total.Rows != 5 || len(rows) != 2 || *rows[0].AssetNo != "002" {
			t.Errorf("the second page from behind: %d rows of %d, first %v", len(rows), total.Rows, rows)
		}
		var each int
		w.must(w.s.EachDevice(ctx, w.county, registry.DeviceFilter{}, func(registry.DeviceRow) error { each++; return nil }))
		if each != 5 {
			t.Errorf("an export has %d rows, the list 5", each)
		}
		for _, sort := range []string{"label_token", "specs", "id; DROP TABLE devices"} {
			_, _, err = w.s.Devices(ctx, w.county, registry.DeviceFilter{}, registry.Window{Sort: sort, Limit: 5})
			w.refused(err, errs.Invalid, "sorting by "+sort)
		}
		nobody := access.Actor{}
		_, _, err = w.s.Devices(ctx, nobody, registry.DeviceFilter{}, registry.Window{Limit: 5})
		w.refused(err, errs.Unauthenticated, "a list for nobody")
	})
}

func TestLabels(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	device := w.panel("centre", nil, 65, "")
	before, err := w.s.Labels(ctx, w.school, registry.DeviceFilter{}, []uint{device.ID})
	w.must(err)
	_, err = w.s.Relabel(ctx, w.school, device.ID, device.Version)
	w.must(err)
	after, err := w.s.Labels(ctx, w.school, registry.DeviceFilter{}, nil)
	w.must(err)
	if len(before) != 1 || len(after) != 1 || before[0].Token == after[0].Token || len(after[0].Token) != 43 || len(after[0].Code) != 8 {
		t.Errorf("labels before %v and after %v", before, after)
	}
	_, err = w.s.Labels(ctx, w.actor(models.RoleTeacher, "centre"), registry.DeviceFilter{}, nil)
	w.refused(err, errs.Forbidden, "a teacher who prints labels")
	_, err = w.s.Labels(ctx, w.actor(models.RoleAuditor, "county"), registry.DeviceFilter{}, nil)
	w.refused(err, errs.Forbidden, "an auditor who sees label tokens")
}
