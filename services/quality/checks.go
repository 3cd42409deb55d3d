package quality

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"banbantong/models"
)

func noSuite(_ *inspection, r *models.Classroom) string {
	if r.HasSuite {
		return ""
	}
	return "没有在用的主机或屏幕"
}

func noClassSize(_ *inspection, r *models.Classroom) string {
	if r.StudentCount != nil {
		return ""
	}
	return "班额未填写"
}

func noBoughtOn(_ *inspection, d *models.Device) string {
	if d.BoughtOn != "" || !d.Installed() {
		return ""
	}
	return "取得日期未填写"
}

func boughtInFuture(in *inspection, d *models.Device) string {
	if d.BoughtOn == "" || d.BoughtOn.Earliest() <= in.today {
		return ""
	}
	return "取得日期 " + string(d.BoughtOn)
}

func boughtTooEarly(_ *inspection, d *models.Device) string {
	if d.BoughtOn == "" || d.BoughtOn >= "1995" {
		return ""
	}
	return "取得日期 " + string(d.BoughtOn)
}

const gibibyte = 1024 // in MiB

func oddMemory(_ *inspection, d *models.Device) string {
	if d.Specs.Host == nil || d.Specs.Host.MemoryMiB == nil {
		return ""
	}
	if m := *d.Specs.Host.MemoryMiB; m < gibibyte || m > 64*gibibyte {
		return "内存 " + decimal(float64(m)/gibibyte) + " GB"
	}
	return ""
}

func oddDisk(_ *inspection, d *models.Device) string {
	if d.Specs.Host == nil {
		return ""
	}
	for _, disk := range d.Specs.Host.Disks {
		if disk.SizeMB != nil && (*disk.SizeMB < 15_000 || *disk.SizeMB > 16_500_000) {
			return "硬盘 " + decimal(float64(*disk.SizeMB)/1000) + " GB"
		}
	}
	return ""
}

func oddScreen(_ *inspection, d *models.Device) string {
	s := d.Specs.Display
	if s == nil || s.SizeInches == nil {
		return ""
	}
	largest := 120.0
	if d.Category == models.CategoryScreen && (s.Projected == nil || *s.Projected) {
		largest = 300
	}
	if *s.SizeInches < 19 || *s.SizeInches > largest {
		return "屏幕 " + decimal(*s.SizeInches) + " 英寸"
	}
	return ""
}

func oddClassSize(_ *inspection, r *models.Classroom) string {
	if r.StudentCount == nil {
		return ""
	}
	n, most := *r.StudentCount, 80
	if r.Kind == models.ClassroomSpecial {
		most = 200
	}
	if n < 1 || n > most {
		return fmt.Sprintf("班额 %d 人", n)
	}
	return ""
}

func oddPrice(_ *inspection, d *models.Device) string {
	if d.PriceCents == nil || *d.PriceCents == 0 {
		return ""
	}
	least, most := int64(1_00), int64(200_000_00)
	if d.Category.Essential() {
		least = 200_00
	}
	if *d.PriceCents < least || *d.PriceCents > most {
		return fmt.Sprintf("单价 %d.%02d 元", *d.PriceCents/100, *d.PriceCents%100)
	}
	return ""
}

func smallScreen(in *inspection, r *models.Classroom) string {
	inches, known := in.screens[r.ID]
	if r.StudentCount == nil || *r.StudentCount < 55 || !known || inches >= 65 {
		return ""
	}
	return fmt.Sprintf("班额 %d 人，最大的屏幕 %s 英寸", *r.StudentCount, decimal(inches))
}

// placeholders are what makers and hurried clerks put where a serial number belongs, folded by serialKey.
var placeholders = []string{"DEFAULTSTRING", "TOBEFILLEDBYO.E.M.", "SYSTEMSERIALNUMBER", "NOTSPECIFIED", "NOTAPPLICABLE", "NONE", "N/A", "NA", "NULL",
	"无", "没有", "不详", "未知", "不清楚", "123456", "1234567", "12345678", "123456789", "0123456789", "1234567890"}

func placeholder(serial string) bool {
	key := strings.ToUpper(fold(serial))
	return slices.Contains(placeholders, key) || len(key) > 0 && strings.Count(key, key[:1]) == len(key)
}

func placeholderSerial(_ *inspection, d *models.Device) string {
	if !placeholder(d.Serial) {
		return ""
	}
	return "序列号 " + d.Serial
}

func sameSerial(in *inspection, d *models.Device) string {
	if d.Serial == "" || placeholder(d.Serial) {
		return ""
	}
	here, elsewhere := in.serials[d.Serial]-1, in.elsewhere[d.Serial]
	switch {
	case here > 0 && elsewhere > 0:
		return fmt.Sprintf("序列号 %s：本校另有 %d 台，外校另有 %d 台", d.Serial, here, elsewhere)
	case here > 0:
		return fmt.Sprintf("序列号 %s：本校另有 %d 台", d.Serial, here)
	case elsewhere > 0:
		return fmt.Sprintf("序列号 %s：外校另有 %d 台", d.Serial, elsewhere)
	}
	return ""
}

func sameAssetNo(in *inspection, d *models.Device) string {
	if d.AssetNo == nil || len(in.assets[assetKey(*d.AssetNo)]) < 2 {
		return ""
	}
	return "资产编号 " + strings.Join(in.assets[assetKey(*d.AssetNo)], "、")
}

func sameRoom(in *inspection, r *models.Classroom) string {
	if len(in.roomKeys[roomKey(r)]) < 2 {
		return ""
	}
	return "疑为同一间：" + strings.Join(in.roomKeys[roomKey(r)], "、")
}

// yearAgo is the day from which on measurements are recent.
func (in *inspection) yearAgo() models.Date {
	return models.DateOf(in.today.Begin().AddDate(-1, 0, 0))
}

func oldMeasurement(in *inspection, r *models.Classroom) string {
	if r.Network == nil || r.Network.On == "" || r.Network.On.Latest() >= in.yearAgo() {
		return ""
	}
	return "检测于 " + string(r.Network.On)
}

func oldFacts(in *inspection, d *models.Device) string {
	var oldest models.Date
	for _, origin := range d.Specs.Sources {
		measured := origin.Source == models.SourceAgent || origin.Source == models.SourceMeasured
		if measured && origin.On != "" && origin.On.Latest() < in.yearAgo() && (oldest == "" || origin.On < oldest) {
			oldest = origin.On
		}
	}
	if oldest == "" {
		return ""
	}
	return "采集于 " + string(oldest)
}

// fold takes out what people write now one way, now another: full width, spaces.
func fold(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsSpace(r) }) < 0 {
		return text // most serial and asset numbers
	}
	return strings.Join(strings.Fields(width.Fold.String(text)), "")
}

// roomSpelling turns the usual spellings of a class into one: 三年级（1）班, 三(1)班 and 3-1班.
var roomSpelling = strings.NewReplacer("年级", "", "班级", "", "年", "", "班", "", "(", "", ")", "", "[", "", "]", "", "-", "", "_", "", ".", "", "教室", "", "室", "",
	"第", "", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")

func roomKey(r *models.Classroom) string {
	return strings.ToLower(roomSpelling.Replace(fold(r.Building)) + "/" + roomSpelling.Replace(fold(r.Name)))
}

// assetKey is an asset number without what Excel takes away from it.
func assetKey(number string) string {
	return strings.TrimLeft(strings.ToUpper(fold(number)), "0")
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
