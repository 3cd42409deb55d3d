// Package report owns the official forms: what they say of a school, and how a stream of schools becomes the workbook
// that a bureau prints and signs. It is pure: the schools may come from the database as it stands (services/statistics)
// or from what was frozen at a submission, and the same schools under the same header give the same cells. Who may see
// which schools is settled before they come here.
package report

import (
	"fmt"
	"iter"
	"time"

	"banbantong/models"
	"banbantong/services/standard"
)

// Schools is a stream of schools in the order of the tree; an error ends it.
type Schools = iter.Seq2[School, error]

// Header is what the forms say besides the schools. Like School it can be kept as JSON, which only ever grows.
type Header struct {
	Place    string                  `json:"place"`            // 填报单位
	Kind     models.OrganisationKind `json:"kind"`             // of the place, "" where it is several
	Scope    string                  `json:"scope"`            // which schools count, in words
	Term     string                  `json:"term"`             // 2026年秋季学期
	CutOff   time.Time               `json:"cut_off"`          // the figures are those of this moment
	Past     models.Date             `json:"past,omitempty"`   // a past day of which there are counts and no details; "" otherwise
	FilledOn time.Time               `json:"filled_on"`        // 填报日期
	Filler   string                  `json:"filler"`           // 填报人
	Tables   []models.ReportTable    `json:"tables,omitempty"` // that are asked for; all of them if none is named
	Notes    []string                `json:"notes,omitempty"`  // remarks that stand under every table
	Standard Standard                `json:"standard"`
	Children []Child                 `json:"children"` // the rows of 汇总表, in the order of the tree
}

// Child is an organisation that has a row of its own: it stands for the schools at and below it that come, except for
// those of a Child deeper in the tree.
type Child struct {
	Place
	Missing string `json:"missing,omitempty"` // why it has no figures, such as 未报; "" where it has
}

// Place is an organisation at that moment.
type Place struct {
	ID   uint                    `json:"id"`
	Path string                  `json:"path"`
	Kind models.OrganisationKind `json:"kind"`
	Name string                  `json:"name"`
}

// Standard is what the forms quote of a standard.
type Standard struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Notice   string      `json:"notice"`
	Readings []Reading   `json:"readings"`
	Criteria []Criterion `json:"criteria"` // in the order of the notice
}

// Reading is a choice of the standard as 指标说明 shows it.
type Reading struct {
	Question string `json:"question"`
	Chosen   string `json:"chosen"`
	Changed  bool   `json:"changed,omitempty"` // not as the standard came
}

// Criterion is one demand as the forms quote it.
type Criterion struct {
	ID       string           `json:"id"`
	Tier     standard.Tier    `json:"tier"`
	Group    standard.Group   `json:"group"`
	Subject  standard.Subject `json:"subject"`
	Title    string           `json:"title"`
	Required string           `json:"required"`
	Clause   string           `json:"clause"`
	Failure  string           `json:"failure"`
}

// Quote takes from a standard what the forms say of it, and of criteria that only places below ask beyond it.
func Quote(std *standard.Standard, beyond ...standard.Criterion) Standard {
	q := Standard{ID: std.ID, Name: std.Name, Notice: std.Notice}
	for _, r := range std.Readings() {
		q.Readings = append(q.Readings, Reading{r.Question, r.ChosenText(), r.Chosen != r.Default})
	}
	for _, c := range append(std.Criteria(), beyond...) {
		q.Criteria = append(q.Criteria, Criterion{ID: c.ID, Tier: c.Tier, Group: c.Group, Subject: c.Subject, Title: c.Title,
			Required: c.Required, Clause: c.Clause, Failure: c.Failure})
	}
	return q
}

// byID is the criteria by their ids.
func (s Standard) byID() map[string]Criterion {
	all := make(map[string]Criterion, len(s.Criteria))
	for _, c := range s.Criteria {
		all[c.ID] = c
	}
	return all
}

// Term names the school term of a day: the autumn term runs from September to January.
func Term(day time.Time) string {
	if month := day.In(models.ChinaTime).Month(); month >= time.September || month == time.January {
		return AutumnTerm(day)
	}
	return SpringTerm(day)
}

// AutumnTerm names the autumn term that figures of a day are collected for: from June on the one that comes, until then
// the one that is over.
func AutumnTerm(day time.Time) string {
	day = day.In(models.ChinaTime)
	year := day.Year()
	if day.Month() < time.June {
		year--
	}
	return fmt.Sprintf("%d年秋季学期", year)
}

// SpringTerm names the spring term that figures of a day are collected for: in December already the one that comes.
func SpringTerm(day time.Time) string {
	day = day.In(models.ChinaTime)
	year := day.Year()
	if day.Month() == time.December {
		year++
	}
	return fmt.Sprintf("%d年春季学期", year)
}
