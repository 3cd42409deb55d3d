package forms

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFormulasFollowRepeatedRows(t *testing.T) {
	growths := map[string]growth{"表": {{row: 6, count: 4}, {row: 9, count: 2}}, "别表": nil}
	cases := map[string]struct {
		at            position
		formula, want string
	}{
		"a sum over the repeated row takes in its copies": {position{sheet: "表"}, "SUM(C6:C6)", "SUM(C6:C9)"},
		"a range that begins above grows":                 {position{sheet: "表"}, "SUM(C5:C6)", "SUM(C5:C9)"},
		"a range over two repeated rows grows twice":      {position{sheet: "表"}, "SUM(C6:C9)", "SUM(C6:C13)"},
		"a cell below moves down":                         {position{sheet: "表"}, "C7*$D$8", "C10*$D$11"},
		"a cell above stays":                              {position{sheet: "表"}, "C5", "C5"},
		"a single cell of the repeated row is its first":  {position{sheet: "表"}, "C6", "C6"},
		"the row's own cells are those of the copy":       {position{"表", 6, 2}, "SUM(C6:F6)+G6", "SUM(C8:F8)+G8"},
		"a fixed row in a copy means the whole":           {position{"表", 6, 2}, "C6/SUM(C$6:C$6)", "C8/SUM(C$6:C$9)"},
		"a running total":                                 {position{"表", 6, 2}, "SUM(C$6:C6)", "SUM(C$6:C8)"},
		"a total below is found from each copy":           {position{"表", 6, 2}, "C6/C7", "C8/C10"},
		"another sheet is meant by its name":              {position{sheet: "别表"}, "SUM(表!C6:C6)+C6", "SUM(表!C6:C9)+C6"},
		"a name in quotes":                                {position{sheet: "别表"}, "'表'!C7", "'表'!C10"},
		"texts that look like references stay":            {position{sheet: "表"}, `IF(A7="C7","C7 ""C7""",C7)`, `IF(A10="C7","C7 ""C7""",C10)`},
		"functions and names stay":                        {position{sheet: "表"}, "LOG10(C7)+ABC7D+_C7+税率7+Table1[C7]", "LOG10(C10)+ABC7D+_C7+税率7+Table1[C7]"},
		"numbers stay":                                    {position{sheet: "表"}, "C7*7+1.5E7", "C10*7+1.5E7"},
		"whole rows move":                                 {position{sheet: "表"}, "SUM(7:8)+SUM($6:$6)", "SUM(10:11)+SUM($6:$9)"},
		"whole columns stay":                              {position{sheet: "表"}, "SUM(C:C)+SUM($A:F)", "SUM(C:C)+SUM($A:F)"},
		"a sheet that is not there is left alone":         {position{sheet: "表"}, "外!C7", "外!C7"},
		"lower case":                                      {position{sheet: "表"}, "sum(c6:c6)", "sum(c6:c9)"},
		"spaces between":                                  {position{sheet: "表"}, "SUM( C6:C6 , 1 )", "SUM( C6:C9 , 1 )"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := grown(c.formula, c.at, growths); got != c.want {
				t.Errorf("%s became %s, want %s", c.formula, got, c.want)
			}
		})
	}
}

func TestAreasFollowRepeatedRows(t *testing.T) {
	g := growth{{row: 6, count: 3}}
	for area, want := range map[string]string{"A6": "A6:A8", "A6:F6": "A6:F8", "A1:F5": "A1:F5", "A7 B6": "A9 B6:B8", "A5:A7": "A5:A9", "C:C": "C:C"} {
		if got := grownArea(area, g); got != want {
			t.Errorf("%s became %s, want %s", area, got, want)
		}
	}
}

func TestFormulasThatNothingMovesStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		formula := rapid.StringOf(rapid.SampledFrom([]rune(`ABC$019:!'"()[]+*,.表# `))).Draw(t, "formula")
		if got := grown(formula, position{sheet: "表"}, map[string]growth{"表": nil}); got != formula {
			t.Fatalf("%q became %q", formula, got)
		}
	})
}
