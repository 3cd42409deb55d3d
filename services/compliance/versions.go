package compliance

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// VersionState says where a version stands in its life.
type VersionState string

const (
	VersionDraft    VersionState = "draft"
	VersionComing   VersionState = "coming"
	VersionInForce  VersionState = "in_force"
	VersionReplaced VersionState = "replaced"
)

// Label is the state in words.
func (s VersionState) Label() string {
	switch s {
	case VersionDraft:
		return "草稿"
	case VersionComing:
		return "待实施"
	case VersionInForce:
		return "现行"
	}
	return "已被替代"
}

// Version is what a place asks beyond the one above it, with whose it is.
type Version struct {
	models.StandardVersion
	Place       string
	Kind        models.OrganisationKind
	Path        string
	By          string // who decided it, or last worked on the draft
	State       VersionState
	Editable    bool                  // by the actor, as a draft
	Differences []standard.Difference // from the version of the place before it; for a draft, from the latest
}

// VersionsOf is the standard of a place: what the places above ask, its own versions, and which places below have some.
type VersionsOf struct {
	Place    models.Organisation
	May      bool      // the actor may draft versions of the place
	Above    []Version // in force today, from the province down
	Versions []Version // of the place, the newest first; drafts only for those who may change them
	Below    []Version // in force today, in the order of the tree
}

// Versions tells the standard of a place through its versions.
func (s *Service) Versions(ctx context.Context, actor access.Actor, organisationID uint) (VersionsOf, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return VersionsOf{}, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.StandardRead, organisationID)
	if err != nil {
		return VersionsOf{}, err
	}
	of := VersionsOf{Place: o, May: o.Kind != models.KindSchool && actor.Scope(access.StandardWrite).Contains(o.Path)}
	all, err := s.editionsOn(db, models.DateOf(s.now()))
	if err != nil {
		return of, err
	}
	if of.Versions, err = s.versionsAt(db, o.ID); err != nil {
		return of, err
	}
	of.Versions = slices.DeleteFunc(of.Versions, func(v Version) bool { return v.State == VersionDraft && !of.May })
	for i := range of.Versions {
		of.Versions[i].Editable = of.May && of.Versions[i].State == VersionDraft
		if err := s.compare(db, all, &of.Versions[i], of.Versions[i+1:]); err != nil {
			return of, err
		}
	}
	var above, below []uint
	for _, one := range all.chain(models.ParentPath(o.Path)) {
		above = append(above, one.ID)
	}
	for _, one := range all.below(o.Path, []string{o.Path}) {
		below = append(below, one.ID)
	}
	if of.Above, err = s.versionsWith(db, above); err != nil {
		return of, err
	}
	of.Below, err = s.versionsWith(db, below)
	return of, err
}

// versionRow is a version as the database tells it.
type versionRow struct {
	models.StandardVersion `gorm:"embedded"`
	Place, Path            string
	Kind                   models.OrganisationKind
	By                     *string
}

func versionRows(tx *gorm.DB) *gorm.DB {
	return tx.Table("standard_versions AS v").Joins("JOIN organisations AS o ON o.id = v.organisation_id").Joins("LEFT JOIN users AS u ON u.id = v.user_id").
		Select("v.*, o.name AS place, o.path AS path, o.kind AS kind, u.name AS `by`")
}

func (r versionRow) version() Version {
	v := Version{StandardVersion: r.StandardVersion, Place: r.Place, Kind: r.Kind, Path: r.Path, By: "系统"}
	if r.By != nil {
		v.By = *r.By
	}
	return v
}

// versionsAt are the versions of a place, drafts first, then from the one that comes into force last to the first.
func (s *Service) versionsAt(tx *gorm.DB, organisationID uint) ([]Version, error) {
	var rows []versionRow
	err := versionRows(tx).Where("v.organisation_id = ?", organisationID).Order("v.in_force_from = '' DESC, v.in_force_from DESC, v.enforced_at DESC, v.id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list the versions of a place: %w", err)
	}
	all := make([]Version, len(rows))
	replaced, today := false, models.DateOf(s.now())
	for i, r := range rows {
		all[i] = r.version()
		switch {
		case r.Draft():
			all[i].State = VersionDraft
		case r.Coming(today):
			all[i].State = VersionComing
		case replaced:
			all[i].State = VersionReplaced
		default:
			all[i].State, replaced = VersionInForce, true
		}
	}
	return all, nil
}

// versionsWith are versions in force by their ids, in the same order.
func (s *Service) versionsWith(tx *gorm.DB, ids []uint) ([]Version, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []versionRow
	if err := versionRows(tx).Where("v.id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read versions of the standard: %w", err)
	}
	all := make([]Version, len(rows))
	for i, r := range rows {
		all[i] = r.version()
		all[i].State = VersionInForce
	}
	slices.SortFunc(all, func(a, b Version) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return all, nil
}

// compare tells in what a version differs from the first one before it that was decided. A version in force is put
// into the words of its own day, a draft into those of today.
func (s *Service) compare(tx *gorm.DB, today *editions, v *Version, before []Version) error {
	all := today
	if v.State != VersionDraft {
		var err error
		if all, err = s.editionsOn(tx, v.InForceFrom); err != nil {
			return err
		}
	}
	above, err := all.at(tx, models.ParentPath(v.Path))
	if err != nil {
		return err
	}
	var was models.Amendments
	if i := slices.IndexFunc(before, func(o Version) bool { return o.State != VersionDraft }); i >= 0 {
		was = before[i].Amendments
	}
	v.Differences = above.Differences(was, v.Amendments)
	return nil
}

// findVersion finds a version that the actor may see: in a place of the actor's, or in force above one; drafts only
// where the actor may change them.
func (s *Service) findVersion(tx *gorm.DB, actor access.Actor, id uint) (Version, error) {
	var rows []versionRow
	if err := versionRows(tx).Where("v.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Version{}, fmt.Errorf("find a version of the standard: %w", err)
	}
	if len(rows) == 0 {
		return Version{}, errs.Missing("该版本")
	}
	r := rows[0]
	writes, reads := actor.Scope(access.StandardWrite), actor.Scope(access.StandardRead)
	if !writes.Contains(r.Path) && (r.Draft() || !reads.Contains(r.Path) && !reads.Under(r.Path)) {
		return Version{}, errs.Missing("该版本")
	}
	all, err := s.versionsAt(tx, r.OrganisationID)
	if err != nil {
		return Version{}, err
	}
	i := slices.IndexFunc(all, func(v Version) bool { return v.ID == id })
	if i < 0 { // dropped meanwhile
		return Version{}, errs.Missing("该版本")
	}
	all[i].Editable = all[i].State == VersionDraft && writes.Contains(r.Path)
	today, err := s.editionsOn(tx, models.DateOf(s.now()))
	if err != nil {
		return Version{}, err
	}
	return all[i], s.compare(tx, today, &all[i], all[i+1:])
}

// Choices is a version with what may be chosen for it.
type Choices struct {
	Version
	Above      *standard.Standard // that holds above the place today, which the version amends
	Rules      bool               // the place chooses readings freely
	Objections []standard.Objection
	Whole      []standard.Difference // from the standard above
	Schools    int                   // that it is about
}

// Version tells a version with all that it asks.
func (s *Service) Version(ctx context.Context, actor access.Actor, id uint) (Choices, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return Choices{}, err
	}
	db := s.db.WithContext(ctx)
	v, err := s.findVersion(db, actor, id)
	if err != nil {
		return Choices{}, err
	}
	return s.choices(db, v)
}

func (s *Service) choices(tx *gorm.DB, v Version) (Choices, error) {
	c := Choices{Version: v, Rules: models.PathDepth(v.Path) == 1}
	_, above, err := s.above(tx, v, models.DateOf(s.now()))
	if err != nil {
		return c, err
	}
	c.Above = above.Standard
	c.Whole = above.Differences(models.Amendments{}, v.Amendments)
	if !v.Editable {
		return c, nil
	}
	c.Objections = s.objections(above.Standard, v)
	schools, err := triedSchools(tx, v.Path)
	c.Schools = len(schools)
	return c, err
}

// objections are those of the standard, each naming what it is about.
func (s *Service) objections(above *standard.Standard, v Version) []standard.Objection {
	found := above.Objections(v.Amendments, models.PathDepth(v.Path) == 1)
	for i := range found {
		kind, rest, _ := strings.Cut(found[i].Location, ".")
		id, _, _ := strings.Cut(rest, ".")
		switch kind {
		case "changed":
			if c, known := above.Criterion(id); known {
				found[i].Message = "“" + c.FullTitle() + "”：" + found[i].Message
			}
		case "added":
			if n, err := strconv.Atoi(id); err == nil && v.Amendments.Added[n].Title != "" {
				found[i].Message = "“" + v.Amendments.Added[n].Title + "”：" + found[i].Message
			}
		}
	}
	return found
}

// fullDay says whether the date is one day.
func fullDay(d models.Date) bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}
