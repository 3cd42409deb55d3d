package compliance

import (
	"banbantong/models"
	"banbantong/services/standard"
)

// Judge sets the verdicts of a classroom and of the devices in it, as they stand on the day. A classroom without a
// host or screen has no suite, and a device that is idle or retired is part of none: nothing is judged about either.
func Judge(e *standard.Evaluator, room *models.Classroom, devices []*models.Device, on models.Date) {
	subject, installed := facts(room, devices, on)
	for _, d := range devices {
		clearDevice(d)
	}
	clearRoom(room)
	suite, each := e.Room(&subject)
	usable := true
	for i, d := range installed {
		d.Verdicts = verdicts(each[i], each[i].Grade)
		d.StandardGrade = each[i].StandardGrade.Grade()
		d.MissingDate = each[i].MissingDate
		d.StoodIn, d.StoodDamaged = d.ClassroomID, d.State.Damaged()
		room.Damaged = room.Damaged || d.State.Damaged()
		if d.Category.Essential() {
			room.HasSuite = true
			usable = usable && !d.State.Damaged()
		}
	}
	if room.HasSuite {
		room.Usable = usable
		room.Verdicts = verdicts(suite, suite.Grade)
		room.StandardGrade = suite.StandardGrade.Grade()
		room.NetworkGrade = suite.NetworkGrade.Grade()
		room.SoftwareGrade = suite.SoftwareGrade.Grade()
	}
}

// RoomOf is what the standard looks at of a classroom and those of the devices that are part of its suite.
func RoomOf(room *models.Classroom, devices []*models.Device, on models.Date) standard.Room {
	subject, _ := facts(room, devices, on)
	return subject
}

// facts is what the standard looks at, and the devices that are part of the suite in the same order.
func facts(room *models.Classroom, devices []*models.Device, on models.Date) (standard.Room, []*models.Device) {
	subject := standard.Room{StudentCount: room.StudentCount, OnCampusNetwork: room.OnCampusNetwork, Network: room.Network, On: on}
	if room.RetiredAt != nil {
		return subject, nil
	}
	subject.Devices = make([]standard.Device, 0, len(devices))
	installed := make([]*models.Device, 0, len(devices))
	for _, d := range devices {
		if d.Installed() {
			subject.Devices = append(subject.Devices, standard.Device{ID: d.ID, Category: d.Category, Specs: d.Specs, BoughtOn: d.BoughtOn, Damage: damage(d.State)})
			installed = append(installed, d)
		}
	}
	return subject, installed
}

func damage(state models.DeviceState) standard.Damage {
	switch state {
	case models.DeviceDamaged, models.DeviceRepairing:
		return standard.Broken
	case models.DeviceToRetire:
		return standard.Scrap
	}
	return standard.Sound
}

// JudgeSchool sets the verdicts of the school itself, from what it and its classrooms say.
func JudgeSchool(e *standard.Evaluator, school *models.School, rooms []models.Classroom) {
	j := e.School(SchoolFacts(school, rooms))
	school.Verdicts = verdicts(j, j.NetworkGrade)
}

// SchoolFacts is what the standard looks at of a school.
func SchoolFacts(school *models.School, rooms []models.Classroom) standard.SchoolFacts {
	f := standard.SchoolFacts{UplinkMbps: school.UplinkMbps, ClassInternetMbps: school.ClassInternetMbps,
		TeachingPoint: school.Type == models.SchoolTeachingPoint}
	for i := range rooms {
		if rooms[i].RetiredAt != nil {
			continue
		}
		f.Classrooms++
		if on := rooms[i].OnCampusNetwork; on != nil {
			f.KnownCampusNetwork++
			if *on {
				f.OnCampusNetwork++
			}
		}
	}
	return f
}

func verdicts(j standard.Judgement, grade standard.Outcome) models.Verdicts {
	return models.Verdicts{Fails: int64(j.Fails), Unknowns: int64(j.Unknowns), Judged: int64(j.Judged), Grade: grade.Grade()}
}

func clearDevice(d *models.Device) {
	d.Verdicts, d.StandardGrade, d.MissingDate = models.Verdicts{}, models.GradeNone, false
	d.StoodIn, d.StoodDamaged = nil, false
}

func clearRoom(r *models.Classroom) {
	r.Verdicts = models.Verdicts{}
	r.StandardGrade, r.NetworkGrade, r.SoftwareGrade = models.GradeNone, models.GradeNone, models.GradeNone
	r.HasSuite, r.Damaged, r.Usable = false, false, false
}
