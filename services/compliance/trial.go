package compliance

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/lease"
	"banbantong/services/standard"
)

// TrialState is how the trial of a draft stands, and what it has found.
type TrialState struct {
	models.StandardTrial // zero where there is none
	By                   string
	Stale                bool // the draft asks something else since
	Outdated             bool // equipment has changed since, or what holds above the draft
	Silent               bool // its server is gone; another will begin anew
	Result               TrialResult
	Places               []TriedPlace
}

// TrialResult is what a trial has found, but for the schools.
type TrialResult struct {
	Now, Then Standing
	Moved
	Schools  int            // where something would change
	Criteria []ShiftedTitle // whose failures would be more or fewer, in the standard's order
}

// ShiftedTitle is a shift of a criterion with its title.
type ShiftedTitle struct {
	Criterion, Title string
	Shift
}

// TriedPlace adds up the schools of a place where something would change.
type TriedPlace struct {
	ID      uint
	Name    string
	Above   string // what it belongs to
	Schools int
	Moved
}

// AskTrial has a draft tried, as the person has read it, on every school of its place: how each stands now, as stored, and
// how it would if the draft were in force today. A server does it, and nothing but the trial is changed. One that is under
// way for the same draft goes on.
func (s *Service) AskTrial(ctx context.Context, actor access.Actor, id uint, version int) error {
	if err := actor.Require(access.StandardWrite); err != nil {
		return err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockVersion(tx, id); err != nil {
			return err
		}
		v, err := s.draftToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		if _, err := s.admits(tx, v, models.DateOf(s.now())); err != nil {
			return err
		}
		last, found, err := trialOf(tx, id)
		if err != nil {
			return err
		}
		if found && last.FinishedAt == nil && last.DraftVersion == version {
			return nil
		}
		if err := dropTrial(tx, id); err != nil {
			return err
		}
		trial := models.StandardTrial{VersionID: id, DraftVersion: version, UserID: actor.UserRef(), Job: models.NewJob(s.now())}
		if err := tx.Create(&trial).Error; err != nil {
			return fmt.Errorf("ask for a trial: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	lease.Wake(s.tried)
	return nil
}

// lockVersion makes others that ask for a trial of a version, or change it, wait for the end of tx.
func lockVersion(tx *gorm.DB, id uint) error {
	var locked []uint
	if err := tx.Model(&models.StandardVersion{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Pluck("id", &locked).Error; err != nil {
		return fmt.Errorf("lock a version of the standard: %w", err)
	}
	return nil
}

func trialOf(tx *gorm.DB, id uint) (models.StandardTrial, bool, error) {
	var found []models.StandardTrial
	if err := tx.Where("version_id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return models.StandardTrial{}, false, fmt.Errorf("find the trial of a draft: %w", err)
	}
	if len(found) == 0 {
		return models.StandardTrial{}, false, nil
	}
	return found[0], true, nil
}

// dropTrial forgets the trial of a draft. A server that is at it notices and stops.
func dropTrial(tx *gorm.DB, id uint) error {
	for _, of := range []any{&models.StandardTrial{}, &models.StandardTrialSchool{}} { // in this order: whoever ends a trial takes it too
		if err := tx.Where("version_id = ?", id).Delete(of).Error; err != nil {
			return fmt.Errorf("forget the trial of a draft: %w", err)
		}
	}
	return nil
}

// followTrial has the trial of a draft follow a change of it: one that asks nothing else leaves it as good as it was, any
// other breaks it off.
func (s *Service) followTrial(tx *gorm.DB, v models.StandardVersion, before models.Amendments) error {
	was, err := json.Marshal(before)
	if err != nil {
		return fmt.Errorf("compare what a draft asks: %w", err)
	}
	is, err := json.Marshal(v.Amendments)
	if err != nil {
		return fmt.Errorf("compare what a draft asks: %w", err)
	}
	if string(was) == string(is) {
		err = tx.Model(&models.StandardTrial{}).Where("version_id = ? AND draft_version = ?", v.ID, v.Version-1).Update("draft_version", v.Version).Error
	} else {
		err = s.breakOff(tx, v.ID, changedMeanwhile)
	}
	if err != nil {
		return fmt.Errorf("follow the change of a draft: %w", err)
	}
	return nil
}

func (s *Service) breakOff(tx *gorm.DB, id uint, problem string) error {
	return s.trials().BreakOff(tx.Model(&models.StandardTrial{}).Where("version_id = ?", id), problem)
}

// StopTrial breaks the trial of a draft off, if it has not ended.
func (s *Service) StopTrial(ctx context.Context, actor access.Actor, id uint) error {
	if err := actor.Require(access.StandardWrite); err != nil {
		return err
	}
	db := s.db.WithContext(ctx)
	if _, err := s.findDraft(db, actor, id); err != nil {
		return err
	}
	if err := s.breakOff(db, id, "已由"+actor.Name+"停止。"); err != nil {
		return fmt.Errorf("stop a trial: %w", err)
	}
	return nil
}

// Trial tells how the trial of a draft stands: to whoever may change the draft, whoever has asked for it.
func (s *Service) Trial(ctx context.Context, actor access.Actor, id uint) (TrialState, error) {
	var state TrialState
	if err := actor.Require(access.StandardWrite); err != nil {
		return state, err
	}
	db := s.db.WithContext(ctx)
	v, err := s.findDraft(db, actor, id)
	if err != nil {
		return state, err
	}
	trial, found, err := trialOf(db, id)
	if err != nil || !found {
		return state, err
	}
	state.StandardTrial = trial
	state.Stale = trial.DraftVersion != v.StandardVersion.Version
	state.Silent = s.trials().Silent(trial.Job)
	if trial.UserID != nil {
		if err := db.Model(&models.User{}).Where("id = ?", *trial.UserID).Limit(1).Pluck("name", &state.By).Error; err != nil {
			return state, fmt.Errorf("name who asked for a trial: %w", err)
		}
	}
	if trial.Status != models.JobDone {
		return state, nil
	}
	now, err := Mark(db, v.Path, models.DateOf(s.now()))
	if err != nil {
		return state, err
	}
	state.Outdated = now != trial.DataMark
	if err := json.Unmarshal([]byte(trial.Result), &state.Result); err != nil {
		return state, fmt.Errorf("read what the trial of version %d has found: %w", id, err)
	}
	err = db.Table("standard_trial_schools AS t").Joins("JOIN organisations AS o ON o.id = t.place_id").Joins("LEFT JOIN organisations AS a ON a.id = o.parent_id").
		Where("t.version_id = ?", id).Group("o.id, o.name, a.name").Order("fallen DESC, fallen_devices DESC, risen DESC, risen_devices DESC, o.id").
		Select("o.id, o.name, COALESCE(a.name, '') AS above, COUNT(*) AS schools, SUM(t.fallen) AS fallen, SUM(t.risen) AS risen, " +
			"SUM(t.fallen_devices) AS fallen_devices, SUM(t.risen_devices) AS risen_devices").Scan(&state.Places).Error
	if err != nil {
		return state, fmt.Errorf("add up a trial by place: %w", err)
	}
	return state, nil
}

// TriedRow is a school of a trial.
type TriedRow struct {
	ID      uint
	Name    string
	PlaceID uint
	Moved
}

// TriedSchools lists the schools where a trial has found that something would change, the hardest hit first; of one place,
// or of all if placeID is 0.
func (s *Service) TriedSchools(ctx context.Context, actor access.Actor, id, placeID uint, offset, limit int) (rows []TriedRow, total int64, err error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return nil, 0, err
	}
	db := s.db.WithContext(ctx)
	if _, err := s.findDraft(db, actor, id); err != nil {
		return nil, 0, err
	}
	query := db.Table("standard_trial_schools AS t").Joins("JOIN organisations AS o ON o.id = t.school_id").Where("t.version_id = ?", id)
	if placeID != 0 {
		query = query.Where("t.place_id = ?", placeID)
	}
	err = query.Session(&gorm.Session{}).Count(&total).Error
	if err == nil {
		err = query.Order("t.fallen DESC, t.fallen_devices DESC, t.risen DESC, t.risen_devices DESC, t.school_id").Offset(offset).Limit(limit).
			Select("o.id, o.name, t.place_id, t.fallen, t.risen, t.fallen_devices, t.risen_devices").Scan(&rows).Error
	}
	if err != nil {
		return nil, 0, fmt.Errorf("list the schools of a trial: %w", err)
	}
	return rows, total, nil
}

// TriedRoom is a room where something would stand otherwise.
type TriedRoom struct {
	ID           uint
	Name         string
	Before, Then models.Grade
	Moved
	Failing []string // titles of the criteria that would fail there and do not now
}

// TriedRooms tells of one school in which rooms a draft would change something: of the draft and the school as they are at
// this moment.
func (s *Service) TriedRooms(ctx context.Context, actor access.Actor, id, schoolID uint) ([]TriedRoom, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	v, err := s.findDraft(db, actor, id)
	if err != nil {
		return nil, err
	}
	ids, err := triedSchools(db.Where("s.id = ?", schoolID), v.Path)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, errs.Missing("该学校")
	}
	all, err := s.editionsWith(db, v)
	if err != nil {
		return nil, err
	}
	var rooms []TriedRoom
	holdings, err := newLoader(db).load(schoolID, schoolID, nil)
	if err != nil {
		return nil, err
	}
	for _, h := range holdings {
		force, err := all.at(db, h.path)
		if err != nil {
			return nil, err
		}
		rooms = triedRooms(h, force, models.DateOf(s.now()))
	}
	return rooms, nameRooms(db, rooms)
}

// editionsWith are the versions in force today with a draft in its place.
func (s *Service) editionsWith(tx *gorm.DB, v Version) (*editions, error) {
	all, err := s.admits(tx, v, models.DateOf(s.now()))
	if err != nil {
		return nil, err
	}
	if err := s.giveBits(tx, &v.Amendments); err != nil {
		return nil, err
	}
	return all.with(models.Organisation{ID: v.OrganisationID, Name: v.Place, Path: v.Path}, v.Amendments), nil
}

func triedRooms(h *holding, force *inForce, on models.Date) []TriedRoom {
	grades, failing := map[uint]models.Grade{}, map[uint]int64{}
	for i := range h.devices {
		grades[h.devices[i].ID] = h.devices[i].Grade
	}
	rooms, at := make([]TriedRoom, len(h.rooms)), map[uint]int{}
	for i, r := range h.rooms {
		rooms[i], at[r.ID] = TriedRoom{ID: r.ID, Before: r.Grade}, i
	}
	for _, d := range h.devices {
		if d.ClassroomID != nil {
			failing[*d.ClassroomID] |= d.Fails & d.Judged
		}
	}
	for _, r := range h.rooms {
		failing[r.ID] |= r.Fails & r.Judged
	}
	force.judge(h, nil, on)
	then := map[uint]int64{}
	for _, r := range h.rooms {
		one := &rooms[at[r.ID]]
		one.Then = r.Grade
		moved(one.Before, r.Grade, &one.Fallen, &one.Risen)
		then[r.ID] |= r.Fails & r.Judged
	}
	for _, d := range h.devices {
		if d.ClassroomID == nil {
			continue
		}
		i, here := at[*d.ClassroomID]
		if !here {
			continue
		}
		one := &rooms[i]
		moved(grades[d.ID], d.Grade, &one.FallenDevices, &one.RisenDevices)
		then[*d.ClassroomID] |= d.Fails & d.Judged
	}
	var changed []TriedRoom
	for _, room := range rooms {
		if room.Moved == (Moved{}) {
			continue
		}
		for bit := range standard.Set(then[room.ID] &^ failing[room.ID]).Bits() {
			if c, known := force.Criterion(force.IDAt(bit)); known {
				room.Failing = append(room.Failing, c.FullTitle())
			}
		}
		changed = append(changed, room)
	}
	return changed
}

func nameRooms(tx *gorm.DB, rooms []TriedRoom) error {
	names := map[uint]string{}
	var ids []uint
	for _, r := range rooms {
		ids = append(ids, r.ID)
	}
	var found []models.Classroom
	if err := tx.Select("id, building, name").Where("id IN ?", ids).Find(&found).Error; err != nil {
		return fmt.Errorf("name the rooms of a trial: %w", err)
	}
	for _, r := range found {
		names[r.ID] = models.RoomName(r.Building, r.Name)
	}
	for i := range rooms {
		rooms[i].Name = names[rooms[i].ID]
	}
	return nil
}
