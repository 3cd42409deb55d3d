package table

import (
	"bytes"
	"encoding/xml"
	"errors"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
)

// errStop ends the reading of a part whose reader wants no more.
var errStop = errors.New("stop")

// sheetRows reads a sheet's rows in the order of the file, cells in their columns, merged ranges filled.
func (x *xlsx) sheetRows(part string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		merged, err := x.merges(part)
		if err != nil {
			yield(Row{}, errDamaged(err))
			return
		}
		r := rowReader{xlsx: x, merged: merged, yield: yield}
		if err := x.readPart(part, x.limits.PartBytes, r.visit); err != nil && !errors.Is(err, errStop) {
			yield(Row{}, errDamaged(err))
		}
	}
}

// rowReader gathers the tokens of a sheet into rows.
type rowReader struct {
	*xlsx
	merged merges
	yield  func(Row, error) bool

	row    Row
	column int // of the cell being read
	kind   string
	style  int
	value  []byte
	inside bool // in a <v>, or a <t> of an inline text
	guide  bool // in a phonetic guide
}

func (r *rowReader) visit(token xml.Token, _ *xml.Decoder) error {
	switch e := token.(type) {
	case xml.StartElement:
		r.start(e)
	case xml.CharData:
		if r.inside && len(r.value) < 16*r.limits.CellBytes {
			r.value = append(r.value, e...)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "v", "t":
			r.inside = false
		case "rPh":
			r.guide = false
		case "c":
			r.put(r.cell())
		case "row":
			r.row.Cells = r.merged.fill(r.row, r.limits)
			if !r.yield(r.row, nil) {
				return errStop
			}
		case "sheetData":
			return errStop
		}
	}
	return nil
}

func (r *rowReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "row":
		r.row.Line = lineOf(e, r.row.Line)
		r.row.Cells, r.column = r.row.Cells[:0], -1
	case "c":
		r.column++
		r.kind, r.style, r.value = "", 0, r.value[:0]
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "r":
				if column, _, ok := address([]byte(a.Value)); ok {
					r.column = column
				}
			case "t":
				r.kind = a.Value
			case "s":
				r.style, _ = strconv.Atoi(a.Value)
			}
		}
	case "v":
		r.inside = true
	case "t":
		r.inside = !r.guide
	case "rPh":
		r.guide = true
	}
}

// lineOf is the number of a row that follows the row of the line before; rows need not say it.
func lineOf(row xml.StartElement, before int) int {
	if n, err := strconv.Atoi(attribute(row, "r")); err == nil && n > before {
		return n
	}
	return before + 1
}

func (r *rowReader) put(c Cell) {
	if r.column >= r.limits.Columns || c.Text == "" {
		return
	}
	for len(r.row.Cells) <= r.column {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[r.column] = c
}

// cell is the value just read, as a person sees it.
func (r *rowReader) cell() Cell {
	switch r.kind {
	case "s":
		if i, err := strconv.Atoi(string(r.value)); err == nil && i >= 0 && i < len(r.strings) {
			return Cell{Text: r.strings[i]}
		}
		return Cell{}
	case "b":
		if string(r.value) == "1" {
			return Cell{Text: "TRUE", Kind: Bool}
		}
		return Cell{Text: "FALSE", Kind: Bool}
	case "e":
		return Cell{Text: string(r.value), Kind: Failed}
	case "d": // an ISO date
		if day, err := time.Parse(time.DateOnly, string(r.value[:min(len(r.value), 10)])); err == nil {
			return Cell{Text: day.Format(time.DateOnly), Kind: Date}
		}
		return Cell{Text: tidy(string(r.value), r.limits)}
	case "inlineStr", "str":
		return Cell{Text: tidy(string(r.value), r.limits)}
	}
	text := strings.TrimSpace(string(r.value))
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return Cell{Text: tidy(text, r.limits)}
	}
	if r.style >= 0 && r.style < len(r.dates) && r.dates[r.style] != noDate {
		if day, ok := r.from.day(number); ok {
			if r.dates[r.style] == showsMonth && day.Day() == 1 {
				return Cell{Text: day.Format("2006-01"), Kind: Date}
			}
			return Cell{Text: day.Format(time.DateOnly), Kind: Date}
		}
	}
	return Cell{Text: decimal(text, number), Kind: Number}
}

// decimal writes a number as the cell shows it. Spreadsheets keep 15 digits: what is longer has lost its end, and is
// left in the notation that says so; what is merely 2.8999999999999999 is 2.9.
func decimal(text string, number float64) string {
	if math.Abs(number) >= 1e15 {
		return strconv.FormatFloat(number, 'E', 5, 64)
	}
	if len(text) <= 15 && !strings.ContainsAny(text, "eE") {
		return text
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// merge is a range of cells that shows as one.
type merge struct {
	left, top, right, bottom int
	first                    Cell
}

// merges are a sheet's merged ranges from the top, and those that the row being read is in.
type merges struct {
	waiting, open []merge
}

// maxMerges is above what a ledger of the largest size has; further ones are not filled.
const maxMerges = 50_000

// merges finds the merged ranges, which stand in the file after the rows that they concern. It looks at bytes, not at
// elements, which takes a tenth of the time.
func (x *xlsx) merges(part string) (merges, error) {
	var m merges
	f, err := x.open(x.parts[part], x.limits.PartBytes)
	if err != nil {
		return m, err
	}
	defer f.Close()
	mark := []byte("mergeCell ")
	buffer := make([]byte, 0, 64<<10)
	for len(m.waiting) < maxMerges {
		n, err := f.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		used := 0
		for {
			i := bytes.Index(buffer[used:], mark)
			if i < 0 {
				used = max(used, len(buffer)-len(mark)+1)
				break
			}
			end := bytes.IndexByte(buffer[used+i:], '>')
			if end < 0 {
				used += i
				break
			}
			if r, ok := mergeRange(buffer[used+i : used+i+end]); ok {
				m.waiting = append(m.waiting, r)
			}
			used += i + end
		}
		if used == 0 && len(buffer) == cap(buffer) { // an element longer than the buffer is no mergeCell of a spreadsheet program
			used = len(buffer)
		}
		buffer = buffer[:copy(buffer, buffer[used:])]
		if err != nil {
			break // the end, or what the reading of the rows will meet and report
		}
	}
	sortByTop(m.waiting)
	return m, nil
}

// mergeRange reads the ref="A1:B3" of an element.
func mergeRange(element []byte) (merge, bool) {
	_, after, ok := bytes.Cut(element, []byte("ref="))
	if !ok || len(after) < 2 {
		return merge{}, false
	}
	ref, _, ok := bytes.Cut(after[1:], after[:1])
	from, to, isRange := bytes.Cut(ref, []byte(":"))
	left, top, ok1 := address(from)
	right, bottom, ok2 := address(to)
	return merge{left: left, top: top, right: right, bottom: bottom}, ok && isRange && ok1 && ok2 && right >= left && bottom >= top
}
