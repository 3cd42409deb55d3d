package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/services/audit"
	"banbantong/services/registry"
)

// exportAPI sends lists as workbooks. Each takes the very filters of its list.
type exportAPI struct {
	registry *registry.Service
	log      *audit.Reader
	now      func() time.Time
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
	book, err := a.registry.ExportSchools(ctx, actorFrom(ctx), filter)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "学校清单", a.now()), nil
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
	book, err := a.registry.ExportClassrooms(ctx, actorFrom(ctx), filter)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "教室清单", a.now()), nil
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
	book, err := a.registry.ExportDevices(ctx, actorFrom(ctx), filter)
	if err != nil {
		return nil, err
	}
	return sendWorkbook(ctx, book, "设备清单", a.now()), nil
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
