package catalogue

import "testing"

func TestLookup(t *testing.T) {
	for _, c := range []struct{ name, text, model string }{
		{"a bare model", "i5-8400", "i5-8400"},
		{"capital letter", "I5-8400", "i5-8400"},
		{"full width", "ｉ５－８４００", "i5-8400"},
		{"no dash", "i58400", "i5-8400"},
		{"a Chinese brand and a space", "酷睿i5 8400", "i5-8400"},
		{"what Windows shows", "Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz", "i5-8400"},
		{"model in a sentence of parts", "英特尔i3-7100U 2.4GHz 双核", "i3-7100U"},
		{"a suffix is another processor", "i5-8400T", "i5-8400T"},
		{"a suffix apart is another processor", "i5 8400 T", "i5-8400T"},
		{"Pentium by number alone", "奔腾G4560", "Pentium G4560"},
		{"what Windows shows of a Celeron", "Intel(R) Celeron(R) CPU J1900 @ 1.99GHz", "Celeron J1900"},
		{"Intel N without a family", "Intel N100", "Processor N100"},
		{"Core 2", "Intel(R) Core(TM)2 Duo CPU E7500 @ 2.93GHz", "Core 2 Duo E7500"},
		{"AMD with PRO", "AMD A8 PRO-7600B R7, 10 Compute Cores 4C+6G", "A8 PRO-7600B"},
		{"Ryzen in short", "R5-3400G", "Ryzen 5 3400G"},
		{"Ryzen in Chinese", "锐龙5 3400G", "Ryzen 5 3400G"},
		{"Ryzen in full", "AMD Ryzen 5 3400G with Radeon Vega Graphics", "Ryzen 5 3400G"},
		{"Athlon II without its number", "速龙X2 250", "Athlon II X2 250"},
		{"Zhaoxin", "兆芯 开先KX-U6780A", "Zhaoxin KX-U6780A"},
		{"Loongson", "Loongson-3A5000", "Loongson 3A5000"},
		{"Phytium", "飞腾FT-2000/4", "Phytium FT-2000/4"},
		{"Hygon needs its brand", "海光3250", "Hygon 3250"},

		{"a family is no model", "i5", ""},
		{"a generation is no model", "八代i5", ""},
		{"a bare number is no model", "3250", ""},
		{"an unknown model is not rounded to a known one", "i5-8401", ""},
		{"a network speed is no processor", "1000M", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := Default().Lookup(c.text)
			if got.Model != c.model || ok != (c.model != "") {
				t.Errorf("Lookup(%q) = %q, %v; want %q", c.text, got.Model, ok, c.model)
			}
		})
	}
}

func TestFiguresOfTheNoticesWorkedExamples(t *testing.T) {
	for model, want := range map[string]Processor{
		"G2030":     {"Pentium G2030", 2, 2, 3000, 0, true},
		"i3-4130":   {"i3-4130", 2, 4, 3400, 0, true},
		"i5-10400":  {"i5-10400", 6, 12, 2900, 4300, true},
		"i5-12400":  {"i5-12400", 6, 12, 2500, 4400, true},
		"i3-12100":  {"i3-12100", 4, 8, 3300, 4300, true},
		"i5-8250U":  {"i5-8250U", 4, 8, 1600, 3400, true},
		"N100":      {"Processor N100", 4, 4, 0, 3400, true},
		"KX-U6780A": {"Zhaoxin KX-U6780A", 8, 8, 2700, 0, true},
		"3A6000":    {"Loongson 3A6000", 4, 8, 2500, 0, false},
	} {
		if got, _ := Default().Lookup(model); got != want {
			t.Errorf("%s: got %+v, want %+v", model, got, want)
		}
	}
}

func TestEveryEntryIsPlausibleAndFindsItself(t *testing.T) {
	if n := len(Default().Processors()); n < 250 {
		t.Errorf("only %d processors", n)
	}
	for _, p := range Default().Processors() {
		if p.Cores < 1 || p.Threads < p.Cores || p.Threads > 2*p.Cores {
			t.Errorf("%s: %d cores, %d threads", p.Model, p.Cores, p.Threads)
		}
		if p.BaseMHz != 0 && (p.BaseMHz < 1000 || p.BaseMHz > 4500) || p.TurboMHz != 0 && p.TurboMHz <= p.BaseMHz {
			t.Errorf("%s: %d MHz, turbo %d MHz", p.Model, p.BaseMHz, p.TurboMHz)
		}
		if found, ok := Default().Lookup(p.Model); !ok || found != p {
			t.Errorf("%s finds %+v", p.Model, found)
		}
	}
}
