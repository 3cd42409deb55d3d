package attachments

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"banbantong/services/errs"
)

// webp1x1 is one transparent pixel, lossless.
const webp1x1 = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

// halves is an image whose left half is red and whose right half is blue.
func halves(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{R: 255, A: 255}
			if x >= width/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func encodeJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an EXIF segment that says the orientation, and a place, behind the start of the JPEG.
func withExif(picture []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	tiff := order.AppendUint32([]byte(mark), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range []struct{ tag, value uint16 }{{0x0110, 7}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, entry.tag)
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, entry.value)
		tiff = order.AppendUint16(tiff, 0)
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	segment = append(segment, "GPS 25.38N 114.92E"...)
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), picture[2:]...)
}

// pngOf is a PNG that says it has these dimensions, and has no such picture inside.
func pngOf(width, height uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		body := append([]byte(kind), data...)
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 2, 0, 0, 0))...)
	return append(append(out, chunk("IDAT", []byte{0x78, 0x9c})...), chunk("IEND", nil)...)
}

func TestWhatIsNoPhotoIsRefused(t *testing.T) {
	var animated bytes.Buffer
	if err := gif.Encode(&animated, halves(4, 4), nil); err != nil {
		t.Fatal(err)
	}
	whole := encodeJPEG(t, halves(400, 300))
	for name, c := range map[string]struct {
		sent []byte
		kind errs.Kind
	}{
		"nothing":                               {nil, errs.Invalid},
		"an SVG with a script":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), errs.Invalid},
		"a page that is called a photo":         {[]byte("<!doctype html><script>alert(1)</script>"), errs.Invalid},
		"a page behind the signature of a JPEG": {append([]byte{0xFF, 0xD8, 0xFF, 0xE0}, "<html><script>"...), errs.Invalid},
		"a page behind the signature of a PNG":  {[]byte("\x89PNG\r\n\x1a\n<html>"), errs.Invalid},
		"a GIF":                                 {animated.Bytes(), errs.Invalid},
		"a PDF":                                 {[]byte("%PDF-1.7\n"), errs.Invalid},
		"a program":                             {[]byte("MZ\x90\x00\x03"), errs.Invalid},
		"a zip archive":                         {[]byte("PK\x03\x04"), errs.Invalid},
		"half a JPEG":                           {whole[:len(whole)/2], errs.Invalid},
		"the head of a JPEG":                    {whole[:30], errs.Invalid},
		"half a PNG":                            {encodePNG(t, halves(400, 300))[:200], errs.Invalid},
		"a PNG that says it is 100000 × 100000": {pngOf(100000, 100000), errs.TooLarge},
		"a PNG whose pixels overflow":           {pngOf(1<<31-1, 1<<31-1), errs.Invalid},
		"a PNG without a line":                  {pngOf(10, 0), errs.Invalid},
		"a PNG without its picture":             {pngOf(10, 10), errs.Invalid},
		"half a WebP":                           {decode64(t, webp1x1)[:20], errs.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := normalise(c.sent); !errs.Is(err, c.kind) {
				t.Errorf("%v, want kind %d", err, c.kind)
			}
		})
	}
}

func TestTooManyBytesAreNotReadToTheEnd(t *testing.T) {
	source := &endless{}
	if _, err := read(source); !errs.Is(err, errs.TooLarge) {
		t.Errorf("%v", err)
	}
	if source.read > maxBytes+1<<20 {
		t.Errorf("read %d bytes of an endless photo", source.read)
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) { e.read += len(p); return len(p), nil }

func TestPhotosAreKeptSmallAndPlain(t *testing.T) {
	for name, c := range map[string]struct {
		sent          []byte
		width, height int
	}{
		"a small JPEG keeps its size":   {encodeJPEG(t, halves(300, 200)), 300, 200},
		"a large one is shrunk":         {encodeJPEG(t, halves(3200, 1600)), 1600, 800},
		"a tall one is shrunk":          {encodePNG(t, halves(200, 4000)), 80, 1600},
		"a line stays at least a pixel": {encodePNG(t, halves(4000, 1)), 1600, 1},
		"a WebP":                        {decode64(t, webp1x1), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := normalise(c.sent)
			if err != nil {
				t.Fatal(err)
			}
			config, kind, err := image.DecodeConfig(bytes.NewReader(p.jpeg))
			if err != nil || kind != "jpeg" || config.Width != c.width || config.Height != c.height || p.width != c.width || p.height != c.height {
				t.Errorf("kept as %s %d × %d, row says %d × %d; %v", kind, config.Width, config.Height, p.width, p.height, err)
			}
		})
	}
}

func TestMetadataIsNotKept(t *testing.T) {
	p, err := normalise(withExif(encodeJPEG(t, halves(40, 20)), binary.LittleEndian, 1))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(p.jpeg, []byte("Exif")) || bytes.Contains(p.jpeg, []byte("GPS")) {
		t.Error("what the camera wrote beside the picture was kept")
	}
}

// TestPhotosStandUpright turns a picture, red left and blue right, as each EXIF orientation says, and looks where the
// red half is then.
func TestPhotosStandUpright(t *testing.T) {
	red := map[uint16]string{0: "left", 1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 9: "left"}
	for orientation, want := range red {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := normalise(withExif(encodeJPEG(t, halves(80, 40)), order, orientation))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := jpeg.Decode(bytes.NewReader(p.jpeg))
			if err != nil {
				t.Fatal(err)
			}
			size := kept.Bounds()
			for side, at := range map[string]image.Point{"left": {4, size.Dy() / 2}, "right": {size.Dx() - 4, size.Dy() / 2},
				"top": {size.Dx() / 2, 4}, "bottom": {size.Dx() / 2, size.Dy() - 4}} {
				r, _, b, _ := kept.At(at.X, at.Y).RGBA()
				if side == want && r <= b {
					t.Errorf("orientation %d: the %s is not red", orientation, side)
				}
			}
			if lying := strings.Contains("top bottom", want); lying != (size.Dy() > size.Dx()) {
				t.Errorf("orientation %d: %d × %d", orientation, size.Dx(), size.Dy())
			}
		}
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add(encodeJPEG(f, halves(16, 16)))
	f.Add(withExif(encodeJPEG(f, halves(16, 8)), binary.BigEndian, 6))
	f.Add(encodePNG(f, halves(16, 16)))
	f.Add(pngOf(9, 9))
	f.Add(decode64(f, webp1x1))
	f.Fuzz(func(t *testing.T, sent []byte) {
		p, err := normalise(sent)
		if err != nil {
			return
		}
		if config, kind, err := image.DecodeConfig(bytes.NewReader(p.jpeg)); err != nil || kind != "jpeg" || max(config.Width, config.Height) > longEdge {
			t.Errorf("kept %s %+v, %v", kind, config, err)
		}
	})
}

func decode64(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
