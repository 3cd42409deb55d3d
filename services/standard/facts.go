package standard

import "reflect"

// facts is what the rules can speak of, one device and its room at a time. The expr tag is the name in a rule,
// label the name of the fact for a person who is asked to supply it, text how its value reads (%s is the
// number), no how a "no" reads, unit its unit where text does not end in it, and spec where its provenance stands in
// models.Specs.Sources. group names facts that go together.
type facts struct {
	Host     hostFacts     `expr:"host"`
	Software softwareFacts `expr:"software"`
	Display  displayFacts  `expr:"display"`
	Camera   cameraFacts   `expr:"camera"`
	Audio    audioFacts    `expr:"audio"`
	Outputs  outputFacts   `expr:"outputs"`
	Inputs   inputFacts    `expr:"inputs"`
	Class    classFacts    `expr:"class"`
	Network  networkFacts  `expr:"network"`
	School   schoolFacts   `expr:"school"`

	// Undecided is the outcome of a question that only the bureau can answer.
	Undecided Outcome `expr:"undecided"`
}

type hostFacts struct {
	Cores         number  `expr:"cores" label:"处理器核心数" text:"%s 核" spec:"host.cpu_cores"`
	Threads       number  `expr:"threads" label:"处理器线程数" text:"%s 线程" spec:"host.cpu_threads"`
	BaseClock     number  `expr:"base_clock" label:"处理器基准频率" text:"基准 %s GHz" spec:"host.cpu_base_mhz"`
	TurboClock    number  `expr:"turbo_clock" label:"处理器睿频" text:"睿频 %s GHz" spec:"host.cpu_turbo_mhz"`
	ReportedClock number  `expr:"reported_clock" label:"系统报告的主频" text:"系统报告 %s GHz" spec:"host.cpu_reported_mhz"`
	Memory        number  `expr:"memory" label:"内存容量" text:"%s GB" spec:"host.memory_mib"`
	VisibleMemory number  `expr:"visible_memory" label:"系统可见内存" text:"系统可见 %s GB" spec:"host.memory_visible_mib"`
	HasGPU        Outcome `expr:"has_gpu" label:"显卡" text:"有显卡" no:"无显卡" spec:"host.gpu"`
	DiscreteGPU   Outcome `expr:"discrete_gpu" label:"显卡类型" text:"独立显卡" no:"非独立显卡" spec:"host.gpu"`
	GPUMemory     number  `expr:"gpu_memory" label:"显存" text:"显存 %s GB" spec:"host.gpu_memory_mib"`
	NIC           number  `expr:"nic" label:"有线网卡速率" text:"%s Mbps" spec:"host.nic_mbps"`
	Disk          number  `expr:"disk" label:"硬盘容量" text:"%s GB" spec:"host.disks"`
	SSD           number  `expr:"ssd" label:"固态硬盘容量" text:"固态硬盘 %s GB" spec:"host.disks"`
	SystemFree    number  `expr:"system_free" label:"系统盘可用空间" text:"%s GB" spec:"host.system_free_bytes"`
	SystemFreeAge number  `expr:"system_free_age" label:"系统盘可用空间的采集日期" text:"%s 天前采集" unit:"天" spec:"host.system_free_bytes"`
}

type softwareFacts struct {
	OS        osFacts   `expr:"os" group:"操作系统" spec:"software.os"`
	Office    itemFacts `expr:"office" group:"办公软件" spec:"software.office"`
	Browser   itemFacts `expr:"browser" group:"浏览器" spec:"software.browser"`
	Antivirus itemFacts `expr:"antivirus" group:"杀毒软件" spec:"software.antivirus"`
	Popup     itemFacts `expr:"popup_blocker" group:"弹窗拦截软件" spec:"software.popup_blocker"`
	Remote    itemFacts `expr:"remote" group:"远程集中管理软件" spec:"software.remote"`
	Restore   itemFacts `expr:"restore" group:"还原保护软件" spec:"software.restore"`
	Monitor   itemFacts `expr:"monitor" group:"运行监测客户端" spec:"software.monitor"`
	Teaching  itemFacts `expr:"teaching" group:"互动教学软件" spec:"software.teaching"`
}

type osFacts struct {
	Name     text    `expr:"name" label:"操作系统" text:"%s"`
	Windows  number  `expr:"windows" label:"操作系统版本" text:"Windows %s"` // 7, 8.1, 10; 0 for any other system
	Domestic Outcome `expr:"domestic" label:"操作系统" text:"国产操作系统" no:"非国产操作系统"`
	Licensed Outcome `expr:"licensed" label:"正版授权凭据" text:"正版" no:"非正版"`
}

type itemFacts struct {
	Name     text    `expr:"name" label:"软件名称" text:"%s"`
	Present  Outcome `expr:"present" label:"是否安装" text:"已安装" no:"未安装"`
	Licensed Outcome `expr:"licensed" label:"正版授权凭据" text:"正版" no:"非正版"`
}

type displayFacts struct {
	Size        number  `expr:"size" label:"屏幕尺寸" text:"%s 英寸" spec:"display.size_inches"`
	VisibleSize number  `expr:"visible_size" label:"实测屏幕尺寸" text:"实测 %s 英寸" spec:"display.visible_inches"`
	Projected   Outcome `expr:"projected" label:"是否投影" text:"投影画面" no:"非投影" spec:"display.projected"`
}

type cameraFacts struct {
	Present Outcome `expr:"present" label:"摄像头" text:"有摄像头" no:"无摄像头" spec:"camera.present"`
	Width   number  `expr:"width" label:"摄像头横向像素" text:"横向 %s 像素" spec:"camera.width"`
	Height  number  `expr:"height" label:"摄像头纵向像素" text:"纵向 %s 像素" spec:"camera.height"`
	OmniMic Outcome `expr:"omni_mic" label:"内置全向麦克风" text:"内置全向麦克风" no:"无内置全向麦克风" spec:"camera.omni_mic"`
}

type audioFacts struct {
	PlaysMedia      Outcome `expr:"plays_media" label:"音源播放" text:"能播放音源" no:"不能播放音源" spec:"audio.plays_media"`
	AmplifiesVoice  Outcome `expr:"amplifies_voice" label:"授课人声扩音" text:"能扩音" no:"不能扩音" spec:"audio.amplifies_voice"`
	CampusBroadcast Outcome `expr:"campus_broadcast" label:"校园广播" text:"能用于校园广播" no:"不能用于校园广播" spec:"audio.campus_broadcast"`
}

// outputFacts are the sockets of a host and of the panels in its room together.
type outputFacts struct {
	USB       number  `expr:"usb" label:"USB 接口数量" text:"USB %s 个" spec:"ports"`
	HDMI      number  `expr:"hdmi" label:"HDMI 输出接口" text:"HDMI 输出 %s 个" spec:"ports"`
	VGA       number  `expr:"vga" label:"VGA 输出接口" text:"VGA 输出 %s 个" spec:"ports"`
	WithPanel Outcome `expr:"with_panel" label:"交互智能平板" text:"配有交互智能平板" no:"未配交互智能平板"`
}

// inputFacts are the sockets of one panel or screen.
type inputFacts struct {
	USB3  number `expr:"usb3" label:"USB3.0 输入接口" text:"USB3.0 %s 个" spec:"ports"`
	TypeC number `expr:"type_c" label:"Type-C 输入接口" text:"Type-C %s 个" spec:"ports"`
	HDMI  number `expr:"hdmi" label:"HDMI 输入接口" text:"HDMI %s 个" spec:"ports"`
	VGA   number `expr:"vga" label:"VGA 输入接口" text:"VGA %s 个" spec:"ports"`
}

type classFacts struct {
	Students        number  `expr:"students" label:"班额" text:"班额 %s 人"`
	HasHost         Outcome `expr:"has_host" label:"主机" text:"有主机" no:"没有在用的主机"`
	HasScreen       Outcome `expr:"has_screen" label:"屏幕" text:"有屏幕" no:"没有在用的屏幕"`
	OnCampusNetwork Outcome `expr:"on_campus_network" label:"是否接入校园网" text:"已接入校园网" no:"未接入校园网"`
}

type networkFacts struct {
	Up          number `expr:"up" label:"上行网速" text:"%s Mbps"`
	Down        number `expr:"down" label:"下行网速" text:"%s Mbps"`
	LatencyUp   number `expr:"latency_up" label:"上行延迟" text:"%s ms"`
	LatencyDown number `expr:"latency_down" label:"下行延迟" text:"%s ms"`
	Jitter      number `expr:"jitter" label:"网络抖动" text:"%s ms"`
	Port        number `expr:"port" label:"端口或合同速率" text:"端口速率 %s Mbps"`
}

type schoolFacts struct {
	Uplink        number  `expr:"uplink" label:"校园网出口带宽" text:"%s Mbps"`
	ClassInternet number  `expr:"class_internet" label:"班级互联网接入速率" text:"%s Mbps"`
	ClassShare    number  `expr:"class_share" label:"各教室是否接入校园网" text:"接入比例 %s"` // 1: every classroom
	TeachingPoint Outcome `expr:"teaching_point" label:"是否教学点" text:"教学点" no:"非教学点"`
}

// fieldNamed finds a fact, or a group of facts, by its name in rules.
func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	if t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("expr") == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}
