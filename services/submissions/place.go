package submissions

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// scene is a part of the tree in one period, for one actor.
type scene struct {
	actor  access.Actor
	period Period
	tree   tree
	above  *models.Organisation // of the first in the tree; nil where that is the opener
	subs   map[uint]models.Submission
}

// place is one organisation in a scene.
type place struct {
	Unit
	index  int
	parent *models.Organisation // whom it reports to; nil for the opener
	sub    models.Submission    // a fresh draft where there is no row yet
	party  party
}

// sceneAt finds an organisation in the actor's scope, and all that reports to it, in a period.
func sceneAt(tx *gorm.DB, actor access.Actor, period Period, organisationID uint) (*scene, error) {
	o, err := access.FindOrganisation(tx, actor, access.SubmissionRead, organisationID)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(o.Path, period.Opener.Path) {
		return nil, errs.Missing("该单位的上报")
	}
	s := &scene{actor: actor, period: period}
	if s.tree, err = loadTree(tx, o.Path); err != nil {
		return nil, err
	}
	if len(s.tree) == 0 || s.tree[0].ID != o.ID {
		return nil, errs.New(errs.NotFound, "nothing-to-report", "“%s”没有列入统计的学校，不需要上报。", o.Name)
	}
	if o.ID != period.OrganisationID && o.ParentID != nil {
		s.above = new(models.Organisation)
		if err := tx.First(s.above, *o.ParentID).Error; err != nil {
			return nil, fmt.Errorf("find whom an organisation reports to: %w", err)
		}
	}
	s.subs, err = submissionsUnder(tx, period.ID, o.Path)
	return s, err
}

// submissionsUnder are the submissions of a period at or below a path, by organisation.
func submissionsUnder(tx *gorm.DB, periodID uint, path string) (map[uint]models.Submission, error) {
	var rows []models.Submission
	err := tx.Where("period_id = ?", periodID).Scopes(access.SchoolsUnder("organisation_id", path)).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read submissions: %w", err)
	}
	byOrganisation := make(map[uint]models.Submission, len(rows))
	for _, sub := range rows {
		byOrganisation[sub.OrganisationID] = sub
	}
	return byOrganisation, nil
}

// at is the organisation at the index of the tree.
func (s *scene) at(i int) place {
	p := place{Unit: s.tree[i], index: i, parent: s.above}
	if i > 0 {
		parent, _ := s.tree.find(*p.ParentID)
		u := s.tree[parent]
		p.parent = &models.Organisation{ID: u.ID, ParentID: u.ParentID, Kind: u.Kind, Name: u.Name, Path: u.Path}
	}
	p.sub = s.submission(p.ID)
	p.party = parties(s.actor, p.Unit, p.parent)
	return p
}

// submission of an organisation; a fresh draft where there is no row yet.
func (s *scene) submission(id uint) models.Submission {
	if sub, known := s.subs[id]; known {
		return sub
	}
	return models.Submission{PeriodID: s.period.ID, OrganisationID: id, Status: models.SubmissionDraft, Explanations: map[string]string{}}
}

// actingFor is the name of the organisation in whose name somebody makes a move.
func (p place) actingFor(by party) string {
	if by&(owner|opener) != 0 || p.parent == nil {
		return p.Name
	}
	return p.parent.Name
}

// actions that the actor can take at the place now.
func (s *scene) actions(p place) []Action {
	if s.period.SignedAt != nil {
		if p.party&opener != 0 {
			return []Action{ActionReopen}
		}
		return nil
	}
	return slices.DeleteFunc(actions(p.sub, p.party, s.actor), func(a Action) bool { return a == ActionReopen })
}
