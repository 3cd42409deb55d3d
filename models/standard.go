package models

import "time"

// StandardInForce says which standard and which readings hold in an organisation and all below it, since when. A
// switch adds a row; the newest is the one in force.
type StandardInForce struct {
	ID             uint
	OrganisationID uint
	Standard       string            // its id, such as "jiangxi-2023-29"
	Readings       map[string]string `gorm:"serializer:json"` // reading to alternative, those that were chosen
	Since          time.Time
	UserID         *uint
}

// TableName says what the rows are.
func (StandardInForce) TableName() string { return "standards_in_force" }
