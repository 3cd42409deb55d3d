package compliance

import (
	"gorm.io/gorm"

	"banbantong/models"
)

// Refresh judges classrooms of a school and what is in them anew, all of them if none is named, and counts the school
// again; it writes what is no longer as stored. It belongs into the transaction that changed a fact, after the change.
// A device that was moved concerns the room that it left and the one it is in now.
func (s *Service) Refresh(tx *gorm.DB, schoolID uint, classroomIDs ...uint) error {
	_, err := s.refresh(tx, schoolID, classroomIDs)
	return err
}

func (s *Service) refresh(tx *gorm.DB, schoolID uint, classroomIDs []uint) ([]Difference, error) {
	if err := s.Lock(tx, schoolID); err != nil {
		return nil, err
	}
	force, err := s.inForce(tx)
	if err != nil {
		return nil, err
	}
	holdings, err := newLoader(tx).load(schoolID, schoolID, classroomIDs)
	if err != nil || len(holdings) == 0 {
		return nil, err
	}
	h := holdings[0]
	e, giveBack := force.borrow()
	defer giveBack()
	c := h.judge(e, classroomIDs, models.DateOf(s.now()))
	if err := c.write(tx); err != nil {
		return nil, err
	}
	now := Tally(force.Standard, schoolID, h.rooms, h.devices)
	changed, err := writeCounts(tx, schoolID, h.stored, now)
	if changed {
		c.differ(schoolID, "counts", schoolID, h.stored, now)
	}
	return c.differences, err
}
