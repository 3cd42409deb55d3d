package purchases

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"banbantong/models"
	"banbantong/services/catalogue"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// Offer is a purchase as somebody means to make it.
type Offer struct {
	Name  string
	Items []models.PurchaseItem
}

const mostItems = 200

// Check reports every wrong field.
func (o Offer) Check() error {
	var check errs.Check
	name := strings.TrimSpace(o.Name)
	check.That(name != "" && utf8.RuneCountInString(name) <= 60, "name", "请填写 1 至 60 个字的采购项目名称。")
	check.That(len(o.Items) > 0 && len(o.Items) <= mostItems, "items", "请填写 1 至 %d 项设备。", mostItems)
	for i, item := range o.Items {
		at := fmt.Sprintf("items[%d]", i)
		check.That(item.Category.Valid(), at+".category", "请选择设备类别。")
		check.That(utf8.RuneCountInString(item.Name) <= 100 && utf8.RuneCountInString(item.Brand) <= 60 && utf8.RuneCountInString(item.Model) <= 100,
			at+".name", "名称、品牌、型号过长。")
		check.That(item.Quantity >= 1 && item.Quantity <= 100_000, at+".quantity", "数量应在 1 至 100000 之间。")
		check.That(item.Students == nil || *item.Students >= 1 && *item.Students <= 300, at+".students", "班额应在 1 至 300 之间。")
		check.That(item.RoomKind == models.ClassroomOrdinary || item.RoomKind == models.ClassroomSpecial, at+".room_kind", "请选择普通教室或功能室。")
		registry.CheckSpecs(&check, at+".specs", item.Category, item.Specs)
	}
	return check.Err()
}

// completed is the offer with what the catalogue tells of a processor whose model is given. Sources say which facts are
// the catalogue's; the others are the vendor's word.
func (o Offer) completed(on models.Date) Offer {
	items := make([]models.PurchaseItem, len(o.Items))
	for i, item := range o.Items {
		if item.Name = strings.TrimSpace(item.Name); item.Name == "" {
			item.Name = item.Category.Label()
		}
		item.Specs.Sources = nil
		if h := item.Specs.Host; h != nil {
			host := *h
			item.Specs.Host = &host
			if p, known := catalogue.Default().Lookup(host.CPUModel); known {
				for _, fact := range p.Fill(&host) {
					if item.Specs.Sources == nil {
						item.Specs.Sources = map[string]models.Provenance{}
					}
					item.Specs.Sources[fact] = models.Provenance{Source: models.SourceCatalogue, On: on}
				}
			}
		}
		items[i] = item
	}
	return Offer{strings.TrimSpace(o.Name), items}
}

// claims are the figures of a processor that an offer must not embellish, and how far a rounded one may be off.
var claims = map[string]struct {
	title, unit string
	slack       float64
	scale       float64
}{
	"host.cpu_cores":    {"核心数", " 核", 0, 1},
	"host.cpu_threads":  {"线程数", " 线程", 0, 1},
	"host.cpu_base_mhz": {"基准频率", " GHz", 0.03, 1000},
}

// contradictions are where an offer says more of a processor than its maker does, such as the turbo clock for the base.
func contradictions(specs models.Specs) []string {
	found := []string{}
	if specs.Host == nil {
		return found
	}
	p, known := catalogue.Default().Lookup(specs.Host.CPUModel)
	if !known {
		return found
	}
	for _, f := range p.Facts(specs.Host) {
		claim, looked := claims[f.Name]
		if looked && *f.To != nil && float64(**f.To) > float64(f.Figure)*(1+claim.slack) {
			found = append(found, fmt.Sprintf("所报%s %g%s，型号目录中 %s 为 %g%s，请向供应商核实。",
				claim.title, float64(**f.To)/claim.scale, claim.unit, p.Model, float64(f.Figure)/claim.scale, claim.unit))
		}
	}
	return found
}
