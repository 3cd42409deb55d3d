// Package catalogue owns what can be known of a processor from its model alone: cores, threads, clocks and whether a
// display adapter is built in. The data file holds the processors that schools have bought since about 2010. It leaves
// to others what a verdict makes of the figures, and how the model was found in a ledger's cell.
package catalogue

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"banbantong/models"
)

// Processor is one model as its maker rates it.
type Processor struct {
	Model              string // "i5-8400", "Celeron J1900", "Ryzen 5 3400G"
	Cores, Threads     int
	BaseMHz            int // 0: the maker publishes no single base clock (N100, i5-1135G7)
	TurboMHz           int // 0: the model has no turbo
	IntegratedGraphics bool
}

// Catalogue finds processors by the many ways in which people and programs write their models.
type Catalogue struct {
	processors []Processor
	byKey      map[string]Processor
}

//go:embed processors.csv
var processors string

// Default is the catalogue that comes with the program, read once.
var Default = sync.OnceValue(func() *Catalogue {
	c, err := read(processors)
	if err != nil {
		panic("catalogue: processors.csv: " + err.Error()) // the file is part of the program
	}
	return c
})

// Processors lists the whole catalogue in the order of its data file.
func (c *Catalogue) Processors() []Processor { return c.processors }

// Fact is one that a processor's model tells of a host, by its name in models.Specs.
type Fact struct {
	Name   string
	To     **int
	Figure int
}

// Facts are the figures of a host that the processor tells, those that its maker does not publish left out.
func (p Processor) Facts(h *models.HostSpecs) []Fact {
	return slices.DeleteFunc([]Fact{{"host.cpu_cores", &h.CPUCores, p.Cores}, {"host.cpu_threads", &h.CPUThreads, p.Threads},
		{"host.cpu_base_mhz", &h.CPUBaseMHz, p.BaseMHz}, {"host.cpu_turbo_mhz", &h.CPUTurboMHz, p.TurboMHz}},
		func(f Fact) bool { return f.Figure == 0 })
}

// Fill completes a host with what its processor tells and nobody has said. It names the facts that it added.
func (p Processor) Fill(h *models.HostSpecs) (added []string) {
	for _, f := range p.Facts(h) {
		if *f.To == nil {
			*f.To = new(f.Figure)
			added = append(added, f.Name)
		}
	}
	if h.GPU == "" && p.IntegratedGraphics {
		h.GPU = models.GPUIntegrated
		added = append(added, "host.gpu")
	}
	return added
}

// longestKey is the greatest number of words that a key is made of: "athlon", "ii", "x2", "250".
const longestKey = 5

// Lookup finds the processor that a text names, such as "Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz", "酷睿i5 8400" or
// "R5 3400G". A family without a model number ("i5", "八代i5") names none.
func (c *Catalogue) Lookup(text string) (Processor, bool) {
	words := split(text)
	for n := min(longestKey, len(words)); n > 0; n-- { // the longest first: i5-8400 T is not an i5-8400
		for i := 0; i+n <= len(words); i++ {
			if p, ok := c.byKey[strings.Join(words[i:i+n], "")]; ok {
				return p, true
			}
		}
	}
	return Processor{}, false
}

// brands are written in Chinese as often as in Latin letters.
var brands = strings.NewReplacer("锐龙", " ryzen ", "速龙", " athlon ", "羿龙", " phenom ", "奔腾", " pentium ", "赛扬", " celeron ",
	"酷睿", " ", "兆芯", " zhaoxin ", "开先", " ", "龙芯", " loongson ", "飞腾", " phytium ", "海光", " hygon ")

// filler are words that some write inside a model's name and others leave out.
var filler = map[string]bool{"intel": true, "amd": true, "core": true, "r": true, "tm": true, "cpu": true, "ii": true, "c86": true, "processor": true}

// split gives the runs of Latin letters and digits in the text, in lower case and without filler.
func split(text string) []string {
	words := strings.FieldsFunc(brands.Replace(strings.ToLower(width.Fold.String(text))), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	kept := words[:0]
	for _, w := range words {
		if !filler[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

// keys are the ways to write a model, each as its words run together.
func keys(model string) []string {
	words := split(model)
	all := []string{strings.Join(words, "")}
	switch words[0] {
	case "ryzen": // R5 3400G
		all = append(all, "r"+strings.Join(words[1:], ""))
	case "pentium", "celeron", "athlon", "zhaoxin", "loongson", "phytium", "hygon": // G4560 says enough, 8505 does not
		if bare := strings.Join(words[1:], ""); strings.ContainsAny(bare, "abcdefghijklmnopqrstuvwxyz") {
			all = append(all, bare)
		}
	}
	if strings.HasPrefix(model, "Core 2 ") { // E7500
		all = append(all, words[len(words)-1])
	}
	return all
}

func read(data string) (*Catalogue, error) {
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	c := &Catalogue{byKey: make(map[string]Processor, 2*len(rows))}
	for _, row := range rows[1:] {
		p := Processor{Model: row[0], IntegratedGraphics: row[5] == "yes"}
		for i, number := range []*int{&p.Cores, &p.Threads, &p.BaseMHz, &p.TurboMHz} {
			if row[i+1] == "" {
				continue
			}
			if *number, err = strconv.Atoi(row[i+1]); err != nil {
				return nil, fmt.Errorf("%s: %w", p.Model, err)
			}
		}
		for _, key := range keys(p.Model) {
			if other, taken := c.byKey[key]; taken {
				return nil, fmt.Errorf("%q means both %s and %s", key, other.Model, p.Model)
			}
			c.byKey[key] = p
		}
		c.processors = append(c.processors, p)
	}
	return c, nil
}
