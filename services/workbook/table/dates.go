package table

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// epoch is the day that a workbook counts its dates from.
type epoch int

const (
	since1900 epoch = iota
	since1904
)

// day is the date of a serial number; false for one outside 1900 to 2199. Before March 1900 Excel counts a day that never was.
func (e epoch) day(serial float64) (time.Time, bool) {
	if e == since1904 {
		serial += 1462
	}
	if serial < 61 || serial >= 109_575 || math.IsNaN(serial) {
		return time.Time{}, false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(serial)), true
}

// dateStyle is how much of a date a cell's number format shows.
type dateStyle uint8

const (
	noDate dateStyle = iota
	showsMonth
	showsDay
)

// readStyles notes for every cell style whether it shows numbers as dates.
func (x *xlsx) readStyles() error {
	custom := map[string]dateStyle{}
	inCells := false
	return x.readPart("xl/styles.xml", smallPart, func(token xml.Token, _ *xml.Decoder) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				custom[attribute(e, "numFmtId")] = formatStyle(attribute(e, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if !inCells {
					break
				}
				id := attribute(e, "numFmtId")
				style, ok := custom[id]
				if !ok {
					style = builtinStyle(id)
				}
				x.dates = append(x.dates, style)
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

// builtinStyle knows the numbered formats that files do not spell out, with their Chinese meanings.
func builtinStyle(id string) dateStyle {
	switch n, _ := strconv.Atoi(id); n {
	case 17, 27, 36, 50, 52, 57: // yyyy年m月
		return showsMonth
	case 14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58:
		return showsDay
	}
	return noDate
}

// formatStyle reads a format such as yyyy"年"m"月"d"日";@.
func formatStyle(code string) dateStyle {
	code, _, _ = strings.Cut(strings.ToLower(code), ";")
	var shown strings.Builder
	quoted, bracketed, escaped := false, false, false
	for _, r := range code {
		switch {
		case escaped:
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case bracketed:
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		default:
			shown.WriteRune(r)
		}
	}
	has := func(letters string) bool { return strings.ContainsAny(shown.String(), letters) }
	switch {
	case strings.Contains(shown.String(), "general"):
		return noDate
	case has("d"):
		return showsDay
	case has("y") && has("m"):
		return showsMonth
	}
	return noDate
}
