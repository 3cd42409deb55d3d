package statistics

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/history"
	"banbantong/services/report"
)

const (
	mostSides  = 12 // how many places are laid side by side: more lines than that nobody can tell apart
	firstSides = 6  // how many are where none is chosen
)

// SideRate is a rate by which places are laid side by side.
type SideRate string

const (
	SidePassed         SideRate = "passed"
	SideStandardPassed SideRate = "standard_passed"
	SideUsable         SideRate = "usable"
	SideNetworkPassed  SideRate = "network_passed"
	SideSoftwarePassed SideRate = "software_passed"
)

// of tells the rate, and what it is called.
func (r SideRate) of() (title string, rate func(report.Figures) report.Rate) {
	switch r {
	case SideStandardPassed:
		return "标准配置达标率", report.Figures.StandardPassRate
	case SideUsable:
		return "可用率", report.Figures.UsableRate
	case SideNetworkPassed:
		return "网络达标率", report.Figures.NetworkRate
	case SideSoftwarePassed:
		return "软件达标率", report.Figures.SoftwareRate
	}
	return "设备达标率", report.Figures.PassRate
}

// SidesQuery asks for the trends of some children of a place.
type SidesQuery struct {
	TrendQuery
	Children []uint // none: the first few that have anything
}

// Sides are the trends of children of a place, on the same days.
type Sides struct {
	Place    string
	Begun    models.Date
	Children []Row  // that there are to choose from, as they stand now
	Sides    []Side // of those that were chosen, in the order of the tree
}

// Side is the trend of one child.
type Side struct {
	Organisation models.Organisation
	Points       []Point
}

// Sides lays the trends of some children of a place side by side.
func (s *Service) Sides(ctx context.Context, actor access.Actor, q SidesQuery) (sides Sides, err error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return sides, err
	}
	if len(q.Children) > mostSides {
		return sides, errs.InvalidFields(errs.Field{Location: "children", Message: fmt.Sprintf("最多对比 %d 个单位。", mostSides)})
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		today := models.DateOf(s.now())
		p, err := find(tx, actor, Query{OrganisationID: q.OrganisationID}, today)
		if err != nil {
			return err
		}
		sides.Place = p.name()
		if sides.Begun, err = history.First(tx); err != nil {
			return err
		}
		days, err := q.days(tx, sides.Begun, today)
		if err != nil {
			return err
		}
		if sides.Children, err = p.organisations(tx); err != nil {
			return err
		}
		if len(p.roots) == 1 { // a school with others below it is not its own child
			sides.Children = slices.DeleteFunc(sides.Children, func(r Row) bool { return r.Organisation.ID == p.roots[0].ID })
		}
		chosen, err := chosenOf(sides.Children, q.Children)
		if err != nil {
			return err
		}
		for _, o := range chosen {
			one := place{roots: []models.Organisation{o}, scope: p.scope, query: Query{OrganisationID: o.ID}}
			points, err := one.points(tx, days)
			if err != nil {
				return err
			}
			sides.Sides = append(sides.Sides, Side{o, points})
		}
		return nil
	})
	return sides, err
}

// chosenOf are the children with the ids, or the first few that have anything.
func chosenOf(children []Row, ids []uint) ([]models.Organisation, error) {
	var chosen []models.Organisation
	for _, row := range children {
		if slices.Contains(ids, row.Organisation.ID) || len(ids) == 0 && row.Suites.InUse > 0 && len(chosen) < firstSides {
			chosen = append(chosen, *row.Organisation)
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(chosen, func(o models.Organisation) bool { return o.ID == id }) {
			return nil, errs.Missing("要对比的下级单位")
		}
	}
	return chosen, nil
}

// sideLine is one day of all places.
type sideLine struct {
	on    models.Date
	rates []report.Rate
}

// SidesBook makes the workbook of one rate of places side by side: a sheet with a column for each place, and one of what
// the rates are made of. The caller closes the book.
func (s *Service) SidesBook(ctx context.Context, actor access.Actor, q SidesQuery, by SideRate) (*export.Book, error) {
	sides, err := s.Sides(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	title, rate := by.of()
	lines := sides.lines(rate)
	about := []string{sides.Place + "的下级单位", title}
	fields := []export.Field[sideLine]{{Title: "截至", Width: 12, Value: func(l sideLine) any { return string(l.on) }}}
	parts := slices.Clone(fields)
	for i, side := range sides.Sides {
		name := side.Organisation.Name
		fields = append(fields, export.Field[sideLine]{Title: name, Width: 14, Kind: export.Percent, Value: func(l sideLine) any { return l.rates[i].Cell() }})
		parts = append(parts,
			export.Field[sideLine]{Title: name + " 分子（套）", Width: 12, Kind: export.Number, Value: func(l sideLine) any { return l.rates[i].N }},
			export.Field[sideLine]{Title: name + " 分母（套）", Width: 12, Kind: export.Number, Value: func(l sideLine) any { return l.rates[i].D }})
	}
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	if err := export.AddList(book, title, about, s.now(), fields, eachOf(lines)); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	if err := export.AddList(book, "分子与分母", about, s.now(), parts, eachOf(lines)); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

// lines are the days, the newest first.
func (s Sides) lines(rate func(report.Figures) report.Rate) []sideLine {
	var lines []sideLine
	for i, side := range s.Sides {
		for n, point := range side.Points {
			if i == 0 {
				lines = append(lines, sideLine{on: point.On})
			}
			lines[n].rates = append(lines[n].rates, rate(point.Figures))
		}
	}
	slices.Reverse(lines)
	return lines
}
