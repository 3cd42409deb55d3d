package database

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// bulkRows is how many rows a statement inserts: a server likes them by the hundred, SQLite one at a time.
const bulkRows = 100

// Bulk inserts many rows of one table in a transaction as fast as the database takes them: several times what
// gorm's Create does. It runs no hooks and writes no associations, and a row keeps the id it has; one with the id 0
// is given one by the database, which Bulk does not tell. Rows may wait for others until Flush, so flush before rows
// that refer to them. The end of the transaction ends the Bulk.
type Bulk[T any] struct {
	tx     *gorm.DB
	fields []*schema.Field
	insert string // up to VALUES
	tuple  string // (?, ?)
	size   int    // rows to a full statement
	full   *sql.Stmt
	args   []any
}

// NewBulk makes a bulk insert of the model T in the transaction tx.
func NewBulk[T any](tx *gorm.DB) (*Bulk[T], error) {
	model, err := schema.Parse(new(T), &sync.Map{}, tx.NamingStrategy)
	if err != nil {
		return nil, fmt.Errorf("read the columns of a model: %w", err)
	}
	b := &Bulk[T]{tx: tx, size: 1}
	if tx.Name() == "mysql" {
		b.size = bulkRows
	}
	for _, column := range model.DBNames {
		b.fields = append(b.fields, model.FieldsByDBName[column])
	}
	b.insert = "INSERT INTO " + model.Table + " (" + strings.Join(model.DBNames, ", ") + ") VALUES "
	b.tuple = "(?" + strings.Repeat(", ?", len(b.fields)-1) + ")"
	b.full, err = tx.Statement.ConnPool.PrepareContext(tx.Statement.Context, b.statement(b.size))
	if err != nil {
		return nil, fmt.Errorf("prepare an insert into %s: %w", model.Table, err)
	}
	return b, nil
}

func (b *Bulk[T]) statement(rows int) string {
	return b.insert + b.tuple + strings.Repeat(", "+b.tuple, rows-1)
}

// Add inserts the rows, now or with some that follow.
func (b *Bulk[T]) Add(rows ...*T) error {
	ctx := b.tx.Statement.Context
	for _, row := range rows {
		value := reflect.ValueOf(row).Elem()
		for _, field := range b.fields {
			v, zero := field.ValueOf(ctx, value)
			if zero && field.AutoIncrement {
				v = nil
			}
			b.args = append(b.args, v)
		}
		if len(b.args) < b.size*len(b.fields) {
			continue
		}
		if _, err := b.full.ExecContext(ctx, b.args...); err != nil {
			return b.failed(err)
		}
		b.args = b.args[:0]
	}
	return nil
}

// Flush inserts the rows that still wait.
func (b *Bulk[T]) Flush() error {
	rows := len(b.args) / len(b.fields)
	if rows == 0 {
		return nil
	}
	if _, err := b.tx.Statement.ConnPool.ExecContext(b.tx.Statement.Context, b.statement(rows), b.args...); err != nil {
		return b.failed(err)
	}
	b.args = b.args[:0]
	return nil
}

func (b *Bulk[T]) failed(err error) error {
	table, _, _ := strings.Cut(strings.TrimPrefix(b.insert, "INSERT INTO "), " ")
	if translator, ok := b.tx.Dialector.(gorm.ErrorTranslator); ok {
		err = translator.Translate(err)
	}
	return fmt.Errorf("insert into %s: %w", table, err)
}
