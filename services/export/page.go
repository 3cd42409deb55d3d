package export

import "strconv"

const xmlHeader = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// appendPageTop begins a sheet: the rows above first frozen, the columns as wide as they ask.
func appendPageTop(out []byte, columns []Column, first int) []byte {
	out = append(out, xmlHeader+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+
		`<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="`...)
	out = append(strconv.AppendInt(out, int64(first-1), 10), `" topLeftCell="A`...)
	out = append(strconv.AppendInt(out, int64(first), 10), `" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, c := range columns {
		number := strconv.Itoa(i + 1)
		out = append(out, `<col min="`+number+`" max="`+number+`" width="`...)
		out = append(strconv.AppendFloat(out, c.Width, 'f', -1, 64), `" customWidth="1"/>`...)
	}
	return append(out, `</cols><sheetData>`...)
}

// appendPageBottom ends a sheet: what is merged, and A4 across, as wide as the paper, centred, its pages numbered and
// ended where the paper says. Numbers that are texts, such as codes, are meant to be, and not marked as mistakes.
func appendPageBottom(out []byte, merged []string, on paper, lastColumn string, lastRow int) []byte {
	out = append(out, `</sheetData>`...)
	if len(merged) > 0 {
		out = append(out, `<mergeCells count="`+strconv.Itoa(len(merged))+`">`...)
		for _, cells := range merged {
			out = append(out, `<mergeCell ref="`+cells+`"/>`...)
		}
		out = append(out, `</mergeCells>`...)
	}
	const inches = `<pageMargins left="0.3" right="0.3" top="0.5" bottom="0.5" header="0.25" footer="0.25"/>`
	pagesHigh := "0" // as many as it takes
	if on.single {
		pagesHigh = "1"
	}
	out = append(out, `<printOptions horizontalCentered="1"/>`+inches+
		`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="`+pagesHigh+`"/>`+
		`<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>`...)
	if n := strconv.Itoa(len(on.breaks)); len(on.breaks) > 0 {
		out = append(out, `<rowBreaks count="`+n+`" manualBreakCount="`+n+`">`...)
		for _, row := range on.breaks {
			out = append(out, `<brk id="`+strconv.Itoa(row)+`" max="16383" man="1"/>`...)
		}
		out = append(out, `</rowBreaks>`...)
	}
	return append(out, `<ignoredErrors><ignoredError sqref="A1:`+lastColumn+strconv.Itoa(lastRow)+`" numberStoredAsText="1"/></ignoredErrors></worksheet>`...)
}
