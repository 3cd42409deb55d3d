package models

import (
	"slices"
	"time"
)

// TransferStatus moves only as services/transfers allows.
type TransferStatus string

const (
	TransferProposed   TransferStatus = "proposed"    // 待批准
	TransferApproved   TransferStatus = "approved"    // 已批准
	TransferHandedOver TransferStatus = "handed_over" // 已交出
	TransferReceived   TransferStatus = "received"    // 已接收: every device is, or was refused
	TransferRejected   TransferStatus = "rejected"    // 全部拒收
	TransferDeclined   TransferStatus = "declined"    // 不批准
	TransferWithdrawn  TransferStatus = "withdrawn"   // 已撤回
	TransferCancelled  TransferStatus = "cancelled"   // 已取消
)

// TransferStatuses lists the statuses in the order that screens show them.
func TransferStatuses() []TransferStatus {
	return []TransferStatus{TransferProposed, TransferApproved, TransferHandedOver, TransferReceived, TransferRejected, TransferDeclined,
		TransferWithdrawn, TransferCancelled}
}

// Label is the Chinese name of the status.
func (s TransferStatus) Label() string {
	switch s {
	case TransferProposed:
		return "待批准"
	case TransferApproved:
		return "已批准"
	case TransferHandedOver:
		return "已交出"
	case TransferReceived:
		return "已接收"
	case TransferRejected:
		return "全部拒收"
	case TransferDeclined:
		return "不批准"
	case TransferWithdrawn:
		return "已撤回"
	case TransferCancelled:
		return "已取消"
	}
	return string(s)
}

// OpenTransferStatuses are those of an order that still holds devices.
func OpenTransferStatuses() []TransferStatus {
	return []TransferStatus{TransferProposed, TransferApproved, TransferHandedOver}
}

// Open says whether the order still holds devices.
func (s TransferStatus) Open() bool { return slices.Contains(OpenTransferStatuses(), s) }

// Transfer is an order that moves devices from one school to another (调拨单). The register changes as each device is
// received, not before.
type Transfer struct {
	ID             uint
	Number         string // DB261127-7KQ4M
	GiverID        uint   // the school that has the devices
	ReceiverID     uint   // the school that gets them; the same one where they move within it
	Status         TransferStatus
	Reason         string
	MakerID        *uint
	Maker          string // the name at the time, as are the others
	ApproverID     *uint
	Approver       string
	ApprovedAt     *time.Time
	GiverUserID    *uint
	GiverSigner    string // who signed for the giving school
	GivenAt        *time.Time
	ReceiverUserID *uint
	ReceiverSigner string // who signed for the receiving school, of several receipts the last
	ReceivedAt     *time.Time
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// TransferItemStatus says what became of one device of an order.
type TransferItemStatus string

const (
	ItemPending  TransferItemStatus = "pending"  // 待接收
	ItemReceived TransferItemStatus = "received" // 已接收
	ItemRejected TransferItemStatus = "rejected" // 拒收: it stayed where it was
	ItemDropped  TransferItemStatus = "dropped"  // 未调拨: the order ended before
)

// Label is the Chinese name of the status.
func (s TransferItemStatus) Label() string {
	switch s {
	case ItemPending:
		return "待接收"
	case ItemReceived:
		return "已接收"
	case ItemRejected:
		return "拒收"
	case ItemDropped:
		return "未调拨"
	}
	return string(s)
}

// TransferItem is one device of an order. Places are in words as they were, since rooms are renamed.
type TransferItem struct {
	ID          uint
	TransferID  uint
	DeviceID    uint
	ClassroomID *uint  // the room that it is meant for, and in the end that it was received in; nil is the store
	FromPlace   string // 信丰县第一小学库房
	ToPlace     string
	Mends       string // what it is meant to mend there, "" where nobody has said
	GivenAs     string // its condition, as the giving school says
	Status      TransferItemStatus
	Note        string // why it was refused
	SettledBy   string // who received or refused it
	SettledAt   *time.Time
}

// TransferEvent is one move of an order, append-only.
type TransferEvent struct {
	ID         uint
	TransferID uint
	Action     string
	FromStatus TransferStatus
	ToStatus   TransferStatus
	UserID     *uint
	Actor      string
	Note       string
	At         time.Time
}
