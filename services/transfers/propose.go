package transfers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Move is one device and where it is to go.
type Move struct {
	DeviceID    uint
	SchoolID    uint
	ClassroomID *uint  // nil is the store
	Mends       string // what it mends there, in words
}

// most is how many devices one request may move.
const most = 500

// Propose makes orders of moves, one for each pair of schools, in the order in which the pairs come. All of them are
// made, or none.
func (s *Service) Propose(ctx context.Context, actor access.Actor, moves []Move, reason string) (made []Row, err error) {
	if err := actor.Require(access.TransferWrite); err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	var check errs.Check
	check.That(len(moves) > 0 && len(moves) <= most, "moves", "请选择 1 至 %d 台设备。", most)
	check.That(reason != "" && len([]rune(reason)) <= 200, "reason", "请填写调拨原因，最多 200 个字。")
	seen := map[uint]bool{}
	for i, m := range moves {
		check.That(!seen[m.DeviceID], fmt.Sprintf("moves[%d].device_id", i), "同一台设备选了两次。")
		check.That(len([]rune(m.Mends)) <= 500, fmt.Sprintf("moves[%d].mends", i), "最多 500 个字。")
		seen[m.DeviceID] = true
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		orders, err := s.group(tx, actor, moves)
		if err != nil {
			return err
		}
		for _, o := range orders {
			id, err := s.create(tx, actor, o, reason)
			if err != nil {
				return err
			}
			row, err := find(tx, actor, id)
			if err != nil {
				return err
			}
			made = append(made, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// order is the moves between one pair of schools.
type order struct {
	giver, receiver uint
	moves           []Move
}

// group finds everything that the moves name within the actor's scope, and puts those of a pair of schools together.
func (s *Service) group(tx *gorm.DB, actor access.Actor, moves []Move) ([]*order, error) {
	scope := actor.Scope(access.TransferWrite)
	ids := make([]uint, len(moves))
	for i, m := range moves {
		ids[i] = m.DeviceID
	}
	var devices []models.Device
	err := tx.Select("id, school_id").Scopes(scope.Schools("devices.school_id")).Where("id IN ?", ids).Find(&devices).Error
	if err != nil {
		return nil, fmt.Errorf("find the devices to transfer: %w", err)
	}
	givers := map[uint]uint{}
	for _, d := range devices {
		givers[d.ID] = d.SchoolID
	}
	pairs := map[[2]uint]*order{}
	var orders []*order
	for _, m := range moves {
		from, known := givers[m.DeviceID]
		if !known {
			return nil, errs.Missing("该设备")
		}
		pair := [2]uint{from, m.SchoolID}
		if pairs[pair] == nil {
			o, err := access.FindOrganisation(tx, actor, access.TransferWrite, m.SchoolID)
			if err != nil {
				return nil, err
			}
			if o.Kind != models.KindSchool {
				return nil, errs.Missing("该学校")
			}
			if o.RetiredAt != nil {
				return nil, errs.New(errs.Conflict, "school-retired", "“%s”已撤并，不能接收设备。", o.Name)
			}
			pairs[pair] = &order{giver: from, receiver: m.SchoolID}
			orders = append(orders, pairs[pair])
		}
		pairs[pair].moves = append(pairs[pair].moves, m)
	}
	return orders, nil
}

func (s *Service) create(tx *gorm.DB, actor access.Actor, o *order, reason string) (uint, error) {
	if err := s.lock(tx, o.giver, o.receiver); err != nil {
		return 0, err
	}
	now := s.now()
	t := models.Transfer{Number: s.newNumber(now), GiverID: o.giver, ReceiverID: o.receiver, Status: models.TransferProposed, Reason: reason,
		MakerID: actor.UserRef(), Maker: actor.Name, Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := tx.Create(&t).Error; err != nil {
		return 0, fmt.Errorf("write a transfer: %w", err)
	}
	ids := make([]uint, len(o.moves))
	items := make([]models.TransferItem, len(o.moves))
	for i, m := range o.moves {
		var d models.Device
		if err := tx.First(&d, m.DeviceID).Error; err != nil {
			return 0, fmt.Errorf("find a device to transfer: %w", err)
		}
		if err := mayGo(d, o.giver); err != nil {
			return 0, err
		}
		from, err := s.register.Place(tx, o.giver, d.ClassroomID)
		if err != nil {
			return 0, err
		}
		to, err := s.register.Place(tx, o.receiver, m.ClassroomID)
		if err != nil {
			return 0, err
		}
		if from == to {
			return 0, errs.New(errs.Conflict, "already-there", "“%s”（%s）已经在%s。", d.Name, d.LabelCode, to)
		}
		ids[i] = d.ID
		items[i] = models.TransferItem{TransferID: t.ID, DeviceID: d.ID, ClassroomID: m.ClassroomID, FromPlace: from, ToPlace: to,
			Mends: strings.TrimSpace(m.Mends), Status: models.ItemPending}
	}
	if err := s.register.Hold(tx, t.Number, ids...); err != nil {
		return 0, err
	}
	if err := tx.Create(&items).Error; err != nil {
		return 0, fmt.Errorf("write the devices of a transfer: %w", err)
	}
	if err := event(tx, actor, models.TransferEvent{TransferID: t.ID, Action: string(ActionPropose), ToStatus: t.Status, Note: reason, At: now}); err != nil {
		return 0, err
	}
	return t.ID, audit.Record(tx, actor, now, audit.Change{Action: "transfer.proposed", Subject: "transfer", SubjectID: t.ID,
		OrganisationID: o.giver, After: map[string]any{"number": t.Number, "receiver_id": o.receiver, "devices": ids, "reason": reason}})
}

// mayGo says why a device of the school cannot be transferred: only one that works does elsewhere.
func mayGo(d models.Device, giver uint) error {
	if d.SchoolID != giver {
		return errs.Stale("该设备")
	}
	if d.State != models.DeviceInUse && d.State != models.DeviceIdle {
		return errs.New(errs.Conflict, "device-unfit", "“%s”（%s）%s，只有在用或闲置的设备可以调拨。", d.Name, d.LabelCode, d.State.Label())
	}
	return nil
}

// newNumber makes the number of an order: DB261127-7KQ4M.
func (s *Service) newNumber(now time.Time) string {
	return "DB" + now.In(models.ChinaTime).Format("060102") + "-" + s.codes()
}
