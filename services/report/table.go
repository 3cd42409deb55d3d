package report

import (
	"errors"
	"strings"

	"banbantong/models"
	"banbantong/services/export"
)

// line is one row of a table of figures.
type line struct {
	label, county, kind string
	missing             string // why it has no figures, "" where it has
	verdicts            []Verdict
	sum
}

// cell is a column of a table of figures with what stands in it.
type cell struct {
	export.Column
	of func(line) any // nil leaves the column for a pen
}

func text(width float64, of func(line) string, header ...string) cell {
	return cell{export.Column{Header: header, Width: width}, func(l line) any { return of(l) }}
}

func number(of func(line) int, header ...string) cell {
	return cell{export.Column{Header: header, Width: 5.7, Kind: export.Number}, func(l line) any {
		if l.missing != "" {
			return nil
		}
		return of(l)
	}}
}

func percent(of func(Figures) Rate, header ...string) cell {
	return cell{export.Column{Header: header, Width: 7.5, Kind: export.Percent}, func(l line) any {
		if l.missing != "" {
			return nil
		}
		return of(l.Figures).Cell()
	}}
}

// grouping says what the rows of a table stand for.
type grouping uint8

const (
	byChild  grouping = iota // the children of the place
	bySchool                 // every school and teaching point
)

// level is how a bureau looks at what is below it: a county or a school at schools, those above at their children.
func (w *writer) level() grouping {
	for _, child := range w.header.Children {
		if child.Kind != models.KindSchool {
			return byChild
		}
	}
	return bySchool
}

// rowCells say what the rows of a table stand for.
func (w *writer) rowCells(by grouping) []cell {
	if by == bySchool {
		cells := []cell{text(18, label, "学校"), text(8, func(l line) string { return l.kind }, "办学类型")}
		if w.counties() {
			return append([]cell{text(countyWidth, func(l line) string { return l.county }, countyTitle)}, cells...)
		}
		return cells
	}
	return []cell{
		text(14, label, "单位"),
		number(func(l line) int { return l.Schools }, "学校数"),
		number(func(l line) int { return l.TeachingPoints }, "教学点数"),
	}
}

// table is a form of figures with a first column that numbers the rows and a last row that adds them up.
type table struct {
	sheet    *export.Sheet
	grouping grouping
	count    func(School) sum
	cells    []cell
	rows     int
	totals   sum

	children []Child
	sums     map[string]*sum // of children, by path
}

func (w *writer) table(form Form, by grouping, count func(School) sum, parts ...[]cell) (*table, error) {
	t := &table{grouping: by, count: count, children: w.header.Children, sums: map[string]*sum{}}
	columns := []export.Column{numberColumn}
	for _, part := range parts {
		for _, c := range part {
			t.cells, columns = append(t.cells, c), append(columns, c.Column)
		}
	}
	for _, child := range t.children {
		t.sums[child.Path] = &sum{}
	}
	opened, err := w.open(form, columns...)
	t.sheet = opened
	return t, err
}

func (t *table) add(school School) error {
	if t.grouping == bySchool {
		return t.write(line{label: school.Name, county: school.county(), kind: school.Type.Label(), verdicts: school.Verdicts, sum: t.count(school)})
	}
	for path := school.Path; path != ""; path = models.ParentPath(path) {
		if of, is := t.sums[path]; is {
			of.add(t.count(school))
			break
		}
	}
	return nil
}

func (t *table) close() error { return t.closeWith() }

// closeWith writes the rows that had to wait for the last school, the totals, and notes.
func (t *table) closeWith(notes ...export.Line) error {
	var missing []string
	for _, child := range t.children {
		l := line{label: child.Name, missing: child.Missing, sum: *t.sums[child.Path]}
		if l.missing != "" {
			l.label += "（" + l.missing + "）"
			missing = append(missing, l.label)
		}
		if t.grouping == byChild {
			if err := t.write(l); err != nil {
				return err
			}
		}
	}
	if missing != nil {
		notes = append(notes, export.Line{"未计入合计的单位：" + strings.Join(missing, "、") + "。"})
	}
	return t.end(notes...)
}

func (t *table) write(l line) error {
	t.rows++
	t.totals.add(l.sum)
	return t.sheet.Add(t.values(t.rows, l)...)
}

// end writes the totals and ends the sheet.
func (t *table) end(notes ...export.Line) error {
	err := t.sheet.AddTotal(t.values(nil, line{label: "合计", sum: t.totals})...)
	return errors.Join(err, t.sheet.Close(notes...))
}

func (t *table) values(first any, l line) []any {
	values := make([]any, 1, len(t.cells)+1)
	values[0] = first
	for _, c := range t.cells {
		if c.of == nil {
			values = append(values, nil)
		} else {
			values = append(values, c.of(l))
		}
	}
	return values
}
