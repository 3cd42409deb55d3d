package registry

import (
	"bytes"
	"fmt"
	"reflect"

	"banbantong/models"
	"banbantong/services/errs"
)

// CheckSpecs reports sections that the category cannot have, and values that no device has. at is where the specs stand.
func CheckSpecs(check *errs.Check, at string, category models.Category, specs models.Specs) {
	for section, there := range map[string]bool{"host": specs.Host != nil, "software": specs.Software != nil, "display": specs.Display != nil,
		"camera": specs.Camera != nil, "audio": specs.Audio != nil, "ports": specs.Ports != nil} {
		check.That(!there || category.Has(section), at+"."+section, "“%s”没有这一组参数。", category.Label())
	}
	if h := specs.Host; h != nil {
		check.That(between(h.CPUCores, 1, 256), at+".host.cpu_cores", "核心数应在 1 至 256 之间。")
		check.That(between(h.CPUThreads, 1, 512), at+".host.cpu_threads", "线程数应在 1 至 512 之间。")
		check.That(h.CPUCores == nil || h.CPUThreads == nil || *h.CPUThreads >= *h.CPUCores, at+".host.cpu_threads", "线程数不会少于核心数。")
		check.That(between(h.CPUBaseMHz, 100, 10_000), at+".host.cpu_base_mhz", "主频应在 0.1 至 10 GHz 之间。")
		check.That(between(h.CPUTurboMHz, 100, 10_000), at+".host.cpu_turbo_mhz", "睿频应在 0.1 至 10 GHz 之间。")
		check.That(between(h.MemoryMiB, 64, 4<<20), at+".host.memory_mib", "内存容量不合理。")
		check.That(between(h.GPUMemoryMiB, 0, 1<<20), at+".host.gpu_memory_mib", "显存容量不合理。")
		check.That(between(h.NICMbps, 0, 400_000), at+".host.nic_mbps", "网卡速率不合理。")
		check.That(h.SystemFreeBytes == nil || *h.SystemFreeBytes >= 0, at+".host.system_free_bytes", "可用空间应不小于 0。")
		for i, d := range h.Disks {
			check.That(between(d.SizeMB, 100, 1<<30), fmt.Sprintf("%s.host.disks[%d].size_mb", at, i), "硬盘容量不合理。")
			check.That(d.Kind == "" || d.Kind == models.DiskSSD || d.Kind == models.DiskHDD, fmt.Sprintf("%s.host.disks[%d].kind", at, i), "硬盘类型应为固态或机械。")
		}
	}
	if d := specs.Display; d != nil {
		check.That(d.SizeInches == nil || *d.SizeInches >= 5 && *d.SizeInches <= 400, at+".display.size_inches", "屏幕尺寸应在 5 至 400 英寸之间。")
	}
	for i, p := range specs.Ports {
		check.That(p.Count >= 0 && p.Count <= 64, fmt.Sprintf("%s.ports[%d].count", at, i), "接口数量应在 0 至 64 之间。")
	}
}

// StampSources gives after the sources of before, and origin to every fact that differs: so a correction is marked as
// one, and what was not touched keeps where it came from.
func StampSources(before, after models.Specs, origin models.Provenance) models.Specs {
	old, now := before.Facts(), after.Facts()
	after.Sources = map[string]models.Provenance{}
	for name, value := range now {
		if was, known := before.Sources[name]; known && bytes.Equal(old[name], value) {
			after.Sources[name] = was
		} else {
			after.Sources[name] = origin
		}
	}
	if len(after.Sources) == 0 {
		after.Sources = nil
	}
	return after
}

// differences names, in Chinese, the fields that differ, for the life of a device.
func differences(before, after DeviceFields) []string {
	names := map[string]string{"Category": "类别", "Name": "名称", "Brand": "品牌", "Model": "型号", "Serial": "序列号", "AssetNo": "资产编号",
		"BoughtOn": "取得日期", "FundSource": "经费来源", "PriceCents": "价格", "GBCode": "分类代码", "Supplier": "供应商", "WarrantyUntil": "保修期", "Specs": "技术参数"}
	var changed []string
	b, a := reflect.ValueOf(before), reflect.ValueOf(after)
	for i := range b.NumField() {
		if !reflect.DeepEqual(b.Field(i).Interface(), a.Field(i).Interface()) {
			changed = append(changed, names[b.Type().Field(i).Name])
		}
	}
	if len(changed) == 0 {
		return []string{"无变化"}
	}
	return changed
}
