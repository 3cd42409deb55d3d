package value

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"banbantong/models"
)

// portWord is a kind of socket with its count before or after: HDMI×1, USB 4个, 2个USB3.0, 1*VGA.
var portWord = regexp.MustCompile(`(?:(\d{1,2}|[一二两三四五六七八]) ?(?:个|路|\*|x)? ?)?(usb ?(?:3\.[012]|2\.0|接口|口)?|type ?-?c|hdmi|vga)(?:接口|端口|口)?(?: ?(输入|输出|in|out))?(?:接口|端口|口)?(?: ?(?:\*|x|:|\()? ?(\d{1,2}|[一二两三四五六七八])(?:个|路|\)|$|[ ,;/+]))?`)

// Ports reads a cell that lists sockets: USB×4、HDMI×1, 2个USB3.0 1个VGA. Direction is "" where the text does not name it.
// A kind without a number is one that is there, except for USB, of which the notice asks how many.
func Ports(text string) ([]models.Port, error) {
	found := portWord.FindAllStringSubmatch(strings.ReplaceAll(fold(text), "typec", "type-c"), -1)
	if len(found) == 0 {
		return nil, unclear("看不出有哪些接口，请写成 USB×4、HDMI×1、VGA×1 这样")
	}
	counts := map[models.Port]int{}
	for _, m := range found {
		count, ok := 1, true
		if digits := firstOf(m[1], m[4]); digits != "" {
			count, ok = number(digits)
		} else if strings.HasPrefix(m[2], "usb") {
			ok = false
		}
		if !ok {
			return nil, unclear("没有写 USB 接口有几个，请写成 USB×4 这样")
		}
		counts[models.Port{Kind: portKind(m[2]), Direction: direction(m[3])}] += count
	}
	if usb3 := (models.Port{Kind: models.PortUSB3}); counts[usb3] > 0 {
		counts[models.Port{Kind: models.PortUSB}] += counts[usb3] // usb counts all USB sockets
	}
	ports := make([]models.Port, 0, len(counts))
	for p, n := range counts {
		p.Count = n
		ports = append(ports, p)
	}
	slices.SortFunc(ports, func(a, b models.Port) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(string(a.Direction), string(b.Direction)))
	})
	return ports, nil
}

func portKind(word string) models.PortKind {
	switch {
	case strings.HasPrefix(word, "usb") && strings.Contains(word, "3."):
		return models.PortUSB3
	case strings.HasPrefix(word, "usb"):
		return models.PortUSB
	case strings.HasPrefix(word, "type"):
		return models.PortTypeC
	case word == "hdmi":
		return models.PortHDMI
	}
	return models.PortVGA
}

func direction(word string) models.PortDirection {
	switch word {
	case "输入", "in":
		return models.PortIn
	case "输出", "out":
		return models.PortOut
	}
	return ""
}

var portCount = regexp.MustCompile(`^(?:有)?(\d{1,2}|[一二两三四五六七八])(?:个|路|口)?$`)

// PortCount reads a column of one kind of socket: 2, 2个, 无; 有 is one, except for USB.
func PortCount(text string, kind models.PortKind) (int, error) {
	t := tight(text)
	if m := portCount.FindStringSubmatch(t); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n, nil
		}
		if n, ok := number(m[1]); ok {
			return n, nil
		}
	}
	there, err := YesNo(text)
	switch {
	case err != nil:
		return 0, unclear("看不出有几个接口，请写数字")
	case !there:
		return 0, nil
	case kind == models.PortUSB:
		return 0, unclear("没有写 USB 接口有几个，请写数字")
	}
	return 1, nil
}
