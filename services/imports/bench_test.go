package imports_test

import (
	"bytes"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
)

const benchRows = 10_000

// largeLedger is a ledger of so many classrooms, 20 to a school, with a host and a panel each, in 20 columns.
func largeLedger(t testing.TB, rows int) []byte {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	put := func(line int, cells ...any) {
		if err := w.SetRow(fmt.Sprintf("A%d", line), cells); err != nil {
			t.Fatal(err)
		}
	}
	put(1, "序号", "学校", "班级", "班额", "主机品牌", "主机型号", "CPU", "内存", "硬盘", "主机购置时间", "显示设备", "显示设备品牌", "尺寸",
		"显示设备购置时间", "显示设备状况", "显示设备资产编号", "摄像头", "班级网速", "是否接入校园网", "备注")
	cpus, sizes := []string{"i5-8400", "i3-7100U 2.4GHz", "G2030", "i5-10400", "双核四线程"}, []string{"86寸", "75英寸", "65", "55寸"}
	for i := range rows {
		put(i+2, i+1, fmt.Sprintf("信丰县第%d小学", i/20+1), fmt.Sprintf("%d年级(%d)班", i%20/4+1, i%4+1), 30+i%30, "联想", "启天M420", cpus[i%5],
			fmt.Sprintf("%dG", 4<<(i%3)), "256G SSD", fmt.Sprintf("201%d.9", i%9+1), "交互智能平板", "希沃", sizes[i%4], fmt.Sprintf("201%d年9月", i%9+1),
			"正常", fmt.Sprintf("ZC%06d", i), "有", "100M", "是", "")
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkImport takes 10,000 rows through match, parse, validation, upsert, verdicts, history and audit, on both
// databases. "bare" is excelize reading the same file and multi-row inserts of the very rows that the import wrote, in
// one transaction; "ratio" is how much more the import takes.
func BenchmarkImport(b *testing.B) {
	content := largeLedger(b, benchRows)
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		for b.Loop() {
			w := newWorld(b, open(b))
			stop := peakMemory()
			start := time.Now()
			dry := w.check(w.county, content, true)
			checked := time.Since(start)
			start = time.Now()
			done := w.apply(w.county, dry.ID)
			applied := time.Since(start)
			peak := stop()
			if done.Status != models.ImportApplied || done.Summary.Added != benchRows {
				b.Fatalf("%s %+v %s", done.Status, done.Summary, done.Problem)
			}
			bare := bareRead(b, content) + bareInsert(b, w.db, open(b))
			b.ReportMetric(benchRows/applied.Seconds(), "rows/s")
			b.ReportMetric(checked.Seconds(), "dry-s")
			b.ReportMetric(applied.Seconds(), "apply-s")
			b.ReportMetric(bare.Seconds(), "bare-s")
			b.ReportMetric(applied.Seconds()/bare.Seconds(), "ratio")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
		}
	})
}

// peakMemory watches the heap until the function it gives is called, which tells its highest size.
func peakMemory() func() uint64 {
	runtime.GC()
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse))
			}
		}
	}()
	return func() uint64 { close(done); <-ended; return peak.Load() }
}

func bareRead(b *testing.B, content []byte) time.Duration {
	start := time.Now()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// bareInsert copies what the import wrote into an empty database, and says how long the inserts alone take. Rows refer
// to some that come later, so references are looked at with the commit or not at all.
func bareInsert(b *testing.B, from, to *gorm.DB) time.Duration {
	lax := "PRAGMA defer_foreign_keys = ON"
	if to.Name() == "mysql" {
		lax = "SET foreign_key_checks = 0"
	}
	var took time.Duration
	err := to.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec(lax).Error; err != nil {
			return err
		}
		for _, table := range []func(*gorm.DB, *gorm.DB) (time.Duration, error){copyTable[models.Organisation], copyTable[models.School],
			copyTable[models.User], copyTable[models.Classroom], copyTable[models.Device], copyTable[models.DeviceEvent],
			copyTable[models.AuditEntry], copyTable[models.SchoolCounts], copyTable[models.SchoolCriterionCounts]} {
			t, err := table(from, tx)
			if err != nil {
				return err
			}
			took += t
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return took
}

func copyTable[T any](from, tx *gorm.DB) (time.Duration, error) {
	var rows []*T
	if err := from.Find(&rows).Error; err != nil {
		return 0, err
	}
	bulk, err := database.NewBulk[T](tx)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = bulk.Add(rows...)
	if err == nil {
		err = bulk.Flush()
	}
	return time.Since(start), err
}
