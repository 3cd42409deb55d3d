package renewal

import "math"

// assign pairs rows with columns so that the pairs are worth as much as possible, none used twice. worth is 0 where two
// do not go together, and never negative. It returns the column of each row, -1 for one that is left over.
//
// It is the Hungarian method with potentials, in rows² × columns steps. It is ours because no kept Go library has it:
// gonum has flows and linear programs, and neither keeps whole numbers of this size exact.
func assign(rows, columns int, worth func(row, column int) int64) []int {
	if rows > columns {
		byColumn := assign(columns, rows, func(row, column int) int64 { return worth(column, row) })
		columnOf := make([]int, rows)
		for i := range columnOf {
			columnOf[i] = -1
		}
		for column, row := range byColumn {
			if row >= 0 {
				columnOf[row] = column
			}
		}
		return columnOf
	}
	// Rows and columns count from 1 in here; 0 stands for none.
	ofRow, ofColumn := make([]int64, rows+1), make([]int64, columns+1) // potentials
	rowOf := make([]int, columns+1)                                    // the row that a column is given to
	before := make([]int, columns+1)                                   // the column before it on the cheapest way to a free one
	least := make([]int64, columns+1)
	reached := make([]bool, columns+1)
	for row := 1; row <= rows; row++ {
		rowOf[0] = row
		at := 0
		for j := range least {
			least[j], reached[j] = math.MaxInt64, false
		}
		for rowOf[at] != 0 {
			reached[at] = true
			from, step, next := rowOf[at], int64(math.MaxInt64), 0
			for j := 1; j <= columns; j++ {
				if reached[j] {
					continue
				}
				if cost := -worth(from-1, j-1) - ofRow[from] - ofColumn[j]; cost < least[j] {
					least[j], before[j] = cost, at
				}
				if least[j] < step {
					step, next = least[j], j
				}
			}
			for j := range reached {
				if reached[j] {
					ofRow[rowOf[j]] += step
					ofColumn[j] -= step
				} else {
					least[j] -= step
				}
			}
			at = next
		}
		for at != 0 {
			rowOf[at] = rowOf[before[at]]
			at = before[at]
		}
	}
	columnOf := make([]int, rows)
	for i := range columnOf {
		columnOf[i] = -1
	}
	for j := 1; j <= columns; j++ {
		if row := rowOf[j]; row != 0 && worth(row-1, j-1) > 0 {
			columnOf[row-1] = j - 1
		}
	}
	return columnOf
}
