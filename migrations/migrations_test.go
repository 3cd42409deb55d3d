package migrations_test

import (
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/migrations"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

func pool(t *testing.T, db *gorm.DB) *sql.DB {
	t.Helper()
	p, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBothDatabasesEndInTheSameSchema(t *testing.T) {
	if diff := cmp.Diff(schemaOfMySQL(t, pool(t, dbtest.MySQL(t))), schemaOfSQLite(t, pool(t, dbtest.SQLite(t)))); diff != "" {
		t.Errorf("the schemas differ (-mysql +sqlite):\n%s", diff)
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		applied, err := migrations.Up(t.Context(), pool(t, db), db.Name())
		if err != nil || applied != 0 {
			t.Errorf("a second Up applied %d migrations: %v", applied, err)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		if err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)").Error; err != nil {
			t.Fatal(err)
		}
		if _, err := migrations.Up(t.Context(), pool(t, db), db.Name()); !errs.Is(err, errs.Conflict) {
			t.Errorf("a newer database gave %v, want a refusal", err)
		}
	})
}

func TestServersThatStartTogetherMigrateOnce(t *testing.T) {
	url := dbtest.MySQLURL(t)
	failures := make(chan error)
	for range 3 {
		go func() {
			db, err := sql.Open("mysql", strings.TrimPrefix(url, "mysql://")+"?parseTime=true")
			if err == nil {
				_, err = migrations.Up(t.Context(), db, "mysql")
			}
			failures <- err
		}()
	}
	for range 3 {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

// schema is, by table, its columns ("name null") and its indexes ("unique (a, b)").
type schema map[string][]string

func (s schema) sorted() schema {
	for table := range s {
		sort.Strings(s[table])
		s[table] = slices.Compact(s[table])
	}
	return s
}

func schemaOfMySQL(t *testing.T, db *sql.DB) schema {
	t.Helper()
	s := schema{}
	for _, r := range query(t, db, `SELECT table_name, column_name, is_nullable, '' FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%'`) {
		s[r[0]] = append(s[r[0]], column(r[1], r[2] == "YES"))
	}
	for _, r := range query(t, db, `SELECT table_name, index_name, MAX(non_unique), GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ')
		FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' AND index_name <> 'PRIMARY'
		AND index_name NOT LIKE '%\_fk' GROUP BY table_name, index_name`) { // InnoDB adds its own for foreign keys
		s[r[0]] = append(s[r[0]], index(r[2] == "0", r[3]))
	}
	return s.sorted()
}

func schemaOfSQLite(t *testing.T, db *sql.DB) schema {
	t.Helper()
	s := schema{}
	for _, r := range query(t, db, `SELECT m.name, c.name, c."notnull", c.pk FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`) {
		s[r[0]] = append(s[r[0]], column(r[1], r[2] == "0" && r[3] == "0"))
	}
	for _, r := range query(t, db, `SELECT m.name, l.name, l."unique", (SELECT group_concat(i.name, ', ') FROM pragma_index_info(l.name) i)
		FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin = 'c' AND m.name NOT LIKE 'goose%'`) {
		s[r[0]] = append(s[r[0]], index(r[2] == "1", r[3]))
	}
	return s.sorted()
}

func column(name string, null bool) string {
	if null {
		return name + " null"
	}
	return name
}

func index(unique bool, columns string) string {
	if unique {
		return fmt.Sprintf("unique (%s)", columns)
	}
	return fmt.Sprintf("index (%s)", columns)
}

func query(t *testing.T, db *sql.DB, text string) [][4]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all [][4]string
	for rows.Next() {
		var r [4]string
		if err := rows.Scan(&r[0], &r[1], &r[2], &r[3]); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
