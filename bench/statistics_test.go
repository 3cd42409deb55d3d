package bench

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"banbantong/services/statistics"
)

// statistics asks for the figures of the province, beside a bare read of the counts that they are made of and beside
// a scan of the things counted; and for those of a past day, beside today's.
func (p *province) statistics(b *testing.B) {
	c := p.signIn(b, "province")
	for _, by := range []string{"organisation", "category", "criterion"} {
		b.Run("by "+by, func(b *testing.B) {
			counts := []string{"SELECT * FROM school_counts"}
			if by == "criterion" { // its totals are those of the other tables
				counts = append(counts, "SELECT * FROM school_criterion_counts")
			}
			compare(b, func() error { return c.ask(http.MethodGet, "/statistics?group_by="+by, nil, nil) },
				func() error { return p.drainAll(counts...) })
		})
	}
	for _, by := range []string{"organisation", "criterion"} {
		b.Run("of a past day by "+by, func(b *testing.B) {
			path := "/statistics?group_by=" + by
			past := path + "&on=" + time.Now().AddDate(0, 0, -200).Format(time.DateOnly)
			compare(b, func() error { return c.ask(http.MethodGet, past, nil, nil) }, func() error { return c.ask(http.MethodGet, path, nil, nil) })
		})
	}
	b.Run("beside a scan", func(b *testing.B) {
		compare(b, func() error { return c.ask(http.MethodGet, "/statistics?group_by=organisation", nil, nil) }, func() error {
			return p.drain(`SELECT school_id, category, grade, state, COUNT(*) FROM devices GROUP BY school_id, category, grade, state`)
		})
	})
}

// workbook writes the official workbook, beside excelize's stream writer with the same cells, and beside the same
// writer after a bare read of the rows whose reasons the workbook tells.
func (p *province) workbook(b *testing.B) {
	write := func(to io.Writer) error {
		book, err := p.figures.Report(b.Context(), machine, statistics.Query{})
		if err != nil {
			return err
		}
		if _, err := book.WriteTo(to); err != nil {
			return err
		}
		return book.Close()
	}
	file, err := os.Create(filepath.Join(b.TempDir(), "workbook.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	peak, err := peakHeap(func() error { return write(file) })
	if err != nil {
		b.Fatal(err)
	}
	sheets, cells, err := read(file.Name())
	if err := errors.Join(err, file.Close()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cells", cells)
	ours := func() error { return write(io.Discard) }
	b.Run("beside the writer", func(b *testing.B) {
		compare(b, ours, func() error { return stream(sheets) })
		b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	})
	b.Run("beside read and writer", func(b *testing.B) {
		compare(b, ours, func() error {
			return errors.Join(p.drainAll("SELECT * FROM school_counts", "SELECT * FROM classrooms WHERE "+told, "SELECT devices.* FROM devices "+
				"JOIN classrooms ON classrooms.id = devices.classroom_id WHERE classrooms."+told), stream(sheets))
		})
	})
}

// told is the condition for rooms of which the workbook tells more than a count.
const told = "grade = 'fail'"

// peakHeap is how much the heap grew at most while work ran.
func peakHeap(work func() error) (uint64, error) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	runtime.GC()
	before, peak := heap(), uint64(0)
	done, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(done)
		failed <- work()
	}()
	for {
		peak = max(peak, heap())
		select {
		case <-done:
			return peak - min(before, peak), <-failed
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func read(file string) (sheets map[string][][]string, cells int, err error) {
	book, err := excelize.OpenFile(file)
	if err != nil {
		return nil, 0, err
	}
	sheets = map[string][][]string{}
	for _, name := range book.GetSheetList() {
		if sheets[name], err = book.GetRows(name); err != nil {
			return nil, 0, err
		}
		for _, row := range sheets[name] {
			cells += len(row)
		}
	}
	return sheets, cells, book.Close()
}

func stream(sheets map[string][][]string) error {
	book := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			return err
		}
		writer, err := book.NewStreamWriter(name)
		if err != nil {
			return err
		}
		var values []any
		for i, row := range rows {
			values = values[:0]
			for _, cell := range row {
				values = append(values, cell)
			}
			if err := writer.SetRow(fmt.Sprint("A", i+1), values); err != nil {
				return err
			}
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
	if err := book.Write(io.Discard); err != nil {
		return err
	}
	return book.Close()
}
