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

// schoolRows are rows of one school each; window orders the query over o and the suites' counts c, and limits it.
func (p place) schoolRows(tx *gorm.DB, window func(*gorm.DB) *gorm.DB) ([]Row, error) {
	var schools []struct {
		models.Organisation `gorm:"embedded"`
		Type                models.SchoolType
		Area                models.Area
		Sponsor             models.Sponsor
		Code                *string
	}
	err := p.sites(tx).Select("o.*, s.type, s.area, s.sponsor, s.code").
		Joins("LEFT JOIN school_counts AS c ON c.school_id = s.id AND c.category = 'suite'").Scopes(window).Find(&schools).Error
	if err != nil {
		return nil, fmt.Errorf("list schools: %w", err)
	}
	rows := make([]Row, len(schools))
	ids := make([]uint, len(schools))
	byID := make(map[uint]*Row, len(schools))
	for i, s := range schools {
		ids[i], byID[s.ID] = s.ID, &rows[i]
		rows[i].stand(s.Organisation)
		rows[i].Filter = filter{"school_id": rows[i].Key}
		rows[i].School = &models.School{ID: s.ID, Code: s.Code, Type: s.Type, Area: s.Area, Sponsor: s.Sponsor}
		if s.Type == models.SchoolTeachingPoint {
			rows[i].TeachingPoints = 1
		} else {
			rows[i].Schools = 1
		}
	}
	var counts []models.SchoolCounts
	if err := tx.Where("school_id IN ?", ids).Find(&counts).Error; err != nil {
		return nil, fmt.Errorf("read the counts of schools: %w", err)
	}
	for _, c := range counts {
		byID[c.SchoolID].addCategory(c)
	}
	return rows, nil
}

// eachSchools gives the rows of all schools in the order of the tree, some hundreds at a time.
func (p place) eachSchools(tx *gorm.DB, give func([]Row) error) error {
	const batch = 500
	for last := ""; ; {
		rows, err := p.schoolRows(tx, func(db *gorm.DB) *gorm.DB { return db.Where("o.path > ?", last).Order("o.path").Limit(batch) })
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		if err := give(rows); err != nil {
			return err
		}
		last = rows[len(rows)-1].Organisation.Path
	}
}

// stand makes the row stand for an organisation.
func (r *Row) stand(o models.Organisation) {
	r.Key, r.Label, r.Organisation = strconv.FormatUint(uint64(o.ID), 10), o.Name, &o
	r.Filter = filter{"organisation": r.Key}
}
