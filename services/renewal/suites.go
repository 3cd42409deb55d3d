package renewal

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
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

// eachCounty reads the counted schools at or below the path and passes them on county by county, as many at a time as
// there are processors. do is called from several goroutines.
func eachCounty(ctx context.Context, db *gorm.DB, path string, do func([]*site) error) error {
	var schools []*site
	err := db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Scopes(access.PathsUnder("o.path", path)).
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).
		Select("s.id, o.name, o.path, s.area").Order("o.path").Find(&schools).Error
	if err != nil {
		return fmt.Errorf("list the schools of a place: %w", err)
	}
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

// schoolsAtOnce bounds how many ids one statement names.
const schoolsAtOnce = 200

func load(db *gorm.DB, schools []*site) error {
	for len(schools) > 0 {
		part := schools[:min(schoolsAtOnce, len(schools))]
		schools = schools[len(part):]
		byID, ids := map[uint]*site{}, make([]uint, len(part))
		for i, s := range part {
			ids[i], byID[s.ID], s.inRoom = s.ID, s, map[uint][]*models.Device{}
		}
		var rooms []models.Classroom
		if err := db.Where("school_id IN ? AND retired_at IS NULL", ids).Order("id").Find(&rooms).Error; err != nil {
			return fmt.Errorf("read the classrooms of schools: %w", err)
		}
		for _, r := range rooms {
			byID[r.SchoolID].rooms = append(byID[r.SchoolID].rooms, r)
		}
		var devices []*models.Device
		err := db.Select("id, school_id, classroom_id, category, name, brand, model, bought_on, state, specs, label_code, held_by").
			Where("school_id IN ? AND state <> ?", ids, models.DeviceRetired).Order("id").Find(&devices).Error
		if err != nil {
			return fmt.Errorf("read the devices of schools: %w", err)
		}
		for _, d := range devices {
			of := byID[d.SchoolID]
			if d.ClassroomID == nil {
				of.stored = append(of.stored, d)
				continue
			}
			of.inRoom[*d.ClassroomID] = append(of.inRoom[*d.ClassroomID], d)
		}
	}
	return nil
}
