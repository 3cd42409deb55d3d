package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"banbantong/models"
)

// Unit is what a column's title says of bare numbers below it, such as 内存(G); "" if it says nothing.
type Unit string

const (
	Megabytes Unit = "MB"
	Gigabytes Unit = "GB"
	Terabytes Unit = "TB"
)

// amount is a size with its unit, such as 8gb or 1.5t.
var amount = regexp.MustCompile(`(\d+(?:\.\d+)?) ?(tib|tb|t|gib|gb|g|mib|mb|m|兆)(?:b|字节)?`)

// inGigabytes is the size in trade gigabytes of a number and its unit as amount finds them.
func inGigabytes(digits, unit string) float64 {
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return math.NaN()
	}
	switch unit[0] {
	case 't':
		return n * 1000
	case 'g':
		return n
	}
	return n / 1000
}

// memoryNoise are the numbers in a memory's description that are no sizes: the generation and the clock.
var memoryNoise = regexp.MustCompile(`l?p?ddr ?\d[a-z]*|\d{3,5} ?(mhz|hz|频率)|pc\d-?\d*`)

// modules is one or several equal memory modules: 8g, 2*4g, 4g*2, 2条4g.
var modules = regexp.MustCompile(`^(?:(\d) ?(?:\*|x|条) ?)?(\d+(?:\.\d+)?) ?(g|m|兆)(?:i?b)?(?: ?(?:\*|x) ?(\d)条?)?$`)

// Memory reads the memory of a computer in MiB: 8G, 8GB, 8192MB, 4G+4G, 2×4GB DDR3. A bare number is read in the
// column's unit, or where that says nothing as G up to 128 and as MB from 512.
func Memory(text string, unit Unit) (int, error) {
	say := unclear("看不出内存多大，请写成 8G 这样")
	t := strings.TrimSpace(memoryNoise.ReplaceAllString(fold(text), " "))
	t = strings.Trim(strings.NewReplacer("运行内存", "", "内存条", "", "内存", "", "容量", "", "ram", "", "单条", "", "双通道", "").Replace(t), " :,()")
	if n, ok := decimal(t); ok {
		switch {
		case unit == Gigabytes && n <= 256, unit == "" && n <= 128:
			t += "g"
		case unit == Megabytes, n >= 512:
			t += "m"
		default:
			return 0, say
		}
	}
	total := 0.0
	for part := range strings.SplitSeq(t, "+") {
		m := modules.FindStringSubmatch(strings.Trim(part, " ()"))
		if m == nil {
			return 0, say
		}
		size, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return 0, say
		}
		if m[3] == "g" {
			size *= 1024
		}
		for _, times := range []string{m[1], m[4]} {
			if n, err := strconv.Atoi(times); err == nil {
				size *= float64(n)
			}
		}
		total += size
	}
	if total < 256 || total > 1<<20 || total != math.Trunc(total) {
		return 0, unclear("内存 %s 不合常理，请核对", text)
	}
	return int(total), nil
}

// diskWord is a size or a word that tells the kind of a disk.
var diskWord = regexp.MustCompile(`(?:(\d) ?(?:\*|x|块|个) ?)?` + amount.String() + `(?: ?(?:\*|x) ?(\d))?|(ssd|固态|nvme|m\.2|msata|pcie)|(hdd|机械|温盘|7200|5400)`)

// Disks reads the internal disks of a computer: 256G SSD, 500G 机械, 128G固态+1T机械. A bare number is read in the
// column's unit, or where that says nothing as G from 30.
func Disks(text string, unit Unit) ([]models.Disk, error) {
	t := fold(text)
	if n, ok := decimal(strings.Trim(t, " 硬盘:")); ok {
		switch {
		case unit == Terabytes && n <= 20:
			t += "t"
		case unit == Gigabytes || unit == "" && n >= 30 && n <= 20_000:
			t += "g"
		default:
			return nil, unclear("看不出硬盘多大，请写成 256G SSD 或 1T 机械 这样")
		}
	}
	var disks []models.Disk
	for part := range strings.FieldsFuncSeq(t, func(r rune) bool { return strings.ContainsRune("+,;/&和加\n", r) }) {
		found, err := disksIn(part)
		if err != nil {
			return nil, err
		}
		disks = append(disks, found...)
	}
	if len(disks) == 0 {
		return nil, unclear("看不出硬盘多大，请写成 256G SSD 或 1T 机械 这样")
	}
	return disks, nil
}

// disksIn reads a stretch without separators, such as 256g ssd, 固态128g机械1t or 2*128g. Kinds stand before all their
// sizes or after all of them.
func disksIn(text string) ([]models.Disk, error) {
	var disks []models.Disk
	var kind models.DiskKind
	kindsLead := false
	for _, m := range diskWord.FindAllStringSubmatch(text, -1) {
		switch {
		case m[5] != "" || m[6] != "":
			found := models.DiskSSD
			if m[6] != "" {
				found = models.DiskHDD
			}
			if len(disks) == 0 {
				kindsLead = true
			}
			if !kindsLead {
				if last := &disks[len(disks)-1]; last.Kind != "" && last.Kind != found {
					return nil, unclear("看不出是固态还是机械硬盘，请写成 256G SSD 或 1T 机械 这样")
				}
				for i := len(disks) - 1; i >= 0 && disks[i].Kind == ""; i-- {
					disks[i].Kind = found
				}
			}
			kind = found
		default:
			megabytes := int(math.Round(inGigabytes(m[2], m[3]) * 1000))
			if megabytes < 8000 || megabytes > 20_000_000 {
				return nil, unclear("硬盘 %s 不合常理，请核对", strings.TrimSpace(m[0]))
			}
			times := 1
			for _, n := range []string{m[1], m[4]} {
				if k, err := strconv.Atoi(n); err == nil {
					times *= k
				}
			}
			for range min(times, 8) {
				d := models.Disk{SizeMB: &megabytes}
				if kindsLead {
					d.Kind = kind
				}
				disks = append(disks, d)
			}
		}
	}
	return disks, nil
}

// inchesMark is a number with the sign of inches.
var inchesMark = regexp.MustCompile(`(\d+(?:\.\d+)?) ?\(?(?:英?寸|inch(?:es)?|in\b|")`)

// Inches reads the diagonal of a screen: 86寸, 86英寸, 86", 86.
func Inches(text string) (float64, error) {
	t := fold(text)
	size, found := decimal(t)
	for _, m := range inchesMark.FindAllStringSubmatch(t, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil || found && n != size {
			return 0, unclear("写了不止一个尺寸，请只写屏幕对角线，如 86 英寸")
		}
		size, found = n, true
	}
	switch {
	case !found:
		return 0, unclear("看不出屏幕尺寸，请写成 86 英寸 这样")
	case size < 10 || size > 300:
		return 0, unclear("屏幕尺寸 %s 不合常理，请核对（单位是英寸）", text)
	}
	return size, nil
}
