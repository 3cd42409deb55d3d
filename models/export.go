package models

import "time"

// ExportKind is what a workbook that takes long is about.
type ExportKind string

const (
	ExportReport     ExportKind = "report"     // 统计报表
	ExportDetails    ExportKind = "details"    // 教室与设备明细
	ExportSchools    ExportKind = "schools"    // 学校清单
	ExportClassrooms ExportKind = "classrooms" // 教室清单
	ExportDevices    ExportKind = "devices"    // 设备清单

	ExportSnapshot    ExportKind = "snapshot"    // 上报的统计表, as it is kept
	ExportDifferences ExportKind = "differences" // 上报与上期相比
)

// ExportStatus is how far it has come.
type ExportStatus string

const (
	ExportQueued  ExportStatus = "queued"  // 排队中
	ExportRunning ExportStatus = "running" // 生成中
	ExportDone    ExportStatus = "done"    // 已完成: the file can be fetched
	ExportFailed  ExportStatus = "failed"  // 未完成: there is no file; Problem says why
)

// Export is a workbook that a person has asked for and that a server makes when it comes to it. The file is in the file
// store under the id.
type Export struct {
	ID         uint
	UserID     uint
	Kind       ExportKind
	Place      string // what part of the tree it is about, in words
	Query      string // JSON of the service that makes it
	Scope      string // where the person might see such things when it was made: access.Scope as text
	Status     ExportStatus
	Done       int // schools
	Total      int // schools, 0 where it is not known
	RowCount   int // written so far
	SizeBytes  int
	Problem    string // Chinese
	Runner     string // the server at work on it
	Attempts   int    // how often a server has begun
	CreatedAt  time.Time
	BeatAt     time.Time // when its server last said that it is at work
	FinishedAt *time.Time
}
