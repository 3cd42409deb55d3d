package renewal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"banbantong/models"
	"banbantong/services/standard"
)

// offer is a device that works and is not needed where it is.
type offer struct {
	*models.Device
	at       *site
	replaced bool // a plan replaces it
	kind     int  // devices of one kind do the same everywhere
}

// wanting is a classroom that is not in order as it stands.
type wanting struct {
	*models.Classroom
	at        *site
	std       *standard.Standard
	evaluator *standard.Evaluator
	facts     standard.Room // without what waits for disposal
	before    standard.Judgement
	replaces  []uint // what waits for disposal there
}

// fit says what a device does for a classroom.
type fit struct {
	level  level
	mends  standard.Set // criteria that failed and pass with it
	leaves standard.Set // criteria that still fail
	after  standard.Judgement
}

// level is how far a device brings a classroom, the higher the better.
type level int8

const (
	useless    level = iota
	bettered         // a component is in order with it, something else is not
	unverified       // nothing fails any more, and something is not known
	mended           // to standard
)

// exchange is the devices and classrooms of one county.
type exchange struct {
	offers   []*offer
	wants    []*wanting
	examples []*offer // one of each kind
	fits     [][]fit  // by kind and classroom
}

// newExchange looks what every kind of device does in every classroom, as the evaluator of the classroom's own school
// judges it: the device is held to the tier of its own date of purchase, which moving does not change.
func newExchange(offers []*offer, wants []*wanting) (*exchange, error) {
	x := &exchange{offers: offers, wants: wants}
	kinds := map[string]int{}
	for _, o := range offers {
		specs, err := json.Marshal(o.Specs)
		if err != nil {
			return nil, fmt.Errorf("tell kinds of devices apart: %w", err)
		}
		key := fmt.Sprint(o.Category, o.BoughtOn, string(specs))
		kind, known := kinds[key]
		if !known {
			kind = len(x.examples)
			kinds[key] = kind
			x.examples = append(x.examples, o)
		}
		o.kind = kind
	}
	x.fits = make([][]fit, len(x.examples))
	for kind, o := range x.examples {
		x.fits[kind] = make([]fit, len(wants))
		for i, w := range wants {
			x.fits[kind][i] = w.with(o.Device)
		}
	}
	return x, nil
}

// put is the classroom with the device in it.
func (w *wanting) put(d *models.Device) standard.Room {
	room := w.facts
	room.Devices = append(slices.Clone(w.facts.Devices), standard.Device{ID: d.ID, Category: d.Category, Specs: d.Specs, BoughtOn: d.BoughtOn})
	return room
}

func (w *wanting) with(d *models.Device) fit {
	if w.hasNewer(d) {
		return fit{}
	}
	room := w.put(d)
	after, _ := w.evaluator.Room(&room)
	failed := w.before.Fails & w.before.Judged & w.hardware()
	fails := after.Fails & after.Judged & w.hardware()
	f := fit{mends: failed &^ fails, leaves: fails, after: after}
	switch {
	case f.mends == 0 || f.mends&after.Unknowns != 0 || fails&^failed != 0:
	case after.Grade == standard.Pass:
		f.level = mended
	case after.Grade == standard.Unknown:
		f.level = unverified
	case w.inOrder(f):
		f.level = bettered
	}
	return f
}

// hasNewer says whether the classroom has a device of the kind that is held to 标准配置 while this one is not: then this
// one would pass only because less is asked of its age, and the lesson would be worse off with it.
func (w *wanting) hasNewer(d *models.Device) bool {
	part := partName(d.Category)
	return !w.evaluator.AsksStandard(d.BoughtOn) && slices.ContainsFunc(w.facts.Devices, func(other standard.Device) bool {
		return partName(other.Category) == part && w.evaluator.AsksStandard(other.BoughtOn)
	})
}

func (w *wanting) hardware() standard.Set { return w.std.Of(standard.GroupHardware) }

// inOrder says whether nothing is left that fails of the components that the device mends. What a classroom must have
// at all is no component: one thing that was missing may come without the other.
func (w *wanting) inOrder(f fit) bool {
	touched := map[standard.Subject]bool{}
	for _, c := range w.std.Criteria() {
		if f.mends.Has(c.Bit) && c.Subject != standard.SubjectClassroom {
			touched[c.Subject] = true
		}
	}
	return !slices.ContainsFunc(w.std.Criteria(), func(c standard.Criterion) bool { return f.leaves.Has(c.Bit) && touched[c.Subject] })
}

// fitOf is what the device does in the classroom; nothing where it already is.
func (x *exchange) fitOf(o *offer, room int) fit {
	w := x.wants[room]
	if o.ClassroomID != nil && *o.ClassroomID == w.ID && o.Installed() {
		return fit{}
	}
	return x.fits[o.kind][room]
}

// The distances of a move, the shorter the better.
const (
	sameSchool = iota
	sameTownship
	sameCounty
)

// distance is between the schools: a township's are those of one 中心校, which stands right below the county.
func distance(from, to *site) int {
	townshipOf := func(path string) string {
		return path[:min(len(path), (countyDepth+1)*models.ChildPathLength(""))]
	}
	switch {
	case from == to:
		return sameSchool
	case townshipOf(from.Path) == townshipOf(to.Path):
		return sameTownship
	}
	return sameCounty
}

// match gives as many classrooms as possible what brings them to standard, each at most one device and each device to
// at most one. Of the ways to do that it takes one with most classrooms in which nothing fails any more, then with most
// that are better, then with the shortest moves. It returns the classroom of each device, -1 for one that is left over.
func (x *exchange) match() []int {
	given := make([]int, len(x.offers))
	for i := range given {
		given[i] = -1
	}
	for _, part := range x.parts() {
		n := int64(min(len(part.offers), len(part.wants)))
		better := sameCounty*n + 1 // one more classroom is worth more than any distances
		worths := [...]int64{useless: 0, bettered: better, unverified: better * (n + 1), mended: better * (n + 1) * (n + 1)}
		table := make([]int64, len(part.offers)*len(part.wants))
		for i, o := range part.offers {
			for j, room := range part.wants {
				if l := x.fitOf(x.offers[o], room).level; l > useless {
					table[i*len(part.wants)+j] = worths[l] - int64(distance(x.offers[o].at, x.wants[room].at))
				}
			}
		}
		for i, j := range assign(len(part.offers), len(part.wants), func(i, j int) int64 { return table[i*len(part.wants)+j] }) {
			if j >= 0 {
				given[part.offers[i]] = part.wants[j]
			}
		}
	}
	return given
}

// part is devices and classrooms that have nothing to do with the others.
type part struct{ offers, wants []int }

// parts takes apart what does not hang together, since the work grows with the cube of a part. Devices and classrooms
// that fit nothing are in none.
func (x *exchange) parts() []part {
	root := make([]int, len(x.offers)+len(x.wants))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	wanted := make([]bool, len(root))
	for i, o := range x.offers {
		for room := range x.wants {
			if x.fitOf(o, room).level > useless {
				at := len(x.offers) + room
				wanted[i], wanted[at] = true, true
				root[find(i)] = find(at)
			}
		}
	}
	byRoot := map[int]*part{}
	for i, fits := range wanted {
		if !fits {
			continue
		}
		p := byRoot[find(i)]
		if p == nil {
			p = &part{}
			byRoot[find(i)] = p
		}
		if i < len(x.offers) {
			p.offers = append(p.offers, i)
		} else {
			p.wants = append(p.wants, i-len(x.offers))
		}
	}
	parts := make([]part, 0, len(byRoot))
	for _, p := range byRoot {
		parts = append(parts, *p)
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.offers[0], b.offers[0]) })
	return parts
}

// partName is the component that a device of the category does the work of, "" for what the standard does not ask for.
func partName(c models.Category) string {
	switch c {
	case models.CategoryHost:
		return "主机"
	case models.CategoryPanel, models.CategoryScreen:
		return "屏幕"
	case models.CategoryCamera:
		return "摄像头"
	case models.CategoryAudio:
		return "扩音设备"
	}
	return ""
}

var partSubjects = map[string][]standard.Subject{"主机": {standard.SubjectHost, standard.SubjectOutputs}, "屏幕": {standard.SubjectDisplay, standard.SubjectInputs},
	"摄像头": {standard.SubjectCamera}, "扩音设备": {standard.SubjectAudio}}

// wants says whether the classroom lacks a device like this one, or has one that fails.
func (w *wanting) wants(part string) bool {
	if !slices.ContainsFunc(w.facts.Devices, func(d standard.Device) bool { return partName(d.Category) == part }) && (part == "主机" || part == "屏幕") {
		return true
	}
	failed := w.before.Fails & w.before.Judged & w.hardware()
	return slices.ContainsFunc(w.std.Criteria(), func(c standard.Criterion) bool {
		return failed.Has(c.Bit) && slices.Contains(partSubjects[part], c.Subject)
	})
}

// whyLeft says why nobody gets the device.
func (x *exchange) whyLeft(o *offer) string {
	name := partName(o.Category)
	wanted, useful, newer := 0, 0, 0
	failing := map[string]int{}
	for room, w := range x.wants {
		if x.fitOf(o, room).level > useless {
			useful++
			continue
		}
		if !w.wants(name) {
			continue
		}
		wanted++
		if w.hasNewer(o.Device) {
			newer++
			continue
		}
		facts := w.put(o.Device)
		_, each := w.evaluator.Room(&facts)
		own := each[len(each)-1]
		for _, title := range titles(w.std, own.Fails&own.Judged&w.hardware()) {
			failing[title]++
		}
	}
	switch {
	case useful > 0:
		return fmt.Sprintf("能用它的 %d 间教室都已有别的设备去解决。", useful)
	case wanted == 0:
		return fmt.Sprintf("没有教室缺%s，或因%s不达标。", name, name)
	case newer == wanted:
		return fmt.Sprintf("%d 间教室需要%s，但那里现有的都比它新，换上它只会更差。", wanted, name)
	case len(failing) == 0:
		return fmt.Sprintf("%d 间教室需要%s，但它的参数不全，或那里不达标的原因它解决不了。", wanted, name)
	}
	most := slices.MaxFunc(slices.Sorted(maps.Keys(failing)), func(a, b string) int { return cmp.Compare(failing[a], failing[b]) })
	return fmt.Sprintf("%d 间教室需要%s，它放过去仍不达标：%s（%d 间）。", wanted, name, most, failing[most])
}
