package audit

import (
	"slices"
	"strings"

	"banbantong/models"
)

// field is what a recorded value is called. The same name means the same everywhere, so that a field inside another
// is found by its whole path first and by its last word second.
type field struct{ path, title string }

// fields stand in the order in which a change shows them: names first.
var fields = []field{
	{"name", "名称"}, {"username", "用户名"}, {"phone", "手机"}, {"grants", "角色"}, {"disabled", "停用"},
	{"parent_id", "上级单位"}, {"kind", "类型"}, {"code", "学校标识码"}, {"gb_code", "国标代码"}, {"aliases", "曾用名"},
	{"merged_into_id", "并入"}, {"type", "办学类型"}, {"area", "城乡分类"}, {"sponsor", "举办者"},
	{"uplink_mbps", "校园网接入"}, {"class_internet_mbps", "班级互联网"}, {"guest_reports", "不登录也可以报修"},
	{"retired", "停用"}, {"retired_at", "撤并时间"}, {"building", "楼栋"}, {"floor", "楼层"}, {"student_count", "班额"},
	{"on_campus_network", "接入校园网"}, {"network.up_mbps", "实测上行"}, {"network.down_mbps", "实测下行"},
	{"network.latency_up_ms", "上行延迟"}, {"network.latency_down_ms", "下行延迟"}, {"network.jitter_ms", "抖动"},
	{"network.port_mbps", "接入速率"}, {"network.source", "网络数据来源"}, {"network.on", "网络检测日期"},
	{"school_id", "学校"}, {"classroom_id", "教室"}, {"device_id", "设备"}, {"technician_id", "维修人员"},
	{"category", "设备类别"}, {"brand", "品牌"}, {"model", "型号"}, {"serial", "序列号"}, {"asset_no", "资产编号"},
	{"bought_on", "取得日期"}, {"fund_source", "资金来源"}, {"price_cents", "价格"}, {"supplier", "供应商"},
	{"warranty_until", "保修至"}, {"state", "使用状况"}, {"reason", "原因"}, {"label_code", "标签号"},
	{"number", "编号"}, {"status", "状态"}, {"fault", "故障"}, {"priority", "优先级"}, {"due_at", "应完成时间"},
	{"outcome", "维修结果"}, {"remedy", "维修措施"}, {"attachment_id", "照片"}, {"stage", "拍摄时"}, {"says", "变更"},
	{"import", "导入"}, {"line", "台账第几行"}, {"file_name", "文件"}, {"size_bytes", "文件大小"}, {"changes", "变更条数"},
	{"rows", "行数"}, {"added", "新增"}, {"changed", "更新"}, {"unchanged", "不变"}, {"rejected", "拒绝"},
	{"new_classrooms", "新增教室"}, {"new_devices", "新增设备"}, {"new_schools", "新增学校"}, {"schools", "学校数"},
	{"seed", "随机种子"}, {"document", "文号"}, {"note", "说明"}, {"in_force_from", "实施日期"}, {"differences", "不同之处"},

	{"period", "上报任务"}, {"tables", "报表"}, {"cut_off_at", "统计时点"}, {"due_school", "学校截止日"}, {"due_centre", "中心校截止日"},
	{"due_county", "县级截止日"}, {"due_city", "市级截止日"}, {"remind_days", "提前提醒"}, {"signed_at", "定稿时间"}, {"reminded", "催报"},
	{"revision", "第几版"}, {"zero", "零报告"}, {"remarks", "备注"}, {"explanations", "填写的说明"},
	{"cause", "报废原因"}, {"devices", "设备编号"}, {"receiver_id", "调入单位"}, {"approval_no", "批准文号"},
	{"version", "第几次核对"}, {"conclusion", "核对结论"}, {"title", "导出内容"}, {"query", "导出条件"},
	{"objective", "目标"}, {"budget_cents", "预算"}, {"rural_percent", "乡村权重"}, {"network", "含网络"}, {"software", "含软件"},
	{"count_unverified", "计入仍待核实的教室"},

	{"specs.host.cpu_model", "主机 · 处理器"}, {"specs.host.cpu_cores", "主机 · 核心数"}, {"specs.host.cpu_threads", "主机 · 线程数"},
	{"specs.host.cpu_base_mhz", "主机 · 基准频率"}, {"specs.host.cpu_turbo_mhz", "主机 · 睿频"}, {"specs.host.cpu_reported_mhz", "主机 · 系统报告的频率"},
	{"specs.host.memory_mib", "主机 · 内存"}, {"specs.host.memory_visible_mib", "主机 · 系统可见内存"}, {"specs.host.disks", "主机 · 硬盘"},
	{"specs.host.system_free_bytes", "主机 · 系统盘可用"}, {"specs.host.gpu", "主机 · 显卡"}, {"specs.host.gpu_memory_mib", "主机 · 显存"},
	{"specs.host.nic_mbps", "主机 · 有线网卡"}, {"specs.display.size_inches", "显示 · 屏幕尺寸"}, {"specs.display.visible_inches", "显示 · 可视尺寸"},
	{"specs.display.projected", "显示 · 投影画面"}, {"specs.camera.present", "摄像头 · 摄像头"}, {"specs.camera.width", "摄像头 · 横向像素"},
	{"specs.camera.height", "摄像头 · 纵向像素"}, {"specs.camera.omni_mic", "摄像头 · 全向麦克风"}, {"specs.audio.plays_media", "扩音 · 音源播放"},
	{"specs.audio.amplifies_voice", "扩音 · 授课人声扩音"}, {"specs.audio.campus_broadcast", "扩音 · 校园广播"},
	{"specs.software.os", "软件 · 操作系统"}, {"specs.software.office", "软件 · 办公软件"}, {"specs.software.browser", "软件 · 浏览器"},
	{"specs.software.antivirus", "软件 · 杀毒软件"}, {"specs.software.popup_blocker", "软件 · 弹窗拦截"}, {"specs.software.remote", "软件 · 远程集中管理"},
	{"specs.software.restore", "软件 · 还原保护"}, {"specs.software.monitor", "软件 · 运行监测客户端"}, {"specs.software.teaching", "软件 · 互动教学软件"},
}

var titles = func() map[string]string {
	titles := map[string]string{}
	for _, f := range fields {
		titles[f.path] = f.title
	}
	return titles
}()

func titleOf(path string) string {
	if title, ok := titles[path]; ok {
		return title
	}
	if port, ok := strings.CutPrefix(path, "specs.ports."); ok {
		kind, direction, _ := strings.Cut(port, ".")
		return strings.TrimSpace("接口 · " + inWords(ports, kind) + " " + inWords(directions, direction))
	}
	if title, ok := titles[path[strings.LastIndexByte(path, '.')+1:]]; ok {
		return title
	}
	return path
}

func rank(title string) int {
	if i := slices.IndexFunc(fields, func(f field) bool { return f.title == title }); i >= 0 {
		return i
	}
	return len(fields)
}

var (
	ports      = map[string]string{"usb": "USB", "usb3": "USB 3.0", "type_c": "Type-C", "hdmi": "HDMI", "vga": "VGA"}
	directions = map[string]string{"in": "输入", "out": "输出", "both": ""}
	units      = map[string]string{"days": " 天", "percent": " %", "mbps": " Mbps", "ms": " ms", "bytes": " 字节", "count": " 人", "inches": " 英寸"}
)

type labelled interface {
	~string
	Label() string
}

func label[T labelled](code string) string { return T(code).Label() }

func inWordsOf(words map[string]string) func(string) string {
	return func(code string) string { return inWords(words, code) }
}

// codes are the fields whose values are codes, with what puts them into words.
var codes = map[string]func(string) string{
	"type": label[models.SchoolType], "area": label[models.Area], "sponsor": label[models.Sponsor],
	"category": label[models.Category], "state": label[models.DeviceState], "status": label[models.TicketStatus],
	"outcome": label[models.TicketOutcome], "network.source": label[models.Source],
	"kind": func(code string) string {
		if word := models.ClassroomKind(code).Label(); word != code {
			return word
		}
		return models.OrganisationKind(code).Label()
	},
	"priority":       inWordsOf(map[string]string{"P0": "P0 安全", "P1": "P1 紧急", "P2": "P2 一般", "P3": "P3 轻微"}),
	"stage":          inWordsOf(map[string]string{"report": "报修时", "before": "维修前", "after": "维修后"}),
	"specs.host.gpu": inWordsOf(map[string]string{"integrated": "集成显卡", "discrete": "独立显卡", "none": "没有"}),
}

// codesOf are fields whose codes mean something else in a subject.
var codesOf = map[string]map[string]func(string) string{
	"submission": {"status": label[models.SubmissionStatus]},
	"transfer":   {"status": label[models.TransferStatus]},
	"disposal":   {"status": label[models.DisposalStatus], "cause": label[models.DisposalCause]},
	"period":     {"kind": label[models.PeriodKind], "tables": label[models.ReportTable]},
	"purchase":   {"conclusion": label[models.PurchaseConclusion]},
	"plan":       {"objective": label[models.PlanObjective]},
}
