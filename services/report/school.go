package report

import (
	"fmt"
	"strings"
	"time"

	"banbantong/models"
	"banbantong/services/standard"
)

// School is everything that the official forms say of one school at one moment. It is what a submission freezes, so its
// JSON only ever grows: a field keeps its name and its meaning.
type School struct {
	ID                uint              `json:"id"`
	Path              string            `json:"path"` // its place in the tree
	Name              string            `json:"name"`
	Code              string            `json:"code,omitempty"` // 学校（机构）标识码
	Type              models.SchoolType `json:"type"`
	Area              models.Area       `json:"area"`
	Sponsor           models.Sponsor    `json:"sponsor"`
	Above             []Place           `json:"above"` // the organisations over it, the highest first
	UplinkMbps        *int              `json:"uplink_mbps,omitempty"`
	ClassInternetMbps *int              `json:"class_internet_mbps,omitempty"`
	Verdicts          []Verdict         `json:"verdicts,omitempty"` // on the school itself
	Counts            []Counts          `json:"counts,omitempty"`   // by category
	Criteria          []CriterionCounts `json:"criteria,omitempty"`
	PricedBy          []string          `json:"priced_by,omitempty"` // whose prices the needs of rooms are at, where any bureau above keeps some
	Rooms             []Room            `json:"rooms,omitempty"`     // those in use, and others that hold installed equipment
}

// Counts are models.SchoolCounts of one category.
type Counts struct {
	SchoolID         uint            `json:"-"`
	Category         models.Category `json:"category"`
	Total            int             `json:"total,omitempty"`
	InUse            int             `json:"in_use,omitempty"`
	Passed           int             `json:"passed,omitempty"`
	Failed           int             `json:"failed,omitempty"`
	Unknown          int             `json:"unknown,omitempty"`
	StandardPassed   int             `json:"standard_passed,omitempty"`
	Damaged          int             `json:"damaged,omitempty"`
	FailedAndDamaged int             `json:"failed_and_damaged,omitempty"`
	FailedOrDamaged  int             `json:"failed_or_damaged,omitempty"`
	Usable           int             `json:"usable,omitempty"`
	NetworkPassed    int             `json:"network_passed,omitempty"`
	NetworkFailed    int             `json:"network_failed,omitempty"`
	NetworkUnknown   int             `json:"network_unknown,omitempty"`
	SoftwarePassed   int             `json:"software_passed,omitempty"`
	SoftwareFailed   int             `json:"software_failed,omitempty"`
	SoftwareUnknown  int             `json:"software_unknown,omitempty"`
	MissingDate      int             `json:"missing_date,omitempty"`
	Since            models.Date     `json:"-"` // the figures are those of the moment, whenever they came about
}

// CriterionCounts are models.SchoolCriterionCounts of one criterion.
type CriterionCounts struct {
	SchoolID       uint        `json:"-"`
	Criterion      string      `json:"criterion"`
	FailedSuites   int         `json:"failed_suites,omitempty"`
	UnknownSuites  int         `json:"unknown_suites,omitempty"`
	FailedDevices  int         `json:"failed_devices,omitempty"`
	UnknownDevices int         `json:"unknown_devices,omitempty"`
	Since          models.Date `json:"-"`
}

// Room is a classroom with what is installed in it.
type Room struct {
	ID              uint                 `json:"id"`
	Name            string               `json:"name"`
	Building        string               `json:"building,omitempty"`
	Kind            models.ClassroomKind `json:"kind"`
	StudentCount    *int                 `json:"student_count,omitempty"`
	OnCampusNetwork *bool                `json:"on_campus_network,omitempty"`
	Retired         bool                 `json:"retired,omitempty"` // 已停用
	HasSuite        bool                 `json:"has_suite,omitempty"`
	Damaged         bool                 `json:"damaged,omitempty"`
	Usable          bool                 `json:"usable,omitempty"`
	Grade           models.Grade         `json:"grade,omitempty"`
	StandardGrade   models.Grade         `json:"standard_grade,omitempty"`
	NetworkGrade    models.Grade         `json:"network_grade,omitempty"`
	SoftwareGrade   models.Grade         `json:"software_grade,omitempty"`
	Verdicts        []Verdict            `json:"verdicts,omitempty"` // that decide about the suite, in the order of the notice
	Devices         []Device             `json:"devices,omitempty"`
	Needs           []Need               `json:"needs,omitempty"` // the cheapest way to bring it to standard and mend what is damaged
}

// Verdict is the answer to one criterion that decides, and what was found.
type Verdict struct {
	Criterion string       `json:"criterion"`
	Grade     models.Grade `json:"grade"`
	Measured  string       `json:"measured"`
	DeviceID  uint         `json:"device_id,omitempty"` // that answers for the suite; 0 where none does
}

// Device is one device installed in a room.
type Device struct {
	ID         uint               `json:"id"`
	Category   models.Category    `json:"category"`
	Brand      string             `json:"brand,omitempty"`
	Model      string             `json:"model,omitempty"`
	AssetNo    string             `json:"asset_no,omitempty"`
	BoughtOn   models.Date        `json:"bought_on,omitempty"`
	FundSource string             `json:"fund_source,omitempty"`
	State      models.DeviceState `json:"state"`
	Grade      models.Grade       `json:"grade,omitempty"`
	Failures   []Failure          `json:"failures,omitempty"` // the hardware criteria that it fails, each of them decides
	Ticket     *Ticket            `json:"ticket,omitempty"`   // the last one that is open, where the device is 损坏
}

// Failure is a criterion that a device fails.
type Failure struct {
	Criterion string `json:"criterion"`
	Measured  string `json:"measured"`
	OfSuite   bool   `json:"of_suite,omitempty"` // and the suite fails by it
}

// Need is a measure that a room needs.
type Need struct {
	Measure  string   `json:"measure"` // its id in services/standard
	Count    int      `json:"count"`
	Cents    int64    `json:"cents"`              // for all of them
	Criteria []string `json:"criteria,omitempty"` // that it mends
}

// Ticket is a repair that is under way.
type Ticket struct {
	Number     string    `json:"number"`
	Status     string    `json:"status"` // in words
	Fault      string    `json:"fault"`  // in words
	ReportedAt time.Time `json:"reported_at"`
}

// county is the name of the nearest bureau over the school: its county or zone, or the city or province that runs it.
func (s School) county() string {
	for i := len(s.Above) - 1; i >= 0; i-- {
		if s.Above[i].Kind != models.KindSchool {
			return s.Above[i].Name
		}
	}
	return ""
}

// Figures adds up what the school counts.
func (s School) Figures() Figures {
	f := Figures{}
	if s.Type == models.SchoolTeachingPoint {
		f.TeachingPoints = 1
	} else {
		f.Schools = 1
	}
	for _, c := range s.Counts {
		f.AddCategory(models.SchoolCounts(c))
	}
	return f
}

// FullName is what people call the room.
func (r Room) FullName() string { return models.RoomName(r.Building, r.Name) }

// measures names what the room needs.
func (r Room) measures() string {
	var all []string
	for _, need := range r.Needs {
		m, _ := standard.MeasureOf(need.Measure)
		if need.Count > 1 {
			m.Title += fmt.Sprintf("×%d", need.Count)
		}
		all = append(all, m.Title)
	}
	return strings.Join(all, "、")
}

// cents is what the room needs cost.
func (r Room) cents() (sum int64) {
	for _, need := range r.Needs {
		sum += need.Cents
	}
	return sum
}

// name is what people call a device: its category, and brand and model where they are known.
func (d Device) name() string {
	name := d.Category.Label()
	for _, part := range []string{d.Brand, d.Model} {
		if part != "" {
			name += " " + part
		}
	}
	return name
}

func (d Device) boughtOn() string {
	if d.BoughtOn == "" {
		return "缺失"
	}
	return string(d.BoughtOn)
}
