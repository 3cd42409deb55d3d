package export

// Kind says what the cells of a column hold, and so how they are shown.
type Kind uint8

const (
	Text    Kind = iota // a string; stays text whatever it begins with, leading zeros and all
	Number              // an int or a float64
	Percent             // hundredths of a percent as an int (8750 is 87.50%), or a string such as "—"
)

// Column is one column of a table. Header is what stands over it, the outermost first: neighbours that begin alike
// share a merged cell.
type Column struct {
	Header []string
	Width  float64 // in characters of the body font; a Chinese character takes two
	Kind   Kind
}

// Line is one line of text above or below the table. Its parts are spread over the whole width: the first stands to
// the left, the last to the right, one alone to the left.
type Line []string

// Layout is everything about a sheet but its rows.
type Layout struct {
	Name    string // of the tab
	Title   string // centred over the table
	Above   []Line // between title and header
	Columns []Column
	Empty   string // what a table without rows says in the place of them; "" says nothing
	Below   []Line // under the last row, on the same page as at least some of the last rows
}

// span is a header cell: rows and columns from 0, the ends included.
type span struct {
	text                     string
	top, left, bottom, right int
	style                    int
}

// headerRows is how many rows the header takes.
func headerRows(columns []Column) int {
	rows := 0
	for _, c := range columns {
		rows = max(rows, len(c.Header))
	}
	return rows
}

// headerSpans are the cells of the header: a text reaches right as long as the columns begin alike, and the last
// text of a column reaches down to the table.
func headerSpans(columns []Column) []span {
	rows := headerRows(columns)
	var spans []span
	for level := range rows {
		for left := 0; left < len(columns); {
			header := columns[left].Header
			right := left + 1
			if level >= len(header) {
				left = right
				continue
			}
			bottom := level
			if level == len(header)-1 {
				bottom = rows - 1
			} else {
				for right < len(columns) && beginAlike(header, columns[right].Header, level) {
					right++
				}
			}
			spans = append(spans, span{text: header[level], top: level, left: left, bottom: bottom, right: right - 1})
			left = right
		}
	}
	return spans
}

// beginAlike says whether two headers share the merged cell of a level: neither ends there, and they are the same so far.
func beginAlike(a, b []string, level int) bool {
	if len(b) <= level+1 {
		return false
	}
	for i := range level + 1 {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// spread divides the columns among the parts of a line, as evenly as their widths allow. With fewer columns than parts
// the last parts are joined into one.
func spread(columns []Column, line Line) []span {
	parts := append(Line{}, line...)
	for len(parts) > len(columns) {
		last := len(parts) - 1
		parts[last-1] += "　" + parts[last]
		parts = parts[:last]
	}
	widths := make([]float64, len(columns)+1) // up to each column
	for i, c := range columns {
		widths[i+1] = widths[i] + c.Width
	}
	spans := make([]span, len(parts))
	left := 0
	for i, text := range parts {
		last := len(columns) - (len(parts) - i - 1) // the parts after this one need a column each
		target := widths[len(columns)] * float64(i+1) / float64(len(parts))
		end := left + 1
		for end < last && widths[end+1]-target <= target-widths[end] {
			end++
		}
		if i == len(parts)-1 {
			end = last
		}
		spans[i] = span{text: text, left: left, right: end - 1}
		left = end
	}
	return spans
}
