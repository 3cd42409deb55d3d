package standard

import (
	"testing"

	"banbantong/models"
)

// thresholds has every criterion of a classroom on both sides of every limit, and with its fact missing.
var thresholds = []struct {
	id     string
	name   string
	change func(*Room)
	want   Outcome
}{
	{"HW-ROOM-HOST", "a host", func(*Room) {}, Pass},
	{"HW-ROOM-HOST", "a panel with its computer inside", func(r *Room) { r.Devices = r.Devices[1:]; r.Devices[0].Specs.Host = &models.HostSpecs{} }, Pass},
	{"HW-ROOM-HOST", "a panel without one", func(r *Room) { r.Devices = r.Devices[1:] }, Fail},
	{"HW-ROOM-DISPLAY", "a panel", func(*Room) {}, Pass},
	{"HW-ROOM-DISPLAY", "a projector", func(r *Room) { r.Devices[1] = Device{ID: 2, Category: models.CategoryScreen} }, Pass},
	{"HW-ROOM-DISPLAY", "a host alone", func(r *Room) { r.Devices = r.Devices[:1] }, Fail},

	{"HW-MIN-CPU-CORE", "2 cores 4 threads", cpu(new(2), new(4)), Pass},
	{"HW-MIN-CPU-CORE", "4 cores 4 threads", cpu(new(4), new(4)), Pass},
	{"HW-MIN-CPU-CORE", "1 core 4 threads", cpu(new(1), new(4)), Fail},
	{"HW-MIN-CPU-CORE", "2 cores 3 threads", cpu(new(2), new(3)), Fail},
	{"HW-MIN-CPU-CORE", "1 core, threads unknown", cpu(new(1), nil), Fail},
	{"HW-MIN-CPU-CORE", "2 cores, threads unknown", cpu(new(2), nil), Unknown},
	{"HW-MIN-CPU-FREQ", "rated 2000 MHz", clock(new(2000), nil), Pass},
	{"HW-MIN-CPU-FREQ", "rated 1999 MHz", clock(new(1999), nil), Fail},
	{"HW-MIN-CPU-FREQ", "reported 1980 MHz", clock(nil, new(1980)), Pass},
	{"HW-MIN-CPU-FREQ", "reported 1979 MHz", clock(nil, new(1979)), Fail},
	{"HW-MIN-CPU-FREQ", "rated 2000 MHz, reported 800 MHz", clock(new(2000), new(800)), Unknown},
	{"HW-MIN-CPU-FREQ", "no base clock published", clock(nil, nil), Unknown},
	{"HW-MIN-RAM", "4096 MiB", memory(new(4096), nil), Pass},
	{"HW-MIN-RAM", "4095 MiB", memory(new(4095), nil), Fail},
	{"HW-MIN-RAM", "sees 3175 MiB", memory(nil, new(3175)), Pass},
	{"HW-MIN-RAM", "sees 3174 MiB", memory(nil, new(3174)), Unknown},
	{"HW-MIN-RAM", "sees 2970 MiB", memory(nil, new(2970)), Unknown},
	{"HW-MIN-RAM", "sees 2969 MiB", memory(nil, new(2969)), Fail},
	{"HW-MIN-RAM", "4096 MiB on the label, 1900 seen", memory(new(4096), new(1900)), Unknown},
	{"HW-MIN-RAM", "unknown", memory(nil, nil), Unknown},
	{"HW-MIN-GPU", "integrated", graphics(models.GPUIntegrated, nil), Pass},
	{"HW-MIN-GPU", "discrete", graphics(models.GPUDiscrete, nil), Pass},
	{"HW-MIN-GPU", "none", graphics(models.GPUNone, nil), Fail},
	{"HW-MIN-GPU", "unknown", graphics("", nil), Unknown},
	{"HW-MIN-NIC", "1000 Mbps", nic(new(1000)), Pass},
	{"HW-MIN-NIC", "2500 Mbps", nic(new(2500)), Pass},
	{"HW-MIN-NIC", "999 Mbps", nic(new(999)), Fail},
	{"HW-MIN-NIC", "100 Mbps", nic(new(100)), Fail},
	{"HW-MIN-NIC", "Wi-Fi only", nic(new(0)), Fail},
	{"HW-MIN-NIC", "unknown", nic(nil), Unknown},
	{"HW-MIN-DISK", "125440 MB", storage(models.Disk{Kind: models.DiskHDD, SizeMB: new(125_440)}), Pass},
	{"HW-MIN-DISK", "125439 MB", storage(models.Disk{Kind: models.DiskHDD, SizeMB: new(125_439)}), Fail},
	{"HW-MIN-DISK", "two of 64G", storage(models.Disk{SizeMB: new(64_000)}, models.Disk{SizeMB: new(64_000)}), Fail},
	{"HW-MIN-DISK", "128G and one of unknown size", storage(models.Disk{SizeMB: new(128_000)}, models.Disk{}), Pass},
	{"HW-MIN-DISK", "64G and one of unknown size", storage(models.Disk{SizeMB: new(64_000)}, models.Disk{}), Unknown},
	{"HW-MIN-DISK", "unknown", storage(), Unknown},
	{"HW-MIN-DISK-FREE", "1 GiB", systemFree(new(int64(1<<30)), today), Pass},
	{"HW-MIN-DISK-FREE", "a byte less", systemFree(new(int64(1<<30-1)), today), Fail},
	{"HW-MIN-DISK-FREE", "30 days old", systemFree(new(int64(1<<40)), "2024-09-15"), Pass},
	{"HW-MIN-DISK-FREE", "31 days old", systemFree(new(int64(1<<40)), "2024-09-14"), Unknown},
	{"HW-MIN-DISK-FREE", "too little, but 31 days ago", systemFree(new(int64(0)), "2024-09-14"), Unknown},
	{"HW-MIN-DISK-FREE", "of an unknown day", systemFree(new(int64(1<<40)), ""), Unknown},
	{"HW-MIN-DISK-FREE", "unknown", systemFree(nil, today), Unknown},
	{"HW-MIN-DISPLAY", "55 inch", display(new(55.0), nil), Pass},
	{"HW-MIN-DISPLAY", "54 inch", display(new(54.0), nil), Fail},
	{"HW-MIN-DISPLAY", "54.6 inch typed as the size is a measured diagonal", display(new(54.6), nil), Pass},
	{"HW-MIN-DISPLAY", "measured 54.0 inch", display(nil, new(54.0)), Pass},
	{"HW-MIN-DISPLAY", "measured 53.9 inch", display(nil, new(53.9)), Fail},
	{"HW-MIN-DISPLAY", "55 inch on the label, 42 measured", display(new(55.0), new(42.0)), Unknown},
	{"HW-MIN-DISPLAY", "unknown", display(nil, nil), Unknown},
	{"HW-MIN-USB", "3", hostPort(models.PortUSB, models.PortBoth, 3), Pass},
	{"HW-MIN-USB", "2", hostPort(models.PortUSB, models.PortBoth, 2), Fail},
	{"HW-MIN-USB", "2 on the host and 1 on the panel", func(r *Room) {
		setPort(&r.Devices[0], models.PortUSB, models.PortBoth, 2)
		setPort(&r.Devices[1], models.PortUSB, models.PortBoth, 1)
	}, Pass},
	{"HW-MIN-USB", "3 of version 3.0, the others unknown", func(r *Room) {
		setPort(&r.Devices[0], models.PortUSB, models.PortBoth, -1)
		setPort(&r.Devices[0], models.PortUSB3, models.PortBoth, 3)
	}, Pass},
	{"HW-MIN-USB", "unknown on the host", hostPort(models.PortUSB, models.PortBoth, -1), Unknown},
	{"HW-MIN-HDMI-OUT", "1", hostPort(models.PortHDMI, models.PortOut, 1), Pass},
	{"HW-MIN-HDMI-OUT", "0", hostPort(models.PortHDMI, models.PortOut, 0), Fail},
	{"HW-MIN-HDMI-OUT", "0 on the host, 1 on the panel", func(r *Room) {
		setPort(&r.Devices[0], models.PortHDMI, models.PortOut, 0)
		setPort(&r.Devices[1], models.PortHDMI, models.PortOut, 1)
	}, Pass},
	{"HW-MIN-HDMI-OUT", "0 on the host, panel unknown", func(r *Room) {
		setPort(&r.Devices[0], models.PortHDMI, models.PortOut, 0)
		setPort(&r.Devices[1], models.PortHDMI, models.PortOut, -1)
	}, Unknown},
	{"HW-MIN-VGA-OUT", "1", hostPort(models.PortVGA, models.PortOut, 1), Pass},
	{"HW-MIN-VGA-OUT", "0 out, though the panel has inputs", hostPort(models.PortVGA, models.PortOut, 0), Fail},
	{"HW-MIN-VGA-OUT", "unknown", hostPort(models.PortVGA, models.PortOut, -1), Unknown},

	{"HW-STD-CPU-CORE", "4 cores 4 threads", cpu(new(4), new(4)), Pass},
	{"HW-STD-CPU-CORE", "3 cores 6 threads", cpu(new(3), new(6)), Fail},
	{"HW-STD-CPU-CORE", "4 cores 3 threads", cpu(new(4), new(3)), Fail},
	{"HW-STD-CPU-CORE", "unknown", cpu(nil, nil), Unknown},
	{"HW-STD-CPU-FREQ", "rated 2800 MHz", clock(new(2800), nil), Pass},
	{"HW-STD-CPU-FREQ", "rated 2799 MHz", clock(new(2799), nil), Fail},
	{"HW-STD-CPU-FREQ", "reported 2772 MHz", clock(nil, new(2772)), Pass},
	{"HW-STD-CPU-FREQ", "reported 2771 MHz", clock(nil, new(2771)), Fail},
	{"HW-STD-CPU-FREQ", "unknown", clock(nil, nil), Unknown},
	{"HW-STD-RAM", "8192 MiB", memory(new(8192), nil), Pass},
	{"HW-STD-RAM", "6144 MiB", memory(new(6144), nil), Fail},
	{"HW-STD-RAM", "sees 7168 MiB", memory(nil, new(7168)), Pass},
	{"HW-STD-RAM", "sees 7167 MiB", memory(nil, new(7167)), Unknown},
	{"HW-STD-RAM", "sees 6656 MiB", memory(nil, new(6656)), Unknown},
	{"HW-STD-RAM", "sees 6655 MiB", memory(nil, new(6655)), Fail},
	{"HW-STD-RAM", "unknown", memory(nil, nil), Unknown},
	{"HW-STD-GPU", "integrated with 1024 MiB", graphics(models.GPUIntegrated, new(1024)), Pass},
	{"HW-STD-GPU", "integrated with 1023 MiB", graphics(models.GPUIntegrated, new(1023)), Fail},
	{"HW-STD-GPU", "discrete", graphics(models.GPUDiscrete, nil), Pass},
	{"HW-STD-GPU", "none", graphics(models.GPUNone, nil), Fail},
	{"HW-STD-GPU", "integrated, memory unknown", graphics(models.GPUIntegrated, nil), Unknown},
	{"HW-STD-GPU", "128 MiB of an unknown kind", graphics("", new(128)), Unknown},
	{"HW-STD-NIC", "1000 Mbps", nic(new(1000)), Pass},
	{"HW-STD-NIC", "100 Mbps", nic(new(100)), Fail},
	{"HW-STD-NIC", "unknown", nic(nil), Unknown},
	{"HW-STD-DISK", "SSD of 250880 MB", storage(models.Disk{Kind: models.DiskSSD, SizeMB: new(250_880)}), Pass},
	{"HW-STD-DISK", "SSD of 250879 MB", storage(models.Disk{Kind: models.DiskSSD, SizeMB: new(250_879)}), Fail},
	{"HW-STD-DISK", "HDD of 500G", storage(models.Disk{Kind: models.DiskHDD, SizeMB: new(500_000)}), Fail},
	{"HW-STD-DISK", "500G of an unknown kind", storage(models.Disk{SizeMB: new(500_000)}), Unknown},
	{"HW-STD-DISK", "128G of an unknown kind", storage(models.Disk{SizeMB: new(128_000)}), Fail},
	{"HW-STD-DISK", "SSD of unknown size", storage(models.Disk{Kind: models.DiskSSD}), Unknown},
	{"HW-STD-DISPLAY", "75 inch for 45", class(75, new(45)), Pass},
	{"HW-STD-DISPLAY", "74 inch for 45", class(74, new(45)), Fail},
	{"HW-STD-DISPLAY", "65 inch for 44", class(65, new(44)), Pass},
	{"HW-STD-DISPLAY", "64 inch for 44", class(64, new(44)), Fail},
	{"HW-STD-DISPLAY", "70 inch for 45", class(70, new(45)), Fail},
	{"HW-STD-DISPLAY", "70 inch for nobody knows", class(70, nil), Unknown},
	{"HW-STD-DISPLAY", "measured 74.5 inch for 45", func(r *Room) { display(nil, new(74.5))(r) }, Pass},
	{"HW-STD-DISPLAY", "measured 73.9 inch for 45", func(r *Room) { display(nil, new(73.9))(r) }, Fail},
	{"HW-STD-IO", "one of each", func(*Room) {}, Pass},
	{"HW-STD-IO", "no USB3.0", panelPort(models.PortUSB3, models.PortIn, 0), Fail},
	{"HW-STD-IO", "no Type-C", panelPort(models.PortTypeC, models.PortIn, 0), Fail},
	{"HW-STD-IO", "no HDMI in", panelPort(models.PortHDMI, models.PortIn, 0), Fail},
	{"HW-STD-IO", "no VGA in", panelPort(models.PortVGA, models.PortIn, 0), Fail},
	{"HW-STD-IO", "VGA unknown", panelPort(models.PortVGA, models.PortIn, -1), Unknown},
	{"HW-STD-CAM", "1920 by 1080", camera(&models.CameraSpecs{Width: new(1920), Height: new(1080), OmniMic: new(true)}), Pass},
	{"HW-STD-CAM", "1919 wide", camera(&models.CameraSpecs{Width: new(1919), Height: new(1080), OmniMic: new(true)}), Fail},
	{"HW-STD-CAM", "1079 high", camera(&models.CameraSpecs{Width: new(1920), Height: new(1079), OmniMic: new(true)}), Fail},
	{"HW-STD-CAM", "without microphone", camera(&models.CameraSpecs{Width: new(1920), Height: new(1080), OmniMic: new(false)}), Fail},
	{"HW-STD-CAM", "attested that there is none", camera(&models.CameraSpecs{Present: new(false)}), Fail},
	{"HW-STD-CAM", "nobody knows", camera(nil), Unknown},
	{"HW-STD-AUDIO-1", "yes", func(*Room) {}, Pass},
	{"HW-STD-AUDIO-1", "no", func(r *Room) { panel(r).Audio.PlaysMedia = new(false) }, Fail},
	{"HW-STD-AUDIO-1", "nobody knows", func(r *Room) { panel(r).Audio = nil }, Unknown},
	{"HW-STD-AUDIO-2", "yes", func(*Room) {}, Pass},
	{"HW-STD-AUDIO-2", "no", func(r *Room) { panel(r).Audio.AmplifiesVoice = new(false) }, Fail},
	{"HW-STD-AUDIO-2", "nobody knows", func(r *Room) { panel(r).Audio.AmplifiesVoice = nil }, Unknown},
	{"HW-STD-AUDIO-3", "yes", func(*Room) {}, Pass},
	{"HW-STD-AUDIO-3", "no", func(r *Room) { panel(r).Audio.CampusBroadcast = new(false) }, Fail},
	{"HW-STD-AUDIO-3", "nobody knows", func(r *Room) { panel(r).Audio.CampusBroadcast = nil }, Unknown},

	{"NET-CLS-CAMPUS", "connected", func(*Room) {}, Pass},
	{"NET-CLS-CAMPUS", "home broadband", func(r *Room) { r.OnCampusNetwork = new(false) }, Fail},
	{"NET-CLS-CAMPUS", "nobody knows", func(r *Room) { r.OnCampusNetwork = nil }, Unknown},
	{"NET-CLS-UP", "100", func(r *Room) { r.Network.UpMbps = new(100.0) }, Pass},
	{"NET-CLS-UP", "99.99", func(r *Room) { r.Network.UpMbps = new(99.99) }, Unknown},
	{"NET-CLS-UP", "94 on a port of 1000", func(r *Room) { r.Network.UpMbps, r.Network.PortMbps = new(94.0), new(1000) }, Pass},
	{"NET-CLS-UP", "94 on a port of 50", func(r *Room) { r.Network.UpMbps, r.Network.PortMbps = new(94.0), new(50) }, Unknown},
	{"NET-CLS-UP", "90 on a port of 100", func(r *Room) { r.Network.UpMbps, r.Network.PortMbps = new(90.0), new(100) }, Pass},
	{"NET-CLS-UP", "89.99 on a port of 1000", func(r *Room) { r.Network.UpMbps, r.Network.PortMbps = new(89.99), new(1000) }, Fail},
	{"NET-CLS-UP", "never measured", func(r *Room) { r.Network = nil }, Unknown},
	{"NET-CLS-DOWN", "100", func(r *Room) { r.Network.DownMbps = new(100.0) }, Pass},
	{"NET-CLS-DOWN", "90", func(r *Room) { r.Network.DownMbps = new(90.0) }, Unknown},
	{"NET-CLS-DOWN", "89.99", func(r *Room) { r.Network.DownMbps = new(89.99) }, Fail},
	{"NET-CLS-LAT-UP", "29.999", func(r *Room) { r.Network.LatencyUpMs = new(29.999) }, Pass},
	{"NET-CLS-LAT-UP", "30", func(r *Room) { r.Network.LatencyUpMs = new(30.0) }, Fail},
	{"NET-CLS-LAT-UP", "unknown, though the other direction is known", func(r *Room) { r.Network.LatencyUpMs = nil }, Unknown},
	{"NET-CLS-LAT-DOWN", "29.999", func(r *Room) { r.Network.LatencyDownMs = new(29.999) }, Pass},
	{"NET-CLS-LAT-DOWN", "30", func(r *Room) { r.Network.LatencyDownMs = new(30.0) }, Fail},
	{"NET-CLS-LAT-DOWN", "unknown", func(r *Room) { r.Network.LatencyDownMs = nil }, Unknown},
	{"NET-CLS-JITTER", "4.999", func(r *Room) { r.Network.JitterMs = new(4.999) }, Pass},
	{"NET-CLS-JITTER", "5", func(r *Room) { r.Network.JitterMs = new(5.0) }, Fail},
	{"NET-CLS-JITTER", "unknown", func(r *Room) { r.Network.JitterMs = nil }, Unknown},

	{"SW-OS", "Windows 7", system("Windows 7 旗舰版", new(true)), Pass},
	{"SW-OS", "Win11", system("Win11", new(true)), Pass},
	{"SW-OS", "Windows 8.1", system("windows 8.1", new(true)), Pass},
	{"SW-OS", "Windows XP", system("Windows XP SP3", new(true)), Fail},
	{"SW-OS", "XP", system("XP", new(true)), Fail},
	{"SW-OS", "Vista", system("Windows Vista", new(true)), Fail},
	{"SW-OS", "another system", system("Ubuntu 22.04", new(true)), Fail},
	{"SW-OS", "Windows of unknown version", system("Windows", new(true)), Unknown},
	{"SW-OS", "Windows 10 without a licence", system("Windows 10", new(false)), Fail},
	{"SW-OS", "Windows 10, licence unknown", system("Windows 10", nil), Unknown},
	{"SW-OS", "统信 UOS", system("统信UOS 20 教育版", new(true)), Unknown},
	{"SW-OS", "unknown", func(r *Room) { software(r).OS = nil }, Unknown},
	{"SW-OFFICE", "licensed WPS", func(*Room) {}, Pass},
	{"SW-OFFICE", "free personal WPS", func(r *Room) { software(r).Office.Licensed = new(false) }, Fail},
	{"SW-OFFICE", "not installed", func(r *Room) { software(r).Office = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-OFFICE", "licence unknown", func(r *Room) { software(r).Office.Licensed = nil }, Unknown},
	{"SW-BROWSER", "Chrome", func(r *Room) { software(r).Browser = &models.SoftwareItem{Name: "Chrome"} }, Pass},
	{"SW-BROWSER", "none", func(r *Room) { software(r).Browser = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-BROWSER", "nobody knows", func(r *Room) { software(r).Browser = nil }, Unknown},
	{"SW-AV", "火绒", func(*Room) {}, Pass},
	{"SW-AV", "licensed, of no name", func(r *Room) { software(r).Antivirus = &models.SoftwareItem{Licensed: new(true)} }, Pass},
	{"SW-AV", "Defender alone", func(r *Room) { software(r).Antivirus = licensed("Windows Defender") }, Unknown},
	{"SW-AV", "none", func(r *Room) { software(r).Antivirus = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-POPUP", "a blocker of its own", func(r *Room) { software(r).Antivirus = nil }, Pass},
	{"SW-POPUP", "one product for both", func(r *Room) { software(r).PopupBlocker = nil }, Pass},
	{"SW-POPUP", "none, and an antivirus that cannot", func(r *Room) {
		software(r).PopupBlocker, software(r).Antivirus = &models.SoftwareItem{Present: new(false)}, licensed("卡巴斯基")
	}, Fail},
	{"SW-POPUP", "none, and the antivirus unknown", func(r *Room) {
		software(r).PopupBlocker, software(r).Antivirus = &models.SoftwareItem{Present: new(false)}, nil
	}, Unknown},
	{"SW-POPUP", "none, and no antivirus either", func(r *Room) {
		software(r).PopupBlocker, software(r).Antivirus = &models.SoftwareItem{Present: new(false)}, &models.SoftwareItem{Present: new(false)}
	}, Fail},
	{"SW-POPUP", "nobody knows", func(r *Room) { software(r).PopupBlocker, software(r).Antivirus = nil, nil }, Unknown},
	{"SW-REMOTE", "installed", func(*Room) {}, Pass},
	{"SW-REMOTE", "none", func(r *Room) { software(r).Remote = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-REMOTE", "nobody knows", func(r *Room) { software(r).Remote = nil }, Unknown},
	{"SW-RESTORE", "installed", func(*Room) {}, Pass},
	{"SW-RESTORE", "none", func(r *Room) { software(r).Restore = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-RESTORE", "nobody knows", func(r *Room) { software(r).Restore = nil }, Unknown},
	{"SW-MONITOR", "installed", func(*Room) {}, Pass},
	{"SW-MONITOR", "none", func(r *Room) { software(r).Monitor = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-MONITOR", "nobody knows", func(r *Room) { software(r).Monitor = nil }, Unknown},
	{"SW-TEACH", "希沃白板5", func(r *Room) { software(r).Teaching = &models.SoftwareItem{Name: "希沃白板5"} }, Pass},
	{"SW-TEACH", "attested without a name", func(r *Room) { software(r).Teaching = &models.SoftwareItem{Present: new(true)} }, Pass},
	{"SW-TEACH", "a product that nobody has heard of", func(r *Room) { software(r).Teaching = &models.SoftwareItem{Name: "某软件"} }, Unknown},
	{"SW-TEACH", "none", func(r *Room) { software(r).Teaching = &models.SoftwareItem{Present: new(false)} }, Fail},
	{"SW-TEACH", "no software known at all", func(r *Room) { r.Devices[0].Specs.Software = nil }, Unknown},
}

func cpu(cores, threads *int) func(*Room) {
	return func(r *Room) { host(r).CPUCores, host(r).CPUThreads = cores, threads }
}

func clock(base, reported *int) func(*Room) {
	return func(r *Room) { host(r).CPUBaseMHz, host(r).CPUReportedMHz = base, reported }
}

func memory(label, visible *int) func(*Room) {
	return func(r *Room) { host(r).MemoryMiB, host(r).MemoryVisibleMiB = label, visible }
}

func graphics(kind models.GPUKind, mib *int) func(*Room) {
	return func(r *Room) { host(r).GPU, host(r).GPUMemoryMiB = kind, mib }
}

func nic(mbps *int) func(*Room) { return func(r *Room) { host(r).NICMbps = mbps } }

func storage(disks ...models.Disk) func(*Room) { return func(r *Room) { host(r).Disks = disks } }

func systemFree(bytes *int64, on models.Date) func(*Room) {
	return func(r *Room) {
		host(r).SystemFreeBytes = bytes
		r.Devices[0].Specs.Sources = map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceAgent, On: on}}
	}
}

func display(size, visible *float64) func(*Room) {
	return func(r *Room) { panel(r).Display = &models.DisplaySpecs{SizeInches: size, VisibleInches: visible} }
}

func class(inches float64, students *int) func(*Room) {
	return func(r *Room) { panel(r).Display.SizeInches, r.StudentCount = &inches, students }
}

func camera(c *models.CameraSpecs) func(*Room) { return func(r *Room) { panel(r).Camera = c } }

func hostPort(kind models.PortKind, direction models.PortDirection, count int) func(*Room) {
	return func(r *Room) { setPort(&r.Devices[0], kind, direction, count) }
}

func panelPort(kind models.PortKind, direction models.PortDirection, count int) func(*Room) {
	return func(r *Room) { setPort(&r.Devices[1], kind, direction, count) }
}

func TestThresholds(t *testing.T) {
	s := jiangxi(t)
	for _, c := range thresholds {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			room := goodRoom()
			c.change(&room)
			if got := inRoom(t, s, room, c.id); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestThresholdsLeaveNoCriterionOut(t *testing.T) {
	tested := map[string]map[Outcome]bool{}
	for _, c := range thresholds {
		if tested[c.id] == nil {
			tested[c.id] = map[Outcome]bool{}
		}
		tested[c.id][c.want] = true
	}
	for _, c := range jiangxi(t).Criteria() {
		if c.Subject == SubjectSchool {
			continue // TestSchool
		}
		wants := []Outcome{Pass, Fail, Unknown}
		if c.ID == "HW-ROOM-HOST" || c.ID == "HW-ROOM-DISPLAY" {
			wants = wants[:2] // a device is there or not
		}
		for _, want := range wants {
			if !tested[c.ID][want] {
				t.Errorf("%s has no case that is %s", c.ID, want)
			}
		}
	}
}
