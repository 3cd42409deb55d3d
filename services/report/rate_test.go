package report

import "testing"

func TestRates(t *testing.T) {
	cases := map[string]struct {
		rate Rate
		want string
	}{
		"nothing to divide by":                {Rate{0, 0}, "—"},
		"none of many":                        {Rate{0, 7}, "0.00%"},
		"all":                                 {Rate{7, 7}, "100.00%"},
		"a third is rounded down":             {Rate{1, 3}, "33.33%"},
		"two thirds are rounded up":           {Rate{2, 3}, "66.67%"},
		"exactly half is rounded up":          {Rate{1, 800}, "0.13%"}, // 0.125
		"just below half is rounded down":     {Rate{124999, 100000000}, "0.12%"},
		"almost all is rounded to all":        {Rate{99999, 100000}, "100.00%"},
		"more than all is shown, not clipped": {Rate{3, 2}, "150.00%"},
		"9/10 and 0/90 together, not 45%":     {Rate{9 + 0, 10 + 90}, "9.00%"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.rate.Percent(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
