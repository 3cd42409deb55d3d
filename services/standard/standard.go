// Package standard owns the notice 赣技教字〔2023〕29号 as data, and the rule that turns facts into verdicts.
//
// A data file says of every criterion what it asks, of whom, and in which clause; the rules stand in it as
// expressions. The package evaluates them and nothing else: it has no database, no clock and no HTTP, so what it
// says of the same facts on the same day never changes. Keeping the verdicts of real devices current is the work of
// services/compliance.
//
// Answers are three-valued. Both tiers are always computed; which one decides is told by Judgement.Judged.
package standard

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"banbantong/models"
)

//go:embed jiangxi-2023-29.yaml
var jiangxi2023 []byte

// Standard is one notice with one choice of readings. It does not change and may be shared.
type Standard struct {
	ID          string
	Name        string
	Notice      string      // 文号
	InForceFrom models.Date // the day of the notice
	StdFrom     models.Date // equipment obtained on or after this day is held to 标准配置

	criteria []Criterion
	readings []Reading
	document *document
	masks    masks
}

// masks are the sets of criteria that the evaluator works with.
type masks struct {
	ids                    [maxBit + 1]string // of the criteria by bit
	subject                map[Subject]Set
	hardware               Set
	network, software      Set
	minimum, standard      Set // by tier, with the criteria for both
	tiered                 Set // the criteria of one tier only
	decidesOld, decidesNew Set
}

// Jiangxi2023 is the standard of 赣技教字〔2023〕29号 with its default readings.
func Jiangxi2023() (*Standard, error) { return Load(jiangxi2023) }

// Load reads a standard's data file. It is strict: whatever it does not understand is an error that says where.
func Load(yaml []byte) (*Standard, error) {
	d, err := parse(yaml)
	if err != nil {
		return nil, fmt.Errorf("读取标准文件：%w", err)
	}
	chosen := map[string]string{}
	for _, r := range d.Readings {
		chosen[r.ID] = r.Default
	}
	s, err := d.standard(chosen)
	if err != nil {
		return nil, fmt.Errorf("读取标准文件：%w", err)
	}
	return s, nil
}

// With is the same standard with some readings chosen otherwise. The others keep the choice they have.
func (s *Standard) With(readings map[string]string) (*Standard, error) {
	chosen := s.Chosen()
	for _, id := range slices.Sorted(maps.Keys(readings)) {
		r, ok := s.Reading(id)
		if !ok {
			return nil, fmt.Errorf("标准中没有口径“%s”", id)
		}
		if !slices.ContainsFunc(r.Alternatives, func(a Alternative) bool { return a.ID == readings[id] }) {
			return nil, fmt.Errorf("口径“%s”没有选项“%s”，可选：%s", id, readings[id], strings.Join(alternativeIDs(r), "、"))
		}
		chosen[id] = readings[id]
	}
	return s.document.standard(chosen)
}

func alternativeIDs(r Reading) []string {
	var ids []string
	for _, a := range r.Alternatives {
		ids = append(ids, a.ID)
	}
	return ids
}

// Chosen is the alternative in force for every reading.
func (s *Standard) Chosen() map[string]string {
	chosen := make(map[string]string, len(s.readings))
	for _, r := range s.readings {
		chosen[r.ID] = r.Chosen
	}
	return chosen
}

// Criteria lists the criteria in the order of the notice.
func (s *Standard) Criteria() []Criterion { return slices.Clone(s.criteria) }

// Readings lists the readings in the order of the data file.
func (s *Standard) Readings() []Reading { return slices.Clone(s.readings) }

// Criterion finds a criterion by its id.
func (s *Standard) Criterion(id string) (Criterion, bool) {
	for _, c := range s.criteria {
		if c.ID == id {
			return c, true
		}
	}
	return Criterion{}, false
}

// IDAt is the id of the criterion with this bit, "" if there is none.
func (s *Standard) IDAt(n int) string {
	if n < 0 || n > maxBit {
		return ""
	}
	return s.masks.ids[n]
}

// Reading finds a reading by its id.
func (s *Standard) Reading(id string) (Reading, bool) {
	for _, r := range s.readings {
		if r.ID == id {
			return r, true
		}
	}
	return Reading{}, false
}

// Of is the set of all criteria of a group.
func (s *Standard) Of(group Group) Set {
	switch group {
	case GroupHardware:
		return s.masks.hardware
	case GroupNetwork:
		return s.masks.network
	case GroupSoftware:
		return s.masks.software
	}
	return 0
}

func masksOf(criteria []Criterion) masks {
	m := masks{subject: map[Subject]Set{}}
	for _, c := range criteria {
		b := bit(c.Bit)
		m.ids[c.Bit] = c.ID
		m.subject[c.Subject] |= b
		switch c.Group {
		case GroupHardware:
			m.hardware |= b
		case GroupNetwork:
			m.network |= b
		case GroupSoftware:
			m.software |= b
		}
		if c.Tier != TierStandard {
			m.minimum |= b
		}
		if c.Tier != TierMinimum {
			m.standard |= b
		}
		if c.Tier != TierAll {
			m.tiered |= b
		}
		if c.Deciding == DecideAlways || c.Deciding == DecideByDate && c.Tier != TierStandard {
			m.decidesOld |= b
		}
		if c.Deciding == DecideAlways || c.Deciding == DecideByDate && c.Tier != TierMinimum {
			m.decidesNew |= b
		}
	}
	return m
}

// demands says which tier the date of a device asks for. clear is false if the date is missing or so vague that
// it may lie on either side of the day; then the device is held to 最低配置.
func (s *Standard) demands(boughtOn models.Date) (isNew, clear bool) {
	if boughtOn == "" || !boughtOn.Valid() {
		return false, false
	}
	if boughtOn.Earliest() >= s.StdFrom {
		return true, true
	}
	return false, boughtOn.Latest() < s.StdFrom
}
