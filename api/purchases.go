package api

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/purchases"
)

type purchaseAPI struct {
	purchases *purchases.Service
	now       func() time.Time
}

// PurchaseView is a planned purchase with what its latest check came to.
type PurchaseView struct {
	ID              uint                      `json:"id"`
	OrganisationID  uint                      `json:"organisation_id"`
	Organisation    string                    `json:"organisation"`
	Name            string                    `json:"name"`
	Version         int                       `json:"version" doc:"最近一次核对"`
	Items           int                       `json:"items" doc:"设备项数"`
	Conclusion      models.PurchaseConclusion `json:"conclusion" enum:"advised,refused,incomplete"`
	ConclusionLabel string                    `json:"conclusion_label"`
	Author          string                    `json:"author"`
	CheckedAt       time.Time                 `json:"checked_at"`
}

func viewPurchase(r purchases.Row) PurchaseView {
	c := r.Opinion
	return PurchaseView{r.ID, r.OrganisationID, r.Organisation, r.Name, r.Version, len(c.Items), c.Conclusion, c.Conclusion.Label(), c.Author, c.CheckedAt}
}

// PurchaseDetail is a purchase with one of its opinions.
type PurchaseDetail struct {
	PurchaseView
	Shown    int                   `json:"shown" doc:"这是第几次核对的意见"`
	Standard string                `json:"standard" doc:"核对依据"`
	Lines    []PurchaseLineView    `json:"lines" nullable:"false"`
	Suites   int                   `json:"suites" doc:"清单可配多少套：既有主机又有屏幕的教室数"`
	Wanting  []models.PurchaseWant `json:"wanting" nullable:"false" doc:"成套来看还缺的，只作提醒"`
	Versions []PurchaseVersionView `json:"versions" nullable:"false" doc:"历次核对，最近的在前"`
}

// PurchaseLineView is an item and what the standard says of it.
type PurchaseLineView struct {
	Item    models.PurchaseItem     `json:"item"`
	Grade   models.Grade            `json:"grade" doc:"unknown 为缺参数，空为通知没有要求"`
	Clauses []models.PurchaseClause `json:"clauses" nullable:"false"`
	Remarks []string                `json:"remarks" nullable:"false" doc:"与型号不符之处"`
}

// PurchaseVersionView is one of the checks of a purchase.
type PurchaseVersionView struct {
	Version         int                       `json:"version"`
	Conclusion      models.PurchaseConclusion `json:"conclusion" enum:"advised,refused,incomplete"`
	ConclusionLabel string                    `json:"conclusion_label"`
	Author          string                    `json:"author"`
	CheckedAt       time.Time                 `json:"checked_at"`
}

func viewPurchaseDetail(r purchases.Row) PurchaseDetail {
	v := PurchaseDetail{PurchaseView: viewPurchase(r), Shown: r.Opinion.Version, Standard: r.Opinion.Standard,
		Lines: make([]PurchaseLineView, len(r.Opinion.Items)), Suites: r.Opinion.Suites.Count, Wanting: []models.PurchaseWant{}}
	v.Wanting = append(v.Wanting, r.Opinion.Suites.Wanting...)
	for i, item := range r.Opinion.Items {
		f := r.Opinion.Findings[i]
		v.Lines[i] = PurchaseLineView{item, f.Grade, f.Clauses, f.Remarks}
	}
	v.Versions = viewAll(r.Versions, func(one purchases.Version) PurchaseVersionView {
		return PurchaseVersionView{one.Version, one.Conclusion, one.Conclusion.Label(), one.Author, one.CheckedAt}
	})
	return v
}

type purchasesInput struct {
	Page         int                       `query:"page" default:"1" minimum:"1"`
	PageSize     int                       `query:"page_size" default:"20" minimum:"1" maximum:"200"`
	Organisation uint                      `query:"organisation" doc:"只看该单位及其下级"`
	Conclusion   models.PurchaseConclusion `query:"conclusion" enum:"advised,refused,incomplete"`
	Q            string                    `query:"q" maxLength:"60" doc:"搜索采购项目"`
}

func (a purchaseAPI) list(ctx context.Context, in *purchasesInput) (*Body[Page[PurchaseView]], error) {
	list := ListInput{Page: in.Page, PageSize: in.PageSize}
	rows, total, err := a.purchases.List(ctx, actorFrom(ctx), purchases.Filter{OrganisationID: in.Organisation, Conclusion: in.Conclusion,
		Q: in.Q, Offset: list.offset(), Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(list, rows, int(total), false, viewPurchase), nil
}

type purchaseVersionInput struct {
	IDInput
	Version int `query:"version" minimum:"0" doc:"第几次核对，0 为最近一次"`
}

func (a purchaseAPI) get(ctx context.Context, in *purchaseVersionInput) (*Body[PurchaseDetail], error) {
	row, err := a.purchases.Get(ctx, actorFrom(ctx), in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	return &Body[PurchaseDetail]{viewPurchaseDetail(row)}, nil
}

// PurchaseOffer is a purchase as somebody means to make it.
type PurchaseOffer struct {
	Name  string                `json:"name" maxLength:"60"`
	Items []models.PurchaseItem `json:"items" nullable:"false"`
}

type checkPurchaseInput struct {
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1"`
		PurchaseOffer
	}
}

func (a purchaseAPI) check(ctx context.Context, in *checkPurchaseInput) (*Body[PurchaseDetail], error) {
	row, err := a.purchases.Check(ctx, actorFrom(ctx), in.Body.OrganisationID, purchases.Offer(in.Body.PurchaseOffer))
	if err != nil {
		return nil, err
	}
	return &Body[PurchaseDetail]{viewPurchaseDetail(row)}, nil
}

type recheckPurchaseInput struct {
	IDInput
	Body struct {
		PurchaseOffer
		Version int `json:"version"`
	}
}

func (a purchaseAPI) recheck(ctx context.Context, in *recheckPurchaseInput) (*Body[PurchaseDetail], error) {
	row, err := a.purchases.Recheck(ctx, actorFrom(ctx), in.ID, in.Body.Version, purchases.Offer(in.Body.PurchaseOffer))
	if err != nil {
		return nil, err
	}
	return &Body[PurchaseDetail]{viewPurchaseDetail(row)}, nil
}

func (a purchaseAPI) opinion(ctx context.Context, in *purchaseVersionInput) (*huma.StreamResponse, error) {
	book, err := a.purchases.Opinion(ctx, actorFrom(ctx), in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "采购配置核对意见", a.now()), nil
}

// PurchaseListView is what an uploaded list says, to look over before it is checked.
type PurchaseListView struct {
	Items    []models.PurchaseItem `json:"items" nullable:"false"`
	Problems []ImportProblemView   `json:"problems" nullable:"false"`
	Unread   []string              `json:"unread" nullable:"false" doc:"没有读的列"`
}

func (a purchaseAPI) read(ctx context.Context, in *uploadInput) (*Body[PurchaseListView], error) {
	file := in.RawBody.Data().File
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("measure an upload: %w", err)
	}
	found, err := a.purchases.ReadList(ctx, actorFrom(ctx), file.File, size)
	if err != nil {
		return nil, err
	}
	view := PurchaseListView{append([]models.PurchaseItem{}, found.Items...), make([]ImportProblemView, len(found.Problems)), append([]string{}, found.Unread...)}
	for i, p := range found.Problems {
		view.Problems[i] = ImportProblemView(p)
	}
	return &Body[PurchaseListView]{view}, nil
}

func (a purchaseAPI) template(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	return sendFile(ctx, "班班通采购清单模板.xlsx", export.ContentType, a.purchases.WriteTemplate), nil
}
