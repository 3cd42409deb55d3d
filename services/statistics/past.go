package statistics

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/history"
	"banbantong/services/report"
)

// A past day is summed from the counts that held on it, under the tree as it stood that evening: schools count where they
// belonged then, under the names and types that they had, and those that were in use then. What an actor may see is
// still decided by today's tree alone. A school that has gone to another county since is in neither county's past
// figures: the old one may not see it any more, and on that day it was not the new one's. The table says how many schools
// are left out so; the bureau above both counts them.

// then is how an organisation stood on the day of a query over organisation_spans, or stands.
type then struct {
	ID      uint
	Kind    models.OrganisationKind
	Name    string
	Path    string
	Retired bool
	Since   models.Date
	Type    models.SchoolType
	Area    models.Area
	Sponsor models.Sponsor
	Code    *string // as it is now
}

const thenColumns = "o.organisation_id AS id, o.kind, o.name, o.path, o.retired, o.since"

func (t then) organisation() models.Organisation {
	o := models.Organisation{ID: t.ID, Kind: t.Kind, Name: t.Name, Path: t.Path}
	if t.Retired {
		retired := t.Since.Begin()
		o.RetiredAt = &retired
	}
	return o
}

// look turns the place to a past day, or leaves it where it is: on is "" or today.
func (p *place) look(tx *gorm.DB, on, today models.Date) error {
	if on == "" || on == today {
		return nil
	}
	if err := history.Check(tx, on, today, "on"); err != nil {
		return err
	}
	ids := make([]uint, len(p.roots))
	for i, root := range p.roots {
		ids[i] = root.ID
	}
	p.on = on
	var stood []then
	if err := p.spans(tx).Where("o.organisation_id IN ?", ids).Order("o.path").Select(thenColumns).Find(&stood).Error; err != nil {
		return fmt.Errorf("find where a place stood: %w", err)
	}
	if len(stood) == 0 {
		return errs.InvalidFields(errs.Field{Location: "on", Message: fmt.Sprintf("%s那时还没有“%s”，请选择以后的日期。", on, p.roots[0].Name)})
	}
	p.now, p.roots = p.roots, nil
	for _, t := range stood {
		p.roots = append(p.roots, t.organisation())
	}
	return nil
}

// spans begins a query over the organisations o as they stood on the day.
func (p place) spans(tx *gorm.DB) *gorm.DB {
	return tx.Table("organisation_spans AS o").Where("o.since <= ? AND o.until > ?", p.on, p.on)
}

// pastCounts begins the queries over counts c that held on the day: among those that still do, and among the past ones.
func (p place) pastCounts(tx *gorm.DB, table string) []*gorm.DB {
	with := func(table string) *gorm.DB {
		return p.schools(tx.Table(table+" AS c").Where("c.since <= ?", p.on).
			Joins("JOIN organisation_spans AS o ON o.organisation_id = c.school_id AND o.since <= ? AND o.until > ?", p.on, p.on))
	}
	return []*gorm.DB{with(table), with("past_"+table).Where("c.until > ?", p.on)}
}

// countColumns are those of models.SchoolCounts that count.
const countColumns = "total, in_use, passed, failed, unknown, standard_passed, damaged, failed_and_damaged, failed_or_damaged, usable, " +
	"network_passed, network_failed, network_unknown, software_passed, software_failed, software_unknown, missing_date"

// suitesHeld is the SQL of the counts of suites as they held on the day, one row for each school.
func (p place) suitesHeld() (string, []any) {
	const columns = "SELECT school_id, category, " + countColumns + " FROM "
	return "(" + columns + "school_counts WHERE category = 'suite' AND since <= ? UNION ALL " +
		columns + "past_school_counts WHERE category = 'suite' AND since <= ? AND until > ?)", []any{p.on, p.on, p.on}
}

// pastChildren are the organisations that rows may stand for: see group.
func (p place) pastChildren(tx *gorm.DB) ([]models.Organisation, error) {
	root := p.roots[0]
	var found []then
	err := p.spans(tx).Scopes(access.PathsUnder("o.path", root.Path), p.scope.Schools("o.organisation_id")).
		Where("LENGTH(o.path) = ? OR (o.organisation_id = ? AND o.kind = ?)", models.ChildPathLength(root.Path), root.ID, models.KindSchool).
		Order("o.path").Select(thenColumns).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the children of an organisation: %w", err)
	}
	organisations := make([]models.Organisation, len(found))
	for i, t := range found {
		organisations[i] = t.organisation()
	}
	return organisations, nil
}

// stoodIn narrows a query over organisations o as they stood on the day to those at or below the place, still in use then.
func (p place) stoodIn(db *gorm.DB) *gorm.DB {
	fresh := db.Session(&gorm.Session{NewDB: true})
	below := fresh
	for _, root := range p.roots {
		below = below.Or(access.PathsUnder("o.path", root.Path)(fresh))
	}
	return db.Where(below).Where("o.retired = ?", false)
}

// gone counts the schools that were below the place on the day and have left both it and the actor's scope since.
func (p place) gone(tx *gorm.DB) (int, error) {
	if p.on == "" || p.scope.Everywhere() {
		return 0, nil
	}
	left := func() *gorm.DB {
		query := p.counted(p.stoodIn(p.spans(tx))).Where("o.kind = ?", models.KindSchool).
			Joins("JOIN organisations AS t ON t.id = o.organisation_id")
		for _, root := range p.now {
			query = query.Not(access.PathsUnder("t.path", root.Path)(tx.Session(&gorm.Session{NewDB: true})))
		}
		return query
	}
	var all, seen int64
	if err := left().Count(&all).Error; err != nil {
		return 0, fmt.Errorf("count the schools that have left: %w", err)
	}
	if err := left().Scopes(p.scope.Paths("t.path")).Count(&seen).Error; err != nil {
		return 0, fmt.Errorf("count the schools that have left: %w", err)
	}
	return int(all - seen), nil
}

// pastAtOnce is how many schools of a past day are read at once.
const pastAtOnce = 500

// pastSchools tells what the official forms say of schools on the day: what was counted, without rooms and devices.
func (p place) pastSchools(tx *gorm.DB, rows []Row) report.Schools {
	return func(yield func(report.School, error) bool) {
		for part := range slices.Chunk(rows, pastAtOnce) {
			schools, err := p.tellPast(tx, part)
			if err != nil {
				yield(report.School{}, err)
				return
			}
			for _, school := range schools {
				if !yield(school, nil) {
					return
				}
			}
		}
	}
}

func (p place) tellPast(tx *gorm.DB, rows []Row) ([]report.School, error) {
	schools, byID := make([]report.School, len(rows)), map[uint]*report.School{}
	var ids, above []uint
	for i, row := range rows {
		o, s := row.Organisation, row.School
		schools[i] = report.School{ID: o.ID, Path: o.Path, Name: o.Name, Type: s.Type, Area: s.Area, Sponsor: s.Sponsor}
		if s.Code != nil {
			schools[i].Code = *s.Code
		}
		byID[o.ID] = &schools[i]
		ids = append(ids, o.ID)
		above = append(above, models.PathIDs(o.Path)...)
	}
	err := each(of(p.counts(tx, "school_counts"), ids), func(c models.SchoolCounts) {
		byID[c.SchoolID].Counts = append(byID[c.SchoolID].Counts, report.Counts(c))
	})
	if err == nil {
		err = each(of(p.counts(tx, "school_criterion_counts"), ids), func(c models.SchoolCriterionCounts) {
			byID[c.SchoolID].Criteria = append(byID[c.SchoolID].Criteria, report.CriterionCounts(c))
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read the past counts of schools: %w", err)
	}
	slices.Sort(above)
	var stood []then
	if err := p.spans(tx).Where("o.organisation_id IN ?", slices.Compact(above)).Select(thenColumns).Find(&stood).Error; err != nil {
		return nil, fmt.Errorf("read the organisations above schools: %w", err)
	}
	places := map[uint]report.Place{}
	for _, t := range stood {
		places[t.ID] = placeOf(t.organisation())
	}
	for i := range schools {
		path := models.PathIDs(schools[i].Path)
		for _, id := range path[:len(path)-1] {
			schools[i].Above = append(schools[i].Above, places[id])
		}
	}
	return schools, nil
}

// of narrows queries over counts c to some schools.
func of(queries []*gorm.DB, schools []uint) []*gorm.DB {
	for i, query := range queries {
		queries[i] = query.Where("c.school_id IN ?", schools).Select("c.*")
	}
	return queries
}
