package report

import (
	"banbantong/models"
	"banbantong/services/export"
)

// notes is 指标说明: what every figure means, how every rate is made, and which readings of the notice were applied.
func (w *writer) notes() error {
	layout := w.layout(Form{Name: "指标说明", Title: "统计指标说明"}, []export.Column{
		{Header: []string{"类别"}, Width: 22},
		{Header: []string{"项目"}, Width: 46},
		{Header: []string{"说明"}, Width: 84},
	})
	layout.Above, layout.Below = layout.Above[1:], nil
	sheet, err := w.book.Open(layout)
	if err != nil {
		return err
	}
	rows := [][3]string{
		{"基本情况", "统计单位", w.header.Place},
		{"基本情况", "统计范围", w.header.Scope},
		{"基本情况", "数据截止时间", w.header.CutOff.In(models.ChinaTime).Format("2006-01-02 15:04:05") + "（北京时间），各表为同一时刻的数据"},
		{"基本情况", "判定依据", w.header.Standard.Name + "（" + w.header.Standard.Notice + "）"},
	}
	for _, m := range meanings {
		rows = append(rows, [3]string{"指标", m.name, m.text})
	}
	for _, reading := range w.header.Standard.Readings {
		text := reading.Chosen
		if reading.Changed {
			text += "（已由省级调整）"
		}
		rows = append(rows, [3]string{"口径", reading.Question, text})
	}
	for _, row := range rows {
		if err := sheet.Add(row[0], row[1], row[2]); err != nil {
			return err
		}
	}
	return sheet.Close()
}

// meanings explain the figures in the words of DOMAIN 4.3 and 5.
var meanings = []struct{ name, text string }{
	{"套", "一间教室的全部班班通设备为一套；不含已停用的教室。"},
	{"台", "安装在教室里的一件设备为一台；闲置、库存和已报废的设备不计入在用。"},
	{"学校数、教学点数", "教学点不计入学校数，单独统计。"},
	{"应配班级", "在用教室的数量。"},
	{"在用", "套：装有主机或显示设备的教室；台：安装在教室里的设备。以下各项均在“在用”范围内统计。"},
	{"应执行配置", "2023年8月23日（含）以后取得的设备执行标准配置，此前取得的执行最低配置，按部件分别判定；取得日期缺失的执行最低配置并标明。"},
	{"达标（应执行配置）", "硬件各项均符合应执行配置的要求；通知没有要求的设备（如视频展示台）不判定。"},
	{"达标（标准配置）", "不论何时取得，硬件各项全部按标准配置判定仍达标。"},
	{"不达标", "至少一项硬件要求不符合应执行配置；缺主机或缺显示设备的教室为不达标。"},
	{"待核实", "没有不达标的项目，但缺少判定所需的数据。"},
	{"损坏", "使用状况为损坏、维修中或待报废；一套中任一设备损坏，该套即为损坏。"},
	{"不达标且损坏", "既不达标又损坏。"},
	{"不达标或损坏", "不达标与损坏去重后的合计：既不达标又损坏的只计一次，即 不达标 + 损坏 - 不达标且损坏。"},
	{"设备达标率", "达标（应执行配置）套数 ÷ 在用套数；待核实计入分母、不计入分子。"},
	{"标准配置达标率", "达标（标准配置）套数 ÷ 在用套数。"},
	{"可用率", "截止时间可用套数 ÷ 在用套数；主机和显示设备均未损坏的为可用。"},
	{"网络达标率", "教室网络各项达标的套数 ÷ 在用套数。"},
	{"软件达标率", "软件各项达标的套数 ÷ 在用套数。"},
	{"达标率（分类统计表）", "达标台数 ÷（达标 + 不达标 + 待核实）台数；通知没有要求的设备不计入。"},
	{"汇总方法", "上级单位的比率由各校分子、分母分别相加后计算，不取平均；保留两位小数，四舍五入；分母为零的记为“—”。"},
	{"整改计划", "由填报单位手工填写：拟更换、维修的套数和所需资金。"},
}
