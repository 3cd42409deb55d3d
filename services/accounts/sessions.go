package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

const (
	accessTokenLife = 15 * time.Minute
	sessionLife     = 14 * 24 * time.Hour // without use
	lockAfter       = 8                   // wrong passwords in a row
	lockFor         = 15 * time.Minute
	rotationGrace   = 30 * time.Second // in which tabs that renew at the same time share one renewal
	issuer          = "banbantong"
)

// Sessions signs people in and out and recognises them at every request.
type Sessions struct {
	db        *gorm.DB
	key       []byte
	now       func() time.Time
	passwords passwords
	decoy     string // compared with when there is no such user, so that the answer takes as long
}

// NewSessions makes the sign-in over the database; key signs the access tokens and is at least 32 bytes.
func NewSessions(db *gorm.DB, key []byte, now func() time.Time) (*Sessions, error) {
	if len(key) < 32 {
		return nil, errors.New("the secret key must have at least 32 bytes")
	}
	s := &Sessions{db: db, key: key, now: now, passwords: newPasswords()}
	var err error
	if s.decoy, err = s.passwords.hash(rand.Text()); err != nil {
		return nil, err
	}
	return s, nil
}

// Tokens are what a browser gets when somebody signs in.
type Tokens struct {
	Access    string
	ExpiresIn time.Duration
	Refresh   string // for the HttpOnly cookie; good once, and a moment longer for other tabs
	User      models.User
	Actor     access.Actor
}

// SignIn checks a name and password and begins a session. After eight wrong passwords in a row the account is locked
// for a quarter of an hour. It never says which of name and password was wrong.
func (s *Sessions) SignIn(ctx context.Context, username, password string) (Tokens, error) {
	refused := errs.New(errs.Unauthenticated, "wrong-credentials", "用户名或密码不正确。")
	db := s.db.WithContext(ctx)
	user, err := s.find(db, "username = ?", strings.ToLower(strings.TrimSpace(username)))
	if errors.Is(err, gorm.ErrRecordNotFound) {
		s.passwords.matches(password, s.decoy)
		return Tokens{}, refused
	}
	if err != nil {
		return Tokens{}, err
	}
	now := s.now()
	if user.LockedUntil != nil && now.Before(*user.LockedUntil) {
		return Tokens{}, errs.New(errs.TooOften, "locked", "密码连续输错次数过多，账号已锁定，请在 %s 之后再试。",
			user.LockedUntil.In(models.ChinaTime).Format("15:04"))
	}
	if !s.passwords.matches(password, user.PasswordHash) {
		return Tokens{}, errors.Join(s.countFailure(db, user, now), refused)
	}
	if user.Disabled {
		return Tokens{}, errs.New(errs.Forbidden, "disabled", "账号已停用，请联系上级管理员。")
	}
	if user.FailedSignIns > 0 {
		err := db.Model(&models.User{}).Where("id = ?", user.ID).Updates(map[string]any{"failed_sign_ins": 0, "locked_until": nil}).Error
		if err != nil {
			return Tokens{}, fmt.Errorf("reset the failed sign-ins: %w", err)
		}
	}
	return s.begin(db, user)
}

func (s *Sessions) countFailure(db *gorm.DB, user models.User, now time.Time) error {
	change := map[string]any{"failed_sign_ins": gorm.Expr("failed_sign_ins + 1")}
	if user.FailedSignIns+1 >= lockAfter {
		change = map[string]any{"failed_sign_ins": 0, "locked_until": now.Add(lockFor)}
	}
	if err := db.Model(&models.User{}).Where("id = ?", user.ID).Updates(change).Error; err != nil {
		return fmt.Errorf("count a failed sign-in: %w", err)
	}
	return nil
}

func (s *Sessions) begin(db *gorm.DB, user models.User) (Tokens, error) {
	secret := rand.Text()
	now := s.now()
	session := models.Session{UserID: user.ID, TokenHash: hashToken(secret), CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(sessionLife)}
	if err := db.Omit("User").Create(&session).Error; err != nil {
		return Tokens{}, fmt.Errorf("begin a session: %w", err)
	}
	return s.tokens(user, session.ID, secret)
}

func (s *Sessions) tokens(user models.User, sessionID uint, secret string) (Tokens, error) {
	now := s.now()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Issuer: issuer, Subject: strconv.FormatUint(uint64(user.ID), 10), ID: strconv.FormatUint(uint64(sessionID), 10),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(accessTokenLife)),
	}).SignedString(s.key)
	if err != nil {
		return Tokens{}, fmt.Errorf("sign an access token: %w", err)
	}
	actor := access.NewActor(user)
	actor.SessionID = sessionID
	return Tokens{Access: signed, ExpiresIn: accessTokenLife, Refresh: s.refreshToken(sessionID, secret), User: user, Actor: actor}, nil
}

// Refresh exchanges a refresh token, which is then spent, for new tokens. Two tabs may send the same token at the same
// moment: for half a minute the token spent last is answered with the very token that took its place. Any other spent
// token has been copied: the whole session ends, for the thief and for the owner.
func (s *Sessions) Refresh(ctx context.Context, token string) (Tokens, error) {
	over := errs.New(errs.Unauthenticated, "session-over", "登录已失效，请重新登录。")
	id, secret, genuine := s.parseRefreshToken(token)
	if !genuine {
		return Tokens{}, over
	}
	db := s.db.WithContext(ctx)
	next, now := s.successor(id, secret), s.now()
	spent := db.Model(&models.Session{}).
		Where("id = ? AND token_hash = ? AND revoked_at IS NULL AND expires_at > ?", id, hashToken(secret), now).
		Updates(map[string]any{"token_hash": hashToken(next), "used_at": now, "expires_at": now.Add(sessionLife)})
	if spent.Error != nil {
		return Tokens{}, fmt.Errorf("rotate a refresh token: %w", spent.Error)
	}
	if spent.RowsAffected == 0 {
		justSpent, err := s.justSpent(db, id, next, now)
		if err != nil {
			return Tokens{}, err
		}
		if !justSpent {
			return Tokens{}, errors.Join(revoke(db, now, "id = ?", id), over)
		}
	}
	session, err := s.session(db, id)
	if err != nil {
		return Tokens{}, err
	}
	return s.tokens(session.User, session.ID, next)
}

// successor is the secret that follows another. It is derived, so that it can be given out twice without being stored;
// without our key nobody gets from a spent secret to the one in use.
func (s *Sessions) successor(id uint, secret string) string {
	return s.sign(fmt.Sprintf("%d.%s.next", id, secret))
}

// justSpent says whether next is the session's token in use, and took its predecessor's place a moment ago.
func (s *Sessions) justSpent(db *gorm.DB, id uint, next string, now time.Time) (bool, error) {
	var found int64
	err := db.Model(&models.Session{}).Where("id = ? AND token_hash = ? AND revoked_at IS NULL AND used_at > ?",
		id, hashToken(next), now.Add(-rotationGrace)).Count(&found).Error
	if err != nil {
		return false, fmt.Errorf("look for a token just spent: %w", err)
	}
	return found > 0, nil
}

// refreshToken is "id.secret.signature". The signature keeps a stranger from ending sessions by guessing their ids.
func (s *Sessions) refreshToken(id uint, secret string) string {
	text := fmt.Sprintf("%d.%s", id, secret)
	return text + "." + s.sign(text)
}

func (s *Sessions) parseRefreshToken(token string) (id uint, secret string, genuine bool) {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 || !hmac.Equal([]byte(token[dot+1:]), []byte(s.sign(token[:dot]))) {
		return 0, "", false
	}
	idText, secret, _ := strings.Cut(token[:dot], ".")
	number, err := strconv.ParseUint(idText, 10, 63)
	return uint(number), secret, err == nil
}

func (s *Sessions) sign(text string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("refresh:" + text))
	return hex.EncodeToString(mac.Sum(nil))
}

// SignOut ends the session that a refresh token belongs to; a token that is not ours ends nothing.
func (s *Sessions) SignOut(ctx context.Context, token string) error {
	id, _, genuine := s.parseRefreshToken(token)
	if !genuine {
		return nil
	}
	return revoke(s.db.WithContext(ctx), s.now(), "id = ?", id)
}

func revoke(db *gorm.DB, now time.Time, condition string, args ...any) error {
	err := db.Model(&models.Session{}).Where("revoked_at IS NULL").Where(condition, args...).Update("revoked_at", now).Error
	if err != nil {
		return fmt.Errorf("revoke a session: %w", err)
	}
	return nil
}

// Recognise finds out who sends an access token. The session and the user are looked up every time, so that a
// disabled user or a changed password ends the session at the next request.
func (s *Sessions) Recognise(ctx context.Context, token string) (access.Actor, error) {
	over := errs.New(errs.Unauthenticated, "token-invalid", "登录已过期，请重新登录。")
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithIssuer(issuer), jwt.WithTimeFunc(s.now))
	if err != nil {
		return access.Actor{}, over
	}
	id, err := strconv.ParseUint(claims.ID, 10, 63)
	if err != nil {
		return access.Actor{}, over
	}
	user, err := s.owner(s.db.WithContext(ctx), uint(id))
	if err != nil {
		return access.Actor{}, err
	}
	if strconv.FormatUint(uint64(user.ID), 10) != claims.Subject {
		return access.Actor{}, over
	}
	actor := access.NewActor(user)
	actor.SessionID = uint(id)
	return actor, nil
}

// owner is as much of a session's user as an actor is made of, in one query, because every request asks.
func (s *Sessions) owner(db *gorm.DB, sessionID uint) (user models.User, err error) {
	rows, err := db.Table("sessions").Joins("JOIN users ON users.id = sessions.user_id").
		Joins("LEFT JOIN grants ON grants.user_id = users.id").Joins("LEFT JOIN organisations ON organisations.id = grants.organisation_id").
		Where("sessions.id = ? AND sessions.revoked_at IS NULL AND sessions.expires_at > ? AND users.disabled = ?", sessionID, s.now(), false).
		Select("users.id, users.name, users.must_change_password, COALESCE(grants.role, ''), COALESCE(organisations.path, '')").
		Order("grants.id").Rows()
	if err != nil {
		return user, fmt.Errorf("find the owner of a session: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var grant models.Grant
		if err := rows.Scan(&user.ID, &user.Name, &user.MustChangePassword, &grant.Role, &grant.Organisation.Path); err != nil {
			return user, fmt.Errorf("read the owner of a session: %w", err)
		}
		user.Grants = append(user.Grants, grant)
	}
	if err := rows.Err(); err != nil {
		return user, fmt.Errorf("read the owner of a session: %w", err)
	}
	if user.ID == 0 {
		return user, errs.New(errs.Unauthenticated, "session-over", "登录已失效，请重新登录。")
	}
	return user, nil
}

func (s *Sessions) session(db *gorm.DB, id uint) (models.Session, error) {
	var found []models.Session
	err := db.Joins("User").Preload("User.Grants.Organisation").
		Where("sessions.id = ? AND sessions.revoked_at IS NULL AND sessions.expires_at > ?", id, s.now()).Limit(1).Find(&found).Error
	if err != nil {
		return models.Session{}, fmt.Errorf("find a session: %w", err)
	}
	if len(found) == 0 || found[0].User.Disabled {
		return models.Session{}, errs.New(errs.Unauthenticated, "session-over", "登录已失效，请重新登录。")
	}
	return found[0], nil
}

func (s *Sessions) find(db *gorm.DB, condition string, args ...any) (models.User, error) {
	var user models.User
	err := db.Preload("Grants.Organisation").Where(condition, args...).First(&user).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return user, fmt.Errorf("find a user: %w", err)
	}
	return user, err
}

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
