package workbook

import (
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// Incomplete is a row of the register that somebody is to complete: what is known, by the titles of the template, and the
// fields that are asked for.
type Incomplete struct {
	Known map[string]string
	Asked []Field
}

// identifying are the columns by which an import finds a row again, and people know it.
var identifying = map[Kind][]Field{
	KindClassrooms: {"school.code", "school.name", "classroom.name", "classroom.building"},
	KindDevices:    {"school.code", "school.name", "classroom.name", "classroom.building", "device.label", "device.category"},
}

// WriteIncomplete writes a workbook of rows to complete: the template of their kind with only the columns that are asked
// for, what is known filled in and the cells to look at marked. Uploaded again it changes what was filled in, and nothing
// else: every row says which it is, and a blank says nothing.
func WriteIncomplete(w io.Writer, kind Kind, rows []Incomplete) error {
	keys := identifying[kind]
	if keys == nil {
		return errs.Missing("这种清单")
	}
	asked := map[Field]bool{}
	for _, row := range rows {
		for _, f := range row.Asked {
			asked[f] = true
		}
	}
	var columns []templateColumn
	for _, c := range templateColumns(kind) {
		if slices.Contains(keys, c.field) || asked[c.field] {
			columns = append(columns, c)
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	t := template{File: f, sheet: kind.Label()}
	t.try(f.SetSheetName("Sheet1", t.sheet))
	_, err := f.NewSheet(dictionarySheet)
	t.try(err)
	t.header(columns)
	t.dictionary(kind, columns)
	t.incomplete(columns, rows)
	if t.err != nil {
		return fmt.Errorf("make a workbook to complete: %w", t.err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write a workbook to complete: %w", err)
	}
	return nil
}

func (t *template) incomplete(columns []templateColumn, rows []Incomplete) {
	known := t.style(excelize.Style{NumFmt: textFormat})
	marked := t.style(excelize.Style{NumFmt: textFormat, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF2CC"}},
		Border: []excelize.Border{{Type: "left", Color: "BF9000", Style: 1}, {Type: "right", Color: "BF9000", Style: 1},
			{Type: "top", Color: "BF9000", Style: 1}, {Type: "bottom", Color: "BF9000", Style: 1}}})
	for i, row := range rows {
		for j, c := range columns {
			cell := fmt.Sprintf("%s%d", table.Column(j), i+2)
			style := known
			if slices.Contains(row.Asked, c.field) {
				style = marked
			}
			t.try(t.SetCellStyle(t.sheet, cell, cell, style))
			if text := row.Known[c.title]; text != "" {
				t.try(t.SetCellStr(t.sheet, cell, text))
			}
		}
	}
}
