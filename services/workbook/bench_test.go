package workbook

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"banbantong/services/workbook/table"
)

// largeLedger is a ledger of n classrooms in 20 columns, as an .xlsx.
func largeLedger(t testing.TB, n int) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	put := func(line int, cells ...any) {
		if err := w.SetRow(fmt.Sprintf("A%d", line), cells); err != nil {
			t.Fatal(err)
		}
	}
	put(1, "信丰县班班通设备台账")
	put(2, "序号", "学校", "班级", "班额", "主机品牌", "主机型号", "CPU", "内存", "硬盘", "主机购置时间", "显示设备", "显示设备品牌", "尺寸", "显示设备购置时间", "显示设备状况", "资产编号", "摄像头", "班级网速", "是否接入校园网", "备注")
	cpus, sizes, states := []string{"i5-8400", "i3-7100U 2.4GHz", "G2030", "i5-10400", "双核四线程"}, []string{"86寸", "75英寸", "65", "55寸"}, []string{"正常", "完好", "损坏", "良好"}
	for i := range n {
		put(i+3, i+1, fmt.Sprintf("信丰县第%d小学", i/20+1), fmt.Sprintf("%d年级(%d)班", i%20/4+1, i%4+1), 30+i%30, "联想", "启天M420", cpus[i%5], fmt.Sprintf("%dG", 4<<(i%3)), "256G SSD", fmt.Sprintf("201%d.9", i%10),
			"交互智能平板", "希沃", sizes[i%4], fmt.Sprintf("201%d年9月", i%10), states[i%4], fmt.Sprintf("ZC%06d", i), "有", "100M", "是", "")
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

const benchRows = 10_000

// BenchmarkReadLedger reads 10,000 rows into devices; compare BenchmarkBareRows.
func BenchmarkReadLedger(b *testing.B) {
	data := largeLedger(b, benchRows)
	b.ReportAllocs()
	for b.Loop() {
		book, err := table.Open(bytes.NewReader(data), int64(len(data)), table.DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		guesses, err := Analyse(book, Options{Today: today})
		if err != nil {
			b.Fatal(err)
		}
		devices := 0
		sum, err := Read(book, guesses[0].Mapping(), Options{Today: today}, func(r Row) error { devices += len(r.Devices); return nil })
		if err != nil || sum.Rows != benchRows || devices != 2*benchRows {
			b.Fatal(sum.Rows, devices, err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	reportHeap(b)
}

// BenchmarkBareRows reads the same file with excelize and makes nothing of it.
func BenchmarkBareRows(b *testing.B) {
	data := largeLedger(b, benchRows)
	b.ReportAllocs()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data))
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
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	reportHeap(b)
}

func reportHeap(b *testing.B) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapSys)/(1<<20), "heap-MB")
}
