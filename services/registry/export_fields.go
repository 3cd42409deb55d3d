package registry

import (
	"fmt"
	"strconv"
	"strings"

	"banbantong/models"
	"banbantong/services/export"
)

// The titles below are those of the templates for import, so that an exported list can be corrected and read in again.

func schoolExport() []export.Field[SchoolRow] {
	text := func(title string, width float64, value func(SchoolRow) string) export.Field[SchoolRow] {
		return export.Field[SchoolRow]{Title: title, Width: width, Value: func(r SchoolRow) any { return value(r) }}
	}
	number := func(title string, value func(SchoolRow) int) export.Field[SchoolRow] {
		return export.Field[SchoolRow]{Title: title, Width: 9, Kind: export.Number, Value: func(r SchoolRow) any { return value(r) }}
	}
	return []export.Field[SchoolRow]{
		text("学校标识码", 13, func(r SchoolRow) string { return orEmpty(r.Code) }),
		text("学校名称", 28, func(r SchoolRow) string { return r.Name }),
		text("上级单位", 20, func(r SchoolRow) string { return r.ParentName }),
		text("办学类型", 16, func(r SchoolRow) string { return r.Type.Label() }),
		text("城乡分类", 10, func(r SchoolRow) string { return r.Area.Label() }),
		text("举办者", 12, func(r SchoolRow) string { return r.Sponsor.Label() }),
		text("校园网接入带宽", 11, func(r SchoolRow) string { return measured(r.UplinkMbps, "M") }),
		text("班级互联网接入速率", 11, func(r SchoolRow) string { return measured(r.ClassInternetMbps, "M") }),
		number("教室数", func(r SchoolRow) int { return r.Total }),
		number("在用套数", func(r SchoolRow) int { return r.InUse }),
		number("达标套数", func(r SchoolRow) int { return r.Passed }),
		number("不达标套数", func(r SchoolRow) int { return r.Failed }),
		number("待核实套数", func(r SchoolRow) int { return r.Unknown }),
		number("损坏套数", func(r SchoolRow) int { return r.Damaged }),
	}
}

// ClassroomColumns are the columns of an exported list of classrooms; titles names the criteria that decide about one.
func ClassroomColumns(titles func(models.Verdicts) (failing, unverified []string)) []export.Field[ClassroomRow] {
	text := func(title string, width float64, value func(ClassroomRow) string) export.Field[ClassroomRow] {
		return export.Field[ClassroomRow]{Title: title, Width: width, Value: func(r ClassroomRow) any { return value(r) }}
	}
	number := func(title string, value func(ClassroomRow) any) export.Field[ClassroomRow] {
		return export.Field[ClassroomRow]{Title: title, Width: 8, Kind: export.Number, Value: value}
	}
	// Without a suite nothing is judged, which is not the same as that nothing applies.
	grade := func(r ClassroomRow, g models.Grade) string {
		if !r.HasSuite {
			return ""
		}
		return g.Label()
	}
	return []export.Field[ClassroomRow]{
		text("学校名称", 28, func(r ClassroomRow) string { return r.SchoolName }),
		text("班级或教室", 16, func(r ClassroomRow) string { return r.Name }),
		text("楼栋", 12, func(r ClassroomRow) string { return r.Building }),
		text("楼层", 8, func(r ClassroomRow) string { return r.Floor }),
		text("教室类型", 10, func(r ClassroomRow) string { return r.Kind.Label() }),
		number("学生数", func(r ClassroomRow) any { return numberOf(r.StudentCount) }),
		text("是否接入校园网", 9, func(r ClassroomRow) string { return yesNo(r.OnCampusNetwork) }),
		number("设备台数", func(r ClassroomRow) any { return r.Devices }),
		text("判定结果", 9, func(r ClassroomRow) string { return grade(r, r.Grade) }),
		text("按标准配置", 9, func(r ClassroomRow) string { return grade(r, r.StandardGrade) }),
		text("网络", 9, func(r ClassroomRow) string { return grade(r, r.NetworkGrade) }),
		text("软件", 9, func(r ClassroomRow) string { return grade(r, r.SoftwareGrade) }),
		text("不达标的条款", 40, func(r ClassroomRow) string {
			failing, _ := titles(r.Verdicts)
			return strings.Join(failing, "；")
		}),
		text("待核实的条款", 40, func(r ClassroomRow) string {
			_, unverified := titles(r.Verdicts)
			return strings.Join(unverified, "；")
		}),
		text("有班班通设备", 9, func(r ClassroomRow) string { return yesNo(&r.HasSuite) }),
		text("损坏", 7, func(r ClassroomRow) string { return yesNo(&r.Damaged) }),
		text("可用", 7, func(r ClassroomRow) string { return yesNo(&r.Usable) }),
	}
}

// DeviceColumns are the columns of an exported list of devices.
func DeviceColumns() []export.Field[DeviceRow] {
	text := func(title string, width float64, value func(DeviceRow) string) export.Field[DeviceRow] {
		return export.Field[DeviceRow]{Title: title, Width: width, Value: func(r DeviceRow) any { return value(r) }}
	}
	host := func(title string, width float64, value func(*models.HostSpecs) string) export.Field[DeviceRow] {
		return text(title, width, func(r DeviceRow) string {
			if r.Specs.Host == nil {
				return ""
			}
			return value(r.Specs.Host)
		})
	}
	return []export.Field[DeviceRow]{
		text("学校名称", 26, func(r DeviceRow) string { return r.SchoolName }),
		text("班级或教室", 14, func(r DeviceRow) string { return r.ClassroomName }),
		text("楼栋", 10, func(r DeviceRow) string { return r.Building }),
		text("设备类别", 14, func(r DeviceRow) string { return r.Category.Label() }),
		text("设备名称", 18, func(r DeviceRow) string { return r.Name }),
		text("品牌", 10, func(r DeviceRow) string { return r.Brand }),
		text("型号", 14, func(r DeviceRow) string { return r.Model }),
		text("资产编号", 14, func(r DeviceRow) string { return orEmpty(r.AssetNo) }),
		text("序列号", 16, func(r DeviceRow) string { return r.Serial }),
		text("取得日期", 11, func(r DeviceRow) string { return string(r.BoughtOn) }),
		text("使用状况", 9, func(r DeviceRow) string { return r.State.Label() }),
		text("判定结果", 9, func(r DeviceRow) string { return r.Grade.Label() }),
		text("按标准配置", 9, func(r DeviceRow) string { return r.StandardGrade.Label() }),
		{Title: "单价（元）", Width: 11, Kind: export.Number, Value: func(r DeviceRow) any { return yuan(r.PriceCents) }},
		text("经费来源", 14, func(r DeviceRow) string { return r.FundSource }),
		text("供应商", 16, func(r DeviceRow) string { return r.Supplier }),
		text("保修期至", 11, func(r DeviceRow) string { return string(r.WarrantyUntil) }),
		host("CPU", 14, func(h *models.HostSpecs) string { return h.CPUModel }),
		host("CPU核心数", 8, func(h *models.HostSpecs) string { return measured(h.CPUCores, "") }),
		host("CPU线程数", 8, func(h *models.HostSpecs) string { return measured(h.CPUThreads, "") }),
		host("CPU主频", 9, func(h *models.HostSpecs) string { return measured(h.CPUBaseMHz, "MHz") }),
		host("内存", 9, func(h *models.HostSpecs) string { return measured(h.MemoryMiB, "MB") }),
		host("硬盘", 16, disks),
		text("屏幕尺寸", 9, func(r DeviceRow) string {
			if r.Specs.Display == nil || r.Specs.Display.SizeInches == nil {
				return ""
			}
			return strconv.FormatFloat(*r.Specs.Display.SizeInches, 'f', -1, 64) + "英寸"
		}),
		text("标签号", 10, func(r DeviceRow) string { return r.LabelCode }),
	}
}

// disks writes disks as a ledger has them: "256060MB SSD+1000000MB 机械".
func disks(h *models.HostSpecs) string {
	var parts []string
	for _, d := range h.Disks {
		kind := map[models.DiskKind]string{models.DiskSSD: " SSD", models.DiskHDD: " 机械"}[d.Kind]
		if d.SizeMB != nil && *d.SizeMB%1000 == 0 {
			parts = append(parts, fmt.Sprintf("%dG%s", *d.SizeMB/1000, kind))
		} else {
			parts = append(parts, measured(d.SizeMB, "MB")+kind)
		}
	}
	return strings.Join(parts, "+")
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// measured is a number with its unit, "" where it is not known.
func measured(n *int, unit string) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n) + unit
}

// numberOf is a number for a cell, an empty one where it is not known.
func numberOf(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func yuan(cents *int64) any {
	if cents == nil {
		return nil
	}
	return float64(*cents) / 100
}

func yesNo(yes *bool) string {
	switch {
	case yes == nil:
		return ""
	case *yes:
		return "是"
	}
	return "否"
}
