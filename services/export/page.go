package export

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// addSheet adds a tab; the first one takes the place of the one that every new workbook has.
func (b *Book) addSheet(name string) error {
	b.sheets++
	var err error
	if b.sheets == 1 {
		err = b.file.SetSheetName(b.file.GetSheetName(0), name)
	} else {
		_, err = b.file.NewSheet(name)
	}
	if err != nil {
		return fmt.Errorf("add the sheet %s: %w", name, err)
	}
	return nil
}

// setPage makes the sheet print as it is: A4 across, as wide as the paper, the header rows on every page, pages numbered.
func (b *Book) setPage(name string, headerFrom, headerTo int) error {
	const a4 = 9
	landscape, paper, wide, high, fit := "landscape", a4, 1, 0, true
	side, end, header := 0.4, 0.6, 0.3 // inches
	centred := true
	for _, err := range []error{
		b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end,
			Header: &header, Footer: &header, Horizontally: &centred}),
		b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}),
		b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, headerFrom, headerTo)}),
	} {
		if err != nil {
			return fmt.Errorf("set the page of sheet %s: %w", name, err)
		}
	}
	return nil
}
