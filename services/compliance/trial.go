package compliance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// TryVersion tells how a part of a draft's place stands now, as stored, and how it would if the draft were in force today.
// Nothing is changed. The part is one of Choices.Pieces: whoever wants the whole adds them up, so that no request takes
// longer or holds more than a county needs; 0 is the place itself.
func (s *Service) TryVersion(ctx context.Context, actor access.Actor, id, organisationID uint) (Trial, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return Trial{}, err
	}
	var t Trial
	db := s.db.WithContext(ctx)
	v, err := s.findVersion(db, actor, id)
	if err != nil {
		return t, err
	}
	if !v.Editable {
		return t, errs.New(errs.Conflict, "standard-decided", "只有草稿可以试算。")
	}
	if organisationID == 0 {
		organisationID = v.OrganisationID
	}
	o, err := access.FindOrganisation(db, actor, access.StandardWrite, organisationID)
	if err != nil {
		return t, err
	}
	if o.Kind == models.KindProvince || o.Kind == models.KindCity || !strings.HasPrefix(o.Path, v.Path) {
		return t, errs.InvalidFields(errs.Field{Location: "organisation", Message: "请逐个县（市、区）试算，且须在这个版本的范围内。"})
	}
	all, err := s.editionsOn(db, models.DateOf(s.now()))
	if err != nil {
		return t, err
	}
	above, err := all.at(db, models.ParentPath(v.Path))
	if err != nil {
		return t, err
	}
	if err := refused(s.objections(above.Standard, v)); err != nil {
		return t, err
	}
	if err := s.giveBits(db, &v.Amendments); err != nil {
		return t, err
	}
	ids, err := triedSchools(db, o.Path)
	if err != nil {
		return t, err
	}
	place := models.Organisation{ID: v.OrganisationID, Name: v.Place, Path: v.Path}
	if t, err = s.try(db, all.with(place, v.Amendments), ids); err != nil {
		return t, err
	}
	if err := t.childrenOf(db, v.Path); err != nil {
		return t, err
	}
	t.Titles, err = s.titles(db, all, o.Path)
	return t, err
}

// childrenOf tells to which place right below path each school belongs.
func (t *Trial) childrenOf(tx *gorm.DB, path string) error {
	var children []models.Organisation
	if err := tx.Where("path LIKE ?", path+"%").Where("LENGTH(path) = ?", models.ChildPathLength(path)).Select("id, name").Find(&children).Error; err != nil {
		return fmt.Errorf("list the places below a version's: %w", err)
	}
	byID := map[uint]models.Organisation{}
	for _, o := range children {
		byID[o.ID] = o
	}
	depth := models.PathDepth(path)
	for i := range t.Schools {
		t.Schools[i].Child = byID[models.PathIDs(t.Schools[i].Path)[depth]]
	}
	return nil
}

// titles are those of the criteria that hold at a place and below it, by id.
func (s *Service) titles(tx *gorm.DB, all *editions, path string) (map[string]string, error) {
	survey, err := all.survey(tx, []string{path})
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	known, err := s.criteria(tx) // also those that are given up with the draft
	if err != nil {
		return nil, err
	}
	for _, c := range slices.Concat(known, survey.Known()) {
		titles[c.ID] = c.FullTitle()
	}
	return titles, nil
}

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
	all, err := s.editionsOn(db, models.DateOf(s.now()))
	if err != nil {
		return check, err
	}
	above, err := all.at(db, models.ParentPath(v.Path))
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
