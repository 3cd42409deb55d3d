// Package table owns reading spreadsheets that strangers made: .xlsx and .csv files as rows of cells, one row at a time
// and in bounded memory, whatever the file holds. It refuses what it cannot read with a text that says what to do
// instead. What the cells mean is left to services/workbook.
package table

import (
	"io"
	"iter"
	"strings"
)

// Limits bound what one file may cost.
type Limits struct {
	FileBytes   int64 // the file as uploaded
	PartBytes   int64 // one part of an .xlsx, unpacked while it is read
	StringBytes int64 // the texts that an .xlsx shares among its cells, kept in memory
	Rows        int   // rows with something in them, in one sheet
	EmptyRows   int   // rows in succession with nothing in them
	Columns     int   // cells beyond are not read
	CellBytes   int   // longer texts are cut
}

// DefaultLimits hold the ledger of the largest county several times over.
func DefaultLimits() Limits {
	return Limits{FileBytes: 20 << 20, PartBytes: 256 << 20, StringBytes: 24 << 20, Rows: 50_000, EmptyRows: 20_000, Columns: 256, CellBytes: 4000}
}

// Book is an opened file. It reads from the file on every use, so the file stays open as long as the book.
type Book struct {
	Sheets []Sheet
}

// Sheet is one sheet of a book; a .csv file has one without a name.
type Sheet struct {
	Name   string
	Hidden bool
	rows   func() iter.Seq2[Row, error]
	part   string // the name of the sheet inside an .xlsx, "" in a .csv
}

// Rows gives the sheet's rows that hold something, from the top. An error ends them. A Row is valid until the next one.
func (s Sheet) Rows() iter.Seq2[Row, error] { return s.rows() }

// Row is one row with something in it.
type Row struct {
	Line  int // as the spreadsheet program numbers it, from 1
	Cells []Cell
}

// Kind is what a cell holds.
type Kind uint8

const (
	Text   Kind = iota
	Number      // in decimal notation; one of more than 15 digits, which the program has ruined, as 3.60722E+17
	Date        // as ISO 8601, to the month if that is all that the cell shows
	Bool        // TRUE or FALSE
	Failed      // a formula without a result, such as #REF!
)

// Cell is one cell. The cells that a merged range covers all hold the text of its first.
type Cell struct {
	Text   string // without space at its ends
	Kind   Kind
	Merged bool // the text is that of another cell, the first of a merged range
}

// At is the cell in column i, from 0; an empty one beyond the end.
func (r Row) At(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// Empty says whether the row holds nothing of its own.
func (r Row) Empty() bool {
	for _, c := range r.Cells {
		if c.Text != "" && !c.Merged {
			return false
		}
	}
	return true
}

// Open reads what kind of file it is and what sheets it has. Its errors are errs of the kinds Malformed and TooLarge.
func Open(file io.ReaderAt, size int64, limits Limits) (*Book, error) {
	kind, err := recognise(file, size, limits)
	if err != nil {
		return nil, err
	}
	if kind == isZip {
		return openXLSX(file, size, limits)
	}
	return openCSV(file, size, limits)
}

// bounded ends rows with an error where a limit is passed, and leaves out those with nothing in them.
func bounded(rows iter.Seq2[Row, error], sheet string, limits Limits) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		full, empty := 0, 0
		for row, err := range rows {
			switch {
			case err != nil:
				yield(Row{}, err)
				return
			case row.Empty():
				if empty++; empty > limits.EmptyRows {
					yield(Row{}, errEmptyRows(sheet, limits.EmptyRows))
					return
				}
				continue
			}
			empty = 0
			if full++; full > limits.Rows {
				yield(Row{}, errRows(sheet, limits.Rows))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// tidy is a cell's text as a person sees it: without space at its ends, without characters that do not show, cut to the limit.
func tidy(text string, limits Limits) string {
	if strings.ContainsAny(text, "\u200b\ufeff\u00a0\x00\r") {
		text = invisible.Replace(text)
	}
	if text = strings.TrimSpace(text); len(text) > limits.CellBytes {
		text = strings.ToValidUTF8(text[:limits.CellBytes], "")
	}
	return text
}

var invisible = strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00a0", " ", "\x00", "", "\r", "")

// Column is the letter name of column i, from 0: A, B, ... Z, AA.
func Column(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// address reads a cell's address such as "AB12" into its column and row, both from 0; false if it is none.
func address(text []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(text) && i < 4 && text[i] >= 'A' && text[i] <= 'Z'; i++ {
		column = column*26 + int(text[i]-'A') + 1
	}
	letters := i
	for ; i < len(text) && i < letters+7 && text[i] >= '0' && text[i] <= '9'; i++ {
		row = row*10 + int(text[i]-'0')
	}
	return column - 1, row - 1, letters > 0 && i == len(text) && row > 0
}
