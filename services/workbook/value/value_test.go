package value

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"banbantong/models"
)

// refused is what show gives for a text that was not understood.
const refused = "refused"

// show writes a parser's answer so that tables can compare it: "refused", or the value, with "note" where there is one.
func show(v any, err error) string {
	var note Note
	var why Unclear
	switch {
	case errors.As(err, &why):
		return refused
	case errors.As(err, &note):
		return fmt.Sprint(v, " note")
	case err != nil:
		return "broken: " + err.Error()
	}
	return fmt.Sprint(v)
}

type row struct{ name, text, want string }

func check(t *testing.T, parse func(string) string, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := parse(r.text); got != r.want {
				t.Errorf("%q is read as %s, want %s", r.text, got, r.want)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	check(t, func(s string) string { return show(Memory(s, "")) }, []row{
		{"gigabytes", "8G", "8192"}, {"GB", "8GB", "8192"}, {"megabytes", "8192MB", "8192"}, {"full width", "８Ｇ", "8192"},
		{"a space", "8 GB", "8192"}, {"bare gigabytes", "8", "8192"}, {"bare megabytes", "4096", "4096"}, {"a decimal from a number cell", "8.0", "8192"},
		{"generation and clock are no size", "DDR4 8GB 2666MHz", "8192"}, {"low voltage", "DDR3L 4G", "4096"}, {"two modules", "4G+4G", "8192"}, {"times", "2*4G", "8192"}, {"times after", "4GB×2", "8192"},
		{"a label", "内存：8G", "8192"}, {"兆", "2048兆", "2048"},
		{"two sizes are not one", "4G/8G", refused}, {"a disk is no memory", "256G SSD", refused}, {"words", "大", refused}, {"yes is no size", "有", refused},
		{"a range", "4-8G", refused}, {"absurdly small", "8M", refused}, {"absurdly large", "9999G", refused}, {"a bare number between", "300", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(Memory(s, Gigabytes)) }, []row{{"bare number in a column of GB", "16", "16384"}, {"absurd in a column of GB", "300", refused}})
	check(t, func(s string) string { return show(Memory(s, Megabytes)) }, []row{{"bare number in a column of MB", "2048", "2048"}})
}

func disks(found []models.Disk, err error) string {
	var all []string
	for _, d := range found {
		all = append(all, strings.TrimSpace(fmt.Sprint(*d.SizeMB/1000, " ", d.Kind)))
	}
	return show(strings.Join(all, ", "), err)
}

func TestDisks(t *testing.T) {
	check(t, func(s string) string { return disks(Disks(s, "")) }, []row{
		{"solid state", "256G SSD", "256 ssd"}, {"no space", "256GSSD", "256 ssd"}, {"Chinese", "128G固态", "128 ssd"}, {"kind first", "固态硬盘256GB", "256 ssd"},
		{"mechanical", "500G 机械", "500 hdd"}, {"terabyte", "1T", "1000"}, {"turns", "1TB 7200转", "1000 hdd"}, {"kind not said", "500G", "500"}, {"bare number", "256", "256"},
		{"two disks", "128G固态+1T机械", "128 ssd, 1000 hdd"}, {"two disks run together", "128G固态1T机械", "128 ssd, 1000 hdd"}, {"two disks, kinds first", "SSD128G HDD1T", "128 ssd, 1000 hdd"},
		{"two disks by comma", "SSD 120G，机械500G", "120 ssd, 500 hdd"}, {"two equal disks", "2*128G SSD", "128 ssd, 128 ssd"}, {"M.2", "M.2 512G", "512 ssd"},
		{"120 is not 128", "120G SSD", "120 ssd"},
		{"a bare small number", "1", refused}, {"words", "固态", refused}, {"there is one", "有", refused}, {"absurd", "256M", refused}, {"both kinds of one", "256G固态机械", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return disks(Disks(s, Terabytes)) }, []row{{"bare number in a column of TB", "1", "1000"}})
	check(t, func(s string) string { return disks(Disks(s, Gigabytes)) }, []row{{"bare number in a column of GB", "128", "128"}, {"and absurd", "1", refused}})
}

func cpu(c CPU, err error) string {
	f := func(p *int) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprint(*p)
	}
	return show(fmt.Sprintf("%s|%s|%s|%s", c.Model, f(c.Cores), f(c.Threads), f(c.BaseMHz)), err)
}

func TestCPU(t *testing.T) {
	check(t, func(s string) string { return cpu(ReadCPU(s)) }, []row{
		{"a model as written", "i5-8400", "i5-8400|-|-|-"}, {"capital letters stay", "I5-8400", "I5-8400|-|-|-"}, {"model and clock", "i3-7100U 2.4GHz", "i3-7100U|-|-|2400"},
		{"only cores and threads", "双核四线程", "|2|4|-"}, {"digits", "4核8线程", "|4|8|-"}, {"short", "4C8T", "|4|8|-"}, {"cores only", "四核", "|4|-|-"},
		{"all of it", "奔腾G4560 双核四线程 3.5GHz", "奔腾G4560|2|4|3500"}, {"as Windows shows it", "Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz", "Intel(R) Core(TM) i5-8400 CPU|-|-|2800"},
		{"megahertz", "主频2800MHz 四核", "|4|-|2800"}, {"clock without unit", "双核 主频2.0", "|2|-|2000"}, {"a family", "i5", "i5|-|-|-"}, {"clock with G", "i3-4130 3.4G", "i3-4130|-|-|3400"},
		{"words", "好", refused}, {"yes", "有", refused}, {"threads fewer than cores", "四核双线程", refused}, {"absurd clock", "i5 28GHz", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(Megahertz(s)) }, []row{
		{"GHz", "2.8GHz", "2800"}, {"G", "2.8G", "2800"}, {"MHz", "2800MHz", "2800"}, {"bare", "2.8", "2800"}, {"bare MHz", "1992", "1992"}, {"zero", "0", refused}, {"words", "高", refused}, {"two", "2.8-4.0", refused},
	})
	check(t, func(s string) string { return show(Cores(s)) }, []row{{"digit", "4", "4"}, {"Chinese", "四核", "4"}, {"from both", "双核四线程", "2"}, {"zero", "0", refused}, {"words", "多核", refused}})
	check(t, func(s string) string { return show(Threads(s)) }, []row{{"digit", "8", "8"}, {"Chinese", "四线程", "4"}, {"from both", "双核四线程", "4"}, {"words", "多线程", refused}})
}

func TestConfig(t *testing.T) {
	parse := func(s string) string {
		c, err := ReadConfig(s)
		memory := "-"
		if c.MemoryMiB != nil {
			memory = fmt.Sprint(*c.MemoryMiB)
		}
		gpu := "-"
		if c.GPU != nil {
			gpu = string(c.GPU.Kind)
		}
		return show(strings.Join([]string{cpu(c.CPU, nil), memory, disks(c.Disks, nil), gpu, c.OS}, "; "), err)
	}
	check(t, parse, []row{
		{"slashes", "i5-8400/8G/256G SSD", "i5-8400|-|-|-; 8192; 256 ssd; -; "},
		{"spaces", "i5 8400 8G 256G", "i5 8400|-|-|-; 8192; 256; -; "},
		{"labels", "CPU：i3-4130；内存：4G；硬盘：500G机械；集成显卡", "i3-4130|-|-|-; 4096; 500 hdd; integrated; "},
		{"clock among them", "i3-7100U 2.4GHz/4G/128G固态/Win10", "i3-7100U|-|-|2400; 4096; 128 ssd; -; Win10"},
		{"two disks", "i7-8700，16G，256G SSD+1T机械", "i7-8700|-|-|-; 16384; 256 ssd, 1000 hdd; -; "},
		{"cores without a model", "双核四线程/4G/128G", "|2|4|-; 4096; 128; -; "},
		{"cores after the model", "i5-8400/六核六线程/8G/256G SSD", "i5-8400|6|6|-; 8192; 256 ssd; -; "},
		{"a slash inside a model", "FT-2000/4/8G/256G SSD", "FT-2000-4|-|-|-; 8192; 256 ssd; -; "},
		{"lines", "i5-8400\n8G\n256G SSD", "i5-8400|-|-|-; 8192; 256 ssd; -; "},
		{"a part not understood is noted", "i5-8400/8G/256G SSD/全新", "i5-8400|-|-|-; 8192; 256 ssd; -;  note"},
		{"a size between memory and disk is not guessed", "i5-8400/64G", refused},
		{"two memories", "i5-8400/4G/8G", refused},
		{"words", "标准配置", refused},
		{"nothing", "", refused},
	})
}

func TestInches(t *testing.T) {
	check(t, func(s string) string { return show(Inches(s)) }, []row{
		{"寸", "86寸", "86"}, {"英寸", "86英寸", "86"}, {"sign", `86"`, "86"}, {"curly sign", "86”", "86"}, {"bare", "86", "86"}, {"full width", "８６寸", "86"}, {"decimal", "54.6英寸", "54.6"}, {"吋", "65吋", "65"},
		{"inside a name", "希沃75寸一体机", "75"}, {"in brackets", "86（英寸）", "86"}, {"inch", "55 inch", "55"},
		{"two sizes", "65寸/75寸", refused}, {"centimetres", "189cm", refused}, {"absurd", "8寸", refused}, {"a bare absurd number", "1650", refused}, {"words", "大屏", refused}, {"nothing", "", refused},
	})
}

func TestDate(t *testing.T) {
	check(t, func(s string) string { return show(Date(s)) }, []row{
		{"a day", "2021-09-01", "2021-09-01"}, {"slashes", "2021/9/1", "2021-09-01"}, {"dots", "2021.9.1", "2021-09-01"}, {"Chinese", "2021年9月1日", "2021-09-01"}, {"together", "20210901", "2021-09-01"},
		{"a month keeps its precision", "2021年9月", "2021-09"}, {"month with dot", "2021.9", "2021-09"}, {"a tenth month in full", "2021.10", "2021-10"}, {"month with 份", "2021年09月份", "2021-09"}, {"month together", "202109", "2021-09"},
		{"a year", "2021", "2021"}, {"a year in Chinese", "2021年", "2021"}, {"serial number", "44440", "2021-09-01"}, {"with a time", "2021-09-01 00:00:00", "2021-09-01"}, {"full width", "２０２１．９", "2021-09"}, {"with spaces", "2021 年 9 月", "2021-09"},
		{"January that may be October is only a year", "2021.1", "2021 note"}, {"January in full", "2021.01", "2021-01"},
		{"month 13", "2021.13", refused}, {"day 31 of September", "2021-09-31", refused}, {"two years", "2019、2021", refused}, {"a term", "2021年秋季", refused}, {"two digits", "21.9", refused},
		{"American", "9/1/21", refused}, {"long ago", "1921-01-01", refused}, {"a small number", "12", refused}, {"nothing", "", refused},
	})
}

func TestYesNo(t *testing.T) {
	check(t, func(s string) string { return show(YesNo(s)) }, []row{
		{"有", "有", "true"}, {"无", "无", "false"}, {"tick", "√", "true"}, {"cross", "×", "false"}, {"letter x", "X", "false"}, {"是", "是", "true"}, {"否", "否", "false"}, {"one", "1", "true"}, {"zero", "0", "false"}, {"full width", "Ｙ", "true"}, {"TRUE", "TRUE", "true"},
		{"installed", "已安装", "true"}, {"not installed", "未安装", "false"},
		{"a product is neither", "希沃", refused}, {"partly", "部分有", refused}, {"doubtful", "有?", refused}, {"nothing", "", refused},
	})
}

func TestState(t *testing.T) {
	check(t, func(s string) string { return show(State(s)) }, []row{
		{"正常", "正常", "in_use"}, {"完好", "完好", "in_use"}, {"良好", "良好", "in_use"}, {"正常使用", "正常使用", "in_use"}, {"坏", "坏", "damaged"}, {"损坏", "已损坏", "damaged"}, {"故障", "触摸故障", "damaged"}, {"不能正常使用", "不能正常使用", "damaged"},
		{"无损坏 is no damage", "无损坏", "in_use"}, {"报废", "报废", "retired"}, {"待报废 is not yet", "待报废", "to_retire"}, {"维修中", "维修中", "repairing"}, {"闲置", "闲置", "idle"}, {"停用", "停用", "idle"},
		{"partly broken is not guessed", "部分损坏", refused}, {"now and then", "时好时坏", refused}, {"words", "一般", refused}, {"nothing", "", refused},
	})
}

func TestCounts(t *testing.T) {
	check(t, func(s string) string { return show(Count(s)) }, []row{
		{"bare", "45", "45"}, {"with 人", "45人", "45"}, {"full width", "４５", "45"}, {"separators", "1,200", "1200"}, {"from a number cell", "45.0", "45"}, {"Chinese", "四十五", "45"}, {"zero is a number", "0", "0"},
		{"about", "约45", refused}, {"a range", "40-45", refused}, {"negative", "-3", refused}, {"a fraction", "45.5", refused}, {"wrong separators", "4,5", refused}, {"words", "满", refused}, {"ruined", "4.5E+10", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(Quantity(s, 200)) }, []row{{"sets", "3套", "3"}, {"two in Chinese", "两台", "2"}, {"too many", "2021", refused}, {"yes", "有", refused}})
	check(t, func(s string) string { return show(Cents(s, false)) }, []row{
		{"yuan", "12800", "1280000"}, {"separators", "12,800.50元", "1280050"}, {"sign", "￥12800", "1280000"}, {"万", "1.28万元", "1280000"}, {"words", "面议", refused}, {"negative", "-5", refused}, {"nothing", "", refused}})
	check(t, func(s string) string { return show(Cents(s, true)) }, []row{{"a column of 万元", "1.28", "1280000"}})
}

func TestCodes(t *testing.T) {
	check(t, func(s string) string { return show(Code(s)) }, []row{
		{"as written", "ZC-2021-007", "ZC-2021-007"}, {"leading zeros stay", "000123", "000123"}, {"full width", "ＺＣ００１", "ZC001"}, {"18 digits as text", "360722199001011234", "360722199001011234"},
		{"ruined by Excel", "3.60722E+17", refused}, {"ruined, small letter", "1.2e11", refused},
	})
	check(t, func(s string) string { return show(SchoolCode(s)) }, []row{
		{"primary", "2136012345", "2136012345"}, {"spaces", "21 3601 2345", "2136012345"}, {"another category is asked about", "9936012345", "9936012345 note"}, {"too short", "213601234", refused}, {"letters", "21360A2345", refused}, {"ruined", "2.13601E+9", refused},
	})
}

func TestPlace(t *testing.T) {
	parse := func(s string) string {
		p, err := ReadPlace(s)
		return show(strings.Join([]string{p.Building, p.Floor, p.Room, p.Class}, "|"), err)
	}
	check(t, parse, []row{
		{"all of it", "教学楼301 三(1)班", "教学楼||301|三（1）班"}, {"a class", "三(1)班", "|||三（1）班"}, {"a class with spaces and full-width brackets", "三 （ 1 ） 班", "|||三（1）班"}, {"a class by year", "2021级3班", "|||2021级3班"},
		{"a class by number", "301班", "|||301班"}, {"a room", "301", "||301|"}, {"a room in a building", "综合楼203室", "综合楼||203|"}, {"a special room on a floor", "实验楼3楼多媒体教室", "实验楼|3楼||多媒体教室"},
		{"a numbered building", "2号楼 402 五（2）班", "2号楼||402|五（2）班"}, {"a class in brackets", "教学楼101（一（1）班）", "教学楼||101|一（1）班"}, {"a floor is not a class", "教学楼三楼", refused}, {"a building is not a room", "教学楼", refused}, {"nothing", "", refused},
	})
}

func TestPorts(t *testing.T) {
	parse := func(s string) string {
		ports, err := Ports(s)
		var all []string
		for _, p := range ports {
			all = append(all, strings.TrimSpace(fmt.Sprint(p.Count, " ", p.Kind, " ", p.Direction)))
		}
		return show(strings.Join(all, ", "), err)
	}
	check(t, parse, []row{
		{"one", "HDMI×1", "1 hdmi"}, {"count after", "USB 4个", "4 usb"}, {"count before", "4个USB接口", "4 usb"}, {"a list", "USB*4、HDMI*1、VGA*1", "1 hdmi, 4 usb, 1 vga"}, {"version 3 is counted among all", "2个USB3.0，2个USB2.0", "4 usb, 2 usb3"},
		{"direction", "HDMI输出×1，VGA输入×1", "1 hdmi out, 1 vga in"}, {"there without a count", "HDMI、Type-C、VGA", "1 hdmi, 1 type_c, 1 vga"}, {"written together", "TypeC", "1 type_c"},
		{"USB without a count", "USB、HDMI", refused}, {"words", "齐全", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(PortCount(s, models.PortUSB)) }, []row{{"digits", "4", "4"}, {"个", "4个", "4"}, {"none", "无", "0"}, {"there is no telling how many", "有", refused}, {"words", "多", refused}})
	check(t, func(s string) string { return show(PortCount(s, models.PortHDMI)) }, []row{{"there is one", "有", "1"}, {"tick", "√", "1"}, {"none", "×", "0"}, {"words", "不清", refused}})
}

func TestGraphicsAndPictures(t *testing.T) {
	gpu := func(s string) string {
		g, err := ReadGPU(s)
		memory := "-"
		if g.MemoryMiB != nil {
			memory = fmt.Sprint(*g.MemoryMiB)
		}
		return show(fmt.Sprint(g.Kind, " ", memory), err)
	}
	check(t, gpu, []row{
		{"integrated", "集成显卡", "integrated -"}, {"by model", "Intel UHD630", "integrated -"}, {"with memory", "集显1G", "integrated 1024"}, {"discrete", "独显 2G", "discrete 2048"}, {"discrete by model", "GT1030 2G", "discrete 2048"}, {"none", "无", "none -"},
		{"both", "集显/独显", refused}, {"yes", "有", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(VideoMemory(s)) }, []row{{"G", "1G", "1024"}, {"MB", "128MB", "128"}, {"bare G", "2", "2048"}, {"bare MB", "512", "512"}, {"absurd", "9T", refused}, {"words", "共享", refused}})
	picture := func(s string) string {
		w, h, err := Resolution(s)
		return show(fmt.Sprintf("%dx%d", w, h), err)
	}
	check(t, picture, []row{{"1080P", "1080P", "1920x1080"}, {"pixels", "1920×1080", "1920x1080"}, {"720p", "720p", "1280x720"}, {"4K", "4K超清", "3840x2160"}, {"trade word", "高清", refused}, {"megapixels", "200万像素", refused}, {"nothing", "", refused}})
}

func TestNetwork(t *testing.T) {
	check(t, func(s string) string { return show(Mbps(s)) }, []row{
		{"M", "100M", "100"}, {"Mbps", "1000Mbps", "1000"}, {"千兆", "千兆", "1000"}, {"百兆光纤", "百兆光纤", "100"}, {"G", "1G", "1000"}, {"兆", "100兆", "100"}, {"bare", "200", "200"}, {"fibre", "500M光纤", "500"},
		{"words", "快", refused}, {"a range", "100-200M", refused}, {"yes", "有", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(NIC(s)) }, []row{
		{"千兆", "千兆网卡", "1000"}, {"百兆", "百兆", "100"}, {"both", "100M/1000M自适应网卡", "1000"}, {"three", "10/100/1000M自适应", "1000"}, {"2.5G", "2.5G", "2500"}, {"none", "无", "0"}, {"100 only", "100M", "100"},
		{"on the board says no rate", "集成网卡", refused}, {"yes", "有", refused}, {"Wi-Fi standard", "802.11ac", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(OnCampusNetwork(s)) }, []row{
		{"yes", "是", "true"}, {"by name", "校园网", "true"}, {"not connected", "未接入校园网", "false"}, {"household", "家庭宽带", "false"}, {"mobile", "4G网卡", "false"}, {"no", "否", "false"}, {"a carrier is no answer", "电信", refused}, {"nothing", "", refused},
	})
	check(t, func(s string) string { return show(Measured(s)) }, []row{{"bare", "29.96", "29.96"}, {"ms", "30 ms", "30"}, {"Mbps", "94.1Mbps", "94.1"}, {"below", "<30", refused}, {"about", "约30", refused}, {"words", "正常", refused}})
}

func TestCategory(t *testing.T) {
	check(t, func(s string) string { return show(Category(s)) }, []row{
		{"its own label", "交互智能平板/智慧黑板", "panel"}, {"its code", "doc_camera", "doc_camera"}, {"一体机", "希沃触控一体机", "panel"}, {"OPS", "OPS电脑", "host"}, {"projector", "短焦投影机", "screen"}, {"展台 before 投影", "视频展台", "doc_camera"}, {"television", "液晶电视", "screen"},
		{"camera", "高清摄像头", "camera"}, {"speaker", "壁挂音箱", "audio"}, {"switch", "24口交换机", "network"}, {"lectern", "多媒体讲桌", "control"}, {"words", "设备", refused}, {"nothing", "", refused},
	})
}

func TestWhatSaysNothing(t *testing.T) {
	for _, text := range []string{"", "-", "—", "——", "/", "不详", "未知", "N/A", " 不 清 楚 ", "？"} {
		if !Unknown(text) {
			t.Errorf("%q is taken for a value", text)
		}
	}
	for _, text := range []string{"0", "无", "×", "否", "没有", "a"} {
		if Unknown(text) {
			t.Errorf("%q is not taken for a value", text)
		}
	}
}

func TestSoftware(t *testing.T) {
	f := func(p *bool) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprint(*p)
	}
	check(t, func(s string) string { i := Software(s); return i.Name + "|" + f(i.Present) + "|" + f(i.Licensed) }, []row{
		{"a product", "Windows 10", "Windows 10|true|-"}, {"licensed", "正版Windows 7", "正版Windows 7|true|true"}, {"there", "有", "|true|-"}, {"not there", "无", "|false|-"}, {"pirated", "盗版", "|true|false"}, {"only licensed", "正版", "|true|true"},
	})
}

func FuzzEveryParser(f *testing.F) {
	for _, seed := range []string{"8G", "128G固态+1T机械", "i5-8400/8G/256G SSD", "双核四线程", "86寸", "2021.9", "44440", "3.60722E+17", "教学楼301 三(1)班", "USB 4个", "1,280.5万元", "10/100/1000M自适应", "２０２１年", "[(（"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if mib, err := Memory(text, ""); err == nil && (mib < 256 || mib > 1<<20) {
			t.Errorf("%d MiB", mib)
		}
		found, err := Disks(text, "")
		for _, d := range found {
			if err == nil && (d.SizeMB == nil || *d.SizeMB < 8000) {
				t.Errorf("disk %v", d)
			}
		}
		if d, err := Date(text); err == nil && (d == "" || !d.Valid()) {
			t.Errorf("date %q", d)
		}
		if n, err := Count(text); err == nil && n < 0 {
			t.Errorf("count %d", n)
		}
		if size, err := Inches(text); err == nil && !(size >= 10 && size <= 300) {
			t.Errorf("%v inches", size)
		}
		if cents, err := Cents(text, true); err == nil && cents < 0 {
			t.Errorf("%d cents", cents)
		}
		if p, err := ReadPlace(text); err == nil && p.Name() == "" {
			t.Errorf("place %+v", p)
		}
		if name := ClassName(text); ClassName(name) != name {
			t.Errorf("class name %q becomes %q", name, ClassName(name))
		}
		for _, parse := range []func(string) error{
			func(s string) error { _, err := ReadCPU(s); return err }, func(s string) error { _, err := ReadConfig(s); return err },
			func(s string) error { _, err := ReadGPU(s); return err }, func(s string) error { _, err := Ports(s); return err },
			func(s string) error { _, err := PortCount(s, models.PortUSB); return err }, func(s string) error { _, err := Mbps(s); return err },
			func(s string) error { _, err := NIC(s); return err }, func(s string) error { _, err := Measured(s); return err },
			func(s string) error { _, _, err := Resolution(s); return err }, func(s string) error { _, err := Code(s); return err },
			func(s string) error { _, err := State(s); return err }, func(s string) error { _, err := Category(s); return err },
		} {
			if err := parse(text); err != nil && err.Error() == "" {
				t.Error("refused without a reason")
			}
		}
		Software(text)
	})
}
