package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/export"
)

// sendWorkbook answers with the workbook, named by its title and the China-time day, and closes it.
func sendWorkbook(ctx context.Context, book *export.Book, title string, at time.Time) *huma.StreamResponse {
	name := title + "-" + at.In(models.ChinaTime).Format("20060102") + ".xlsx"
	return sendFile(ctx, name, export.ContentType, func(w io.Writer) error {
		_, err := book.WriteTo(w)
		return errors.Join(err, book.Close())
	})
}

// sendFile answers with a file to be saved under the name. Once the first byte has left, an error can only be logged.
func sendFile(ctx context.Context, name, contentType string, write func(io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", contentType)
		out.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		if err := write(out.BodyWriter()); err != nil {
			slog.Warn("a file was not sent to its end", "error", err, "request", actorFrom(ctx).RequestID)
		}
	}}
}
