package models

import "time"

// MeasurePrice is what a bureau pays for a measure (services/standard), for its subtree unless a lower bureau keeps its
// own.
type MeasurePrice struct {
	OrganisationID uint   `gorm:"primaryKey;autoIncrement:false"`
	Measure        string `gorm:"primaryKey"`
	Cents          int64
	FundSource     string // 经费来源 that pays for it
	UpdatedAt      time.Time
}

// PlanObjective is what a plan brings to standard as many of as it can.
type PlanObjective string

const (
	ObjectiveRooms  PlanObjective = "rooms"  // 教室
	ObjectivePupils PlanObjective = "pupils" // 学生
)

// Label is the Chinese name of the objective.
func (o PlanObjective) Label() string {
	switch o {
	case ObjectiveRooms:
		return "达标教室最多"
	case ObjectivePupils:
		return "受益学生最多"
	}
	return string(o)
}

// PlanAims are what a person decides of a plan.
type PlanAims struct {
	Name            string
	BudgetCents     *int64 // nil: as much as it takes
	Objective       PlanObjective
	RuralPercent    int  // how much a room of a village school counts, 100 being as much as any other
	Network         bool // the network is to be brought to standard too
	Software        bool // and the software
	CountUnverified bool // a room that is 待核实 afterwards counts as one that was brought to standard
}

// RenewalPlan says which classrooms of a place are brought to standard under a budget, as it was when it was computed.
type RenewalPlan struct {
	ID             uint
	OrganisationID uint
	PlanAims                   // that it was computed for
	Prices         []PlanPrice `gorm:"serializer:json"`
	Summary        PlanSummary `gorm:"serializer:json"`
	Standard       string      // what was in force
	DataMark       string      // of what the plan was computed from; another one today says that it is out of date
	Author         string
	ComputedAt     *time.Time // nil: there is no result yet
	Version        int        // counts what people ask for
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// RenewalPlanRun is that a plan is to be computed, for aims that become the plan's with the result. There is one until
// the result is there, or as long as the plan has failed.
type RenewalPlanRun struct {
	PlanID uint `gorm:"primaryKey;autoIncrement:false"`
	PlanAims
	Author string // who has asked for it
	Job
}

// PlanPrice is a price that a plan reckoned with.
type PlanPrice struct {
	Measure    string `json:"measure"`
	Cents      int64  `json:"cents"`
	FundSource string `json:"fund_source"`
}

// PlanSummary is what a plan adds up to.
type PlanSummary struct {
	Rooms        int       `json:"rooms"`   // looked at
	Needing      int       `json:"needing"` // of these need something
	NeedingCents int64     `json:"needing_cents"`
	Chosen       int       `json:"chosen"`
	ChosenCents  int64     `json:"chosen_cents"`
	ChosenPupils int       `json:"chosen_pupils"`
	ChosenRural  int       `json:"chosen_rural"`
	Value        int64     `json:"value"` // of the objective, in hundredths
	Bound        int64     `json:"bound"` // no choice within the budget reaches more; equal to Value where the choice is proven best
	Measures     []PlanSum `json:"measures"`
	Funds        []PlanSum `json:"funds"`
}

// PlanSum is one line of a summary by measure or fund source: what all rooms need, and what the chosen ones do.
type PlanSum struct {
	Key         string `json:"key"`
	Count       int    `json:"count"`
	Cents       int64  `json:"cents"`
	ChosenCount int    `json:"chosen_count"`
	ChosenCents int64  `json:"chosen_cents"`
}

// PlanFate is what a plan does with a classroom.
type PlanFate string

const (
	FateChosen     PlanFate = "chosen"     // 列入计划
	FateBudget     PlanFate = "budget"     // 预算不足
	FateUnverified PlanFate = "unverified" // 须先核实
	FateUncounted  PlanFate = "uncounted"  // 班额未填, where pupils are counted
	FateHelpless   PlanFate = "helpless"   // nothing that has a price helps
)

// Label is the Chinese name of the fate.
func (f PlanFate) Label() string {
	switch f {
	case FateChosen:
		return "列入计划"
	case FateBudget:
		return "预算不足"
	case FateUnverified:
		return "须先核实"
	case FateUncounted:
		return "班额未填"
	case FateHelpless:
		return "无法靠设备解决"
	}
	return string(f)
}

// RenewalPlanRoom is one classroom that needs something, in one plan.
type RenewalPlanRoom struct {
	PlanID      uint `gorm:"primaryKey;autoIncrement:false"`
	ClassroomID uint `gorm:"primaryKey;autoIncrement:false"`
	SchoolID    uint
	Pupils      *int
	Rural       bool
	Cents       int64
	Fate        PlanFate
	Grade       Grade      // afterwards
	Reason      string     // why it is in the plan or not
	Needs       []PlanNeed `gorm:"serializer:json"`
	Released    []uint     `gorm:"serializer:json"` // devices that leave the room
}

// PlanNeed is one measure that a classroom needs.
type PlanNeed struct {
	Measure string   `json:"measure"`
	Title   string   `json:"title"`
	Count   int      `json:"count"`
	Cents   int64    `json:"cents"`
	Clauses []string `json:"clauses"` // what it mends, in words
}
