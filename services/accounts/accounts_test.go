package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

// world is a province with two counties, a school in each, and one person for every role that matters here.
type world struct {
	db       *gorm.DB
	clock    time.Time
	users    *accounts.Users
	sessions *accounts.Sessions
	places   map[string]models.Organisation
	people   map[string]models.User
	password map[string]string
}

func newWorld(t *testing.T, db *gorm.DB) *world {
	t.Helper()
	w := &world{db: db, clock: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), places: map[string]models.Organisation{},
		people: map[string]models.User{}, password: map[string]string{}}
	now := func() time.Time { return w.clock }
	w.users = accounts.NewUsers(db, now)
	var err error
	if w.sessions, err = accounts.NewSessions(db, []byte(strings.Repeat("k", 32)), now); err != nil {
		t.Fatal(err)
	}
	w.place(t, "province", "", models.KindProvince)
	w.place(t, "city", "province", models.KindCity)
	w.place(t, "county", "city", models.KindCounty)
	w.place(t, "other county", "city", models.KindCounty)
	w.place(t, "school", "county", models.KindSchool)
	w.place(t, "village school", "school", models.KindSchool)
	w.place(t, "other school", "other county", models.KindSchool)
	w.person(t, "province", models.RoleProvinceAdmin, "province")
	w.person(t, "county", models.RoleCountyAdmin, "county")
	w.person(t, "auditor", models.RoleAuditor, "county")
	w.person(t, "school", models.RoleSchoolAdmin, "school")
	w.person(t, "teacher", models.RoleTeacher, "school")
	w.person(t, "stranger", models.RoleSchoolAdmin, "other school")
	return w
}

func (w *world) place(t *testing.T, name, parent string, kind models.OrganisationKind) {
	t.Helper()
	o := models.Organisation{Kind: kind, Name: name, Path: name, Version: 1, CreatedAt: w.clock, UpdatedAt: w.clock}
	if parent != "" {
		id := w.places[parent].ID
		o.ParentID = &id
	}
	if err := w.db.Create(&o).Error; err != nil {
		t.Fatal(err)
	}
	o.Path = models.PathUnder(w.places[parent].Path, o.ID)
	if err := w.db.Save(&o).Error; err != nil {
		t.Fatal(err)
	}
	w.places[name] = o
}

func (w *world) person(t *testing.T, name string, role models.Role, place string) {
	t.Helper()
	user, password, err := w.users.Create(t.Context(), access.System("test"), accounts.NewUser{Username: "user." + name, Name: name,
		Grants: []accounts.NewGrant{{Role: role, OrganisationID: w.places[place].ID}}})
	if err != nil {
		t.Fatal(err)
	}
	w.people[name], w.password[name] = user, password
}

func (w *world) actor(t *testing.T, name string) access.Actor {
	t.Helper()
	tokens, err := w.sessions.SignIn(t.Context(), "user."+name, w.password[name])
	if err != nil {
		t.Fatal(err)
	}
	return tokens.Actor
}

func wantKind(t *testing.T, err error, kind errs.Kind, why string) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("%s: got %v, want kind %d", why, err, kind)
	}
}

func TestSigningIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		good, err := w.sessions.SignIn(ctx, " USER.School ", w.password["school"])
		if err != nil || !good.Actor.MustChangePassword {
			t.Fatalf("a right password signs in, and an initial one must be changed: %v", err)
		}
		_, wrong := w.sessions.SignIn(ctx, "user.school", "wrong")
		_, nobody := w.sessions.SignIn(ctx, "nobody", "wrong")
		wantKind(t, wrong, errs.Unauthenticated, "a wrong password")
		if wrong.Error() != nobody.Error() {
			t.Errorf("an unknown name answers %q and a wrong password %q: it tells which names exist", nobody, wrong)
		}

		for range 8 {
			_, err = w.sessions.SignIn(ctx, "user.school", "wrong")
		}
		_, err = w.sessions.SignIn(ctx, "user.school", w.password["school"])
		wantKind(t, err, errs.TooOften, "the right password while locked")
		w.clock = w.clock.Add(16 * time.Minute)
		if _, err = w.sessions.SignIn(ctx, "user.school", w.password["school"]); err != nil {
			t.Errorf("the lock should have ended: %v", err)
		}
	})
}

func TestRefreshTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		first, err := w.sessions.SignIn(ctx, "user.school", w.password["school"])
		if err != nil {
			t.Fatal(err)
		}
		bystander, err := w.sessions.SignIn(ctx, "user.school", w.password["school"])
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.sessions.Refresh(ctx, first.Refresh)
		if err != nil {
			t.Fatalf("a good token: %v", err)
		}
		forged := first.Refresh[:strings.LastIndex(first.Refresh, ".")] + ".00"
		_, err = w.sessions.Refresh(ctx, forged)
		wantKind(t, err, errs.Unauthenticated, "a forged token")
		if _, err := w.sessions.Recognise(ctx, second.Access); err != nil {
			t.Errorf("a forged token ended a stranger's session: %v", err)
		}
		w.clock = w.clock.Add(31 * time.Second)
		_, err = w.sessions.Refresh(ctx, first.Refresh)
		wantKind(t, err, errs.Unauthenticated, "a spent token")
		_, err = w.sessions.Refresh(ctx, second.Refresh)
		wantKind(t, err, errs.Unauthenticated, "the good token after a spent one was used: the family must end")
		_, err = w.sessions.Recognise(ctx, second.Access)
		wantKind(t, err, errs.Unauthenticated, "the access token after a spent token was used")
		if _, err = w.sessions.Recognise(ctx, bystander.Access); err != nil {
			t.Errorf("another sign-in of the same person should go on: %v", err)
		}
		for _, junk := range []string{"", ".", "1.x", "999999999999999999999.a.b", strings.Repeat("9", 4000)} {
			_, err = w.sessions.Refresh(ctx, junk)
			wantKind(t, err, errs.Unauthenticated, "the token "+junk[:min(len(junk), 20)])
		}
	})
}

func TestTabsThatRenewAtTheSameTimeKeepTheSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		refresh := func(token string) accounts.Tokens {
			t.Helper()
			tokens, err := w.sessions.Refresh(ctx, token)
			if err != nil {
				t.Fatalf("refresh: %v", err)
			}
			return tokens
		}
		first, err := w.sessions.SignIn(ctx, "user.school", w.password["school"])
		if err != nil {
			t.Fatal(err)
		}
		second := refresh(first.Refresh)
		w.clock = w.clock.Add(29 * time.Second)
		if again := refresh(first.Refresh); again.Refresh != second.Refresh {
			t.Error("the other tab got a token of its own: the cookie that both share would be the wrong one for one of them")
		}
		third := refresh(second.Refresh)
		_, err = w.sessions.Refresh(ctx, first.Refresh)
		wantKind(t, err, errs.Unauthenticated, "a token spent before the last one, however recently")
		_, err = w.sessions.Refresh(ctx, third.Refresh)
		wantKind(t, err, errs.Unauthenticated, "the token in use after that: the family must end")
		_, err = w.sessions.Refresh(ctx, second.Refresh)
		wantKind(t, err, errs.Unauthenticated, "a token just spent, of a session that has ended")
	})
}

func TestAccessTokens(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := t.Context()
	tokens, err := w.sessions.SignIn(ctx, "user.school", w.password["school"])
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"an empty token":      "",
		"a changed signature": tokens.Access[:len(tokens.Access)-3] + "abc",
		"an unsigned token":   "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJiYW5iYW50b25nIiwic3ViIjoiMSIsImp0aSI6IjEiLCJleHAiOjk5OTk5OTk5OTl9.",
	} {
		_, err := w.sessions.Recognise(ctx, token)
		wantKind(t, err, errs.Unauthenticated, name)
	}
	w.clock = w.clock.Add(15*time.Minute + time.Second)
	_, err = w.sessions.Recognise(ctx, tokens.Access)
	wantKind(t, err, errs.Unauthenticated, "a token after its quarter of an hour")
}

func TestSessionsEndWithThePersonsStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		county := w.actor(t, "county")
		signIn := func(name string) accounts.Tokens {
			tokens, err := w.sessions.SignIn(ctx, "user."+name, w.password[name])
			if err != nil {
				t.Fatal(err)
			}
			return tokens
		}
		teacher, school := signIn("teacher"), signIn("school")
		elsewhere := signIn("school")

		yes := true
		if _, err := w.users.Change(ctx, county, w.people["teacher"].ID, accounts.UserChange{Disabled: &yes, Version: 1}); err != nil {
			t.Fatal(err)
		}
		_, err := w.sessions.Recognise(ctx, teacher.Access)
		wantKind(t, err, errs.Unauthenticated, "a disabled user's next request")
		_, err = w.sessions.Refresh(ctx, teacher.Refresh)
		wantKind(t, err, errs.Unauthenticated, "a disabled user's refresh")
		_, err = w.sessions.SignIn(ctx, "user.teacher", w.password["teacher"])
		wantKind(t, err, errs.Forbidden, "a disabled user's sign-in")

		if err := w.users.ChangePassword(ctx, school.Actor, w.password["school"], "new-password-1"); err != nil {
			t.Fatal(err)
		}
		_, err = w.sessions.Recognise(ctx, elsewhere.Access)
		wantKind(t, err, errs.Unauthenticated, "another sign-in after the password changed")
		if _, err = w.sessions.Recognise(ctx, school.Access); err != nil {
			t.Errorf("the sign-in that changed the password goes on: %v", err)
		}
		if _, err := w.users.ResetPassword(ctx, county, w.people["school"].ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.sessions.Recognise(ctx, school.Access)
		wantKind(t, err, errs.Unauthenticated, "a sign-in after the password was reset")
	})
}

func TestPasswordsThatAreRefused(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	actor := w.actor(t, "school")
	for name, next := range map[string]string{
		"shorter than ten":      "abc123",
		"without a digit":       "abcdefghijkl",
		"without a letter":      "123456789012",
		"with the name in it":   "user.school1",
		"the same as before":    w.password["school"],
		"longer than any sense": strings.Repeat("a1", 100),
	} {
		wantKind(t, w.users.ChangePassword(t.Context(), actor, w.password["school"], next), errs.Invalid, "a password "+name)
	}
	wantKind(t, w.users.ChangePassword(t.Context(), actor, "not it", "new-password-1"), errs.Invalid, "a wrong current password")
	wantKind(t, w.users.ChangePassword(t.Context(), access.Actor{}, "", "new-password-1"), errs.Unauthenticated, "nobody")
}

func TestNobodyGivesARightTheyLack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		grant := func(role models.Role, place string) []accounts.NewGrant {
			return []accounts.NewGrant{{Role: role, OrganisationID: w.places[place].ID}}
		}
		for _, c := range []struct {
			name   string
			actor  string
			grants []accounts.NewGrant
			want   errs.Kind // 0: allowed
		}{
			{"county may add a school administrator", "county", grant(models.RoleSchoolAdmin, "school"), 0},
			{"county may add a technician", "county", grant(models.RoleTechnician, "county"), 0},
			{"school may add a teacher", "school", grant(models.RoleTeacher, "school"), 0},
			{"county cannot add a province administrator", "county", grant(models.RoleProvinceAdmin, "province"), errs.NotFound},
			{"county cannot reach another county", "county", grant(models.RoleSchoolAdmin, "other school"), errs.NotFound},
			{"county administrator is not for a school", "province", grant(models.RoleCountyAdmin, "school"), errs.Invalid},
			{"school cannot give what reaches below it", "school", grant(models.RoleCentreAdmin, "school"), errs.Forbidden},
			{"school cannot reach its village school", "school", grant(models.RoleTeacher, "village school"), errs.NotFound},
			{"auditor cannot add anybody", "auditor", grant(models.RoleTeacher, "school"), errs.Forbidden},
			{"teacher cannot add anybody", "teacher", grant(models.RoleTeacher, "school"), errs.Forbidden},
			{"no grant at all", "county", nil, errs.Invalid},
			{"a role that is none", "county", grant("root", "school"), errs.Invalid},
			{"a place that is none", "county", []accounts.NewGrant{{Role: models.RoleTeacher, OrganisationID: 999}}, errs.NotFound},
			{"one good grant does not carry a bad one", "county",
				append(grant(models.RoleTeacher, "school"), grant(models.RoleTeacher, "other school")...), errs.NotFound},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, _, err := w.users.Create(t.Context(), w.actor(t, c.actor), accounts.NewUser{Username: "new", Name: "新人", Grants: c.grants})
				if c.want == 0 {
					if err != nil {
						t.Fatal(err)
					}
					db.Exec("DELETE FROM grants WHERE user_id = (SELECT id FROM users WHERE username = 'new')")
					db.Exec("DELETE FROM users WHERE username = 'new'")
					return
				}
				wantKind(t, err, c.want, c.name)
				var left int64
				if db.Model(&models.User{}).Where("username = 'new'").Count(&left); left != 0 {
					t.Error("a refused user was half written")
				}
			})
		}
	})
}

func TestNobodyChangesThemselvesOrThoseAbove(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	change := func(actor, target string) error {
		name := "改名"
		_, err := w.users.Change(t.Context(), w.actor(t, actor), w.people[target].ID, accounts.UserChange{Name: &name, Version: 1})
		return err
	}
	wantKind(t, change("county", "county"), errs.Forbidden, "one's own account")
	wantKind(t, change("school", "county"), errs.NotFound, "the county, by a school")
	wantKind(t, change("stranger", "school"), errs.NotFound, "another county's school")
	wantKind(t, change("auditor", "school"), errs.Forbidden, "an auditor")
	wantKind(t, change("school", "auditor"), errs.NotFound, "the county's auditor, by a school")

	// Somebody who is a teacher here and an administrator elsewhere is above the school.
	_, err := w.users.Change(t.Context(), w.actor(t, "province"), w.people["teacher"].ID, accounts.UserChange{Version: 1, Grants: &[]accounts.NewGrant{
		{Role: models.RoleTeacher, OrganisationID: w.places["school"].ID}, {Role: models.RoleCountyAdmin, OrganisationID: w.places["county"].ID}}})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, change("school", "teacher"), errs.Forbidden, "a teacher who also runs the county")
	_, err = w.users.ResetPassword(t.Context(), w.actor(t, "school"), w.people["teacher"].ID)
	wantKind(t, err, errs.Forbidden, "the password of somebody above")

	if err := change("county", "school"); err != nil {
		t.Errorf("the county may change its school: %v", err)
	}
	wantKind(t, change("county", "school"), errs.Conflict, "a stale version")
}

func TestListsHoldOnlyTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		for actor, want := range map[string]int64{"province": 6, "county": 4, "auditor": 4, "school": 2, "stranger": 1} {
			users, total, err := w.users.List(t.Context(), w.actor(t, actor), accounts.UserFilter{Limit: 50})
			if err != nil || total != want || len(users) != int(want) {
				t.Errorf("%s sees %d of %d users (%v), want %d", actor, len(users), total, err, want)
			}
		}
		_, _, err := w.users.List(t.Context(), access.Actor{}, accounts.UserFilter{Limit: 50})
		wantKind(t, err, errs.Unauthenticated, "nobody lists users")
		_, err = w.users.Get(t.Context(), w.actor(t, "school"), w.people["stranger"].ID)
		wantKind(t, err, errs.NotFound, "a user of another school")
	})
}

func TestEveryChangeIsLoggedWithoutSecrets(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	if _, err := w.users.ResetPassword(context.Background(), w.actor(t, "county"), w.people["school"].ID); err != nil {
		t.Fatal(err)
	}
	var entries []models.AuditEntry
	if err := w.db.Order("id").Find(&entries).Error; err != nil {
		t.Fatal(err)
	}
	if got := entries[len(entries)-1]; len(entries) != 7 || got.Action != "user.password_reset" || got.Actor != "county" {
		t.Errorf("%d entries, the last %+v", len(entries), got)
	}
	for _, e := range entries {
		if strings.Contains(e.BeforeState+e.AfterState, "argon2") || strings.Contains(e.AfterState, "phone") {
			t.Errorf("the log holds a secret: %s", e.AfterState)
		}
	}
}
