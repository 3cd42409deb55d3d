package statistics

import (
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// bigProvince is 20,000 schools with the counts of every category, and nothing else.
func bigProvince(b *testing.B, db *gorm.DB) access.Actor {
	b.Helper()
	const cities, counties, schools = 11, 10, 182
	r := rand.New(rand.NewPCG(1, 1))
	w := &world{schools: map[uint]models.School{}}
	province := w.add(nil, models.KindProvince, "江西省")
	for i := range cities {
		city := w.add(&province, models.KindCity, fmt.Sprintf("第%d市", i))
		for j := range counties {
			county := w.add(&city, models.KindCounty, fmt.Sprintf("第%d县", j))
			for k := range schools {
				o := w.add(&county, models.KindSchool, fmt.Sprintf("第%d小学", k))
				w.schools[o.ID] = models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaRural, Sponsor: models.SponsorEducation,
					Version: 1, CreatedAt: noon, UpdatedAt: noon}
				w.counts = append(w.counts, randomCounts(r, o.ID, models.CategorySuite))
				for _, info := range models.Categories() {
					w.counts = append(w.counts, randomCounts(r, o.ID, info.Code))
				}
			}
		}
	}
	rows := w.schoolRows()
	err := db.Transaction(func(tx *gorm.DB) error {
		for _, insert := range []func() error{
			func() error { return bulk(tx, w.organisations) }, func() error { return bulk(tx, rows) }, func() error { return bulk(tx, w.counts) },
		} {
			if err := insert(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return who(models.RoleProvinceAdmin, w.organisations[0])
}

func bulk[T any](tx *gorm.DB, rows []T) error {
	inserts, err := database.NewBulk[T](tx)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := inserts.Add(&rows[i]); err != nil {
			return err
		}
	}
	return inserts.Flush()
}

// BenchmarkProvince has 20,000 schools. "bare read" reads the 200,000 rows of counts that the tables add up; "bare
// writer" writes the cells of the workbook with excelize's stream writer and nothing else.
func BenchmarkProvince(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db := open(b)
		province := bigProvince(b, db)
		s := newService(b, db)
		b.Run("bare read", func(b *testing.B) {
			for range b.N {
				readCounts(b, db)
			}
		})
		for _, by := range []GroupBy{ByOrganisation, BySchool, ByCategory} {
			b.Run("by "+string(by), func(b *testing.B) {
				for range b.N {
					if _, err := s.Table(b.Context(), province, Query{GroupBy: by, Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		sheets := sheetsOf(b, pack(b, s, province, Query{}))
		b.Run("bare writer", func(b *testing.B) {
			for range b.N {
				writeCells(b, sheets)
			}
		})
		b.Run("workbook", func(b *testing.B) {
			for range b.N {
				writeReport(b, s, province)
			}
		})
	})
}

// BenchmarkWorkbook makes the workbook of a demo province of 1,500 schools, most of whose rows are details. "bare read"
// reads the devices that the details are about, and "bare writer" writes the same cells with excelize's stream writer.
func BenchmarkWorkbook(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db := open(b)
		options := demo.Options{Schools: 1500, Seed: 1, Password: "Banbantong-2026", Now: noon}
		if _, err := demo.Fill(b.Context(), db, options, func(int) {}); err != nil {
			b.Fatal(err)
		}
		var root models.Organisation
		if err := db.Where("parent_id IS NULL").First(&root).Error; err != nil {
			b.Fatal(err)
		}
		s, province := newService(b, db), who(models.RoleProvinceAdmin, root)
		b.Run("bare read", func(b *testing.B) {
			for range b.N {
				readDevices(b, db)
			}
		})
		sheets := sheetsOf(b, pack(b, s, province, Query{}))
		b.Run("bare writer", func(b *testing.B) {
			for range b.N {
				writeCells(b, sheets)
			}
		})
		sheets = nil
		b.Run("workbook", func(b *testing.B) {
			for range b.N {
				writeReport(b, s, province)
			}
		})
	})
}

func writeReport(b *testing.B, s *Service, actor access.Actor) {
	book, err := s.Report(b.Context(), actor, Query{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := book.WriteTo(io.Discard); err != nil {
		b.Fatal(err)
	}
	if err := book.Close(); err != nil {
		b.Fatal(err)
	}
}

func readDevices(b *testing.B, db *gorm.DB) {
	rows, err := db.Raw("SELECT d.id, d.classroom_id, d.specs, d.fails, d.judged FROM devices d JOIN classrooms c ON c.id = d.classroom_id " +
		"WHERE c.grade = 'fail' OR d.grade = 'fail'").Rows()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var id, room uint
	var specs sql.RawBytes
	var fails, judged int64
	for rows.Next() {
		if err := rows.Scan(&id, &room, &specs, &fails, &judged); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

func readCounts(b *testing.B, db *gorm.DB) {
	rows, err := db.Raw("SELECT * FROM school_counts").Rows()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var c models.SchoolCounts
	for rows.Next() {
		if err := rows.Scan(&c.SchoolID, &c.Category, &c.Total, &c.InUse, &c.Passed, &c.Failed, &c.Unknown, &c.StandardPassed, &c.Damaged,
			&c.FailedAndDamaged, &c.FailedOrDamaged, &c.Usable, &c.NetworkPassed, &c.NetworkFailed, &c.NetworkUnknown,
			&c.SoftwarePassed, &c.SoftwareFailed, &c.SoftwareUnknown, &c.MissingDate); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

func writeCells(b *testing.B, sheets map[string][][]string) {
	file := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := file.NewSheet(name); err != nil {
			b.Fatal(err)
		}
		stream, err := file.NewStreamWriter(name)
		if err != nil {
			b.Fatal(err)
		}
		var values []any
		for i, row := range rows {
			values = values[:0]
			for _, cell := range row {
				values = append(values, cell)
			}
			if err := stream.SetRow(fmt.Sprint("A", i+1), values); err != nil {
				b.Fatal(err)
			}
		}
		if err := stream.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	if err := file.Write(io.Discard); err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPast is of a demo province of 2,000 schools with a year of history: the tables of a past day beside those of
// today, a year of trend, and the comparison of the ends of a year.
func BenchmarkPast(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db := open(b)
		options := demo.Options{Schools: 2000, Seed: 1, Password: "Banbantong-2026", Now: noon}
		if _, err := demo.Fill(b.Context(), db, options, func(int) {}); err != nil {
			b.Fatal(err)
		}
		var root models.Organisation
		if err := db.Where("parent_id IS NULL").First(&root).Error; err != nil {
			b.Fatal(err)
		}
		s, province := newService(b, db), who(models.RoleProvinceAdmin, root)
		then := models.DateOf(noon.AddDate(0, 0, -200))
		for _, by := range []GroupBy{ByOrganisation, BySchool, ByCategory, ByCriterion} {
			for what, on := range map[string]models.Date{"today": "", "a past day": then} {
				b.Run(fmt.Sprintf("by %s/%s", by, what), func(b *testing.B) {
					for range b.N {
						if _, err := s.Table(b.Context(), province, Query{GroupBy: by, Limit: 50, On: on}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
		for step, from := range map[Step]models.Date{ByMonth: "", ByDay: models.DateOf(noon.AddDate(0, 0, -59))} {
			b.Run("trend by "+string(step), func(b *testing.B) {
				for range b.N {
					if _, err := s.Trend(b.Context(), province, TrendQuery{From: from, Step: step}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run("comparison", func(b *testing.B) {
			for range b.N {
				c, err := s.Compare(b.Context(), province, ComparisonQuery{From: then, Limit: 50})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(c.Total), "changes")
			}
		})
	})
}
