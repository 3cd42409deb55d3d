package models

import "time"

// ImportStatus is how far an import has come.
type ImportStatus string

const (
	ImportUploaded ImportStatus = "uploaded" // 已上传: waits for a person to look at the columns
	ImportChecking ImportStatus = "checking" // 试运行中
	ImportChecked  ImportStatus = "checked"  // 已试运行: waits for a person to say go
	ImportApplying ImportStatus = "applying" // 导入中
	ImportApplied  ImportStatus = "applied"  // 已导入
	ImportFailed   ImportStatus = "failed"   // 未完成: nothing was written; Problem says why
)

// Running says whether a server is at work on it.
func (s ImportStatus) Running() bool { return s == ImportChecking || s == ImportApplying }

// Import is an uploaded spreadsheet and what became of it. The file and the outcome of every row are in the file store
// under StorageKey.
type Import struct {
	ID             uint
	UserID         uint
	Actor          string
	OrganisationID *uint // where the person's scope began
	Kind           string
	FileName       string
	StorageKey     string
	SizeBytes      int
	Status         ImportStatus
	Mapping        string // JSON of services/imports, "" before a person has confirmed one
	Summary        string // JSON of services/imports, "" before the dry run
	Problem        string // Chinese; why it failed
	Runner         string // the server process at work on it
	BeatAt         time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
	FinishedAt     *time.Time
}

// ImportMapping is a match of columns that a person has kept, by the titles of the sheet.
type ImportMapping struct {
	ID        uint
	UserID    uint
	Signature string // SHA-256 of kind and titles
	Mapping   string
	UpdatedAt time.Time
}
