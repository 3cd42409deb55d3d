package renewal

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/holdings"
	"banbantong/services/standard"
)

// school is one school that a place has.
type school struct {
	ID   uint
	Name string
	Path string
	Area models.Area
}

// site is a school with its classrooms and all its equipment that is not retired. Who has done with a county lets its sites
// go: a province's are gigabytes.
type site struct {
	school
	rooms  []models.Classroom
	inRoom map[uint][]*models.Device
	stored []*models.Device
}

// pupils is the class size, 0 if nobody has said.
func pupils(r *models.Classroom) int {
	if r.StudentCount == nil {
		return 0
	}
	return *r.StudentCount
}

// facts is what the standard looks at of the room.
func (s *site) facts(r *models.Classroom, on models.Date) standard.Room {
	return compliance.RoomOf(r, s.inRoom[r.ID], on)
}

// countyDepth is how many organisations stand on the path of a county.
const countyDepth = 3

// schoolsAt are the counted schools at or below the path, county by county.
func schoolsAt(db *gorm.DB, path string) ([]school, error) {
	var schools []school
	err := db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Scopes(access.PathsUnder("o.path", path)).
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).
		Select("s.id, o.name, o.path, s.area").Order("o.path").Find(&schools).Error
	if err != nil {
		return nil, fmt.Errorf("list the schools of a place: %w", err)
	}
	return schools, nil
}

// eachCounty reads what the schools have and passes them on county by county, as many at a time as there are
// processors. do is called from several goroutines.
func eachCounty(ctx context.Context, db *gorm.DB, schools []school, do func([]*site) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for len(schools) > 0 {
		n := 1
		for n < len(schools) && countyOf(schools[n].Path) == countyOf(schools[0].Path) {
			n++
		}
		county := schools[:n]
		schools = schools[n:]
		group.Go(func() error {
			sites, err := load(db.WithContext(ctx), county)
			if err != nil {
				return err
			}
			return do(sites)
		})
	}
	return group.Wait()
}

// countyOf is the path of the county that a school's path runs through; a school that reports to its city stands alone.
func countyOf(path string) string {
	return path[:min(len(path), countyDepth*models.ChildPathLength(""))]
}

func load(db *gorm.DB, schools []school) ([]*site, error) {
	sites, byID, ids := make([]*site, len(schools)), make(map[uint]*site, len(schools)), make([]uint, len(schools))
	for i, one := range schools {
		sites[i] = &site{school: one, inRoom: map[uint][]*models.Device{}}
		ids[i], byID[one.ID] = one.ID, sites[i]
	}
	for some, err := range holdings.Read(db, ids) {
		if err != nil {
			return nil, err
		}
		for _, h := range some {
			s := byID[h.ID]
			s.rooms = slices.DeleteFunc(h.Rooms, func(r models.Classroom) bool { return r.RetiredAt != nil })
			for _, d := range h.Devices {
				if d.ClassroomID == nil {
					s.stored = append(s.stored, d)
					continue
				}
				s.inRoom[*d.ClassroomID] = append(s.inRoom[*d.ClassroomID], d)
			}
		}
	}
	return sites, nil
}
