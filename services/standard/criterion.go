package standard

// Tier says which equipment a criterion is for.
type Tier string

const (
	TierMinimum  Tier = "min" // 最低配置: equipment obtained before the notice
	TierStandard Tier = "std" // 标准配置: equipment obtained since
	TierAll      Tier = "all" // both; network and software know no tiers
)

// Label is the Chinese name of the tier.
func (t Tier) Label() string {
	switch t {
	case TierMinimum:
		return "最低配置"
	case TierStandard:
		return "标准配置"
	}
	return "均须满足"
}

// Group is the part of the notice a criterion belongs to; each has a grade of its own.
type Group string

const (
	GroupHardware Group = "hardware" // 附件一
	GroupNetwork  Group = "network"  // 附件二
	GroupSoftware Group = "software" // 附件三
)

// Subject is what a criterion looks at. All but the last two are components of a suite.
type Subject string

const (
	SubjectHost      Subject = "host"      // 主机, with the software on it
	SubjectDisplay   Subject = "display"   // 屏幕
	SubjectCamera    Subject = "camera"    // 摄像头
	SubjectAudio     Subject = "audio"     // 扩音系统
	SubjectOutputs   Subject = "outputs"   // 接口 of a host and the panels in its room
	SubjectInputs    Subject = "inputs"    // 接口 of a panel or screen
	SubjectClassroom Subject = "classroom" // 教室
	SubjectSchool    Subject = "school"    // 学校
)

// components are the subjects that devices carry, in the order in which a device is judged.
var components = [...]Subject{SubjectHost, SubjectOutputs, SubjectDisplay, SubjectInputs, SubjectCamera, SubjectAudio}

// Deciding says when a criterion counts towards the grade.
type Deciding string

const (
	DecideByDate Deciding = "by_date" // by the tier that the date of the device asks for
	DecideAlways Deciding = "always"
	DecideNever  Deciding = "never"
)

// Criterion is one demand of the notice, as its data file words it.
type Criterion struct {
	ID        string
	Bit       int // its place in every stored Set, for ever
	Tier      Tier
	Group     Group
	Subject   Subject
	Title     string   // 硬盘容量
	Required  string   // 最大一块内置硬盘 ≥ 128 GB
	Unit      string   // of the measured value, where it has one
	Tolerance string   // how measured values map to nominal ones, where they do
	Clause    string   // 附件一·1
	Notice    string   // the notice's own sentence; "" for what it only implies
	Failure   string   // what a failure means to a person
	Mend      string   // what to do about it
	MendedBy  []string // ids of the measures that mend it, beside new equipment for its subject
	Rule      string   // the expression in force
	Reading   string   // id of the reading that it depends on, if any
	Deciding  Deciding

	rule     rule
	measured []measured
}

// Reading is one written interpretation (口径) of a place where the notice is ambiguous.
type Reading struct {
	ID           string
	Question     string
	Chosen       string // id of the alternative in force
	Default      string // id of the alternative that the standard comes with
	Alternatives []Alternative
}

// Alternative is one answer to a Reading.
type Alternative struct {
	ID   string
	Text string
}

// ChosenText is the text of the alternative in force.
func (r Reading) ChosenText() string {
	for _, a := range r.Alternatives {
		if a.ID == r.Chosen {
			return a.Text
		}
	}
	return ""
}
