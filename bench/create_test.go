package bench

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"banbantong/models"
)

const (
	emptySchools = 10 // what an "empty" database has: schools to put devices into
	clients      = 8
)

// create registers devices by eight clients at once, with audit, verdicts and counts: "ours" is a creation in the
// full province, "bare" one in a database that is as good as empty.
func create(b *testing.B, full, empty *province) {
	into := [2]registrars{newRegistrars(b, full), newRegistrars(b, empty)}
	var times [2][]time.Duration
	var spent [2]time.Duration
	round := func() {
		for i, r := range into {
			began := time.Now()
			each, err := r.round()
			if err != nil {
				b.Fatal(err)
			}
			spent[i] += time.Since(began)
			times[i] = append(times[i], each...)
		}
	}
	for range fewest {
		round()
	}
	times, spent = [2][]time.Duration{}, [2]time.Duration{}
	for b.Loop() {
		round()
	}
	for len(times[0]) < 20*clients {
		round()
	}
	b.ReportMetric(float64(len(times[0]))/spent[0].Seconds(), "creations/s")
	report(b, median(times[0]), median(times[1]))
}

// registrars are the clients, and the rooms that they go through in turn.
type registrars struct {
	client
	rooms []models.Classroom
	next  *int
}

func newRegistrars(b *testing.B, p *province) registrars {
	r := registrars{client: p.signIn(b, "province"), next: new(int)}
	if err := p.db.Order("id").Limit(100).Find(&r.rooms).Error; err != nil {
		b.Fatal(err)
	}
	return r
}

// round lets every client register one device, and gives how long each took.
func (r registrars) round() ([]time.Duration, error) {
	times, failed := make([]time.Duration, clients), make([]error, clients)
	var group sync.WaitGroup
	for i := range clients {
		room := r.rooms[(*r.next+i*len(r.rooms)/clients)%len(r.rooms)]
		group.Go(func() {
			began := time.Now()
			var device struct{ ID uint }
			cores, memory := 4, 8192
			failed[i] = r.ask(http.MethodPost, "/devices", map[string]any{"school_id": room.SchoolID, "classroom_id": room.ID, "category": "host",
				"name": "OPS 插拔式电脑", "bought_on": "2024-09", "specs": models.Specs{Host: &models.HostSpecs{CPUCores: &cores, MemoryMiB: &memory}}}, &device)
			times[i] = time.Since(began)
		})
	}
	group.Wait()
	*r.next++
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return times, nil
}
