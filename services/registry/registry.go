// Package registry owns what there is: organisations, schools, classrooms, devices and their life. How they stand
// against the standard is for services/compliance, which it tells of every change in the change's own transaction.
package registry

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Service keeps the register.
type Service struct {
	db       *gorm.DB
	now      func() time.Time
	verdicts Verdicts
}

// Verdicts keeps verdicts and counts in step with the register; services/compliance does it.
type Verdicts interface {
	// Lock makes other changes of the school wait for the end of tx, so that its counts cannot race.
	Lock(tx *gorm.DB, schoolID uint) error
	// Refresh judges the classrooms anew, or the whole school if none is named, and recounts the school. History keeps
	// why verdicts changed.
	Refresh(tx *gorm.DB, why models.Cause, schoolID uint, classroomIDs ...uint) error
	// FailingSet is the criterion as a bit of Verdicts.Fails; an error if there is no such criterion.
	FailingSet(ctx context.Context, criterion string) (int64, error)
	// DecidingTitles names the criteria that a subject fails and those whose facts are missing, of those that decide.
	DecidingTitles(ctx context.Context) (func(models.Verdicts) (failing, unverified []string), error)
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, verdicts Verdicts) *Service {
	return &Service{db, now, verdicts}
}

// Window is which part of a list is wanted.
type Window struct {
	Sort          string // a field's name, with a leading "-" for descending
	Offset, Limit int
}

// maxDepth is how many rows into a list one may page: nobody reads further, and a deep OFFSET is slow.
const maxDepth = 10_000

// order turns Sort into ORDER BY by the table of sortable fields, "" being the default; id makes it stable.
func (w Window) order(columns map[string]string, id string) (string, error) {
	field, descending := strings.CutPrefix(w.Sort, "-")
	column, ok := columns[field]
	if !ok {
		return "", errs.InvalidFields(errs.Field{Location: "sort", Message: "不能按“" + field + "”排序。"})
	}
	if column == "" {
		column = id
	}
	direction := ""
	if descending {
		direction = " DESC"
	}
	if column == id {
		return column + direction, nil
	}
	return column + direction + ", " + id + direction, nil
}

func (w Window) check() error {
	if w.Offset+w.Limit > maxDepth {
		return errs.InvalidFields(errs.Field{Location: "page", Message: fmt.Sprintf("最多翻到第 %d 行，请用筛选或搜索缩小范围，或导出。", maxDepth)})
	}
	return nil
}

// Total is how many rows a list has; capped says that there are more, which were not counted.
type Total struct {
	Rows   int
	Capped bool
}

// count counts the rows of query, but not beyond maxDepth.
func count(query *gorm.DB) (Total, error) {
	var n int64
	limited := query.Session(&gorm.Session{}).Select("1").Limit(maxDepth + 1)
	err := query.Session(&gorm.Session{NewDB: true}).Table("(?) AS matching", limited).Count(&n).Error
	if err != nil {
		return Total{}, fmt.Errorf("count a list: %w", err)
	}
	return Total{int(min(n, maxDepth)), n > maxDepth}, nil
}

// page counts what query finds and, at the same time, has the wanted part of it read. It takes two connections, so query
// is not of a transaction.
func page[R any](query *gorm.DB, read func(*gorm.DB) ([]R, error), order string, w Window) ([]R, Total, error) {
	var total Total
	var rows []R
	part := query.Session(&gorm.Session{}).Order(order).Offset(w.Offset).Limit(w.Limit)
	var both errgroup.Group
	both.Go(func() (err error) {
		total, err = count(query)
		return err
	})
	both.Go(func() (err error) {
		if rows, err = read(part); err != nil {
			return fmt.Errorf("list %T: %w", rows, err)
		}
		return nil
	})
	return rows, total, both.Wait()
}

// all reads what a query finds, with the columns that with adds.
func all[R any](with func(*gorm.DB) *gorm.DB) func(*gorm.DB) ([]R, error) {
	return func(query *gorm.DB) (rows []R, err error) {
		err = with(query).Find(&rows).Error
		return rows, err
	}
}

// one reads the single row that query finds; what names it for people when there is none.
func one[R any](query *gorm.DB, what string) (R, error) {
	var rows []R
	if err := query.Limit(1).Find(&rows).Error; err != nil {
		return *new(R), fmt.Errorf("find %T: %w", rows, err)
	}
	if len(rows) == 0 {
		return *new(R), errs.Missing(what)
	}
	return rows[0], nil
}

// Place narrows a list to some schools.
type Place struct {
	OrganisationPath string // at or below it; "" is everywhere
	SchoolID         uint
	Area             models.Area
	Sponsor          models.Sponsor
	Type             models.SchoolType
	Counted          bool // only schools that statistics count: neither kindergartens nor vocational schools
}

// narrow applies the place to a query; column holds the school's id.
func (p Place) narrow(query *gorm.DB, column string) *gorm.DB {
	if p.OrganisationPath != "" {
		query = query.Scopes(access.SchoolsUnder(column, p.OrganisationPath))
	}
	if p.SchoolID != 0 {
		query = query.Where(column+" = ?", p.SchoolID)
	}
	if p.Area == "" && p.Sponsor == "" && p.Type == "" && !p.Counted {
		return query
	}
	schools := query.Session(&gorm.Session{NewDB: true}).Model(&models.School{}).Select("id")
	if p.Area != "" {
		schools = schools.Where("area = ?", p.Area)
	}
	if p.Sponsor != "" {
		schools = schools.Where("sponsor = ?", p.Sponsor)
	}
	if p.Type != "" {
		schools = schools.Where("type = ?", p.Type)
	}
	if p.Counted {
		schools = schools.Where("type NOT IN ?", models.UncountedTypes())
	}
	return query.Where(column+" IN (?)", schools)
}

// Standing narrows a list by how things stand against the standard. Nil and "" do not narrow.
type Standing struct {
	Grade           models.Grade
	StandardGrade   models.Grade
	Damaged         *bool
	FailedOrDamaged *bool
	Criterion       string // a deciding criterion that fails
	UnknownOf       string // a deciding criterion whose fact is missing
}

// standing applies the standing to a query; grade and damaged are the SQL for these of a row.
func (s *Service) standing(ctx context.Context, query *gorm.DB, st Standing, grade, damaged string) (*gorm.DB, error) {
	if st.Grade != "" {
		query = query.Where(grade+" = ?", st.Grade)
	}
	if st.StandardGrade != "" {
		query = query.Where("standard_grade = ?", st.StandardGrade)
	}
	if st.Damaged != nil {
		query = query.Where("("+damaged+") = ?", *st.Damaged)
	}
	if st.FailedOrDamaged != nil {
		query = query.Where("(grade = 'fail' OR ("+damaged+")) = ?", *st.FailedOrDamaged)
	}
	return s.deciding(ctx, query, st.Criterion, st.UnknownOf)
}

// deciding narrows a list to what fails one criterion that decides, and to what lacks the fact for another; "" does not.
func (s *Service) deciding(ctx context.Context, query *gorm.DB, fails, unknown string) (*gorm.DB, error) {
	for column, criterion := range map[string]string{"fails": fails, "unknowns": unknown} {
		if criterion == "" {
			continue
		}
		set, err := s.verdicts.FailingSet(ctx, criterion)
		if err != nil {
			return nil, err
		}
		query = query.Where("("+column+" & judged & ?) <> 0", set)
	}
	return query, nil
}

func contains(q string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.TrimSpace(q)) + "%"
}

// like is a condition that the column contains what contains() made, on every database.
func like(column string) string { return column + ` LIKE ? ESCAPE '!'` }
