package models

import "time"

// Purchase is equipment that somebody means to buy and has had checked before money is spent (采购核对).
type Purchase struct {
	ID             uint
	OrganisationID uint
	Name           string
	Version        int // of the latest PurchaseCheck
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// PurchaseCheck is what was offered, and what the standard of the day says of it. It never changes: where facts are
// added or the standard has moved on, there is one more.
type PurchaseCheck struct {
	PurchaseID uint              `gorm:"primaryKey;autoIncrement:false"`
	Version    int               `gorm:"primaryKey;autoIncrement:false"`
	Items      []PurchaseItem    `gorm:"serializer:json"`
	Findings   []PurchaseFinding `gorm:"serializer:json"` // of each item, in their order
	Suites     PurchaseSuites    `gorm:"serializer:json"` // of the whole list; empty on opinions from before it was looked at
	Conclusion PurchaseConclusion
	Standard   string // by which it was checked, with the versions in force
	UserID     *uint
	Author     string // the name at the time
	CheckedAt  time.Time
}

// PurchaseItem is one line of a purchase: so many of one model, for one kind of room.
type PurchaseItem struct {
	Category Category      `json:"category"`
	Name     string        `json:"name"`
	Brand    string        `json:"brand,omitempty"`
	Model    string        `json:"model,omitempty"`
	Quantity int           `json:"quantity"`
	RoomKind ClassroomKind `json:"room_kind"`
	Students *int          `json:"students,omitempty"` // the largest class that is to use it; nil: not said
	Specs    Specs         `json:"specs"`
}

// PurchaseFinding is what the standard says of one item.
type PurchaseFinding struct {
	Grade   Grade            `json:"grade"`
	Clauses []PurchaseClause `json:"clauses"`
	Remarks []string         `json:"remarks"` // where the offer contradicts what is known of the model
}

// PurchaseClause is one demand of the notice beside what is offered.
type PurchaseClause struct {
	Criterion string         `json:"criterion"`
	Title     string         `json:"title"`
	Tier      string         `json:"tier"`   // 标准配置
	Clause    string         `json:"clause"` // 附件一·2
	Notice    string         `json:"notice"`
	Required  string         `json:"required"`
	Offered   string         `json:"offered"`
	Grade     Grade          `json:"grade"`
	Decides   bool           `json:"decides"` // counts for the grade of the item; the others are for information
	Reason    string         `json:"reason"`
	Missing   []PurchaseFact `json:"missing"`
}

// PurchaseSuites is what a list comes to as 套: it does not decide, since what is wanting may stand in the rooms already.
type PurchaseSuites struct {
	Count   int            `json:"count"`   // for how many classrooms there are both host and screen
	Wanting []PurchaseWant `json:"wanting"` // of what 标准配置 wants of each
}

// PurchaseWant is a part of a suite of which a list has too few.
type PurchaseWant struct {
	Title  string `json:"title"` // 摄像头
	Have   int    `json:"have"`
	Short  int    `json:"short"`
	Clause string `json:"clause"`
	Notice string `json:"notice"`
	Text   string `json:"text"`
}

// PurchaseFact is a fact that has to be asked for. Spec is its place in Specs, "" if it is not one of the device.
type PurchaseFact struct {
	Label string `json:"label"`
	Spec  string `json:"spec"`
}

// PurchaseConclusion is what a check comes to.
type PurchaseConclusion string

const (
	PurchaseAdvised    PurchaseConclusion = "advised"
	PurchaseRefused    PurchaseConclusion = "refused"
	PurchaseIncomplete PurchaseConclusion = "incomplete"
)

// Label is the conclusion as the opinion words it.
func (c PurchaseConclusion) Label() string {
	switch c {
	case PurchaseAdvised:
		return "建议采购"
	case PurchaseRefused:
		return "不得采购（不达标）"
	case PurchaseIncomplete:
		return "参数不全"
	}
	return string(c)
}
