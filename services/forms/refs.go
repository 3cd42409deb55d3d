package forms

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reference is a part of a formula that names cells: C6, $C$6:F9, 5:6 or C:F, perhaps of another sheet.
type reference struct {
	sheet    string // "" for the sheet that the formula stands in
	from, to place  // the same for a single cell
	ranged   bool
}

// place is one corner of a reference. Of whole columns the row is 0, of whole rows the column "".
type place struct {
	column           string
	row              int
	fixedCol, fixedR bool // with a $ before it
}

func (p place) String() string {
	var text strings.Builder
	if p.column != "" {
		if p.fixedCol {
			text.WriteByte('$')
		}
		text.WriteString(p.column)
	}
	if p.row > 0 {
		if p.fixedR {
			text.WriteByte('$')
		}
		text.WriteString(strconv.Itoa(p.row))
	}
	return text.String()
}

// mapReferences gives a formula with its references changed; all else, such as texts, names and functions, stays.
func mapReferences(formula string, change func(*reference)) string {
	var out strings.Builder
	sheet := ""
	for i := 0; i < len(formula); {
		switch c := formula[i]; {
		case c == '"':
			end := quoted(formula, i, '"')
			out.WriteString(formula[i:end])
			i = end
		case c == '\'':
			end := quoted(formula, i, '\'')
			out.WriteString(formula[i:end])
			if end < len(formula) && formula[end] == '!' {
				sheet = strings.ReplaceAll(formula[i+1:end-1], "''", "'")
				out.WriteByte('!')
				end++
			}
			i = end
			continue
		case c == '[': // of a table or of another workbook
			end := bracketed(formula, i)
			out.WriteString(formula[i:end])
			i = end
		default:
			end := word(formula, i)
			if end == i {
				_, size := utf8.DecodeRuneInString(formula[i:])
				out.WriteString(formula[i : i+size])
				i += size
				break
			}
			if end < len(formula) && formula[end] == '!' {
				sheet = formula[i:end]
				out.WriteString(formula[i : end+1])
				i = end + 1
				continue
			}
			r, length := referenceAt(formula, i, end)
			if length == 0 {
				out.WriteString(formula[i:end])
				i = end
				break
			}
			r.sheet = sheet
			change(&r)
			out.WriteString(r.from.String())
			if r.ranged {
				out.WriteString(":" + r.to.String())
			}
			i += length
		}
		sheet = ""
	}
	return out.String()
}

// quoted is where a text in quotes ends; the quote itself stands in it twice.
func quoted(text string, start int, quote byte) int {
	for i := start + 1; i < len(text); i++ {
		if text[i] == quote {
			if i+1 < len(text) && text[i+1] == quote {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(text)
}

func bracketed(text string, start int) int {
	depth := 0
	for i := start; i < len(text); i++ {
		switch text[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// word is where a run of letters, digits and what names may hold ends.
func word(text string, start int) int {
	for i, r := range text[start:] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.$\\?", r) {
			return start + i
		}
	}
	return len(text)
}

// referenceAt reads the reference whose first word is formula[start:end]; its length is 0 if that is none.
func referenceAt(formula string, start, end int) (r reference, length int) {
	from, is := placeOf(formula[start:end])
	if !is || end < len(formula) && formula[end] == '(' {
		return r, 0
	}
	r = reference{from: from, to: from}
	if end < len(formula) && formula[end] == ':' {
		second := word(formula, end+1)
		to, is := placeOf(formula[end+1 : second])
		called := second < len(formula) && (formula[second] == '(' || formula[second] == '!')
		if is && !called && (from.row == 0) == (to.row == 0) && (from.column == "") == (to.column == "") {
			r.to, r.ranged = to, true
			return r, second - start
		}
	}
	if from.row == 0 || from.column == "" {
		return r, 0 // a name or a number
	}
	return r, end - start
}

const (
	lastRow    = 1_048_576
	lastColumn = 16_384
)

func placeOf(text string) (p place, is bool) {
	rest, found := strings.CutPrefix(text, "$")
	letters := 0
	for letters < len(rest) && (rest[letters]|0x20 >= 'a' && rest[letters]|0x20 <= 'z') {
		letters++
	}
	if letters > 0 {
		p.fixedCol, p.column = found, rest[:letters]
		if columnNumber(p.column) > lastColumn {
			return p, false
		}
		if rest = rest[letters:]; rest == "" {
			return p, true
		}
		rest, found = strings.CutPrefix(rest, "$")
	}
	row, err := strconv.Atoi(rest)
	if err != nil || row < 1 || row > lastRow || rest[0] == '+' || rest[0] == '0' {
		return p, false
	}
	p.fixedR, p.row = found, row
	return p, true
}

// columnNumber counts columns from 1: A is 1, AA is 27.
func columnNumber(letters string) int {
	n := 0
	for _, r := range strings.ToUpper(letters) {
		if n = n*26 + int(r-'A') + 1; n > lastColumn {
			break
		}
	}
	return n
}

func columnLetters(n int) string {
	var letters []byte
	for ; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters)
}

// growth says where the rows of a sheet go when some of them are repeated.
type growth []repeated

// repeated is a row that is there count times, at least once.
type repeated struct{ row, count int }

// start is where a row begins to stand.
func (g growth) start(row int) int {
	at := row
	for _, r := range g {
		if r.row < row {
			at += r.count - 1
		}
	}
	return at
}

// end is where a row stands for the last time.
func (g growth) end(row int) int {
	at := row
	for _, r := range g {
		if r.row <= row {
			at += r.count - 1
		}
	}
	return at
}

// position is where a formula stands: in which sheet and, in a repeated row, in which of its copies.
type position struct {
	sheet string
	row   int // 0: in none that is repeated
	copy  int
}

// grown is a formula after the rows of its workbook have grown. A range that reaches into a repeated row takes in all
// its copies. In a repeated row itself, a reference to the row means the copy that the formula stands in; one with a
// fixed row ($) means the whole, so C6/SUM(C$6:C$6) is a share.
func grown(formula string, at position, growths map[string]growth) string {
	return mapReferences(formula, func(r *reference) {
		sheet := r.sheet
		if sheet == "" {
			sheet = at.sheet
		}
		g, known := growths[sheet]
		if !known {
			return
		}
		own := func(p place) bool { return at.row > 0 && sheet == at.sheet && p.row == at.row && !p.fixedR }
		move := func(p *place, to func(int) int) {
			switch {
			case p.row == 0:
			case own(*p):
				p.row = g.start(p.row) + at.copy
			default:
				p.row = to(p.row)
			}
		}
		move(&r.from, g.start)
		if r.ranged {
			move(&r.to, g.end)
		}
	})
}

// grownArea is where the cells of an area such as "A6:F6 H6" stand afterwards; a single cell of a repeated row becomes
// the range of its copies.
func grownArea(area string, g growth) string {
	parts := strings.Fields(area)
	for i, part := range parts {
		first, last, ranged := strings.Cut(part, ":")
		from, is := placeOf(first)
		if !is {
			continue
		}
		to := from
		if ranged {
			if to, is = placeOf(last); !is {
				continue
			}
		}
		if from.row > 0 {
			from.row, to.row = g.start(from.row), g.end(to.row)
		}
		parts[i] = from.String()
		if ranged || from.row != to.row {
			parts[i] += ":" + to.String()
		}
	}
	return strings.Join(parts, " ")
}

// moved is a formula as it stands when it is filled into a cell that many rows and columns away; how programs write a
// formula that cells share.
func moved(formula string, rows, columns int) string {
	return mapReferences(formula, func(r *reference) {
		for _, p := range []*place{&r.from, &r.to} {
			if p.row > 0 && !p.fixedR {
				p.row += rows
			}
			if p.column != "" && !p.fixedCol {
				p.column = columnLetters(columnNumber(p.column) + columns)
			}
		}
	})
}
