package standard

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"

	"banbantong/models"
)

// document is the data file as it is written.
type document struct {
	ID          string              `yaml:"id"`
	Name        string              `yaml:"name"`
	Notice      string              `yaml:"notice"`
	InForceFrom models.Date         `yaml:"in_force_from"`
	StdFrom     models.Date         `yaml:"std_from"`
	Terms       map[string]string   `yaml:"terms"` // what the values in rules are called
	Readings    []readingDocument   `yaml:"readings"`
	Criteria    []criterionDocument `yaml:"criteria"`
}

type readingDocument struct {
	ID           string                `yaml:"id"`
	Question     string                `yaml:"question"`
	Default      string                `yaml:"default"`
	Order        []string              `yaml:"order"` // the alternatives from the mildest to the strictest; none where they cannot be compared
	Alternatives []alternativeDocument `yaml:"alternatives"`
}

type alternativeDocument struct {
	ID      string      `yaml:"id"`
	Text    string      `yaml:"text"`
	StdFrom models.Date `yaml:"std_from"`
}

type criterionDocument struct {
	ID        string             `yaml:"id"`
	Bit       *int               `yaml:"bit"`
	Tier      Tier               `yaml:"tier"`
	Group     Group              `yaml:"group"`
	Subject   Subject            `yaml:"subject"`
	Title     string             `yaml:"title"`
	Clause    string             `yaml:"clause"`
	Notice    string             `yaml:"notice"`
	Required  perReading         `yaml:"required"`
	Unit      string             `yaml:"unit"`
	Tolerance string             `yaml:"tolerance"`
	Values    map[string]float64 `yaml:"values"`
	Reading   string             `yaml:"reading"`
	Rule      perReading         `yaml:"rule"`
	Decides   perReading         `yaml:"decides"`
	Measured  []string           `yaml:"measured"`
	Failure   string             `yaml:"failure"`
	Mend      string             `yaml:"mend"`
	MendedBy  []string           `yaml:"mended_by"`

	raised map[string]bool // values that some place has tightened; alsoRule where one has added to the rule
}

// perReading is one text, or one for every alternative of the criterion's reading.
type perReading struct {
	always string
	by     map[string]string
}

// UnmarshalYAML reads a text or a mapping from alternatives to texts.
func (p *perReading) UnmarshalYAML(unmarshal func(any) error) error {
	if unmarshal(&p.always) == nil {
		return nil
	}
	p.always = ""
	return unmarshal(&p.by)
}

func (p perReading) of(alternative string) string {
	if p.by != nil {
		return p.by[alternative]
	}
	return p.always
}

// all are the texts of every alternative.
func (p perReading) all() []string {
	if p.by != nil {
		return slices.Collect(maps.Values(p.by))
	}
	return []string{p.always}
}

// each is the texts changed one by one.
func (p perReading) each(change func(string) string) perReading {
	if p.by == nil {
		return perReading{always: change(p.always)}
	}
	by := make(map[string]string, len(p.by))
	for alternative, text := range p.by {
		by[alternative] = change(text)
	}
	return perReading{by: by}
}

func (p perReading) given() bool { return p.always != "" || p.by != nil }

// parse reads and checks the file: every alternative of every rule is compiled, not only the defaults.
func parse(file []byte) (*document, error) {
	d := new(document)
	if err := yaml.NewDecoder(bytes.NewReader(file), yaml.Strict()).Decode(d); err != nil {
		return nil, err
	}
	errs := d.checkHead()
	for i := range d.Readings {
		errs = append(errs, d.checkReading(i)...)
	}
	for i := range d.Criteria {
		errs = append(errs, d.checkCriterion(i)...)
	}
	return d, errors.Join(errs...)
}

func (d *document) checkHead() []error {
	var errs []error
	if d.ID == "" || d.Name == "" || d.Notice == "" {
		errs = append(errs, errors.New("缺少 id、name 或 notice"))
	}
	for _, date := range []models.Date{d.InForceFrom, d.StdFrom} {
		if !fullDay(date) {
			errs = append(errs, fmt.Errorf("in_force_from 与 std_from 应为完整日期，不是“%s”", date))
		}
	}
	if len(d.Criteria) == 0 {
		errs = append(errs, errors.New("没有一条指标"))
	}
	return errs
}

func fullDay(d models.Date) bool { return d != "" && d.Valid() && d.Earliest() == d }

func (d *document) checkReading(i int) []error {
	r := d.Readings[i]
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("口径 %s："+format, append([]any{r.ID}, args...)...))
	}
	if r.ID == "" || r.Question == "" {
		wrong("缺少 id 或 question")
	}
	if slices.ContainsFunc(d.Readings[:i], func(o readingDocument) bool { return o.ID == r.ID }) {
		wrong("id 重复")
	}
	if len(r.Alternatives) < 2 {
		wrong("至少要有两个选项")
	}
	for j, a := range r.Alternatives {
		if a.ID == "" || a.Text == "" {
			wrong("选项缺少 id 或 text")
		}
		if slices.ContainsFunc(r.Alternatives[:j], func(o alternativeDocument) bool { return o.ID == a.ID }) {
			wrong("选项 %s 重复", a.ID)
		}
		if a.StdFrom != "" && !fullDay(a.StdFrom) {
			wrong("选项 %s 的 std_from 不是日期：%s", a.ID, a.StdFrom)
		}
	}
	if !slices.ContainsFunc(r.Alternatives, func(a alternativeDocument) bool { return a.ID == r.Default }) {
		wrong("默认选项 %s 不在选项之中", r.Default)
	}
	if !r.ordered() {
		wrong("order 应把每个选项各列一次")
	}
	return errs
}

// ordered says whether the order, where there is one, names every alternative once.
func (r readingDocument) ordered() bool {
	if r.Order == nil {
		return true
	}
	var ids []string
	for _, a := range r.Alternatives {
		ids = append(ids, a.ID)
	}
	return slices.Equal(slices.Sorted(slices.Values(ids)), slices.Sorted(slices.Values(r.Order)))
}

func (d *document) checkCriterion(i int) []error {
	c := d.Criteria[i]
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("指标 %s："+format, append([]any{c.ID}, args...)...))
	}
	if c.ID == "" || c.Title == "" || !c.Required.given() || !c.Rule.given() || c.Failure == "" || c.Mend == "" || len(c.Measured) == 0 {
		wrong("id、title、required、rule、measured、failure、mend 均不能为空")
	}
	switch {
	case c.Bit == nil:
		wrong("缺少 bit")
	case *c.Bit < 0 || *c.Bit > maxBit:
		wrong("bit 应在 0 到 %d 之间，不是 %d", maxBit, *c.Bit)
	}
	for _, o := range d.Criteria[:i] {
		if o.ID == c.ID {
			wrong("id 重复")
		}
		if o.Bit != nil && c.Bit != nil && *o.Bit == *c.Bit {
			wrong("bit %d 已被 %s 使用", *c.Bit, o.ID)
		}
	}
	if !slices.Contains([]Tier{TierMinimum, TierStandard, TierAll}, c.Tier) {
		wrong("不认识的 tier“%s”", c.Tier)
	}
	if !slices.Contains([]Group{GroupHardware, GroupNetwork, GroupSoftware}, c.Group) {
		wrong("不认识的 group“%s”", c.Group)
	}
	if !slices.Contains(append(components[:], SubjectClassroom, SubjectSchool), c.Subject) {
		wrong("不认识的 subject“%s”", c.Subject)
	}
	for _, id := range c.MendedBy {
		if _, known := MeasureOf(id); !known {
			wrong("不认识的措施“%s”", id)
		}
	}
	alternatives, err := d.alternativesOf(c)
	if err != nil {
		wrong("%w", err)
		return errs
	}
	for _, a := range alternatives {
		if _, err := c.compile(a); err != nil {
			wrong("%w", err)
		}
	}
	return errs
}

// alternativesOf are the alternatives that the criterion depends on, "" alone if it depends on no reading.
func (d *document) alternativesOf(c criterionDocument) ([]string, error) {
	switched := 0
	for _, p := range []perReading{c.Required, c.Rule, c.Decides} {
		if p.by != nil {
			switched++
		}
	}
	if c.Reading == "" {
		if switched > 0 {
			return nil, errors.New("按选项分写的内容需要用 reading 指明口径")
		}
		return []string{""}, nil
	}
	i := slices.IndexFunc(d.Readings, func(r readingDocument) bool { return r.ID == c.Reading })
	if i < 0 {
		return nil, fmt.Errorf("没有口径“%s”", c.Reading)
	}
	if switched == 0 {
		return nil, fmt.Errorf("口径“%s”对它没有作用", c.Reading)
	}
	var ids []string
	for _, a := range d.Readings[i].Alternatives {
		ids = append(ids, a.ID)
	}
	for _, p := range []perReading{c.Required, c.Rule, c.Decides} {
		if p.by == nil {
			continue
		}
		for _, id := range ids {
			if p.by[id] == "" {
				return nil, fmt.Errorf("没有写明口径“%s”取“%s”时的内容", c.Reading, id)
			}
		}
		if len(p.by) > len(ids) {
			return nil, fmt.Errorf("写了口径“%s”没有的选项", c.Reading)
		}
	}
	return ids, nil
}

// compile makes the criterion as it is under one alternative of its reading.
func (c criterionDocument) compile(alternative string) (Criterion, error) {
	criterion := Criterion{
		ID: c.ID, Tier: c.Tier, Group: c.Group, Subject: c.Subject,
		Title: c.Title, Required: c.Required.of(alternative), Unit: c.Unit, Tolerance: c.Tolerance,
		Clause: c.Clause, Notice: c.Notice, Failure: c.Failure, Mend: c.Mend, MendedBy: c.MendedBy,
		Rule: c.Rule.of(alternative), Reading: c.Reading, Deciding: DecideByDate,
	}
	if c.Bit != nil {
		criterion.Bit = *c.Bit
	}
	if c.Decides.given() {
		criterion.Deciding = Deciding(c.Decides.of(alternative))
	}
	if !slices.Contains([]Deciding{DecideByDate, DecideAlways, DecideNever}, criterion.Deciding) {
		return criterion, fmt.Errorf("不认识的 decides“%s”", criterion.Deciding)
	}
	var err error
	if criterion.rule, err = compile(criterion.Rule, c.Values); err != nil {
		return criterion, fmt.Errorf("规则有误：%w", err)
	}
	for _, path := range c.Measured {
		m, err := measuredFact(path)
		if err != nil {
			return criterion, fmt.Errorf("measured 有误：%w", err)
		}
		criterion.measured = append(criterion.measured, m)
	}
	return criterion, nil
}

// standard makes a Standard of the file under the chosen alternatives.
func (d *document) standard(chosen map[string]string) (*Standard, error) {
	s := &Standard{
		ID: d.ID, Name: d.Name, Notice: d.Notice, InForceFrom: d.InForceFrom, StdFrom: d.StdFrom, document: d,
	}
	for _, r := range d.Readings {
		reading := Reading{ID: r.ID, Question: r.Question, Default: r.Default, Chosen: chosen[r.ID]}
		for _, a := range r.Alternatives {
			reading.Alternatives = append(reading.Alternatives, Alternative{ID: a.ID, Text: a.Text})
			if a.ID == reading.Chosen && a.StdFrom != "" {
				s.StdFrom = a.StdFrom
			}
		}
		s.readings = append(s.readings, reading)
	}
	for _, c := range d.Criteria {
		criterion, err := c.compile(chosen[c.Reading])
		if err != nil {
			return nil, fmt.Errorf("指标 %s：%w", c.ID, err)
		}
		s.criteria = append(s.criteria, criterion)
	}
	s.masks = masksOf(s.criteria)
	return s, nil
}
