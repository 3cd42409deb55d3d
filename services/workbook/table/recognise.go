package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"banbantong/services/errs"
)

type fileKind int

const (
	isZip fileKind = iota + 1
	isText
)

// recognise looks at the bytes, never at the file's name: exports called .xls are often web pages, and .xlsx renamed .csv.
func recognise(file io.ReaderAt, size int64, limits Limits) (fileKind, error) {
	switch {
	case size <= 0:
		return 0, errs.New(errs.Malformed, "workbook-empty", "文件是空的，请检查后重新上传。")
	case size > limits.FileBytes:
		return 0, errs.New(errs.TooLarge, "workbook-too-large",
			"文件有 %d MB，超过 %d MB 的上限。请删去图片和无关的工作表，或按学校分成几个文件上传。", size>>20, limits.FileBytes>>20)
	}
	head := make([]byte, min(size, 4096))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read the start of the file: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return isZip, nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return 0, compoundFile(file, size)
	case isWebPage(head):
		return 0, errs.New(errs.Malformed, "workbook-html",
			"这个文件其实是网页或 XML，只是名字像表格。请用 Excel 或 WPS 打开它，“另存为” Excel 工作簿（.xlsx）后再上传。")
	case !isUTF16(head) && bytes.IndexByte(head, 0) >= 0,
		bytes.HasPrefix(head, []byte("%PDF")), bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xBC\xAF")):
		return 0, notATable("这个文件不是表格")
	}
	return isText, nil
}

func isWebPage(head []byte) bool {
	start := strings.ToLower(strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))), " \t\r\n"))
	for _, sign := range []string{"<!doctype", "<html", "<head", "<meta", "<table", "<?xml", "<!--", "<style", "mime-version:"} {
		if strings.HasPrefix(start, sign) {
			return true
		}
	}
	return false
}

// compoundFile tells apart what comes in Microsoft's old container: .xls, WPS's .et, and any .xlsx with a password.
func compoundFile(file io.ReaderAt, size int64) error {
	all, err := io.ReadAll(io.NewSectionReader(file, 0, size))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	if bytes.Contains(all, utf16Bytes("EncryptedPackage")) {
		return errs.New(errs.Malformed, "workbook-password", "表格设了打开密码，系统读不了。请在 Excel 或 WPS 里取消密码，保存后再上传。")
	}
	return errs.New(errs.Malformed, "workbook-old-format",
		"这是旧的 .xls 或 WPS 的 .et 格式。请用 Excel 或 WPS 打开，“另存为” Excel 工作簿（.xlsx）后再上传。")
}

func utf16Bytes(text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

func notATable(what string) error {
	return errs.New(errs.Malformed, "workbook-not-a-table", "%s。请上传 Excel 工作簿（.xlsx）或 .csv 文件。", what)
}

func errDamaged(cause error) error {
	if e := (*errs.Error)(nil); errors.As(cause, &e) {
		return cause
	}
	return fmt.Errorf("%w: %w", errs.New(errs.Malformed, "workbook-damaged", "文件已损坏，读不下去。请用 Excel 或 WPS 打开，重新保存一次再上传。"), cause)
}

func errBomb() error {
	return errs.New(errs.TooLarge, "workbook-bomb", "文件解压后大得不正常，已停止读取。请把需要的内容复制到一个新的工作簿里，保存后再上传。")
}

func errRows(sheet string, limit int) error {
	return errs.New(errs.TooLarge, "workbook-too-many-rows", "%s超过 %d 行，请按学校或乡镇分成几个文件上传。", sheetName(sheet), limit)
}

func errEmptyRows(sheet string, limit int) error {
	return errs.New(errs.TooLarge, "workbook-empty-rows",
		"%s里有 %d 个以上连续的空行。请选中数据下方的所有空行，右键“删除”，保存后再上传。", sheetName(sheet), limit)
}

func sheetName(name string) string {
	if name == "" {
		return "文件"
	}
	return "工作表“" + name + "”"
}
