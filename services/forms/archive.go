package forms

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// limits bound what a form may cost; a bureau's form is one page or a few.
func limits() table.Limits {
	return table.Limits{FileBytes: 2 << 20, PartBytes: 16 << 20, StringBytes: 8 << 20, Rows: 5000, EmptyRows: 20_000, Columns: 256, CellBytes: 4000}
}

const (
	maxParts    = 500
	maxUnpacked = 64 << 20 // all parts together
)

// refused are the parts that a form may not have, and what they are called. Who downloads a form trusts the bureau that
// made it, and gets nothing from it that runs or fetches by itself.
var refused = []struct{ prefix, what string }{
	{"xl/macrosheets/", "宏表"},
	{"xl/externalLinks/", "指向其他文件的链接"},
	{"xl/connections", "外部数据连接"},
	{"xl/embeddings/", "嵌入的对象"},
	{"xl/activeX/", "ActiveX 控件"},
	{"xl/pivotTables/", "数据透视表"},
	{"customUI/", "自定义界面"},
}

// archive is the parts of an .xlsx file by name. Those that are read as XML are written back as they are then; all
// others are copied byte by byte.
type archive struct {
	zip     *zip.Reader
	files   map[string]*zip.File
	read    map[string]*etree.Document
	raw     map[string]func(io.Writer) error // parts that are written otherwise
	left    map[string]bool                  // parts that are left out
	pending int64                            // bytes that may still be unpacked
}

func openArchive(file []byte) (*archive, error) {
	if _, err := table.Open(bytes.NewReader(file), int64(len(file)), limits()); err != nil {
		return nil, err
	}
	reader, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errs.New(errs.Malformed, "form-not-xlsx", "表样要用 Excel 工作簿（.xlsx）。")
	}
	a := &archive{zip: reader, files: map[string]*zip.File{}, read: map[string]*etree.Document{}, raw: map[string]func(io.Writer) error{},
		left: map[string]bool{}, pending: maxUnpacked}
	if len(reader.File) > maxParts {
		return nil, errs.New(errs.TooLarge, "form-too-large", "表样里的内容太多。请删去无关的工作表和图片。")
	}
	var unpacked uint64
	for _, f := range reader.File {
		for _, r := range refused {
			if strings.HasPrefix(strings.ToLower(f.Name), strings.ToLower(r.prefix)) {
				return nil, errs.New(errs.Malformed, "form-refused", "表样里有%s，不能使用。请删去后另存为 Excel 工作簿（.xlsx）再上传。", r.what)
			}
		}
		if unpacked += f.UncompressedSize64; unpacked > maxUnpacked {
			return nil, errs.New(errs.TooLarge, "form-too-large", "表样解压后太大。请删去无关的工作表和图片。")
		}
		if a.files[f.Name] != nil {
			return nil, errDamaged()
		}
		a.files[f.Name] = f
	}
	return a, nil
}

func errDamaged() error {
	return errs.New(errs.Malformed, "form-damaged", "表样读不下去。请用 Excel 或 WPS 打开，另存为 Excel 工作簿（.xlsx）后再上传。")
}

// xml is a part, read. It is nil where there is none of the name.
func (a *archive) xml(name string) (*etree.Document, error) {
	if doc := a.read[name]; doc != nil || a.files[name] == nil {
		return doc, nil
	}
	r, err := a.files[name].Open()
	if err != nil {
		return nil, errDamaged()
	}
	defer func() { _ = r.Close() }()
	counted := &io.LimitedReader{R: r, N: min(a.pending, limits().PartBytes) + 1}
	doc := etree.NewDocument()
	before := counted.N
	if _, err := doc.ReadFrom(counted); err != nil || counted.N <= 0 || doc.Root() == nil {
		return nil, errDamaged()
	}
	a.pending -= before - counted.N
	a.read[name] = doc
	return doc, nil
}

// related are the parts that a part refers to, by the last word of their type, such as "drawing".
func (a *archive) related(name string) (map[string][]string, error) {
	doc, err := a.xml(relationsOf(name))
	if err != nil || doc == nil {
		return nil, err
	}
	found := map[string][]string{}
	for _, r := range doc.Root().ChildElements() {
		if r.SelectAttrValue("TargetMode", "") != "External" {
			kind := path.Base(r.SelectAttrValue("Type", ""))
			found[kind] = append(found[kind], resolve(name, r.SelectAttrValue("Target", "")))
		}
	}
	return found, nil
}

func relationsOf(name string) string {
	return path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
}

// resolve is the name of a part that another one names.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(path.Dir(from), target)
}

// writeTo packs the parts as they are now.
func (a *archive) writeTo(w io.Writer) error {
	out := zip.NewWriter(w)
	create := func(name string, write func(io.Writer) error) error {
		part, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		return write(part)
	}
	for _, f := range a.zip.File {
		if a.left[f.Name] {
			continue
		}
		var err error
		if write := a.raw[f.Name]; write != nil {
			err = create(f.Name, write)
		} else if doc := a.read[f.Name]; doc != nil {
			err = create(f.Name, func(w io.Writer) error { _, err := doc.WriteTo(w); return err })
		} else {
			err = out.Copy(f)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// leaveOut drops a part, and what names it.
func (a *archive) leaveOut(name string) error {
	if a.files[name] == nil {
		return nil
	}
	a.left[name] = true
	for _, list := range []string{"[Content_Types].xml", relationsOf("xl/workbook.xml")} {
		doc, err := a.xml(list)
		if err != nil || doc == nil {
			return err
		}
		for _, e := range slices.Clone(doc.Root().ChildElements()) {
			target := e.SelectAttrValue("Target", "")
			if e.SelectAttrValue("PartName", "") == "/"+name || target != "" && resolve("xl/workbook.xml", target) == name {
				doc.Root().RemoveChild(e)
			}
		}
	}
	return nil
}
