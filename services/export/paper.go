package export

// A4 across, less the margins of appendPageBottom, in points; a little of it is left over, since programs measure
// fonts each in their own way.
const (
	paperWidth  = 798 * 0.97
	paperHeight = 523 * 0.97

	placeWidth = 5.25 // of a character that takes one place, in the narrowest fonts that stand in for the body font

	mostBreaks = 1000 // a spreadsheet program takes 1,026 in one sheet
	keptRows   = 3    // how many of the last rows stand on the page of the lines below them
	mostShrunk = 1.25 // what is longer than a page by no more than this is shrunk to one: it is signed on one sheet of paper
)

// paper tells where the pages of a sheet end. A program that broke pages by itself would leave the lines to be signed
// alone on the last one. How far a sheet is shrunk to the width of the paper is left to the program, which alone knows its
// fonts: with wider ones than are reckoned with here it shrinks more, and a page has room to spare.
type paper struct {
	capacity float64 // of a page, in points before they are scaled
	heading  int     // the height of what every page after the first repeats
	used     int     // of the page that is being filled
	total    int     // of all pages, without what they repeat
	single   bool    // the whole is shrunk to one page
	breaks   []int   // the rows after which a page ends
	endless  bool    // there are more pages than can be ended by hand
	last     []tableRow
}

// tableRow is one of the last rows on the page that is being filled.
type tableRow struct{ after, height int }

func newPaper(columns []Column) paper {
	width := 0.0
	for _, c := range columns {
		width += c.Width * placeWidth
	}
	return paper{capacity: paperHeight * max(1, width/paperWidth)}
}

// begin is for a new sheet: top is the height of all that stands above its rows, heading of the part that repeats.
func (p *paper) begin(top, heading int) {
	*p = paper{capacity: p.capacity, heading: heading, used: top, total: top}
}

// row takes a row that is to stand after another, on a new page where it no longer fits.
func (p *paper) row(after, height int) {
	if len(p.last) > 0 && float64(p.used+height) > p.capacity {
		p.turn(after)
	}
	p.used += height
	p.total += height
	p.last = append(p.last, tableRow{after, height})
	if len(p.last) > keptRows+1 { // one more, so that the page before keeps a row
		p.last = p.last[1:]
	}
}

// keepWithLast makes room for lines under the table: where they do not fit, the last rows go to a new page with them,
// unless all of it goes on one.
func (p *paper) keepWithLast(height int) {
	if whole := float64(p.total + height); whole > p.capacity && whole <= p.capacity*mostShrunk {
		p.single, p.breaks = true, nil
		return
	}
	if float64(p.used+height) <= p.capacity || len(p.last) < 2 {
		return
	}
	p.turn(p.last[1].after)
}

func (p *paper) turn(after int) {
	if p.endless || len(p.breaks) == mostBreaks {
		p.endless, p.breaks = true, nil
	}
	p.breaks, p.used, p.last = append(p.breaks, after), p.heading, nil
	if p.endless { // the one that counts is the last
		p.breaks = p.breaks[len(p.breaks)-1:]
	}
}
