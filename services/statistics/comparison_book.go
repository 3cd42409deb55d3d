package statistics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/export"
)

// mostChanges is how many changes one workbook lists.
const mostChanges = 100_000

// CompareBook makes the workbook of a comparison: a sheet on which what came less what went is the difference, for each
// kind of change and cause, and one of all changes that were asked for. The caller closes the book.
func (s *Service) CompareBook(ctx context.Context, actor access.Actor, q ComparisonQuery) (*export.Book, error) {
	c, err := s.compare(ctx, actor, q, func(n int) bool { return n < mostChanges })
	if err != nil {
		return nil, err
	}
	if c.Total > mostChanges {
		return nil, errs.New(errs.Conflict, "too-many-changes", "这段时间有 %d 项变化，一份工作簿最多 %d 项，请按原因筛选或到下级单位下载。", c.Total, mostChanges)
	}
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	about := []string{c.Place, fmt.Sprintf("%s 与 %s 相比", c.To, c.From)}
	if err := export.AddList(book, "变化汇总", about, s.now(), balanceFields(c), eachOf(c.lines())); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	if err := export.AddList(book, "变化明细", append(about, q.asked()...), s.now(), changeFields(), eachOf(c.Changes)); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

func (q ComparisonQuery) asked() (asked []string) {
	if q.Subject != "" {
		asked = append(asked, q.Subject.Label())
	}
	if q.Kind != "" {
		asked = append(asked, q.Kind.Label())
	}
	if q.Cause != 0 {
		asked = append(asked, "原因："+q.Cause.Label())
	}
	return asked
}

func eachOf[R any](rows []R) func(func(R) error) error {
	return func(do func(R) error) error {
		for _, row := range rows {
			if err := do(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// balanceLine is a balance, or the part of it that has one cause.
type balanceLine struct {
	Balance
	what       string
	cause      string // "" is all of it
	came, went int
}

func (c Comparison) lines() []balanceLine {
	var lines []balanceLine
	for _, b := range c.Balances {
		lines = append(lines, balanceLine{b, b.What(), "", b.CameCount, b.WentCount})
		for _, of := range b.Causes {
			lines = append(lines, balanceLine{b, b.What(), of.Cause.Label(), of.Came, of.Went})
		}
	}
	return lines
}

// What names what is balanced: 不达标（套）.
func (b Balance) What() string {
	what := "不达标"
	if b.Came == models.Broke {
		what = "损坏"
	}
	if b.Subject == models.StandingOfDevice {
		return what + "（台）"
	}
	return what + "（套）"
}

func balanceFields(c Comparison) []export.Field[balanceLine] {
	whole := func(of func(balanceLine) int) func(balanceLine) any {
		return func(l balanceLine) any {
			if l.cause != "" {
				return nil
			}
			return of(l)
		}
	}
	return []export.Field[balanceLine]{
		{Title: "项目", Width: 16, Value: func(l balanceLine) any { return l.what }},
		{Title: "原因", Width: 18, Value: func(l balanceLine) any {
			if l.cause == "" {
				return "合计"
			}
			return l.cause
		}},
		{Title: string(c.From), Width: 12, Kind: export.Number, Value: whole(func(l balanceLine) int { return l.Before })},
		{Title: "新出现", Width: 10, Kind: export.Number, Value: func(l balanceLine) any { return l.came }},
		{Title: "不再有", Width: 10, Kind: export.Number, Value: func(l balanceLine) any { return l.went }},
		{Title: string(c.To), Width: 12, Kind: export.Number, Value: whole(func(l balanceLine) int { return l.After })},
		{Title: "增减", Width: 10, Kind: export.Number, Value: func(l balanceLine) any { return l.came - l.went }},
	}
}

func changeFields() []export.Field[Change] {
	text := func(title string, width float64, of func(Change) string) export.Field[Change] {
		return export.Field[Change]{Title: title, Width: width, Value: func(c Change) any { return of(c) }}
	}
	return []export.Field[Change]{
		text("学校", 26, func(c Change) string { return c.School }),
		text("教室", 18, func(c Change) string { return c.Room }),
		text("单位", 6, func(c Change) string { return c.Subject.Label() }),
		text("设备", 22, func(c Change) string { return c.Name }),
		text("变化", 14, func(c Change) string { return c.Kind.Label() }),
		text("日期", 12, func(c Change) string { return string(c.On) }),
		text("原因", 20, func(c Change) string { return c.Causes.Label() }),
		text("不达标条款", 40, func(c Change) string { return strings.Join(c.Failing, "、") }),
	}
}
