package value

import (
	"regexp"
	"strings"

	"golang.org/x/text/width"
)

// Place is where a classroom is, as one cell tells it.
type Place struct {
	Building string // 教学楼, 1号楼
	Floor    string // 3楼
	Room     string // 301
	Class    string // 三（1）班, or a special room such as 多媒体教室
}

// Name is what the classroom goes by: its class, or the room where no class is named.
func (p Place) Name() string {
	if p.Class != "" {
		return p.Class
	}
	return p.Room
}

// Within says where in its building a classroom is that goes by its class: the room, or the floor where no room is named.
func (p Place) Within() string {
	if p.Class != "" && p.Room != "" {
		return p.Room
	}
	return p.Floor
}

var (
	building = regexp.MustCompile(`^(.*?(?:教学大?楼|综合楼|实验楼|科技楼|办公楼|艺术楼|行政楼|逸夫楼|[\p{Han}]{2,4}楼|(?:第?[一二三四五六七八九十\d]+|[a-zA-Z东南西北中]) ?(?:号楼|栋|幢|教)))[ ,，\-]*`)
	floor    = regexp.MustCompile(`^(?:第?([一二三四五六七八九十]|\d{1,2}) ?(?:楼|层)|([1-9])[fF])[ ,，\-]*`)
	// wrapped is a name in brackets that may hold a pair of its own, as in 101（一（1）班）.
	wrapped = regexp.MustCompile(`^（([^（）]*(?:（[^（）]*）[^（）]*)?)）$`)
	room    = regexp.MustCompile(`^([A-Za-z]?\d{3,4})(?:室|教室|房)?(?:[ ,，\-]+|$|（)`)
)

// ReadPlace reads a place in free text: 教学楼301 三(1)班, 综合楼3楼多媒体教室, 三(1)班.
func ReadPlace(text string) (Place, error) {
	rest := ClassName(text)
	var p Place
	take := func(pattern *regexp.Regexp) string {
		m := pattern.FindStringSubmatch(rest)
		if m == nil {
			return ""
		}
		rest = strings.TrimLeft(rest[len(strings.TrimSuffix(m[0], "（")):], " ,，-")
		return strings.TrimSpace(firstOf(m[1:]...))
	}
	p.Building = take(building)
	if f := take(floor); f != "" {
		p.Floor = f + "楼"
	}
	p.Room = take(room)
	p.Class = strings.TrimSpace(rest)
	if inner := wrapped.FindStringSubmatch(p.Class); inner != nil {
		p.Class = inner[1]
	}
	if p.Name() == "" {
		return Place{}, unclear("看不出是哪间教室，请写明班级或房间号，如 教学楼301 三（1）班")
	}
	return p, nil
}

// ClassName writes the name of a class or room in the one way that two ledgers may share: half-width letters and
// digits, full-width brackets, no space beside Chinese or brackets. 三 (1) 班 and 三（1）班 are one class.
func ClassName(text string) string {
	t := strings.Join(strings.Fields(brackets.Replace(halfWidth(text))), " ")
	return classSpace.ReplaceAllString(bracket.ReplaceAllString(t, "$1"), "$1$2")
}

var (
	brackets   = strings.NewReplacer("(", "（", ")", "）", "[", "（", "]", "）", "【", "（", "】", "）", "〔", "（", "〕", "）")
	bracket    = regexp.MustCompile(` *([（）]) *`)
	classSpace = regexp.MustCompile(`([一二三四五六七八九十级\d）]) (班)`)
)

func halfWidth(text string) string { return width.Fold.String(text) }
