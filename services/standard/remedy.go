package standard

import (
	"cmp"
	"container/heap"
	"math/bits"
	"slices"

	"banbantong/models"
)

// Damage says whether a device works. Verdicts do not ask; a remedy mends it all the same.
type Damage uint8

const (
	Sound  Damage = iota
	Broken        // can be repaired
	Scrap         // waits for disposal: it leaves the room at no cost, and something else has to do its work
)

// Terms say what a remedy aims at and what measures cost.
type Terms struct {
	Prices map[string]int64 // in cents by measure; one without a price is not offered
	Groups []Group          // whose criteria are to be met beside those of the hardware
}

// Remedy is the cheapest set of measures after which no device of a room is damaged and no deciding criterion fails.
type Remedy struct {
	Needs      []Need
	Cents      int64
	Released   []uint // the devices that leave the room, which may still do elsewhere
	Unverified Set    // criteria that decide and whose facts are missing before and after: to be looked up, not bought
	After      Judgement
}

// Need is one measure of a remedy.
type Need struct {
	Measure  Measure
	Count    int
	Criteria []Criterion // that it mends
	Devices  []uint      // that it repairs
}

// Remedy finds the cheapest remedy for a room as the evaluator itself judges the room afterwards. ok is false if
// nothing that has a price helps. New equipment is held to 标准配置, and makes the set a new one; so a new screen may
// ask for a camera. A fact that was unknown before may stay so.
//
// The search goes through sets of measures by rising cost. A set that leaves something wrong is tried with each of the
// measures that could mend it, so the first set that leaves nothing wrong is the cheapest of all.
func (e *Evaluator) Remedy(room *Room, terms Terms) (r Remedy, ok bool) {
	s := e.newSearch(room, terms)
	seen := map[steps]bool{0: true}
	for queue := (frontier{{}}); len(queue) > 0; {
		at := heap.Pop(&queue).(priced)
		after := s.after(at.steps)
		j, _ := e.Room(&after)
		options, fine := s.wrong(at.steps, &after, j)
		if fine {
			return s.remedy(at, &after, j), true
		}
		for option := range options.each() {
			next := priced{at.steps | 1<<option, at.cents + s.steps[option].cents}
			if !seen[next.steps] {
				seen[next.steps] = true
				heap.Push(&queue, next)
			}
		}
	}
	return Remedy{}, false
}

// step is a measure that may be taken in this room. Repairs are one step for each component.
type step struct {
	Measure
	cents   int64
	repairs Subject
	devices []uint
}

// steps is a set of steps by their places.
type steps uint64

func (s steps) each() func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for rest := uint64(s); rest != 0 && yield(bits.TrailingZeros64(rest)); rest &= rest - 1 {
		}
	}
}

// search is the search for the remedy of one room.
type search struct {
	standard *Standard
	room     *Room
	host     int // index of the device that stands for the host, which memory and disks go into
	steps    []step
	among    Set // criteria that are to be met
	before   Judgement
}

func (e *Evaluator) newSearch(room *Room, terms Terms) *search {
	s := &search{standard: e.standard, room: room, host: -1, among: e.standard.masks.hardware}
	for _, g := range terms.Groups {
		s.among |= e.standard.Of(g)
	}
	s.before, _ = e.Room(room)
	for place, component := range components {
		if component == SubjectHost {
			s.host = e.best[place].index
		}
	}
	for _, m := range measures {
		price, offered := terms.Prices[m.ID]
		switch {
		case !offered:
		case m.ID == measureRepair:
			s.addRepairs(m, price)
		default:
			s.steps = append(s.steps, step{Measure: m, cents: price})
		}
	}
	return s
}

func (s *search) addRepairs(m Measure, price int64) {
	first := len(s.steps)
	for _, d := range s.room.Devices {
		if d.Damage != Broken {
			continue
		}
		i := slices.IndexFunc(s.steps[first:], func(other step) bool { return other.repairs == d.part() })
		if i < 0 {
			i = len(s.steps) - first
			s.steps = append(s.steps, step{Measure: m, repairs: d.part()})
		}
		of := &s.steps[first+i]
		of.cents, of.devices = of.cents+price, append(of.devices, d.ID)
	}
}

// part is the component that the device is first of all, "" for what is none of a suite's.
func (d *Device) part() Subject {
	switch d.Category {
	case models.CategoryHost:
		return SubjectHost
	case models.CategoryPanel, models.CategoryScreen:
		return SubjectDisplay
	case models.CategoryCamera:
		return SubjectCamera
	case models.CategoryAudio:
		return SubjectAudio
	}
	return ""
}

// wrong finds something that is wrong with the room after the steps, and the steps of which one must be added to mend
// it. Every set of steps that brings the room in order and holds these holds one of the options.
func (s *search) wrong(taken steps, after *Room, j Judgement) (options steps, fine bool) {
	if s.takes(taken, measureOPS) && !slices.ContainsFunc(after.Devices, func(d Device) bool { return d.Category == models.CategoryPanel }) {
		return s.stepsWhere(func(p *step) bool { return p.renews(SubjectDisplay) }), false // nothing to plug it into
	}
	for i := range after.Devices {
		if d := &after.Devices[i]; d.Damage == Broken {
			return s.stepsWhere(func(p *step) bool {
				return p.repairs == d.part() && slices.Contains(p.devices, d.ID) || p.renews(d.part())
			}), false
		}
	}
	unmet := j.Judged & s.among & (j.Fails | j.Unknowns&^(s.before.Unknowns&s.before.Judged))
	for bit := range unmet.Bits() {
		c, _ := s.standard.Criterion(s.standard.IDAt(bit))
		return s.stepsWhere(func(p *step) bool { return p.Mends(&c) }), false
	}
	return 0, true
}

func (s *search) takes(taken steps, measure string) bool {
	for i := range taken.each() {
		if s.steps[i].ID == measure {
			return true
		}
	}
	return false
}

func (s *search) stepsWhere(is func(*step) bool) (found steps) {
	for i := range s.steps {
		if is(&s.steps[i]) {
			found |= 1 << i
		}
	}
	return found
}

// remedy puts what was found into the terms of the caller.
func (s *search) remedy(at priced, after *Room, j Judgement) Remedy {
	r := Remedy{Cents: at.cents, After: j, Unverified: j.Unknowns & j.Judged & s.among}
	for i := range s.room.Devices {
		d := &s.room.Devices[i]
		if !slices.ContainsFunc(after.Devices, func(left Device) bool { return left.ID == d.ID }) {
			r.Released = append(r.Released, d.ID)
		}
	}
	for i := range at.steps.each() {
		p := &s.steps[i]
		last := len(r.Needs) - 1
		if last >= 0 && r.Needs[last].Measure.ID == p.ID { // repairs of another component
			r.Needs[last].Count += len(p.devices)
			r.Needs[last].Devices = append(r.Needs[last].Devices, p.devices...)
			continue
		}
		r.Needs = append(r.Needs, Need{Measure: p.Measure, Count: max(1, len(p.devices)), Devices: p.devices})
	}
	for _, c := range s.standard.criteria {
		if !(s.before.Fails & s.before.Judged & s.among).Has(c.Bit) {
			continue
		}
		if i := slices.IndexFunc(r.Needs, func(n Need) bool { return n.Measure.Mends(&c) }); i >= 0 {
			r.Needs[i].Criteria = append(r.Needs[i].Criteria, c)
		}
	}
	return r
}

// priced is a set of steps and what it costs.
type priced struct {
	steps steps
	cents int64
}

// frontier is a heap, the cheapest first, of equal ones that with fewer steps.
type frontier []priced

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	return cmp.Or(
		cmp.Compare(f[i].cents, f[j].cents),
		cmp.Compare(bits.OnesCount64(uint64(f[i].steps)), bits.OnesCount64(uint64(f[j].steps))),
		cmp.Compare(f[i].steps, f[j].steps),
	) < 0
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(priced)) }
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}
