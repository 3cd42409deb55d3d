package standard

import "slices"

// Measure is one thing that can be bought or done so that a classroom meets the standard.
type Measure struct {
	ID        string
	Title     string
	Reference int64     // a price in cents to begin with, where no bureau has entered its own
	Renews    []Subject // the components of which it brings a new one, which meets 标准配置
	Inches    float64   // of the screen that it brings
}

// The measures that rules of this package speak of.
const (
	measureRepair   = "repair"
	measureService  = "service"
	measureMemory   = "memory"
	measureDisk     = "disk"
	measureNIC      = "nic"
	measureGraphics = "graphics"
	measureOPS      = "host_ops"
	measureNetwork  = "network"
	measureSoftware = "software"
)

// measures are in the order that tables show them, the smaller first. Nobody changes them.
var measures = []Measure{
	{ID: measureRepair, Title: "维修", Reference: 500_00},
	{ID: measureService, Title: "现场调试", Reference: 100_00},
	{ID: measureMemory, Title: "加装内存", Reference: 300_00},
	{ID: measureDisk, Title: "加装或更换硬盘", Reference: 400_00},
	{ID: measureNIC, Title: "加装千兆网卡", Reference: 100_00},
	{ID: measureGraphics, Title: "加装独立显卡", Reference: 600_00},
	{ID: measureOPS, Title: "更换主机（OPS）", Reference: 3_200_00, Renews: []Subject{SubjectHost}},
	{ID: "host_pc", Title: "更换主机（台式机）", Reference: 4_200_00, Renews: []Subject{SubjectHost}},
	{ID: "screen_65", Title: "更换屏幕（65 英寸）", Reference: 9_000_00, Renews: []Subject{SubjectDisplay}, Inches: 65},
	{ID: "screen_75", Title: "更换屏幕（75 英寸）", Reference: 14_000_00, Renews: []Subject{SubjectDisplay}, Inches: 75},
	{ID: "screen_86", Title: "更换屏幕（86 英寸）", Reference: 20_000_00, Renews: []Subject{SubjectDisplay}, Inches: 86},
	{ID: "camera", Title: "配备摄像头", Reference: 600_00, Renews: []Subject{SubjectCamera}},
	{ID: "audio", Title: "配备扩音系统", Reference: 2_500_00, Renews: []Subject{SubjectAudio}},
	{ID: measureNetwork, Title: "教室网络改造", Reference: 800_00},
	{ID: measureSoftware, Title: "软件安装与授权", Reference: 600_00},
	{ID: "suite_65", Title: "整套配备（65 英寸）", Reference: 14_800_00, Renews: wholeSuite, Inches: 65},
	{ID: "suite_75", Title: "整套配备（75 英寸）", Reference: 19_500_00, Renews: wholeSuite, Inches: 75},
	{ID: "suite_86", Title: "整套配备（86 英寸）", Reference: 25_500_00, Renews: wholeSuite, Inches: 86},
}

var wholeSuite = []Subject{SubjectHost, SubjectDisplay, SubjectCamera, SubjectAudio}

// Measures lists every measure in the order that tables show them.
func Measures() []Measure { return slices.Clone(measures) }

// MeasureOf finds a measure by its id.
func MeasureOf(id string) (Measure, bool) {
	i := slices.IndexFunc(measures, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		return Measure{}, false
	}
	return measures[i], true
}

// Mends says whether the measure can mend a failure of the criterion: because the criterion names it, or because it
// brings new equipment for what the criterion looks at. Software comes with no new host.
func (m Measure) Mends(c *Criterion) bool {
	if slices.Contains(c.MendedBy, m.ID) {
		return true
	}
	if c.Group != GroupHardware {
		return false
	}
	switch c.Subject {
	case SubjectOutputs: // the sockets of host and panel count together
		return m.renews(SubjectHost) || m.renews(SubjectDisplay)
	case SubjectInputs:
		return m.renews(SubjectDisplay)
	}
	return m.renews(c.Subject)
}

func (m Measure) renews(component Subject) bool { return slices.Contains(m.Renews, component) }
