package submissions

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Versioned names one submission as somebody saw it.
type Versioned struct {
	OrganisationID uint
	Version        int
}

// Accept takes over what some of those right below an organisation have submitted. One that cannot be accepted does not
// keep the others from it.
func (s *Service) Accept(ctx context.Context, actor access.Actor, periodID, organisationID uint, those []Versioned) ([]Outcome, error) {
	if err := actor.Require(access.SubmissionReview); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, 0, len(those))
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		sc, err := s.lock(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		var done []moved
		for _, one := range those {
			i, known := sc.tree.find(one.OrganisationID)
			if !known || !slices.Contains(sc.tree[0].children, i) {
				return errs.Missing("要审核的下级单位")
			}
			p := sc.at(i)
			m, err := s.accept(tx, sc, p, one.Version)
			if err != nil {
				why, known := problem(err)
				if !known {
					return err
				}
				outcomes = append(outcomes, Outcome{p.ID, p.Name, why})
				continue
			}
			outcomes = append(outcomes, Outcome{OrganisationID: p.ID, Name: p.Name})
			if m != nil {
				done = append(done, *m)
			}
		}
		if len(done) == 0 {
			return nil
		}
		return s.record(tx, sc, done)
	})
	return outcomes, err
}

// accept moves one submission; nil if the actor has accepted it already.
func (s *Service) accept(tx *gorm.DB, sc *scene, p place, version int) (*moved, error) {
	if again, err := repeated(tx, sc.actor, p.sub, version, ActionAccept); err != nil || again {
		return nil, err
	}
	m, err := decide(p.sub, p.Name, p.party, ActionAccept, sc.actor)
	if err != nil {
		return nil, err
	}
	if p.sub.Version != version {
		return nil, errs.Stale("“" + p.Name + "”的上报")
	}
	sub := p.sub
	sub.Status = m.To
	return &moved{place: p, move: m, sub: sub}, s.save(tx, &sub)
}

// Return sends a submission back to who made it, with the reason, and with what is wrong row by row where the actor
// likes. It goes back one level only: who gets it back decides whether to return what was reported to them in turn.
func (s *Service) Return(ctx context.Context, actor access.Actor, periodID, organisationID uint, version int, reason string, rows []models.ReturnedRow) (Page, error) {
	if err := actor.Require(access.SubmissionReview); err != nil {
		return Page{}, err
	}
	return s.move(ctx, actor, periodID, organisationID, version, ActionReturn, reason, rows)
}

// Withdraw takes back what was submitted and not yet accepted.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, periodID, organisationID uint, version int, reason string) (Page, error) {
	if err := actor.Require(access.SubmissionFill); err != nil {
		return Page{}, err
	}
	return s.move(ctx, actor, periodID, organisationID, version, ActionWithdraw, reason, nil)
}

// move is every move that freezes nothing: scope, rule, write, history, audit, in one transaction.
func (s *Service) move(ctx context.Context, actor access.Actor, periodID, organisationID uint, version int, a Action, note string, rows []models.ReturnedRow) (Page, error) {
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		sc, err := s.lock(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		p := sc.at(0)
		if again, err := repeated(tx, actor, p.sub, version, a); err != nil || again {
			return err
		}
		m, err := decide(p.sub, p.Name, p.party, a, actor)
		if err != nil {
			return err
		}
		if p.sub.Version != version {
			return errs.Stale("“" + p.Name + "”的上报")
		}
		note, err := m.Note(note)
		if err != nil {
			return err
		}
		if err := label(tx, p, rows); err != nil {
			return err
		}
		sub := p.sub
		sub.Status = m.To
		if err := s.save(tx, &sub); err != nil {
			return err
		}
		return s.record(tx, sc, []moved{{p, m, sub, note, rows}})
	})
	if err != nil {
		return Page{}, err
	}
	return s.Page(ctx, actor, periodID, organisationID)
}

// Explain keeps the remarks and the explanations of a draft. What is not among the explanations any more is forgotten.
func (s *Service) Explain(ctx context.Context, actor access.Actor, periodID, organisationID uint, version int, remarks string, explanations map[string]string) (Page, error) {
	if err := actor.Require(access.SubmissionFill); err != nil {
		return Page{}, err
	}
	remarks = strings.TrimSpace(remarks)
	var check errs.Check
	check.That(len([]rune(remarks)) <= 2000, "remarks", "备注最多 2000 个字。")
	if err := cmp.Or(check.Err(), checkExplanations(explanations)); err != nil {
		return Page{}, err
	}
	said := spoken(explanations)
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		sc, err := s.lock(tx, actor, periodID, organisationID)
		if err != nil {
			return err
		}
		p := sc.at(0)
		if _, err := decide(p.sub, p.Name, p.party, ActionExplain, actor); err != nil {
			return err
		}
		if p.sub.Version != version {
			return errs.Stale("“" + p.Name + "”的上报")
		}
		if p.sub.ID != 0 && p.sub.Remarks == remarks && maps.Equal(p.sub.Explanations, said) {
			return nil
		}
		sub := p.sub
		sub.Remarks, sub.Explanations = remarks, said
		if err := s.save(tx, &sub); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "submission.explained", Subject: "submission", SubjectID: sub.ID,
			OrganisationID: p.ID, Before: map[string]any{"remarks": p.sub.Remarks, "explanations": p.sub.Explanations},
			After: map[string]any{"remarks": sub.Remarks, "explanations": sub.Explanations}})
	})
	if err != nil {
		return Page{}, err
	}
	return s.Page(ctx, actor, periodID, organisationID)
}

func checkExplanations(explanations map[string]string) error {
	var check errs.Check
	check.That(len(explanations) <= 200, "explanations", "说明最多 200 条。")
	for key, text := range explanations {
		check.That(len([]rune(text)) <= 500 && len(key) <= 100, "explanations."+key, "每条说明最多 500 个字。")
	}
	return check.Err()
}

// spoken leaves out what says nothing.
func spoken(explanations map[string]string) map[string]string {
	said := map[string]string{}
	for key, text := range explanations {
		if text = strings.TrimSpace(text); text != "" {
			said[key] = text
		}
	}
	return said
}

// SignPeriod ends a period: its opener signs the sum of everything. From then on nothing in it moves.
func (s *Service) SignPeriod(ctx context.Context, actor access.Actor, id uint, note string) (Period, error) {
	return s.end(ctx, actor, id, ActionSign, note)
}

// ReopenPeriod lets late corrections into a signed period, for a reason.
func (s *Service) ReopenPeriod(ctx context.Context, actor access.Actor, id uint, reason string) (Period, error) {
	return s.end(ctx, actor, id, ActionReopen, reason)
}

func (s *Service) end(ctx context.Context, actor access.Actor, id uint, a Action, note string) (period Period, err error) {
	if err := actor.Require(access.PeriodWrite); err != nil {
		return period, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if period, err = findPeriod(tx, actor, id); err != nil {
			return err
		}
		if err := mustOpen(actor, period.Opener); err != nil {
			return err
		}
		signed := period.SignedAt != nil
		if signed == (a == ActionSign) {
			return nil // it is so already
		}
		if !signed {
			if period, err = lockPeriod(tx, actor, id); err != nil {
				return err
			}
		}
		sc, err := sceneAt(tx, actor, period, period.OrganisationID)
		if err != nil {
			return err
		}
		p := sc.at(0)
		m, err := decide(p.sub, p.Name, p.party, a, actor)
		if err != nil {
			return err
		}
		note, err := m.Note(note)
		if err != nil {
			return err
		}
		sub := p.sub
		sub.Status = m.To
		if err := s.save(tx, &sub); err != nil {
			return err
		}
		if err := s.record(tx, sc, []moved{{p, m, sub, note, nil}}); err != nil {
			return err
		}
		before := period.Period
		past := "period.signed"
		if now := s.now(); a == ActionSign {
			period.SignedAt = &now
		} else {
			period.SignedAt, past = nil, "period.reopened"
		}
		return s.savePeriod(tx, actor, &period.Period, past, before)
	})
	return period, err
}

// open finds an organisation and all below it in a period, to look at.
func (s *Service) open(tx *gorm.DB, actor access.Actor, periodID, organisationID uint) (*scene, error) {
	period, err := findPeriod(tx, actor, periodID)
	if err != nil {
		return nil, err
	}
	return sceneAt(tx, actor, period, organisationID)
}

// lock is open for a move: nothing else in the period moves until the end of tx.
func (s *Service) lock(tx *gorm.DB, actor access.Actor, periodID, organisationID uint) (*scene, error) {
	period, err := lockPeriod(tx, actor, periodID)
	if err != nil {
		return nil, err
	}
	return sceneAt(tx, actor, period, organisationID)
}

// repeated says whether the actor has just done this very thing, by a button pressed twice or a request sent again.
func repeated(tx *gorm.DB, actor access.Actor, sub models.Submission, version int, those ...Action) (bool, error) {
	if actor.UserID == 0 || sub.ID == 0 || sub.Version != version+1 {
		return false, nil
	}
	var last []models.SubmissionEvent
	if err := tx.Where("submission_id = ?", sub.ID).Order("id DESC").Limit(1).Find(&last).Error; err != nil {
		return false, fmt.Errorf("read the history of a submission: %w", err)
	}
	return len(last) == 1 && last[0].ToStatus == sub.Status && slices.Contains(those, Action(last[0].Action)) &&
		last[0].UserID != nil && *last[0].UserID == actor.UserID, nil
}
