package statistics

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/history"
	"banbantong/services/report"
	"banbantong/services/standard"
)

// Table is the answer to a Query.
type Table struct {
	Place        string               // whom it is about, as a title has it
	Organisation *models.Organisation // nil when the actor's scope begins at several and none was asked for
	GroupBy      GroupBy
	On           models.Date // the past day that it is of; "" where it is of this moment
	Begun        models.Date // the first day that can be asked for; "" where history has not begun
	Gone         int         // schools that were here on that day, and that the actor may not see any more
	CutOff       time.Time   // the figures are those of this moment
	Standard     *standard.Standard
	Filter       filter // of a list that shows what Totals count; no list shows a past day
	Figures      []Figure
	Totals       Row
	Rows         []Row
	RowCount     int // of all rows, where Rows are only a part: schools
}

// Table adds up what the actor may see.
func (s *Service) Table(ctx context.Context, actor access.Actor, q Query) (Table, error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return Table{}, err
	}
	var t Table
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		p, err := find(tx, actor, q, models.DateOf(s.now()))
		if err != nil {
			return err
		}
		survey, err := s.standards.Survey(tx, p.paths()...)
		if err != nil {
			return err
		}
		if t, err = p.table(tx, survey); err != nil {
			return err
		}
		if t.Begun, err = history.First(tx); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		t.CutOff = p.cutOff(s.now())
		t.Gone, err = p.gone(tx)
		return err
	})
	return t, err
}

// cutOff is the moment that the figures are of.
func (p place) cutOff(now time.Time) time.Time {
	if p.on == "" {
		return now
	}
	return p.on.End().Add(-time.Minute)
}

func (p place) table(tx *gorm.DB, survey standard.Survey) (t Table, err error) {
	t = Table{Place: p.name(), GroupBy: p.query.GroupBy, On: p.on, Standard: survey.Standard, Filter: p.filter(), Figures: FiguresOf(p.query.GroupBy)}
	if len(p.roots) == 1 {
		t.Organisation = &p.roots[0]
	}
	switch p.query.GroupBy {
	case ByOrganisation:
		t.Rows, err = p.organisations(tx)
		for _, r := range t.Rows {
			t.Totals.Add(r.Figures)
		}
	case ByCategory:
		t.Totals, t.Rows, err = p.categories(tx)
	case ByCriterion:
		if t.Totals, _, err = p.categories(tx); err == nil {
			t.Rows, err = p.criteria(tx, survey)
		}
	case BySchool:
		var order string
		if order, err = p.query.schoolOrder(); err != nil {
			return t, err
		}
		if t.Totals, _, err = p.categories(tx); err == nil {
			t.RowCount = t.Totals.Schools + t.Totals.TeachingPoints
			t.Rows, err = p.schoolPage(tx, func(db *gorm.DB) *gorm.DB {
				return db.Order(order).Offset(p.query.Offset).Limit(p.query.Limit)
			})
		}
	default:
		err = errs.InvalidFields(errs.Field{Location: "group_by", Message: "请选择按单位、学校、设备类别或条款统计。"})
	}
	if t.RowCount == 0 {
		t.RowCount = len(t.Rows)
	}
	if p.on != "" {
		t.unlink()
	}
	return t, err
}

// unlink leaves out what leads to lists, which show nothing but the present.
func (t *Table) unlink() {
	t.Filter = nil
	for i := range t.Figures {
		t.Figures[i].List, t.Figures[i].Filter, t.Figures[i].Key = "", nil, ""
	}
	for i := range t.Rows {
		t.Rows[i].Filter = nil
	}
}

// counts begins the queries over the counts c of the schools that count; what they give adds up.
func (p place) counts(tx *gorm.DB, table string) []*gorm.DB {
	if p.on != "" {
		return p.pastCounts(tx, table)
	}
	return []*gorm.DB{p.schools(tx.Table(table + " AS c").
		Joins("JOIN schools AS s ON s.id = c.school_id").Joins("JOIN organisations AS o ON o.id = c.school_id"))}
}

// sites counts the schools and teaching points themselves, with equipment or without.
func (p place) sites(tx *gorm.DB) *gorm.DB {
	if p.on != "" {
		return p.schools(p.spans(tx).Joins("JOIN schools AS s ON s.id = o.organisation_id"))
	}
	return p.schools(tx.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id"))
}

// siteSums is what a query over sites adds up.
func (p place) siteSums() string {
	s := p.school()
	return "COALESCE(SUM(CASE WHEN " + s + ".type = 'teaching_point' THEN 0 ELSE 1 END), 0) AS schools, " +
		"COALESCE(SUM(CASE WHEN " + s + ".type = 'teaching_point' THEN 1 ELSE 0 END), 0) AS teaching_points"
}

// each gives every row that the queries select.
func each[R any](queries []*gorm.DB, take func(R)) error {
	for _, query := range queries {
		var rows []R
		if err := query.Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			take(row)
		}
	}
	return nil
}

// selecting has each of the queries select the same.
func selecting(queries []*gorm.DB, group, columns string, args ...any) []*gorm.DB {
	for i, query := range queries {
		queries[i] = query.Select(columns, args...).Group(group)
	}
	return queries
}

// organisations are the rows by the child that each school belongs to.
func (p place) organisations(tx *gorm.DB) ([]Row, error) {
	group, args := p.group()
	var schools []struct {
		Place        string
		report.Sites `gorm:"embedded"`
	}
	if err := p.sites(tx).Select(group+" AS place, "+p.siteSums(), args...).Group("place").Find(&schools).Error; err != nil {
		return nil, fmt.Errorf("count schools: %w", err)
	}
	byPath := map[string]*Row{}
	for _, c := range schools {
		byPath[c.Place] = &Row{Figures: report.Figures{Sites: c.Sites}}
	}
	type placed struct {
		Place               string
		models.SchoolCounts `gorm:"embedded"`
	}
	err := each(selecting(p.counts(tx, "school_counts"), "place, c.category", group+" AS place, c.category, "+sums, args...),
		func(c placed) { byPath[c.Place].AddCategory(c.SchoolCounts) })
	if err != nil {
		return nil, fmt.Errorf("sum the counts of schools: %w", err)
	}
	return p.organisationRows(tx, byPath)
}

// organisationRows are the rows of organisations by path, named and in order. A child that has no school is there too,
// with zeros, unless it is a school that does not count or no longer used.
func (p place) organisationRows(tx *gorm.DB, byPath map[string]*Row) ([]Row, error) {
	organisations, err := p.children(tx)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, o := range organisations {
		row, counted := byPath[o.Path]
		if !counted {
			if o.Kind == models.KindSchool || o.RetiredAt != nil {
				continue
			}
			row = &Row{}
		}
		row.stand(o)
		if len(p.roots) == 1 && o.ID == p.roots[0].ID {
			row.Filter = filter{"school_id": row.Key} // the school alone, without those that report to it
		}
		rows = append(rows, *row)
	}
	return rows, nil
}

// children are the organisations that rows may stand for: see group.
func (p place) children(tx *gorm.DB) ([]models.Organisation, error) {
	if len(p.roots) > 1 {
		return p.roots, nil
	}
	if p.on != "" {
		return p.pastChildren(tx)
	}
	var found []models.Organisation
	root := p.roots[0]
	err := tx.Scopes(p.scope.Paths("path")).
		Where("parent_id = ? OR (id = ? AND kind = ?)", root.ID, root.ID, models.KindSchool).Order("path").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the children of an organisation: %w", err)
	}
	return found, nil
}

// categories are the rows by category, suites first, and their sum.
func (p place) categories(tx *gorm.DB) (totals Row, rows []Row, err error) {
	if err := p.sites(tx).Select(p.siteSums()).Scan(&totals.Sites).Error; err != nil {
		return totals, nil, fmt.Errorf("count schools: %w", err)
	}
	byCategory := map[models.Category]models.SchoolCounts{}
	err = each(selecting(p.counts(tx, "school_counts"), "c.category", "c.category, "+sums), func(c models.SchoolCounts) {
		sum := byCategory[c.Category]
		report.AddCounts(&sum, c)
		byCategory[c.Category] = sum
		totals.AddCategory(c)
	})
	if err != nil {
		return totals, nil, fmt.Errorf("sum the counts by category: %w", err)
	}
	return totals, categoryRows(byCategory), nil
}

func categoryRows(byCategory map[models.Category]models.SchoolCounts) []Row {
	rows := []Row{{Key: string(models.CategorySuite), Label: "班班通套装", Figures: report.Figures{Suites: byCategory[models.CategorySuite]}}}
	for _, info := range models.Categories() {
		key := string(info.Code)
		rows = append(rows, Row{Key: key, Label: info.Label, Filter: filter{"category": key},
			Figures: report.Figures{Devices: byCategory[info.Code]}})
	}
	return rows
}

// criteria are the rows by criterion in the standard's order, then those that only places below ask: how many suites and
// devices fail one that decides, or lack the fact for it. Criteria that nothing fails are there too.
func (p place) criteria(tx *gorm.DB, survey standard.Survey) ([]Row, error) {
	byID := map[string]models.SchoolCriterionCounts{}
	err := each(selecting(p.counts(tx, "school_criterion_counts"), "c.criterion", "c.criterion, SUM(c.failed_suites) AS failed_suites, "+
		"SUM(c.unknown_suites) AS unknown_suites, SUM(c.failed_devices) AS failed_devices, SUM(c.unknown_devices) AS unknown_devices"),
		func(c models.SchoolCriterionCounts) {
			of := byID[c.Criterion]
			of.FailedSuites += c.FailedSuites
			of.UnknownSuites += c.UnknownSuites
			of.FailedDevices += c.FailedDevices
			of.UnknownDevices += c.UnknownDevices
			byID[c.Criterion] = of
		})
	if err != nil {
		return nil, fmt.Errorf("sum the counts by criterion: %w", err)
	}
	var rows []Row
	for _, criterion := range survey.Known() {
		if criterion.Subject == standard.SubjectSchool {
			continue
		}
		c := byID[criterion.ID]
		rows = append(rows, Row{Key: criterion.ID, Label: criterion.Title, Figures: report.Figures{
			Suites:  models.SchoolCounts{Failed: c.FailedSuites, Unknown: c.UnknownSuites},
			Devices: models.SchoolCounts{Failed: c.FailedDevices, Unknown: c.UnknownDevices}}})
	}
	return rows, nil
}
