package statistics

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/history"
	"banbantong/services/report"
)

// Step is how far the points of a trend are apart.
type Step string

const (
	ByDay   Step = "day"
	ByWeek  Step = "week"  // Sundays
	ByMonth Step = "month" // the last days of months
)

// mostPoints is how many points a trend may have.
const mostPoints = 60

// TrendQuery says of which place, from when to when, and by which steps. From "" is a year before To, or the day on which
// history began if that is later; To "" is today.
type TrendQuery struct {
	OrganisationID uint
	From, To       models.Date
	Step           Step
}

// Trend is how the suites of a place stood at the end of some days.
type Trend struct {
	Place  string
	Begun  models.Date // the first day that can be asked for
	Points []Point     // the earliest first; the last one is To
}

// Point is one day. Its Figures have suites and no devices, schools or teaching points.
type Point struct {
	On models.Date
	report.Figures
}

// Trend makes all points of one reading of the counts, grouped by when they held, so that sixty days cost about as much
// as one.
func (s *Service) Trend(ctx context.Context, actor access.Actor, q TrendQuery) (t Trend, err error) {
	if err := actor.Require(access.StatisticsRead); err != nil {
		return t, err
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		today := models.DateOf(s.now())
		p, err := find(tx, actor, Query{OrganisationID: q.OrganisationID}, today)
		if err != nil {
			return err
		}
		t.Place = p.name()
		if t.Begun, err = history.First(tx); err != nil {
			return err
		}
		days, err := q.days(tx, t.Begun, today)
		if err != nil {
			return err
		}
		t.Points, err = p.points(tx, days)
		return err
	})
	return t, err
}

// days are those of the points.
func (q TrendQuery) days(tx *gorm.DB, begun, today models.Date) ([]models.Date, error) {
	from, to := q.From, q.To
	if to == "" {
		to = today
	}
	if err := history.Check(tx, to, today, "to"); err != nil {
		return nil, err
	}
	if from == "" {
		from = max(begun, models.DateOf(to.Begin().AddDate(-1, 0, 0)))
	}
	if err := history.Check(tx, from, today, "from"); err != nil {
		return nil, err
	}
	if from > to {
		return nil, errs.InvalidFields(errs.Field{Location: "from", Message: "起始日不能晚于截止日。"})
	}
	var days []models.Date
	for day := from.Begin(); ; day = day.AddDate(0, 0, 1) {
		on := models.DateOf(day)
		if on == to {
			days = append(days, on)
			break
		}
		if q.Step == ByDay || q.Step == ByWeek && day.Weekday() == time.Sunday || q.Step == ByMonth && day.AddDate(0, 0, 1).Day() == 1 {
			days = append(days, on)
		}
	}
	if len(days) > mostPoints {
		return nil, errs.InvalidFields(errs.Field{Location: "step", Message: fmt.Sprintf("共有 %d 个点，最多 %d 个，请选择更长的间隔或更短的时间。", len(days), mostPoints)})
	}
	return days, nil
}

// points adds up the counts of suites on each of the days. Where the place itself hung elsewhere for a part of the time,
// it is read once for each place that it had.
func (p place) points(tx *gorm.DB, days []models.Date) ([]Point, error) {
	points := make([]Point, len(days))
	for i, day := range days {
		points[i].On = day
	}
	ids := make([]uint, len(p.roots))
	for i, root := range p.roots {
		ids[i] = root.ID
	}
	var stood []models.OrganisationSpan
	err := tx.Where("organisation_id IN ? AND since <= ? AND until > ?", ids, days[len(days)-1], days[0]).Find(&stood).Error
	if err != nil {
		return nil, fmt.Errorf("find where a place stood: %w", err)
	}
	last := days[len(days)-1]
	for _, root := range stood {
		for _, query := range p.held(tx, root, days[0], last) {
			var sums []struct {
				Begins, Ends        models.Date
				models.SchoolCounts `gorm:"embedded"`
			}
			if err := query.Find(&sums).Error; err != nil {
				return nil, fmt.Errorf("sum the counts of a time: %w", err)
			}
			for _, sum := range sums {
				for i := range points {
					if on := points[i].On; sum.Begins <= on && on < sum.Ends {
						report.AddCounts(&points[i].Suites, sum.SchoolCounts)
					}
				}
			}
		}
	}
	return points, nil
}

// held begins the queries over the counts of suites that held between two days while their schools stood below a place
// as it stood itself: their sums by when they began to and when they ceased.
func (p place) held(tx *gorm.DB, root models.OrganisationSpan, first, last models.Date) []*gorm.DB {
	latest, earliest := "MAX", "MIN" // of several values, not of several rows
	if tx.Name() == "mysql" {
		latest, earliest = "GREATEST", "LEAST"
	}
	with := func(table, until string) *gorm.DB {
		query := tx.Table(table+" AS c").Joins("JOIN organisation_spans AS o ON o.organisation_id = c.school_id AND o.since < "+until+" AND o.until > c.since").
			Where("c.category = ? AND c.since <= ? AND o.since <= ? AND o.until > ? AND o.retired = ?", models.CategorySuite, last, last, first, false).
			Where("o.type NOT IN ?", models.UncountedTypes()).Scopes(access.PathsUnder("o.path", root.Path))
		if !p.scope.Everywhere() {
			query = query.Scopes(p.scope.Schools("o.organisation_id"))
		}
		return query.Select(latest+"(c.since, o.since, ?) AS begins, "+earliest+"("+until+", o.until, ?) AS ends, "+sums, max(root.Since, first), root.Until).
			Group("begins, ends")
	}
	return []*gorm.DB{with("school_counts", "'"+string(models.Forever)+"'"), with("past_school_counts", "c.until").Where("c.until > ?", first)}
}
