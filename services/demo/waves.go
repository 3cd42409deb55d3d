package demo

import "banbantong/models"

// wave is a time in which rooms were equipped, with what was bought then.
type wave struct {
	from, to string // months; to "" is today
	hosts    []weighted[*host]
	displays []weighted[*display]
	systems  []weighted[*models.SoftwareSpecs]
	camera   float64 // per cent of rooms with a camera of their own
	funds    []string
}

// host is a model of computer. Cores and clocks come from the catalogue.
type host struct {
	name, brand, model, cpu string
	memoryGB                int
	disk                    models.Disk
	gpuMiB                  int // of the integrated adapter
	nicMbps                 int
	ports                   []models.Port
	price                   int64 // yuan
}

// display is a model of panel, television or projector.
type display struct {
	category           models.Category
	name, brand, model string
	inches             float64
	projected          bool
	ports              []models.Port
	price              int64
}

func ssd(gb int) models.Disk { return models.Disk{Kind: models.DiskSSD, SizeMB: ptr(gb * 1000)} }
func hdd(gb int) models.Disk { return models.Disk{Kind: models.DiskHDD, SizeMB: ptr(gb * 1000)} }

// outputs are the sockets of a computer.
func outputs(usb, hdmi, vga int) []models.Port {
	return []models.Port{{Kind: models.PortUSB, Direction: models.PortBoth, Count: usb},
		{Kind: models.PortHDMI, Direction: models.PortOut, Count: hdmi}, {Kind: models.PortVGA, Direction: models.PortOut, Count: vga}}
}

// inputs are the sockets of a panel.
func inputs(usb, usb3, typeC, hdmi, vga int) []models.Port {
	return []models.Port{{Kind: models.PortUSB, Direction: models.PortBoth, Count: usb},
		{Kind: models.PortUSB3, Direction: models.PortIn, Count: usb3}, {Kind: models.PortTypeC, Direction: models.PortIn, Count: typeC},
		{Kind: models.PortHDMI, Direction: models.PortIn, Count: hdmi}, {Kind: models.PortVGA, Direction: models.PortIn, Count: vga}}
}

var (
	// early is the 全面改薄 wave: desktops and projectors or 55-inch panels.
	early = &wave{from: "2012-03", to: "2016-12", camera: 5,
		hosts: []weighted[*host]{
			{24, &host{"台式计算机", "联想", "启天 M4350", "i3-3220", 4, hdd(500), 512, 1000, outputs(8, 1, 1), 3200}},
			{22, &host{"台式计算机", "清华同方", "超扬 A6500", "i3-4130", 4, hdd(500), 512, 1000, outputs(6, 1, 1), 3300}},
			{14, &host{"台式计算机", "方正", "商祺 N320", "i5-3470", 4, hdd(500), 512, 1000, outputs(6, 1, 1), 3900}},
			{12, &host{"OPS 插拔式电脑", "鸿合", "OPS-I3", "i3-4100M", 4, ssd(128), 512, 1000, outputs(6, 1, 1), 3600}},
			{9, &host{"台式计算机", "联想", "扬天 T4900", "i3-4170", 8, ssd(256), 512, 1000, outputs(8, 1, 1), 3500}},
			{8, &host{"台式计算机", "联想", "启天 M4300", "Pentium G2030", 4, hdd(500), 256, 1000, outputs(6, 1, 1), 2600}},
			{6, &host{"台式计算机", "清华同方", "超扬 A3500", "Pentium G3220", 2, hdd(320), 256, 100, outputs(6, 0, 1), 2400}},
			{5, &host{"OPS 插拔式电脑", "东方中原", "OPS-D2", "i3-3120M", 4, ssd(120), 512, 1000, outputs(4, 1, 1), 3400}},
		},
		displays: []weighted[*display]{
			{38, &display{models.CategoryScreen, "短焦投影机", "爱普生", "CB-520", 90, true, inputs(1, 0, 0, 1, 1), 6800}},
			{14, &display{models.CategoryScreen, "液晶电视", "创维", "55E5", 55, false, inputs(2, 0, 0, 2, 1), 3600}},
			{26, &display{models.CategoryPanel, "交互智能平板", "希沃", "F55EA", 55, false, inputs(3, 0, 0, 2, 1), 12800}},
			{16, &display{models.CategoryPanel, "交互智能平板", "鸿合", "HD-I6500E", 65, false, inputs(3, 0, 0, 2, 1), 16800}},
			{6, &display{models.CategoryScreen, "液晶电视", "海信", "LED50", 50, false, inputs(2, 0, 0, 1, 1), 2900}},
		},
		systems: []weighted[*models.SoftwareSpecs]{{50, oldSoftware}, {30, plainSoftware}, {20, fullSoftware}},
		funds:   []string{"全面改薄专项资金", "中央补助资金", "县级财政", "社会捐赠"},
	}

	// middle replaced projectors by panels of 65 and 75 inches with a computer to plug in.
	middle = &wave{from: "2018-03", to: "2021-12", camera: 30,
		hosts: []weighted[*host]{
			{26, &host{"OPS 插拔式电脑", "希沃", "MT43", "i5-7400", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 3900}},
			{22, &host{"OPS 插拔式电脑", "鸿合", "OPS-I5", "i5-8400", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 4200}},
			{22, &host{"OPS 插拔式电脑", "希沃", "MT41", "i3-8100", 4, ssd(128), 512, 1000, outputs(6, 1, 1), 3300}},
			{14, &host{"OPS 插拔式电脑", "创维", "OPS-C3", "i3-7100U", 4, ssd(128), 512, 1000, outputs(5, 1, 1), 3000}},
			{6, &host{"OPS 插拔式电脑", "长虹", "OPS-L1", "i5-8250U", 8, ssd(256), 512, 1000, outputs(5, 1, 1), 3800}},
			{5, &host{"OPS 插拔式电脑", "东方中原", "OPS-D5", "i3-8100", 4, ssd(120), 512, 1000, outputs(5, 1, 1), 3100}},
			{5, &host{"OPS 插拔式电脑", "海信", "OPS-H3", "i3-8100", 4, ssd(128), 512, 1000, outputs(5, 1, 0), 3100}},
		},
		displays: []weighted[*display]{
			{34, &display{models.CategoryPanel, "交互智能平板", "希沃", "F65EC", 65, false, inputs(3, 1, 0, 2, 1), 13800}},
			{26, &display{models.CategoryPanel, "交互智能平板", "希沃", "F75EC", 75, false, inputs(3, 1, 0, 2, 1), 18800}},
			{22, &display{models.CategoryPanel, "交互智能平板", "鸿合", "HD-I7580E", 75, false, inputs(3, 1, 0, 2, 1), 18200}},
			{10, &display{models.CategoryPanel, "智慧黑板", "东方中原", "DM-75A", 75, false, inputs(4, 1, 1, 2, 1), 23800}},
			{8, &display{models.CategoryScreen, "液晶电视", "创维", "65E8", 65, false, inputs(2, 1, 0, 2, 1), 4600}},
		},
		systems: []weighted[*models.SoftwareSpecs]{{15, oldSoftware}, {40, plainSoftware}, {45, fullSoftware}},
		funds:   []string{"义务教育薄弱环节改善与能力提升资金", "中央补助资金", "县级财政", "教育费附加"},
	}

	// late is what was bought after the notice, so by 标准配置, more or less.
	late = &wave{from: "2023-09", camera: 94,
		hosts: []weighted[*host]{
			{46, &host{"OPS 插拔式电脑", "希沃", "MT54", "i5-10400", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 4300}},
			{22, &host{"OPS 插拔式电脑", "鸿合", "OPS-I512", "i3-12100", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 4100}},
			{17, &host{"OPS 插拔式电脑", "MAXHUB", "MT61", "i5-10500", 16, ssd(512), 2048, 1000, outputs(6, 1, 1), 4900}},
			{6, &host{"OPS 插拔式电脑", "创维", "OPS-C12", "i5-12400", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 4600}},
			{4, &host{"OPS 插拔式电脑", "长虹", "OPS-L5", "i5-10400", 8, ssd(240), 1024, 1000, outputs(6, 1, 1), 3900}},
			{3, &host{"OPS 插拔式电脑", "东方中原", "OPS-D10", "i5-10400", 8, ssd(256), 128, 1000, outputs(6, 1, 1), 4000}},
			{2, &host{"OPS 插拔式电脑", "清华同方", "OPS-KX", "Zhaoxin KX-U6780A", 8, ssd(256), 1024, 1000, outputs(6, 1, 1), 5200}},
		},
		displays: []weighted[*display]{
			{44, &display{models.CategoryPanel, "交互智能平板", "希沃", "F86EE", 86, false, inputs(5, 2, 1, 3, 1), 21800}},
			{28, &display{models.CategoryPanel, "交互智能平板", "鸿合", "HD-I758UE", 75, false, inputs(5, 2, 1, 2, 1), 17600}},
			{18, &display{models.CategoryPanel, "智慧黑板", "希沃", "BG86EA", 86, false, inputs(5, 2, 1, 2, 1), 26800}},
			{6, &display{models.CategoryPanel, "交互智能平板", "MAXHUB", "E75", 75, false, inputs(5, 2, 1, 2, 0), 16900}},
			{4, &display{models.CategoryPanel, "交互智能平板", "创维", "65SC", 65, false, inputs(4, 1, 1, 2, 1), 12600}},
		},
		systems: []weighted[*models.SoftwareSpecs]{{20, plainSoftware}, {80, fullSoftware}},
		funds:   []string{"义务教育薄弱环节改善与能力提升资金", "地方政府专项债券", "县级财政"},
	}
)

func item(name string, licensed *bool) *models.SoftwareItem {
	return &models.SoftwareItem{Name: name, Present: ptr(true), Licensed: licensed}
}

func without(item *models.SoftwareItem) *models.SoftwareItem {
	return &models.SoftwareItem{Name: item.Name, Present: ptr(false)}
}

// The three states of software that classroom computers are found in.
var (
	monitor  = &models.SoftwareItem{Name: "江西省班班通运行监测系统客户端", Present: ptr(true)}
	teaching = &models.SoftwareItem{Name: "赣教云·教学通2.0", Present: ptr(true)}

	fullSoftware = &models.SoftwareSpecs{OS: item("Windows 10", ptr(true)), Office: item("WPS 2019 教育版", ptr(true)),
		Browser: item("Microsoft Edge", nil), Antivirus: item("火绒安全软件", ptr(true)), Remote: item("希沃集控", nil),
		Restore: item("冰点还原", nil), Monitor: monitor, Teaching: teaching}
	plainSoftware = &models.SoftwareSpecs{OS: item("Windows 10", ptr(true)), Office: item("WPS 个人版", ptr(false)),
		Browser: item("360 极速浏览器", nil), Antivirus: item("Windows Defender", nil), Remote: item("希沃集控", nil),
		Monitor: without(monitor), Teaching: teaching}
	oldSoftware = &models.SoftwareSpecs{OS: item("Windows 7", nil), Office: item("Microsoft Office 2010", nil),
		Browser: item("Internet Explorer 11", nil), Antivirus: item("360 杀毒", ptr(true)), Restore: item("联想硬盘保护", nil),
		Monitor: without(monitor)}
)
