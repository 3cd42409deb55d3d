package accounts

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
)

// Users manages other people's accounts. Nobody gives a right they lack, edits their own grants, or changes a user
// who has a right they lack.
type Users struct {
	db        *gorm.DB
	now       func() time.Time
	passwords passwords
}

// NewUsers makes the service over the database.
func NewUsers(db *gorm.DB, now func() time.Time) *Users {
	return &Users{db: db, now: now, passwords: newPasswords()}
}

// NewUser is what an administrator says of a new user.
type NewUser struct {
	Username string
	Name     string
	Phone    string
	Grants   []NewGrant
}

// NewGrant is a role on an organisation.
type NewGrant struct {
	Role           models.Role
	OrganisationID uint
}

// UserFilter narrows a list of users.
type UserFilter struct {
	Query            string // in username or name
	Role             models.Role
	OrganisationPath string
	Offset, Limit    int
}

// List gives the users who have a grant in the actor's scope, and how many there are.
func (s *Users) List(ctx context.Context, actor access.Actor, f UserFilter) ([]models.User, int64, error) {
	if err := actor.Require(access.UserRead); err != nil {
		return nil, 0, err
	}
	granted := s.db.Table("grants").Select("grants.user_id").
		Joins("JOIN organisations ON organisations.id = grants.organisation_id").
		Scopes(actor.Scope(access.UserRead).Paths("organisations.path"))
	if f.OrganisationPath != "" {
		granted = granted.Scopes(access.PathsUnder("organisations.path", f.OrganisationPath))
	}
	if f.Role != "" {
		granted = granted.Where("grants.role = ?", f.Role)
	}
	query := s.db.WithContext(ctx).Model(&models.User{}).Where("id IN (?)", granted)
	if q := strings.TrimSpace(f.Query); q != "" {
		query = query.Where("username LIKE ? OR name LIKE ?", "%"+strings.ToLower(q)+"%", "%"+q+"%")
	}
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count users: %w", err)
	}
	var users []models.User
	err := query.Preload("Grants.Organisation").Order("id").Offset(f.Offset).Limit(f.Limit).Find(&users).Error
	if err != nil {
		return nil, 0, fmt.Errorf("list users: %w", err)
	}
	return users, total, nil
}

// Get finds one user in the actor's scope.
func (s *Users) Get(ctx context.Context, actor access.Actor, id uint) (models.User, error) {
	if err := actor.Require(access.UserRead); err != nil {
		return models.User{}, err
	}
	return s.find(s.db.WithContext(ctx), actor, access.UserRead, id)
}

func (s *Users) find(tx *gorm.DB, actor access.Actor, p access.Permission, id uint) (models.User, error) {
	var user models.User
	granted := s.db.Table("grants").Select("grants.user_id").
		Joins("JOIN organisations ON organisations.id = grants.organisation_id").
		Scopes(actor.Scope(p).Paths("organisations.path"))
	err := tx.Preload("Grants.Organisation").Where("id = ? AND id IN (?)", id, granted).First(&user).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return user, errs.Missing("该用户")
	}
	if err != nil {
		return user, fmt.Errorf("find a user: %w", err)
	}
	return user, nil
}

// Actor is a user as the actor of work that goes on without them. A disabled user can do nothing.
func (s *Users) Actor(ctx context.Context, id uint) (access.Actor, error) {
	var found []models.User
	err := s.db.WithContext(ctx).Preload("Grants.Organisation").Where("id = ? AND disabled = ?", id, false).Limit(1).Find(&found).Error
	if err != nil {
		return access.Actor{}, fmt.Errorf("find a user: %w", err)
	}
	if len(found) == 0 {
		return access.Actor{}, nil
	}
	return access.NewActor(found[0]), nil
}

// changeable finds a user whom the actor may change: somebody else, all of whose rights the actor has too.
func (s *Users) changeable(tx *gorm.DB, actor access.Actor, id uint) (models.User, error) {
	user, err := s.find(tx, actor, access.UserWrite, id)
	if err != nil {
		return user, err
	}
	if user.ID == actor.UserID {
		return user, errs.New(errs.Forbidden, "own-account", "不能修改自己的账号和权限，请由上级管理员操作。")
	}
	for _, g := range user.Grants {
		if !actor.MayGrant(g.Role, g.Organisation.Path) {
			return user, errs.New(errs.Forbidden, "user-above", "用户“%s”拥有您没有的权限，请由上级管理员操作。", user.Name)
		}
	}
	return user, nil
}

var usernamePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// Create makes a user with an initial password, which must be changed at the first sign-in and is given back once.
func (s *Users) Create(ctx context.Context, actor access.Actor, in NewUser) (user models.User, password string, err error) {
	if err := actor.Require(access.UserWrite); err != nil {
		return user, "", err
	}
	in.Username = strings.ToLower(strings.TrimSpace(in.Username))
	var check errs.Check
	check.That(usernamePattern.MatchString(in.Username), "username", "用户名须为 3 至 40 位小写字母、数字或 . _ -，以字母或数字开头。")
	check.That(len(in.Grants) > 0, "grants", "至少要有一项权限。")
	checkPerson(&check, in.Name, in.Phone)
	if err := check.Err(); err != nil {
		return user, "", err
	}
	password = InitialPassword()
	hash, err := s.passwords.hash(password)
	if err != nil {
		return user, "", err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		grants, err := s.resolve(tx, actor, in.Grants)
		if err != nil {
			return err
		}
		now := s.now()
		user = models.User{Username: in.Username, Name: strings.TrimSpace(in.Name), Phone: in.Phone, PasswordHash: hash,
			MustChangePassword: true, Version: 1, CreatedAt: now, UpdatedAt: now}
		err = tx.Omit("Grants").Create(&user).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return errs.InvalidFields(errs.Field{Location: "username", Message: fmt.Sprintf("用户名“%s”已被使用。", in.Username)})
		}
		if err != nil {
			return fmt.Errorf("create a user: %w", err)
		}
		if err := s.replaceGrants(tx, &user, grants); err != nil {
			return err
		}
		return audit.Record(tx, actor, now, audit.Change{Action: "user.created", Subject: "user", SubjectID: user.ID,
			OrganisationID: home(user), After: describe(user)})
	})
	return user, password, err
}

// UserChange is what an administrator changes of a user; a nil field stays as it is.
type UserChange struct {
	Name     *string
	Phone    *string
	Disabled *bool
	Grants   *[]NewGrant
	Version  int
}

// Change changes a user. Disabling ends the person's sessions at their next request.
func (s *Users) Change(ctx context.Context, actor access.Actor, id uint, in UserChange) (user models.User, err error) {
	if err := actor.Require(access.UserWrite); err != nil {
		return user, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if user, err = s.changeable(tx, actor, id); err != nil {
			return err
		}
		before, place := describe(user), home(user)
		if in.Name != nil {
			user.Name = strings.TrimSpace(*in.Name)
		}
		if in.Phone != nil {
			user.Phone = *in.Phone
		}
		if in.Disabled != nil {
			user.Disabled = *in.Disabled
		}
		var check errs.Check
		checkPerson(&check, user.Name, user.Phone)
		if err := check.Err(); err != nil {
			return err
		}
		saved := tx.Model(&models.User{}).Where("id = ? AND version = ?", id, in.Version).Updates(map[string]any{"name": user.Name,
			"phone": user.Phone, "disabled": user.Disabled, "version": gorm.Expr("version + 1"), "updated_at": s.now()})
		if saved.Error != nil {
			return fmt.Errorf("change a user: %w", saved.Error)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该用户")
		}
		user.Version++
		if in.Grants != nil {
			grants, err := s.resolve(tx, actor, *in.Grants)
			if err != nil {
				return err
			}
			if err := s.replaceGrants(tx, &user, grants); err != nil {
				return err
			}
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "user.changed", Subject: "user", SubjectID: user.ID,
			OrganisationID: place, Before: before, After: describe(user)})
	})
	return user, err
}

// ResetPassword gives a user a new initial password, unlocks the account and ends all its sessions.
func (s *Users) ResetPassword(ctx context.Context, actor access.Actor, id uint) (password string, err error) {
	if err := actor.Require(access.UserWrite); err != nil {
		return "", err
	}
	password = InitialPassword()
	hash, err := s.passwords.hash(password)
	if err != nil {
		return "", err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		user, err := s.changeable(tx, actor, id)
		if err != nil {
			return err
		}
		if err := setPassword(tx, user.ID, hash, true, s.now()); err != nil {
			return err
		}
		if err := revoke(tx, s.now(), "user_id = ?", user.ID); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "user.password_reset", Subject: "user",
			SubjectID: user.ID, OrganisationID: home(user)})
	})
	return password, err
}

// ChangePassword sets the actor's own password and ends all the person's other sessions.
func (s *Users) ChangePassword(ctx context.Context, actor access.Actor, current, next string) error {
	if actor.UserID == 0 {
		return errs.New(errs.Unauthenticated, "not-signed-in", "请先登录。")
	}
	var user models.User
	db := s.db.WithContext(ctx)
	if err := db.Preload("Grants").First(&user, actor.UserID).Error; err != nil {
		return fmt.Errorf("find the actor: %w", err)
	}
	if !s.passwords.matches(current, user.PasswordHash) {
		return errs.InvalidFields(errs.Field{Location: "current_password", Message: "当前密码不正确。"})
	}
	if current == next {
		return errs.InvalidFields(errs.Field{Location: "new_password", Message: "新密码不能与当前密码相同。"})
	}
	if err := checkPassword("new_password", user.Username, next); err != nil {
		return err
	}
	hash, err := s.passwords.hash(next)
	if err != nil {
		return err
	}
	return db.Transaction(func(tx *gorm.DB) error {
		if err := setPassword(tx, user.ID, hash, false, s.now()); err != nil {
			return err
		}
		if err := revoke(tx, s.now(), "user_id = ? AND id <> ?", user.ID, actor.SessionID); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "user.password_changed", Subject: "user",
			SubjectID: user.ID, OrganisationID: home(user)})
	})
}

func setPassword(tx *gorm.DB, userID uint, hash string, mustChange bool, now time.Time) error {
	err := tx.Model(&models.User{}).Where("id = ?", userID).Updates(map[string]any{"password_hash": hash,
		"must_change_password": mustChange, "failed_sign_ins": 0, "locked_until": nil, "version": gorm.Expr("version + 1"),
		"updated_at": now}).Error
	if err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}

// resolve checks each grant against the actor's own rights and finds its organisation.
func (s *Users) resolve(tx *gorm.DB, actor access.Actor, wanted []NewGrant) ([]models.Grant, error) {
	grants := make([]models.Grant, 0, len(wanted))
	for i, w := range wanted {
		location := fmt.Sprintf("grants[%d]", i)
		info, known := access.InfoOf(w.Role)
		if !known {
			return nil, errs.InvalidFields(errs.Field{Location: location + ".role", Message: "没有这种角色。"})
		}
		place, err := access.FindOrganisation(tx, actor, access.UserWrite, w.OrganisationID)
		if err != nil {
			return nil, err
		}
		if info.Kind != "" && info.Kind != place.Kind {
			return nil, errs.InvalidFields(errs.Field{Location: location + ".organisation_id",
				Message: fmt.Sprintf("“%s”只能授予%s，“%s”不是。", info.Label, info.Kind.Label(), place.Name)})
		}
		if !actor.MayGrant(w.Role, place.Path) {
			return nil, errs.New(errs.Forbidden, "right-lacking", "您没有“%s”的全部权限，不能授予他人。", info.Label)
		}
		grants = append(grants, models.Grant{Role: w.Role, OrganisationID: place.ID, CreatedAt: s.now(), Organisation: place})
	}
	return grants, nil
}

func (s *Users) replaceGrants(tx *gorm.DB, user *models.User, grants []models.Grant) error {
	if len(grants) == 0 {
		return errs.InvalidFields(errs.Field{Location: "grants", Message: "至少要有一项权限；不再使用的账号请停用。"})
	}
	if err := tx.Where("user_id = ?", user.ID).Delete(&models.Grant{}).Error; err != nil {
		return fmt.Errorf("remove grants: %w", err)
	}
	for i := range grants {
		grants[i].UserID = user.ID
	}
	err := tx.Omit("Organisation").Create(&grants).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errs.InvalidFields(errs.Field{Location: "grants", Message: "同一单位的同一角色重复。"})
	}
	if err != nil {
		return fmt.Errorf("write grants: %w", err)
	}
	user.Grants = grants
	return nil
}

var phonePattern = regexp.MustCompile(`^(1\d{10}|0\d{2,3}-?\d{7,8})?$`)

func checkPerson(check *errs.Check, name, phone string) {
	check.That(strings.TrimSpace(name) != "", "name", "请填写姓名。")
	check.That(len([]rune(name)) <= 30, "name", "姓名最多 30 个字。")
	check.That(phonePattern.MatchString(phone), "phone", "电话应为 11 位手机号或带区号的固定电话。")
}

// home is the organisation under which a user's changes are logged: that of the first grant.
func home(u models.User) uint {
	if len(u.Grants) == 0 {
		return 0
	}
	return u.Grants[0].OrganisationID
}

// describe is a user for the audit log: no password and no phone number.
func describe(u models.User) map[string]any {
	grants := make([]string, len(u.Grants))
	for i, g := range u.Grants {
		grants[i] = fmt.Sprintf("%s@%d %s", g.Role, g.OrganisationID, g.Organisation.Name)
	}
	return map[string]any{"username": u.Username, "name": u.Name, "disabled": u.Disabled, "grants": grants}
}

// Self gives the actor's own account.
func (s *Users) Self(ctx context.Context, actor access.Actor) (models.User, error) {
	var user models.User
	if err := s.db.WithContext(ctx).Preload("Grants.Organisation").First(&user, actor.UserID).Error; err != nil {
		return user, fmt.Errorf("find the actor: %w", err)
	}
	return user, nil
}
