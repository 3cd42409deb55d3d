// Package value owns how people write single values in ledgers: 8G and 8192MB, 2021.9 and 20210901, 86寸, 双核四线程, √.
// Every function reads one text and either understands it or says in Chinese why not and how to write it; nothing is
// guessed. Callers ask Unknown first: a text that says nothing is no value, neither 0 nor 无. What a value is for, and
// whether it may be missing, is left to services/workbook.
package value

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// Unclear says why a text was not understood. The value beside it is not to be used.
type Unclear string

func (u Unclear) Error() string { return string(u) }

// Note is a remark on a value that was understood all the same: the value beside it holds.
type Note string

func (n Note) Error() string { return string(n) }

func unclear(format string, args ...any) error { return Unclear(fmt.Sprintf(format, args...)) }

// fold brings a text to the letters that the rules below are written in: half width, lower case, single spaces, and
// one sign of those that mean the same.
func fold(text string) string { return strings.ToLower(foldKeepingCase(text)) }

func foldKeepingCase(text string) string {
	return strings.Join(strings.Fields(signs.Replace(width.Fold.String(text))), " ")
}

var signs = strings.NewReplacer("×", "*", "✕", "*", "╳", "*", "–", "-", "—", "-", "－", "-", "―", "-", "﹣", "-", "〜", "~", "。", ".", "、", ",",
	"″", `"`, "”", `"`, "“", `"`, "''", `"`, "【", "(", "】", ")", "[", "(", "]", ")", "〔", "(", "〕", ")", "吋", "寸")

// tight is fold without any space.
func tight(text string) string { return strings.ReplaceAll(fold(text), " ", "") }

// sayNothing are the texts by which people fill a cell that they know nothing for.
var sayNothing = map[string]bool{"": true, "-": true, "--": true, "---": true, "/": true, "//": true, `\`: true, "?": true, "??": true, "...": true, ".": true,
	"不详": true, "未知": true, "不清楚": true, "不知道": true, "不明": true, "待定": true, "待查": true, "待核实": true, "未查到": true, "看不清": true, "无法确认": true,
	"未填": true, "空": true, "n/a": true, "na": true, "null": true, "none": true, "unknown": true, "tbd": true}

// Unknown says whether the text holds no value.
func Unknown(text string) bool { return text == "" || len(text) <= 24 && sayNothing[tight(text)] }

// None says whether the text says that there is none of what is asked for.
func None(text string) bool {
	switch tight(text) {
	case "无", "没有", "没", "未配", "未配备", "未配置", "未安装", "未装", "未购", "缺", "无此设备", "无设备", "暂未配备", "0", "0台", "0个":
		return true
	}
	return false
}

var numerals = map[rune]int{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '双': 2, '单': 1, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// number reads digits, with thousand separators or not, or a Chinese numeral up to 九十九.
func number(text string) (int, bool) {
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(text, ".0"), ".00")); err == nil {
		return n, n >= 0
	}
	total, digit, seen := 0, 0, 0
	for _, r := range text {
		seen++
		switch v, ok := numerals[r]; {
		case ok && (seen == 1 || digit == 0):
			digit = v
		case r == '十' && total == 0:
			if seen == 1 {
				digit = 1
			}
			total, digit = digit*10, 0
		default:
			return 0, false
		}
	}
	return total + digit, seen > 0 && seen <= 3
}

var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?$`)

// decimal reads a number with or without thousand separators and decimals.
func decimal(text string) (float64, bool) {
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if !plain.MatchString(text) {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

var plain = regexp.MustCompile(`^\d{1,12}(\.\d{1,12})?$`)
