package workbook

import (
	"strings"

	"banbantong/models"
	"banbantong/services/workbook/value"
)

// partInfo is how fields and titles name a part.
type partInfo struct {
	part  part
	key   string
	label string
	words []string // in a title or the group above it
	names []string // titles that hold the part itself, or whether there is one
}

func partInfos() []partInfo {
	return []partInfo{
		{partDevice, "device", "设备", nil, words("设备名称 资产名称 名称 设备 班班通设备 品名 有无班班通 是否有班班通 是否配备班班通 班班通")},
		{partHost, "host", "主机", words("主机 ops 电脑 计算机 pc 微机"), words("主机 电脑 计算机 ops ops电脑 ops主机 主机名称 电脑名称")},
		{partDisplay, "display", "显示设备", words("显示设备 显示 一体机 交互平板 智能平板 交互智能平板 触控一体机 智慧黑板 黑板 平板 屏幕 大屏 投影机 投影 电子白板 白板 电视 显示屏 触摸屏 触控屏"), words("显示设备 一体机 交互平板 智能平板 交互智能平板 触控一体机 智慧黑板 显示终端 大屏 显示设备名称 显示设备类型 投影机 投影 电子白板 显示方式 触控屏 触摸屏")},
		{partCamera, "camera", "摄像头", words("摄像头 摄像机 网络摄像头"), words("摄像头 高清摄像头 网络摄像头 有无摄像头 摄像机 是否有摄像头")},
		{partAudio, "audio", "扩音设备", words("扩音设备 扩音系统 扩音 音响 音箱 功放 扩声 麦克风 话筒"), words("扩音设备 扩音系统 扩音 音响 音箱 功放 有无扩音设备 音响设备 扩音器 有无音响 麦克风 话筒")},
		{partDocCam, "doc_camera", "视频展示台", words("视频展示台 视频展台 展示台 展台 实物展台"), words("视频展示台 视频展台 展示台 展台 实物展台 有无展台 有无视频展台")},
	}
}

// identityFields are the fields that every part may have, for each part.
func identityFields() []field {
	var all []field
	for _, p := range partInfos() {
		part := p.part
		add := func(key, label, names string, f field) {
			f.FieldInfo = FieldInfo{Field(p.key + "." + key), label, p.label}
			if part != partDevice {
				f.Label = p.label + label
			}
			switch f.part = part; {
			case key == "name":
				f.names, f.grouped = words(names), words("名称 有无 是否配备 是否有 配备情况 设备名称 配备 情况")
			case part == partDevice:
				f.names = words(names)
			default:
				f.grouped = words(names)
			}
			all = append(all, f)
		}
		set := func(longest int, put func(*identity, string)) func(Options, string) cellReader {
			return reads(text(longest), func(b *builder, v string) { put(&b.identity[part], v) })
		}
		code := func(put func(*identity, string)) func(Options, string) cellReader {
			return reads(value.Code, func(b *builder, v string) { put(&b.identity[part], v) })
		}
		add("name", "名称或有无", strings.Join(p.names, " "), field{none: true, reader: reads(readNaming, func(b *builder, v naming) { b.name(part, v) })})
		if part == partDevice {
			add("label", "标签号", "标签号 标签编号 标签代码 设备标签号", field{reader: set(12, func(i *identity, v string) { i.label = strings.ToUpper(v) })})
		}
		if part == partDevice || part == partDisplay {
			add("category", "类别", "设备类别 类别 设备类型 类型 设备种类 资产类别 种类", field{reader: reads(value.Category, func(b *builder, v models.Category) { b.identity[part].category = v })})
		}
		add("brand", "品牌", "品牌 厂家 厂商 生产厂家 品牌名称 制造商 生产厂商", field{reader: set(60, func(i *identity, v string) { i.brand = v })})
		add("model", "型号", "型号 规格型号 设备型号 产品型号 机型 型号规格 型号及规格", field{reader: set(100, func(i *identity, v string) { i.model = v })})
		add("brand_model", "品牌型号", "品牌型号 品牌及型号 品牌和型号 品牌与型号 厂家型号 设备品牌型号 品牌规格型号", field{reader: reads(readMakeAndModel, func(b *builder, v makeAndModel) { b.makeAndModel(part, v) })})
		add("serial", "序列号", "序列号 sn sn码 出厂编号 机身编号 设备序列号 产品序列号 机身号 序列编号 s/n", field{reader: code(func(i *identity, v string) { i.serial = v })})
		add("asset", "资产编号", "资产编号 资产编码 固定资产编号 资产号 设备编号 编号 资产卡片号 卡片编号 固定资产编码 设备编码 资产卡片编号 财产编号", field{reader: code(func(i *identity, v string) { i.asset = v })})
		add("bought_on", "取得日期", "取得日期 购置时间 购买日期 购置日期 购买时间 投入使用时间 采购时间 采购日期 购入时间 购入日期 配备时间 启用时间 启用日期 安装时间 安装日期 使用时间 投用时间 购置年月 购买年月 购置年份 配备年份 建设时间 配置时间 验收日期 验收时间 购进时间 使用年月 投入使用日期 装备时间 配备年月 入库时间 取得时间 采购年份 年份", field{dates: true, reader: readsWith(bought, func(b *builder, v models.Date) { b.identity[part].boughtOn = v })})
		add("state", "使用状况", "使用状况 状态 使用状态 设备状态 设备状况 使用情况 运行状况 运行状态 设备情况 完好情况 是否完好 状况 是否正常使用 能否正常使用 好坏 设备现状 现状 是否正常 完好状况 是否损坏", field{reader: reads(value.State, func(b *builder, v models.DeviceState) { b.identity[part].state = v })})
		add("quantity", "数量", "数量 台数 套数 设备数量 数量台 数量套 配备数量 件数", field{none: true, reader: readsWith(quantity, func(b *builder, v int) { b.identity[part].quantity = &v })})
		add("price", "单价", "单价 价格 金额 价值 单价元 原值 购置金额 设备价格 购置价格 资产原值 采购价格 采购单价 价值元 价格元", field{reader: readsWith(func(_ Options, title string) func(string) (int64, error) {
			tenThousands := strings.Contains(title, "万")
			return func(s string) (int64, error) { return value.Cents(s, tenThousands) }
		}, func(b *builder, v int64) { b.identity[part].priceCents = &v })})
		add("fund", "经费来源", "经费来源 资金来源 来源 资金渠道 项目名称 项目来源 购置资金来源 建设项目 采购项目", field{reader: set(60, func(i *identity, v string) { i.fund = v })})
		add("supplier", "供应商", "供应商 供货商 供货单位 供应单位 中标单位 中标公司 供货厂家", field{reader: set(100, func(i *identity, v string) { i.supplier = v })})
		add("warranty_until", "保修期至", "保修期至 保修到期 质保期至 质保到期 保修截止日期 保修到期日 质保截止日期", field{dates: true, reader: reads(value.Date, func(b *builder, v models.Date) { b.identity[part].warranty = v })})
		add("gb_code", "分类代码", "分类代码 资产分类代码 国标代码 资产分类编码 国标分类代码 分类编码", field{reader: set(16, func(i *identity, v string) { i.gbCode = v })})
	}
	return all
}

// portFields are columns of sockets: of one kind each, or a list.
func portFields() []field {
	var all []field
	for _, side := range []struct {
		part      part
		key       string
		label     string
		direction models.PortDirection // of HDMI and VGA
		word      string
	}{{partHost, "host", "主机", models.PortOut, "输出"}, {partDisplay, "display", "显示设备", models.PortIn, "输入"}} {
		for _, socket := range []struct {
			kind  models.PortKind
			label string
			names string
		}{{models.PortUSB, "USB", "usb usb接口 usb接口数 usb接口数量 usb口 usb数量 usb接口个数 usb口数量"}, {models.PortUSB3, "USB3.0", "usb3.0 usb3.0接口 usb3.0接口数 usb3.0接口数量 usb3.0口 usb3"},
			{models.PortTypeC, "Type-C", "typec typec接口 typec接口数 typec接口数量 typec口"}, {models.PortHDMI, "HDMI", "hdmi hdmi接口 hdmi接口数 hdmi接口数量 hdmi口"}, {models.PortVGA, "VGA", "vga vga接口 vga接口数 vga接口数量 vga口"}} {
			direction, label := models.PortBoth, socket.label+"接口数"
			names, grouped := []string(nil), words(socket.names)
			switch {
			case socket.kind == models.PortHDMI || socket.kind == models.PortVGA: // without a part or a direction, such a column says nothing
				direction, label = side.direction, socket.label+side.word+"接口数"
				for _, n := range words(socket.names) {
					names = append(names, strings.Replace(n, string(socket.kind), string(socket.kind)+side.word, 1))
				}
			case (socket.kind == models.PortUSB) == (side.part == partHost): // the notice asks for USB of the host, for USB3.0 and Type-C of the screen
				names = words(socket.names)
			}
			all = append(all, field{FieldInfo: FieldInfo{Field(side.key + "." + string(socket.kind)), label, side.label}, part: side.part, none: true, names: names, grouped: grouped,
				reader: reads(func(s string) (int, error) { return value.PortCount(s, socket.kind) }, func(b *builder, n int) {
					b.ports[side.part] = append(b.ports[side.part], models.Port{Kind: socket.kind, Direction: direction, Count: n})
				})})
		}
		all = append(all, field{FieldInfo: FieldInfo{Field(side.key + ".ports"), "接口", side.label}, part: side.part,
			names: words(side.word + "接口"), grouped: words("接口 接口情况 端口 接口类型 外部接口"),
			reader: reads(value.Ports, func(b *builder, ports []models.Port) {
				for _, p := range ports {
					if p.Direction == "" && (p.Kind == models.PortHDMI || p.Kind == models.PortVGA) {
						p.Direction = side.direction
					} else if p.Direction == "" {
						p.Direction = models.PortBoth
					}
					b.ports[side.part] = append(b.ports[side.part], p)
				}
			})})
	}
	return all
}
