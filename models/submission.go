package models

import "time"

// SubmissionStatus is where the figures of one organisation for one period stand.
type SubmissionStatus string

const (
	SubmissionDraft     SubmissionStatus = "draft"     // 未报
	SubmissionSubmitted SubmissionStatus = "submitted" // 待审核
	SubmissionReturned  SubmissionStatus = "returned"  // 已退回
	SubmissionAccepted  SubmissionStatus = "accepted"  // 已通过
)

// SubmissionStatuses lists them in the order that screens show them.
func SubmissionStatuses() []SubmissionStatus {
	return []SubmissionStatus{SubmissionDraft, SubmissionSubmitted, SubmissionReturned, SubmissionAccepted}
}

// Label is the Chinese name of the status.
func (s SubmissionStatus) Label() string {
	switch s {
	case SubmissionDraft:
		return "未报"
	case SubmissionSubmitted:
		return "待审核"
	case SubmissionReturned:
		return "已退回"
	case SubmissionAccepted:
		return "已通过"
	}
	return string(s)
}

// Handed says whether the figures are with the level above: reported, and not sent back.
func (s SubmissionStatus) Handed() bool { return s == SubmissionSubmitted || s == SubmissionAccepted }

// Submission is what one organisation reports for one period. The row is made with the first thing that somebody does
// about it: no row is 未报 as well.
type Submission struct {
	ID             uint
	PeriodID       uint
	OrganisationID uint
	Status         SubmissionStatus // moves only as services/submissions allows
	Stale          bool             // 过期: a sum whose parts are no longer those accepted below
	Remarks        string
	Explanations   map[string]string `gorm:"serializer:json"` // by the finding's key, of the draft
	SnapshotID     *uint             // the version in force; nil until it is first submitted
	Revision       int               // how often it was frozen
	Zero           bool              // 零报告
	FilledFor      bool              // 代填: frozen by somebody above in its name
	FrozenBy       *uint             // the user who froze the version in force, who may not review it
	FrozenAt       *time.Time
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// SubmissionEvent is one move of a submission, append-only.
type SubmissionEvent struct {
	ID           uint
	SubmissionID uint
	Action       string
	FromStatus   SubmissionStatus
	ToStatus     SubmissionStatus
	UserID       *uint
	Actor        string
	Place        string // for which organisation the actor acted, by its name at the time
	Note         string
	Rows         []ReturnedRow `gorm:"column:row_notes;serializer:json"`
	SnapshotID   *uint         // the version that it is about
	At           time.Time
}

// ReturnedRow is what is wrong with one row of returned figures. One of the ids, or the key of one of its findings, says
// which; Label names it.
type ReturnedRow struct {
	OrganisationID uint   `json:"organisation_id,omitempty"`
	ClassroomID    uint   `json:"classroom_id,omitempty"`
	DeviceID       uint   `json:"device_id,omitempty"`
	Finding        string `json:"finding,omitempty"`
	Label          string `json:"label"`
	Note           string `json:"note"`
}

// Snapshot is a frozen version of a submission. It is never changed. Content is JSON whose SHA-256 is Hash, and holds the
// hash of the organisation's snapshot before it and of each snapshot that it sums.
type Snapshot struct {
	ID             uint
	PeriodID       uint
	OrganisationID uint
	Sequence       int // in the chain of the organisation, from 1
	Revision       int // in its period, from 1
	Hash           string
	Content        []byte
	CreatedAt      time.Time
}

// SnapshotBody is the frozen detail of one school, zlib of JSON, whose SHA-256 stands in the content of its snapshot.
type SnapshotBody struct {
	SnapshotID uint `gorm:"primaryKey;autoIncrement:false"`
	Body       []byte
}

// SnapshotStandard is what snapshots quote of a standard, kept once for each text.
type SnapshotStandard struct {
	Hash    string `gorm:"primaryKey"` // SHA-256 of Content
	Content []byte
}

// SnapshotWorkbook is the official workbook of a snapshot, written when somebody first asks for it and kept from then on.
type SnapshotWorkbook struct {
	SnapshotID uint `gorm:"primaryKey;autoIncrement:false"`
	StorageKey string
	Hash       string // SHA-256 of the file
	SizeBytes  int64
	CreatedAt  time.Time
}
