// Package migrations owns the schema: numbered SQL files, forward only, one folder for each database, both giving the
// same tables. It never imports models, because the structs move on and a migration must not.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"banbantong/services/errs"
)

//go:embed mysql/*.sql sqlite/*.sql
var files embed.FS

// Up brings the database to the schema of this binary and says how many migrations it applied. Several servers may
// start at once: one migrates, the others wait. It refuses a database that is newer than the binary. dialect is
// "mysql" or "sqlite".
func Up(ctx context.Context, db *sql.DB, dialect string) (applied int, err error) {
	provider, err := newProvider(db, dialect)
	if err != nil {
		return 0, err
	}
	if err := refuseNewer(ctx, db, provider); err != nil {
		return 0, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate the %s schema: %w", dialect, err)
	}
	return len(results), nil
}

func newProvider(db *sql.DB, dialect string) (*goose.Provider, error) {
	folder, err := fs.Sub(files, dialect)
	if err != nil {
		return nil, fmt.Errorf("migrations for %q: %w", dialect, err)
	}
	if dialect == "mysql" {
		locker, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(200*time.Millisecond, 1500))
		if err != nil {
			return nil, fmt.Errorf("make the migration lock: %w", err)
		}
		return goose.NewProvider(goose.DialectMySQL, db, folder, goose.WithLocker(locker))
	}
	return goose.NewProvider(goose.DialectSQLite3, db, folder)
}

func refuseNewer(ctx context.Context, db *sql.DB, provider *goose.Provider) error {
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	sources := provider.ListSources()
	if known := sources[len(sources)-1].Version; current > known {
		return errs.New(errs.Conflict, "schema-newer",
			"数据库的结构版本是 %d，本程序只认识到 %d。请使用更新的程序，以免损坏数据。", current, known)
	}
	return nil
}
