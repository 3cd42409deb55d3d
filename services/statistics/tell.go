package statistics

import (
	"banbantong/models"
	"banbantong/services/compliance"
	"banbantong/services/report"
	"banbantong/services/standard"
	"banbantong/services/tickets"
)

// Tell puts what is stored of a school into the words of the forms. What fails is what was counted, the stored
// verdicts; the standard is asked only for what was measured.
func (s *Telling) Tell() report.School {
	school := report.School{PricedBy: s.tariff.Keepers, ID: s.Organisation.ID, Path: s.Organisation.Path, Name: s.Organisation.Name,
		Type: s.Type, Area: s.Area, Sponsor: s.Sponsor, Above: s.above,
		UplinkMbps: s.UplinkMbps, ClassInternetMbps: s.ClassInternetMbps}
	if s.Code != nil {
		school.Code = *s.Code
	}
	for _, c := range s.categories {
		school.Counts = append(school.Counts, report.Counts(c))
	}
	for _, c := range s.criteria {
		school.Criteria = append(school.Criteria, report.CriterionCounts(c))
	}
	school.Rooms = make([]report.Room, 0, len(s.Rooms))
	for i := range s.Rooms {
		if room := &s.Rooms[i]; room.RetiredAt == nil || len(s.installed[room.ID]) > 0 {
			school.Rooms = append(school.Rooms, s.tellRoom(room))
		}
	}
	for _, v := range s.evaluator.ExplainSchool(compliance.SchoolFacts(&s.School.School, s.Rooms)) {
		if standard.Set(s.Judged).Has(v.Criterion.Bit) {
			school.Verdicts = append(school.Verdicts, verdict(s.Verdicts, v))
		}
	}
	return school
}

func (s *Telling) tellRoom(room *models.Classroom) report.Room {
	devices := s.installed[room.ID]
	told := report.Room{ID: room.ID, Name: room.Name, Building: room.Building, Kind: room.Kind, StudentCount: room.StudentCount,
		OnCampusNetwork: room.OnCampusNetwork, Retired: room.RetiredAt != nil, HasSuite: room.HasSuite, Damaged: room.Damaged,
		Usable: room.Usable, Grade: room.Grade, StandardGrade: room.StandardGrade, NetworkGrade: room.NetworkGrade,
		SoftwareGrade: room.SoftwareGrade, Devices: make([]report.Device, len(devices))}
	subject := compliance.RoomOf(room, devices, s.on)
	var verdicts []standard.Verdict
	if len(subject.Devices) > 0 {
		verdicts = s.evaluator.Explain(subject)
	}
	failing := standard.Set(0) // by which the suite fails and no device was told to yet
	if room.HasSuite && room.Grade == models.GradeFail {
		failing = failed(room.Verdicts)
	}
	for i := range devices {
		told.Devices[i] = tellDevice(devices[i], s.tickets)
		if devices[i].Grade == models.GradeFail {
			told.Devices[i].Failures = failures(devices[i], verdicts, &failing)
		}
	}
	if room.HasSuite {
		told.Verdicts = make([]report.Verdict, 0, standard.Set(room.Judged).Len())
		for _, v := range verdicts {
			if v.InRoom && standard.Set(room.Judged).Has(v.Criterion.Bit) {
				told.Verdicts = append(told.Verdicts, verdict(room.Verdicts, v))
			}
		}
	}
	if !told.Retired && (told.Grade == models.GradeFail || told.Damaged || !told.HasSuite) {
		told.Needs = s.needs(&subject)
	}
	return told
}

// needs is the cheapest way to bring a room to standard and to mend what is damaged in it.
func (s *Telling) needs(room *standard.Room) []report.Need {
	remedy, found := s.evaluator.Remedy(room, standard.Terms{Prices: s.tariff.Cents})
	if !found {
		return nil
	}
	var needs []report.Need
	for _, n := range remedy.Needs {
		need := report.Need{Measure: n.Measure.ID, Count: n.Count, Cents: int64(n.Count) * s.tariff.Cents[n.Measure.ID]}
		for _, c := range n.Criteria {
			need.Criteria = append(need.Criteria, c.ID)
		}
		needs = append(needs, need)
	}
	return needs
}

// failures are the hardware criteria that a device fails. Those by which the suite fails too are taken from failing.
func failures(device *models.Device, verdicts []standard.Verdict, failing *standard.Set) []report.Failure {
	fails := failed(device.Verdicts)
	var all []report.Failure
	for _, v := range verdicts {
		if v.DeviceID != device.ID || v.Criterion.Group != standard.GroupHardware || !fails.Has(v.Criterion.Bit) {
			continue
		}
		f := report.Failure{Criterion: v.Criterion.ID, Measured: v.Measured, OfSuite: v.InRoom && failing.Has(v.Criterion.Bit)}
		if f.OfSuite {
			*failing = failing.Without(standard.Set(0).Add(v.Criterion.Bit))
		}
		all = append(all, f)
	}
	return all
}

func tellDevice(d *models.Device, open map[uint]models.Ticket) report.Device {
	told := report.Device{ID: d.ID, Category: d.Category, Brand: d.Brand, Model: d.Model, BoughtOn: d.BoughtOn, FundSource: d.FundSource,
		State: d.State, Grade: d.Grade}
	if d.AssetNo != nil {
		told.AssetNo = *d.AssetNo
	}
	if t, is := open[d.ID]; is {
		told.Ticket = &report.Ticket{Number: t.Number, Status: t.Status.Label(), ReportedAt: t.ReportedAt}
		if f, known := tickets.FaultOf(t.Fault); known {
			told.Ticket.Fault = f.Label
		}
	}
	return told
}

func failed(v models.Verdicts) standard.Set {
	return standard.Set(v.Fails).Intersect(standard.Set(v.Judged))
}

// verdict is the stored answer with what was measured.
func verdict(stored models.Verdicts, v standard.Verdict) report.Verdict {
	grade := models.GradePass
	switch bit := v.Criterion.Bit; {
	case standard.Set(stored.Fails).Has(bit):
		grade = models.GradeFail
	case standard.Set(stored.Unknowns).Has(bit):
		grade = models.GradeUnknown
	}
	return report.Verdict{Criterion: v.Criterion.ID, Grade: grade, Measured: v.Measured, DeviceID: v.DeviceID}
}
