package models

import "time"

// TicketStatus moves only as services/tickets allows.
type TicketStatus string

const (
	TicketOpen      TicketStatus = "open"      // 待受理
	TicketWorking   TicketStatus = "working"   // 处理中
	TicketFinished  TicketStatus = "finished"  // 待确认
	TicketDone      TicketStatus = "done"      // 已完成
	TicketCancelled TicketStatus = "cancelled" // 已取消
)

// Label is the Chinese name of the status.
func (s TicketStatus) Label() string {
	switch s {
	case TicketOpen:
		return "待受理"
	case TicketWorking:
		return "处理中"
	case TicketFinished:
		return "待确认"
	case TicketDone:
		return "已完成"
	case TicketCancelled:
		return "已取消"
	}
	return string(s)
}

// TicketChannel is how a fault reached us.
type TicketChannel string

const (
	ChannelLabel TicketChannel = "label" // 扫码
	ChannelDesk  TicketChannel = "desk"  // 网页登记
)

// TicketOutcome is how a repair ended.
type TicketOutcome string

const (
	OutcomeRepaired TicketOutcome = "repaired" // 已修复
	OutcomeReplaced TicketOutcome = "replaced" // 已更换: another device does its work, this one waits for disposal
	OutcomeScrap    TicketOutcome = "scrap"    // 无法修复
)

// Label is the Chinese name of the outcome.
func (o TicketOutcome) Label() string {
	switch o {
	case OutcomeRepaired:
		return "已修复"
	case OutcomeReplaced:
		return "已更换设备"
	case OutcomeScrap:
		return "无法修复，待报废"
	}
	return string(o)
}

// Ticket asks for something in one classroom to be repaired, usually one device.
type Ticket struct {
	ID            uint
	Number        string // what people say on the phone: 261123-7KQ4M
	SchoolID      uint
	ClassroomID   *uint
	DeviceID      *uint
	Fault         string // F01 to F99, see services/tickets
	Priority      string // P0 (safety) to P3
	Description   string
	Status        TicketStatus
	Channel       TicketChannel
	ReporterID    *uint // nil for a guest
	ReporterName  string
	ReporterPhone string // shown in full only to those who work on the ticket
	TechnicianID  *uint  // nil until somebody accepts it or is sent
	Cause         string
	Remedy        string
	Parts         string
	Outcome       TicketOutcome // "" until it is finished
	StateBefore   DeviceState   // of the device when it was reported, restored by a cancellation
	DueAt         time.Time
	ReportedAt    time.Time
	AcceptedAt    *time.Time
	FinishedAt    *time.Time
	ClosedAt      *time.Time
	Version       int
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// TicketEvent is one move of a ticket or a note on it, append-only.
type TicketEvent struct {
	ID         uint
	TicketID   uint
	Action     string
	FromStatus TicketStatus
	ToStatus   TicketStatus
	UserID     *uint
	Actor      string
	Note       string
	At         time.Time
	// IdempotencyKey stands on reports only: a phone that sends its report again finds the first one.
	IdempotencyKey *string
}

// Attachment is a photo of a ticket. Its bytes are in the attachment store, re-encoded, without EXIF.
type Attachment struct {
	ID          uint
	TicketID    uint
	Stage       AttachmentStage
	StorageKey  string
	ContentType string
	SizeBytes   int
	Width       int
	Height      int
	UserID      *uint
	CreatedAt   time.Time
}

// AttachmentStage says when the photo was taken.
type AttachmentStage string

const (
	StageReport AttachmentStage = "report" // 报修时
	StageBefore AttachmentStage = "before" // 维修前
	StageAfter  AttachmentStage = "after"  // 维修后
)
