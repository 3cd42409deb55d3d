package export

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheet takes the rows of one table, top to bottom. A table too long for one sheet goes on in the next.
type Sheet struct {
	book    *Book
	layout  Layout
	columns []string // their letters
	parts   []*spool // one for each sheet of the table
	row     int      // last one written in the last part
	first   int      // first one under the header
	merged  []string // in the last part
	line    []byte   // the row that is being written
	rows    int      // of the table, in all parts
	paper   paper    // on which the last part is printed

	top, heading int // the heights of what stands above the rows, and of the header in it, in points
}

// Open begins a sheet, whose tab follows those opened before. Add its rows and Close it; other sheets may be open.
func (b *Book) Open(layout Layout) (*Sheet, error) {
	s := &Sheet{book: b, layout: layout, paper: newPaper(layout.Columns)}
	s.first = s.headerTop() + headerRows(layout.Columns)
	for i := range layout.Columns {
		s.columns = append(s.columns, columnName(i))
	}
	b.sheets = append(b.sheets, s)
	return s, s.begin()
}

// Add writes one row: a value for each column as its Kind says, nil for an empty cell.
func (s *Sheet) Add(values ...any) error { return s.add(0, values) }

// AddTotal writes one row in bold.
func (s *Sheet) AddTotal(values ...any) error {
	if err := s.nothing(); err != nil {
		return err
	}
	return s.add(1, values)
}

// Close writes the lines under the table, beginning with any that were not known before, and ends the sheet.
func (s *Sheet) Close(first ...Line) error {
	if err := s.nothing(); err != nil {
		return err
	}
	below := append(first, s.layout.Below...)
	height := 0
	for _, line := range below {
		_, lines := s.spread(line)
		height += rowHeight(lines)
	}
	s.paper.keepWithLast(height)
	for _, line := range below {
		if err := s.addLine(line); err != nil {
			return err
		}
	}
	return s.end()
}

// nothing says of a table without rows that it is meant to have none.
func (s *Sheet) nothing() error {
	if s.rows > 0 || s.layout.Empty == "" {
		return nil
	}
	s.rows++
	style := s.book.styles.cells[0][Number]
	return s.texts(1, style, span{text: s.layout.Empty, right: len(s.columns) - 1, style: style})
}

func (s *Sheet) add(weight int, values []any) error {
	if len(values) != len(s.columns) {
		return fmt.Errorf("sheet %s: %d values for %d columns", s.layout.Name, len(values), len(s.columns))
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
		if text, is := value.(string); is {
			lines = max(lines, lineCount(text, s.layout.Columns[i].Width))
		}
	}
	s.paper.row(s.row, rowHeight(lines))
	s.beginRow(lines)
	for i, value := range values {
		kind := s.layout.Columns[i].Kind
		if n, is := value.(int); is && kind == Percent {
			value = float64(n) / 10000
		}
		if err := s.cell(i, s.book.styles.cells[weight][kind], value); err != nil {
			return err
		}
	}
	s.rows++
	s.book.rows.Add(1)
	return s.endRow()
}

// begin opens the next part: its page, title, lines and header.
func (s *Sheet) begin() error {
	part, err := newSpool()
	if err != nil {
		return err
	}
	s.parts, s.row, s.merged, s.top, s.heading = append(s.parts, part), 0, nil, 0, 0
	if _, err := part.Write(appendPageTop(nil, s.layout.Columns, s.first)); err != nil {
		return fmt.Errorf("begin the sheet %s: %w", s.layout.Name, err)
	}
	title := span{text: s.layout.Title, right: len(s.columns) - 1, style: s.book.styles.title}
	if err := s.texts(titleLines, 0, title); err != nil {
		return err
	}
	for _, line := range s.layout.Above {
		if err := s.addLine(line); err != nil {
			return err
		}
	}
	if err := s.header(); err != nil {
		return err
	}
	s.paper.begin(s.top, s.heading)
	return nil
}

func (s *Sheet) end() error {
	part := s.parts[len(s.parts)-1]
	_, err := part.Write(appendPageBottom(nil, s.merged, s.paper, s.columns[len(s.columns)-1], s.row))
	if err := errors.Join(err, part.end()); err != nil {
		return fmt.Errorf("end the sheet %s: %w", s.layout.Name, err)
	}
	return nil
}

// headerTop is the row in which the header begins, under the title and the lines.
func (s *Sheet) headerTop() int { return 1 + len(s.layout.Above) + 1 }

// name is the tab's: the parts after the first are numbered.
func (s *Sheet) name(part int) string {
	if part == 1 {
		return s.layout.Name
	}
	return fmt.Sprintf("%s（%d）", s.layout.Name, part)
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
			lines = max(lines, (lineCount(at.text, s.width(at)-boldPlaces)+rows-1)/rows)
		}
		if err := s.texts(lines, style, here...); err != nil {
			return err
		}
	}
	return nil
}

// addLine writes one line of text.
func (s *Sheet) addLine(line Line) error {
	spans, lines := s.spread(line)
	return s.texts(lines, 0, spans...)
}

// spread gives the cells of a line of text, and over how many lines it runs.
func (s *Sheet) spread(line Line) ([]span, int) {
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
	return spans, lines
}

// texts writes one row of merged cells, which spans gives from left to right; fill is the style of the cells without a
// text, which stand for nothing where it is 0.
func (s *Sheet) texts(lines, fill int, spans ...span) error {
	s.beginRow(lines)
	for i := range s.columns {
		switch {
		case len(spans) > 0 && spans[0].left == i:
			if err := s.cell(i, spans[0].style, spans[0].text); err != nil {
				return err
			}
			s.merge(spans[0])
			spans = spans[1:]
		case fill != 0:
			if err := s.cell(i, fill, nil); err != nil {
				return err
			}
		}
	}
	return s.endRow()
}

// merge joins the cells of a span that begins in this row.
func (s *Sheet) merge(at span) {
	if at.left == at.right && at.top == at.bottom {
		return
	}
	s.merged = append(s.merged, fmt.Sprintf("%s%d:%s%d", s.columns[at.left], s.row, s.columns[at.right], s.row+at.bottom-at.top))
}

// beginRow opens a row that is as high as its lines: not all programs fit it to the text.
func (s *Sheet) beginRow(lines int) {
	s.row++
	if s.row < s.first {
		s.top += rowHeight(lines)
	}
	if s.row >= s.headerTop() && s.row < s.first {
		s.heading += rowHeight(lines)
	}
	s.line = append(s.line[:0], `<row r="`...)
	s.line = append(strconv.AppendInt(s.line, int64(s.row), 10), `" ht="`...)
	s.line = append(strconv.AppendInt(s.line, int64(rowHeight(lines)), 10), `" customHeight="1">`...)
}

func (s *Sheet) cell(column, style int, value any) (err error) {
	s.line, err = appendCell(s.line, s.columns[column], s.row, style, value)
	if err != nil {
		return fmt.Errorf("row %d of sheet %s: %w", s.row, s.layout.Name, err)
	}
	return nil
}

func (s *Sheet) endRow() error {
	s.line = append(s.line, `</row>`...)
	if _, err := s.parts[len(s.parts)-1].Write(s.line); err != nil {
		return fmt.Errorf("write row %d of sheet %s: %w", s.row, s.layout.Name, err)
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
	if float64(len(text)) <= width-1 && strings.IndexByte(text, '\n') < 0 {
		return 1 // no character takes more places than bytes
	}
	count := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		count += wrapped(paragraph, max(2, int(width-1)))
	}
	return count
}

// wrapped says over how many lines of so many places a paragraph runs: words of letters and digits stay whole, Chinese
// breaks anywhere, a character taking two places.
func wrapped(paragraph string, width int) int {
	lines, used := 1, 0
	take := func(places int) {
		if used > 0 && used+places > width {
			lines, used = lines+1, 0
		}
		for used += places; used > width; used -= width { // a word that is longer than a line
			lines++
		}
	}
	word := 0
	for _, c := range paragraph {
		switch {
		case c == ' ':
			take(word)
			word = 0
			used++
		case c < utf8.RuneSelf:
			word++
		default:
			take(word)
			word = 0
			take(2)
		}
	}
	take(word)
	return lines
}

const (
	titleLines = 2   // of the body font
	boldPlaces = 0.5 // by which a line of a header holds less
)

// rowHeight is the height of lines of the body font, in points.
func rowHeight(lines int) int { return min(excelize.MaxRowHeight, lines*15+6) }
