package workbook

import (
	"fmt"

	"banbantong/models"
	"banbantong/services/workbook/table"
	"banbantong/services/workbook/value"
)

// Summary is what reading a sheet passed over or filled in.
type Summary struct {
	Rows       int // records, rejected ones included
	Skipped    []Skipped
	FilledDown int // rows without a school of their own, read as that of the row above
}

// maxSkipped bounds the list of skipped rows; a sheet with more of them is not a ledger.
const maxSkipped = 2000

// Read reads a sheet as the mapping says and passes each record to do, in the order of the sheet; an error of do ends it.
// Skipped rows are in the summary. A Row and what it points to may be kept.
func Read(book *table.Book, m Mapping, o Options, do func(Row) error) (Summary, error) {
	var sum Summary
	if err := m.Check(book); err != nil {
		return sum, err
	}
	sheet, _ := m.sheet(book) // Check has found it
	r := newReader(m, o)
	skip := newSkipper(m)
	for row, err := range sheet.Rows() {
		if err != nil {
			return sum, err
		}
		if row.Line <= m.Header.Bottom {
			continue
		}
		if reason, text := skip.reason(row); reason != "" {
			if len(sum.Skipped) < maxSkipped {
				sum.Skipped = append(sum.Skipped, Skipped{row.Line, reason, text})
			}
			continue
		}
		record, filled := r.read(row)
		sum.Rows++
		if filled {
			sum.FilledDown++
		}
		if err := do(record); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// reader reads the rows of one sheet.
type reader struct {
	mapping Mapping
	options Options
	columns []columnReader
}

type columnReader struct {
	ColumnField
	field
	read  cellReader
	last  table.Cell        // the nearest above that is not blank
	kinds map[string]saying // of the texts seen, since ledgers repeat a few
}

func newReader(m Mapping, o Options) *reader {
	r := &reader{mapping: m, options: o}
	for _, c := range m.Columns {
		if f, ok := fieldOf(c.Field); ok {
			r.columns = append(r.columns, columnReader{ColumnField: c, field: f, read: f.reader(o, c.Title), kinds: map[string]saying{}})
		}
	}
	return r
}

func (r *reader) read(row table.Row) (record Row, filled bool) {
	b := &builder{row: Row{Line: row.Line, School: r.mapping.School}}
	sameSchool := !r.namesSchool(row)
	for i := range r.columns {
		c := &r.columns[i]
		cell := row.At(c.Index)
		if cell.Text != "" {
			c.last = cell
		} else if c.last.Text != "" && r.mapping.Kind == KindLedger && (c.Field == "school.superior" || sameSchool && tellsSchool(c.Field)) {
			cell, filled = c.last, filled || tellsSchool(c.Field)
		}
		if message, rejects := c.take(b, cell); message != "" {
			b.row.Problems = append(b.row.Problems, Problem{Cell: r.address(c.Index, row.Line), Column: c.Title, Value: cell.Text, Message: message, Rejects: rejects})
		}
	}
	b.finish(r.mapping.Kind, r.options.Today, func(message string, rejects bool) {
		b.row.Problems = append(b.row.Problems, Problem{Cell: fmt.Sprintf("第%d行", row.Line), Message: message, Rejects: rejects})
	})
	return b.row, filled
}

// namesSchool says whether the row itself tells its school. One that does not belongs to the school above it, which
// ledgers write once; a new name without a code does not have the code above.
func (r *reader) namesSchool(row table.Row) bool {
	for i := range r.columns {
		if tellsSchool(r.columns[i].Field) && row.At(r.columns[i].Index).Text != "" {
			return true
		}
	}
	return false
}

func tellsSchool(f Field) bool { return f == "school.name" || f == "school.code" }

// saying is whether a text says anything.
type saying uint8

const (
	saysValue saying = iota
	saysNothing
	saysNone
)

func (c *columnReader) saying(text string) saying {
	if text == "" {
		return saysNothing
	}
	s, known := c.kinds[text]
	if !known {
		switch {
		case value.Unknown(text):
			s = saysNothing
		case value.None(text):
			s = saysNone
		}
		if len(c.kinds) < memoSize {
			c.kinds[text] = s
		}
	}
	return s
}

// take reads one cell; message is "" when there is nothing to say.
func (c *columnReader) take(b *builder, cell table.Cell) (message string, rejects bool) {
	says := c.saying(cell.Text)
	switch {
	case cell.Kind == table.Failed:
		return "公式没有结果，请改成数值或文字", true
	case says == saysNothing:
		return "", false
	case cell.Kind == table.Date && !c.dates:
		return "内容被表格软件变成了日期，请把这一列设为文本格式，重新填写", true
	case !c.none && says == saysNone && c.Field != "classroom.name":
		b.absent(c.part, c.Field)
		return "", false
	}
	err := c.read(b, cell.Text)
	if err == nil {
		return "", false
	}
	_, note := err.(value.Note)
	return err.Error(), !note
}

// absent takes a 无 where a value was asked for: no brand is nothing, no CPU is no computer.
func (b *builder) absent(p part, f Field) {
	switch f {
	case "host.cpu", "host.config", "display.size", "host.model", "display.model", "host.brand_model", "display.brand_model", "camera.model", "camera.brand", "audio.brand", "audio.model":
		if b.identity[p].present == nil {
			b.identity[p].present = new(false)
		}
	}
}

func (r *reader) address(index, line int) string {
	at := fmt.Sprintf("%s%d", table.Column(index), line)
	if r.mapping.Sheet == "" {
		return at
	}
	return r.mapping.Sheet + "!" + at
}

// imported is how a fact of a sheet is marked.
func imported(today models.Date) models.Provenance {
	return models.Provenance{Source: models.SourceImported, On: today}
}
