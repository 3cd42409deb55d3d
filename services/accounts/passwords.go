// Package accounts owns the people who sign in: their passwords, sign-ins and grants. What a grant allows is for
// services/access to say.
package accounts

import (
	"crypto/rand"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"banbantong/services/errs"
)

// passwords hashes and compares, at most two at a time: each takes 19 MiB, and a crowd that signs in must not
// exhaust the memory.
type passwords struct{ slots chan struct{} }

var argon = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func newPasswords() passwords { return passwords{slots: make(chan struct{}, 2)} }

func (p passwords) hash(password string) (string, error) {
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	params := argon
	hash, err := argon2id.CreateHash(password, &params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// HashPassword gives what is stored of a password, for accounts that are not made by way of Users.
func HashPassword(password string) (string, error) { return newPasswords().hash(password) }

func (p passwords) matches(password, hash string) bool {
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && ok
}

// checkPassword says what is wrong with a new password: 10 characters with letters and digits, and not the name.
func checkPassword(location, username, password string) error {
	var letters, digits bool
	for _, r := range password {
		letters = letters || unicode.IsLetter(r)
		digits = digits || unicode.IsDigit(r)
	}
	var check errs.Check
	switch {
	case utf8.RuneCountInString(password) < 10:
		check.That(false, location, "密码至少 10 位。")
	case utf8.RuneCountInString(password) > 128:
		check.That(false, location, "密码最多 128 位。")
	case !letters || !digits:
		check.That(false, location, "密码须同时含有字母和数字。")
	case strings.Contains(strings.ToLower(password), username):
		check.That(false, location, "密码不能包含用户名。")
	}
	return check.Err()
}

// InitialPassword makes a random password that a person can type: four groups, none of 0 O 1 l I.
func InitialPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	random := make([]byte, 16)
	rand.Read(random) // never fails, says crypto/rand
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(r)%len(letters)])
	}
	return b.String() + "7a" // so that it always has a digit and a letter
}
