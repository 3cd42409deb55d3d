package api

import (
	"context"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/registry"
)

type userAPI struct {
	users    *accounts.Users
	registry *registry.Service
}

// UserView is a user as administrators see one.
type UserView struct {
	ID                 uint        `json:"id"`
	Username           string      `json:"username"`
	Name               string      `json:"name"`
	Phone              string      `json:"phone"`
	MustChangePassword bool        `json:"must_change_password"`
	Disabled           bool        `json:"disabled"`
	Grants             []GrantView `json:"grants" nullable:"false"`
	Version            int         `json:"version"`
}

func viewUser(u models.User) UserView {
	return UserView{u.ID, u.Username, u.Name, maskPhone(u.Phone), u.MustChangePassword, u.Disabled, viewGrants(u.Grants), u.Version}
}

// maskPhone hides the middle of a phone number: 138****1234.
func maskPhone(phone string) string {
	if len(phone) < 8 {
		return phone
	}
	return phone[:3] + "****" + phone[len(phone)-4:]
}

type userListInput struct {
	ListInput
	Role models.Role `query:"role"`
}

func (a userAPI) list(ctx context.Context, in *userListInput) (*Body[Page[UserView]], error) {
	actor := actorFrom(ctx)
	path, err := a.registry.PathOf(ctx, actor, access.UserRead, in.Organisation)
	if err != nil {
		return nil, err
	}
	users, total, err := a.users.List(ctx, actor, accounts.UserFilter{Query: in.Q, Role: in.Role, OrganisationPath: path,
		Offset: in.offset(), Limit: in.PageSize})
	if err != nil {
		return nil, err
	}
	return pageOf(in.ListInput, users, int(total), false, viewUser), nil
}

func (a userAPI) get(ctx context.Context, in *IDInput) (*Body[UserView], error) {
	u, err := a.users.Get(ctx, actorFrom(ctx), in.ID)
	return &Body[UserView]{viewUser(u)}, err
}

// GrantInput is a role to be given in a place.
type GrantInput struct {
	Role           models.Role `json:"role"`
	OrganisationID uint        `json:"organisation_id" minimum:"1"`
}

func grantsOf(in []GrantInput) []accounts.NewGrant {
	grants := make([]accounts.NewGrant, len(in))
	for i, g := range in {
		grants[i] = accounts.NewGrant(g)
	}
	return grants
}

type newUserInput struct {
	Body struct {
		Username string       `json:"username" maxLength:"40"`
		Name     string       `json:"name" maxLength:"30"`
		Phone    string       `json:"phone,omitempty" maxLength:"20"`
		Grants   []GrantInput `json:"grants" nullable:"false" maxItems:"20"`
	}
}

// NewUserView is a new user with the initial password, which is shown this once.
type NewUserView struct {
	User            UserView `json:"user"`
	InitialPassword string   `json:"initial_password"`
}

func (a userAPI) create(ctx context.Context, in *newUserInput) (*Body[NewUserView], error) {
	u, password, err := a.users.Create(ctx, actorFrom(ctx), accounts.NewUser{Username: in.Body.Username, Name: in.Body.Name,
		Phone: in.Body.Phone, Grants: grantsOf(in.Body.Grants)})
	return &Body[NewUserView]{NewUserView{viewUser(u), password}}, err
}

type changeUserInput struct {
	IDInput
	Body struct {
		Name     *string       `json:"name,omitempty" maxLength:"30"`
		Phone    *string       `json:"phone,omitempty" maxLength:"20"`
		Disabled *bool         `json:"disabled,omitempty"`
		Grants   *[]GrantInput `json:"grants,omitempty" maxItems:"20"`
		Version  int           `json:"version"`
	}
}

func (a userAPI) change(ctx context.Context, in *changeUserInput) (*Body[UserView], error) {
	change := accounts.UserChange{Name: in.Body.Name, Phone: in.Body.Phone, Disabled: in.Body.Disabled, Version: in.Body.Version}
	if in.Body.Grants != nil {
		grants := grantsOf(*in.Body.Grants)
		change.Grants = &grants
	}
	u, err := a.users.Change(ctx, actorFrom(ctx), in.ID, change)
	return &Body[UserView]{viewUser(u)}, err
}

// InitialPassword is a password that is shown once.
type InitialPassword struct {
	InitialPassword string `json:"initial_password"`
}

func (a userAPI) resetPassword(ctx context.Context, in *IDInput) (*Body[InitialPassword], error) {
	password, err := a.users.ResetPassword(ctx, actorFrom(ctx), in.ID)
	return &Body[InitialPassword]{InitialPassword{password}}, err
}

// RoleView is a role and what it allows.
type RoleView struct {
	Role        models.Role             `json:"role"`
	Label       string                  `json:"label"`
	Kind        models.OrganisationKind `json:"kind" doc:"可授予哪一级单位，空为不限"`
	Permissions []access.Permission     `json:"permissions" nullable:"false"`
}

func (a userAPI) roles(context.Context, *struct{}) (*Body[[]RoleView], error) {
	var roles []RoleView
	for _, r := range access.Roles() {
		roles = append(roles, RoleView(r))
	}
	return &Body[[]RoleView]{roles}, nil
}
