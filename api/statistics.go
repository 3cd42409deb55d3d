package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/report"
	"banbantong/services/statistics"
)

type statisticsAPI struct {
	statistics *statistics.Service
	now        func() time.Time
}

// StatisticsView is a table of figures.
type StatisticsView struct {
	Place          string             `json:"place" doc:"统计单位"`
	OrganisationID *uint              `json:"organisation_id" doc:"统计单位的编号；没有指明且管理范围不止一处时为空"`
	GroupBy        statistics.GroupBy `json:"group_by"`
	On             models.Date        `json:"on" doc:"历史数据是哪一天的；空为此刻的"`
	Begun          models.Date        `json:"begun" doc:"最早可查的一天；空为还没有历史"`
	Gone           int                `json:"gone" doc:"那天在此、后来划出因而不再可见的学校数，没有计入"`
	CutOff         time.Time          `json:"cut_off" doc:"数据截止时间"`
	Standard       string             `json:"standard" doc:"判定依据"`
	Notice         string             `json:"notice" doc:"文号"`
	Filter         map[string]string  `json:"filter" doc:"在列表中看合计所计的行：此筛选，加上该列的筛选"`
	Figures        []FigureView       `json:"figures" nullable:"false" doc:"各列"`
	Totals         StatisticsRow      `json:"totals"`
	Rows           []StatisticsRow    `json:"rows" nullable:"false"`
	Total          int                `json:"total" doc:"行数"`
	Page           int                `json:"page"`
	PageSize       int                `json:"page_size"`
}

// FigureView is a column of figures, and how the list shows exactly what one of them counts.
type FigureView struct {
	Name   string            `json:"name" doc:"在行中的位置，如 suites.failed"`
	Label  string            `json:"label"`
	Unit   string            `json:"unit" doc:"所、套、台"`
	List   string            `json:"list" enum:"schools,classrooms,devices," doc:"哪个列表；历史数据没有，为空"`
	Filter map[string]string `json:"filter" doc:"列表的筛选：表的、行的和此处的合在一起，后者优先"`
	Key    string            `json:"key" doc:"不为空时，以此为名加上行的 key"`
}

// StatisticsRow is one line of a table.
type StatisticsRow struct {
	Key            string            `json:"key" doc:"单位或学校的编号、设备类别、条款编号；合计为空"`
	Label          string            `json:"label"`
	Kind           string            `json:"kind" doc:"单位的级别"`
	Filter         map[string]string `json:"filter"`
	Schools        int               `json:"schools" doc:"不含教学点"`
	TeachingPoints int               `json:"teaching_points"`
	Suites         CountsView        `json:"suites" doc:"套"`
	Devices        CountsView        `json:"devices" doc:"台"`
	Rates          RatesView         `json:"rates"`
}

// CountsView are counts of suites or of devices.
type CountsView struct {
	Total            int `json:"total" doc:"套：教室；台：登记"`
	InUse            int `json:"in_use" doc:"在用；以下均在其中"`
	Passed           int `json:"passed" doc:"达标"`
	Failed           int `json:"failed" doc:"不达标"`
	Unknown          int `json:"unknown" doc:"待核实"`
	StandardPassed   int `json:"standard_passed" doc:"全部按标准配置达标"`
	Damaged          int `json:"damaged" doc:"损坏"`
	FailedAndDamaged int `json:"failed_and_damaged" doc:"不达标且损坏"`
	FailedOrDamaged  int `json:"failed_or_damaged" doc:"不达标或损坏，只计一次"`
	Usable           int `json:"usable" doc:"可用（套）"`
	NetworkPassed    int `json:"network_passed"`
	NetworkFailed    int `json:"network_failed"`
	NetworkUnknown   int `json:"network_unknown"`
	SoftwarePassed   int `json:"software_passed"`
	SoftwareFailed   int `json:"software_failed"`
	SoftwareUnknown  int `json:"software_unknown"`
	MissingDate      int `json:"missing_date" doc:"取得日期缺失（台）"`
}

func viewCounts(c models.SchoolCounts) CountsView {
	return CountsView{c.Total, c.InUse, c.Passed, c.Failed, c.Unknown, c.StandardPassed, c.Damaged, c.FailedAndDamaged, c.FailedOrDamaged, c.Usable,
		c.NetworkPassed, c.NetworkFailed, c.NetworkUnknown, c.SoftwarePassed, c.SoftwareFailed, c.SoftwareUnknown, c.MissingDate}
}

// RatesView are the rates of a row.
type RatesView struct {
	Equipped       RateView `json:"equipped" doc:"配备率"`
	Passed         RateView `json:"passed" doc:"设备达标率"`
	StandardPassed RateView `json:"standard_passed" doc:"标准配置达标率"`
	Usable         RateView `json:"usable" doc:"可用率"`
	NetworkPassed  RateView `json:"network_passed" doc:"网络达标率"`
	SoftwarePassed RateView `json:"software_passed" doc:"软件达标率"`
	DevicesPassed  RateView `json:"devices_passed" doc:"按台计的达标率"`
}

// RateView is numerator, denominator and what to show of them.
type RateView struct {
	N       int      `json:"n"`
	D       int      `json:"d"`
	Percent *float64 `json:"percent" doc:"保留两位小数；分母为零时为空"`
	Text    string   `json:"text" doc:"87.50%，分母为零时为 —"`
}

func viewRate(r report.Rate) RateView {
	view := RateView{N: r.N, D: r.D, Text: r.Percent()}
	if r.Known() {
		percent := float64(r.Hundredths()) / 100
		view.Percent = &percent
	}
	return view
}

func viewRates(f report.Figures) RatesView {
	return RatesView{viewRate(f.EquippedRate()), viewRate(f.PassRate()), viewRate(f.StandardPassRate()), viewRate(f.UsableRate()),
		viewRate(f.NetworkRate()), viewRate(f.SoftwareRate()), viewRate(f.DevicePassRate())}
}

func viewRow(r statistics.Row) StatisticsRow {
	view := StatisticsRow{Key: r.Key, Label: r.Label, Filter: filterOf(r.Filter), Schools: r.Schools, TeachingPoints: r.TeachingPoints,
		Suites: viewCounts(r.Suites), Devices: viewCounts(r.Devices), Rates: viewRates(r.Figures)}
	if r.Organisation != nil {
		view.Kind = string(r.Organisation.Kind)
	}
	return view
}

// filterOf is never null in JSON.
func filterOf(f map[string]string) map[string]string {
	if f == nil {
		return map[string]string{}
	}
	return f
}

// StatisticsFilterInput says which schools to count.
type StatisticsFilterInput struct {
	Organisation uint              `query:"organisation" doc:"该单位及其下级；空为管理范围内的全部"`
	Area         models.Area       `query:"area" doc:"城乡分类"`
	Sponsor      models.Sponsor    `query:"sponsor" doc:"举办者"`
	Type         models.SchoolType `query:"type" doc:"办学类型；空为除幼儿园、中职以外的全部"`
}

func (in StatisticsFilterInput) query() statistics.Query {
	return statistics.Query{OrganisationID: in.Organisation, Area: in.Area, Sponsor: in.Sponsor, Type: in.Type}
}

// PastInput is StatisticsFilterInput with the day of the figures.
type PastInput struct {
	StatisticsFilterInput
	On models.Date `query:"on" maxLength:"10" doc:"截至哪一天，如 2026-09-30；空或当天为此刻"`
}

func (in PastInput) query() statistics.Query {
	q := in.StatisticsFilterInput.query()
	q.On = in.On
	return q
}

type statisticsInput struct {
	PastInput
	GroupBy  statistics.GroupBy `query:"group_by" enum:"organisation,school,category,criterion" default:"organisation" doc:"按下级单位、学校、设备类别或条款"`
	Sort     string             `query:"sort" maxLength:"40" doc:"学校的排序：suites 的一列，如 -suites.failed_or_damaged"`
	Page     int                `query:"page" minimum:"1" default:"1" doc:"学校的页码，从 1 起"`
	PageSize int                `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"学校的每页行数"`
}

func (a statisticsAPI) table(ctx context.Context, in *statisticsInput) (*Body[StatisticsView], error) {
	query, page := in.query(), ListInput{Page: in.Page, PageSize: in.PageSize}
	query.GroupBy, query.Sort, query.Offset, query.Limit = in.GroupBy, in.Sort, page.offset(), in.PageSize
	t, err := a.statistics.Table(ctx, actorFrom(ctx), query)
	if err != nil {
		return nil, err
	}
	view := StatisticsView{Place: t.Place, GroupBy: t.GroupBy, On: t.On, Begun: t.Begun, Gone: t.Gone, CutOff: t.CutOff, Standard: t.Standard.Name, Notice: t.Standard.Notice,
		Filter: filterOf(t.Filter), Totals: viewRow(t.Totals), Total: t.RowCount, Page: in.Page, PageSize: in.PageSize,
		Figures: make([]FigureView, len(t.Figures)), Rows: make([]StatisticsRow, len(t.Rows))}
	if t.Organisation != nil {
		view.OrganisationID = &t.Organisation.ID
	}
	for i, f := range t.Figures {
		view.Figures[i] = FigureView{f.Name, f.Label, f.Unit, f.List, filterOf(f.Filter), f.Key}
	}
	for i, r := range t.Rows {
		view.Rows[i] = viewRow(r)
	}
	return &Body[StatisticsView]{view}, nil
}

func (a statisticsAPI) report(ctx context.Context, in *PastInput) (*huma.StreamResponse, error) {
	book, err := a.statistics.Report(ctx, actorFrom(ctx), in.query())
	if err != nil {
		return nil, err
	}
	day := a.now()
	if in.On != "" {
		day = in.On.Begin()
	}
	return sendWorkbook(ctx, book, "班班通统计表", day), nil
}

// TrendView is how the rates of a place went.
type TrendView struct {
	Place  string      `json:"place"`
	Begun  models.Date `json:"begun" doc:"最早可查的一天"`
	Points []PointView `json:"points" nullable:"false" doc:"早的在前，最后一个是截止日"`
}

// PointView is the end of one day.
type PointView struct {
	On              models.Date `json:"on"`
	Rates           RatesView   `json:"rates"`
	InUse           int         `json:"in_use" doc:"在用（套）"`
	Failed          int         `json:"failed" doc:"不达标（套）"`
	Damaged         int         `json:"damaged" doc:"损坏（套）"`
	FailedOrDamaged int         `json:"failed_or_damaged" doc:"不达标或损坏（套）"`
}

// TrendInput says of which place, and which days.
type TrendInput struct {
	Organisation uint            `query:"organisation" doc:"该单位及其下级；空为管理范围内的全部"`
	From         models.Date     `query:"from" maxLength:"10" doc:"起始日；空为截止日一年前，或开始记录历史的那天"`
	To           models.Date     `query:"to" maxLength:"10" doc:"截止日；空为今天"`
	Step         statistics.Step `query:"step" enum:"day,week,month" default:"month" doc:"逐日、每周日或每月末；最多 60 个点"`
}

func (in TrendInput) query() statistics.TrendQuery {
	return statistics.TrendQuery{OrganisationID: in.Organisation, From: in.From, To: in.To, Step: in.Step}
}

func (a statisticsAPI) trend(ctx context.Context, in *TrendInput) (*Body[TrendView], error) {
	t, err := a.statistics.Trend(ctx, actorFrom(ctx), in.query())
	if err != nil {
		return nil, err
	}
	return &Body[TrendView]{TrendView{t.Place, t.Begun, viewAll(t.Points, viewPoint)}}, nil
}

// SidesView is how the rates of some children of a place went, on the same days.
type SidesView struct {
	Place    string          `json:"place"`
	Begun    models.Date     `json:"begun" doc:"最早可查的一天"`
	Children []SideChildView `json:"children" nullable:"false" doc:"可选的直接下级"`
	Sides    []SideView      `json:"sides" nullable:"false" doc:"所选的下级，按层级顺序"`
}

// SideChildView is a child to choose.
type SideChildView struct {
	ID    uint   `json:"id"`
	Name  string `json:"name"`
	InUse int    `json:"in_use" doc:"在用（套）"`
}

// SideView is the trend of one child.
type SideView struct {
	ID     uint        `json:"id"`
	Name   string      `json:"name"`
	Points []PointView `json:"points" nullable:"false" doc:"早的在前，最后一个是截止日"`
}

// SidesInput says which children, and which days.
type SidesInput struct {
	TrendInput
	Children []uint `query:"children" doc:"哪些直接下级，最多 12 个；空为前 6 个有设备的"`
}

func (in SidesInput) query() statistics.SidesQuery {
	return statistics.SidesQuery{TrendQuery: in.TrendInput.query(), Children: in.Children}
}

func (a statisticsAPI) sides(ctx context.Context, in *SidesInput) (*Body[SidesView], error) {
	s, err := a.statistics.Sides(ctx, actorFrom(ctx), in.query())
	if err != nil {
		return nil, err
	}
	return &Body[SidesView]{SidesView{s.Place, s.Begun,
		viewAll(s.Children, func(r statistics.Row) SideChildView { return SideChildView{r.Organisation.ID, r.Label, r.Suites.InUse} }),
		viewAll(s.Sides, func(one statistics.Side) SideView {
			return SideView{one.Organisation.ID, one.Organisation.Name, viewAll(one.Points, viewPoint)}
		})}}, nil
}

type sidesBookInput struct {
	SidesInput
	Rate statistics.SideRate `query:"rate" enum:"passed,standard_passed,usable,network_passed,software_passed" default:"passed" doc:"哪个比率"`
}

func (a statisticsAPI) sidesWorkbook(ctx context.Context, in *sidesBookInput) (*huma.StreamResponse, error) {
	book, err := a.statistics.SidesBook(ctx, actorFrom(ctx), in.query(), in.Rate)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "班班通下级单位趋势对比", a.now()), nil
}

func viewPoint(p statistics.Point) PointView {
	s := p.Suites
	return PointView{p.On, viewRates(p.Figures), s.InUse, s.Failed, s.Damaged, s.FailedOrDamaged}
}

// ComparisonView is what has changed between the ends of two days.
type ComparisonView struct {
	Place    string             `json:"place"`
	Begun    models.Date        `json:"begun" doc:"最早可查的一天"`
	From     models.Date        `json:"from"`
	To       models.Date        `json:"to"`
	Before   StatisticsRow      `json:"before"`
	After    StatisticsRow      `json:"after"`
	Balances []BalanceView      `json:"balances" nullable:"false" doc:"不达标与损坏，各按套、台"`
	Places   []PlaceChangesView `json:"places" nullable:"false" doc:"下级各单位；在它们之间移动的只在此各计一次"`
	Items    []ChangeView       `json:"items" nullable:"false"`
	Total    int                `json:"total" doc:"筛选出的变化数"`
	Page     int                `json:"page"`
	PageSize int                `json:"page_size"`
}

// BalanceView reconciles two figures: before + came - went = after.
type BalanceView struct {
	What    string                 `json:"what" doc:"不达标（套）"`
	Subject models.StandingSubject `json:"subject" enum:"classroom,device"`
	Came    KindCount              `json:"came" doc:"新出现"`
	Went    KindCount              `json:"went" doc:"不再有"`
	Before  int                    `json:"before"`
	After   int                    `json:"after"`
	Causes  []CauseView            `json:"causes" nullable:"false" doc:"一项变化可能有几个原因，各计一次"`
}

// KindCount is how many changes of a kind there are.
type KindCount struct {
	Kind  models.StandingChange `json:"kind" enum:"entered,left,broken,mended"`
	Label string                `json:"label"`
	Count int                   `json:"count"`
}

// CauseView is how many changes have a cause.
type CauseView struct {
	Cause models.Cause `json:"cause"`
	Label string       `json:"label"`
	Came  int          `json:"came"`
	Went  int          `json:"went"`
}

// PlaceChangesView are the changes of a child of the place, in the order of the balances.
type PlaceChangesView struct {
	OrganisationID uint   `json:"organisation_id"`
	Label          string `json:"label"`
	Kind           string `json:"kind" doc:"单位的级别"`
	Came           []int  `json:"came" nullable:"false"`
	Went           []int  `json:"went" nullable:"false"`
}

// ChangeView is one classroom or device that came to stand otherwise.
type ChangeView struct {
	Subject     models.StandingSubject `json:"subject" enum:"classroom,device"`
	SubjectID   uint                   `json:"subject_id" doc:"教室或设备的编号；现在不归您管的为 0"`
	Kind        models.StandingChange  `json:"kind" enum:"entered,left,broken,mended"`
	Label       string                 `json:"label"`
	On          models.Date            `json:"on" doc:"哪一天的变化"`
	Cause       string                 `json:"cause" doc:"原因，可能不止一个"`
	SchoolID    uint                   `json:"school_id"`
	School      string                 `json:"school"`
	ClassroomID uint                   `json:"classroom_id"`
	Room        string                 `json:"room"`
	Name        string                 `json:"name" doc:"设备的名称"`
	Failing     []string               `json:"failing" nullable:"false" doc:"不达标的条款"`
}

// ComparisonInput says which days of which place, and which changes.
type ComparisonInput struct {
	Organisation uint                   `query:"organisation" doc:"该单位及其下级；空为管理范围内的全部"`
	From         models.Date            `query:"from" maxLength:"10" required:"true" doc:"前一天"`
	To           models.Date            `query:"to" maxLength:"10" doc:"后一天；空为今天"`
	Subject      models.StandingSubject `query:"subject" enum:"classroom,device" doc:"套或台；空为两者"`
	Kind         models.StandingChange  `query:"kind" enum:"entered,left,broken,mended" doc:"哪种变化；空为全部"`
	Cause        models.Cause           `query:"cause" minimum:"0" doc:"哪个原因；空为全部"`
}

func (in ComparisonInput) query() statistics.ComparisonQuery {
	return statistics.ComparisonQuery{OrganisationID: in.Organisation, From: in.From, To: in.To, Subject: in.Subject, Kind: in.Kind, Cause: in.Cause}
}

type comparisonInput struct {
	ComparisonInput
	Page     int `query:"page" minimum:"1" default:"1" doc:"页码，从 1 起"`
	PageSize int `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页行数"`
}

func (a statisticsAPI) comparison(ctx context.Context, in *comparisonInput) (*Body[ComparisonView], error) {
	query, page := in.query(), ListInput{Page: in.Page, PageSize: in.PageSize}
	query.Offset, query.Limit = page.offset(), in.PageSize
	c, err := a.statistics.Compare(ctx, actorFrom(ctx), query)
	if err != nil {
		return nil, err
	}
	return &Body[ComparisonView]{ComparisonView{c.Place, c.Begun, c.From, c.To, viewRow(c.Before), viewRow(c.After), viewAll(c.Balances, viewBalance),
		viewAll(c.Places, viewPlaceChanges), viewAll(c.Changes, viewChange), c.Total, in.Page, in.PageSize}}, nil
}

func (a statisticsAPI) comparisonWorkbook(ctx context.Context, in *ComparisonInput) (*huma.StreamResponse, error) {
	book, err := a.statistics.CompareBook(ctx, actorFrom(ctx), in.query())
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "班班通变化对比", a.now()), nil
}

func viewBalance(b statistics.Balance) BalanceView {
	return BalanceView{b.What(), b.Subject, KindCount{b.Came, b.Came.Label(), b.CameCount}, KindCount{b.Went, b.Went.Label(), b.WentCount},
		b.Before, b.After, viewAll(b.Causes, func(c statistics.CauseCount) CauseView { return CauseView{c.Cause, c.Cause.Label(), c.Came, c.Went} })}
}

func viewPlaceChanges(p statistics.PlaceChanges) PlaceChangesView {
	return PlaceChangesView{p.Organisation.ID, p.Organisation.Name, string(p.Organisation.Kind), p.Came[:], p.Went[:]}
}

func viewChange(c statistics.Change) ChangeView {
	view := ChangeView{c.Subject, c.ID, c.Kind, c.Kind.Label(), c.On, c.Causes.Label(), c.SchoolID, c.School, c.ClassroomID, c.Room, c.Name,
		append([]string{}, c.Failing...)}
	if !c.Visible {
		view.SubjectID = 0
	}
	return view
}
