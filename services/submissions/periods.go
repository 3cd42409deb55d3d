package submissions

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// PeriodFields are what a bureau says of a period.
type PeriodFields struct {
	Name       string
	Kind       models.PeriodKind
	Tables     []models.ReportTable
	CutOffAt   time.Time // zero: now
	Due        map[models.ReportLevel]models.Date
	RemindDays int
	Note       string
}

// Period is a period with who opened it.
type Period struct {
	models.Period
	Opener models.Organisation
	Own    bool // the actor holds the office that opened it
}

// levelsBelow are the levels that report to a bureau, the lowest first.
func levelsBelow(kind models.OrganisationKind) []models.ReportLevel {
	all := []models.ReportLevel{models.LevelSchool, models.LevelCentre, models.LevelCounty, models.LevelCity}
	switch kind {
	case models.KindCounty:
		return all[:2]
	case models.KindCity:
		return all[:3]
	}
	return all
}

// check reports every wrong field of a period opened by a bureau.
func (f PeriodFields) check(opener models.Organisation) error {
	var check errs.Check
	n := len([]rune(f.Name))
	check.That(n > 0 && n <= 100, "name", "请填写名称，最多 100 个字。")
	check.That(slices.Contains(models.PeriodKinds(), f.Kind), "kind", "请选择秋季学期、春季学期、月报或专项排查。")
	check.That(len(f.Tables) > 0, "tables", "请至少选择一张表。")
	for i, table := range f.Tables {
		check.That(slices.Contains(models.ReportTables(), table) && !slices.Contains(f.Tables[:i], table), "tables", "没有表“%s”，或选了两次。", string(table))
	}
	check.That(f.RemindDays >= 0 && f.RemindDays <= 30, "remind_days", "提前提醒的天数应为 0 到 30。")
	check.That(len([]rune(f.Note)) <= 1000, "note", "填报要求最多 1000 个字。")
	earliest, since := models.DateOf(f.CutOffAt), "统计时点"
	levels := levelsBelow(opener.Kind)
	for _, level := range levels {
		due, field := f.Due[level], "due_"+string(level)
		if !due.Valid() || len(due) != len(time.DateOnly) {
			check.That(false, field, "请填写%s的截止日期。", level.Label())
			continue
		}
		check.That(due >= earliest, field, "%s的截止日期不能早于%s（%s）。", level.Label(), since, string(earliest))
		earliest, since = due, level.Label()+"的截止日期"
	}
	for level, due := range f.Due {
		check.That(due == "" || slices.Contains(levels, level), "due_"+string(level), "“%s”之下没有%s一级。", opener.Name, level.Label())
	}
	return check.Err()
}

func (f PeriodFields) fill(p *models.Period) {
	p.Name, p.Kind, p.Tables, p.CutOffAt, p.RemindDays, p.Note = f.Name, f.Kind, f.Tables, f.CutOffAt.UTC().Truncate(time.Second), f.RemindDays, f.Note
	p.DueSchool, p.DueCentre = f.Due[models.LevelSchool], f.Due[models.LevelCentre]
	p.DueCounty, p.DueCity = f.Due[models.LevelCounty], f.Due[models.LevelCity]
}

func (f *PeriodFields) trim(now time.Time) {
	f.Name, f.Note = strings.TrimSpace(f.Name), strings.TrimSpace(f.Note)
	if f.CutOffAt.IsZero() {
		f.CutOffAt = now
	}
}

// mustOpen says that the actor holds the office of a bureau that opens periods.
func mustOpen(actor access.Actor, o models.Organisation) error {
	if o.Kind == models.KindSchool {
		return errs.New(errs.Forbidden, "not-a-bureau", "只有省、市、县（市、区）可以开启上报。")
	}
	if !actor.ActsFor(access.PeriodWrite, o.Path) {
		return errs.New(errs.Forbidden, "not-your-office", "“%s”的上报任务，只有该单位自己的管理员可以开启和管理。", o.Name)
	}
	return nil
}

// OpenPeriod begins a collection of figures for all below a bureau. Whoever is below sees it at once.
func (s *Service) OpenPeriod(ctx context.Context, actor access.Actor, organisationID uint, in PeriodFields) (p Period, err error) {
	if err := actor.Require(access.PeriodWrite); err != nil {
		return p, err
	}
	in.trim(s.now())
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if p.Opener, err = access.FindOrganisation(tx, actor, access.PeriodWrite, organisationID); err != nil {
			return err
		}
		if err := mustOpen(actor, p.Opener); err != nil {
			return err
		}
		if err := in.check(p.Opener); err != nil {
			return err
		}
		now := s.now()
		p.Period, p.Own = models.Period{OrganisationID: p.Opener.ID, Version: 1, CreatedAt: now, UpdatedAt: now}, true
		in.fill(&p.Period)
		if err := tx.Create(&p.Period).Error; err != nil {
			return fmt.Errorf("open a period: %w", err)
		}
		return audit.Record(tx, actor, now, audit.Change{Action: "period.opened", Subject: "period", SubjectID: p.ID,
			OrganisationID: p.OrganisationID, After: describePeriod(p.Period)})
	})
	return p, err
}

// ChangePeriod changes what its opener said. What decides the figures, the tables and the cut-off, stays as it is once
// somebody has submitted.
func (s *Service) ChangePeriod(ctx context.Context, actor access.Actor, id uint, version int, in PeriodFields) (p Period, err error) {
	if err := actor.Require(access.PeriodWrite); err != nil {
		return p, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if p, err = lockPeriod(tx, actor, id); err != nil {
			return err
		}
		if err := mustOpen(actor, p.Opener); err != nil {
			return err
		}
		if p.Version != version {
			return errs.Stale("该上报任务")
		}
		before := p.Period
		in.trim(p.CutOffAt)
		if err := in.check(p.Opener); err != nil {
			return err
		}
		in.fill(&p.Period)
		var frozen int64
		if err := tx.Model(&models.Snapshot{}).Where("period_id = ?", id).Limit(1).Count(&frozen).Error; err != nil {
			return fmt.Errorf("look for snapshots of a period: %w", err)
		}
		if frozen > 0 && (!p.CutOffAt.Equal(before.CutOffAt) || !slices.Equal(p.Tables, before.Tables)) {
			return errs.New(errs.Conflict, "period-begun", "已有单位上报，不能再改统计时点和上报的表。")
		}
		return s.savePeriod(tx, actor, &p.Period, "period.changed", before)
	})
	return p, err
}

// savePeriod writes what was changed and who changed it.
func (s *Service) savePeriod(tx *gorm.DB, actor access.Actor, p *models.Period, past string, before models.Period) error {
	p.Version, p.UpdatedAt = before.Version+1, s.now()
	if err := tx.Model(p).Select("*").Omit("id", "created_at").Updates(p).Error; err != nil {
		return fmt.Errorf("write a period: %w", err)
	}
	change := audit.Change{Subject: "period", SubjectID: p.ID, OrganisationID: p.OrganisationID, Before: describePeriod(before), After: describePeriod(*p)}
	change.Action = past
	return audit.Record(tx, actor, s.now(), change)
}

func describePeriod(p models.Period) map[string]any {
	return map[string]any{"name": p.Name, "kind": p.Kind, "tables": p.Tables, "cut_off_at": p.CutOffAt, "due_school": p.DueSchool,
		"due_centre": p.DueCentre, "due_county": p.DueCounty, "due_city": p.DueCity, "remind_days": p.RemindDays, "note": p.Note, "signed_at": p.SignedAt}
}

// visible narrows a query over periods p and their openers o to those that concern the actor: opened below the actor, or
// by somebody above.
func visible(actor access.Actor) func(*gorm.DB) *gorm.DB {
	scope := actor.Scope(access.SubmissionRead)
	var above []uint
	for _, root := range scope.Roots() {
		above = append(above, models.PathIDs(root)...)
	}
	return func(db *gorm.DB) *gorm.DB {
		if scope.Everywhere() || len(above) == 0 {
			return db.Scopes(scope.Paths("o.path"))
		}
		below := scope.Paths("o.path")(db.Session(&gorm.Session{NewDB: true}))
		return db.Where(below.Or("p.organisation_id IN ?", above))
	}
}

// periodQuery finds the periods that the actor sees, with their openers.
func periodQuery(tx *gorm.DB, actor access.Actor) *gorm.DB {
	return tx.Table("periods AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").Scopes(visible(actor)).Select("p.*")
}

func findPeriod(tx *gorm.DB, actor access.Actor, id uint) (Period, error) {
	var found []models.Period
	if err := periodQuery(tx, actor).Where("p.id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return Period{}, fmt.Errorf("find a period: %w", err)
	}
	if len(found) == 0 {
		return Period{}, errs.Missing("该上报任务")
	}
	periods, err := withOpeners(tx, actor, found)
	if err != nil {
		return Period{}, err
	}
	return periods[0], nil
}

func withOpeners(tx *gorm.DB, actor access.Actor, rows []models.Period) ([]Period, error) {
	var ids []uint
	for _, p := range rows {
		ids = append(ids, p.OrganisationID)
	}
	var openers []models.Organisation
	if err := tx.Where("id IN ?", ids).Find(&openers).Error; err != nil {
		return nil, fmt.Errorf("read who opened periods: %w", err)
	}
	periods := make([]Period, len(rows))
	for i, p := range rows {
		at := slices.IndexFunc(openers, func(o models.Organisation) bool { return o.ID == p.OrganisationID })
		periods[i] = Period{p, openers[at], actor.ActsFor(access.PeriodWrite, openers[at].Path)}
	}
	return periods, nil
}

// lockPeriod finds an open period and makes other moves in it wait for the end of tx: what is accepted below and what is
// summed above cannot pass each other.
func lockPeriod(tx *gorm.DB, actor access.Actor, id uint) (Period, error) {
	p, err := findPeriod(tx, actor, id)
	if err != nil {
		return p, err
	}
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&p.Period, id).Error; err != nil {
		return p, fmt.Errorf("lock a period: %w", err)
	}
	if p.SignedAt != nil {
		return p, errs.New(errs.Conflict, "period-signed", "“%s”已由%s定稿，不能再改动。", p.Name, p.Opener.Name)
	}
	return p, nil
}

// Periods lists those that concern the actor, the newest first; open ones only, or all.
func (s *Service) Periods(ctx context.Context, actor access.Actor, openOnly bool, limit int) ([]Period, error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	query := periodQuery(db, actor).Order("p.id DESC").Limit(limit)
	if openOnly {
		query = query.Where("p.signed_at IS NULL")
	}
	var rows []models.Period
	if err := query.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list periods: %w", err)
	}
	return withOpeners(db, actor, rows)
}

// Period finds one.
func (s *Service) Period(ctx context.Context, actor access.Actor, id uint) (Period, error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return Period{}, err
	}
	return findPeriod(s.db.WithContext(ctx), actor, id)
}
