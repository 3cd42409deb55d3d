package compliance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/standard"
)

// A school is held to the notice with the versions that the places above it have in force, one after the other from the
// province down. A version never changes once its day has come, so what is made of some versions may be kept by their
// ids, on every server for itself; which of them are in force is asked anew in each transaction.

// inForce is a standard with evaluators for it, which are dear to make.
type inForce struct {
	*standard.Standard
	evaluators sync.Pool
}

func withEvaluators(s *standard.Standard) *inForce {
	return &inForce{Standard: s, evaluators: sync.Pool{New: func() any { return s.Evaluator() }}}
}

// judge is holding.judge by this standard.
func (f *inForce) judge(h *holding, rooms []uint, on models.Date) changes {
	e := f.evaluators.Get().(*standard.Evaluator)
	defer f.evaluators.Put(e)
	return h.judge(e, rooms, on)
}

// edition is a version in force and the place that it reaches from.
type edition struct {
	standard.Edition
	path  string
	empty bool               // asks nothing of its own
	draft *models.Amendments // nil: as stored
}

// editions are the versions in force on one day, by organisation.
type editions struct {
	service *Service
	byPlace map[uint]edition
	tried   map[string]*inForce // made with a draft
}

// with has a draft hold in its place instead of what is in force there.
func (e *editions) with(o models.Organisation, draft models.Amendments) *editions {
	e.byPlace[o.ID] = edition{Edition: standard.Edition{OrganisationID: o.ID, Place: o.Name}, path: o.Path, draft: &draft}
	return e
}

// editionsOn reads which versions are in force on the day.
func (s *Service) editionsOn(tx *gorm.DB, day models.Date) (*editions, error) {
	rows, err := tx.Table("standard_versions AS v").Joins("JOIN organisations AS o ON o.id = v.organisation_id").
		Where("v.in_force_from <> '' AND v.in_force_from <= ?", day).Order("v.in_force_from, v.enforced_at, v.id").
		Select("v.id, v.organisation_id, o.name, v.number, v.name, v.in_force_from, o.path, v.amendments = '{}'").Rows()
	if err != nil {
		return nil, fmt.Errorf("find the standards in force: %w", err)
	}
	all := &editions{service: s, byPlace: map[uint]edition{}, tried: map[string]*inForce{}}
	for rows.Next() {
		var e edition
		if err := rows.Scan(&e.ID, &e.OrganisationID, &e.Place, &e.Number, &e.Name, &e.Since, &e.path, &e.empty); err != nil {
			return nil, fmt.Errorf("find the standards in force: %w", errors.Join(err, rows.Close()))
		}
		all.byPlace[e.OrganisationID] = e // the last one holds
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("find the standards in force: %w", err)
	}
	return all, nil
}

// chain are the versions that hold for an organisation, from the province down.
func (e *editions) chain(path string) []edition {
	var chain []edition
	if len(e.byPlace) == 0 {
		return nil
	}
	for _, id := range models.PathIDs(path) {
		if one, found := e.byPlace[id]; found && !one.empty {
			chain = append(chain, one)
		}
	}
	return chain
}

// at is the standard in force for the organisation with this path.
func (e *editions) at(tx *gorm.DB, path string) (*inForce, error) { return e.madeOf(tx, e.chain(path)) }

// keptLimit bounds how many standards a server keeps ready.
const keptLimit = 1000

// madeOf is the notice under the versions.
func (e *editions) madeOf(tx *gorm.DB, chain []edition) (*inForce, error) {
	s, key, kept := e.service, "", &e.service.kept
	for _, one := range chain {
		key += fmt.Sprintf("%d/", one.ID)
		if one.draft != nil {
			kept = &e.tried
		}
	}
	s.mu.Lock()
	made := (*kept)[key]
	s.mu.Unlock()
	if made != nil || key == "" {
		return made, nil
	}
	last := chain[len(chain)-1]
	above, err := e.madeOf(tx, chain[:len(chain)-1])
	if err != nil {
		return nil, err
	}
	amendments, err := last.read(tx)
	if err != nil {
		return nil, err
	}
	std, err := above.Under(amendments, models.PathDepth(last.path) == 1)
	if err != nil {
		return nil, fmt.Errorf("apply version %d of the standard: %w", last.ID, err)
	}
	made = withEvaluators(std)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(*kept) >= keptLimit {
		*kept = map[string]*inForce{"": s.kept[""]}
	}
	(*kept)[key] = made
	return made, nil
}

func (e edition) read(tx *gorm.DB) (models.Amendments, error) {
	if e.draft != nil {
		return *e.draft, nil
	}
	var v models.StandardVersion
	if err := tx.First(&v, e.ID).Error; err != nil {
		return v.Amendments, fmt.Errorf("read a version of the standard: %w", err)
	}
	return v.Amendments, nil
}

// Standard is the standard in force today in the province.
func (s *Service) Standard(ctx context.Context) (*standard.Standard, error) {
	db := s.db.WithContext(ctx)
	root, err := province(db)
	if err != nil {
		return s.notice, err
	}
	return s.At(db, root.Path)
}

// At is the standard in force today for the organisation with this path.
func (s *Service) At(tx *gorm.DB, path string) (*standard.Standard, error) {
	at, err := s.Everywhere(tx)
	if err != nil {
		return nil, err
	}
	return at(path)
}

// Everywhere makes a function that gives the standard in force today at a path.
func (s *Service) Everywhere(tx *gorm.DB) (func(path string) (*standard.Standard, error), error) {
	all, err := s.editionsOn(tx, models.DateOf(s.now()))
	if err != nil {
		return nil, err
	}
	return func(path string) (*standard.Standard, error) {
		force, err := all.at(tx, path)
		if err != nil {
			return nil, err
		}
		return force.Standard, nil
	}, nil
}

// above gives the versions in force on a day and, of them, what holds above the place of a version.
func (s *Service) above(tx *gorm.DB, v Version, on models.Date) (*editions, *inForce, error) {
	all, err := s.editionsOn(tx, on)
	if err != nil {
		return nil, nil, err
	}
	above, err := all.at(tx, models.ParentPath(v.Path))
	return all, above, err
}

// Judges makes a function that gives, to one goroutine, an evaluator of the standard in force today at a path.
func (s *Service) Judges(tx *gorm.DB) (func(path string) (*standard.Evaluator, error), error) {
	all, err := s.editionsOn(tx, models.DateOf(s.now()))
	if err != nil {
		return nil, err
	}
	made := map[*inForce]*standard.Evaluator{}
	return func(path string) (*standard.Evaluator, error) {
		force, err := all.at(tx, path)
		if err != nil {
			return nil, err
		}
		if made[force] == nil {
			made[force] = force.Evaluator()
		}
		return made[force], nil
	}, nil
}

// province is the root of the tree, the zero organisation in a database that is still empty.
func province(tx *gorm.DB) (models.Organisation, error) {
	var found []models.Organisation
	if err := tx.Where("parent_id IS NULL").Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return models.Organisation{}, err
	}
	return found[0], nil
}

// Survey is the standard in force today for the organisations, at the place where they meet, and what places at or
// below them ask beyond it.
func (s *Service) Survey(tx *gorm.DB, paths ...string) (standard.Survey, error) {
	all, err := s.editionsOn(tx, models.DateOf(s.now()))
	if err != nil {
		return standard.Survey{}, err
	}
	return all.survey(tx, paths)
}

func (e *editions) survey(tx *gorm.DB, paths []string) (standard.Survey, error) {
	top := meeting(paths)
	force, err := e.at(tx, top)
	if err != nil {
		return standard.Survey{}, err
	}
	survey := standard.Survey{Standard: force.Standard}
	for _, one := range e.chain(top) {
		survey.Editions = append(survey.Editions, one.Edition)
	}
	met := map[string]bool{}
	for _, one := range e.below(top, paths) {
		survey.Below = append(survey.Below, one.Edition)
		lower, err := e.at(tx, one.path)
		if err != nil {
			return standard.Survey{}, err
		}
		for _, c := range lower.Criteria() {
			if _, has := force.Criterion(c.ID); !has && !met[c.ID] {
				survey.Beyond, met[c.ID] = append(survey.Beyond, c), true
			}
		}
	}
	return survey, nil
}

// below are the versions of places under top that reach some of the places, in the order of the tree.
func (e *editions) below(top string, places []string) []edition {
	var below []edition
	for _, one := range e.byPlace {
		reaches := slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(one.path, p) || strings.HasPrefix(p, one.path) })
		if !one.empty && reaches && len(one.path) > len(top) {
			below = append(below, one)
		}
	}
	slices.SortFunc(below, func(a, b edition) int { return strings.Compare(a.path, b.path) })
	return below
}

// meeting is the path of the lowest organisation that is above all, or one of them.
func meeting(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	common := paths[0]
	for _, p := range paths[1:] {
		for !strings.HasPrefix(p, common) { // the empty path is above all
			common = models.ParentPath(common)
		}
	}
	return common
}

// criteria are those of the notice and all that any version has added, whatever place they hold in: an id and a bit are
// given once in the province, so rows of different places may be read together.
func (s *Service) criteria(tx *gorm.DB) ([]standard.Criterion, error) {
	all := s.notice.Criteria()
	var versions []models.StandardVersion
	if err := tx.Where("in_force_from <> '' AND amendments LIKE ?", `%"added"%`).Order("id DESC").Find(&versions).Error; err != nil {
		return nil, fmt.Errorf("read the criteria that places have added: %w", err)
	}
	met := map[int]bool{}
	for _, v := range versions {
		for _, a := range v.Amendments.Added {
			if !met[a.Bit] {
				all, met[a.Bit] = append(all, standard.Criterion{ID: a.ID, Bit: a.Bit, Title: a.Title}), true
			}
		}
	}
	return all, nil
}
