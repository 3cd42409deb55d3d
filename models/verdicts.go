package models

// Grade is the answer for a device, a classroom or a school. "" says that nothing is judged about it.
type Grade string

const (
	GradePass    Grade = "pass"    // 达标
	GradeFail    Grade = "fail"    // 不达标
	GradeUnknown Grade = "unknown" // 待核实
	GradeNone    Grade = ""        // 不适用
)

// Label is the Chinese word for the grade.
func (g Grade) Label() string {
	switch g {
	case GradePass:
		return "达标"
	case GradeFail:
		return "不达标"
	case GradeUnknown:
		return "待核实"
	}
	return "不适用"
}

// Verdicts is what the standard says of one subject. Fails, Unknowns and Judged are sets of criteria (standard.Set):
// both tiers are always in Fails and Unknowns, and Judged holds the criteria that decide, each component by its own
// date. So a criterion fails for the subject where Fails and Judged both hold it. Everything else about a verdict (the
// measured value, the clause) is worked out from the facts when somebody looks.
// Only services/compliance writes these columns.
type Verdicts struct {
	Fails    int64
	Unknowns int64
	Judged   int64
	Grade    Grade // classrooms and devices: of the hardware criteria that decide
}

// SchoolCounts says how many of a category a school has and how they stand. It is also the row of a sum.
// For CategorySuite the things counted are classrooms, for other categories devices.
type SchoolCounts struct {
	SchoolID         uint     `gorm:"primaryKey;autoIncrement:false"`
	Category         Category `gorm:"primaryKey"`
	Total            int      // suite: all classrooms (应配); devices: all not retired
	InUse            int      // suite: classrooms with a suite (在用); devices: those installed in a classroom. What follows counts among these
	Passed           int      // 达标 by the criteria that decide
	Failed           int      // 不达标
	Unknown          int      // 待核实
	StandardPassed   int      // 达标 if all were held to 标准配置
	Damaged          int      // 损坏
	FailedAndDamaged int
	FailedOrDamaged  int // 不达标或损坏, each counted once
	Usable           int // suite: no damaged host or screen
	NetworkPassed    int
	NetworkFailed    int
	NetworkUnknown   int
	SoftwarePassed   int
	SoftwareFailed   int
	SoftwareUnknown  int
	MissingDate      int  // devices without a usable 取得日期, judged by 最低配置
	Since            Date // the China day since which this is so; "" is from before history was kept
}

// SchoolCriterionCounts says for how many subjects of a school a deciding criterion fails or lacks its fact.
type SchoolCriterionCounts struct {
	SchoolID       uint   `gorm:"primaryKey;autoIncrement:false"`
	Criterion      string `gorm:"primaryKey"` // the criterion's id, such as "HW-MIN-RAM"
	FailedSuites   int
	UnknownSuites  int
	FailedDevices  int
	UnknownDevices int
	Since          Date // see SchoolCounts
}

// TableName says that the rows are counts, not "school_countses".
func (SchoolCounts) TableName() string { return "school_counts" }

// TableName see SchoolCounts.
func (SchoolCriterionCounts) TableName() string { return "school_criterion_counts" }
