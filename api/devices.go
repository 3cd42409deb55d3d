package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/registry"
)

type deviceAPI struct{ registry *registry.Service }

// HeldView is the open transfer order or application for disposal that a device is in.
type HeldView struct {
	Number     string `json:"number"`
	TransferID *uint  `json:"transfer_id,omitempty" doc:"调拨单"`
	DisposalID *uint  `json:"disposal_id,omitempty" doc:"报废申请"`
}

// DeviceLineView is a device in a list, where it is and how it stands.
type DeviceLineView struct {
	ID            uint               `json:"id"`
	SchoolID      uint               `json:"school_id"`
	SchoolName    string             `json:"school_name"`
	ClassroomID   *uint              `json:"classroom_id" doc:"空为学校库房"`
	ClassroomName string             `json:"classroom_name"`
	Building      string             `json:"building"`
	Category      models.Category    `json:"category"`
	CategoryLabel string             `json:"category_label"`
	Name          string             `json:"name"`
	Brand         string             `json:"brand"`
	Model         string             `json:"model"`
	Serial        string             `json:"serial"`
	AssetNo       *string            `json:"asset_no"`
	BoughtOn      models.Date        `json:"bought_on" doc:"取得日期，可以只到年月"`
	FundSource    string             `json:"fund_source"`
	PriceCents    *int64             `json:"price_cents" doc:"分"`
	WarrantyUntil models.Date        `json:"warranty_until"`
	State         models.DeviceState `json:"state"`
	StateLabel    string             `json:"state_label"`
	LabelCode     string             `json:"label_code"`
	Grade         models.Grade       `json:"grade"`
	StandardGrade models.Grade       `json:"standard_grade"`
	MissingDate   bool               `json:"missing_date" doc:"取得日期缺失或不够精确，按最低配置判定"`
	Held          *HeldView          `json:"held" doc:"列在哪张在办的单据里，空为没有"`
	Version       int                `json:"version"`
	UpdatedAt     time.Time          `json:"updated_at"`
}

func viewDeviceLine(l registry.DeviceLine) DeviceLineView {
	var held *HeldView
	if l.HeldBy != "" {
		held = &HeldView{l.HeldBy, l.TransferID, l.DisposalID}
	}
	return DeviceLineView{l.ID, l.SchoolID, l.SchoolName, l.ClassroomID, l.ClassroomName, l.Building, l.Category, l.Category.Label(), l.Name,
		l.Brand, l.Model, l.Serial, l.AssetNo, l.BoughtOn, l.FundSource, l.PriceCents, l.WarrantyUntil, l.State, l.State.Label(), l.LabelCode,
		l.Grade, l.StandardGrade, l.MissingDate, held, l.Version, l.UpdatedAt}
}

// DeviceView is all that is known of a device.
type DeviceView struct {
	DeviceLineView
	GBCode   string       `json:"gb_code" doc:"GB/T 14885 分类代码"`
	Supplier string       `json:"supplier"`
	Specs    models.Specs `json:"specs"`
}

func viewDevice(r registry.DeviceRow) DeviceView {
	return DeviceView{viewDeviceLine(r.Line()), r.GBCode, r.Supplier, r.Specs}
}

// DeviceFilterInput is what a list or export of devices may be narrowed by.
type DeviceFilterInput struct {
	PlaceInput
	StandingInput
	ClassroomID uint               `query:"classroom_id"`
	InStore     bool               `query:"in_store" doc:"只看库房里的"`
	Installed   bool               `query:"installed" doc:"只看装在教室里的"`
	Category    models.Category    `query:"category"`
	State       models.DeviceState `query:"state"`
	MissingDate string             `query:"missing_date" enum:"true,false"`
}

func (in DeviceFilterInput) filter(ctx context.Context, s *registry.Service, list ListInput) (registry.DeviceFilter, error) {
	where, err := place(ctx, s, access.DeviceRead, list, in.PlaceInput)
	return registry.DeviceFilter{Place: where, Standing: in.standing(), ClassroomID: in.ClassroomID, InStore: in.InStore, Installed: in.Installed,
		Category: in.Category, State: in.State, MissingDate: yesNo(in.MissingDate), Query: list.Q}, err
}

type deviceListInput struct {
	ListInput
	DeviceFilterInput
}

func (a deviceAPI) list(ctx context.Context, in *deviceListInput) (*Body[Page[DeviceLineView]], error) {
	filter, err := in.filter(ctx, a.registry, in.ListInput)
	if err != nil {
		return nil, err
	}
	rows, total, err := a.registry.Devices(ctx, actorFrom(ctx), filter, in.window())
	if err != nil {
		return nil, err
	}
	return pageOf(in.ListInput, rows, total.Rows, total.Capped, viewDeviceLine), nil
}

func (a deviceAPI) inClassroom(ctx context.Context, in *IDInput) (*Body[[]DeviceView], error) {
	rows, err := a.registry.DevicesIn(ctx, actorFrom(ctx), in.ID)
	return &Body[[]DeviceView]{viewAll(rows, viewDevice)}, err
}

func (a deviceAPI) get(ctx context.Context, in *IDInput) (*Body[DeviceView], error) {
	r, err := a.registry.Device(ctx, actorFrom(ctx), in.ID)
	return &Body[DeviceView]{viewDevice(r)}, err
}

type newDeviceInput struct {
	Body struct {
		SchoolID      uint            `json:"school_id" minimum:"1"`
		ClassroomID   *uint           `json:"classroom_id,omitempty" doc:"空为学校库房"`
		Category      models.Category `json:"category"`
		Name          string          `json:"name" maxLength:"100"`
		Brand         string          `json:"brand,omitempty"`
		Model         string          `json:"model,omitempty"`
		Serial        string          `json:"serial,omitempty"`
		AssetNo       *string         `json:"asset_no,omitempty"`
		BoughtOn      models.Date     `json:"bought_on,omitempty"`
		FundSource    string          `json:"fund_source,omitempty"`
		PriceCents    *int64          `json:"price_cents,omitempty"`
		GBCode        string          `json:"gb_code,omitempty"`
		Supplier      string          `json:"supplier,omitempty"`
		WarrantyUntil models.Date     `json:"warranty_until,omitempty"`
		Specs         models.Specs    `json:"specs,omitempty"`
	}
}

func (a deviceAPI) create(ctx context.Context, in *newDeviceInput) (*Body[DeviceView], error) {
	b := in.Body
	r, err := a.registry.CreateDevice(ctx, actorFrom(ctx), b.SchoolID, b.ClassroomID, registry.DeviceFields{Category: b.Category, Name: b.Name,
		Brand: b.Brand, Model: b.Model, Serial: b.Serial, AssetNo: b.AssetNo, BoughtOn: b.BoughtOn, FundSource: b.FundSource,
		PriceCents: b.PriceCents, GBCode: b.GBCode, Supplier: b.Supplier, WarrantyUntil: b.WarrantyUntil, Specs: b.Specs})
	return &Body[DeviceView]{viewDevice(r)}, err
}

type changeDeviceInput struct {
	IDInput
	Body struct {
		Category      *models.Category `json:"category,omitempty"`
		Name          *string          `json:"name,omitempty" maxLength:"100"`
		Brand         *string          `json:"brand,omitempty"`
		Model         *string          `json:"model,omitempty"`
		Serial        *string          `json:"serial,omitempty"`
		AssetNo       Optional[string] `json:"asset_no,omitempty"`
		BoughtOn      *models.Date     `json:"bought_on,omitempty"`
		FundSource    *string          `json:"fund_source,omitempty"`
		PriceCents    Optional[int64]  `json:"price_cents,omitempty"`
		GBCode        *string          `json:"gb_code,omitempty"`
		Supplier      *string          `json:"supplier,omitempty"`
		WarrantyUntil *models.Date     `json:"warranty_until,omitempty"`
		Specs         *models.Specs    `json:"specs,omitempty" doc:"整体替换；未变的参数保留原来源"`
		Version       int              `json:"version"`
	}
}

func (a deviceAPI) change(ctx context.Context, in *changeDeviceInput) (*Body[DeviceView], error) {
	b := in.Body
	r, err := a.registry.ChangeDevice(ctx, actorFrom(ctx), in.ID, b.Version, func(f *registry.DeviceFields) {
		set(b.Category, &f.Category)
		set(b.Name, &f.Name)
		set(b.Brand, &f.Brand)
		set(b.Model, &f.Model)
		set(b.Serial, &f.Serial)
		b.AssetNo.set(&f.AssetNo)
		set(b.BoughtOn, &f.BoughtOn)
		set(b.FundSource, &f.FundSource)
		b.PriceCents.set(&f.PriceCents)
		set(b.GBCode, &f.GBCode)
		set(b.Supplier, &f.Supplier)
		set(b.WarrantyUntil, &f.WarrantyUntil)
		set(b.Specs, &f.Specs)
	})
	return &Body[DeviceView]{viewDevice(r)}, err
}

type moveDeviceInput struct {
	IDInput
	Body struct {
		SchoolID    uint  `json:"school_id" minimum:"1"`
		ClassroomID *uint `json:"classroom_id,omitempty" doc:"空为学校库房"`
		Version     int   `json:"version"`
	}
}

func (a deviceAPI) move(ctx context.Context, in *moveDeviceInput) (*Body[DeviceView], error) {
	r, err := a.registry.MoveDevice(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.SchoolID, in.Body.ClassroomID)
	return &Body[DeviceView]{viewDevice(r)}, err
}

type deviceStateInput struct {
	IDInput
	Body struct {
		State   models.DeviceState `json:"state"`
		Reason  string             `json:"reason,omitempty"`
		Version int                `json:"version"`
	}
}

func (a deviceAPI) setState(ctx context.Context, in *deviceStateInput) (*Body[DeviceView], error) {
	r, err := a.registry.SetDeviceState(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.State, in.Body.Reason)
	return &Body[DeviceView]{viewDevice(r)}, err
}

type versionInput struct {
	IDInput
	Body struct {
		Version int `json:"version"`
	}
}

func (a deviceAPI) relabel(ctx context.Context, in *versionInput) (*Body[DeviceView], error) {
	r, err := a.registry.Relabel(ctx, actorFrom(ctx), in.ID, in.Body.Version)
	return &Body[DeviceView]{viewDevice(r)}, err
}

// DeviceEventView is one step in the life of a device.
type DeviceEventView struct {
	ID     uint                   `json:"id"`
	Kind   models.DeviceEventKind `json:"kind"`
	At     time.Time              `json:"at"`
	Actor  string                 `json:"actor"`
	Detail string                 `json:"detail"`
}

func (a deviceAPI) events(ctx context.Context, in *IDInput) (*Body[[]DeviceEventView], error) {
	events, err := a.registry.DeviceEvents(ctx, actorFrom(ctx), in.ID)
	views := make([]DeviceEventView, len(events))
	for i, e := range events {
		views[i] = DeviceEventView{e.ID, e.Kind, e.At, e.Actor, e.Detail}
	}
	return &Body[[]DeviceEventView]{views}, err
}

// LabelView is what is printed for a device.
type LabelView struct {
	DeviceID      uint   `json:"device_id"`
	Token         string `json:"token"`
	Code          string `json:"code"`
	Name          string `json:"name"`
	SchoolName    string `json:"school_name"`
	ClassroomName string `json:"classroom_name"`
	QR            string `json:"qr" doc:"二维码，PNG 的 data URL"`
}

type labelsInput struct {
	ListInput
	DeviceFilterInput
	IDs  []uint `query:"ids" maxItems:"500" doc:"只打印这些设备"`
	Base string `query:"base" maxLength:"200" doc:"手机访问本系统的地址，如 https://bbt.example.edu.cn"`
}

func (a deviceAPI) labels(ctx context.Context, in *labelsInput) (*Body[[]LabelView], error) {
	filter, err := in.filter(ctx, a.registry, in.ListInput)
	if err != nil {
		return nil, err
	}
	labels, err := a.registry.Labels(ctx, actorFrom(ctx), filter, in.IDs)
	if err != nil {
		return nil, err
	}
	views := make([]LabelView, len(labels))
	for i, l := range labels {
		qr, err := labelQR(in.Base, l.Token)
		if err != nil {
			return nil, err
		}
		views[i] = LabelView{l.DeviceID, l.Token, l.Code, l.Name, l.SchoolName, l.ClassroomName, qr}
	}
	return &Body[[]LabelView]{views}, nil
}

// CategoryView is a device category and the groups of specs it has.
type CategoryView struct {
	Code     models.Category `json:"code"`
	Label    string          `json:"label"`
	Sections []string        `json:"sections" nullable:"false"`
}

func (a deviceAPI) categories(context.Context, *struct{}) (*Body[[]CategoryView], error) {
	var views []CategoryView
	for _, c := range models.Categories() {
		if c.Sections == nil {
			c.Sections = []string{}
		}
		views = append(views, CategoryView(c))
	}
	return &Body[[]CategoryView]{views}, nil
}
