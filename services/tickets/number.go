package tickets

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
)

// readable are the signs of a number that is read aloud: no 0 and O, no 1 and I.
const readable = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// newNumber finds a number that no ticket has: the China-time day and five signs, 261123-7KQ4M.
func newNumber(tx *gorm.DB, at time.Time) (string, error) {
	for {
		signs := make([]byte, 5)
		for i := range signs {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(readable))))
			if err != nil {
				return "", fmt.Errorf("make a ticket number: %w", err)
			}
			signs[i] = readable[n.Int64()]
		}
		number := at.In(models.ChinaTime).Format("060102") + "-" + string(signs)
		var taken int64
		if err := tx.Model(&models.Ticket{}).Where("number = ?", number).Count(&taken).Error; err != nil {
			return "", fmt.Errorf("look for a free ticket number: %w", err)
		}
		if taken == 0 {
			return number, nil
		}
	}
}

// followToken lets somebody who is not signed in follow one ticket: its number and a proof that we gave it to them.
func (s *Service) followToken(number string) string {
	return number + "." + s.proof(number)
}

// followed is the number in a follow token, false unless we made the token.
func (s *Service) followed(token string) (number string, ok bool) {
	number, proof, _ := strings.Cut(token, ".")
	return number, hmac.Equal([]byte(proof), []byte(s.proof(number)))
}

func (s *Service) proof(number string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("follow a ticket:" + number))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:15])
}

// reportKey makes the key that a phone sends with a report its own: the same text from somebody else, or for another
// device, is another key. It is nil where the phone sent none.
func reportKey(who, key string) *string {
	if key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(who + "\x00" + key))
	text := hex.EncodeToString(sum[:])
	return &text
}
