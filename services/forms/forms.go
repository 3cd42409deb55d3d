// Package forms owns the forms (表样) that bureaus have always used: workbooks with the names of fields in their cells,
// kept by the bureau and filled with figures, live or frozen, so that nobody retypes them. A filled form keeps its
// styles, merged cells, formulas, number formats, conditional formats, row heights, print areas and page set-up: only
// rows are repeated, and what refers to rows follows them. What the fields mean is left to services/report.
package forms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/report"
	"banbantong/services/standard"
	"banbantong/services/statistics"
)

// Service keeps and fills forms.
type Service struct {
	db        *gorm.DB
	now       func() time.Time
	standards Standards
	live      Live
	frozen    Frozen
}

// Standards tells the standard in force; services/compliance does.
type Standards interface {
	Standard(ctx context.Context) (*standard.Standard, error)
}

// Live tells figures as they stand now; services/statistics does.
type Live interface {
	Live(ctx context.Context, actor access.Actor, q statistics.Query, use func(report.Header, report.Schools) error) error
}

// Frozen tells the figures of a snapshot; services/submissions does.
type Frozen interface {
	Frozen(ctx context.Context, actor access.Actor, snapshotID uint, use func(report.Header, report.Schools) error) error
}

// New makes the service over the database.
func New(db *gorm.DB, now func() time.Time, standards Standards, live Live, frozen Frozen) *Service {
	return &Service{db, now, standards, live, frozen}
}

// Source says which figures fill a form.
type Source struct {
	Query      statistics.Query // live, where there is no snapshot
	SnapshotID uint
}

// rowsAtMost bounds how often a row is repeated.
const rowsAtMost = 50_000

// Fields lists every field that a form may name.
func (s *Service) Fields(ctx context.Context, actor access.Actor) ([]report.Field, error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return nil, err
	}
	std, err := s.standards.Standard(ctx)
	if err != nil {
		return nil, err
	}
	return report.Fields(report.Quote(std)), nil
}

// List gives the forms that an actor may use: those of the places that the actor sees, and of the bureaus above them,
// which ask for figures in these forms. The content is left out.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]models.Form, error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return nil, err
	}
	var found []models.Form
	if err := usable(s.db.WithContext(ctx), actor).Omit("content").Preload("Organisation").Order("forms.organisation_id, forms.name").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list forms: %w", err)
	}
	return found, nil
}

// Get finds a form that the actor may use.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (models.Form, error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return models.Form{}, err
	}
	return one(usable(s.db.WithContext(ctx), actor), id)
}

func usable(tx *gorm.DB, actor access.Actor) *gorm.DB {
	scope := actor.Scope(access.StatisticsRead)
	var above []uint
	for _, path := range scope.Roots() {
		above = append(above, models.PathIDs(path)...)
	}
	visible := tx.Session(&gorm.Session{NewDB: true}).Model(&models.Organisation{}).Scopes(scope.Paths("path")).Select("id")
	return tx.Where("forms.organisation_id IN (?) OR forms.organisation_id IN ?", visible, above)
}

func one(query *gorm.DB, id uint) (models.Form, error) {
	var found []models.Form
	if err := query.Preload("Organisation").Where("forms.id = ?", id).Find(&found).Error; err != nil {
		return models.Form{}, fmt.Errorf("find a form: %w", err)
	}
	if len(found) == 0 {
		return models.Form{}, errs.Missing("该表样")
	}
	return found[0], nil
}

// Upload is a form as a person sends it.
type Upload struct {
	OrganisationID uint
	Name           string // the file's where it is empty
	FileName       string
	Content        []byte
}

// Add keeps a new form for a bureau, once every field in it is understood.
func (s *Service) Add(ctx context.Context, actor access.Actor, u Upload) (form models.Form, err error) {
	if err := actor.Require(access.FormWrite); err != nil {
		return form, err
	}
	form = models.Form{OrganisationID: u.OrganisationID, Name: nameOf(u), Version: 1, CreatedAt: s.now()}
	if err := s.take(ctx, &form, u); err != nil {
		return form, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if form.Organisation, err = access.FindOrganisation(tx, actor, access.FormWrite, u.OrganisationID); err != nil {
			return err
		}
		if form.Organisation.Kind == models.KindSchool {
			return errs.InvalidFields(errs.Field{Location: "organisation", Message: "表样由教育部门维护，学校用上级的表样。"})
		}
		if err := named(tx.Omit("Organisation").Create(&form).Error); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), change("form.added", form, nil, described(form)))
	})
	return form, err
}

// Replace changes a form: its name, and its workbook where one is sent.
func (s *Service) Replace(ctx context.Context, actor access.Actor, id uint, version int, u Upload) (form models.Form, err error) {
	if err := actor.Require(access.FormWrite); err != nil {
		return form, err
	}
	var sent models.Form
	if u.Content != nil {
		if err := s.take(ctx, &sent, u); err != nil {
			return form, err
		}
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if form, err = s.writable(tx, actor, id, version); err != nil {
			return err
		}
		before := described(form)
		if u.Name != "" {
			form.Name = nameOf(u)
		}
		if u.Content != nil {
			form.FileName, form.SizeBytes, form.Content = sent.FileName, sent.SizeBytes, sent.Content
		}
		form.Version, form.UpdatedAt = version+1, s.now()
		written := tx.Model(&models.Form{}).Where("id = ? AND version = ?", id, version).
			Select("name", "file_name", "size_bytes", "content", "version", "updated_at").Updates(form)
		if err := named(written.Error); err != nil {
			return err
		}
		if written.RowsAffected == 0 {
			return errs.Stale("该表样")
		}
		return audit.Record(tx, actor, s.now(), change("form.replaced", form, before, described(form)))
	})
	return form, err
}

// Delete drops a form. What was downloaded in it stays with whom it was downloaded by.
func (s *Service) Delete(ctx context.Context, actor access.Actor, id uint, version int) error {
	if err := actor.Require(access.FormWrite); err != nil {
		return err
	}
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		form, err := s.writable(tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := tx.Delete(&models.Form{}, id).Error; err != nil {
			return fmt.Errorf("delete a form: %w", err)
		}
		return audit.Record(tx, actor, s.now(), change("form.deleted", form, described(form), nil))
	})
}

// writable finds a form of a place in which the actor may change forms.
func (s *Service) writable(tx *gorm.DB, actor access.Actor, id uint, version int) (models.Form, error) {
	form, err := one(tx.Scopes(actor.Scope(access.FormWrite).Schools("forms.organisation_id")), id)
	if err == nil && form.Version != version {
		err = errs.Stale("该表样")
	}
	return form, err
}

// take checks a workbook and notes what is kept of it. It is filled once without figures: what cannot be filled is
// better refused today than on the day of the report.
func (s *Service) take(ctx context.Context, form *models.Form, u Upload) error {
	std, err := s.standards.Standard(ctx)
	if err != nil {
		return err
	}
	t, err := readTemplate(u.Content, knownFields(report.Fields(report.Quote(std))))
	if err != nil {
		return err
	}
	var filled bytes.Buffer
	if err := t.fill(&filled, report.Values{}); err != nil {
		return err
	}
	if _, err := preview(filled.Bytes()); err != nil {
		return errDamaged()
	}
	form.FileName, form.SizeBytes, form.Content, form.UpdatedAt = shortName(u.FileName), len(u.Content), u.Content, s.now()
	return nil
}

// Fill writes a form with the figures of the source, and says what to call the file.
func (s *Service) Fill(ctx context.Context, actor access.Actor, id uint, source Source, w io.Writer) (name string, err error) {
	form, err := s.Get(ctx, actor, id)
	if err != nil {
		return "", err
	}
	use := func(header report.Header, schools report.Schools) error {
		name = header.Place + form.Name + ".xlsx"
		t, err := readTemplate(form.Content, knownFields(report.Fields(header.Standard)))
		if err != nil {
			return err
		}
		values, err := report.Gather(header, schools, t.wanted(), rowsAtMost)
		if err != nil {
			return err
		}
		return t.fill(w, values)
	}
	if source.SnapshotID != 0 {
		err = s.frozen.Frozen(ctx, actor, source.SnapshotID, use)
	} else {
		err = s.live.Live(ctx, actor, source.Query, use)
	}
	return name, outdated(err)
}

// outdated tells a person that a form names something that the standard of the figures does not have.
func outdated(err error) error {
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Kind == errs.Invalid {
		e.Detail = "表样里有的字段，这些数据所用的标准里没有。请按提示修改表样。"
	}
	return err
}

// Preview is a filled form as a browser shows it.
func (s *Service) Preview(ctx context.Context, actor access.Actor, id uint, source Source) ([]Sheet, error) {
	var filled bytes.Buffer
	if _, err := s.Fill(ctx, actor, id, source, &filled); err != nil {
		return nil, err
	}
	return preview(filled.Bytes())
}

func nameOf(u Upload) string {
	name := strings.TrimSpace(u.Name)
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(u.FileName), filepath.Ext(u.FileName))
	}
	return cut(name, 60)
}

func shortName(file string) string { return cut(filepath.Base(file), 200) }

func cut(text string, runes int) string {
	if utf8.RuneCountInString(text) > runes {
		return string([]rune(text)[:runes])
	}
	return text
}

// named tells a person that a name is taken.
func named(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errs.InvalidFields(errs.Field{Location: "name", Message: "本单位已有同名的表样。请换一个名称，或替换原来的表样。"})
	}
	if err != nil {
		return fmt.Errorf("keep a form: %w", err)
	}
	return nil
}

func described(f models.Form) any {
	return map[string]any{"name": f.Name, "file_name": f.FileName, "size_bytes": f.SizeBytes}
}

func change(action string, f models.Form, before, after any) audit.Change {
	return audit.Change{Action: action, Subject: "form", SubjectID: f.ID, OrganisationID: f.OrganisationID, Before: before, After: after}
}
