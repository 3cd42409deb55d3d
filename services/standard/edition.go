package standard

import (
	"fmt"
	"strings"

	"banbantong/models"
)

// Edition is a version of the standard that a place has put in force.
type Edition struct {
	ID             uint
	OrganisationID uint
	Place          string // 信丰县
	Number         int    // 2: the second that the place has put in force
	Name           string
	Since          models.Date
}

// Label names the edition in a line: 信丰县第2版（2026-12-01起）.
func (e Edition) Label() string {
	return fmt.Sprintf("%s第%d版（%s起）", e.Place, e.Number, e.Since)
}

// Survey is the standard that holds in a place, and what places below it ask beyond.
type Survey struct {
	*Standard
	Editions []Edition   // that made the standard what it is, from the province down
	Below    []Edition   // that places below have put in force
	Beyond   []Criterion // that only places below have
}

// Known are the criteria of the place and of all below it.
func (s Survey) Known() []Criterion { return append(s.Criteria(), s.Beyond...) }

// Lookup finds a criterion among the known ones.
func (s Survey) Lookup(id string) (Criterion, bool) {
	for _, c := range s.Known() {
		if c.ID == id {
			return c, true
		}
	}
	return Criterion{}, false
}

// Basis names the standard in a line, as the foot of a table has it.
func (s Survey) Basis() string {
	parts := []string{s.Notice}
	for _, e := range s.Editions {
		parts = append(parts, e.Label())
	}
	text := strings.Join(parts, "及")
	if len(s.Below) > 0 {
		text += fmt.Sprintf("；其中 %d 个下级单位另有更严的版本，按各自的版本判定", len(s.Below))
	}
	return text
}

// AddedID is the id of a criterion that a place has added: its bit, which no other has.
func AddedID(bit int) string { return fmt.Sprintf("EXT-%d", bit) }

// FreeBit is the first bit that is neither the notice's nor used; ok is false when all are taken.
func (s *Standard) FreeBit(used Set) (bit int, ok bool) {
	for _, c := range s.criteria {
		used = used.Add(c.Bit)
	}
	for n := range maxBit + 1 {
		if !used.Has(n) {
			return n, true
		}
	}
	return 0, false
}
