package export

import "github.com/xuri/excelize/v2"

const (
	bodyFont  = "宋体"
	titleFont = "黑体"
	bodySize  = 11
	titleSize = 18
)

// styles are the ids of the cell formats of one workbook.
type styles struct {
	title, header     int
	left, middle, end int       // lines above and below the table
	cells             [2][3]int // by plain or total row, and Kind
}

func newStyles(file *excelize.File) (s styles, err error) {
	if err := file.SetDefaultFont(bodyFont); err != nil {
		return s, err
	}
	add := func(style *excelize.Style) int {
		id, failed := file.NewStyle(style)
		if err == nil {
			err = failed
		}
		return id
	}
	font := func(family string, size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: family, Size: size, Bold: bold}
	}
	align := func(horizontal string, wrap bool) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: wrap}
	}
	grid := []excelize.Border{{Type: "left", Color: "000000", Style: 1}, {Type: "right", Color: "000000", Style: 1},
		{Type: "top", Color: "000000", Style: 1}, {Type: "bottom", Color: "000000", Style: 1}}
	s.title = add(&excelize.Style{Font: font(titleFont, titleSize, false), Alignment: align("center", true)})
	s.header = add(&excelize.Style{Font: font(bodyFont, bodySize, true), Alignment: align("center", true), Border: grid,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EDEDED"}}})
	s.left = add(&excelize.Style{Font: font(bodyFont, bodySize, false), Alignment: align("left", true)})
	s.middle = add(&excelize.Style{Font: font(bodyFont, bodySize, false), Alignment: align("center", true)})
	s.end = add(&excelize.Style{Font: font(bodyFont, bodySize, false), Alignment: align("right", true)})
	const text, percent = 49, 10 // built-in number formats "@" and "0.00%"
	for i, bold := range []bool{false, true} {
		body := font(bodyFont, bodySize, bold)
		s.cells[i] = [3]int{
			// With the text format a cell stays text even after somebody has edited it.
			Text:    add(&excelize.Style{Font: body, Border: grid, Alignment: align("left", true), NumFmt: text}),
			Number:  add(&excelize.Style{Font: body, Border: grid, Alignment: align("center", false)}),
			Percent: add(&excelize.Style{Font: body, Border: grid, Alignment: align("center", false), NumFmt: percent}),
		}
	}
	return s, err
}
