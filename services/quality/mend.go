package quality

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

// Versioned is a row as the person who changes it saw it.
type Versioned struct {
	ID      uint
	Version int
}

// most is how many rows are mended at once.
const most = 200

func checkRows(rows []Versioned) error {
	if len(rows) == 0 || len(rows) > most {
		return errs.InvalidFields(errs.Field{Location: "rows", Message: fmt.Sprintf("请选择 1 至 %d 项。", most)})
	}
	return nil
}

// MendDevices sets one field of several devices to what was typed, of all or of none.
func (s *Service) MendDevices(ctx context.Context, actor access.Actor, field Field, text string, rows []Versioned) error {
	if err := errors.Join(actor.Require(access.DeviceWrite), checkRows(rows)); err != nil {
		return err
	}
	info, err := fieldOf(field, OfDevice)
	if err != nil {
		return err
	}
	edit, err := info.device(text)
	if err != nil {
		return err
	}
	return s.mend(ctx, rows, func(r *registry.Service, row Versioned) (uint, string, error) {
		d, err := r.ChangeDevice(ctx, actor, row.ID, row.Version, edit)
		return d.SchoolID, d.Name, err
	})
}

// MendClassrooms is MendDevices for classrooms.
func (s *Service) MendClassrooms(ctx context.Context, actor access.Actor, field Field, text string, rows []Versioned) error {
	if err := errors.Join(actor.Require(access.ClassroomWrite), checkRows(rows)); err != nil {
		return err
	}
	info, err := fieldOf(field, OfClassroom)
	if err != nil {
		return err
	}
	edit, err := info.classroom(text)
	if err != nil {
		return err
	}
	return s.mend(ctx, rows, func(r *registry.Service, row Versioned) (uint, string, error) {
		c, err := r.ChangeClassroom(ctx, actor, row.ID, row.Version, edit)
		return c.SchoolID, c.Name, err
	})
}

// mend changes the rows in one transaction and counts their schools again.
func (s *Service) mend(ctx context.Context, rows []Versioned, change func(*registry.Service, Versioned) (schoolID uint, name string, err error)) error {
	schools := map[uint]bool{}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Versioned) int { return int(a.ID) - int(b.ID) })
	err := s.registry.Together(ctx, func(r *registry.Service) error {
		for i, row := range rows {
			if i > 0 && row.ID == rows[i-1].ID {
				continue
			}
			schoolID, name, err := change(r, row)
			if err != nil {
				return naming(err, name)
			}
			schools[schoolID] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	var ids []uint
	for id := range schools {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return s.Count(ctx, ids)
}

// naming says in an error which of many rows it is about.
func naming(err error, name string) error {
	var known *errs.Error
	if name == "" || !errors.As(err, &known) {
		return err
	}
	named := *known
	named.Detail = "“" + name + "”：" + known.Detail
	named.Fields = slices.Clone(known.Fields)
	for i := range named.Fields {
		named.Fields[i].Message = "“" + name + "”：" + named.Fields[i].Message
	}
	return &named
}
