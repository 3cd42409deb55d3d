package submissions

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/workflow"
)

// Filing is how an organisation's figures are submitted. There are no figures in it.
type Filing struct {
	Version int    // of the submission that the person saw
	Zero    bool   // 零报告: there is nothing to report
	Note    string // for whoever reviews
}

// Submit freezes the draft of an organisation and hands it to the one above: by the organisation itself, or in a
// school's name by somebody above who may fill in for it (代填). Pressed twice it submits once.
func (s *Service) Submit(ctx context.Context, actor access.Actor, periodID, organisationID uint, in Filing) (Page, error) {
	if err := actor.Require(access.SubmissionFill); err != nil {
		return Page{}, err
	}
	var err error
	if in.Note, err = workflow.Note(in.Note); err != nil {
		return Page{}, err
	}
	var one filing
	var sc *scene
	err = s.look(ctx, func(tx *gorm.DB) (err error) {
		if sc, err = s.open(tx, actor, periodID, organisationID); err != nil {
			return err
		}
		one = filing{place: sc.at(0), zero: in.Zero, note: in.Note}
		if again, err := repeated(tx, actor, one.sub, in.Version, ActionSubmit, ActionFillIn); err != nil || again {
			return err
		}
		if err := one.decide(actor, in.Version); err != nil {
			return err
		}
		drafts, err := s.drafts(tx, sc, []place{one.place})
		if err != nil {
			return err
		}
		one.draft = drafts[0]
		return one.draft.ready(in.Zero, sc.period.CutOffAt)
	})
	if err == nil && one.draft != nil {
		err = s.file(ctx, sc, []*filing{&one})
	}
	if err = cmp.Or(err, one.moved); err != nil {
		return Page{}, err
	}
	return s.Page(ctx, actor, periodID, organisationID)
}

// filing is a submission on its way.
type filing struct {
	place
	move  move
	draft *Draft
	zero  bool
	note  string
	said  map[string]string // explanations that are new with it
	moved error             // what it rests on has changed meanwhile, so that it was not frozen
}

// decide looks whether the actor may submit here: in the organisation's own name where that is the actor's office, else
// in its place.
func (f *filing) decide(actor access.Actor, version int) (err error) {
	action := ActionSubmit
	if f.party&(guardian|proxy) != 0 {
		action = ActionFillIn
	}
	if f.move, err = decide(f.sub, f.Name, f.party, action, actor); err != nil {
		return err
	}
	if f.sub.Version != version {
		return errs.Stale("“" + f.Name + "”的上报")
	}
	return nil
}

// file freezes drafts. They were made from one state of the database without holding anybody up; now, while the period
// is locked, it is certain that nothing they rest on has moved since: the submissions themselves, and what was accepted
// from below. Those of which that is not so say why and stay as they were.
func (s *Service) file(ctx context.Context, sc *scene, filings []*filing) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if _, err := lockPeriod(tx, sc.actor, sc.period.ID); err != nil {
			return err
		}
		now, err := submissionsUnder(tx, sc.period.ID, sc.tree[0].Path)
		if err != nil {
			return err
		}
		var still []*filing
		for _, f := range filings {
			if f.moved = sc.unchanged(now, f); f.moved == nil {
				still = append(still, f)
			}
		}
		if len(still) == 0 {
			return nil
		}
		snapshots, err := s.freeze(tx, sc, still)
		if err != nil {
			return err
		}
		return s.hand(tx, sc, still, snapshots)
	})
}

// unchanged says whether the submissions that a draft rests on still stand as they did.
func (sc *scene) unchanged(now map[uint]models.Submission, f *filing) error {
	if now[f.ID].Version != f.sub.Version {
		return errs.Stale("“" + f.Name + "”的上报")
	}
	for _, child := range f.draft.Children {
		if now[child.Unit.ID].Version != sc.subs[child.Unit.ID].Version {
			return errs.New(errs.Conflict, "parts-moved", "“%s”的上报刚刚有变化，请刷新后再报。", child.Unit.Name)
		}
	}
	return nil
}

// freeze writes the snapshots, each at the end of its organisation's chain.
func (s *Service) freeze(tx *gorm.DB, sc *scene, filings []*filing) ([]models.Snapshot, error) {
	places := make([]place, len(filings))
	for i, f := range filings {
		places[i] = f.place
	}
	last, err := lastSnapshots(tx, places)
	if err != nil {
		return nil, err
	}
	snapshots := make([]models.Snapshot, len(filings))
	quotes := map[string]*models.SnapshotStandard{}
	for i, f := range filings {
		c := &f.draft.Content
		before := last[f.ID]
		c.Sequence, c.Revision, c.Previous = before.Sequence+1, f.sub.Revision+1, before.Hash
		c.FrozenBy, c.Zero, c.Findings = sc.actor.Name, f.zero, f.draft.explained()
		if f.move.Action == ActionFillIn {
			c.FilledFor = sc.filler(f.place)
		}
		text, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("describe a snapshot: %w", err)
		}
		snapshots[i] = models.Snapshot{PeriodID: sc.period.ID, OrganisationID: f.ID, Sequence: c.Sequence, Revision: c.Revision,
			Hash: hashOf(text), Content: text, CreatedAt: c.FrozenAt}
		if q := f.draft.standard; q != nil {
			quotes[q.Hash] = q
		}
	}
	for _, q := range quotes {
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(q).Error; err != nil {
			return nil, fmt.Errorf("keep what is quoted of a standard: %w", err)
		}
	}
	if err := tx.CreateInBatches(&snapshots, 100).Error; err != nil {
		return nil, fmt.Errorf("write snapshots: %w", err)
	}
	var bodies []models.SnapshotBody
	for i, f := range filings {
		if f.draft.body != nil {
			bodies = append(bodies, models.SnapshotBody{SnapshotID: snapshots[i].ID, Body: f.draft.body})
		}
	}
	if len(bodies) > 0 {
		if err := tx.CreateInBatches(&bodies, 100).Error; err != nil {
			return nil, fmt.Errorf("write the details of snapshots: %w", err)
		}
	}
	return snapshots, nil
}

// filler is the organisation in whose name the actor fills in for a school: the nearest above at which the actor holds an
// office.
func (sc *scene) filler(p place) string {
	name := p.parent.Name
	for _, id := range slices.Backward(models.PathIDs(p.Path)) {
		if i, known := sc.tree.find(id); known && id != p.ID && sc.actor.ActsFor(access.SubmissionFill, sc.tree[i].Path) {
			return sc.tree[i].Name
		}
	}
	return name
}

// hand moves the submissions with their new snapshots, and marks the sums above as out of date where they are accepted
// at once.
func (s *Service) hand(tx *gorm.DB, sc *scene, filings []*filing, snapshots []models.Snapshot) error {
	var fresh []*models.Submission
	subs := make([]models.Submission, len(filings))
	for i, f := range filings {
		sub := f.sub
		sub.Status, sub.Zero, sub.FilledFor = f.move.To, f.zero, f.move.Action == ActionFillIn
		sub.Stale = slices.ContainsFunc(f.draft.Content.Parts, func(p Part) bool { return p.Stale })
		sub.SnapshotID, sub.Revision = &snapshots[i].ID, snapshots[i].Revision
		sub.FrozenBy, sub.FrozenAt = sc.actor.UserRef(), &snapshots[i].CreatedAt
		if len(f.said) > 0 {
			sub.Explanations = map[string]string{}
			maps.Copy(sub.Explanations, f.sub.Explanations)
			maps.Copy(sub.Explanations, f.said)
		}
		subs[i] = sub
		if sub.ID == 0 {
			subs[i].Version, subs[i].CreatedAt, subs[i].UpdatedAt = 1, s.now(), s.now()
			fresh = append(fresh, &subs[i])
		} else if err := s.save(tx, &subs[i]); err != nil {
			return err
		}
	}
	if len(fresh) > 0 {
		if err := tx.CreateInBatches(&fresh, 100).Error; err != nil {
			return fmt.Errorf("write submissions: %w", err)
		}
	}
	events := make([]moved, len(filings))
	for i, f := range filings {
		events[i] = moved{f.place, f.move, subs[i], f.note, nil}
	}
	return s.record(tx, sc, events)
}

// moved is what happened to a submission, which now stands as sub.
type moved struct {
	place
	move move
	sub  models.Submission
	note string
	rows []models.ReturnedRow
}

// record writes the history and the audit log of moves, and marks the sums above: what they say of the organisation is
// no longer so when it is newly accepted, or no longer accepted.
func (s *Service) record(tx *gorm.DB, sc *scene, all []moved) error {
	now := s.now()
	events, changes := make([]models.SubmissionEvent, len(all)), make([]audit.Change, len(all))
	var paths []string
	for i, m := range all {
		actingFor := m.actingFor(m.move.By)
		if m.move.Action == ActionFillIn {
			actingFor = sc.filler(m.place)
		}
		events[i] = models.SubmissionEvent{SubmissionID: m.sub.ID, Action: string(m.move.Action), FromStatus: m.move.From, ToStatus: m.move.To,
			UserID: sc.actor.UserRef(), Actor: sc.actor.Name, Place: actingFor, Note: m.note, Rows: m.rows, SnapshotID: m.sub.SnapshotID, At: now}
		changes[i] = audit.Change{Subject: "submission", SubjectID: m.sub.ID, OrganisationID: m.ID,
			Before: map[string]any{"period": sc.period.Name, "status": m.move.From, "revision": m.place.sub.Revision},
			After:  map[string]any{"period": sc.period.Name, "status": m.move.To, "revision": m.sub.Revision, "note": m.note, "zero": m.sub.Zero}}
		changes[i].Action = "submission." + m.move.Past
		if m.move.From == accepted || m.move.To == accepted {
			paths = append(paths, m.Path)
		}
	}
	if err := tx.CreateInBatches(&events, 100).Error; err != nil {
		return fmt.Errorf("write the history of submissions: %w", err)
	}
	if err := s.outdate(tx, sc.period, paths); err != nil {
		return err
	}
	return audit.Record(tx, sc.actor, now, changes...)
}

// outdate marks the frozen sums above some organisations as 过期, up to the opener.
func (s *Service) outdate(tx *gorm.DB, period Period, paths []string) error {
	above := map[uint]bool{}
	for _, path := range paths {
		all := models.PathIDs(path)
		for _, id := range all[models.PathDepth(period.Opener.Path)-1 : len(all)-1] {
			above[id] = true
		}
	}
	for id := range above {
		err := tx.Model(&models.Submission{}).Where("period_id = ? AND organisation_id = ? AND status IN ? AND stale = ?",
			period.ID, id, []models.SubmissionStatus{submitted, accepted}, false).
			Updates(map[string]any{"stale": true, "version": gorm.Expr("version + 1"), "updated_at": s.now()}).Error
		if err != nil {
			return fmt.Errorf("mark a sum as out of date: %w", err)
		}
	}
	return nil
}

// save writes a submission unless somebody has written it since it was read.
func (s *Service) save(tx *gorm.DB, sub *models.Submission) error {
	read := sub.Version
	sub.Version, sub.UpdatedAt = read+1, s.now()
	if sub.ID == 0 {
		sub.CreatedAt = s.now()
		if err := tx.Create(sub).Error; err != nil {
			return fmt.Errorf("write a submission: %w", err)
		}
		return nil
	}
	saved := tx.Model(sub).Where("version = ?", read).Select("*").Omit("id", "created_at").Updates(sub)
	if saved.Error != nil {
		return fmt.Errorf("write a submission: %w", saved.Error)
	}
	if saved.RowsAffected == 0 {
		return errs.Stale("该上报")
	}
	return nil
}

// problem is an error in the words for a person; an error of any other kind is not known.
func problem(err error) (text string, known bool) {
	e := new(errs.Error)
	if !errors.As(err, &e) {
		return "", false
	}
	if len(e.Fields) > 0 {
		return e.Fields[0].Message, true
	}
	return e.Detail, true
}
