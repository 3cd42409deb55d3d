package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

type ticketAPI struct {
	tickets *tickets.Service
	now     func() time.Time
}

// FaultView is what a person may say is wrong.
type FaultView struct {
	Code          string           `json:"code"`
	Label         string           `json:"label"`
	Priority      tickets.Priority `json:"priority"`
	PriorityLabel string           `json:"priority_label"`
	FirstAid      string           `json:"first_aid" doc:"维修人员到来之前可以先试的办法"`
	Icon          string           `json:"icon"`
	Hardware      bool             `json:"hardware" doc:"硬件故障：修复之前设备计为损坏"`
}

func viewFaults() []FaultView {
	var views []FaultView
	for _, f := range tickets.Faults() {
		views = append(views, FaultView{f.Code, f.Label, f.Priority, f.Priority.Label(), f.FirstAid, f.Icon, f.Hardware})
	}
	return views
}

func (a ticketAPI) faults(context.Context, *struct{}) (*Body[[]FaultView], error) {
	return &Body[[]FaultView]{viewFaults()}, nil
}

// TicketView is a ticket as a list shows it.
type TicketView struct {
	ID             uint                 `json:"id"`
	Number         string               `json:"number"`
	SchoolID       uint                 `json:"school_id"`
	SchoolName     string               `json:"school_name"`
	ClassroomID    *uint                `json:"classroom_id"`
	ClassroomName  string               `json:"classroom_name" doc:"楼栋和教室名称"`
	DeviceID       *uint                `json:"device_id"`
	DeviceName     string               `json:"device_name"`
	CategoryLabel  string               `json:"category_label" doc:"设备类别"`
	LabelCode      string               `json:"label_code"`
	Fault          string               `json:"fault"`
	FaultLabel     string               `json:"fault_label"`
	Priority       tickets.Priority     `json:"priority"`
	PriorityLabel  string               `json:"priority_label"`
	Description    string               `json:"description"`
	Status         models.TicketStatus  `json:"status"`
	StatusLabel    string               `json:"status_label"`
	Channel        models.TicketChannel `json:"channel"`
	ReporterName   string               `json:"reporter_name"`
	ReporterPhone  string               `json:"reporter_phone" doc:"除负责的维修人员、派工的管理员和报修人本人外，隐去中间四位"`
	TechnicianID   *uint                `json:"technician_id"`
	TechnicianName string               `json:"technician_name"`
	Cause          string               `json:"cause"`
	Remedy         string               `json:"remedy"`
	Parts          string               `json:"parts"`
	Outcome        models.TicketOutcome `json:"outcome" doc:"处理结果，完成前为空"`
	OutcomeLabel   string               `json:"outcome_label"`
	DueAt          time.Time            `json:"due_at" doc:"应完成时间，按工作时间计算"`
	Overdue        bool                 `json:"overdue"`
	ReportedAt     time.Time            `json:"reported_at"`
	AcceptedAt     *time.Time           `json:"accepted_at"`
	FinishedAt     *time.Time           `json:"finished_at"`
	ClosedAt       *time.Time           `json:"closed_at"`
	Version        int                  `json:"version"`
}

func (a ticketAPI) view(r tickets.Row) TicketView {
	fault, _ := tickets.FaultOf(r.Fault)
	category := ""
	if r.DeviceID != nil {
		category = r.DeviceCategory.Label()
	}
	return TicketView{r.ID, r.Number, r.SchoolID, r.SchoolName, r.ClassroomID, r.Classroom(), r.DeviceID, r.DeviceName, category,
		r.DeviceCode, r.Fault, fault.Label, tickets.Priority(r.Priority), tickets.Priority(r.Priority).Label(), r.Description, r.Status,
		r.Status.Label(), r.Channel, r.ReporterName, r.ReporterPhone, r.TechnicianID, r.TechnicianName, r.Cause, r.Remedy, r.Parts,
		r.Outcome, r.Outcome.Label(), r.DueAt, r.Overdue(a.now()), r.ReportedAt, r.AcceptedAt, r.FinishedAt, r.ClosedAt, r.Version}
}

// TicketEventView is one move of a ticket, or a note.
type TicketEventView struct {
	ID          uint                `json:"id"`
	Action      string              `json:"action"`
	ActionLabel string              `json:"action_label"`
	ToStatus    models.TicketStatus `json:"to_status"`
	Actor       string              `json:"actor"`
	Note        string              `json:"note"`
	At          time.Time           `json:"at"`
}

// ActionView is something that the person can do to a ticket now.
type ActionView struct {
	Action tickets.Action `json:"action"`
	Label  string         `json:"label"`
}

// TicketDetail is all that the person may see of a ticket.
type TicketDetail struct {
	TicketView
	TechnicianPhone string                   `json:"technician_phone" doc:"仅对等候维修和派工的人显示"`
	Events          []TicketEventView        `json:"events" nullable:"false"`
	Photos          []PhotoView              `json:"photos" nullable:"false"`
	Actions         []ActionView             `json:"actions" nullable:"false" doc:"当前用户现在可以做的操作"`
	PhotoStages     []models.AttachmentStage `json:"photo_stages" nullable:"false" doc:"当前用户现在可以添加哪些照片"`
}

func (a ticketAPI) detail(d tickets.Detail, err error) (*Body[TicketDetail], error) {
	if err != nil {
		return nil, err
	}
	v := TicketDetail{a.view(d.Row), d.TechnicianPhone, []TicketEventView{}, []PhotoView{}, []ActionView{}, []models.AttachmentStage{}}
	for _, e := range d.Events {
		v.Events = append(v.Events, TicketEventView{e.ID, e.Action, tickets.Action(e.Action).Label(), e.ToStatus, e.Actor, e.Note, e.At})
	}
	for _, p := range d.Photos {
		v.Photos = append(v.Photos, viewPhoto(p))
	}
	for _, action := range d.Actions {
		v.Actions = append(v.Actions, ActionView{action, action.Label()})
	}
	v.PhotoStages = append(v.PhotoStages, d.MayAddPhotos...)
	return &Body[TicketDetail]{v}, nil
}

// TicketFilterInput is what a list, its counts and its export may be narrowed by.
type TicketFilterInput struct {
	Status       []models.TicketStatus `query:"status" enum:"open,working,finished,done,cancelled"`
	Priority     tickets.Priority      `query:"priority" enum:"P0,P1,P2,P3"`
	Fault        string                `query:"fault" maxLength:"4"`
	SchoolID     uint                  `query:"school_id"`
	ClassroomID  uint                  `query:"classroom_id"`
	DeviceID     uint                  `query:"device_id"`
	Whose        tickets.Whose         `query:"whose" enum:"reported,assigned" doc:"我报修的，或派给我的"`
	Overdue      bool                  `query:"overdue" doc:"只看超时未修好的"`
	Organisation uint                  `query:"organisation" doc:"只看该单位及其下级"`
	Q            string                `query:"q" maxLength:"60" doc:"工单号、学校、教室、设备或标签号"`
}

func (in TicketFilterInput) filter() tickets.Filter {
	return tickets.Filter{Statuses: in.Status, Priority: in.Priority, Fault: in.Fault, OrganisationID: in.Organisation, SchoolID: in.SchoolID,
		ClassroomID: in.ClassroomID, DeviceID: in.DeviceID, Whose: in.Whose, Overdue: in.Overdue, Query: in.Q}
}

type ticketListInput struct {
	TicketFilterInput
	Page     int    `query:"page" minimum:"1" default:"1" doc:"页码，从 1 起"`
	PageSize int    `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页行数"`
	Sort     string `query:"sort" enum:"due_at,-reported_at" default:"due_at" doc:"先到期的在前，或新报修的在前"`
}

func (a ticketAPI) list(ctx context.Context, in *ticketListInput) (*Body[Page[TicketView]], error) {
	page := ListInput{Page: in.Page, PageSize: in.PageSize}
	filter := in.filter()
	filter.Newest, filter.Offset, filter.Limit = in.Sort == "-reported_at", page.offset(), page.PageSize
	rows, total, err := a.tickets.List(ctx, actorFrom(ctx), filter)
	if err != nil {
		return nil, err
	}
	return pageOf(page, rows, int(total), false, a.view), nil
}

// TicketCounts says how many tickets stand where.
type TicketCounts struct {
	Open      int `json:"open" doc:"待受理"`
	Working   int `json:"working" doc:"处理中"`
	Finished  int `json:"finished" doc:"待确认"`
	Done      int `json:"done" doc:"已完成"`
	Cancelled int `json:"cancelled" doc:"已取消"`
	Overdue   int `json:"overdue" doc:"已超时"`
	DueSoon   int `json:"due_soon" doc:"4 小时内到期"`
}

func (a ticketAPI) counts(ctx context.Context, in *TicketFilterInput) (*Body[TicketCounts], error) {
	c, err := a.tickets.Counts(ctx, actorFrom(ctx), in.filter())
	return &Body[TicketCounts]{TicketCounts{c.ByStatus[models.TicketOpen], c.ByStatus[models.TicketWorking], c.ByStatus[models.TicketFinished],
		c.ByStatus[models.TicketDone], c.ByStatus[models.TicketCancelled], c.Overdue, c.DueSoon}}, err
}

func (a ticketAPI) export(ctx context.Context, in *TicketFilterInput) (*huma.StreamResponse, error) {
	book, err := a.tickets.Export(ctx, actorFrom(ctx), in.filter())
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "报修工单", a.now()), nil
}

func (a ticketAPI) get(ctx context.Context, in *IDInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Get(ctx, actorFrom(ctx), in.ID))
}

// ReportedView answers a report.
type ReportedView struct {
	ID     uint      `json:"id"`
	Number string    `json:"number"`
	Again  bool      `json:"again" doc:"该设备已有未完成的工单，这次报修并入其中"`
	DueAt  time.Time `json:"due_at"`
}

type reportInput struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"100" doc:"手机重发同一次报修时用同一个值"`
	Body           struct {
		DeviceID      *uint  `json:"device_id,omitempty" doc:"设备、教室、标签三者指明一个"`
		ClassroomID   *uint  `json:"classroom_id,omitempty"`
		LabelToken    string `json:"label_token,omitempty" maxLength:"64"`
		Fault         string `json:"fault" maxLength:"4"`
		Description   string `json:"description,omitempty"`
		ReporterName  string `json:"reporter_name,omitempty" doc:"空为当前用户"`
		ReporterPhone string `json:"reporter_phone,omitempty" doc:"空为当前用户的电话"`
	}
}

func (a ticketAPI) report(ctx context.Context, in *reportInput) (*Body[ReportedView], error) {
	b := in.Body
	r, err := a.tickets.Report(ctx, actorFrom(ctx), tickets.Report{DeviceID: b.DeviceID, ClassroomID: b.ClassroomID, LabelToken: b.LabelToken,
		Fault: b.Fault, Description: b.Description, ReporterName: b.ReporterName, ReporterPhone: b.ReporterPhone, IdempotencyKey: in.IdempotencyKey})
	return &Body[ReportedView]{ReportedView{r.Ticket.ID, r.Ticket.Number, r.Again, r.Ticket.DueAt}}, err
}

func (a ticketAPI) accept(ctx context.Context, in *versionInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Accept(ctx, actorFrom(ctx), in.ID, in.Body.Version))
}

type dispatchInput struct {
	IDInput
	Body struct {
		TechnicianID uint   `json:"technician_id" minimum:"1"`
		Note         string `json:"note,omitempty"`
		Version      int    `json:"version"`
	}
}

func (a ticketAPI) dispatch(ctx context.Context, in *dispatchInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Dispatch(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.TechnicianID, in.Body.Note))
}

type finishInput struct {
	IDInput
	Body struct {
		Outcome models.TicketOutcome `json:"outcome" enum:"repaired,replaced,scrap" doc:"已修复、已更换设备、无法修复"`
		Cause   string               `json:"cause,omitempty"`
		Remedy  string               `json:"remedy"`
		Parts   string               `json:"parts,omitempty"`
		Version int                  `json:"version"`
	}
}

func (a ticketAPI) finish(ctx context.Context, in *finishInput) (*Body[TicketDetail], error) {
	b := in.Body
	return a.detail(a.tickets.Finish(ctx, actorFrom(ctx), in.ID, b.Version, tickets.Repair{Outcome: b.Outcome, Cause: b.Cause, Remedy: b.Remedy, Parts: b.Parts}))
}

type noteInput struct {
	IDInput
	Body struct {
		Note    string `json:"note,omitempty" doc:"退回、取消、重新打开须写明理由"`
		Version int    `json:"version"`
	}
}

func (a ticketAPI) confirm(ctx context.Context, in *noteInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Confirm(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a ticketAPI) sendBack(ctx context.Context, in *noteInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Return(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a ticketAPI) reopen(ctx context.Context, in *noteInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Reopen(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a ticketAPI) cancel(ctx context.Context, in *noteInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Cancel(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a ticketAPI) note(ctx context.Context, in *noteInput) (*Body[TicketDetail], error) {
	return a.detail(a.tickets.Note(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

// TechnicianView is somebody who can be sent.
type TechnicianView struct {
	ID    uint   `json:"id"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Open  int    `json:"open" doc:"手上处理中的工单数"`
}

func (a ticketAPI) technicians(ctx context.Context, in *IDInput) (*Body[[]TechnicianView], error) {
	found, err := a.tickets.Technicians(ctx, actorFrom(ctx), in.ID)
	views := make([]TechnicianView, len(found))
	for i, t := range found {
		views[i] = TechnicianView(t)
	}
	return &Body[[]TechnicianView]{views}, err
}

// tooOften is the answer to somebody who has used up a limit.
func tooOften() error {
	return errs.New(errs.TooOften, "too-often", "操作太频繁，请稍后再试。")
}
