// Package export owns the one way in which rows become an .xlsx: a title, what was asked and when, a header that stays
// in sight and repeats on every page, the rows, and the lines under them, ready to print on A4. Texts stay texts,
// whatever they begin with. Memory stays flat however many rows there are: they wait in temporary files and leave for
// the reader as they are packed. Which rows, and who may see them, is left to the service whose list it is.
package export

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// ContentType is the media type of a workbook.
const ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// rowsPerSheet keeps a sheet under the 1,048,576 rows that a spreadsheet program can open.
const rowsPerSheet = 1_000_000

// Book is a workbook in the making. Close it in any case: its rows wait in temporary files.
type Book struct {
	file         *excelize.File
	styles       styles
	sheets       int
	rowsPerSheet int
}

// NewBook makes a workbook without sheets.
func NewBook() (*Book, error) {
	file := excelize.NewFile()
	s, err := newStyles(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the styles of a workbook: %w", err), file.Close())
	}
	return &Book{file: file, styles: s, rowsPerSheet: rowsPerSheet}, nil
}

// Close lets go of the temporary files.
func (b *Book) Close() error { return b.file.Close() }

// WriteTo packs the workbook into w. Every sheet must be closed.
func (b *Book) WriteTo(w io.Writer) (int64, error) {
	out := &counted{to: w}
	// excelize packs into a buffer of its own and copies that at the end; packing straight into w needs no such memory.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		packer := zip.NewWriter(out)
		packer.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
			return flate.NewWriter(w, flate.BestSpeed)
		})
		return packer
	})
	if err := b.file.Write(io.Discard); err != nil {
		return out.bytes, fmt.Errorf("pack a workbook: %w", err)
	}
	return out.bytes, nil
}

type counted struct {
	to    io.Writer
	bytes int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.bytes += int64(n)
	return n, err
}
