package api

import (
	"cmp"
	"context"
	"slices"
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
	Amendments models.Amendments       `json:"amendments"`
	Whole      []standard.Difference   `json:"whole" nullable:"false" doc:"与上级今天的标准的全部不同"`
	Objections []ObjectionView         `json:"objections" nullable:"false" doc:"草稿为什么还不能实施"`
	Criteria   []AmendableView         `json:"criteria" nullable:"false" doc:"上级的条款"`
	Readings   []AmendableReadingView  `json:"readings" nullable:"false" doc:"上级的口径"`
	Pieces     []StandardTrialPartView `json:"pieces" nullable:"false" doc:"逐个试算的县（市、区）和市直学校"`
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

// StandardTrialPartView is a part that is tried out at once.
type StandardTrialPartView struct {
	OrganisationID uint   `json:"organisation_id"`
	Name           string `json:"name"`
	Schools        int    `json:"schools"`
}

func viewChoices(c compliance.Choices) StandardVersionDetail {
	view := StandardVersionDetail{StandardVersionView: viewVersion(c.Version), Amendments: c.Amendments, Whole: append([]standard.Difference{}, c.Whole...),
		Objections: viewAll(c.Objections, func(o standard.Objection) ObjectionView { return ObjectionView(o) }),
		Pieces: viewAll(c.Pieces, func(p compliance.Piece) StandardTrialPartView {
			return StandardTrialPartView{p.ID, p.Name, p.Schools}
		})}
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

// StandardTrialView is how a part stands, and how it would under the draft.
type StandardTrialView struct {
	MovedView
	Now      StandingView              `json:"now"`
	Then     StandingView              `json:"then"`
	Criteria []StandardTrialCriterion  `json:"criteria" nullable:"false" doc:"不达标数有变化的条款"`
	Schools  []StandardTrialSchoolView `json:"schools" nullable:"false" doc:"有变化的学校"`
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

// StandardTrialSchoolView is a school where something would stand otherwise.
type StandardTrialSchoolView struct {
	ID      uint   `json:"id"`
	Name    string `json:"name"`
	ChildID uint   `json:"child_id" doc:"它所属的直接下级"`
	Child   string `json:"child"`
	MovedView
}

type trialInput struct {
	IDInput
	Organisation uint `query:"organisation" doc:"一个县（市、区）或一所学校；空为这个版本的单位"`
}

func (a complianceAPI) tryVersion(ctx context.Context, in *trialInput) (*Body[StandardTrialView], error) {
	t, err := a.compliance.TryVersion(ctx, actorFrom(ctx), in.ID, in.Organisation)
	if err != nil {
		return nil, err
	}
	view := StandardTrialView{MovedView: MovedView(t.Moved), Now: viewStanding(t.Now), Then: viewStanding(t.Then), Criteria: []StandardTrialCriterion{},
		Schools: viewAll(t.Schools, func(s compliance.TriedSchool) StandardTrialSchoolView {
			return StandardTrialSchoolView{s.ID, s.Name, s.Child.ID, s.Child.Name, MovedView(s.Moved)}
		})}
	for id, c := range t.Criteria {
		if c.NowSuites != c.ThenSuites || c.NowDevices != c.ThenDevices {
			view.Criteria = append(view.Criteria, StandardTrialCriterion{id, t.Titles[id], c.NowSuites, c.ThenSuites, c.NowDevices, c.ThenDevices})
		}
	}
	slices.SortFunc(view.Criteria, func(a, b StandardTrialCriterion) int { return cmp.Compare(a.ID, b.ID) })
	return &Body[StandardTrialView]{view}, nil
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
