package workbook

import (
	"fmt"

	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// Mapping says how to read a sheet. It is guessed first, and then what the person makes of the guess.
type Mapping struct {
	Kind    Kind
	Sheet   string
	Header  Header
	Columns []ColumnField
	School  School // whose rows these are, where no column tells
}

// ColumnField is what one column holds.
type ColumnField struct {
	Index int
	Title string
	Field Field // "" is not read
}

// Mapping is the guess as it would be read.
func (g SheetGuess) Mapping() Mapping {
	m := Mapping{Kind: g.Kind, Sheet: g.Name, Header: g.Header}
	for _, c := range g.Columns {
		m.Columns = append(m.Columns, ColumnField{c.Index, c.Title, c.Field})
	}
	return m
}

// required are fields without one of which rows of a kind say nothing.
var required = map[Kind][]struct {
	anyOf []Field
	say   string
}{
	KindLedger:     {{[]Field{"classroom.name", "classroom.place", "classroom.room", "device.name", "device.category"}, "请指出哪一列是班级、教室或安装地点。"}},
	KindSchools:    {{[]Field{"school.name"}, "请指出哪一列是学校名称。"}},
	KindClassrooms: {{[]Field{"classroom.name", "classroom.place", "classroom.room"}, "请指出哪一列是班级或教室。"}},
	KindDevices:    {{[]Field{"device.category", "device.name"}, "请指出哪一列是设备类别或名称。"}},
	KindPurchase:   {{[]Field{"device.category", "device.name"}, "没有找到“设备类别”或“设备名称”这一列，请用模板填写。"}},
}

// Check reports what the sheet cannot be read without, and fields that two columns claim.
func (m Mapping) Check(book *table.Book) error {
	var check errs.Check
	_, found := m.sheet(book)
	check.That(found, "sheet", "文件里没有工作表“%s”。", m.Sheet)
	check.That(required[m.Kind] != nil, "kind", "请选择导入的内容。")
	check.That(m.Header.Top >= 1 && m.Header.Bottom >= m.Header.Top && m.Header.Bottom < m.Header.Top+headerDepth, "header", "请指出表头是哪几行，最多 %d 行。", headerDepth)
	columns := map[Field]int{}
	for i, c := range m.Columns {
		if c.Field == "" {
			continue
		}
		_, known := fieldOf(c.Field)
		check.That(known, fmt.Sprintf("columns[%d].field", i), "不认识的内容“%s”。", c.Field)
		columns[c.Field]++
		check.That(columns[c.Field] == 1, fmt.Sprintf("columns[%d].field", i), "有两列都选了这一项，请只留一列。")
	}
	for _, need := range required[m.Kind] {
		there := false
		for _, f := range need.anyOf {
			there = there || columns[f] > 0
		}
		check.That(there, "columns", "%s", need.say)
	}
	school := columns["school.name"]+columns["school.code"] > 0 || m.School.Name+m.School.Code != ""
	check.That(school || m.Kind == KindPurchase, "school", "没有学校这一列，请指出来，或选择这张表是哪所学校的。")
	return check.Err()
}

func (m Mapping) sheet(book *table.Book) (table.Sheet, bool) {
	for _, s := range book.Sheets {
		if s.Name == m.Sheet {
			return s, true
		}
	}
	return table.Sheet{}, false
}
