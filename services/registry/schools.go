package registry

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// SchoolFilter narrows a list of schools.
type SchoolFilter struct {
	Place
	Query         string // in name or 标识码
	Grade         models.Grade
	Criterion     string // of the school itself: one that decides and fails
	UnknownOf     string // and one whose fact is missing
	TeachingPoint *bool  // only teaching points, or only schools
}

// SchoolRow is a school in a list, with the counts of its suites.
type SchoolRow struct {
	models.School
	Name       string
	Path       string
	ParentID   uint
	ParentName string
	OrgVersion int
	Total      int
	InUse      int
	Passed     int
	Failed     int
	Unknown    int
	Damaged    int
}

func (s *Service) schoolQuery(db *gorm.DB, actor access.Actor, f SchoolFilter) *gorm.DB {
	query := db.Table("schools").Omit("Organisation").
		Joins("JOIN organisations o ON o.id = schools.id").
		Where("o.retired_at IS NULL").Scopes(actor.Scope(access.SchoolRead).Schools("schools.id"))
	query = f.narrow(query, "schools.id")
	if f.Grade != "" {
		query = query.Where("grade = ?", f.Grade)
	}
	if f.TeachingPoint != nil {
		query = query.Where("(type = ?) = ?", models.SchoolTeachingPoint, *f.TeachingPoint)
	}
	if strings.TrimSpace(f.Query) != "" {
		query = query.Where("("+like("o.name")+" OR code = ?)", contains(f.Query), strings.TrimSpace(f.Query))
	}
	return query
}

const schoolColumns = `schools.*, o.name, o.path, o.parent_id, o.version AS org_version, p.name AS parent_name,
	COALESCE(c.total, 0) AS total, COALESCE(c.in_use, 0) AS in_use, COALESCE(c.passed, 0) AS passed,
	COALESCE(c.failed, 0) AS failed, COALESCE(c.unknown, 0) AS unknown, COALESCE(c.damaged, 0) AS damaged`

func withSchoolColumns(query *gorm.DB) *gorm.DB {
	return query.Select(schoolColumns).Joins("LEFT JOIN organisations p ON p.id = o.parent_id").
		Joins("LEFT JOIN school_counts c ON c.school_id = schools.id AND c.category = 'suite'")
}

// Schools lists schools in scope.
func (s *Service) Schools(ctx context.Context, actor access.Actor, f SchoolFilter, w Window) ([]SchoolRow, Total, error) {
	if err := errors.Join(actor.Require(access.SchoolRead), w.check()); err != nil {
		return nil, Total{}, err
	}
	order, err := w.order(map[string]string{"": "o.path", "name": "o.name", "failed": "c.failed", "damaged": "c.damaged",
		"in_use": "c.in_use", "code": "schools.code"}, "schools.id")
	if err != nil {
		return nil, Total{}, err
	}
	query, err := s.schoolList(ctx, actor, f)
	if err != nil {
		return nil, Total{}, err
	}
	return page(query, all[SchoolRow](withSchoolColumns), order, w)
}

// schoolList is schoolQuery narrowed by criteria too.
func (s *Service) schoolList(ctx context.Context, actor access.Actor, f SchoolFilter) (*gorm.DB, error) {
	return s.deciding(ctx, s.schoolQuery(s.db.WithContext(ctx), actor, f), f.Criterion, f.UnknownOf)
}

// School finds one school.
func (s *Service) School(ctx context.Context, actor access.Actor, id uint) (SchoolRow, error) {
	if err := actor.Require(access.SchoolRead); err != nil {
		return SchoolRow{}, err
	}
	return s.findSchool(s.schoolQuery(s.db.WithContext(ctx), actor, SchoolFilter{}), id)
}

func (s *Service) findSchool(query *gorm.DB, id uint) (SchoolRow, error) {
	return one[SchoolRow](withSchoolColumns(query).Where("schools.id = ?", id), "该学校")
}

// SchoolFields are what can be said of a school, for adding and changing one.
type SchoolFields struct {
	ParentID          uint              `json:"parent_id"` // the organisation it reports to
	Name              string            `json:"name"`
	Code              *string           `json:"code"` // 学校(机构)标识码
	Type              models.SchoolType `json:"type"`
	Area              models.Area       `json:"area"`
	Sponsor           models.Sponsor    `json:"sponsor"`
	UplinkMbps        *int              `json:"uplink_mbps"`
	ClassInternetMbps *int              `json:"class_internet_mbps"`
	GuestReports      bool              `json:"guest_reports"`
}

var schoolCode = regexp.MustCompile(`^\d{10}$`)

// Check reports every wrong field.
func (f SchoolFields) Check() error {
	var check errs.Check
	checkName(&check, f.Name, 100)
	check.That(f.Code == nil || schoolCode.MatchString(*f.Code), "code", "学校标识码应为 10 位数字；没有的请留空。")
	check.That(f.Type.Label() != string(f.Type), "type", "请选择办学类型。")
	check.That(f.Area == models.AreaUrban || f.Area == models.AreaTown || f.Area == models.AreaRural, "area", "请选择城区、镇区或乡村。")
	check.That(f.Sponsor == models.SponsorEducation || f.Sponsor == models.SponsorOther || f.Sponsor == models.SponsorEnterprise ||
		f.Sponsor == models.SponsorPrivate, "sponsor", "请选择举办者。")
	check.That(between(f.UplinkMbps, 0, 400_000), "uplink_mbps", "带宽应在 0 至 400000 兆之间。")
	check.That(between(f.ClassInternetMbps, 0, 100_000), "class_internet_mbps", "带宽应在 0 至 100000 兆之间。")
	return check.Err()
}

func between(n *int, low, high int) bool { return n == nil || *n >= low && *n <= high }

// CreateSchool adds a school, village school or teaching point below the organisation it reports to.
func (s *Service) CreateSchool(ctx context.Context, actor access.Actor, in SchoolFields) (row SchoolRow, err error) {
	if err := actor.Require(access.OrganisationWrite); err != nil {
		return row, err
	}
	if err := in.Check(); err != nil {
		return row, err
	}
	var id uint
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		parent, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, in.ParentID)
		if err != nil {
			return err
		}
		o, err := s.AddSchool(tx, actor, parent, in)
		id = o.ID
		return err
	})
	if err != nil {
		return row, err
	}
	return s.School(ctx, actor, id)
}

// AddSchool writes a new school below parent in the caller's transaction; the caller has checked the actor's right.
func (s *Service) AddSchool(tx *gorm.DB, actor access.Actor, parent models.Organisation, in SchoolFields) (models.Organisation, error) {
	o, err := s.addOrganisation(tx, parent, models.KindSchool, in.Name, nil)
	if err != nil {
		return o, err
	}
	school := models.School{ID: o.ID, Version: 1, CreatedAt: s.now(), UpdatedAt: s.now()}
	in.apply(&school)
	if err := tx.Omit("Organisation").Create(&school).Error; err != nil {
		return o, duplicateCode(err, in.Code)
	}
	if err := s.verdicts.Refresh(tx, models.CauseRegistered, school.ID); err != nil {
		return o, err
	}
	return o, audit.Record(tx, actor, s.now(), audit.Change{Action: "school.created", Subject: "school", SubjectID: o.ID, OrganisationID: o.ID, After: in})
}

func (f SchoolFields) apply(school *models.School) {
	school.Code, school.Type, school.Area, school.Sponsor = f.Code, f.Type, f.Area, f.Sponsor
	school.UplinkMbps, school.ClassInternetMbps, school.GuestReports = f.UplinkMbps, f.ClassInternetMbps, f.GuestReports
}

// Fields are the school's present values, for a change to start from.
func (r SchoolRow) Fields() SchoolFields {
	return SchoolFields{r.ParentID, r.Name, r.Code, r.Type, r.Area, r.Sponsor, r.UplinkMbps, r.ClassInternetMbps, r.GuestReports}
}

// ChangeSchool changes a school. What identifies it (name, code, type, and whom it reports to) is for its bureau; the
// rest also for the school itself. edit changes the present values.
func (s *Service) ChangeSchool(ctx context.Context, actor access.Actor, id uint, version int, edit func(*SchoolFields)) (SchoolRow, error) {
	if err := actor.Require(access.SchoolWrite); err != nil {
		return SchoolRow{}, err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if _, err := access.FindOrganisation(tx, actor, access.SchoolWrite, id); err != nil {
			return errs.Missing("该学校")
		}
		if err := s.verdicts.Lock(tx, id); err != nil {
			return err
		}
		row, err := s.findSchool(s.schoolQuery(tx, actor, SchoolFilter{}), id)
		if err != nil {
			return err
		}
		before := row.Fields()
		after := before
		edit(&after)
		if err := after.Check(); err != nil {
			return err
		}
		if err := s.changeIdentity(tx, actor, row, before, after); err != nil {
			return err
		}
		after.apply(&row.School)
		saved := tx.Model(&models.School{}).Where("id = ? AND version = ?", id, version).Updates(map[string]any{
			"code": row.Code, "type": row.Type, "area": row.Area, "sponsor": row.Sponsor, "uplink_mbps": row.UplinkMbps,
			"class_internet_mbps": row.ClassInternetMbps, "guest_reports": row.GuestReports, "version": version + 1, "updated_at": s.now()})
		if saved.Error != nil {
			return duplicateCode(saved.Error, row.Code)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该学校")
		}
		if err := s.verdicts.Refresh(tx, models.CauseCorrected, id); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "school.changed", Subject: "school", SubjectID: id, OrganisationID: id, Before: before, After: after})
	})
	if err != nil {
		return SchoolRow{}, err
	}
	return s.School(ctx, actor, id)
}

func (s *Service) changeIdentity(tx *gorm.DB, actor access.Actor, row SchoolRow, before, after SchoolFields) error {
	sameCode := (before.Code == nil) == (after.Code == nil) && (before.Code == nil || *before.Code == *after.Code)
	if before.Name == after.Name && sameCode && before.Type == after.Type && before.ParentID == after.ParentID {
		return nil
	}
	o, err := access.FindOrganisation(tx, actor, access.OrganisationWrite, row.ID)
	if err != nil {
		return errs.New(errs.Forbidden, "bureau-only", "学校名称、标识码、办学类型和上级单位由主管教育局修改。")
	}
	if before.Name != after.Name {
		if err := s.rename(tx, &o, after.Name); err != nil {
			return err
		}
	}
	if before.ParentID != after.ParentID {
		if err := s.moveOrganisation(tx, actor, &o, after.ParentID); err != nil {
			return err
		}
	}
	return s.saveOrganisation(tx, &o, o.Version)
}

func duplicateCode(err error, code *string) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) && code != nil {
		return errs.InvalidFields(errs.Field{Location: "code", Message: fmt.Sprintf("学校标识码 %s 已被其他学校使用。", *code)})
	}
	return fmt.Errorf("save a school: %w", err)
}
