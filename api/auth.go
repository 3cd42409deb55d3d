package api

import (
	"context"
	"net/http"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/errs"
)

const refreshCookie = "banbantong_refresh"

type authAPI struct {
	sessions *accounts.Sessions
	users    *accounts.Users
	secure   bool
	attempts *limiter // by address, which a whole school may share; a name is locked after wrong passwords
}

func newAuthAPI(sessions *accounts.Sessions, users *accounts.Users, c Config) authAPI {
	return authAPI{sessions, users, c.SecureCookies, newLimiter(120, time.Minute, c.Now)}
}

// Me is the person who is signed in.
type Me struct {
	ID                 uint                `json:"id"`
	Username           string              `json:"username"`
	Name               string              `json:"name"`
	MustChangePassword bool                `json:"must_change_password"`
	Permissions        []access.Permission `json:"permissions" nullable:"false"`
	Grants             []GrantView         `json:"grants" nullable:"false"`
}

// GrantView is a role in a place.
type GrantView struct {
	Role             models.Role             `json:"role"`
	RoleLabel        string                  `json:"role_label"`
	OrganisationID   uint                    `json:"organisation_id"`
	OrganisationName string                  `json:"organisation_name"`
	OrganisationKind models.OrganisationKind `json:"organisation_kind"`
}

func viewMe(u models.User, actor access.Actor) Me {
	me := Me{ID: u.ID, Username: u.Username, Name: u.Name, MustChangePassword: u.MustChangePassword,
		Permissions: actor.Permissions(), Grants: viewGrants(u.Grants)}
	if me.Permissions == nil {
		me.Permissions = []access.Permission{}
	}
	return me
}

func viewGrants(grants []models.Grant) []GrantView {
	views := make([]GrantView, len(grants))
	for i, g := range grants {
		info, _ := access.InfoOf(g.Role)
		views[i] = GrantView{g.Role, info.Label, g.OrganisationID, g.Organisation.Name, g.Organisation.Kind}
	}
	return views
}

type loginInput struct {
	Body struct {
		Username string `json:"username" maxLength:"60"`
		Password string `json:"password" maxLength:"128"`
	}
}

// SignedIn answers a sign-in; the refresh token is only in the cookie.
type SignedIn struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int    `json:"expires_in" doc:"秒"`
	User        Me     `json:"user"`
}

type signedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SignedIn
}

func (a authAPI) login(ctx context.Context, in *loginInput) (*signedInOutput, error) {
	if !a.attempts.allow(addressFrom(ctx)) {
		return nil, errs.New(errs.TooOften, "too-often", "登录尝试过于频繁，请一分钟后再试。")
	}
	t, err := a.sessions.SignIn(ctx, in.Body.Username, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return a.signedIn(t), nil
}

func (a authAPI) signedIn(t accounts.Tokens) *signedInOutput {
	return &signedInOutput{a.cookie(t.Refresh, 14*24*3600),
		SignedIn{t.Access, int(t.ExpiresIn.Seconds()), viewMe(t.User, t.Actor)}}
}

func (a authAPI) cookie(value string, maxAge int) http.Cookie {
	return http.Cookie{Name: refreshCookie, Value: value, Path: "/api/v1/auth", MaxAge: maxAge, HttpOnly: true,
		Secure: a.secure, SameSite: http.SameSiteStrictMode}
}

type refreshInput struct {
	Token string `cookie:"banbantong_refresh"`
}

func (a authAPI) refresh(ctx context.Context, in *refreshInput) (*signedInOutput, error) {
	t, err := a.sessions.Refresh(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	return a.signedIn(t), nil
}

type signedOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a authAPI) logout(ctx context.Context, in *refreshInput) (*signedOutOutput, error) {
	if err := a.sessions.SignOut(ctx, in.Token); err != nil {
		return nil, err
	}
	return &signedOutOutput{a.cookie("", -1)}, nil
}

func (a authAPI) me(ctx context.Context, _ *struct{}) (*Body[Me], error) {
	actor := actorFrom(ctx)
	user, err := a.users.Self(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &Body[Me]{viewMe(user, actor)}, nil
}

type passwordInput struct {
	Body struct {
		CurrentPassword string `json:"current_password" maxLength:"128"`
		NewPassword     string `json:"new_password" maxLength:"128"`
	}
}

func (a authAPI) changePassword(ctx context.Context, in *passwordInput) (*Empty, error) {
	return &Empty{}, a.users.ChangePassword(ctx, actorFrom(ctx), in.Body.CurrentPassword, in.Body.NewPassword)
}
