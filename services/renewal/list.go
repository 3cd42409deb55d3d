package renewal

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// PlanRow is a plan with its place.
type PlanRow struct {
	models.RenewalPlan
	Organisation string
	Path         string
	Run          *models.RenewalPlanRun `gorm:"-"` // nil: the plan is as it was asked for
	Silent       bool                   `gorm:"-"` // its server is gone; another will begin anew
	Stale        *bool                  `gorm:"-"` // computed from what is no longer so; nil where nobody has looked
}

// Status is how far the plan has come to what was asked for last.
func (r PlanRow) Status() models.JobStatus {
	if r.Run == nil {
		return models.JobDone
	}
	return r.Run.Status
}

// Asked are the aims that were asked for last.
func (r PlanRow) Asked() Aims {
	if r.Run == nil {
		return Aims(r.PlanAims)
	}
	return Aims(r.Run.PlanAims)
}

// mustHaveResult refuses what rests on a plan that has never been computed.
func (r PlanRow) mustHaveResult() error {
	if r.ComputedAt == nil {
		return errs.New(errs.Conflict, "plan-without-result", "计划“%s”还没有测算结果，请等测算完成。", r.Name)
	}
	return nil
}

func planQuery(db *gorm.DB, actor access.Actor, p access.Permission) *gorm.DB {
	return db.Table("renewal_plans AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").
		Scopes(actor.Scope(p).Paths("o.path")).Select("p.*, o.name AS organisation, o.path")
}

func find(db *gorm.DB, actor access.Actor, p access.Permission, id uint) (PlanRow, error) {
	var rows []PlanRow
	if err := planQuery(db, actor, p).Where("p.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return PlanRow{}, fmt.Errorf("find a plan: %w", err)
	}
	if len(rows) == 0 {
		return PlanRow{}, errs.Missing("该计划")
	}
	err := addRuns(db, rows)
	return rows[0], err
}

// addRuns tells which of the plans are to be computed.
func addRuns(db *gorm.DB, rows []PlanRow) error {
	at, ids := map[uint]*PlanRow{}, make([]uint, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	var runs []*models.RenewalPlanRun
	if err := db.Where("plan_id IN ?", ids).Find(&runs).Error; err != nil {
		return fmt.Errorf("find which plans are to be computed: %w", err)
	}
	for _, run := range runs {
		at[run.PlanID].Run = run
	}
	return nil
}

// Plans lists the plans of an organisation and of those below it, the newest first; 0 is every place in scope.
func (s *Service) Plans(ctx context.Context, actor access.Actor, organisationID uint) ([]PlanRow, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	query := planQuery(db, actor, access.RenewalRead)
	if organisationID != 0 {
		o, err := access.FindOrganisation(db, actor, access.RenewalRead, organisationID)
		if err != nil {
			return nil, err
		}
		query = query.Scopes(access.PathsUnder("o.path", o.Path))
	}
	rows := []PlanRow{}
	if err := query.Order("p.id DESC").Limit(200).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	return rows, addRuns(db, rows)
}

// Plan finds one plan and says whether it is out of date, but for one that is about to be computed anyway.
func (s *Service) Plan(ctx context.Context, actor access.Actor, id uint) (PlanRow, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return PlanRow{}, err
	}
	return s.plan(s.db.WithContext(ctx), actor, id)
}

func (s *Service) plan(db *gorm.DB, actor access.Actor, id uint) (PlanRow, error) {
	row, err := find(db, actor, access.RenewalRead, id)
	if err != nil {
		return PlanRow{}, err
	}
	if row.Run != nil {
		row.Silent = s.runs().Silent(row.Run.Job)
	}
	if row.ComputedAt == nil || row.Status() == models.JobQueued || row.Status() == models.JobRunning {
		return row, nil
	}
	stale, err := s.stale(db, &row.RenewalPlan, row.Path)
	row.Stale = &stale
	return row, err
}

// RoomRow is a classroom of a plan with its names.
type RoomRow struct {
	models.RenewalPlanRoom
	SchoolName string
	Building   string
	Classroom  string
	Above      string // whom the school reports to
}

// RoomFilter narrows the classrooms of a plan.
type RoomFilter struct {
	Fate          models.PlanFate
	SchoolID      uint
	Offset, Limit int
}

const roomColumns = "r.*, school.name AS school_name, room.building, room.name AS classroom, parent.name AS above"

func roomQuery(db *gorm.DB, id uint, f RoomFilter) *gorm.DB {
	query := db.Table("renewal_plan_rooms AS r").Joins("JOIN organisations AS school ON school.id = r.school_id").
		Joins("JOIN organisations AS parent ON parent.id = school.parent_id").
		Joins("JOIN classrooms AS room ON room.id = r.classroom_id").Where("r.plan_id = ?", id)
	if f.Fate != "" {
		query = query.Where("r.fate = ?", f.Fate)
	}
	if f.SchoolID != 0 {
		query = query.Where("r.school_id = ?", f.SchoolID)
	}
	return query
}

// Rooms lists the classrooms of a plan by school, and counts them.
func (s *Service) Rooms(ctx context.Context, actor access.Actor, id uint, f RoomFilter) ([]RoomRow, int64, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return nil, 0, err
	}
	db := s.db.WithContext(ctx)
	if _, err := find(db, actor, access.RenewalRead, id); err != nil {
		return nil, 0, err
	}
	var total int64
	if err := roomQuery(db, id, f).Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count the classrooms of a plan: %w", err)
	}
	rows := []RoomRow{}
	err := roomQuery(db, id, f).Select(roomColumns).Order("school.path, r.classroom_id").Offset(f.Offset).Limit(f.Limit).Find(&rows).Error
	if err != nil {
		return nil, 0, fmt.Errorf("list the classrooms of a plan: %w", err)
	}
	return rows, total, nil
}

// By is what the sums of a plan are made by.
type By string

const (
	BySchool By = "school"
	ByCounty By = "county" // a school that reports to its city stands alone
)

// PlaceSum is what a plan does for one place.
type PlaceSum struct {
	OrganisationID uint
	Name           string
	Rooms          int
	Cents          int64
	ChosenRooms    int
	ChosenCents    int64
	ChosenPupils   int
}

// Sums adds up a plan by place.
func (s *Service) Sums(ctx context.Context, actor access.Actor, id uint, by By) ([]PlaceSum, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	if _, err := find(db, actor, access.RenewalRead, id); err != nil {
		return nil, err
	}
	return placeSums(db, id, by)
}

func placeSums(db *gorm.DB, id uint, by By) ([]PlaceSum, error) {
	query := db.Table("renewal_plan_rooms AS r").Joins("JOIN organisations AS school ON school.id = r.school_id").Where("r.plan_id = ?", id)
	switch by {
	case BySchool:
		query = query.Joins("JOIN organisations AS place ON place.id = r.school_id")
	case ByCounty:
		query = query.Joins("JOIN organisations AS place ON place.path = SUBSTR(school.path, 1, ?)", countyDepth*models.ChildPathLength(""))
	default:
		return nil, errs.InvalidFields(errs.Field{Location: "by", Message: "只能是 school 或 county。"})
	}
	sums := []PlaceSum{}
	err := query.Select("place.id AS organisation_id, MAX(place.name) AS name, COUNT(*) AS `rooms`, SUM(r.cents) AS cents, " +
		"SUM(CASE WHEN r.fate = 'chosen' THEN 1 ELSE 0 END) AS chosen_rooms, SUM(CASE WHEN r.fate = 'chosen' THEN r.cents ELSE 0 END) AS chosen_cents, " +
		"SUM(CASE WHEN r.fate = 'chosen' THEN COALESCE(r.pupils, 0) ELSE 0 END) AS chosen_pupils").
		Group("place.id").Order("chosen_cents DESC, cents DESC, place.id").Find(&sums).Error
	if err != nil {
		return nil, fmt.Errorf("add up a plan: %w", err)
	}
	return sums, nil
}
