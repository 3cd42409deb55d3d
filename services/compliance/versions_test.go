package compliance

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

const tomorrow models.Date = "2024-10-16"

// two is a province with two counties of one school each, in every one of which a suite meets 标准配置.
type two struct {
	*county
	here, there       models.Organisation
	ours, theirs      models.School
	room              models.Classroom // ours
	admin, other, all access.Actor
}

func newTwo(t *testing.T, db *gorm.DB) two {
	t.Helper()
	c := newCounty(t, db)
	w := two{county: c}
	w.here = c.organisation(models.Organisation{Kind: models.KindCounty, Name: "信丰县", ParentID: &c.root.ID}, c.root.Path)
	w.there = c.organisation(models.Organisation{Kind: models.KindCounty, Name: "于都县", ParentID: &c.root.ID}, c.root.Path)
	w.ours, w.theirs = w.schoolIn(w.here, "信丰一小"), w.schoolIn(w.there, "于都一小")
	w.room = c.room(w.ours, "一（1）班")
	c.suite(w.ours, w.room)
	c.suite(w.theirs, c.room(w.theirs, "一（1）班"))
	c.evaluate()
	w.admin, w.other = c.actor(models.RoleCountyAdmin, w.here), c.actor(models.RoleCountyAdmin, w.there)
	w.all = c.actor(models.RoleProvinceAdmin, c.root)
	return w
}

func (w two) schoolIn(o models.Organisation, name string) models.School {
	w.t.Helper()
	s := w.school(name)
	w.must(w.db.Model(&models.Organisation{}).Where("id = ?", s.ID).Updates(map[string]any{"parent_id": o.ID, "path": models.PathUnder(o.Path, s.ID)}).Error)
	return s
}

func (w two) draft(actor access.Actor, o models.Organisation, a models.Amendments) Choices {
	w.t.Helper()
	v, err := w.CreateDraft(w.t.Context(), actor, o.ID, 0)
	w.must(err)
	v, err = w.ChangeDraft(w.t.Context(), actor, v.ID, v.StandardVersion.Version, Draft{Name: "更严", Document: "信教字〔2024〕1号", Amendments: a})
	w.must(err)
	return v
}

func (w two) enforce(actor access.Actor, v Choices, from models.Date) (Choices, error) {
	return w.Enforce(w.t.Context(), actor, v.ID, v.StandardVersion.Version, from)
}

// more asks for 16 GB where the notice asks for 8.
func more() models.Amendments {
	return models.Amendments{Changed: []models.Amendment{{Criterion: "HW-STD-RAM", Values: map[string]float64{"limit": 16, "visible": 15},
		Required: "内存 ≥ 16 GB", Failure: "内存不足 16 GB。", Mend: "内存加到 16 GB"}}}
}

func discrete() models.Amendments {
	return models.Amendments{Added: []models.Addition{{Tier: "all", Group: "hardware", Subject: "host", Title: "固态硬盘", Clause: "县教体局要求",
		Required: "固态硬盘 ≥ 512 GB", Unit: "GB", Rule: "host.ssd >= 512", Failure: "固态硬盘不足 512 GB。", Mend: "更换固态硬盘"}}}
}

func TestACountyTightensFromADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		draft := w.draft(w.admin, w.here, more())
		if len(draft.Objections) != 0 || len(draft.Differences) != 1 || draft.Differences[0] != (standard.Difference{Criterion: "HW-STD-RAM",
			Title: "内存（标准配置）", Before: "内存 ≥ 8 GB", After: "内存 ≥ 16 GB"}) {
			t.Errorf("draft: %+v %+v", draft.Objections, draft.Differences)
		}
		if draft.Schools != 1 {
			t.Errorf("it is about %d schools", draft.Schools)
		}
		w.tries(w.admin, draft)
		fails := func(s models.School) int {
			_, devices := w.failing(s, "HW-STD-RAM")
			return devices
		}
		if _, found := w.evaluate(); len(found) != 0 {
			t.Errorf("a trial changed something: %+v", found)
		}
		coming, err := w.enforce(w.admin, draft, tomorrow)
		w.must(err)
		if coming.State != VersionComing || coming.Number != 1 || coming.By == "" {
			t.Errorf("decided: %+v", coming.Version)
		}
		for w.runsIfDue() { // whatever was due before
		}
		w.clock = time.Date(2024, 10, 15, 15, 59, 0, 0, time.UTC) // a minute to midnight in China
		if w.runsIfDue() || fails(w.ours) != 0 {
			t.Error("in force before its day")
		}
		w.clock = w.clock.Add(2 * time.Minute)
		if !w.runsIfDue() || fails(w.ours) != 1 || fails(w.theirs) != 0 {
			t.Errorf("on its day: %d and %d fail", fails(w.ours), fails(w.theirs))
		}
		if w.runsIfDue() {
			t.Error("its day begins twice")
		}
		of, err := w.Versions(t.Context(), w.admin, w.here.ID)
		w.must(err)
		if len(of.Versions) != 1 || of.Versions[0].State != VersionInForce || len(of.Versions[0].Differences) != 1 || !of.May {
			t.Errorf("history: %+v", of)
		}

		blank, err := w.CreateDraft(t.Context(), w.admin, w.here.ID, 0)
		w.must(err)
		ended, err := w.enforce(w.admin, blank, tomorrow)
		w.must(err)
		if !w.runsIfDue() || fails(w.ours) != 0 {
			t.Error("the county's version has ended and is still asked for")
		}
		if ended.Number != 2 || len(ended.Differences) != 1 || ended.Differences[0].After != "内存 ≥ 8 GB" {
			t.Errorf("ended: %+v", ended.Version)
		}
	})
}

func TestAVersionInForceJudgesItsOwnSchoolsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		for w.runsIfDue() { // whatever was due before
		}
		_, err := w.enforce(w.admin, w.draft(w.admin, w.here, more()), today)
		w.must(err)
		progress := func(actor access.Actor) Progress {
			p, err := w.Progress(t.Context(), actor)
			w.must(err)
			return p
		}
		for name, c := range map[string]struct {
			actor access.Actor
			place string
		}{"the county": {w.admin, "信丰县"}, "the province": {w.all, "信丰县"}, "the neighbour": {w.other, ""}} {
			if p := progress(c.actor); !p.Running || p.Everywhere || p.Place != c.place {
				t.Errorf("%s is told %+v", name, p)
			}
		}
		if !w.runsIfDue() {
			t.Fatal("nothing is judged")
		}
		if p := progress(w.admin); p.Running || p.Done != 1 || p.Total != 1 || p.Differences == 0 {
			t.Errorf("the county's one school: %+v", p)
		}
		if w.runsIfDue() {
			t.Error("and then once more")
		}

		wish := func(path string) { w.must(db.Transaction(func(tx *gorm.DB) error { return w.ask(tx, path) })) }
		total := func(want int, why string) {
			t.Helper()
			if !w.runsIfDue() || progress(w.all).Total != want {
				t.Errorf("%s: %+v", why, progress(w.all))
			}
		}
		wish(w.there.Path)
		wish(w.here.Path)
		total(4, "two places are judged where they meet")
		wish(w.ours.Organisation.Path)
		w.clock = w.clock.Add(24 * time.Hour)
		total(4, "the night's run answers a wish too")
		wish(w.here.Path)
		if !w.claims() {
			t.Fatal("not due")
		}
		w.clock = w.clock.Add(silence + time.Second)
		total(1, "the run of a dead server goes on for its own place")
	})
}

func TestWhatCannotComeIntoForce(t *testing.T) {
	w := newTwo(t, dbtest.SQLite(t))
	looser := more()
	looser.Changed[0].Values = map[string]float64{"limit": 4}
	wrong := discrete()
	wrong.Added[0].Rule = "host.ssd >= many"
	for _, c := range []struct {
		name string
		a    models.Amendments
		from models.Date
		kind errs.Kind
		says string
	}{
		{"less than above", looser, today, errs.Invalid, "“内存（标准配置）”：要求值不得宽于上级的 8"},
		{"a rule that is wrong", wrong, today, errs.Invalid, "没有名为 many 的"},
		{"a day that has passed", more(), "2024-10-14", errs.Invalid, "今天或以后"},
		{"half a day", more(), "2024-11", errs.Invalid, "今天或以后"},
		{"nothing", models.Amendments{}, today, errs.Conflict, "没有不同"},
		{"a reading that is the province's", models.Amendments{Readings: map[string]string{"std.from_day": "excluded"}}, today, errs.Invalid, "须由省级决定"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.enforce(w.admin, w.draft(w.admin, w.here, c.a), c.from)
			text := ""
			if e, ok := err.(*errs.Error); ok {
				text = e.Detail
				for _, f := range e.Fields {
					text += f.Message
				}
			}
			if !errs.Is(err, c.kind) || !strings.Contains(text, c.says) {
				t.Errorf("%v: %s", err, text)
			}
		})
	}
}

func TestWhoMayDraft(t *testing.T) {
	w := newTwo(t, dbtest.SQLite(t))
	draft := w.draft(w.admin, w.here, more())
	school := w.actor(models.RoleSchoolAdmin, w.organisationOf(w.ours.ID))
	if _, err := w.CreateDraft(t.Context(), school, w.ours.ID, 0); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a school drafts: %v", err)
	}
	if _, err := w.CreateDraft(t.Context(), w.admin, w.ours.ID, 0); !errs.Is(err, errs.Invalid) {
		t.Errorf("a standard for one school: %v", err)
	}
	if _, err := w.CreateDraft(t.Context(), w.admin, w.there.ID, 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("a standard for the neighbour: %v", err)
	}
	for name, ask := range map[string]func(access.Actor) error{
		"read": func(a access.Actor) error { _, err := w.Version(t.Context(), a, draft.ID); return err },
		"change": func(a access.Actor) error {
			_, err := w.ChangeDraft(t.Context(), a, draft.ID, 2, Draft{Name: "x"})
			return err
		},
		"drop":                 func(a access.Actor) error { return w.DropDraft(t.Context(), a, draft.ID, 2) },
		"try":                  func(a access.Actor) error { return w.AskTrial(t.Context(), a, draft.ID, 2) },
		"stop":                 func(a access.Actor) error { return w.StopTrial(t.Context(), a, draft.ID) },
		"look at the trial of": func(a access.Actor) error { _, err := w.Trial(t.Context(), a, draft.ID); return err },
		"list the schools of the trial of": func(a access.Actor) error {
			_, _, err := w.TriedSchools(t.Context(), a, draft.ID, 0, 0, 10)
			return err
		},
		"list the rooms of the trial of": func(a access.Actor) error { _, err := w.TriedRooms(t.Context(), a, draft.ID, w.theirs.ID); return err },
		"decide":                         func(a access.Actor) error { _, err := w.enforce(a, draft, today); return err },
	} {
		if err := ask(w.other); !errs.Is(err, errs.NotFound) {
			t.Errorf("the neighbour may %s a draft: %v", name, err)
		}
	}
	if _, err := w.TriedRooms(t.Context(), w.all, draft.ID, w.theirs.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("tried on the neighbour: %v", err)
	}
	if _, err := w.ChangeDraft(t.Context(), w.admin, draft.ID, 1, Draft{Name: "x"}); !errs.Is(err, errs.Conflict) {
		t.Errorf("a stale change: %v", err)
	}
	decided, err := w.enforce(w.admin, draft, today)
	w.must(err)
	if _, err := w.ChangeDraft(t.Context(), w.admin, decided.ID, decided.StandardVersion.Version, Draft{Name: "x"}); !errs.Is(err, errs.Conflict) {
		t.Errorf("a version in force was changed: %v", err)
	}
	if err := w.DropDraft(t.Context(), w.admin, decided.ID, decided.StandardVersion.Version); !errs.Is(err, errs.Conflict) {
		t.Errorf("a version in force was dropped: %v", err)
	}
	if v, err := w.Version(t.Context(), school, decided.ID); err != nil || v.Editable || len(v.Whole) != 1 {
		t.Errorf("a school reads what holds for it: %+v %v", v.Version, err)
	}
	if _, err := w.Version(t.Context(), w.other, decided.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("the neighbour reads it: %v", err)
	}
}

func (w two) organisationOf(id uint) models.Organisation {
	w.t.Helper()
	var o models.Organisation
	w.must(w.db.First(&o, id).Error)
	return o
}

func TestADecisionIsTakenBackBeforeItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		decided, err := w.enforce(w.all, w.draft(w.all, w.root, more()), tomorrow)
		w.must(err)
		if _, err := w.Switch(t.Context(), w.all, map[string]string{"disk.nominal": "class"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a reading that a coming version would undo: %v", err)
		}
		if _, err := w.enforce(w.all, w.draft(w.all, w.root, discrete()), today); !errs.Is(err, errs.Conflict) {
			t.Errorf("a version that a coming one would undo: %v", err)
		}
		back, err := w.Withdraw(t.Context(), w.all, decided.ID, decided.StandardVersion.Version)
		w.must(err)
		if back.State != VersionDraft || back.ID == decided.ID || back.Number != 0 || !reflect.DeepEqual(back.Amendments, more()) {
			t.Errorf("withdrawn: %+v", back.Version)
		}
		w.clock = w.clock.AddDate(0, 0, 1)
		w.evaluate()
		if _, devices := w.failing(w.ours, "HW-STD-RAM"); devices != 0 {
			t.Error("a withdrawn version holds")
		}
		decided, err = w.enforce(w.all, back, tomorrow)
		w.must(err)
		if _, err := w.Withdraw(t.Context(), w.all, decided.ID, decided.StandardVersion.Version); !errs.Is(err, errs.Conflict) {
			t.Errorf("withdrawn on its day: %v", err)
		}
	})
}

func TestAddedCriteriaAreCountedWhereTheyHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		first, err := w.enforce(w.admin, w.draft(w.admin, w.here, discrete()), today)
		w.must(err)
		second, err := w.enforce(w.other, w.draft(w.other, w.there, discrete()), today)
		w.must(err)
		one, two := first.Amendments.Added[0], second.Amendments.Added[0]
		if one.ID == "" || one.ID == two.ID || one.Bit == two.Bit {
			t.Errorf("numbered %s (%d) and %s (%d)", one.ID, one.Bit, two.ID, two.Bit)
		}
		w.evaluate()
		of := func(actor access.Actor, place uint) (found CriterionStanding) {
			t.Helper()
			all, err := w.Criteria(t.Context(), actor, place)
			w.must(err)
			for _, c := range all {
				if c.ID == one.ID {
					found = c
				}
			}
			return found
		}
		if c := of(w.admin, w.here.ID); c.Beyond || c.Counts == nil || c.Counts.FailedDevices != 1 {
			t.Errorf("in the county: %+v", c)
		}
		if c := of(w.all, w.root.ID); !c.Beyond || c.Counts.FailedDevices != 1 {
			t.Errorf("in the province: %+v", c)
		}
		if c := of(w.other, w.there.ID); c.ID != "" {
			t.Errorf("at the neighbour's: %+v", c)
		}
		copied, err := w.CreateDraft(t.Context(), w.admin, w.here.ID, first.ID)
		w.must(err)
		a := copied.Amendments
		a.Added[0].Required, a.Added[0].Rule, a.Added[0].Bit = "固态硬盘 ≥ 1 TB", "host.ssd >= 1000", 3
		copied, err = w.ChangeDraft(t.Context(), w.admin, copied.ID, 1, Draft{Name: "再严", Amendments: a})
		w.must(err)
		if copied.Amendments.Added[0].Bit != one.Bit {
			t.Errorf("the client chose bit %d", copied.Amendments.Added[0].Bit)
		}
		a.Added[0].ID = two.ID
		if _, err := w.ChangeDraft(t.Context(), w.admin, copied.ID, 2, Draft{Name: "再严", Amendments: a}); !errs.Is(err, errs.Invalid) {
			t.Errorf("another county's criterion: %v", err)
		}
	})
}

func TestARuleIsCheckedAndTried(t *testing.T) {
	w := newTwo(t, dbtest.SQLite(t))
	draft := w.draft(w.admin, w.here, models.Amendments{})
	check := func(actor access.Actor, text string, subject standard.Subject, room uint) (RuleCheck, error) {
		return w.CheckRule(t.Context(), actor, Rule{Text: text, Subject: subject, VersionID: draft.ID, ClassroomID: room})
	}
	wrong, err := check(w.admin, "host.memory >= \nmemory", standard.SubjectHost, w.room.ID)
	w.must(err)
	if wrong.Wrong == nil || wrong.Wrong.Line != 2 || !strings.Contains(wrong.Wrong.Message, "没有名为 memory") || wrong.Tried {
		t.Errorf("wrong: %+v", wrong)
	}
	right, err := check(w.admin, "host.memory >= 16", standard.SubjectHost, w.room.ID)
	w.must(err)
	if right.Wrong != nil || len(right.Facts) != 1 || right.Facts[0].Label != "内存容量" || right.Answer == nil || right.Answer.Outcome != standard.Fail ||
		!strings.Contains(right.Answer.Measured, "8 GB") {
		t.Errorf("right: %+v %+v", right, right.Answer)
	}
	school, err := check(w.admin, "school.uplink >= 500", standard.SubjectSchool, w.room.ID)
	w.must(err)
	if school.Answer == nil || school.Answer.Outcome != standard.Pass {
		t.Errorf("of the school: %+v", school)
	}
	if _, err := check(w.other, "host.memory >= 16", standard.SubjectHost, 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("the neighbour's draft: %v", err)
	}
	theirs := w.storedRoomOf(w.theirs)
	if _, err := check(w.admin, "host.memory >= 16", standard.SubjectHost, theirs); !errs.Is(err, errs.NotFound) {
		t.Errorf("the neighbour's room: %v", err)
	}
}

func (w two) storedRoomOf(s models.School) uint {
	w.t.Helper()
	var r models.Classroom
	w.must(w.db.Where("school_id = ?", s.ID).First(&r).Error)
	return r.ID
}

func TestAStricterReadingHoldsWhereItIsChosen(t *testing.T) {
	w := newTwo(t, dbtest.SQLite(t))
	stricter := models.Amendments{Readings: map[string]string{"display.projector": "excluded"}}
	_, err := w.enforce(w.admin, w.draft(w.admin, w.here, stricter), today)
	w.must(err)
	school := w.actor(models.RoleSchoolAdmin, w.organisationOf(w.ours.ID))
	for name, c := range map[string]struct {
		actor access.Actor
		place uint
		reads string
		basis string
	}{
		"the county":         {w.admin, w.here.ID, "excluded", "赣技教字〔2023〕29号及信丰县第1版（2024-10-15起）"},
		"a school of it":     {school, 0, "excluded", "赣技教字〔2023〕29号及信丰县第1版（2024-10-15起）"},
		"the neighbour":      {w.other, w.there.ID, "image", "赣技教字〔2023〕29号"},
		"the whole province": {w.all, 0, "image", "赣技教字〔2023〕29号；其中 1 个下级单位另有更严的版本，按各自的版本判定"},
	} {
		here, err := w.Here(t.Context(), c.actor, c.place)
		w.must(err)
		if here.Chosen()["display.projector"] != c.reads || here.Basis() != c.basis {
			t.Errorf("%s reads %s by %s", name, here.Chosen()["display.projector"], here.Basis())
		}
	}
	if _, err := w.Here(t.Context(), w.other, w.here.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("the neighbour's standard: %v", err)
	}
}
