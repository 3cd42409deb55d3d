package standard

import "testing"

// BenchmarkRoom judges a classroom of two devices: both tiers, network and software, some forty rules.
func BenchmarkRoom(b *testing.B) {
	e := jiangxi(b).Evaluator()
	room := goodRoom()
	b.ReportAllocs()
	for b.Loop() {
		e.Room(&room)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rooms/s")
}

// BenchmarkExplain tells everything about the same classroom, as the forms do of room after room.
func BenchmarkExplain(b *testing.B) {
	e := jiangxi(b).Evaluator()
	room := goodRoom()
	b.ReportAllocs()
	for b.Loop() {
		e.Explain(room)
	}
}
