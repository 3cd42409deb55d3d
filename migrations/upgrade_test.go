package migrations_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"banbantong/migrations"
	"banbantong/services/database/dbtest"
)

// eachAt runs the test on an empty database of each kind, migrated up to a version.
func eachAt(t *testing.T, version int64, test func(t *testing.T, db *sql.DB, dialect string)) {
	t.Helper()
	open := func(t *testing.T, dialect, driver, address string) {
		t.Helper()
		db, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		provider, err := migrations.NewProvider(db, dialect)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), version); err != nil {
			t.Fatal(err)
		}
		test(t, db, dialect)
	}
	t.Run("sqlite", func(t *testing.T) {
		open(t, "sqlite", "sqlite", "file:"+filepath.Join(t.TempDir(), "old.db")+"?_time_format=sqlite")
	})
	t.Run("mysql", func(t *testing.T) {
		open(t, "mysql", "mysql", strings.TrimPrefix(dbtest.MySQLURL(t), "mysql://")+"?parseTime=true")
	})
}

// TestChosenReadingsBecomeVersions upgrades a database in which readings were chosen before there were versions: the
// choices follow one another as they did, each from its day in China, by whom it was made.
func TestChosenReadingsBecomeVersions(t *testing.T) {
	eachAt(t, 42, func(t *testing.T, db *sql.DB, dialect string) {
		run := func(text string, args ...any) {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), text, args...); err != nil {
				t.Fatal(err)
			}
		}
		run(`INSERT INTO organisations (id, kind, name, path, version, created_at, updated_at) VALUES
			(1, 'province', '江西省', '00000001/', 1, '2024-01-01 00:00:00', '2024-01-01 00:00:00')`)
		choose := func(id int, readings, since string, user any) {
			t.Helper()
			at, err := time.Parse(time.DateTime, since)
			if err != nil {
				t.Fatal(err)
			}
			run("INSERT INTO standards_in_force (id, organisation_id, standard, readings, since, user_id) VALUES (?, 1, 'jiangxi-2023-29', ?, ?, ?)",
				id, readings, at, user)
		}
		choose(3, `{"disk.nominal":"class"}`, "2024-03-01 15:59:59", 7)
		choose(5, `{"disk.nominal":"class","cpu.freq_basis":"turbo"}`, "2024-03-01 16:00:00", nil) // midnight in China
		choose(4, `{"disk.nominal":"letter"}`, "2024-05-06 01:00:00", 7)
		if _, err := migrations.Up(t.Context(), db, dialect); err != nil {
			t.Fatal(err)
		}
		day := func(column string) string { return "SUBSTR(" + column + ", 1, 19)" }
		if dialect == "mysql" {
			day = func(column string) string { return "DATE_FORMAT(" + column + ", '%Y-%m-%d %H:%i:%s')" }
		}
		got := query(t, db, `SELECT CONCAT(number, ' ', in_force_from, ' ', COALESCE(user_id, 'system')), amendments, `+day("enforced_at")+`,
			CONCAT(name, document, version) FROM standard_versions WHERE organisation_id = 1 ORDER BY id`)
		want := [][4]string{
			{"1 2024-03-01 7", `{"readings":{"disk.nominal":"class"}}`, "2024-03-01 15:59:59", "口径调整1"},
			{"2 2024-03-02 system", `{"readings":{"disk.nominal":"class","cpu.freq_basis":"turbo"}}`, "2024-03-01 16:00:00", "口径调整1"},
			{"3 2024-05-06 7", `{"readings":{"disk.nominal":"letter"}}`, "2024-05-06 01:00:00", "口径调整1"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("versions (-want +got):\n%s", diff)
		}
	})
}
