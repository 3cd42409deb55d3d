package tickets

import (
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// stateAfter is the state of a device after the action on its ticket t, whose outcome is already the new one. was is
// the outcome before, and now the state of the device. A person who has set the state by hand meanwhile is not
// overruled, and a retired device stays retired.
func stateAfter(a Action, t models.Ticket, was models.TicketOutcome, now models.DeviceState) models.DeviceState {
	fault, _ := FaultOf(t.Fault)
	waits := now == models.DeviceDamaged || now == models.DeviceRepairing // as this ticket has left it
	switch {
	case now == models.DeviceRetired:
		return now
	case a == ActionFinish && t.Outcome != models.OutcomeRepaired:
		return models.DeviceToRetire
	case (a == ActionReturn || a == ActionReopen) && now == models.DeviceToRetire && was != models.OutcomeRepaired && !fault.Hardware:
		return t.StateBefore
	case !fault.Hardware:
		return now
	}
	switch a {
	case ActionReport, ActionReportAgain:
		if now == models.DeviceInUse || now == models.DeviceIdle {
			if t.Status == models.TicketWorking {
				return models.DeviceRepairing
			}
			return models.DeviceDamaged
		}
	case ActionAccept, ActionDispatch, ActionReturn, ActionReopen:
		return models.DeviceRepairing
	case ActionConfirm:
		if waits && t.StateBefore == models.DeviceIdle {
			return models.DeviceIdle
		}
		if waits {
			return models.DeviceInUse
		}
	case ActionCancel:
		if waits {
			return t.StateBefore
		}
	}
	return now
}

// causeOf says why verdicts change with the action on a ticket.
func causeOf(a Action, t models.Ticket) models.Cause {
	switch {
	case t.Outcome == models.OutcomeReplaced:
		return models.CauseReplaced
	case a == ActionConfirm:
		return models.CauseRepaired
	case a == ActionCancel:
		return models.CauseCorrected // nothing was broken
	}
	return models.CauseBroken
}

// standing is the state of a device as its tickets see it, and whether an application for disposal is open that sets it
// aside: then it is the one that the device gets back if the application comes to nothing.
func (s *Service) standing(tx *gorm.DB, device models.Device) (state models.DeviceState, aside bool, err error) {
	if device.HeldBy == "" || device.State != models.DeviceToRetire {
		return device.State, false, nil
	}
	back, err := s.disposals.To(tx, device.ID)
	if err != nil || back == "" { // held by something else
		return device.State, false, err
	}
	return back, true, nil
}

// follow gives the ticket's device the state that goes with the action, writes it into the life of the device and has
// the verdicts of its classroom and school judged again. A device that has left the ticket's school is let alone.
// The school must be locked.
func (s *Service) follow(tx *gorm.DB, actor access.Actor, a Action, t models.Ticket, was models.TicketOutcome) error {
	if t.DeviceID == nil {
		return nil
	}
	var device models.Device
	if err := tx.Select("id", "school_id", "classroom_id", "state", "held_by").First(&device, *t.DeviceID).Error; err != nil {
		return fmt.Errorf("find the device of a ticket: %w", err)
	}
	state, aside, err := s.standing(tx, device)
	if err != nil {
		return err
	}
	next := stateAfter(a, t, was, state)
	if next == state || device.SchoolID != t.SchoolID {
		return nil
	}
	if device.HeldBy != "" {
		if err := s.disposals.SetTo(tx, device.ID, next); err != nil {
			return err
		}
	}
	said := fmt.Sprintf("%s → %s（工单 %s %s）", state.Label(), next.Label(), t.Number, a.Label())
	if aside {
		return s.tell(tx, actor, device.ID, "报废不获批准时恢复为："+said)
	}
	err = tx.Model(&models.Device{}).Where("id = ?", device.ID).
		Updates(map[string]any{"state": next, "version": gorm.Expr("version + 1"), "updated_at": s.now()}).Error
	if err != nil {
		return fmt.Errorf("change the state of a device: %w", err)
	}
	if err := s.tell(tx, actor, device.ID, said); err != nil {
		return err
	}
	var rooms []uint
	if device.ClassroomID != nil {
		rooms = append(rooms, *device.ClassroomID)
	}
	return s.verdicts.Refresh(tx, causeOf(a, t), device.SchoolID, rooms...)
}

// tell writes into the life of a device.
func (s *Service) tell(tx *gorm.DB, actor access.Actor, deviceID uint, said string) error {
	err := tx.Create(&models.DeviceEvent{DeviceID: deviceID, Kind: models.DeviceStateChanged, At: s.now(), UserID: actor.UserRef(), Actor: actor.Name, Detail: said}).Error
	if err != nil {
		return fmt.Errorf("write the life of a device: %w", err)
	}
	return nil
}
