package exports

import (
	"context"
	"encoding/json"
	"fmt"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
	"banbantong/services/registry"
	"banbantong/services/statistics"
)

// Makers are all kinds of workbooks that may take long.
func Makers(register *registry.Service, figures *statistics.Service) map[models.ExportKind]Maker {
	return map[models.ExportKind]Maker{
		models.ExportReport:     of("班班通统计表", access.StatisticsRead, figures.FillReport),
		models.ExportDetails:    of("教室与设备明细", access.DeviceRead, register.ExportDetails),
		models.ExportSchools:    of("学校清单", access.SchoolRead, untold(register.ExportSchools)),
		models.ExportClassrooms: of("教室清单", access.ClassroomRead, untold(register.ExportClassrooms)),
		models.ExportDevices:    of("设备清单", access.DeviceRead, untold(register.ExportDevices)),
	}
}

// fill is Maker.Fill with the query as its service knows it.
type fill[Q any] func(ctx context.Context, actor access.Actor, query Q, book *export.Book, told func(done, total int)) error

func of[Q any](title string, permission access.Permission, fill fill[Q]) Maker {
	return Maker{title, permission, func(ctx context.Context, actor access.Actor, text []byte, book *export.Book, told func(done, total int)) error {
		var query Q
		if err := json.Unmarshal(text, &query); err != nil {
			return fmt.Errorf("read what %s is asked for: %w", title, err)
		}
		return fill(ctx, actor, query, book, told)
	}}
}

// untold is for lists, which do not go by schools.
func untold[Q any](list func(context.Context, access.Actor, Q, *export.Book) error) fill[Q] {
	return func(ctx context.Context, actor access.Actor, query Q, book *export.Book, _ func(done, total int)) error {
		return list(ctx, actor, query, book)
	}
}
