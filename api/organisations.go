package api

import (
	"context"

	"banbantong/models"
	"banbantong/services/registry"
)

type organisationAPI struct{ registry *registry.Service }

// OrganisationView is a place in the tree.
type OrganisationView struct {
	ID        uint                    `json:"id"`
	ParentID  *uint                   `json:"parent_id"`
	Kind      models.OrganisationKind `json:"kind"`
	KindLabel string                  `json:"kind_label"`
	Name      string                  `json:"name"`
	GBCode    *string                 `json:"gb_code"`
	Retired   bool                    `json:"retired"`
	Version   int                     `json:"version"`
	Children  int                     `json:"children" doc:"直接下级数，仅列表中有"`
}

// OrganisationDetail is a place with all above it.
type OrganisationDetail struct {
	OrganisationView
	Ancestors []OrganisationView `json:"ancestors" nullable:"false" doc:"自根而下"`
}

func viewOrganisation(o models.Organisation) OrganisationView {
	return OrganisationView{ID: o.ID, ParentID: o.ParentID, Kind: o.Kind, KindLabel: o.Kind.Label(), Name: o.Name, GBCode: o.GBCode,
		Retired: o.RetiredAt != nil, Version: o.Version}
}

type organisationListInput struct {
	ParentID uint   `query:"parent_id" doc:"列出其直接下级；不填为自己管理范围的起点"`
	Q        string `query:"q" maxLength:"60" doc:"按名称、曾用名或代码搜索"`
}

func (a organisationAPI) list(ctx context.Context, in *organisationListInput) (*Body[[]OrganisationView], error) {
	rows, err := a.registry.Children(ctx, actorFrom(ctx), in.ParentID, in.Q)
	views := make([]OrganisationView, len(rows))
	for i, r := range rows {
		views[i] = viewOrganisation(r.Organisation)
		views[i].Children = r.Children
	}
	return &Body[[]OrganisationView]{views}, err
}

func (a organisationAPI) get(ctx context.Context, in *IDInput) (*Body[OrganisationDetail], error) {
	o, above, err := a.registry.Organisation(ctx, actorFrom(ctx), in.ID)
	detail := OrganisationDetail{viewOrganisation(o), make([]OrganisationView, len(above))}
	for i, up := range above {
		detail.Ancestors[i] = viewOrganisation(up)
	}
	return &Body[OrganisationDetail]{detail}, err
}

type newOrganisationInput struct {
	Body struct {
		ParentID uint                    `json:"parent_id" minimum:"1"`
		Kind     models.OrganisationKind `json:"kind" enum:"city,county"`
		Name     string                  `json:"name" maxLength:"100"`
		GBCode   *string                 `json:"gb_code,omitempty" doc:"GB/T 2260 代码；开发区没有"`
	}
}

func (a organisationAPI) create(ctx context.Context, in *newOrganisationInput) (*Body[OrganisationView], error) {
	o, err := a.registry.CreateOrganisation(ctx, actorFrom(ctx), registry.NewOrganisation(in.Body))
	return &Body[OrganisationView]{viewOrganisation(o)}, err
}

type changeOrganisationInput struct {
	IDInput
	Body struct {
		Name    *string `json:"name,omitempty" maxLength:"100"`
		GBCode  *string `json:"gb_code,omitempty"`
		Retired *bool   `json:"retired,omitempty" doc:"撤并"`
		Version int     `json:"version"`
	}
}

func (a organisationAPI) change(ctx context.Context, in *changeOrganisationInput) (*Body[OrganisationView], error) {
	o, err := a.registry.ChangeOrganisation(ctx, actorFrom(ctx), in.ID, registry.OrganisationChange(in.Body))
	return &Body[OrganisationView]{viewOrganisation(o)}, err
}
