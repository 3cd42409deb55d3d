package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
	"banbantong/services/forms"
)

type formAPI struct{ forms *forms.Service }

// FormView is a bureau's own form.
type FormView struct {
	ID               uint      `json:"id"`
	OrganisationID   uint      `json:"organisation_id"`
	OrganisationName string    `json:"organisation_name" doc:"维护此表样的单位"`
	Name             string    `json:"name"`
	FileName         string    `json:"file_name"`
	SizeBytes        int       `json:"size_bytes"`
	Version          int       `json:"version"`
	UpdatedAt        time.Time `json:"updated_at"`
	Editable         bool      `json:"editable" doc:"可以替换、改名和停用"`
}

func viewFormFor(actor access.Actor) func(models.Form) FormView {
	writes := actor.Scope(access.FormWrite)
	return func(f models.Form) FormView {
		return FormView{f.ID, f.OrganisationID, f.Organisation.Name, f.Name, f.FileName, f.SizeBytes, f.Version, f.UpdatedAt, writes.Contains(f.Organisation.Path)}
	}
}

// FormFieldView is a figure or a text that a form may name.
type FormFieldView struct {
	List    string `json:"list" doc:"写了它的一行按什么重复；空为只有一个值"`
	Name    string `json:"name"`
	Written string `json:"written" doc:"在单元格里的写法"`
	Meaning string `json:"meaning"`
}

// FilledSheetView is a filled sheet as it can be shown.
type FilledSheetView struct {
	Name   string      `json:"name"`
	Rows   [][]string  `json:"rows" nullable:"false"`
	Merges []MergeView `json:"merges" nullable:"false"`
	Total  int         `json:"total" doc:"共有的行数，rows 是其中前面的"`
}

// MergeView is a merged range, from 0, the ends included.
type MergeView struct {
	Top    int `json:"top"`
	Left   int `json:"left"`
	Bottom int `json:"bottom"`
	Right  int `json:"right"`
}

func (a formAPI) list(ctx context.Context, _ *struct{}) (*Body[[]FormView], error) {
	found, err := a.forms.List(ctx, actorFrom(ctx))
	return &Body[[]FormView]{viewAll(found, viewFormFor(actorFrom(ctx)))}, err
}

func (a formAPI) get(ctx context.Context, in *IDInput) (*Body[FormView], error) {
	form, err := a.forms.Get(ctx, actorFrom(ctx), in.ID)
	return &Body[FormView]{viewFormFor(actorFrom(ctx))(form)}, err
}

func (a formAPI) fields(ctx context.Context, _ *struct{}) (*Body[[]FormFieldView], error) {
	fields, err := a.forms.Fields(ctx, actorFrom(ctx))
	views := make([]FormFieldView, len(fields))
	for i, f := range fields {
		written := f.Name
		if f.List != "" {
			written = f.List + "." + f.Name
		}
		views[i] = FormFieldView{f.List, f.Name, "{{" + written + "}}", f.Meaning}
	}
	return &Body[[]FormFieldView]{views}, err
}

type addFormInput struct {
	Organisation uint   `query:"organisation" required:"true" minimum:"1" doc:"哪个单位的表样"`
	Name         string `query:"name" maxLength:"60" doc:"空为文件名"`
	RawBody      huma.MultipartFormFiles[formFile]
}

type formFile struct {
	File huma.FormFile `form:"file" required:"true" doc:".xlsx，最大 2 MB"`
}

func (a formAPI) add(ctx context.Context, in *addFormInput) (*Body[FormView], error) {
	upload, err := uploadOf(in.RawBody.Data().File)
	if err != nil {
		return nil, err
	}
	upload.OrganisationID, upload.Name = in.Organisation, in.Name
	form, err := a.forms.Add(ctx, actorFrom(ctx), upload)
	return &Body[FormView]{viewFormFor(actorFrom(ctx))(form)}, err
}

type replaceFormInput struct {
	IDInput
	Version int `query:"version" required:"true"`
	RawBody huma.MultipartFormFiles[formFile]
}

func (a formAPI) replace(ctx context.Context, in *replaceFormInput) (*Body[FormView], error) {
	upload, err := uploadOf(in.RawBody.Data().File)
	if err != nil {
		return nil, err
	}
	form, err := a.forms.Replace(ctx, actorFrom(ctx), in.ID, in.Version, upload)
	return &Body[FormView]{viewFormFor(actorFrom(ctx))(form)}, err
}

// largestForm is what is read of an upload; what is larger is refused by the service, which says so.
const largestForm = 3 << 20

func uploadOf(file huma.FormFile) (forms.Upload, error) {
	content, err := io.ReadAll(io.LimitReader(file, largestForm))
	if err != nil {
		return forms.Upload{}, fmt.Errorf("read an upload: %w", err)
	}
	return forms.Upload{FileName: file.Filename, Content: content}, nil
}

type renameFormInput struct {
	IDInput
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"60"`
		Version int    `json:"version"`
	}
}

func (a formAPI) rename(ctx context.Context, in *renameFormInput) (*Body[FormView], error) {
	form, err := a.forms.Replace(ctx, actorFrom(ctx), in.ID, in.Body.Version, forms.Upload{Name: in.Body.Name})
	return &Body[FormView]{viewFormFor(actorFrom(ctx))(form)}, err
}

func (a formAPI) drop(ctx context.Context, in *versionInput) (*Empty, error) {
	return &Empty{}, a.forms.Delete(ctx, actorFrom(ctx), in.ID, in.Body.Version)
}

func (a formAPI) template(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	form, err := a.forms.Get(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendFile(ctx, form.FileName, export.ContentType, func(w io.Writer) error {
		_, err := w.Write(form.Content)
		return err
	}), nil
}

func (a formAPI) example(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	var book bytes.Buffer
	if err := a.forms.Example(ctx, actorFrom(ctx), &book); err != nil {
		return nil, err
	}
	return sendFile(ctx, "表样示例.xlsx", export.ContentType, func(w io.Writer) error {
		_, err := book.WriteTo(w)
		return err
	}), nil
}

// fillFormInput says which figures fill the form.
type fillFormInput struct {
	IDInput
	StatisticsFilterInput
	Snapshot uint `query:"snapshot" doc:"上报的快照；空为当前数据"`
}

func (in fillFormInput) source() forms.Source {
	return forms.Source{Query: in.query(), SnapshotID: in.Snapshot}
}

func (a formAPI) workbook(ctx context.Context, in *fillFormInput) (*huma.StreamResponse, error) {
	var book bytes.Buffer // whole before the first byte leaves, so that an error can still be told
	name, err := a.forms.Fill(ctx, actorFrom(ctx), in.ID, in.source(), &book)
	if err != nil {
		return nil, err
	}
	return sendFile(ctx, name, export.ContentType, func(w io.Writer) error {
		_, err := book.WriteTo(w)
		return err
	}), nil
}

func (a formAPI) preview(ctx context.Context, in *fillFormInput) (*Body[[]FilledSheetView], error) {
	sheets, err := a.forms.Preview(ctx, actorFrom(ctx), in.ID, in.source())
	return &Body[[]FilledSheetView]{viewAll(sheets, func(s forms.Sheet) FilledSheetView {
		return FilledSheetView{s.Name, s.Rows, viewAll(s.Merges, func(m forms.Merge) MergeView { return MergeView(m) }), s.Total}
	})}, err
}
