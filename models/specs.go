package models

// Specs says what a device is made of, in typed sections. A category (category.go) says which
// sections a device may have: an OPS host has Host and Software, an all-in-one panel may have all.
// Inside a section a nil pointer or an absent list entry means "not known", never "none".
type Specs struct {
	Host     *HostSpecs     `json:"host,omitempty"`
	Software *SoftwareSpecs `json:"software,omitempty"`
	Display  *DisplaySpecs  `json:"display,omitempty"`
	Camera   *CameraSpecs   `json:"camera,omitempty"`
	Audio    *AudioSpecs    `json:"audio,omitempty"`
	// Ports are the physical sockets of the device; adapters and hubs do not count.
	// A kind and direction that is absent is not known; Count 0 says there is none.
	Ports []Port `json:"ports,omitempty"`
	// Sources tells where a fact comes from, by "section.field" (for example "host.memory_mib",
	// "ports"). A fact without an entry has Source "" (not recorded).
	Sources map[string]Provenance `json:"sources,omitempty"`
}

// Source is how a fact reached us.
type Source string

const (
	SourceTyped     Source = "typed"     // 人工填写: a person typed it on a form
	SourceImported  Source = "imported"  // 台账导入: it stood in an imported workbook
	SourceCatalogue Source = "catalogue" // 型号目录: filled in from the CPU or panel model
	SourceAgent     Source = "agent"     // 采集程序: an inventory agent reported it
	SourceMeasured  Source = "measured"  // 检测: a measurement, such as a network check
)

// Label is the Chinese name of the source, "" for one that was not recorded.
func (s Source) Label() string {
	switch s {
	case SourceTyped:
		return "人工填写"
	case SourceImported:
		return "台账导入"
	case SourceCatalogue:
		return "型号目录"
	case SourceAgent:
		return "采集程序"
	case SourceMeasured:
		return "检测"
	}
	return ""
}

// Provenance is the origin and the China-time day of one fact.
type Provenance struct {
	Source Source `json:"source"`
	On     Date   `json:"on,omitempty"`
}

// HostSpecs describes the computer of a classroom (OPS, desktop, or the PC inside a panel).
type HostSpecs struct {
	CPUModel       string `json:"cpu_model,omitempty"`
	CPUCores       *int   `json:"cpu_cores,omitempty"`
	CPUThreads     *int   `json:"cpu_threads,omitempty"`      // total, not per core
	CPUBaseMHz     *int   `json:"cpu_base_mhz,omitempty"`     // rated base clock (主频)
	CPUTurboMHz    *int   `json:"cpu_turbo_mhz,omitempty"`    // rated turbo clock
	CPUReportedMHz *int   `json:"cpu_reported_mhz,omitempty"` // what the operating system reports as base

	MemoryMiB        *int `json:"memory_mib,omitempty"`         // nominal: sum of the modules
	MemoryVisibleMiB *int `json:"memory_visible_mib,omitempty"` // what the operating system sees

	GPU          GPUKind `json:"gpu,omitempty"`
	GPUMemoryMiB *int    `json:"gpu_memory_mib,omitempty"`

	// NICMbps is the highest speed of the wired card: 100 is a 100M-only card, 1000 a
	// 100M/1000M one, 0 says there is no wired card.
	NICMbps *int `json:"nic_mbps,omitempty"`

	// Disks are the internal disks. nil: not known.
	Disks           []Disk `json:"disks,omitempty"`
	SystemFreeBytes *int64 `json:"system_free_bytes,omitempty"` // free space of the system drive
}

// GPUKind tells an integrated from a discrete display adapter. "" is not known.
type GPUKind string

const (
	GPUIntegrated GPUKind = "integrated" // 集成显卡
	GPUDiscrete   GPUKind = "discrete"   // 独立显卡
	GPUNone       GPUKind = "none"
)

// Disk is one internal disk. SizeMB is decimal: a "256G" SSD is 256000 (exactly 256060).
type Disk struct {
	Kind   DiskKind `json:"kind,omitempty"`
	SizeMB *int     `json:"size_mb,omitempty"`
}

// DiskKind is "" when not known.
type DiskKind string

const (
	DiskSSD DiskKind = "ssd"
	DiskHDD DiskKind = "hdd"
)

// Port counts the sockets of one kind and direction.
type Port struct {
	Kind      PortKind      `json:"kind"`
	Direction PortDirection `json:"direction"`
	Count     int           `json:"count"`
}

// PortKind is the socket's shape and protocol. "usb" counts all USB sockets of the device whatever their
// version; "usb3" those of version 3.0 or later, which "usb" includes.
type PortKind string

const (
	PortUSB   PortKind = "usb"
	PortUSB3  PortKind = "usb3"
	PortTypeC PortKind = "type_c"
	PortHDMI  PortKind = "hdmi"
	PortVGA   PortKind = "vga"
)

// PortDirection is the direction of the signal: 输出 of a host, 输入 of a panel. USB sockets of a host are "both".
type PortDirection string

const (
	PortIn   PortDirection = "in"
	PortOut  PortDirection = "out"
	PortBoth PortDirection = "both"
)

// DisplaySpecs describes a screen: panel, smart blackboard, television, or the image of a projector.
type DisplaySpecs struct {
	SizeInches    *float64 `json:"size_inches,omitempty"`    // nominal diagonal class; for a projector the image
	VisibleInches *float64 `json:"visible_inches,omitempty"` // measured diagonal, for example from EDID
	Projected     *bool    `json:"projected,omitempty"`      // a projector's image, not a screen that shines itself
}

// CameraSpecs describes the classroom camera. Present false says a person attested that there is none.
type CameraSpecs struct {
	Present *bool `json:"present,omitempty"`
	Width   *int  `json:"width,omitempty"`  // pixels
	Height  *int  `json:"height,omitempty"` // pixels
	OmniMic *bool `json:"omni_mic,omitempty"`
}

// AudioSpecs are the three uses of the 扩音系统, attested by a person.
type AudioSpecs struct {
	PlaysMedia      *bool `json:"plays_media,omitempty"`      // 音源播放
	AmplifiesVoice  *bool `json:"amplifies_voice,omitempty"`  // 授课人声扩音
	CampusBroadcast *bool `json:"campus_broadcast,omitempty"` // 校园广播
}

// SoftwareSpecs are the software items that annex part three names, on one host. nil: not known.
type SoftwareSpecs struct {
	OS           *SoftwareItem `json:"os,omitempty"`
	Office       *SoftwareItem `json:"office,omitempty"`
	Browser      *SoftwareItem `json:"browser,omitempty"`
	Antivirus    *SoftwareItem `json:"antivirus,omitempty"`
	PopupBlocker *SoftwareItem `json:"popup_blocker,omitempty"`
	Remote       *SoftwareItem `json:"remote,omitempty"`   // 远程集中管理软件
	Restore      *SoftwareItem `json:"restore,omitempty"`  // 还原保护软件
	Monitor      *SoftwareItem `json:"monitor,omitempty"`  // 江西省班班通运行监测系统客户端
	Teaching     *SoftwareItem `json:"teaching,omitempty"` // 赣教云·教学通2.0 等
}

// SoftwareItem is one product on one host. Activation is not a licence: Licensed needs evidence of purchase.
type SoftwareItem struct {
	Name     string `json:"name,omitempty"` // product and version as shown to a person, such as "Windows 10"
	Present  *bool  `json:"present,omitempty"`
	Licensed *bool  `json:"licensed,omitempty"` // 正版, attested
}

// NetworkFacts is the last network measurement of a classroom, and what it is evidenced to have.
type NetworkFacts struct {
	UpMbps        *float64 `json:"up_mbps,omitempty"`
	DownMbps      *float64 `json:"down_mbps,omitempty"`
	LatencyUpMs   *float64 `json:"latency_up_ms,omitempty"`
	LatencyDownMs *float64 `json:"latency_down_ms,omitempty"`
	JitterMs      *float64 `json:"jitter_ms,omitempty"`
	PortMbps      *int     `json:"port_mbps,omitempty"` // contracted or port rate, evidence for 90–100 Mbps measured
	Source        Source   `json:"source,omitempty"`
	On            Date     `json:"on,omitempty"`
}
