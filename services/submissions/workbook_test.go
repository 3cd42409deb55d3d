package submissions

import (
	"testing"

	"banbantong/models"
)

func TestTitlesNameTheTermThatThePeriodIsFor(t *testing.T) {
	for _, c := range []struct {
		name string
		kind models.PeriodKind
		day  models.Date // of the cut-off
		want string
	}{
		{"autumn, in the middle of it", models.PeriodAutumn, "2026-11-23", "2026年秋季学期"},
		{"autumn, before the holidays are over", models.PeriodAutumn, "2026-08-31", "2026年秋季学期"},
		{"autumn, in its last month", models.PeriodAutumn, "2027-01-31", "2026年秋季学期"},
		{"autumn, summed when spring has begun", models.PeriodAutumn, "2027-02-28", "2026年秋季学期"},
		{"spring, in the middle of it", models.PeriodSpring, "2028-02-29", "2028年春季学期"},
		{"spring, before it has begun", models.PeriodSpring, "2027-01-25", "2027年春季学期"},
		{"spring, planned before the new year", models.PeriodSpring, "2026-12-31", "2027年春季学期"},
		{"spring, summed when autumn has begun", models.PeriodSpring, "2027-09-01", "2027年春季学期"},
		{"a month, when it is still the one before in UTC", models.PeriodMonth, "2027-03-01", "2027年3月"},
		{"a survey", models.PeriodSurvey, "2027-03-01", "开学检查"},
	} {
		if got := term(PeriodMark{Name: "开学检查", Kind: c.kind, CutOffAt: c.day.Begin().UTC()}); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
