package bench

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"banbantong/models"
	"banbantong/services/renewal"
)

// plan has a server compute and keep the renewal plan of the whole province under a budget that is a third of what it needs, beside
// a bare read of the rooms and devices that it is about.
func (p *province) plan(b *testing.B) {
	plans := renewal.New(p.db, time.Now, p.verdicts)
	go plans.ComputePlans(b.Context(), slog.New(slog.DiscardHandler))
	var root models.Organisation
	if err := p.db.First(&root, "parent_id IS NULL").Error; err != nil {
		b.Fatal(err)
	}
	aims := renewal.Aims{Name: "全省更新计划", Objective: models.ObjectivePupils, RuralPercent: 120, CountUnverified: true}
	compute := func() (renewal.PlanRow, error) {
		plan, err := plans.CreatePlan(b.Context(), machine, root.ID, aims)
		for ; err == nil && plan.Status() != models.JobDone; plan, err = plans.Plan(b.Context(), machine, plan.ID) {
			if plan.Status() == models.JobFailed {
				return plan, errors.New(plan.Run.Problem)
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err != nil {
			return plan, err
		}
		return plan, plans.DropPlan(b.Context(), machine, plan.ID, plan.Version)
	}
	var whole renewal.PlanRow
	peak, err := peakHeap(func() (err error) {
		whole, err = compute()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	budget := whole.Summary.NeedingCents / 3
	aims.BudgetCents = &budget
	var planned renewal.PlanRow
	compare(b, func() (err error) {
		planned, err = compute()
		return err
	}, func() error {
		return p.drainAll("SELECT * FROM classrooms WHERE retired_at IS NULL", "SELECT * FROM devices WHERE classroom_id IS NOT NULL AND state NOT IN ('idle', 'retired')")
	})
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	sum := planned.Summary
	b.Logf("%d of %d rooms need something, %d are chosen; worth %d of at most %d", sum.Needing, sum.Rooms, sum.Chosen, sum.Value, sum.Bound)
}
