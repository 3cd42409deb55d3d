package table

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/transform"
)

// Remarks are texts for rows of a sheet, by their lines, in a column of their own.
type Remarks struct {
	Sheet  string // its name
	Title  string // of the column, in the row of the line Header
	Header int
	ByLine map[int]string
}

// at is the text for a line, "" for none.
func (r Remarks) at(line int) string {
	if line == r.Header {
		return r.Title
	}
	return r.ByLine[line]
}

// Annotate copies a file that Open accepts to w with a column of remarks right of everything in the sheet. All else of
// the person's own file stays as it is: other sheets, formats and formulas are copied byte by byte.
func Annotate(w io.Writer, file io.ReaderAt, size int64, limits Limits, remarks Remarks) error {
	kind, err := recognise(file, size, limits)
	if err != nil {
		return err
	}
	if kind == isText {
		return annotateCSV(w, file, size, remarks)
	}
	book, err := openXLSX(file, size, limits)
	if err != nil {
		return err
	}
	part := ""
	for _, s := range book.Sheets {
		if s.Name == remarks.Sheet {
			part = s.part
		}
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return errDamaged(err)
	}
	out := zip.NewWriter(w)
	x := &xlsx{limits: limits}
	for _, f := range archive.File {
		if strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/") != part {
			if err := out.Copy(f); err != nil {
				return fmt.Errorf("copy %s: %w", f.Name, err)
			}
			continue
		}
		to, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
		if err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
		if err := x.annotateSheet(to, f, remarks); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write the annotated workbook: %w", err)
	}
	return nil
}

// annotateSheet copies a sheet's XML, with a cell before the end of each row that has a remark.
func (x *xlsx) annotateSheet(w io.Writer, f *zip.File, remarks Remarks) error {
	column, err := x.sheetWidth(f)
	if err != nil {
		return err
	}
	r, err := x.open(f, x.limits.PartBytes)
	if err != nil {
		return err
	}
	defer r.Close()
	var source recorder
	d := xml.NewDecoder(io.TeeReader(r, &source))
	line := 0
	for {
		start := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			_, err := w.Write(source.upTo(d.InputOffset()))
			return err
		}
		if err != nil {
			return errDamaged(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "row" {
				line = lineOf(e, line)
			}
		case xml.EndElement:
			text := remarks.at(line)
			if e.Name.Local != "row" || text == "" || d.InputOffset() == start { // a row without content has no end of its own
				break
			}
			if _, err := w.Write(source.upTo(start)); err != nil {
				return err
			}
			if _, err := w.Write(inlineCell(e.Name.Space, Column(column), line, text)); err != nil {
				return err
			}
		}
		if source.held() > 64<<10 {
			if _, err := w.Write(source.upTo(d.InputOffset())); err != nil {
				return err
			}
		}
	}
}

// sheetWidth is the number of columns up to the last cell of a sheet.
func (x *xlsx) sheetWidth(f *zip.File) (int, error) {
	part := &xlsx{parts: map[string]*zip.File{f.Name: f}, limits: x.limits}
	width, column := 0, -1
	err := part.readPart(f.Name, x.limits.PartBytes, func(token xml.Token, _ *xml.Decoder) error {
		if e, ok := token.(xml.StartElement); ok {
			switch e.Name.Local {
			case "row":
				column = -1
			case "c":
				column++
				if at, _, ok := address([]byte(attribute(e, "r"))); ok {
					column = at
				}
				width = max(width, column+1)
			}
		}
		return nil
	})
	if err != nil {
		return 0, errDamaged(err)
	}
	return width, nil
}

func inlineCell(prefix, column string, line int, text string) []byte {
	if prefix != "" {
		prefix += ":"
	}
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(text)) // a buffer takes everything
	return fmt.Appendf(nil, `<%[1]sc r="%[2]s%[3]d" t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[4]s</%[1]st></%[1]sis></%[1]sc>`, prefix, column, line, escaped.Bytes())
}

// recorder holds what a decoder has read and nobody has copied yet.
type recorder struct {
	from int64 // offset of the first byte held
	data []byte
}

func (r *recorder) Write(p []byte) (int, error) {
	r.data = append(r.data, p...)
	return len(p), nil
}

func (r *recorder) held() int { return len(r.data) }

// upTo hands over the bytes up to the offset; they are valid until the next Write.
func (r *recorder) upTo(offset int64) []byte {
	n := offset - r.from
	out := r.data[:n:n]
	r.from, r.data = offset, append([]byte(nil), r.data[n:]...)
	return out
}

// annotateCSV writes the file in UTF-8 with a byte order mark, so that Excel and WPS both read it.
func annotateCSV(w io.Writer, file io.ReaderAt, size int64, remarks Remarks) error {
	decode, err := textEncoding(file, size)
	if err != nil {
		return err
	}
	open := func() *bufio.Reader {
		return bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(file, 0, size), decode.NewDecoder()), 64<<10)
	}
	comma := delimiter(open())
	width := 0
	for record, err := range csvRecords(open(), comma) {
		if err != nil {
			return err
		}
		width = max(width, len(record.fields))
	}
	if _, err := io.WriteString(w, "\xEF\xBB\xBF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if comma != '，' {
		out.Comma = comma
	}
	written := 0
	for record, err := range csvRecords(open(), comma) {
		if err != nil {
			return err
		}
		for ; written < record.line-1; written++ { // the empty lines that the reader passes over
			out.Flush()
			if _, err := io.WriteString(w, "\r\n"); err != nil {
				return err
			}
		}
		fields := append(make([]string, 0, width+1), record.fields...)
		if text := remarks.at(record.line); text != "" {
			fields = append(append(fields, make([]string, width-len(fields))...), text)
		}
		if err := out.Write(fields); err != nil {
			return err
		}
		written++
	}
	out.Flush()
	return out.Error()
}
