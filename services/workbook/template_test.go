package workbook

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"banbantong/models"
	"banbantong/services/errs"
	"banbantong/services/workbook/table"
)

// filled is the template of a kind with rows written below its examples.
func filled(t *testing.T, kind Kind, rows ...[]any) *table.Book {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTemplate(&out, kind); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow(kind.Label(), fmt.Sprintf("A%d", i+4), &row); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	book, err := table.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), table.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestTemplatesAreReadBackAsTheyAreMeant(t *testing.T) {
	for _, kind := range []Kind{KindSchools, KindClassrooms, KindDevices, KindPurchase} {
		t.Run(string(kind), func(t *testing.T) {
			o := Options{Today: today}
			if kind == KindPurchase {
				o.Kind = kind // it is in no import, and only read where one is asked for
			}
			guesses, err := Analyse(filled(t, kind), o)
			if err != nil {
				t.Fatal(err)
			}
			g := guesses[0]
			if g.Kind != kind || g.Name != kind.Label() || g.Header != (Header{1, 1}) {
				t.Fatalf("taken for %s in sheet %s, header %v", g.Kind, g.Name, g.Header)
			}
			for i, c := range templateColumns(kind) {
				if g.Columns[i].Field != c.field {
					t.Errorf("%s %q is taken for %q, want %q", g.Columns[i].Letter, c.title, g.Columns[i].Field, c.field)
				}
			}
		})
	}
}

func readBook(t *testing.T, book *table.Book) ([]Row, Summary) {
	t.Helper()
	guesses, err := Analyse(book, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	sum, err := Read(book, guesses[0].Mapping(), Options{Today: today}, func(r Row) error { rows = append(rows, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows, sum
}

func TestSchoolsFromTheTemplate(t *testing.T) {
	rows, sum := readBook(t, filled(t, KindSchools, []any{"2136000123", "信丰县第一小学", "信丰县", "小学", "城区", "教育部门", "1000M", "100M"}, []any{"", "某教学点", "", "农场"}))
	want := Row{Line: 4, School: School{Code: "2136000123", Name: "信丰县第一小学", Superior: "信丰县", Type: models.SchoolPrimary, Area: models.AreaUrban, Sponsor: models.SponsorEducation, UplinkMbps: new(1000), ClassInternetMbps: new(100)}}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	if !rows[1].Rejected() || rows[1].School.Code != "" {
		t.Errorf("an unknown type and no code: %+v", rows[1])
	}
	if len(sum.Skipped) != 2 || sum.Skipped[0].Reason != "示例行" {
		t.Errorf("skipped %v, want the two examples", sum.Skipped)
	}
}

func TestDevicesFromTheTemplate(t *testing.T) {
	columns := templateColumns(KindDevices)
	row := func(cells map[Field]any) []any {
		out := make([]any, len(columns))
		for i, c := range columns {
			out[i] = cells[c.field]
		}
		return out
	}
	rows, _ := readBook(t, filled(t, KindDevices,
		row(map[Field]any{"school.name": "一小", "classroom.name": "三(1)班", "device.category": "主机", "device.brand": "联想", "device.asset": "000123", "host.cpu": "i5-10400", "host.memory": "8G", "host.usb": "4", "display.usb3": "2"}),
		row(map[Field]any{"school.name": "一小", "device.category": "交互智能平板/智慧黑板", "display.size": "86", "host.memory": "8G", "host.hdmi": 1, "camera.mic": "是"}),
		row(map[Field]any{"school.name": "一小", "device.category": "摄像头", "device.brand": "罗技", "camera.resolution": "1080P"}),
		row(map[Field]any{"school.name": "一小", "device.category": "视频展示台", "device.model": "S500"}),
		row(map[Field]any{"school.name": "一小", "device.category": "网络设备", "device.name": "交换机"}),
		row(map[Field]any{"school.name": "一小", "device.category": "视频展示台", "host.memory": "8G"}),
		row(map[Field]any{"school.name": "一小", "device.brand": "联想"}),
		row(map[Field]any{"device.category": "主机", "device.brand": "联想", "host.memory": "8G"}),
	))
	want := []string{
		"一小 三（1）班 [host 联想 #000123 cpu:i5-10400 cores6 MiB8192 usb-both×4 usb3-both×2]",
		"一小 [panel MiB8192 inch86 camera:true hdmi-out×1]",
		"一小 [camera 罗技 camera:true p1080]",
		"一小 [doc_camera S500]",
		"一小 [network 交换机]",
		`一小 [host MiB8192] [doc_camera] REJECTED 第9行 ""`,
		`一小 REJECTED 第10行 ""`,
		` [host 联想 MiB8192] REJECTED 第11行 ""`,
	}
	var got []string
	for _, r := range rows {
		got = append(got, describe(r))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLedgersHaveNoTemplate(t *testing.T) {
	if err := WriteTemplate(&bytes.Buffer{}, KindLedger); !errs.Is(err, errs.NotFound) {
		t.Errorf("got %v", err)
	}
}
