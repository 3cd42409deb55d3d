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
	if err := AddList(book, title, asked, at, fields, each); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return book, nil
}

// AddList adds a list to a workbook, on a sheet of its own. See List.
func AddList[R any](book *Book, title string, asked []string, at time.Time, fields []Field[R], each func(do func(R) error) error) error {
	list, err := OpenList(book, title, asked, at, fields)
	if err != nil {
		return err
	}
	if err := each(list.Add); err != nil {
		return err
	}
	return list.Close()
}

// ListSheet takes the rows of one list, while others of the workbook may be open.
type ListSheet[R any] struct {
	sheet  *Sheet
	fields []Field[R]
	values []any
	rows   int
}

// OpenList begins a list in a workbook.
func OpenList[R any](book *Book, title string, asked []string, at time.Time, fields []Field[R]) (*ListSheet[R], error) {
	if len(asked) == 0 {
		asked = []string{"无"}
	}
	layout := Layout{Name: title, Title: title,
		Above: []Line{{"筛选条件：" + strings.Join(asked, "，"), "导出时间：" + Moment(&at)}}}
	for _, f := range fields {
		layout.Columns = append(layout.Columns, Column{Header: []string{f.Title}, Width: f.Width, Kind: f.Kind})
	}
	sheet, err := book.Open(layout)
	return &ListSheet[R]{sheet: sheet, fields: fields, values: make([]any, len(fields))}, err
}

// Add writes one row.
func (l *ListSheet[R]) Add(row R) error {
	l.rows++
	for i, f := range l.fields {
		l.values[i] = f.Value(row)
	}
	return l.sheet.Add(l.values...)
}

// Close says how many rows there were.
func (l *ListSheet[R]) Close() error {
	return l.sheet.Close(Line{fmt.Sprintf("共 %d 行。", l.rows)})
}

// Moment is an instant as a sheet has it: China time to the minute, "" where there is none.
func Moment(at *time.Time) string {
	if at == nil {
		return ""
	}
	return models.MinuteOf(*at)
}
