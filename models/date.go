package models

import (
	"regexp"
	"time"
)

// Date is a China-time calendar day as people know it: "2021-09-01", "2021-09" or "2021" when the day or month
// is not known, "" when nothing is. Being ISO 8601 it sorts as text, on both databases.
type Date string

var datePattern = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// ChinaTime is the zone of every school day; a fixed offset, so that no time zone file is needed.
var ChinaTime = time.FixedZone("Asia/Shanghai", 8*60*60)

// DateOf gives the China-time day of an instant.
func DateOf(t time.Time) Date { return Date(t.In(ChinaTime).Format(time.DateOnly)) }

// MinuteOf writes an instant as people read it, China time to the minute: 2026-11-23 12:00.
func MinuteOf(t time.Time) string { return t.In(ChinaTime).Format("2006-01-02 15:04") }

// Valid says whether d is empty or a real day, month or year.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	if !datePattern.MatchString(string(d)) {
		return false
	}
	_, err := time.Parse(time.DateOnly, string(d.Earliest()))
	return err == nil
}

// Earliest is the first day that d may mean: "2023-08" is 2023-08-01.
func (d Date) Earliest() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// Latest is the last day that d may mean: "2023-08" is 2023-08-31.
func (d Date) Latest() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		first, err := time.Parse(time.DateOnly, string(d)+"-01")
		if err != nil {
			return d
		}
		return Date(first.AddDate(0, 1, -1).Format(time.DateOnly))
	}
	return d
}

// Begin is the instant at which the first day that d may mean begins in China.
func (d Date) Begin() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, string(d.Earliest()), ChinaTime)
	if err != nil {
		return time.Time{}
	}
	return day
}

// End is the instant at which the last day that d may mean is over in China.
func (d Date) End() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, string(d.Latest()), ChinaTime)
	if err != nil {
		return time.Time{}
	}
	return day.AddDate(0, 0, 1)
}
