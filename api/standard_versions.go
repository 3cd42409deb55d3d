package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/standard"
)

// StandardVersionView is what a place asks beyond the one above it.
type StandardVersionView struct {
	ID             uint                    `json:"id"`
	OrganisationID uint                    `json:"organisation_id"`
	Place          string                  `json:"place"`
	Number         int                     `json:"number" doc:"该单位的第几版；草稿为 0"`
	Name           string                  `json:"name"`
	Document       string                  `json:"document" doc:"文号"`
	Note           string                  `json:"note"`
	State          compliance.VersionState `json:"state" enum:"draft,coming,in_force,replaced"`
	StateLabel     string                  `json:"state_label"`
	InForceFrom    models.Date             `json:"in_force_from" doc:"实施日期；草稿为空"`
	DecidedAt      *time.Time              `json:"decided_at" doc:"何时决定实施"`
	By             string                  `json:"by" doc:"谁决定实施，或最后修改草稿"`
	UpdatedAt      time.Time               `json:"updated_at"`
	Version        int                     `json:"version"`
	Editable       bool                    `json:"editable"`
	Differences    []standard.Difference   `json:"differences" nullable:"false" doc:"与该单位前一版的不同；草稿与最近的一版相比"`
}

func viewVersion(v compliance.Version) StandardVersionView {
	return StandardVersionView{v.ID, v.OrganisationID, v.Place, v.Number, v.Name, v.Document, v.Note, v.State, v.State.Label(), v.InForceFrom, v.EnforcedAt,
		v.By, v.UpdatedAt, v.StandardVersion.Version, v.Editable, append([]standard.Difference{}, v.Differences...)}
}

// StandardVersionsView is the standard of a place through its versions.
type StandardVersionsView struct {
	OrganisationID uint                  `json:"organisation_id"`
	Place          string                `json:"place"`
	May            bool                  `json:"may" doc:"可以起草该单位的版本"`
	Above          []StandardVersionView `json:"above" nullable:"false" doc:"上级现行的版本，从省起"`
	Versions       []StandardVersionView `json:"versions" nullable:"false" doc:"该单位的版本，新的在前"`
	Below          []StandardVersionView `json:"below" nullable:"false" doc:"下级现行的版本"`
}

type versionsInput struct {
	Organisation uint `query:"organisation" required:"true" minimum:"1"`
}

func (a complianceAPI) versions(ctx context.Context, in *versionsInput) (*Body[StandardVersionsView], error) {
	of, err := a.compliance.Versions(ctx, actorFrom(ctx), in.Organisation)
	if err != nil {
		return nil, err
	}
	return &Body[StandardVersionsView]{StandardVersionsView{of.Place.ID, of.Place.Name, of.May, viewAll(of.Above, viewVersion), viewAll(of.Versions, viewVersion),
		viewAll(of.Below, viewVersion)}}, nil
}

// StandardVersionDetail is a version with all that it asks and, while it is a draft, what else it may.
type StandardVersionDetail struct {
	StandardVersionView
	Amendments models.Amendments      `json:"amendments"`
	Whole      []standard.Difference  `json:"whole" nullable:"false" doc:"与上级今天的标准的全部不同"`
	Objections []ObjectionView        `json:"objections" nullable:"false" doc:"草稿为什么还不能实施"`
	Criteria   []AmendableView        `json:"criteria" nullable:"false" doc:"上级的条款"`
	Readings   []AmendableReadingView `json:"readings" nullable:"false" doc:"上级的口径"`
	Schools    int                    `json:"schools" doc:"对多少所学校有效；只有草稿才有"`
}

// ObjectionView is why a draft cannot come into force as it is.
type ObjectionView struct {
	Location string `json:"location" doc:"如 changed.HW-MIN-RAM.limit"`
	Message  string `json:"message"`
}

// AmendableView is a criterion of the standard above that may be tightened.
type AmendableView struct {
	ID       string               `json:"id"`
	Tier     standard.Tier        `json:"tier" enum:"min,std,all"`
	Group    standard.Group       `json:"group" enum:"hardware,network,software"`
	Subject  standard.Subject     `json:"subject" enum:"host,display,camera,audio,outputs,inputs,classroom,school"`
	Title    string               `json:"title"`
	Required string               `json:"required"`
	Clause   string               `json:"clause"`
	Failure  string               `json:"failure"`
	Mend     string               `json:"mend"`
	Rule     string               `json:"rule"`
	Values   []AmendableValueView `json:"values" nullable:"false"`
}

// AmendableValueView is a number in a criterion's rule.
type AmendableValueView struct {
	Name      string  `json:"name"`
	Term      string  `json:"term" doc:"叫什么"`
	Value     float64 `json:"value" doc:"上级的要求"`
	Direction string  `json:"direction" enum:"higher,lower,none" doc:"往哪边更严；none 为不能判断，不得更改"`
}

// AmendableReadingView is a reading of the standard above and which of its alternatives the place may choose.
type AmendableReadingView struct {
	ID           string                     `json:"id"`
	Question     string                     `json:"question"`
	Chosen       string                     `json:"chosen" doc:"上级采用的选项"`
	Alternatives []AmendableAlternativeView `json:"alternatives" nullable:"false"`
}

// AmendableAlternativeView is one way to read the notice.
type AmendableAlternativeView struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Allowed bool   `json:"allowed" doc:"同样严格或更严"`
}

func viewChoices(c compliance.Choices) StandardVersionDetail {
	view := StandardVersionDetail{StandardVersionView: viewVersion(c.Version), Amendments: c.Amendments, Whole: append([]standard.Difference{}, c.Whole...),
		Objections: viewAll(c.Objections, func(o standard.Objection) ObjectionView { return ObjectionView(o) }),
		Schools:    c.Schools}
	view.Criteria = viewAll(c.Above.Criteria(), func(one standard.Criterion) AmendableView {
		return AmendableView{one.ID, one.Tier, one.Group, one.Subject, one.Title, one.Required, one.Clause, one.Failure, one.Mend, one.Rule,
			viewAll(c.Above.Values(one.ID), func(v standard.Value) AmendableValueView {
				return AmendableValueView{v.Name, v.Term, v.Value, v.Direction.String()}
			})}
	})
	view.Readings = viewAll(c.Above.Readings(), func(r standard.Reading) AmendableReadingView {
		return AmendableReadingView{r.ID, r.Question, r.Chosen, viewAll(r.Alternatives, func(a standard.Alternative) AmendableAlternativeView {
			return AmendableAlternativeView{a.ID, a.Text, c.Rules || c.Above.AsksAsMuch(r.ID, a.ID)}
		})}
	})
	return view
}

func detail(c compliance.Choices, err error) (*Body[StandardVersionDetail], error) {
	if err != nil {
		return nil, err
	}
	return &Body[StandardVersionDetail]{viewChoices(c)}, nil
}

func (a complianceAPI) version(ctx context.Context, in *IDInput) (*Body[StandardVersionDetail], error) {
	return detail(a.compliance.Version(ctx, actorFrom(ctx), in.ID))
}

type draftVersionInput struct {
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1"`
		VersionID      uint `json:"version_id" doc:"照着该单位的哪一版起草；0 为从上级的标准起"`
	}
}

func (a complianceAPI) draftVersion(ctx context.Context, in *draftVersionInput) (*Body[StandardVersionDetail], error) {
	return detail(a.compliance.CreateDraft(ctx, actorFrom(ctx), in.Body.OrganisationID, in.Body.VersionID))
}

type changeVersionInput struct {
	IDInput
	Body struct {
		Version    int               `json:"version"`
		Name       string            `json:"name"`
		Document   string            `json:"document" doc:"文号"`
		Note       string            `json:"note"`
		Amendments models.Amendments `json:"amendments"`
	}
}

func (a complianceAPI) changeVersion(ctx context.Context, in *changeVersionInput) (*Body[StandardVersionDetail], error) {
	b := in.Body
	return detail(a.compliance.ChangeDraft(ctx, actorFrom(ctx), in.ID, b.Version, compliance.Draft{Name: b.Name, Document: b.Document, Note: b.Note, Amendments: b.Amendments}))
}

type versionOfInput struct {
	IDInput
	Body struct {
		Version int `json:"version"`
	}
}

func (a complianceAPI) dropVersion(ctx context.Context, in *versionOfInput) (*struct{}, error) {
	return nil, a.compliance.DropDraft(ctx, actorFrom(ctx), in.ID, in.Body.Version)
}

type enforceInput struct {
	IDInput
	Body struct {
		Version int         `json:"version"`
		From    models.Date `json:"from" doc:"实施日期，今天或以后"`
	}
}

func (a complianceAPI) enforceVersion(ctx context.Context, in *enforceInput) (*Body[StandardVersionDetail], error) {
	return detail(a.compliance.Enforce(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.From))
}

func (a complianceAPI) withdrawVersion(ctx context.Context, in *versionOfInput) (*Body[StandardVersionDetail], error) {
	return detail(a.compliance.Withdraw(ctx, actorFrom(ctx), in.ID, in.Body.Version))
}

// MovedView counts what would stand worse, or better.
type MovedView struct {
	Fallen        int `json:"fallen" doc:"套，变差"`
	Risen         int `json:"risen" doc:"套，变好"`
	FallenDevices int `json:"fallen_devices" doc:"台"`
	RisenDevices  int `json:"risen_devices" doc:"台"`
}

// StandardTrialView is how the trial of a draft stands and, once it is done, how the schools stand and would.
type StandardTrialView struct {
	Status     string     `json:"status" enum:"none,queued,running,done,failed" doc:"none 为还没有试算过"`
	Done       int        `json:"done" doc:"已试算的学校"`
	Total      int        `json:"total"`
	Silent     bool       `json:"silent" doc:"正在试算的服务器停止了，将由另一台重新开始"`
	Stale      bool       `json:"stale" doc:"草稿在这以后改过"`
	Outdated   bool       `json:"outdated" doc:"设备、教室或上级的标准在这以后有变化"`
	Problem    string     `json:"problem" doc:"为什么没有试算完"`
	By         string     `json:"by" doc:"谁要求试算"`
	AskedAt    *time.Time `json:"asked_at"`
	FinishedAt *time.Time `json:"finished_at"`
	MovedView
	MovedSchools int                      `json:"moved_schools" doc:"有变化的学校"`
	Now          StandingView             `json:"now"`
	Then         StandingView             `json:"then"`
	Criteria     []StandardTrialCriterion `json:"criteria" nullable:"false" doc:"不达标数有变化的条款，变差最多的在前"`
	Places       []StandardTrialPlaceView `json:"places" nullable:"false" doc:"有变化的县（市、区）；县里的草稿为直接下级"`
}

// StandardTrialCriterion is how many things fail a criterion that decides.
type StandardTrialCriterion struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	NowSuites   int    `json:"now_suites"`
	ThenSuites  int    `json:"then_suites"`
	NowDevices  int    `json:"now_devices"`
	ThenDevices int    `json:"then_devices"`
}

// StandardTrialPlaceView adds up the schools of a place.
type StandardTrialPlaceView struct {
	ID      uint   `json:"id"`
	Name    string `json:"name"`
	Above   string `json:"above" doc:"它的上级"`
	Schools int    `json:"schools" doc:"有变化的学校"`
	MovedView
}

// StandardTrialSchoolView is a school where something would stand otherwise.
type StandardTrialSchoolView struct {
	ID      uint   `json:"id"`
	Name    string `json:"name"`
	PlaceID uint   `json:"place_id"`
	MovedView
}

// StandardTrialRoomView is a classroom where something would stand otherwise.
type StandardTrialRoomView struct {
	ID        uint         `json:"id"`
	Name      string       `json:"name"`
	Now       models.Grade `json:"now"`
	NowLabel  string       `json:"now_label"`
	Then      models.Grade `json:"then"`
	ThenLabel string       `json:"then_label"`
	MovedView
	Failing []string `json:"failing" nullable:"false" doc:"新增的不达标条款"`
}

func (a complianceAPI) trial(ctx context.Context, in *IDInput) (*Body[StandardTrialView], error) {
	t, err := a.compliance.Trial(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	view := StandardTrialView{Status: "none", Criteria: []StandardTrialCriterion{}, Places: []StandardTrialPlaceView{}}
	if t.VersionID == 0 {
		return &Body[StandardTrialView]{view}, nil
	}
	return &Body[StandardTrialView]{StandardTrialView{Status: string(t.Status), Done: t.Done, Total: t.Total, Silent: t.Silent, Stale: t.Stale, Outdated: t.Outdated, Problem: t.Problem, By: t.By,
		AskedAt: &t.CreatedAt, FinishedAt: t.FinishedAt, MovedView: MovedView(t.Result.Moved), MovedSchools: t.Result.Schools,
		Now: viewStanding(t.Result.Now), Then: viewStanding(t.Result.Then),
		Criteria: viewAll(t.Result.Criteria, func(c compliance.ShiftedTitle) StandardTrialCriterion {
			return StandardTrialCriterion{c.Criterion, c.Title, c.NowSuites, c.ThenSuites, c.NowDevices, c.ThenDevices}
		}),
		Places: viewAll(t.Places, func(p compliance.TriedPlace) StandardTrialPlaceView {
			return StandardTrialPlaceView{p.ID, p.Name, p.Above, p.Schools, MovedView(p.Moved)}
		})}}, nil
}

func (a complianceAPI) askTrial(ctx context.Context, in *versionOfInput) (*Body[StandardTrialView], error) {
	if err := a.compliance.AskTrial(ctx, actorFrom(ctx), in.ID, in.Body.Version); err != nil {
		return nil, err
	}
	return a.trial(ctx, &in.IDInput)
}

func (a complianceAPI) stopTrial(ctx context.Context, in *IDInput) (*Body[StandardTrialView], error) {
	if err := a.compliance.StopTrial(ctx, actorFrom(ctx), in.ID); err != nil {
		return nil, err
	}
	return a.trial(ctx, in)
}

type trialSchoolsInput struct {
	IDInput
	Place    uint `query:"place" doc:"只看 places 中的一个"`
	Page     int  `query:"page" default:"1" minimum:"1"`
	PageSize int  `query:"page_size" default:"20" minimum:"1" maximum:"200"`
}

func (a complianceAPI) trialSchools(ctx context.Context, in *trialSchoolsInput) (*Body[Page[StandardTrialSchoolView]], error) {
	rows, total, err := a.compliance.TriedSchools(ctx, actorFrom(ctx), in.ID, in.Place, (in.Page-1)*in.PageSize, in.PageSize)
	if err != nil {
		return nil, err
	}
	return pageOf(ListInput{Page: in.Page, PageSize: in.PageSize}, rows, int(total), false, func(r compliance.TriedRow) StandardTrialSchoolView {
		return StandardTrialSchoolView{r.ID, r.Name, r.PlaceID, MovedView(r.Moved)}
	}), nil
}

type trialRoomsInput struct {
	IDInput
	SchoolID uint `query:"school_id" doc:"在这个版本的范围内"`
}

func (a complianceAPI) trialRooms(ctx context.Context, in *trialRoomsInput) (*Body[[]StandardTrialRoomView], error) {
	rooms, err := a.compliance.TriedRooms(ctx, actorFrom(ctx), in.ID, in.SchoolID)
	if err != nil {
		return nil, err
	}
	return &Body[[]StandardTrialRoomView]{viewAll(rooms, func(r compliance.TriedRoom) StandardTrialRoomView {
		return StandardTrialRoomView{r.ID, r.Name, r.Before, r.Before.Label(), r.Then, r.Then.Label(), MovedView(r.Moved), append([]string{}, r.Failing...)}
	})}, nil
}

type checkRuleInput struct {
	IDInput
	Body struct {
		Rule        string           `json:"rule"`
		Subject     standard.Subject `json:"subject" enum:"host,display,camera,audio,outputs,inputs,classroom,school"`
		Criterion   string           `json:"criterion" doc:"规则补充到哪一条；另立的条款为空"`
		ClassroomID uint             `json:"classroom_id" doc:"用哪间教室试算；0 为不试算"`
	}
}

// RuleCheckView is what can be said of a rule that is being written.
type RuleCheckView struct {
	Wrong  *RuleErrorView  `json:"wrong" doc:"没有错为空"`
	Facts  []FactView      `json:"facts" nullable:"false" doc:"规则用到的数据"`
	Tried  bool            `json:"tried"`
	Answer *RuleAnswerView `json:"answer" doc:"试算的结果；教室里没有规则所说的东西时为空"`
}

// RuleErrorView says where a rule is wrong, and how.
type RuleErrorView struct {
	Line    int    `json:"line" doc:"从 1 起；0 为整条规则"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// RuleAnswerView is what a rule says of a classroom.
type RuleAnswerView struct {
	Grade    models.Grade `json:"grade"`
	Label    string       `json:"label"`
	Measured string       `json:"measured"`
	Reason   string       `json:"reason"`
}

// FactView is a fact that a rule may speak of.
type FactView struct {
	Name  string             `json:"name" doc:"在规则里的写法"`
	Label string             `json:"label"`
	Unit  string             `json:"unit"`
	Kind  standard.FieldKind `json:"kind" enum:"number,answer,text"`
}

func viewFact(f standard.Field) FactView { return FactView(f) }

func (a complianceAPI) checkRule(ctx context.Context, in *checkRuleInput) (*Body[RuleCheckView], error) {
	b := in.Body
	check, err := a.compliance.CheckRule(ctx, actorFrom(ctx), compliance.Rule{Text: b.Rule, Subject: b.Subject, VersionID: in.ID, Criterion: b.Criterion, ClassroomID: b.ClassroomID})
	if err != nil {
		return nil, err
	}
	view := RuleCheckView{Facts: viewAll(check.Facts, viewFact), Tried: check.Tried}
	if w := check.Wrong; w != nil {
		view.Wrong = &RuleErrorView{w.Line, w.Column, w.Message}
	}
	if v := check.Answer; v != nil {
		view.Answer = &RuleAnswerView{v.Outcome.Grade(), v.Outcome.Label(), v.Measured, v.Reason}
	}
	return &Body[RuleCheckView]{view}, nil
}

type factsInput struct {
	Subject standard.Subject `query:"subject" default:"host" enum:"host,display,camera,audio,outputs,inputs,classroom,school"`
}

func (a complianceAPI) facts(_ context.Context, in *factsInput) (*Body[[]FactView], error) {
	return &Body[[]FactView]{viewAll(standard.Fields(in.Subject), viewFact)}, nil
}
