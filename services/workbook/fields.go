package workbook

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/width"

	"banbantong/models"
	"banbantong/services/workbook/value"
)

// Field is what a column holds, such as "host.memory". "" is a column that is not read.
type Field string

// FieldInfo is what a person choosing a column's field sees.
type FieldInfo struct {
	Field Field
	Label string // 内存
	Group string // 主机
}

// Options are what reading a sheet depends on beside the sheet.
type Options struct {
	Kind  Kind        // of the sheets, where it is known before they are looked at
	Today models.Date // the China-time day: no purchase is later, and every fact is marked with it
}

// cellReader takes one cell's text into the row. A value.Note is a remark, any other error rejects the row.
type cellReader func(b *builder, text string) error

// field is one line of the table of fields.
type field struct {
	FieldInfo
	part    part     // for choosing by the group above a title; partDevice is any
	names   []string // titles that mean it, as folded by plain
	grouped []string // titles that mean it where the title or the group above it names the part
	dates   bool     // takes cells that hold a date
	none    bool     // reads 无 by itself; otherwise 无 is passed over
	reader  func(o Options, title string) cellReader
}

// memoSize bounds what a column remembers; ledgers repeat a few dozen values.
const memoSize = 4096

// reads makes a reader of a parser and of what to do with the value. Each column remembers what it has parsed.
func reads[T any](parse func(string) (T, error), put func(*builder, T)) func(Options, string) cellReader {
	return readsWith(func(Options, string) func(string) (T, error) { return parse }, put)
}

// readsWith is reads for a parser that depends on the options or on the column's title.
func readsWith[T any](parser func(o Options, title string) func(string) (T, error), put func(*builder, T)) func(Options, string) cellReader {
	type parsed struct {
		v   T
		err error
	}
	return func(o Options, title string) cellReader {
		parse, memo := parser(o, title), map[string]parsed{}
		return func(b *builder, text string) error {
			p, ok := memo[text]
			if !ok {
				p.v, p.err = parse(text)
				if len(memo) < memoSize {
					memo[text] = p
				}
			}
			if _, note := p.err.(value.Note); p.err == nil || note {
				put(b, p.v)
			}
			return p.err
		}
	}
}

// text reads a name as it is, up to the length that the register holds.
func text(longest int) func(string) (string, error) {
	return func(s string) (string, error) {
		s = strings.Join(strings.Fields(s), " ")
		if utf8.RuneCountInString(s) > longest {
			return "", value.Unclear(fmt.Sprintf("最多 %d 个字", longest))
		}
		return s, nil
	}
}

// bought reads a date that has been.
func bought(o Options, _ string) func(string) (models.Date, error) {
	return func(s string) (models.Date, error) {
		d, err := value.Date(s)
		if _, unclear := err.(value.Unclear); !unclear && o.Today != "" && d.Earliest() > o.Today {
			return "", value.Unclear("日期在今天之后，请核对")
		}
		return d, err
	}
}

// quantity reads how many devices a row stands for: of a ledger each is in the register, of a purchase any number is
// bought.
func quantity(o Options, _ string) func(string) (int, error) {
	most := 200
	if o.Kind == KindPurchase {
		most = 100_000
	}
	return func(s string) (int, error) { return value.Quantity(s, most) }
}

// within reads a whole number no greater than most.
func within(most int) func(string) (int, error) {
	return func(s string) (int, error) {
		n, err := value.Count(s)
		if err == nil && n > most {
			return 0, value.Unclear(fmt.Sprintf("应在 0 至 %d 之间，请核对", most))
		}
		return n, err
	}
}

// choice reads one of a few words.
func choice[T ~string](options map[string]T, how string) func(string) (T, error) {
	return func(s string) (T, error) {
		if v, ok := options[strings.Join(strings.Fields(s), "")]; ok {
			return v, nil
		}
		return "", value.Unclear("应为" + how + "之一")
	}
}

// unitIn is the unit that a title gives in brackets or after 单位.
func unitIn(title string) value.Unit {
	t := strings.ToLower(width.Fold.String(title))
	for _, u := range []struct {
		sign string
		unit value.Unit
	}{{"(gb)", value.Gigabytes}, {"(g)", value.Gigabytes}, {"(mb)", value.Megabytes}, {"(m)", value.Megabytes}, {"(tb)", value.Terabytes}, {"(t)", value.Terabytes}, {"单位:g", value.Gigabytes}, {"单位g", value.Gigabytes}, {"/g", value.Gigabytes}} {
		if strings.Contains(t, u.sign) {
			return u.unit
		}
	}
	return ""
}

// fields is the table of everything that a column may hold.
func fields() []field {
	all := []field{
		{FieldInfo: FieldInfo{"school.name", "学校名称", "学校"}, names: words("学校 学校名称 单位 单位名称 校名 使用单位 所属学校 学校全称 使用学校 学校单位 校点名称 教学点名称 学校简称 所在学校"),
			reader: reads(text(100), func(b *builder, v string) { b.row.School.Name = v })},
		{FieldInfo: FieldInfo{"school.code", "学校标识码", "学校"}, names: words("学校标识码 学校机构标识码 标识码 学校代码 学校编码 机构代码 学校编号 单位代码 机构标识码"),
			reader: reads(value.SchoolCode, func(b *builder, v string) { b.row.School.Code = v })},
		{FieldInfo: FieldInfo{"school.superior", "上级单位", "学校"}, names: words("上级单位 中心校 中心学校 所属中心校 乡镇 所在乡镇 乡镇街道 所属乡镇 县区 县市区 区县 所属县区 主管部门 上级学校 学区 片区"),
			reader: reads(text(100), func(b *builder, v string) { b.row.School.Superior = v })},
		{FieldInfo: FieldInfo{"school.type", "办学类型", "学校"}, names: words("办学类型 学校类型 学校类别 学段"), reader: reads(choice(schoolTypes, "小学、教学点、初级中学、九年一贯制学校、完全中学、高级中学、十二年一贯制学校、特殊教育学校"), func(b *builder, v models.SchoolType) { b.row.School.Type = v })},
		{FieldInfo: FieldInfo{"school.area", "城乡分类", "学校"}, names: words("城乡分类 城乡类型 城乡类别 所在地城乡类型 城乡"), reader: reads(choice(areas, "城区、镇区、乡村"), func(b *builder, v models.Area) { b.row.School.Area = v })},
		{FieldInfo: FieldInfo{"school.sponsor", "举办者", "学校"}, names: words("举办者 举办者类型 办学性质 办学主体"), reader: reads(choice(sponsors, "教育部门、其他部门、地方企业、民办"), func(b *builder, v models.Sponsor) { b.row.School.Sponsor = v })},
		{FieldInfo: FieldInfo{"school.uplink", "校园网接入带宽", "学校"}, names: words("校园网接入带宽 校园网带宽 校园网出口带宽 专网带宽 教育专网带宽 出口带宽 学校带宽 校园网接入速率 学校接入带宽 校园网专网带宽"),
			reader: reads(value.Mbps, func(b *builder, v int) { b.row.School.UplinkMbps = &v })},
		{FieldInfo: FieldInfo{"school.class_internet", "班级互联网接入速率", "学校"}, names: words("班级互联网接入速率 班级互联网带宽 每班互联网带宽 每班带宽"),
			reader: reads(value.Mbps, func(b *builder, v int) { b.row.School.ClassInternetMbps = &v })},

		{FieldInfo: FieldInfo{"classroom.name", "班级或教室", "教室"}, names: words("班级 班级名称 教室 教室名称 所在班级 使用班级 班别 班 班级教室 班级或教室 教室班级 功能室 场室 场室名称 所在教室"),
			reader: reads(value.ReadPlace, func(b *builder, v value.Place) { b.at(v) })},
		{FieldInfo: FieldInfo{"classroom.place", "安装地点", "教室"}, names: words("安装地点 存放地点 安装位置 存放位置 位置 地点 放置地点 所在位置 使用地点 场所 教室位置 设备位置 安装场所 所在地点"),
			reader: reads(value.ReadPlace, func(b *builder, v value.Place) { b.at(v) })},
		{FieldInfo: FieldInfo{"classroom.building", "楼栋", "教室"}, names: words("楼栋 教学楼 楼号 楼宇 所在楼 所在楼栋 楼名 楼栋名称 教学楼名称 楼房"), reader: reads(text(60), func(b *builder, v string) { b.place.Building = v })},
		{FieldInfo: FieldInfo{"classroom.floor", "楼层", "教室"}, names: words("楼层 层 所在楼层"), reader: reads(text(20), func(b *builder, v string) { b.place.Floor = v })},
		{FieldInfo: FieldInfo{"classroom.room", "房间号", "教室"}, names: words("房间号 教室号 房号 门牌号 教室编号 室号"), reader: reads(text(20), func(b *builder, v string) { b.place.Room = v })},
		{FieldInfo: FieldInfo{"classroom.kind", "教室类型", "教室"}, names: words("教室类型 教室类别 教室性质 教室用途"), reader: reads(roomKind, func(b *builder, v models.ClassroomKind) { b.room.Kind = v })},
		{FieldInfo: FieldInfo{"classroom.students", "学生数", "教室"}, none: true, names: words("学生数 班额 人数 学生人数 班级人数 班级学生数 在校生数 班学生数 座位数 学生 班额人数 班级学生人数 现有学生数 座位"),
			reader: reads(within(300), func(b *builder, v int) { b.room.StudentCount = &v })},
		{FieldInfo: FieldInfo{"classroom.on_campus_network", "是否接入校园网", "教室"}, none: true, names: words("是否接入校园网 接入校园网 联网方式 校园网 是否接入教育专网 接入教育专网 网络接入方式 上网方式 接入方式 是否通过校园网接入 校园网接入 是否接入专网 接入校园网情况"),
			reader: reads(value.OnCampusNetwork, func(b *builder, v bool) { b.room.OnCampusNetwork = &v })},
		{FieldInfo: FieldInfo{"classroom.port_mbps", "班级接入带宽", "教室"}, names: words("班级接入带宽 网速 网络带宽 班级网速 带宽 接入速率 班级带宽 教室网速 教室带宽 网络 宽带 网络速率 接入带宽 网络接入带宽 网络接入速率 班级网络"),
			reader: reads(value.Mbps, func(b *builder, v int) { b.network.PortMbps = &v })},
		{FieldInfo: FieldInfo{"classroom.down_mbps", "实测下行网速", "教室"}, names: words("实测下行网速 下行网速 下行速率 下行 下载速度 下行带宽 下载速率"), reader: reads(value.Measured, func(b *builder, v float64) { b.network.DownMbps = &v })},
		{FieldInfo: FieldInfo{"classroom.up_mbps", "实测上行网速", "教室"}, names: words("实测上行网速 上行网速 上行速率 上行 上传速度 上行带宽 上传速率"), reader: reads(value.Measured, func(b *builder, v float64) { b.network.UpMbps = &v })},
		{FieldInfo: FieldInfo{"classroom.latency_ms", "网络延迟", "教室"}, names: words("网络延迟 延迟 时延 网络时延 延迟率 网络延迟率 ping"), reader: reads(value.Measured, func(b *builder, v float64) { b.network.LatencyUpMs, b.network.LatencyDownMs = &v, &v })},
		{FieldInfo: FieldInfo{"classroom.jitter_ms", "网络抖动", "教室"}, names: words("网络抖动 抖动 抖动率 网络抖动率"), reader: reads(value.Measured, func(b *builder, v float64) { b.network.JitterMs = &v })},
		{FieldInfo: FieldInfo{"classroom.measured_on", "网络检测日期", "教室"}, dates: true, names: words("网络检测日期 检测日期 测速日期 测试日期 测速时间"), reader: readsWith(bought, func(b *builder, v models.Date) { b.network.On = v })},

		{FieldInfo: FieldInfo{"host.config", "主机配置", "主机"}, part: partHost, names: words("主机配置 配置 电脑配置 配置参数 配置情况 主机参数 计算机配置 ops配置 技术参数 参数 规格参数 主要配置 cpu内存硬盘 规格 电脑配置参数"),
			reader: reads(value.ReadConfig, (*builder).config)},
		{FieldInfo: FieldInfo{"host.cpu", "CPU", "主机"}, part: partHost, names: words("cpu cpu型号 处理器 中央处理器 处理器型号 cpu规格 cpu配置 cpu处理器 处理器cpu"), reader: reads(value.ReadCPU, (*builder).cpu)},
		{FieldInfo: FieldInfo{"host.cores", "CPU 核心数", "主机"}, part: partHost, names: words("核心数 cpu核数 核数 cpu核心数 内核数 cpu核心"), reader: reads(value.Cores, func(b *builder, v int) { b.cpu(value.CPU{Cores: &v}) })},
		{FieldInfo: FieldInfo{"host.threads", "CPU 线程数", "主机"}, part: partHost, names: words("线程数 cpu线程数 线程 cpu线程"), reader: reads(value.Threads, func(b *builder, v int) { b.cpu(value.CPU{Threads: &v}) })},
		{FieldInfo: FieldInfo{"host.base", "CPU 主频", "主机"}, part: partHost, names: words("主频 cpu主频 频率 cpu频率 基准频率 处理器主频"), reader: reads(value.Megahertz, func(b *builder, v int) { b.cpu(value.CPU{BaseMHz: &v}) })},
		{FieldInfo: FieldInfo{"host.memory", "内存", "主机"}, part: partHost, names: words("内存 运行内存 ram 内存容量 内存大小 内存条 主机内存 电脑内存 运存"),
			reader: readsWith(func(_ Options, title string) func(string) (int, error) {
				unit := unitIn(title)
				return func(s string) (int, error) { return value.Memory(s, unit) }
			}, (*builder).memory)},
		{FieldInfo: FieldInfo{"host.disk", "硬盘", "主机"}, part: partHost, names: words("硬盘 硬盘容量 硬盘大小 存储 磁盘 硬盘空间 主机硬盘 电脑硬盘 硬盘类型及容量 硬盘容量及类型 固态硬盘 存储容量 硬盘规格"),
			reader: readsWith(func(_ Options, title string) func(string) ([]models.Disk, error) {
				unit := unitIn(title)
				return func(s string) ([]models.Disk, error) { return value.Disks(s, unit) }
			}, (*builder).disks)},
		{FieldInfo: FieldInfo{"host.disk_kind", "硬盘类型", "主机"}, part: partHost, names: words("硬盘类型 硬盘种类 是否固态 固态或机械"), reader: reads(diskKind, func(b *builder, v models.DiskKind) { b.diskKind = v })},
		{FieldInfo: FieldInfo{"host.system_free", "系统盘可用空间", "主机"}, part: partHost, names: words("系统盘可用空间 c盘剩余空间 系统盘剩余空间 c盘可用空间 c盘剩余"), reader: reads(freeSpace, func(b *builder, v int64) {
			b.host().SystemFreeBytes = &v
			b.fact("host.system_free_bytes")
		})},
		{FieldInfo: FieldInfo{"host.gpu", "显卡", "主机"}, part: partHost, none: true, names: words("显卡 显卡类型 显示卡 gpu 显卡型号"), reader: reads(value.ReadGPU, (*builder).gpu)},
		{FieldInfo: FieldInfo{"host.gpu_memory", "显存", "主机"}, part: partHost, names: words("显存 显存容量 显存大小"), reader: reads(value.VideoMemory, (*builder).gpuMemory)},
		{FieldInfo: FieldInfo{"host.nic", "网卡", "主机"}, part: partHost, none: true, names: words("网卡 网卡速率 有线网卡 网卡类型"), reader: reads(value.NIC, func(b *builder, v int) {
			b.host().NICMbps = &v
			b.fact("host.nic_mbps")
		})},
		{FieldInfo: FieldInfo{"display.size", "屏幕尺寸", "显示设备"}, part: partDisplay, names: words("屏幕尺寸 尺寸 屏幕 屏幕大小 屏幕尺寸英寸 显示尺寸 一体机尺寸 大屏尺寸 屏尺寸 英寸 寸数 屏幕寸数 平板尺寸 显示屏尺寸 设备尺寸 规格尺寸 投影尺寸 显示屏"),
			reader: reads(value.Inches, (*builder).inches)},
		{FieldInfo: FieldInfo{"camera.resolution", "摄像头清晰度", "摄像头"}, part: partCamera, names: words("摄像头清晰度 摄像头分辨率 分辨率 清晰度 摄像头像素 摄像头参数"), reader: reads(resolution, func(b *builder, v [2]int) { b.pixels(v[0], v[1]) })},
		{FieldInfo: FieldInfo{"camera.mic", "内置全向麦克风", "摄像头"}, part: partCamera, none: true, names: words("内置全向麦克风 摄像头麦克风 全向麦克风 内置麦克风 是否内置麦克风 摄像头是否带麦克风 内置麦"), reader: reads(value.YesNo, func(b *builder, v bool) {
			b.camera().OmniMic = &v
			b.fact("camera.omni_mic")
		})},
		{FieldInfo: FieldInfo{"audio.plays_media", "音源播放", "扩音设备"}, part: partAudio, none: true, names: words("音源播放 播放音源 音频播放 课件音源播放"), reader: reads(value.YesNo, func(b *builder, v bool) {
			b.audio().PlaysMedia = &v
			b.fact("audio.plays_media")
		})},
		{FieldInfo: FieldInfo{"audio.amplifies_voice", "人声扩音", "扩音设备"}, part: partAudio, none: true, names: words("人声扩音 授课人声扩音 教师扩音 扩声 讲课扩音"), reader: reads(value.YesNo, func(b *builder, v bool) {
			b.audio().AmplifiesVoice = &v
			b.fact("audio.amplifies_voice")
		})},
		{FieldInfo: FieldInfo{"audio.campus_broadcast", "校园广播", "扩音设备"}, part: partAudio, none: true, names: words("校园广播 广播 接入校园广播 支持校园广播"), reader: reads(value.YesNo, func(b *builder, v bool) {
			b.audio().CampusBroadcast = &v
			b.fact("audio.campus_broadcast")
		})},
	}
	for _, item := range []struct{ name, label, names string }{
		{"os", "操作系统", "操作系统 系统 系统版本 操作系统版本 os windows版本"}, {"office", "办公软件", "办公软件 office wps 办公软件版本"}, {"browser", "浏览器", "浏览器"},
		{"antivirus", "杀毒软件", "杀毒软件 杀毒 安全软件 防病毒软件"}, {"popup_blocker", "弹窗拦截软件", "弹窗拦截软件 弹窗拦截"}, {"remote", "远程集中管理软件", "远程集中管理软件 远程管理软件 集控软件 集控 远程管理"},
		{"restore", "还原保护软件", "还原保护软件 还原软件 还原保护 还原卡"}, {"monitor", "班班通运行监测客户端", "班班通运行监测客户端 监测软件 监测客户端 运行监测客户端 班班通监测 班班通运行监测系统客户端 江西省班班通运行监测系统客户端"}, {"teaching", "互动教学软件", "互动教学软件 教学软件 教学通 教学通2.0 赣教云教学通 赣教云教学通2.0 授课软件"},
	} {
		all = append(all, field{FieldInfo: FieldInfo{Field("software." + item.name), item.label, "软件"}, part: partHost, none: true, names: words(item.names),
			reader: reads(text(100), func(b *builder, v string) { b.softwareItem(item.name, v) })})
	}
	all = append(all, portFields()...)
	all = append(all, identityFields()...)
	for i := range all {
		for _, names := range [][]string{all[i].names, all[i].grouped} {
			for j, name := range names {
				names[j] = plain(name)
			}
		}
	}
	return all
}

// Fields lists what a column may hold, for a person to choose from.
func Fields() []FieldInfo {
	var infos []FieldInfo
	for _, f := range fieldTable() {
		infos = append(infos, f.FieldInfo)
	}
	return infos
}

var fieldTable = sync.OnceValue(fields)

func fieldOf(key Field) (field, bool) {
	for _, f := range fieldTable() {
		if f.Field == key {
			return f, true
		}
	}
	return field{}, false
}

// words splits a list of titles.
func words(list string) []string { return strings.Fields(list) }

// at takes a place from one of several columns that may tell parts of it.
func (b *builder) at(p value.Place) {
	for _, part := range []struct {
		to   *string
		from string
	}{{&b.place.Building, p.Building}, {&b.place.Floor, p.Floor}, {&b.place.Room, p.Room}, {&b.place.Class, p.Class}} {
		if *part.to == "" {
			*part.to = part.from
		}
	}
}

var (
	schoolTypes = map[string]models.SchoolType{"小学": models.SchoolPrimary, "完小": models.SchoolPrimary, "村小": models.SchoolPrimary, "中心小学": models.SchoolPrimary, "教学点": models.SchoolTeachingPoint, "小学教学点": models.SchoolTeachingPoint,
		"初中": models.SchoolJunior, "初级中学": models.SchoolJunior, "九年一贯制": models.SchoolNineYear, "九年一贯制学校": models.SchoolNineYear, "完全中学": models.SchoolComplete, "完中": models.SchoolComplete,
		"高中": models.SchoolSenior, "高级中学": models.SchoolSenior, "普通高中": models.SchoolSenior, "十二年一贯制": models.SchoolTwelveYear, "十二年一贯制学校": models.SchoolTwelveYear, "特殊教育": models.SchoolSpecial, "特殊教育学校": models.SchoolSpecial, "特教": models.SchoolSpecial,
		"中职": models.SchoolVocational, "中等职业学校": models.SchoolVocational, "幼儿园": models.SchoolKindergarten}
	areas    = map[string]models.Area{"城区": models.AreaUrban, "主城区": models.AreaUrban, "城乡结合区": models.AreaUrban, "镇区": models.AreaTown, "镇中心区": models.AreaTown, "镇乡结合区": models.AreaTown, "乡村": models.AreaRural, "乡中心区": models.AreaRural, "村庄": models.AreaRural, "农村": models.AreaRural}
	sponsors = map[string]models.Sponsor{"教育部门": models.SponsorEducation, "公办": models.SponsorEducation, "其他部门": models.SponsorOther, "地方企业": models.SponsorEnterprise, "民办": models.SponsorPrivate}
)

func roomKind(s string) (models.ClassroomKind, error) {
	switch {
	case strings.Contains(s, "普通") || s == "班级" || s == "教室":
		return models.ClassroomOrdinary, nil
	case strings.Contains(s, "功能") || strings.Contains(s, "专用") || strings.Contains(s, "多媒体") || strings.Contains(s, "实验") || strings.Contains(s, "录播"):
		return models.ClassroomSpecial, nil
	}
	return "", value.Unclear("应为普通教室或功能室")
}

func diskKind(s string) (models.DiskKind, error) {
	t := strings.ToLower(s)
	ssd := strings.Contains(t, "固态") || strings.Contains(t, "ssd") || t == "是"
	hdd := strings.Contains(t, "机械") || strings.Contains(t, "hdd") || t == "否"
	switch {
	case ssd && !hdd:
		return models.DiskSSD, nil
	case hdd && !ssd:
		return models.DiskHDD, nil
	}
	return "", value.Unclear("应为固态或机械")
}

// freeSpace reads the free space of the system drive in bytes, of which Windows shows binary gigabytes.
func freeSpace(s string) (int64, error) {
	mib, err := value.VideoMemory(strings.TrimSuffix(s, "以上"))
	if err != nil {
		return 0, value.Unclear("看不出可用空间，请写成 20G 这样")
	}
	return int64(mib) << 20, nil
}

func resolution(s string) ([2]int, error) {
	w, h, err := value.Resolution(s)
	return [2]int{w, h}, err
}
