package forms

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"banbantong/services/errs"
	"banbantong/services/report"
)

// template is a form, read: where its fields stand, and which of its rows are repeated.
type template struct {
	*archive
	sheets []*sheet
	shared []string // the texts that cells share
}

type sheet struct {
	name, part string
	rows       []*row
	listed     map[int]*listed // the rows that are repeated, by their number
}

// row is a row of the sheet's XML.
type row struct {
	number int
	node   *etree.Element
	cells  []*cell
}

// cell is a cell of the sheet's XML. A cell with fields has pieces.
type cell struct {
	column  string
	node    *etree.Element
	formula string // in full, also where cells share one
	pieces  []piece
}

// piece is a part of a cell's text: words that stay, or a field.
type piece struct {
	text        string
	field, list string
}

// listed says what a row is repeated for.
type listed struct {
	list   string
	fields []string
}

// known are the fields that a form may name, by list.
type known map[string][]string

func knownFields(all []report.Field) known {
	k := known{}
	for _, f := range all {
		k[f.List] = append(k[f.List], f.Name)
	}
	return k
}

const problemsShown = 50

// readTemplate reads a form. What is wrong with its fields is told cell by cell.
func readTemplate(file []byte, fields known) (*template, error) {
	a, err := openArchive(file)
	if err != nil {
		return nil, err
	}
	t := &template{archive: a}
	if err := t.readShared(); err != nil {
		return nil, err
	}
	if err := t.readSheets(); err != nil {
		return nil, err
	}
	c := checker{fields: fields}
	for _, s := range t.sheets {
		s.check(&c)
	}
	if len(c.problems) > 0 {
		return nil, errs.InvalidFields(c.problems...)
	}
	if c.found == 0 {
		return nil, errs.New(errs.Invalid, "form-without-fields", "表样里没有字段。请在要填数的单元格里写字段名，如 {{不达标套数}}。")
	}
	return t, t.checkMerges()
}

// wanted are the fields that the form names, by list.
func (t *template) wanted() map[string][]string {
	wanted := map[string][]string{}
	for _, s := range t.sheets {
		for _, number := range slices.Sorted(maps.Keys(s.listed)) {
			of := s.listed[number]
			for _, name := range of.fields {
				if !slices.Contains(wanted[of.list], name) {
					wanted[of.list] = append(wanted[of.list], name)
				}
			}
		}
	}
	return wanted
}

func (t *template) readShared() error {
	doc, err := t.xml("xl/sharedStrings.xml")
	if err != nil || doc == nil {
		return err
	}
	for _, item := range children(doc.Root(), "si") {
		t.shared = append(t.shared, textOf(item))
	}
	return nil
}

// textOf is the text of a string item: its own or that of its runs, without how it is read aloud.
func textOf(item *etree.Element) string {
	var text strings.Builder
	for _, e := range item.ChildElements() {
		switch e.Tag {
		case "t":
			text.WriteString(e.Text())
		case "r":
			for _, part := range children(e, "t") {
				text.WriteString(part.Text())
			}
		}
	}
	return text.String()
}

func children(e *etree.Element, tag string) []*etree.Element {
	var found []*etree.Element
	for _, child := range e.ChildElements() {
		if child.Tag == tag {
			found = append(found, child)
		}
	}
	return found
}

func child(e *etree.Element, tag string) *etree.Element {
	for _, c := range e.ChildElements() {
		if c.Tag == tag {
			return c
		}
	}
	return nil
}

func (t *template) readSheets() error {
	book, err := t.xml("xl/workbook.xml")
	if err != nil {
		return err
	}
	relations, err := t.xml(relationsOf("xl/workbook.xml"))
	if err != nil {
		return err
	}
	if book == nil || relations == nil || child(book.Root(), "sheets") == nil {
		return errDamaged()
	}
	targets := map[string]string{}
	for _, r := range relations.Root().ChildElements() {
		if strings.HasSuffix(r.SelectAttrValue("Type", ""), "/worksheet") {
			targets[r.SelectAttrValue("Id", "")] = resolve("xl/workbook.xml", r.SelectAttrValue("Target", ""))
		}
	}
	for _, e := range child(book.Root(), "sheets").ChildElements() {
		part, is := targets[relationID(e)]
		if !is {
			continue // a sheet that is all chart
		}
		s := &sheet{name: e.SelectAttrValue("name", ""), part: part, listed: map[int]*listed{}}
		if err := t.readSheet(s); err != nil {
			return err
		}
		t.sheets = append(t.sheets, s)
	}
	return nil
}

func relationID(e *etree.Element) string {
	for _, a := range e.Attr {
		if a.Key == "id" && a.Space != "" {
			return a.Value
		}
	}
	return ""
}

func (t *template) readSheet(s *sheet) error {
	doc, err := t.xml(s.part)
	if err != nil {
		return err
	}
	if doc == nil || child(doc.Root(), "sheetData") == nil {
		return errDamaged()
	}
	shared := map[string]*cell{} // formulas that cells share
	for _, node := range children(child(doc.Root(), "sheetData"), "row") {
		r := &row{node: node, number: 1}
		if len(s.rows) > 0 {
			r.number = s.rows[len(s.rows)-1].number + 1
		}
		if text := node.SelectAttrValue("r", ""); text != "" {
			number, err := strconv.Atoi(text)
			if err != nil || number < r.number || number > lastRow {
				return errDamaged()
			}
			r.number = number
		}
		for i, node := range children(node, "c") {
			c := &cell{node: node, column: columnLetters(i + 1)}
			if at, is := placeOf(node.SelectAttrValue("r", "")); is && at.column != "" {
				c.column = at.column
			}
			c.readFormula(shared, r.number)
			if c.formula == "" {
				c.pieces = piecesOf(t.textOf(node))
			}
			r.cells = append(r.cells, c)
		}
		s.rows = append(s.rows, r)
	}
	return nil
}

// readFormula takes in the cell's formula, and writes one that it shares with others out in full.
func (c *cell) readFormula(shared map[string]*cell, row int) {
	f := child(c.node, "f")
	if f == nil {
		return
	}
	c.formula = f.Text()
	if f.SelectAttrValue("t", "") != "shared" {
		return
	}
	id := f.SelectAttrValue("si", "")
	if c.formula != "" {
		shared[id] = c
	} else if first := shared[id]; first != nil {
		at, _ := placeOf(first.node.SelectAttrValue("r", ""))
		c.formula = moved(first.formula, row-at.row, columnNumber(c.column)-columnNumber(at.column))
	}
	f.SetText(c.formula)
	for _, name := range []string{"t", "si", "ref"} {
		f.RemoveAttr(name)
	}
}

// textOf is the text of a cell that holds no formula.
func (t *template) textOf(c *etree.Element) string {
	switch c.SelectAttrValue("t", "") {
	case "s":
		if v := child(c, "v"); v != nil {
			if i, err := strconv.Atoi(v.Text()); err == nil && i >= 0 && i < len(t.shared) {
				return t.shared[i]
			}
		}
	case "inlineStr":
		if is := child(c, "is"); is != nil {
			return textOf(is)
		}
	}
	return ""
}

var marker = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// fullWidth are the signs that a Chinese keyboard gives.
var fullWidth = strings.NewReplacer("｛", "{", "｝", "}")

// piecesOf cuts a text at its fields; nil if there are none.
func piecesOf(text string) []piece {
	if !strings.ContainsAny(text, "{｛") {
		return nil
	}
	text = fullWidth.Replace(text)
	var pieces []piece
	end := 0
	for _, at := range marker.FindAllStringSubmatchIndex(text, -1) {
		if at[0] > end {
			pieces = append(pieces, piece{text: text[end:at[0]]})
		}
		list, name := "", strings.TrimSpace(strings.NewReplacer("．", ".", "。", ".").Replace(text[at[2]:at[3]]))
		if before, after, is := strings.Cut(name, "."); is {
			list, name = strings.TrimSpace(before), strings.TrimSpace(after)
		}
		pieces = append(pieces, piece{text: text[at[0]:at[1]], field: name, list: list})
		end = at[1]
	}
	if rest := text[end:]; rest != "" && (pieces != nil || strings.Contains(rest, "{{")) {
		pieces = append(pieces, piece{text: rest})
	}
	return pieces
}

// checker collects what is wrong with the fields of a form.
type checker struct {
	fields   known
	problems []errs.Field
	found    int
}

func (c *checker) problem(s *sheet, at, format string, args ...any) {
	if len(c.problems) < problemsShown {
		c.problems = append(c.problems, errs.Field{Location: s.name + "!" + at, Message: fmt.Sprintf(format, args...)})
	}
}

// check looks at every field of the sheet, and notes which rows are repeated and for what.
func (s *sheet) check(c *checker) {
	for _, r := range s.rows {
		for _, cell := range r.cells {
			at := fmt.Sprint(cell.column, r.number)
			if strings.Contains(cell.formula, "{{") {
				c.problem(s, at, "公式里不能写字段。请把字段写在另一个单元格，公式引用那个单元格。")
			}
			for i := range cell.pieces {
				s.checkPiece(c, r.number, at, &cell.pieces[i])
			}
		}
	}
}

func (s *sheet) checkPiece(c *checker, row int, at string, p *piece) {
	switch {
	case p.field == "" && p.list == "":
		if strings.Contains(p.text, "{{") || strings.Contains(p.text, "}}") {
			c.problem(s, at, "“%s”没有写完整，字段要写成 {{字段名}}。", shortened(p.text))
		}
		return
	case strings.HasPrefix(p.field, "#"), strings.HasPrefix(p.field, "/"):
		c.problem(s, at, "不用写“%s”：一行里写了 {{学校.名称}} 这样的字段，这一行就会按学校重复。", p.text)
		return
	}
	c.found++
	names, is := c.fields[p.list]
	if !is {
		c.problem(s, at, "没有“%s”这种列表%s", p.list, suggestion(near(p.list, c.fields.lists())))
		return
	}
	if !slices.Contains(names, p.field) {
		c.problem(s, at, "没有名为“%s”的字段%s", p.field, suggestion(c.fields.near(p.list, p.field)))
		return
	}
	if p.list == "" {
		return
	}
	of := s.listed[row]
	if of == nil {
		of = &listed{list: p.list}
		s.listed[row] = of
	}
	if of.list != p.list {
		c.problem(s, at, "一行只能按一种列表重复：这一行已经有“%s”的字段，不能再写“%s”的。", of.list, p.list)
		return
	}
	if !slices.Contains(of.fields, p.field) {
		of.fields = append(of.fields, p.field)
	}
}

// checkMerges finds merged cells that a repeated row would tear apart.
func (t *template) checkMerges() error {
	var check errs.Check
	for _, s := range t.sheets {
		for _, area := range t.merges(s) {
			for number, of := range s.listed {
				check.That(area.from.row == area.to.row || number < area.from.row || number > area.to.row, s.name+"!"+area.String(),
					"第 %d 行要按%s重复，不能与其他行合并单元格。", number, of.list)
			}
		}
	}
	return check.Err()
}

// area is a range of cells.
type area struct{ from, to place }

func (a area) String() string { return a.from.String() + ":" + a.to.String() }

func (t *template) merges(s *sheet) []area {
	list := child(t.read[s.part].Root(), "mergeCells")
	if list == nil {
		return nil
	}
	var areas []area
	for _, e := range list.ChildElements() {
		first, last, _ := strings.Cut(e.SelectAttrValue("ref", ""), ":")
		from, is1 := placeOf(first)
		to, is2 := placeOf(last)
		if is1 && is2 && from.row > 0 && to.row > 0 {
			areas = append(areas, area{from, to})
		}
	}
	return areas
}

func shortened(text string) string {
	if runes := []rune(text); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return text
}
