package renewal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/standard"
)

// decide gives every classroom its fate under the plan's budget, with the reason in words. It returns how much any
// choice can be worth at most.
func decide(plan *models.RenewalPlan, all assessment) (bound int64) {
	var items []item
	var candidates []*need
	for i := range all.needing {
		n := &all.needing[i]
		value := worth(plan, n)
		switch {
		case !n.helped:
			n.Fate, n.Reason = models.FateHelpless, fmt.Sprintf("“%s”不达标，价格表中的措施都不能解决。", strings.Join(n.failing, "”“"))
			if len(n.failing) == 0 {
				n.Reason = "价格表中的措施都不能解决。"
			}
		case n.grade == standard.Unknown && !plan.CountUnverified:
			n.Fate, n.Reason = models.FateUnverified, fmt.Sprintf("更新后仍有 %d 项待核实（%s），请先补全资料。", len(n.unverified), short(n.unverified))
		case value == 0:
			n.Fate, n.Reason = models.FateUncounted, "没有填写班额，无法计入受益学生，请先补填。"
		case plan.BudgetCents == nil || n.Cents == 0:
			n.Fate = models.FateChosen
			bound += value
		default:
			items, candidates = append(items, item{value, n.Cents}), append(candidates, n)
		}
	}
	if plan.BudgetCents != nil {
		c := choose(items, *plan.BudgetCents)
		bound += c.bound
		for i, taken := range c.taken {
			candidates[i].Fate = models.FateBudget
			if taken {
				candidates[i].Fate = models.FateChosen
			}
		}
		explain(plan, candidates, *plan.BudgetCents-c.cents)
	}
	for i := range all.needing {
		if n := &all.needing[i]; n.Fate == models.FateChosen {
			n.Reason = fmt.Sprintf("用 %s 元，%s。", yuan(n.Cents), gain(plan, n))
			if n.grade == standard.Unknown {
				n.Reason += fmt.Sprintf("另有 %d 项待核实（%s）。", len(n.unverified), short(n.unverified))
			}
		}
	}
	return bound
}

// worth is what a classroom adds to the objective, in hundredths.
func worth(plan *models.RenewalPlan, n *need) int64 {
	weight := int64(100)
	if n.Rural {
		weight = int64(plan.RuralPercent)
	}
	if plan.Objective == models.ObjectiveRooms {
		return weight
	}
	if n.Pupils == nil {
		return 0
	}
	return int64(min(*n.Pupils, 5000)) * weight
}

// explain says of those that the budget leaves out how they compare with those that are in.
func explain(plan *models.RenewalPlan, candidates []*need, left int64) {
	perYuan := func(n *need) float64 { return float64(worth(plan, n)) / float64(n.Cents) * 1e4 }
	var least *need // of the chosen, what is worth least for its money
	for _, n := range candidates {
		if n.Fate == models.FateChosen && (least == nil || perYuan(n) < perYuan(least)) {
			least = n
		}
	}
	unit := "间教室"
	if plan.Objective == models.ObjectivePupils {
		unit = "名学生"
	}
	for _, n := range candidates {
		if n.Fate != models.FateBudget {
			continue
		}
		n.Reason = fmt.Sprintf("需 %s 元，每万元受益 %.2f %s", yuan(n.Cents), perYuan(n), unit)
		switch {
		case least == nil:
			n.Reason += "，超出预算。"
		case perYuan(n) < perYuan(least):
			n.Reason += fmt.Sprintf("，低于列入计划的最低 %.2f。", perYuan(least))
		default:
			n.Reason += fmt.Sprintf("；列入它须挤出合计受益更多的教室，预算余 %s 元。", yuan(left))
		}
	}
}

func gain(plan *models.RenewalPlan, n *need) string {
	if plan.Objective == models.ObjectivePupils {
		return fmt.Sprintf("%d 名学生受益", *n.Pupils)
	}
	return "一间教室达标"
}

// short names at most three of the criteria.
func short(titles []string) string {
	if len(titles) > 3 {
		return strings.Join(titles[:3], "、") + "等"
	}
	return strings.Join(titles, "、")
}

// yuan writes cents as people write yuan: 14,800 or 99.50.
func yuan(cents int64) string {
	whole, rest := fmt.Sprint(cents/100), cents%100
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != 0 {
		return fmt.Sprintf("%s.%02d", whole, rest)
	}
	return whole
}

// summarise adds up what was decided.
func summarise(plan *models.RenewalPlan, all assessment, bound int64) models.PlanSummary {
	sum := models.PlanSummary{Rooms: all.rooms, Needing: len(all.needing), Bound: bound}
	measures, funds := map[string]*models.PlanSum{}, map[string]*models.PlanSum{}
	for i := range all.needing {
		n := &all.needing[i]
		chosen := n.Fate == models.FateChosen
		sum.NeedingCents += n.Cents
		if chosen {
			sum.Chosen++
			sum.ChosenCents += n.Cents
			sum.Value += worth(plan, n)
			if n.Pupils != nil {
				sum.ChosenPupils += *n.Pupils
			}
			if n.Rural {
				sum.ChosenRural++
			}
		}
		for _, m := range n.Needs {
			add(measures, m.Measure, m.Count, m.Cents, chosen)
			add(funds, fundOf(plan, m.Measure), m.Count, m.Cents, chosen)
		}
	}
	sum.Measures, sum.Funds = []models.PlanSum{}, []models.PlanSum{}
	for _, m := range standard.Measures() {
		if s := measures[m.ID]; s != nil {
			s.Key = m.Title
			sum.Measures = append(sum.Measures, *s)
		}
	}
	for _, s := range funds {
		sum.Funds = append(sum.Funds, *s)
	}
	slices.SortFunc(sum.Funds, func(a, b models.PlanSum) int { return cmp.Or(cmp.Compare(b.Cents, a.Cents), cmp.Compare(a.Key, b.Key)) })
	return sum
}

func fundOf(plan *models.RenewalPlan, measure string) string {
	for _, p := range plan.Prices {
		if p.Measure == measure && p.FundSource != "" {
			return p.FundSource
		}
	}
	return "未指定经费来源"
}

func add(sums map[string]*models.PlanSum, key string, count int, cents int64, chosen bool) {
	s := sums[key]
	if s == nil {
		s = &models.PlanSum{Key: key}
		sums[key] = s
	}
	s.Count, s.Cents = s.Count+count, s.Cents+cents
	if chosen {
		s.ChosenCount, s.ChosenCents = s.ChosenCount+count, s.ChosenCents+cents
	}
}
