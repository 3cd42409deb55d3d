package report

import (
	"strings"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Field is a figure or a text that a bureau's own form may name.
type Field struct {
	List    string // what the row that names it is repeated for, such as 学校; "" where the field says something of the whole
	Name    string
	Meaning string
}

// The lists whose rows a form may repeat, in the order that people look for them.
const (
	ListChildren   = "下级"
	ListSchools    = "学校"
	ListRooms      = "教室"
	ListFailures   = "不达标设备"
	ListDamages    = "损坏设备"
	ListCategories = "类别"
)

// Values are what the fields of a form hold: an int, a float64, a string, a Rate, or nil where nothing is known.
type Values struct {
	Whole map[string]any
	Rows  map[string][][]any // by list, each row in the order in which its fields were wanted
}

// Fields lists every field that a form may name.
func Fields(std Standard) []Field {
	w := &writer{header: Header{Standard: std}, criteria: std.byID()}
	var all []Field
	all = append(all, named("", wholeFields)...)
	all = append(all, named("", figureFields())...)
	all = append(all, named(ListChildren, append(childFields, figureFields()...))...)
	all = append(all, named(ListSchools, append(schoolFields, figureFields()...))...)
	all = append(all, named(ListRooms, w.roomFields())...)
	all = append(all, named(ListFailures, failureFields)...)
	all = append(all, named(ListDamages, damageFields)...)
	return append(all, named(ListCategories, categoryFields())...)
}

// Gather works out the fields that a form names, by list, in one pass over the schools. A list of more than limit rows
// is an error.
func Gather(header Header, schools Schools, wanted map[string][]string, limit int) (Values, error) {
	w := &writer{header: header, criteria: header.Standard.byID()}
	v := Values{Whole: map[string]any{}, Rows: map[string][][]any{}}
	totals, children := sum{}, map[string]*sum{}
	for _, child := range header.Children {
		children[child.Path] = &sum{}
	}
	rows := &gathering{values: v.Rows, limit: limit}
	ofSchool := pick(append(schoolFields, figureFields()...), wanted[ListSchools])
	ofRoom, ofFailure, ofDamage := pick(w.roomFields(), wanted[ListRooms]), pick(failureFields, wanted[ListFailures]), pick(damageFields, wanted[ListDamages])
	for school, err := range schools {
		if err != nil {
			return v, err
		}
		counted := allOf(school)
		totals.add(counted)
		for path := school.Path; path != ""; path = models.ParentPath(path) {
			if child, is := children[path]; is {
				child.add(counted)
				break
			}
		}
		collect(rows, ListSchools, ofSchool, entry{school: school, line: line{label: school.Name, sum: counted}})
		for _, room := range school.Rooms {
			in := entry{school: school, room: room}
			if !room.Retired {
				collect(rows, ListRooms, ofRoom, in)
			}
			if ofFailure != nil {
				for _, f := range w.failuresOf(room) {
					in.failure = f
					collect(rows, ListFailures, ofFailure, in)
				}
			}
			for _, d := range room.Devices {
				if d.State.Damaged() {
					in.device = d
					collect(rows, ListDamages, ofDamage, in)
				}
			}
		}
		if rows.full != "" {
			return v, errs.New(errs.TooLarge, "form-too-long", "表样要按%s列行，这里超过 %d 行。请选择范围小一些的单位。", rows.full, limit)
		}
	}
	ofChild := pick(append(childFields, figureFields()...), wanted[ListChildren])
	for _, child := range header.Children {
		collect(rows, ListChildren, ofChild, entry{line: line{label: child.Name, missing: child.Missing, sum: *children[child.Path]}})
	}
	ofCategory := pick(categoryFields(), wanted[ListCategories])
	for _, info := range models.Categories() {
		collect(rows, ListCategories, ofCategory, entry{line: line{label: info.Label, sum: sum{Figures: totals.categories[info.Code]}}})
	}
	whole := entry{header: header, line: line{sum: totals}}
	for _, f := range append(wholeFields, figureFields()...) {
		v.Whole[f.name] = f.of(whole)
	}
	return v, nil
}

// entry is what a row says something of; the parts that its list speaks of are set.
type entry struct {
	header Header
	school School
	line
	room    Room
	failure failure
	device  Device
	no      int // 序号
}

// field gives the value of a Field in an entry.
type field struct {
	name, meaning string
	of            func(entry) any
}

func named(list string, fields []field) []Field {
	all := make([]Field, len(fields))
	for i, f := range fields {
		all[i] = Field{list, f.name, f.meaning}
	}
	return all
}

// pick finds the wanted fields; nil if none is wanted.
func pick(fields []field, wanted []string) []field {
	var picked []field
	for _, name := range wanted {
		for _, f := range fields {
			if f.name == name {
				picked = append(picked, f)
				break
			}
		}
	}
	return picked
}

// gathering is the rows of lists as they come.
type gathering struct {
	values map[string][][]any
	limit  int
	full   string // the list that has too many rows
}

func collect(g *gathering, list string, fields []field, e entry) {
	if len(fields) == 0 || g.full != "" {
		return
	}
	if e.no = len(g.values[list]) + 1; e.no > g.limit {
		g.full = list
		return
	}
	row := make([]any, len(fields))
	for i, f := range fields {
		row[i] = f.of(e)
	}
	g.values[list] = append(g.values[list], row)
}

var wholeFields = []field{
	{"填报单位", "统计的单位", func(e entry) any { return e.header.Place }},
	{"学期", "如 2026年秋季学期", func(e entry) any { return e.header.Term }},
	{"填报人", "", func(e entry) any { return e.header.Filler }},
	{"填报日期", "如 2026年11月23日", func(e entry) any { return e.header.FilledOn.In(models.ChinaTime).Format("2006年1月2日") }},
	{"数据截止时间", "数据是这一时刻的", func(e entry) any { return models.MinuteOf(e.header.CutOff) }},
	{"统计范围", "计入的学校", func(e entry) any { return e.header.Scope }},
	{"判定依据", "通知文号和标准的版本", func(e entry) any { return e.header.Standard.Notice }},
	{"备注", "上报时写的备注", func(e entry) any { return strings.Join(e.header.Notes, "\n") }},
}

var numbered = field{"序号", "从 1 起", func(e entry) any { return e.no }}

var childFields = []field{
	numbered,
	{"名称", "下级单位", func(e entry) any { return e.label }},
	{"状态", "没有数据的原因，如未报；有数据的为空", func(e entry) any { return e.missing }},
}

var schoolFields = []field{
	numbered,
	{"名称", "学校或教学点", func(e entry) any { return e.school.Name }},
	{"标识码", "学校（机构）标识码", func(e entry) any { return e.school.Code }},
	{"县区", "所属县（市、区）", func(e entry) any { return e.school.county() }},
	{"上级", "直接上级，如中心校", func(e entry) any {
		if len(e.school.Above) == 0 {
			return ""
		}
		return e.school.Above[len(e.school.Above)-1].Name
	}},
	{"办学类型", "小学、初级中学等", func(e entry) any { return e.school.Type.Label() }},
	{"城乡", "城区、镇区、乡村", func(e entry) any { return e.school.Area.Label() }},
	{"举办者", "教育部门、民办等", func(e entry) any { return e.school.Sponsor.Label() }},
	{"接入带宽", "校园网接入教育专网，Mbps", func(e entry) any {
		if e.school.UplinkMbps == nil {
			return nil
		}
		return *e.school.UplinkMbps
	}},
}

// figureFields are those that a whole, a child and a school share.
func figureFields() []field {
	figure := func(name, meaning string, of func(line) any) field {
		return field{name, meaning, func(e entry) any {
			if e.missing != "" {
				return nil
			}
			return of(e.line)
		}}
	}
	fields := []field{
		figure("学校数", "不含教学点", func(l line) any { return l.Schools }),
		figure("教学点数", "", func(l line) any { return l.TeachingPoints }),
		figure("班级数", "在用教室，即应配套数", func(l line) any { return l.Suites.Total }),
		figure("接入教育专网班级数", "", func(l line) any { return l.connected }),
		figure("需更新教室数", "需要更新或维修的教室", func(l line) any { return l.rooms }),
		figure("估算资金万元", "更新和维修，按参考价", func(l line) any { return float64(l.cents/10_000) / 100 }),
	}
	for _, f := range countFields {
		if f.suites != nil {
			fields = append(fields, figure(f.suites.name+"套数", f.suites.meaning, func(l line) any { return f.of(l.Suites) }))
		}
	}
	for _, r := range rateFields {
		fields = append(fields, figure(r.name, r.meaning, func(l line) any { return r.of(l.Figures) }))
	}
	for _, f := range countFields {
		if f.devices != nil {
			fields = append(fields, figure(f.devices.name+"台数", f.devices.meaning, func(l line) any { return f.of(l.Devices) }))
		}
	}
	for _, info := range models.Categories() {
		for _, f := range countFields {
			if f.devices != nil {
				fields = append(fields, figure(info.Label+f.devices.name+"台数", "", func(l line) any { return f.of(l.categories[info.Code].Devices) }))
			}
		}
	}
	for _, m := range standard.Measures() {
		fields = append(fields, figure(m.Title+"需求数", "", func(l line) any { return l.sum.needs[m.ID] }))
	}
	return fields
}

type meaning struct{ name, meaning string }

// countFields are the counts under the names that they have as suites and as devices.
var countFields = []struct {
	suites, devices *meaning
	of              func(models.SchoolCounts) int
}{
	{&meaning{"应配", "在用教室"}, &meaning{"登记", "未报废的设备"}, func(c models.SchoolCounts) int { return c.Total }},
	{&meaning{"在用", "装有主机或屏幕的教室"}, &meaning{"在用", "安装在教室里的设备"}, func(c models.SchoolCounts) int { return c.InUse }},
	{&meaning{"达标", "按应执行配置"}, &meaning{"达标", "按应执行配置"}, func(c models.SchoolCounts) int { return c.Passed }},
	{&meaning{"标准配置达标", "全部按标准配置判定"}, nil, func(c models.SchoolCounts) int { return c.StandardPassed }},
	{&meaning{"不达标", ""}, &meaning{"不达标", ""}, func(c models.SchoolCounts) int { return c.Failed }},
	{&meaning{"损坏", "损坏、维修中或待报废"}, &meaning{"损坏", "损坏、维修中或待报废"}, func(c models.SchoolCounts) int { return c.Damaged }},
	{&meaning{"不达标且损坏", ""}, &meaning{"不达标且损坏", ""}, func(c models.SchoolCounts) int { return c.FailedAndDamaged }},
	{&meaning{"不达标或损坏", "两者去重"}, &meaning{"不达标或损坏", "两者去重"}, func(c models.SchoolCounts) int { return c.FailedOrDamaged }},
	{&meaning{"待核实", "缺少判定所需的数据"}, &meaning{"待核实", "缺少判定所需的数据"}, func(c models.SchoolCounts) int { return c.Unknown }},
	{&meaning{"可用", "主机和屏幕均未损坏"}, nil, func(c models.SchoolCounts) int { return c.Usable }},
	{&meaning{"网络达标", ""}, nil, func(c models.SchoolCounts) int { return c.NetworkPassed }},
	{&meaning{"网络不达标", ""}, nil, func(c models.SchoolCounts) int { return c.NetworkFailed }},
	{&meaning{"网络待核实", ""}, nil, func(c models.SchoolCounts) int { return c.NetworkUnknown }},
	{&meaning{"软件达标", ""}, nil, func(c models.SchoolCounts) int { return c.SoftwarePassed }},
	{&meaning{"软件不达标", ""}, nil, func(c models.SchoolCounts) int { return c.SoftwareFailed }},
	{&meaning{"软件待核实", ""}, nil, func(c models.SchoolCounts) int { return c.SoftwareUnknown }},
	{nil, &meaning{"购置日期缺失", "按最低配置判定"}, func(c models.SchoolCounts) int { return c.MissingDate }},
}

var rateFields = []struct {
	name, meaning string
	of            func(Figures) Rate
}{
	{"设备达标率", "达标套数 ÷ 在用套数", Figures.PassRate},
	{"标准配置达标率", "标准配置达标套数 ÷ 在用套数", Figures.StandardPassRate},
	{"可用率", "可用套数 ÷ 在用套数", Figures.UsableRate},
	{"网络达标率", "网络达标套数 ÷ 在用套数", Figures.NetworkRate},
	{"软件达标率", "软件达标套数 ÷ 在用套数", Figures.SoftwareRate},
	{"配备率", "在用套数 ÷ 应配套数", Figures.EquippedRate},
}

func categoryFields() []field {
	fields := []field{numbered, {"名称", "设备类别", func(e entry) any { return e.label }}}
	for _, f := range countFields {
		if f.devices != nil {
			fields = append(fields, field{f.devices.name + "台数", f.devices.meaning, func(e entry) any { return f.of(e.Devices) }})
		}
	}
	return append(fields, field{"达标率", "达标 ÷（达标 + 不达标 + 待核实）", func(e entry) any { return e.DevicePassRate() }})
}

// placeFields say where a row is.
func placeFields() []field {
	return []field{
		numbered,
		{"县区", "所属县（市、区）", func(e entry) any { return e.school.county() }},
		{"学校", "", func(e entry) any { return e.school.Name }},
		{"教室", "", func(e entry) any { return e.room.FullName() }},
	}
}

func (w *writer) roomFields() []field {
	grade := func(name string, of func(Room) models.Grade) field {
		return field{name, "达标、不达标、待核实；未配备的写未配备", func(e entry) any { return suiteGrade(e.room, of(e.room)) }}
	}
	fields := append(placeFields(),
		field{"班额", "", func(e entry) any {
			if e.room.StudentCount == nil {
				return nil
			}
			return *e.room.StudentCount
		}},
		grade("硬件结论", func(r Room) models.Grade { return r.Grade }),
		grade("标准配置结论", func(r Room) models.Grade { return r.StandardGrade }),
		grade("网络结论", func(r Room) models.Grade { return r.NetworkGrade }),
		grade("软件结论", func(r Room) models.Grade { return r.SoftwareGrade }),
		field{"损坏", "有损坏的设备写损坏，没有为空", func(e entry) any {
			if e.room.Damaged {
				return "损坏"
			}
			return ""
		}},
		field{"所需措施", "使教室达标并修复损坏费用最低的办法", func(e entry) any { return e.room.measures() }},
		field{"估算资金元", "按参考价", func(e entry) any { return float64(e.room.cents()) / 100 }},
	)
	show := func(name string, criteria ...string) field {
		return field{name, "实测值；" + marks, func(e entry) any { return w.show(e.room.Verdicts, criteria...) }}
	}
	for _, c := range w.header.Standard.columns() {
		fields = append(fields, show(c.header[len(c.header)-1], c.criteria...))
	}
	for _, group := range []standard.Group{standard.GroupNetwork, standard.GroupSoftware} {
		for _, c := range w.header.Standard.criteriaOf(group, false) {
			fields = append(fields, show(c.Title, c.ID))
		}
	}
	return fields
}

var failureFields = append(placeFields(),
	field{"设备", "类别、品牌和型号；“（整套）”为整套的问题", func(e entry) any { return e.failure.device }},
	field{"资产编号", "", func(e entry) any { return e.failure.assetNo }},
	field{"取得日期", "", func(e entry) any { return e.failure.boughtOn }},
	field{"应执行配置", "最低配置或标准配置", func(e entry) any { return e.failure.Tier.Label() }},
	field{"不达标项目", "", func(e entry) any { return e.failure.Title }},
	field{"条款", "", func(e entry) any { return e.failure.Clause }},
	field{"要求", "", func(e entry) any { return e.failure.Required }},
	field{"实测", "", func(e entry) any { return e.failure.measured }},
	field{"原因", "", func(e entry) any { return e.failure.Failure }},
	field{"整套不达标", "是或否", func(e entry) any { return yesNo(e.failure.ofSuite) }},
)

var damageFields = append(placeFields(),
	field{"设备", "类别、品牌和型号", func(e entry) any { return e.device.name() }},
	field{"资产编号", "", func(e entry) any { return e.device.AssetNo }},
	field{"取得日期", "", func(e entry) any { return e.device.boughtOn() }},
	field{"使用状况", "损坏、维修中或待报废", func(e entry) any { return e.device.State.Label() }},
	field{"同时不达标", "是或否", func(e entry) any { return yesNo(e.device.Grade == models.GradeFail) }},
	field{"工单号", "没有报修的为未报修", func(e entry) any {
		if e.device.Ticket == nil {
			return "未报修"
		}
		return e.device.Ticket.Number
	}},
	field{"工单状态", "", func(e entry) any { return e.ticket().Status }},
	field{"故障", "", func(e entry) any { return e.ticket().Fault }},
	field{"报修时间", "", func(e entry) any {
		if e.device.Ticket == nil {
			return ""
		}
		return models.MinuteOf(e.ticket().ReportedAt)
	}},
)

func (e entry) ticket() Ticket {
	if e.device.Ticket == nil {
		return Ticket{}
	}
	return *e.device.Ticket
}
