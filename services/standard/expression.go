package standard

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// RuleError says where a rule is wrong, and how, for the person who writes it.
type RuleError struct {
	Line, Column int // both from 1; 0 where it is the rule as a whole
	Message      string
}

func (e *RuleError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("第 %d 行第 %d 列：%s", e.Line, e.Column, e.Message)
}

// Field is a fact that a rule may speak of.
type Field struct {
	Name  string // host.memory
	Label string // 内存容量
	Unit  string // GB
	Kind  FieldKind
}

// FieldKind says what may be said of a fact.
type FieldKind string

const (
	FieldNumber FieldKind = "number" // compared with a number: >= > < <=
	FieldAnswer FieldKind = "answer" // stands for itself: it holds or not
	FieldText   FieldKind = "text"   // named(x, "火绒", "360")
)

// reach are the groups of facts that are there when a subject is judged; any other would be those of the subject before.
var reach = map[Subject][]string{
	SubjectHost: {"host", "software", "class", "network"}, SubjectDisplay: {"display", "class", "network"},
	SubjectCamera: {"camera", "class", "network"}, SubjectAudio: {"audio", "class", "network"},
	SubjectOutputs: {"outputs", "class", "network"}, SubjectInputs: {"inputs", "class", "network"},
	SubjectClassroom: {"class", "network"}, SubjectSchool: {"school"},
}

// Subjects lists the subjects in the order in which screens show them.
func Subjects() []Subject {
	return []Subject{SubjectHost, SubjectDisplay, SubjectOutputs, SubjectInputs, SubjectCamera, SubjectAudio, SubjectClassroom, SubjectSchool}
}

// Fields lists the facts that a rule about the subject may speak of.
func Fields(subject Subject) []Field {
	var all []Field
	for _, group := range reach[subject] {
		f, _ := fieldNamed(reflect.TypeFor[facts](), group)
		all = append(all, fieldsOf(f.Type, group+".")...)
	}
	return all
}

func fieldsOf(group reflect.Type, prefix string) []Field {
	var all []Field
	for i := range group.NumField() {
		f := group.Field(i)
		name := prefix + f.Tag.Get("expr")
		kind, single := fieldKinds[f.Type]
		if !single {
			for _, part := range fieldsOf(f.Type, name+".") {
				part.Label = f.Tag.Get("group") + "·" + part.Label
				all = append(all, part)
			}
			continue
		}
		unit := f.Tag.Get("unit")
		if _, after, found := strings.Cut(f.Tag.Get("text"), "%s"); found && unit == "" {
			unit = strings.TrimSpace(after)
		}
		all = append(all, Field{Name: name, Label: f.Tag.Get("label"), Unit: unit, Kind: kind})
	}
	return all
}

var fieldKinds = map[reflect.Type]FieldKind{
	reflect.TypeFor[number](): FieldNumber, reflect.TypeFor[Outcome](): FieldAnswer, reflect.TypeFor[text](): FieldText,
}

// CheckRule says what is wrong with a rule about the subject, nil if nothing is. The names of values stand for numbers.
func CheckRule(source string, subject Subject, values map[string]float64) *RuleError {
	if strings.TrimSpace(source) == "" {
		return &RuleError{Message: "请写明规则。"}
	}
	names, wrong := factsIn(source)
	if wrong != nil {
		return wrong
	}
	for _, n := range names {
		group, _, single := strings.Cut(n.path, ".")
		if _, known := fieldNamed(reflect.TypeFor[facts](), group); known && single && !slices.Contains(reach[subject], group) {
			return n.wrong(source, "本条判定的对象没有 %s 这项数据，可用的数据见列表。", n.path)
		}
	}
	if _, err := compile(source, values); err != nil {
		return inChinese(source, err)
	}
	return nil
}

// mention is a fact that a rule speaks of, and where.
type mention struct {
	path string
	at   file.Location
}

func (m mention) wrong(source, format string, args ...any) *RuleError {
	return ruleError(source, m.at, fmt.Sprintf(format, args...))
}

func ruleError(source string, at file.Location, message string) *RuleError {
	place := (&file.Error{Location: at}).Bind(file.NewSource(source))
	return &RuleError{Line: place.Line, Column: place.Column + 1, Message: message}
}

// factsIn are the facts that a rule mentions, in its order, each once.
func factsIn(source string) ([]mention, *RuleError) {
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, inChinese(source, err)
	}
	m := mentions{}
	ast.Walk(&tree.Node, &m)
	return m.found, nil
}

type mentions struct{ found []mention }

// Visit is called for the inner nodes first: software.os comes before software.os.name and gives way to it.
func (m *mentions) Visit(node *ast.Node) {
	path, ok := pathOf(*node)
	if _, isMember := (*node).(*ast.MemberNode); !ok || !isMember {
		return
	}
	m.found = slices.DeleteFunc(m.found, func(o mention) bool { return path == o.path || strings.HasPrefix(path, o.path+".") })
	m.found = append(m.found, mention{path, (*node).Location()})
}

func pathOf(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value, true
	case *ast.MemberNode:
		parent, ok := pathOf(n.Node)
		name, text := n.Property.(*ast.StringNode)
		if ok && text {
			return parent + "." + name.Value, true
		}
	}
	return "", false
}

// inChinese puts an error of the compiler into the words of whoever wrote the rule.
func inChinese(source string, err error) *RuleError {
	var wrong *RuleError
	if errors.As(err, &wrong) {
		return wrong
	}
	var misused *misuse
	if errors.As(err, &misused) {
		return ruleError(source, misused.at, misused.message)
	}
	var at *file.Error
	if !errors.As(err, &at) {
		return &RuleError{Message: err.Error()}
	}
	e := &RuleError{Line: at.Line, Column: at.Column + 1, Message: "这里写得不对。"}
	if e.Line == 0 {
		e = ruleError(source, at.Location, e.Message)
	}
	for _, p := range phrases {
		if found := p.says.FindStringSubmatch(at.Message); found != nil {
			var parts []any
			for _, part := range found[1:] {
				parts = append(parts, part)
			}
			e.Message = fmt.Sprintf(p.means, parts...)
			break
		}
	}
	return e
}

var phrases = []struct {
	says  *regexp.Regexp
	means string
}{
	{regexp.MustCompile(`^unknown name (\S+)`), "没有名为 %s 的数据、取值或函数。"},
	{regexp.MustCompile(`has no (?:field|method) (\S+)`), "没有名为 %s 的数据。"},
	{regexp.MustCompile(`^unexpected token EOF|^unexpected end`), "写到这里还不完整。"},
	{regexp.MustCompile(`^unexpected token \w+\("(.*)"\)`), "这里不应出现“%s”。"},
	{regexp.MustCompile(`^invalid operation: (\S+) \(mismatched`), "“%s”两边不能这样比较：比较的左边须是一项数值数据，右边须是数；“and”“or”连接的须是判断。"},
	{regexp.MustCompile(`^unknown operator \((\S+)\)`), "规则不用“%s”这个符号。"},
	{regexp.MustCompile(`^(?:no matching overload for|cannot use .* to call) (\S+)`), "函数 %s 的参数不对。"},
	{regexp.MustCompile(`^(?:too many|not enough) arguments to call (\S+)`), "函数 %s 的参数个数不对。"},
	{regexp.MustCompile(`is not callable`), "这不是函数，不能带括号。"},
	{regexp.MustCompile(`^unrecognized character: (.*)`), "这里不应出现 %s。"},
	{regexp.MustCompile(`^literal not terminated`), "文字的引号没有写完。"},
}
