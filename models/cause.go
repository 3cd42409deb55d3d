package models

import "strings"

// Cause says why a device or classroom came to stand otherwise against the standard. It is a set: on one day several
// things may happen to it.
type Cause int64

const (
	CauseRegistered Cause = 1 << iota // 新登记
	CauseCorrected                    // 信息更正: a fact was wrong or missing
	CauseImported                     // 台账导入: whatever a ledger said
	CauseMoved                        // 移动或调拨
	CauseBroken                       // 损坏
	CauseRepaired                     // 修复
	CauseReplaced                     // 更换: another device does its work
	CauseRetired                      // 报废或停用
	CauseClassSize                    // 班级人数变化
	CauseStandard                     // 标准或口径变化
	CauseAged                         // 数据过期: a measurement has grown too old to count
	CausePlace                        // 学校调整: the school itself came or went; it is worked out, never stored
)

// causes are in the order in which they are told. Nobody changes them.
var causes = []struct {
	cause Cause
	label string
}{
	{CauseRegistered, "新登记"}, {CauseCorrected, "信息更正"}, {CauseImported, "台账导入"}, {CauseMoved, "移动或调拨"},
	{CauseBroken, "损坏"}, {CauseRepaired, "修复"}, {CauseReplaced, "更换"}, {CauseRetired, "报废或停用"},
	{CauseClassSize, "班级人数变化"}, {CauseStandard, "标准或口径变化"}, {CauseAged, "数据过期"}, {CausePlace, "学校调整"},
}

// Label is the Chinese name of the causes.
func (c Cause) Label() string {
	var labels []string
	for _, known := range causes {
		if c&known.cause != 0 {
			labels = append(labels, known.label)
		}
	}
	return strings.Join(labels, "、")
}

// Each gives the causes in the set one by one.
func (c Cause) Each() []Cause {
	var each []Cause
	for _, known := range causes {
		if c&known.cause != 0 {
			each = append(each, known.cause)
		}
	}
	return each
}
