package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"banbantong/services/errs"
)

// openCSV reads text with commas, semicolons or tabs, in UTF-8, in UTF-16 as Excel's “Unicode 文本”, or in GBK as WPS saves it.
func openCSV(file io.ReaderAt, size int64, limits Limits) (*Book, error) {
	decode, err := textEncoding(file, size)
	if err != nil {
		return nil, err
	}
	open := func() *bufio.Reader {
		return bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(file, 0, size), decode.NewDecoder()), 64<<10)
	}
	comma := delimiter(open())
	rows := func() iter.Seq2[Row, error] { return bounded(csvRows(open(), comma, limits), "", limits) }
	return &Book{Sheets: []Sheet{{rows: rows}}}, nil
}

// textEncoding finds the encoding in which the whole file is valid.
func textEncoding(file io.ReaderAt, size int64) (encoding.Encoding, error) {
	head := make([]byte, min(size, 2))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the start of the file: %w", err)
	}
	if isUTF16(head) {
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), nil
	}
	if _, err := io.Copy(io.Discard, transform.NewReader(io.NewSectionReader(file, 0, size), encoding.UTF8Validator)); err == nil {
		return unicode.UTF8BOM, nil
	}
	gbk := bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(file, 0, size), simplifiedchinese.GB18030.NewDecoder()), 64<<10)
	for {
		r, _, err := gbk.ReadRune()
		if errors.Is(err, io.EOF) {
			return simplifiedchinese.GB18030, nil
		}
		if err != nil || r == utf8.RuneError {
			return nil, errs.New(errs.Malformed, "workbook-encoding", "认不出文件的文字编码。请用 Excel 或 WPS 打开，“另存为” Excel 工作簿（.xlsx）后再上传。")
		}
	}
}

// delimiter is the candidate that the first lines have most of.
func delimiter(r *bufio.Reader) rune {
	head, _ := r.Peek(4096) // shorter at the end of the file
	best, most := ',', 0
	for _, candidate := range []rune{',', '\t', ';', '，'} {
		if n := bytes.Count(head, []byte(string(candidate))); n > most {
			best, most = candidate, n
		}
	}
	return best
}

func csvRows(r io.Reader, comma rune, limits Limits) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		row := Row{}
		for record, err := range csvRecords(r, comma) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			row.Line, row.Cells = record.line, row.Cells[:0]
			for _, field := range record.fields[:min(len(record.fields), limits.Columns)] {
				row.Cells = append(row.Cells, Cell{Text: tidy(asText(field), limits)})
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// csvRecord is a record with its line as a spreadsheet counts it: empty lines are lines, and those inside a quoted
// field are not. Its fields are valid until the next one.
type csvRecord struct {
	line   int
	fields []string
}

func csvRecords(r io.Reader, comma rune) iter.Seq2[csvRecord, error] {
	return func(yield func(csvRecord, error) bool) {
		in := csv.NewReader(r)
		in.Comma, in.LazyQuotes, in.FieldsPerRecord, in.ReuseRecord = comma, true, -1, true
		record := csvRecord{}
		lastTextLine := 0 // on which the record before ended
		for {
			fields, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(csvRecord{}, errDamaged(err))
				return
			}
			textLine, _ := in.FieldPos(0)
			record.line += textLine - lastTextLine
			record.fields, lastTextLine = fields, textLine
			for _, field := range fields {
				lastTextLine += strings.Count(field, "\n")
			}
			if !yield(record, nil) {
				return
			}
		}
	}
}

// asText unwraps ="00123", by which some programs keep leading zeros in a .csv file.
func asText(field string) string {
	if inner, ok := strings.CutPrefix(strings.TrimSpace(field), `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return field
}
