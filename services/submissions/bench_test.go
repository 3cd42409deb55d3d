package submissions

import (
	"database/sql"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// BenchmarkFreeze submits for all the schools of a county of 200 at once, beside reading the rows that are frozen: the
// classrooms and devices of the county, each once, with every column, into nothing ("read") and into gorm's models ("find").
func BenchmarkFreeze(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db := open(b)
		if _, err := demo.Fill(b.Context(), db, demo.Options{Schools: 200, Seed: 1, Password: "Banbantong-2026", Now: noon}, func(int) {}); err != nil {
			b.Fatal(err)
		}
		w := newWorld(b, db)
		var county models.Organisation
		w.must(db.First(&county, "id = (SELECT parent_id FROM organisations WHERE kind = 'school' GROUP BY parent_id ORDER BY COUNT(*) DESC LIMIT 1)").Error)
		var schools []uint
		w.must(db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes()).
			Scopes(access.PathsUnder("o.path", county.Path)).Pluck("s.id", &schools).Error)
		w.places["县"] = county
		office := w.office("县")
		batch := w.explained(w.open("县"), office, "县", schools...)
		b.Run("read", func(b *testing.B) {
			for b.Loop() {
				for _, table := range []string{"classrooms", "devices"} {
					w.must(readAll(db.Table(table).Scopes(access.SchoolsUnder("school_id", county.Path))))
				}
			}
			b.ReportMetric(float64(len(schools)), "schools")
		})
		b.Run("find", func(b *testing.B) {
			for b.Loop() {
				var rooms []models.Classroom
				w.must(db.Scopes(access.SchoolsUnder("school_id", county.Path)).Find(&rooms).Error)
				var devices []models.Device
				w.must(db.Scopes(access.SchoolsUnder("school_id", county.Path)).Find(&devices).Error)
			}
			b.ReportMetric(float64(len(schools)), "schools")
		})
		b.Run("freeze", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				p := w.open("县")
				b.StartTimer()
				outcomes, err := w.service.FillIn(b.Context(), office, p.ID, county.ID, batch)
				w.must(err)
				for _, o := range outcomes {
					if o.Problem != "" {
						b.Fatal(o.Name, o.Problem)
					}
				}
			}
			b.ReportMetric(float64(len(schools)), "schools")
		})
		b.Run("sum", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				p := w.open("县")
				_, err := w.service.FillIn(b.Context(), office, p.ID, county.ID, batch)
				w.must(err)
				b.StartTimer()
				_, err = w.submit(p, office, "县")
				w.must(err)
			}
		})
	})
}

// readAll reads every row of a query.
func readAll(query *gorm.DB) error {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
