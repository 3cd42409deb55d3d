package statistics

import (
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
)

// schoolOrder turns Sort into ORDER BY.
func (q Query) schoolOrder() (string, error) {
	if q.Sort == "" {
		return "o.path", nil
	}
	name, descending := strings.CutPrefix(q.Sort, "-")
	for _, f := range FiguresOf(BySchool) {
		column, isSuites := strings.CutPrefix(f.Name, "suites.")
		if f.Name != name || !isSuites {
			continue
		}
		if descending {
			return "COALESCE(c." + column + ", 0) DESC, o.path", nil
		}
		return "COALESCE(c." + column + ", 0), o.path", nil
	}
	return "", errs.InvalidFields(errs.Field{Location: "sort", Message: "不能按“" + name + "”排序。"})
}

// schoolPage are the rows of some schools, one each; window orders the query over o and the suites' counts c, and
// limits it.
func (p place) schoolPage(tx *gorm.DB, window func(*gorm.DB) *gorm.DB) ([]Row, error) {
	counts, args := "school_counts", []any(nil)
	if p.on != "" {
		counts, args = p.suitesHeld()
	}
	suites := p.sites(tx).Joins("LEFT JOIN "+counts+" AS c ON c.school_id = s.id AND c.category = 'suite'", args...)
	rows, err := p.schoolRows(suites.Scopes(window))
	if err != nil {
		return nil, err
	}
	byID := make(map[uint]*Row, len(rows))
	ids := make([]uint, len(rows))
	for i := range rows {
		ids[i] = rows[i].Organisation.ID
		byID[ids[i]] = &rows[i]
	}
	err = each(of(p.counts(tx, "school_counts"), ids), func(c models.SchoolCounts) { byID[c.SchoolID].AddCategory(c) })
	if err != nil {
		return nil, fmt.Errorf("read the counts of schools: %w", err)
	}
	return rows, nil
}

// schoolRows reads the schools of a query over sites, without their counts.
func (p place) schoolRows(query *gorm.DB) ([]Row, error) {
	columns := "o.id, o.kind, o.name, o.path, s.type, s.area, s.sponsor, s.code"
	if p.on != "" {
		columns = thenColumns + ", o.type, o.area, o.sponsor, s.code"
	}
	var schools []then
	if err := query.Select(columns).Find(&schools).Error; err != nil {
		return nil, fmt.Errorf("list schools: %w", err)
	}
	rows := make([]Row, len(schools))
	for i, s := range schools {
		rows[i].stand(s.organisation())
		rows[i].Filter = filter{"school_id": rows[i].Key}
		rows[i].School = &models.School{ID: s.ID, Code: s.Code, Type: s.Type, Area: s.Area, Sponsor: s.Sponsor}
		if s.Type == models.SchoolTeachingPoint {
			rows[i].TeachingPoints = 1
		} else {
			rows[i].Schools = 1
		}
	}
	return rows, nil
}

// stand makes the row stand for an organisation.
func (r *Row) stand(o models.Organisation) {
	r.Key, r.Label, r.Organisation = strconv.FormatUint(uint64(o.ID), 10), o.Name, &o
	r.Filter = filter{"organisation": r.Key}
}
