package submissions

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/errs"
	"banbantong/services/quality"
	"banbantong/services/registry"
)

// noon is a day in the period of the tests.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// world is a place with people and a service over a real database. Its clock moves when a test moves it.
type world struct {
	t       testing.TB
	db      *gorm.DB
	service *Service
	files   *blob.Bucket
	folder  string
	at      atomic.Int64 // seconds after noon
	places  map[string]models.Organisation
	people  uint
}

func newWorld(t testing.TB, db *gorm.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, places: map[string]models.Organisation{}, folder: t.TempDir()}
	var err error
	w.files, err = fileblob.OpenBucket(w.folder, &fileblob.Options{NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	w.must(err)
	w.service, err = newService(db, w.now, w.files)
	w.must(err)
	return w
}

func newService(db *gorm.DB, now func() time.Time, files *blob.Bucket) (*Service, error) {
	verdicts, err := compliance.New(db, now)
	if err != nil {
		return nil, err
	}
	return New(db, now, files, verdicts, quality.New(db, now, verdicts, registry.New(db, now, verdicts))), nil
}

func (w *world) now() time.Time { return noon.Add(time.Duration(w.at.Load()) * time.Second) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// place adds an organisation; schools count and have some figures.
func (w *world) place(name, parent string, kind models.OrganisationKind) models.Organisation {
	w.t.Helper()
	o := models.Organisation{Kind: kind, Name: name, Path: "new/" + name, Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if parent != "" {
		above := w.places[parent]
		o.ParentID = &above.ID
	}
	w.must(w.db.Create(&o).Error)
	o.Path = models.PathUnder(w.places[parent].Path, o.ID)
	w.must(w.db.Save(&o).Error)
	if kind == models.KindSchool {
		w.must(w.db.Omit("Organisation").Create(&models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaRural,
			Sponsor: models.SponsorEducation, Version: 1, CreatedAt: noon, UpdatedAt: noon}).Error)
	}
	w.places[name] = o
	return o
}

// counts makes a school have so many suites, and so many of them that fail.
func (w *world) counts(id uint, inUse, failed int) {
	w.t.Helper()
	w.must(w.db.Where("school_id = ?", id).Delete(&models.SchoolCounts{}).Error)
	w.must(w.db.Create(&models.SchoolCounts{SchoolID: id, Category: models.CategorySuite, Total: inUse, InUse: inUse, Passed: inUse - failed,
		Failed: failed, FailedOrDamaged: failed, Usable: inUse}).Error)
}

// small is a province with one of each level, with figures: a county with a 中心校, its village school, and a school of
// its own.
func (w *world) small() {
	w.place("江西省", "", models.KindProvince)
	w.place("赣州市", "江西省", models.KindCity)
	w.place("市直小学", "赣州市", models.KindSchool)
	w.place("信丰县", "赣州市", models.KindCounty)
	w.place("县直小学", "信丰县", models.KindSchool)
	w.place("大塘中心校", "信丰县", models.KindSchool)
	w.place("长岗教学点", "大塘中心校", models.KindSchool)
	for i, name := range []string{"市直小学", "县直小学", "大塘中心校", "长岗教学点"} {
		w.counts(w.places[name].ID, 10*(i+1), i+1)
	}
}

// who is somebody new with a role in a place.
func (w *world) who(role models.Role, place string) access.Actor {
	w.people++
	o := w.places[place]
	return access.NewActor(models.User{ID: w.people, Name: fmt.Sprintf("%s的%s", place, role),
		Grants: []models.Grant{{Role: role, OrganisationID: o.ID, Organisation: o}}})
}

// office is who works for a place: its administrator.
func (w *world) office(place string) access.Actor {
	o := w.places[place]
	var below int64
	w.must(w.db.Model(&models.Organisation{}).Where("parent_id = ?", o.ID).Count(&below).Error)
	switch {
	case o.Kind == models.KindProvince:
		return w.who(models.RoleProvinceAdmin, place)
	case o.Kind == models.KindCity:
		return w.who(models.RoleCityAdmin, place)
	case o.Kind == models.KindCounty:
		return w.who(models.RoleCountyAdmin, place)
	case below > 0:
		return w.who(models.RoleCentreAdmin, place)
	}
	return w.who(models.RoleSchoolAdmin, place)
}

// open opens a period for the province, or for another bureau.
func (w *world) open(opener string) Period {
	w.t.Helper()
	due := map[models.ReportLevel]models.Date{}
	for i, level := range levelsBelow(w.places[opener].Kind) {
		due[level] = models.DateOf(noon.AddDate(0, 0, 7*(i+1)))
	}
	p, err := w.service.OpenPeriod(w.t.Context(), w.office(opener), w.places[opener].ID, PeriodFields{Name: "2026年秋季学期",
		Kind: models.PeriodAutumn, Tables: models.ReportTables(), Due: due, RemindDays: 3})
	w.must(err)
	return p
}

func (w *world) page(p Period, actor access.Actor, place string) Page {
	w.t.Helper()
	page, err := w.service.Page(w.t.Context(), actor, p.ID, w.places[place].ID)
	w.must(err)
	return page
}

// submit explains what must be explained, and submits; 零报告 where there is nothing.
func (w *world) submit(p Period, actor access.Actor, place string) (Page, error) {
	w.t.Helper()
	page := w.page(p, actor, place)
	zero := false
	if d := page.Draft; d != nil {
		said := map[string]string{}
		for _, f := range d.Findings {
			if f.Must {
				said[f.Key] = "已核对"
			}
		}
		zero = d.Content.Figures.Nothing()
		var err error
		if page, err = w.service.Explain(w.t.Context(), actor, p.ID, w.places[place].ID, page.Submission.Version, "", said); err != nil {
			return page, err
		}
	}
	return w.service.Submit(w.t.Context(), actor, p.ID, w.places[place].ID, Filing{Version: page.Submission.Version, Zero: zero})
}

// explained is a batch for schools below a place in which all is explained that must be.
func (w *world) explained(p Period, actor access.Actor, place string, schools ...uint) Batch {
	w.t.Helper()
	asked, err := w.service.AskToFillIn(w.t.Context(), actor, p.ID, w.places[place].ID, schools)
	w.must(err)
	batch := Batch{Zero: true}
	for _, a := range asked {
		one := OnBehalf{Versioned{a.Unit.ID, a.Submission.Version}, map[string]string{}}
		for _, f := range a.Findings {
			one.Explanations[f.Key] = "已核对"
		}
		batch.Schools = append(batch.Schools, one)
	}
	return batch
}

func (w *world) accept(p Period, actor access.Actor, superior string, places ...string) []Outcome {
	w.t.Helper()
	var those []Versioned
	for _, place := range places {
		those = append(those, Versioned{w.places[place].ID, w.page(p, actor, place).Submission.Version})
	}
	outcomes, err := w.service.Accept(w.t.Context(), actor, p.ID, w.places[superior].ID, those)
	w.must(err)
	return outcomes
}

// sound says that everything verifies.
func (w *world) sound() Verified {
	w.t.Helper()
	done, err := w.service.Verify(w.t.Context(), func(f Flaw) { w.t.Errorf("snapshot %d of %s: %s", f.SnapshotID, f.Organisation, f.Text) })
	w.must(err)
	return done
}

func code(err error) string {
	if known := new(errs.Error); errors.As(err, &known) {
		return known.Code
	}
	return fmt.Sprint(err)
}
