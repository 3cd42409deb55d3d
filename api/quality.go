package api

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/quality"
)

type qualityAPI struct {
	quality *quality.Service
	now     func() time.Time
}

// QualityView is how good the data of a place is.
type QualityView struct {
	Place          string          `json:"place"`
	OrganisationID uint            `json:"organisation_id"`
	CountedAt      *time.Time      `json:"counted_at" doc:"其中最早统计的学校是何时统计的"`
	Totals         QualityRow      `json:"totals"`
	Rows           []QualityRow    `json:"rows" nullable:"false" doc:"下级各单位，或学校自己"`
	Rules          []RuleView      `json:"rules" nullable:"false" doc:"各项检查"`
	Fields         []MendableField `json:"fields" nullable:"false" doc:"可以批量填写的项"`
}

// QualityRow is one place.
type QualityRow struct {
	OrganisationID uint     `json:"organisation_id"`
	Label          string   `json:"label"`
	Kind           string   `json:"kind" doc:"单位的级别"`
	Complete       RateView `json:"complete" doc:"完整率：已知的信息 / 需要的信息"`
	Missing        int      `json:"missing" doc:"缺失"`
	Doubtful       int      `json:"doubtful" doc:"存疑"`
	Duplicated     int      `json:"duplicated" doc:"重复"`
	Stale          int      `json:"stale" doc:"过时"`
	Schools        int      `json:"schools"`
	Due            int      `json:"due" doc:"有改动、尚未重新统计的学校"`
}

// RuleView is one thing that may be wrong with data.
type RuleView struct {
	ID            string           `json:"id"`
	Kind          quality.Kind     `json:"kind" enum:"missing,doubtful,duplicated,stale"`
	KindLabel     string           `json:"kind_label"`
	Severity      quality.Severity `json:"severity" enum:"wrong,needed,check"`
	SeverityLabel string           `json:"severity_label"`
	Subject       quality.Subject  `json:"subject" enum:"school,classroom,device"`
	Title         string           `json:"title"`
	Sentence      string           `json:"sentence" doc:"为什么要紧，怎样改正"`
	Mend          string           `json:"mend" doc:"可以批量填写的项；空为不能"`
	Findings      int              `json:"findings"`
	Schools       int              `json:"schools" doc:"涉及的学校"`
}

// MendableField can be set for many rows at once.
type MendableField struct {
	Field   string          `json:"field"`
	Subject quality.Subject `json:"subject" enum:"classroom,device"`
	Label   string          `json:"label"`
	Hint    string          `json:"hint" doc:"写法"`
}

// FindingView is one thing that is wrong, or may be.
type FindingView struct {
	Rule        string           `json:"rule"`
	Title       string           `json:"title"`
	Kind        quality.Kind     `json:"kind" enum:"missing,doubtful,duplicated,stale"`
	Severity    quality.Severity `json:"severity" enum:"wrong,needed,check"`
	SchoolID    uint             `json:"school_id"`
	SchoolName  string           `json:"school_name"`
	ClassroomID uint             `json:"classroom_id" doc:"0 为学校本身，或在库房"`
	DeviceID    uint             `json:"device_id" doc:"0 为教室或学校本身"`
	Name        string           `json:"name" doc:"教室或设备"`
	Text        string           `json:"text" doc:"查到什么"`
	Path        string           `json:"path" doc:"在哪一页改正"`
	Version     int              `json:"version" doc:"教室或设备的版本"`
}

type qualityInput struct {
	Organisation uint `query:"organisation" doc:"该单位及其下级；空为管理范围的起点"`
}

func (a qualityAPI) table(ctx context.Context, in *qualityInput) (*Body[QualityView], error) {
	t, err := a.quality.Table(ctx, actorFrom(ctx), in.Organisation)
	if err != nil {
		return nil, err
	}
	view := QualityView{Place: t.Totals.Organisation.Name, OrganisationID: t.Totals.Organisation.ID, CountedAt: t.CountedAt,
		Totals: viewQuality(t.Totals), Rows: viewAll(t.Rows, viewQuality), Rules: viewAll(t.Rules, viewRule)}
	for _, f := range quality.Fields() {
		view.Fields = append(view.Fields, MendableField{string(f.Field), f.Subject, f.Label, f.Hint})
	}
	return &Body[QualityView]{view}, nil
}

func viewQuality(r quality.Row) QualityRow {
	return QualityRow{r.Organisation.ID, r.Organisation.Name, string(r.Organisation.Kind), viewRate(r.Complete), r.Findings[quality.Missing],
		r.Findings[quality.Doubtful], r.Findings[quality.Duplicated], r.Findings[quality.Stale], r.Schools, r.Due}
}

func viewRule(r quality.RuleRow) RuleView {
	return RuleView{r.Rule.ID, r.Rule.Kind, r.Rule.Kind.Label(), r.Rule.Severity, r.Rule.Severity.Label(), r.Rule.Subject, r.Rule.Title,
		r.Rule.Sentence, string(r.Rule.Mend), r.Findings, r.Schools}
}

type findingsInput struct {
	Organisation uint   `query:"organisation" doc:"该单位及其下级"`
	Rule         string `query:"rule" maxLength:"32" doc:"哪一项检查；空为全部"`
	Page         int    `query:"page" minimum:"1" default:"1" doc:"页码，从 1 起"`
	PageSize     int    `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页行数"`
}

func (a qualityAPI) findings(ctx context.Context, in *findingsInput) (*Body[Page[FindingView]], error) {
	page := ListInput{Page: in.Page, PageSize: in.PageSize}
	found, total, err := a.quality.List(ctx, actorFrom(ctx), quality.Filter{OrganisationID: in.Organisation, Rule: in.Rule,
		Offset: page.offset(), Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(page, found, total, false, viewFinding), nil
}

func viewFinding(f quality.Found) FindingView {
	return FindingView{f.Rule.ID, f.Rule.Title, f.Rule.Kind, f.Rule.Severity, f.SchoolID, f.SchoolName, f.ClassroomID, f.DeviceID, f.Name,
		f.Text, f.Path(), f.Version}
}

type completeInput struct {
	Organisation uint            `query:"organisation" doc:"该单位及其下级"`
	Rule         string          `query:"rule" maxLength:"32" doc:"哪一项检查；空为全部"`
	Subject      quality.Subject `query:"subject" enum:"classroom,device" default:"device" doc:"设备或教室"`
}

func (a qualityAPI) workbook(ctx context.Context, in *completeInput) (*huma.StreamResponse, error) {
	var book bytes.Buffer // whole before the first byte leaves, so that an error can still be told
	filter := quality.Filter{OrganisationID: in.Organisation, Rule: in.Rule}
	if err := a.quality.Workbook(ctx, actorFrom(ctx), filter, in.Subject, &book); err != nil {
		return nil, err
	}
	name := "待补充-" + a.now().In(models.ChinaTime).Format("20060102") + ".xlsx"
	return sendFile(ctx, name, export.ContentType, func(w io.Writer) error {
		_, err := book.WriteTo(w)
		return err
	}), nil
}

type mendDevices struct {
	Body struct {
		Field string       `json:"field" maxLength:"40" doc:"要填写的项"`
		Value string       `json:"value" maxLength:"200" doc:"照平常的写法，如 8G、2023-09"`
		Rows  []mendDevice `json:"rows" minItems:"1" maxItems:"200"`
	}
}

type mendDevice struct {
	DeviceID uint `json:"device_id"`
	Version  int  `json:"version"`
}

func (a qualityAPI) mendDevices(ctx context.Context, in *mendDevices) (*Empty, error) {
	rows := viewAll(in.Body.Rows, func(r mendDevice) quality.Versioned { return quality.Versioned{ID: r.DeviceID, Version: r.Version} })
	return nil, a.quality.MendDevices(ctx, actorFrom(ctx), quality.Field(in.Body.Field), in.Body.Value, rows)
}

type mendClassrooms struct {
	Body struct {
		Field string          `json:"field" maxLength:"40" doc:"要填写的项"`
		Value string          `json:"value" maxLength:"200" doc:"照平常的写法，如 45"`
		Rows  []mendClassroom `json:"rows" minItems:"1" maxItems:"200"`
	}
}

type mendClassroom struct {
	ClassroomID uint `json:"classroom_id"`
	Version     int  `json:"version"`
}

func (a qualityAPI) mendClassrooms(ctx context.Context, in *mendClassrooms) (*Empty, error) {
	rows := viewAll(in.Body.Rows, func(r mendClassroom) quality.Versioned {
		return quality.Versioned{ID: r.ClassroomID, Version: r.Version}
	})
	return nil, a.quality.MendClassrooms(ctx, actorFrom(ctx), quality.Field(in.Body.Field), in.Body.Value, rows)
}

type mergeDevices struct {
	IDInput
	Body struct {
		Version   int        `json:"version" doc:"保留的设备的版本"`
		Duplicate mendDevice `json:"duplicate" doc:"并入后报废的一台"`
	}
}

func (a qualityAPI) mergeDevices(ctx context.Context, in *mergeDevices) (*Empty, error) {
	return nil, a.quality.MergeDevices(ctx, actorFrom(ctx), quality.Versioned{ID: in.ID, Version: in.Body.Version},
		quality.Versioned{ID: in.Body.Duplicate.DeviceID, Version: in.Body.Duplicate.Version})
}

type mergeClassrooms struct {
	IDInput
	Body struct {
		Version   int           `json:"version" doc:"保留的教室的版本"`
		Duplicate mendClassroom `json:"duplicate" doc:"并入后停用的一间"`
	}
}

func (a qualityAPI) mergeClassrooms(ctx context.Context, in *mergeClassrooms) (*Empty, error) {
	return nil, a.quality.MergeClassrooms(ctx, actorFrom(ctx), quality.Versioned{ID: in.ID, Version: in.Body.Version},
		quality.Versioned{ID: in.Body.Duplicate.ClassroomID, Version: in.Body.Duplicate.Version})
}
