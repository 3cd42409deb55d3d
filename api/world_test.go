package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/compliance"
	"banbantong/services/history"
)

// world is the whole server over a real database with two schools in two counties, the same in everything but
// whose they are, and one person of every role, all of whose grants are at home.
type world struct {
	t          *testing.T
	db         *gorm.DB
	server     http.Handler
	compliance *compliance.Service
	home       site
	abroad     site // another county's; its names hold the marker, which nobody at home may ever read
	tokens     map[models.Role]string
	people     map[models.Role]uint
	stranger   uint // a user of the school abroad

	strangersExport uint
}

// site is a county with one school, and one of everything in it.
type site struct {
	county, school, classroom, device, ticket, photo, period, snapshot, plan, form, purchase, transfer, disposal, standard uint
	token                                                                                                                  string // of the device's label
}

const marker = "禁区"

var clock = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func now() time.Time { return clock }

func newWorld(t *testing.T, db *gorm.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, tokens: map[models.Role]string{}, people: map[models.Role]uint{}}
	services := newServices(t, db)
	w.compliance = services.Compliance
	var err error
	w.server, err = api.New(api.Config{Version: "test", Web: pages(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Ready: func() error { return nil }, Now: now}, services)
	if err != nil {
		t.Fatal(err)
	}
	root := w.organisation("江西省", nil, models.KindProvince)
	city := w.organisation("赣州市", &root, models.KindCity)
	w.home, w.abroad = w.site("信丰县", "", city), w.site("于都县", marker, city)
	if err := history.Begin(t.Context(), db, clock.AddDate(0, -1, 0)); err != nil {
		t.Fatal(err)
	}

	homes := map[models.OrganisationKind]uint{models.KindProvince: root.ID, models.KindCity: city.ID, models.KindCounty: w.home.county,
		models.KindSchool: w.home.school, "": w.home.county}
	for _, role := range access.Roles() {
		w.people[role.Role] = w.person(services, string(role.Role), role.Role, homes[role.Kind])
	}
	w.stranger = w.person(services, "stranger", models.RoleSchoolAdmin, w.abroad.school)
	made := models.Export{UserID: w.stranger, Kind: models.ExportSchools, Place: marker, Job: models.Job{Status: models.JobDone, CreatedAt: clock, BeatAt: clock}}
	w.create(&made)
	w.strangersExport = made.ID
	w.create(&models.Ticket{Number: "T-finished", SchoolID: w.home.school, ClassroomID: &w.home.classroom, Fault: "F07", Priority: "P2",
		Status: models.TicketFinished, DueAt: clock, ReportedAt: clock, Version: 1, CreatedAt: clock, UpdatedAt: clock})
	w.create(&models.Ticket{Number: "T-own", SchoolID: w.home.school, DeviceID: &w.home.device, ClassroomID: &w.home.classroom, Fault: "F02",
		Priority: "P1", Status: models.TicketOpen, StateBefore: models.DeviceInUse, DueAt: clock, ReportedAt: clock, Version: 1, CreatedAt: clock, UpdatedAt: clock})
	return w
}

// pages stands for the built front end.
func pages() fs.FS {
	return fstest.MapFS{"index.html": {Data: []byte("<html>desk</html>")}, "m.html": {Data: []byte("<html>phone</html>")},
		"assets/app.js": {Data: []byte("1")}}
}

func (w *world) create(row any) {
	w.t.Helper()
	if err := w.db.Omit("Organisation", "Grants").Create(row).Error; err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) organisation(name string, parent *models.Organisation, kind models.OrganisationKind) models.Organisation {
	w.t.Helper()
	o := models.Organisation{Kind: kind, Name: name, Path: name, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	above := ""
	if parent != nil {
		o.ParentID, above = &parent.ID, parent.Path
	}
	w.create(&o)
	o.Path = models.PathUnder(above, o.ID)
	if err := w.db.Save(&o).Error; err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) site(county, mark string, city models.Organisation) site {
	w.t.Helper()
	c := w.organisation(county, &city, models.KindCounty)
	o := w.organisation(mark+"第一小学", &c, models.KindSchool)
	w.create(&models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation,
		GuestReports: true, Version: 1, CreatedAt: clock, UpdatedAt: clock})
	students := 46
	room := models.Classroom{SchoolID: o.ID, Name: mark + "三（1）班", Kind: models.ClassroomOrdinary, StudentCount: &students, Version: 1,
		CreatedAt: clock, UpdatedAt: clock}
	w.create(&room)
	inches := 65.0
	token := strings.Repeat("t", 42) + string(rune('a'+len(mark)))
	device := models.Device{SchoolID: o.ID, ClassroomID: &room.ID, Category: models.CategoryPanel, Name: mark + "一体机", Serial: mark + "SN1",
		State: models.DeviceInUse, Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches}}, LabelToken: token,
		LabelCode: "CODE" + county, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&device)
	ticket := models.Ticket{Number: "T-" + county, SchoolID: o.ID, DeviceID: &device.ID, ClassroomID: &room.ID, Fault: "F01", Priority: "P1",
		Description: mark + "开不了机", ReporterName: mark + "老师", ReporterPhone: "13812345678", Status: models.TicketOpen,
		StateBefore: models.DeviceInUse, DueAt: clock, ReportedAt: clock, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&ticket)
	w.create(&models.AuditEntry{At: clock, Actor: mark + "某人", Action: "device.created", Subject: "device", SubjectID: device.ID, OrganisationID: &o.ID})
	photo := models.Attachment{TicketID: ticket.ID, Stage: models.StageAfter, StorageKey: mark + ".jpg", ContentType: "image/jpeg", CreatedAt: clock}
	w.create(&photo)
	period := models.Period{OrganisationID: c.ID, Name: mark + "秋季学期", Kind: models.PeriodAutumn, Tables: models.ReportTables(), CutOffAt: clock,
		DueSchool: "2026-12-01", DueCentre: "2026-12-02", Note: mark, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&period)
	w.create(&models.Submission{PeriodID: period.ID, OrganisationID: c.ID, Status: models.SubmissionSubmitted, Remarks: mark, Version: 1,
		CreatedAt: clock, UpdatedAt: clock})
	snapshot := models.Snapshot{PeriodID: period.ID, OrganisationID: c.ID, Sequence: 1, Revision: 1, Hash: mark,
		Content: []byte(`{"remarks": "` + mark + `"}`), CreatedAt: clock}
	w.create(&snapshot)
	plan := models.RenewalPlan{OrganisationID: c.ID, PlanAims: models.PlanAims{Name: mark + "更新计划", Objective: models.ObjectiveRooms, RuralPercent: 100},
		Author: mark + "某人", Prices: []models.PlanPrice{}, ComputedAt: &clock, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&plan)
	form := models.Form{OrganisationID: c.ID, Name: mark + "表样", FileName: mark + ".xlsx", Content: []byte("PK" + mark), Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&form)
	purchase := models.Purchase{OrganisationID: c.ID, Name: mark + "采购", Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&purchase)
	w.create(&models.PurchaseCheck{PurchaseID: purchase.ID, Version: 1, Items: []models.PurchaseItem{}, Findings: []models.PurchaseFinding{},
		Conclusion: models.PurchaseAdvised, Author: mark + "某人", CheckedAt: clock})
	pledged := models.Device{SchoolID: o.ID, Category: models.CategoryPanel, Name: mark + "备用屏", State: models.DeviceIdle, HeldBy: "DB-" + county,
		LabelToken: "pledged-" + county, LabelCode: "PLEDGED" + county, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&pledged)
	disposal := models.Disposal{Number: "BF-" + county, SchoolID: o.ID, Status: models.DisposalApplied, Cause: models.DisposalAged, Reason: mark + "太旧", Applicant: mark + "某人",
		Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&disposal)
	transfer := w.transfer("DB-"+county, o.ID, pledged, models.TransferProposed)
	draft := models.StandardVersion{OrganisationID: c.ID, Name: mark + "标准", Note: mark, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&draft)
	return site{county: c.ID, school: o.ID, classroom: room.ID, device: device.ID, ticket: ticket.ID, photo: photo.ID, period: period.ID,
		snapshot: snapshot.ID, plan: plan.ID, form: form.ID, purchase: purchase.ID, transfer: transfer, disposal: disposal.ID, standard: draft.ID, token: token}
}

// transfer is an order of the school to itself, so that one place signs on both sides.
func (w *world) transfer(number string, schoolID uint, device models.Device, status models.TransferStatus) uint {
	w.t.Helper()
	t := models.Transfer{Number: number, GiverID: schoolID, ReceiverID: schoolID, Status: status, Reason: device.Name, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&t)
	w.create(&models.TransferItem{TransferID: t.ID, DeviceID: device.ID, FromPlace: device.Name, Status: models.ItemPending})
	w.create(&models.TransferEvent{TransferID: t.ID, Action: "propose", ToStatus: models.TransferProposed, Actor: device.Name, At: clock})
	return t.ID
}

func (w *world) person(s api.Services, name string, role models.Role, place uint) uint {
	w.t.Helper()
	user, password, err := s.Users.Create(w.t.Context(), access.System("test"), accounts.NewUser{Username: strings.ReplaceAll(name, "_", "-"), Name: name,
		Grants: []accounts.NewGrant{{Role: role, OrganisationID: place}}})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Model(&models.User{}).Where("id = ?", user.ID).Update("must_change_password", false).Error; err != nil {
		w.t.Fatal(err)
	}
	tokens, err := s.Sessions.SignIn(w.t.Context(), user.Username, password)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, taken := w.tokens[role]; !taken {
		w.tokens[role] = tokens.Access
	}
	return user.ID
}

// answer is what the server said.
type answer struct {
	status int
	body   string
	header http.Header
}

// ask sends a request as somebody with the role; "" is nobody. body is sent as JSON unless it is nil.
func (w *world) ask(role models.Role, method, path string, body any) answer {
	w.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	request := httptest.NewRequestWithContext(w.t.Context(), method, path, content)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if role != "" {
		request.Header.Set("Authorization", "Bearer "+w.tokens[role])
	}
	recorder := httptest.NewRecorder()
	w.server.ServeHTTP(recorder, request)
	return answer{recorder.Code, recorder.Body.String(), recorder.Header()}
}
