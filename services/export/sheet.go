package export

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheet takes the rows of one table, top to bottom. A table too long for one sheet goes on in the next.
type Sheet struct {
	book   *Book
	layout Layout
	stream *excelize.StreamWriter
	part   int // 1 for the first sheet of the table
	row    int // last one written
	first  int // first one under the header
	cells  []excelize.Cell
	values []any // points into cells, so that a row costs no memory
}

// Open begins a sheet. Add its rows and Close it before the next one.
func (b *Book) Open(layout Layout) (*Sheet, error) {
	s := &Sheet{book: b, layout: layout}
	s.cells = make([]excelize.Cell, len(layout.Columns))
	for i := range s.cells {
		s.values = append(s.values, &s.cells[i])
	}
	return s, s.begin()
}

// Add writes one row: a value for each column as its Kind says, nil for an empty cell.
func (s *Sheet) Add(values ...any) error { return s.add(0, values) }

// AddTotal writes one row in bold.
func (s *Sheet) AddTotal(values ...any) error { return s.add(1, values) }

// Close writes the lines under the table, beginning with any that were not known before, and ends the sheet.
func (s *Sheet) Close(first ...Line) error {
	for _, line := range append(first, s.layout.Below...) {
		if err := s.line(line); err != nil {
			return err
		}
	}
	return s.end()
}

func (s *Sheet) add(weight int, values []any) error {
	if len(values) != len(s.cells) {
		return fmt.Errorf("sheet %s: %d values for %d columns", s.layout.Name, len(values), len(s.cells))
	}
	if s.row-s.first+1 >= s.book.rowsPerSheet {
		if err := s.end(); err != nil {
			return err
		}
		if err := s.begin(); err != nil {
			return err
		}
	}
	lines := 1
	for i, value := range values {
		column := &s.layout.Columns[i]
		switch v := value.(type) {
		case int:
			if column.Kind == Percent {
				value = float64(v) / 10000
			}
		case string:
			lines = max(lines, lineCount(v, column.Width))
		}
		s.cells[i] = excelize.Cell{StyleID: s.book.styles.cells[weight][column.Kind], Value: value}
	}
	return s.write(s.values, excelize.RowOpts{Height: rowHeight(lines)})
}

// begin opens the next part: its page, title, lines and header.
func (s *Sheet) begin() error {
	s.part, s.row = s.part+1, 0
	name := s.name()
	if err := s.book.addSheet(name); err != nil {
		return err
	}
	above := 1 + len(s.layout.Above)
	s.first = above + headerRows(s.layout.Columns) + 1
	if err := s.book.setPage(name, above+1, s.first-1); err != nil {
		return err
	}
	stream, err := s.book.file.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("open the sheet %s: %w", name, err)
	}
	s.stream = stream
	for i, c := range s.layout.Columns {
		if err := stream.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	top, err := excelize.CoordinatesToCellName(1, s.first)
	if err != nil {
		return err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.first - 1, TopLeftCell: top, ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	title := span{text: s.layout.Title, right: len(s.layout.Columns) - 1, style: s.book.styles.title}
	if err := s.texts(titleHeight, 0, title); err != nil {
		return err
	}
	for _, line := range s.layout.Above {
		if err := s.line(line); err != nil {
			return err
		}
	}
	return s.header()
}

// name is the tab's: the parts after the first are numbered.
func (s *Sheet) name() string {
	if s.part == 1 {
		return s.layout.Name
	}
	return fmt.Sprintf("%s（%d）", s.layout.Name, s.part)
}

func (s *Sheet) header() error {
	spans := headerSpans(s.layout.Columns)
	style := s.book.styles.header
	for level := range headerRows(s.layout.Columns) {
		lines := 1
		var here []span
		for _, at := range spans {
			if at.top != level {
				continue
			}
			at.style = style
			here = append(here, at)
			rows := at.bottom - at.top + 1
			lines = max(lines, (lineCount(at.text, s.width(at))+rows-1)/rows)
		}
		if err := s.texts(rowHeight(lines), style, here...); err != nil {
			return err
		}
	}
	return nil
}

// line writes one line of text. Its height is set here, as that of every row, since not all programs fit it to the text.
func (s *Sheet) line(line Line) error {
	spans, lines := spread(s.layout.Columns, line), 1
	for i := range spans {
		switch i {
		case 0:
			spans[i].style = s.book.styles.left
		case len(spans) - 1:
			spans[i].style = s.book.styles.end
		default:
			spans[i].style = s.book.styles.middle
		}
		lines = max(lines, lineCount(spans[i].text, s.width(spans[i])))
	}
	return s.texts(rowHeight(lines), 0, spans...)
}

// texts writes one row of merged cells; fill is the style of the cells without a text.
func (s *Sheet) texts(height float64, fill int, spans ...span) error {
	values := make([]any, len(s.layout.Columns))
	for i := range values {
		if fill != 0 {
			values[i] = excelize.Cell{StyleID: fill}
		}
	}
	for _, at := range spans {
		values[at.left] = excelize.Cell{StyleID: at.style, Value: at.text}
		if err := s.merge(at); err != nil {
			return err
		}
	}
	return s.write(values, excelize.RowOpts{Height: height})
}

// merge joins the cells of a span that begins in the next row.
func (s *Sheet) merge(at span) error {
	if at.left == at.right && at.top == at.bottom {
		return nil
	}
	from, err := excelize.CoordinatesToCellName(at.left+1, s.row+1)
	if err != nil {
		return err
	}
	to, err := excelize.CoordinatesToCellName(at.right+1, s.row+1+at.bottom-at.top)
	if err != nil {
		return err
	}
	return s.stream.MergeCell(from, to)
}

func (s *Sheet) write(values []any, options ...excelize.RowOpts) error {
	s.row++
	cell, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	if err := s.stream.SetRow(cell, values, options...); err != nil {
		return fmt.Errorf("write row %d of sheet %s: %w", s.row, s.name(), err)
	}
	return nil
}

func (s *Sheet) end() error {
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("end the sheet %s: %w", s.name(), err)
	}
	return nil
}

// width is how many characters of half a Chinese one fit into a span.
func (s *Sheet) width(at span) float64 {
	var width float64
	for _, c := range s.layout.Columns[at.left : at.right+1] {
		width += c.Width
	}
	return width
}

// lineCount says over how many lines a text of the body font runs in a cell.
func lineCount(text string, width float64) int {
	count := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		// Letters and digits take one byte and one place, Chinese three bytes and two places.
		characters := utf8.RuneCountInString(paragraph)
		places := characters + (len(paragraph)-characters)/2
		count += max(1, int(math.Ceil(float64(places)/max(1, width-1))))
	}
	return count
}

const titleHeight = 36 // points

// rowHeight is the height of lines of the body font, in points.
func rowHeight(lines int) float64 { return min(excelize.MaxRowHeight, float64(lines)*15+6) }
