// Package exporttest opens workbooks with a program that is not the one that wrote them.
package exporttest

import (
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Open has LibreOffice read the workbook and gives the cells of every sheet as it shows them, by the sheet's name.
// In CI a missing LibreOffice is a failure.
func Open(t testing.TB, book io.Reader) map[string][][]string {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("LibreOffice is not installed: run dev/setup")
	}
	folder := t.TempDir()
	name := filepath.Join(folder, "book.xlsx")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, book); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	// Comma, double quote, UTF-8, from row 1; quote only where needed, cells as shown; the twelfth, -1, is every sheet in
	// a file of its own. The others mean nothing here.
	const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"
	convert := exec.Command("soffice", "-env:UserInstallation=file://"+folder+"/profile", "--headless",
		"--convert-to", filter, "--outdir", folder, name)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	sheets := map[string][][]string{}
	files, err := filepath.Glob(filepath.Join(folder, "book-*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(strings.NewReader(string(text)))
		reader.FieldsPerRecord = -1
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "book-"), ".csv")] = rows
	}
	return sheets
}
