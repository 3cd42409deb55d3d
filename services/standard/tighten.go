package standard

import (
	"maps"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Direction says which way a value of a criterion moves when the criterion asks more.
type Direction int

const (
	Neither Direction = 0 // it cannot be told
	Higher  Direction = 1
	Lower   Direction = -1
)

// String is the direction for programs.
func (d Direction) String() string {
	switch d {
	case Higher:
		return "higher"
	case Lower:
		return "lower"
	}
	return "none"
}

// asksAsMuch says whether a value asks as much as another does.
func (d Direction) asksAsMuch(value, than float64) bool {
	return value == than || d == Higher && value > than || d == Lower && value < than
}

// directions reads off a criterion's rules which way each of its values asks more. The words are monotone in the order
// 达标, 待核实, 不达标, so it is enough to follow the signs down the tree: ≥ asks more with a higher limit, "no" turns
// everything round, and what stands under a condition cannot be told. A test with random rooms holds the words to it.
func directions(c criterionDocument) map[string]Direction {
	found := trends{}
	for _, rule := range c.Rule.all() {
		tree, err := parser.Parse(rule)
		if err != nil {
			return nil // a rule that was compiled when it was loaded
		}
		found.outcome(tree.Node, Higher)
	}
	maps.DeleteFunc(found, func(name string, _ Direction) bool { _, known := c.Values[name]; return !known })
	return found
}

// trends are the directions of the names met so far.
type trends map[string]Direction

func (t trends) note(name string, d Direction) {
	if before, met := t[name]; met && before != d {
		d = Neither
	}
	t[name] = d
}

func (t trends) outcome(node ast.Node, d Direction) {
	switch n := node.(type) {
	case *ast.BinaryNode:
		t.word(operators[n.Operator], []ast.Node{n.Left, n.Right}, d)
	case *ast.CallNode:
		name, _ := n.Callee.(*ast.IdentifierNode)
		if name != nil {
			t.word(name.Value, n.Arguments, d)
		}
	}
}

func (t trends) word(name string, arguments []ast.Node, d Direction) {
	switch name {
	case "atLeast", "moreThan", "band":
		t.limits(arguments[1:], d)
	case "below", "atMost":
		t.limits(arguments[1:], -d)
	case "both", "either", "agreed":
		t.outcome(arguments[0], d)
		t.outcome(arguments[1], d)
	case "no":
		t.outcome(arguments[0], -d)
	case "given", "unless":
		t.outcome(arguments[0], Neither)
		t.outcome(arguments[1], d)
	default:
		t.limits(arguments, Neither)
	}
}

// limits notes bare names; of one inside a calculation nothing is known.
func (t trends) limits(nodes []ast.Node, d Direction) {
	for _, node := range nodes {
		switch n := node.(type) {
		case *ast.IdentifierNode:
			t.note(n.Value, d)
		case *ast.BinaryNode:
			t.limits([]ast.Node{n.Left, n.Right}, Neither)
		case *ast.UnaryNode:
			t.limits([]ast.Node{n.Node}, Neither)
		}
	}
}

// rank is the place of an alternative in the order of its reading; known is false where the reading has none.
func (r readingDocument) rank(alternative string) (rank int, known bool) {
	for i, id := range r.Order {
		if id == alternative {
			return i, true
		}
	}
	return 0, false
}
