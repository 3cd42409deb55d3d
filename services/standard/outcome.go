package standard

import "banbantong/models"

// Outcome is the answer to one criterion, or the grade made of many. The values are ordered so that the grade
// of several outcomes is the greatest of them: one failure fails, else one unknown leaves the matter open.
type Outcome uint8

const (
	NotApplicable Outcome = iota // 不适用: the tier or a reading asks nothing here
	Pass                         // 达标
	Unknown                      // 待核实: a needed fact is missing, doubtful or contradicted
	Fail                         // 不达标
)

// Outcomes lists every outcome in the order of its value.
func Outcomes() []Outcome { return []Outcome{NotApplicable, Pass, Unknown, Fail} }

// String is the stable code of the outcome, for programs.
func (o Outcome) String() string {
	switch o {
	case Pass:
		return "pass"
	case Unknown:
		return "unknown"
	case Fail:
		return "fail"
	}
	return "not_applicable"
}

// Label is the outcome in the words of the notice.
func (o Outcome) Label() string {
	switch o {
	case Pass:
		return "达标"
	case Unknown:
		return "待核实"
	case Fail:
		return "不达标"
	}
	return "不适用"
}

// Grade is the outcome as the tables store it.
func (o Outcome) Grade() models.Grade {
	switch o {
	case Pass:
		return models.GradePass
	case Unknown:
		return models.GradeUnknown
	case Fail:
		return models.GradeFail
	}
	return models.GradeNone
}
