package disposals_test

import (
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/disposals"
	"banbantong/services/tickets"
)

// repairs does random things to the tickets of devices, and the same to the tickets of their twins.
type repairs struct {
	db    *gorm.DB
	s     *tickets.Service
	clock time.Time
	twins map[uint]uint          // of each ticket
	done  map[tickets.Action]int // to devices that were applied for
}

func newRepairs(c *county) *repairs {
	p := &repairs{db: c.db, clock: noon, twins: map[uint]uint{}, done: map[tickets.Action]int{}}
	now := func() time.Time {
		p.clock = p.clock.Add(time.Second) // so that a photo is later than the return before it
		return p.clock
	}
	p.s = tickets.New(c.db, now, []byte("secret of the test"), c.verdicts, disposals.Returns{})
	return p
}

// next is what can be done to a ticket of each status, by those who may.
var next = map[models.TicketStatus][]tickets.Action{
	models.TicketOpen:     {tickets.ActionReport, tickets.ActionAccept, tickets.ActionAccept, tickets.ActionCancel},
	models.TicketWorking:  {tickets.ActionReport, tickets.ActionFinish, tickets.ActionFinish, tickets.ActionCancel},
	models.TicketFinished: {tickets.ActionConfirm, tickets.ActionReturn},
	models.TicketDone:     {tickets.ActionReport, tickets.ActionReopen},
}

// play does something to the last ticket of one of the devices, or reports one, and says of which device.
func (p *repairs) play(r *rapid.T, actor access.Actor, devices []uint, twins map[uint]uint) (device uint, err error) {
	device = rapid.SampledFrom(devices).Draw(r, "of device")
	var last []models.Ticket
	must(r, p.db.Where("device_id = ?", device).Order("id DESC").Limit(1).Find(&last).Error)
	action := tickets.ActionReport
	if len(last) > 0 && len(next[last[0].Status]) > 0 {
		action = rapid.SampledFrom(next[last[0].Status]).Draw(r, "ticket")
	}
	fault := rapid.SampledFrom([]string{"F01", "F05"}).Draw(r, "fault")
	outcome := rapid.SampledFrom([]models.TicketOutcome{models.OutcomeRepaired, models.OutcomeReplaced, models.OutcomeScrap}).Draw(r, "outcome")
	if action == tickets.ActionReport {
		var own, others tickets.Reported
		if own, err = p.report(r, actor, device, fault); err != nil {
			return 0, err
		}
		others, err = p.report(r, actor, twins[device], fault)
		must(r, err)
		p.twins[own.Ticket.ID] = others.Ticket.ID
	} else {
		id := last[0].ID
		if err := p.act(r, actor, action, id, outcome); err != nil {
			return 0, err
		}
		must(r, p.act(r, actor, action, p.twins[id], outcome))
	}
	var now models.Device
	must(r, p.db.First(&now, device).Error)
	if now.HeldBy != "" {
		p.done[action]++
	}
	return device, nil
}

func (p *repairs) report(r *rapid.T, actor access.Actor, device uint, fault string) (tickets.Reported, error) {
	return p.s.Report(r.Context(), actor, tickets.Report{DeviceID: &device, Fault: fault, ReporterName: "王老师", ReporterPhone: "13812341234"})
}

func (p *repairs) act(r *rapid.T, actor access.Actor, action tickets.Action, id uint, outcome models.TicketOutcome) (err error) {
	ctx := r.Context()
	var t models.Ticket
	must(r, p.db.First(&t, id).Error)
	switch action {
	case tickets.ActionAccept:
		_, err = p.s.Accept(ctx, actor, id, t.Version)
	case tickets.ActionFinish:
		must(r, p.db.Create(&models.Attachment{TicketID: id, Stage: models.StageAfter, StorageKey: "a.jpg", ContentType: "image/jpeg", CreatedAt: p.clock.Add(time.Second)}).Error)
		p.clock = p.clock.Add(2 * time.Second)
		_, err = p.s.Finish(ctx, actor, id, t.Version, tickets.Repair{Outcome: outcome, Remedy: "更换背光板"})
	case tickets.ActionConfirm:
		_, err = p.s.Confirm(ctx, actor, id, t.Version, "")
	case tickets.ActionReturn:
		_, err = p.s.Return(ctx, actor, id, t.Version, "还是不亮")
	case tickets.ActionReopen:
		_, err = p.s.Reopen(ctx, actor, id, t.Version, "又坏了")
	case tickets.ActionCancel:
		_, err = p.s.Cancel(ctx, actor, id, t.Version, "报错了")
	}
	return err
}
