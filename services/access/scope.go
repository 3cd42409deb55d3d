package access

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
)

// Scope is the part of the tree in which an actor has one permission. The zero Scope is nowhere: it gives no rows.
type Scope struct {
	everywhere bool
	subtrees   []string // paths that count with all below them
	single     []string // paths that count alone
}

// Scope is where the actor has the permission: the union over the grants that give it.
func (a Actor) Scope(p Permission) Scope {
	s := Scope{everywhere: a.system}
	for _, h := range a.held {
		for _, has := range h.permissions {
			if has != p {
				continue
			}
			switch {
			case !subtree(h.role):
				s.single = append(s.single, h.path)
			case models.PathDepth(h.path) == 1: // the root of the tree
				s.everywhere = true
			default:
				s.subtrees = append(s.subtrees, h.path)
			}
		}
	}
	return s
}

// Contains says whether the organisation with this path is in the scope.
func (s Scope) Contains(path string) bool {
	if s.everywhere {
		return path != ""
	}
	for _, root := range s.subtrees {
		if strings.HasPrefix(path, root) {
			return true
		}
	}
	for _, one := range s.single {
		if path == one {
			return true
		}
	}
	return false
}

// Under says whether some place of the scope lies below the organisation with this path.
func (s Scope) Under(path string) bool {
	for _, root := range s.Roots() {
		if strings.HasPrefix(root, path) {
			return true
		}
	}
	return false
}

// Everywhere says whether the scope is the whole tree.
func (s Scope) Everywhere() bool { return s.everywhere }

// Roots are the paths at which the scope begins, for a person's starting place.
func (s Scope) Roots() []string { return append(append([]string{}, s.subtrees...), s.single...) }

// String names the scope: two that are the same part of the tree have the same name.
func (s Scope) String() string {
	if s.everywhere {
		return "*"
	}
	var names []string
	for _, root := range s.subtrees {
		names = append(names, root+"*")
	}
	names = append(names, s.single...)
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

// Paths narrows a query to the organisations in scope; column holds their path, such as "organisations.path".
func (s Scope) Paths(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if s.everywhere {
			return db
		}
		condition, args := s.condition(column)
		return db.Where(condition, args...)
	}
}

// Schools narrows a query to rows of the schools in scope; column holds the school's id, such as "devices.school_id".
func (s Scope) Schools(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if s.everywhere {
			return db
		}
		condition, args := s.condition("path")
		return db.Where(column+" IN (SELECT id FROM organisations WHERE "+condition+")", args...)
	}
}

func (s Scope) condition(column string) (string, []any) {
	var parts []string
	var args []any
	for _, root := range s.subtrees {
		part, bounds := under(column, root)
		parts, args = append(parts, part), append(args, bounds...)
	}
	if len(s.single) > 0 {
		parts, args = append(parts, column+" IN ?"), append(args, s.single)
	}
	if parts == nil {
		return "1 = 0", nil // no grant, no rows
	}
	return "(" + strings.Join(parts, " OR ") + ")", args // and nothing else in it: "1 = 0 OR" would keep SQLite off the index
}

// under is the condition that column's path is root or below it, as a range, which an index serves on every database.
func under(column, root string) (string, []any) {
	return "(" + column + " >= ? AND " + column + " < ?)", []any{root, strings.TrimSuffix(root, "/") + "0"} // '0' follows '/'
}

// SchoolsUnder narrows a query to rows of the schools at or below one organisation: a filter, never a permission.
func SchoolsUnder(column, path string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if models.PathDepth(path) == 1 {
			return db
		}
		condition, args := under("path", path)
		return db.Where(column+" IN (SELECT id FROM organisations WHERE "+condition+")", args...)
	}
}

// PathsUnder narrows a query to the organisations at or below one.
func PathsUnder(column, path string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		condition, args := under(column, path)
		return db.Where(condition, args...)
	}
}

// FindOrganisation resolves an organisation id in a request within the actor's scope for the permission.
func FindOrganisation(tx *gorm.DB, actor Actor, p Permission, id uint) (models.Organisation, error) {
	var found []models.Organisation
	err := tx.Scopes(actor.Scope(p).Paths("organisations.path")).Where("organisations.id = ?", id).Limit(1).Find(&found).Error
	if err != nil {
		return models.Organisation{}, err
	}
	if len(found) == 0 {
		return models.Organisation{}, errs.Missing("该单位")
	}
	return found[0], nil
}

// covers says whether the scope holds the organisation with this path, and all below it if whole.
func (s Scope) covers(path string, whole bool) bool {
	if whole {
		s.single = nil
	}
	return s.Contains(path)
}
