package transfers_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/transfers"
)

// TestRandomActionsNeverLoseOrDoubleADevice lets random people do random things to random orders. Whatever they do, a
// device is in one place; it changes its school only in an action that receives it; it is held by exactly the order
// that is open and still has it; and what is stored of verdicts and counts is what a fresh evaluation says.
func TestRandomActionsNeverLoseOrDoubleADevice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		l := newLand(t, db)
		people := []access.Actor{l.county, l.stranger, l.give, l.receive, l.centre, l.teacher}
		schools := []models.Organisation{l.giver, l.receiver, l.village, l.elsewhere}
		devices := []models.Device{l.panel, l.spare, l.device(l.village, "VILLAGE"), l.device(l.receiver, "OTHER")}
		for _, o := range schools {
			l.must(l.verdicts.Refresh(db, models.CauseRegistered, o.ID))
		}
		done := map[transfers.Action]int{}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(10, 40).Draw(r, "actions") {
				before := placesOf(r, db)
				who := rapid.SampledFrom(people).Draw(r, "who")
				device := rapid.SampledFrom(devices).Draw(r, "device")
				var orders []models.Transfer
				must(r, db.Where("status IN ?", models.OpenTransferStatuses()).Find(&orders).Error)
				action, received := random(r, l, who, device, schools, orders)
				if action != "" {
					done[action]++
				}
				holds(r, db, before, received)
			}
		})
		l.consistent()
		for _, a := range []transfers.Action{transfers.ActionPropose, transfers.ActionApprove, transfers.ActionHandOver, transfers.ActionReceive, transfers.ActionReject, transfers.ActionCancel} {
			if done[a] == 0 {
				t.Errorf("no game came to %s: the test looks at less than it says", a)
			}
		}
	})
}

func must(r *rapid.T, err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func placesOf(r *rapid.T, db *gorm.DB) map[uint]models.Device {
	r.Helper()
	var all []models.Device
	must(r, db.Find(&all).Error)
	places := map[uint]models.Device{}
	for _, d := range all {
		places[d.ID] = d
	}
	return places
}

// random does something, and says what succeeded and which device was received by it.
func random(r *rapid.T, l *land, who access.Actor, device models.Device, schools []models.Organisation, orders []models.Transfer) (done transfers.Action, received uint) {
	ctx := l.t.Context()
	action := rapid.SampledFrom([]transfers.Action{transfers.ActionPropose, transfers.ActionApprove, transfers.ActionApprove, transfers.ActionHandOver,
		transfers.ActionHandOver, transfers.ActionReceive, transfers.ActionReceive, transfers.ActionReject, transfers.ActionReject, transfers.ActionCancel, transfers.ActionDecline, transfers.ActionWithdraw}).Draw(r, "action")
	if action == transfers.ActionPropose || len(orders) == 0 {
		to := rapid.SampledFrom(schools).Draw(r, "to")
		if _, err := l.s.Propose(ctx, who, []transfers.Move{{DeviceID: device.ID, SchoolID: to.ID}}, "利旧"); expected(r, err) {
			return transfers.ActionPropose, 0
		}
		return "", 0
	}
	o := rapid.SampledFrom(orders).Draw(r, "order")
	if rapid.Bool().Draw(r, "one of its devices") {
		var item models.TransferItem
		must(r, l.db.Where("transfer_id = ?", o.ID).First(&item).Error)
		device = models.Device{}
		must(r, l.db.First(&device, item.DeviceID).Error)
	}
	var err error
	switch action {
	case transfers.ActionApprove:
		_, err = l.s.Approve(ctx, who, o.ID, o.Version, "")
	case transfers.ActionDecline:
		_, err = l.s.Decline(ctx, who, o.ID, o.Version, "不行")
	case transfers.ActionWithdraw:
		_, err = l.s.Withdraw(ctx, who, o.ID, o.Version, "")
	case transfers.ActionCancel:
		_, err = l.s.Cancel(ctx, who, o.ID, o.Version, "算了")
	case transfers.ActionHandOver:
		_, err = l.s.HandOver(ctx, who, o.ID, o.Version, transfers.HandOver{})
	case transfers.ActionReject:
		_, err = l.s.Reject(ctx, who, o.ID, o.Version, device.ID, "不合用")
	case transfers.ActionReceive:
		if _, err = l.s.Receive(ctx, who, o.ID, o.Version, transfers.Receipt{Label: device.LabelCode}); err == nil {
			received = device.ID
		}
	}
	if expected(r, err) {
		return action, received
	}
	return "", 0
}

// expected says whether the action succeeded; a refusal must be one that a person can act on.
func expected(r *rapid.T, err error) bool {
	r.Helper()
	for _, kind := range []errs.Kind{errs.Forbidden, errs.NotFound, errs.Conflict, errs.Invalid} {
		if errs.Is(err, kind) {
			return false
		}
	}
	must(r, err)
	return true
}

func holds(r *rapid.T, db *gorm.DB, before map[uint]models.Device, received uint) {
	r.Helper()
	after := placesOf(r, db)
	if len(after) != len(before) {
		r.Fatalf("%d devices became %d", len(before), len(after))
	}
	var pending []struct {
		DeviceID   uint
		Number     string
		Status     models.TransferStatus
		ReceiverID uint
	}
	must(r, db.Table("transfer_items").Joins("JOIN transfers ON transfers.id = transfer_items.transfer_id").
		Where("transfer_items.status = ?", models.ItemPending).Select("device_id, number, transfers.status, receiver_id").Find(&pending).Error)
	holder := map[uint]string{}
	for _, p := range pending {
		if !p.Status.Open() {
			r.Fatalf("order %s is %s and still has device %d", p.Number, p.Status, p.DeviceID)
		}
		if holder[p.DeviceID] != "" {
			r.Fatalf("device %d is in %s and in %s", p.DeviceID, holder[p.DeviceID], p.Number)
		}
		holder[p.DeviceID] = p.Number
	}
	for id, d := range after {
		if d.HeldBy != holder[id] {
			r.Fatalf("device %d is held by %q, the open order that has it is %q", id, d.HeldBy, holder[id])
		}
		moved := d.SchoolID != before[id].SchoolID || fmt.Sprint(d.ClassroomID) != fmt.Sprint(before[id].ClassroomID)
		if moved && id != received {
			r.Fatalf("device %d moved to %d, and was not received", id, d.SchoolID)
		}
		if d.BoughtOn != before[id].BoughtOn {
			r.Fatalf("device %d was bought %s and now %s", id, before[id].BoughtOn, d.BoughtOn)
		}
	}
	var open []models.Transfer
	must(r, db.Where("status IN ?", models.OpenTransferStatuses()).Find(&open).Error)
	for _, o := range open {
		var waits int64
		must(r, db.Model(&models.TransferItem{}).Where("transfer_id = ? AND status = ?", o.ID, models.ItemPending).Count(&waits).Error)
		if waits == 0 {
			r.Fatalf("order %s is %s and waits for nothing", o.Number, o.Status)
		}
	}
}
