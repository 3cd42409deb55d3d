package models

import "slices"

// Category is the kind of a device, as DOMAIN calls them 设备类别.
type Category string

const (
	// CategorySuite stands in counts only: all equipment of one classroom (套). No device has it.
	CategorySuite   Category = "suite"
	CategoryHost    Category = "host"       // 主机: desktop or OPS
	CategoryPanel   Category = "panel"      // 交互智能平板, 智慧黑板, with or without a PC inside (一体机)
	CategoryScreen  Category = "screen"     // 投影机, 电子白板, 电视: displays an image and has no PC inside
	CategoryDocCam  Category = "doc_camera" // 视频展示台
	CategoryCamera  Category = "camera"     // 摄像头
	CategoryAudio   Category = "audio"      // 扩音设备
	CategoryControl Category = "control"    // 中控与讲台
	CategoryNetwork Category = "network"    // 网络设备
	CategoryOther   Category = "other"      // 其他
)

// CategoryInfo is what the product knows of a category.
type CategoryInfo struct {
	Code     Category
	Label    string
	Sections []string // the Specs sections that a device of this category may have
}

// categories are in the order that reports show them. Nobody changes them.
var categories = []CategoryInfo{
	{CategoryHost, "主机", []string{"host", "software", "ports"}},
	{CategoryPanel, "交互智能平板/智慧黑板", []string{"display", "host", "software", "camera", "audio", "ports"}},
	{CategoryScreen, "投影/白板/电视", []string{"display", "audio", "ports"}},
	{CategoryDocCam, "视频展示台", nil},
	{CategoryCamera, "摄像头", []string{"camera"}},
	{CategoryAudio, "扩音设备", []string{"audio"}},
	{CategoryControl, "中控与讲台", nil},
	{CategoryNetwork, "网络设备", nil},
	{CategoryOther, "其他", nil},
}

// Categories lists every category in the order that reports show them.
func Categories() []CategoryInfo { return slices.Clone(categories) }

// Label is the Chinese name of the category, or its code if it is none of ours.
func (c Category) Label() string {
	for _, info := range categories {
		if info.Code == c {
			return info.Label
		}
	}
	return string(c)
}

// Valid says whether a device can be of the category.
func (c Category) Valid() bool {
	return slices.ContainsFunc(categories, func(info CategoryInfo) bool { return info.Code == c })
}

// Has says whether a device of this category may have the Specs section.
func (c Category) Has(section string) bool {
	for _, info := range categories {
		if info.Code == c {
			for _, s := range info.Sections {
				if s == section {
					return true
				}
			}
		}
	}
	return false
}
