package models

import "time"

// DisposalStatus moves only as services/disposals allows.
type DisposalStatus string

const (
	DisposalApplied   DisposalStatus = "applied"   // 待审批
	DisposalApproved  DisposalStatus = "approved"  // 已批准报废
	DisposalDeclined  DisposalStatus = "declined"  // 不批准
	DisposalWithdrawn DisposalStatus = "withdrawn" // 已撤回
)

// Label is the Chinese name of the status.
func (s DisposalStatus) Label() string {
	switch s {
	case DisposalApplied:
		return "待审批"
	case DisposalApproved:
		return "已批准报废"
	case DisposalDeclined:
		return "不批准"
	case DisposalWithdrawn:
		return "已撤回"
	}
	return string(s)
}

// DisposalCause is why equipment is to be disposed of.
type DisposalCause string

const (
	DisposalUseless DisposalCause = "useless" // 不达标且无利旧去处
	DisposalBroken  DisposalCause = "broken"  // 损坏无法修复
	DisposalAged    DisposalCause = "aged"    // 超过使用年限
	DisposalOther   DisposalCause = "other"   // 其他
)

// Label is the Chinese name of the cause.
func (c DisposalCause) Label() string {
	switch c {
	case DisposalUseless:
		return "不达标且无利旧去处"
	case DisposalBroken:
		return "损坏无法修复"
	case DisposalAged:
		return "超过使用年限"
	case DisposalOther:
		return "其他"
	}
	return string(c)
}

// Disposal is an application of a school to retire devices (报废申请). They wait as 待报废 until it is decided.
type Disposal struct {
	ID          uint
	Number      string // BF261127-7KQ4M
	SchoolID    uint
	Status      DisposalStatus
	Cause       DisposalCause
	Reason      string
	ApplicantID *uint
	Applicant   string // the name at the time, as is the decider's
	DeciderID   *uint
	Decider     string
	DecidedAt   *time.Time
	ApprovalNo  string // 批复文号, as the bureau files it
	Version     int
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// DisposalItem is one device of an application.
type DisposalItem struct {
	ID          uint
	DisposalID  uint
	DeviceID    uint
	Place       string // where it was, in words
	StateBefore DeviceState
	ReturnsTo   DeviceState // given back where the application comes to nothing: the state before, and what tickets made of it since
}

// DisposalEvent is one move of an application, append-only.
type DisposalEvent struct {
	ID         uint
	DisposalID uint
	Action     string
	FromStatus DisposalStatus
	ToStatus   DisposalStatus
	UserID     *uint
	Actor      string
	Note       string
	At         time.Time
}
