package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
	"banbantong/services/export"
	"banbantong/services/holdings"
)

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
		if err := d.write(schools, told); err != nil {
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

// write goes through the schools; while some are written the next are read.
func (d *details) write(schools []models.Organisation, told func(done, total int)) error {
	ids := make([]uint, len(schools))
	for i, school := range schools {
		ids[i] = school.ID
	}
	told(0, len(ids))
	done := 0
	for some, err := range database.Ahead(holdings.Read(d.tx, ids), 1) {
		if err != nil {
			return err
		}
		for _, school := range some {
			if err := d.add(school); err != nil {
				return err
			}
		}
		done += len(some)
		told(done, len(ids))
	}
	return nil
}

// add writes the classrooms in use of one school, and its devices.
func (d *details) add(school *holdings.School) error {
	standing := map[uint]int{}
	for _, device := range school.Devices {
		if device.ClassroomID != nil {
			standing[*device.ClassroomID]++
		}
	}
	rooms := make(map[uint]*models.Classroom, len(school.Rooms))
	for i := range school.Rooms {
		room := &school.Rooms[i]
		rooms[room.ID] = room
		if room.RetiredAt != nil {
			continue
		}
		if err := d.rooms.Add(ClassroomRow{*room, school.Organisation.Name, standing[room.ID]}); err != nil {
			return err
		}
	}
	for _, device := range school.Devices {
		row := DeviceRow{Device: *device, SchoolName: school.Organisation.Name}
		if device.ClassroomID != nil {
			room := rooms[*device.ClassroomID]
			row.ClassroomName, row.Building = room.Name, room.Building
		}
		if err := d.devices.Add(row); err != nil {
			return err
		}
	}
	return nil
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
