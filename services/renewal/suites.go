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

// site is one school with its classrooms and all its equipment that is not retired.
type site struct {
	ID     uint
	Name   string
	Path   string
	Area   models.Area
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

// schoolsAt are the counted schools at or below the path, county by county, without what they have.
func schoolsAt(db *gorm.DB, path string) ([]*site, error) {
	var schools []*site
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
func eachCounty(ctx context.Context, db *gorm.DB, schools []*site, do func([]*site) error) error {
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
			if err := load(db.WithContext(ctx), county); err != nil {
				return err
			}
			return do(county)
		})
	}
	return group.Wait()
}

// countyOf is the path of the county that a school's path runs through; a school that reports to its city stands alone.
func countyOf(path string) string {
	return path[:min(len(path), countyDepth*models.ChildPathLength(""))]
}

func load(db *gorm.DB, schools []*site) error {
	byID, ids := make(map[uint]*site, len(schools)), make([]uint, len(schools))
	for i, s := range schools {
		ids[i], byID[s.ID], s.inRoom = s.ID, s, map[uint][]*models.Device{}
	}
	for some, err := range holdings.Read(db, ids) {
		if err != nil {
			return err
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
	return nil
}
