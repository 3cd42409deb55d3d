package tickets_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

// town is two schools in two counties with people, devices and a clock.
type town struct {
	t       *testing.T
	db      *gorm.DB
	tickets *tickets.Service
	clock   time.Time

	school, village, elsewhere models.Organisation
	room                       models.Classroom
	panel, stored, far         models.Device

	county, auditor, admin, teacher, colleague, technician, second, stranger access.Actor
}

func newTown(t *testing.T, db *gorm.DB) *town {
	t.Helper()
	w := &town{t: t, db: db, clock: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)} // Monday, 09:00 in China
	now := func() time.Time { return w.clock }
	verdicts, err := compliance.New(db, now)
	if err != nil {
		t.Fatal(err)
	}
	w.tickets = tickets.New(db, now, []byte("secret of the test"), verdicts, disposals.Returns{})
	province := w.organisation(nil, models.KindProvince, "江西省")
	city := w.organisation(&province, models.KindCity, "赣州市")
	county := w.organisation(&city, models.KindCounty, "信丰县")
	other := w.organisation(&city, models.KindCounty, "大余县")
	w.school = w.newSchool(county, "信丰县第一小学")
	w.village = w.newSchool(w.school, "五里山教学点")
	w.elsewhere = w.newSchool(other, "大余县东门小学")
	w.room = models.Classroom{SchoolID: w.school.ID, Building: "教学楼", Name: "三（1）班", Kind: models.ClassroomOrdinary, Version: 1}
	w.create(&w.room)
	w.panel = w.device(w.school.ID, &w.room.ID, "希沃一体机", "PANEL")
	w.stored = w.device(w.school.ID, nil, "备用主机", "STORED")
	w.far = w.device(w.elsewhere.ID, nil, "鸿合一体机", "FAR")
	w.county = w.person("张局", models.RoleCountyAdmin, county)
	w.auditor = w.person("审计员", models.RoleAuditor, county)
	w.admin = w.person("李校", models.RoleSchoolAdmin, w.school)
	w.teacher = w.person("王老师", models.RoleTeacher, w.school)
	w.colleague = w.person("赵老师", models.RoleTeacher, w.school)
	w.technician = w.person("陈师傅", models.RoleTechnician, county)
	w.second = w.person("刘师傅", models.RoleTechnician, county)
	w.stranger = w.person("外县师傅", models.RoleTechnician, other)
	return w
}

func (w *town) create(row any) {
	w.t.Helper()
	if err := w.db.Create(row).Error; err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) organisation(parent *models.Organisation, kind models.OrganisationKind, name string) models.Organisation {
	w.t.Helper()
	o, above := models.Organisation{Kind: kind, Name: name, Version: 1, Path: name}, ""
	if parent != nil {
		o.ParentID, above = &parent.ID, parent.Path
	}
	w.create(&o)
	o.Path = models.PathUnder(above, o.ID)
	if err := w.db.Model(&o).Update("path", o.Path).Error; err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *town) newSchool(parent models.Organisation, name string) models.Organisation {
	w.t.Helper()
	o := w.organisation(&parent, models.KindSchool, name)
	school := models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation,
		GuestReports: true, Version: 1}
	if err := w.db.Omit("Organisation").Create(&school).Error; err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *town) device(schoolID uint, roomID *uint, name, token string) models.Device {
	w.t.Helper()
	d := models.Device{SchoolID: schoolID, ClassroomID: roomID, Category: models.CategoryPanel, Name: name, State: models.DeviceInUse,
		LabelToken: "token-of-" + token, LabelCode: token, Serial: "SECRET-SERIAL", Version: 1}
	w.create(&d)
	return d
}

func (w *town) person(name string, role models.Role, at models.Organisation) access.Actor {
	w.t.Helper()
	u := models.User{Username: name, Name: name, Phone: "13912345678", PasswordHash: "-", Version: 1}
	if err := w.db.Omit("Grants").Create(&u).Error; err != nil {
		w.t.Fatal(err)
	}
	g := models.Grant{UserID: u.ID, Role: role, OrganisationID: at.ID}
	if err := w.db.Omit("Organisation").Create(&g).Error; err != nil {
		w.t.Fatal(err)
	}
	g.Organisation = at
	u.Grants = []models.Grant{g}
	return access.NewActor(u)
}

// report lets the teacher report a fault of the device.
func (w *town) report(device models.Device, fault string) models.Ticket {
	w.t.Helper()
	out, err := w.tickets.Report(w.t.Context(), w.teacher, tickets.Report{DeviceID: &device.ID, Fault: fault, Description: "上课时出现"})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Ticket
}

// accepted is a ticket that the technician repairs.
func (w *town) accepted(fault string) tickets.Detail {
	w.t.Helper()
	t := w.report(w.panel, fault)
	return w.must(w.tickets.Accept(w.t.Context(), w.technician, t.ID, t.Version))
}

// finished is a ticket that waits for confirmation.
func (w *town) finished(outcome models.TicketOutcome) tickets.Detail {
	w.t.Helper()
	d := w.accepted("F02")
	w.photo(d.ID, models.StageAfter)
	return w.must(w.tickets.Finish(w.t.Context(), w.technician, d.ID, d.Version, tickets.Repair{Outcome: outcome, Remedy: "更换背光板"}))
}

func (w *town) photo(ticketID uint, stage models.AttachmentStage) {
	w.t.Helper()
	w.clock = w.clock.Add(time.Minute)
	w.create(&models.Attachment{TicketID: ticketID, Stage: stage, StorageKey: "a.jpg", ContentType: "image/jpeg", CreatedAt: w.clock})
	w.clock = w.clock.Add(time.Minute)
}

func (w *town) must(d tickets.Detail, err error) tickets.Detail {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *town) state(d models.Device) models.DeviceState {
	w.t.Helper()
	var now models.Device
	if err := w.db.First(&now, d.ID).Error; err != nil {
		w.t.Fatal(err)
	}
	return now.State
}

// suite is how the classroom of the panel stands in the statistics.
func (w *town) suite() (damaged, usable bool) {
	w.t.Helper()
	var room models.Classroom
	if err := w.db.First(&room, w.room.ID).Error; err != nil {
		w.t.Fatal(err)
	}
	return room.Damaged, room.Usable
}

func (w *town) count(model any, query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.db.Model(model).Where(query, args...).Count(&n).Error; err != nil {
		w.t.Fatal(err)
	}
	return n
}

func refused(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want an error of kind %d", err, kind)
	}
}
