package renewal

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"banbantong/models"
)

// Use is where a device would still serve.
type Use struct {
	DeviceID uint
	Rooms    int       // classrooms of the county in which it would
	Best     ReuseMove // the one that gains most, and of those the nearest
}

// Uses says where in the county of the path the devices would serve, whatever holds them now; those that would nowhere
// are left out. Whoever calls it has asked for the permission.
func (s *Service) Uses(ctx context.Context, path string, ids []uint) ([]Use, error) {
	county := countyOf(path)
	m, err := s.newMarket(ctx, county)
	if err != nil {
		return nil, err
	}
	uses := []Use{}
	var mu sync.Mutex
	schools, err := schoolsAt(s.db.WithContext(ctx), county)
	if err != nil {
		return nil, err
	}
	err = eachCounty(ctx, s.db, schools, func(county []*site) error {
		x, err := m.exchange(county, func(d *models.Device) bool { return slices.Contains(ids, d.ID) })
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		for _, o := range x.offers {
			if use, serves := m.use(x, o); serves {
				uses = append(uses, use)
			}
		}
		return nil
	})
	slices.SortFunc(uses, func(a, b Use) int { return cmp.Compare(a.DeviceID, b.DeviceID) })
	return uses, err
}

func (m *market) use(x *exchange, o *offer) (Use, bool) {
	var rooms []int
	for room := range x.wants {
		if x.fitOf(o, room).level > useless {
			rooms = append(rooms, room)
		}
	}
	if len(rooms) == 0 {
		return Use{}, false
	}
	best := slices.MinFunc(rooms, func(a, b int) int {
		return cmp.Or(cmp.Compare(x.fitOf(o, b).level, x.fitOf(o, a).level), cmp.Compare(distance(o.at, x.wants[a].at), distance(o.at, x.wants[b].at)))
	})
	return Use{DeviceID: o.ID, Rooms: len(rooms), Best: m.move(o, x.wants[best], x.fitOf(o, best))}, true
}
