package value

import (
	"regexp"
	"strings"

	"banbantong/models"
)

// Config is what one cell says of a whole computer, such as i5-8400/8G/256G SSD.
type Config struct {
	CPU       CPU
	MemoryMiB *int
	Disks     []models.Disk
	GPU       *GPU
	OS        string
}

var (
	configBreak  = regexp.MustCompile(`[/,;|\n+]`)
	memoryLabel  = regexp.MustCompile(`(?i)内存|ram|ddr`)
	diskLabel    = regexp.MustCompile(`(?i)硬盘|ssd|hdd|固态|机械|nvme|m\.2|存储`)
	gpuLabel     = regexp.MustCompile(`(?i)显卡|集显|独显|核显|显存`)
	systemLabel  = regexp.MustCompile(`(?i)win(dows)? ?(xp|\d+)|操作系统|uos|统信|银河麒麟`)
	cpuLabel     = regexp.MustCompile(`(?i)^(cpu|处理器|中央处理器|型号) ?:?`)
	slashedModel = regexp.MustCompile(`(?i)(ft-?2000)/(4)`)
)

// ReadConfig reads a cell that describes a whole computer. Parts may be labelled (内存8G); a bare size up to 32G is
// memory and one from 100G, or one that names a kind of disk, is a disk; what lies between is not guessed. Parts that
// are none of CPU, memory, disk, graphics and system are reported in a Note.
func ReadConfig(text string) (Config, error) {
	var c Config
	var left []string
	for part := range splitConfig(text) {
		var err error
		switch {
		case gpuLabel.MatchString(part):
			var g GPU
			if g, err = ReadGPU(part); err == nil {
				c.GPU = &g
			}
		case systemLabel.MatchString(part):
			c.OS = part
		case cpuLabel.MatchString(part):
			c.CPU, err = ReadCPU(cpuLabel.ReplaceAllString(part, ""))
		case memoryLabel.MatchString(part) && amount.MatchString(fold(part)):
			err = c.memory(part)
		case diskLabel.MatchString(part) && amount.MatchString(fold(part)):
			err = c.disk(part)
		case bareSize.MatchString(part) && !bareClock.MatchString(part):
			err = c.size(part)
		case c.CPU == (CPU{}):
			c.CPU, err = ReadCPU(part)
			if err != nil {
				left, err = append(left, part), nil
			}
		default:
			if !c.refine(part) {
				left = append(left, part)
			}
		}
		if err != nil {
			return Config{}, err
		}
	}
	if c.CPU == (CPU{}) && c.MemoryMiB == nil && c.Disks == nil {
		return Config{}, unclear("看不出配置，请写成 i5-8400/8G/256G SSD 这样，或分列填写")
	}
	if len(left) > 0 {
		return c, Note("没有看懂其中的“" + strings.Join(left, "、") + "”，其余已读取")
	}
	return c, nil
}

// bareSize is a size and nothing else; what looks like 2.4g is a clock.
var (
	bareSize  = regexp.MustCompile(`(?i)^\d+(\.\d+)? ?(tb|t|gb|g|mb|m)$`)
	bareClock = regexp.MustCompile(`(?i)^\d\.\d+ ?g$`)
)

// splitConfig breaks the cell at separators, and at spaces before a size or a label: i5 8400 8G 256G SSD.
func splitConfig(text string) func(func(string) bool) {
	t := slashedModel.ReplaceAllString(foldKeepingCase(strings.ReplaceAll(text, "\n", ";")), "$1-$2")
	t = spacedSize.ReplaceAllStringFunc(t, func(size string) string {
		if strings.HasSuffix(strings.ToLower(size), "h") { // of 2.4 ghz
			return size
		}
		return ";" + size
	})
	return func(yield func(string) bool) {
		for _, part := range configBreak.Split(t, -1) {
			if part = strings.Trim(part, " .:()"); part != "" && !yield(part) {
				return
			}
		}
	}
}

var spacedSize = regexp.MustCompile(`(?i) ((?:内存|硬盘|显卡|ssd|固态|机械)? ?:?\d+(?:\.\d+)? ?(?:tb|t|gb|g|mb)h?)`)

func (c *Config) memory(part string) error {
	mib, err := Memory(part, "")
	if err == nil && c.MemoryMiB != nil {
		err = unclear("写了不止一个内存容量，请核对")
	}
	c.MemoryMiB = &mib
	return err
}

func (c *Config) disk(part string) error {
	disks, err := Disks(part, "")
	c.Disks = append(c.Disks, disks...)
	return err
}

// size puts an unlabelled size where it can only belong.
func (c *Config) size(part string) error {
	m := amount.FindStringSubmatch(fold(part))
	switch gb := inGigabytes(m[1], m[2]); {
	case gb >= 100:
		return c.disk(part)
	case gb <= 32 && c.MemoryMiB == nil:
		return c.memory(part)
	}
	return unclear("看不出 %s 是内存还是硬盘，请写明，如 内存8G、硬盘256G", part)
}

// refine takes figures that follow the processor's model, such as 双核四线程.
func (c *Config) refine(part string) bool {
	more, err := ReadCPU(part)
	if err != nil || more.Model != "" && c.CPU.Model != "" {
		return false
	}
	if c.CPU.Model == "" {
		c.CPU.Model = more.Model
	}
	for to, from := range map[**int]*int{&c.CPU.Cores: more.Cores, &c.CPU.Threads: more.Threads, &c.CPU.BaseMHz: more.BaseMHz} {
		if *to == nil {
			*to = from
		}
	}
	return true
}
