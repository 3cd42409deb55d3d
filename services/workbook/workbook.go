// Package workbook owns turning spreadsheets into rows that the registry understands: which sheet, which row is the
// header, which column holds what, what each cell says, and which devices a row is about. It asks no database and
// knows no school: whether a row's school exists, and what a row changes, is left to services/imports.
package workbook

import "banbantong/models"

// Kind is what the rows of a sheet are.
type Kind string

const (
	KindLedger     Kind = "ledger"     // 台账: any ledger, usually a row for each classroom
	KindSchools    Kind = "schools"    // 学校, our template
	KindClassrooms Kind = "classrooms" // 教室, our template
	KindDevices    Kind = "devices"    // 设备, our template
	KindPurchase   Kind = "purchase"   // 采购清单: what somebody means to buy, which is in no register
)

// Kinds lists the kinds that can be imported, in the order that screens show them.
func Kinds() []Kind { return []Kind{KindLedger, KindSchools, KindClassrooms, KindDevices} }

// Label is the Chinese name of the kind.
func (k Kind) Label() string {
	switch k {
	case KindLedger:
		return "现有台账"
	case KindSchools:
		return "学校"
	case KindClassrooms:
		return "教室"
	case KindDevices:
		return "设备"
	case KindPurchase:
		return "采购清单"
	}
	return string(k)
}

// Row is what one row of a sheet says. Zero values and nil are what it does not say, which changes nothing.
type Row struct {
	Line      int
	School    School
	Classroom *Classroom // nil when the row names none
	Devices   []Device
	Problems  []Problem
}

// Rejected says whether a cell was not understood, so that the row must not be stored.
func (r Row) Rejected() bool {
	for _, p := range r.Problems {
		if p.Rejects {
			return true
		}
	}
	return false
}

// Problem is what is wrong with a cell, or worth a look.
type Problem struct {
	Cell    string // "Sheet1!C7", or only the row's number when no single cell is meant
	Column  string // the column's title
	Value   string
	Message string // Chinese, says what to write instead
	Rejects bool   // the row is not taken; otherwise a remark
}

// School is what a row says of a school. Code or Name tells which.
type School struct {
	Code, Name        string
	Superior          string // 中心校, 乡镇 or 县区 that the school reports to
	Type              models.SchoolType
	Area              models.Area
	Sponsor           models.Sponsor
	UplinkMbps        *int
	ClassInternetMbps *int
}

// Classroom is what a row says of a classroom.
type Classroom struct {
	Name, Building, Floor string
	Kind                  models.ClassroomKind
	StudentCount          *int
	OnCampusNetwork       *bool
	Network               *models.NetworkFacts
}

// Device is what a row says of one device.
type Device struct {
	Category      models.Category
	Name          string // "" when the row has none; see models.Category.Label
	Brand         string
	Model         string
	Serial        string
	AssetNo       string
	LabelCode     string // of the label that the register has given the device
	BoughtOn      models.Date
	FundSource    string
	PriceCents    *int64
	GBCode        string
	Supplier      string
	WarrantyUntil models.Date
	State         models.DeviceState
	Specs         models.Specs // every fact with its source
	Quantity      int          // of a purchase; elsewhere a row with several has a Device for each
}
