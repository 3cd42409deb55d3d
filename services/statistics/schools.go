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
	suites := p.sites(tx).Joins("LEFT JOIN school_counts AS c ON c.school_id = s.id AND c.category = 'suite'")
	rows, err := schoolRows(suites.Scopes(window))
	if err != nil {
		return nil, err
	}
	ids := make([]uint, len(rows))
	for i, r := range rows {
		ids[i] = r.Organisation.ID
	}
	return rows, addSchoolCounts(rows, tx.Table("school_counts AS c").Where("c.school_id IN ?", ids))
}

// schoolRows reads the schools of a query over s and o, without their counts.
func schoolRows(query *gorm.DB) ([]Row, error) {
	var schools []struct {
		models.Organisation `gorm:"embedded"`
		Type                models.SchoolType
		Area                models.Area
		Sponsor             models.Sponsor
		Code                *string
	}
	if err := query.Select("o.*, s.type, s.area, s.sponsor, s.code").Find(&schools).Error; err != nil {
		return nil, fmt.Errorf("list schools: %w", err)
	}
	rows := make([]Row, len(schools))
	for i, s := range schools {
		rows[i].stand(s.Organisation)
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

// addSchoolCounts adds to the rows of schools what a query over school_counts c says of them.
func addSchoolCounts(rows []Row, query *gorm.DB) error {
	byID := make(map[uint]*Row, len(rows))
	for i := range rows {
		byID[rows[i].Organisation.ID] = &rows[i]
	}
	var counts []models.SchoolCounts
	if err := query.Select("c.*").Find(&counts).Error; err != nil {
		return fmt.Errorf("read the counts of schools: %w", err)
	}
	for _, c := range counts {
		byID[c.SchoolID].AddCategory(c)
	}
	return nil
}

// stand makes the row stand for an organisation.
func (r *Row) stand(o models.Organisation) {
	r.Key, r.Label, r.Organisation = strconv.FormatUint(uint64(o.ID), 10), o.Name, &o
	r.Filter = filter{"organisation": r.Key}
}
