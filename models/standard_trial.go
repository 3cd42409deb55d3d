package models

// StandardTrial is how the schools of a draft's place would stand under it: the last trial that was asked for, made by a
// server when it comes to it. A draft has one at the most, and none when it is decided or given up.
type StandardTrial struct {
	VersionID    uint `gorm:"primaryKey;autoIncrement:false"`
	DraftVersion int  // of the draft that is tried; it follows changes that ask nothing else
	UserID       *uint
	Result       string // JSON of services/compliance; "" until it is done
	DataMark     string // compliance.Mark of what it was made of; another one today says that equipment has changed since
	Job
}

// StandardTrialSchool is a school where the grade of something would change.
type StandardTrialSchool struct {
	VersionID     uint `gorm:"primaryKey;autoIncrement:false"`
	SchoolID      uint `gorm:"primaryKey;autoIncrement:false"`
	PlaceID       uint // the school's county or, in a draft of a county or where there is none, the place right below the draft's
	Fallen        int  // suites that would stand worse
	Risen         int  // better
	FallenDevices int
	RisenDevices  int
}
