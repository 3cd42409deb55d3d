package models

// Forever is the until of what still holds.
const Forever Date = "9999-12-31"

// PastSchoolCounts are counts of a school that held from the day Since up to, and not on, the day Until. Those that
// hold now are SchoolCounts; a school without a row for a day had nothing of the category.
type PastSchoolCounts struct {
	SchoolCounts
	Until Date `gorm:"primaryKey"`
}

// TableName see SchoolCounts.
func (PastSchoolCounts) TableName() string { return "past_school_counts" }

// PastSchoolCriterionCounts is the same of SchoolCriterionCounts.
type PastSchoolCriterionCounts struct {
	SchoolCriterionCounts
	Until Date `gorm:"primaryKey"`
}

// TableName see SchoolCounts.
func (PastSchoolCriterionCounts) TableName() string { return "past_school_criterion_counts" }

// OrganisationSpan says how an organisation stood in the tree from the day Since up to, and not on, the day Until.
type OrganisationSpan struct {
	OrganisationID uint `gorm:"primaryKey;autoIncrement:false"`
	Since          Date `gorm:"primaryKey"`
	Until          Date // Forever where it still stands so
	Kind           OrganisationKind
	Name           string
	Path           string
	Retired        bool
	Type           SchoolType // of schools, as the next two
	Area           Area
	Sponsor        Sponsor
}

// StandingSubject says what a PastStanding is about.
type StandingSubject string

const (
	StandingOfDevice    StandingSubject = "device"
	StandingOfClassroom StandingSubject = "classroom"
)

// Label is what the subject is counted in: 套 or 台.
func (s StandingSubject) Label() string {
	if s == StandingOfClassroom {
		return "套"
	}
	return "台"
}

// Standing is how a device or classroom counts in statistics.
type Standing struct {
	InUse   bool  // part of a suite; a classroom: has one. The next two say nothing of what is not
	Failed  bool  // 不达标
	Damaged bool  // 损坏
	Failing int64 // the deciding criteria that it fails
}

// CountsLike says whether what stands so counts the same; that other criteria fail does not matter for that.
func (s Standing) CountsLike(other Standing) bool {
	return s.InUse == other.InUse && s.Failed == other.Failed && s.Damaged == other.Damaged
}

// PastStanding is how a device or classroom stood at the end of the day before Until, and why that changed on the day
// Until. What never changed has no row, and a thing registered on a day had no standing before it.
type PastStanding struct {
	Subject     StandingSubject `gorm:"primaryKey"`
	SubjectID   uint            `gorm:"primaryKey;autoIncrement:false"`
	Until       Date            `gorm:"primaryKey"`
	SchoolID    uint
	ClassroomID *uint // of a device in use: where
	Standing    `gorm:"embedded"`
	Causes      Cause
	MovedTo     *uint // the school that it went to, if it left SchoolID
}

// StandingChange says how something came to count otherwise.
type StandingChange string

const (
	EnteredFailing StandingChange = "entered" // 不达标 now
	LeftFailing    StandingChange = "left"    // no longer 不达标
	Broke          StandingChange = "broken"  // 损坏 now
	Mended         StandingChange = "mended"  // no longer 损坏
)

// Label is the Chinese name of the change.
func (c StandingChange) Label() string {
	switch c {
	case EnteredFailing:
		return "新出现不达标"
	case LeftFailing:
		return "不再不达标"
	case Broke:
		return "新损坏"
	case Mended:
		return "不再损坏"
	}
	return string(c)
}
