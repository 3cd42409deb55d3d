package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/renewal"
)

type renewalAPI struct {
	renewal *renewal.Service
	now     func() time.Time
}

// PriceView is what a measure costs at a place.
type PriceView struct {
	Measure    string `json:"measure"`
	Title      string `json:"title"`
	Reference  int64  `json:"reference_cents" doc:"系统参考价，分"`
	Cents      int64  `json:"cents" doc:"现行单价，分"`
	FundSource string `json:"fund_source"`
	KeeperID   uint   `json:"keeper_id" doc:"维护此价格的单位，0 为系统参考价"`
	Keeper     string `json:"keeper"`
}

func viewPrices(prices []renewal.Price) []PriceView {
	views := make([]PriceView, len(prices))
	for i, p := range prices {
		views[i] = PriceView{p.Measure.ID, p.Measure.Title, p.Measure.Reference, p.Cents, p.FundSource, p.KeeperID, p.Keeper}
	}
	return views
}

type pricesInput struct {
	Organisation uint `query:"organisation" minimum:"1" required:"true"`
}

func (a renewalAPI) prices(ctx context.Context, in *pricesInput) (*Body[[]PriceView], error) {
	prices, err := a.renewal.Prices(ctx, actorFrom(ctx), in.Organisation)
	return &Body[[]PriceView]{viewPrices(prices)}, err
}

// NewPrice is a price as a bureau enters it.
type NewPrice struct {
	Measure    string `json:"measure"`
	Cents      *int64 `json:"cents" nullable:"true" doc:"空为不再单独定价，沿用上级"`
	FundSource string `json:"fund_source,omitempty"`
}

type setPricesInput struct {
	Body struct {
		OrganisationID uint       `json:"organisation_id" minimum:"1"`
		Prices         []NewPrice `json:"prices" maxItems:"50" nullable:"false"`
	}
}

func (a renewalAPI) setPrices(ctx context.Context, in *setPricesInput) (*Body[[]PriceView], error) {
	var changes []renewal.NewPrice
	for _, p := range in.Body.Prices {
		changes = append(changes, renewal.NewPrice(p))
	}
	prices, err := a.renewal.SetPrices(ctx, actorFrom(ctx), in.Body.OrganisationID, changes)
	return &Body[[]PriceView]{viewPrices(prices)}, err
}

// PlanView is a renewal plan, what it adds up to, and how far it is being computed anew.
type PlanView struct {
	ID              uint                 `json:"id"`
	OrganisationID  uint                 `json:"organisation_id"`
	Organisation    string               `json:"organisation"`
	Name            string               `json:"name"`
	BudgetCents     *int64               `json:"budget_cents" doc:"空为不限"`
	Objective       models.PlanObjective `json:"objective"`
	ObjectiveLabel  string               `json:"objective_label"`
	RuralPercent    int                  `json:"rural_percent"`
	Network         bool                 `json:"network"`
	Software        bool                 `json:"software"`
	CountUnverified bool                 `json:"count_unverified"`
	Prices          []models.PlanPrice   `json:"prices" nullable:"false"`
	Summary         models.PlanSummary   `json:"summary"`
	Standard        string               `json:"standard"`
	Author          string               `json:"author"`
	ComputedAt      *time.Time           `json:"computed_at" doc:"空为还没有测算结果"`
	Stale           *bool                `json:"stale" doc:"生成后数据、价格或标准已变；列表中和正在测算时不判断，为空"`
	Version         int                  `json:"version"`

	Status  models.JobStatus `json:"status" enum:"queued,running,done,failed" doc:"最近一次要求的测算：queued 排队中，running 测算中，done 已完成，failed 未完成；完成以前，其余各项仍是上一次的结果"`
	Done    int              `json:"done" doc:"已测算的学校"`
	Total   int              `json:"total" doc:"要测算的学校，还不知道时为 0；都测算以后还要求解"`
	Silent  bool             `json:"silent" doc:"正在测算的服务器停止了，将由另一台重新开始"`
	Problem string           `json:"problem" doc:"为什么没有测算完"`
	AskedBy string           `json:"asked_by" doc:"谁要求测算，完成后为空"`
	AskedAt *time.Time       `json:"asked_at" doc:"何时要求测算，完成后为空"`
	Asked   PlanAims         `json:"asked" doc:"最近一次要求的目标，完成后即计划的目标"`
}

func viewPlan(r renewal.PlanRow) PlanView {
	view := PlanView{ID: r.ID, OrganisationID: r.OrganisationID, Organisation: r.Organisation, Name: r.Name, BudgetCents: r.BudgetCents,
		Objective: r.Objective, ObjectiveLabel: r.Objective.Label(), RuralPercent: r.RuralPercent, Network: r.Network, Software: r.Software,
		CountUnverified: r.CountUnverified, Prices: r.Prices, Summary: r.Summary, Standard: r.Standard, Author: r.Author, ComputedAt: r.ComputedAt,
		Stale: r.Stale, Version: r.Version, Status: r.Status(), Asked: PlanAims(r.Asked())}
	if run := r.Run; run != nil {
		view.Done, view.Total, view.Silent, view.Problem, view.AskedBy, view.AskedAt = run.Done, run.Total, r.Silent, run.Problem, run.Author, &run.CreatedAt
	}
	return view
}

type plansInput struct {
	Organisation uint `query:"organisation" doc:"只看该单位及其下级的"`
}

func (a renewalAPI) plans(ctx context.Context, in *plansInput) (*Body[[]PlanView], error) {
	rows, err := a.renewal.Plans(ctx, actorFrom(ctx), in.Organisation)
	views := make([]PlanView, len(rows))
	for i, r := range rows {
		views[i] = viewPlan(r)
	}
	return &Body[[]PlanView]{views}, err
}

func (a renewalAPI) plan(ctx context.Context, in *IDInput) (*Body[PlanView], error) {
	row, err := a.renewal.Plan(ctx, actorFrom(ctx), in.ID)
	return &Body[PlanView]{viewPlan(row)}, err
}

// PlanAims are what a person decides of a plan.
type PlanAims struct {
	Name            string               `json:"name" maxLength:"60"`
	BudgetCents     *int64               `json:"budget_cents" nullable:"true" doc:"空为不限"`
	Objective       models.PlanObjective `json:"objective" enum:"rooms,pupils"`
	RuralPercent    int                  `json:"rural_percent" doc:"乡村学校的教室按百分之几计，100 为不加权"`
	Network         bool                 `json:"network,omitempty" doc:"网络也要达标"`
	Software        bool                 `json:"software,omitempty" doc:"软件也要达标"`
	CountUnverified bool                 `json:"count_unverified,omitempty" doc:"更新后仍待核实的教室也计入"`
}

type newPlanInput struct {
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1"`
		PlanAims
	}
}

func (a renewalAPI) create(ctx context.Context, in *newPlanInput) (*Body[PlanView], error) {
	row, err := a.renewal.CreatePlan(ctx, actorFrom(ctx), in.Body.OrganisationID, renewal.Aims(in.Body.PlanAims))
	return &Body[PlanView]{viewPlan(row)}, err
}

type computePlanInput struct {
	IDInput
	Body struct {
		Aims    *PlanAims `json:"aims,omitempty" doc:"空为按原来的目标重新测算"`
		Version int       `json:"version"`
	}
}

func (a renewalAPI) compute(ctx context.Context, in *computePlanInput) (*Body[PlanView], error) {
	row, err := a.renewal.RecomputePlan(ctx, actorFrom(ctx), in.ID, in.Body.Version, func(aims *renewal.Aims) {
		if in.Body.Aims != nil {
			*aims = renewal.Aims(*in.Body.Aims)
		}
	})
	return &Body[PlanView]{viewPlan(row)}, err
}

func (a renewalAPI) stop(ctx context.Context, in *IDInput) (*Body[PlanView], error) {
	row, err := a.renewal.StopPlan(ctx, actorFrom(ctx), in.ID)
	return &Body[PlanView]{viewPlan(row)}, err
}

func (a renewalAPI) drop(ctx context.Context, in *versionInput) (*Empty, error) {
	return &Empty{}, a.renewal.DropPlan(ctx, actorFrom(ctx), in.ID, in.Body.Version)
}

// PlanRoomView is a classroom of a plan.
type PlanRoomView struct {
	ClassroomID uint              `json:"classroom_id"`
	Classroom   string            `json:"classroom"`
	Building    string            `json:"building"`
	SchoolID    uint              `json:"school_id"`
	School      string            `json:"school"`
	Above       string            `json:"above" doc:"学校的上级单位"`
	Pupils      *int              `json:"pupils"`
	Rural       bool              `json:"rural"`
	Cents       int64             `json:"cents"`
	Fate        models.PlanFate   `json:"fate"`
	FateLabel   string            `json:"fate_label"`
	Grade       models.Grade      `json:"grade" doc:"更新以后"`
	Reason      string            `json:"reason"`
	Needs       []models.PlanNeed `json:"needs" nullable:"false"`
}

func viewPlanRoom(r renewal.RoomRow) PlanRoomView {
	return PlanRoomView{r.ClassroomID, r.Classroom, r.Building, r.SchoolID, r.SchoolName, r.Above, r.Pupils, r.Rural, r.Cents, r.Fate, r.Fate.Label(), r.Grade, r.Reason, r.Needs}
}

type planRoomsInput struct {
	IDInput
	Page     int             `query:"page" default:"1" minimum:"1"`
	PageSize int             `query:"page_size" default:"20" minimum:"1" maximum:"200"`
	Fate     models.PlanFate `query:"fate" enum:"chosen,budget,unverified,uncounted,helpless"`
	SchoolID uint            `query:"school_id"`
}

func (a renewalAPI) rooms(ctx context.Context, in *planRoomsInput) (*Body[Page[PlanRoomView]], error) {
	rows, total, err := a.renewal.Rooms(ctx, actorFrom(ctx), in.ID, renewal.RoomFilter{Fate: in.Fate, SchoolID: in.SchoolID,
		Offset: (in.Page - 1) * in.PageSize, Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(ListInput{Page: in.Page, PageSize: in.PageSize}, rows, int(total), false, viewPlanRoom), nil
}

// PlaceSumView is what a plan does for one place.
type PlaceSumView struct {
	OrganisationID uint   `json:"organisation_id"`
	Name           string `json:"name"`
	Rooms          int    `json:"rooms" doc:"需更新的教室"`
	Cents          int64  `json:"cents"`
	ChosenRooms    int    `json:"chosen_rooms"`
	ChosenCents    int64  `json:"chosen_cents"`
	ChosenPupils   int    `json:"chosen_pupils"`
}

type planSumsInput struct {
	IDInput
	By renewal.By `query:"by" enum:"school,county" default:"school"`
}

func (a renewalAPI) sums(ctx context.Context, in *planSumsInput) (*Body[[]PlaceSumView], error) {
	sums, err := a.renewal.Sums(ctx, actorFrom(ctx), in.ID, in.By)
	views := make([]PlaceSumView, len(sums))
	for i, s := range sums {
		views[i] = PlaceSumView(s)
	}
	return &Body[[]PlaceSumView]{views}, err
}

func (a renewalAPI) export(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	book, err := a.renewal.ExportPlan(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "更新计划", a.now()), nil
}
