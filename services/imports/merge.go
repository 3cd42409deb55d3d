package imports

import (
	"bytes"
	"fmt"
	"strings"

	"banbantong/models"
	"banbantong/services/workbook"
)

// merged is what a value becomes that a file says anew; a blank says nothing.
type merged struct {
	changes []string // Chinese
	kept    []string // what a person had corrected by hand, and the file says otherwise
}

// text takes a text over.
func (m *merged) text(name string, old *string, said string) {
	if said = strings.TrimSpace(said); said == "" || said == *old {
		return
	}
	m.say(name, *old, said)
	*old = said
}

func (m *merged) say(name, old, said string) {
	if old == "" {
		old = "（空）"
	}
	m.changes = append(m.changes, fmt.Sprintf("%s：%s → %s", name, old, said))
}

// take takes a value over that may be missing on either side.
func take[T comparable](m *merged, name string, old **T, said *T) {
	if said == nil || *old != nil && **old == *said {
		return
	}
	was := ""
	if *old != nil {
		was = word(**old)
	}
	m.say(name, was, word(*said))
	value := *said
	*old = &value
}

// word is a value as people read it.
func word(value any) string {
	switch value {
	case true:
		return "是"
	case false:
		return "否"
	}
	return fmt.Sprint(value)
}

// room takes over what a row says of a classroom.
func (m *merged) room(c *models.Classroom, said *workbook.Classroom) {
	m.text("楼栋", &c.Building, said.Building)
	m.text("楼层", &c.Floor, said.Floor)
	if said.Kind != "" && said.Kind != c.Kind {
		m.say("教室类型", string(c.Kind), string(said.Kind))
		c.Kind = said.Kind
	}
	take(m, "学生数", &c.StudentCount, said.StudentCount)
	take(m, "接入校园网", &c.OnCampusNetwork, said.OnCampusNetwork)
	if n := said.Network; n != nil {
		network := models.NetworkFacts{}
		if c.Network != nil {
			network = *c.Network
		}
		before := len(m.changes)
		take(m, "上行网速", &network.UpMbps, n.UpMbps)
		take(m, "下行网速", &network.DownMbps, n.DownMbps)
		take(m, "上行延迟", &network.LatencyUpMs, n.LatencyUpMs)
		take(m, "下行延迟", &network.LatencyDownMs, n.LatencyDownMs)
		take(m, "网络抖动", &network.JitterMs, n.JitterMs)
		take(m, "接入带宽", &network.PortMbps, n.PortMbps)
		if len(m.changes) > before {
			network.Source, network.On = n.Source, n.On
			c.Network = &network
		}
	}
}

// device takes over what a row says of a device, but not its place and state.
func (m *merged) device(d *models.Device, said *workbook.Device) error {
	m.text("名称", &d.Name, said.Name)
	m.text("品牌", &d.Brand, said.Brand)
	m.text("型号", &d.Model, said.Model)
	m.text("序列号", &d.Serial, said.Serial)
	if said.AssetNo != "" {
		take(m, "资产编号", &d.AssetNo, &said.AssetNo)
	}
	m.date("取得日期", &d.BoughtOn, said.BoughtOn)
	m.text("经费来源", &d.FundSource, said.FundSource)
	take(m, "单价（分）", &d.PriceCents, said.PriceCents)
	m.text("分类代码", &d.GBCode, said.GBCode)
	m.text("供应商", &d.Supplier, said.Supplier)
	m.date("保修期", &d.WarrantyUntil, said.WarrantyUntil)
	return m.specs(&d.Specs, said.Specs)
}

// date takes a date over, unless it is only a vaguer form of the one we have: "2021" does not replace "2021-09".
func (m *merged) date(name string, old *models.Date, said models.Date) {
	if said == "" || strings.HasPrefix(string(*old), string(said)) {
		return
	}
	m.say(name, string(*old), string(said))
	*old = said
}

// specs takes over the facts that a file says otherwise. What a person has corrected by hand stays, and is told; what
// the catalogue only infers from a model never replaces a fact that somebody has seen.
func (m *merged) specs(old *models.Specs, said models.Specs) error {
	now, facts := said.Facts(), old.Facts()
	sources := map[string]models.Provenance{}
	for name, origin := range old.Sources {
		sources[name] = origin
	}
	changed := false
	for name, value := range now {
		was, known := facts[name]
		if known && bytes.Equal(was, value) {
			continue
		}
		switch origin := sources[name].Source; {
		case known && origin == models.SourceTyped:
			m.kept = append(m.kept, name)
			continue
		case known && said.Sources[name].Source == models.SourceCatalogue && origin != models.SourceCatalogue:
			continue
		}
		facts[name], sources[name], changed = value, said.Sources[name], true
	}
	if !changed {
		return nil
	}
	m.changes = append(m.changes, "技术参数有更新")
	specs, err := models.SpecsOf(facts, sources)
	if err != nil {
		return fmt.Errorf("merge the specs of a device: %w", err)
	}
	*old = specs
	return nil
}
