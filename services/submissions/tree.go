package submissions

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Unit is an organisation that reports: a school that statistics count, or an organisation above one.
type Unit struct {
	ID       uint
	ParentID *uint
	Kind     models.OrganisationKind
	Name     string
	Path     string
	Type     models.SchoolType // of schools
	sums     bool
	children []int // where they stand in the tree
}

// Counted says whether it is a school with figures of its own.
func (u Unit) Counted() bool {
	return u.Kind == models.KindSchool && u.Type != "" && !slices.Contains(models.UncountedTypes(), u.Type)
}

// Sums says whether others report to it.
func (u Unit) Sums() bool { return u.sums }

// Level is where it stands.
func (u Unit) Level() models.ReportLevel {
	switch u.Kind {
	case models.KindCity:
		return models.LevelCity
	case models.KindCounty:
		return models.LevelCounty
	case models.KindSchool:
		if u.Sums() {
			return models.LevelCentre
		}
		return models.LevelSchool
	}
	return models.LevelTop
}

// tree is all that reports at or below one organisation, as the tree stands today, parents before children.
type tree []Unit

// loadTree reads what reports at or below the organisation with this path.
func loadTree(tx *gorm.DB, path string) (tree, error) {
	var all []Unit
	err := tx.Table("organisations AS o").Joins("LEFT JOIN schools AS s ON s.id = o.id").
		Where("o.retired_at IS NULL").Scopes(access.PathsUnder("o.path", path)).Order("o.path").
		Select("o.id, o.parent_id, o.kind, o.name, o.path, COALESCE(s.type, '') AS type").Find(&all).Error
	if err != nil {
		return nil, fmt.Errorf("read who reports: %w", err)
	}
	return newTree(all), nil
}

// newTree keeps of the organisations, in the order of their paths, those that report.
func newTree(all []Unit) tree {
	above := map[uint]bool{} // a counted school
	for _, u := range slices.Backward(all) {
		if u.ParentID != nil && (u.Counted() || above[u.ID]) {
			above[*u.ParentID] = true
		}
	}
	t := make(tree, 0, len(all))
	at := make(map[uint]int, len(all))
	for _, u := range all {
		if !u.Counted() && !above[u.ID] {
			continue
		}
		at[u.ID] = len(t)
		t = append(t, u)
		if u.ParentID == nil {
			continue
		}
		if parent, known := at[*u.ParentID]; known {
			t[parent].report(len(t) - 1)
		}
	}
	return t
}

// report makes the unit at child one of those who report to u.
func (u *Unit) report(child int) { u.sums, u.children = true, append(u.children, child) }

// loadNear is the tree of a unit and those who report to it, without what is below these; it may have nothing to report.
// One query finds out over which of them schools hang that count.
func loadNear(tx *gorm.DB, u Unit) (tree, error) {
	length := models.ChildPathLength(u.Path)
	hung := tx.Table("organisations AS o").Joins("JOIN schools AS s ON s.id = o.id").
		Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).Scopes(access.PathsUnder("o.path", u.Path)).
		Select("SUBSTR(o.path, 1, ?) AS near, MAX(LENGTH(o.path)) AS deepest", length).Group("near")
	var below []struct {
		Unit
		Deepest int
	}
	err := tx.Table("(?) AS h", hung).Joins("JOIN organisations AS o ON o.path = h.near").Joins("LEFT JOIN schools AS s ON s.id = o.id").
		Order("o.path").Select("o.id, o.parent_id, o.kind, o.name, o.path, COALESCE(s.type, '') AS type, h.deepest").Find(&below).Error
	if err != nil {
		return nil, fmt.Errorf("read who reports to %s: %w", u.Name, err)
	}
	t := tree{u}
	for _, b := range below {
		if b.ID == u.ID {
			continue
		}
		b.sums = b.Deepest > length
		t = append(t, b.Unit)
		t[0].report(len(t) - 1)
	}
	if !t[0].Counted() && !t[0].Sums() {
		return nil, nil
	}
	return t, nil
}

// find gives the place of an organisation in the tree.
func (t tree) find(id uint) (int, bool) {
	i := slices.IndexFunc(t, func(u Unit) bool { return u.ID == id })
	return i, i >= 0
}

// childrenOf are the units that report to the one at i.
func (t tree) childrenOf(i int) []Unit {
	units := make([]Unit, len(t[i].children))
	for k, child := range t[i].children {
		units[k] = t[child]
	}
	return units
}

func ids(units []Unit) []uint {
	all := make([]uint, len(units))
	for i, u := range units {
		all[i] = u.ID
	}
	return all
}
