package standard

import (
	"fmt"
	"reflect"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// rule is one compiled expression. expr parses it, checks its types against facts and folds its constants; bind
// then makes a closure of the tree, over the facts of one evaluator. Running the closure takes some 10 ns where
// expr's own machine takes 200, because nothing is boxed; a test holds the two to the same answers.
type rule struct {
	source  string
	program *vm.Program
}

// verdict answers one criterion from the facts it was bound to.
type verdict func() Outcome

// compile reads a rule in which the values' names stand for their numbers.
func compile(source string, values map[string]float64) (rule, error) {
	options := append(vocabulary(), expr.Patch(constants(values)))
	program, err := expr.Compile(source, options...)
	if err != nil {
		return rule{}, inChinese(source, err)
	}
	r := rule{source, program}
	if _, err = r.bind(new(facts)); err != nil { // whatever cannot be bound is found when the file is loaded
		return rule{}, inChinese(source, err)
	}
	return r, nil
}

// vocabulary gives expr the facts, the words and the operators.
func vocabulary() []expr.Option {
	options := []expr.Option{expr.Env(facts{}), expr.DisableAllBuiltins()}
	for name, word := range words {
		options = append(options, expr.Function(name, boxed(word), signatures(word)...))
	}
	for sign, name := range operators {
		options = append(options, expr.Operator(sign, name))
	}
	return options
}

// signatures are the types by which expr may call the word: where it wants a float64, whole numbers do too.
func signatures(word any) []any {
	t := reflect.TypeOf(word)
	in := make([]reflect.Type, t.NumIn())
	whole := make([]reflect.Type, t.NumIn())
	for i := range in {
		in[i], whole[i] = t.In(i), t.In(i)
		if t.In(i).Kind() == reflect.Float64 {
			whole[i] = reflect.TypeFor[int]()
		}
	}
	out := []reflect.Type{t.Out(0)}
	return []any{
		reflect.New(reflect.FuncOf(in, out, t.IsVariadic())).Interface(),
		reflect.New(reflect.FuncOf(whole, out, t.IsVariadic())).Interface(),
	}
}

// boxed lets expr's own machine call the word.
func boxed(word any) func(...any) (any, error) {
	f := reflect.ValueOf(word)
	return func(args ...any) (any, error) {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			if in[i] = reflect.ValueOf(a); in[i].Kind() == reflect.Int {
				in[i] = in[i].Convert(reflect.TypeFor[float64]())
			}
		}
		return f.Call(in)[0].Interface(), nil
	}
}

// constants replaces the names of a criterion's values by their numbers.
type constants map[string]float64

func (c constants) Visit(node *ast.Node) {
	if name, ok := (*node).(*ast.IdentifierNode); ok {
		if v, ok := c[name.Value]; ok {
			number := &ast.FloatNode{Value: v}
			number.SetType(reflect.TypeFor[float64]()) // expr does not look again into a call it has typed
			ast.Patch(node, number)
		}
	}
}

// bind makes the rule a function of these facts, which the caller may change between calls.
func (r rule) bind(f *facts) (verdict, error) {
	return binder{reflect.ValueOf(f).Elem()}.outcome(r.program.Node())
}

type binder struct{ facts reflect.Value }

func (b binder) outcome(node ast.Node) (verdict, error) {
	call, ok := node.(*ast.CallNode)
	if !ok {
		o, err := fact[Outcome](b, node)
		if err != nil {
			return nil, err
		}
		return func() Outcome { return *o }, nil
	}
	name, ok := call.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil, misplaced(call, "这不是规则可用的函数。")
	}
	switch word := words[name.Value].(type) {
	case func(number, float64) Outcome:
		n, err := fact[number](b, call.Arguments[0])
		if err != nil {
			return nil, err
		}
		limit, err := constant(call.Arguments[1])
		return func() Outcome { return word(*n, limit) }, err
	case func(number, float64, float64) Outcome:
		n, err := fact[number](b, call.Arguments[0])
		if err != nil {
			return nil, err
		}
		low, err := constant(call.Arguments[1])
		if err != nil {
			return nil, err
		}
		high, err := constant(call.Arguments[2])
		return func() Outcome { return word(*n, low, high) }, err
	case func(Outcome) Outcome:
		o, err := b.outcome(call.Arguments[0])
		return func() Outcome { return word(o()) }, err
	case func(Outcome, Outcome) Outcome:
		left, err := b.outcome(call.Arguments[0])
		if err != nil {
			return nil, err
		}
		right, err := b.outcome(call.Arguments[1])
		return func() Outcome { return word(left(), right()) }, err
	case func(text, ...string) Outcome:
		t, err := fact[text](b, call.Arguments[0])
		if err != nil {
			return nil, err
		}
		names, err := stringsOf(call.Arguments[1:])
		return func() Outcome { return word(*t, names...) }, err
	}
	return nil, misplaced(call, "规则没有 %s 这个函数。", name.Value)
}

// fact is the place of a fact such as host.memory among the bound facts.
func fact[T any](b binder, node ast.Node) (*T, error) {
	v, err := b.place(node)
	if err != nil {
		return nil, err
	}
	p, ok := v.Addr().Interface().(*T)
	if !ok {
		return nil, misplaced(node, "这里须是%s。", wanted[reflect.TypeFor[T]()])
	}
	return p, nil
}

// wanted names the kinds of facts.
var wanted = map[reflect.Type]string{
	reflect.TypeFor[number](): "一项数值数据", reflect.TypeFor[Outcome](): "一个判断，如 host.memory >= 8", reflect.TypeFor[text](): "一项文字数据",
}

func (b binder) place(node ast.Node) (reflect.Value, error) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return descend(b.facts, n.Value)
	case *ast.MemberNode:
		parent, err := b.place(n.Node)
		if err != nil {
			return parent, err
		}
		if name, ok := n.Property.(*ast.StringNode); ok {
			return descend(parent, name.Value)
		}
	}
	return reflect.Value{}, misplaced(node, "这里须是一项数据。")
}

func descend(parent reflect.Value, name string) (reflect.Value, error) {
	f, ok := fieldNamed(parent.Type(), name)
	if !ok {
		return reflect.Value{}, fmt.Errorf("没有名为 %s 的事实", name)
	}
	return parent.FieldByIndex(f.Index), nil
}

func constant(node ast.Node) (float64, error) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return float64(n.Value), nil
	case *ast.FloatNode:
		return n.Value, nil
	}
	return 0, misplaced(node, "这里须是一个数。")
}

// misuse is a node that a rule has no use for.
type misuse struct {
	at      file.Location
	message string
}

func (m *misuse) Error() string { return m.message }

func misplaced(node ast.Node, format string, args ...any) error {
	return &misuse{node.Location(), fmt.Sprintf(format, args...)}
}

func stringsOf(nodes []ast.Node) ([]string, error) {
	var names []string
	for _, node := range nodes {
		s, ok := node.(*ast.StringNode)
		if !ok {
			return nil, misplaced(node, "这里须是带引号的文字。")
		}
		names = append(names, s.Value)
	}
	return names, nil
}
