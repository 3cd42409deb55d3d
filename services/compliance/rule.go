package compliance

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// RuleCheck is what can be said of a rule that is being written.
type RuleCheck struct {
	Wrong  *standard.RuleError // nil if nothing is
	Facts  []standard.Field    // that it speaks of
	Answer *standard.Verdict   // for the room it was tried on; nil where it has nothing that the rule is about
	Tried  bool
}

// Rule is a rule as it is being written.
type Rule struct {
	Text        string
	Subject     standard.Subject
	VersionID   uint   // of the draft
	Criterion   string // whose values it may name; "" for a criterion of its own
	ClassroomID uint   // to try it on; 0 for none
}

// CheckRule tells what is wrong with a rule, and what it says of a room of the actor's.
func (s *Service) CheckRule(ctx context.Context, actor access.Actor, rule Rule) (RuleCheck, error) {
	var check RuleCheck
	if err := actor.Require(access.StandardWrite); err != nil {
		return check, err
	}
	db := s.db.WithContext(ctx)
	v, err := s.findVersion(db, actor, rule.VersionID)
	if err != nil {
		return check, err
	}
	if !slices.Contains(standard.Subjects(), rule.Subject) {
		return check, errs.InvalidFields(errs.Field{Location: "subject", Message: "请选择判定的对象。"})
	}
	_, above, err := s.above(db, v, models.DateOf(s.now()))
	if err != nil {
		return check, err
	}
	values := map[string]float64{}
	for _, value := range above.Values(rule.Criterion) {
		values[value.Name] = value.Value
	}
	check.Wrong = standard.CheckRule(rule.Text, rule.Subject, values)
	check.Facts = standard.FactsOf(rule.Text, rule.Subject)
	if rule.ClassroomID == 0 {
		return check, nil
	}
	room, err := find[models.Classroom](db, actor.Scope(access.ClassroomRead).Schools("school_id"), rule.ClassroomID, "该教室")
	if err != nil || check.Wrong != nil {
		return check, err
	}
	return check, s.tryRule(db, above.Standard, rule, &room, &check)
}

func (s *Service) tryRule(db *gorm.DB, above *standard.Standard, rule Rule, room *models.Classroom, check *RuleCheck) error {
	var verdict standard.Verdict
	var ok bool
	if rule.Subject == standard.SubjectSchool {
		var school models.School
		var rooms []models.Classroom
		if err := db.First(&school, room.SchoolID).Error; err != nil {
			return fmt.Errorf("find the school of a classroom: %w", err)
		}
		if err := db.Where("school_id = ?", room.SchoolID).Find(&rooms).Error; err != nil {
			return fmt.Errorf("find the classrooms of a school: %w", err)
		}
		verdict, ok, check.Tried = tried(above.TryRuleOnSchool(rule.Text, SchoolFacts(&school, rooms)))
	} else {
		var devices []*models.Device
		if err := db.Where("classroom_id = ?", room.ID).Order("id").Find(&devices).Error; err != nil {
			return fmt.Errorf("find the devices of a classroom: %w", err)
		}
		verdict, ok, check.Tried = tried(above.TryRule(rule.Text, rule.Subject, RoomOf(room, devices, models.DateOf(s.now()))))
	}
	if ok {
		check.Answer = &verdict
	}
	return nil
}

// tried turns a rule that cannot stand alone, because it names values of a criterion, into one that was not tried.
func tried(v standard.Verdict, ok bool, err error) (standard.Verdict, bool, bool) {
	return v, ok, err == nil
}
