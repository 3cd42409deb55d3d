package models

import "time"

// DeviceState is the 使用状况 of a device.
type DeviceState string

const (
	DeviceInUse     DeviceState = "in_use"    // 在用
	DeviceIdle      DeviceState = "idle"      // 闲置
	DeviceDamaged   DeviceState = "damaged"   // 损坏
	DeviceRepairing DeviceState = "repairing" // 维修中
	DeviceToRetire  DeviceState = "to_retire" // 待报废
	DeviceRetired   DeviceState = "retired"   // 已报废
)

// DeviceStates lists the states in the order that screens show them.
func DeviceStates() []DeviceState {
	return []DeviceState{DeviceInUse, DeviceIdle, DeviceDamaged, DeviceRepairing, DeviceToRetire, DeviceRetired}
}

// Label is the Chinese name of the state.
func (s DeviceState) Label() string {
	switch s {
	case DeviceInUse:
		return "在用"
	case DeviceIdle:
		return "闲置"
	case DeviceDamaged:
		return "损坏"
	case DeviceRepairing:
		return "维修中"
	case DeviceToRetire:
		return "待报废"
	case DeviceRetired:
		return "已报废"
	}
	return string(s)
}

// Damaged says whether statistics count the device as 损坏 (DOMAIN 4.3: damaged, under repair or waiting for disposal).
func (s DeviceState) Damaged() bool {
	return s == DeviceDamaged || s == DeviceRepairing || s == DeviceToRetire
}

// Device is one 台/件. One without a classroom is in the store of its school.
type Device struct {
	ID            uint
	SchoolID      uint
	ClassroomID   *uint
	Category      Category
	Name          string
	Brand         string
	Model         string
	Serial        string
	AssetNo       *string // 资产编号, unique in its school where there is one
	BoughtOn      Date    // 取得日期; decides the tier, and a transfer does not renew it
	FundSource    string
	PriceCents    *int64
	GBCode        string `gorm:"column:gb_code"` // GB/T 14885, either edition
	Supplier      string
	WarrantyUntil Date
	State         DeviceState
	Specs         Specs  `gorm:"serializer:json"`
	LabelToken    string // opaque and unguessable, what the QR code holds
	LabelCode     string // what a person reads aloud from the label; never has 0 O 1 I
	HeldBy        string // the number of the open transfer order or disposal that it is in; "" is free to move or retire
	Verdicts      `gorm:"embedded"`
	StandardGrade Grade
	MissingDate   bool  // judged by 最低配置 because BoughtOn does not say
	StoodIn       *uint // the classroom whose suite it was part of when last judged; changes are measured against it
	StoodDamaged  bool  // and whether it was damaged there
	Version       int
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Installed says whether the device is part of the suite of its classroom: there, and neither idle nor retired.
func (d *Device) Installed() bool {
	return d.ClassroomID != nil && d.State != DeviceIdle && d.State != DeviceRetired
}

// Essential says whether a lesson cannot be given without devices of this category.
func (c Category) Essential() bool {
	return c == CategoryHost || c == CategoryPanel || c == CategoryScreen
}

// DeviceEventKind is a step in the life of a device.
type DeviceEventKind string

const (
	DeviceRegistered   DeviceEventKind = "registered"    // 登记
	DeviceCorrected    DeviceEventKind = "corrected"     // 更正信息
	DeviceMoved        DeviceEventKind = "moved"         // 移动位置
	DeviceStateChanged DeviceEventKind = "state_changed" // 状态变更
	DeviceRelabelled   DeviceEventKind = "relabelled"    // 换发标签
)

// DeviceEvent is one step in the life of a device, append-only.
type DeviceEvent struct {
	ID       uint
	DeviceID uint
	Kind     DeviceEventKind
	At       time.Time
	UserID   *uint
	Actor    string // the name at the time, since people are renamed and leave
	Detail   string // Chinese, complete: "二（1）班 → 学校库房"
}
