// Package export owns the one way in which rows become an .xlsx: a title, what was asked and when, a header that stays
// in sight and repeats on every page, the rows, and the lines under them, ready to print on A4. Texts stay texts,
// whatever they begin with. Memory stays flat however many rows there are: each sheet waits in a temporary file as it
// will stand in the workbook, and several may be filled at the same time. Which rows, and who may see them, is left to
// the service whose list it is.
package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/xuri/excelize/v2"
)

// ContentType is the media type of a workbook.
const ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// rowsPerSheet keeps a sheet under the 1,048,576 rows that a spreadsheet program can open.
const rowsPerSheet = 1_000_000

// Book is a workbook in the making. Close it in any case: its rows wait in temporary files.
type Book struct {
	skeleton     *excelize.File // all but the sheets: styles, names and what else a workbook needs
	styles       styles
	sheets       []*Sheet // in the order of their tabs
	rows         atomic.Int64
	rowsPerSheet int
}

// NewBook makes a workbook without sheets.
func NewBook() (*Book, error) {
	skeleton := excelize.NewFile()
	s, err := newStyles(skeleton)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the styles of a workbook: %w", err), skeleton.Close())
	}
	return &Book{skeleton: skeleton, styles: s, rowsPerSheet: rowsPerSheet}, nil
}

// Close lets go of the temporary files.
func (b *Book) Close() error {
	err := b.skeleton.Close()
	for _, sheet := range b.sheets {
		for _, part := range sheet.parts {
			err = errors.Join(err, part.remove())
		}
	}
	return err
}

// Rows is how many rows its tables have by now. It may be asked for while they are written.
func (b *Book) Rows() int { return int(b.rows.Load()) }

// WriteTo packs the workbook into w, once. Every sheet must be closed.
func (b *Book) WriteTo(w io.Writer) (int64, error) {
	out := &counted{to: w}
	if err := b.pack(out); err != nil {
		return out.bytes, fmt.Errorf("pack a workbook: %w", err)
	}
	return out.bytes, nil
}

// pack copies the skeleton, with the sheets that were spooled in the place of its empty ones.
func (b *Book) pack(w io.Writer) error {
	spools, err := b.addSheets()
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := b.skeleton.Write(&packed); err != nil {
		return err
	}
	skeleton, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		return err
	}
	book := zip.NewWriter(w)
	for _, entry := range skeleton.File {
		if spool, is := spools[entry.Name]; is {
			err = spool.packInto(book, entry.Name)
		} else {
			err = book.Copy(entry)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
	}
	return book.Close()
}

// addSheets gives the skeleton an empty sheet for each that was spooled, and the rows that its pages repeat. The
// spools are by the names that excelize gives the sheets' files.
func (b *Book) addSheets() (map[string]*spool, error) {
	spools := map[string]*spool{}
	for _, sheet := range b.sheets {
		for i, part := range sheet.parts {
			name := sheet.name(i + 1)
			var err error
			if len(spools) == 0 {
				err = b.skeleton.SetSheetName(b.skeleton.GetSheetName(0), name) // the one that every new workbook has
			} else {
				_, err = b.skeleton.NewSheet(name)
			}
			if err == nil {
				err = b.skeleton.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
					RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, sheet.headerTop(), sheet.first-1)})
			}
			if err != nil {
				return nil, fmt.Errorf("add the sheet %s: %w", name, err)
			}
			spools[fmt.Sprintf("xl/worksheets/sheet%d.xml", len(spools)+1)] = part
		}
	}
	return spools, nil
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
