package standard

import (
	"math"
	"strconv"
	"strings"
	"time"

	"banbantong/models"
)

// The functions of this file turn stored facts into what the rules speak of. They hold units and the
// difference between "not known" and "none", and no threshold.

func hostFactsOf(specs *models.Specs, on models.Date) hostFacts {
	h := specs.Host
	if h == nil {
		h = &models.HostSpecs{}
	}
	return hostFacts{
		Cores:         count(h.CPUCores),
		Threads:       count(h.CPUThreads),
		BaseClock:     scaled(h.CPUBaseMHz, 1000),
		TurboClock:    scaled(h.CPUTurboMHz, 1000),
		ReportedClock: scaled(h.CPUReportedMHz, 1000),
		Memory:        scaled(h.MemoryMiB, 1024),
		VisibleMemory: scaled(h.MemoryVisibleMiB, 1024),
		HasGPU:        answer(h.GPU != models.GPUNone, h.GPU != ""),
		DiscreteGPU:   answer(h.GPU == models.GPUDiscrete, h.GPU != ""),
		GPUMemory:     gpuMemory(h),
		NIC:           count(h.NICMbps),
		Disk:          largest(h.Disks, ""),
		SSD:           largest(h.Disks, models.DiskSSD),
		SystemFree:    bytesToGiB(h.SystemFreeBytes),
		SystemFreeAge: age(specs.Sources["host.system_free_bytes"].On, on),
	}
}

// gpuMemory doubts the memory of an adapter that is said not to be there.
func gpuMemory(h *models.HostSpecs) number {
	switch {
	case h.GPU != models.GPUNone:
		return scaled(h.GPUMemoryMiB, 1024)
	case h.GPUMemoryMiB == nil:
		return exactly(0)
	}
	return number{0, float64(*h.GPUMemoryMiB) / 1024}
}

// largest is the size in decimal GB of the largest disk of the kind, any kind if "". Disks of unknown size or
// kind leave room above what is certain.
func largest(disks []models.Disk, kind models.DiskKind) number {
	if disks == nil {
		return unknownNumber()
	}
	n := exactly(0)
	for _, d := range disks {
		if kind != "" && d.Kind != "" && d.Kind != kind {
			continue
		}
		size := number{0, math.Inf(1)}
		if d.SizeMB != nil {
			size = exactly(float64(*d.SizeMB) / 1000)
		}
		if kind == "" || d.Kind == kind {
			n.low = max(n.low, size.low)
		}
		n.high = max(n.high, size.high)
	}
	return n
}

func softwareFactsOf(s *models.SoftwareSpecs, windows func(string) number) softwareFacts {
	if s == nil {
		s = &models.SoftwareSpecs{}
	}
	return softwareFacts{
		OS:        osFactsOf(s.OS, windows),
		Office:    itemFactsOf(s.Office),
		Browser:   itemFactsOf(s.Browser),
		Antivirus: itemFactsOf(s.Antivirus),
		Popup:     itemFactsOf(s.PopupBlocker),
		Remote:    itemFactsOf(s.Remote),
		Restore:   itemFactsOf(s.Restore),
		Monitor:   itemFactsOf(s.Monitor),
		Teaching:  itemFactsOf(s.Teaching),
	}
}

func itemFactsOf(item *models.SoftwareItem) itemFacts {
	if item == nil {
		return itemFacts{Present: Unknown, Licensed: Unknown}
	}
	f := itemFacts{Name: text(item.Name), Present: yes(item.Present), Licensed: yes(item.Licensed)}
	if item.Present == nil && (item.Name != "" || f.Licensed == Pass) {
		f.Present = Pass // nobody names or licenses what is not there, unless it says so
	}
	return f
}

func osFactsOf(item *models.SoftwareItem, windows func(string) number) osFacts {
	if item == nil || item.Name == "" {
		f := osFacts{Windows: unknownNumber(), Domestic: Unknown, Licensed: Unknown}
		if item != nil {
			f.Licensed = yes(item.Licensed)
		}
		return f
	}
	version := windows(item.Name)
	return osFacts{
		Name:     text(item.Name),
		Windows:  version,
		Domestic: answer(version == exactly(domesticSystem), true),
		Licensed: yes(item.Licensed),
	}
}

// domesticSystem stands in the place of a Windows version for 统信 UOS, 麒麟 and their like.
const domesticSystem = -1

// namedWindows are the versions that a name gives otherwise than by their number; "2008 r2" stands before "2008".
var namedWindows = []struct {
	name    string
	version float64
}{
	{"xp", 5.1}, {"vista", 6}, {"95", 4}, {"98", 4.1}, {"2000", 5}, {"2003", 5.2}, {"2008 r2", 7}, {"2008", 6},
	{"2012", 8}, {"2016", 10}, {"2019", 10}, {"2022", 10}, {"2025", 11},
}

// windowsVersion reads a system's name: 10 for "Windows 10 专业版", "Win10" or "WIN 10"; domesticSystem for a
// domestic one, 0 for any other, unknown for a Windows whose version is not said.
func windowsVersion(name string) number {
	name = strings.ToLower(name)
	for _, domestic := range []string{"统信", "uos", "麒麟", "kylin", "deepin", "深度", "方德", "openeuler", "欧拉"} {
		if strings.Contains(name, domestic) {
			return exactly(domesticSystem)
		}
	}
	_, version, ok := strings.Cut(name, "win")
	if !ok {
		if version, ok = strings.CutPrefix(strings.TrimSpace(name), "xp"); !ok {
			return exactly(0)
		}
		version = "xp" + version
	}
	for _, old := range namedWindows {
		if strings.Contains(version, old.name) {
			return exactly(old.version)
		}
	}
	digits := strings.TrimLeftFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	end := 0
	for end < len(digits) && (digits[end] >= '0' && digits[end] <= '9' || digits[end] == '.') {
		end++
	}
	v, err := strconv.ParseFloat(digits[:end], 64)
	if err != nil {
		return unknownNumber()
	}
	return exactly(v)
}

// displayFactsOf takes a size with a fraction for a measured diagonal, whichever field holds it: trade sizes are whole inches.
func displayFactsOf(d *models.DisplaySpecs, category models.Category) displayFacts {
	if d == nil {
		d = &models.DisplaySpecs{}
	}
	f := displayFacts{Size: measure(d.SizeInches), VisibleSize: measure(d.VisibleInches), Projected: yes(d.Projected)}
	if s := d.SizeInches; s != nil && *s != math.Trunc(*s) {
		f.Size = unknownNumber()
		if d.VisibleInches == nil {
			f.VisibleSize = exactly(*s)
		} else {
			f.VisibleSize = number{min(*s, *d.VisibleInches), max(*s, *d.VisibleInches)}
		}
	}
	if category == models.CategoryPanel {
		f.Projected = agreed(f.Projected, Fail)
	}
	return f
}

// cameraFactsOf is told whether the device is a camera itself, so that one is certainly there.
func cameraFactsOf(c *models.CameraSpecs, itself bool) cameraFacts {
	if c == nil {
		c = &models.CameraSpecs{}
	}
	f := cameraFacts{Present: yes(c.Present), Width: count(c.Width), Height: count(c.Height), OmniMic: yes(c.OmniMic)}
	if itself || c.Width != nil || c.Height != nil {
		f.Present = agreed(f.Present, Pass)
	}
	return f
}

func audioFactsOf(a *models.AudioSpecs) audioFacts {
	if a == nil {
		a = &models.AudioSpecs{}
	}
	return audioFacts{PlaysMedia: yes(a.PlaysMedia), AmplifiesVoice: yes(a.AmplifiesVoice), CampusBroadcast: yes(a.CampusBroadcast)}
}

func outputFactsOf(ports []models.Port) outputFacts {
	f := outputFacts{
		USB:  sockets(ports, models.PortUSB, models.PortIn, models.PortOut, models.PortBoth),
		HDMI: sockets(ports, models.PortHDMI, models.PortOut, models.PortBoth),
		VGA:  sockets(ports, models.PortVGA, models.PortOut, models.PortBoth),
	}
	if usb3 := sockets(ports, models.PortUSB3, models.PortIn, models.PortOut, models.PortBoth); !f.USB.exact() {
		f.USB.low = max(f.USB.low, usb3.low)
	}
	return f
}

func (f outputFacts) plus(other outputFacts) outputFacts {
	f.USB, f.HDMI, f.VGA = f.USB.plus(other.USB), f.HDMI.plus(other.HDMI), f.VGA.plus(other.VGA)
	return f
}

func inputFactsOf(ports []models.Port) inputFacts {
	return inputFacts{
		USB3:  sockets(ports, models.PortUSB3, models.PortIn, models.PortBoth),
		TypeC: sockets(ports, models.PortTypeC, models.PortIn, models.PortBoth),
		HDMI:  sockets(ports, models.PortHDMI, models.PortIn, models.PortBoth),
		VGA:   sockets(ports, models.PortVGA, models.PortIn, models.PortBoth),
	}
}

// sockets counts the sockets of a kind in any of the directions. Where none is recorded there may be any number.
func sockets(ports []models.Port, kind models.PortKind, directions ...models.PortDirection) number {
	n, known := 0, false
	for _, p := range ports {
		if p.Kind != kind {
			continue
		}
		for _, d := range directions {
			if p.Direction == d {
				n, known = n+p.Count, true
			}
		}
	}
	if !known {
		return number{0, math.Inf(1)}
	}
	return exactly(float64(n))
}

func networkFactsOf(n *models.NetworkFacts) networkFacts {
	if n == nil {
		n = &models.NetworkFacts{}
	}
	return networkFacts{
		Up: measure(n.UpMbps), Down: measure(n.DownMbps),
		LatencyUp: measure(n.LatencyUpMs), LatencyDown: measure(n.LatencyDownMs), Jitter: measure(n.JitterMs),
		Port: count(n.PortMbps),
	}
}

func count(v *int) number { return scaled(v, 1) }

func scaled(v *int, unit float64) number {
	if v == nil {
		return unknownNumber()
	}
	return exactly(float64(*v) / unit)
}

func bytesToGiB(v *int64) number {
	if v == nil {
		return unknownNumber()
	}
	return exactly(float64(*v) / (1 << 30))
}

func measure(v *float64) number {
	if v == nil || math.IsNaN(*v) {
		return unknownNumber()
	}
	return exactly(*v)
}

func yes(v *bool) Outcome { return answer(v != nil && *v, v != nil) }

func answer(is, known bool) Outcome {
	switch {
	case !known:
		return Unknown
	case is:
		return Pass
	}
	return Fail
}

// age is the number of days from the day a fact was recorded to the day judged, unknown if either is not known
// to the day.
func age(recorded, on models.Date) number {
	from, ok1 := dayNumber(recorded)
	to, ok2 := dayNumber(on)
	if !ok1 || !ok2 {
		return unknownNumber()
	}
	return exactly(float64(to - from))
}

func dayNumber(d models.Date) (int64, bool) {
	if len(d) != len(time.DateOnly) {
		return 0, false
	}
	year, err1 := strconv.Atoi(string(d[:4]))
	month, err2 := strconv.Atoi(string(d[5:7]))
	day, err3 := strconv.Atoi(string(d[8:]))
	if err1 != nil || err2 != nil || err3 != nil {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60), true
}

func schoolFactsOf(s SchoolFacts) schoolFacts {
	f := schoolFacts{
		Uplink:        count(s.UplinkMbps),
		ClassInternet: count(s.ClassInternetMbps),
		ClassShare:    number{0, 1},
		TeachingPoint: answer(s.TeachingPoint, true),
	}
	if s.Classrooms > 0 {
		total, off := float64(s.Classrooms), float64(s.KnownCampusNetwork-s.OnCampusNetwork)
		f.ClassShare = number{float64(s.OnCampusNetwork) / total, (total - off) / total}
	}
	return f
}
