package standard

import (
	"cmp"

	"banbantong/models"
)

// Device is what the standard looks at of one installed device.
type Device struct {
	ID       uint
	Category models.Category
	Specs    models.Specs
	BoughtOn models.Date // 取得日期
	Damage   Damage      // no verdict asks for it, only a remedy
}

// Room is one classroom with the devices installed in it, whatever their state: 在用, 损坏, 维修中.
type Room struct {
	StudentCount    *int
	OnCampusNetwork *bool
	Network         *models.NetworkFacts
	Devices         []Device
	On              models.Date // the day judged: facts that change with time count only if they are recent then
}

// SchoolFacts is what the standard looks at of a school.
type SchoolFacts struct {
	UplinkMbps         *int // contracted rate to the education network
	ClassInternetMbps  *int // provisioned rate of each classroom
	Classrooms         int
	OnCampusNetwork    int // classrooms known to be on the campus network
	KnownCampusNetwork int // classrooms of which that is known, either way
	TeachingPoint      bool
}

// Judgement is what the standard says of one subject. Fails and Unknowns hold the criteria of both tiers;
// Judged holds those that decide, so a criterion counts against the subject where Fails and Judged both hold it.
type Judgement struct {
	Fails, Unknowns, Judged Set

	Grade         Outcome // hardware, each component by its own date
	StandardGrade Outcome // hardware, all by 标准配置
	MinimumGrade  Outcome // hardware, all by 最低配置
	NetworkGrade  Outcome
	SoftwareGrade Outcome

	MissingDate bool // a component was held to 最低配置 because its date is missing or too vague
}

// Evaluator judges rooms, one after the other. It holds the facts under its rules and must not be shared between
// goroutines; make one for each.
type Evaluator struct {
	standard *Standard
	facts    facts
	rules    map[Subject][]bound

	panels     outputFacts // the sockets of all panels of the room
	best       [len(components)]candidate
	judgements []Judgement

	windows map[string]number      // versions by the name of the system
	dates   map[models.Date]demand // tiers by date of purchase

	// observe is told every answer, while the facts still stand; Explain listens.
	observe  func(r *bound, o Outcome)
	verdicts []Verdict // that Explain told last
	devices  []int     // of each of them
}

// bound is a criterion over the facts of an evaluator.
type bound struct {
	criterion *Criterion
	bit       Set
	verdict   verdict
	shown     []shown
	reading   string // the 口径 that is applied, if the criterion depends on one
}

type demand struct{ isNew, clear bool }

// tally is the outcome of some criteria.
type tally struct{ asked, fails, unknowns Set }

// candidate is a device that may stand for a component of the suite.
type candidate struct {
	tally
	demand
	judged                   Set
	decided, strict, lenient Outcome // by its own date, by 标准配置, by 最低配置
	index                    int     // of the device in the room; -1 if nobody carries the component
	id                       uint
}

// cacheLimit bounds what an evaluator remembers of free text.
const cacheLimit = 10_000

// Evaluator makes an evaluator of this standard.
func (s *Standard) Evaluator() *Evaluator {
	e := &Evaluator{
		standard: s,
		rules:    map[Subject][]bound{},
		windows:  map[string]number{},
		dates:    map[models.Date]demand{},
	}
	e.facts.Undecided = Unknown
	for i := range s.criteria {
		c := &s.criteria[i]
		v, err := c.rule.bind(&e.facts)
		if err != nil {
			panic("standard: a rule that was bound when it was loaded: " + err.Error())
		}
		r := bound{criterion: c, bit: bit(c.Bit), verdict: v}
		for _, m := range c.measured {
			r.shown = append(r.shown, m.of(&e.facts))
		}
		if reading, is := s.Reading(c.Reading); is {
			r.reading = reading.ChosenText()
		}
		e.rules[c.Subject] = append(e.rules[c.Subject], r)
	}
	return e
}

// Room judges a classroom and each device in it. For every component of the suite the device that stands best
// decides, so that a spare old host does not fail a room whose new one passes. The slice is in the order of
// room.Devices and is overwritten by the next call.
func (e *Evaluator) Room(room *Room) (Judgement, []Judgement) {
	e.enter(room)
	e.judgements = e.judgements[:0]
	for i := range room.Devices {
		e.judgements = append(e.judgements, e.device(room, i))
	}
	return e.room(room), e.judgements
}

// School judges the criteria that a school answers for as a whole.
func (e *Evaluator) School(school SchoolFacts) Judgement {
	e.facts.School = schoolFactsOf(school)
	t := e.ask(SubjectSchool)
	return e.judgement(t, t.asked&e.standard.masks.decidesNew, demand{})
}

// enter forgets the last room and takes in what is true of this one as a whole.
func (e *Evaluator) enter(room *Room) {
	for i := range e.best {
		e.best[i] = candidate{index: -1}
	}
	e.panels = outputFacts{WithPanel: Fail}
	e.facts.Class = classFacts{
		Students: count(room.StudentCount), OnCampusNetwork: yes(room.OnCampusNetwork), HasHost: Fail, HasScreen: Fail,
	}
	e.facts.Network = networkFactsOf(room.Network)
	for i := range room.Devices {
		d := &room.Devices[i]
		if d.Category == models.CategoryPanel {
			e.panels = e.panels.plus(outputFactsOf(d.Specs.Ports))
			e.panels.WithPanel = Pass
		}
		if d.carries(SubjectHost) {
			e.facts.Class.HasHost = Pass
		}
		if d.carries(SubjectDisplay) {
			e.facts.Class.HasScreen = Pass
		}
	}
}

// carries says whether the device is, or has in it, this component of a suite. A host, screen, camera or
// amplifier is one even if nothing more is known of it.
func (d *Device) carries(component Subject) bool {
	switch component {
	case SubjectHost, SubjectOutputs:
		return d.Category == models.CategoryHost || d.Category == models.CategoryPanel && d.Specs.Host != nil
	case SubjectDisplay, SubjectInputs:
		return d.Category == models.CategoryPanel || d.Category == models.CategoryScreen
	case SubjectCamera:
		return d.Category == models.CategoryCamera || d.Category == models.CategoryPanel && d.Specs.Camera != nil
	case SubjectAudio:
		return d.Category == models.CategoryAudio ||
			(d.Category == models.CategoryPanel || d.Category == models.CategoryScreen) && d.Specs.Audio != nil
	}
	return false
}

func (e *Evaluator) device(room *Room, index int) Judgement {
	d := &room.Devices[index]
	asks := e.demands(d.BoughtOn)
	decides := e.standard.masks.decides(asks.isNew)
	var all tally
	for place, component := range components {
		if !d.carries(component) {
			continue
		}
		e.look(d, component, room.On)
		t := e.ask(component)
		all = all.plus(t)
		e.propose(place, e.candidate(t, t.asked&decides, asks, index, d.ID))
	}
	return e.judgement(all, all.asked&decides, asks)
}

// look gathers the facts of one component of a device.
func (e *Evaluator) look(d *Device, component Subject, on models.Date) {
	switch component {
	case SubjectHost:
		e.facts.Host = hostFactsOf(&d.Specs, on)
		e.facts.Software = softwareFactsOf(d.Specs.Software, e.windowsVersion)
	case SubjectOutputs:
		e.facts.Outputs = e.panels
		if d.Category != models.CategoryPanel {
			e.facts.Outputs = e.panels.plus(outputFactsOf(d.Specs.Ports))
		}
	case SubjectDisplay:
		e.facts.Display = displayFactsOf(d.Specs.Display, d.Category)
	case SubjectInputs:
		e.facts.Inputs = inputFactsOf(d.Specs.Ports)
	case SubjectCamera:
		e.facts.Camera = cameraFactsOf(d.Specs.Camera, d.Category == models.CategoryCamera)
	case SubjectAudio:
		e.facts.Audio = audioFactsOf(d.Specs.Audio)
	}
}

// room judges the suite by the devices that stand best, and what belongs to the room itself.
func (e *Evaluator) room(room *Room) Judgement {
	own := e.ask(SubjectClassroom)
	all, judged := own, own.asked&e.standard.masks.decidesNew
	missing := false
	for place, component := range components {
		if e.best[place].index < 0 {
			e.absent(place, component)
		}
		c := &e.best[place]
		all, judged = all.plus(c.tally), judged|c.judged
		missing = missing || e.missesDate(c.asked, c.demand)
	}
	j := e.judgement(all, judged, demand{})
	j.MissingDate = missing
	return j
}

// absent judges a camera or audio system that no device of the room is known to have: unknown, and counting if
// the set itself is new. A missing host or screen is a criterion of the classroom instead.
func (e *Evaluator) absent(place int, component Subject) {
	if component != SubjectCamera && component != SubjectAudio {
		return
	}
	nothing := Device{}
	e.look(&nothing, component, "")
	t := e.ask(component)
	e.best[place] = candidate{tally: t, judged: t.asked & e.standard.masks.decides(e.setIsNew()), index: -1}
}

// setIsNew says whether the suite, which its screen or else its host stands for, is held to 标准配置.
func (e *Evaluator) setIsNew() bool {
	for _, stands := range [...]Subject{SubjectDisplay, SubjectHost} {
		for place, component := range components {
			if component == stands && e.best[place].index >= 0 {
				return e.best[place].isNew
			}
		}
	}
	return false
}

// ask puts the facts to every criterion of a subject.
func (e *Evaluator) ask(subject Subject) tally {
	var t tally
	rules := e.rules[subject]
	for i := range rules {
		r := &rules[i]
		o := r.verdict()
		switch o {
		case Fail:
			t.fails |= r.bit
		case Unknown:
			t.unknowns |= r.bit
		}
		if o != NotApplicable {
			t.asked |= r.bit
		}
		if e.observe != nil {
			e.observe(r, o)
		}
	}
	return t
}

func (t tally) plus(other tally) tally {
	return tally{t.asked | other.asked, t.fails | other.fails, t.unknowns | other.unknowns}
}

// grade is the outcome of the criteria that were asked and are among these.
func (t tally) grade(among Set) Outcome {
	switch {
	case t.asked&among == 0:
		return NotApplicable
	case t.fails&among != 0:
		return Fail
	case t.unknowns&among != 0:
		return Unknown
	}
	return Pass
}

func (e *Evaluator) judgement(t tally, judged Set, asks demand) Judgement {
	m := &e.standard.masks
	return Judgement{
		Fails: t.fails, Unknowns: t.unknowns, Judged: judged,
		Grade:         t.grade(judged & m.hardware),
		StandardGrade: t.grade(m.standard & m.hardware),
		MinimumGrade:  t.grade(m.minimum & m.hardware),
		NetworkGrade:  t.grade(m.network),
		SoftwareGrade: t.grade(m.software),
		MissingDate:   e.missesDate(t.asked, asks),
	}
}

// missesDate says whether criteria of a tier were asked of something whose date does not tell the tier.
func (e *Evaluator) missesDate(asked Set, asks demand) bool {
	return !asks.clear && asked&e.standard.masks.tiered != 0
}

func (e *Evaluator) candidate(t tally, judged Set, asks demand, index int, id uint) candidate {
	m := &e.standard.masks
	return candidate{
		tally: t, demand: asks, judged: judged,
		decided: t.grade(judged & m.hardware),
		strict:  t.grade(m.standard & m.hardware),
		lenient: t.grade(m.minimum & m.hardware),
		index:   index, id: id,
	}
}

// propose lets a device stand for its component if it stands better than the one that did.
func (e *Evaluator) propose(place int, c candidate) {
	if old := &e.best[place]; old.index < 0 || c.compare(old) < 0 {
		e.best[place] = c
	}
}

// compare orders candidates, the better one first. Beyond the grades it only serves to make the choice
// independent of the order of the devices.
func (c *candidate) compare(other *candidate) int {
	return cmp.Or(
		cmp.Compare(rank(c.decided), rank(other.decided)),
		cmp.Compare(rank(c.strict), rank(other.strict)),
		cmp.Compare(rank(c.lenient), rank(other.lenient)),
		cmp.Compare(c.fails.Len(), other.fails.Len()),
		cmp.Compare(c.unknowns.Len(), other.unknowns.Len()),
		cmp.Compare(c.fails, other.fails),
		cmp.Compare(c.unknowns, other.unknowns),
		cmp.Compare(c.id, other.id),
	)
}

// rank puts a device of which something was asked and found good before one of which nothing was asked.
func rank(o Outcome) int {
	switch o {
	case Pass:
		return 0
	case NotApplicable:
		return 1
	}
	return int(o)
}

func (m *masks) decides(isNew bool) Set {
	if isNew {
		return m.decidesNew
	}
	return m.decidesOld
}

// AsksStandard says whether a device of the date is held to 标准配置.
func (e *Evaluator) AsksStandard(boughtOn models.Date) bool { return e.demands(boughtOn).isNew }

func (e *Evaluator) demands(boughtOn models.Date) demand {
	d, ok := e.dates[boughtOn]
	if !ok {
		d.isNew, d.clear = e.standard.demands(boughtOn)
		if len(e.dates) < cacheLimit {
			e.dates[boughtOn] = d
		}
	}
	return d
}

func (e *Evaluator) windowsVersion(name string) number {
	v, ok := e.windows[name]
	if !ok {
		v = windowsVersion(name)
		if len(e.windows) < cacheLimit {
			e.windows[name] = v
		}
	}
	return v
}
