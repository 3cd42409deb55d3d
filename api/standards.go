package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/standard"
)

// StandardView is the standard in force with the readings chosen.
type StandardView struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Notice      string        `json:"notice" doc:"文号"`
	InForceFrom models.Date   `json:"in_force_from" doc:"通知印发日"`
	StdFrom     models.Date   `json:"std_from" doc:"此日及以后取得的设备按标准配置判定"`
	Basis       string        `json:"basis" doc:"所看的单位按什么判定：通知，及各级更严的版本"`
	Readings    []ReadingView `json:"readings" nullable:"false" doc:"口径"`
}

// ReadingView is one place where the notice is ambiguous, and how it is read.
type ReadingView struct {
	ID           string            `json:"id"`
	Question     string            `json:"question"`
	Chosen       string            `json:"chosen" doc:"全省采用的选项"`
	Here         string            `json:"here" doc:"所看的单位采用的选项；有更严的版本时与全省不同"`
	Default      string            `json:"default" doc:"本系统默认的选项"`
	Since        *time.Time        `json:"since" doc:"何时选定；一直是默认的为空"`
	By           string            `json:"by" doc:"谁选定"`
	Alternatives []AlternativeView `json:"alternatives" nullable:"false"`
	Criteria     []string          `json:"criteria" nullable:"false" doc:"受其影响的条款"`
}

// AlternativeView is one way to read the notice.
type AlternativeView struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func viewStandard(s *standard.Standard, choices map[string]compliance.Choice, here standard.Survey) StandardView {
	view := StandardView{ID: s.ID, Name: s.Name, Notice: s.Notice, InForceFrom: s.InForceFrom, StdFrom: s.StdFrom, Basis: here.Basis()}
	chosenHere := here.Chosen()
	for _, r := range s.Readings() {
		reading := ReadingView{ID: r.ID, Question: r.Question, Chosen: r.Chosen, Here: chosenHere[r.ID], Default: r.Default, Criteria: []string{},
			Alternatives: viewAll(r.Alternatives, func(a standard.Alternative) AlternativeView { return AlternativeView(a) })}
		if choice, chosen := choices[r.ID]; chosen {
			reading.Since, reading.By = &choice.Since, choice.By
		}
		for _, c := range s.Criteria() {
			if c.Reading == r.ID {
				reading.Criteria = append(reading.Criteria, c.ID)
			}
		}
		view.Readings = append(view.Readings, reading)
	}
	return view
}

type standardInput struct {
	Organisation uint `query:"organisation" doc:"看哪个单位的标准；空为管理范围内的全部"`
}

func (a complianceAPI) standard(ctx context.Context, in *standardInput) (*Body[StandardView], error) {
	here, err := a.compliance.Here(ctx, actorFrom(ctx), in.Organisation)
	if err != nil {
		return nil, err
	}
	s, choices, err := a.compliance.Readings(ctx, actorFrom(ctx))
	if err != nil {
		return nil, err
	}
	return &Body[StandardView]{viewStandard(s, choices, here)}, nil
}

type switchInput struct {
	Body struct {
		Readings map[string]string `json:"readings" doc:"口径与选项；没有写的保持不变"`
	}
}

func (a complianceAPI) switchReadings(ctx context.Context, in *switchInput) (*Body[StandardView], error) {
	if _, err := a.compliance.Switch(ctx, actorFrom(ctx), in.Body.Readings); err != nil {
		return nil, err
	}
	return a.standard(ctx, &standardInput{})
}

// GradesView counts things by how they stand.
type GradesView struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Unknown int `json:"unknown"`
}

// StandingView is how a place stands under one choice of readings.
type StandingView struct {
	Hardware GradesView `json:"hardware" doc:"套，按硬件"`
	Network  GradesView `json:"network" doc:"套，按网络"`
	Software GradesView `json:"software" doc:"套，按软件"`
	Devices  GradesView `json:"devices" doc:"台"`
	Schools  GradesView `json:"schools" doc:"学校，按学校网络"`
}

func viewStanding(s compliance.Standing) StandingView {
	return StandingView{GradesView(s.Hardware), GradesView(s.Network), GradesView(s.Software), GradesView(s.Devices), GradesView(s.Schools)}
}

// PreviewView is how a place stands, and how it would.
type PreviewView struct {
	Now  StandingView `json:"now"`
	Then StandingView `json:"then"`
}

type previewInput struct {
	Body struct {
		OrganisationID uint              `json:"organisation_id" minimum:"1" doc:"一个县（市、区）或一所学校"`
		Readings       map[string]string `json:"readings"`
	}
}

func (a complianceAPI) preview(ctx context.Context, in *previewInput) (*Body[PreviewView], error) {
	now, then, err := a.compliance.Preview(ctx, actorFrom(ctx), in.Body.OrganisationID, in.Body.Readings)
	if err != nil {
		return nil, err
	}
	return &Body[PreviewView]{PreviewView{viewStanding(now), viewStanding(then)}}, nil
}

// CriterionView is one demand of the notice and how a place stands against it.
type CriterionView struct {
	ID        string               `json:"id"`
	Tier      standard.Tier        `json:"tier" enum:"min,std,all"`
	TierLabel string               `json:"tier_label"`
	Group     standard.Group       `json:"group" enum:"hardware,network,software"`
	Subject   standard.Subject     `json:"subject" enum:"host,display,camera,audio,outputs,inputs,classroom,school"`
	Title     string               `json:"title"`
	Required  string               `json:"required"`
	Unit      string               `json:"unit" doc:"实测值的单位；没有的为空"`
	Tolerance string               `json:"tolerance" doc:"实测值如何对应标称值"`
	Clause    string               `json:"clause"`
	Notice    string               `json:"notice" doc:"通知原文；通知没有明说的为空"`
	Failure   string               `json:"failure" doc:"不达标意味着什么"`
	Mend      string               `json:"mend" doc:"如何整改"`
	Reading   string               `json:"reading" doc:"所依的口径；没有的为空"`
	Beyond    bool                 `json:"beyond" doc:"只有下级单位才要求"`
	Decides   standard.Deciding    `json:"decides" enum:"by_date,always,never" doc:"按取得日期所属的一档、一律、一律不计入判定"`
	Counts    *CriterionCountsView `json:"counts" doc:"无权看统计时为空"`
}

// CriterionCountsView says of how many things the criterion fails or lacks its fact.
type CriterionCountsView struct {
	FailedSuites   int `json:"failed_suites" doc:"套；列表为 /classrooms?criterion=…&has_suite=true&counted=true"`
	UnknownSuites  int `json:"unknown_suites" doc:"套；列表的筛选为 unknown_of"`
	FailedDevices  int `json:"failed_devices" doc:"台；列表为 /devices?criterion=…&installed=true&counted=true"`
	UnknownDevices int `json:"unknown_devices"`
	FailedSchools  int `json:"failed_schools" doc:"所；只有学校自己的条款才有"`
	UnknownSchools int `json:"unknown_schools"`
}

func viewCriterion(s compliance.CriterionStanding) CriterionView {
	view := CriterionView{ID: s.ID, Tier: s.Tier, TierLabel: s.Tier.Label(), Group: s.Group, Subject: s.Subject, Title: s.Title, Required: s.Required,
		Unit: s.Unit, Tolerance: s.Tolerance, Clause: s.Clause, Notice: s.Notice, Failure: s.Failure, Mend: s.Mend, Reading: s.Reading, Beyond: s.Beyond, Decides: s.Deciding}
	if s.Counts != nil {
		counts := CriterionCountsView(*s.Counts)
		view.Counts = &counts
	}
	return view
}

type criteriaInput struct {
	Organisation uint `query:"organisation" doc:"计数限于该单位及其下级；空为管理范围内的全部"`
}

func (a complianceAPI) criteria(ctx context.Context, in *criteriaInput) (*Body[[]CriterionView], error) {
	all, err := a.compliance.Criteria(ctx, actorFrom(ctx), in.Organisation)
	return &Body[[]CriterionView]{viewAll(all, viewCriterion)}, err
}
