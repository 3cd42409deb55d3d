package models

import "time"

// StandardVersion is what an organisation asks, of itself and all below it, beyond the standard that holds above it. It
// is a draft while InForceFrom is empty, and never changes again once that day has come. The newest that has come into
// force holds; the province's says more than that: it also chooses how the notice is read.
type StandardVersion struct {
	ID             uint
	OrganisationID uint
	Number         int // counts those that the organisation has put in force; 0 for a draft
	Name           string
	Document       string     // 文号 of the paper that decides it
	Note           string     // why
	Amendments     Amendments `gorm:"serializer:json"`
	InForceFrom    Date       // "" for a draft
	EnforcedAt     *time.Time // when it was decided that it comes into force
	UserID         *uint      // who decided, or who last worked on the draft
	Version        int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Draft says whether the version may still be changed.
func (v StandardVersion) Draft() bool { return v.InForceFrom == "" }

// Coming says whether the version has been decided and its day has not come.
func (v StandardVersion) Coming(today Date) bool { return v.InForceFrom > today }

// Since is the moment from which the version holds: its day begins, or it is decided in the course of that day.
func (v StandardVersion) Since() time.Time {
	begin := v.InForceFrom.Begin()
	if v.EnforcedAt != nil && v.EnforcedAt.After(begin) {
		return *v.EnforcedAt
	}
	return begin
}

// Amendments are how a place differs from the standard above it.
type Amendments struct {
	Readings map[string]string `json:"readings,omitempty"` // reading to alternative
	Changed  []Amendment       `json:"changed,omitempty"`
	Added    []Addition        `json:"added,omitempty"`
}

// Empty says whether the place asks no more than the one above it.
func (a Amendments) Empty() bool {
	return len(a.Readings) == 0 && len(a.Changed) == 0 && len(a.Added) == 0
}

// Amendment tightens one criterion of the standard above.
type Amendment struct {
	Criterion string             `json:"criterion"`
	Values    map[string]float64 `json:"values,omitempty"`
	Also      string             `json:"also,omitempty"` // a rule that has to hold as well
	Required  string             `json:"required"`
	Failure   string             `json:"failure"`
	Mend      string             `json:"mend"`
}

// Addition is a criterion of the place's own. It gets its id and its bit, which are unique in the province for ever, when
// it comes into force for the first time.
type Addition struct {
	ID       string `json:"id"` // "" until then
	Bit      int    `json:"bit"`
	Tier     string `json:"tier"`
	Group    string `json:"group"`
	Subject  string `json:"subject"`
	Title    string `json:"title"`
	Clause   string `json:"clause"` // the paper that demands it
	Required string `json:"required"`
	Unit     string `json:"unit"`
	Rule     string `json:"rule"`
	Failure  string `json:"failure"`
	Mend     string `json:"mend"`
}
