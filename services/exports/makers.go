package exports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
	"banbantong/services/registry"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
)

// Makers are all kinds of workbooks that may take long.
func Makers(register *registry.Service, figures *statistics.Service, reports *submissions.Service) map[models.ExportKind]Maker {
	return map[models.ExportKind]Maker{
		models.ExportSnapshot:    elsewhere("上报统计表", access.SubmissionRead, reports.OpenWorkbook),
		models.ExportDifferences: of("上报与上期相比", access.SubmissionRead, reports.FillDifferences),
		models.ExportReport:      of("班班通统计表", access.StatisticsRead, figures.FillReport),
		models.ExportDetails:     of("教室与设备明细", access.DeviceRead, register.ExportDetails),
		models.ExportSchools:     of("学校清单", access.SchoolRead, untold(register.ExportSchools)),
		models.ExportClassrooms:  of("教室清单", access.ClassroomRead, untold(register.ExportClassrooms)),
		models.ExportDevices:     of("设备清单", access.DeviceRead, untold(register.ExportDevices)),
	}
}

// fill is Maker.Fill with the query as its service knows it.
type fill[Q any] func(ctx context.Context, actor access.Actor, query Q, book *export.Book, told func(done, total int)) error

func of[Q any](title string, permission access.Permission, fill fill[Q]) Maker {
	return Maker{Title: title, Permission: permission, Fill: func(ctx context.Context, actor access.Actor, text []byte, book *export.Book, told func(done, total int)) error {
		query, err := read[Q](title, text)
		if err != nil {
			return err
		}
		return fill(ctx, actor, query, book, told)
	}}
}

// elsewhere is a Maker that opens what its service keeps.
func elsewhere[Q any](title string, permission access.Permission, open func(context.Context, access.Actor, Q, func(done, total int)) (io.ReadCloser, error)) Maker {
	return Maker{Title: title, Permission: permission, Open: func(ctx context.Context, actor access.Actor, text []byte, told func(done, total int)) (io.ReadCloser, error) {
		query, err := read[Q](title, text)
		if err != nil {
			return nil, err
		}
		return open(ctx, actor, query, told)
	}}
}

func read[Q any](title string, text []byte) (query Q, err error) {
	if err := json.Unmarshal(text, &query); err != nil {
		return query, fmt.Errorf("read what %s is asked for: %w", title, err)
	}
	return query, nil
}

// untold is for lists, which do not go by schools.
func untold[Q any](list func(context.Context, access.Actor, Q, *export.Book) error) fill[Q] {
	return func(ctx context.Context, actor access.Actor, query Q, book *export.Book, _ func(done, total int)) error {
		return list(ctx, actor, query, book)
	}
}
