package api

import (
	"context"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/registry"
)

type schoolAPI struct{ registry *registry.Service }

// SchoolView is a school with the counts of its suites.
type SchoolView struct {
	ID                uint              `json:"id"`
	Name              string            `json:"name"`
	Code              *string           `json:"code" doc:"学校(机构)标识码"`
	ParentID          uint              `json:"parent_id"`
	ParentName        string            `json:"parent_name"`
	Type              models.SchoolType `json:"type"`
	TypeLabel         string            `json:"type_label"`
	Area              models.Area       `json:"area"`
	Sponsor           models.Sponsor    `json:"sponsor"`
	UplinkMbps        *int              `json:"uplink_mbps" doc:"校园网出口，兆"`
	ClassInternetMbps *int              `json:"class_internet_mbps" doc:"班级互联网接入，兆"`
	GuestReports      bool              `json:"guest_reports" doc:"扫码报修不需登录"`
	Grade             models.Grade      `json:"grade" doc:"学校网络是否达标"`
	Classrooms        int               `json:"classrooms" doc:"教室数"`
	InUse             int               `json:"in_use" doc:"在用套数"`
	Passed            int               `json:"passed" doc:"达标套数"`
	Failed            int               `json:"failed" doc:"不达标套数"`
	Unknown           int               `json:"unknown" doc:"待核实套数"`
	Damaged           int               `json:"damaged" doc:"损坏套数"`
	Version           int               `json:"version"`
}

func viewSchool(r registry.SchoolRow) SchoolView {
	return SchoolView{r.ID, r.Name, r.Code, r.ParentID, r.ParentName, r.Type, r.Type.Label(), r.Area, r.Sponsor, r.UplinkMbps,
		r.ClassInternetMbps, r.GuestReports, r.Grade, r.Total, r.InUse, r.Passed, r.Failed, r.Unknown, r.Damaged, r.Version}
}

// PlaceInput narrows a list to some schools.
type PlaceInput struct {
	SchoolID uint              `query:"school_id"`
	Area     models.Area       `query:"area" doc:"城乡分类"`
	Sponsor  models.Sponsor    `query:"sponsor" doc:"举办者"`
	Type     models.SchoolType `query:"type" doc:"办学类型"`
	Counted  bool              `query:"counted" doc:"只看计入统计的学校（不含幼儿园、中职）"`
}

// place resolves the organisation that a list is narrowed to.
func place(ctx context.Context, s *registry.Service, p access.Permission, in ListInput, where PlaceInput) (registry.Place, error) {
	path, err := s.PathOf(ctx, actorFrom(ctx), p, in.Organisation)
	return registry.Place{OrganisationPath: path, SchoolID: where.SchoolID, Area: where.Area, Sponsor: where.Sponsor, Type: where.Type, Counted: where.Counted}, err
}

func (in ListInput) window() registry.Window {
	return registry.Window{Sort: in.Sort, Offset: in.offset(), Limit: in.PageSize}
}

// SchoolFilterInput is what a list or export of schools may be narrowed by.
type SchoolFilterInput struct {
	PlaceInput
	Grade         models.Grade `query:"grade" doc:"学校网络"`
	Criterion     string       `query:"criterion" maxLength:"32" doc:"学校自身的此条款不达标"`
	UnknownOf     string       `query:"unknown_of" maxLength:"32" doc:"学校自身的此条款待核实"`
	TeachingPoint string       `query:"teaching_point" enum:"true,false" doc:"只看教学点，或不看教学点"`
}

func (in SchoolFilterInput) filter(ctx context.Context, s *registry.Service, list ListInput) (registry.SchoolFilter, error) {
	where, err := place(ctx, s, access.SchoolRead, list, in.PlaceInput)
	return registry.SchoolFilter{Place: where, Query: list.Q, Grade: in.Grade, Criterion: in.Criterion, UnknownOf: in.UnknownOf,
		TeachingPoint: yesNo(in.TeachingPoint)}, err
}

type schoolListInput struct {
	ListInput
	SchoolFilterInput
}

func (a schoolAPI) list(ctx context.Context, in *schoolListInput) (*Body[Page[SchoolView]], error) {
	filter, err := in.filter(ctx, a.registry, in.ListInput)
	if err != nil {
		return nil, err
	}
	rows, total, err := a.registry.Schools(ctx, actorFrom(ctx), filter, in.window())
	if err != nil {
		return nil, err
	}
	return pageOf(in.ListInput, rows, total.Rows, total.Capped, viewSchool), nil
}

func (a schoolAPI) get(ctx context.Context, in *IDInput) (*Body[SchoolView], error) {
	r, err := a.registry.School(ctx, actorFrom(ctx), in.ID)
	return &Body[SchoolView]{viewSchool(r)}, err
}

type newSchoolInput struct {
	Body struct {
		ParentID          uint              `json:"parent_id" minimum:"1" doc:"上级单位"`
		Name              string            `json:"name" maxLength:"100"`
		Code              *string           `json:"code,omitempty"`
		Type              models.SchoolType `json:"type"`
		Area              models.Area       `json:"area"`
		Sponsor           models.Sponsor    `json:"sponsor"`
		UplinkMbps        *int              `json:"uplink_mbps,omitempty"`
		ClassInternetMbps *int              `json:"class_internet_mbps,omitempty"`
		GuestReports      bool              `json:"guest_reports,omitempty"`
	}
}

func (a schoolAPI) create(ctx context.Context, in *newSchoolInput) (*Body[SchoolView], error) {
	r, err := a.registry.CreateSchool(ctx, actorFrom(ctx), registry.SchoolFields(in.Body))
	return &Body[SchoolView]{viewSchool(r)}, err
}

type changeSchoolInput struct {
	IDInput
	Body struct {
		ParentID          *uint              `json:"parent_id,omitempty" minimum:"1"`
		Name              *string            `json:"name,omitempty" maxLength:"100"`
		Code              Optional[string]   `json:"code,omitempty"`
		Type              *models.SchoolType `json:"type,omitempty"`
		Area              *models.Area       `json:"area,omitempty"`
		Sponsor           *models.Sponsor    `json:"sponsor,omitempty"`
		UplinkMbps        Optional[int]      `json:"uplink_mbps,omitempty"`
		ClassInternetMbps Optional[int]      `json:"class_internet_mbps,omitempty"`
		GuestReports      *bool              `json:"guest_reports,omitempty"`
		Version           int                `json:"version"`
	}
}

func (a schoolAPI) change(ctx context.Context, in *changeSchoolInput) (*Body[SchoolView], error) {
	r, err := a.registry.ChangeSchool(ctx, actorFrom(ctx), in.ID, in.Body.Version, func(f *registry.SchoolFields) {
		set(in.Body.ParentID, &f.ParentID)
		set(in.Body.Name, &f.Name)
		in.Body.Code.set(&f.Code)
		set(in.Body.Type, &f.Type)
		set(in.Body.Area, &f.Area)
		set(in.Body.Sponsor, &f.Sponsor)
		in.Body.UplinkMbps.set(&f.UplinkMbps)
		in.Body.ClassInternetMbps.set(&f.ClassInternetMbps)
		set(in.Body.GuestReports, &f.GuestReports)
	})
	return &Body[SchoolView]{viewSchool(r)}, err
}
