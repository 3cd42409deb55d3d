package models

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

// Export is a workbook that a person has asked for and that a server makes when it comes to it. The file is in the file
// store under the id.
type Export struct {
	ID        uint
	UserID    uint
	Kind      ExportKind
	Place     string // what part of the tree it is about, in words
	Query     string // JSON of the service that makes it
	Scope     string // where the person might see such things when it was made: access.Scope as text
	RowCount  int    // written so far
	SizeBytes int
	Job       // once it is done the file can be fetched; there is none if it has failed
}
