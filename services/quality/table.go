package quality

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/report"
)

// Row says how good the data of a place is.
type Row struct {
	Organisation models.Organisation
	Complete     report.Rate // known facts of those that are needed
	Findings     map[Kind]int
	Schools      int
	Due          int // schools that have changed since they were counted
}

// RuleRow says how often a rule finds something in a place, and in how many schools.
type RuleRow struct {
	Rule              Rule
	Findings, Schools int
}

// Table is the quality of the data of a place: in all, by the places directly below it, and by rule.
type Table struct {
	Totals    Row
	Rows      []Row
	Rules     []RuleRow
	CountedAt *time.Time // when the school was counted that was counted the longest ago; nil where none was
}

// Table tells how good the data at or below an organisation is; 0 is where the actor's scope begins.
func (s *Service) Table(ctx context.Context, actor access.Actor, organisationID uint) (Table, error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return Table{}, err
	}
	var t Table
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		p, err := findPlace(tx, actor, organisationID)
		if err != nil {
			return err
		}
		if t.Rows, err = p.rows(tx); err != nil {
			return err
		}
		t.Totals = Row{Organisation: p.root, Findings: map[Kind]int{}}
		for _, r := range t.Rows {
			t.Totals.add(r)
		}
		if t.Rules, err = p.rules(tx); err != nil {
			return err
		}
		t.CountedAt, err = p.countedAt(tx)
		return err
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return t, err
}

func (r *Row) add(o Row) {
	r.Complete.N, r.Complete.D = r.Complete.N+o.Complete.N, r.Complete.D+o.Complete.D
	r.Schools, r.Due = r.Schools+o.Schools, r.Due+o.Due
	for kind, n := range o.Findings {
		r.Findings[kind] += n
	}
}

// place is an organisation with the actor's scope below it.
type place struct {
	root  models.Organisation
	scope access.Scope
}

func findPlace(tx *gorm.DB, actor access.Actor, organisationID uint) (place, error) {
	p := place{scope: actor.Scope(access.StatisticsRead)}
	if organisationID != 0 {
		o, err := access.FindOrganisation(tx, actor, access.StatisticsRead, organisationID)
		p.root = o
		return p, err
	}
	query := tx.Order("path").Limit(1)
	if paths := p.scope.Roots(); len(paths) > 0 && !p.scope.Everywhere() {
		query = query.Where("path IN ?", paths)
	}
	var found []models.Organisation
	if err := query.Find(&found).Error; err != nil {
		return p, fmt.Errorf("find where the scope begins: %w", err)
	}
	if len(found) == 0 || !p.scope.Contains(found[0].Path) {
		return p, errs.Missing("可查看的单位")
	}
	p.root = found[0]
	return p, nil
}

// schools narrows a query over schools s and their organisations o to those of the place that statistics count.
func (p place) schools(tx *gorm.DB) *gorm.DB {
	return tx.Scopes(p.scope.Paths("o.path"), access.PathsUnder("o.path", p.root.Path)).
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes())
}

func (p place) over(tx *gorm.DB, table string) *gorm.DB {
	return p.schools(tx.Table(table + " AS c").Joins("JOIN schools AS s ON s.id = c.school_id").Joins("JOIN organisations AS o ON o.id = s.id"))
}

// rows are the places directly below, or the school itself.
func (p place) rows(tx *gorm.DB) ([]Row, error) {
	child := models.ChildPathLength(p.root.Path)
	var sums []struct {
		Place                       string
		Needed, Known, Schools, Due int
	}
	err := p.over(tx, "school_quality").Select("SUBSTR(o.path, 1, ?) AS place, SUM(c.needed) AS needed, SUM(c.known) AS known, COUNT(*) AS schools, "+
		"SUM(CASE WHEN c.due THEN 1 ELSE 0 END) AS due", child).Group("place").Find(&sums).Error
	if err != nil {
		return nil, fmt.Errorf("sum the quality of schools: %w", err)
	}
	var found []struct {
		Place, Rule string
		Findings    int
	}
	err = p.over(tx, "school_findings").Select("SUBSTR(o.path, 1, ?) AS place, c.rule, SUM(c.findings) AS findings", child).
		Group("place, c.rule").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("sum the findings of schools: %w", err)
	}
	byPath := map[string]*Row{}
	for _, sum := range sums {
		byPath[sum.Place] = &Row{Complete: report.Rate{N: sum.Known, D: sum.Needed}, Findings: map[Kind]int{}, Schools: sum.Schools,
			Due: sum.Due}
	}
	for _, f := range found {
		if rule, known := RuleOf(f.Rule); known && byPath[f.Place] != nil {
			byPath[f.Place].Findings[rule.Kind] += f.Findings
		}
	}
	var organisations []models.Organisation
	if err := tx.Where("parent_id = ? OR id = ?", p.root.ID, p.root.ID).Order("path").Find(&organisations).Error; err != nil {
		return nil, fmt.Errorf("list the places below: %w", err)
	}
	var rows []Row
	for _, o := range organisations {
		if row := byPath[o.Path]; row != nil {
			row.Organisation = o
			rows = append(rows, *row)
		}
	}
	return rows, nil
}

func (p place) countedAt(tx *gorm.DB) (*time.Time, error) {
	var oldest []models.SchoolQuality
	err := p.over(tx, "school_quality").Select("c.*").Where("c.counted_at IS NOT NULL").Order("c.counted_at").Limit(1).Find(&oldest).Error
	if err != nil || len(oldest) == 0 {
		return nil, err
	}
	return oldest[0].CountedAt, nil
}

// rules are all rules with what they find in the place.
func (p place) rules(tx *gorm.DB) ([]RuleRow, error) {
	var sums []struct {
		Rule              string
		Findings, Schools int
	}
	err := p.over(tx, "school_findings").Select("c.rule, SUM(c.findings) AS findings, COUNT(*) AS schools").Group("c.rule").Find(&sums).Error
	if err != nil {
		return nil, fmt.Errorf("sum the findings by rule: %w", err)
	}
	rows := make([]RuleRow, len(rules))
	for i, rule := range rules {
		rows[i].Rule = rule
		for _, sum := range sums {
			if sum.Rule == rule.ID {
				rows[i].Findings, rows[i].Schools = sum.Findings, sum.Schools
			}
		}
	}
	return rows, nil
}

// Filter says which findings are wanted.
type Filter struct {
	OrganisationID uint
	Rule           string // "" is any
	Offset, Limit  int
}

// Found is a finding with the school it is in.
type Found struct {
	Finding
	SchoolName string
	Version    int // of the classroom or device, for mending it
}

// maxDepth is how many findings into a list one may page, as in every list.
const maxDepth = 10_000

// List gives findings of a place, school by school, and how many there are. Which schools to look into the counts tell,
// which are brought up to date first where few schools have changed; the findings themselves are of this moment.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) (found []Found, total int, err error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return nil, 0, err
	}
	if _, known := RuleOf(f.Rule); f.Rule != "" && !known {
		return nil, 0, errs.InvalidFields(errs.Field{Location: "rule", Message: "没有“" + f.Rule + "”这一项。"})
	}
	if f.Offset+f.Limit > maxDepth {
		return nil, 0, errs.InvalidFields(errs.Field{Location: "page", Message: "最多翻到第 " + strconv.Itoa(maxDepth) + " 项，请选择下级单位或下载。"})
	}
	db := s.db.WithContext(ctx)
	p, err := findPlace(db, actor, f.OrganisationID)
	if err != nil {
		return nil, 0, err
	}
	if err := s.catchUp(ctx, p); err != nil {
		return nil, 0, err
	}
	schools, err := p.schoolsWith(db, f.Rule)
	if err != nil {
		return nil, 0, err
	}
	var wanted []schoolCount
	before := 0
	for _, school := range schools {
		if total+school.Findings > f.Offset && total < f.Offset+f.Limit {
			if len(wanted) == 0 {
				before = total
			}
			wanted = append(wanted, school)
		}
		total += school.Findings
	}
	if found, err = s.findingsOf(db, wanted, f.Rule); err != nil {
		return nil, 0, err
	}
	begin := min(max(f.Offset-before, 0), len(found))
	found = found[begin:min(begin+f.Limit, len(found))]
	return found, total, addVersions(db, found)
}

// patient is how many changed schools are counted while somebody waits.
const patient = 25

func (s *Service) catchUp(ctx context.Context, p place) error {
	var due []uint
	err := p.over(s.db.WithContext(ctx), "school_quality").Where("c.due = ?", true).Limit(patient+1).Pluck("c.school_id", &due).Error
	if err != nil {
		return fmt.Errorf("find the schools that have changed: %w", err)
	}
	if len(due) > patient {
		return nil
	}
	return s.Count(ctx, due)
}

// schoolCount is a school of which a rule finds something.
type schoolCount struct {
	ID       uint
	Name     string
	Findings int
}

func (p place) schoolsWith(tx *gorm.DB, rule string) ([]schoolCount, error) {
	query := p.over(tx, "school_findings").Select("s.id, o.name, SUM(c.findings) AS findings").Group("s.id, o.name, o.path").Order("o.path")
	if rule != "" {
		query = query.Where("c.rule = ?", rule)
	}
	var schools []schoolCount
	if err := query.Find(&schools).Error; err != nil {
		return nil, fmt.Errorf("list the schools with findings: %w", err)
	}
	return schools, nil
}

// findingsOf are the findings of a rule, or of all, in the order of the schools.
func (s *Service) findingsOf(tx *gorm.DB, schools []schoolCount, rule string) ([]Found, error) {
	ids := make([]uint, len(schools))
	for i, school := range schools {
		ids[i] = school.ID
	}
	bySchool := map[uint][]Finding{}
	err := s.Inspect(tx, ids, func(id uint, r Report) error {
		for _, f := range r.Findings {
			if rule == "" || f.Rule.ID == rule {
				bySchool[id] = append(bySchool[id], f)
			}
		}
		return nil
	})
	var found []Found
	for _, school := range schools {
		if r, _ := RuleOf(rule); r.Kind == Duplicated { // which then stand together, for they say the same
			slices.SortStableFunc(bySchool[school.ID], func(a, b Finding) int { return strings.Compare(a.Text, b.Text) })
		}
		for _, f := range bySchool[school.ID] {
			found = append(found, Found{Finding: f, SchoolName: school.Name})
		}
	}
	return found, err
}

// addVersions reads the versions of what was found.
func addVersions(tx *gorm.DB, found []Found) error {
	for table, id := range map[string]func(Found) uint{
		"devices": func(f Found) uint { return f.DeviceID },
		"classrooms": func(f Found) uint {
			if f.DeviceID != 0 {
				return 0
			}
			return f.ClassroomID
		},
	} {
		var ids []uint
		for _, f := range found {
			if id(f) != 0 {
				ids = append(ids, id(f))
			}
		}
		var rows []struct {
			ID      uint
			Version int
		}
		if err := tx.Table(table).Select("id, version").Where("id IN ?", ids).Find(&rows).Error; err != nil {
			return fmt.Errorf("read the versions of %s: %w", table, err)
		}
		versions := map[uint]int{}
		for _, r := range rows {
			versions[r.ID] = r.Version
		}
		for i := range found {
			if id(found[i]) != 0 {
				found[i].Version = versions[id(found[i])]
			}
		}
	}
	return nil
}
