package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// told asks for something as the role and decodes the answer.
func told[T any](w *world, role models.Role, path string) T {
	w.t.Helper()
	var value T
	w.told(w.ask(role, "GET", path, nil), &value)
	return value
}

func (w *world) told(a answer, value any) {
	w.t.Helper()
	if a.status != 200 {
		w.t.Fatalf("answered %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), value); err != nil {
		w.t.Fatal(err)
	}
}

func verdictOn(verdicts []api.VerdictView, criterion string) api.VerdictView {
	for _, v := range verdicts {
		if v.Criterion == criterion {
			return v
		}
	}
	return api.VerdictView{}
}

func TestVerdictsOfOwnThings(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	inches := 60.0
	specs := models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches},
		Sources: map[string]models.Provenance{"display.size_inches": {Source: models.SourceImported, On: "2024-09-01"}}}
	device := models.Device{ID: w.home.device, BoughtOn: "2024-03", Specs: specs}
	if err := w.db.Model(&device).Select("bought_on", "specs").UpdateColumns(device).Error; err != nil {
		t.Fatal(err)
	}
	room := told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/classrooms/%d/verdicts", w.home.classroom))
	screen := verdictOn(room, "HW-STD-DISPLAY")
	if screen.Outcome != "fail" || !screen.Decides || !screen.InRoom || screen.DeviceID != w.home.device || screen.DeviceName != "一体机" ||
		screen.Measured != "60 英寸，班额 46 人" || screen.Source != models.SourceImported || screen.On != "2024-09-01" ||
		screen.Notice == "" || screen.Clause == "" || screen.Reason == "" || screen.Mend == "" || screen.TierLabel != "标准配置" {
		t.Errorf("the screen: %+v", screen)
	}
	if host := verdictOn(room, "HW-ROOM-HOST"); host.Outcome != "fail" || host.DeviceID != 0 || host.Reason != "教室没有在用的主机。" || host.Mend == "" {
		t.Errorf("a room without a host does not say so: %+v", host)
	}
	if screen := verdictOn(room, "HW-ROOM-DISPLAY"); screen.Outcome != "pass" {
		t.Errorf("a room with a screen: %+v", screen)
	}
	for _, v := range told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/devices/%d/verdicts", w.home.device)) {
		if v.DeviceID != w.home.device {
			t.Errorf("among the verdicts on a device: %+v", v)
		}
	}
	school := told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/schools/%d/verdicts", w.home.school))
	if v := verdictOn(school, "NET-SCH-UPLINK"); v.Outcome != "unknown" || v.Measured != "未填写" || v.Subject != "school" {
		t.Errorf("the school: %+v", v)
	}

	if err := w.db.Model(&models.Device{}).Where("id = ?", w.home.device).UpdateColumns(map[string]any{"classroom_id": nil}).Error; err != nil {
		t.Fatal(err)
	}
	room = told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/classrooms/%d/verdicts", w.home.classroom))
	if v := verdictOn(room, "HW-ROOM-DISPLAY"); v.Outcome != "fail" || v.Reason != "教室没有在用的屏幕。" {
		t.Errorf("an empty room: %+v", v)
	}
	stored := told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/devices/%d/verdicts", w.home.device))
	if stored == nil || len(stored) != 0 {
		t.Errorf("a device in the store: %+v", stored)
	}
}

// TestSwitchedReadingReachesEveryVerdict chooses a reading over HTTP while a server keeps current, as serve does.
func TestSwitchedReadingReachesEveryVerdict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		base, turbo := 2500, 4400
		host := models.Device{SchoolID: w.home.school, ClassroomID: &w.home.classroom, Category: models.CategoryHost, Name: "主机", BoughtOn: "2024-03-01",
			State: models.DeviceInUse, Specs: models.Specs{Host: &models.HostSpecs{CPUBaseMHz: &base, CPUTurboMHz: &turbo}},
			LabelToken: "token-of-the-host", LabelCode: "HOST", Version: 1, CreatedAt: clock, UpdatedAt: clock}
		w.create(&host)
		ctx, stop := context.WithCancel(t.Context())
		var server sync.WaitGroup
		server.Go(func() { w.compliance.KeepCurrent(ctx, slog.New(slog.NewTextHandler(io.Discard, nil))) })
		defer server.Wait()
		defer stop()
		settled := func() api.EvaluationView {
			t.Helper()
			for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
				if v := told[api.EvaluationView](w, models.RoleTeacher, "/api/v1/evaluation"); !v.Running && v.FinishedAt != nil {
					return v
				}
			}
			t.Fatal("the evaluation does not end")
			return api.EvaluationView{}
		}
		failing := func(role models.Role) api.CriterionCountsView {
			t.Helper()
			for _, c := range told[[]api.CriterionView](w, role, "/api/v1/criteria") {
				if c.ID == "HW-STD-CPU-FREQ" {
					return *c.Counts
				}
			}
			t.Fatal("the criterion is missing")
			return api.CriterionCountsView{}
		}
		if v := settled(); v.Error != "" || v.Done != 2 || v.Total != 2 || v.Differences == 0 {
			t.Errorf("the first evaluation: %+v", v)
		}
		if got := failing(models.RoleCountyAdmin); got.FailedSuites != 1 || got.FailedDevices != 1 {
			t.Errorf("by the base clock: %+v", got)
		}

		choice := map[string]any{"readings": map[string]string{"cpu.freq_basis": "turbo"}}
		var preview api.PreviewView
		w.told(w.ask(models.RoleProvinceAdmin, "POST", "/api/v1/standards/readings/preview",
			map[string]any{"organisation_id": w.home.county, "readings": choice["readings"]}), &preview)
		if preview.Now.Devices.Failed != 1 || preview.Then.Devices.Failed != 0 {
			t.Errorf("the preview: %+v", preview)
		}
		for _, role := range []models.Role{models.RoleCityAdmin, models.RoleCountyAdmin, models.RoleSchoolAdmin, models.RoleAuditor} {
			if got := w.ask(role, "POST", "/api/v1/standards/readings", choice); got.status != 403 {
				t.Errorf("%s switches a reading: %d", role, got.status)
			}
		}
		var standard api.StandardView
		w.told(w.ask(models.RoleProvinceAdmin, "POST", "/api/v1/standards/readings", choice), &standard)
		if v := settled(); v.Differences == 0 {
			t.Errorf("the evaluation after the switch: %+v", v)
		}
		if got := failing(models.RoleCountyAdmin); got.FailedSuites != 0 || got.FailedDevices != 0 {
			t.Errorf("by the turbo clock: %+v", got)
		}
		room := told[[]api.VerdictView](w, models.RoleTeacher, fmt.Sprintf("/api/v1/classrooms/%d/verdicts", w.home.classroom))
		if v := verdictOn(room, "HW-STD-CPU-FREQ"); v.Outcome != "pass" || v.Reading != "按睿频（最高频率）判定" {
			t.Errorf("the verdict: %+v", v)
		}
		for _, r := range told[api.StandardView](w, models.RoleTeacher, "/api/v1/standards").Readings {
			if touched := r.ID == "cpu.freq_basis"; touched != (r.Since != nil) || touched != (r.By != "") || touched == (r.Chosen == r.Default) {
				t.Errorf("the reading says %+v", r)
			}
		}
	})
}

func TestReadingsThatAreNone(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, body := range map[string]map[string]any{
		"an unknown reading":     {"readings": map[string]string{"fly": "yes"}},
		"an unknown alternative": {"readings": map[string]string{"disk.nominal": "large"}},
		"no readings":            {},
		"no text":                {"readings": map[string]int{"disk.nominal": 1}},
	} {
		if got := w.ask(models.RoleProvinceAdmin, "POST", "/api/v1/standards/readings", body); got.status != 422 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	body := map[string]any{"organisation_id": w.city().ID, "readings": map[string]string{"disk.nominal": "class"}}
	if got := w.ask(models.RoleProvinceAdmin, "POST", "/api/v1/standards/readings/preview", body); got.status != 422 {
		t.Errorf("a preview of a city: %d %s", got.status, got.body)
	}
	if standard := told[api.StandardView](w, models.RoleProvinceAdmin, "/api/v1/standards"); len(standard.Readings) != 10 || standard.Notice != "赣技教字〔2023〕29号" {
		t.Errorf("the standard: %+v", standard)
	}
}

func TestCriteriaOfAPlace(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for _, c := range told[[]api.CriterionView](w, models.RoleTeacher, "/api/v1/criteria") {
		if c.ID == "" || c.Title == "" || c.Required == "" || c.Clause == "" || c.Failure == "" || c.Mend == "" || c.TierLabel == "" || c.Counts != nil {
			t.Errorf("a teacher sees %+v", c)
		}
	}
	if got := w.ask(models.RoleCountyAdmin, "GET", fmt.Sprintf("/api/v1/criteria?organisation=%d", w.abroad.county), nil); got.status != 404 {
		t.Errorf("of another county: %d %s", got.status, got.body)
	}
	for _, c := range told[[]api.CriterionView](w, models.RoleCountyAdmin, fmt.Sprintf("/api/v1/criteria?organisation=%d", w.home.school)) {
		if c.Counts == nil {
			t.Errorf("no counts of %s", c.ID)
		}
	}
}
