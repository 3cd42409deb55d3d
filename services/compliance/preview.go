package compliance

import (
	"context"
	"fmt"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Grades counts things by how they stand.
type Grades struct{ Passed, Failed, Unknown int }

func (g *Grades) add(passed, failed, unknown int) {
	g.Passed += passed
	g.Failed += failed
	g.Unknown += unknown
}

// Standing is how a place stands under one choice of readings.
type Standing struct {
	Hardware, Network, Software Grades // of suites
	Devices                     Grades // by hardware
	Schools                     Grades // by what they answer for as a whole
}

// Preview tells how a county or a school stands now, as stored, and how it would under other readings. Nothing is
// changed. Places above a county are refused: to judge them takes as long as the evaluation itself.
func (s *Service) Preview(ctx context.Context, actor access.Actor, organisationID uint, readings map[string]string) (now, then Standing, err error) {
	if err := mayRule(actor); err != nil {
		return now, then, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.StandardSwitch, organisationID)
	if err != nil {
		return now, then, err
	}
	if o.Kind == models.KindProvince || o.Kind == models.KindCity {
		return now, then, errs.InvalidFields(errs.Field{Location: "organisation_id", Message: "请选择一个县（市、区）或一所学校试算。"})
	}
	std, err := s.Standard(ctx)
	if err != nil {
		return now, then, err
	}
	other, err := std.With(readings)
	if err != nil {
		return now, then, errs.New(errs.Invalid, "reading", "%s。", err)
	}
	var ids []uint
	err = db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Scopes(access.PathsUnder("o.path", o.Path)).
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).Order("s.id").Pluck("s.id", &ids).Error
	if err != nil {
		return now, then, fmt.Errorf("list the schools of a preview: %w", err)
	}
	l, e, on := newLoader(db), other.Evaluator(), models.DateOf(s.now())
	for _, id := range ids {
		holdings, err := l.load(id, id, nil)
		if err != nil {
			return now, then, err
		}
		for _, h := range holdings {
			now.addSchool(h.stored, &h.school)
			h.judge(e, nil, on)
			then.addSchool(Tally(other, id, h.rooms, h.devices), &h.school)
		}
	}
	return now, then, nil
}

func (s *Standing) addSchool(c Counts, school *models.School) {
	for _, c := range c.Categories {
		if c.Category != models.CategorySuite {
			s.Devices.add(c.Passed, c.Failed, c.Unknown)
			continue
		}
		s.Hardware.add(c.Passed, c.Failed, c.Unknown)
		s.Network.add(c.NetworkPassed, c.NetworkFailed, c.NetworkUnknown)
		s.Software.add(c.SoftwarePassed, c.SoftwareFailed, c.SoftwareUnknown)
	}
	add(school.Grade, &s.Schools.Passed, &s.Schools.Failed, &s.Schools.Unknown)
}
