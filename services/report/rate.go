package report

import "fmt"

// Rate is a share as the form shows it: N of D.
type Rate struct{ N, D int }

// Known says whether there is anything to divide by.
func (r Rate) Known() bool { return r.D != 0 }

// Hundredths is the rate in hundredths of a percent, rounded half up from the exact integers: 1 of 3 is 3333.
func (r Rate) Hundredths() int {
	if !r.Known() {
		return 0
	}
	return (2*10_000*r.N + r.D) / (2 * r.D)
}

// Percent is the rate with two decimals and its sign, or "—" where there is nothing to divide by.
func (r Rate) Percent() string {
	if !r.Known() {
		return "—"
	}
	h := r.Hundredths()
	return fmt.Sprintf("%d.%02d%%", h/100, h%100)
}

// Cell is the rate as a cell of a workbook holds it; see export.Percent.
func (r Rate) Cell() any {
	if !r.Known() {
		return r.Percent()
	}
	return r.Hundredths()
}
