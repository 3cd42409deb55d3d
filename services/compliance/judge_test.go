package compliance

import (
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/standard"
)

func evaluator(t testing.TB) *standard.Evaluator {
	t.Helper()
	s, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	return s.Evaluator()
}

func TestJudgeSuite(t *testing.T) {
	type want struct {
		hasSuite, damaged, usable bool
		grade                     models.Grade
	}
	device := func(category models.Category, state models.DeviceState) *models.Device {
		d := &models.Device{ClassroomID: new(uint(1)), Category: category, State: state, BoughtOn: "2024"}
		switch category {
		case models.CategoryHost:
			d.Specs = hostSpecs()
		case models.CategoryPanel:
			d.Specs = panelSpecs(75)
		}
		return d
	}
	const host, panel, camera = models.CategoryHost, models.CategoryPanel, models.CategoryCamera
	const inUse, idle, damaged = models.DeviceInUse, models.DeviceIdle, models.DeviceDamaged
	cases := []struct {
		name    string
		devices []*models.Device
		want    want
	}{
		{"nothing", nil, want{}},
		{"host and panel", []*models.Device{device(host, inUse), device(panel, inUse)}, want{true, false, true, models.GradePass}},
		{"a damaged panel still counts, but cannot be used", []*models.Device{device(host, inUse), device(panel, damaged)}, want{true, true, false, models.GradePass}},
		{"a panel under repair", []*models.Device{device(host, inUse), device(panel, models.DeviceRepairing)}, want{true, true, false, models.GradePass}},
		{"a panel waiting for disposal", []*models.Device{device(host, inUse), device(panel, models.DeviceToRetire)}, want{true, true, false, models.GradePass}},
		{"a damaged document camera stops no lesson", []*models.Device{device(host, inUse), device(panel, inUse), device(models.CategoryDocCam, damaged)}, want{true, true, true, models.GradePass}},
		{"an idle host is not there", []*models.Device{device(host, idle), device(panel, inUse)}, want{true, false, true, models.GradeFail}},
		{"a retired host is not there", []*models.Device{device(host, models.DeviceRetired), device(panel, inUse)}, want{true, false, true, models.GradeFail}},
		{"a camera alone is no suite", []*models.Device{device(camera, inUse)}, want{}},
		{"a damaged camera alone", []*models.Device{device(camera, damaged)}, want{damaged: true}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			room := models.Classroom{StudentCount: new(30), Verdicts: models.Verdicts{Fails: 7, Grade: models.GradeUnknown}, HasSuite: true}
			for i, d := range c.devices {
				d.ID, d.Verdicts, d.MissingDate = uint(i+1), models.Verdicts{Fails: 7, Grade: models.GradeUnknown}, true
			}
			Judge(evaluator(t), &room, c.devices, today)
			if got := (want{room.HasSuite, room.Damaged, room.Usable, room.Grade}); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if !room.HasSuite && (room.Verdicts != models.Verdicts{} || room.NetworkGrade != models.GradeNone) {
				t.Errorf("nothing is judged about a room without a suite: %+v", room)
			}
			for _, d := range c.devices {
				if !d.Installed() && (d.Verdicts != models.Verdicts{} || d.MissingDate) {
					t.Errorf("nothing is judged about a device that is not there: %+v", d.Verdicts)
				}
			}
		})
	}
}

func TestTallyCountsAUnionOnce(t *testing.T) {
	std, err := standard.Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	fails := models.Verdicts{Fails: 1 << 4, Judged: 1 << 4, Grade: models.GradeFail}
	rooms := []models.Classroom{
		{HasSuite: true, Verdicts: fails, Damaged: true},
		{HasSuite: true, Verdicts: fails, Usable: true},
		{HasSuite: true, Verdicts: models.Verdicts{Fails: 1 << 15, Grade: models.GradePass}, Damaged: true},
		{HasSuite: true, Verdicts: models.Verdicts{Unknowns: 1 << 4, Judged: 1 << 4, Grade: models.GradeUnknown}, StandardGrade: models.GradePass},
		{},
		{HasSuite: true, RetiredAt: &noon, Verdicts: fails},
	}
	room := new(uint(1))
	devices := []models.Device{
		{Category: models.CategoryHost, ClassroomID: room, State: models.DeviceDamaged, Verdicts: fails, MissingDate: true},
		{Category: models.CategoryHost, ClassroomID: room, State: models.DeviceIdle},
		{Category: models.CategoryHost, State: models.DeviceIdle},
		{Category: models.CategoryHost, State: models.DeviceRetired},
	}
	got := Tally(std, 3, rooms, devices)
	want := map[models.Category]models.SchoolCounts{
		models.CategorySuite: {SchoolID: 3, Category: models.CategorySuite, Total: 5, InUse: 4, Passed: 1, Failed: 2, Unknown: 1, StandardPassed: 1,
			Damaged: 2, FailedAndDamaged: 1, FailedOrDamaged: 3, Usable: 1},
		models.CategoryHost: {SchoolID: 3, Category: models.CategoryHost, Total: 3, InUse: 1, Failed: 1, Damaged: 1, FailedAndDamaged: 1,
			FailedOrDamaged: 1, MissingDate: 1},
	}
	if len(got.Categories) != len(want) {
		t.Errorf("categories %+v", got.Categories)
	}
	for _, c := range got.Categories {
		if c != want[c.Category] {
			t.Errorf("got  %+v\nwant %+v", c, want[c.Category])
		}
	}
	ram := models.SchoolCriterionCounts{SchoolID: 3, Criterion: "HW-MIN-RAM", FailedSuites: 2, UnknownSuites: 1, FailedDevices: 1}
	if len(got.Criteria) != 1 || got.Criteria[0] != ram {
		t.Errorf("criteria %+v: one that does not decide is not counted", got.Criteria)
	}
}

// TestRefreshKeepsUpWithAnyChange makes random changes, refreshes only the rooms that each concerns, and expects a full
// evaluation to find nothing left to mend.
func TestRefreshKeepsUpWithAnyChange(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	var rooms []models.Classroom
	var devices []models.Device
	for _, name := range []string{"一班", "二班", "三班"} {
		room := c.room(c.first, name)
		host, panel := c.suite(c.first, room)
		rooms, devices = append(rooms, room), append(devices, host, panel)
	}
	c.refresh(c.first)
	c.refresh(c.other)
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 4).Draw(r, "changes") {
			d := c.storedDevice(devices[rapid.IntRange(0, len(devices)-1).Draw(r, "device")].ID)
			room := rooms[rapid.IntRange(0, len(rooms)-1).Draw(r, "room")]
			touched := []uint{room.ID}
			if d.ClassroomID != nil {
				touched = append(touched, *d.ClassroomID)
			}
			var subject any = &models.Device{ID: d.ID}
			var set map[string]any
			switch rapid.IntRange(0, 5).Draw(r, "kind") {
			case 0:
				set = map[string]any{"classroom_id": room.ID}
			case 1:
				set = map[string]any{"classroom_id": nil}
			case 2:
				set = map[string]any{"state": rapid.SampledFrom(models.DeviceStates()).Draw(r, "state")}
			case 3:
				set = map[string]any{"bought_on": rapid.SampledFrom([]string{"", "2016", "2024"}).Draw(r, "date")}
			case 4:
				subject, set = &models.Classroom{ID: room.ID}, map[string]any{"student_count": rapid.IntRange(44, 45).Draw(r, "students")}
			case 5:
				subject, set = &models.Classroom{ID: room.ID}, map[string]any{"on_campus_network": rapid.Bool().Draw(r, "campus")}
			}
			c.change(c.first, func(tx *gorm.DB) { c.must(tx.Model(subject).UpdateColumns(set).Error) }, touched...)
		}
		if _, found := c.evaluate(); len(found) > 0 {
			r.Fatalf("left behind: %+v", found)
		}
	})
}
