package value

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"banbantong/models"
)

var (
	written   = regexp.MustCompile(`^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日号]?份?$`)
	together  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})?$`)
	serial    = regexp.MustCompile(`^\d{5}$`)
	clockPart = regexp.MustCompile(`[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\+\d\d:\d\d|z)?$`)
)

// firstYear is before any equipment of the notice was bought.
const firstYear = 1990

// Date reads a day, month or year as precisely as it is written: 2021/9/1, 20210901, 2021年9月, 2021.9, 2021, or the
// serial number of a spreadsheet. 2021.1 stays the year, with a Note: spreadsheets turn 2021.10 into it.
func Date(text string) (models.Date, error) {
	t := clockPart.ReplaceAllString(strings.ReplaceAll(fold(text), "t00:00", " 00:00"), "")
	t = strings.ReplaceAll(t, " ", "")
	say := unclear("看不出日期，请写成 2021-09-01 或 2021年9月 这样")
	if serial.MatchString(t) {
		days, _ := strconv.Atoi(t) // digits, as the pattern says
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
		if day.Year() < firstYear || day.Year() > 2079 {
			return "", say
		}
		return models.Date(day.Format(time.DateOnly)), nil
	}
	m := together.FindStringSubmatch(t)
	if m == nil {
		m = written.FindStringSubmatch(t)
	}
	if m == nil {
		return "", say
	}
	date := models.Date(m[1])
	for _, part := range m[2:] {
		if part == "" {
			break
		}
		n, _ := strconv.Atoi(part) // digits, as the patterns say
		date += models.Date(fmt.Sprintf("-%02d", n))
	}
	if year, _ := strconv.Atoi(m[1]); !date.Valid() || year < firstYear || year > 2099 {
		return "", say
	}
	if strings.HasSuffix(t, ".1") && len(t) == len("2021.1") {
		return date[:4], Note(fmt.Sprintf("%s 可能是 %s 年 1 月，也可能是 10 月（表格会把 %s.10 存成 %s.1），只按 %s 年记；请写成 %s年10月 这样", text, m[1], m[1], m[1], m[1], m[1]))
	}
	return date, nil
}
