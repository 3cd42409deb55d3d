package workbook

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"banbantong/services/workbook/table"
	"banbantong/services/workbook/value"
)

// plain is a title without what titles vary in: case, width, spaces and punctuation.
func plain(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(width.Fold.String(title)))
}

// unbracketed is a title without its remarks in brackets, such as units.
func unbracketed(title string) string {
	var kept strings.Builder
	depth := 0
	for _, r := range width.Fold.String(title) {
		switch {
		case r == '(' || r == '[' || r == '【':
			depth++
		case r == ')' || r == ']' || r == '】':
			depth = max(0, depth-1)
		case depth == 0:
			kept.WriteRune(r)
		}
	}
	return kept.String()
}

// heading is the title of a column and the groups above it.
type heading struct {
	group string // plain, all levels above the title
	title string // as written
	full  string // all levels as written, joined by " / "
	wide  []string
	parts [parts]bool // those that the group names; where it names none, those that the title names

	groupNamesPart bool
}

func newHeading(levels []string) heading {
	levels = slices.Compact(slices.DeleteFunc(slices.Clone(levels), func(s string) bool { return s == "" }))
	h := heading{full: strings.Join(levels, " / ")}
	if len(levels) == 0 {
		return h
	}
	h.title = levels[len(levels)-1]
	h.group = plain(strings.Join(levels[:len(levels)-1], " "))
	h.wide = slices.Compact([]string{plain(unbracketed(h.title)), plain(h.title), h.group + plain(unbracketed(h.title))})
	h.parts = partsIn(h.group)
	if h.groupNamesPart = h.parts != [parts]bool{}; !h.groupNamesPart {
		h.parts = partsIn(plain(h.title))
	}
	return h
}

func partsIn(text string) (named [parts]bool) {
	for _, p := range partInfos() {
		for _, word := range p.words {
			if strings.Contains(text, word) {
				named[p.part] = true
			}
		}
	}
	if named[partDocCam] { // 视频展示台 and 实物投影 are no screens
		named[partDisplay] = false
	}
	return named
}

// withoutPart takes the words that name the part out of a title: 主机品牌 is the 品牌 of the part.
func withoutPart(title string, p part) string {
	for _, info := range partInfos() {
		if info.part != p {
			continue
		}
		for _, word := range info.words {
			if rest := strings.Replace(title, word, "", 1); rest != title && rest != "" {
				return rest
			}
		}
	}
	return title
}

const (
	exact     = 1.0
	least     = 0.65 // below it a column is left to the person
	leastPart = 0.6  // of a title that a name must make up
)

// titleScore says how well a heading fits a field, from 0 to 1.
func titleScore(h heading, f field) float64 {
	someNamed, thisNamed := h.parts != [parts]bool{}, h.parts[f.part]
	best := 0.0
	if f.part == partDevice || thisNamed || !h.groupNamesPart {
		best = nameScore(h.wide, f.names)
		if f.part == partDevice && someNamed && len(f.grouped)+len(f.names) > 0 && isIdentity(f) {
			best = min(best, 0.5*best+0.1) // 主机品牌 is not the 品牌 of the whole row
		}
	}
	if thisNamed && len(f.grouped) > 0 {
		var stripped []string
		for _, t := range h.wide {
			stripped = append(stripped, withoutPart(t, f.part))
		}
		best = max(best, 0.98*nameScore(append(stripped, h.wide...), f.grouped))
	}
	return best
}

func isIdentity(f field) bool {
	return strings.HasPrefix(string(f.Field), "device.") && f.Field != "device.name"
}

func nameScore(titles, names []string) float64 {
	best := 0.0
	for _, title := range titles {
		length := utf8.RuneCountInString(title)
		for _, name := range names {
			if title == name {
				return exact
			}
			if share := float64(utf8.RuneCountInString(name)) / float64(length); len(name) >= 4 && share >= leastPart && strings.Contains(title, name) {
				best = max(best, 0.5+0.45*share)
			}
		}
	}
	return best
}

// leftOut are titles that no field is meant for.
var leftOut = words("序号 备注 说明 联系人 联系电话 电话 填表人 负责人 管理员 班主任 使用人 管理人 保管人 责任人 校长 意见 签名 签字")

func isLeftOut(h heading) bool {
	return slices.ContainsFunc(leftOut, func(w string) bool { return strings.HasSuffix(plain(unbracketed(h.title)), w) })
}

// column is one column of a sheet as far as matching has come.
type column struct {
	index   int
	heading heading
	samples []table.Cell
}

// match gives each column the field that fits it best, each field to one column, and how sure it is. Titles propose,
// sample values confirm.
func match(columns []column, o Options) map[int]scored {
	type pair struct {
		column int
		scored
	}
	var pairs []pair
	for _, c := range columns {
		if c.heading.title == "" {
			continue
		}
		if isLeftOut(c.heading) {
			pairs = append(pairs, pair{c.index, scored{"", exact}})
			continue
		}
		for _, f := range fieldTable() {
			if s := titleScore(c.heading, f); s >= least {
				if s *= sampleScore(c, f, o); s >= least {
					pairs = append(pairs, pair{c.index, scored{f.Field, s}})
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.confidence, a.confidence), cmp.Compare(a.column, b.column))
	})
	found, taken := map[int]scored{}, map[Field]bool{}
	for _, p := range pairs {
		if _, done := found[p.column]; done || p.field != "" && taken[p.field] {
			continue
		}
		found[p.column], taken[p.field] = p.scored, true
	}
	return found
}

type scored struct {
	field      Field
	confidence float64
}

// sampleScore lowers a match whose sample values the field cannot read.
func sampleScore(c column, f field, o Options) float64 {
	read, understood, said := f.reader(o, c.heading.full), 0, 0
	for _, cell := range c.samples {
		if value.Unknown(cell.Text) || value.None(cell.Text) && !f.none {
			continue
		}
		said++
		err := read(&builder{}, cell.Text)
		if _, note := err.(value.Note); (err == nil || note) && (cell.Kind != table.Date || f.dates) {
			understood++
		}
	}
	if said == 0 {
		return 0.9
	}
	return 0.6 + 0.4*float64(understood)/float64(said)
}
