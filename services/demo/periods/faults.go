package periods

import (
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// change is what became of the state of a device, as its life tells.
type change struct {
	DeviceID uint
	SchoolID uint
	At       time.Time
	Detail   string // 在用 → 损坏（工单 …）
}

// tellFaults puts the county back to how it stood when the first period was opened, before most of what its tickets
// tell, and lets all of that happen again day by day; so what was frozen then and what is history since is true. Some
// devices that no ticket speaks of were broken then and have been mended since.
func (s *story) tellFaults() error {
	var changes []change
	err := s.db.Table("device_events AS e").Joins("JOIN devices AS d ON d.id = e.device_id").Joins("JOIN organisations AS o ON o.id = d.school_id").
		Scopes(access.PathsUnder("o.path", s.county.Path)).Where("e.kind = ? AND e.at > ?", models.DeviceStateChanged, s.clock).
		Order("e.at, e.id").Select("e.device_id, d.school_id, e.at, e.detail").Find(&changes).Error
	if err != nil {
		return fmt.Errorf("read what broke: %w", err)
	}
	before := map[uint]change{} // the first of each device
	byDay := map[int][]change{}
	for _, c := range changes {
		if _, known := before[c.DeviceID]; !known {
			before[c.DeviceID] = c
		}
		days := int(s.midnight.Sub(c.At)/(24*time.Hour)) + 1
		byDay[days] = append(byDay[days], c)
	}
	var first []change
	for _, c := range before {
		first = append(first, c)
	}
	if err := s.set(first, true); err != nil {
		return err
	}
	for days, those := range byDay {
		s.then(days, 23, func() error { return s.set(those, false) })
	}
	return s.breakSome()
}

// set brings devices to the states of their changes, or to those before, and judges their schools anew.
func (s *story) set(those []change, undo bool) error {
	return s.db.Transaction(func(tx *gorm.DB) error {
		broken, mended := map[uint]bool{}, map[uint]bool{} // schools
		for _, c := range those {
			from, to := states(c.Detail)
			if undo {
				from, to = to, from
			}
			if err := tx.Model(&models.Device{}).Where("id = ?", c.DeviceID).Update("state", to).Error; err != nil {
				return fmt.Errorf("set the state of a device: %w", err)
			}
			if to.Damaged() && !from.Damaged() {
				broken[c.SchoolID] = true
			} else {
				mended[c.SchoolID] = true
			}
		}
		for why, schools := range map[models.Cause]map[uint]bool{models.CauseBroken: broken, models.CauseRepaired: mended} {
			for id := range schools {
				if err := s.verdicts.Refresh(tx, why, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// states reads the two states off a change.
func states(detail string) (from, to models.DeviceState) {
	before, after, _ := strings.Cut(detail, " → ")
	for _, state := range models.DeviceStates() {
		if before == state.Label() {
			from = state
		}
		if strings.HasPrefix(after, state.Label()) {
			to = state
		}
	}
	return from, to
}

// breakSome lets a few devices be broken when the first period was opened, and be mended in the weeks after it.
func (s *story) breakSome() error {
	var devices []models.Device
	err := s.db.Table("devices AS d").Joins("JOIN organisations AS o ON o.id = d.school_id").Scopes(access.PathsUnder("o.path", s.county.Path)).
		Where("d.state = ? AND d.classroom_id IS NOT NULL AND d.category IN ? AND d.id % 53 = 7", models.DeviceInUse,
			[]models.Category{models.CategoryHost, models.CategoryPanel, models.CategoryScreen}).
		Where("NOT EXISTS (SELECT 1 FROM device_events AS e WHERE e.device_id = d.id AND e.kind = ?)", models.DeviceStateChanged).
		Order("d.id").Select("d.*").Find(&devices).Error
	if err != nil {
		return fmt.Errorf("choose devices that were broken: %w", err)
	}
	for i, d := range devices {
		who := s.office
		for _, o := range s.schools {
			if o.ID == d.SchoolID {
				who = o.person
			}
		}
		to := func(state models.DeviceState, version int, reason string) func() error {
			return func() error {
				_, err := s.registry.SetDeviceState(s.ctx, who, d.ID, version, state, reason)
				return err
			}
		}
		s.then(firstOpened, 8, to(models.DeviceDamaged, d.Version, "无法开机，等待维修"))
		s.then(firstOpened-15-i%60, 17, to(models.DeviceInUse, d.Version+1, "厂家上门修复"))
	}
	return nil
}
