package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
)

// rooms is a form with a row for each classroom in use: its place and 班额, and the columns of which of gives the values,
// nil for a classroom that has no row.
func (w *writer) rooms(form Form, columns []export.Column, of func(Room) []any) (sheet, error) {
	columns = slices.Concat(w.placeColumns(), []export.Column{{Header: []string{"班额"}, Width: 5, Kind: export.Number}}, columns)
	opened, err := w.open(form, columns...)
	return &byRoom{writer: w, sheet: opened, of: of}, err
}

type byRoom struct {
	*writer
	sheet *export.Sheet
	of    func(Room) []any
	rows  int
}

func (b *byRoom) add(school School) error {
	for _, room := range school.Rooms {
		if room.Retired {
			continue
		}
		values := b.of(room)
		if values == nil {
			continue
		}
		b.rows++
		var students any
		if room.StudentCount != nil {
			students = *room.StudentCount
		}
		if err := b.sheet.Add(b.placed(b.rows, school, room, append([]any{students}, values...)...)...); err != nil {
			return err
		}
	}
	return nil
}

func (b *byRoom) close() error { return b.sheet.Close() }

// column is a part of a suite in 达标情况明细表, with the criteria about it.
type column struct {
	header   []string
	width    float64
	criteria []string
	items    bool // each of its criteria is about one figure, which is shown whether or not it passes
}

// columns are the parts of a suite: what the notice asks of host and screen item by item, the rest part by part. The
// same item of both tiers shares a column, since only one of them decides.
func (s Standard) columns() []column {
	var columns []column
	place := map[string]int{}
	for _, c := range s.Criteria {
		if c.Group != standard.GroupHardware {
			continue
		}
		header, width, items := []string{"主机", c.Title}, 7.0, true
		switch c.Subject {
		case standard.SubjectClassroom:
			header, width, items = []string{"配备"}, 6, false
		case standard.SubjectDisplay:
			header = []string{"屏幕", c.Title}
		case standard.SubjectOutputs, standard.SubjectInputs:
			header, width, items = []string{"接口"}, 7, false
		case standard.SubjectCamera:
			header, width, items = []string{"摄像头"}, 7, false
		case standard.SubjectAudio:
			header, width, items = []string{"扩音系统"}, 8, false
		}
		key := strings.Join(header, "\n")
		at, is := place[key]
		if !is {
			at = len(columns)
			place[key] = at
			columns = append(columns, column{header: header, width: width, items: items})
		}
		columns[at].criteria = append(columns[at].criteria, c.ID)
	}
	order := map[string]int{} // of what a part belongs to: criteria that are asked of one tier alone come late
	for _, c := range columns {
		if _, is := order[c.header[0]]; !is {
			order[c.header[0]] = len(order)
		}
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(order[a.header[0]], order[b.header[0]]) })
	return columns
}

// evenly breaks a Chinese title that is wider than its column into lines of about as many characters.
func evenly(title string, width float64) string {
	characters := []rune(title)
	if strings.ContainsFunc(title, func(c rune) bool { return c < utf8.RuneSelf }) || float64(2*len(characters)) <= width {
		return title
	}
	most := int(width) / 2
	lines := (len(characters) + most - 1) / most
	var broken []string
	for ; lines > 0; lines-- {
		n := (len(characters) + lines - 1) / lines
		broken, characters = append(broken, string(characters[:n])), characters[n:]
	}
	return strings.Join(broken, "\n")
}

const conclusionWidth = 6

// compliance is 达标情况明细表: each classroom with what was found of each part of its suite, and the conclusion.
func (w *writer) compliance() (sheet, error) {
	var columns []export.Column
	parts := w.header.Standard.columns()
	for _, part := range parts {
		header := slices.Clone(part.header)
		header[len(header)-1] = evenly(header[len(header)-1], part.width)
		columns = append(columns, export.Column{Header: header, Width: part.width})
	}
	for _, conclusion := range []string{"硬件", "标准配置", "网络", "软件", "损坏"} {
		columns = append(columns, export.Column{Header: []string{"结论", evenly(conclusion, conclusionWidth)}, Width: conclusionWidth})
	}
	return w.rooms(formCompliance, columns, func(room Room) []any {
		var values []any
		for _, part := range parts {
			values = append(values, w.showPart(room.Verdicts, part))
		}
		damaged := ""
		if room.Damaged {
			damaged = "损坏"
		}
		return append(values, suiteGrade(room, room.Grade), suiteGrade(room, room.StandardGrade), suiteGrade(room, room.NetworkGrade),
			suiteGrade(room, room.SoftwareGrade), damaged)
	})
}

func suiteGrade(room Room, grade models.Grade) string {
	if !room.HasSuite {
		return "未配备"
	}
	return grade.Label()
}

// showPart is show for a narrow column: of a figure its first word, of what passes as a whole no more than that.
func (w *writer) showPart(verdicts []Verdict, part column) string {
	told := about(verdicts, part.criteria)
	switch {
	case len(told) == 1 && part.items:
		value, _, _ := strings.Cut(bare(told[0].Measured), "，")
		return strings.TrimPrefix(value, part.header[1]+" ") + mark(told[0].Grade)
	case len(told) == 1 && told[0].Grade == models.GradePass:
		return passing
	}
	return w.say(told)
}

// show puts the verdicts on some criteria into one cell.
func (w *writer) show(verdicts []Verdict, criteria ...string) string {
	return w.say(about(verdicts, criteria))
}

func about(verdicts []Verdict, criteria []string) (told []*Verdict) {
	for i := range verdicts {
		if slices.Contains(criteria, verdicts[i].Criterion) {
			told = append(told, &verdicts[i])
		}
	}
	return told
}

// say is of one verdict what was found, with a mark where it does not pass; of several those that do not pass. "—" says
// that nothing is asked.
func (w *writer) say(told []*Verdict) string {
	switch len(told) {
	case 0:
		return "—"
	case 1:
		return bare(told[0].Measured) + mark(told[0].Grade)
	}
	var wanting []string
	for _, v := range told {
		if v.Grade != models.GradePass {
			wanting = append(wanting, w.criteria[v.Criterion].Title+mark(v.Grade))
		}
	}
	if wanting == nil {
		return passing
	}
	return strings.Join(wanting, "、")
}

// mark is the sign after what does not pass; the note under the form explains it.
func mark(grade models.Grade) string {
	switch grade {
	case models.GradeFail:
		return " ×"
	case models.GradeUnknown:
		return " ？"
	}
	return ""
}

// bare is a measured value without where it comes from: "120 GB（台账导入）" is "120 GB".
func bare(measured string) string {
	if value, _, is := strings.Cut(measured, "（"); is {
		return value
	}
	return measured
}

// needs is 更新需求明细: what each classroom needs, and which clauses that mends.
func (w *writer) needs() (sheet, error) {
	columns := []export.Column{
		{Header: []string{"硬件结论"}, Width: 8},
		{Header: []string{"损坏"}, Width: 6},
		{Header: []string{"所需措施"}, Width: 26},
		{Header: []string{"解决的问题"}, Width: 40},
		{Header: []string{"估算资金（元）"}, Width: 10, Kind: export.Number},
		{Header: []string{"备注"}, Width: 12},
	}
	return w.rooms(formNeeds, columns, func(room Room) []any {
		if len(room.Needs) == 0 {
			return nil
		}
		var problems []string
		for _, need := range room.Needs {
			for _, id := range need.Criteria {
				problems = append(problems, w.criteria[id].Title)
			}
		}
		damaged := ""
		if room.Damaged {
			damaged = "损坏"
			problems = append(problems, "设备损坏")
		}
		return []any{suiteGrade(room, room.Grade), damaged, room.measures(), strings.Join(problems, "、"), float64(room.cents()) / 100, nil}
	})
}
