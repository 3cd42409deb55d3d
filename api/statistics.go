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
