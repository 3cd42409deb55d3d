package report

import (
	"testing"
	"time"
)

func TestTerms(t *testing.T) {
	cases := map[string]string{
		"2026-08-31": "2026年春季学期", "2026-09-01": "2026年秋季学期", "2026-12-31": "2026年秋季学期",
		"2027-01-31": "2026年秋季学期", "2027-02-01": "2027年春季学期",
	}
	for day, want := range cases {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Term(at); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}
