package workbook

import (
	"regexp"
	"strings"

	"banbantong/services/workbook/table"
)

// Skipped is a row below the header that holds no record.
type Skipped struct {
	Line   int
	Reason string // Chinese
	Text   string // how the row begins
}

var (
	totalRow   = regexp.MustCompile(`^(合计|小计|总计|共计|累计|平均|汇总)|^.{0,30}(合计|小计|总计)$`)
	noteRow    = regexp.MustCompile(`^[（(]?(注|备注|说明|填表说明|填报说明|填表|填报|填报人|制表|审核|审批|负责人|单位负责人|学校负责人|联系人|联系电话|盖章|日期|附)[人日期]*[:：）)\s]|^(注|备注|说明)\d*[、.．]|^(填表人|填报人|审核人|制表人|单位负责人)`)
	exampleRow = regexp.MustCompile(`^[（(【]?(示例|例如|样例|范例|举例|例[:：\d])`)
)

// skipper knows the rows of a sheet that hold no record. The zero skipper knows no columns.
type skipper struct {
	titles  map[string]bool // of the header, to know it where a page repeats it
	schools map[int]bool    // columns that tell the school
	lone    map[int]bool    // columns whose lone text is a record, such as that of the class
}

func newSkipper(m Mapping) skipper {
	s := skipper{titles: map[string]bool{}, schools: map[int]bool{}, lone: map[int]bool{}}
	for _, c := range m.Columns {
		for title := range strings.SplitSeq(c.Title, " / ") {
			s.titles[title] = true
		}
		s.schools[c.Index] = strings.HasPrefix(string(c.Field), "school.")
		s.lone[c.Index] = strings.HasPrefix(string(c.Field), "classroom.") || m.Kind == KindSchools && c.Field == "school.name"
	}
	return s
}

// reason says why the row holds no record, "" if it does.
func (s skipper) reason(row table.Row) (reason, text string) {
	own, titles, last := 0, 0, 0
	for i, c := range row.Cells {
		if c.Text == "" || c.Merged {
			continue
		}
		folded := strings.Join(strings.Fields(c.Text), "")
		if own == 0 {
			text = c.Text
		}
		if own < 3 && c.Kind == table.Text && totalRow.MatchString(folded) {
			return "合计行", c.Text
		}
		if s.titles[folded] {
			titles++
		}
		own, last = own+1, i
	}
	first := strings.TrimSpace(text)
	switch {
	case exampleRow.MatchString(first):
		return "示例行", text
	case noteRow.MatchString(first):
		return "说明或签署行", text
	case titles >= 3 && titles*2 > own:
		return "重复的表头", text
	case own == 1 && s.schools[last]:
		return "只有学校名称，没有内容", text
	case own == 1 && s.lone != nil && !s.lone[last]:
		return "只有一段文字，当作标题或说明", text
	}
	return "", ""
}
