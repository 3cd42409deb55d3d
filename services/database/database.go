// Package database owns how we reach a database: the embedded SQLite file or a server that speaks MySQL's protocol,
// alike to everybody above it.
package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	modernc "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"banbantong/migrations"
)

// Open opens the database that url names and brings its schema up to date. url is "" for the SQLite file
// banbantong.db in folder, or "mysql://user:password@host:3306/name" ("unix(/path)" may stand for host:port).
func Open(ctx context.Context, url, folder string) (*gorm.DB, error) {
	db, err := Connect(url, folder)
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("reach the connection pool: %w", err)
	}
	if _, err := migrations.Up(ctx, pool, db.Name()); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// Connect opens the database without touching its schema.
func Connect(url, folder string) (*gorm.DB, error) {
	if url == "" {
		return openSQLite(filepath.Join(folder, "banbantong.db"))
	}
	dsn, ok := strings.CutPrefix(url, "mysql://")
	if !ok {
		return nil, fmt.Errorf("the database must be empty or begin with mysql://")
	}
	return openMySQL(dsn)
}

func openSQLite(file string) (*gorm.DB, error) {
	// _txlock=immediate: a read transaction that upgrades would fail at once with SQLITE_BUSY, whatever the timeout.
	dsn := "file:" + file + "?_txlock=immediate&_time_format=sqlite&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)" +
		"&_pragma=busy_timeout(20000)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-64000)&_pragma=temp_store(2)"
	db, err := gorm.Open(sqliteDialector{sqlite.Dialector{DriverName: "sqlite", DSN: dsn}}, newConfig())
	if err != nil {
		return nil, fmt.Errorf("open the SQLite file %s: %w", file, err)
	}
	return limit(db, 8)
}

func openMySQL(dsn string) (*gorm.DB, error) {
	config, err := mysqldriver.ParseDSN(withProtocol(dsn))
	if err != nil {
		return nil, errors.New("the mysql:// database address cannot be read") // the cause would print the password
	}
	config.ParseTime = true
	config.Loc = time.UTC
	config.InterpolateParams = true // else every statement is two round trips
	config.ClientFoundRows = true   // UPDATE counts the rows it found, as SQLite does
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params["time_zone"] = "'+00:00'"
	config.Collation = "utf8mb4_bin"
	connector, err := mysqldriver.NewConnector(config)
	if err != nil {
		return nil, errors.New("the mysql:// database address cannot be used")
	}
	db, err := gorm.Open(mysql.New(mysql.Config{DSNConfig: config, Conn: sql.OpenDB(readCommitted{connector})}), newConfig())
	if err != nil {
		return nil, fmt.Errorf("reach the MySQL database: %w", err)
	}
	return limit(db, 32)
}

// readCommitted makes connections on which a transaction that has waited for a school's lock sees what the one before
// it wrote. A statement says so, because MySQL and MariaDB name the variable differently.
type readCommitted struct{ driver.Connector }

func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	const set = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, set, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// withProtocol turns user:password@host:port/name into the driver's user:password@tcp(host:port)/name.
func withProtocol(dsn string) string {
	at := strings.LastIndex(dsn, "@")
	if rest := dsn[at+1:]; !strings.Contains(rest, "(") {
		if host, path, ok := strings.Cut(rest, "/"); ok {
			return dsn[:at+1] + "tcp(" + host + ")/" + path
		}
	}
	return dsn
}

// newConfig makes a new configuration each time, because gorm.Open changes the one it is given: sharing it between
// two databases silently drops FOR UPDATE on the second.
func newConfig() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Now().UTC() },
	}
}

func limit(db *gorm.DB, connections int) (*gorm.DB, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("reach the connection pool: %w", err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return db, nil
}

// sqliteDialector is GORM's own dialect over the driver without cgo, whose errors that dialect does not know.
type sqliteDialector struct{ sqlite.Dialector }

func (sqliteDialector) Translate(err error) error {
	var e *modernc.Error
	if errors.As(err, &e) {
		switch e.Code() {
		case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY:
			return gorm.ErrDuplicatedKey
		case lib.SQLITE_CONSTRAINT_FOREIGNKEY, lib.SQLITE_CONSTRAINT_TRIGGER:
			return gorm.ErrForeignKeyViolated
		}
	}
	return err
}
