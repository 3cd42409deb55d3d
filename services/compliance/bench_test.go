package compliance_test

import (
	"os"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// BenchmarkEvaluate judges all devices of a county anew. Beside it stands the least that a database could do: four
// rules over the devices' facts in one INSERT ... SELECT.
func BenchmarkEvaluate(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkEvaluate(b, dbtest.SQLite(b)) })
	b.Run("mysql", func(b *testing.B) {
		if os.Getenv(dbtest.Server) == "" {
			b.Skip(dbtest.Server + " is not set: run through make bench")
		}
		benchmarkEvaluate(b, dbtest.MySQL(b))
	})
}

func benchmarkEvaluate(b *testing.B, db *gorm.DB) {
	now := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	if _, err := demo.Fill(b.Context(), db, demo.Options{Schools: 200, Seed: 1, Password: "bench-password", Now: now}, func(int) {}); err != nil {
		b.Fatal(err)
	}
	service, err := compliance.New(db, func() time.Time { return now })
	if err != nil {
		b.Fatal(err)
	}
	b.Run("evaluate", func(b *testing.B) {
		devices := 0
		for b.Loop() {
			found, err := service.Evaluate(b.Context(), func(d compliance.Difference) { b.Fatalf("differs: %+v", d) })
			if err != nil {
				b.Fatal(err)
			}
			devices += found.Devices
		}
		b.ReportMetric(float64(devices)/b.Elapsed().Seconds(), "devices/s")
	})
	b.Run("bare", func(b *testing.B) {
		devices := int64(0)
		for b.Loop() {
			for _, statement := range []string{"DROP TABLE IF EXISTS bare", "CREATE TABLE bare (id BIGINT PRIMARY KEY, fails BIGINT)"} {
				if err := db.Exec(statement).Error; err != nil {
					b.Fatal(err)
				}
			}
			insert := db.Exec(`INSERT INTO bare SELECT d.id,
				CASE WHEN json_extract(d.specs, '$.host.memory_mib') < 4096 THEN 1 ELSE 0 END +
				CASE WHEN json_extract(d.specs, '$.host.cpu_cores') < 2 THEN 2 ELSE 0 END +
				CASE WHEN json_extract(d.specs, '$.host.nic_mbps') < 1000 THEN 4 ELSE 0 END +
				CASE WHEN json_extract(d.specs, '$.display.size_inches') < CASE WHEN r.student_count < 45 THEN 65 ELSE 75 END THEN 8 ELSE 0 END
				FROM devices d LEFT JOIN classrooms r ON r.id = d.classroom_id`)
			if insert.Error != nil {
				b.Fatal(insert.Error)
			}
			devices += insert.RowsAffected
		}
		b.ReportMetric(float64(devices)/b.Elapsed().Seconds(), "devices/s")
	})
}
