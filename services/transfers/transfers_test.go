package transfers_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/transfers"
)

// land is two counties, one with two schools and a village school, with people, devices and a clock.
type land struct {
	t        testing.TB
	db       *gorm.DB
	s        *transfers.Service
	registry *registry.Service
	verdicts *compliance.Service
	clock    time.Time

	giver, receiver, village, elsewhere              models.Organisation
	room, far                                        models.Classroom
	panel, spare, foreign                            models.Device
	county, stranger, give, receive, centre, teacher access.Actor
}

func newLand(t testing.TB, db *gorm.DB) *land {
	t.Helper()
	l := &land{t: t, db: db, clock: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	now := func() time.Time { return l.clock }
	verdicts, err := compliance.New(db, now)
	l.must(err)
	l.verdicts, l.registry = verdicts, registry.New(db, now, verdicts)
	l.s = transfers.New(db, now, l.registry, verdicts, registry.NewOrderCode)
	province := l.organisation(nil, models.KindProvince, "江西省")
	city := l.organisation(&province, models.KindCity, "赣州市")
	county, other := l.organisation(&city, models.KindCounty, "信丰县"), l.organisation(&city, models.KindCounty, "大余县")
	l.giver, l.receiver = l.school(county, "一小"), l.school(county, "二小")
	l.village, l.elsewhere = l.school(l.giver, "五里山教学点"), l.school(other, "东门小学")
	l.room, l.far = l.classroom(l.receiver, "三（1）班", 40), l.classroom(l.elsewhere, "三（1）班", 40)
	l.panel, l.spare = l.device(l.giver, "PANEL"), l.device(l.giver, "SPARE")
	l.foreign = l.device(l.elsewhere, "FOREIGN")
	l.county, l.stranger = l.person("张局", models.RoleCountyAdmin, county), l.person("外县", models.RoleCountyAdmin, other)
	l.give, l.receive = l.person("李校", models.RoleSchoolAdmin, l.giver), l.person("陈校", models.RoleSchoolAdmin, l.receiver)
	l.centre, l.teacher = l.person("中心校", models.RoleCentreAdmin, l.giver), l.person("王老师", models.RoleTeacher, l.giver)
	for _, o := range []models.Organisation{l.giver, l.receiver, l.village, l.elsewhere} {
		l.must(verdicts.Refresh(db, models.CauseRegistered, o.ID))
	}
	return l
}

func (l *land) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *land) organisation(parent *models.Organisation, kind models.OrganisationKind, name string) models.Organisation {
	l.t.Helper()
	o, above := models.Organisation{Kind: kind, Name: name, Version: 1, Path: name}, ""
	if parent != nil {
		o.ParentID, above = &parent.ID, parent.Path
	}
	l.must(l.db.Create(&o).Error)
	o.Path = models.PathUnder(above, o.ID)
	l.must(l.db.Model(&o).Update("path", o.Path).Error)
	return o
}

func (l *land) school(parent models.Organisation, name string) models.Organisation {
	l.t.Helper()
	o := l.organisation(&parent, models.KindSchool, name)
	l.must(l.db.Omit("Organisation").Create(&models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation, Version: 1}).Error)
	return o
}

func (l *land) classroom(school models.Organisation, name string, students int) models.Classroom {
	l.t.Helper()
	room := models.Classroom{SchoolID: school.ID, Name: name, Kind: models.ClassroomOrdinary, StudentCount: &students, Version: 1}
	l.must(l.db.Create(&room).Error)
	return room
}

func (l *land) device(school models.Organisation, code string) models.Device {
	l.t.Helper()
	inches, number := 75.0, "ZC-"+code
	d := models.Device{SchoolID: school.ID, Category: models.CategoryPanel, Name: "一体机" + code, State: models.DeviceIdle, BoughtOn: "2021-09",
		AssetNo: &number, LabelToken: "token-of-" + code, LabelCode: code, Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches}}, Version: 1}
	l.must(l.db.Create(&d).Error)
	return d
}

func (l *land) person(name string, role models.Role, at models.Organisation) access.Actor {
	l.t.Helper()
	u := models.User{Username: name, Name: name, PasswordHash: "-", Version: 1}
	l.must(l.db.Omit("Grants").Create(&u).Error)
	u.Grants = []models.Grant{{UserID: u.ID, Role: role, OrganisationID: at.ID, Organisation: at}}
	return access.NewActor(u)
}

// propose makes an order of the panel and the spare from the first school to the room of the second.
func (l *land) propose() transfers.Detail {
	l.t.Helper()
	made, err := l.s.Propose(l.t.Context(), l.county, []transfers.Move{{DeviceID: l.panel.ID, SchoolID: l.receiver.ID, ClassroomID: &l.room.ID, Mends: "屏幕尺寸"},
		{DeviceID: l.spare.ID, SchoolID: l.receiver.ID}}, "利旧")
	l.must(err)
	if len(made) != 1 {
		l.t.Fatalf("one pair of schools has %d orders", len(made))
	}
	d, err := l.s.Get(l.t.Context(), l.county, made[0].ID)
	l.must(err)
	return d
}

func (l *land) approved() transfers.Detail {
	l.t.Helper()
	d := l.propose()
	d, err := l.s.Approve(l.t.Context(), l.county, d.ID, d.Version, "")
	l.must(err)
	return d
}

func (l *land) handedOver() transfers.Detail {
	l.t.Helper()
	d := l.approved()
	d, err := l.s.HandOver(l.t.Context(), l.give, d.ID, d.Version, transfers.HandOver{Signer: "李保管", Conditions: map[uint]string{l.panel.ID: "边框有划痕"}})
	l.must(err)
	return d
}

func (l *land) read(id uint) models.Device {
	l.t.Helper()
	var d models.Device
	l.must(l.db.First(&d, id).Error)
	return d
}

// consistent says that no stored verdict or count differs from a fresh evaluation.
func (l *land) consistent() {
	l.t.Helper()
	_, err := l.verdicts.Evaluate(l.t.Context(), func(d compliance.Difference) { l.t.Errorf("stored otherwise: %+v", d) })
	l.must(err)
}

func TestATransferChangesTheRegisterWhenItIsReceivedAndNotBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		l := newLand(t, db)
		d := l.handedOver()
		if before := l.read(l.panel.ID); before.SchoolID != l.giver.ID || before.HeldBy != d.Number {
			t.Errorf("handed over, it is at %d, held by %q", before.SchoolID, before.HeldBy)
		}
		found, item, err := l.s.Arriving(t.Context(), l.receive, "token-of-PANEL")
		l.must(err)
		if found.ID != d.ID || item.DeviceID != l.panel.ID || item.GivenAs != "边框有划痕" {
			t.Errorf("its label finds %+v", item)
		}
		d, err = l.s.Receive(t.Context(), l.receive, d.ID, d.Version, transfers.Receipt{Label: "panel", ClassroomID: &l.room.ID})
		l.must(err)
		after := l.read(l.panel.ID)
		if after.SchoolID != l.receiver.ID || *after.ClassroomID != l.room.ID || after.State != models.DeviceInUse || after.HeldBy != "" || after.BoughtOn != "2021-09" {
			t.Errorf("received it is %+v", after)
		}
		if d.Status != models.TransferHandedOver {
			t.Errorf("with one device to come the order is %s", d.Status)
		}
		d, err = l.s.Reject(t.Context(), l.receive, d.ID, d.Version, l.spare.ID, "屏幕有裂纹")
		l.must(err)
		if stayed := l.read(l.spare.ID); stayed.SchoolID != l.giver.ID || stayed.HeldBy != "" {
			t.Errorf("refused it is %+v", stayed)
		}
		if d.Status != models.TransferReceived || d.GiverSigner != "李保管" || d.ReceiverSigner != "陈校" || len(d.Actions) != 0 {
			t.Errorf("settled, the order is %s, signed by %q and %q, and one may %v", d.Status, d.GiverSigner, d.ReceiverSigner, d.Actions)
		}
		var room models.Classroom
		l.must(db.First(&room, l.room.ID).Error)
		var counts []models.SchoolCounts
		l.must(db.Where("school_id = ?", l.receiver.ID).Find(&counts).Error)
		if !room.HasSuite || len(counts) == 0 {
			t.Errorf("the room that got it has a suite: %v; its school %d counts", room.HasSuite, len(counts))
		}
		var past models.DeviceEvent
		l.must(db.Where("device_id = ?", l.panel.ID).Last(&past).Error)
		if past.Kind != models.DeviceMoved || past.Detail != "一小库房 → 二小三（1）班（调拨单 "+d.Number+"）" {
			t.Errorf("its life says %s: %s", past.Kind, past.Detail)
		}
		l.consistent()
		text := l.sheet(d.ID)
		for _, said := range []string{d.Number, "李保管", "陈校", "张局", "一体机PANEL", "拒收（陈校"} {
			if !strings.Contains(text, said) {
				t.Errorf("the sheet lacks %s:\n%s", said, text)
			}
		}
	})
}

func (l *land) sheet(id uint) string {
	l.t.Helper()
	book, err := l.s.Sheet(l.t.Context(), l.receive, id)
	l.must(err)
	var packed bytes.Buffer
	_, err = book.WriteTo(&packed)
	l.must(err)
	l.must(book.Close())
	file, err := excelize.OpenReader(&packed)
	l.must(err)
	defer file.Close()
	rows, err := file.GetRows("调拨单")
	l.must(err)
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, "|") + "\n")
	}
	return text.String()
}

func TestWhoMayDoWhatToATransfer(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	ctx := t.Context()
	d := l.propose()
	refuse := func(name string, kind errs.Kind, err error) {
		t.Helper()
		if !errs.Is(err, kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	only := func(_ any, err error) error { return err }
	refuse("a teacher does not see it", errs.Forbidden, only(l.s.Get(ctx, l.teacher, d.ID)))
	refuse("another county does not see it", errs.NotFound, only(l.s.Get(ctx, l.stranger, d.ID)))
	refuse("another county does not approve it", errs.NotFound, only(l.s.Approve(ctx, l.stranger, d.ID, d.Version, "")))
	refuse("a school does not approve", errs.Forbidden, only(l.s.Approve(ctx, l.give, d.ID, d.Version, "")))
	refuse("nothing is handed over before it is approved", errs.Conflict, only(l.s.HandOver(ctx, l.give, d.ID, d.Version, transfers.HandOver{})))
	refuse("a refusal says why", errs.Invalid, only(l.s.Decline(ctx, l.county, d.ID, d.Version, " ")))
	refuse("an old page is refused", errs.Conflict, only(l.s.Approve(ctx, l.county, d.ID, d.Version+1, "")))
	d, err := l.s.Approve(ctx, l.county, d.ID, d.Version, "")
	l.must(err)
	refuse("a bureau does not sign for a school", errs.Forbidden, only(l.s.HandOver(ctx, l.county, d.ID, d.Version, transfers.HandOver{})))
	refuse("the receiver does not hand over", errs.Forbidden, only(l.s.HandOver(ctx, l.receive, d.ID, d.Version, transfers.HandOver{})))
	refuse("nothing is withdrawn that is approved", errs.Conflict, only(l.s.Withdraw(ctx, l.county, d.ID, d.Version, "")))
	d, err = l.s.HandOver(ctx, l.centre, d.ID, d.Version, transfers.HandOver{})
	l.must(err)
	refuse("the giver does not receive", errs.Forbidden, only(l.s.Receive(ctx, l.give, d.ID, d.Version, transfers.Receipt{Label: "PANEL"})))
	refuse("the giver does not take back what is on its way", errs.Forbidden, only(l.s.Cancel(ctx, l.give, d.ID, d.Version, "不给了")))
	refuse("a label of something else receives nothing", errs.Invalid, only(l.s.Receive(ctx, l.receive, d.ID, d.Version, transfers.Receipt{Label: "FOREIGN"})))
	refuse("no label receives nothing", errs.Invalid, only(l.s.Receive(ctx, l.receive, d.ID, d.Version, transfers.Receipt{})))
	refuse("it is not received in a room of another school", errs.NotFound, only(l.s.Receive(ctx, l.receive, d.ID, d.Version, transfers.Receipt{Label: "PANEL", ClassroomID: &l.far.ID})))
	_, _, err = l.s.Arriving(ctx, l.give, "PANEL")
	refuse("it does not arrive at who gives it", errs.NotFound, err)
	if held := l.read(l.panel.ID); held.SchoolID != l.giver.ID || held.HeldBy != d.Number {
		t.Errorf("after refusals it is %+v", held)
	}
	if rows, total, err := l.s.List(ctx, l.stranger, transfers.Filter{Limit: 10}); err != nil || total != 0 || len(rows) != 0 {
		t.Errorf("another county lists %d: %v", total, err)
	}
	for name, who := range map[string]access.Actor{"giver": l.give, "receiver": l.receive} {
		if _, total, err := l.s.List(ctx, who, transfers.Filter{Limit: 10}); err != nil || total != 1 {
			t.Errorf("the %s lists %d: %v", name, total, err)
		}
	}
	if w, err := l.s.Waiting(ctx, l.receive); err != nil || w != (transfers.Waiting{Receive: 1}) {
		t.Errorf("the receiver has to do %+v: %v", w, err)
	}
	if w, err := l.s.Waiting(ctx, l.county); err != nil || w != (transfers.Waiting{}) {
		t.Errorf("the county has to do %+v: %v", w, err)
	}
}

func TestWhatCannotBeProposed(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	l.must(l.db.Model(&models.Device{}).Where("id = ?", l.spare.ID).Update("state", models.DeviceDamaged).Error)
	to := func(device uint, school models.Organisation, room *uint) []transfers.Move {
		return []transfers.Move{{DeviceID: device, SchoolID: school.ID, ClassroomID: room}}
	}
	cases := []struct {
		name  string
		who   access.Actor
		moves []transfers.Move
		kind  errs.Kind
	}{
		{"nothing", l.county, nil, errs.Invalid},
		{"by a school", l.give, to(l.panel.ID, l.receiver, nil), errs.Forbidden},
		{"by a 中心校 to a school that is not below it", l.centre, to(l.panel.ID, l.receiver, nil), errs.NotFound},
		{"of another county's device", l.county, to(l.foreign.ID, l.receiver, nil), errs.NotFound},
		{"to another county", l.county, to(l.panel.ID, l.elsewhere, nil), errs.NotFound},
		{"to a room of another school", l.county, to(l.panel.ID, l.village, &l.room.ID), errs.NotFound},
		{"of a damaged device", l.county, to(l.spare.ID, l.receiver, nil), errs.Conflict},
		{"to where it is", l.county, to(l.panel.ID, l.giver, nil), errs.Conflict},
		{"twice in one request", l.county, append(to(l.panel.ID, l.receiver, nil), to(l.panel.ID, l.village, nil)...), errs.Invalid},
	}
	for _, c := range cases {
		if _, err := l.s.Propose(t.Context(), c.who, c.moves, "利旧"); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := l.s.Propose(t.Context(), l.centre, to(l.panel.ID, l.village, nil), "利旧"); err != nil {
		t.Errorf("a 中心校 cannot propose for its village school: %v", err)
	}
	if _, err := l.s.Propose(t.Context(), l.county, to(l.panel.ID, l.receiver, nil), "利旧"); !errs.Is(err, errs.Conflict) {
		t.Errorf("a device is in two orders: %v", err)
	}
}

func TestADeviceInAnOrderStaysUntilTheOrderIsClosed(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	ctx := t.Context()
	d := l.approved()
	now := l.read(l.panel.ID)
	if _, err := l.registry.MoveDevice(ctx, l.county, now.ID, now.Version, l.village.ID, nil); !errs.Is(err, errs.Conflict) {
		t.Errorf("it is moved: %v", err)
	}
	if _, err := l.registry.SetDeviceState(ctx, l.county, now.ID, now.Version, models.DeviceRetired, "坏了"); !errs.Is(err, errs.Conflict) {
		t.Errorf("it is retired: %v", err)
	}
	_, err := l.s.Cancel(ctx, l.give, d.ID, d.Version, "上课还要用")
	l.must(err)
	now = l.read(l.panel.ID)
	if _, err := l.registry.MoveDevice(ctx, l.county, now.ID, now.Version, l.village.ID, nil); err != nil {
		t.Errorf("it is free and cannot be moved: %v", err)
	}
}

func TestAnAssetNumberThatTheReceiverHasIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		l := newLand(t, db)
		d := l.handedOver()
		twin := l.device(l.receiver, "TWIN")
		l.must(db.Model(&twin).Update("asset_no", "ZC-PANEL").Error)
		if _, err := l.s.Receive(t.Context(), l.receive, d.ID, d.Version, transfers.Receipt{Label: "PANEL"}); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "ZC-PANEL") {
			t.Errorf("the same asset number twice: %v", err)
		}
		if still := l.read(l.panel.ID); still.SchoolID != l.giver.ID || still.HeldBy != d.Number {
			t.Errorf("half received: %+v", still)
		}
	})
}
