package standard

import (
	"slices"

	"banbantong/models"
)

// The functions of this file make the room as it is after some measures. New equipment has ample of everything but
// inches: what is bought meets 标准配置, also one that a bureau has tightened, or the search finds that it does not.

func (s *search) after(taken steps) Room {
	room := *s.room
	room.Devices = make([]Device, 0, len(s.room.Devices)+4)
	renewed := map[Subject]*step{}
	small := map[string]bool{}
	repaired := map[uint]bool{}
	for i := range taken.each() {
		p := &s.steps[i]
		for _, component := range p.Renews {
			if other := renewed[component]; other == nil || other.Inches < p.Inches {
				renewed[component] = p
			}
		}
		small[p.ID] = true
		for _, id := range p.devices {
			repaired[id] = true
		}
	}
	for i, d := range s.room.Devices {
		if d.Damage == Scrap || renewed[d.part()] != nil {
			continue
		}
		if repaired[d.ID] {
			d.Damage = Sound
		}
		if i == s.host {
			upgrade(&d, small, room.On)
		}
		room.Devices = append(room.Devices, d)
	}
	for _, component := range wholeSuite {
		if p := renewed[component]; p != nil {
			room.Devices = append(room.Devices, brandNew(component, p.Inches, room.On))
		}
	}
	if small[measureSoftware] {
		for i := range room.Devices {
			if d := &room.Devices[i]; d.carries(SubjectHost) {
				d.Specs.Software = fullSoftware()
			}
		}
	}
	if small[measureNetwork] {
		room.OnCampusNetwork, room.Network = new(true), fastNetwork()
	}
	return room
}

// upgrade puts the smaller measures into a host, whose specs others share.
func upgrade(d *Device, small map[string]bool, on models.Date) {
	h := models.HostSpecs{}
	if d.Specs.Host != nil {
		h = *d.Specs.Host
	}
	free := false
	if small[measureMemory] {
		h.MemoryMiB, h.MemoryVisibleMiB = new(ampleMemory), nil
	}
	if small[measureDisk] {
		h.Disks, free = ampleDisks(), true
	}
	if small[measureService] {
		free = true
		if h.GPU == models.GPUIntegrated {
			h.GPUMemoryMiB = new(ampleGraphics)
		}
	}
	if small[measureNIC] {
		h.NICMbps = new(ampleNIC)
	}
	if small[measureGraphics] {
		h.GPU, h.GPUMemoryMiB = models.GPUDiscrete, new(ampleGraphics)
	}
	if free {
		h.SystemFreeBytes = new(ampleFree)
		d.Specs.Sources = map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceMeasured, On: on}}
	}
	if free || small[measureMemory] || small[measureNIC] || small[measureGraphics] {
		d.Specs.Host = &h
	}
}

const (
	ampleMemory         = 64 << 10
	ampleGraphics       = 8 << 10
	ampleNIC            = 2500
	ampleFree     int64 = 100 << 30
)

func ampleDisks() []models.Disk { return []models.Disk{{Kind: models.DiskSSD, SizeMB: new(2_000_000)}} }

func brandNew(component Subject, inches float64, on models.Date) Device {
	d := Device{BoughtOn: on}
	switch component {
	case SubjectHost:
		d.Category = models.CategoryHost
		d.Specs.Host = &models.HostSpecs{CPUCores: new(16), CPUThreads: new(24), CPUBaseMHz: new(4000), CPUTurboMHz: new(5000),
			MemoryMiB: new(ampleMemory), GPU: models.GPUDiscrete, GPUMemoryMiB: new(ampleGraphics), NICMbps: new(ampleNIC),
			Disks: ampleDisks(), SystemFreeBytes: new(ampleFree)}
		d.Specs.Ports = allPorts(models.PortOut)
		d.Specs.Sources = map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceMeasured, On: on}}
	case SubjectDisplay:
		d.Category = models.CategoryPanel
		d.Specs.Display = &models.DisplaySpecs{SizeInches: &inches, Projected: new(false)}
		d.Specs.Ports = slices.Concat(allPorts(models.PortIn), allPorts(models.PortOut))
	case SubjectCamera:
		d.Category = models.CategoryCamera
		d.Specs.Camera = &models.CameraSpecs{Present: new(true), Width: new(3840), Height: new(2160), OmniMic: new(true)}
	case SubjectAudio:
		d.Category = models.CategoryAudio
		d.Specs.Audio = &models.AudioSpecs{PlaysMedia: new(true), AmplifiesVoice: new(true), CampusBroadcast: new(true)}
	}
	return d
}

func allPorts(direction models.PortDirection) []models.Port {
	var ports []models.Port
	for _, kind := range []models.PortKind{models.PortUSB, models.PortUSB3, models.PortTypeC, models.PortHDMI, models.PortVGA} {
		ports = append(ports, models.Port{Kind: kind, Direction: direction, Count: 4})
	}
	return ports
}

func fullSoftware() *models.SoftwareSpecs {
	item := func(name string) *models.SoftwareItem {
		return &models.SoftwareItem{Name: name, Present: new(true), Licensed: new(true)}
	}
	return &models.SoftwareSpecs{OS: item("Windows 11"), Office: item("WPS"), Browser: item("Edge"), Antivirus: item("火绒"),
		PopupBlocker: item("火绒"), Remote: item("集控"), Restore: item("还原"), Monitor: item("江西省班班通运行监测系统客户端"),
		Teaching: item("教学通2.0")}
}

func fastNetwork() *models.NetworkFacts {
	return &models.NetworkFacts{UpMbps: new(1000.0), DownMbps: new(1000.0), LatencyUpMs: new(1.0), LatencyDownMs: new(1.0),
		JitterMs: new(0.1), PortMbps: new(1000)}
}
