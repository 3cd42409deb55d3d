package workbook

import (
	"cmp"
	"slices"

	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// SheetGuess is what a sheet seems to hold, for a person to correct.
type SheetGuess struct {
	Name    string
	Hidden  bool
	Kind    Kind
	Header  Header // zero when no header was found
	Columns []ColumnGuess
	Known   float64 // about the number of columns whose titles are known; sheets come by it
}

// ColumnGuess is what a column seems to hold.
type ColumnGuess struct {
	Index      int    // from 0
	Letter     string // as the spreadsheet names it
	Title      string // all levels of its header, joined by " / "
	Field      Field  // "" is not read
	Confidence float64
	Samples    []string // the first three different values
}

const (
	maxSheets   = 50
	rowsLooked  = 80 // rows of each sheet that are looked at
	samplesSeen = 3
	samplesRead = 20
)

// Analyse looks at the beginning of every sheet and says what they seem to hold, the likeliest first.
func Analyse(book *table.Book, o Options) ([]SheetGuess, error) {
	kind := o.Kind
	if kind == "" {
		kind = templateKind(book)
	}
	var guesses []SheetGuess
	for _, sheet := range book.Sheets[:min(len(book.Sheets), maxSheets)] {
		rows, err := firstRows(sheet, rowsLooked)
		if err != nil {
			return nil, err
		}
		g := guessSheet(sheet, rows, o)
		if kind != "" && (kind == o.Kind || sheet.Name == kind.Label()) {
			g.Kind = kind
		}
		if !(sheet.Hidden && g.Known == 0) {
			guesses = append(guesses, g)
		}
	}
	if !slices.ContainsFunc(guesses, func(g SheetGuess) bool { return len(g.Columns) > 0 }) {
		return nil, errs.New(errs.Malformed, "workbook-empty", "文件里没有内容，请检查后重新上传。")
	}
	slices.SortStableFunc(guesses, func(a, b SheetGuess) int { return cmp.Compare(likelihood(b), likelihood(a)) })
	return guesses, nil
}

// likelihood orders sheets: one that is hidden is seldom meant.
func likelihood(g SheetGuess) float64 {
	if g.Hidden {
		return g.Known / 10
	}
	return g.Known
}

// GuessWithHeader is Analyse for one sheet whose header a person has pointed out.
func GuessWithHeader(sheet table.Sheet, header Header, o Options) (SheetGuess, error) {
	rows, err := firstRows(sheet, rowsLooked+header.Bottom)
	if err != nil {
		return SheetGuess{}, err
	}
	return guessColumns(SheetGuess{Name: sheet.Name, Hidden: sheet.Hidden, Kind: KindLedger, Header: header}, rows, o), nil
}

func guessSheet(sheet table.Sheet, rows []table.Row, o Options) SheetGuess {
	g := SheetGuess{Name: sheet.Name, Hidden: sheet.Hidden, Kind: KindLedger}
	g.Header, g.Known = findHeader(rows[:min(len(rows), 30)])
	return guessColumns(g, rows, o)
}

// guessColumns matches the columns under the header.
func guessColumns(g SheetGuess, rows []table.Row, o Options) SheetGuess {
	var block, data []table.Row
	for _, r := range rows {
		switch {
		case r.Line > g.Header.Bottom:
			if skip, _ := (skipper{}).reason(r); skip == "" {
				data = append(data, r)
			}
		case r.Line >= g.Header.Top:
			block = append(block, r)
		}
	}
	var columns []column
	for index := range headingWidth(append(slices.Clone(block), data...)) {
		c := column{index: index, heading: headingOf(block, index)}
		for _, r := range data {
			if cell := r.At(index); cell.Text != "" && !cell.Merged && len(c.samples) < samplesRead && !slices.ContainsFunc(c.samples, func(s table.Cell) bool { return s.Text == cell.Text }) {
				c.samples = append(c.samples, cell)
			}
		}
		if c.heading.title != "" || len(c.samples) > 0 {
			columns = append(columns, c)
		}
	}
	found := match(columns, o)
	for _, c := range columns {
		guess := ColumnGuess{Index: c.index, Letter: table.Column(c.index), Title: c.heading.full, Field: found[c.index].field, Confidence: found[c.index].confidence}
		for _, s := range c.samples[:min(len(c.samples), samplesSeen)] {
			guess.Samples = append(guess.Samples, s.Text)
		}
		g.Columns = append(g.Columns, guess)
	}
	return g
}

// firstRows reads the beginning of a sheet into memory.
func firstRows(sheet table.Sheet, most int) ([]table.Row, error) {
	var rows []table.Row
	for r, err := range sheet.Rows() {
		if err != nil {
			return nil, err
		}
		if rows = append(rows, table.Row{Line: r.Line, Cells: slices.Clone(r.Cells)}); len(rows) == most {
			break
		}
	}
	return rows, nil
}
