package statistics

import "banbantong/models"

// Row is one line of a table. Which of its parts are set depends on what the table is grouped by.
type Row struct {
	Key    string // organisation or school: its id; category; criterion
	Label  string // its Chinese name
	Filter filter // what the row adds to the filter of a list that shows what it counts

	Organisation *models.Organisation // of organisations and schools
	School       *models.School       // of schools

	Sites
	Suites  models.SchoolCounts // 套: classrooms and the equipment in them
	Devices models.SchoolCounts // 台: of all categories together
}

// PassRate is the 设备达标率: suites that pass the criteria of their own tier, of those in use. What is still to be
// verified counts below the line and not above it (DOMAIN 5).
func (r Row) PassRate() Rate { return Rate{r.Suites.Passed, r.Suites.InUse} }

// StandardPassRate is the same with all equipment held to 标准配置.
func (r Row) StandardPassRate() Rate { return Rate{r.Suites.StandardPassed, r.Suites.InUse} }

// UsableRate is the 可用率 at this moment.
func (r Row) UsableRate() Rate { return Rate{r.Suites.Usable, r.Suites.InUse} }

// NetworkRate is the 网络达标率.
func (r Row) NetworkRate() Rate { return Rate{r.Suites.NetworkPassed, r.Suites.InUse} }

// SoftwareRate is the 软件达标率.
func (r Row) SoftwareRate() Rate { return Rate{r.Suites.SoftwarePassed, r.Suites.InUse} }

// EquippedRate is the 配备率: classrooms with a suite, of all classrooms.
func (r Row) EquippedRate() Rate { return Rate{r.Suites.InUse, r.Suites.Total} }

// DevicePassRate is the share of devices that pass, of those that the standard says anything about.
func (r Row) DevicePassRate() Rate {
	return Rate{r.Devices.Passed, r.Devices.Passed + r.Devices.Failed + r.Devices.Unknown}
}

// add counts one more part of the whole.
func (r *Row) add(part Row) {
	r.Schools += part.Schools
	r.TeachingPoints += part.TeachingPoints
	addCounts(&r.Suites, part.Suites)
	addCounts(&r.Devices, part.Devices)
}

// addCategory counts what a group of schools has of one category.
func (r *Row) addCategory(c models.SchoolCounts) {
	if c.Category == models.CategorySuite {
		addCounts(&r.Suites, c)
	} else {
		addCounts(&r.Devices, c)
	}
}

// sums are the counts of several schools as one; the columns of addCounts.
const sums = `SUM(c.total) AS total, SUM(c.in_use) AS in_use, SUM(c.passed) AS passed, SUM(c.failed) AS failed,
	SUM(c.unknown) AS unknown, SUM(c.standard_passed) AS standard_passed, SUM(c.damaged) AS damaged,
	SUM(c.failed_and_damaged) AS failed_and_damaged, SUM(c.failed_or_damaged) AS failed_or_damaged, SUM(c.usable) AS usable,
	SUM(c.network_passed) AS network_passed, SUM(c.network_failed) AS network_failed, SUM(c.network_unknown) AS network_unknown,
	SUM(c.software_passed) AS software_passed, SUM(c.software_failed) AS software_failed,
	SUM(c.software_unknown) AS software_unknown, SUM(c.missing_date) AS missing_date`

func addCounts(sum *models.SchoolCounts, c models.SchoolCounts) {
	sum.Total += c.Total
	sum.InUse += c.InUse
	sum.Passed += c.Passed
	sum.Failed += c.Failed
	sum.Unknown += c.Unknown
	sum.StandardPassed += c.StandardPassed
	sum.Damaged += c.Damaged
	sum.FailedAndDamaged += c.FailedAndDamaged
	sum.FailedOrDamaged += c.FailedOrDamaged
	sum.Usable += c.Usable
	sum.NetworkPassed += c.NetworkPassed
	sum.NetworkFailed += c.NetworkFailed
	sum.NetworkUnknown += c.NetworkUnknown
	sum.SoftwarePassed += c.SoftwarePassed
	sum.SoftwareFailed += c.SoftwareFailed
	sum.SoftwareUnknown += c.SoftwareUnknown
	sum.MissingDate += c.MissingDate
}
