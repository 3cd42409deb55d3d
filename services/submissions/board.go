package submissions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Board is how the period stands below one organisation.
type Board struct {
	Period Period
	Unit   Unit
	Own    BoardRow // the organisation itself
	Direct Tally    // of those right below it, who report to it
	Below  Tally    // of all below it
	Rows   []BoardRow
}

// BoardRow is one of those who report to the organisation.
type BoardRow struct {
	Unit       Unit
	Submission models.Submission
	Due        models.Date
	Overdue    bool
	Actions    []Action
	Below      Tally // of all below this one
	Reminded   models.Date
}

// Tally says how many have reported.
type Tally struct {
	Expected  int // 应报
	Submitted int // 待审核
	Accepted  int // 通过
	Returned  int // 退回
	Missing   int // 未报
	Overdue   int // 逾期: of the returned and the missing, those whose day has passed
	Stale     int // 过期: of the submitted and accepted
}

// Reported are those whose figures are with the level above: 已报.
func (t Tally) Reported() int { return t.Submitted + t.Accepted }

func (t *Tally) count(sub models.Submission, overdue bool) {
	t.Expected++
	switch sub.Status {
	case submitted:
		t.Submitted++
	case accepted:
		t.Accepted++
	case returned:
		t.Returned++
	default:
		t.Missing++
	}
	if overdue {
		t.Overdue++
	}
	if sub.Stale && sub.Status.Handed() {
		t.Stale++
	}
}

// Board shows who has reported below an organisation; 0 is where the actor's part of the period begins.
func (s *Service) Board(ctx context.Context, actor access.Actor, periodID, organisationID uint) (b Board, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return b, err
	}
	err = s.look(ctx, func(tx *gorm.DB) error {
		period, err := findPeriod(tx, actor, periodID)
		if err != nil {
			return err
		}
		if organisationID == 0 {
			if organisationID, err = beginning(tx, actor, period); err != nil {
				return err
			}
		}
		sc, err := sceneAt(tx, actor, period, organisationID)
		if err != nil {
			return err
		}
		reminded, err := lastReminders(tx, periodID, sc.tree[0].Path)
		if err != nil {
			return err
		}
		b = s.board(sc, reminded)
		return nil
	})
	return b, err
}

// beginning is the highest organisation of the period that the actor sees.
func beginning(tx *gorm.DB, actor access.Actor, period Period) (uint, error) {
	scope := actor.Scope(access.SubmissionRead)
	if scope.Contains(period.Opener.Path) {
		return period.OrganisationID, nil
	}
	roots := slices.DeleteFunc(scope.Roots(), func(root string) bool { return !strings.HasPrefix(root, period.Opener.Path) })
	if len(roots) == 0 {
		return 0, errs.Missing("该单位的上报")
	}
	slices.Sort(roots)
	all := models.PathIDs(roots[0])
	return all[len(all)-1], nil
}

func (s *Service) board(sc *scene, reminded map[uint]models.Date) Board {
	b := Board{Period: sc.period, Unit: sc.tree[0]}
	row := func(i int) BoardRow {
		p := sc.at(i)
		r := BoardRow{Unit: p.Unit, Submission: p.sub, Actions: sc.actions(p), Reminded: reminded[p.ID]}
		r.Due, r.Overdue = s.due(sc.period.Period, p.Unit, p.sub.Status)
		return r
	}
	b.Own = row(0)
	for k, i := range sc.tree[0].children {
		r := row(i)
		end := len(sc.tree) // a subtree is a run of the tree
		if k+1 < len(sc.tree[0].children) {
			end = sc.tree[0].children[k+1]
		}
		for _, u := range sc.tree[i+1 : end] {
			sub := sc.submission(u.ID)
			_, overdue := s.due(sc.period.Period, u, sub.Status)
			r.Below.count(sub, overdue)
			b.Below.count(sub, overdue)
		}
		b.Direct.count(r.Submission, r.Overdue)
		b.Below.count(r.Submission, r.Overdue)
		b.Rows = append(b.Rows, r)
	}
	return b
}

func lastReminders(tx *gorm.DB, periodID uint, path string) (map[uint]models.Date, error) {
	var rows []models.Reminder
	err := tx.Where("period_id = ?", periodID).Scopes(access.SchoolsUnder("organisation_id", path)).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	last := map[uint]models.Date{}
	for _, r := range rows {
		last[r.OrganisationID] = r.Day
	}
	return last, nil
}
