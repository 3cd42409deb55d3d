package models

import "time"

// PeriodKind says what a bureau collects figures for.
type PeriodKind string

const (
	PeriodAutumn PeriodKind = "autumn" // 秋季学期
	PeriodSpring PeriodKind = "spring" // 春季学期
	PeriodMonth  PeriodKind = "month"  // 月报
	PeriodSurvey PeriodKind = "survey" // 一次性排查
)

// PeriodKinds lists the kinds in the order that screens show them.
func PeriodKinds() []PeriodKind {
	return []PeriodKind{PeriodAutumn, PeriodSpring, PeriodMonth, PeriodSurvey}
}

// Label is the Chinese name of the kind.
func (k PeriodKind) Label() string {
	switch k {
	case PeriodAutumn:
		return "秋季学期"
	case PeriodSpring:
		return "春季学期"
	case PeriodMonth:
		return "月报"
	case PeriodSurvey:
		return "专项排查"
	}
	return string(k)
}

// ReportTable is one of the official forms that a period asks for.
type ReportTable string

const (
	TableFailures ReportTable = "failures" // 不达标及损坏设备统计表
	TableDetails  ReportTable = "details"  // 达标情况明细表
	TableNetwork  ReportTable = "network"  // 网络与软件情况表
	TableRenewal  ReportTable = "renewal"  // 更新需求表
)

// ReportTables lists the forms in the order of the workbook.
func ReportTables() []ReportTable {
	return []ReportTable{TableFailures, TableDetails, TableNetwork, TableRenewal}
}

// Label is the name of the form.
func (t ReportTable) Label() string {
	switch t {
	case TableFailures:
		return "不达标及损坏设备统计表"
	case TableDetails:
		return "达标情况明细表"
	case TableNetwork:
		return "网络与软件情况表"
	case TableRenewal:
		return "更新需求表"
	}
	return string(t)
}

// ReportLevel is how high in the reporting tree somebody stands; due days are set by level.
type ReportLevel string

const (
	LevelSchool ReportLevel = "school" // 学校、教学点
	LevelCentre ReportLevel = "centre" // 中心校: a school to which others report
	LevelCounty ReportLevel = "county"
	LevelCity   ReportLevel = "city"
	LevelTop    ReportLevel = "top" // 省
)

// Label is the Chinese name of the level.
func (l ReportLevel) Label() string {
	switch l {
	case LevelSchool:
		return "学校"
	case LevelCentre:
		return "中心校"
	case LevelCounty:
		return "县（市、区）"
	case LevelCity:
		return "设区市"
	case LevelTop:
		return "省"
	}
	return string(l)
}

// Period is a collection of figures that a bureau opens for all below it (上报任务).
type Period struct {
	ID             uint
	OrganisationID uint // who opened it, and signs its sum in the end
	Name           string
	Kind           PeriodKind
	Tables         []ReportTable `gorm:"serializer:json"`
	CutOffAt       time.Time     // 统计时点: figures are frozen no earlier
	DueSchool      Date          // the last day of each level; "" for one that the opener does not have below it
	DueCentre      Date
	DueCounty      Date
	DueCity        Date
	RemindDays     int // how many days before the last one the desks below begin to remind
	Note           string
	SignedAt       *time.Time // 定稿; nil while it is open
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Due is the last day for somebody of the level, "" where there is none.
func (p Period) Due(l ReportLevel) Date {
	switch l {
	case LevelSchool:
		return p.DueSchool
	case LevelCentre:
		return p.DueCentre
	case LevelCounty:
		return p.DueCounty
	case LevelCity:
		return p.DueCity
	}
	return ""
}

// Reminder is a 催报: a notice that somebody's figures are awaited, shown on the desk of who owes them.
type Reminder struct {
	ID             uint
	PeriodID       uint
	OrganisationID uint // who owes
	FromID         uint // who waits
	Day            Date // one a day at most
	UserID         *uint
	Actor          string
	Note           string
	At             time.Time
}
