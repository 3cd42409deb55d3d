package standard

import (
	"strings"
	"testing"
)

// small is the least that Load accepts.
const small = `
id: test
name: 试行标准
notice: 试〔2025〕1号
in_force_from: 2025-01-01
std_from: 2025-01-01
readings:
  - id: memory
    question: 内存按几算？
    default: four
    alternatives:
      - {id: four, text: 四}
      - {id: eight, text: 八}
criteria:
  - id: A
    bit: 0
    tier: min
    group: hardware
    subject: host
    title: 内存
    clause: 一
    notice: 内存
    required: ≥ 4 GB
    values: {limit: 4}
    reading: memory
    rule: {four: host.memory >= limit, eight: host.memory >= 2 * limit}
    measured: [host.memory]
    failure: 不足。
    mend: 加装。
  - id: B
    bit: 1
    tier: all
    group: network
    subject: classroom
    title: 抖动
    required: < 5 ms
    rule: network.jitter < 5
    measured: [network.jitter]
    failure: 抖动大。
    mend: 检查。
`

func TestLoadRefuses(t *testing.T) {
	cases := []struct{ name, from, to, says string }{
		{"an unknown field", "notice: 试", "notise: 试", "notise"},
		{"a misspelt field of a criterion", "mend: 检查", "mends: 检查", "mends"},
		{"an unknown measure", "    mend: 检查。", "    mend: 检查。\n    mended_by: [prayer]", "不认识的措施“prayer”"},
		{"not YAML", "criteria:", "criteria: [", ""},
		{"no name", "name: 试行标准", "name: ''", "缺少 id、name 或 notice"},
		{"a date that is no day", "std_from: 2025-01-01", "std_from: 2025-02-30", "完整日期"},
		{"a date that is a month", "std_from: 2025-01-01", "std_from: '2025-02'", "完整日期"},
		{"two criteria of one id", "id: B", "id: A", "指标 A：id 重复"},
		{"two criteria on one bit", "bit: 1", "bit: 0", "指标 B：bit 0 已被 A 使用"},
		{"a criterion without a bit", "    bit: 1\n", "", "指标 B：缺少 bit"},
		{"a bit that no column can store", "bit: 1", "bit: 63", "指标 B：bit 应在 0 到 62 之间"},
		{"a negative bit", "bit: 1", "bit: -1", "指标 B：bit 应在 0 到 62 之间"},
		{"an unknown tier", "tier: all", "tier: best", "不认识的 tier“best”"},
		{"an unknown group", "group: network", "group: wireless", "不认识的 group“wireless”"},
		{"an unknown subject", "subject: classroom", "subject: roof", "不认识的 subject“roof”"},
		{"no failure sentence", "failure: 抖动大。", "failure: ''", "均不能为空"},
		{"no rule", "rule: network.jitter < 5", "rule: ''", "均不能为空"},
		{"a rule that does not parse", "network.jitter < 5", "network.jitter <", "指标 B：规则有误"},
		{"a rule on an unknown fact", "network.jitter < 5", "network.wobble < 5", "wobble"},
		{"a rule on an unknown fact inside a call", "rule: network.jitter < 5", "rule: agreed(network.wobble < 5, network.jitter < 5)", "指标 B：规则有误"},
		{"a rule with an unknown word", "rule: network.jitter < 5", "rule: nearly(network.jitter, 5)", "nearly"},
		{"a rule with an unknown value", "network.jitter < 5", "network.jitter < most", "most"},
		{"a rule that compares two facts", "network.jitter < 5", "network.jitter < network.up", "指标 B：规则有误"},
		{"a rule that compares a fact with a text", "network.jitter < 5", "network.jitter < \"5\"", "指标 B：规则有误"},
		{"a rule that is a number", "rule: network.jitter < 5", "rule: network.jitter", "指标 B：规则有误"},
		{"a rule that is a truth", "rule: network.jitter < 5", "rule: '1 < 2'", "指标 B：规则有误"},
		{"a rule of ifs, where unknown has no place", "rule: network.jitter < 5", "rule: 'true ? network.jitter < 5 : network.up < 5'", "指标 B：规则有误"},
		{"a rule that calls a built-in of expr", "rule: network.jitter < 5", "rule: len(\"x\")", "指标 B：规则有误"},
		{"too many arguments", "rule: network.jitter < 5", "rule: no(network.jitter < 5, network.jitter < 5)", "指标 B：规则有误"},
		{"a bad rule of an alternative that is not the default", "eight: host.memory >= 2 * limit", "eight: host.memory >= 2 * limits", "指标 A：规则有误"},
		{"a measured fact that is none", "[network.jitter]", "[network.wobble]", "没有名为 network.wobble 的事实"},
		{"a measured group of facts", "[network.jitter]", "[network]", "不是单个事实"},
		{"an unknown way to decide", "    title: 抖动", "    decides: sometimes\n    title: 抖动", "不认识的 decides“sometimes”"},
		{"an unknown reading", "reading: memory", "reading: ram", "没有口径“ram”"},
		{"alternatives without a reading", "    reading: memory\n", "", "需要用 reading 指明口径"},
		{"an alternative left out", ", eight: host.memory >= 2 * limit}", "}", "没有写明口径“memory”取“eight”时的内容"},
		{"an alternative too many", "{four: host", "{two: host.memory >= 2, four: host", "口径“memory”没有的选项"},
		{"a reading that changes nothing", "rule: network.jitter < 5", "reading: memory\n    rule: network.jitter < 5", "对它没有作用"},
		{"a default that is no alternative", "default: four", "default: two", "默认选项 two 不在选项之中"},
		{"one alternative only", "      - {id: eight, text: 八}\n", "", "至少要有两个选项"},
		{"an alternative twice", "id: eight, text: 八", "id: four, text: 八", "选项 four 重复"},
		{"an alternative whose day is none", "id: eight, text: 八", "id: eight, text: 八, std_from: 明年", "std_from 不是日期"},
	}
	if _, err := Load([]byte(small)); err != nil {
		t.Fatalf("the file before it is spoilt: %v", err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			spoilt := strings.Replace(small, c.from, c.to, 1)
			if spoilt == small {
				t.Fatalf("%q is not in the file", c.from)
			}
			_, err := Load([]byte(spoilt))
			if err == nil {
				t.Fatal("loaded")
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %q, want %q", err, c.says)
			}
		})
	}
}

func TestLoadRefusesAnEmptyFile(t *testing.T) {
	for _, file := range []string{"", "{}", "criteria: []"} {
		if _, err := Load([]byte(file)); err == nil {
			t.Errorf("%q was loaded", file)
		}
	}
}

func TestLoadReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := Load([]byte(strings.NewReplacer("tier: all", "tier: best", "bit: 1", "bit: 70").Replace(small)))
	if err == nil || !strings.Contains(err.Error(), "tier") || !strings.Contains(err.Error(), "bit") {
		t.Errorf("says %v", err)
	}
}
