package api

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/imports"
	"banbantong/services/workbook"
)

type importAPI struct{ imports *imports.Service }

// ImportView is an uploaded spreadsheet and how far it has come.
type ImportView struct {
	ID         uint                `json:"id"`
	FileName   string              `json:"file_name"`
	SizeBytes  int                 `json:"size_bytes"`
	Status     models.ImportStatus `json:"status" doc:"uploaded 已上传，checking 试运行中，checked 已试运行，applying 导入中，applied 已导入，failed 未完成"`
	Mapping    *MappingBody        `json:"mapping,omitempty"`
	Summary    *ImportSummary      `json:"summary,omitempty"`
	Step       string              `json:"step" doc:"正在做什么"`
	Done       int                 `json:"done"`
	Total      int                 `json:"total" doc:"0 为未知"`
	Problem    string              `json:"problem" doc:"未完成的原因"`
	CreatedAt  time.Time           `json:"created_at"`
	FinishedAt *time.Time          `json:"finished_at"`
}

// ImportSummary counts the rows by what becomes of them; the four results add up to rows.
type ImportSummary struct {
	Rows           int              `json:"rows"`
	Added          int              `json:"added"`
	Changed        int              `json:"changed"`
	Unchanged      int              `json:"unchanged"`
	Rejected       int              `json:"rejected"`
	Skipped        []SkippedRowView `json:"skipped" nullable:"false" doc:"合计、说明等不是数据的行"`
	FilledDown     int              `json:"filled_down" doc:"没有写学校、按上一行的学校读的行数"`
	NewSchools     []string         `json:"new_schools" nullable:"false"`
	MissingSchools []string         `json:"missing_schools" nullable:"false" doc:"系统中没有的学校"`
	NewClassrooms  int              `json:"new_classrooms"`
	NewDevices     int              `json:"new_devices"`
}

// SkippedRowView is a row that holds no record.
type SkippedRowView struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// MappingBody says how to read a sheet.
type MappingBody struct {
	Kind          workbook.Kind     `json:"kind" enum:"ledger,schools,classrooms,devices"`
	Sheet         string            `json:"sheet"`
	HeaderTop     int               `json:"header_top" minimum:"1"`
	HeaderBottom  int               `json:"header_bottom" minimum:"1"`
	Columns       []ColumnFieldBody `json:"columns" nullable:"false" maxItems:"256"`
	SchoolName    string            `json:"school_name,omitempty" doc:"没有学校列时，整张表是哪所学校的"`
	SchoolCode    string            `json:"school_code,omitempty"`
	CreateSchools bool              `json:"create_schools,omitempty" doc:"一并新增系统中没有的学校"`
}

// ColumnFieldBody says what a column holds; an empty field is not read.
type ColumnFieldBody struct {
	Index int            `json:"index" minimum:"0"`
	Title string         `json:"title"`
	Field workbook.Field `json:"field"`
}

func (b MappingBody) mapping() imports.Mapping {
	m := imports.Mapping{CreateSchools: b.CreateSchools, Mapping: workbook.Mapping{Kind: b.Kind, Sheet: b.Sheet,
		Header: workbook.Header{Top: b.HeaderTop, Bottom: b.HeaderBottom}, School: workbook.School{Name: b.SchoolName, Code: b.SchoolCode}}}
	for _, c := range b.Columns {
		m.Columns = append(m.Columns, workbook.ColumnField(c))
	}
	return m
}

func viewMapping(m *imports.Mapping) *MappingBody {
	if m == nil {
		return nil
	}
	b := &MappingBody{Kind: m.Kind, Sheet: m.Sheet, HeaderTop: m.Header.Top, HeaderBottom: m.Header.Bottom,
		Columns: make([]ColumnFieldBody, len(m.Columns)), SchoolName: m.School.Name, SchoolCode: m.School.Code, CreateSchools: m.CreateSchools}
	for i, c := range m.Columns {
		b.Columns[i] = ColumnFieldBody(c)
	}
	return b
}

func viewImport(s imports.State) ImportView {
	v := ImportView{ID: s.ID, FileName: s.FileName, SizeBytes: s.SizeBytes, Status: s.Status, Mapping: viewMapping(s.Mapping), Step: s.Progress.Step,
		Done: s.Progress.Done, Total: s.Progress.Total, Problem: s.Problem, CreatedAt: s.CreatedAt, FinishedAt: s.FinishedAt}
	if sum := s.Summary; sum != nil {
		v.Summary = &ImportSummary{Rows: sum.Rows, Added: sum.Added, Changed: sum.Changed, Unchanged: sum.Unchanged, Rejected: sum.Rejected,
			Skipped: make([]SkippedRowView, len(sum.Skipped)), FilledDown: sum.FilledDown, NewSchools: append([]string{}, sum.NewSchools...),
			MissingSchools: append([]string{}, sum.MissingSchools...), NewClassrooms: sum.NewClassrooms, NewDevices: sum.NewDevices}
		for i, r := range sum.Skipped {
			v.Summary.Skipped[i] = SkippedRowView(r)
		}
	}
	return v
}

type uploadInput struct {
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true" doc:".xlsx 或 .csv，最大 20 MB"`
	}]
}

func (a importAPI) upload(ctx context.Context, in *uploadInput) (*Body[ImportView], error) {
	file := in.RawBody.Data().File
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("measure an upload: %w", err)
	}
	state, err := a.imports.Upload(ctx, actorFrom(ctx), file.Filename, file.File, size)
	return &Body[ImportView]{viewImport(state)}, err
}

func (a importAPI) list(ctx context.Context, _ *struct{}) (*Body[[]ImportView], error) {
	states, err := a.imports.List(ctx, actorFrom(ctx), 50)
	views := make([]ImportView, len(states))
	for i, s := range states {
		views[i] = viewImport(s)
	}
	return &Body[[]ImportView]{views}, err
}

func (a importAPI) get(ctx context.Context, in *IDInput) (*Body[ImportView], error) {
	state, err := a.imports.Get(ctx, actorFrom(ctx), in.ID)
	return &Body[ImportView]{viewImport(state)}, err
}

// SheetView is what a sheet seems to hold.
type SheetView struct {
	Name         string        `json:"name"`
	Kind         workbook.Kind `json:"kind"`
	HeaderTop    int           `json:"header_top" doc:"0 为没有找到表头"`
	HeaderBottom int           `json:"header_bottom"`
	Columns      []ColumnView  `json:"columns" nullable:"false"`
	Kept         bool          `json:"kept" doc:"用的是上次保存的列对应关系"`
}

// ColumnView is what a column seems to hold.
type ColumnView struct {
	Index      int            `json:"index"`
	Letter     string         `json:"letter"`
	Title      string         `json:"title"`
	Field      workbook.Field `json:"field" doc:"空为不读"`
	Confidence float64        `json:"confidence" doc:"0 至 1"`
	Samples    []string       `json:"samples" nullable:"false"`
}

type sheetsInput struct {
	IDInput
	Sheet        string `query:"sheet" doc:"指定了表头的工作表"`
	HeaderTop    int    `query:"header_top" minimum:"0"`
	HeaderBottom int    `query:"header_bottom" minimum:"0"`
}

func (a importAPI) sheets(ctx context.Context, in *sheetsInput) (*Body[[]SheetView], error) {
	sheets, err := a.imports.Sheets(ctx, actorFrom(ctx), in.ID, in.Sheet, workbook.Header{Top: in.HeaderTop, Bottom: max(in.HeaderTop, in.HeaderBottom)})
	views := make([]SheetView, len(sheets))
	for i, s := range sheets {
		views[i] = SheetView{s.Name, s.Kind, s.Header.Top, s.Header.Bottom, make([]ColumnView, len(s.Columns)), s.Kept}
		for j, c := range s.Columns {
			views[i].Columns[j] = ColumnView{c.Index, c.Letter, c.Title, c.Field, c.Confidence, append([]string{}, c.Samples...)}
		}
	}
	return &Body[[]SheetView]{views}, err
}

// ImportFieldView is something that a column may hold.
type ImportFieldView struct {
	Field workbook.Field `json:"field"`
	Label string         `json:"label"`
	Group string         `json:"group"`
}

func (a importAPI) fields(context.Context, *struct{}) (*Body[[]ImportFieldView], error) {
	var views []ImportFieldView
	for _, f := range workbook.Fields() {
		views = append(views, ImportFieldView(f))
	}
	return &Body[[]ImportFieldView]{views}, nil
}

type checkInput struct {
	IDInput
	Body struct {
		Mapping  MappingBody `json:"mapping"`
		Remember bool        `json:"remember,omitempty" doc:"记住列的对应关系，下次同样表头的文件直接使用"`
	}
}

func (a importAPI) check(ctx context.Context, in *checkInput) (*Body[ImportView], error) {
	state, err := a.imports.Check(ctx, actorFrom(ctx), in.ID, in.Body.Mapping.mapping(), in.Body.Remember)
	return &Body[ImportView]{viewImport(state)}, err
}

type applyInput struct {
	IDInput
	Body struct {
		OnlyGood bool `json:"only_good,omitempty" doc:"有不能导入的行时，只导入其余的行"`
	}
}

func (a importAPI) apply(ctx context.Context, in *applyInput) (*Body[ImportView], error) {
	state, err := a.imports.Apply(ctx, actorFrom(ctx), in.ID, in.Body.OnlyGood)
	return &Body[ImportView]{viewImport(state)}, err
}

// ImportRowView is what becomes of one row.
type ImportRowView struct {
	Line        int                 `json:"line"`
	Result      imports.Result      `json:"result"`
	ResultLabel string              `json:"result_label"`
	School      string              `json:"school"`
	Classroom   string              `json:"classroom"`
	Changes     []string            `json:"changes" nullable:"false"`
	Problems    []ImportProblemView `json:"problems" nullable:"false"`
}

// ImportProblemView is what is wrong with a cell, or worth a look.
type ImportProblemView struct {
	Cell    string `json:"cell"`
	Column  string `json:"column"`
	Value   string `json:"value"`
	Message string `json:"message"`
	Rejects bool   `json:"rejects" doc:"这一行因此不能导入；否则只是提醒"`
}

func viewImportRow(o imports.Outcome) ImportRowView {
	v := ImportRowView{o.Line, o.Result, o.Result.Label(), o.School, o.Classroom, append([]string{}, o.Changes...), make([]ImportProblemView, len(o.Problems))}
	for i, p := range o.Problems {
		v.Problems[i] = ImportProblemView(p)
	}
	return v
}

type importRowsInput struct {
	IDInput
	Result   imports.Result `query:"result" enum:"added,changed,unchanged,rejected"`
	Page     int            `query:"page" minimum:"1" default:"1"`
	PageSize int            `query:"page_size" minimum:"1" maximum:"200" default:"50"`
}

func (a importAPI) rows(ctx context.Context, in *importRowsInput) (*Body[Page[ImportRowView]], error) {
	list := ListInput{Page: in.Page, PageSize: in.PageSize}
	rows, total, err := a.imports.Rows(ctx, actorFrom(ctx), in.ID, in.Result, list.offset(), list.PageSize)
	if err != nil {
		return nil, err
	}
	return pageOf(list, rows, total, false, viewImportRow), nil
}

func (a importAPI) annotated(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	name, write, err := a.imports.Annotated(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	ending := filepath.Ext(name)
	return sendFile(ctx, strings.TrimSuffix(name, ending)+"（导入结果）"+ending, export.ContentType, write), nil
}

type templateInput struct {
	Kind workbook.Kind `path:"kind" enum:"schools,classrooms,devices"`
}

func (a importAPI) template(ctx context.Context, in *templateInput) (*huma.StreamResponse, error) {
	return sendFile(ctx, "班班通导入模板（"+in.Kind.Label()+"）.xlsx", export.ContentType, func(w io.Writer) error {
		return workbook.WriteTemplate(w, in.Kind)
	}), nil
}
