package value

import (
	"slices"
	"strings"

	"banbantong/models"
)

var (
	yesWords = []string{"有", "是", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1", "具备", "支持", "能", "可以", "可", "已安装", "已装", "安装", "已接入", "接入", "已接", "已联网",
		"已激活", "正版", "内置", "自带", "带", "含", "正常", "完好", "满足", "达标", "ok"}
	noWords = []string{"无", "没有", "没", "否", "*", "✗", "✘", "☒", "x", "n", "no", "false", "0", "不具备", "不支持", "不能", "不可以", "未安装", "未装", "未接入", "未接", "未联网", "未激活",
		"盗版", "非正版", "不带", "不含", "不满足", "不达标", "缺", "未配", "未配备", "不是"}
)

// YesNo reads 有/无, 是/否, √/×, 1/0.
func YesNo(text string) (bool, error) {
	t := tight(text)
	switch {
	case slices.Contains(yesWords, t):
		return true, nil
	case slices.Contains(noWords, t):
		return false, nil
	}
	return false, unclear("看不出是“有”还是“无”，请写 是 或 否")
}

// stateWords are looked for in this order: 待报废 before 报废, 不能用 before 能用.
var stateWords = []struct {
	word  string
	state models.DeviceState
}{
	{"待报废", models.DeviceToRetire}, {"拟报废", models.DeviceToRetire}, {"申请报废", models.DeviceToRetire}, {"建议报废", models.DeviceToRetire}, {"待处置", models.DeviceToRetire},
	{"未报废", ""}, {"报废", models.DeviceRetired}, {"已处置", models.DeviceRetired}, {"已淘汰", models.DeviceRetired},
	{"维修中", models.DeviceRepairing}, {"送修", models.DeviceRepairing}, {"在修", models.DeviceRepairing}, {"返修", models.DeviceRepairing}, {"报修", models.DeviceRepairing}, {"待修", models.DeviceDamaged}, {"待维修", models.DeviceDamaged},
	{"无损坏", models.DeviceInUse}, {"未损坏", models.DeviceInUse}, {"无故障", models.DeviceInUse}, {"已修好", models.DeviceInUse}, {"已修复", models.DeviceInUse},
	{"部分", ""}, {"偶尔", ""}, {"时好时坏", ""},
	{"损坏", models.DeviceDamaged}, {"故障", models.DeviceDamaged}, {"不正常", models.DeviceDamaged}, {"异常", models.DeviceDamaged}, {"坏", models.DeviceDamaged}, {"不能", models.DeviceDamaged}, {"无法", models.DeviceDamaged},
	{"不可用", models.DeviceDamaged}, {"黑屏", models.DeviceDamaged}, {"花屏", models.DeviceDamaged}, {"碎屏", models.DeviceDamaged}, {"失灵", models.DeviceDamaged}, {"不亮", models.DeviceDamaged},
	{"闲置", models.DeviceIdle}, {"停用", models.DeviceIdle}, {"未使用", models.DeviceIdle}, {"备用", models.DeviceIdle}, {"未用", models.DeviceIdle}, {"封存", models.DeviceIdle},
	{"正常", models.DeviceInUse}, {"完好", models.DeviceInUse}, {"良好", models.DeviceInUse}, {"在用", models.DeviceInUse}, {"使用", models.DeviceInUse}, {"可用", models.DeviceInUse}, {"能用", models.DeviceInUse}, {"好", models.DeviceInUse}, {"优", models.DeviceInUse}, {"√", models.DeviceInUse},
}

// State reads the 使用状况 of a device: 正常, 完好, 良好, 损坏, 坏, 故障, 维修中, 闲置, 待报废, 报废.
func State(text string) (models.DeviceState, error) {
	t := tight(text)
	for _, s := range stateWords {
		if strings.Contains(t, s.word) {
			if s.state == "" {
				break
			}
			return s.state, nil
		}
	}
	return "", unclear("看不出使用状况，请写 在用、闲置、损坏、维修中、待报废 或 已报废")
}

// categoryWords are looked for in this order: 一体机 is a panel though it holds a 主机.
var categoryWords = []struct {
	category models.Category
	words    []string
}{
	{models.CategoryDocCam, []string{"展台", "展示台", "实物投影"}},
	{models.CategoryScreen, []string{"投影", "短焦", "电视", "幕布", "电子白板", "交互白板", "交互式白板"}},
	{models.CategoryPanel, []string{"一体机", "平板", "黑板", "触控屏", "触摸屏", "大屏", "会议平板", "显示屏", "显示器", "触控"}},
	{models.CategoryCamera, []string{"摄像", "摄录", "录播"}},
	{models.CategoryAudio, []string{"扩音", "音箱", "音响", "功放", "麦克风", "话筒", "小蜜蜂", "音柱"}},
	{models.CategoryNetwork, []string{"交换机", "路由", "无线ap", "ap", "网络设备", "防火墙"}},
	{models.CategoryControl, []string{"中控", "讲台", "讲桌"}},
	{models.CategoryHost, []string{"ops", "主机", "电脑", "计算机", "台式机", "笔记本", "微机", "pc"}},
}

// Category reads the kind of a device from its name: 交互智能平板, 希沃一体机, OPS电脑, 投影机.
func Category(text string) (models.Category, error) {
	t := tight(text)
	for _, c := range models.Categories() {
		if t == tight(c.Label) || t == string(c.Code) {
			return c.Code, nil
		}
	}
	for _, c := range categoryWords {
		for _, word := range c.words {
			if strings.Contains(t, word) {
				return c.category, nil
			}
		}
	}
	return "", unclear("看不出是哪类设备，请写 主机、交互智能平板、智慧黑板、投影、视频展示台、摄像头、扩音设备 等")
}

// Presence reads a column such as 摄像头, where some write 有 and some the product. name is "" for a bare 有.
func Presence(text string) (present bool, name string) {
	if yes, err := YesNo(text); err == nil {
		return yes, ""
	}
	return !None(text), strings.Join(strings.Fields(text), " ")
}

// Software reads a column such as 操作系统 or 办公软件: a product's name, 有 or 无, 正版 or not.
func Software(text string) models.SoftwareItem {
	var item models.SoftwareItem
	t := tight(text)
	present, name := Presence(text)
	item.Present = &present
	if name != "" {
		item.Name = name
	}
	switch {
	case strings.Contains(t, "盗版"), strings.Contains(t, "非正版"), strings.Contains(t, "未授权"), strings.Contains(t, "破解"):
		item.Present, item.Licensed = new(true), new(false)
	case strings.Contains(t, "正版"), strings.Contains(t, "已授权"):
		item.Licensed = new(true)
	}
	return item
}
