package standard

import (
	"math"
	"slices"
	"strings"
)

// The words that a rule is written with. Every one of them is three-valued and monotone in what is known:
// learning a fact may settle an unknown, but never turns a pass into a failure.

// number is what is known of a quantity: it lies somewhere between low and high. A fact of which nothing
// is known lies between the infinities, so that no comparison with it can be decided.
type number struct{ low, high float64 }

func exactly(v float64) number { return number{v, v} }
func unknownNumber() number    { return number{math.Inf(-1), math.Inf(1)} }

func (n number) exact() bool          { return n.low == n.high }
func (n number) plus(m number) number { return number{n.low + m.low, n.high + m.high} }

// text is a product's name as a person wrote it; empty when not known.
type text string

// words maps what a rule may say to its meaning. operators maps the signs that are words too.
var (
	words = map[string]any{
		"atLeast": atLeast, "moreThan": moreThan, "below": below, "atMost": atMost, "band": band,
		"both": both, "either": either, "no": no,
		"agreed": agreed, "given": given, "unless": unless,
		"named": named, "doubted": doubted, "recognised": recognised,
	}
	operators = map[string]string{
		">=": "atLeast", ">": "moreThan", "<": "below", "<=": "atMost", "and": "both", "or": "either",
	}
)

func atLeast(n number, limit float64) Outcome  { return decide(n.low >= limit, n.high < limit) }
func moreThan(n number, limit float64) Outcome { return decide(n.low > limit, n.high <= limit) }
func below(n number, limit float64) Outcome    { return decide(n.high < limit, n.low >= limit) }
func atMost(n number, limit float64) Outcome   { return decide(n.high <= limit, n.low > limit) }

// band judges a measured figure whose nominal value is doubtful between fail and pass.
func band(n number, fail, pass float64) Outcome { return decide(n.low >= pass, n.high < fail) }

func decide(pass, fail bool) Outcome {
	switch {
	case pass:
		return Pass
	case fail:
		return Fail
	}
	return Unknown
}

// both is "and": the worse of the two.
func both(a, b Outcome) Outcome { return max(a, b) }

// either is "or": the better of the two that apply.
func either(a, b Outcome) Outcome {
	if a == NotApplicable || b == NotApplicable {
		return max(a, b)
	}
	return min(a, b)
}

func no(o Outcome) Outcome {
	switch o {
	case Pass:
		return Fail
	case Fail:
		return Pass
	}
	return o
}

// agreed is what the label and the measurement say together: if one is silent the other speaks, and if
// they contradict each other somebody has to go and look.
func agreed(label, measured Outcome) Outcome {
	switch {
	case label == Unknown, label == measured:
		return measured
	case measured == Unknown:
		return label
	}
	return Unknown
}

// given is the outcome where the condition holds, and unknown where it does not or may not.
func given(condition, o Outcome) Outcome {
	if condition == Pass {
		return o
	}
	return Unknown
}

// unless is the outcome, except that nothing is asked where the exemption holds.
func unless(exempt, o Outcome) Outcome {
	switch {
	case exempt == Pass:
		return NotApplicable
	case exempt == Unknown && o == Fail:
		return Unknown
	}
	return o
}

// named says whether the product's name contains one of the names.
func named(name text, names ...string) Outcome {
	return answer(contains(name, names), name != "")
}

// doubted leaves a product that is one of the names to be looked at, and passes any other, named or not.
func doubted(name text, names ...string) Outcome {
	if contains(name, names) {
		return Unknown
	}
	return Pass
}

// recognised passes a product that is one of the names or was attested without a name, and leaves any
// other to be looked at, since the notice's list ends in 等.
func recognised(name text, names ...string) Outcome {
	if name == "" || contains(name, names) {
		return Pass
	}
	return Unknown
}

func contains(name text, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.Contains(string(name), n) })
}
