package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/registry"
)

type classroomAPI struct {
	registry   *registry.Service
	compliance *compliance.Service
}

// ClassroomView is a classroom and how its suite stands.
type ClassroomView struct {
	ID              uint                 `json:"id"`
	SchoolID        uint                 `json:"school_id"`
	SchoolName      string               `json:"school_name"`
	Name            string               `json:"name"`
	Building        string               `json:"building"`
	Floor           string               `json:"floor"`
	Kind            models.ClassroomKind `json:"kind"`
	StudentCount    *int                 `json:"student_count"`
	OnCampusNetwork *bool                `json:"on_campus_network" doc:"是否通过校园网接入教育专网"`
	Network         *models.NetworkFacts `json:"network" doc:"最近一次网络检测"`
	Grade           models.Grade         `json:"grade" doc:"硬件：pass 达标，fail 不达标，unknown 待核实"`
	StandardGrade   models.Grade         `json:"standard_grade" doc:"全部按标准配置"`
	NetworkGrade    models.Grade         `json:"network_grade"`
	SoftwareGrade   models.Grade         `json:"software_grade"`
	HasSuite        bool                 `json:"has_suite"`
	Damaged         bool                 `json:"damaged"`
	Usable          bool                 `json:"usable"`
	Failing         []string             `json:"failing" nullable:"false" doc:"不达标的条款，只含计入判定的"`
	Unverified      []string             `json:"unverified" nullable:"false" doc:"待核实的条款，只含计入判定的"`
	Devices         int                  `json:"devices"`
	Retired         bool                 `json:"retired"`
	Version         int                  `json:"version"`
	UpdatedAt       time.Time            `json:"updated_at"`
}

func (a classroomAPI) view(r registry.ClassroomRow) ClassroomView {
	failing, unverified := a.compliance.Deciding(r.Verdicts)
	return ClassroomView{r.ID, r.SchoolID, r.SchoolName, r.Name, r.Building, r.Floor, r.Kind, r.StudentCount, r.OnCampusNetwork, r.Network,
		r.Grade, r.StandardGrade, r.NetworkGrade, r.SoftwareGrade, r.HasSuite, r.Damaged, r.Usable, failing, unverified, r.Devices, r.RetiredAt != nil, r.Version, r.UpdatedAt}
}

// StandingInput narrows a list by how things stand against the standard.
type StandingInput struct {
	Grade           models.Grade `query:"grade"`
	StandardGrade   models.Grade `query:"standard_grade"`
	Damaged         string       `query:"damaged" enum:"true,false"`
	FailedOrDamaged string       `query:"failed_or_damaged" enum:"true,false"`
	Criterion       string       `query:"criterion" maxLength:"32" doc:"此条款不达标"`
	UnknownOf       string       `query:"unknown_of" maxLength:"32" doc:"此条款待核实"`
}

func (in StandingInput) standing() registry.Standing {
	return registry.Standing{Grade: in.Grade, StandardGrade: in.StandardGrade, Damaged: yesNo(in.Damaged),
		FailedOrDamaged: yesNo(in.FailedOrDamaged), Criterion: in.Criterion, UnknownOf: in.UnknownOf}
}

// ClassroomFilterInput is what a list or export of classrooms may be narrowed by.
type ClassroomFilterInput struct {
	PlaceInput
	StandingInput
	NetworkGrade  models.Grade `query:"network_grade"`
	SoftwareGrade models.Grade `query:"software_grade"`
	HasSuite      string       `query:"has_suite" enum:"true,false"`
	Usable        string       `query:"usable" enum:"true,false"`
	Retired       bool         `query:"retired" doc:"看已停用的"`
}

func (in ClassroomFilterInput) filter(ctx context.Context, s *registry.Service, list ListInput) (registry.ClassroomFilter, error) {
	where, err := place(ctx, s, access.ClassroomRead, list, in.PlaceInput)
	return registry.ClassroomFilter{Place: where, Standing: in.standing(), Query: list.Q, NetworkGrade: in.NetworkGrade,
		SoftwareGrade: in.SoftwareGrade, HasSuite: yesNo(in.HasSuite), Usable: yesNo(in.Usable), Retired: in.Retired}, err
}

type classroomListInput struct {
	ListInput
	ClassroomFilterInput
}

func (a classroomAPI) list(ctx context.Context, in *classroomListInput) (*Body[Page[ClassroomView]], error) {
	filter, err := in.filter(ctx, a.registry, in.ListInput)
	if err != nil {
		return nil, err
	}
	rows, total, err := a.registry.Classrooms(ctx, actorFrom(ctx), filter, in.window())
	if err != nil {
		return nil, err
	}
	return pageOf(in.ListInput, rows, total.Rows, total.Capped, a.view), nil
}

func (a classroomAPI) get(ctx context.Context, in *IDInput) (*Body[ClassroomView], error) {
	r, err := a.registry.Classroom(ctx, actorFrom(ctx), in.ID)
	return &Body[ClassroomView]{a.view(r)}, err
}

type newClassroomInput struct {
	Body struct {
		SchoolID        uint                 `json:"school_id" minimum:"1"`
		Name            string               `json:"name" maxLength:"60"`
		Building        string               `json:"building,omitempty" maxLength:"60"`
		Floor           string               `json:"floor,omitempty" maxLength:"20"`
		Kind            models.ClassroomKind `json:"kind" enum:"ordinary,special"`
		StudentCount    *int                 `json:"student_count,omitempty"`
		OnCampusNetwork *bool                `json:"on_campus_network,omitempty"`
		Network         *models.NetworkFacts `json:"network,omitempty"`
	}
}

func (a classroomAPI) create(ctx context.Context, in *newClassroomInput) (*Body[ClassroomView], error) {
	b := in.Body
	r, err := a.registry.CreateClassroom(ctx, actorFrom(ctx), b.SchoolID, registry.ClassroomFields{Name: b.Name, Building: b.Building, Floor: b.Floor,
		Kind: b.Kind, StudentCount: b.StudentCount, OnCampusNetwork: b.OnCampusNetwork, Network: b.Network})
	return &Body[ClassroomView]{a.view(r)}, err
}

type changeClassroomInput struct {
	IDInput
	Body struct {
		Name            *string                       `json:"name,omitempty" maxLength:"60"`
		Building        *string                       `json:"building,omitempty" maxLength:"60"`
		Floor           *string                       `json:"floor,omitempty" maxLength:"20"`
		Kind            *models.ClassroomKind         `json:"kind,omitempty" enum:"ordinary,special"`
		StudentCount    Optional[int]                 `json:"student_count,omitempty"`
		OnCampusNetwork Optional[bool]                `json:"on_campus_network,omitempty"`
		Network         Optional[models.NetworkFacts] `json:"network,omitempty"`
		Retired         *bool                         `json:"retired,omitempty" doc:"停用"`
		Version         int                           `json:"version"`
	}
}

func (a classroomAPI) change(ctx context.Context, in *changeClassroomInput) (*Body[ClassroomView], error) {
	r, err := a.registry.ChangeClassroom(ctx, actorFrom(ctx), in.ID, in.Body.Version, func(f *registry.ClassroomFields) {
		set(in.Body.Name, &f.Name)
		set(in.Body.Building, &f.Building)
		set(in.Body.Floor, &f.Floor)
		set(in.Body.Kind, &f.Kind)
		in.Body.StudentCount.set(&f.StudentCount)
		in.Body.OnCampusNetwork.set(&f.OnCampusNetwork)
		in.Body.Network.set(&f.Network)
		set(in.Body.Retired, &f.Retired)
	})
	return &Body[ClassroomView]{a.view(r)}, err
}
