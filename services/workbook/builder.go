package workbook

import (
	"strings"

	"banbantong/models"
	"banbantong/services/workbook/value"
)

// part is a piece of a classroom's equipment that a ledger may describe in columns of its own.
type part int

const (
	partDevice  part = iota // columns that name no part: the row's one device, or what all its devices share
	partHost                // 主机
	partDisplay             // 显示设备
	partCamera              // 摄像头
	partAudio               // 扩音设备
	partDocCam              // 视频展示台
	parts       = iota
)

// identity is what columns such as 品牌 or 资产编号 say of a part.
type identity struct {
	category                          models.Category
	name, brand, model, serial, asset string
	label                             string
	boughtOn, warranty                models.Date
	fund, supplier, gbCode            string
	priceCents                        *int64
	state                             models.DeviceState
	quantity                          *int
	present                           *bool // nil: not said
}

// identified says whether the row gives the part a brand, model or number.
func (i identity) identified() bool { return i.brand+i.model+i.serial+i.asset != "" }

// named says whether the row says more of the part than that it is there.
func (i identity) named() bool { return i.name != "" || i.identified() }

// own says whether the row has anything of the part's own.
func (i identity) own() bool {
	return i.named() || i.category != "" || i.boughtOn != "" || i.warranty != "" || i.gbCode != "" || i.priceCents != nil ||
		i.state != "" || i.quantity != nil || i.present != nil && *i.present
}

// none says whether the row says that there is no such part.
func (i identity) none() bool {
	return i.present != nil && !*i.present && !i.named() || i.quantity != nil && *i.quantity == 0
}

// builder gathers what the cells of one row say until all are read.
type builder struct {
	row      Row
	room     Classroom
	place    value.Place
	network  models.NetworkFacts
	identity [parts]identity
	ports    [parts][]models.Port
	specs    models.Specs // the sections of all devices of the row, before it is known which has which
	diskKind models.DiskKind
	facts    []string // names of the facts that the row gives, such as "host.memory_mib"
}

func (b *builder) fact(name string) { b.facts = append(b.facts, name) }

func (b *builder) host() *models.HostSpecs {
	if b.specs.Host == nil {
		b.specs.Host = &models.HostSpecs{}
	}
	return b.specs.Host
}

func (b *builder) display() *models.DisplaySpecs {
	if b.specs.Display == nil {
		b.specs.Display = &models.DisplaySpecs{}
	}
	return b.specs.Display
}

func (b *builder) camera() *models.CameraSpecs {
	if b.specs.Camera == nil {
		b.specs.Camera = &models.CameraSpecs{}
	}
	return b.specs.Camera
}

func (b *builder) audio() *models.AudioSpecs {
	if b.specs.Audio == nil {
		b.specs.Audio = &models.AudioSpecs{}
	}
	return b.specs.Audio
}

func (b *builder) software() *models.SoftwareSpecs {
	if b.specs.Software == nil {
		b.specs.Software = &models.SoftwareSpecs{}
	}
	return b.specs.Software
}

func (b *builder) cpu(c value.CPU) {
	h := b.host()
	if c.Model != "" {
		h.CPUModel = c.Model
		b.fact("host.cpu_model")
	}
	if c.Cores != nil {
		h.CPUCores = c.Cores
		b.fact("host.cpu_cores")
	}
	if c.Threads != nil {
		h.CPUThreads = c.Threads
		b.fact("host.cpu_threads")
	}
	if c.BaseMHz != nil {
		h.CPUBaseMHz = c.BaseMHz
		b.fact("host.cpu_base_mhz")
	}
}

func (b *builder) memory(mib int) {
	b.host().MemoryMiB = &mib
	b.fact("host.memory_mib")
}

func (b *builder) disks(d []models.Disk) {
	b.host().Disks = d
	b.fact("host.disks")
}

func (b *builder) gpu(g value.GPU) {
	b.host().GPU = g.Kind
	b.fact("host.gpu")
	if g.MemoryMiB != nil {
		b.gpuMemory(*g.MemoryMiB)
	}
}

func (b *builder) gpuMemory(mib int) {
	b.host().GPUMemoryMiB = &mib
	b.fact("host.gpu_memory_mib")
}

func (b *builder) config(c value.Config) {
	if c.CPU != (value.CPU{}) {
		b.cpu(c.CPU)
	}
	if c.MemoryMiB != nil {
		b.memory(*c.MemoryMiB)
	}
	if c.Disks != nil {
		b.disks(c.Disks)
	}
	if c.GPU != nil {
		b.gpu(*c.GPU)
	}
	if c.OS != "" {
		b.softwareItem("os", c.OS)
	}
}

func (b *builder) inches(size float64) {
	b.display().SizeInches = &size
	b.fact("display.size_inches")
}

// softwareItem notes one item of annex part three by its JSON name.
func (b *builder) softwareItem(name, text string) {
	item := value.Software(text)
	s := b.software()
	for field, to := range map[string]**models.SoftwareItem{"os": &s.OS, "office": &s.Office, "browser": &s.Browser, "antivirus": &s.Antivirus,
		"popup_blocker": &s.PopupBlocker, "remote": &s.Remote, "restore": &s.Restore, "monitor": &s.Monitor, "teaching": &s.Teaching} {
		if field == name {
			*to = &item
			b.fact("software." + name)
		}
	}
}

// naming is what the name of a part tells, which may be a bare 有 or 无: 希沃86寸一体机, 1080P摄像头.
type naming struct {
	present       bool
	name          string
	category      models.Category
	inches        float64 // 0: not told
	width, height int     // 0: not told
}

func readNaming(s string) (naming, error) {
	present, name := value.Presence(s)
	if _, err := text(100)(name); err != nil {
		return naming{}, err
	}
	n := naming{present: present, name: name}
	if name == "" {
		return n, nil
	}
	if category, err := value.Category(name); err == nil {
		n.category = category
	}
	n.inches = inchesIn(name)
	if width, height, err := value.Resolution(name); err == nil {
		n.width, n.height = width, height
	}
	return n, nil
}

func (b *builder) name(p part, n naming) {
	id := &b.identity[p]
	id.present, id.name = &n.present, n.name
	if id.category == "" {
		id.category = n.category
	}
	switch {
	case p == partDisplay || p == partDevice:
		b.sizeOf(n.inches)
	case p == partCamera && n.width > 0:
		b.pixels(n.width, n.height)
	}
}

func (b *builder) pixels(width, height int) {
	b.camera().Width, b.camera().Height = &width, &height
	b.fact("camera.width")
	b.fact("camera.height")
}

// makeAndModel is a brand and model in one cell; where the brand is not known, all of it is the model.
type makeAndModel struct {
	brand, model string
	inches       float64 // 0: not told
}

func readMakeAndModel(s string) (makeAndModel, error) {
	s, err := text(100)(s)
	m := makeAndModel{model: s, inches: inchesIn(s)}
	for _, brand := range brands {
		if rest, ok := cutFold(s, brand); ok {
			m.brand, m.model = s[:len(brand)], strings.TrimLeft(rest, " -/、,，")
			break
		}
	}
	return m, err
}

func (b *builder) makeAndModel(p part, m makeAndModel) {
	b.identity[p].brand, b.identity[p].model = m.brand, m.model
	if p == partDisplay || p == partDevice {
		b.sizeOf(m.inches)
	}
}

// inchesIn is a screen's size in a name, where it is written with its unit; 0 otherwise.
func inchesIn(name string) float64 {
	if !strings.ContainsAny(name, `寸吋"″`) {
		return 0
	}
	size, err := value.Inches(name)
	if err != nil {
		return 0
	}
	return size
}

// sizeOf takes a size that a name tells, unless a column gives it.
func (b *builder) sizeOf(inches float64) {
	if inches > 0 && (b.specs.Display == nil || b.specs.Display.SizeInches == nil) {
		b.inches(inches)
	}
}

func cutFold(text, prefix string) (string, bool) {
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		return text[len(prefix):], true
	}
	return "", false
}

// brands are those that the ledgers of Jiangxi's schools name, to tell a brand from a model in one cell. Longer ones come first.
var brands = []string{"希沃（Seewo）", "希沃(Seewo)", "希沃Seewo", "希沃", "Seewo", "鸿合", "HiteVision", "东方中原", "DonView", "创维", "长虹", "海信", "MAXHUB", "联想", "Lenovo",
	"清华同方", "同方", "方正", "惠普", "HP", "戴尔", "DELL", "宏碁", "Acer", "华硕", "ASUS", "爱普生", "EPSON", "明基", "BenQ", "NEC", "索尼", "SONY", "夏普", "松下", "理光", "华为", "HUAWEI",
	"TCL", "康佳", "小米", "天波", "巨龙", "锐捷", "华三", "H3C", "海康威视", "海康", "大华", "良田", "文香", "视联", "皓丽", "长城", "浪潮", "宝德", "雅马哈", "得胜"}
