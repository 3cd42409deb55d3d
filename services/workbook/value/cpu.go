package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// CPU is what a text says of a processor; nil is what it does not say.
type CPU struct {
	Model                   string // "" when only figures are given
	Cores, Threads, BaseMHz *int
}

var (
	clock   = regexp.MustCompile(`(?i)(?:主频|频率|@)? ?:?(\d+(?:\.\d+)?) ?(g|m)hz|(?:主频|频率|@) ?:?(\d\.\d+) ?g?|(?:^| )(\d\.\d+) ?g(?:$| )`)
	cores   = regexp.MustCompile(`(?i)(\d+|[一二两双单三四六八十]+) ?(?:个|物理)? ?核心?|\b(\d+)c(?:\d+t)?\b`)
	threads = regexp.MustCompile(`(?i)(\d+|[一二两双三四六八十]+) ?(?:条|个)? ?线程|\b(?:\d+c)(\d+)t\b`)
)

// ReadCPU reads a processor cell: i5-8400, i3-7100U 2.4GHz, 双核四线程, 奔腾G4560 双核四线程 3.5GHz.
func ReadCPU(text string) (CPU, error) {
	var cpu CPU
	t := foldKeepingCase(text) // models are shown as they are written
	rest := t
	if m := clock.FindStringSubmatch(t); m != nil {
		mhz, err := megahertz(firstOf(m[1], m[3], m[4]), strings.ToLower(m[2]))
		if err != nil {
			return CPU{}, err
		}
		cpu.BaseMHz = &mhz
		rest = strings.Replace(rest, m[0], " ", 1)
	}
	if m := threads.FindStringSubmatch(t); m != nil {
		n, ok := number(firstOf(m[1], m[2]))
		if !ok || n < 1 || n > 256 {
			return CPU{}, unclear("看不出是多少线程，请写成 双核四线程 这样")
		}
		cpu.Threads = &n
		rest = strings.Replace(rest, m[0], " ", 1)
	}
	if m := cores.FindStringSubmatch(t); m != nil {
		n, ok := number(firstOf(m[1], m[2]))
		if !ok || n < 1 || n > 128 {
			return CPU{}, unclear("看不出是多少核，请写成 双核四线程 这样")
		}
		cpu.Cores = &n
		rest = strings.Replace(rest, m[0], " ", 1)
	}
	if cpu.Cores != nil && cpu.Threads != nil && (*cpu.Threads < *cpu.Cores || *cpu.Threads > 4**cpu.Cores) {
		return CPU{}, unclear("%d 核 %d 线程不合常理，请核对", *cpu.Cores, *cpu.Threads)
	}
	if hasModel.MatchString(rest) {
		cpu.Model = model(rest)
	}
	if cpu == (CPU{}) {
		return CPU{}, unclear("看不出是什么处理器，请写型号，如 i5-8400，或写 双核四线程")
	}
	return cpu, nil
}

// hasModel is any trace of a model or a family.
var hasModel = regexp.MustCompile(`(?i)[a-z]+\d|\d[a-z]|[a-z]\d?[- ]?\d{3,}|^i[3579]|酷睿|奔腾|赛扬|锐龙|速龙|至强|兆芯|龙芯|飞腾|海光|麒麟|鲲鹏|intel|amd|celeron|pentium|xeon|core|ryzen|athlon|\d{4}`)

// model is what is left of the text beside the figures.
func model(rest string) string {
	rest = strings.Join(strings.Fields(strings.Trim(modelLabel.ReplaceAllString(rest, ""), " ,;:()/@")), " ")
	if r := []rune(rest); len(r) > 80 {
		rest = string(r[:80])
	}
	return rest
}

var modelLabel = regexp.MustCompile(`(?i)处理器|cpu:`)

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// Megahertz reads a clock: 2.8GHz, 2.8G, 2800MHz, or a bare number, which below 10 is GHz and from 800 MHz.
func Megahertz(text string) (int, error) {
	m := hertz.FindStringSubmatch(strings.TrimSuffix(tight(text), "以上"))
	if m == nil {
		return 0, unclear("看不出主频，请写成 2.8GHz 这样")
	}
	return megahertz(m[1], m[2])
}

var hertz = regexp.MustCompile(`^(?:主频:?)?(\d+(?:\.\d+)?)(g|m|)(?:hz)?$`)

func megahertz(digits, unit string) (int, error) {
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, unclear("看不出主频，请写成 2.8GHz 这样")
	}
	if unit == "g" || unit == "" && n < 10 {
		n *= 1000
	}
	if n < 400 || n > 7000 {
		return 0, unclear("主频 %s 不合常理，请写成 2.8GHz 这样", digits+unit)
	}
	return int(math.Round(n)), nil
}

// Cores reads a column of core counts: 4, 四核, 双核四线程 (2).
func Cores(text string) (int, error) { return counted(text, cores, "核", 128) }

// Threads reads a column of thread counts: 4, 四线程, 双核四线程 (4).
func Threads(text string) (int, error) { return counted(text, threads, "线程", 256) }

func counted(text string, pattern *regexp.Regexp, word string, most int) (int, error) {
	t := tight(text)
	if m := pattern.FindStringSubmatch(t); m != nil {
		t = firstOf(m[1], m[2])
	}
	n, ok := number(t)
	if !ok || n < 1 || n > most {
		return 0, unclear("看不出是多少%s，请写数字", word)
	}
	return n, nil
}
