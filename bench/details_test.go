package bench

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"banbantong/services/export"
	"banbantong/services/registry"
)

// details writes every classroom and every device of the province to a workbook, beside excelize's stream writer with
// as many rows of the same kind.
func (p *province) details(b *testing.B) {
	write := func(to io.Writer) error {
		book, err := export.NewBook()
		if err != nil {
			return err
		}
		if err := p.register.ExportDetails(b.Context(), machine, registry.Place{}, book, func(int, int) {}); err != nil {
			return err
		}
		if _, err := book.WriteTo(to); err != nil {
			return err
		}
		return book.Close()
	}
	path := filepath.Join(b.TempDir(), "details.xlsx")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	peak, err := peakHeap(func() error { return write(file) })
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	var rows int
	lists := make([]list, 2)
	for i, table := range []string{"classrooms WHERE retired_at IS NULL", "devices WHERE state <> 'retired'"} {
		if err := p.db.Raw("SELECT COUNT(*) FROM " + table).Scan(&lists[i].rows).Error; err != nil {
			b.Fatal(err)
		}
		rows += lists[i].rows
	}
	if err := examples(path, lists); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d rows", rows)
	compare(b, func() error { return write(io.Discard) }, func() error { return streamLists(lists) })
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}

// list is how many rows a sheet has, and some of them.
type list struct {
	rows     int
	examples [][]any
}

// examples reads the first rows of the sheets: their titles, and a thousand of what they list.
func examples(path string, lists []list) error {
	book, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	for i, sheet := range []string{"教室明细", "设备明细"} {
		rows, err := book.Rows(sheet)
		if err != nil {
			return err
		}
		for len(lists[i].examples) < 1000 && rows.Next() {
			texts, err := rows.Columns()
			if err != nil {
				return err
			}
			row := make([]any, len(texts))
			for j, text := range texts {
				row[j] = text
			}
			lists[i].examples = append(lists[i].examples, row)
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return book.Close()
}

// streamLists writes the lists with the bare stream writer, a sheet for each million rows.
func streamLists(lists []list) error {
	const most = 1_000_000
	book := excelize.NewFile()
	for i, l := range lists {
		for from := 0; from < l.rows; from += most {
			name := fmt.Sprintf("%d-%d", i, from)
			if _, err := book.NewSheet(name); err != nil {
				return err
			}
			writer, err := book.NewStreamWriter(name)
			if err != nil {
				return err
			}
			for row := range min(most, l.rows-from) {
				if err := writer.SetRow(fmt.Sprint("A", row+1), l.examples[row%len(l.examples)]); err != nil {
					return err
				}
			}
			if err := writer.Flush(); err != nil {
				return err
			}
		}
	}
	if err := book.Write(io.Discard); err != nil {
		return err
	}
	return book.Close()
}
