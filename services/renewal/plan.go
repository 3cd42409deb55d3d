package renewal

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/database"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Aims are what a person decides of a plan.
type Aims struct {
	Name            string
	BudgetCents     *int64 // nil: as much as it takes
	Objective       models.PlanObjective
	RuralPercent    int
	Network         bool
	Software        bool
	CountUnverified bool
}

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

func (a Aims) apply(p *models.RenewalPlan) {
	p.Name, p.BudgetCents, p.Objective = strings.TrimSpace(a.Name), a.BudgetCents, a.Objective
	p.RuralPercent, p.Network, p.Software, p.CountUnverified = a.RuralPercent, a.Network, a.Software, a.CountUnverified
}

// AimsOf are the aims of a plan that is there, to compute it again or to change some.
func AimsOf(p models.RenewalPlan) Aims {
	return Aims{p.Name, p.BudgetCents, p.Objective, p.RuralPercent, p.Network, p.Software, p.CountUnverified}
}

func groups(p *models.RenewalPlan) []standard.Group {
	var asked []standard.Group
	if p.Network {
		asked = append(asked, standard.GroupNetwork)
	}
	if p.Software {
		asked = append(asked, standard.GroupSoftware)
	}
	return asked
}

// CreatePlan computes a plan for an organisation and all below it, and keeps it.
func (s *Service) CreatePlan(ctx context.Context, actor access.Actor, organisationID uint, aims Aims) (PlanRow, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return PlanRow{}, err
	}
	if err := aims.Check(); err != nil {
		return PlanRow{}, err
	}
	o, err := access.FindOrganisation(s.db.WithContext(ctx), actor, access.RenewalWrite, organisationID)
	if err != nil {
		return PlanRow{}, err
	}
	plan := models.RenewalPlan{OrganisationID: o.ID, Author: actor.Name, Version: 1, CreatedAt: s.now(), UpdatedAt: s.now()}
	aims.apply(&plan)
	rooms, err := s.compute(ctx, &plan, o.Path)
	if err != nil {
		return PlanRow{}, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&plan).Error; err != nil {
			return fmt.Errorf("keep a plan: %w", err)
		}
		if err := writeRooms(tx, plan.ID, rooms); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.created", Subject: "plan", SubjectID: plan.ID,
			OrganisationID: o.ID, After: aims})
	})
	if err != nil {
		return PlanRow{}, err
	}
	return s.Plan(ctx, actor, plan.ID)
}

// RecomputePlan changes the aims of a plan and computes it from what there is today, at today's prices.
func (s *Service) RecomputePlan(ctx context.Context, actor access.Actor, id uint, version int, edit func(*Aims)) (PlanRow, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return PlanRow{}, err
	}
	row, err := find(s.db.WithContext(ctx), actor, access.RenewalWrite, id)
	if err != nil {
		return PlanRow{}, err
	}
	if row.Version != version {
		return PlanRow{}, errs.Stale("该计划")
	}
	plan, before := row.RenewalPlan, AimsOf(row.RenewalPlan)
	aims := before
	edit(&aims)
	if err := aims.Check(); err != nil {
		return PlanRow{}, err
	}
	aims.apply(&plan)
	rooms, err := s.compute(ctx, &plan, row.Path)
	if err != nil {
		return PlanRow{}, err
	}
	plan.Version, plan.UpdatedAt = version+1, s.now()
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		saved := tx.Model(&models.RenewalPlan{}).Where("id = ? AND version = ?", id, version).Omit("id", "created_at").Select("*").Updates(&plan)
		if saved.Error != nil {
			return fmt.Errorf("keep a plan: %w", saved.Error)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该计划")
		}
		if err := writeRooms(tx, id, rooms); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.computed", Subject: "plan", SubjectID: id,
			OrganisationID: plan.OrganisationID, Before: before, After: aims})
	})
	if err != nil {
		return PlanRow{}, err
	}
	return s.Plan(ctx, actor, id)
}

// DropPlan forgets a plan.
func (s *Service) DropPlan(ctx context.Context, actor access.Actor, id uint, version int) error {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		row, err := find(tx, actor, access.RenewalWrite, id)
		if err != nil {
			return err
		}
		if err := tx.Where("plan_id = ?", id).Delete(&models.RenewalPlanRoom{}).Error; err != nil {
			return fmt.Errorf("forget the rooms of a plan: %w", err)
		}
		gone := tx.Where("id = ? AND version = ?", id, version).Delete(&models.RenewalPlan{})
		if gone.Error != nil {
			return fmt.Errorf("forget a plan: %w", gone.Error)
		}
		if gone.RowsAffected == 0 {
			return errs.Stale("该计划")
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "plan.dropped", Subject: "plan", SubjectID: id,
			OrganisationID: row.OrganisationID, Before: AimsOf(row.RenewalPlan)})
	})
}

// compute works out what every classroom needs and which are brought to standard, and writes the result into the plan.
func (s *Service) compute(ctx context.Context, plan *models.RenewalPlan, path string) ([]*models.RenewalPlanRoom, error) {
	db := s.db.WithContext(ctx)
	standards, err := s.standards.Everywhere(db)
	if err != nil {
		return nil, err
	}
	std, err := standards(path)
	if err != nil {
		return nil, err
	}
	prices, err := pricesAt(db, path)
	if err != nil {
		return nil, err
	}
	plan.Prices, plan.Standard, plan.ComputedAt = planPrices(prices), std.Name, s.now()
	if plan.DataMark, err = s.mark(db, prices, path); err != nil { // before reading: what changes meanwhile counts as changed
		return nil, err
	}
	found, err := s.assess(ctx, standards, path, terms(plan.Prices, groups(plan)))
	if err != nil {
		return nil, err
	}
	bound := decide(plan, found)
	plan.Summary = summarise(plan, found, bound)
	rooms := make([]*models.RenewalPlanRoom, len(found.needing))
	for i := range found.needing {
		rooms[i] = &found.needing[i].RenewalPlanRoom
	}
	return rooms, nil
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
