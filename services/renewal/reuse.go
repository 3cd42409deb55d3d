package renewal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Reuse is what can be made of the idle and replaced equipment of a place (利旧).
type Reuse struct {
	Wanting    int // classrooms that are not in order
	Devices    int // that work and are not needed where they are
	Mended     int // classrooms brought to standard
	Unverified int // in which nothing fails any more, and something is not known
	Bettered   int // in which one component is in order and something else is not
	SavedCents int64
	Moves      []ReuseMove
	Left       []LeftDevice
}

// ReuseDevice is a device that may go elsewhere.
type ReuseDevice struct {
	models.Device
	SchoolName string
	Place      string // the room that it is in, "" in the store
	Replaced   bool   // by the plan
}

// ReuseMove is one device with the classroom that it is for.
type ReuseMove struct {
	Device     ReuseDevice
	Room       models.Classroom
	SchoolName string
	Distance   string   // 本校, 同一中心校 or 跨中心校
	Mends      []string // clauses in words
	Leaves     []string // titles of what fails there all the same
	Unverified []string // titles of what is not known there
	After      models.Grade
	SavedCents int64 // what need not be bought, by the price table
}

// LeftDevice is one that nobody needs, and why.
type LeftDevice struct {
	ReuseDevice
	Reason string
}

// Reuse proposes moves within a county of idle equipment, and of what a plan replaces if planID is not 0. Rooms that
// the plan brings to standard ask for nothing, nor do those that an open transfer is for; devices that an order holds
// are left alone.
func (s *Service) Reuse(ctx context.Context, actor access.Actor, organisationID, planID uint) (Reuse, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return Reuse{}, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.RenewalRead, organisationID)
	if err != nil {
		return Reuse{}, err
	}
	if models.PathDepth(o.Path) < countyDepth {
		return Reuse{}, errs.InvalidFields(errs.Field{Location: "organisation", Message: "设备在县（市、区）内利旧，请选择一个县（市、区）。"})
	}
	m, err := s.newMarket(ctx, o.Path)
	if err != nil {
		return Reuse{}, err
	}
	if planID != 0 {
		if err := m.addPlan(db, actor, planID); err != nil {
			return Reuse{}, err
		}
	}
	all := Reuse{Moves: []ReuseMove{}, Left: []LeftDevice{}}
	var mu sync.Mutex
	schools, err := schoolsAt(s.db.WithContext(ctx), o.Path)
	if err != nil {
		return Reuse{}, err
	}
	err = eachCounty(ctx, s.db, schools, func(county []*site) error {
		x, err := m.exchange(county, func(d *models.Device) bool {
			works := d.State == models.DeviceInUse || d.State == models.DeviceIdle
			return d.HeldBy == "" && (d.State == models.DeviceIdle || works && m.replaced[d.ID])
		})
		if err != nil {
			return err
		}
		found := m.propose(x)
		mu.Lock()
		defer mu.Unlock()
		all.add(found)
		return nil
	})
	slices.SortFunc(all.Moves, func(a, b ReuseMove) int {
		return cmp.Or(cmp.Compare(a.Room.SchoolID, b.Room.SchoolID), cmp.Compare(a.Room.ID, b.Room.ID))
	})
	slices.SortFunc(all.Left, func(a, b LeftDevice) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

func (r *Reuse) add(other Reuse) {
	r.Wanting, r.Devices, r.Mended, r.Unverified = r.Wanting+other.Wanting, r.Devices+other.Devices, r.Mended+other.Mended, r.Unverified+other.Unverified
	r.Bettered, r.SavedCents = r.Bettered+other.Bettered, r.SavedCents+other.SavedCents
	r.Moves, r.Left = append(r.Moves, other.Moves...), append(r.Left, other.Left...)
}

// market is what holds for all counties.
type market struct {
	standards func(path string) (*standard.Standard, error)
	terms     standard.Terms
	on        models.Date
	replaced  map[uint]bool // devices that the plan replaces
	served    map[uint]bool // classrooms that get something anyway
}

func (s *Service) newMarket(ctx context.Context, path string) (*market, error) {
	db := s.db.WithContext(ctx)
	m := &market{on: models.DateOf(s.now()), replaced: map[uint]bool{}, served: map[uint]bool{}}
	var err error
	if m.standards, err = s.standards.Everywhere(db); err != nil {
		return nil, err
	}
	prices, err := pricesAt(db, path)
	if err != nil {
		return nil, err
	}
	m.terms = terms(planPrices(prices), nil)
	var rooms []uint
	err = db.Table("transfer_items").Joins("JOIN transfers ON transfers.id = transfer_items.transfer_id").
		Where("transfer_items.status = ? AND transfer_items.classroom_id IS NOT NULL", models.ItemPending).
		Scopes(access.SchoolsUnder("transfers.receiver_id", path)).Pluck("transfer_items.classroom_id", &rooms).Error
	if err != nil {
		return nil, fmt.Errorf("find the classrooms that transfers are for: %w", err)
	}
	for _, id := range rooms {
		m.served[id] = true
	}
	return m, nil
}

func (m *market) addPlan(db *gorm.DB, actor access.Actor, id uint) error {
	row, err := find(db, actor, access.RenewalRead, id)
	if err != nil {
		return err
	}
	if err := row.mustHaveResult(); err != nil {
		return err
	}
	var rooms []models.RenewalPlanRoom
	if err := db.Where("plan_id = ? AND fate = ?", id, models.FateChosen).Find(&rooms).Error; err != nil {
		return fmt.Errorf("read what a plan replaces: %w", err)
	}
	for _, r := range rooms {
		m.served[r.ClassroomID] = true
		for _, device := range r.Released {
			m.replaced[device] = true
		}
	}
	return nil
}

// exchange brings together the classrooms of a county that are not in order and the devices that are offered.
func (m *market) exchange(county []*site, offered func(*models.Device) bool) (*exchange, error) {
	var offers []*offer
	var wants []*wanting
	evaluators := map[*standard.Standard]*standard.Evaluator{}
	for _, school := range county {
		std, err := m.standards(school.Path)
		if err != nil {
			return nil, err
		}
		if evaluators[std] == nil {
			evaluators[std] = std.Evaluator()
		}
		for i := range school.rooms {
			if w := m.wanting(std, evaluators[std], school, &school.rooms[i]); w != nil {
				wants = append(wants, w)
			}
			for _, d := range school.inRoom[school.rooms[i].ID] {
				offers = m.offer(offers, school, d, offered)
			}
		}
		for _, d := range school.stored {
			offers = m.offer(offers, school, d, offered)
		}
	}
	return newExchange(offers, wants)
}

func (m *market) offer(offers []*offer, at *site, d *models.Device, offered func(*models.Device) bool) []*offer {
	if partName(d.Category) == "" || !offered(d) {
		return offers
	}
	return append(offers, &offer{Device: d, at: at, replaced: m.replaced[d.ID]})
}

// wanting is the classroom if it has a suite that fails, or would without what waits for disposal; else nil. A
// classroom without any equipment is for a purchase.
func (m *market) wanting(std *standard.Standard, e *standard.Evaluator, school *site, room *models.Classroom) *wanting {
	if m.served[room.ID] || !room.HasSuite {
		return nil
	}
	w := &wanting{Classroom: room, at: school, std: std, evaluator: e, facts: school.facts(room, m.on)}
	w.facts.Devices = slices.DeleteFunc(w.facts.Devices, func(d standard.Device) bool {
		if d.Damage == standard.Scrap {
			w.replaces = append(w.replaces, d.ID)
		}
		return d.Damage == standard.Scrap
	})
	if w.before, _ = e.Room(&w.facts); w.before.Grade != standard.Fail {
		return nil
	}
	return w
}

// propose matches and says of every device what it does or why it is left.
func (m *market) propose(x *exchange) Reuse {
	found := Reuse{Wanting: len(x.wants), Devices: len(x.offers)}
	for i, room := range x.match() {
		o := x.offers[i]
		if room < 0 {
			found.Left = append(found.Left, LeftDevice{o.view(), x.whyLeft(o)})
			continue
		}
		move := m.move(o, x.wants[room], x.fitOf(o, room))
		switch x.fitOf(o, room).level {
		case mended:
			found.Mended++
		case unverified:
			found.Unverified++
		case bettered:
			found.Bettered++
		}
		found.SavedCents += move.SavedCents
		found.Moves = append(found.Moves, move)
	}
	return found
}

func (m *market) move(o *offer, w *wanting, f fit) ReuseMove {
	move := ReuseMove{Device: o.view(), Room: *w.Classroom, SchoolName: w.at.Name, After: f.after.Grade.Grade(), Mends: []string{},
		Leaves: titles(w.std, f.leaves), Unverified: titles(w.std, f.after.Unknowns&f.after.Judged&w.hardware()),
		Distance: [...]string{sameSchool: "本校", sameTownship: "同一中心校", sameCounty: "跨中心校"}[distance(o.at, w.at)]}
	for _, c := range w.std.Criteria() {
		if f.mends.Has(c.Bit) {
			move.Mends = append(move.Mends, c.Clause+" "+c.Title+"："+c.Required)
		}
	}
	facts := w.put(o.Device)
	before, helped := w.evaluator.Remedy(&w.facts, m.terms)
	after, still := w.evaluator.Remedy(&facts, m.terms)
	if helped && still {
		move.SavedCents = before.Cents - after.Cents
	}
	return move
}

func (o *offer) view() ReuseDevice {
	d := ReuseDevice{Device: *o.Device, SchoolName: o.at.Name, Replaced: o.replaced}
	for _, r := range o.at.rooms {
		if o.ClassroomID != nil && r.ID == *o.ClassroomID {
			d.Place = r.Building + r.Name
		}
	}
	return d
}
