package report

import "banbantong/models"

// Figures are the sums of any number of schools, and the rates made of them. Rates are never averaged: numerators and
// denominators are added up (DOMAIN 5).
type Figures struct {
	Sites
	Suites  models.SchoolCounts // 套: classrooms and the equipment in them
	Devices models.SchoolCounts // 台: of all categories together
}

// Sites says how many schools and teaching points there are.
type Sites struct {
	Schools        int // without teaching points, which statistics do not count as schools (DOMAIN 2.3)
	TeachingPoints int
}

// PassRate is the 设备达标率: suites that pass the criteria of their own tier, of those in use. What is still to be
// verified counts below the line and not above it (DOMAIN 5).
func (f Figures) PassRate() Rate { return Rate{f.Suites.Passed, f.Suites.InUse} }

// StandardPassRate is the same with all equipment held to 标准配置.
func (f Figures) StandardPassRate() Rate { return Rate{f.Suites.StandardPassed, f.Suites.InUse} }

// UsableRate is the 可用率 at this moment.
func (f Figures) UsableRate() Rate { return Rate{f.Suites.Usable, f.Suites.InUse} }

// NetworkRate is the 网络达标率.
func (f Figures) NetworkRate() Rate { return Rate{f.Suites.NetworkPassed, f.Suites.InUse} }

// SoftwareRate is the 软件达标率.
func (f Figures) SoftwareRate() Rate { return Rate{f.Suites.SoftwarePassed, f.Suites.InUse} }

// EquippedRate is the 配备率: classrooms with a suite, of all classrooms.
func (f Figures) EquippedRate() Rate { return Rate{f.Suites.InUse, f.Suites.Total} }

// DevicePassRate is the share of devices that pass, of those that the standard says anything about.
func (f Figures) DevicePassRate() Rate {
	return Rate{f.Devices.Passed, f.Devices.Passed + f.Devices.Failed + f.Devices.Unknown}
}

// Add counts one more part of the whole.
func (f *Figures) Add(part Figures) {
	f.Schools += part.Schools
	f.TeachingPoints += part.TeachingPoints
	AddCounts(&f.Suites, part.Suites)
	AddCounts(&f.Devices, part.Devices)
}

// AddCategory counts what a group of schools has of one category.
func (f *Figures) AddCategory(c models.SchoolCounts) {
	if c.Category == models.CategorySuite {
		AddCounts(&f.Suites, c)
	} else {
		AddCounts(&f.Devices, c)
	}
}

// AddCounts adds up counts.
func AddCounts(sum *models.SchoolCounts, c models.SchoolCounts) {
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
