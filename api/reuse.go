package api

import (
	"context"

	"banbantong/models"
	"banbantong/services/renewal"
)

// ReuseView is what can be made of the idle and replaced equipment of a place.
type ReuseView struct {
	Wanting    int              `json:"wanting" doc:"不达标、尚无安排的教室"`
	Devices    int              `json:"devices" doc:"能用而闲置、或被计划换下的设备"`
	Mended     int              `json:"mended" doc:"可以达标的教室"`
	Unverified int              `json:"unverified" doc:"不再不达标、尚有待核实的教室"`
	Bettered   int              `json:"bettered" doc:"部分改善、仍有其他不达标的教室"`
	SavedCents int64            `json:"saved_cents" doc:"按价格表省下的资金，分"`
	Moves      []ReuseMoveView  `json:"moves" nullable:"false"`
	Left       []LeftDeviceView `json:"left" nullable:"false"`
}

// ReuseDeviceView is a device that may go elsewhere.
type ReuseDeviceView struct {
	ID            uint        `json:"id"`
	Name          string      `json:"name"`
	Brand         string      `json:"brand"`
	Model         string      `json:"model"`
	CategoryLabel string      `json:"category_label"`
	LabelCode     string      `json:"label_code"`
	BoughtOn      models.Date `json:"bought_on"`
	SchoolID      uint        `json:"school_id"`
	SchoolName    string      `json:"school_name"`
	Place         string      `json:"place" doc:"所在教室，空为库房"`
	Replaced      bool        `json:"replaced" doc:"更新计划换下的"`
}

func viewReuseDevice(d renewal.ReuseDevice) ReuseDeviceView {
	return ReuseDeviceView{d.ID, d.Name, d.Brand, d.Model, d.Category.Label(), d.LabelCode, d.BoughtOn, d.SchoolID, d.SchoolName, d.Place, d.Replaced}
}

// ReuseMoveView is one device with the classroom that it is for.
type ReuseMoveView struct {
	Device      ReuseDeviceView `json:"device"`
	SchoolID    uint            `json:"school_id"`
	SchoolName  string          `json:"school_name"`
	ClassroomID uint            `json:"classroom_id"`
	Classroom   string          `json:"classroom" doc:"楼栋和教室名称"`
	Students    *int            `json:"students"`
	Distance    string          `json:"distance" enum:"本校,同一中心校,跨中心校"`
	Mends       []string        `json:"mends" nullable:"false" doc:"解决的条款"`
	Leaves      []string        `json:"leaves" nullable:"false" doc:"仍不达标的项目"`
	Unverified  []string        `json:"unverified" nullable:"false" doc:"尚待核实的项目"`
	After       models.Grade    `json:"after" doc:"调入以后教室的结论"`
	SavedCents  int64           `json:"saved_cents"`
}

func viewReuseMove(m renewal.ReuseMove) ReuseMoveView {
	return ReuseMoveView{viewReuseDevice(m.Device), m.Room.SchoolID, m.SchoolName, m.Room.ID, m.Room.Building + m.Room.Name, m.Room.StudentCount, m.Distance,
		m.Mends, append([]string{}, m.Leaves...), append([]string{}, m.Unverified...), m.After, m.SavedCents}
}

// LeftDeviceView is a device that nobody needs.
type LeftDeviceView struct {
	Device ReuseDeviceView `json:"device"`
	Reason string          `json:"reason"`
}

type reuseInput struct {
	Organisation uint `query:"organisation" minimum:"1" required:"true"`
	PlanID       uint `query:"plan_id" doc:"把这项更新计划换下的设备也算进来"`
}

func (a renewalAPI) reuse(ctx context.Context, in *reuseInput) (*Body[ReuseView], error) {
	r, err := a.renewal.Reuse(ctx, actorFrom(ctx), in.Organisation, in.PlanID)
	if err != nil {
		return nil, err
	}
	left := viewAll(r.Left, func(d renewal.LeftDevice) LeftDeviceView {
		return LeftDeviceView{viewReuseDevice(d.ReuseDevice), d.Reason}
	})
	return &Body[ReuseView]{ReuseView{r.Wanting, r.Devices, r.Mended, r.Unverified, r.Bettered, r.SavedCents, viewAll(r.Moves, viewReuseMove), left}}, nil
}
