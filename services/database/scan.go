package database

import "gorm.io/gorm"

// Scan reads every row of a query into the places, in the order of its columns, and has each taken. It is what Find does
// without looking at types, which matters where a request asks for many rows or an export for a million.
func Scan(query *gorm.DB, take func() error, places ...any) error {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := take(); err != nil {
			return err
		}
	}
	return rows.Err()
}
