package statistics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
	"banbantong/services/export"
	"banbantong/services/report"
)

// Report makes the official workbook of the schools that the query counts, as they stand now or as of the end of a past
// day, of which there are no details. All sheets show one state of the database, so that details add up to totals. The
// caller closes the book.
func (s *Service) Report(ctx context.Context, actor access.Actor, q Query) (book *export.Book, err error) {
	if book, err = export.NewBook(); err != nil {
		return nil, err
	}
	if err := s.FillReport(ctx, actor, q, book, func(int, int) {}); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

// FillReport is Report into a workbook that is there. It tells how many schools of how many are written.
func (s *Service) FillReport(ctx context.Context, actor access.Actor, q Query, book *export.Book, told func(done, total int)) error {
	return s.live(ctx, actor, q, told, func(header report.Header, schools report.Schools) error {
		return report.Write(book, header, schools)
	})
}

// schoolsAhead is how many schools are told while others are written.
const schoolsAhead = 200

// Live hands over what the official forms say of the schools that the query counts, as they stand now: one state of the
// database. The schools can be ranged over as often as wanted, until use returns.
func (s *Service) Live(ctx context.Context, actor access.Actor, q Query, use func(report.Header, report.Schools) error) error {
	return s.live(ctx, actor, q, func(int, int) {}, use)
}

// live is Live that tells, while use ranges over the schools, how many of them it has taken.
func (s *Service) live(ctx context.Context, actor access.Actor, q Query, told func(done, total int), use func(report.Header, report.Schools) error) error {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return err
	}
	return s.snapshot(ctx, func(tx *gorm.DB) error {
		p, err := find(tx, actor, q, models.DateOf(s.now()))
		if err != nil {
			return err
		}
		counted, err := p.countedSchools(tx)
		if err != nil {
			return err
		}
		evaluatorAt, err := s.standards.Judges(tx)
		if err != nil {
			return err
		}
		survey, err := s.standards.Survey(tx, p.paths()...)
		if err != nil {
			return err
		}
		quoted := report.Quote(survey.Standard, survey.Beyond...)
		quoted.Notice = survey.Basis()
		now := s.now()
		cutOff := p.cutOff(now)
		header := report.Header{Place: p.name(), Scope: p.describe(), Term: report.Term(cutOff), CutOff: cutOff, FilledOn: now, Filler: actor.Name,
			Standard: quoted}
		if len(p.roots) == 1 {
			header.Kind = p.roots[0].Kind
		}
		if header.Children, err = p.reportChildren(tx, counted); err != nil {
			return err
		}
		ids := make([]uint, len(counted))
		for i, school := range counted {
			ids[i] = school.Organisation.ID
		}
		details := Details(tx, evaluatorAt, ids, models.DateOf(now))
		if p.on != "" {
			header.Past, header.Notes = p.on, []string{fmt.Sprintf("截至 %s 的历史数据：按当日的隶属关系、学校名称和当时的判定统计，不含逐台明细。", p.on)}
			details = p.pastSchools(tx, counted)
		}
		schools := database.Ahead(details, schoolsAhead)
		return use(header, func(yield func(report.School, error) bool) {
			taken := 0
			for school, err := range schools {
				if told(taken, len(ids)); !yield(school, err) {
					return
				}
				taken++
			}
			told(taken, len(ids))
		})
	})
}

// paths are those of the organisations at which the place begins, as they stand today.
func (p place) paths() []string {
	roots := p.roots
	if p.on != "" {
		roots = p.now
	}
	var paths []string
	for _, root := range roots {
		paths = append(paths, root.Path)
	}
	return paths
}

// countedSchools are the rows of the schools that count, without their counts, in the order of the tree.
func (p place) countedSchools(tx *gorm.DB) ([]Row, error) {
	return p.schoolRows(p.sites(tx).Order("o.path"))
}

// reportChildren are the organisations that 汇总表 has a row for: see organisationRows.
func (p place) reportChildren(tx *gorm.DB, counted []Row) ([]report.Child, error) {
	groups := map[string]*Row{}
	for _, school := range counted {
		groups[p.groupOf(school.Organisation.Path)] = &Row{}
	}
	rows, err := p.organisationRows(tx, groups)
	if err != nil {
		return nil, err
	}
	children := make([]report.Child, len(rows))
	for i, row := range rows {
		children[i].Place = placeOf(*row.Organisation)
	}
	return children, nil
}

// describe says which schools count, in words.
func (p place) describe() string {
	var parts []string
	if p.query.Type != "" {
		parts = append(parts, p.query.Type.Label())
	} else {
		parts = append(parts, "中小学、特殊教育学校和教学点（不含幼儿园、中等职业学校）")
	}
	if p.query.Area != "" {
		parts = append(parts, p.query.Area.Label())
	}
	if p.query.Sponsor != "" {
		parts = append(parts, "举办者："+p.query.Sponsor.Label())
	}
	return strings.Join(parts, "，")
}
