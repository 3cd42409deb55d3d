package audit

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"banbantong/models"
	"banbantong/services/access"
)

// FieldChange is one field of an audited change in words; "" is what there was not.
type FieldChange struct {
	Field, Before, After string
}

// Changes says field by field what the entry changed: where there was nothing before, all that was written; a field
// that stayed as it was is left out. What has no word is shown under its code, so that nothing is hidden.
func (r Row) Changes() []FieldChange {
	before, after := inLines(r.Subject, r.BeforeState), inLines(r.Subject, r.AfterState)
	var changes []FieldChange
	for _, l := range before {
		if now := after.of(l.title); now != l.value {
			changes = append(changes, FieldChange{l.title, l.value, now})
		}
	}
	for _, l := range after {
		if l.value != "" && before.of(l.title) == "" {
			changes = append(changes, FieldChange{l.title, "", l.value})
		}
	}
	slices.SortStableFunc(changes, func(a, b FieldChange) int { return rank(a.Field) - rank(b.Field) })
	return changes
}

// line is one recorded value.
type line struct{ title, value string }

type lines []line

func (l lines) of(title string) string {
	i := slices.IndexFunc(l, func(l line) bool { return l.title == title })
	if i < 0 {
		return ""
	}
	return l[i].value
}

// inLines reads a recorded state of a subject. What is no object, or no JSON at all, is one line.
func inLines(subject, state string) lines {
	if state == "" {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(state))
	decoder.UseNumber()
	var recorded any
	if decoder.Decode(&recorded) != nil {
		return lines{{"内容", state}}
	}
	r := reader{subject: subject}
	r.walk(recorded, "")
	return r.found
}

// reader puts a recorded state of a subject into words.
type reader struct {
	subject string
	found   lines
}

func (r *reader) add(path, value string) { r.found = append(r.found, line{titleOf(path), value}) }

func (r *reader) walk(value any, path string) {
	switch v := value.(type) {
	case map[string]any:
		if isSoftware(path) {
			r.add(path, software(v))
			return
		}
		if said, is := together[path]; is {
			r.add(path, said(v))
			return
		}
		for _, key := range sortedKeys(v) {
			if key != "sources" { // where facts come from is on the device's page
				r.walk(v[key], strings.TrimPrefix(path+"."+snake(key), "."))
			}
		}
	case []any:
		if path == "specs.ports" {
			for _, port := range v {
				p, _ := port.(map[string]any)
				r.add(fmt.Sprintf("specs.ports.%v.%v", p["kind"], p["direction"]), fmt.Sprintf("%v 个", p["count"]))
			}
			return
		}
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = r.element(path, item)
		}
		r.add(path, strings.Join(texts, "、"))
	case nil:
		if path == "classroom_id" {
			r.add(path, "学校库房")
		}
	default:
		r.add(path, r.element(path, v))
	}
}

// together are the objects that are told in one line.
var together = map[string]func(map[string]any) string{
	"explanations": func(v map[string]any) string {
		var texts []string
		for _, key := range sortedKeys(v) {
			texts = append(texts, fmt.Sprint(v[key]))
		}
		return strings.Join(texts, "；")
	},
	"query": func(v map[string]any) string { // of a program, and told only as far as it narrows anything
		maps.DeleteFunc(v, func(_ string, value any) bool {
			return slices.Contains([]any{nil, "", false, json.Number("0")}, value)
		})
		raw, err := json.Marshal(v)
		if err != nil || len(v) == 0 {
			return ""
		}
		return string(raw)
	},
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// snake reads the names of Go fields, which entries of older versions have, like those of JSON: "GBCode" is "gb_code".
func snake(key string) string {
	var out strings.Builder
	for i, r := range key {
		upper := r >= 'A' && r <= 'Z'
		if upper && i > 0 && (isLower(key[i-1]) || i+1 < len(key) && isLower(key[i+1]) && key[i-1] != '_') {
			out.WriteByte('_')
		}
		if upper {
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

func (r *reader) element(path string, value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "是"
		}
		return "否"
	case string:
		return r.text(path, v)
	case json.Number:
		return number(path, v)
	case map[string]any:
		if path == "specs.host.disks" {
			return disk(v)
		}
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(raw)
}

func (r *reader) text(path, value string) string {
	label, known := codesOf[r.subject][path]
	if !known {
		label, known = codes[path]
	}
	if known {
		return label(value)
	}
	if path == "grants" {
		return grant(value)
	}
	if strings.HasSuffix(path, "_at") {
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return models.MinuteOf(at)
		}
	}
	return value
}

// grant is "teacher@113 信丰县第一小学" as "教师（信丰县第一小学）".
func grant(value string) string {
	role, place, found := strings.Cut(value, "@")
	info, ok := access.InfoOf(models.Role(role))
	if !found || !ok {
		return value
	}
	id, name, named := strings.Cut(place, " ")
	if !named {
		name = id + " 号单位"
	}
	return info.Label + "（" + name + "）"
}

func number(path string, value json.Number) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	n, err := value.Float64()
	if err != nil {
		return value.String()
	}
	switch {
	case last == "import" || strings.HasSuffix(last, "_id"):
		return value.String() + " 号"
	case last == "price_cents" || last == "budget_cents":
		return strconv.FormatFloat(n/100, 'f', 2, 64) + " 元"
	case strings.HasSuffix(last, "_mib"):
		return short(n/1024) + " GB"
	case strings.HasSuffix(last, "_mhz"):
		return short(n/1000) + " GHz"
	case last == "system_free_bytes":
		return strconv.FormatFloat(n/(1<<30), 'f', 2, 64) + " GB"
	}
	return value.String() + units[last[strings.LastIndexByte(last, '_')+1:]]
}

func short(n float64) string { return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64) }

func disk(d map[string]any) string {
	size := ""
	if n, ok := d["size_mb"].(json.Number); ok {
		if mb, err := n.Float64(); err == nil {
			size = strconv.FormatFloat(math.Round(mb/1000), 'f', -1, 64) + " GB"
		}
	}
	kind := map[any]string{"ssd": "固态", "hdd": "机械"}[d["kind"]]
	return strings.TrimSpace(size + " " + kind)
}

func isSoftware(path string) bool { return strings.HasPrefix(path, "specs.software.") }

func software(item map[string]any) string {
	if item["present"] == false {
		return "未安装"
	}
	name, _ := item["name"].(string)
	if name == "" {
		name = "已安装"
	}
	switch item["licensed"] {
	case true:
		return name + "（正版）"
	case false:
		return name + "（非正版）"
	}
	return name
}
