package registry

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/export"
)

// schoolsAtOnce is how many schools are read at once for the details: some thousand devices.
const schoolsAtOnce = 50

// ExportDetails adds every classroom and every device of a place to a workbook, in the order of the tree and with all
// their verdicts, in one pass and as one state of the database. It tells how many schools of how many are written.
func (s *Service) ExportDetails(ctx context.Context, actor access.Actor, place Place, book *export.Book, told func(done, total int)) error {
	if err := errors.Join(actor.Require(access.DeviceRead), actor.Require(access.ClassroomRead)); err != nil {
		return err
	}
	asked, err := s.askedPlace(ctx, actor, access.DeviceRead, place)
	if err != nil {
		return err
	}
	titles, err := s.verdicts.DecidingTitles(ctx)
	if err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		schools, err := detailedSchools(tx, actor, place)
		if err != nil {
			return err
		}
		d := details{tx: tx, counties: map[uint]string{}}
		if d.rooms, err = export.OpenList(book, "教室明细", asked, s.now(), besideCounty(d.countyOfRoom, ClassroomColumns(titles))); err != nil {
			return err
		}
		if d.devices, err = export.OpenList(book, "设备明细", asked, s.now(), besideCounty(d.countyOfDevice, deviceDetails(titles))); err != nil {
			return err
		}
		if err := d.bureaus(schools); err != nil {
			return err
		}
		if err := d.write(ctx, schools, told); err != nil {
			return err
		}
		return errors.Join(d.rooms.Close(), d.devices.Close())
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// detailedSchools are the organisations of the schools of a place, in the order of the tree.
func detailedSchools(tx *gorm.DB, actor access.Actor, place Place) ([]models.Organisation, error) {
	var found []models.Organisation
	query := tx.Table("organisations").Joins("JOIN schools ON schools.id = organisations.id").Where("organisations.retired_at IS NULL").
		Scopes(actor.Scope(access.DeviceRead).Paths("organisations.path"), actor.Scope(access.ClassroomRead).Paths("organisations.path"))
	err := place.narrow(query, "schools.id").Order("organisations.path").Select("organisations.id, organisations.path").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the schools of the details: %w", err)
	}
	return found, nil
}

// details is one workbook in the making.
type details struct {
	tx       *gorm.DB
	rooms    *export.ListSheet[ClassroomRow]
	devices  *export.ListSheet[DeviceRow]
	counties map[uint]string // the name of the bureau over a school
}

func (d *details) countyOfRoom(r ClassroomRow) string { return d.counties[r.SchoolID] }
func (d *details) countyOfDevice(r DeviceRow) string  { return d.counties[r.SchoolID] }

// bureaus finds the nearest organisation over each school that is not a school itself.
func (d *details) bureaus(schools []models.Organisation) error {
	var bureaus []models.Organisation
	if err := d.tx.Where("kind <> ?", models.KindSchool).Find(&bureaus).Error; err != nil {
		return fmt.Errorf("read the bureaus over schools: %w", err)
	}
	names := make(map[uint]string, len(bureaus))
	for _, b := range bureaus {
		names[b.ID] = b.Name
	}
	for _, school := range schools {
		for _, id := range slices.Backward(models.PathIDs(school.Path)) {
			if name, is := names[id]; is {
				d.counties[school.ID] = name
				break
			}
		}
	}
	return nil
}

// portion is what is written of some schools.
type portion struct {
	schools int
	rooms   []ClassroomRow
	devices []DeviceRow
}

// write goes through the schools; while some are written the next are read.
func (d *details) write(ctx context.Context, schools []models.Organisation, told func(done, total int)) error {
	told(0, len(schools))
	portions := make(chan portion)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(portions)
		for some := range slices.Chunk(schools, schoolsAtOnce) {
			p, err := d.read(ctx, some)
			if err != nil {
				return err
			}
			select {
			case portions <- p:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		done := 0
		for p := range portions {
			for _, room := range p.rooms {
				if err := d.rooms.Add(room); err != nil {
					return err
				}
			}
			for _, device := range p.devices {
				if err := d.devices.Add(device); err != nil {
					return err
				}
			}
			done += p.schools
			told(done, len(schools))
		}
		return nil
	})
	return group.Wait()
}

func (d *details) read(ctx context.Context, schools []models.Organisation) (portion, error) {
	ids := make([]uint, len(schools))
	order := make(map[uint]int, len(schools))
	for i, school := range schools {
		ids[i], order[school.ID] = school.ID, i
	}
	p := portion{schools: len(schools)}
	tx := d.tx.WithContext(ctx)
	err := withClassroomColumns(tx.Table("classrooms")).Where("classrooms.school_id IN ? AND retired_at IS NULL", ids).Find(&p.rooms).Error
	if err != nil {
		return p, fmt.Errorf("read the classrooms of schools: %w", err)
	}
	err = withDeviceColumns(tx.Table("devices")).Where("devices.school_id IN ? AND state <> ?", ids, models.DeviceRetired).Find(&p.devices).Error
	if err != nil {
		return p, fmt.Errorf("read the devices of schools: %w", err)
	}
	slices.SortFunc(p.rooms, func(a, b ClassroomRow) int { // a database would sort the whole rows
		return cmp.Or(order[a.SchoolID]-order[b.SchoolID], cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(p.devices, func(a, b DeviceRow) int {
		return cmp.Or(order[a.SchoolID]-order[b.SchoolID], cmp.Compare(a.ID, b.ID))
	})
	return p, nil
}

// besideCounty puts the bureau before the columns of a list.
func besideCounty[R any](county func(R) string, columns []export.Field[R]) []export.Field[R] {
	return append([]export.Field[R]{{Title: "县（市、区）", Width: 12, Value: func(r R) any { return county(r) }}}, columns...)
}

// deviceDetails are the columns of a list of devices and which criteria decide about each.
func deviceDetails(titles func(models.Verdicts) (failing, unverified []string)) []export.Field[DeviceRow] {
	return append(DeviceColumns(),
		export.Field[DeviceRow]{Title: "不达标的条款", Width: 40, Value: func(r DeviceRow) any {
			failing, _ := titles(r.Verdicts)
			return strings.Join(failing, "；")
		}},
		export.Field[DeviceRow]{Title: "待核实的条款", Width: 40, Value: func(r DeviceRow) any {
			_, unverified := titles(r.Verdicts)
			return strings.Join(unverified, "；")
		}})
}
