package quality

import (
	"context"
	"fmt"
	"io"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/registry"
	"banbantong/services/workbook"
)

// mostRows is how many rows a workbook to complete has at most: more than that nobody fills in one file.
const mostRows = 20_000

// Workbook writes the rows of a place of which a rule, or any if rule is "", finds something that a spreadsheet can mend:
// devices or classrooms. Filled in, it goes through the import like any ledger.
func (s *Service) Workbook(ctx context.Context, actor access.Actor, f Filter, subject Subject, w io.Writer) error {
	if err := actor.Require(access.ImportRun); err != nil {
		return err
	}
	db := s.db.WithContext(ctx)
	p, err := findPlace(db, actor, f.OrganisationID)
	if err != nil {
		return err
	}
	asked, err := s.asked(db, p, f.Rule, subject)
	if err != nil {
		return err
	}
	codes, err := p.codes(db)
	if err != nil {
		return err
	}
	var rows []workbook.Incomplete
	add := func(schoolID uint, known map[string]string, fields []Field) {
		known["学校标识码"] = codes[schoolID]
		rows = append(rows, workbook.Incomplete{Known: known, Asked: fields})
	}
	place := registry.Place{OrganisationPath: p.root.Path, Counted: true}
	switch subject {
	case OfDevice:
		columns := registry.DeviceColumns()
		err = s.registry.EachDevice(ctx, actor, registry.DeviceFilter{Place: place}, func(d registry.DeviceRow) error {
			if fields := asked[d.ID]; fields != nil {
				add(d.SchoolID, cells(columns, d), fields)
			}
			return nil
		})
		if err == nil {
			return workbook.WriteIncomplete(w, workbook.KindDevices, rows)
		}
	case OfClassroom:
		columns := registry.ClassroomColumns(func(models.Verdicts) (failing, unverified []string) { return nil, nil })
		err = s.registry.EachClassroom(ctx, actor, registry.ClassroomFilter{Place: place}, func(c registry.ClassroomRow) error {
			if fields := asked[c.ID]; fields != nil {
				add(c.SchoolID, cells(columns, c), fields)
			}
			return nil
		})
		if err == nil {
			return workbook.WriteIncomplete(w, workbook.KindClassrooms, rows)
		}
	default:
		err = errs.InvalidFields(errs.Field{Location: "subject", Message: "请选择设备或教室。"})
	}
	return err
}

// asked is which fields are to be completed, by the id of the device or classroom.
func (s *Service) asked(tx *gorm.DB, p place, rule string, subject Subject) (map[uint][]Field, error) {
	schools, err := p.schoolsWith(tx, rule)
	if err != nil {
		return nil, err
	}
	var ids []uint
	for _, school := range schools {
		ids = append(ids, school.ID)
	}
	asked := map[uint][]Field{}
	err = s.Inspect(tx, ids, func(_ uint, r Report) error {
		for _, f := range r.Findings {
			id := f.DeviceID
			if subject == OfClassroom {
				id = f.ClassroomID
			}
			fields := f.Rule.columns
			if f.Rule.Mend != "" {
				fields = append([]Field{f.Rule.Mend}, fields...)
			}
			if f.Rule.Subject != subject || id == 0 || len(fields) == 0 || rule != "" && f.Rule.ID != rule {
				continue
			}
			for _, field := range fields {
				if !slices.Contains(asked[id], field) {
					asked[id] = append(asked[id], field)
				}
			}
		}
		if len(asked) > mostRows {
			return errs.New(errs.Conflict, "too-many-rows", "要补充的超过 %d 行，一个表格放不下，请选择下级单位或某一项检查。", mostRows)
		}
		return nil
	})
	if err == nil && len(asked) == 0 {
		err = errs.New(errs.Conflict, "nothing-to-complete", "没有可以用表格补充的内容。")
	}
	return asked, err
}

// codes are the 标识码 of the schools of a place: names alone may mean several.
func (p place) codes(tx *gorm.DB) (map[uint]string, error) {
	var schools []models.School
	if err := p.schools(tx.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id")).Select("s.id, s.code").
		Where("s.code IS NOT NULL").Find(&schools).Error; err != nil {
		return nil, fmt.Errorf("read the codes of schools: %w", err)
	}
	codes := map[uint]string{}
	for _, s := range schools {
		codes[s.ID] = *s.Code
	}
	return codes, nil
}

// cells are the texts of a row by the titles of its columns.
func cells[R any](columns []export.Field[R], row R) map[string]string {
	texts := map[string]string{}
	for _, c := range columns {
		if v := c.Value(row); v != nil {
			texts[c.Title] = fmt.Sprint(v)
		}
	}
	return texts
}
