package table

import (
	"cmp"
	"slices"
)

func sortByTop(m []merge) {
	slices.SortStableFunc(m, func(a, b merge) int { return cmp.Compare(a.top, b.top) })
}

// maxOpenMerges bounds the work of one row; no sheet that people look at has as many ranges side by side.
const maxOpenMerges = 1000

// fill copies the first cell of each merged range that the row is in to the cells that the range covers. Rows come from the top.
func (m *merges) fill(row Row, limits Limits) []Cell {
	line := row.Line - 1
	for len(m.waiting) > 0 && m.waiting[0].top <= line {
		next := m.waiting[0]
		m.waiting = m.waiting[1:]
		if next.top == line && len(m.open) < maxOpenMerges { // above the line: its first row is not in the file, so it is empty
			next.first = row.At(next.left)
			next.first.Merged = true
			m.open = append(m.open, next)
		}
	}
	m.open = slices.DeleteFunc(m.open, func(r merge) bool { return r.bottom < line })
	cells := row.Cells
	for _, r := range m.open {
		if r.first.Text == "" {
			continue
		}
		for column := r.left; column <= r.right && column < limits.Columns; column++ {
			if line == r.top && column == r.left {
				continue
			}
			for len(cells) <= column {
				cells = append(cells, Cell{})
			}
			if cells[column].Text == "" {
				cells[column] = r.first
			}
		}
	}
	return cells
}
