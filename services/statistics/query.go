package statistics

import (
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// GroupBy says what the rows of a table stand for.
type GroupBy string

const (
	ByOrganisation GroupBy = "organisation" // the direct children of the organisation
	BySchool       GroupBy = "school"
	ByCategory     GroupBy = "category"
	ByCriterion    GroupBy = "criterion"
)

// Query says which schools to count and how to divide them.
type Query struct {
	OrganisationID uint // at or below it; 0: all that the actor may see
	GroupBy        GroupBy
	Area           models.Area // "" is any, as for the other two
	Sponsor        models.Sponsor
	Type           models.SchoolType // "" is any but kindergartens and vocational schools
	Sort           string            // schools only: "" by place in the tree, or a Figure's name, "-" before it for the highest first
	Offset, Limit  int               // schools only
	On             models.Date       // as of the end of that day; "" or today: as it stands
}

// filter holds parameters of a list, by name.
type filter = map[string]string

// place is where a query counts: one organisation, or the several where the actor's scope begins.
type place struct {
	roots []models.Organisation // as they stood on the day
	scope access.Scope
	query Query
	on    models.Date           // a past day; "" is now
	now   []models.Organisation // of a past day: the roots as they stand today
}

// find resolves the query's organisation in the actor's scope, as it stood on the day of the query.
func find(tx *gorm.DB, actor access.Actor, q Query, today models.Date) (p place, err error) {
	p = place{scope: actor.Scope(access.StatisticsRead), query: q}
	if q.OrganisationID != 0 {
		var o models.Organisation
		o, err = access.FindOrganisation(tx, actor, access.StatisticsRead, q.OrganisationID)
		p.roots = []models.Organisation{o}
	} else {
		p.roots, err = beginnings(tx, p.scope)
	}
	if err != nil {
		return p, err
	}
	return p, p.look(tx, q.On, today)
}

// beginnings are the organisations at which the scope begins, none of them below another.
func beginnings(tx *gorm.DB, scope access.Scope) ([]models.Organisation, error) {
	query := tx.Order("path")
	if paths := scope.Roots(); len(paths) > 0 {
		query = query.Where("path IN ?", paths)
	} else {
		query = query.Where("parent_id IS NULL")
	}
	var found, roots []models.Organisation
	if err := query.Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find where the scope begins: %w", err)
	}
	for _, o := range found {
		if !scope.Contains(o.Path) || len(roots) > 0 && strings.HasPrefix(o.Path, roots[len(roots)-1].Path) {
			continue
		}
		roots = append(roots, o)
	}
	if len(roots) == 0 {
		return nil, errs.Missing("可统计的单位")
	}
	return roots, nil
}

// name is the place as a title has it.
func (p place) name() string {
	if len(p.roots) == 1 {
		return p.roots[0].Name
	}
	return fmt.Sprintf("%s等%d个单位", p.roots[0].Name, len(p.roots))
}

// group is the SQL expression for the path of the organisation whose row a school counts in: the child of the place
// that it is or belongs to, the place itself if it is a school, or the root among several.
func (p place) group() (string, []any) {
	if len(p.roots) == 1 {
		return "SUBSTR(o.path, 1, ?)", []any{models.ChildPathLength(p.roots[0].Path)}
	}
	var cases strings.Builder
	var args []any
	for _, root := range p.roots {
		cases.WriteString(" WHEN SUBSTR(o.path, 1, ?) = ? THEN ?")
		args = append(args, len(root.Path), root.Path, root.Path)
	}
	return "CASE" + cases.String() + " END", args
}

// groupOf is what group makes of a path.
func (p place) groupOf(path string) string {
	for _, root := range p.roots {
		switch {
		case len(p.roots) == 1:
			return path[:min(len(path), models.ChildPathLength(root.Path))]
		case strings.HasPrefix(path, root.Path):
			return root.Path
		}
	}
	return ""
}

// schools narrows a query over schools s and their organisations o, or over o alone as they stood on a past day, to
// those that count.
func (p place) schools(db *gorm.DB) *gorm.DB {
	if p.on != "" {
		return p.counted(p.stoodIn(db)).Scopes(p.scope.Schools("o.organisation_id"))
	}
	db = db.Where("o.retired_at IS NULL").Scopes(p.scope.Paths("o.path"))
	if p.query.OrganisationID != 0 {
		db = db.Scopes(access.PathsUnder("o.path", p.roots[0].Path))
	}
	return p.counted(db)
}

// school is the name under which a query has what a school is beside its place: see schools.
func (p place) school() string {
	if p.on != "" {
		return "o"
	}
	return "s"
}

// counted narrows a query to schools that the query's filters let count.
func (p place) counted(db *gorm.DB) *gorm.DB {
	s := p.school()
	if p.query.Area != "" {
		db = db.Where(s+".area = ?", p.query.Area)
	}
	if p.query.Sponsor != "" {
		db = db.Where(s+".sponsor = ?", p.query.Sponsor)
	}
	if p.query.Type != "" {
		return db.Where(s+".type = ?", p.query.Type)
	}
	return db.Where(s+".type NOT IN ?", models.UncountedTypes())
}

// filter is what a list needs to show the same schools.
func (p place) filter() filter {
	f := filter{}
	if p.query.OrganisationID != 0 {
		f["organisation"] = strconv.FormatUint(uint64(p.query.OrganisationID), 10)
	}
	for name, value := range map[string]string{"area": string(p.query.Area), "sponsor": string(p.query.Sponsor), "type": string(p.query.Type)} {
		if value != "" {
			f[name] = value
		}
	}
	if p.query.Type == "" {
		f["counted"] = "true"
	}
	return f
}
