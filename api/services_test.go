package api_test

import (
	"strings"
	"testing"

	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/services/accounts"
	"banbantong/services/attachments"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/disposals"
	"banbantong/services/exports"
	"banbantong/services/forms"
	"banbantong/services/imports"
	"banbantong/services/purchases"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
	"banbantong/services/tickets"
	"banbantong/services/transfers"
)

// newServices wires every service as main does.
func newServices(t *testing.T, db *gorm.DB) api.Services {
	t.Helper()
	key := []byte(strings.Repeat("k", 32))
	sessions, err := accounts.NewSessions(db, key, now)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := compliance.New(db, now)
	if err != nil {
		t.Fatal(err)
	}
	photos, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := photos.Close(); err != nil {
			t.Error(err)
		}
	})
	uploads, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	intake, err := imports.New(t.Context(), db, now, uploads, verdicts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(intake.Close)
	books, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	register, repairs := registry.New(db, now, verdicts), tickets.New(db, now, key, verdicts, disposals.Returns{})
	renewing := renewal.New(db, now, verdicts)
	inspector := quality.New(db, now, verdicts, register)
	reporting := submissions.New(db, now, books, verdicts, inspector)
	figures, users := statistics.New(db, now, verdicts), accounts.NewUsers(db, now)
	made, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return api.Services{
		Sessions: sessions,
		Users:    users,
		Registry: register,
		Audit:    audit.NewReader(db),
		Imports:  intake,
		Exports:  exports.New(db, now, made, users.Actor, exports.Makers(register, figures, reporting)),

		Compliance: verdicts,
		Statistics: figures,
		Quality:    inspector,
		Renewal:    renewing,
		Purchases:  purchases.New(db, now, verdicts),
		Transfers:  transfers.New(db, now, register, verdicts, registry.NewOrderCode),
		Disposals:  disposals.New(db, now, register, verdicts, renewing, registry.NewOrderCode),

		Submissions: reporting,
		Forms:       forms.New(db, now, verdicts, figures, reporting),

		Tickets:     repairs,
		Attachments: attachments.New(db, now, photos, repairs),
	}
}
