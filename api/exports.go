package api

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/export"
	"banbantong/services/exports"
	"banbantong/services/registry"
	"banbantong/services/submissions"
)

// exportAPI sends lists as workbooks. Each takes the very filters of its list. Asked with GET it answers with the
// workbook; with POST it has one made, to be fetched later, which is for those that take long.
type exportAPI struct {
	exports     *exports.Service
	registry    *registry.Service
	submissions *submissions.Service
	log         *audit.Reader
	now         func() time.Time
}

// ScopeInput narrows an export like the list.
type ScopeInput struct {
	Q            string `query:"q" maxLength:"60" doc:"搜索"`
	Organisation uint   `query:"organisation" doc:"只看该单位及其下级"`
}

func (in ScopeInput) list() ListInput { return ListInput{Q: in.Q, Organisation: in.Organisation} }

type schoolExportInput struct {
	ScopeInput
	SchoolFilterInput
}

func (a exportAPI) schools(ctx context.Context, in *schoolExportInput) (*huma.StreamResponse, error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.send(ctx, "学校清单", func(book *export.Book) error { return a.registry.ExportSchools(ctx, actorFrom(ctx), filter, book) })
}

func (a exportAPI) askSchools(ctx context.Context, in *schoolExportInput) (*Body[ExportView], error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, models.ExportSchools, in.Organisation, filter)
}

type classroomExportInput struct {
	ScopeInput
	ClassroomFilterInput
}

func (a exportAPI) classrooms(ctx context.Context, in *classroomExportInput) (*huma.StreamResponse, error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.send(ctx, "教室清单", func(book *export.Book) error { return a.registry.ExportClassrooms(ctx, actorFrom(ctx), filter, book) })
}

func (a exportAPI) askClassrooms(ctx context.Context, in *classroomExportInput) (*Body[ExportView], error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, models.ExportClassrooms, in.Organisation, filter)
}

type deviceExportInput struct {
	ScopeInput
	DeviceFilterInput
}

func (a exportAPI) devices(ctx context.Context, in *deviceExportInput) (*huma.StreamResponse, error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.send(ctx, "设备清单", func(book *export.Book) error { return a.registry.ExportDevices(ctx, actorFrom(ctx), filter, book) })
}

func (a exportAPI) askDevices(ctx context.Context, in *deviceExportInput) (*Body[ExportView], error) {
	filter, err := in.filter(ctx, a.registry, in.list())
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, models.ExportDevices, in.Organisation, filter)
}

// askDetails takes what statistics are narrowed by, so that both tell of the same schools.
func (a exportAPI) askDetails(ctx context.Context, in *StatisticsFilterInput) (*Body[ExportView], error) {
	where, err := place(ctx, a.registry, access.DeviceRead, ListInput{Organisation: in.Organisation},
		PlaceInput{Area: in.Area, Sponsor: in.Sponsor, Type: in.Type, Counted: in.Type == ""})
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, models.ExportDetails, in.Organisation, where)
}

func (a exportAPI) askReport(ctx context.Context, in *PastInput) (*Body[ExportView], error) {
	return a.ask(ctx, models.ExportReport, in.Organisation, in.query())
}

func (a exportAPI) audit(ctx context.Context, in *AuditFilterInput) (*huma.StreamResponse, error) {
	filter, err := in.filter(ctx, a.registry)
	if err != nil {
		return nil, err
	}
	book, err := a.log.Export(ctx, actorFrom(ctx), filter, a.now())
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "审计日志", a.now()), nil
}

// send answers with a workbook once it is filled.
func (a exportAPI) send(ctx context.Context, title string, fill func(*export.Book) error) (*huma.StreamResponse, error) {
	book, err := export.NewBook()
	if err != nil {
		return nil, err
	}
	if err := fill(book); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return sendWorkbook(ctx, book, title, a.now()), nil
}

// askSnapshot has the official workbook of a snapshot written, and askDifferences what has changed since the period before.
func (a exportAPI) askSnapshot(ctx context.Context, in *IDInput) (*Body[ExportView], error) {
	return a.askOfSnapshot(ctx, models.ExportSnapshot, in.ID)
}

func (a exportAPI) askDifferences(ctx context.Context, in *IDInput) (*Body[ExportView], error) {
	return a.askOfSnapshot(ctx, models.ExportDifferences, in.ID)
}

func (a exportAPI) askOfSnapshot(ctx context.Context, kind models.ExportKind, id uint) (*Body[ExportView], error) {
	organisation, err := a.submissions.OrganisationOf(ctx, actorFrom(ctx), id)
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, kind, organisation, submissions.OfSnapshot{SnapshotID: id})
}

// ExportView is a workbook that a person has asked for and how far it has come.
type ExportView struct {
	ID         uint              `json:"id"`
	Kind       models.ExportKind `json:"kind" doc:"report 统计报表，details 明细，schools、classrooms、devices 清单，snapshot 上报统计表，differences 上报与上期相比"`
	FileName   string            `json:"file_name"`
	Place      string            `json:"place"`
	Status     models.JobStatus  `json:"status" doc:"queued 排队中，running 生成中，done 已完成，failed 未完成"`
	Done       int               `json:"done" doc:"已完成的学校数"`
	Total      int               `json:"total" doc:"学校总数，0 为未知"`
	Rows       int               `json:"rows" doc:"已写的行数"`
	SizeBytes  int               `json:"size_bytes"`
	Problem    string            `json:"problem" doc:"未完成的原因"`
	CreatedAt  time.Time         `json:"created_at"`
	FinishedAt *time.Time        `json:"finished_at"`
	ExpiresAt  *time.Time        `json:"expires_at" doc:"文件保留到何时"`
}

func viewExport(s exports.State) ExportView {
	return ExportView{ID: s.ID, Kind: s.Kind, FileName: s.FileName(), Place: s.Place, Status: s.Status, Done: s.Done, Total: s.Total,
		Rows: s.RowCount, SizeBytes: s.SizeBytes, Problem: s.Problem, CreatedAt: s.CreatedAt, FinishedAt: s.FinishedAt, ExpiresAt: s.ExpiresAt}
}

func (a exportAPI) ask(ctx context.Context, kind models.ExportKind, organisationID uint, query any) (*Body[ExportView], error) {
	state, err := a.exports.Ask(ctx, actorFrom(ctx), kind, organisationID, query)
	return &Body[ExportView]{viewExport(state)}, err
}

func (a exportAPI) list(ctx context.Context, _ *struct{}) (*Body[[]ExportView], error) {
	states, err := a.exports.List(ctx, actorFrom(ctx))
	views := make([]ExportView, len(states))
	for i, s := range states {
		views[i] = viewExport(s)
	}
	return &Body[[]ExportView]{views}, err
}

func (a exportAPI) get(ctx context.Context, in *IDInput) (*Body[ExportView], error) {
	state, err := a.exports.Get(ctx, actorFrom(ctx), in.ID)
	return &Body[ExportView]{viewExport(state)}, err
}

func (a exportAPI) file(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	state, file, err := a.exports.Open(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return sendFile(ctx, state.FileName(), export.ContentType, func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return errors.Join(err, file.Close())
	}), nil
}
