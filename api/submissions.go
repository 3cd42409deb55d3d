package api

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/submissions"
)

type submissionAPI struct{ submissions *submissions.Service }

// FiguresView are figures that are reported, with the rates made of them.
type FiguresView struct {
	Schools        int        `json:"schools" doc:"不含教学点"`
	TeachingPoints int        `json:"teaching_points"`
	Suites         CountsView `json:"suites" doc:"套"`
	Devices        CountsView `json:"devices" doc:"台"`
	Rates          RatesView  `json:"rates"`
}

func viewFigures(f submissions.Figures) FiguresView {
	t := f.Totals()
	return FiguresView{t.Schools, t.TeachingPoints, viewCounts(t.Suites), viewCounts(t.Devices), viewRates(t)}
}

// ChildView is one of the level below, as a sum sees it.
type ChildView struct {
	OrganisationID uint                    `json:"organisation_id"`
	Name           string                  `json:"name"`
	Status         models.SubmissionStatus `json:"status"`
	StatusLabel    string                  `json:"status_label"`
	Stale          bool                    `json:"stale"`
	Zero           bool                    `json:"zero"`
	FilledFor      string                  `json:"filled_for" doc:"代填的单位"`
	Figures        *FiguresView            `json:"figures" doc:"未通过审核的没有：不计入汇总，也不按 0 计"`
}

func viewChild(c submissions.Child) ChildView {
	v := ChildView{OrganisationID: c.Unit.ID, Name: c.Unit.Name, Status: c.Status, StatusLabel: c.Status.Label(), Stale: c.Stale}
	if c.Content != nil {
		figures := viewFigures(c.Content.Figures)
		v.Figures, v.Zero, v.FilledFor = &figures, c.Content.Zero, c.Content.FilledFor
	}
	return v
}

// ReportFindingView is something that looks wrong in a draft.
type ReportFindingView struct {
	Key           string                   `json:"key" doc:"explanations 中的键"`
	Title         string                   `json:"title"`
	Text          string                   `json:"text"`
	Severity      string                   `json:"severity" enum:"wrong,needed,check"`
	SeverityLabel string                   `json:"severity_label"`
	Must          bool                     `json:"must" doc:"不改正就必须说明，否则不能上报"`
	Count         int                      `json:"count"`
	Places        []ReportFindingPlaceView `json:"places" nullable:"false" doc:"在何处改正，最多列出 50 处"`
	Explanation   string                   `json:"explanation"`
}

// ReportFindingPlaceView is where a finding is mended.
type ReportFindingPlaceView struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Path string `json:"path" doc:"页面的地址"`
}

func viewReportFinding(f submissions.Finding) ReportFindingView {
	return ReportFindingView{f.Key, f.Title, f.Text, string(f.Severity), f.Severity.Label(), f.Must, f.Count,
		viewAll(f.Places, func(p submissions.FindingPlace) ReportFindingPlaceView { return ReportFindingPlaceView(p) }), f.Explanation}
}

// FigureChangeView is a figure that is no longer what it was.
type FigureChangeView struct {
	Figure string `json:"figure"`
	Label  string `json:"label"`
	Unit   string `json:"unit"`
	Before int    `json:"before"`
	After  int    `json:"after"`
}

func viewFigureChange(c submissions.Change) FigureChangeView { return FigureChangeView(c) }

// DraftView is what a submission would freeze now.
type DraftView struct {
	At       time.Time           `json:"at" doc:"数据时间"`
	Figures  FiguresView         `json:"figures"`
	Own      *FiguresView        `json:"own" doc:"学校自己的数据；汇总单位没有"`
	Children []ChildView         `json:"children" nullable:"false" doc:"汇总的下级"`
	Findings []ReportFindingView `json:"findings" nullable:"false" doc:"看起来不对的地方"`
	Changes  []FigureChangeView  `json:"changes" nullable:"false" doc:"与上一次快照相比的变化"`
	Since    string              `json:"since" doc:"上一次快照属于哪次上报，空为没有"`
	SinceAt  *time.Time          `json:"since_at"`
	CanZero  bool                `json:"can_zero" doc:"没有不达标和损坏：上报须确认零报告"`
}

func viewDraft(d *submissions.Draft) *DraftView {
	if d == nil {
		return nil
	}
	v := &DraftView{At: d.At, Figures: viewFigures(d.Content.Figures), Children: viewAll(d.Children, viewChild),
		Findings: viewAll(d.Findings, viewReportFinding), Changes: viewAll(d.Changes, viewFigureChange), CanZero: d.Content.Figures.Nothing()}
	if d.Content.Own != nil {
		own := viewFigures(d.Content.Own.Figures)
		v.Own = &own
	}
	if d.Last != nil {
		v.Since, v.SinceAt = d.Last.Period.Name, &d.Last.FrozenAt
	}
	return v
}

// SnapshotView is a frozen version.
type SnapshotView struct {
	ID             uint            `json:"id"`
	PeriodID       uint            `json:"period_id"`
	OrganisationID uint            `json:"organisation_id"`
	Name           string          `json:"name" doc:"当时的单位名称"`
	Revision       int             `json:"revision" doc:"第几版"`
	Hash           string          `json:"hash" doc:"校验码，也印在统计表上"`
	FrozenAt       time.Time       `json:"frozen_at"`
	FrozenBy       string          `json:"frozen_by"`
	FilledFor      string          `json:"filled_for" doc:"代填的单位"`
	Zero           bool            `json:"zero"`
	Figures        FiguresView     `json:"figures"`
	Children       []ChildView     `json:"children" nullable:"false" doc:"所汇总的下级"`
	Missing        []ChildView     `json:"missing" nullable:"false" doc:"没有计入的下级"`
	MissingBelow   []ChildView     `json:"missing_below" nullable:"false" doc:"下级的汇总里没有计入的"`
	Findings       []ExplainedView `json:"findings" nullable:"false"`
	Remarks        string          `json:"remarks"`
}

// ExplainedView is what was said of something that looked wrong.
type ExplainedView struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Text        string `json:"text"`
	Count       int    `json:"count"`
	Explanation string `json:"explanation"`
}

func viewAbsent(a submissions.Absent) ChildView {
	return ChildView{OrganisationID: a.Organisation.ID, Name: a.Organisation.Name, Status: a.Status, StatusLabel: a.Status.Label()}
}

func viewSnapshot(v submissions.Version) SnapshotView {
	c := v.Content
	view := SnapshotView{v.ID, v.PeriodID, v.OrganisationID, c.Organisation.Name, v.Revision, v.Hash, c.FrozenAt, c.FrozenBy, c.FilledFor, c.Zero,
		viewFigures(c.Figures), viewAll(v.Children, viewChild), viewAll(c.Missing, viewAbsent), viewAll(c.MissingBelow, viewAbsent), []ExplainedView{}, c.Remarks}
	for _, f := range c.Findings {
		view.Findings = append(view.Findings, ExplainedView{f.Key, f.Title, f.Text, f.Count, f.Explanation})
	}
	return view
}

// TrailView is one move of a submission.
type TrailView struct {
	Action      string                  `json:"action"`
	ActionLabel string                  `json:"action_label"`
	FromStatus  models.SubmissionStatus `json:"from_status"`
	ToStatus    models.SubmissionStatus `json:"to_status"`
	Actor       string                  `json:"actor"`
	Place       string                  `json:"place" doc:"以哪个单位的名义"`
	Note        string                  `json:"note"`
	Rows        []ReturnedRowView       `json:"rows" nullable:"false" doc:"逐行指出的问题"`
	SnapshotID  *uint                   `json:"snapshot_id"`
	At          time.Time               `json:"at"`
}

// ReturnedRowView is what is wrong with one row of returned figures.
type ReturnedRowView struct {
	OrganisationID uint   `json:"organisation_id,omitempty" doc:"单位、教室、设备、问题四者指明一个"`
	ClassroomID    uint   `json:"classroom_id,omitempty"`
	DeviceID       uint   `json:"device_id,omitempty"`
	Finding        string `json:"finding,omitempty" doc:"所报 findings 中的 key"`
	Label          string `json:"label,omitempty" doc:"名称，由系统填写"`
	Note           string `json:"note"`
}

func viewTrail(e models.SubmissionEvent) TrailView {
	return TrailView{e.Action, submissions.Action(e.Action).Label(), e.FromStatus, e.ToStatus, e.Actor, e.Place, e.Note,
		viewAll(e.Rows, func(r models.ReturnedRow) ReturnedRowView { return ReturnedRowView(r) }), e.SnapshotID, e.At}
}

// SubmissionView is all that the person may know of the submission of one organisation in one period.
type SubmissionView struct {
	Period PeriodView `json:"period"`
	UnitView
	ReportStanding
	ParentID     *uint             `json:"parent_id" doc:"向谁上报；开启的单位为空"`
	ParentName   string            `json:"parent_name"`
	Due          models.Date       `json:"due"`
	Overdue      bool              `json:"overdue"`
	Actions      []string          `json:"actions" nullable:"false" doc:"当前用户现在可以做的操作"`
	Remarks      string            `json:"remarks"`
	Explanations map[string]string `json:"explanations"`
	Draft        *DraftView        `json:"draft" doc:"现在上报会定格的内容；已报且未过期的没有"`
	Current      *SnapshotView     `json:"current" doc:"现行版本"`
	Versions     []SnapshotView    `json:"versions" nullable:"false" doc:"本次上报的各版，新的在前，不列下级"`
	Trail        []TrailView       `json:"trail" nullable:"false" doc:"经过，旧的在前"`
	Reminders    []ReminderView    `json:"reminders" nullable:"false" doc:"催报，新的在前"`
}

func (a submissionAPI) page(p submissions.Page, err error) (*Body[SubmissionView], error) {
	if err != nil {
		return nil, err
	}
	v := SubmissionView{Period: viewPeriod(p.Period), UnitView: viewUnit(p.Unit), ReportStanding: viewReportStanding(p.Submission), Due: p.Due,
		Overdue: p.Overdue, Actions: viewActions(p.Actions), Remarks: p.Submission.Remarks, Explanations: filterOf(p.Submission.Explanations),
		Draft: viewDraft(p.Draft), Versions: viewAll(p.Versions, viewSnapshot), Trail: viewAll(p.Events, viewTrail),
		Reminders: viewAll(p.Reminders, viewReminder)}
	if p.Parent != nil {
		v.ParentID, v.ParentName = &p.Parent.ID, p.Parent.Name
	}
	if p.Current != nil {
		current := viewSnapshot(*p.Current)
		v.Current = &current
	}
	return &Body[SubmissionView]{v}, nil
}

// SubmissionInput names the submission of an organisation in a period.
type SubmissionInput struct {
	IDInput
	OrganisationID uint `path:"organisation_id" minimum:"1"`
}

func (a submissionAPI) get(ctx context.Context, in *SubmissionInput) (*Body[SubmissionView], error) {
	return a.page(a.submissions.Page(ctx, actorFrom(ctx), in.ID, in.OrganisationID))
}

type explainInput struct {
	SubmissionInput
	Body struct {
		Remarks      string            `json:"remarks,omitempty"`
		Explanations map[string]string `json:"explanations,omitempty" doc:"按 findings 的 key；没有列出的即删去"`
		Version      int               `json:"version"`
	}
}

func (a submissionAPI) explain(ctx context.Context, in *explainInput) (*Body[SubmissionView], error) {
	return a.page(a.submissions.Explain(ctx, actorFrom(ctx), in.ID, in.OrganisationID, in.Body.Version, in.Body.Remarks, in.Body.Explanations))
}

type submitInput struct {
	SubmissionInput
	Body struct {
		Zero    bool   `json:"zero,omitempty" doc:"确认零报告"`
		Note    string `json:"note,omitempty"`
		Version int    `json:"version"`
	}
}

func (a submissionAPI) submit(ctx context.Context, in *submitInput) (*Body[SubmissionView], error) {
	return a.page(a.submissions.Submit(ctx, actorFrom(ctx), in.ID, in.OrganisationID,
		submissions.Filing{Version: in.Body.Version, Zero: in.Body.Zero, Note: in.Body.Note}))
}

type withdrawInput struct {
	SubmissionInput
	Body struct {
		Note    string `json:"note,omitempty"`
		Version int    `json:"version"`
	}
}

func (a submissionAPI) withdraw(ctx context.Context, in *withdrawInput) (*Body[SubmissionView], error) {
	return a.page(a.submissions.Withdraw(ctx, actorFrom(ctx), in.ID, in.OrganisationID, in.Body.Version, in.Body.Note))
}

type returnInput struct {
	SubmissionInput
	Body struct {
		Note    string            `json:"note" doc:"退回的理由"`
		Rows    []ReturnedRowView `json:"rows,omitempty" doc:"逐行指出的问题"`
		Version int               `json:"version"`
	}
}

func (a submissionAPI) sendBack(ctx context.Context, in *returnInput) (*Body[SubmissionView], error) {
	rows := make([]models.ReturnedRow, len(in.Body.Rows))
	for i, r := range in.Body.Rows {
		rows[i] = models.ReturnedRow(r)
	}
	return a.page(a.submissions.Return(ctx, actorFrom(ctx), in.ID, in.OrganisationID, in.Body.Version, in.Body.Note, rows))
}

// SnapshotDetail is a frozen version beside the one before it.
type SnapshotDetail struct {
	SnapshotView
	Before  *SnapshotView      `json:"before" doc:"该单位的上一个快照，可能属于以前的上报"`
	Changes []FigureChangeView `json:"changes" nullable:"false" doc:"与上一个快照相比的变化"`
}

func (a submissionAPI) snapshot(ctx context.Context, in *IDInput) (*Body[SnapshotDetail], error) {
	v, before, changed, err := a.submissions.Snapshot(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	d := SnapshotDetail{SnapshotView: viewSnapshot(v), Changes: viewAll(changed, viewFigureChange)}
	if before != nil {
		b := viewSnapshot(*before)
		d.Before = &b
	}
	return &Body[SnapshotDetail]{d}, nil
}

// FrozenRowView is a line of the frozen detail of a school.
type FrozenRowView struct {
	ClassroomID uint         `json:"classroom_id"`
	DeviceID    uint         `json:"device_id" doc:"0 为教室本身"`
	Name        string       `json:"name"`
	Grade       models.Grade `json:"grade"`
	Damaged     bool         `json:"damaged"`
	Reasons     []string     `json:"reasons" nullable:"false" doc:"不达标的条款和实测值、损坏"`
}

func (a submissionAPI) rows(ctx context.Context, in *IDInput) (*Body[[]FrozenRowView], error) {
	rows, err := a.submissions.Rows(ctx, actorFrom(ctx), in.ID)
	return &Body[[]FrozenRowView]{viewAll(rows, func(r submissions.Row) FrozenRowView {
		return FrozenRowView{r.ClassroomID, r.DeviceID, r.Name, r.Grade, r.Damaged, append([]string{}, r.Reasons...)}
	})}, err
}

// DifferenceView is a device that stands otherwise than in the period before.
type DifferenceView struct {
	Kind     string `json:"kind" enum:"entered,left,broken,mended,added,gone,moved"`
	DeviceID uint   `json:"device_id"`
	SchoolID uint   `json:"school_id"`
	School   string `json:"school"`
	Room     string `json:"room"`
	Name     string `json:"name"`
	Why      string `json:"why" doc:"原因，按两期的快照推断"`
	Text     string `json:"text" doc:"不达标的条款和实测值，或原在何处"`
}

// DifferenceCountView says how many devices differ in one way.
type DifferenceCountView struct {
	Kind  string `json:"kind"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// DifferencesView is what has changed from one period to the next, down to devices.
type DifferencesView struct {
	Since   string                `json:"since" doc:"上期的名称，空为没有上期"`
	SinceAt *time.Time            `json:"since_at"`
	Counts  []DifferenceCountView `json:"counts" nullable:"false"`
	Items   []DifferenceView      `json:"items" nullable:"false" doc:"最多 2000 台次"`
	Joined  []string              `json:"joined" nullable:"false" doc:"上期没有计入的学校，其设备不算新增"`
	Absent  []string              `json:"absent" nullable:"false" doc:"本期没有计入的学校"`
}

// differencesShown is how many devices an answer lists at most; the counts are of all.
const differencesShown = 2000

func (a submissionAPI) differences(ctx context.Context, in *IDInput) (*Body[DifferencesView], error) {
	d, err := a.submissions.Differences(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v := DifferencesView{Joined: append([]string{}, d.Joined...), Absent: append([]string{}, d.Absent...),
		Items: viewAll(d.All[:min(len(d.All), differencesShown)], func(one submissions.Difference) DifferenceView {
			return DifferenceView{string(one.Kind), one.DeviceID, one.SchoolID, one.School, one.Room, one.Name, one.Why.Label(), one.Text}
		})}
	if d.Since != nil {
		v.Since, v.SinceAt = d.Since.Period.Name, &d.Since.FrozenAt
	}
	counts := d.Counts()
	v.Counts = viewAll(submissions.DifferenceKinds(), func(k submissions.DifferenceKind) DifferenceCountView {
		return DifferenceCountView{string(k), k.Label(), counts[k]}
	})
	return &Body[DifferencesView]{v}, nil
}

func (a submissionAPI) workbook(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	name, file, err := a.submissions.Workbook(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendFile(ctx, name, export.ContentType, func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return errors.Join(err, file.Close())
	}), nil
}
