package renewal

import (
	"testing"

	"pgregory.net/rapid"
)

// best is the most that any pairing of the rows from row on with the free columns is worth.
func best(table [][]int64, row int, taken []bool) int64 {
	if row == len(table) {
		return 0
	}
	most := best(table, row+1, taken)
	for column, worth := range table[row] {
		if !taken[column] {
			taken[column] = true
			most = max(most, worth+best(table, row+1, taken))
			taken[column] = false
		}
	}
	return most
}

func TestAnAssignmentIsWorthAsMuchAsAnyCanBe(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows, columns := rapid.IntRange(0, 6).Draw(r, "rows"), rapid.IntRange(0, 6).Draw(r, "columns")
		table := make([][]int64, rows)
		for i := range table {
			table[i] = rapid.SliceOfN(rapid.SampledFrom([]int64{0, 0, 1, 2, 5, 100, 101, 1_000_000_000}), columns, columns).Draw(r, "worth")
		}
		var sum int64
		taken := make([]bool, columns)
		for row, column := range assign(rows, columns, func(i, j int) int64 { return table[i][j] }) {
			if column < 0 {
				continue
			}
			if taken[column] || table[row][column] == 0 {
				r.Fatalf("column %d is taken twice, or worth nothing to row %d", column, row)
			}
			taken[column] = true
			sum += table[row][column]
		}
		if most := best(table, 0, make([]bool, columns)); sum != most {
			r.Fatalf("it is worth %d, the best %d", sum, most)
		}
	})
}
