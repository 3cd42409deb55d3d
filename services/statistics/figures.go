package statistics

import (
	"banbantong/models"
	"banbantong/services/report"
)

// Row is one line of a table. Which of its parts are set depends on what the table is grouped by.
type Row struct {
	Key    string // organisation or school: its id; category; criterion
	Label  string // its Chinese name
	Filter filter // what the row adds to the filter of a list that shows what it counts

	Organisation *models.Organisation // of organisations and schools
	School       *models.School       // of schools

	report.Figures
}

// sums are the counts of several schools as one; the columns of report.AddCounts.
const sums = `SUM(c.total) AS total, SUM(c.in_use) AS in_use, SUM(c.passed) AS passed, SUM(c.failed) AS failed,
	SUM(c.unknown) AS unknown, SUM(c.standard_passed) AS standard_passed, SUM(c.damaged) AS damaged,
	SUM(c.failed_and_damaged) AS failed_and_damaged, SUM(c.failed_or_damaged) AS failed_or_damaged, SUM(c.usable) AS usable,
	SUM(c.network_passed) AS network_passed, SUM(c.network_failed) AS network_failed, SUM(c.network_unknown) AS network_unknown,
	SUM(c.software_passed) AS software_passed, SUM(c.software_failed) AS software_failed,
	SUM(c.software_unknown) AS software_unknown, SUM(c.missing_date) AS missing_date`
