package workbook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"banbantong/models"
	"banbantong/services/workbook/table"
)

const today = models.Date("2024-10-01")

func openText(t testing.TB, text string) *table.Book {
	t.Helper()
	book, err := table.Open(strings.NewReader(text), int64(len(text)), table.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// readText reads a ledger as it is guessed, without a person's help.
func readText(t testing.TB, text string) ([]Row, Summary) {
	t.Helper()
	book := openText(t, text)
	guesses, err := Analyse(book, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	m := guesses[0].Mapping()
	if m.School.Name == "" && !strings.Contains(text, "学校") {
		m.School.Name = "一小"
	}
	var rows []Row
	sum, err := Read(book, m, Options{Today: today}, func(r Row) error { rows = append(rows, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows, sum
}

// describe is a row in short: school, classroom, devices with what they are made of, problems.
func describe(r Row) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	add("%s", r.School.Name)
	if c := r.Classroom; c != nil {
		add("%s%s", c.Building, c.Name)
		if c.StudentCount != nil {
			add("%d人", *c.StudentCount)
		}
	}
	for _, d := range r.Devices {
		add("[%s]", describeDevice(d))
	}
	for _, p := range r.Problems {
		sign := "note"
		if p.Rejects {
			sign = "REJECTED"
		}
		add("%s %s %q", sign, p.Cell, p.Value)
	}
	return strings.Join(parts, " ")
}

func describeDevice(d Device) string {
	parts := []string{string(d.Category)}
	add := func(label string, v any) {
		if s := fmt.Sprint(v); s != "" {
			parts = append(parts, label+s)
		}
	}
	add("", d.Name)
	add("", d.Brand)
	add("", d.Model)
	add("#", d.AssetNo)
	add("sn", d.Serial)
	add("@", d.BoughtOn)
	add("", d.State)
	if h := d.Specs.Host; h != nil {
		add("cpu:", h.CPUModel)
		for _, n := range []struct {
			label string
			p     *int
		}{{"cores", h.CPUCores}, {"MiB", h.MemoryMiB}, {"nic", h.NICMbps}} {
			if n.p != nil {
				add(n.label, *n.p)
			}
		}
		for _, disk := range h.Disks {
			add("disk", fmt.Sprint(*disk.SizeMB/1000, disk.Kind))
		}
	}
	if s := d.Specs.Software; s != nil && s.OS != nil {
		add("os:", s.OS.Name)
	}
	if s := d.Specs.Display; s != nil {
		add("inch", *s.SizeInches)
	}
	if c := d.Specs.Camera; c != nil {
		add("camera:", *c.Present)
		if c.Height != nil {
			add("p", *c.Height)
		}
	}
	if a := d.Specs.Audio; a != nil && a.AmplifiesVoice != nil {
		add("voice:", *a.AmplifiesVoice)
	}
	for _, p := range d.Specs.Ports {
		add("", fmt.Sprintf("%s-%s×%d", p.Kind, p.Direction, p.Count))
	}
	return strings.Join(parts, " ")
}

func TestLedgersAreReadWithoutHelp(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a row for each classroom is one panel with its computer inside",
			"序号,学校,班级,班额,品牌,型号,尺寸,CPU,内存,硬盘,操作系统,购置时间,使用状况,备注\n1,一小,三(1)班,45人,希沃,F86EC,86寸,i5-8400,8G,256G SSD,Win10,2021.9,正常,\n",
			[]string{"一小 三（1）班 45人 [panel 希沃 F86EC @2021-09 in_use cpu:i5-8400 cores6 MiB8192 disk256ssd os:Win10 inch86]"}},
		{"a title, a unit row and the whole configuration in one cell",
			"信丰县班班通设备台账,,,,\n填报单位：信丰县教育局,,,单位：台,\n学校名称,教室,设备名称,配置,购买日期\n一小,教学楼301 三(1)班,希沃75寸一体机,i3-7100U 2.4GHz/4G/128G固态,2018年9月\n",
			[]string{"一小 教学楼三（1）班 [panel 希沃75寸一体机 @2018-09 cpu:i3-7100U cores2 MiB4096 disk128ssd inch75]"}},
		{"grouped columns make a device each, dated each by its own",
			"学校,班级,主机,,,显示设备,,,\n,,品牌,内存,购置时间,品牌,尺寸,购置时间,状态\n一小,一(1)班,联想,8G,2023年9月,鸿合,65,2016年9月,损坏\n",
			[]string{"一小 一（1）班 [panel 鸿合 @2016-09 damaged inch65] [host 联想 @2023-09 MiB8192]"}},
		{"titles that name the part",
			"学校,班级,主机品牌,主机型号,CPU,投影机品牌,投影机型号,屏幕尺寸,投影机购置时间\n一小,一(1)班,联想,启天M420,i3-4130,爱普生,CB-X05,100寸,2014\n",
			[]string{"一小 一（1）班 [panel 爱普生 CB-X05 @2014 inch100] [host 联想 启天M420 cpu:i3-4130 cores2]"}},
		{"a projector has no computer inside",
			"学校,班级,设备名称,CPU,内存,尺寸\n一小,一(1)班,投影机,i3-4130,4G,100\n",
			[]string{"一小 一（1）班 [screen 投影机 inch100] [host cpu:i3-4130 cores2 MiB4096]"}},
		{"only a desktop computer",
			"学校,班级,处理器,运行内存,硬盘容量,采购时间\n一小,一(1)班,G2030,4,500G,2013\n",
			[]string{"一小 一（1）班 [host @2013 cpu:G2030 cores2 MiB4096 disk500]"}},
		{"cameras and sound that are there, built in or by name",
			"学校,班级,一体机,尺寸,摄像头,分辨率,音响,展台\n一小,一(1)班,希沃一体机,86,有,1080P,有,无\n一小,一(2)班,希沃一体机,86,无,,无,良田高拍仪\n",
			[]string{"一小 一（1）班 [panel 希沃一体机 inch86 camera:true p1080] [audio]", "一小 一（2）班 [panel 希沃一体机 inch86 camera:false] [doc_camera 良田高拍仪]"}},
		{"a quantity is so many devices",
			"学校,存放地点,设备名称,品牌,数量,资产编号\n一小,多媒体教室,OPS电脑,希沃,2,\"001、002\"\n一小,多媒体教室,音箱,得胜,3,\n",
			[]string{"一小 多媒体教室 [host OPS电脑 希沃 #001] [host OPS电脑 希沃 #002]", "一小 多媒体教室 [audio 音箱 得胜] [audio 音箱 得胜] [audio 音箱 得胜]"}},
		{"three devices with one number are not guessed",
			"学校,存放地点,设备名称,数量,资产编号\n一小,多媒体教室,OPS电脑,3,ZC001\n",
			[]string{`一小 多媒体教室 REJECTED 第2行 ""`}},
		{"a school named once stands for the rows below",
			"学校,班级,尺寸\n一小,一(1)班,86\n,一(2)班,86\n二小,一(1)班,86\n,,65\n",
			[]string{"一小 一（1）班 [panel inch86]", "一小 一（2）班 [panel inch86]", "二小 一（1）班 [panel inch86]"}},
		{"units in the titles",
			"学校,班级,内存（G）,硬盘(TB),单价（万元）,尺寸（英寸）\n一小,一(1)班,8,1,1.28,86\n",
			[]string{"一小 一（1）班 [panel MiB8192 disk1000 inch86]"}},
		{"sockets with and without a direction",
			"学校,班级,尺寸,CPU,USB接口数,HDMI输出,VGA输出\n一小,一(1)班,86,i5-8400,4,1,无\n",
			[]string{"一小 一（1）班 [panel cpu:i5-8400 cores6 inch86 usb-both×4 hdmi-out×1 vga-out×0]"}},
		{"a classroom without equipment",
			"学校,班级,班额,尺寸\n一小,一(1)班,40,\n一小,一(2)班,41,86\n",
			[]string{"一小 一（1）班 40人", "一小 一（2）班 41人 [panel inch86]"}},
		{"wrong cells reject their row and say where",
			"学校,班级,班额,内存,购置时间,使用状况,尺寸\n一小,一(1)班,约40,大,去年,一般,86\n一小,一(2)班,40,8G,2021.1,正常,86\n一小,一(3)班,40,8G,2031年1月,正常,86\n",
			[]string{`一小 一（1）班 [panel inch86] REJECTED C2 "约40" REJECTED D2 "大" REJECTED E2 "去年" REJECTED F2 "一般"`,
				`一小 一（2）班 40人 [panel @2021 in_use MiB8192 inch86] note E3 "2021.1"`, `一小 一（3）班 40人 [panel in_use MiB8192 inch86] REJECTED E4 "2031年1月"`}},
		{"a ruined number is refused, leading zeros are kept",
			"学校,班级,尺寸,资产编号,序列号\n一小,一(1)班,86,3.60722E+17,007\n一小,一(2)班,86,000123,\n",
			[]string{`一小 一（1）班 [panel sn007 inch86] REJECTED D2 "3.60722E+17"`, "一小 一（2）班 [panel #000123 inch86]"}},
		{"blank, unknown, none and nought are four things",
			"学校,班级,班额,尺寸,网卡,主机品牌\n一小,一(1)班,,86,不详,/\n一小,一(2)班,0,86,无,无\n",
			[]string{"一小 一（1）班 [panel inch86]", "一小 一（2）班 0人 [panel nic0 inch86]"}},
		{"no computer but a configuration",
			"学校,班级,尺寸,CPU,内存\n一小,一(1)班,86,无,8G\n",
			[]string{`一小 一（1）班 REJECTED 第2行 ""`}},
		{"cores that the model does not have are as written, with a remark",
			"学校,班级,尺寸,CPU\n一小,一(1)班,86,i5-8400 四核\n",
			[]string{`一小 一（1）班 [panel cpu:i5-8400 cores4 inch86] note 第2行 ""`}},
		{"a kind of device that is not known",
			"学校,班级,设备名称,品牌\n一小,一(1)班,神器,希沃\n",
			[]string{`一小 一（1）班 REJECTED 第2行 ""`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, _ := readText(t, c.text)
			var got []string
			for _, r := range rows {
				got = append(got, describe(r))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRowsThatAreNoRecords(t *testing.T) {
	_, sum := readText(t, strings.Join([]string{
		"学校,班级,班额,尺寸", "示例：第一小学,三(1)班,45,86", "一小,一(1)班,40,86", "一小小计,,1,", "学校,班级,班额,尺寸", "合计,,40,1", "注：1.本表一式两份,,,", "填表人：张三,,审核人：李四,", "城关片区,,,", "二小,,,",
	}, "\n"))
	want := []Skipped{{2, "示例行", "示例：第一小学"}, {4, "合计行", "一小小计"}, {5, "重复的表头", "学校"}, {6, "合计行", "合计"}, {7, "说明或签署行", "注：1.本表一式两份"},
		{8, "说明或签署行", "填表人：张三"}, {9, "只有学校名称，没有内容", "城关片区"}, {10, "只有学校名称，没有内容", "二小"}}
	if diff := cmp.Diff(want, sum.Skipped); diff != "" {
		t.Error(diff)
	}
	if sum.Rows != 1 {
		t.Errorf("%d records, want 1", sum.Rows)
	}
}

func TestEveryFactHasItsSource(t *testing.T) {
	rows, _ := readText(t, "学校,班级,尺寸,CPU,内存,USB接口数\n一小,一(1)班,86,i5-8400,8G,4\n")
	imported, catalogue := models.Provenance{Source: models.SourceImported, On: today}, models.Provenance{Source: models.SourceCatalogue, On: today}
	want := map[string]models.Provenance{"display.size_inches": imported, "host.cpu_model": imported, "host.memory_mib": imported, "ports": imported,
		"host.cpu_cores": catalogue, "host.cpu_threads": catalogue, "host.cpu_base_mhz": catalogue, "host.cpu_turbo_mhz": catalogue, "host.gpu": catalogue}
	if diff := cmp.Diff(want, rows[0].Devices[0].Specs.Sources); diff != "" {
		t.Error(diff)
	}
}

func TestSheetsWithoutASchoolAskForOne(t *testing.T) {
	book := openText(t, "班级,尺寸\n一(1)班,86\n")
	guesses, err := Analyse(book, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	m := guesses[0].Mapping()
	if err := m.Check(book); err == nil {
		t.Error("read without a school")
	}
	m.School.Name = "一小"
	if err := m.Check(book); err != nil {
		t.Error(err)
	}
	m.Columns[0].Field = "display.size"
	if err := m.Check(book); err == nil {
		t.Error("two columns hold one field, and none the classroom")
	}
}

// FuzzLedger looks for a ledger that breaks what every row promises: no panic, a device with a category, a rejection with a reason.
func FuzzLedger(f *testing.F) {
	f.Add("学校,班级,班额,尺寸,CPU,内存,硬盘,接口,摄像头,扩音,展台,数量,资产编号\n一小,三(1)班,45,86,i5-8400,8G,256G,USB 4个,有,有,无,2,\"1、2\"\n")
	f.Add("主机,,显示设备,,班级\n品牌,内存,尺寸,状况,\n联想,8G,86,坏,一班\n合计,,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		book, err := table.Open(strings.NewReader(text), int64(len(text)), table.DefaultLimits())
		if err != nil {
			return
		}
		guesses, err := Analyse(book, Options{Today: today})
		if err != nil {
			return
		}
		m := guesses[0].Mapping()
		m.School.Name = "一小"
		_, _ = Read(book, m, Options{Today: today}, func(r Row) error { // sheets that cannot be read are refused, which is fine here
			for _, d := range r.Devices {
				if d.Category.Label() == string(d.Category) {
					t.Errorf("line %d: a device of category %q", r.Line, d.Category)
				}
			}
			for _, p := range r.Problems {
				if p.Message == "" || p.Cell == "" {
					t.Errorf("line %d: %+v", r.Line, p)
				}
			}
			return nil
		})
	})
}
