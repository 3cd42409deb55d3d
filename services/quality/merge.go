package quality

import (
	"context"
	"fmt"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// MergeDevices makes one of two rows about the same device: what the kept one does not know is taken from the other,
// which is retired with a note. Both stay in the register with their lives.
func (s *Service) MergeDevices(ctx context.Context, actor access.Actor, keep, drop Versioned) error {
	if err := actor.Require(access.DeviceWrite); err != nil {
		return err
	}
	if keep.ID == drop.ID {
		return errs.InvalidFields(errs.Field{Location: "drop.id", Message: "请选择两台设备。"})
	}
	var schools []uint
	err := s.registry.Together(ctx, func(r *registry.Service) error {
		kept, err := r.Device(ctx, actor, keep.ID)
		if err != nil {
			return err
		}
		dropped, err := r.Device(ctx, actor, drop.ID)
		switch {
		case err != nil:
			return err
		case kept.Category != dropped.Category:
			return errs.New(errs.Conflict, "merge-categories", "一台是%s，另一台是%s，不能合并。", kept.Category.Label(), dropped.Category.Label())
		case kept.State == models.DeviceRetired:
			return errs.New(errs.Conflict, "merge-retired", "保留的设备已报废，请保留另一台。")
		}
		schools = []uint{kept.SchoolID, dropped.SchoolID}
		if _, err := r.RetireDuplicate(ctx, actor, drop.ID, drop.Version, kept.LabelCode); err != nil {
			return err
		}
		fields := kept.Fields()
		more, err := complete(&fields, dropped.Fields())
		if err != nil {
			return err
		}
		if !more {
			if kept.Version != keep.Version {
				return errs.Stale("保留的设备")
			}
			return nil
		}
		_, err = r.ChangeDevice(ctx, actor, keep.ID, keep.Version, func(f *registry.DeviceFields) { *f = fields })
		return err
	})
	if err != nil {
		return err
	}
	return s.Count(ctx, schools)
}

// complete fills what is not known of a device from another row about it, and says whether there was any. The asset number
// stays with the other row, which may not be the only one of its number twice.
func complete(f *registry.DeviceFields, other registry.DeviceFields) (more bool, err error) {
	for _, text := range []struct{ to, from *string }{{&f.Brand, &other.Brand}, {&f.Model, &other.Model}, {&f.Serial, &other.Serial},
		{&f.FundSource, &other.FundSource}, {&f.GBCode, &other.GBCode}, {&f.Supplier, &other.Supplier},
		{(*string)(&f.BoughtOn), (*string)(&other.BoughtOn)}, {(*string)(&f.WarrantyUntil), (*string)(&other.WarrantyUntil)}} {
		if *text.to == "" && *text.from != "" {
			*text.to, more = *text.from, true
		}
	}
	if f.PriceCents == nil && other.PriceCents != nil {
		f.PriceCents, more = other.PriceCents, true
	}
	facts, missing := f.Specs.Facts(), false
	for name, fact := range other.Specs.Facts() {
		if _, known := facts[name]; !known {
			facts[name], missing = fact, true
		}
	}
	if missing {
		if f.Specs, err = models.SpecsOf(facts, f.Specs.Sources); err != nil {
			return false, fmt.Errorf("merge the specs of two devices: %w", err)
		}
	}
	return more || missing, nil
}

// MergeClassrooms makes one of two rows about the same room of a school: the devices move to the kept one, which takes
// over what it does not know, and the other is no longer used.
func (s *Service) MergeClassrooms(ctx context.Context, actor access.Actor, keep, drop Versioned) error {
	for _, p := range []access.Permission{access.ClassroomWrite, access.DeviceWrite} {
		if err := actor.Require(p); err != nil {
			return err
		}
	}
	if keep.ID == drop.ID {
		return errs.InvalidFields(errs.Field{Location: "drop.id", Message: "请选择两间教室。"})
	}
	var school uint
	err := s.registry.Together(ctx, func(r *registry.Service) error {
		kept, err := r.Classroom(ctx, actor, keep.ID)
		if err != nil {
			return err
		}
		dropped, err := r.Classroom(ctx, actor, drop.ID)
		switch {
		case err != nil:
			return err
		case kept.SchoolID != dropped.SchoolID:
			return errs.New(errs.Conflict, "merge-schools", "两间教室不在同一所学校，不能合并。")
		case kept.RetiredAt != nil:
			return errs.New(errs.Conflict, "merge-retired", "保留的教室已停用，请保留另一间。")
		}
		school = kept.SchoolID
		devices, err := r.DevicesIn(ctx, actor, drop.ID)
		if err != nil {
			return err
		}
		for _, d := range devices {
			if _, err := r.MoveDevice(ctx, actor, d.ID, d.Version, school, &keep.ID); err != nil {
				return err
			}
		}
		fields := dropped.Fields()
		if _, err := r.ChangeClassroom(ctx, actor, keep.ID, keep.Version, func(f *registry.ClassroomFields) { completeRoom(f, fields) }); err != nil {
			return err
		}
		_, err = r.ChangeClassroom(ctx, actor, drop.ID, drop.Version, func(f *registry.ClassroomFields) { f.Retired = true })
		return err
	})
	if err != nil {
		return err
	}
	return s.Count(ctx, []uint{school})
}

func completeRoom(f *registry.ClassroomFields, other registry.ClassroomFields) {
	if f.Floor == "" {
		f.Floor = other.Floor
	}
	if f.StudentCount == nil {
		f.StudentCount = other.StudentCount
	}
	if f.OnCampusNetwork == nil {
		f.OnCampusNetwork = other.OnCampusNetwork
	}
	if f.Network == nil {
		f.Network = other.Network
	}
}
