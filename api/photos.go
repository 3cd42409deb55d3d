package api

import (
	"context"
	"io"
	"log/slog"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/attachments"
)

type photoAPI struct {
	photos *attachments.Service
}

// PhotoView is a photo of a ticket; its bytes are at /photos/{id}.
type PhotoView struct {
	ID        uint                   `json:"id"`
	Stage     models.AttachmentStage `json:"stage" doc:"报修时、维修前、维修后"`
	Width     int                    `json:"width"`
	Height    int                    `json:"height"`
	CreatedAt time.Time              `json:"created_at"`
}

func viewPhoto(a models.Attachment) PhotoView {
	return PhotoView{a.ID, a.Stage, a.Width, a.Height, a.CreatedAt}
}

type addPhotoInput struct {
	IDInput
	RawBody huma.MultipartFormFiles[struct {
		Stage models.AttachmentStage `form:"stage" enum:"report,before,after"`
		Photo huma.FormFile          `form:"photo" required:"true" doc:"JPEG、PNG 或 WebP，最大 10 MB"`
	}]
}

func (a photoAPI) add(ctx context.Context, in *addPhotoInput) (*Body[PhotoView], error) {
	form := in.RawBody.Data()
	defer form.Photo.Close() //nolint:errcheck // only read
	p, err := a.photos.Add(ctx, actorFrom(ctx), in.ID, form.Stage, form.Photo)
	return &Body[PhotoView]{viewPhoto(p)}, err
}

// send answers with the bytes of a photo. It is always a JPEG that we have encoded ourselves.
func (a photoAPI) send(ctx context.Context, in *IDInput) (*huma.StreamResponse, error) {
	p, file, err := a.photos.Open(ctx, actorFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer file.Close() //nolint:errcheck // only read
		out.SetHeader("Content-Type", attachments.ContentType)
		out.SetHeader("Content-Length", strconv.Itoa(p.SizeBytes))
		out.SetHeader("Content-Disposition", "inline")
		out.SetHeader("Cache-Control", "private, max-age=86400") // a photo never changes
		if _, err := io.Copy(out.BodyWriter(), file); err != nil {
			slog.Warn("a photo was not sent to its end", "error", err)
		}
	}}, nil
}

// takesUpload gives a phone on a slow line the time to send a photo.
func takesUpload(op *huma.Operation) { op.BodyReadTimeout = 2 * time.Minute }

// answersWith declares that an operation answers with a file.
func answersWith(contentType string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		op.Responses = map[string]*huma.Response{"200": {Description: "OK",
			Content: map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
	}
}
