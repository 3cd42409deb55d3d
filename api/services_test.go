package api_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/services/accounts"
	"banbantong/services/audit"
	"banbantong/services/registry"
)

// newServices wires every service as main does.
func newServices(t *testing.T, db *gorm.DB) api.Services {
	t.Helper()
	key := []byte(strings.Repeat("k", 32))
	sessions, err := accounts.NewSessions(db, key, now)
	if err != nil {
		t.Fatal(err)
	}
	return api.Services{
		Sessions: sessions,
		Users:    accounts.NewUsers(db, now),
		Registry: registry.New(db, now, nil),
		Audit:    audit.NewReader(db),
	}
}
