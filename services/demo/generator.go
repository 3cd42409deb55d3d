package demo

import (
	"fmt"
	"time"

	"banbantong/models"
	"banbantong/services/catalogue"
	"banbantong/services/compliance"
	"banbantong/services/standard"
)

// generator makes the schools of a plan one after the other, and counts the ids that it gives.
type generator struct {
	seed         uint64
	standard     *standard.Standard
	evaluator    *standard.Evaluator
	processors   map[string]catalogue.Processor
	midnight     time.Time // with which today begins; every time of a demo is before it
	registered   time.Time // when the ledgers were imported
	registeredOn models.Date

	lastRoom, lastDevice, lastEvent, lastTicket, lastTicketEvent uint
}

func newGenerator(s *standard.Standard, seed uint64, now time.Time) (*generator, error) {
	day := now.In(models.ChinaTime)
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, models.ChinaTime)
	g := &generator{seed: seed, standard: s, evaluator: s.Evaluator(), processors: map[string]catalogue.Processor{},
		midnight: midnight, registered: registeredAt(midnight)}
	g.registeredOn = models.DateOf(g.registered)
	for _, w := range []*wave{early, middle, late} {
		for _, h := range w.hosts {
			cpu, known := catalogue.Default().Lookup(h.choice.cpu)
			if !known {
				return nil, fmt.Errorf("the catalogue lacks the processor %s", h.choice.cpu)
			}
			g.processors[h.choice.cpu] = cpu
		}
	}
	return g, nil
}

// registeredAt is the morning, a year ago, on which everything was registered.
func registeredAt(midnight time.Time) time.Time {
	return midnight.AddDate(-1, 0, 0).Add(9 * time.Hour).UTC()
}

// filled is a school with all that is in it, ready to be written.
type filled struct {
	*site
	rooms        []models.Classroom
	devices      []models.Device
	events       []models.DeviceEvent
	tickets      []models.Ticket
	ticketEvents []models.TicketEvent
	counts       compliance.Counts

	past           []change // what has happened since everything was registered
	standings      []models.PastStanding
	pastCategories []models.PastSchoolCounts
	pastCriteria   []models.PastSchoolCriterionCounts
}

// fill makes everything in one school, with its verdicts and counts.
func (g *generator) fill(s *site) *filled {
	d := newDice(g.seed, uint64(s.school.ID))
	f := &filled{site: s, rooms: g.rooms(d, s)}
	bought := map[*wave]models.Date{} // a school buys for many rooms at once
	ends := make([]int, len(f.rooms)) // where the devices of each room end
	for i := range f.rooms {
		w := heavy(d, s.kind.waves)
		if bought[w] == "" || d.chance(15) {
			bought[w] = g.purchase(d, w)
		}
		g.suite(d, f, &f.rooms[i], w, bought[w])
		ends[i] = len(f.devices)
	}
	if len(f.rooms) >= 6 {
		g.store(d, f)
	}
	g.repairs(d, f)
	g.makeDoubtful(f)
	g.improve(f)
	g.judge(f, ends)
	g.remember(f, ends)
	return f
}

func (g *generator) judge(f *filled, ends []int) {
	today := models.DateOf(g.midnight)
	for i := range f.rooms {
		compliance.Judge(g.evaluator, &f.rooms[i], inRoom(f.devices, ends, i), today)
	}
	compliance.JudgeSchool(g.evaluator, f.school, f.rooms)
	f.counts = compliance.Tally(g.standard, f.school.ID, f.rooms, f.devices)
}

// inRoom are those of a school's devices that are in its ith room.
func inRoom(devices []models.Device, ends []int, i int) []*models.Device {
	begin := 0
	if i > 0 {
		begin = ends[i-1]
	}
	found := make([]*models.Device, 0, ends[i]-begin)
	for j := begin; j < ends[i]; j++ {
		found = append(found, &devices[j])
	}
	return found
}

func (g *generator) event(f *filled, deviceID uint, kind models.DeviceEventKind, at time.Time, who, detail string) {
	g.lastEvent++
	f.events = append(f.events, models.DeviceEvent{ID: g.lastEvent, DeviceID: deviceID, Kind: kind, At: at, Actor: who, Detail: detail})
}
