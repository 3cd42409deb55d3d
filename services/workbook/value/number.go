package value

import (
	"math"
	"regexp"
	"strings"
)

// Count reads a whole number: 45, 45人, ４５, 1,200. Estimates and ranges are not numbers.
func Count(text string) (int, error) {
	n, ok := number(strings.TrimRight(tight(text), "人名个台套位座间件块张只条班"))
	if !ok || n > 1_000_000 {
		return 0, unclear("看不出是多少，请只写一个整数")
	}
	return n, nil
}

// Quantity reads how many devices a row stands for, no more than most: 3, 3台, 一套.
func Quantity(text string, most int) (int, error) {
	n, err := Count(text)
	if err == nil && n > most {
		return 0, unclear("一行最多 %d 台，请核对数量", most)
	}
	return n, err
}

var money = regexp.MustCompile(`^(?:人民币|rmb|[¥￥])?(.+?)(万)?(?:元|圆)?(?:整)?$`)

// Cents reads a price in 元, or in 万元 when the column or the cell says so: 12,800元, 1.28万, ￥12800.00.
func Cents(text string, tenThousands bool) (int64, error) {
	m := money.FindStringSubmatch(tight(text))
	if m == nil {
		return 0, unclear("看不出金额，请只写数字，如 12800.00")
	}
	n, ok := decimal(m[1])
	if tenThousands || m[2] != "" {
		n *= 10_000
	}
	if !ok || n > 1e9 {
		return 0, unclear("看不出金额，请只写数字，如 12800.00")
	}
	return int64(math.Round(n * 100)), nil
}

var (
	ruined     = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d+$`)
	schoolCode = regexp.MustCompile(`^(11|21|22|31|32|33|34|35|36|37|51)36\d{6}$`)
	tenDigits  = regexp.MustCompile(`^\d{10}$`)
)

// Code reads an asset or serial number as it is written, leading zeros and all. One that a spreadsheet has turned into
// 3.60722E+17 has lost its digits and is refused.
func Code(text string) (string, error) {
	code := strings.Join(strings.Fields(signs.Replace(halfWidth(text))), " ")
	switch {
	case ruined.MatchString(code):
		return "", unclear("编号被表格软件变成了 %s，原来的数字已丢失。请把这一列设为文本格式，重新填写", text)
	case len(code) > 100:
		return "", unclear("编号太长，请核对")
	}
	return code, nil
}

// SchoolCode reads a 学校(机构)标识码: two digits of category, 36, six of serial.
func SchoolCode(text string) (string, error) {
	code, err := Code(text)
	code = strings.ReplaceAll(code, " ", "")
	switch {
	case err != nil:
		return "", err
	case schoolCode.MatchString(code):
		return code, nil
	case tenDigits.MatchString(code):
		return code, Note("学校标识码不像江西的学校，请核对")
	}
	return "", unclear("学校标识码应是 10 位数字")
}
