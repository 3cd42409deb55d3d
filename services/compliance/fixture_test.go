package compliance

import (
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

var noon = time.Date(2024, 10, 15, 4, 0, 0, 0, time.UTC) // noon in China

const today models.Date = "2024-10-15"

// county is a province with two schools, on a real database.
type county struct {
	*Service
	db           *gorm.DB
	t            testing.TB
	clock        time.Time
	root         models.Organisation
	first, other models.School
	labels       int
}

func newCounty(t testing.TB, db *gorm.DB) *county {
	t.Helper()
	c := &county{db: db, t: t, clock: noon}
	s, err := New(db, func() time.Time { return c.clock })
	if err != nil {
		t.Fatal(err)
	}
	c.Service = s
	c.root = c.organisation(models.Organisation{Kind: models.KindProvince, Name: "江西省"}, "")
	c.first, c.other = c.school("第一小学"), c.school("第二小学")
	return c
}

func (c *county) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) organisation(o models.Organisation, parent string) models.Organisation {
	c.t.Helper()
	o.Path = fmt.Sprintf("new-%s", o.Name)
	o.Version, o.CreatedAt, o.UpdatedAt = 1, noon, noon
	c.must(c.db.Create(&o).Error)
	o.Path = models.PathUnder(parent, o.ID)
	c.must(c.db.Model(&o).UpdateColumn("path", o.Path).Error)
	return o
}

func (c *county) school(name string) models.School {
	c.t.Helper()
	o := c.organisation(models.Organisation{Kind: models.KindSchool, Name: name, ParentID: &c.root.ID}, c.root.Path)
	s := models.School{ID: o.ID, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation,
		UplinkMbps: new(1000), ClassInternetMbps: new(100), Version: 1, CreatedAt: noon, UpdatedAt: noon}
	c.must(c.db.Omit("Organisation").Create(&s).Error)
	s.Organisation = o
	return s
}

func (c *county) room(s models.School, name string) models.Classroom {
	c.t.Helper()
	r := models.Classroom{SchoolID: s.ID, Name: name, Kind: models.ClassroomOrdinary, StudentCount: new(40), OnCampusNetwork: new(true),
		Network: &models.NetworkFacts{UpMbps: new(200.0), DownMbps: new(200.0), LatencyUpMs: new(3.0), LatencyDownMs: new(3.0), JitterMs: new(1.0)},
		Version: 1, CreatedAt: noon, UpdatedAt: noon}
	c.must(c.db.Create(&r).Error)
	return r
}

func (c *county) device(s models.School, room *models.Classroom, category models.Category, specs models.Specs) models.Device {
	c.t.Helper()
	c.labels++
	d := models.Device{SchoolID: s.ID, Category: category, Name: string(category), BoughtOn: "2024-03-01", State: models.DeviceInUse, Specs: specs,
		LabelToken: fmt.Sprintf("token-%d", c.labels), LabelCode: fmt.Sprintf("code-%d", c.labels), Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if room != nil {
		d.ClassroomID = &room.ID
	}
	c.must(c.db.Create(&d).Error)
	return d
}

// suite equips a classroom with a host and a 65 inch panel that meet 标准配置 for fewer than 45 pupils.
func (c *county) suite(s models.School, room models.Classroom) (host, panel models.Device) {
	c.t.Helper()
	return c.device(s, &room, models.CategoryHost, hostSpecs()), c.device(s, &room, models.CategoryPanel, panelSpecs(65))
}

func hostSpecs() models.Specs {
	item := &models.SoftwareItem{Name: "火绒", Present: new(true), Licensed: new(true)}
	return models.Specs{
		Host: &models.HostSpecs{CPUCores: new(6), CPUThreads: new(12), CPUBaseMHz: new(2900), MemoryMiB: new(8192), GPU: models.GPUDiscrete,
			NICMbps: new(1000), Disks: []models.Disk{{Kind: models.DiskSSD, SizeMB: new(256_000)}}, SystemFreeBytes: new(int64(1 << 36))},
		Software: &models.SoftwareSpecs{OS: &models.SoftwareItem{Name: "Windows 10", Licensed: new(true)}, Office: item, Browser: item,
			Antivirus: item, PopupBlocker: item, Remote: item, Restore: item, Monitor: item, Teaching: &models.SoftwareItem{Name: "教学通2.0"}},
		Ports: []models.Port{{Kind: models.PortUSB, Direction: models.PortBoth, Count: 6}, {Kind: models.PortHDMI, Direction: models.PortOut, Count: 1},
			{Kind: models.PortVGA, Direction: models.PortOut, Count: 1}},
		Sources: map[string]models.Provenance{"host.system_free_bytes": {Source: models.SourceAgent, On: today}},
	}
}

func panelSpecs(inches float64) models.Specs {
	return models.Specs{
		Display: &models.DisplaySpecs{SizeInches: &inches},
		Camera:  &models.CameraSpecs{Width: new(1920), Height: new(1080), OmniMic: new(true)},
		Audio:   &models.AudioSpecs{PlaysMedia: new(true), AmplifiesVoice: new(true), CampusBroadcast: new(true)},
		Ports: []models.Port{{Kind: models.PortUSB3, Direction: models.PortIn, Count: 1}, {Kind: models.PortTypeC, Direction: models.PortIn, Count: 1},
			{Kind: models.PortHDMI, Direction: models.PortIn, Count: 1}, {Kind: models.PortVGA, Direction: models.PortIn, Count: 1}},
	}
}

// change runs a change and its refresh in one transaction, as the services do.
func (c *county) change(s models.School, change func(tx *gorm.DB), rooms ...uint) {
	c.t.Helper()
	c.changeFor(models.CauseCorrected, s, change, rooms...)
}

func (c *county) changeFor(why models.Cause, s models.School, change func(tx *gorm.DB), rooms ...uint) {
	c.t.Helper()
	c.must(c.db.Transaction(func(tx *gorm.DB) error {
		c.must(c.Lock(tx, s.ID))
		change(tx)
		return c.Refresh(tx, why, s.ID, rooms...)
	}))
}

func (c *county) refresh(s models.School, rooms ...uint) {
	c.t.Helper()
	c.change(s, func(*gorm.DB) {}, rooms...)
}

func (c *county) storedRoom(id uint) models.Classroom {
	c.t.Helper()
	var r models.Classroom
	c.must(c.db.First(&r, id).Error)
	return r
}

func (c *county) storedDevice(id uint) models.Device {
	c.t.Helper()
	var d models.Device
	c.must(c.db.First(&d, id).Error)
	return d
}

// counts are those of one category of a school; zero if there is no row.
func (c *county) counts(s models.School, category models.Category) models.SchoolCounts {
	c.t.Helper()
	var rows []models.SchoolCounts
	c.must(c.db.Where("school_id = ? AND category = ?", s.ID, category).Find(&rows).Error)
	if len(rows) == 0 {
		return models.SchoolCounts{}
	}
	return rows[0]
}

// failing says for how many suites and devices of a school a criterion fails.
func (c *county) failing(s models.School, criterion string) (suites, devices int) {
	c.t.Helper()
	var rows []models.SchoolCriterionCounts
	c.must(c.db.Where("school_id = ? AND criterion = ?", s.ID, criterion).Find(&rows).Error)
	if len(rows) == 0 {
		return 0, 0
	}
	return rows[0].FailedSuites, rows[0].FailedDevices
}

func (c *county) evaluate() (Evaluation, []Difference) {
	c.t.Helper()
	var found []Difference
	e, err := c.Evaluate(c.t.Context(), func(d Difference) { found = append(found, d) })
	c.must(err)
	return e, found
}

func (c *county) actor(role models.Role, at models.Organisation) access.Actor {
	return access.NewActor(models.User{ID: 1, Name: "某人", Grants: []models.Grant{{Role: role, Organisation: at}}})
}
