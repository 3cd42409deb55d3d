package transfers

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Approve lets the devices go.
func (s *Service) Approve(ctx context.Context, actor access.Actor, id uint, version int, note string) (Detail, error) {
	return s.move(ctx, actor, access.TransferApprove, ActionApprove, id, version, note, func(_ *gorm.DB, d *Detail) (string, error) {
		now := s.now()
		d.ApproverID, d.Approver, d.ApprovedAt = actor.UserRef(), actor.Name, &now
		return "", nil
	})
}

// Decline refuses a proposed order, with the reason.
func (s *Service) Decline(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TransferApprove, ActionDecline, id, version, reason, s.drop)
}

// Withdraw takes back an order that nobody has decided on.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id uint, version int, note string) (Detail, error) {
	return s.move(ctx, actor, access.TransferWrite, ActionWithdraw, id, version, note, s.drop)
}

// Cancel ends an order that was approved. Of one that was handed over, the devices that have been received stay
// received; the others belong where they were.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, id uint, version int, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TransferSign, ActionCancel, id, version, reason, s.drop)
}

// HandOver is what the giving school signs.
type HandOver struct {
	Signer     string          // "" is the actor
	Note       string          // about the order as a whole
	Conditions map[uint]string // of devices, by their ids
}

// HandOver gives the devices away: from now on the receiving school may receive them. The register stays as it is.
func (s *Service) HandOver(ctx context.Context, actor access.Actor, id uint, version int, in HandOver) (Detail, error) {
	return s.move(ctx, actor, access.TransferSign, ActionHandOver, id, version, in.Note, func(tx *gorm.DB, d *Detail) (string, error) {
		signer, err := signerOf(actor, in.Signer)
		if err != nil {
			return "", err
		}
		var check errs.Check
		for i := range d.Items {
			item := &d.Items[i]
			var device models.Device
			if err := tx.First(&device, item.DeviceID).Error; err != nil {
				return "", fmt.Errorf("find a device that is handed over: %w", err)
			}
			if err := mayGo(device, d.GiverID); err != nil { // it may have broken since
				return "", err
			}
			condition := strings.TrimSpace(in.Conditions[item.DeviceID])
			check.That(len([]rune(condition)) <= 100, "conditions", "每台设备的状况最多 100 个字。")
			if condition == "" {
				condition = "完好"
			}
			item.GivenAs = condition
			if err := check.Err(); err != nil {
				return "", err
			}
			if err := saveItem(tx, item.TransferItem); err != nil {
				return "", err
			}
		}
		now := s.now()
		d.GiverUserID, d.GiverSigner, d.GivenAt = actor.UserRef(), signer, &now
		return joinNote("签字："+signer, in.Note), nil
	})
}

// Receipt is what the receiving school signs for one device.
type Receipt struct {
	Label       string // scanned or typed: who receives a device has it in front of them
	ClassroomID *uint  // nil is the store
	Signer      string // "" is the actor
	Note        string
}

// Receive takes in the device with the label: it is in the register of the receiving school from now on.
func (s *Service) Receive(ctx context.Context, actor access.Actor, id uint, version int, in Receipt) (Detail, error) {
	return s.move(ctx, actor, access.TransferSign, ActionReceive, id, version, in.Note, func(tx *gorm.DB, d *Detail) (string, error) {
		signer, err := signerOf(actor, in.Signer)
		if err != nil {
			return "", err
		}
		item, err := pendingItem(tx, *d, in.Label)
		if err != nil {
			return "", err
		}
		place, err := s.register.Receive(tx, actor, d.Number, item.DeviceID, d.ReceiverID, in.ClassroomID)
		if err != nil {
			return "", err
		}
		now := s.now()
		item.ClassroomID, item.ToPlace = in.ClassroomID, place
		d.ReceiverUserID, d.ReceiverSigner, d.ReceivedAt = actor.UserRef(), signer, &now
		return joinNote(fmt.Sprintf("“%s”（%s）→ %s，签字：%s", item.Name, item.LabelCode, place, signer), in.Note),
			s.settle(tx, d, item, models.ItemReceived, signer, in.Note)
	})
}

// Reject refuses one device of the order, with the reason. It stays where it was.
func (s *Service) Reject(ctx context.Context, actor access.Actor, id uint, version int, deviceID uint, reason string) (Detail, error) {
	return s.move(ctx, actor, access.TransferSign, ActionReject, id, version, reason, func(tx *gorm.DB, d *Detail) (string, error) {
		for _, item := range d.Items {
			if item.DeviceID != deviceID {
				continue
			}
			if item.Status != models.ItemPending {
				return "", errs.New(errs.Conflict, "item-settled", "“%s”已办理：%s。", item.Name, item.Status.Label())
			}
			if err := s.register.Release(tx, d.Number, deviceID); err != nil {
				return "", err
			}
			return joinNote(fmt.Sprintf("“%s”（%s）", item.Name, item.LabelCode), reason), s.settle(tx, d, item, models.ItemRejected, actor.Name, reason)
		}
		return "", errs.Missing("该设备")
	})
}

// settle writes what became of a device.
func (s *Service) settle(tx *gorm.DB, d *Detail, item Item, as models.TransferItemStatus, by, note string) error {
	now := s.now()
	item.Status, item.SettledBy, item.SettledAt, item.Note = as, by, &now, strings.TrimSpace(note)
	for i := range d.Items {
		if d.Items[i].ID == item.ID {
			d.Items[i] = item
		}
	}
	return saveItem(tx, item.TransferItem)
}

// drop lets go of all devices of an order that have not been settled.
func (s *Service) drop(tx *gorm.DB, d *Detail) (string, error) {
	for _, item := range d.Items {
		if item.Status != models.ItemPending {
			continue
		}
		if err := s.register.Release(tx, d.Number, item.DeviceID); err != nil {
			return "", err
		}
		if err := s.settle(tx, d, item, models.ItemDropped, "", ""); err != nil {
			return "", err
		}
	}
	return "", nil
}

func saveItem(tx *gorm.DB, item models.TransferItem) error {
	if err := tx.Save(&item).Error; err != nil {
		return fmt.Errorf("write a device of a transfer: %w", err)
	}
	return nil
}

func signerOf(actor access.Actor, signer string) (string, error) {
	signer = strings.TrimSpace(signer)
	if len([]rune(signer)) > 30 {
		return "", errs.InvalidFields(errs.Field{Location: "signer", Message: "签字人最多 30 个字。"})
	}
	if signer == "" {
		return actor.Name, nil
	}
	return signer, nil
}

func joinNote(said, note string) string {
	if note = strings.TrimSpace(note); note != "" {
		return said + "。" + note
	}
	return said
}

// change is what an action alters in the order and its devices, beside the status. It may say what the history shows
// instead of the note.
type change func(tx *gorm.DB, d *Detail) (note string, err error)

// move is every action on an order: permission, scope, rule, change, history, audit, in one transaction.
func (s *Service) move(ctx context.Context, actor access.Actor, p access.Permission, a Action, id uint, version int, note string, alter change) (d Detail, err error) {
	if err := actor.Require(p); err != nil {
		return d, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		row, err := find(tx, actor, id)
		if err != nil {
			return err
		}
		if err := s.lock(tx, row.GiverID, row.ReceiverID); err != nil {
			return err
		}
		if d, err = s.detail(tx, actor, id); err != nil { // as whoever held the locks has left it
			return err
		}
		is, err := parties(tx, actor, d.Row)
		if err != nil {
			return err
		}
		m, err := flow.Decide("调拨单 "+d.Number+" ", d.Status, is, a)
		if err != nil {
			return err
		}
		if d.Version != version {
			return errs.Stale("该调拨单")
		}
		note, err := m.Note(note)
		if err != nil {
			return err
		}
		from := d.Status
		said, err := alter(tx, &d)
		if err != nil {
			return err
		}
		if said != "" {
			note = said
		}
		if d.Status = m.To; m.To == "" {
			d.Status = settled(itemsOf(d))
		}
		if err := s.save(tx, &d.Transfer); err != nil {
			return err
		}
		if err := event(tx, actor, models.TransferEvent{TransferID: id, Action: string(a), FromStatus: from, ToStatus: d.Status, Note: note, At: s.now()}); err != nil {
			return err
		}
		at := d.GiverID
		if m.By == receiver {
			at = d.ReceiverID
		}
		err = audit.Record(tx, actor, s.now(), audit.Change{Action: "transfer." + m.Past, Subject: "transfer", SubjectID: id, OrganisationID: at,
			Before: map[string]any{"number": d.Number, "status": from}, After: map[string]any{"number": d.Number, "status": d.Status, "note": note}})
		if err != nil {
			return err
		}
		d, err = s.detail(tx, actor, id)
		return err
	})
	return d, err
}

func itemsOf(d Detail) []models.TransferItem {
	items := make([]models.TransferItem, len(d.Items))
	for i, item := range d.Items {
		items[i] = item.TransferItem
	}
	return items
}

// save writes the order unless somebody has written it since it was read.
func (s *Service) save(tx *gorm.DB, t *models.Transfer) error {
	read := t.Version
	t.Version, t.UpdatedAt = read+1, s.now()
	saved := tx.Model(t).Where("version = ?", read).Select("*").Omit("id", "created_at").Updates(t)
	if saved.Error != nil {
		return fmt.Errorf("write a transfer: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该调拨单")
	}
	return nil
}
