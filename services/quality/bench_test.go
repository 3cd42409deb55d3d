package quality

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/holdings"
)

// BenchmarkCount counts the quality of a county of 200 schools, beside reading its rows once.
func BenchmarkCount(b *testing.B) {
	dbtest.Bench(b, func(b *testing.B, open func(testing.TB) *gorm.DB) {
		db, ctx := open(b), context.Background()
		if _, err := demo.Fill(ctx, db, demo.Options{Schools: 200, Seed: 1, Password: "Demo-2026-pass", Now: noon}, func(int) {}); err != nil {
			b.Fatal(err)
		}
		s := newService(b, db)
		var ids []uint
		db.Table("schools").Order("id").Pluck("id", &ids)
		b.Run("count", func(b *testing.B) {
			for b.Loop() {
				if err := s.Count(ctx, ids); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("read", func(b *testing.B) {
			for b.Loop() {
				look, err := s.Look(db)
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range holdings.With(holdings.Read(db, ids), look) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run("table", func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Table(ctx, system, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
