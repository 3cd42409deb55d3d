package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/disposals"
	"banbantong/services/renewal"
)

type disposalAPI struct {
	disposals *disposals.Service
	now       func() time.Time
}

// DisposalView is an application as a list shows it.
type DisposalView struct {
	ID          uint                  `json:"id"`
	Number      string                `json:"number"`
	SchoolID    uint                  `json:"school_id"`
	SchoolName  string                `json:"school_name"`
	Status      models.DisposalStatus `json:"status" enum:"applied,approved,declined,withdrawn"`
	StatusLabel string                `json:"status_label"`
	Cause       models.DisposalCause  `json:"cause" enum:"useless,broken,aged,other"`
	CauseLabel  string                `json:"cause_label"`
	Reason      string                `json:"reason"`
	Devices     int                   `json:"devices"`
	Applicant   string                `json:"applicant"`
	Decider     string                `json:"decider"`
	DecidedAt   *time.Time            `json:"decided_at"`
	ApprovalNo  string                `json:"approval_no" doc:"批复文号"`
	Version     int                   `json:"version"`
	CreatedAt   time.Time             `json:"created_at"`
}

func viewDisposal(r disposals.Row) DisposalView {
	return DisposalView{r.ID, r.Number, r.SchoolID, r.SchoolName, r.Status, r.Status.Label(), r.Cause, r.Cause.Label(), r.Reason, r.Devices, r.Applicant,
		r.Decider, r.DecidedAt, r.ApprovalNo, r.Version, r.CreatedAt}
}

// DisposalItemView is one device of an application.
type DisposalItemView struct {
	DeviceID      uint        `json:"device_id"`
	Name          string      `json:"name"`
	CategoryLabel string      `json:"category_label"`
	Brand         string      `json:"brand"`
	Model         string      `json:"model"`
	AssetNo       *string     `json:"asset_no"`
	BoughtOn      models.Date `json:"bought_on"`
	LabelCode     string      `json:"label_code"`
	Place         string      `json:"place" doc:"申请时在哪里"`
	StateBefore   string      `json:"state_before" doc:"申请前的使用状况"`
	ReturnsTo     string      `json:"returns_to" doc:"申请不获批准或撤回时恢复成的使用状况：申请前的状况，加上此后报修、维修带来的变化"`
	State         string      `json:"state" doc:"现在的使用状况"`
}

func viewDisposalItem(i disposals.Item) DisposalItemView {
	return DisposalItemView{i.DeviceID, i.Name, i.Category.Label(), i.Brand, i.Model, i.AssetNo, i.BoughtOn, i.LabelCode, i.Place, i.StateBefore.Label(), i.ReturnsTo.Label(), i.State.Label()}
}

// DisposalDetail is all there is to know of an application.
type DisposalDetail struct {
	DisposalView
	Items   []DisposalItemView  `json:"items" nullable:"false"`
	Events  []TransferEventView `json:"events" nullable:"false"`
	Actions []disposals.Action  `json:"actions" nullable:"false" doc:"当前用户现在可以做的操作"`
}

func disposalBody(d disposals.Detail, err error) (*Body[DisposalDetail], error) {
	if err != nil {
		return nil, err
	}
	return &Body[DisposalDetail]{DisposalDetail{viewDisposal(d.Row), viewAll(d.Items, viewDisposalItem), viewAll(d.Events, func(e models.DisposalEvent) TransferEventView {
		return TransferEventView{e.ID, disposals.Action(e.Action).Label(), e.Actor, e.Note, e.At}
	}), d.Actions}}, nil
}

type disposalsInput struct {
	Page         int                     `query:"page" default:"1" minimum:"1"`
	PageSize     int                     `query:"page_size" default:"20" minimum:"1" maximum:"200"`
	Status       []models.DisposalStatus `query:"status" enum:"applied,approved,declined,withdrawn"`
	Organisation uint                    `query:"organisation" doc:"只看该单位及其下级"`
	Q            string                  `query:"q" maxLength:"60" doc:"单号或学校"`
}

func (a disposalAPI) list(ctx context.Context, in *disposalsInput) (*Body[Page[DisposalView]], error) {
	list := ListInput{Page: in.Page, PageSize: in.PageSize}
	rows, total, err := a.disposals.List(ctx, actorFrom(ctx), disposals.Filter{Statuses: in.Status, OrganisationID: in.Organisation, Query: in.Q,
		Offset: list.offset(), Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(list, rows, int(total), false, viewDisposal), nil
}

// DisposalsWaiting says how many applications wait for the user.
type DisposalsWaiting struct {
	Approve int `json:"approve" doc:"待我审批"`
}

func (a disposalAPI) waiting(ctx context.Context, _ *struct{}) (*Body[DisposalsWaiting], error) {
	n, err := a.disposals.Waiting(ctx, actorFrom(ctx))
	return &Body[DisposalsWaiting]{DisposalsWaiting{n}}, err
}

func (a disposalAPI) get(ctx context.Context, in *IDInput) (*Body[DisposalDetail], error) {
	return disposalBody(a.disposals.Get(ctx, actorFrom(ctx), in.ID))
}

type disposeInput struct {
	Body struct {
		SchoolID  uint                 `json:"school_id" minimum:"1"`
		DeviceIDs []uint               `json:"device_ids" nullable:"false" maxItems:"200"`
		Cause     models.DisposalCause `json:"cause" enum:"useless,broken,aged,other"`
		Reason    string               `json:"reason"`
	}
}

func (a disposalAPI) apply(ctx context.Context, in *disposeInput) (*Body[DisposalDetail], error) {
	return disposalBody(a.disposals.Apply(ctx, actorFrom(ctx), disposals.Application(in.Body)))
}

type approveDisposalInput struct {
	IDInput
	Body struct {
		ApprovalNo string `json:"approval_no,omitempty" doc:"批复文号"`
		Note       string `json:"note,omitempty"`
		Version    int    `json:"version"`
	}
}

func (a disposalAPI) approve(ctx context.Context, in *approveDisposalInput) (*Body[DisposalDetail], error) {
	return disposalBody(a.disposals.Approve(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.ApprovalNo, in.Body.Note))
}

func (a disposalAPI) decline(ctx context.Context, in *noteInput) (*Body[DisposalDetail], error) {
	return disposalBody(a.disposals.Decline(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a disposalAPI) withdraw(ctx context.Context, in *noteInput) (*Body[DisposalDetail], error) {
	return disposalBody(a.disposals.Withdraw(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

// UseView is where a device would still serve.
type UseView struct {
	DeviceID uint          `json:"device_id"`
	Rooms    int           `json:"rooms" doc:"本县能用它的教室"`
	Best     ReuseMoveView `json:"best" doc:"其中最合适的"`
}

func (a disposalAPI) uses(ctx context.Context, in *IDInput) (*Body[[]UseView], error) {
	found, err := a.disposals.Uses(ctx, actorFrom(ctx), in.ID)
	return &Body[[]UseView]{viewAll(found, func(u renewal.Use) UseView { return UseView{u.DeviceID, u.Rooms, viewReuseMove(u.Best)} })}, err
}

func (a disposalAPI) sheet(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	book, err := a.disposals.Sheet(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "设备报废申请单", a.now()), nil
}
