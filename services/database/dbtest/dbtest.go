// Package dbtest gives tests real databases: a fresh SQLite file, and a fresh MySQL database where
// BANBANTONG_TEST_MYSQL names a server ("root@unix(/run/mysqld.sock)/").
package dbtest

import (
	"crypto/rand"
	"database/sql"
	"os"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/services/database"
)

// Server is the environment variable that names the MySQL server, with a trailing slash and no database.
const Server = "BANBANTONG_TEST_MYSQL"

// Each runs the test on every database there is. In CI a missing MySQL server is a failure.
func Each(t *testing.T, test func(t *testing.T, db *gorm.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mysql", func(t *testing.T) { test(t, MySQL(t)) })
}

// Bench is Each for benchmarks, which open as many fresh databases of the kind as they want.
func Bench(b *testing.B, bench func(b *testing.B, open func(testing.TB) *gorm.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, SQLite) })
	b.Run("mysql", func(b *testing.B) { bench(b, MySQL) })
}

// BenchSchools is how many schools a benchmark of a whole province has, unless BANBANTONG_BENCH_SCHOOLS says otherwise.
func BenchSchools(b *testing.B) int {
	b.Helper()
	text := os.Getenv("BANBANTONG_BENCH_SCHOOLS")
	if text == "" {
		return 2000
	}
	schools, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return schools
}

// SQLite opens a fresh migrated SQLite database that ends with the test.
func SQLite(t testing.TB) *gorm.DB {
	t.Helper()
	return open(t, "", t.TempDir())
}

// MySQL opens a fresh migrated database on the test server; it is dropped with the end of the test.
func MySQL(t testing.TB) *gorm.DB {
	t.Helper()
	return open(t, MySQLURL(t), "")
}

// MySQLURL creates a fresh empty database on the test server and gives its address.
func MySQLURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Server)
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set", Server)
		}
		t.Skipf("%s is not set: run through make test", Server)
	}
	name := "test_" + strings.ToLower(rand.Text()[:12])
	admin, err := sql.Open("mysql", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return "mysql://" + server + name
}

func open(t testing.TB, url, folder string) *gorm.DB {
	t.Helper()
	db, err := database.Open(t.Context(), url, folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool, err := db.DB()
		if err != nil {
			t.Fatal(err)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
