package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/transfers"
)

type transferAPI struct {
	transfers *transfers.Service
	now       func() time.Time
}

// TransferView is an order as a list shows it.
type TransferView struct {
	ID             uint                  `json:"id"`
	Number         string                `json:"number"`
	GiverID        uint                  `json:"giver_id"`
	GiverName      string                `json:"giver_name" doc:"调出学校"`
	ReceiverID     uint                  `json:"receiver_id"`
	ReceiverName   string                `json:"receiver_name" doc:"接收学校"`
	Status         models.TransferStatus `json:"status" enum:"proposed,approved,handed_over,received,rejected,declined,withdrawn,cancelled"`
	StatusLabel    string                `json:"status_label"`
	Reason         string                `json:"reason"`
	Devices        int                   `json:"devices" doc:"设备台数"`
	Received       int                   `json:"received" doc:"其中已接收"`
	Maker          string                `json:"maker"`
	Approver       string                `json:"approver"`
	ApprovedAt     *time.Time            `json:"approved_at"`
	GiverSigner    string                `json:"giver_signer" doc:"调出学校签字"`
	GivenAt        *time.Time            `json:"given_at"`
	ReceiverSigner string                `json:"receiver_signer" doc:"接收学校签字"`
	ReceivedAt     *time.Time            `json:"received_at"`
	Version        int                   `json:"version"`
	CreatedAt      time.Time             `json:"created_at"`
}

func viewTransfer(r transfers.Row) TransferView {
	return TransferView{r.ID, r.Number, r.GiverID, r.GiverName, r.ReceiverID, r.ReceiverName, r.Status, r.Status.Label(), r.Reason, r.Devices, r.Received,
		r.Maker, r.Approver, r.ApprovedAt, r.GiverSigner, r.GivenAt, r.ReceiverSigner, r.ReceivedAt, r.Version, r.CreatedAt}
}

// TransferItemView is one device of an order.
type TransferItemView struct {
	DeviceID      uint                      `json:"device_id"`
	Name          string                    `json:"name"`
	CategoryLabel string                    `json:"category_label"`
	Brand         string                    `json:"brand"`
	Model         string                    `json:"model"`
	AssetNo       *string                   `json:"asset_no"`
	BoughtOn      models.Date               `json:"bought_on" doc:"取得日期，不因调拨改变"`
	LabelCode     string                    `json:"label_code"`
	ClassroomID   *uint                     `json:"classroom_id" doc:"拟放入或已放入的教室，空为库房"`
	FromPlace     string                    `json:"from_place"`
	ToPlace       string                    `json:"to_place"`
	Mends         string                    `json:"mends" doc:"在那里解决什么"`
	GivenAs       string                    `json:"given_as" doc:"交出时的状况"`
	Status        models.TransferItemStatus `json:"status" enum:"pending,received,rejected,dropped"`
	StatusLabel   string                    `json:"status_label"`
	Note          string                    `json:"note"`
	SettledBy     string                    `json:"settled_by"`
	SettledAt     *time.Time                `json:"settled_at"`
}

func viewTransferItem(i transfers.Item) TransferItemView {
	return TransferItemView{i.DeviceID, i.Name, i.Category.Label(), i.Brand, i.Model, i.AssetNo, i.BoughtOn, i.LabelCode, i.ClassroomID, i.FromPlace,
		i.ToPlace, i.Mends, i.GivenAs, i.Status, i.Status.Label(), i.Note, i.SettledBy, i.SettledAt}
}

// TransferEventView is one move of an order.
type TransferEventView struct {
	ID          uint      `json:"id"`
	ActionLabel string    `json:"action_label"`
	Actor       string    `json:"actor"`
	Note        string    `json:"note"`
	At          time.Time `json:"at"`
}

// TransferDetail is all there is to know of an order.
type TransferDetail struct {
	TransferView
	Items   []TransferItemView  `json:"items" nullable:"false"`
	Events  []TransferEventView `json:"events" nullable:"false"`
	Actions []transfers.Action  `json:"actions" nullable:"false" doc:"当前用户现在可以做的操作"`
}

func viewTransferDetail(d transfers.Detail) TransferDetail {
	return TransferDetail{viewTransfer(d.Row), viewAll(d.Items, viewTransferItem), viewAll(d.Events, func(e models.TransferEvent) TransferEventView {
		return TransferEventView{e.ID, transfers.Action(e.Action).Label(), e.Actor, e.Note, e.At}
	}), d.Actions}
}

func transferBody(d transfers.Detail, err error) (*Body[TransferDetail], error) {
	if err != nil {
		return nil, err
	}
	return &Body[TransferDetail]{viewTransferDetail(d)}, nil
}

type transfersInput struct {
	Page         int                     `query:"page" default:"1" minimum:"1"`
	PageSize     int                     `query:"page_size" default:"20" minimum:"1" maximum:"200"`
	Status       []models.TransferStatus `query:"status" enum:"proposed,approved,handed_over,received,rejected,declined,withdrawn,cancelled"`
	Organisation uint                    `query:"organisation" doc:"只看该单位及其下级调出或接收的"`
	DeviceID     uint                    `query:"device_id"`
	Q            string                  `query:"q" maxLength:"60" doc:"单号或学校"`
}

func (a transferAPI) list(ctx context.Context, in *transfersInput) (*Body[Page[TransferView]], error) {
	list := ListInput{Page: in.Page, PageSize: in.PageSize}
	rows, total, err := a.transfers.List(ctx, actorFrom(ctx), transfers.Filter{Statuses: in.Status, OrganisationID: in.Organisation,
		DeviceID: in.DeviceID, Query: in.Q, Offset: list.offset(), Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(list, rows, int(total), false, viewTransfer), nil
}

// TransfersWaiting says how many orders wait for the user.
type TransfersWaiting struct {
	Approve  int `json:"approve" doc:"待我批准"`
	HandOver int `json:"hand_over" doc:"待我校交出"`
	Receive  int `json:"receive" doc:"待我校接收"`
}

func (a transferAPI) waiting(ctx context.Context, _ *struct{}) (*Body[TransfersWaiting], error) {
	w, err := a.transfers.Waiting(ctx, actorFrom(ctx))
	return &Body[TransfersWaiting]{TransfersWaiting(w)}, err
}

func (a transferAPI) get(ctx context.Context, in *IDInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Get(ctx, actorFrom(ctx), in.ID))
}

// NewTransferMove is a device and where it is to go.
type NewTransferMove struct {
	DeviceID    uint   `json:"device_id" minimum:"1"`
	SchoolID    uint   `json:"school_id" minimum:"1" doc:"接收学校"`
	ClassroomID *uint  `json:"classroom_id,omitempty" doc:"空为库房"`
	Mends       string `json:"mends,omitempty" doc:"在那里解决什么"`
}

type proposeInput struct {
	Body struct {
		Moves  []NewTransferMove `json:"moves" nullable:"false" maxItems:"500"`
		Reason string            `json:"reason"`
	}
}

func (a transferAPI) propose(ctx context.Context, in *proposeInput) (*Body[[]TransferView], error) {
	moves := make([]transfers.Move, len(in.Body.Moves))
	for i, m := range in.Body.Moves {
		moves[i] = transfers.Move(m)
	}
	made, err := a.transfers.Propose(ctx, actorFrom(ctx), moves, in.Body.Reason)
	return &Body[[]TransferView]{viewAll(made, viewTransfer)}, err
}

func (a transferAPI) approve(ctx context.Context, in *noteInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Approve(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a transferAPI) decline(ctx context.Context, in *noteInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Decline(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a transferAPI) withdraw(ctx context.Context, in *noteInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Withdraw(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

func (a transferAPI) cancel(ctx context.Context, in *noteInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Cancel(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.Note))
}

// DeviceCondition is how a device is as it is handed over.
type DeviceCondition struct {
	DeviceID  uint   `json:"device_id"`
	Condition string `json:"condition" doc:"空为完好"`
}

type handOverInput struct {
	IDInput
	Body struct {
		Signer     string            `json:"signer,omitempty" doc:"经手人，空为当前用户"`
		Note       string            `json:"note,omitempty"`
		Conditions []DeviceCondition `json:"conditions,omitempty" nullable:"false" maxItems:"500"`
		Version    int               `json:"version"`
	}
}

func (a transferAPI) handOver(ctx context.Context, in *handOverInput) (*Body[TransferDetail], error) {
	conditions := map[uint]string{}
	for _, c := range in.Body.Conditions {
		conditions[c.DeviceID] = c.Condition
	}
	return transferBody(a.transfers.HandOver(ctx, actorFrom(ctx), in.ID, in.Body.Version,
		transfers.HandOver{Signer: in.Body.Signer, Note: in.Body.Note, Conditions: conditions}))
}

type receiveInput struct {
	IDInput
	Body struct {
		Label       string `json:"label" maxLength:"64" doc:"扫到的标签，或照着标签输入的编号"`
		ClassroomID *uint  `json:"classroom_id,omitempty" doc:"放入的教室，空为库房"`
		Signer      string `json:"signer,omitempty" doc:"经手人，空为当前用户"`
		Note        string `json:"note,omitempty"`
		Version     int    `json:"version"`
	}
}

func (a transferAPI) receive(ctx context.Context, in *receiveInput) (*Body[TransferDetail], error) {
	b := in.Body
	return transferBody(a.transfers.Receive(ctx, actorFrom(ctx), in.ID, b.Version,
		transfers.Receipt{Label: b.Label, ClassroomID: b.ClassroomID, Signer: b.Signer, Note: b.Note}))
}

type rejectInput struct {
	IDInput
	Body struct {
		DeviceID uint   `json:"device_id" minimum:"1"`
		Note     string `json:"note" doc:"拒收的理由"`
		Version  int    `json:"version"`
	}
}

func (a transferAPI) reject(ctx context.Context, in *rejectInput) (*Body[TransferDetail], error) {
	return transferBody(a.transfers.Reject(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.DeviceID, in.Body.Note))
}

// ArrivingView is a device that its label says is to be received.
type ArrivingView struct {
	Transfer TransferDetail   `json:"transfer"`
	Item     TransferItemView `json:"item"`
}

type arrivingInput struct {
	Label string `query:"label" required:"true" maxLength:"64" doc:"扫到的标签，或照着标签输入的编号"`
}

func (a transferAPI) arriving(ctx context.Context, in *arrivingInput) (*Body[ArrivingView], error) {
	d, item, err := a.transfers.Arriving(ctx, actorFrom(ctx), in.Label)
	if err != nil {
		return nil, err
	}
	return &Body[ArrivingView]{ArrivingView{viewTransferDetail(d), viewTransferItem(item)}}, nil
}

func (a transferAPI) sheet(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	book, err := a.transfers.Sheet(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "设备调拨单", a.now()), nil
}
