package export

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"banbantong/models"
)

// Field is one column of a list whose rows are R: its title and the text or number in it.
type Field[R any] struct {
	Title string
	Width float64 // see Column
	Kind  Kind
	Value func(R) any
}

// List writes a list into a workbook of one sheet, which the caller sends and closes. asked says in words what the
// list was narrowed by; each passes every row of it. The sheet says what was asked, when, and how many rows there are.
func List[R any](title string, asked []string, at time.Time, fields []Field[R], each func(do func(R) error) error) (*Book, error) {
	book, err := NewBook()
	if err != nil {
		return nil, err
	}
	if err := writeList(book, title, asked, at, fields, each); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

func writeList[R any](book *Book, title string, asked []string, at time.Time, fields []Field[R], each func(do func(R) error) error) error {
	if len(asked) == 0 {
		asked = []string{"无"}
	}
	layout := Layout{Name: title, Title: title,
		Above: []Line{{"筛选条件：" + strings.Join(asked, "，"), "导出时间：" + at.In(models.ChinaTime).Format("2006-01-02 15:04")}}}
	for _, f := range fields {
		layout.Columns = append(layout.Columns, Column{Header: []string{f.Title}, Width: f.Width, Kind: f.Kind})
	}
	sheet, err := book.Open(layout)
	if err != nil {
		return err
	}
	rows, values := 0, make([]any, len(fields))
	err = each(func(row R) error {
		rows++
		for i, f := range fields {
			values[i] = f.Value(row)
		}
		return sheet.Add(values...)
	})
	if err != nil {
		return err
	}
	return sheet.Close(Line{fmt.Sprintf("共 %d 行。", rows)})
}
