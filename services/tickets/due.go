package tickets

import (
	"time"

	"banbantong/models"
)

// The working day of DOMAIN 3.4 in China time, Monday to Friday. Public holidays are not known here.
const (
	dayBegins = 8 * time.Hour
	dayEnds   = 18 * time.Hour
)

// allowed is the working time within which a fault of a priority has to be mended.
func allowed(p Priority) time.Duration {
	switch p {
	case P0:
		return 30 * time.Minute
	case P1:
		return 4 * time.Hour
	case P2:
		return 24 * time.Hour
	}
	return 72 * time.Hour
}

// DueAt is when a fault reported at the instant from has to be mended, counting working time only.
func DueAt(p Priority, from time.Time) time.Time {
	left := allowed(p)
	at := from.In(models.ChinaTime)
	for {
		midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, models.ChinaTime)
		begins, ends := midnight.Add(dayBegins), midnight.Add(dayEnds)
		if working(at.Weekday()) && at.Before(ends) {
			if at.Before(begins) {
				at = begins
			}
			if today := ends.Sub(at); left > today {
				left -= today
			} else {
				return at.Add(left).UTC()
			}
		}
		at = midnight.AddDate(0, 0, 1)
	}
}

func working(day time.Weekday) bool { return day != time.Saturday && day != time.Sunday }
