package standard

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banbantong/models"
)

func notice(t testing.TB) *Standard {
	t.Helper()
	s, err := Jiangxi2023()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func under(t testing.TB, s *Standard, a models.Amendments, rules bool) *Standard {
	t.Helper()
	below, err := s.Under(a, rules)
	if err != nil {
		t.Fatalf("%+v: %v", a, err)
	}
	return below
}

// anyAmendments moves some values either way, adds rules and switches readings, as careless people may.
func anyAmendments(t *rapid.T, s *Standard) models.Amendments {
	a := models.Amendments{Readings: map[string]string{}}
	for _, c := range s.Criteria() {
		if rapid.IntRange(0, 4).Draw(t, "left as it is") > 0 {
			continue
		}
		one := models.Amendment{Criterion: c.ID, Values: map[string]float64{}, Required: "更严"}
		for _, v := range s.Values(c.ID) {
			if rapid.Bool().Draw(t, "value") {
				one.Values[v.Name] = v.Value * rapid.SampledFrom([]float64{0.5, 0.99, 1, 1.01, 1.5, 2}).Draw(t, "times")
			}
		}
		if c.Subject == SubjectHost && rapid.Bool().Draw(t, "also") {
			one.Also = rapid.SampledFrom([]string{"host.memory >= 16", "host.discrete_gpu", "no(host.disk < 500)", "class.students < 50"}).Draw(t, "rule")
		}
		a.Changed = append(a.Changed, one)
	}
	for _, r := range s.Readings() {
		if rapid.Bool().Draw(t, "reading") {
			a.Readings[r.ID] = rapid.SampledFrom(r.Alternatives).Draw(t, "alternative").ID
		}
	}
	return a
}

// TestNothingBelowIsWeaker holds Under to its promise on random rooms: whatever a place writes, no criterion that fails
// under the standard above passes under its own. Where no reading differs, no criterion stands better at all.
func TestNothingBelowIsWeaker(t *testing.T) {
	s := notice(t)
	rapid.Check(t, func(t *rapid.T) {
		above, err := s.Under(anyAmendments(t, s), true)
		if err != nil {
			t.Fatal(err)
		}
		a := anyAmendments(t, above)
		if rapid.Bool().Draw(t, "no readings") {
			a.Readings = nil
		}
		below, err := above.Under(a, false)
		if err != nil {
			t.Fatal(err)
		}
		room := anyRoom(t)
		then := below.Explain(room)
		for i, was := range above.Explain(room) {
			is := then[i]
			same := was.Criterion.ID == is.Criterion.ID && was.DeviceID == is.DeviceID
			if !same {
				t.Fatalf("other verdicts: %s of %d, %s of %d", was.Criterion.ID, was.DeviceID, is.Criterion.ID, is.DeviceID)
			}
			if was.Outcome == Fail && is.Outcome == Pass || a.Readings == nil && is.Outcome < was.Outcome && is.Outcome != NotApplicable {
				t.Errorf("%s: %s above, %s below; %s", was.Criterion.ID, was.Outcome, is.Outcome, is.Measured)
			}
		}
	})
}

// TestWhatTightensAboveHoldsBelowAtOnce has the place above tighten after the place below has: both demands hold.
func TestWhatTightensAboveHoldsBelowAtOnce(t *testing.T) {
	s := notice(t)
	memory := func(gb float64, required string) models.Amendments {
		return models.Amendments{Changed: []models.Amendment{{Criterion: "HW-STD-RAM", Values: map[string]float64{"limit": gb}, Required: required}}}
	}
	cases := []struct {
		name         string
		above, below models.Amendments
		limit        float64
		required     string
	}{
		{"only below", models.Amendments{}, memory(12, "≥ 12 GB"), 12, "≥ 12 GB"},
		{"less above", memory(10, "≥ 10 GB"), memory(12, "≥ 12 GB"), 12, "≥ 12 GB"},
		{"more above", memory(16, "≥ 16 GB"), memory(12, "≥ 12 GB"), 16, "≥ 16 GB"},
		{"as much above", memory(12, "十二"), memory(12, "≥ 12 GB"), 12, "十二"},
		{"weaker below", models.Amendments{}, memory(4, "≥ 4 GB"), 8, "内存 ≥ 8 GB"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			below := under(t, under(t, s, c.above, true), c.below, false)
			got, _ := below.Criterion("HW-STD-RAM")
			i := slices.IndexFunc(below.Values("HW-STD-RAM"), func(v Value) bool { return v.Name == "limit" })
			if limit := below.Values("HW-STD-RAM")[i].Value; limit != c.limit || got.Required != c.required {
				t.Errorf("%v, %q", limit, got.Required)
			}
		})
	}
	other := models.Amendments{Changed: []models.Amendment{{Criterion: "HW-STD-RAM", Values: map[string]float64{"visible": 9}, Required: "可见 9 GB"}}}
	both := under(t, under(t, s, memory(10, "≥ 10 GB"), true), other, false)
	if got, _ := both.Criterion("HW-STD-RAM"); got.Required != "≥ 10 GB；可见 9 GB" {
		t.Errorf("of two that say different things: %q", got.Required)
	}
}

func TestReadingsBelowOnlyGetStricter(t *testing.T) {
	s := notice(t)
	mild := under(t, s, models.Amendments{Readings: map[string]string{"disk.nominal": "class", "std.from_day": "excluded"}}, true)
	if got := mild.Chosen(); got["disk.nominal"] != "class" || got["std.from_day"] != "excluded" {
		t.Errorf("the province chooses freely, got %v", got)
	}
	strict := under(t, mild, models.Amendments{Readings: map[string]string{"disk.nominal": "letter", "std.from_day": "included"}}, false)
	if got := strict.Chosen(); got["disk.nominal"] != "letter" || got["std.from_day"] != "excluded" {
		t.Errorf("below: %v", got)
	}
	if got := under(t, s, models.Amendments{Readings: map[string]string{"disk.nominal": "class"}}, false).Chosen(); got["disk.nominal"] != "letter" {
		t.Errorf("a milder reading below: %v", got)
	}
}

func addition() models.Addition {
	return models.Addition{ID: "EXT-43", Bit: 43, Tier: "std", Group: "hardware", Subject: "host", Title: "固态系统盘", Clause: "县教体局〔2026〕5号",
		Required: "固态硬盘 ≥ 512 GB", Unit: "GB", Rule: "host.ssd >= 500", Failure: "没有 512 GB 固态硬盘。", Mend: "更换硬盘。"}
}

func TestAnAddedCriterionIsJudged(t *testing.T) {
	s := under(t, notice(t), models.Amendments{Added: []models.Addition{addition()}}, false)
	size := 256_060
	room := Room{On: today, Devices: []Device{{ID: 1, Category: models.CategoryHost, BoughtOn: "2024-05",
		Specs: models.Specs{Host: &models.HostSpecs{Disks: []models.Disk{{Kind: models.DiskSSD, SizeMB: &size}}}}}}}
	suite, devices := s.Evaluator().Room(&room)
	if !suite.Fails.Has(43) || !suite.Judged.Has(43) || !devices[0].Fails.Has(43) || s.IDAt(43) != "EXT-43" {
		t.Errorf("%+v", suite)
	}
	for _, v := range s.Explain(room) {
		if v.Criterion.ID == "EXT-43" && (v.Measured != "固态硬盘 256.06 GB" || v.Reason != "没有 512 GB 固态硬盘。") {
			t.Errorf("%+v", v)
		}
	}
	if _, err := s.Under(models.Amendments{Added: []models.Addition{addition()}}, false); err == nil {
		t.Error("one criterion was added twice")
	}
}

func TestObjections(t *testing.T) {
	s := notice(t)
	change := func(id string, values map[string]float64, also, required string) models.Amendments {
		return models.Amendments{Changed: []models.Amendment{{Criterion: id, Values: values, Also: also, Required: required}}}
	}
	added := func(spoil func(*models.Addition)) models.Amendments {
		a := addition()
		spoil(&a)
		return models.Amendments{Added: []models.Addition{a}}
	}
	limit := func(v float64) map[string]float64 { return map[string]float64{"limit": v} }
	cases := []struct {
		name  string
		a     models.Amendments
		rules bool
		at    string // "" if nothing is wrong
		says  string
	}{
		{"nothing", models.Amendments{}, false, "", ""},
		{"more memory", change("HW-STD-RAM", limit(16), "", "≥ 16 GB"), false, "", ""},
		{"less memory", change("HW-STD-RAM", limit(4), "", "≥ 4 GB"), false, "changed.HW-STD-RAM.limit", "不得宽于上级的 8"},
		{"less memory of the province", change("HW-STD-RAM", limit(4), "", "≥ 4 GB"), true, "changed.HW-STD-RAM.limit", "不得宽于"},
		{"a lower latency", change("NET-CLS-LAT-UP", limit(20), "", "< 20 ms"), false, "", ""},
		{"a higher latency", change("NET-CLS-LAT-UP", limit(40), "", "< 40 ms"), false, "changed.NET-CLS-LAT-UP.limit", "不得宽于上级的 30"},
		{"a smaller large class", change("HW-STD-DISPLAY", map[string]float64{"pupils": 40}, "", "40 人及以上 75 英寸"), false, "", ""},
		{"a larger large class", change("HW-STD-DISPLAY", map[string]float64{"pupils": 50}, "", "50 人"), false, "changed.HW-STD-DISPLAY.pupils", "不得宽于"},
		{"a value under a condition", change("HW-MIN-DISK-FREE", map[string]float64{"days": 10}, "", "10 天"), false, "changed.HW-MIN-DISK-FREE.days", "无法判断"},
		{"a value that is none", change("HW-STD-RAM", map[string]float64{"colour": 1}, "", "红"), false, "changed.HW-STD-RAM.colour", "没有名为"},
		{"a negative value", change("HW-STD-RAM", limit(-1), "", "负"), false, "changed.HW-STD-RAM.limit", "不小于 0"},
		{"the same", change("HW-STD-RAM", limit(8), "", "≥ 8 GB"), false, "changed.HW-STD-RAM", "没有收紧"},
		{"without words", change("HW-STD-RAM", limit(16), "", " "), false, "changed.HW-STD-RAM.required", "写明"},
		{"with the words from above", change("HW-STD-RAM", limit(16), "", "内存 ≥ 8 GB"), false, "changed.HW-STD-RAM.required", "一并改写"},
		{"a criterion that is none", change("HW-STD-WINGS", limit(2), "", "两只"), false, "changed.HW-STD-WINGS", "没有这一条"},
		{"a rule to hold as well", change("HW-STD-RAM", nil, "host.cores >= 6", "6 核"), false, "", ""},
		{"a rule with a mistake", change("HW-STD-RAM", nil, "host.cors >= 6", "6 核"), false, "changed.HW-STD-RAM.also", "第 1 行第 6 列"},
		{"a rule on another subject", change("HW-STD-RAM", nil, "display.size >= 6", "6 寸"), false, "changed.HW-STD-RAM.also", "没有 display.size 这项数据"},
		{"a stricter reading", models.Amendments{Readings: map[string]string{"sw.os_domestic": "rejected"}}, false, "", ""},
		{"a milder reading", models.Amendments{Readings: map[string]string{"sw.os_domestic": "accepted"}}, false, "readings.sw.os_domestic", "须由省级决定"},
		{"a milder reading of the province", models.Amendments{Readings: map[string]string{"sw.os_domestic": "accepted"}}, true, "", ""},
		{"a reading without an order", models.Amendments{Readings: map[string]string{"std.from_day": "excluded"}}, false, "readings.std.from_day", "须由省级决定"},
		{"a reading that is none", models.Amendments{Readings: map[string]string{"fly": "yes"}}, true, "readings.fly", "没有这个口径"},
		{"an alternative that is none", models.Amendments{Readings: map[string]string{"disk.nominal": "big"}}, true, "readings.disk.nominal", "没有这个选项"},
		{"an addition", added(func(*models.Addition) {}), false, "", ""},
		{"an addition without a title", added(func(a *models.Addition) { a.Title = "" }), false, "added.0.title", "名称"},
		{"an addition of software by tier", added(func(a *models.Addition) { a.Group = "software" }), false, "added.0.tier", "不分档次"},
		{"an addition on nothing", added(func(a *models.Addition) { a.Subject = "roof" }), false, "added.0.subject", "对象"},
		{"an addition that is always true", added(func(a *models.Addition) { a.Rule = "undecided" }), false, "added.0.rule", "至少要用到一项数据"},
		{"an addition that does not parse", added(func(a *models.Addition) { a.Rule = "host.ssd >=" }), false, "added.0.rule", "不完整"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := s.Objections(c.a, c.rules)
			if c.at == "" {
				if len(found) > 0 {
					t.Errorf("objects: %+v", found)
				}
				return
			}
			if !slices.ContainsFunc(found, func(o Objection) bool { return o.Location == c.at && strings.Contains(o.Message, c.says) }) {
				t.Errorf("objects: %+v", found)
			}
		})
	}
}

func TestCheckRule(t *testing.T) {
	cases := []struct {
		name, rule   string
		line, column int // of the mistake; 0 if there is none, or if it is the whole
		says         string
	}{
		{"right", "host.memory >= 8 and no(host.has_gpu)", 0, 0, ""},
		{"right, with arithmetic", "host.memory > 2 * 4", 0, 0, ""},
		{"right, with a value's name", "host.memory >= limit", 0, 0, ""},
		{"nothing", " ", 0, 0, "请写明规则"},
		{"broken off", "host.memory >= ", 1, 15, "不完整"},
		{"an unknown fact", "host.memry > 3", 1, 6, "没有名为 memry"},
		{"an unknown name", "内存 > 3", 1, 1, "没有名为 内存"},
		{"an unknown fact in the second line", "class.students > 4\n and host.foo", 2, 11, "没有名为 foo"},
		{"a number for an answer", "host.memory", 1, 6, "须是一个判断"},
		{"two facts compared", "host.memory > host.cores", 1, 13, "不能这样比较"},
		{"a text for a number", `host.memory > "3"`, 1, 13, "不能这样比较"},
		{"another subject's fact", "display.size > 3", 1, 9, "没有 display.size"},
		{"a sign that is none", "host.memory # 3", 1, 13, "不应出现"},
		{"an open quotation", `named(software.os.name, "x)`, 1, 28, "引号"},
		{"a wrong argument", "named(software.os.name, 3)", 1, 25, "函数 named 的参数"},
		{"too many arguments", "no(host.has_gpu, host.has_gpu)", 1, 1, "个数不对"},
		{"a fact called", "host.has_gpu(3)", 1, 6, "不能带括号"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wrong := CheckRule(c.rule, SubjectHost, map[string]float64{"limit": 8})
			if c.says == "" {
				if wrong != nil {
					t.Errorf("says %v", wrong)
				}
				return
			}
			if wrong == nil || wrong.Line != c.line || wrong.Column != c.column || !strings.Contains(wrong.Message, c.says) {
				t.Errorf("says %+v", wrong)
			}
		})
	}
}

func TestFieldsOfEverySubject(t *testing.T) {
	for _, subject := range Subjects() {
		for _, f := range Fields(subject) {
			rule := map[FieldKind]string{FieldNumber: f.Name + " >= 1", FieldAnswer: f.Name, FieldText: "named(" + f.Name + `, "x")`}[f.Kind]
			if wrong := CheckRule(rule, subject, nil); wrong != nil || f.Label == "" {
				t.Errorf("%s: %+v, %v", subject, f, wrong)
			}
		}
	}
}
