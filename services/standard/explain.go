package standard

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"banbantong/models"
)

// Verdict is the full answer to one criterion for one subject, as a person wants to see it.
type Verdict struct {
	Criterion *Criterion // the standard's own: to read
	Outcome   Outcome
	DeviceID  uint          // the device that was looked at; 0 for the classroom or school itself
	Measured  string        // what was found: "120 GB（台账导入）"; "未填写" if nothing is known
	Source    models.Source // where the first of the facts comes from
	On        models.Date   // and of what day it is
	Reason    string        // why it fails, or what is missing; "" when it passes
	Missing   []Fact        // what is not known, where that leaves the outcome open
	Reading   string        // the 口径 that was applied, if the criterion depends on one
	Decides   bool          // counts towards the grade of its device, or of the classroom or school itself
	InRoom    bool          // stands for the classroom too: no other device carries this component better
}

// Fact is something that a verdict rests on.
type Fact struct {
	Label string // 内存容量
	Spec  string // where it stands in models.Specs, "host.memory_mib"; "" if it is not a fact of the device
}

// Explain judges a room like Evaluator.Room and tells everything: the verdicts of the devices in their order, each
// in the order of the notice, then those of the classroom itself.
func (s *Standard) Explain(room Room) []Verdict { return s.Evaluator().Explain(room) }

// Explain is Standard.Explain for many rooms, one after the other: what it gives is good until it is asked again.
func (e *Evaluator) Explain(room Room) []Verdict {
	defer func() { e.observe = nil }()
	l := listener{evaluator: e, room: &room, verdicts: e.verdicts[:0], devices: e.devices[:0]}
	e.observe = l.hear
	e.enter(&room)
	for i := range room.Devices {
		l.device, l.start = i, len(l.verdicts)
		j := e.device(&room, i)
		l.decide(j.Judged)
	}
	l.device, l.start = -1, len(l.verdicts)
	j := e.room(&room)
	l.decide(j.Judged)
	for i := range l.verdicts {
		l.verdicts[i].InRoom = e.standsFor(l.devices[i], l.verdicts[i].Criterion.Subject)
	}
	e.verdicts, e.devices = l.verdicts, l.devices
	return l.verdicts
}

// ExplainSchool tells the verdicts of the school itself.
func (s *Standard) ExplainSchool(school SchoolFacts) []Verdict {
	return s.Evaluator().ExplainSchool(school)
}

// ExplainSchool is Standard.ExplainSchool for many schools, one after the other.
func (e *Evaluator) ExplainSchool(school SchoolFacts) []Verdict {
	defer func() { e.observe = nil }()
	l := listener{evaluator: e, device: -1}
	e.observe = l.hear
	l.decide(e.School(school).Judged)
	return l.verdicts
}

// standsFor says whether the device (-1: the room itself) gives the room its verdicts on the subject.
func (e *Evaluator) standsFor(device int, subject Subject) bool {
	for place, component := range components {
		if component == subject {
			return e.best[place].index == device
		}
	}
	return device < 0
}

// listener writes down what an evaluator answers.
type listener struct {
	evaluator *Evaluator
	room      *Room
	device    int // index of the device that is being judged, -1 for the room or school itself
	start     int // of its verdicts
	verdicts  []Verdict
	devices   []int // of each verdict
}

func (l *listener) hear(r *bound, o Outcome) {
	v := Verdict{Criterion: r.criterion, Outcome: o, Reading: r.reading}
	var specs *models.Specs
	if l.device >= 0 {
		d := &l.room.Devices[l.device]
		v.DeviceID, specs = d.ID, &d.Specs
	}
	v.Measured, v.Source, v.On = l.measured(r, specs)
	switch o {
	case Fail:
		v.Reason = r.criterion.Failure
	case Unknown:
		v.Reason, v.Missing = missing(r)
	}
	l.verdicts, l.devices = append(l.verdicts, v), append(l.devices, l.device)
}

func (l *listener) decide(judged Set) {
	for i := l.start; i < len(l.verdicts); i++ {
		v := &l.verdicts[i]
		v.Decides = judged.Has(v.Criterion.Bit)
	}
}

// measured puts what is known of the criterion's facts into words.
func (l *listener) measured(r *bound, specs *models.Specs) (string, models.Source, models.Date) {
	var parts []string
	var from models.Provenance
	for i := range r.shown {
		m := &r.shown[i]
		text := m.words()
		if text == "" {
			continue
		}
		parts = append(parts, text)
		if from == (models.Provenance{}) {
			from = l.provenance(&m.measured, specs)
		}
	}
	if parts == nil {
		return "未填写", "", ""
	}
	text := strings.Join(parts, "，")
	if label := from.Source.Label(); label != "" {
		text += "（" + label + "）"
	}
	return text, from.Source, from.On
}

func (l *listener) provenance(m *measured, specs *models.Specs) models.Provenance {
	switch {
	case specs != nil:
		return specs.Sources[m.spec]
	case m.network && l.room != nil && l.room.Network != nil:
		return models.Provenance{Source: l.room.Network.Source, On: l.room.Network.On}
	}
	return models.Provenance{}
}

// missing says what somebody has to supply or check before the criterion can be decided.
func missing(r *bound) (string, []Fact) {
	var labels []string
	var facts []Fact
	known := false
	for _, m := range r.shown {
		if m.known() {
			known = true
		} else {
			labels, facts = append(labels, m.label), append(facts, Fact{m.label, m.spec})
		}
	}
	switch {
	case len(labels) == 0:
		return "现有数据不足以判定，请到现场核实。", nil
	case known:
		return "现有数据不足以判定，请核实或补充：" + strings.Join(labels, "、") + "。", facts
	}
	return "缺少数据：" + strings.Join(labels, "、") + "。", facts
}

// measured is one fact that a criterion shows.
type measured struct {
	index    []int // of the field in facts
	label    string
	format   string
	formatNo string
	spec     string // where its provenance stands in models.Specs.Sources
	network  bool
}

// measuredFact finds a fact by its name in rules, such as "host.memory".
func measuredFact(path string) (measured, error) {
	var m measured
	t := reflect.TypeFor[facts]()
	for name := range strings.SplitSeq(path, ".") {
		f, ok := fieldNamed(t, name)
		if !ok {
			return m, fmt.Errorf("没有名为 %s 的事实", path)
		}
		if spec := f.Tag.Get("spec"); spec != "" {
			m.spec = spec
		}
		m.network = m.network || f.Type == reflect.TypeFor[networkFacts]()
		m.label, m.format, m.formatNo = f.Tag.Get("label"), f.Tag.Get("text"), f.Tag.Get("no")
		m.index, t = append(m.index, f.Index...), f.Type
	}
	if m.label == "" {
		return m, fmt.Errorf("%s 不是单个事实", path)
	}
	return m, nil
}

// of finds the fact among an evaluator's.
func (m measured) of(f *facts) shown {
	return shown{m, reflect.ValueOf(f).Elem().FieldByIndex(m.index).Addr().Interface()}
}

// shown is a fact of an evaluator that a criterion shows.
type shown struct {
	measured
	fact any // *number, *Outcome or *text
}

func (m *shown) known() bool {
	switch v := m.fact.(type) {
	case *number:
		return v.exact()
	case *Outcome:
		return *v != Unknown
	case *text:
		return *v != ""
	}
	return false
}

// words puts the value into words; "" if nothing is known of it.
func (m *shown) words() string {
	switch v := m.fact.(type) {
	case *number:
		switch {
		case v.exact():
			return fmt.Sprintf(m.format, decimal(v.low))
		case v.low > 0 && !math.IsInf(v.low, 0):
			return "至少 " + fmt.Sprintf(m.format, decimal(v.low))
		}
	case *Outcome:
		switch *v {
		case Pass:
			return m.format
		case Fail:
			return m.formatNo
		}
	case *text:
		if *v != "" {
			return fmt.Sprintf(m.format, *v)
		}
	}
	return ""
}

// decimal writes a number with at most two decimals, cut off and not rounded: 29.996 must not read as 30.00
// beside a limit that it keeps.
func decimal(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, fraction, ok := strings.Cut(s, ".")
	if !ok {
		return s
	}
	if fraction = strings.TrimRight(fraction[:min(2, len(fraction))], "0"); fraction == "" {
		return whole
	}
	return whole + "." + fraction
}
