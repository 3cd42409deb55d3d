package compliance

import (
	"context"
	"fmt"
	"reflect"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/lease"
	"banbantong/services/standard"
)

// Enforce decides that a draft comes into force on a day, today or a coming one, in China. It must ask more than the
// standard that holds above the place on that day; what it does not speak of goes on as above. From today, every school
// of the place is judged anew at once; from a coming day, as soon as it begins.
func (s *Service) Enforce(ctx context.Context, actor access.Actor, id uint, version int, from models.Date) (Choices, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return Choices{}, err
	}
	today := models.DateOf(s.now())
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockProvince(tx); err != nil {
			return err
		}
		v, err := s.draftToChange(tx, actor, id, version)
		if err != nil {
			return err
		}
		if !fullDay(from) || from < today {
			return errs.InvalidFields(errs.Field{Location: "from", Message: "请选择今天或以后的一天为实施日期。"})
		}
		if err := s.mayEnforce(tx, v, from); err != nil {
			return err
		}
		if err := s.giveBits(tx, &v.Amendments); err != nil {
			return err
		}
		if err := s.number(tx, &v.StandardVersion, from); err != nil {
			return err
		}
		if err := s.save(tx, actor, &v.StandardVersion); err != nil {
			return err
		}
		if err := dropTrial(tx, v.ID); err != nil {
			return err
		}
		if err := s.holdsBelow(tx, v, from); err != nil {
			return err
		}
		if from == today {
			if err := s.ask(tx, v.Path); err != nil {
				return err
			}
		}
		return s.record(tx, actor, "standard.enforced", v.StandardVersion, v.Differences)
	})
	if err != nil {
		return Choices{}, err
	}
	lease.Wake(s.asked)
	return s.Version(ctx, actor, id)
}

// mayEnforce says what is in the way of a draft.
func (s *Service) mayEnforce(tx *gorm.DB, v Version, from models.Date) error {
	all, err := s.admits(tx, v, from)
	if err != nil {
		return err
	}
	was := models.Amendments{}
	if last, found := all.byPlace[v.OrganisationID]; found {
		if was, err = last.read(tx); err != nil {
			return err
		}
	}
	if v.Amendments.Empty() && was.Empty() || reflect.DeepEqual(v.Amendments, was) {
		return errs.New(errs.Conflict, "standard-unchanged", "这个版本与现行标准没有不同，不必实施。")
	}
	return nil
}

// admits gives the versions in force on a day if a draft may join them: it asks no less than what holds above its place.
func (s *Service) admits(tx *gorm.DB, v Version, on models.Date) (*editions, error) {
	all, above, err := s.above(tx, v, on)
	if err != nil {
		return nil, err
	}
	return all, refused(s.objections(above.Standard, v))
}

// refused makes of objections one error that names each place.
func refused(found []standard.Objection) error {
	if len(found) == 0 {
		return nil
	}
	fields := make([]errs.Field, len(found))
	for i, o := range found {
		fields[i] = errs.Field{Location: "amendments." + o.Location, Message: o.Message}
	}
	return errs.InvalidFields(fields...)
}

// giveBits numbers the additions that have none. A bit that any version of any place uses, also one that is only
// drafted after it was withdrawn, is taken.
func (s *Service) giveBits(tx *gorm.DB, a *models.Amendments) error {
	var versions []models.StandardVersion
	if err := tx.Where("amendments LIKE ?", `%"added"%`).Find(&versions).Error; err != nil {
		return fmt.Errorf("read the criteria that places have added: %w", err)
	}
	var used standard.Set
	for _, v := range versions {
		for _, one := range v.Amendments.Added {
			if one.ID != "" {
				used = used.Add(one.Bit)
			}
		}
	}
	for i := range a.Added {
		one := &a.Added[i]
		if one.ID != "" {
			continue
		}
		bit, free := s.notice.FreeBit(used)
		if !free {
			return errs.New(errs.Conflict, "standard-full", "全省增加的条款已满，不能再增加。")
		}
		one.Bit, one.ID = bit, standard.AddedID(bit)
		used = used.Add(bit)
	}
	return nil
}

// holdsBelow makes sure that the standard can be made for the place and every one below it with versions of its own.
func (s *Service) holdsBelow(tx *gorm.DB, v Version, from models.Date) error {
	all, err := s.editionsOn(tx, from)
	if err != nil {
		return err
	}
	all = all.with(models.Organisation{ID: v.OrganisationID, Name: v.Place, Path: v.Path}, v.Amendments)
	if _, err := all.at(tx, v.Path); err != nil {
		return fmt.Errorf("make the standard of a version: %w", err)
	}
	for _, one := range all.below(v.Path, []string{v.Path}) {
		if _, err := all.at(tx, one.path); err != nil {
			return fmt.Errorf("make the standard of %s under a version: %w", one.Place, err)
		}
	}
	return nil
}

// Withdraw takes a decision back before its day has come. What it asks becomes a draft again, under another id: what a
// server keeps by the id of a version never changes.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id uint, version int) (Choices, error) {
	if err := actor.Require(access.StandardWrite); err != nil {
		return Choices{}, err
	}
	var draft models.StandardVersion
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockProvince(tx); err != nil {
			return err
		}
		v, err := s.findVersion(tx, actor, id)
		switch {
		case err != nil:
			return err
		case !actor.Scope(access.StandardWrite).Contains(v.Path):
			return errs.Missing("该版本")
		case v.StandardVersion.Version != version:
			return errs.Stale("该版本")
		case v.State != VersionComing:
			return errs.New(errs.Conflict, "standard-not-coming", "只有还没有到实施日期的版本可以撤回。")
		}
		if err := remove(tx, v.StandardVersion); err != nil {
			return err
		}
		if err := s.record(tx, actor, "standard.withdrawn", v.StandardVersion, nil); err != nil {
			return err
		}
		draft = v.StandardVersion
		draft.ID, draft.Number, draft.InForceFrom, draft.EnforcedAt = 0, 0, "", nil
		draft.UserID, draft.Version, draft.UpdatedAt = actor.UserRef(), 1, s.now()
		if err := tx.Create(&draft).Error; err != nil {
			return fmt.Errorf("make a withdrawn version a draft: %w", err)
		}
		return nil
	})
	if err != nil {
		return Choices{}, err
	}
	return s.Version(ctx, actor, draft.ID)
}
