package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"banbantong/services/errs"
)

// maxParts is far above what a spreadsheet program writes.
const maxParts = 5000

// xlsx is an opened Office Open XML workbook.
type xlsx struct {
	parts   map[string]*zip.File
	limits  Limits
	strings []string    // shared by the cells of all sheets
	dates   []dateStyle // by the cell style's number
	from    epoch
}

func openXLSX(file io.ReaderAt, size int64, limits Limits) (*Book, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, errDamaged(err)
	}
	x := &xlsx{parts: make(map[string]*zip.File, len(archive.File)), limits: limits}
	if len(archive.File) > maxParts {
		return nil, errBomb()
	}
	for _, f := range archive.File {
		x.parts[strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")] = f
	}
	if err := x.refuseOthers(); err != nil {
		return nil, err
	}
	sheets, err := x.readWorkbook()
	if err == nil {
		err = x.readStyles()
	}
	if err == nil {
		err = x.readSharedStrings()
	}
	if err != nil {
		return nil, errDamaged(err)
	}
	return &Book{Sheets: sheets}, nil
}

// refuseOthers says what a zip archive is that is not a workbook without macros.
func (x *xlsx) refuseOthers() error {
	has := func(name string) bool { return x.parts[name] != nil }
	macros := false
	for name := range x.parts {
		macros = macros || strings.HasSuffix(name, "vbaProject.bin")
	}
	switch {
	case macros:
		return errs.New(errs.Malformed, "workbook-macro", "这个工作簿带有宏（.xlsm），为了安全不能上传。请“另存为”不带宏的 Excel 工作簿（.xlsx）后再上传。")
	case has("xl/workbook.bin"):
		return errs.New(errs.Malformed, "workbook-old-format", "这是二进制工作簿（.xlsb）。请用 Excel 打开，“另存为” Excel 工作簿（.xlsx）后再上传。")
	case has("word/document.xml"):
		return notATable("这是 Word 文档，不是表格")
	case has("content.xml") && has("mimetype"):
		return errs.New(errs.Malformed, "workbook-old-format", "这是 OpenDocument 文件。请“另存为” Excel 工作簿（.xlsx）后再上传。")
	case !has("xl/workbook.xml"):
		return notATable("这是压缩包，不是表格，请先解压")
	}
	return nil
}

// readPart calls visit for every token of a part; a part that is not there has none.
func (x *xlsx) readPart(name string, limit int64, visit func(xml.Token, *xml.Decoder) error) error {
	f := x.parts[name]
	if f == nil {
		return nil
	}
	r, err := x.open(f, limit)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := visit(token, d); err != nil {
			return err
		}
	}
}

// open unpacks a part, up to the limit whatever size the archive claims.
func (x *xlsx) open(f *zip.File, limit int64) (io.ReadCloser, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return nil, errBomb()
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return &capped{r, limit}, nil
}

type capped struct {
	io.ReadCloser
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, errBomb()
	}
	return n, err
}

// smallPart bounds the parts that describe the workbook.
const smallPart = 8 << 20

func (x *xlsx) readWorkbook() ([]Sheet, error) {
	target := map[string]string{}
	err := x.readPart("xl/_rels/workbook.xml.rels", smallPart, func(token xml.Token, _ *xml.Decoder) error {
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			to := attribute(e, "Target")
			if !strings.HasPrefix(to, "/") {
				to = path.Join("xl", to)
			}
			target[attribute(e, "Id")] = strings.TrimPrefix(to, "/")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	err = x.readPart("xl/workbook.xml", smallPart, func(token xml.Token, _ *xml.Decoder) error {
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr":
			if v := attribute(e, "date1904"); v == "1" || v == "true" {
				x.from = since1904
			}
		case e.Name.Local == "sheet":
			name, part := tidy(attribute(e, "name"), x.limits), target[relationID(e)]
			if x.parts[part] == nil || !strings.Contains(part, "sheet") {
				return nil // a chart or dialogue
			}
			sheets = append(sheets, Sheet{
				Name: name, Hidden: attribute(e, "state") != "" && attribute(e, "state") != "visible", part: part,
				rows: func() iter.Seq2[Row, error] { return bounded(x.sheetRows(part), name, x.limits) },
			})
		}
		return nil
	})
	if err == nil && len(sheets) == 0 {
		err = errs.New(errs.Malformed, "workbook-empty", "工作簿里没有工作表，请检查后重新上传。")
	}
	return sheets, err
}

// readSharedStrings keeps the texts of <si> elements, whether plain or in formatted runs; phonetic guides are left out.
func (x *xlsx) readSharedStrings() error {
	var text strings.Builder
	inText, inPhonetic := false, false
	total := int64(0)
	return x.readPart("xl/sharedStrings.xml", x.limits.PartBytes, func(token xml.Token, _ *xml.Decoder) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "t":
				inText = !inPhonetic
			case "rPh":
				inPhonetic = true
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inText = false
			case "rPh":
				inPhonetic = false
			case "si":
				s := tidy(text.String(), x.limits)
				if total += int64(len(s)) + 16; total > x.limits.StringBytes {
					return errBomb()
				}
				x.strings = append(x.strings, strings.Clone(s))
			}
		}
		return nil
	})
}

// attribute is the value of the attribute without a prefix, "" if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// relationID is the r:id of a sheet.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}
