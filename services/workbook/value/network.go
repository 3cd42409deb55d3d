package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var rate = regexp.MustCompile(`^(\d+(?:\.\d+)?)(gbps|gb/s|gb|g|mbps|mb/s|mb|m|兆|)(?:bps|以上|光纤|宽带|专线|自适应)?$`)

// Mbps reads a network's rate: 100M, 1000Mbps, 千兆, 1G, 200M光纤.
func Mbps(text string) (int, error) {
	t := tight(text)
	for _, known := range []struct {
		sign string
		mbps int
	}{{"万兆", 10_000}, {"千兆", 1000}, {"百兆", 100}, {"十兆", 10}} {
		if strings.HasPrefix(t, known.sign) {
			return known.mbps, nil
		}
	}
	m := rate.FindStringSubmatch(t)
	if m == nil {
		return 0, unclear("看不出网速，请写成 100M 或 1000M 这样")
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if strings.HasPrefix(m[2], "g") {
		n *= 1000
	}
	if err != nil || n > 400_000 || n != math.Trunc(n) {
		return 0, unclear("网速 %s 不合常理，请核对", text)
	}
	return int(n), nil
}

var cardRate = regexp.MustCompile(`(\d+(?:\.\d+)?)(g|m|/|兆|自适应|$)`)

// NIC reads the highest rate of a computer's wired network card in Mbps: 千兆网卡, 10/100/1000M自适应, 百兆; 无 is 0.
func NIC(text string) (int, error) {
	t := strings.NewReplacer("网卡", "", "以太网", "", "有线", "", "base-t", "").Replace(tight(text))
	if None(t) || None(text) {
		return 0, nil
	}
	highest := 0
	for sign, mbps := range map[string]int{"万兆": 10_000, "2.5g": 2500, "千兆": 1000, "百兆": 100} {
		if strings.Contains(t, sign) {
			highest = max(highest, mbps)
		}
	}
	for _, m := range cardRate.FindAllStringSubmatch(t, -1) {
		n, _ := strconv.ParseFloat(m[1], 64) // digits, as the pattern says
		if m[2] == "g" {
			n *= 1000
		}
		switch n {
		case 10, 100, 1000, 2500, 5000, 10_000:
			highest = max(highest, int(n))
		}
	}
	if highest == 0 {
		return 0, unclear("看不出网卡速率，请写成 千兆 或 100M/1000M自适应 这样")
	}
	return highest, nil
}

// OnCampusNetwork reads how a classroom is connected: 是, 校园网, 教育专网; or 否, 家庭宽带, 4G.
func OnCampusNetwork(text string) (bool, error) {
	t := tight(text)
	for _, sign := range []string{"未接", "未联", "未通", "不通", "未连", "没有", "家庭", "家用", "4g", "5g", "流量", "热点", "无线上网卡"} {
		if strings.Contains(t, sign) {
			return false, nil
		}
	}
	for _, sign := range []string{"校园网", "专网", "城域网", "教育网"} {
		if strings.Contains(t, sign) {
			return true, nil
		}
	}
	yes, err := YesNo(text)
	if err != nil {
		return false, unclear("看不出是否接入校园网，请写 是 或 否")
	}
	return yes, nil
}

var measured = regexp.MustCompile(`^(?:约|平均)?(\d+(?:\.\d+)?)(ms|毫秒|mbps|mb/s|m|兆|)$`)

// Measured reads a measured figure: 29.96, 29.96ms, 94.1Mbps.
func Measured(text string) (float64, error) {
	m := measured.FindStringSubmatch(tight(text))
	if m == nil || strings.HasPrefix(tight(text), "约") {
		return 0, unclear("看不出测得的数值，请只写数字，如 29.96")
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil || n > 1e6 {
		return 0, unclear("数值 %s 不合常理，请核对", text)
	}
	return n, nil
}
