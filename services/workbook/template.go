package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// templateColumn is one column of our own templates.
type templateColumn struct {
	field    Field
	title    string
	required bool
	options  []string
	examples [2]string
	hint     string
}

// templateColumns are the columns of a kind's template, in order; nil where there is none.
func templateColumns(kind Kind) []templateColumn {
	yesNo := []string{"是", "否"}
	school := []templateColumn{
		{field: "school.code", title: "学校标识码", examples: [2]string{"示例：2136000001", "示例：2136000001"}, hint: "10 位数字；没有标识码的教学点留空"},
		{field: "school.name", title: "学校名称", required: true, examples: [2]string{"某县第一小学", "某县第一小学"}, hint: "与系统中的学校名称一致"},
	}
	switch kind {
	case KindSchools:
		return append(school,
			templateColumn{field: "school.superior", title: "上级单位", examples: [2]string{"某县", "某镇中心小学"}, hint: "管理这所学校的县（市、区）或中心校；留空为导入人所在单位"},
			templateColumn{field: "school.type", title: "办学类型", required: true, options: []string{"小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "高级中学", "十二年一贯制学校", "特殊教育学校", "中等职业学校", "幼儿园"}, examples: [2]string{"小学", "教学点"}},
			templateColumn{field: "school.area", title: "城乡分类", options: []string{"城区", "镇区", "乡村"}, examples: [2]string{"城区", "乡村"}},
			templateColumn{field: "school.sponsor", title: "举办者", options: []string{"教育部门", "其他部门", "地方企业", "民办"}, examples: [2]string{"教育部门", "教育部门"}},
			templateColumn{field: "school.uplink", title: "校园网接入带宽", examples: [2]string{"1000M", "100M"}, hint: "校园网接入本地教育专网的带宽"},
			templateColumn{field: "school.class_internet", title: "班级互联网接入速率", examples: [2]string{"100M", "50M"}},
		)
	case KindClassrooms:
		return append(school,
			templateColumn{field: "classroom.name", title: "班级或教室", required: true, examples: [2]string{"三（1）班", "多媒体教室"}},
			templateColumn{field: "classroom.building", title: "楼栋", examples: [2]string{"教学楼", "综合楼"}},
			templateColumn{field: "classroom.floor", title: "楼层", examples: [2]string{"3楼", "2楼"}},
			templateColumn{field: "classroom.kind", title: "教室类型", options: []string{"普通教室", "功能室"}, examples: [2]string{"普通教室", "功能室"}},
			templateColumn{field: "classroom.students", title: "学生数", examples: [2]string{"45", "56"}, hint: "使用这间教室的班级人数；功能室填座位数"},
			templateColumn{field: "classroom.on_campus_network", title: "是否接入校园网", options: yesNo, examples: [2]string{"是", "否"}, hint: "是否通过校园网接入本地教育专网"},
			templateColumn{field: "classroom.port_mbps", title: "班级接入带宽", examples: [2]string{"100M", "100M"}},
			templateColumn{field: "classroom.down_mbps", title: "实测下行网速", examples: [2]string{"94.5", ""}, hint: "单位 Mbps"},
			templateColumn{field: "classroom.up_mbps", title: "实测上行网速", examples: [2]string{"93.8", ""}, hint: "单位 Mbps"},
			templateColumn{field: "classroom.latency_ms", title: "网络延迟", examples: [2]string{"8.5", ""}, hint: "单位 ms"},
			templateColumn{field: "classroom.jitter_ms", title: "网络抖动", examples: [2]string{"1.2", ""}, hint: "单位 ms"},
			templateColumn{field: "classroom.measured_on", title: "网络检测日期", examples: [2]string{"2024-09-10", ""}},
		)
	case KindDevices:
		var categories, states []string
		for _, c := range models.Categories() {
			categories = append(categories, c.Label)
		}
		for _, s := range models.DeviceStates() {
			states = append(states, s.Label())
		}
		return append(school,
			templateColumn{field: "classroom.name", title: "班级或教室", examples: [2]string{"三（1）班", "三（1）班"}, hint: "留空为学校库房"},
			templateColumn{field: "classroom.building", title: "楼栋", examples: [2]string{"教学楼", "教学楼"}},
			templateColumn{field: "device.label", title: "标签号", hint: "系统给设备的标签号，导出的清单里有；新设备留空"},
			templateColumn{field: "device.category", title: "设备类别", required: true, options: categories, examples: [2]string{"交互智能平板/智慧黑板", "主机"}},
			templateColumn{field: "device.name", title: "设备名称", examples: [2]string{"交互智能平板", "OPS 电脑"}},
			templateColumn{field: "device.brand", title: "品牌", examples: [2]string{"希沃", "希沃"}},
			templateColumn{field: "device.model", title: "型号", examples: [2]string{"F86", "OPS"}},
			templateColumn{field: "device.asset", title: "资产编号", examples: [2]string{"000123", ""}, hint: "本校内不重复；没有的留空。再次导入时按它找到同一台设备"},
			templateColumn{field: "device.serial", title: "序列号"},
			templateColumn{field: "device.bought_on", title: "取得日期", examples: [2]string{"2023-09", "2023-09-01"}, hint: "2023 年 8 月 23 日及以后取得的设备按标准配置判定"},
			templateColumn{field: "device.state", title: "使用状况", options: states, examples: [2]string{"在用", "在用"}},
			templateColumn{field: "device.price", title: "单价（元）", examples: [2]string{"12800.00", ""}},
			templateColumn{field: "device.fund", title: "经费来源", examples: [2]string{"中央补助资金", ""}},
			templateColumn{field: "device.supplier", title: "供应商"},
			templateColumn{field: "device.warranty_until", title: "保修期至", examples: [2]string{"2026-09-01", ""}},
			templateColumn{field: "device.gb_code", title: "分类代码", hint: "GB/T 14885"},
			templateColumn{field: "host.cpu", title: "CPU", examples: [2]string{"", "i5-10400"}, hint: "写型号即可，核心数、线程数和主频按型号补全"},
			templateColumn{field: "host.cores", title: "CPU核心数"},
			templateColumn{field: "host.threads", title: "CPU线程数"},
			templateColumn{field: "host.base", title: "CPU主频"},
			templateColumn{field: "host.memory", title: "内存", examples: [2]string{"", "8G"}},
			templateColumn{field: "host.disk", title: "硬盘", examples: [2]string{"", "256G SSD"}, hint: "两块硬盘写作 128G SSD+1T 机械"},
			templateColumn{field: "host.gpu", title: "显卡", examples: [2]string{"", "集成显卡"}},
			templateColumn{field: "host.gpu_memory", title: "显存", examples: [2]string{"", "1G"}},
			templateColumn{field: "host.nic", title: "网卡", examples: [2]string{"", "100M/1000M自适应"}},
			templateColumn{field: "host.system_free", title: "系统盘可用空间", examples: [2]string{"", "50G"}},
			templateColumn{field: "display.size", title: "屏幕尺寸", examples: [2]string{"86英寸", ""}},
			templateColumn{field: "host.usb", title: "USB接口数", examples: [2]string{"", "6"}},
			templateColumn{field: "host.hdmi", title: "HDMI输出接口数", examples: [2]string{"", "1"}},
			templateColumn{field: "host.vga", title: "VGA输出接口数", examples: [2]string{"", "1"}},
			templateColumn{field: "display.usb3", title: "USB3.0接口数", examples: [2]string{"2", ""}},
			templateColumn{field: "display.type_c", title: "Type-C接口数", examples: [2]string{"1", ""}},
			templateColumn{field: "display.hdmi", title: "HDMI输入接口数", examples: [2]string{"2", ""}},
			templateColumn{field: "display.vga", title: "VGA输入接口数", examples: [2]string{"1", ""}},
			templateColumn{field: "camera.resolution", title: "摄像头清晰度", examples: [2]string{"1080P", ""}, hint: "一体机内置的也填"},
			templateColumn{field: "camera.mic", title: "内置全向麦克风", options: yesNo, examples: [2]string{"是", ""}},
			templateColumn{field: "audio.plays_media", title: "音源播放", options: yesNo, examples: [2]string{"是", ""}},
			templateColumn{field: "audio.amplifies_voice", title: "人声扩音", options: yesNo, examples: [2]string{"是", ""}},
			templateColumn{field: "audio.campus_broadcast", title: "校园广播", options: yesNo, examples: [2]string{"是", ""}},
			templateColumn{field: "software.os", title: "操作系统", examples: [2]string{"", "正版 Windows 10"}, hint: "正版的请写上“正版”"},
			templateColumn{field: "software.office", title: "办公软件", examples: [2]string{"", "正版 WPS"}},
			templateColumn{field: "software.browser", title: "浏览器", examples: [2]string{"", "Edge"}},
			templateColumn{field: "software.antivirus", title: "杀毒软件", examples: [2]string{"", "火绒"}},
			templateColumn{field: "software.popup_blocker", title: "弹窗拦截软件", examples: [2]string{"", "火绒"}},
			templateColumn{field: "software.remote", title: "远程集中管理软件"},
			templateColumn{field: "software.restore", title: "还原保护软件"},
			templateColumn{field: "software.monitor", title: "班班通运行监测客户端", options: []string{"有", "无"}, examples: [2]string{"", "有"}},
			templateColumn{field: "software.teaching", title: "互动教学软件", examples: [2]string{"", "赣教云·教学通2.0"}},
		)
	case KindPurchase:
		return purchaseColumns()
	}
	return nil
}

// purchaseColumns are those of a device that a vendor can tell before it is bought, and the room that it is for.
func purchaseColumns() []templateColumn {
	columns := []templateColumn{{title: "序号", examples: [2]string{"示例1", "示例2"}}}
	for _, c := range templateColumns(KindDevices) {
		section, _, _ := strings.Cut(string(c.field), ".")
		switch {
		case c.field == "device.category", c.field == "device.name", c.field == "device.brand":
			columns = append(columns, c)
		case c.field == "device.model":
			columns = append(columns, c, templateColumn{field: "device.quantity", title: "数量", required: true, examples: [2]string{"30", "30"}},
				templateColumn{field: "classroom.students", title: "班额", examples: [2]string{"50", "50"}, hint: "供多少学生的班级使用，按最大的班填；功能室填座位数"},
				templateColumn{field: "classroom.kind", title: "教室类型", options: []string{"普通教室", "功能室"}, examples: [2]string{"普通教室", "普通教室"}})
		case section != "school" && section != "classroom" && section != "device" && c.field != "host.system_free":
			columns = append(columns, c)
		}
	}
	return columns
}

const (
	dictionarySheet = "字典"
	templateMark    = "banbantong" // in the first cell of the hidden sheet, the kind beside it
	textFormat      = 49           // "@"
	templateRows    = 5000         // rows below the header that have dropdowns and the text format
)

// WriteTemplate writes the empty workbook of a kind, for people to fill in: instructions, the sheet with two example
// rows, and a hidden sheet of the words that its dropdowns offer.
func WriteTemplate(w io.Writer, kind Kind) error {
	columns := templateColumns(kind)
	if columns == nil {
		return errs.Missing("这个模板")
	}
	f := excelize.NewFile()
	defer f.Close()
	t := template{File: f, sheet: kind.Label()}
	t.try(f.SetSheetName("Sheet1", "填写说明"))
	for _, name := range []string{t.sheet, dictionarySheet} {
		_, err := f.NewSheet(name)
		t.try(err)
	}
	t.instructions(columns)
	t.header(columns)
	t.examples(columns)
	t.dictionary(kind, columns)
	index, err := f.GetSheetIndex(t.sheet)
	t.try(err)
	f.SetActiveSheet(index)
	if t.err != nil {
		return fmt.Errorf("make the template of %s: %w", kind, t.err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write the template of %s: %w", kind, err)
	}
	return nil
}

// template is a workbook in the making; the first error stays.
type template struct {
	*excelize.File
	sheet string
	err   error
}

func (t *template) try(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *template) style(s excelize.Style) int {
	id, err := t.NewStyle(&s)
	t.try(err)
	return id
}

func (t *template) instructions(columns []templateColumn) {
	const sheet = "填写说明"
	lines := []string{
		"一、请在“" + t.sheet + "”工作表中填写，一行一条。带 * 的列必须填写，其余可以留空；留空表示不清楚，不会改动系统里已有的内容。",
		"二、灰色的两行是示例，导入时会自动跳过，不必删除。",
		"三、有下拉箭头的列请从下拉中选择。编号类的列已设为文本格式，请不要改，以免丢失开头的 0。",
		"四、日期可写 2023-09-01、2023年9月 或 2023；内存、硬盘写 8G、256G SSD；没有的写“无”，不清楚的留空。",
	}
	if t.sheet != KindPurchase.Label() {
		lines = append(lines, "五、再次导入同一个文件不会重复添加。")
	}
	lines = append(lines, "", "各列说明：")
	for _, c := range columns {
		line := c.title
		if c.field == "" {
			continue
		}
		if c.required {
			line += "（必填）"
		}
		if len(c.options) > 0 {
			line += "：从 " + strings.Join(c.options, "、") + " 中选择"
		}
		if c.hint != "" {
			line += "：" + c.hint
		}
		lines = append(lines, line)
	}
	for i, line := range lines {
		t.try(t.SetCellStr(sheet, fmt.Sprintf("A%d", i+1), line))
	}
	wrap := t.style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	t.try(t.SetColWidth(sheet, "A", "A", 100))
	t.try(t.SetCellStyle(sheet, "A1", fmt.Sprintf("A%d", len(lines)), wrap))
}

func (t *template) header(columns []templateColumn) {
	plainTitle := t.style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}, Alignment: &excelize.Alignment{WrapText: true, Horizontal: "center", Vertical: "center"}})
	asText := t.style(excelize.Style{NumFmt: textFormat})
	last := table.Column(len(columns) - 1)
	t.try(t.SetColStyle(t.sheet, "A:"+last, asText))
	for i, c := range columns {
		letter := table.Column(i)
		runs := []excelize.RichTextRun{{Text: c.title, Font: &excelize.Font{Bold: true}}}
		if c.required {
			runs = append(runs, excelize.RichTextRun{Text: "*", Font: &excelize.Font{Bold: true, Color: "FF0000"}})
		}
		t.try(t.SetCellRichText(t.sheet, letter+"1", runs))
		t.try(t.SetColWidth(t.sheet, letter, letter, float64(max(12, 2*len([]rune(c.title))+4))))
	}
	t.try(t.SetCellStyle(t.sheet, "A1", last+"1", plainTitle))
	t.try(t.SetRowHeight(t.sheet, 1, 32))
	t.try(t.SetPanes(t.sheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}))
}

// examples fills the two rows below the header that show how to write.
func (t *template) examples(columns []templateColumn) {
	example := t.style(excelize.Style{Font: &excelize.Font{Color: "808080", Italic: true}, NumFmt: textFormat})
	for i, c := range columns {
		for j, text := range c.examples {
			t.try(t.SetCellStr(t.sheet, fmt.Sprintf("%s%d", table.Column(i), j+2), text))
		}
	}
	t.try(t.SetCellStyle(t.sheet, "A2", table.Column(len(columns)-1)+"3", example))
}

// dictionary lists the words of the dropdowns, since a list inside a cell's rule may have no more than 255 characters.
func (t *template) dictionary(kind Kind, columns []templateColumn) {
	t.try(t.SetSheetRow(dictionarySheet, "A1", &[]string{templateMark, string(kind)}))
	next := 0
	for i, c := range columns {
		if len(c.options) == 0 {
			continue
		}
		letter := table.Column(next)
		next++
		for j, word := range c.options {
			t.try(t.SetCellStr(dictionarySheet, fmt.Sprintf("%s%d", letter, j+3), word))
		}
		rule := excelize.NewDataValidation(true)
		rule.Sqref = fmt.Sprintf("%s2:%s%d", table.Column(i), table.Column(i), templateRows)
		rule.SetSqrefDropList(fmt.Sprintf("%s!$%s$3:$%s$%d", dictionarySheet, letter, letter, len(c.options)+2))
		rule.SetError(excelize.DataValidationErrorStyleWarning, "请从下拉中选择", "“"+c.title+"”应为："+strings.Join(c.options, "、"))
		t.try(t.AddDataValidation(t.sheet, rule))
	}
	t.try(t.SetSheetVisible(dictionarySheet, false))
}

// templateKind is the kind of our own template that the book was made from, "" if it was not.
func templateKind(book *table.Book) Kind {
	for _, s := range book.Sheets {
		if s.Name != dictionarySheet || !s.Hidden {
			continue
		}
		for row, err := range s.Rows() {
			if kind := Kind(row.At(1).Text); err == nil && row.At(0).Text == templateMark && slices.Contains(Kinds(), kind) {
				return kind
			}
			break
		}
	}
	return ""
}
