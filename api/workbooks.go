package api

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
)

// sendWorkbook answers with the workbook, named by its title and the China-time day, and closes it. Once the first
// byte has left, an error can only be logged.
func sendWorkbook(ctx context.Context, book *export.Book, title string, at time.Time) *huma.StreamResponse {
	name := title + "-" + at.In(models.ChinaTime).Format("20060102") + ".xlsx"
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", export.ContentType)
		out.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		_, err := book.WriteTo(out.BodyWriter())
		if err = errors.Join(err, book.Close()); err != nil {
			slog.Warn("a workbook was not sent to its end", "error", err, "request", actorFrom(ctx).RequestID)
		}
	}}
}
