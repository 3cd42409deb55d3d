package submissions

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/workflow"
)

// Batch is how somebody fills in for many schools at once. There are no figures in it.
type Batch struct {
	Schools []OnBehalf
	Zero    bool // schools that have nothing to report make a 零报告
	Note    string
}

// OnBehalf is one of the schools, as the person saw its draft, and what they say of what must be explained in it.
type OnBehalf struct {
	Versioned
	Explanations map[string]string
}

// Outcome says what became of one of many.
type Outcome struct {
	OrganisationID uint
	Name           string
	Problem        string // "" where it was done
}

// Asked is what filling in for a school asks of the person: whether it is a 零报告, and what must be explained.
type Asked struct {
	Unit       Unit
	Submission models.Submission
	Figures    Figures
	Findings   []Finding
	Problem    string // why it cannot be filled in for now
}

// AskToFillIn says of schools at or below an organisation what filling in for them takes.
func (s *Service) AskToFillIn(ctx context.Context, actor access.Actor, periodID, organisationID uint, schools []uint) (all []Asked, err error) {
	if err := actor.Require(access.SubmissionFill); err != nil {
		return nil, err
	}
	err = s.look(ctx, func(tx *gorm.DB) error {
		sc, err := s.open(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		var filings []*filing
		for _, id := range slices.Compact(slices.Sorted(slices.Values(schools))) {
			i, known := sc.tree.find(id)
			if !known {
				return errs.Missing("要代填的学校")
			}
			filings = append(filings, &filing{place: sc.at(i)})
		}
		slices.SortFunc(filings, func(a, b *filing) int { return cmp.Compare(a.Path, b.Path) })
		places := make([]place, len(filings))
		for i, f := range filings {
			places[i] = f.place
		}
		drafts, err := s.drafts(tx, sc, places)
		if err != nil {
			return err
		}
		all = make([]Asked, len(filings))
		for i, f := range filings {
			d := drafts[i]
			all[i] = Asked{Unit: f.Unit, Submission: f.sub, Figures: d.Content.Figures,
				Findings: slices.DeleteFunc(d.Findings, func(f Finding) bool { return !f.Must })}
			if err := cmp.Or(f.decide(actor, f.sub.Version), d.possible(sc.period.CutOffAt)); err != nil {
				all[i].Problem, _ = problem(err)
			}
		}
		return nil
	})
	return all, err
}

// FillIn submits in the name of many schools at or below an organisation. Those below others come first, so that the
// schools above sum them. Each is frozen whole or not at all, and one that cannot be does not keep the others from it.
func (s *Service) FillIn(ctx context.Context, actor access.Actor, periodID, organisationID uint, in Batch) ([]Outcome, error) {
	if err := actor.Require(access.SubmissionFill); err != nil {
		return nil, err
	}
	var err error
	if in.Note, err = workflow.Note(in.Note); err != nil {
		return nil, err
	}
	for _, one := range in.Schools {
		if err := checkExplanations(one.Explanations); err != nil {
			return nil, err
		}
	}
	var outcomes []Outcome
	for wanted := in.Schools; len(wanted) > 0; {
		var filings []*filing
		var sc *scene
		err := s.look(ctx, func(tx *gorm.DB) (err error) {
			if sc, err = s.open(tx, actor, periodID, organisationID); err != nil {
				return err
			}
			var now []OnBehalf
			if now, wanted, err = sc.deepest(wanted); err != nil {
				return err
			}
			var some []Outcome
			filings, some, err = s.prepare(tx, sc, now, in)
			outcomes = append(outcomes, some...)
			return err
		})
		if err != nil {
			return outcomes, err
		}
		if len(filings) == 0 {
			continue
		}
		refused := ""
		if err := s.file(ctx, sc, filings); err != nil { // none of these was frozen, such as because the period is signed now
			why, known := problem(err)
			if !known {
				return outcomes, err
			}
			refused = why
		}
		for _, f := range filings {
			why := refused
			if f.moved != nil {
				why, _ = problem(f.moved)
			}
			outcomes = append(outcomes, Outcome{f.ID, f.Name, why})
		}
	}
	return outcomes, nil
}

// deepest takes those of the schools that stand lowest in the tree, each once; the others are for later.
func (sc *scene) deepest(wanted []OnBehalf) (now, later []OnBehalf, err error) {
	paths := make(map[uint]string, len(sc.tree))
	for _, u := range sc.tree {
		paths[u.ID] = u.Path
	}
	depth := 0
	for _, one := range wanted {
		path, known := paths[one.OrganisationID]
		if !known {
			return nil, nil, errs.Missing("要代填的学校")
		}
		depth = max(depth, models.PathDepth(path))
	}
	seen := map[uint]bool{}
	for _, one := range wanted {
		switch {
		case seen[one.OrganisationID]:
		case models.PathDepth(paths[one.OrganisationID]) < depth:
			later = append(later, one)
		default:
			now = append(now, one)
		}
		seen[one.OrganisationID] = true
	}
	slices.SortFunc(now, func(a, b OnBehalf) int { return cmp.Compare(paths[a.OrganisationID], paths[b.OrganisationID]) })
	return now, later, nil
}

// prepare makes the filings of those schools that can be filled in for now, and says why others cannot, or that they
// are already.
func (s *Service) prepare(tx *gorm.DB, sc *scene, schools []OnBehalf, in Batch) (ready []*filing, settled []Outcome, err error) {
	var filings []*filing
	var places []place
	for _, one := range schools {
		i, _ := sc.tree.find(one.OrganisationID)
		f := &filing{place: sc.at(i), note: in.Note, said: spoken(one.Explanations)}
		again, err := repeated(tx, sc.actor, f.sub, one.Version, ActionSubmit, ActionFillIn)
		if err != nil {
			return nil, nil, err
		}
		if again {
			settled = append(settled, Outcome{OrganisationID: f.ID, Name: f.Name})
			continue
		}
		if err := f.decide(sc.actor, one.Version); err != nil {
			why, _ := problem(err)
			settled = append(settled, Outcome{f.ID, f.Name, why})
			continue
		}
		filings, places = append(filings, f), append(places, f.place)
	}
	drafts, err := s.drafts(tx, sc, places)
	if err != nil {
		return nil, nil, err
	}
	for i, f := range filings {
		f.draft = drafts[i]
		for k := range f.draft.Findings {
			found := &f.draft.Findings[k]
			found.Explanation = cmp.Or(f.said[found.Key], found.Explanation)
		}
		f.zero = in.Zero && f.draft.Content.Figures.Nothing()
		if err := f.draft.ready(f.zero, sc.period.CutOffAt); err != nil {
			why, _ := problem(err)
			settled = append(settled, Outcome{f.ID, f.Name, why})
			continue
		}
		ready = append(ready, f)
	}
	return ready, settled, nil
}
