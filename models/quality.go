package models

import "time"

// SchoolQuality says how much of what a school should know of its equipment it does know, as counted at CountedAt.
type SchoolQuality struct {
	SchoolID  uint       `gorm:"primaryKey;autoIncrement:false"`
	Needed    int        // facts on which verdicts and figures rest
	Known     int        // those of them that are there
	Due       bool       // something of the school has changed since; set by services/compliance with every change
	Changes   int64      // how many there were
	CountedAt *time.Time // nil until counted for the first time
}

// TableName says that it is the quality of a school's data, not "school_qualities".
func (SchoolQuality) TableName() string { return "school_quality" }

// SchoolFinding says how often a rule of data quality finds something in a school, as counted with its SchoolQuality.
type SchoolFinding struct {
	SchoolID uint   `gorm:"primaryKey;autoIncrement:false"`
	Rule     string `gorm:"primaryKey"` // such as "no-class-size", see services/quality
	Findings int
}
