package renewal

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Aims are what a person decides of a plan.
type Aims models.PlanAims

// mostBudget keeps the solver within its numbers; a province spends less on everything.
const mostBudget = 1_000_000_000_000

// Check reports every wrong field.
func (a Aims) Check() error {
	var check errs.Check
	name := strings.TrimSpace(a.Name)
	check.That(name != "" && len([]rune(name)) <= 60, "name", "请给计划起一个 1 至 60 个字的名称。")
	check.That(a.BudgetCents == nil || *a.BudgetCents >= 0 && *a.BudgetCents < mostBudget, "budget_cents", "预算应不小于 0。")
	check.That(a.Objective == models.ObjectiveRooms || a.Objective == models.ObjectivePupils, "objective", "请选择目标：达标教室最多，或受益学生最多。")
	check.That(a.RuralPercent >= 50 && a.RuralPercent <= 500, "rural_percent", "乡村权重应在 50%% 至 500%% 之间。")
	return check.Err()
}

// CreatePlan keeps a plan for an organisation and all below it; a server computes it.
func (s *Service) CreatePlan(ctx context.Context, actor access.Actor, organisationID uint, aims Aims) (PlanRow, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return PlanRow{}, err
	}
	aims.Name = strings.TrimSpace(aims.Name)
	if err := aims.Check(); err != nil {
		return PlanRow{}, err
	}
	plan := models.RenewalPlan{PlanAims: models.PlanAims(aims), Prices: []models.PlanPrice{}, Summary: models.PlanSummary{Measures: []models.PlanSum{}, Funds: []models.PlanSum{}},
		Author: actor.Name, Version: 1, CreatedAt: s.now(), UpdatedAt: s.now()}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		o, err := access.FindOrganisation(tx, actor, access.RenewalWrite, organisationID)
		if err != nil {
			return err
		}
		plan.OrganisationID = o.ID
		if err := tx.Create(&plan).Error; err != nil {
			return fmt.Errorf("keep a plan: %w", err)
		}
		if err := s.ask(tx, actor, plan.ID, aims); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.created", Subject: "plan", SubjectID: plan.ID,
			OrganisationID: o.ID, After: aims})
	})
	if err != nil {
		return PlanRow{}, err
	}
	s.wake()
	return s.Plan(ctx, actor, plan.ID)
}

// RecomputePlan has a plan computed from what there is by then, at the prices of then, for aims that the person may
// change; edit is given those that were asked for last. What was computed before stays until the new result is there.
// A server that computes the plan meanwhile is told to stop.
func (s *Service) RecomputePlan(ctx context.Context, actor access.Actor, id uint, version int, edit func(*Aims)) (PlanRow, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return PlanRow{}, err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		row, err := findToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		aims := row.Asked()
		before := aims
		edit(&aims)
		aims.Name = strings.TrimSpace(aims.Name)
		if err := aims.Check(); err != nil {
			return err
		}
		plan := row.RenewalPlan
		plan.Version, plan.UpdatedAt = version+1, s.now()
		if plan.ComputedAt == nil {
			plan.PlanAims = models.PlanAims(aims)
		}
		if err := tx.Omit("id").Select("*").UpdateColumns(&plan).Error; err != nil {
			return fmt.Errorf("keep a plan: %w", err)
		}
		if err := s.ask(tx, actor, id, aims); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.computed", Subject: "plan", SubjectID: id,
			OrganisationID: plan.OrganisationID, Before: before, After: aims})
	})
	if err != nil {
		return PlanRow{}, err
	}
	s.wake()
	return s.Plan(ctx, actor, id)
}

// ask has a plan computed for the aims. It takes the plan from a server that is computing it for others.
func (s *Service) ask(tx *gorm.DB, actor access.Actor, planID uint, aims Aims) error {
	run := models.RenewalPlanRun{PlanID: planID, PlanAims: models.PlanAims(aims), Author: actor.Name, Job: models.NewJob(s.now())}
	if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&run).Error; err != nil {
		return fmt.Errorf("ask for a plan: %w", err)
	}
	return nil
}

// StopPlan gives up computing a plan, if that has not ended; what was computed before stays. A server that is at it notices
// and stops.
func (s *Service) StopPlan(ctx context.Context, actor access.Actor, id uint) (PlanRow, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return PlanRow{}, err
	}
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockPlan(tx, id); err != nil {
			return err
		}
		if _, err := find(tx, actor, access.RenewalWrite, id); err != nil {
			return err
		}
		run := tx.Model(&models.RenewalPlanRun{}).Where("plan_id = ?", id)
		if err := s.runs().BreakOff(run, "已由"+actor.Name+"停止。"); err != nil {
			return fmt.Errorf("stop computing a plan: %w", err)
		}
		return nil
	})
	if err != nil {
		return PlanRow{}, err
	}
	return s.Plan(ctx, actor, id)
}

// DropPlan forgets a plan. A server that is computing it notices and stops.
func (s *Service) DropPlan(ctx context.Context, actor access.Actor, id uint, version int) error {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		row, err := findToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		for _, of := range []any{&models.RenewalPlanRun{}, &models.RenewalPlanRoom{}} {
			if err := tx.Where("plan_id = ?", id).Delete(of).Error; err != nil {
				return fmt.Errorf("forget what is computed of a plan: %w", err)
			}
		}
		if err := tx.Delete(&models.RenewalPlan{}, id).Error; err != nil {
			return fmt.Errorf("forget a plan: %w", err)
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.dropped", Subject: "plan", SubjectID: id,
			OrganisationID: row.OrganisationID, Before: Aims(row.PlanAims)})
	})
}

// findToChange finds a plan as the person has read it and makes others that change it, or write what was computed of
// it, wait for the end of tx.
func findToChange(tx *gorm.DB, actor access.Actor, id uint, version int) (PlanRow, error) {
	if err := lockPlan(tx, id); err != nil {
		return PlanRow{}, err
	}
	row, err := find(tx, actor, access.RenewalWrite, id)
	if err != nil {
		return PlanRow{}, err
	}
	if row.Version != version {
		return PlanRow{}, errs.Stale("该计划")
	}
	return row, nil
}

// lockPlan comes before any look at the run of the plan.
func lockPlan(tx *gorm.DB, id uint) error {
	var locked []uint
	if err := tx.Model(&models.RenewalPlan{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Pluck("id", &locked).Error; err != nil {
		return fmt.Errorf("lock a plan: %w", err)
	}
	return nil
}
