package demo

import (
	"fmt"
	"strconv"
	"time"

	"banbantong/models"
)

// product is what a device is called and costs, where the notice asks nothing of it.
type product struct {
	category models.Category
	percent  float64 // of the rooms with a suite
	name     string
	makes    [][2]string // brands and their models
	price    int64       // yuan
}

var accessories = []product{
	{models.CategoryDocCam, 92, "视频展示台", [][2]string{{"鸿合", "HZ-V530"}, {"希沃", "SC06"}, {"良田", "S920A3"}}, 1650},
	{models.CategoryControl, 86, "多媒体讲台", [][2]string{{"国产", "钢木讲台 JT-2"}, {"国产", "钢制讲台 JT-5"}}, 1480},
	{models.CategoryControl, 55, "中央控制器", [][2]string{{"中控", "ZK-3800"}, {"东方中原", "DZ-100"}}, 960},
	{models.CategoryNetwork, 75, "无线接入点", [][2]string{{"华为", "AP5050DN"}, {"锐捷", "RG-AP180"}, {"TP-LINK", "AP1200"}}, 640},
	{models.CategoryNetwork, 40, "交换机", [][2]string{{"华三", "S1208"}, {"锐捷", "RG-ES08"}, {"TP-LINK", "SG1008"}}, 380},
	{models.CategoryOther, 45, "推拉黑板", [][2]string{{"国产", "绿板 4×1.3 m"}}, 1200},
}

var (
	cameraProduct  = product{models.CategoryCamera, 0, "高清摄像头", [][2]string{{"海康威视", "DS-E22"}, {"大华", "UC320"}, {"希沃", "SC08"}}, 680}
	audioProduct   = product{models.CategoryAudio, 0, "扩音系统", [][2]string{{"希沃", "SS31"}, {"鸿合", "HA-60"}, {"得胜", "DA-240"}}, 1880}
	curtainProduct = product{models.CategoryOther, 0, "电动投影幕布", [][2]string{{"红叶", "100 英寸"}}, 720}
)

// gbCodes are the classes of GB/T 14885-2022.
var gbCodes = map[string]string{"台式计算机": "A02010105", "短焦投影机": "A02020200", "电动投影幕布": "A02020300", "交互智能平板": "A02020800",
	"智慧黑板": "A02020800", "交换机": "A02010202"}

// suite makes what is in one room and was bought at once.
func (g *generator) suite(d dice, f *filled, room *models.Classroom, w *wave, bought models.Date) {
	if d.chance(2) {
		return // not equipped yet
	}
	screen := heavy(d, w.displays)
	if !d.chance(0.6) {
		g.screen(d, f, room, w, screen, bought)
	}
	computer, hostWave, hostBought := heavy(d, w.hosts), w, bought
	if w != late && d.chance(5) { // the computer alone was replaced
		computer, hostWave, hostBought = heavy(d, late.hosts), late, g.purchase(d, late)
	}
	if !d.chance(0.8) {
		g.host(d, f, room, hostWave, computer, hostBought)
	}
	if screen.projected {
		g.add(d, f, room, w, curtainProduct, bought)
	}
	if d.chance(w.camera) {
		c := g.add(d, f, room, w, cameraProduct, bought)
		c.Specs.Camera = &models.CameraSpecs{Present: ptr(true), Width: ptr(1920), Height: ptr(1080), OmniMic: ptr(true)}
		switch {
		case d.chance(2):
			c.Specs.Camera.Width, c.Specs.Camera.Height = ptr(1280), ptr(720)
		case d.chance(2):
			c.Specs.Camera.OmniMic = nil
		}
		g.stamp(c, d)
	}
	if w == late || d.chance(80) {
		a := g.add(d, f, room, w, audioProduct, bought)
		a.Specs.Audio = &models.AudioSpecs{PlaysMedia: ptr(true), AmplifiesVoice: ptr(!d.chance(2)), CampusBroadcast: ptr(!d.chance(3))}
		if d.chance(3) {
			a.Specs.Audio.CampusBroadcast = nil
		}
		g.stamp(a, d)
	}
	for _, a := range accessories {
		if d.chance(a.percent) {
			g.add(d, f, room, w, a, bought)
		}
	}
}

func (g *generator) screen(d dice, f *filled, room *models.Classroom, w *wave, m *display, bought models.Date) {
	device := g.device(d, f, room, w, m.category, m.name, m.brand, m.model, m.price, bought)
	device.Specs.Display = &models.DisplaySpecs{SizeInches: ptr(m.inches)}
	if m.projected {
		device.Specs.Display.Projected = ptr(true)
	}
	if d.chance(1) {
		device.Specs.Display.SizeInches = nil
	}
	if d.chance(97) {
		device.Specs.Ports = m.ports
	}
	g.stamp(device, d)
}

func (g *generator) host(d dice, f *filled, room *models.Classroom, w *wave, m *host, bought models.Date) {
	device := g.device(d, f, room, w, models.CategoryHost, m.name, m.brand, m.model, m.price, bought)
	h := &models.HostSpecs{GPU: models.GPUIntegrated, GPUMemoryMiB: &m.gpuMiB, NICMbps: &m.nicMbps}
	if d.chance(98.5) {
		cpu := g.processors[m.cpu]
		h.CPUModel, h.CPUCores, h.CPUThreads, h.CPUBaseMHz = cpu.Model, &cpu.Cores, &cpu.Threads, &cpu.BaseMHz
		if cpu.TurboMHz > 0 {
			h.CPUTurboMHz = &cpu.TurboMHz
		}
	}
	if d.chance(98.5) {
		h.MemoryMiB = ptr(m.memoryGB * 1024)
	}
	if d.chance(98.5) {
		h.Disks = []models.Disk{m.disk}
	}
	if d.chance(94) { // the rest were not switched on lately
		h.SystemFreeBytes = ptr(int64(d.between(8, 90))<<30 + int64(d.IntN(1<<30)))
		if d.chance(1.5) {
			*h.SystemFreeBytes %= 1 << 30
		}
	}
	device.Specs.Host = h
	if d.chance(98) {
		device.Specs.Ports = m.ports
	}
	if d.chance(92) {
		device.Specs.Software = heavy(d, w.systems)
	}
	g.stamp(device, d)
}

func (g *generator) add(d dice, f *filled, room *models.Classroom, w *wave, p product, bought models.Date) *models.Device {
	m := one(d, p.makes)
	return g.device(d, f, room, w, p.category, p.name, m[0], m[1], p.price, bought)
}

// device adds a device to the room, or to the store of the school if room is nil. The answer is good until the next.
func (g *generator) device(d dice, f *filled, room *models.Classroom, w *wave, category models.Category, name, brand, model string, price int64, bought models.Date) *models.Device {
	g.lastDevice++
	at := g.arrived(bought)
	state, place := models.DeviceInUse, "学校库房"
	var roomID *uint
	if room != nil {
		roomID, place = &room.ID, room.Building+room.Name
		if d.chance(0.4) {
			state = models.DeviceDamaged
		}
	}
	f.devices = append(f.devices, models.Device{
		ID: g.lastDevice, SchoolID: f.school.ID, ClassroomID: roomID, Category: category, Name: name, Brand: brand, Model: model,
		Serial: serial(d), BoughtOn: bought, FundSource: one(d, w.funds), PriceCents: ptr(price * 100), GBCode: gbCodes[name],
		Supplier: one(d, suppliers), State: state, LabelToken: labelToken(d), LabelCode: Code(g.seed, uint64(g.lastDevice), 8),
		Version: 1, CreatedAt: at, UpdatedAt: at,
	})
	device := &f.devices[len(f.devices)-1]
	switch { // dates as they come out of ledgers
	case d.chance(2.5):
		device.BoughtOn = ""
	case d.chance(4):
		device.BoughtOn = bought[:4]
	case d.chance(20):
		device.BoughtOn = bought + models.Date(fmt.Sprintf("-%02d", d.between(1, 28)))
	}
	if device.BoughtOn != "" {
		device.WarrantyUntil = models.Date(strconv.Itoa(year(bought)+3)) + bought[4:7]
	}
	if price >= 1000 && d.chance(88) { // below that a thing has no card; the bureau numbers them, so that any may go to any school
		device.AssetNo = ptr(fmt.Sprintf("%04d%06d", year(bought), g.lastDevice))
	}
	g.event(f, device.ID, models.DeviceRegistered, at, importer, "登记到"+place)
	return device
}

const importer = "台账导入"

var suppliers = []string{"江西智远教育装备有限公司", "赣州新视界科技有限公司", "南昌博雅信息技术有限公司", "江西中教启星科技有限公司"}

// stamp says where each fact comes from: a ledger, the catalogue of processors, an agent, or a person.
func (g *generator) stamp(device *models.Device, d dice) {
	specs, on := &device.Specs, models.DateOf(device.CreatedAt)
	imported := models.Provenance{Source: models.SourceImported, On: on}
	sources := make(map[string]models.Provenance, 12)
	note := func(known bool, fact string, p models.Provenance) {
		if known {
			sources[fact] = p
		}
	}
	if h := specs.Host; h != nil {
		catalogue := models.Provenance{Source: models.SourceCatalogue, On: on}
		note(h.CPUModel != "", "host.cpu_model", imported)
		note(h.CPUCores != nil, "host.cpu_cores", catalogue)
		note(h.CPUThreads != nil, "host.cpu_threads", catalogue)
		note(h.CPUBaseMHz != nil, "host.cpu_base_mhz", catalogue)
		note(h.CPUTurboMHz != nil, "host.cpu_turbo_mhz", catalogue)
		note(h.MemoryMiB != nil, "host.memory_mib", imported)
		note(h.Disks != nil, "host.disks", imported)
		note(true, "host.gpu", imported)
		note(true, "host.gpu_memory_mib", imported)
		note(true, "host.nic_mbps", imported)
		note(h.SystemFreeBytes != nil, "host.system_free_bytes", models.Provenance{Source: models.SourceAgent, On: g.daysAgo(d.between(1, 9))})
	}
	note(specs.Display != nil && specs.Display.SizeInches != nil, "display.size_inches", imported)
	note(specs.Ports != nil, "ports", imported)
	typed := models.Provenance{Source: models.SourceTyped, On: on}
	if c := specs.Camera; c != nil {
		note(true, "camera.present", typed)
		note(true, "camera.width", typed)
		note(true, "camera.height", typed)
		note(c.OmniMic != nil, "camera.omni_mic", typed)
	}
	if a := specs.Audio; a != nil {
		note(true, "audio.plays_media", typed)
		note(true, "audio.amplifies_voice", typed)
		note(a.CampusBroadcast != nil, "audio.campus_broadcast", typed)
	}
	specs.Sources = sources
}

// store fills the store of a larger school with what was taken out of rooms.
func (g *generator) store(d dice, f *filled) {
	for range len(f.rooms) / 6 {
		var device *models.Device
		if m := heavy(d, early.displays); d.chance(40) {
			device = g.device(d, f, nil, early, m.category, m.name, m.brand, m.model, m.price, g.purchase(d, early))
			device.Specs.Display = &models.DisplaySpecs{SizeInches: &m.inches}
			g.stamp(device, d)
		} else {
			device = g.add(d, f, nil, early, one(d, accessories), g.purchase(d, early))
		}
		device.State = one(d, []models.DeviceState{models.DeviceIdle, models.DeviceIdle, models.DeviceRetired})
	}
}

// purchase is a month in the wave; most buy before a school year or before the end of a budget.
func (g *generator) purchase(d dice, w *wave) models.Date {
	to := g.daysAgo(120)[:7]
	if w.to != "" {
		to = models.Date(w.to)
	}
	for {
		month := one(d, []string{"03", "06", "08", "08", "09", "11", "12", "12"})
		date := models.Date(fmt.Sprintf("%d-%s", d.between(year(models.Date(w.from)), year(to)), month))
		if date >= models.Date(w.from) && date <= to {
			return date
		}
	}
}

func year(d models.Date) int {
	y, err := strconv.Atoi(string(d[:4]))
	if err != nil {
		panic("demo: a date without a year: " + string(d))
	}
	return y
}

func (g *generator) daysAgo(n int) models.Date {
	return models.DateOf(g.midnight.Add(-time.Duration(n) * 24 * time.Hour))
}

func digits(n int) string { return strconv.Itoa(n) }
