package workbook

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"banbantong/services/workbook/table"
)

var update = flag.Bool("update", false, "write testdata anew")

// messyLedger makes testdata/messy-ledger.xlsx: the ledger of a county as an office keeps it, with a title, a remark
// with the unit, two rows of headers, merged schools, mixed ways of writing, a sum and notes, a column that nobody can
// know (登记卡号) and cells that cannot be understood. Browser tests import it, so its schools are those of the demo's
// 信丰县: 信丰县第一小学, 信丰县第二小学, 信丰县嘉定镇中心小学, 信丰县大塘埠镇中心小学, 信丰县西牛镇中心小学, 信丰县第二中学.
func messyLedger(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "班班通台账"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", sheet))
	_, err := f.NewSheet("说明")
	must(err)
	must(f.SetCellValue("说明", "A1", "本表由各校电教员填写，县装备站汇总。"))
	dateFormat := `yyyy"年"m"月"`
	month, err := f.NewStyle(&excelize.Style{CustomNumFmt: &dateFormat})
	must(err)
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	centred, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Font: &excelize.Font{Bold: true}})
	must(err)

	line := 0
	put := func(cells ...any) {
		line++
		must(f.SetSheetRow(sheet, fmt.Sprintf("A%d", line), &cells))
	}
	merge := func(from, to string) { must(f.MergeCell(sheet, from, to)) }
	put("信丰县2024年“高质量班班通”设备台账")
	merge("A1", "T1")
	put("填报单位（盖章）：信丰县教育局", nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "单位：台/套")
	merge("A2", "P2")
	put("序号", "学校", "班级", "班额（人）", "主机（OPS）", nil, nil, nil, nil, nil, "显示设备", nil, nil, nil, nil, nil, "摄像头", "网络", nil, "备注")
	put(nil, nil, nil, nil, "品牌型号", "CPU", "内存", "硬盘", "接口", "购置\n时间", "类型", "品牌", "尺寸", "购置年月", "状况", "登记卡号", nil, "班级网速", "是否接入\n校园网")
	for _, r := range [][2]string{{"A3", "A4"}, {"B3", "B4"}, {"C3", "C4"}, {"D3", "D4"}, {"E3", "J3"}, {"K3", "P3"}, {"Q3", "Q4"}, {"R3", "S3"}, {"T3", "T4"}} {
		merge(r[0], r[1])
	}
	must(f.SetCellStyle(sheet, "A1", "T4", centred))

	september2018, may2016 := time.Date(2018, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2016, 5, 20, 0, 0, 0, 0, time.UTC)
	all := "USB×4、HDMI×1、VGA×1"
	for _, school := range []struct {
		name string
		rows [][]any
	}{
		{"信丰县第一小学", [][]any{
			{"一(1)班", 46, "联想 启天M420", "i5-8400", "8G", "256G SSD", all, "2019.9", "交互智能平板", "希沃", "86寸", "2019.9", "正常", "001201", "有", "100M", "是"},
			{"一（2）班", "47人", "联想启天M420", "Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz", "8192MB", "256GB固态硬盘", all, september2018, "交互智能平板", "希沃", 86, september2018, "完好", "001202", "√", "100Mbps", "√"},
			{"二(1)班", "４５", "联想 启天M420", "I5 8400", "８Ｇ", "128G固态+1T机械", all, "2019年9月", "交互平板", "希沃", "86英寸", "2019/9/1", "良好", "001203", "有", "百兆", "是"},
			{"二(2)班", 44, "同方 超扬A7500", "双核四线程", "4G", "500G 机械", "USB×2、HDMI×1、VGA×1", "2014.9", "交互平板", "鸿合", "65寸", "2014.9", "触摸失灵", "001204", "无", "100M", "是"},
			{"三(1)班", "约50", "联想 启天M420", "i5-8400", "8G", "256G SSD", all, "2019.9", "交互智能平板", "希沃", "86寸", "2019.9", "正常", "001205", "有", "100M", "是"},
		}},
		{"信丰县第二小学", [][]any{
			{"一(1)班", 42, "希沃 OPS", "i3-7100U 2.4GHz", "4G", "128G SSD", "USB×3、HDMI×1、VGA×1", "2018.3", "智慧黑板", "希沃", `86"`, "2018.3", "正常", "0100021", "有", "100M", "是"},
			{"一(2)班", 43, "希沃 OPS", "i3-7100U 2.4GHz", "4G", "128G SSD", "USB×3、HDMI×1、VGA×1", "2018.10", "智慧黑板", "希沃", `86"`, "2018.10", "正常", "0100022", "有", "100M", "是"},
			{"二(1)班", 40, "希沃 OPS", "i3-7100U 2.4GHz", "大", "128G SSD", "USB×3", "2018.3", "智慧黑板", "希沃", `86"`, "2018.3", "正常", "0100023", "有", "100M", "是"},
			{"二(2)班", 41, "希沃 OPS", "i3-7100U 2.4GHz", "4G", "128G SSD", "USB×3、HDMI×1、VGA×1", "2018.1", "智慧黑板", "希沃", `86"`, "2018.1", "一般", "0100024", "有", "100M", "是"},
		}},
		{"信丰县嘉定镇中心小学", [][]any{
			{"一(1)班", 52, "方正 文祥", "奔腾G2030", "2G", "500G", "USB×6、VGA×1", "2013年9月", "投影机+白板", "爱普生", "80寸", "2013年9月", "损坏", 20130091, "无", "50M", "否"},
			{"一(2)班", 50, "方正 文祥", "奔腾G2030", "4G", "500G", "USB×6、VGA×1", "2013年9月", "投影机+白板", "爱普生", "80寸", "2013年9月", "正常", 20130092, "无", "50M", "否"},
			{"二(1)班", 49, "方正 文祥", "G4560 双核四线程 3.5GHz", "4G", "120G SSD", all, may2016, "触控一体机", "鸿合", "55寸", may2016, "正常", 20160301, "无", "100M", "是"},
			{time.Date(2024, 2, 2, 0, 0, 0, 0, time.UTC), 48, "方正 文祥", "G4560", "4G", "120G SSD", all, may2016, "触控一体机", "鸿合", "55寸", may2016, "正常", 20160302, "无", "100M", "是"},
		}},
		{"信丰县大塘埠镇中心小学", [][]any{
			{"教学楼101 一(1)班", 38, "联想 启天B415", "i3-4130", "4G", "128G SSD", all, "2016", "触控一体机", "创维", "65", "2016", "正常", nil, "无", "100M", "是"},
			{"教学楼102 一(2)班", 39, "联想 启天B415", "i3-4130", "4G", "120G SSD", all, "2016", "触控一体机", "创维", "65", "2016", "正常", nil, "无", "100M", "是"},
			{"教学楼201 二(1)班", 37, "联想 启天B415", "i3-4130", "4G+4G", "128G SSD", all, "去年", "触控一体机", "创维", "65", "2016", "正常", nil, "无", "100M", "是"},
			{"综合楼3楼多媒体教室", 60, "联想 启天B415", "i3-4130", "4G", "128G SSD", all, "20160901", "触控一体机", "创维", "65", "20160901", "报废", nil, "无", "100M", "是"},
		}},
		{"信丰县西牛镇中心小学", [][]any{
			{"一(1)班", 30, "无", "无", "无", "无", nil, nil, "液晶电视", "长虹", "55寸", "2015.6", "正常", 3.60722199001011e17, "无", "无", "否"},
			{"二(1)班", 28, "同方 超扬", "赛扬J1900", "4G", "128G", "USB×4、HDMI×1", "2015.6", "液晶电视", "长虹", "55寸", "2015.6", "正常", "不详", "无", "20M", "否"},
			{"三(1)班", 31, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "否"},
		}},
		{"信丰县第二中学", [][]any{
			{"七(1)班", 56, "联想 启天M450", "i5-12400", "8GB", "512G SSD", "USB×6、HDMI×1、VGA×1、Type-C×1", "2023年9月", "智慧黑板", "希沃", "86寸", "2023年9月", "正常", "ZC-2023-0001", "1080P摄像头", "1000M", "是"},
			{"七(2)班", 55, "联想 启天M430", "i5-10400", "8GB", "256G SSD", "USB×6、HDMI×1、VGA×1、Type-C×1", "2023年9月", "智慧黑板", "希沃", "86寸", "2023年9月", "正常", "ZC-2023-0002", "1080P摄像头", "1000M", "是"},
			{"八(1)班", 58, "联想 启天M430", "i5-10400", "8GB", "240G SSD", "USB×6、HDMI×1、VGA×1、Type-C×1", "2023-09-01", "智慧黑板", "希沃", "65寸", "2023-09-01", "维修中", "ZC-2023-0003", "有", "1000M", "是"},
			{"八(2)班", 54, "联想 启天M430", "i5-10400", "8GB", "256G SSD", "USB×6、HDMI×1、VGA×1、Type-C×1", "2023-09-01", "智慧黑板", "希沃", "86寸", "2023-09-01", "正常", "ZC-2023-0004", "有", "千兆", "是"},
		}},
	} {
		first := line + 1
		for i, cells := range school.rows {
			put(append([]any{line - 3, nil}, cells...)...)
			if i == 0 {
				must(f.SetCellValue(sheet, fmt.Sprintf("B%d", line), school.name))
			}
			for j, c := range cells {
				if at, err := excelize.CoordinatesToCellName(j+3, line); err == nil && j > 0 {
					switch c {
					case september2018:
						must(f.SetCellStyle(sheet, at, at, month))
					case may2016:
						must(f.SetCellStyle(sheet, at, at, day))
					}
				}
			}
		}
		merge(fmt.Sprintf("B%d", first), fmt.Sprintf("B%d", line))
	}
	put("合计", nil, "24个班", 1100)
	put("注：1.购置时间以验收单为准。2.本表一式三份。")
	merge(fmt.Sprintf("A%d", line), fmt.Sprintf("T%d", line))
	put("单位负责人：", nil, nil, nil, "审核人：", nil, nil, nil, "填报人：王芳")
	must(f.SetColWidth(sheet, "B", "B", 26))
	must(f.SetColWidth(sheet, "C", "T", 14))
	must(f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 4, TopLeftCell: "A5", ActivePane: "bottomLeft"}))
	var out bytes.Buffer
	must(f.Write(&out))
	return out.Bytes()
}

const messyPath = "testdata/messy-ledger.xlsx"

// TestMessyLedger reads the committed file as it comes, and again after a person has said what 登记卡号 is.
func TestMessyLedger(t *testing.T) {
	if *update {
		if err := os.WriteFile(messyPath, messyLedger(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(messyPath)
	if err != nil {
		t.Fatal(err)
	}
	got := report(t, data)
	if made := report(t, messyLedger(t)); made != got {
		t.Errorf("%s is not what messyLedger makes; run go test -update: %s", messyPath, cmp.Diff(got, made))
	}
	golden := strings.TrimSuffix(messyPath, "xlsx") + "golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// report is everything that is read of a workbook's likeliest sheet.
func report(t *testing.T, data []byte) string {
	t.Helper()
	book, err := table.Open(bytes.NewReader(data), int64(len(data)), table.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	guesses, err := Analyse(book, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	g := guesses[0]
	fmt.Fprintf(&out, "sheet %s, header %d-%d\n", g.Name, g.Header.Top, g.Header.Bottom)
	m := g.Mapping()
	for i, c := range g.Columns {
		fmt.Fprintf(&out, "%s %q -> %s %.2f %q\n", c.Letter, c.Title, c.Field, c.Confidence, c.Samples)
		if strings.HasSuffix(c.Title, "登记卡号") {
			m.Columns[i].Field = "display.asset"
		}
	}
	sum, err := Read(book, m, Options{Today: today}, func(r Row) error {
		fmt.Fprintf(&out, "%d: %s\n", r.Line, describe(r))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%d rows, skipped %v\n", sum.Rows, sum.Skipped)
	return out.String()
}
