package models

import "time"

// Form is the form (表样) that a bureau has always used: its own workbook, with the names of fields in the cells.
type Form struct {
	ID             uint
	OrganisationID uint
	Name           string // unique in its organisation
	FileName       string
	SizeBytes      int
	Content        []byte // the .xlsx as it was uploaded
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time

	Organisation Organisation
}
