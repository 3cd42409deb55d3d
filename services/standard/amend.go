package standard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"banbantong/models"
)

// A place may ask more than the standard above it, never less. Under takes of every demand the stricter one, so that
// nothing a place has written can weaken what is decided above it, then or later: where the place above tightens
// further, the stricter demand holds below at once. Objections finds, before a version comes into force, what would
// have no effect or cannot be shown to ask as much.

// alsoRule stands in criterionDocument.raised for a rule that was added to.
const alsoRule = "also"

// Under is the standard as it holds where a place amends it. The province rules: of the ways to read the notice it
// chooses freely, others only switch to a stricter one.
func (s *Standard) Under(a models.Amendments, rules bool) (*Standard, error) {
	d := *s.document
	d.Criteria = slices.Clone(d.Criteria)
	for _, amendment := range a.Changed {
		if i := d.index(amendment.Criterion); i >= 0 {
			d.Criteria[i] = d.Criteria[i].tightened(amendment)
		}
	}
	for _, addition := range a.Added {
		c, err := additional(addition)
		if err != nil {
			return nil, err
		}
		if i := d.index(c.ID); i >= 0 {
			return nil, fmt.Errorf("指标 %s 已经有了", c.ID)
		}
		d.Criteria = append(d.Criteria, c)
		if errs := d.checkCriterion(len(d.Criteria) - 1); len(errs) > 0 {
			return nil, errs[0]
		}
	}
	chosen := s.Chosen()
	for id, alternative := range a.Readings {
		if rules || s.AsksAsMuch(id, alternative) {
			chosen[id] = alternative
		}
	}
	return d.standard(chosen)
}

func (d *document) index(criterion string) int {
	return slices.IndexFunc(d.Criteria, func(c criterionDocument) bool { return c.ID == criterion })
}

// AsksAsMuch says whether an alternative is known to be as strict as the one in force, or stricter.
func (s *Standard) AsksAsMuch(reading, alternative string) bool {
	for _, r := range s.document.Readings {
		if r.ID != reading {
			continue
		}
		now, _ := s.Reading(reading)
		wanted, known1 := r.rank(alternative)
		held, known2 := r.rank(now.Chosen)
		return alternative == now.Chosen || known1 && known2 && wanted >= held
	}
	return false
}

// tightened takes over the values that ask more, and the words that go with them.
func (c criterionDocument) tightened(a models.Amendment) criterionDocument {
	ways := directions(c)
	values, raised := maps.Clone(c.Values), maps.Clone(c.raised)
	if raised == nil {
		raised = map[string]bool{}
	}
	took, all := a.Also != "", true
	for name, v := range a.Values {
		before, known := c.Values[name]
		if !known || !ways[name].asksAsMuch(v, before) {
			all = false
			continue
		}
		if v != before {
			values[name], raised[name], took = v, true, true
		}
	}
	if !took {
		return c
	}
	for name := range c.raised { // what a place above asks and this one does not speak of goes on holding
		if _, spoken := a.Values[name]; !spoken {
			all = false
		}
	}
	if a.Also != "" {
		raised[alsoRule] = true
		c.Rule = c.Rule.each(func(rule string) string { return "(" + rule + ") and (" + a.Also + ")" })
		c.Measured = measuredBy(a.Also, c.Measured)
	}
	c.Values, c.raised = values, raised
	c.Required = c.Required.each(func(above string) string { return said(above, a.Required, all) })
	c.Failure, c.Mend = said(c.Failure, a.Failure, all), said(c.Mend, a.Mend, all)
	return c
}

// said is what a criterion says of itself: the words below alone, or after those above where these still hold.
func said(above, below string, instead bool) string {
	if below == "" || above == below {
		return above
	}
	if instead {
		return below
	}
	return strings.TrimSuffix(above, "。") + "；" + below
}

// measuredBy are the facts that a criterion shows, with those that a rule of it mentions.
func measuredBy(rule string, shown []string) []string {
	names, _ := factsIn(rule)
	shown = slices.Clone(shown)
	for _, n := range names {
		if !slices.Contains(shown, n.path) {
			shown = append(shown, n.path)
		}
	}
	return shown
}

// additional is the criterion that a place adds.
func additional(a models.Addition) (criterionDocument, error) {
	c := criterionDocument{ID: a.ID, Bit: &a.Bit, Tier: Tier(a.Tier), Group: Group(a.Group), Subject: Subject(a.Subject), Title: a.Title,
		Clause: a.Clause, Required: perReading{always: a.Required}, Unit: a.Unit, Rule: perReading{always: a.Rule},
		Measured: measuredBy(a.Rule, nil), Failure: a.Failure, Mend: a.Mend}
	if wrong := CheckRule(a.Rule, c.Subject, nil); wrong != nil {
		return c, wrong
	}
	return c, nil
}

// Objection is why amendments cannot come into force as they are.
type Objection struct {
	Location string // "readings.disk.nominal", "changed.HW-MIN-RAM.limit", "added.0.rule"
	Message  string
}

// Objections are the reasons not to put the amendments in force under this standard; none if it may be done. The
// province's are asked less: it chooses readings as it sees fit.
func (s *Standard) Objections(a models.Amendments, rules bool) []Objection {
	o := objections{standard: s}
	for _, id := range slices.Sorted(maps.Keys(a.Readings)) {
		o.reading(id, a.Readings[id], rules)
	}
	met := map[string]bool{}
	for _, amendment := range a.Changed {
		o.object(met[amendment.Criterion], "changed."+amendment.Criterion, "同一条款改了两次。")
		met[amendment.Criterion] = true
		o.amendment(amendment)
	}
	for i, addition := range a.Added {
		o.addition(i, addition)
	}
	return o.found
}

type objections struct {
	standard *Standard
	found    []Objection
}

func (o *objections) object(when bool, location, format string, args ...any) {
	if when {
		o.found = append(o.found, Objection{location, fmt.Sprintf(format, args...)})
	}
}

func (o *objections) reading(id, alternative string, rules bool) {
	at := "readings." + id
	r, known := o.standard.Reading(id)
	i := slices.IndexFunc(r.Alternatives, func(a Alternative) bool { return a.ID == alternative })
	switch {
	case !known:
		o.object(true, at, "标准中没有这个口径。")
	case i < 0:
		o.object(true, at, "口径“%s”没有这个选项。", r.Question)
	case !rules && !o.standard.AsksAsMuch(id, alternative):
		o.object(true, at, "上级的口径是“%s”；改为“%s”不能证明同样严格或更严，须由省级决定。", r.ChosenText(), r.Alternatives[i].Text)
	}
}

func (o *objections) amendment(a models.Amendment) {
	at := "changed." + a.Criterion
	i := o.standard.document.index(a.Criterion)
	if i < 0 {
		o.object(true, at, "上级的标准中没有这一条。")
		return
	}
	c := o.standard.document.Criteria[i]
	ways, changes := directions(c), a.Also != ""
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		v, term := a.Values[name], o.standard.term(name)
		before, known := c.Values[name]
		switch {
		case !known:
			o.object(true, at+"."+name, "这一条没有名为“%s”的数值。", name)
		case math.IsNaN(v) || math.IsInf(v, 0) || v < 0:
			o.object(true, at+"."+name, "%s须是不小于 0 的数。", term)
		case v != before && ways[name] == Neither:
			o.object(true, at+"."+name, "%s改为多少更严无法判断，只能由省级修订标准时更改。", term)
		case !ways[name].asksAsMuch(v, before):
			o.object(true, at+"."+name, "%s不得宽于上级的 %s。", term, strconv.FormatFloat(before, 'f', -1, 64))
		case v != before:
			changes = true
		}
	}
	o.object(!changes, at, "这一条与上级相同，没有收紧。")
	required := c.Required.of(o.standard.Chosen()[c.Reading])
	o.object(changes && strings.TrimSpace(a.Required) == "", at+".required", "请写明收紧后的要求。")
	o.object(changes && a.Required == required, at+".required", "数值或规则已改，要求的文字还是上级的，请一并改写。")
	if a.Also != "" {
		if wrong := CheckRule(a.Also, c.Subject, c.Values); wrong != nil {
			o.object(true, at+".also", "%s", wrong)
		}
	}
}

func (o *objections) addition(i int, a models.Addition) {
	at := func(field string) string { return fmt.Sprintf("added.%d.%s", i, field) }
	for _, text := range []struct{ field, label, value string }{
		{"title", "名称", a.Title}, {"required", "要求", a.Required}, {"clause", "依据", a.Clause},
		{"failure", "不达标的说明", a.Failure}, {"mend", "整改办法", a.Mend},
	} {
		o.object(strings.TrimSpace(text.value) == "", at(text.field), "请填写%s。", text.label)
	}
	o.object(!slices.Contains([]Tier{TierMinimum, TierStandard, TierAll}, Tier(a.Tier)), at("tier"), "请选择配置档次。")
	o.object(!slices.Contains([]Group{GroupHardware, GroupNetwork, GroupSoftware}, Group(a.Group)), at("group"), "请选择所属部分。")
	o.object(Group(a.Group) != GroupHardware && Tier(a.Tier) != TierAll, at("tier"), "网络和软件的条款不分档次。")
	if _, known := reach[Subject(a.Subject)]; !known {
		o.object(true, at("subject"), "请选择判定的对象。")
		return
	}
	o.object((Subject(a.Subject) == SubjectSchool) && Group(a.Group) != GroupNetwork, at("group"), "学校的条款属于网络部分。")
	if wrong := CheckRule(a.Rule, Subject(a.Subject), nil); wrong != nil {
		o.object(true, at("rule"), "%s", wrong)
		return
	}
	names, _ := factsIn(a.Rule)
	o.object(len(names) == 0, at("rule"), "规则至少要用到一项数据。")
}

// term is what a value is called.
func (s *Standard) term(value string) string {
	if term, known := s.document.Terms[value]; known {
		return term
	}
	return value
}

// Value is a number in a criterion's rule.
type Value struct {
	Name      string
	Term      string // 要求值
	Value     float64
	Direction Direction // in which it asks more
}

// Values are the numbers in the rule of a criterion, by name.
func (s *Standard) Values(criterion string) []Value {
	i := s.document.index(criterion)
	if i < 0 {
		return nil
	}
	c := s.document.Criteria[i]
	ways := directions(c)
	var all []Value
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		all = append(all, Value{name, s.term(name), c.Values[name], ways[name]})
	}
	return all
}
