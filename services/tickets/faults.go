package tickets

// Priority says how soon a fault has to be mended; P0 endangers people.
type Priority string

const (
	P0 Priority = "P0"
	P1 Priority = "P1"
	P2 Priority = "P2"
	P3 Priority = "P3"
)

// Label is the priority in words.
func (p Priority) Label() string {
	switch p {
	case P0:
		return "安全"
	case P1:
		return "紧急"
	case P2:
		return "一般"
	case P3:
		return "低"
	}
	return string(p)
}

// Fault is what a person may say is wrong (DOMAIN 3.4).
type Fault struct {
	Code     string
	Label    string
	Priority Priority
	FirstAid string // what to try before anybody comes
	Icon     string // of its tile on the phone
	Hardware bool   // the device counts as 损坏 until it is mended
}

// Faults lists every fault in the order of its code.
func Faults() []Fault {
	return []Fault{
		{"F01", "无法开机", P1, "检查插头、插座和总电源开关。", "power", true},
		{"F02", "黑屏无信号", P1, "按一下电源键唤醒，再检查信号源是否选对。", "screen", true},
		{"F03", "触摸失灵", P1, "擦净屏幕边框，重启后再做一次触摸校准。", "touch", true},
		{"F04", "花屏、碎屏", P1, "检查并插紧视频线；屏幕碎裂请勿触摸，拍照上传。", "crack", true},
		{"F05", "系统崩溃", P1, "长按电源键关机，等半分钟再开机。", "system", false},
		{"F06", "没有声音", P2, "检查是否静音、音量大小和播放设备的选择。", "sound", true},
		{"F07", "没有网络", P2, "插紧网线；看看隔壁教室能否上网。", "network", false},
		{"F08", "中毒、卡顿", P2, "关闭不用的程序，重启电脑。", "virus", false},
		{"F09", "软件打不开", P2, "核对账号和密码，重新打开软件或检查更新。", "app", false},
		{"F10", "投影不亮", P1, "关机散热十分钟，清洁过滤网后再开。", "projector", true},
		{"F11", "展台、摄像头、麦克风", P3, "重新插拔连接线，更换电池。", "camera", true},
		{"F12", "遥控器、笔、线材", P3, "更换电池，或先借用隔壁教室的。", "remote", false},
		{"F13", "漏电、冒烟、松动", P0, "立即切断电源，停止使用，让学生远离，并马上打电话。", "danger", true},
		{"F99", "其他故障", P2, "请写明现象，最好附一张照片。", "other", false},
	}
}

// FaultOf finds a fault by its code.
func FaultOf(code string) (Fault, bool) {
	for _, f := range Faults() {
		if f.Code == code {
			return f, true
		}
	}
	return Fault{}, false
}

// graver says whether f, reported later, takes the place of the fault that a ticket already has: it is more urgent,
// or equally urgent and damages the device where the other does not.
func (f Fault) graver(than Fault) bool {
	if f.Priority != than.Priority {
		return f.Priority < than.Priority
	}
	return f.Hardware && !than.Hardware
}
