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
	Children  int                     `json:"children" doc:"在用的直接下级数"`
}

// OrganisationDetail is a place with all above it and its former names.
type OrganisationDetail struct {
	OrganisationView
	Ancestors []OrganisationView `json:"ancestors" nullable:"false" doc:"自根而下"`
	Aliases   []registry.Alias   `json:"aliases" nullable:"false" doc:"曾用名及当时的代码"`
}

func viewOrganisation(o models.Organisation) OrganisationView {
	return OrganisationView{ID: o.ID, ParentID: o.ParentID, Kind: o.Kind, KindLabel: o.Kind.Label(), Name: o.Name, GBCode: o.GBCode,
		Retired: o.RetiredAt != nil, Version: o.Version}
}

type organisationListInput struct {
	ParentID uint   `query:"parent_id" doc:"列出其直接下级；不填为自己管理范围的起点"`
	Q        string `query:"q" maxLength:"60" doc:"按名称、曾用名或代码搜索"`
	Bureaus  bool   `query:"bureaus" doc:"不列学校"`
	Retired  bool   `query:"retired" doc:"只列已撤并的"`
}

func (a organisationAPI) list(ctx context.Context, in *organisationListInput) (*Body[[]OrganisationView], error) {
	rows, err := a.registry.Organisations(ctx, actorFrom(ctx), registry.OrganisationFilter{ParentID: in.ParentID, Query: in.Q, Bureaus: in.Bureaus, Retired: in.Retired})
	views := make([]OrganisationView, len(rows))
	for i, r := range rows {
		views[i] = viewOrganisation(r.Organisation)
		views[i].Children = r.Children
	}
	return &Body[[]OrganisationView]{views}, err
}

func (a organisationAPI) get(ctx context.Context, in *IDInput) (*Body[OrganisationDetail], error) {
	o, err := a.registry.Organisation(ctx, actorFrom(ctx), in.ID)
	detail := OrganisationDetail{viewOrganisation(o.Organisation), make([]OrganisationView, len(o.Above)), make([]registry.Alias, len(o.Aliases))}
	for i, up := range o.Above {
		detail.Ancestors[i] = viewOrganisation(up)
	}
	for i, alias := range o.Aliases {
		detail.Aliases[i] = registry.Alias{Name: alias.Name, GBCode: alias.GBCode}
	}
	detail.Children = o.Children
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
		ParentID *uint             `json:"parent_id,omitempty" doc:"改归哪个单位管辖"`
		Name     *string           `json:"name,omitempty" maxLength:"100"`
		GBCode   *string           `json:"gb_code,omitempty" doc:"空为没有代码"`
		Aliases  *[]registry.Alias `json:"aliases,omitempty" doc:"全部曾用名"`
		Retired  *bool             `json:"retired,omitempty" doc:"撤并"`
		Version  int               `json:"version"`
	}
}

func (a organisationAPI) change(ctx context.Context, in *changeOrganisationInput) (*Body[OrganisationView], error) {
	o, err := a.registry.ChangeOrganisation(ctx, actorFrom(ctx), in.ID, registry.OrganisationChange(in.Body))
	return &Body[OrganisationView]{viewOrganisation(o)}, err
}

type mergeOrganisationInput struct {
	IDInput
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1" doc:"并入的同级单位"`
		Version        int  `json:"version"`
	}
}

func (a organisationAPI) merge(ctx context.Context, in *mergeOrganisationInput) (*Body[OrganisationView], error) {
	o, err := a.registry.MergeOrganisation(ctx, actorFrom(ctx), in.ID, in.Body.OrganisationID, in.Body.Version)
	return &Body[OrganisationView]{viewOrganisation(o)}, err
}
