package demo

// homeDivision is 信丰县, the county of every demo: a small demo is all in it, and the accounts are of it. The schools
// of the ledger in services/workbook/testdata are among its first ten (firstSites in sites.go).
const homeDivision = "360722"

// homeTowns are the towns and townships of 信丰县.
var homeTowns = []string{"嘉定镇", "大塘埠镇", "西牛镇", "古陂镇", "大桥镇", "新田镇", "安西镇", "小江镇", "铁石口镇",
	"大阿镇", "油山镇", "小河镇", "正平镇", "虎山乡", "崇仙乡", "万隆乡"}

// towns are invented, for every other county.
var towns = []string{"城关镇", "石桥镇", "东坪镇", "沙洲镇", "龙塘镇", "白水镇", "双溪镇", "长岭镇", "金沙镇", "枫林镇",
	"梅岗镇", "罗田镇", "上湖乡", "南岭乡", "清源乡", "桃园乡", "西坑乡", "横江乡", "杨梅乡", "大洲乡"}

// villages give village schools and teaching points their names.
var villages = []string{"水北", "龙舌", "长岗", "新屋", "坪塘", "黄泥", "樟树", "石下", "上坑", "河背", "田心", "老圩", "竹山", "莲塘",
	"中段", "花园", "禾丰", "高桥", "星光", "新民", "五洋", "荷坑", "大岭", "塘背", "下围", "枧头", "桥头", "寨里", "岭下", "曲江", "月岭", "芫坑"}

// zone is a development zone that runs schools of its own without a division code.
type zone struct{ name, city string }

var zones = []zone{
	{"南昌高新技术产业开发区", "360100"},
	{"湾里管理局", "360100"},
	{"赣州经济技术开发区", "360700"},
	{"宜春经济技术开发区", "360900"},
}

var (
	surnames   = []string{"刘", "王", "李", "陈", "黄", "张", "谢", "郭", "曾", "钟", "赖", "温", "邱", "肖", "廖", "罗", "朱", "邹", "何", "胡"}
	givenNames = []string{"建华", "小红", "志强", "丽萍", "海燕", "国平", "春兰", "文军", "晓东", "玉梅", "永红", "伟", "敏", "静", "芳", "涛", "秀英", "德明", "雪梅", "俊"}
)

func personName(d dice) string { return one(d, surnames) + one(d, givenNames) }

// numerals count grades and schools.
var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"}
