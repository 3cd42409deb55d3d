package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

// upload sends a file as a form, as somebody with the role.
func (w *world) upload(role models.Role, path, stage string, file []byte) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if stage != "" {
		if err := form.WriteField("stage", stage); err != nil {
			w.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("photo", "../../photo.html")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, path, &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	if role != "" {
		request.Header.Set("Authorization", "Bearer "+w.tokens[role])
	}
	recorder := httptest.NewRecorder()
	w.server.ServeHTTP(recorder, request)
	return answer{recorder.Code, recorder.Body.String(), recorder.Header()}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAGuestReportsByLabelAndFollows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		if err := db.Where("1 = 1").Delete(&models.Attachment{}).Error; err != nil {
			t.Fatal(err)
		}
		page := w.ask("", "GET", "/api/v1/public/labels/"+w.abroad.token, nil)
		if page.status != 200 || !strings.Contains(page.body, marker+"一体机") || !strings.Contains(page.body, `"F13"`) {
			t.Fatalf("the label's page: %d %s", page.status, page.body)
		}
		for _, private := range []string{"SN1", "13812345678", marker + "老师", "开不了机", w.abroad.token, "T-于都县"} {
			if strings.Contains(page.body, private) {
				t.Errorf("anybody reads %q: %s", private, page.body)
			}
		}
		device := models.Device{SchoolID: w.abroad.school, Category: models.CategoryHost, Name: "主机", State: models.DeviceInUse, LabelToken: "fresh", LabelCode: "FRESH", Version: 1}
		w.create(&device)
		reported := w.ask("", "POST", "/api/v1/public/labels/fresh/tickets", map[string]any{"fault": "F01", "reporter_phone": "13800001111"})
		var view struct{ Number, Follow string }
		if err := json.Unmarshal([]byte(reported.body), &view); err != nil || reported.status != 200 || view.Follow == "" {
			t.Fatalf("reported: %d %s", reported.status, reported.body)
		}
		follow := "/api/v1/public/tickets/" + view.Follow
		if got := w.upload("", follow+"/photos", "", picture(t)); got.status != 204 {
			t.Errorf("a photo: %d %s", got.status, got.body)
		}
		if got := w.upload("", follow+"/photos", "", []byte("<html><script>alert(1)</script>")); got.status != 422 {
			t.Errorf("a page as a photo: %d %s", got.status, got.body)
		}
		if got := w.upload("", follow+"x/photos", "", picture(t)); got.status != 404 {
			t.Errorf("a photo with a made-up link: %d %s", got.status, got.body)
		}
		progress := w.ask("", "GET", follow, nil)
		if progress.status != 200 || !strings.Contains(progress.body, `"photos":1`) || !strings.Contains(progress.body, "待受理") || strings.Contains(progress.body, "1380000") {
			t.Errorf("followed: %d %s", progress.status, progress.body)
		}
	})
}

func TestPhotosAreServedAsPicturesToWhoSeesTheTicket(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	path := fmt.Sprintf("/api/v1/tickets/%d/photos", w.home.ticket)
	added := w.upload(models.RoleSchoolAdmin, path, "report", picture(t))
	var view struct{ ID uint }
	if err := json.Unmarshal([]byte(added.body), &view); err != nil || added.status != 200 {
		t.Fatalf("added: %d %s", added.status, added.body)
	}
	photo := fmt.Sprintf("/api/v1/photos/%d", view.ID)
	got := w.ask(models.RoleTechnician, "GET", photo, nil)
	if got.status != 200 || got.header.Get("Content-Type") != "image/jpeg" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
		got.header.Get("Content-Disposition") != "inline" || !strings.HasPrefix(got.body, "\xff\xd8") {
		t.Errorf("sent: %d %v", got.status, got.header)
	}
	for role, want := range map[models.Role]int{models.RoleTeacher: 404, "": 401, models.RoleAuditor: 200, models.RoleCountyAdmin: 200} {
		if got := w.ask(role, "GET", photo, nil); got.status != want {
			t.Errorf("as %q: %d, want %d", role, got.status, want)
		}
	}
	for name, c := range map[string]struct {
		role   models.Role
		stage  string
		status int
	}{
		"a stage that is none":                 {models.RoleSchoolAdmin, "selfie", 422},
		"a technician who has not accepted":    {models.RoleTechnician, "after", 409},
		"an auditor changes nothing":           {models.RoleAuditor, "report", 403},
		"a teacher who does not see it":        {models.RoleTeacher, "report", 404},
		"nobody":                               {"", "report", 401},
		"a photo of the repair before accepts": {models.RoleSchoolAdmin, "after", 409},
	} {
		if got := w.upload(c.role, path, c.stage, picture(t)); got.status != c.status {
			t.Errorf("%s: %d %s, want %d", name, got.status, got.body, c.status)
		}
	}
	huge := w.upload(models.RoleSchoolAdmin, path, "report", make([]byte, 13<<20))
	if huge.status != 413 {
		t.Errorf("13 MB: %d %s", huge.status, huge.body)
	}
}

func TestScanningIsLimited(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	report := func() int {
		return w.ask("", "POST", "/api/v1/public/labels/"+w.home.token+"/tickets", map[string]any{"fault": "F12", "reporter_phone": "13800001111"}).status
	}
	for range 10 {
		if status := report(); status != 200 {
			t.Fatalf("answered %d", status)
		}
	}
	if status := report(); status != 429 {
		t.Errorf("the eleventh report of one label in an hour answered %d", status)
	}
	var last int
	for range 301 {
		last = w.ask("", "GET", "/api/v1/public/labels/guess", nil).status
	}
	if last != 429 {
		t.Errorf("guessing labels was never stopped: %d", last)
	}
}

func TestTicketsAreExportedAsAWorkbook(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	got := w.ask(models.RoleSchoolAdmin, "GET", "/api/v1/tickets/export?status=open", nil)
	if got.status != 200 || !strings.HasPrefix(got.body, "PK") || !strings.Contains(got.header.Get("Content-Disposition"), "20261123.xlsx") {
		t.Errorf("%d %v %.100s", got.status, got.header, got.body)
	}
}
