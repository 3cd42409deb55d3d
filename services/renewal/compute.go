package renewal

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/errs"
	"banbantong/services/lease"
	"banbantong/services/standard"
)

// runLook is how often a server looks for a plan that nobody is computing.
const runLook = 5 * time.Second

// runs is where plans wait to be computed.
func (s *Service) runs() lease.Queue {
	return lease.Queue{DB: s.db, Now: s.now, Every: time.Second, Silence: 15 * time.Second,
		Abandoned: errs.New(errs.Conflict, "plan-abandoned", "测算多次中断，请稍后重新测算。"),
		Broken:    "服务器出错了，没有测算完，请重新测算；如果一直这样，请联系管理员。"}
}

// lane is the plans that a server computes one after the other: those of a county, which take a second, do not wait for
// those of the places above, which take a minute.
type lane struct {
	places string // which depths: a condition on the length of the path
	asked  chan struct{}
}

func newLanes() [2]lane {
	return [2]lane{{"LENGTH(o.path) >= ?", make(chan struct{}, 1)}, {"LENGTH(o.path) < ?", make(chan struct{}, 1)}}
}

func (s *Service) wake() {
	for _, l := range s.lanes {
		lease.Wake(l.asked)
	}
}

// ComputePlans computes the plans that are asked for until ctx ends. Every server may: each plan is computed by one of
// them, and if that one stops or dies another begins anew.
func (s *Service) ComputePlans(ctx context.Context, log *slog.Logger) {
	var lanes sync.WaitGroup
	for _, l := range s.lanes {
		lanes.Go(func() {
			lease.Loop(ctx, l.asked, runLook, func(ctx context.Context) (bool, error) { return s.nextRun(ctx, l, log) },
				func(err error) { log.Error("plans failed", "error", err.Error()) })
		})
	}
	lanes.Wait()
}

// running is one attempt at computing a plan.
type running struct {
	run         models.RenewalPlanRun // as it was found
	done, total atomic.Int64
}

func (r *running) work() lease.Work {
	return lease.Work{Name: fmt.Sprint("plan ", r.run.PlanID), Found: r.run.Job,
		Row: func(tx *gorm.DB) *gorm.DB {
			return tx.Model(&models.RenewalPlanRun{}).Where("plan_id = ?", r.run.PlanID)
		},
		Told: func() map[string]any { return map[string]any{"done": r.done.Load(), "total": r.total.Load()} }}
}

// nextRun computes the plan of the lane that has waited longest, if no other server has taken it.
func (s *Service) nextRun(ctx context.Context, l lane, log *slog.Logger) (worked bool, err error) {
	db := s.db.WithContext(ctx)
	inLane := db.Table("renewal_plans AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").
		Where(l.places, countyDepth*models.ChildPathLength("")).Select("p.id")
	var waiting []models.RenewalPlanRun
	if err := s.runs().Waiting(db).Where("plan_id IN (?)", inLane).Order("created_at, plan_id").Limit(1).Find(&waiting).Error; err != nil {
		return false, fmt.Errorf("look for plans to compute: %w", err)
	}
	if len(waiting) == 0 {
		return false, nil
	}
	r := &running{run: waiting[0]}
	attempt, err := s.runs().Claim(ctx, r.work())
	if err != nil || attempt == nil {
		return false, err
	}
	var what result
	return true, attempt.Do(ctx, log, func(ctx context.Context) (err error) {
		what, err = s.compute(ctx, r)
		return err
	}, func(ctx context.Context, problem string) error {
		return s.endRun(ctx, attempt, r.run.PlanID, what, problem)
	})
}

// result is what was computed.
type result struct {
	plan  models.RenewalPlan
	rooms []*models.RenewalPlanRoom
}

// endRun writes the whole result in the place of the former one, or why there is none.
func (s *Service) endRun(ctx context.Context, attempt *lease.Attempt, id uint, what result, problem string) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockPlan(tx, id); err != nil {
			return err
		}
		held, err := attempt.End(ctx, tx, problem, nil)
		if err != nil || !held || problem != "" {
			return err
		}
		what.plan.UpdatedAt = s.now()
		err = tx.Model(&models.RenewalPlan{}).Where("id = ?", id).Omit("id", "organisation_id", "author", "version", "created_at").Select("*").UpdateColumns(&what.plan).Error
		if err != nil {
			return fmt.Errorf("keep what was computed of a plan: %w", err)
		}
		if err := writeRooms(tx, id, what.rooms); err != nil {
			return err
		}
		if err := tx.Delete(&models.RenewalPlanRun{}, id).Error; err != nil {
			return fmt.Errorf("forget that a plan was to be computed: %w", err)
		}
		return nil
	})
}

// compute works out what every classroom needs and which are brought to standard.
func (s *Service) compute(ctx context.Context, r *running) (result, error) {
	db := s.db.WithContext(ctx)
	path, err := pathOf(db, r.run.PlanID)
	if err != nil {
		return result{}, err
	}
	standards, err := s.standards.Everywhere(db)
	if err != nil {
		return result{}, err
	}
	std, err := standards(path)
	if err != nil {
		return result{}, err
	}
	prices, err := pricesAt(db, path)
	if err != nil {
		return result{}, err
	}
	plan := models.RenewalPlan{PlanAims: r.run.PlanAims, Prices: planPrices(prices), Standard: std.Name, ComputedAt: new(s.now())}
	if plan.DataMark, err = s.mark(db, prices, path); err != nil { // before reading: what changes meanwhile counts as changed
		return result{}, err
	}
	found, err := s.assess(ctx, standards, path, terms(plan.Prices, groups(plan.PlanAims)), r)
	if err != nil {
		return result{}, err
	}
	bound := decide(&plan, found)
	plan.Summary = summarise(&plan, found, bound)
	rooms := make([]*models.RenewalPlanRoom, len(found.needing))
	for i := range found.needing {
		rooms[i] = &found.needing[i].RenewalPlanRoom
	}
	return result{plan, rooms}, nil
}

// pathOf is the path of the place of a plan.
func pathOf(db *gorm.DB, planID uint) (string, error) {
	var paths []string
	err := db.Table("renewal_plans AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").Where("p.id = ?", planID).Pluck("o.path", &paths).Error
	if err != nil {
		return "", fmt.Errorf("find the place of a plan: %w", err)
	}
	if len(paths) == 0 {
		return "", errs.Missing("该计划")
	}
	return paths[0], nil
}

func groups(p models.PlanAims) []standard.Group {
	var asked []standard.Group
	if p.Network {
		asked = append(asked, standard.GroupNetwork)
	}
	if p.Software {
		asked = append(asked, standard.GroupSoftware)
	}
	return asked
}

func terms(prices []models.PlanPrice, asked []standard.Group) standard.Terms {
	t := standard.Terms{Prices: map[string]int64{}, Groups: asked}
	for _, p := range prices {
		t.Prices[p.Measure] = p.Cents
	}
	return t
}

func writeRooms(tx *gorm.DB, planID uint, rooms []*models.RenewalPlanRoom) error {
	if err := tx.Where("plan_id = ?", planID).Delete(&models.RenewalPlanRoom{}).Error; err != nil {
		return fmt.Errorf("replace the rooms of a plan: %w", err)
	}
	bulk, err := database.NewBulk[models.RenewalPlanRoom](tx)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		r.PlanID = planID
		if err := bulk.Add(r); err != nil {
			return err
		}
	}
	return bulk.Flush()
}
