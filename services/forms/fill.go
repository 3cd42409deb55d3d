package forms

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"banbantong/services/report"
)

// fill writes the form with the values in the places of its fields. A repeated row stands there once for each row of
// its list, and once, empty, where the list has none; what the rest of the workbook says of rows follows. The template
// is used up.
func (t *template) fill(w io.Writer, values report.Values) error {
	f := &filling{template: t, values: values, columns: map[string]map[string]int{}, growths: map[string]growth{}, percents: map[string]string{}}
	for list, names := range t.wanted() {
		f.columns[list] = map[string]int{}
		for i, name := range names {
			f.columns[list][name] = i
		}
	}
	for _, s := range t.sheets {
		f.growths[s.name] = f.growthOf(s)
	}
	for _, s := range t.sheets {
		if err := f.sheet(s); err != nil {
			return err
		}
	}
	if err := f.book(); err != nil {
		return err
	}
	return t.writeTo(w)
}

// filling is one form on its way to being a workbook.
type filling struct {
	*template
	values   report.Values
	columns  map[string]map[string]int // of a row of a list, by field
	growths  map[string]growth
	percents map[string]string // cell formats that show percent, by the plain ones that they stand for
}

func (f *filling) growthOf(s *sheet) growth {
	var g growth
	for _, r := range s.rows {
		if of := s.listed[r.number]; of != nil {
			g = append(g, repeated{r.number, max(1, len(f.values.Rows[of.list]))})
		}
	}
	return g
}

// placeholder is the element that stands in a sheet's XML where the copies of a repeated row will be written.
const placeholder = "repeated-row"

func (f *filling) sheet(s *sheet) error {
	doc, g := f.read[s.part], f.growths[s.name]
	var repeats []*repeater
	for _, r := range s.rows {
		if of := s.listed[r.number]; of != nil {
			repeater, err := f.repeater(s, r, of)
			if err != nil {
				return err
			}
			parent := r.node.Parent()
			parent.InsertChildAt(r.node.Index(), etree.NewElement(placeholder))
			parent.RemoveChild(r.node)
			repeats = append(repeats, repeater)
			continue
		}
		at := g.start(r.number)
		r.node.CreateAttr("r", strconv.Itoa(at))
		for _, c := range r.cells {
			c.node.CreateAttr("r", c.column+strconv.Itoa(at))
			switch {
			case child(c.node, "f") != nil:
				f.formula(c, position{sheet: s.name})
			case c.pieces != nil:
				if err := f.set(c.node, c.pieces, nil); err != nil {
					return err
				}
			}
		}
	}
	f.around(doc.Root(), s)
	if err := f.relatedParts(s); err != nil {
		return err
	}
	f.raw[s.part] = func(w io.Writer) error { return writeRepeated(w, doc, repeats) }
	return nil
}

// formula moves a formula with the rows, and drops its result, which a program works out when it opens the file.
func (f *filling) formula(c *cell, at position) {
	node := child(c.node, "f")
	node.SetText(grown(c.formula, at, f.growths))
	if ref := node.SelectAttr("ref"); ref != nil { // of an array
		g := f.growths[at.sheet]
		if ref.Value = grownArea(ref.Value, g); at.row > 0 {
			ref.Value = c.column + strconv.Itoa(g.start(at.row)+at.copy)
		}
	}
	if v := child(c.node, "v"); v != nil {
		c.node.RemoveChild(v)
	}
	c.node.RemoveAttr("t")
}

// set writes the value of a cell's fields. A cell that is one field alone takes a number as a number.
func (f *filling) set(c *etree.Element, pieces []piece, row func(field string) any) error {
	value := func(p piece) any {
		if p.list != "" {
			return row(p.field)
		}
		return f.values.Whole[p.field]
	}
	for _, e := range c.ChildElements() {
		c.RemoveChild(e)
	}
	c.RemoveAttr("t")
	var v any
	if len(pieces) == 1 && pieces[0].field != "" {
		v = value(pieces[0])
	} else {
		var text strings.Builder
		for _, p := range pieces {
			if p.field == "" {
				text.WriteString(p.text)
			} else {
				text.WriteString(words(value(p)))
			}
		}
		v = text.String()
	}
	switch v := v.(type) {
	case nil:
	case report.Rate:
		if !v.Known() {
			return f.setText(c, v.Percent())
		}
		style, err := f.percent(c.SelectAttrValue("s", "0"))
		if err != nil {
			return err
		}
		c.CreateAttr("s", style)
		setNumber(c, float64(v.N)/float64(v.D))
	case int:
		setNumber(c, float64(v))
	case float64:
		setNumber(c, v)
	case string:
		return f.setText(c, v)
	}
	return nil
}

func setNumber(c *etree.Element, v float64) {
	element(c, "v").SetText(strconv.FormatFloat(v, 'f', -1, 64))
}

func (f *filling) setText(c *etree.Element, text string) error {
	if text == "" {
		return nil
	}
	c.CreateAttr("t", "inlineStr")
	t := element(element(c, "is"), "t")
	t.CreateAttr("xml:space", "preserve")
	t.SetText(legible(text))
	return nil
}

// legible leaves out the characters that XML cannot hold, and keeps a text such as _x0041_ from being read as an escape.
func legible(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
			return r
		}
		return -1
	}, text)
	return escape.ReplaceAllString(text, "_x005F$0")
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// element adds a child in the namespace of the parent.
func element(parent *etree.Element, tag string) *etree.Element {
	if parent.Space != "" {
		tag = parent.Space + ":" + tag
	}
	return parent.CreateElement(tag)
}

// words are a value inside a text.
func words(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case report.Rate:
		return v.Percent()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// repeater writes the copies of a row.
type repeater struct {
	count int
	write func(w *bufio.Writer, copy int) error
}

// repeater takes a row apart into what is the same in every copy and what is not.
func (f *filling) repeater(s *sheet, r *row, of *listed) (*repeater, error) {
	rows, first := f.values.Rows[of.list], f.growths[s.name].start(r.number)
	r.node.RemoveAttr("r")
	cells := make([]func(copy int) (*etree.Element, error), len(r.cells))
	for i, c := range r.cells {
		cells[i] = func(copy int) (*etree.Element, error) {
			switch {
			case child(c.node, "f") != nil:
				f.formula(c, position{s.name, r.number, copy})
			case c.pieces != nil:
				return c.node, f.set(c.node, c.pieces, func(field string) any {
					if copy >= len(rows) {
						return nil
					}
					return rows[copy][f.columns[of.list][field]]
				})
			}
			return c.node, nil
		}
	}
	styles := make([]string, len(r.cells))
	for i, c := range r.cells {
		styles[i] = c.node.SelectAttrValue("s", "")
		if err := f.preparePercent(c, of, rows, styles[i]); err != nil {
			return nil, err
		}
	}
	open := openTag(r.node)
	return &repeater{count: max(1, len(rows)), write: func(w *bufio.Writer, copy int) error {
		number := strconv.Itoa(first + copy)
		if _, err := w.WriteString(open + ` r="` + number + `">`); err != nil {
			return err
		}
		for i, c := range r.cells {
			if styles[i] != "" {
				c.node.CreateAttr("s", styles[i])
			}
			node, err := cells[i](copy)
			if err != nil {
				return err
			}
			node.CreateAttr("r", c.column+number)
			node.WriteTo(w, &etree.WriteSettings{})
		}
		_, err := w.WriteString("</" + r.node.FullTag() + ">")
		return err
	}}, nil
}

// preparePercent makes the formats that the copies of a cell need while the styles can still be written.
func (f *filling) preparePercent(c *cell, of *listed, rows [][]any, style string) error {
	if len(c.pieces) != 1 {
		return nil
	}
	for _, row := range rows {
		if _, is := row[f.columns[of.list][c.pieces[0].field]].(report.Rate); is {
			_, err := f.percent(cmp.Or(style, "0"))
			return err
		}
	}
	return nil
}

// openTag is an element's start without its end: <row ht="20" customHeight="1".
func openTag(e *etree.Element) string {
	var tag bytes.Buffer
	tag.WriteString("<" + e.FullTag())
	for _, a := range e.Attr {
		tag.WriteString(" " + a.FullKey() + `="`)
		_ = xml.EscapeText(&tag, []byte(a.Value)) // a buffer takes everything
		tag.WriteByte('"')
	}
	return tag.String()
}

// writeRepeated writes a sheet, with the copies of its repeated rows in the places of the placeholders.
func writeRepeated(w io.Writer, doc *etree.Document, repeats []*repeater) error {
	var whole bytes.Buffer
	if _, err := doc.WriteTo(&whole); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	rest := whole.Bytes()
	for _, r := range repeats {
		before, after, _ := bytes.Cut(rest, []byte("<"+placeholder+"/>"))
		if _, err := out.Write(before); err != nil {
			return err
		}
		for i := range r.count {
			if err := r.write(out, i); err != nil {
				return err
			}
		}
		rest = after
	}
	if _, err := out.Write(rest); err != nil {
		return err
	}
	return out.Flush()
}

// percent is the format that shows a cell of the style as a percentage. A style with a number format of its own is left
// as the bureau chose it.
func (f *filling) percent(style string) (string, error) {
	if made, is := f.percents[style]; is {
		return made, nil
	}
	f.percents[style] = style
	relations, err := f.related("xl/workbook.xml")
	if err != nil || len(relations["styles"]) == 0 {
		return style, err
	}
	doc, err := f.xml(relations["styles"][0])
	if err != nil || doc == nil {
		return style, err
	}
	formats := child(doc.Root(), "cellXfs")
	if formats == nil {
		return style, nil
	}
	all := formats.ChildElements()
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(all) {
		return style, nil
	}
	const general, text, percent = "0", "49", "10"
	if format := all[i].SelectAttrValue("numFmtId", general); format != general && format != text {
		return style, nil
	}
	made := all[i].Copy()
	made.CreateAttr("numFmtId", percent)
	made.CreateAttr("applyNumberFormat", "1")
	formats.AddChild(made)
	formats.CreateAttr("count", strconv.Itoa(len(all)+1))
	f.percents[style] = strconv.Itoa(len(all))
	return f.percents[style], nil
}

// around moves what a sheet says of rows besides the rows themselves.
func (f *filling) around(root *etree.Element, s *sheet) {
	g := f.growths[s.name]
	at := position{sheet: s.name}
	var visit func(e *etree.Element)
	visit = func(e *etree.Element) {
		switch e.Tag {
		case "sheetData":
			return
		case "mergeCells":
			f.merge(e, s)
			return
		case "brk":
			if e.Parent().Tag == "rowBreaks" {
				if id, err := strconv.Atoi(e.SelectAttrValue("id", "")); err == nil {
					e.CreateAttr("id", strconv.Itoa(g.end(id)))
				}
			}
		case "formula", "formula1", "formula2", "f":
			e.SetText(grown(e.Text(), at, f.growths))
		case "sqref":
			e.SetText(grownArea(e.Text(), g))
		case "selection":
			e.Parent().RemoveChild(e)
			return
		case "hyperlink":
			if a := e.SelectAttr("location"); a != nil {
				a.Value = grown(a.Value, at, f.growths)
			}
		}
		for _, name := range []string{"ref", "sqref", "topLeftCell"} {
			if a := e.SelectAttr(name); a != nil {
				a.Value = grownArea(a.Value, g)
			}
		}
		for _, c := range e.ChildElements() {
			visit(c)
		}
	}
	visit(root)
}

// merge repeats the merged cells of repeated rows and moves the others.
func (f *filling) merge(list *etree.Element, s *sheet) {
	g := f.growths[s.name]
	for _, e := range list.ChildElements() {
		ref := e.SelectAttr("ref")
		if ref == nil {
			continue
		}
		first, last, _ := strings.Cut(ref.Value, ":")
		from, is1 := placeOf(first)
		to, is2 := placeOf(last)
		if !is1 || !is2 || s.listed[from.row] == nil {
			ref.Value = grownArea(ref.Value, g)
			continue
		}
		for row, end := g.start(from.row), g.end(from.row); row <= end; row++ {
			from.row, to.row = row, row
			copied := e.Copy()
			copied.CreateAttr("ref", area{from, to}.String())
			list.AddChild(copied)
		}
		list.RemoveChild(e)
	}
	list.CreateAttr("count", strconv.Itoa(len(list.ChildElements())))
}

// relatedParts moves pictures, comments and tables with the rows that they are about.
func (f *filling) relatedParts(s *sheet) error {
	g := f.growths[s.name]
	related, err := f.related(s.part)
	if err != nil {
		return err
	}
	each := func(kind string, visit func(*etree.Element)) error {
		for _, name := range related[kind] {
			doc, err := f.xml(name)
			if err != nil {
				return err
			}
			if doc == nil {
				continue
			}
			var all func(*etree.Element)
			all = func(e *etree.Element) {
				visit(e)
				for _, c := range e.ChildElements() {
					all(c)
				}
			}
			all(doc.Root())
		}
		return nil
	}
	area := func(e *etree.Element) {
		if a := e.SelectAttr("ref"); a != nil {
			a.Value = grownArea(a.Value, g)
		}
	}
	anchor := func(e *etree.Element) {
		if e.Tag != "row" && e.Tag != "Row" {
			return
		}
		if n, err := strconv.Atoi(strings.TrimSpace(e.Text())); err == nil { // counted from 0
			e.SetText(strconv.Itoa(g.start(n+1) - 1))
		}
	}
	for _, part := range []struct {
		kind  string
		visit func(*etree.Element)
	}{{"drawing", anchor}, {"vmlDrawing", anchor}, {"comments", area}, {"table", area}} {
		if err := each(part.kind, part.visit); err != nil {
			return err
		}
	}
	for _, drawing := range related["drawing"] {
		charts, err := f.related(drawing)
		if err != nil {
			return err
		}
		related["chart"] = slices.Concat(related["chart"], charts["chart"])
	}
	return each("chart", func(e *etree.Element) {
		if e.Tag == "f" {
			e.SetText(grown(e.Text(), position{sheet: s.name}, f.growths))
		}
	})
}

// book moves what the workbook says of rows, such as print areas, and has programs work out every formula anew.
func (f *filling) book() error {
	doc, err := f.xml("xl/workbook.xml")
	if err != nil {
		return err
	}
	root := doc.Root()
	last := child(root, "sheets")
	if names := child(root, "definedNames"); names != nil {
		last = names
		for _, e := range names.ChildElements() {
			e.SetText(grown(e.Text(), position{}, f.growths))
		}
	}
	calculation := child(root, "calcPr")
	if calculation == nil {
		calculation = element(root, "calcPr")
		root.RemoveChild(calculation)
		root.InsertChildAt(last.Index()+1, calculation)
	}
	calculation.CreateAttr("fullCalcOnLoad", "1")
	return f.leaveOut("xl/calcChain.xml")
}
