package purchases

import (
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/standard"
)

// judge holds items that would be bought on the day against the standard: what each comes to, and what all do.
func judge(std *standard.Standard, items []models.PurchaseItem, on models.Date) ([]models.PurchaseFinding, models.PurchaseConclusion) {
	e := std.Evaluator()
	findings := make([]models.PurchaseFinding, len(items))
	conclusion := models.PurchaseAdvised
	for i, item := range items {
		findings[i] = find(e, item, panelFor(items, item), on)
		switch {
		case findings[i].Grade == models.GradeFail:
			conclusion = models.PurchaseRefused
		case findings[i].Grade == models.GradeUnknown && conclusion == models.PurchaseAdvised:
			conclusion = models.PurchaseIncomplete
		}
	}
	return findings, conclusion
}

// panelFor is the panel beside which a host would stand, since their sockets count together: the one that is bought for
// the same rooms. Where several are, it may be any, and the host has to do alone.
func panelFor(items []models.PurchaseItem, host models.PurchaseItem) *models.PurchaseItem {
	var found []*models.PurchaseItem
	for i := range items {
		if p := &items[i]; host.Category == models.CategoryHost && p.Category == models.CategoryPanel && sameRooms(*p, host) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

func sameRooms(a, b models.PurchaseItem) bool {
	same := a.Students == b.Students || a.Students != nil && b.Students != nil && *a.Students == *b.Students
	return same && a.RoomKind == b.RoomKind
}

// The ids that the evaluator knows the item and the panel beside it by.
const theItem, thePanel = 1, 2

func find(e *standard.Evaluator, item models.PurchaseItem, panel *models.PurchaseItem, on models.Date) models.PurchaseFinding {
	room := standard.Room{StudentCount: item.Students, On: on,
		Devices: []standard.Device{{ID: theItem, Category: item.Category, Specs: item.Specs, BoughtOn: on}}}
	if panel != nil {
		room.Devices = append(room.Devices, standard.Device{ID: thePanel, Category: panel.Category, Specs: panel.Specs, BoughtOn: on})
	}
	f := models.PurchaseFinding{Clauses: []models.PurchaseClause{}, Remarks: contradictions(item.Specs)}
	worst := standard.NotApplicable
	for _, v := range e.Explain(room) {
		if v.DeviceID != theItem || v.Outcome == standard.NotApplicable {
			continue
		}
		c := clauseOf(v)
		f.Clauses = append(f.Clauses, c)
		if c.Decides {
			worst = max(worst, v.Outcome)
		}
	}
	if len(f.Remarks) > 0 {
		worst = max(worst, standard.Unknown)
	}
	f.Grade = worst.Grade()
	return f
}

// clauseOf words a verdict for a buyer. Software is often bought apart from its host, so what is not said of it is not
// held against the offer; what is said, is.
func clauseOf(v standard.Verdict) models.PurchaseClause {
	apart := v.Criterion.Group == standard.GroupSoftware && v.Outcome == standard.Unknown
	c := models.PurchaseClause{Criterion: v.Criterion.ID, Title: v.Criterion.Title, Tier: v.Criterion.Tier.Label(), Clause: v.Criterion.Clause,
		Notice: v.Criterion.Notice, Required: v.Criterion.Required, Offered: v.Measured, Grade: v.Outcome.Grade(),
		Decides: v.Decides && !apart, Reason: v.Reason, Missing: missing(v)}
	if len(c.Missing) > 0 {
		c.Reason = ask(c.Missing)
	}
	if apart {
		c.Reason = "未随设备报价的，须另行配备。"
	}
	return c
}

// onlyInstalled are facts that nobody can tell before the equipment stands in its room.
var onlyInstalled = []string{"host.cpu_reported_mhz", "host.memory_visible_mib", "host.system_free_bytes", "display.visible_inches"}

func missing(v standard.Verdict) []models.PurchaseFact {
	facts := []models.PurchaseFact{}
	for _, m := range v.Missing {
		if !slices.Contains(onlyInstalled, m.Spec) {
			facts = append(facts, models.PurchaseFact(m))
		}
	}
	return facts
}

// ask says of whom to ask the facts: the vendor knows the equipment, the buyer the class.
func ask(facts []models.PurchaseFact) string {
	var vendor, buyer []string
	for _, f := range facts {
		if f.Spec == "" && f.Label == "班额" {
			buyer = append(buyer, f.Label)
		} else {
			vendor = append(vendor, f.Label)
		}
	}
	var text string
	if len(vendor) > 0 {
		text = "须向供应商索取：" + strings.Join(vendor, "、") + "。"
	}
	if len(buyer) > 0 {
		text += "须填写" + strings.Join(buyer, "、") + "。"
	}
	return text
}
