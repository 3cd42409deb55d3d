package workbook

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"banbantong/services/workbook/table"
)

// Header is the rows of a sheet that hold its titles, as the spreadsheet numbers them.
type Header struct {
	Top, Bottom int
}

// headerDepth is the most rows that a header has: a group, its parts, their titles.
const headerDepth = 3

// longestTitle is the most characters of a title; what is longer is a sentence.
const longestTitle = 30

// findHeader finds the rows that hold the titles among title, unit and data rows. The score is about the number of
// titles it knows; 0 when there is no header.
func findHeader(rows []table.Row) (best Header, score float64) {
	scores := titleScores{}
	for i := range rows {
		for depth := 1; depth <= headerDepth && i+depth <= len(rows); depth++ {
			block := rows[i : i+depth]
			if !slices.ContainsFunc(block, func(r table.Row) bool { return !mayBeHeader(r) }) && block[depth-1].Line == block[0].Line+depth-1 {
				if s := scores.of(block); s > score {
					best, score = Header{block[0].Line, block[depth-1].Line}, s
				}
			}
		}
	}
	return best, score
}

// remark are rows around a table: who fills it in, when, in which unit.
var remark = regexp.MustCompile(`^[（(]?(填报|填表|制表|审核|单位[:：]|日期|时间[:：]|盖章|负责人[:：]|联系|附件|附表|注[:：]|说明[:：]|备注[:：])`)

// mayBeHeader says whether the row can hold titles: at least two, none of them a sentence or a remark.
func mayBeHeader(r table.Row) bool {
	own := 0
	for _, c := range r.Cells {
		switch {
		case c.Text == "" || c.Merged:
		case utf8.RuneCountInString(c.Text) > longestTitle, c.Kind == table.Date, remark.MatchString(c.Text), strings.ContainsAny(c.Text, "：:") && !strings.ContainsAny(c.Text, "（("):
			return false
		default:
			own++
		}
	}
	return own >= 2
}

// titleScores remembers the best field of each heading that it has seen, since rows are looked at several times.
type titleScores map[string]scored

func (t titleScores) of(block []table.Row) float64 {
	total, seen := 0.0, map[Field]bool{}
	for index := range headingWidth(block) {
		h := headingOf(block, index)
		if h.title == "" {
			continue
		}
		best, known := t[h.full]
		if !known {
			for _, f := range fieldTable() {
				if s := titleScore(h, f); s > best.confidence {
					best = scored{f.Field, s}
				}
			}
			t[h.full] = best
		}
		bottom := block[len(block)-1].At(index)
		switch {
		case best.confidence >= least && !seen[best.field]:
			seen[best.field] = true
			total += best.confidence
			if partsIn(h.group) != [parts]bool{} {
				total += 0.05 // a group that names a part belongs to the header
			}
		case isLeftOut(h):
			total += 0.5
		case bottom.Kind == table.Number && !bottom.Merged:
			total -= 0.5
		}
	}
	return total
}

func headingWidth(block []table.Row) int {
	width := 0
	for _, r := range block {
		width = max(width, len(r.Cells))
	}
	return width
}

// headingOf joins the levels of a column's title.
func headingOf(block []table.Row, index int) heading {
	var levels []string
	for level, r := range block {
		text := r.At(index).Text
		if text == "" && level+1 < len(block) {
			text = groupFromLeft(block, level, index)
		}
		levels = append(levels, strings.Join(strings.Fields(text), ""))
	}
	return newHeading(levels)
}

// groupFromLeft finds the group that a column is in where ranges are not merged, as in a .csv file: the nearest text to
// the left, as long as all columns on the way have titles below it.
func groupFromLeft(block []table.Row, level, index int) string {
	if slices.ContainsFunc(block[level].Cells, func(c table.Cell) bool { return c.Merged }) {
		return ""
	}
	for i := index; i >= 0 && block[level+1].At(i).Text != ""; i-- {
		if text := block[level].At(i).Text; text != "" {
			return text
		}
	}
	return ""
}
