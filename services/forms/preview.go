package forms

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Sheet is a filled sheet as a browser shows it.
type Sheet struct {
	Name   string
	Rows   [][]string // texts as the cells show them, formulas worked out
	Merges []Merge
	Total  int // rows there are, of which Rows are the first
}

// Merge is a merged range, from 0, the ends included.
type Merge struct{ Top, Left, Bottom, Right int }

const (
	rowsShown    = 200
	columnsShown = 60
)

// preview reads a filled form.
func preview(file []byte) (sheets []Sheet, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("read a filled form: %w", err)
	}
	defer func() { _ = book.Close() }()
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			continue // a sheet that is all chart
		}
		s := Sheet{Name: name, Total: len(rows)}
		for i, row := range rows[:min(len(rows), rowsShown)] {
			row = row[:min(len(row), columnsShown)]
			for j := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					return nil, err
				}
				if formula, err := book.GetCellFormula(name, at); err == nil && formula != "" {
					if row[j], err = book.CalcCellValue(name, at); err != nil {
						row[j] = "=" + formula // of a kind that only spreadsheet programs know
					}
				}
			}
			s.Rows = append(s.Rows, row)
		}
		merged, err := book.GetMergeCells(name)
		if err != nil {
			return nil, fmt.Errorf("read the merged cells of a filled form: %w", err)
		}
		for _, m := range merged {
			left, top, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
			right, bottom, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
			if err1 == nil && err2 == nil && top <= rowsShown && left <= columnsShown {
				s.Merges = append(s.Merges, Merge{top - 1, left - 1, min(bottom, rowsShown) - 1, min(right, columnsShown) - 1})
			}
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}
