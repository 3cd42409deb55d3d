package access

import (
	"slices"

	"banbantong/models"
	"banbantong/services/errs"
)

// Actor is who asks for an operation, with what that person may do and where. The zero Actor is nobody: it has no
// permission and sees no rows.
type Actor struct {
	UserID             uint
	Name               string
	SessionID          uint
	RequestID          string
	MustChangePassword bool

	system bool
	held   []held
}

// held is one grant: the permissions of a role in one place.
type held struct {
	role        models.Role
	path        string
	permissions []Permission
}

// System is the actor of work that no person asked for, such as a schedule or the command line.
func System(name string) Actor { return Actor{Name: name, system: true} }

// NewActor makes the actor of a user whose Grants and their Organisations are loaded.
func NewActor(u models.User) Actor {
	a := Actor{UserID: u.ID, Name: u.Name, MustChangePassword: u.MustChangePassword}
	for _, g := range u.Grants {
		info, known := InfoOf(g.Role)
		if known && g.Organisation.Path != "" {
			a.held = append(a.held, held{g.Role, g.Organisation.Path, info.Permissions})
		}
	}
	return a
}

// SignedIn says whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.system || a.UserID != 0 }

// Can says whether the actor has the permission anywhere.
func (a Actor) Can(p Permission) bool {
	return a.system || slices.ContainsFunc(a.held, func(h held) bool { return slices.Contains(h.permissions, p) })
}

// ActsFor says whether the actor has the permission by a grant on this very organisation, not on one above it: who signs
// for a county holds an office in that county.
func (a Actor) ActsFor(p Permission, path string) bool {
	return a.system || slices.ContainsFunc(a.held, func(h held) bool { return h.path == path && slices.Contains(h.permissions, p) })
}

// Offices are the paths of the organisations for which the actor acts with the permission.
func (a Actor) Offices(p Permission) []string {
	var paths []string
	for _, h := range a.held {
		if slices.Contains(h.permissions, p) && !slices.Contains(paths, h.path) {
			paths = append(paths, h.path)
		}
	}
	return paths
}

// Require is the first line of every operation: an error unless the actor has the permission somewhere.
func (a Actor) Require(p Permission) error {
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "not-signed-in", "请先登录。")
	}
	if !a.Can(p) {
		return errs.New(errs.Forbidden, "forbidden", "您没有权限进行此项操作。")
	}
	return nil
}

// Permissions are all that the actor has anywhere, for the screens to hide what is of no use.
func (a Actor) Permissions() []Permission {
	var all []Permission
	for _, h := range a.held {
		all = append(all, h.permissions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// UserRef is the actor's user id for a column, nil for the system and guests.
func (a Actor) UserRef() *uint {
	if a.UserID == 0 {
		return nil
	}
	id := a.UserID
	return &id
}

// MayGrant says whether the actor has every permission of the role, all over the place that a grant of it on path
// would reach: nobody gives a right they lack.
func (a Actor) MayGrant(role models.Role, path string) bool {
	info, known := InfoOf(role)
	if !known || !a.Can(UserWrite) {
		return false
	}
	for _, p := range append([]Permission{UserWrite}, info.Permissions...) {
		if !a.Scope(p).covers(path, subtree(role)) {
			return false
		}
	}
	return true
}
