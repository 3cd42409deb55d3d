package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"banbantong/models"
)

// GPU is what a text says of the display adapter.
type GPU struct {
	Kind      models.GPUKind
	MemoryMiB *int // nil: not said
}

var (
	integrated = regexp.MustCompile(`集成|集显|核显|核心显卡|板载|u?hd ?(graphics|\d{3,4})|iris|vega`)
	discrete   = regexp.MustCompile(`独立|独显|geforce|gtx?[ -]?\d|rtx|quadro|radeon ?(hd|rx|r\d)|r[579] ?\d{3}|rx ?\d{3}|hd ?[5-8]\d{3}m?|mx\d{3}|景嘉微|摩尔线程`)
)

// ReadGPU reads a display adapter: 集成显卡, 独显2G, UHD630, GT1030 2G, 集显 1G.
func ReadGPU(text string) (GPU, error) {
	t := fold(text)
	if None(t) || strings.Contains(t, "无显卡") {
		return GPU{Kind: models.GPUNone}, nil
	}
	var g GPU
	switch in, out := integrated.MatchString(t), discrete.MatchString(t); {
	case in && out:
		return GPU{}, unclear("集成显卡和独立显卡都写了，请只写在用的一种")
	case in:
		g.Kind = models.GPUIntegrated
	case out:
		g.Kind = models.GPUDiscrete
	default:
		return GPU{}, unclear("看不出是集成显卡还是独立显卡，请写明")
	}
	if m := amount.FindStringSubmatch(t); m != nil {
		mib, err := VideoMemory(m[0])
		if err != nil {
			return GPU{}, err
		}
		g.MemoryMiB = &mib
	}
	return g, nil
}

// VideoMemory reads the memory of a display adapter in MiB: 1G, 128MB, or a bare number, which up to 48 is G.
func VideoMemory(text string) (int, error) {
	t := strings.Trim(strings.ReplaceAll(tight(text), "显存", ""), ":()")
	if n, ok := decimal(t); ok {
		if t += "m"; n <= 48 {
			t = strings.TrimSuffix(t, "m") + "g"
		}
	}
	m := amount.FindStringSubmatch(t)
	if m == nil || m[0] != t || m[2][0] == 't' {
		return 0, unclear("看不出显存多大，请写成 1G 或 512MB 这样")
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if m[2][0] == 'g' {
		n *= 1024
	}
	if err != nil || n < 1 || n > 64<<10 || n != math.Trunc(n) {
		return 0, unclear("显存 %s 不合常理，请核对", text)
	}
	return int(n), nil
}

var pixels = regexp.MustCompile(`(\d{3,4}) ?(?:\*|x) ?(\d{3,4})`)

// Resolution reads a camera's picture in pixels: 1080P, 1920×1080, 4K. Trade words such as 高清 or 200万像素 do not tell it.
func Resolution(text string) (width, height int, err error) {
	t := fold(text)
	if m := pixels.FindStringSubmatch(t); m != nil {
		w, _ := strconv.Atoi(m[1]) // digits, as the pattern says
		h, _ := strconv.Atoi(m[2])
		return w, h, nil
	}
	for _, known := range []struct {
		sign string
		w, h int
	}{{"2160p", 3840, 2160}, {"4k", 3840, 2160}, {"1440p", 2560, 1440}, {"2k", 2560, 1440}, {"1080", 1920, 1080}, {"720", 1280, 720}, {"480p", 640, 480}} {
		if strings.Contains(t, known.sign) {
			return known.w, known.h, nil
		}
	}
	return 0, 0, unclear("看不出清晰度，请写成 1080P 或 1920×1080 这样")
}
