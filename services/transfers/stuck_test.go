package transfers_test

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/transfers"
)

// refused wants an error of the kind that says so in Chinese.
func refused(t *testing.T, what string, err error, kind errs.Kind, said string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), said) {
		t.Errorf("%s: %v", what, err)
	}
}

func TestASchoolThatIsToReceiveIsNotRetired(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		l := newLand(t, db)
		ctx := t.Context()
		l.must(db.Model(&models.Classroom{}).Where("id = ?", l.room.ID).Update("retired_at", l.clock).Error)
		made, err := l.s.Propose(ctx, l.county, []transfers.Move{{DeviceID: l.panel.ID, SchoolID: l.receiver.ID}}, "利旧")
		l.must(err)
		retired := true
		retire := func() error {
			_, err := l.registry.ChangeOrganisation(ctx, l.county, l.receiver.ID, registry.OrganisationChange{Retired: &retired, Version: 1})
			return err
		}
		refused(t, "a school that is to receive is retired", retire(), errs.Conflict, "1 张在办的调拨单")
		d, err := l.s.Decline(ctx, l.county, made[0].ID, made[0].Version, "学校要撤并")
		l.must(err)
		l.must(retire())
		_, err = l.s.Propose(ctx, l.county, []transfers.Move{{DeviceID: l.panel.ID, SchoolID: l.receiver.ID}}, "利旧")
		refused(t, "a retired school is given something", err, errs.Conflict, "已撤并")
		if held := l.read(l.panel.ID); held.HeldBy != "" || d.Status != models.TransferDeclined {
			t.Errorf("the order is %s and holds %q", d.Status, held.HeldBy)
		}
	})
}

func TestADeviceIsReceivedElsewhereWhenItsRoomIsGivenUp(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	ctx := t.Context()
	d := l.handedOver()
	_, err := l.registry.ChangeClassroom(ctx, l.receive, l.room.ID, l.room.Version, func(f *registry.ClassroomFields) { f.Retired = true })
	l.must(err)
	_, err = l.s.Receive(ctx, l.receive, d.ID, d.Version, transfers.Receipt{Label: "PANEL", ClassroomID: &l.room.ID})
	refused(t, "it is received in a room that is given up", err, errs.NotFound, "教室")
	d, err = l.s.Receive(ctx, l.receive, d.ID, d.Version, transfers.Receipt{Label: "PANEL"})
	l.must(err)
	if now := l.read(l.panel.ID); now.SchoolID != l.receiver.ID || now.ClassroomID != nil || now.State != models.DeviceIdle || d.Items[0].ToPlace != "二小库房" {
		t.Errorf("it is %+v, in %s", now, d.Items[0].ToPlace)
	}
	l.consistent()
}

func TestWhatBreaksBeforeItIsHandedOverIsNotHandedOver(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	ctx := t.Context()
	d := l.approved()
	_, err := l.registry.ChangeDevice(ctx, l.give, l.panel.ID, l.read(l.panel.ID).Version, func(f *registry.DeviceFields) { f.Name = "希沃一体机" })
	l.must(err)
	_, err = l.registry.SetDeviceState(ctx, l.give, l.panel.ID, l.read(l.panel.ID).Version, models.DeviceDamaged, "搬动时摔坏")
	l.must(err)
	_, err = l.s.HandOver(ctx, l.give, d.ID, d.Version, transfers.HandOver{})
	refused(t, "a broken device is handed over", err, errs.Conflict, "“希沃一体机”（PANEL）损坏")
	d, err = l.s.Cancel(ctx, l.give, d.ID, d.Version, "摔坏了")
	l.must(err)
	if now := l.read(l.panel.ID); now.HeldBy != "" || now.State != models.DeviceDamaged || d.Status != models.TransferCancelled {
		t.Errorf("the order is %s, the device %s and held by %q", d.Status, now.State, now.HeldBy)
	}
}

// TestAnOrderAcrossCountiesCanBeEnded lets the receiving school come under another county while the order is open.
func TestAnOrderAcrossCountiesCanBeEnded(t *testing.T) {
	for name, begin := range map[string]func(*land) transfers.Detail{"proposed": (*land).propose, "approved": (*land).approved, "handed over": (*land).handedOver} {
		t.Run(name, func(t *testing.T) {
			l := newLand(t, dbtest.SQLite(t))
			ctx := t.Context()
			d := begin(l)
			var province models.Organisation
			l.must(l.db.Where("kind = ?", models.KindProvince).First(&province).Error)
			top, to := l.person("省", models.RoleProvinceAdmin, province), *l.elsewhere.ParentID
			_, err := l.registry.ChangeOrganisation(ctx, top, l.receiver.ID, registry.OrganisationChange{ParentID: &to, Version: 1})
			l.must(err)
			_, err = l.s.Approve(ctx, l.county, d.ID, d.Version, "")
			if err == nil {
				t.Error("a county approves what goes to another county")
			}
			_, err = l.s.Cancel(ctx, l.stranger, d.ID, d.Version, "不要")
			refused(t, "the other county takes back what is not its own", err, errs.Forbidden, "")
			end := l.s.Cancel
			if name == "proposed" {
				end = l.s.Decline
			}
			d, err = end(ctx, l.county, d.ID, d.Version, "学校已划走")
			l.must(err)
			if held := l.read(l.panel.ID); held.HeldBy != "" || held.SchoolID != l.giver.ID || d.Status.Open() {
				t.Errorf("the order is %s, the device at %d and held by %q", d.Status, held.SchoolID, held.HeldBy)
			}
		})
	}
}

// TestWhatIsOnItsWayArrivesInAnotherCounty: who signs for a school signs wherever it belongs.
func TestWhatIsOnItsWayArrivesInAnotherCounty(t *testing.T) {
	l := newLand(t, dbtest.SQLite(t))
	ctx := t.Context()
	d := l.handedOver()
	var province models.Organisation
	l.must(l.db.Where("kind = ?", models.KindProvince).First(&province).Error)
	to := *l.elsewhere.ParentID
	_, err := l.registry.ChangeOrganisation(ctx, l.person("省", models.RoleProvinceAdmin, province), l.receiver.ID, registry.OrganisationChange{ParentID: &to, Version: 1})
	l.must(err)
	l.must(l.db.First(&l.receiver, l.receiver.ID).Error)
	signer := l.person("新陈校", models.RoleSchoolAdmin, l.receiver)
	l.clock = l.clock.Add(time.Hour)
	d, err = l.s.Receive(ctx, signer, d.ID, d.Version, transfers.Receipt{Label: "PANEL"})
	l.must(err)
	d, err = l.s.Reject(ctx, signer, d.ID, d.Version, l.spare.ID, "用不上")
	l.must(err)
	if now := l.read(l.panel.ID); now.SchoolID != l.receiver.ID || d.Status != models.TransferReceived {
		t.Errorf("the order is %s, the device at %d", d.Status, now.SchoolID)
	}
	l.consistent()
}
