package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/submissions"
)

// PeriodView is a collection of figures that a bureau has opened (上报任务).
type PeriodView struct {
	ID               uint                 `json:"id"`
	OrganisationID   uint                 `json:"organisation_id" doc:"开启的单位"`
	OrganisationName string               `json:"organisation_name"`
	OrganisationKind string               `json:"organisation_kind"`
	Name             string               `json:"name"`
	Kind             models.PeriodKind    `json:"kind"`
	KindLabel        string               `json:"kind_label"`
	Tables           []models.ReportTable `json:"tables" nullable:"false" doc:"上报的表"`
	CutOffAt         time.Time            `json:"cut_off_at" doc:"统计时点：到此时才能上报"`
	DueSchool        models.Date          `json:"due_school" doc:"各级的截止日期；开启的单位之下没有的一级为空"`
	DueCentre        models.Date          `json:"due_centre" doc:"中心校"`
	DueCounty        models.Date          `json:"due_county"`
	DueCity          models.Date          `json:"due_city"`
	RemindDays       int                  `json:"remind_days" doc:"截止前几天起在工作台提醒"`
	Note             string               `json:"note" doc:"填报要求"`
	SignedAt         *time.Time           `json:"signed_at" doc:"定稿时间；空为进行中"`
	Own              bool                 `json:"own" doc:"当前用户可以管理：修改、定稿、重新开启"`
	Version          int                  `json:"version"`
	CreatedAt        time.Time            `json:"created_at"`
}

func viewPeriod(p submissions.Period) PeriodView {
	return PeriodView{p.ID, p.OrganisationID, p.Opener.Name, string(p.Opener.Kind), p.Name, p.Kind, p.Kind.Label(), p.Tables, p.CutOffAt,
		p.DueSchool, p.DueCentre, p.DueCounty, p.DueCity, p.RemindDays, p.Note, p.SignedAt, p.Own, p.Version, p.CreatedAt}
}

// PeriodFields are what a bureau says of a period.
type PeriodFields struct {
	Name       string               `json:"name"`
	Kind       models.PeriodKind    `json:"kind" enum:"autumn,spring,month,survey" doc:"秋季学期、春季学期、月报、专项排查"`
	Tables     []models.ReportTable `json:"tables" nullable:"false" doc:"failures 不达标及损坏设备统计表，details 达标情况明细表，network 网络与软件情况表，renewal 更新需求表"`
	CutOffAt   *time.Time           `json:"cut_off_at,omitempty" doc:"统计时点；空为现在，修改时空为不变"`
	DueSchool  models.Date          `json:"due_school,omitempty"`
	DueCentre  models.Date          `json:"due_centre,omitempty"`
	DueCounty  models.Date          `json:"due_county,omitempty"`
	DueCity    models.Date          `json:"due_city,omitempty"`
	RemindDays int                  `json:"remind_days,omitempty"`
	Note       string               `json:"note,omitempty"`
}

func (f PeriodFields) fields() submissions.PeriodFields {
	in := submissions.PeriodFields{Name: f.Name, Kind: f.Kind, Tables: f.Tables, RemindDays: f.RemindDays, Note: f.Note,
		Due: map[models.ReportLevel]models.Date{models.LevelSchool: f.DueSchool, models.LevelCentre: f.DueCentre,
			models.LevelCounty: f.DueCounty, models.LevelCity: f.DueCity}}
	if f.CutOffAt != nil {
		in.CutOffAt = *f.CutOffAt
	}
	return in
}

func (a submissionAPI) period(p submissions.Period, err error) (*Body[PeriodView], error) {
	if err != nil {
		return nil, err
	}
	return &Body[PeriodView]{viewPeriod(p)}, nil
}

type periodListInput struct {
	Open  bool `query:"open" doc:"只看进行中的"`
	Limit int  `query:"limit" minimum:"1" maximum:"200" default:"100"`
}

func (a submissionAPI) periods(ctx context.Context, in *periodListInput) (*Body[[]PeriodView], error) {
	found, err := a.submissions.Periods(ctx, actorFrom(ctx), in.Open, in.Limit)
	return &Body[[]PeriodView]{viewAll(found, viewPeriod)}, err
}

func (a submissionAPI) getPeriod(ctx context.Context, in *IDInput) (*Body[PeriodView], error) {
	return a.period(a.submissions.Period(ctx, actorFrom(ctx), in.ID))
}

type openPeriodInput struct {
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1" doc:"开启的单位：省、市或县"`
		PeriodFields
	}
}

func (a submissionAPI) openPeriod(ctx context.Context, in *openPeriodInput) (*Body[PeriodView], error) {
	return a.period(a.submissions.OpenPeriod(ctx, actorFrom(ctx), in.Body.OrganisationID, in.Body.fields()))
}

type changePeriodInput struct {
	IDInput
	Body struct {
		PeriodFields
		Version int `json:"version"`
	}
}

func (a submissionAPI) changePeriod(ctx context.Context, in *changePeriodInput) (*Body[PeriodView], error) {
	return a.period(a.submissions.ChangePeriod(ctx, actorFrom(ctx), in.ID, in.Body.Version, in.Body.fields()))
}

type reasonInput struct {
	IDInput
	Body struct {
		Note string `json:"note,omitempty" doc:"重新开启须写明理由"`
	}
}

func (a submissionAPI) signPeriod(ctx context.Context, in *reasonInput) (*Body[PeriodView], error) {
	return a.period(a.submissions.SignPeriod(ctx, actorFrom(ctx), in.ID, in.Body.Note))
}

func (a submissionAPI) reopenPeriod(ctx context.Context, in *reasonInput) (*Body[PeriodView], error) {
	return a.period(a.submissions.ReopenPeriod(ctx, actorFrom(ctx), in.ID, in.Body.Note))
}

// TallyView says how many have reported.
type TallyView struct {
	Expected  int `json:"expected" doc:"应报"`
	Reported  int `json:"reported" doc:"已报：待审核和已通过"`
	Submitted int `json:"submitted" doc:"待审核"`
	Accepted  int `json:"accepted" doc:"已通过"`
	Returned  int `json:"returned" doc:"已退回"`
	Missing   int `json:"missing" doc:"未报"`
	Overdue   int `json:"overdue" doc:"逾期未报，含已退回的"`
	Stale     int `json:"stale" doc:"汇总已过期"`
}

func viewTally(t submissions.Tally) TallyView {
	return TallyView{t.Expected, t.Reported(), t.Submitted, t.Accepted, t.Returned, t.Missing, t.Overdue, t.Stale}
}

// UnitView is an organisation that reports.
type UnitView struct {
	OrganisationID uint                    `json:"organisation_id"`
	Name           string                  `json:"name"`
	Kind           models.OrganisationKind `json:"kind"`
	Level          models.ReportLevel      `json:"level"`
	LevelLabel     string                  `json:"level_label"`
	Sums           bool                    `json:"sums" doc:"有下级向它上报：它报的是汇总"`
}

func viewUnit(u submissions.Unit) UnitView {
	return UnitView{u.ID, u.Name, u.Kind, u.Level(), u.Level().Label(), u.Sums()}
}

// BoardRowView is one of those who report to an organisation.
type BoardRowView struct {
	UnitView
	ReportStanding
	Due      models.Date `json:"due" doc:"截止日期，开启的单位自己没有"`
	Overdue  bool        `json:"overdue"`
	Actions  []string    `json:"actions" nullable:"false" doc:"当前用户现在可以做的操作：submit、fill_in、withdraw、accept、return、explain、sign、reopen"`
	Below    TallyView   `json:"below" doc:"它以下全部单位"`
	Reminded models.Date `json:"reminded" doc:"最近一次催报的日期"`
}

// ReportStanding is where a submission stands.
type ReportStanding struct {
	Status      models.SubmissionStatus `json:"status"`
	StatusLabel string                  `json:"status_label"`
	Stale       bool                    `json:"stale" doc:"下级数据已变，这份汇总已过期"`
	Zero        bool                    `json:"zero" doc:"零报告"`
	FilledFor   bool                    `json:"filled_for" doc:"由上级代填"`
	Revision    int                     `json:"revision" doc:"第几版，0 为从未上报"`
	SnapshotID  *uint                   `json:"snapshot_id" doc:"现行版本的快照"`
	FrozenAt    *time.Time              `json:"frozen_at" doc:"现行版本的上报时间"`
	Version     int                     `json:"version"`
}

func viewReportStanding(s models.Submission) ReportStanding {
	return ReportStanding{s.Status, s.Status.Label(), s.Stale, s.Zero, s.FilledFor, s.Revision, s.SnapshotID, s.FrozenAt, s.Version}
}

func viewActions(all []submissions.Action) []string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = string(a)
	}
	return names
}

func viewBoardRow(r submissions.BoardRow) BoardRowView {
	return BoardRowView{viewUnit(r.Unit), viewReportStanding(r.Submission), r.Due, r.Overdue, viewActions(r.Actions), viewTally(r.Below), r.Reminded}
}

// BoardView is how a period stands below one organisation.
type BoardView struct {
	Period PeriodView     `json:"period"`
	Own    BoardRowView   `json:"own" doc:"该单位自己的上报"`
	Direct TallyView      `json:"direct" doc:"直接下级"`
	Below  TallyView      `json:"below" doc:"以下全部单位"`
	Rows   []BoardRowView `json:"rows" nullable:"false" doc:"直接下级"`
}

type boardInput struct {
	IDInput
	Organisation uint `query:"organisation" doc:"看哪个单位的下级；空为当前用户在本次上报中的最高一级"`
}

func (a submissionAPI) board(ctx context.Context, in *boardInput) (*Body[BoardView], error) {
	b, err := a.submissions.Board(ctx, actorFrom(ctx), in.ID, in.Organisation)
	if err != nil {
		return nil, err
	}
	return &Body[BoardView]{BoardView{viewPeriod(b.Period), viewBoardRow(b.Own), viewTally(b.Direct), viewTally(b.Below), viewAll(b.Rows, viewBoardRow)}}, nil
}

// OutcomeView says what became of one of many.
type OutcomeView struct {
	OrganisationID uint   `json:"organisation_id"`
	Name           string `json:"name"`
	Problem        string `json:"problem" doc:"没有办成的原因；空为已办"`
}

func (a submissionAPI) outcomes(all []submissions.Outcome, err error) (*Body[[]OutcomeView], error) {
	if err != nil {
		return nil, err
	}
	return &Body[[]OutcomeView]{viewAll(all, func(o submissions.Outcome) OutcomeView { return OutcomeView(o) })}, nil
}

type remindInput struct {
	IDInput
	Body struct {
		OrganisationID uint   `json:"organisation_id" minimum:"1" doc:"谁催报"`
		Children       []uint `json:"children,omitempty" doc:"催哪些直接下级；空为全部未报和已退回的"`
		Note           string `json:"note,omitempty"`
	}
}

func (a submissionAPI) remind(ctx context.Context, in *remindInput) (*Body[[]OutcomeView], error) {
	return a.outcomes(a.submissions.Remind(ctx, actorFrom(ctx), in.ID, in.Body.OrganisationID, in.Body.Children, in.Body.Note))
}

type acceptManyInput struct {
	IDInput
	Body struct {
		OrganisationID uint `json:"organisation_id" minimum:"1" doc:"谁审核：这些单位的直接上级"`
		Items          []struct {
			OrganisationID uint `json:"organisation_id"`
			Version        int  `json:"version"`
		} `json:"items" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

func (a submissionAPI) accept(ctx context.Context, in *acceptManyInput) (*Body[[]OutcomeView], error) {
	those := make([]submissions.Versioned, len(in.Body.Items))
	for i, item := range in.Body.Items {
		those[i] = submissions.Versioned{OrganisationID: item.OrganisationID, Version: item.Version}
	}
	return a.outcomes(a.submissions.Accept(ctx, actorFrom(ctx), in.ID, in.Body.OrganisationID, those))
}

// OnBehalf is a school for which somebody fills in.
type OnBehalf struct {
	OrganisationID uint              `json:"organisation_id"`
	Version        int               `json:"version"`
	Explanations   map[string]string `json:"explanations,omitempty" doc:"须说明的逐条说明，按 findings 的 key"`
}

type fillInInput struct {
	IDInput
	Body struct {
		OrganisationID uint       `json:"organisation_id" minimum:"1" doc:"代填的单位"`
		Schools        []OnBehalf `json:"schools" minItems:"1" maxItems:"1000" nullable:"false" doc:"为哪些学校代填"`
		Zero           bool       `json:"zero,omitempty" doc:"没有不达标和损坏的学校作零报告"`
		Note           string     `json:"note,omitempty"`
	}
}

func (a submissionAPI) fillIn(ctx context.Context, in *fillInInput) (*Body[[]OutcomeView], error) {
	batch := submissions.Batch{Zero: in.Body.Zero, Note: in.Body.Note}
	for _, s := range in.Body.Schools {
		batch.Schools = append(batch.Schools, submissions.OnBehalf{
			Versioned: submissions.Versioned{OrganisationID: s.OrganisationID, Version: s.Version}, Explanations: s.Explanations})
	}
	return a.outcomes(a.submissions.FillIn(ctx, actorFrom(ctx), in.ID, in.Body.OrganisationID, batch))
}

type askToFillInInput struct {
	IDInput
	Organisation uint   `query:"organisation" doc:"代填的单位"`
	Schools      []uint `query:"schools" maxItems:"200" doc:"为哪些学校代填"`
}

// AskedView is what filling in for a school asks of the person.
type AskedView struct {
	UnitView
	ReportStanding
	Figures  FiguresView         `json:"figures"`
	CanZero  bool                `json:"can_zero" doc:"没有不达标和损坏：须确认零报告"`
	Findings []ReportFindingView `json:"findings" nullable:"false" doc:"须说明的"`
	Problem  string              `json:"problem" doc:"现在不能代填的原因"`
}

func (a submissionAPI) askToFillIn(ctx context.Context, in *askToFillInInput) (*Body[[]AskedView], error) {
	all, err := a.submissions.AskToFillIn(ctx, actorFrom(ctx), in.ID, in.Organisation, in.Schools)
	return &Body[[]AskedView]{viewAll(all, func(one submissions.Asked) AskedView {
		return AskedView{viewUnit(one.Unit), viewReportStanding(one.Submission), viewFigures(one.Figures), one.Figures.Nothing(),
			viewAll(one.Findings, viewReportFinding), one.Problem}
	})}, err
}

// TaskView is what an open period asks of one organisation of the person.
type TaskView struct {
	Period PeriodView `json:"period"`
	UnitView
	ReportStanding
	Due      models.Date   `json:"due"`
	DaysLeft int           `json:"days_left" doc:"离截止日期的天数，已过为负"`
	Overdue  bool          `json:"overdue"`
	Soon     bool          `json:"soon" doc:"临近截止，该提醒了"`
	Actions  []string      `json:"actions" nullable:"false"`
	Direct   TallyView     `json:"direct" doc:"直接下级；submitted 即待我审核的"`
	Outdated []string      `json:"outdated" nullable:"false" doc:"汇总已过期的直接下级"`
	Reminder *ReminderView `json:"reminder" doc:"最近一次催报"`
	Returned *TrailView    `json:"returned" doc:"退回的理由"`
}

// ReminderView is a notice that figures are awaited.
type ReminderView struct {
	Actor string    `json:"actor"`
	Note  string    `json:"note"`
	At    time.Time `json:"at"`
}

func viewReminder(r models.Reminder) ReminderView { return ReminderView{r.Actor, r.Note, r.At} }

func (a submissionAPI) desk(ctx context.Context, _ *struct{}) (*Body[[]TaskView], error) {
	tasks, err := a.submissions.Desk(ctx, actorFrom(ctx))
	return &Body[[]TaskView]{viewAll(tasks, func(t submissions.Task) TaskView {
		v := TaskView{Period: viewPeriod(t.Period), UnitView: viewUnit(t.Unit), ReportStanding: viewReportStanding(t.Submission), Due: t.Due,
			DaysLeft: t.DaysLeft, Overdue: t.Overdue, Soon: t.Soon, Actions: viewActions(t.Actions), Direct: viewTally(t.Direct), Outdated: append([]string{}, t.Outdated...)}
		if t.Reminder != nil {
			r := viewReminder(*t.Reminder)
			v.Reminder = &r
		}
		if t.Returned != nil {
			e := viewTrail(*t.Returned)
			v.Returned = &e
		}
		return v
	})}, err
}
