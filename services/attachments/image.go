package attachments

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // one of the kinds that we read
	"io"

	"github.com/gabriel-vasile/mimetype"
	scale "golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // one of the kinds that we read

	"banbantong/services/errs"
)

const (
	maxBytes  = 10 << 20   // of what is sent
	maxPixels = 40_000_000 // of what is sent, looked at before anything is decoded
	longEdge  = 1600       // pixels of what is kept
	quality   = 80         // JPEG, of what is kept
)

// photo is an image as it is kept: JPEG, upright, without what cameras write beside the picture.
type photo struct {
	jpeg          []byte
	width, height int
}

// read takes in what is sent, up to maxBytes.
func read(r io.Reader) ([]byte, error) {
	sent, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, errs.New(errs.Malformed, "photo-incomplete", "照片没有传完，请重试。")
	}
	if len(sent) > maxBytes {
		return nil, errs.New(errs.TooLarge, "photo-too-large", "照片不能超过 10 MB，请压缩后再上传。")
	}
	return sent, nil
}

// normalise makes of a JPEG, PNG or WebP image, whatever its name says, a photo that can be kept. What is not such an
// image is refused. It takes memory in the order of maxPixels, so that callers take turns.
func normalise(sent []byte) (photo, error) {
	if !mimetype.EqualsAny(mimetype.Detect(sent).String(), "image/jpeg", "image/png", "image/webp") {
		return photo{}, errs.New(errs.Invalid, "photo-kind", "这不是照片。只能上传 JPEG、PNG 或 WebP 格式的图片。")
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(sent))
	if err != nil {
		return photo{}, unreadable()
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return photo{}, errs.New(errs.TooLarge, "photo-too-many-pixels", "照片的像素太多（最多 4000 万），请用普通拍照模式，或缩小后再上传。")
	}
	decoded, kind, err := image.Decode(bytes.NewReader(sent))
	if err != nil {
		return photo{}, unreadable()
	}
	kept := shrink(decoded)
	if kind == "jpeg" {
		kept = upright(kept, orientation(sent))
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, kept, &jpeg.Options{Quality: quality}); err != nil {
		return photo{}, unreadable()
	}
	return photo{out.Bytes(), kept.Bounds().Dx(), kept.Bounds().Dy()}, nil
}

func unreadable() error {
	return errs.New(errs.Invalid, "photo-broken", "照片已损坏或没有传完，请重新拍照上传。")
}

// shrink draws the image on white, no larger than longEdge.
func shrink(src image.Image) *image.RGBA {
	width, height := src.Bounds().Dx(), src.Bounds().Dy()
	if longest := max(width, height); longest > longEdge {
		width, height = max(1, width*longEdge/longest), max(1, height*longEdge/longest)
	}
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	scale.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), scale.Over, nil)
	return dst
}
