package quality

import (
	"slices"

	"banbantong/models"
)

// Kind is what is wrong with data.
type Kind string

const (
	Missing    Kind = "missing"    // 缺失: a needed fact is not there
	Doubtful   Kind = "doubtful"   // 存疑: it can hardly be so
	Duplicated Kind = "duplicated" // 重复: two rows seem to be one thing
	Stale      Kind = "stale"      // 过时: measured so long ago that it may no longer be so
)

// Label is the Chinese name of the kind.
func (k Kind) Label() string {
	switch k {
	case Missing:
		return "缺失"
	case Doubtful:
		return "存疑"
	case Duplicated:
		return "重复"
	case Stale:
		return "过时"
	}
	return string(k)
}

// Severity says how much a finding matters.
type Severity string

const (
	Wrong  Severity = "wrong"  // 须改正: cannot be so, and falsifies the figures
	Needed Severity = "needed" // 须补充: a verdict stays 待核实 without it
	Check  Severity = "check"  // 请核实: may be so; somebody should look
)

// Label is the Chinese name of the severity.
func (s Severity) Label() string {
	switch s {
	case Wrong:
		return "须改正"
	case Needed:
		return "须补充"
	case Check:
		return "请核实"
	}
	return string(s)
}

// Subject is what a rule looks at.
type Subject string

const (
	OfSchool    Subject = "school"
	OfClassroom Subject = "classroom"
	OfDevice    Subject = "device"
)

// Rule is one thing that may be wrong with data. It has criteria, or one of the checks: what a check says is the finding
// in Chinese, "" being none.
type Rule struct {
	ID       string
	Kind     Kind
	Severity Severity
	Subject  Subject
	Title    string
	Sentence string // why it matters, and what to do
	Mend     Field  // what sets it right for many rows at once, if anything does

	columns   []Field  // what a spreadsheet to complete asks for, beside Mend
	criteria  []string // missing where one of these decides and is 待核实
	classroom func(*inspection, *models.Classroom) string
	device    func(*inspection, *models.Device) string
}

// Rules lists every rule in the order that screens show them.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOf finds a rule by its id.
func RuleOf(id string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// otherFacts is the rule for criteria that no other rule names, such as those that a bureau has added.
const otherFacts = "no-other-fact"

var rules = []Rule{
	{ID: "no-suite", Kind: Missing, Severity: Needed, Subject: OfClassroom, Title: "教室没有登记设备",
		Sentence: "这间教室里没有在用的主机或屏幕。有设备的请登记，没有的说明缺配；已不使用的教室请停用。", classroom: noSuite},
	{ID: "no-class-size", Kind: Missing, Severity: Needed, Subject: OfClassroom, Title: "班额未填写", Mend: FieldStudents,
		Sentence: "屏幕尺寸的要求随班额而定：45 人及以上要 75 英寸。功能室填座位数。", classroom: noClassSize},
	{ID: "no-bought-on", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "取得日期缺失", Mend: FieldBoughtOn,
		Sentence: "没有取得日期的设备只能按最低配置判定。只知道年份也可以填。", device: noBoughtOn},
	{ID: "no-cpu", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "CPU 不明", Mend: FieldCPU,
		Sentence: "填写 CPU 型号，核心数、线程数和主频按型号补全。", criteria: []string{"HW-MIN-CPU-CORE", "HW-MIN-CPU-FREQ", "HW-STD-CPU-CORE", "HW-STD-CPU-FREQ"},
		columns: []Field{"host.cores", "host.threads", "host.base"}},
	{ID: "no-memory", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "内存不明", Mend: FieldMemory,
		Sentence: "填写内存容量，如 8G。", criteria: []string{"HW-MIN-RAM", "HW-STD-RAM"}},
	{ID: "no-disk", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "硬盘不明", Mend: FieldDisk,
		Sentence: "填写硬盘的类型与容量，如 256G SSD。", criteria: []string{"HW-MIN-DISK", "HW-STD-DISK"}},
	{ID: "no-host-facts", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "显卡、网卡或系统盘空间不明",
		Sentence: "填写显卡、有线网卡和系统盘可用空间；可用空间超过 30 天须重新采集。", criteria: []string{"HW-MIN-GPU", "HW-STD-GPU", "HW-MIN-NIC", "HW-STD-NIC", "HW-MIN-DISK-FREE"},
		columns: []Field{"host.gpu", "host.gpu_memory", "host.nic", "host.system_free"}},
	{ID: "no-screen-size", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "屏幕尺寸不明", Mend: FieldInches,
		Sentence: "填写屏幕的英寸数；投影填画面的对角线。65 至 75 英寸的还要有班额才能判定。", criteria: []string{"HW-MIN-DISPLAY", "HW-STD-DISPLAY"}},
	{ID: "no-ports", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "接口不明",
		Sentence: "填写 USB、HDMI、VGA、Type-C 接口的数量，没有的填 0。", criteria: []string{"HW-MIN-USB", "HW-MIN-HDMI-OUT", "HW-MIN-VGA-OUT", "HW-STD-IO"},
		columns: []Field{"host.usb", "host.hdmi", "host.vga", "display.usb3", "display.type_c", "display.hdmi", "display.vga"}},
	{ID: "no-camera-audio", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "摄像头或扩音不明",
		Sentence: "确认摄像头的清晰度与麦克风，以及扩音系统的三项用途。", criteria: []string{"HW-STD-CAM", "HW-STD-AUDIO-1", "HW-STD-AUDIO-2", "HW-STD-AUDIO-3"},
		columns: []Field{"camera.resolution", "camera.mic", "audio.plays_media", "audio.amplifies_voice", "audio.campus_broadcast"}},
	{ID: "no-software", Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "软件不明",
		Sentence: "确认主机上的软件及其授权。", criteria: []string{"SW-OS", "SW-OFFICE", "SW-BROWSER", "SW-AV", "SW-POPUP", "SW-REMOTE", "SW-RESTORE", "SW-MONITOR", "SW-TEACH"},
		columns: []Field{"software.os", "software.office", "software.browser", "software.antivirus", "software.popup_blocker", "software.remote", "software.restore", "software.monitor", "software.teaching"}},
	{ID: "no-network", Kind: Missing, Severity: Needed, Subject: OfClassroom, Title: "教室网络未检测", Mend: FieldCampusNetwork,
		Sentence: "检测教室的网速、延迟与抖动，并注明是否接入教育专网。", criteria: []string{"NET-CLS-CAMPUS", "NET-CLS-UP", "NET-CLS-DOWN", "NET-CLS-LAT-UP", "NET-CLS-LAT-DOWN", "NET-CLS-JITTER"},
		columns: []Field{"classroom.port_mbps", "classroom.down_mbps", "classroom.up_mbps", "classroom.latency_ms", "classroom.jitter_ms", "classroom.measured_on"}},
	{ID: "no-school-network", Kind: Missing, Severity: Needed, Subject: OfSchool, Title: "学校网络带宽不明",
		Sentence: "填写校园网接入带宽和班级互联网接入速率。", criteria: []string{"NET-SCH-UPLINK", "NET-SCH-ALLCLASS", "NET-SCH-CLASS-INET"}},
	{ID: otherFacts, Kind: Missing, Severity: Needed, Subject: OfDevice, Title: "其他条款待核实",
		Sentence: "所列条款缺少判定所需的信息，请打开设备逐条补充。"},

	{ID: "bought-in-future", Kind: Doubtful, Severity: Wrong, Subject: OfDevice, Title: "取得日期在今天之后", Mend: FieldBoughtOn,
		Sentence: "设备还没有到手，不应列为在用；多半是年份写错。", device: boughtInFuture},
	{ID: "bought-too-early", Kind: Doubtful, Severity: Wrong, Subject: OfDevice, Title: "取得日期早于 1995 年", Mend: FieldBoughtOn,
		Sentence: "那时还没有这样的设备；多半是年份写错。", device: boughtTooEarly},
	{ID: "odd-memory", Kind: Doubtful, Severity: Wrong, Subject: OfDevice, Title: "内存容量反常", Mend: FieldMemory,
		Sentence: "教室主机的内存一般在 1 至 64 GB 之间；常见的错误是把硬盘填成了内存。", device: oddMemory},
	{ID: "odd-disk", Kind: Doubtful, Severity: Wrong, Subject: OfDevice, Title: "硬盘容量反常", Mend: FieldDisk,
		Sentence: "硬盘一般在 16 GB 至 16 TB 之间；请核对单位。", device: oddDisk},
	{ID: "odd-screen", Kind: Doubtful, Severity: Wrong, Subject: OfDevice, Title: "屏幕尺寸反常", Mend: FieldInches,
		Sentence: "教室的屏幕一般在 19 至 120 英寸之间，投影画面不超过 300 英寸；请核对是否把厘米填成了英寸。", device: oddScreen},
	{ID: "odd-class-size", Kind: Doubtful, Severity: Wrong, Subject: OfClassroom, Title: "班额反常", Mend: FieldStudents,
		Sentence: "普通教室的班额一般在 1 至 80 人之间；不要填成全校或年级的人数。", classroom: oddClassSize},
	{ID: "odd-price", Kind: Doubtful, Severity: Check, Subject: OfDevice, Title: "单价反常", Mend: FieldPrice,
		Sentence: "单价以元为单位；请核对是否填成了总价、万元或分。捐赠的可以填 0。", device: oddPrice},
	{ID: "small-screen", Kind: Doubtful, Severity: Check, Subject: OfClassroom, Title: "大班配小屏", Mend: FieldStudents,
		Sentence: "55 人以上的班最大的屏幕还不到 65 英寸；请核对班额与屏幕尺寸，无误的列入更新计划。", classroom: smallScreen},
	{ID: "placeholder-serial", Kind: Doubtful, Severity: Check, Subject: OfDevice, Title: "序列号不是真的", Mend: FieldSerial,
		Sentence: "这是厂家的占位文字或随手所填；请按铭牌更正，没有的清空。", device: placeholderSerial},

	{ID: "same-serial", Kind: Duplicated, Severity: Wrong, Subject: OfDevice, Title: "序列号重复",
		Sentence: "同一个序列号登记了不止一台：多半是同一台登记了两次，请合并；也可能是抄错了。", device: sameSerial},
	{ID: "same-asset-no", Kind: Duplicated, Severity: Wrong, Subject: OfDevice, Title: "资产编号重复",
		Sentence: "同一所学校有两台设备的资产编号只差空格、大小写或开头的 0：多半是同一台，请合并。", device: sameAssetNo},
	{ID: "same-room", Kind: Duplicated, Severity: Check, Subject: OfClassroom, Title: "教室重复",
		Sentence: "两间教室的名称只是写法不同，如“三（1）班”与“3(1)班”：同一间的，请把设备移到其中一间，停用另一间。", classroom: sameRoom},

	{ID: "old-measurement", Kind: Stale, Severity: Check, Subject: OfClassroom, Title: "网络检测超过一年",
		Sentence: "请重新检测教室的网络。", classroom: oldMeasurement,
		columns: []Field{"classroom.port_mbps", "classroom.down_mbps", "classroom.up_mbps", "classroom.latency_ms", "classroom.jitter_ms", "classroom.measured_on"}},
	{ID: "old-facts", Kind: Stale, Severity: Check, Subject: OfDevice, Title: "采集数据超过一年",
		Sentence: "采集程序或检测得来的数据一年没有更新，请重新采集或人工核对。", device: oldFacts},
}
