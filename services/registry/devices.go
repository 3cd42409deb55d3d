package registry

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/database"
	"banbantong/services/errs"
)

// DeviceFilter narrows a list of devices.
type DeviceFilter struct {
	Place
	Standing
	ClassroomID uint
	InStore     bool // only those without a classroom
	Installed   bool // only those that are part of a suite
	Category    models.Category
	State       models.DeviceState
	MissingDate *bool
	Query       string // beginning of asset number, serial or label code; part of name, brand or model
}

// DeviceRow is a device and where it is.
type DeviceRow struct {
	models.Device
	SchoolName    string
	ClassroomName string
	Building      string
	TransferID    *uint // of what holds it, if it is a transfer order
	DisposalID    *uint // if it is an application for disposal
}

// DeviceLine is a device in a list: all but its specs, which are most of what there is to read of it.
type DeviceLine struct {
	ID            uint
	SchoolID      uint
	SchoolName    string
	ClassroomID   *uint
	ClassroomName string
	Building      string
	Category      models.Category
	Name          string
	Brand         string
	Model         string
	Serial        string
	AssetNo       *string
	BoughtOn      models.Date
	FundSource    string
	PriceCents    *int64
	WarrantyUntil models.Date
	State         models.DeviceState
	LabelCode     string
	Grade         models.Grade
	StandardGrade models.Grade
	MissingDate   bool
	HeldBy        string
	TransferID    *uint
	DisposalID    *uint
	Version       int
	UpdatedAt     time.Time
}

// Line is what a list shows of the device.
func (r DeviceRow) Line() DeviceLine {
	return DeviceLine{r.ID, r.SchoolID, r.SchoolName, r.ClassroomID, r.ClassroomName, r.Building, r.Category, r.Name, r.Brand, r.Model,
		r.Serial, r.AssetNo, r.BoughtOn, r.FundSource, r.PriceCents, r.WarrantyUntil, r.State, r.LabelCode, r.Grade, r.StandardGrade,
		r.MissingDate, r.HeldBy, r.TransferID, r.DisposalID, r.Version, r.UpdatedAt}
}

const (
	devicePlace = `(SELECT name FROM organisations WHERE organisations.id = devices.school_id) AS school_name,
	COALESCE(room.name, '') AS classroom_name, COALESCE(room.building, '') AS building,
	CASE WHEN held_by <> '' THEN (SELECT id FROM transfers WHERE transfers.number = devices.held_by) END AS transfer_id,
	CASE WHEN held_by <> '' THEN (SELECT id FROM disposals WHERE disposals.number = devices.held_by) END AS disposal_id`
	deviceColumns = "devices.*, " + devicePlace
	lineColumns   = `devices.id, devices.school_id, devices.classroom_id, category, devices.name, brand, model, serial, asset_no, bought_on,
	fund_source, price_cents, warranty_until, state, label_code, grade, standard_grade, missing_date, held_by, devices.version, devices.updated_at, ` + devicePlace
	damagedState   = "state IN ('damaged', 'repairing', 'to_retire')"
	installedState = "devices.classroom_id IS NOT NULL AND state NOT IN ('idle', 'retired')"
)

func (s *Service) deviceQuery(ctx context.Context, db *gorm.DB, actor access.Actor, f DeviceFilter) (*gorm.DB, error) {
	scope := actor.Scope(access.DeviceRead)
	query := f.narrow(db.Table("devices").Scopes(scope.Schools("devices.school_id")), "devices.school_id")
	grade := "grade"
	if !scope.Everywhere() || f.Place != (Place{}) {
		grade = "COALESCE(grade, '')" // part of the province is found by its schools: keeps off the index by grade, which is of all
	}
	if f.ClassroomID != 0 {
		query = query.Where("devices.classroom_id = ?", f.ClassroomID)
	}
	if f.InStore {
		query = query.Where("devices.classroom_id IS NULL")
	}
	if f.Installed {
		query = query.Where(installedState)
	}
	if f.Category != "" {
		query = query.Where("category = ?", f.Category)
	}
	switch {
	case f.State != "":
		query = query.Where("state = ?", f.State)
	case !f.Installed:
		query = query.Where("state <> ?", models.DeviceRetired)
	}
	if f.MissingDate != nil {
		query = query.Where("missing_date = ?", *f.MissingDate)
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		code, beyond := strings.ToUpper(q), "\U0010FFFF"
		query = query.Where("(asset_no >= ? AND asset_no < ? OR serial >= ? AND serial < ? OR label_code = ? OR "+
			like("devices.name")+" OR "+like("model")+" OR brand = ?)", q, q+beyond, q, q+beyond, code, contains(q), contains(q), q)
	}
	return s.standing(ctx, query, f.Standing, grade, damagedState)
}

const deviceRoom = "LEFT JOIN (SELECT id, name, building FROM classrooms) room ON room.id = devices.classroom_id"

func withDeviceColumns(query *gorm.DB) *gorm.DB { return query.Select(deviceColumns).Joins(deviceRoom) }

// deviceLines reads what a query over devices finds.
func deviceLines(query *gorm.DB) (lines []DeviceLine, err error) {
	var l DeviceLine
	err = database.Scan(query.Select(lineColumns).Joins(deviceRoom), func() error { lines = append(lines, l); return nil },
		&l.ID, &l.SchoolID, &l.ClassroomID, &l.Category, &l.Name, &l.Brand, &l.Model, &l.Serial, &l.AssetNo, &l.BoughtOn,
		&l.FundSource, &l.PriceCents, &l.WarrantyUntil, &l.State, &l.LabelCode, &l.Grade, &l.StandardGrade, &l.MissingDate, &l.HeldBy, &l.Version, &l.UpdatedAt,
		&l.SchoolName, &l.ClassroomName, &l.Building, &l.TransferID, &l.DisposalID)
	return lines, err
}

// Devices lists devices in scope; retired ones only where asked for.
func (s *Service) Devices(ctx context.Context, actor access.Actor, f DeviceFilter, w Window) ([]DeviceLine, Total, error) {
	if err := errors.Join(actor.Require(access.DeviceRead), w.check()); err != nil {
		return nil, Total{}, err
	}
	order, err := w.order(map[string]string{"": "devices.id", "name": "devices.name", "category": "category", "bought_on": "bought_on",
		"state": "state", "grade": "grade", "asset_no": "asset_no", "updated_at": "updated_at"}, "devices.id")
	if err != nil {
		return nil, Total{}, err
	}
	query, err := s.deviceQuery(ctx, s.db.WithContext(ctx), actor, f)
	if err != nil {
		return nil, Total{}, err
	}
	return page(query, deviceLines, order, w)
}

// DevicesIn lists the devices of one classroom with their specs, as its picture shows them.
func (s *Service) DevicesIn(ctx context.Context, actor access.Actor, classroomID uint) ([]DeviceRow, error) {
	if err := actor.Require(access.DeviceRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	if _, err := s.findClassroom(db, actor, access.DeviceRead, classroomID); err != nil {
		return nil, err
	}
	query, err := s.deviceQuery(ctx, db, actor, DeviceFilter{ClassroomID: classroomID})
	if err != nil {
		return nil, err
	}
	var rows []DeviceRow
	if err := withDeviceColumns(query).Order("devices.id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list the devices of a classroom: %w", err)
	}
	return rows, nil
}

// EachDevice passes every device of the list to do, in flat memory, for exports.
func (s *Service) EachDevice(ctx context.Context, actor access.Actor, f DeviceFilter, do func(DeviceRow) error) error {
	if err := actor.Require(access.DeviceRead); err != nil {
		return err
	}
	query, err := s.deviceQuery(ctx, s.db.WithContext(ctx), actor, f)
	if err != nil {
		return err
	}
	return each(withDeviceColumns(query), "devices.id", func(r DeviceRow) uint { return r.ID }, do)
}

// Device finds one device.
func (s *Service) Device(ctx context.Context, actor access.Actor, id uint) (DeviceRow, error) {
	if err := actor.Require(access.DeviceRead); err != nil {
		return DeviceRow{}, err
	}
	return s.findDevice(s.db.WithContext(ctx), actor, access.DeviceRead, id)
}

func (s *Service) findDevice(db *gorm.DB, actor access.Actor, p access.Permission, id uint) (DeviceRow, error) {
	query := withDeviceColumns(db.Table("devices")).Scopes(actor.Scope(p).Schools("devices.school_id"))
	return one[DeviceRow](query.Where("devices.id = ?", id), "该设备")
}

// DeviceFields are what can be said of a device, for adding and changing one.
type DeviceFields struct {
	Category      models.Category `json:"category"`
	Name          string          `json:"name"`
	Brand         string          `json:"brand"`
	Model         string          `json:"model"`
	Serial        string          `json:"serial"`
	AssetNo       *string         `json:"asset_no"`
	BoughtOn      models.Date     `json:"bought_on"`
	FundSource    string          `json:"fund_source"`
	PriceCents    *int64          `json:"price_cents"`
	GBCode        string          `json:"gb_code"`
	Supplier      string          `json:"supplier"`
	WarrantyUntil models.Date     `json:"warranty_until"`
	Specs         models.Specs    `json:"specs"`
}

// Check reports every wrong field.
func (f DeviceFields) Check() error {
	var check errs.Check
	check.That(f.Category.Valid(), "category", "请选择设备类别。")
	checkName(&check, f.Name, 100)
	for _, text := range []struct {
		location, value string
		longest         int
	}{{"brand", f.Brand, 60}, {"model", f.Model, 100}, {"serial", f.Serial, 100}, {"fund_source", f.FundSource, 60}, {"gb_code", f.GBCode, 16}, {"supplier", f.Supplier, 100}} {
		check.That(len([]rune(text.value)) <= text.longest, text.location, "最多 %d 个字。", text.longest)
	}
	check.That(f.AssetNo == nil || *f.AssetNo != "" && len([]rune(*f.AssetNo)) <= 60, "asset_no", "资产编号应为 1 至 60 个字；没有的请留空。")
	check.That(f.BoughtOn.Valid(), "bought_on", "日期应写作 2024-09-01，只知道年月的写作 2024-09。")
	check.That(f.WarrantyUntil.Valid(), "warranty_until", "日期应写作 2024-09-01。")
	check.That(f.PriceCents == nil || *f.PriceCents >= 0 && *f.PriceCents < 1e12, "price_cents", "金额应不小于 0。")
	CheckSpecs(&check, "specs", f.Category, f.Specs)
	return check.Err()
}

func (f DeviceFields) apply(d *models.Device) {
	d.Category, d.Name, d.Brand, d.Model = f.Category, strings.TrimSpace(f.Name), strings.TrimSpace(f.Brand), strings.TrimSpace(f.Model)
	d.Serial, d.AssetNo, d.BoughtOn, d.FundSource = strings.TrimSpace(f.Serial), f.AssetNo, f.BoughtOn, f.FundSource
	d.PriceCents, d.GBCode, d.Supplier, d.WarrantyUntil, d.Specs = f.PriceCents, f.GBCode, f.Supplier, f.WarrantyUntil, f.Specs
}

func fieldsOfDevice(d models.Device) DeviceFields {
	return DeviceFields{d.Category, d.Name, d.Brand, d.Model, d.Serial, d.AssetNo, d.BoughtOn, d.FundSource, d.PriceCents,
		d.GBCode, d.Supplier, d.WarrantyUntil, d.Specs}
}

// Fields are the device's present values, for a change to start from.
func (r DeviceRow) Fields() DeviceFields { return fieldsOfDevice(r.Device) }

// CreateDevice adds a device to a classroom, or to the store of the school if classroomID is nil.
func (s *Service) CreateDevice(ctx context.Context, actor access.Actor, schoolID uint, classroomID *uint, in DeviceFields) (row DeviceRow, err error) {
	if err := actor.Require(access.DeviceWrite); err != nil {
		return row, err
	}
	if err := in.Check(); err != nil {
		return row, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lockSchool(tx, actor, access.DeviceWrite, schoolID); err != nil {
			return err
		}
		place, err := s.placeIn(tx, schoolID, classroomID)
		if err != nil {
			return err
		}
		now := s.now()
		in.Specs = StampSources(models.Specs{}, in.Specs, models.Provenance{Source: models.SourceTyped, On: models.DateOf(now)})
		device := models.Device{SchoolID: schoolID, ClassroomID: classroomID, State: models.DeviceInUse, LabelToken: NewLabelToken(),
			LabelCode: NewLabelCode(), Version: 1, CreatedAt: now, UpdatedAt: now}
		if classroomID == nil {
			device.State = models.DeviceIdle
		}
		in.apply(&device)
		if err := tx.Create(&device).Error; err != nil {
			return duplicateAsset(err, device)
		}
		if err := s.recordEvent(tx, actor, device.ID, models.DeviceRegistered, "登记到"+place); err != nil {
			return err
		}
		if err := s.refreshRooms(tx, models.CauseRegistered, schoolID, classroomID); err != nil {
			return err
		}
		if err := audit.Record(tx, actor, now, audit.Change{Action: "device.created", Subject: "device", SubjectID: device.ID, OrganisationID: schoolID, After: in}); err != nil {
			return err
		}
		row, err = s.findDevice(tx, actor, access.DeviceWrite, device.ID)
		return err
	})
	return row, err
}

// ChangeDevice corrects what is known of a device; edit changes the present values. Where it is and its state have
// operations of their own.
func (s *Service) ChangeDevice(ctx context.Context, actor access.Actor, id uint, version int, edit func(*DeviceFields)) (DeviceRow, error) {
	return s.changeDevice(ctx, actor, id, version, func(tx *gorm.DB, d *models.Device) (step, error) {
		before := fieldsOfDevice(*d)
		after := before
		edit(&after)
		if err := after.Check(); err != nil {
			return step{}, err
		}
		after.Specs = StampSources(before.Specs, after.Specs, models.Provenance{Source: models.SourceTyped, On: models.DateOf(s.now())})
		after.apply(d)
		return step{action: "device.corrected", event: models.DeviceCorrected, why: models.CauseCorrected, detail: "更正：" + strings.Join(differences(before, after), "、"),
			before: before, after: after}, nil
	})
}

// step is what a change did to a device, for its life and the audit log.
type step struct {
	action        string
	event         models.DeviceEventKind
	detail        string
	before, after any
	why           models.Cause // of verdicts that change
	alsoSchool    uint         // the school that the device left, if any
	alsoRoom      *uint
}

// changeDevice does what every change of a device does around its own part: permission, scope, lock, version,
// verdicts of the rooms concerned, life and audit.
func (s *Service) changeDevice(ctx context.Context, actor access.Actor, id uint, version int, change func(*gorm.DB, *models.Device) (step, error)) (row DeviceRow, err error) {
	if err := actor.Require(access.DeviceWrite); err != nil {
		return row, err
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if row, err = s.findDevice(tx, actor, access.DeviceWrite, id); err != nil {
			return err
		}
		if err := s.verdicts.Lock(tx, row.SchoolID); err != nil {
			return err
		}
		device := row.Device
		did, err := change(tx, &device)
		if err != nil {
			return err
		}
		device.Version, device.UpdatedAt = version+1, s.now()
		saved := tx.Model(&models.Device{}).Where("id = ? AND version = ?", id, version).
			Omit("id", "created_at", "fails", "unknowns", "judged", "grade", "standard_grade", "missing_date", "stood_in", "stood_damaged").Select("*").Updates(&device)
		if saved.Error != nil {
			return duplicateAsset(saved.Error, device)
		}
		if saved.RowsAffected == 0 {
			return errs.Stale("该设备")
		}
		if err := s.recordEvent(tx, actor, id, did.event, did.detail); err != nil {
			return err
		}
		if did.alsoSchool != 0 && did.alsoSchool != device.SchoolID {
			if err := s.refreshRooms(tx, did.why, did.alsoSchool, did.alsoRoom); err != nil {
				return err
			}
			did.alsoRoom = nil
		}
		if err := s.refreshRooms(tx, did.why, device.SchoolID, device.ClassroomID, did.alsoRoom); err != nil {
			return err
		}
		if err := audit.Record(tx, actor, s.now(), audit.Change{Action: did.action, Subject: "device", SubjectID: id,
			OrganisationID: device.SchoolID, Before: did.before, After: did.after}); err != nil {
			return err
		}
		row, err = s.findDevice(tx, actor, access.DeviceWrite, id)
		return err
	})
	return row, err
}

// refreshRooms judges the classrooms that are named; where none is, the whole school, since its store has changed.
func (s *Service) refreshRooms(tx *gorm.DB, why models.Cause, schoolID uint, rooms ...*uint) error {
	var ids []uint
	for _, id := range rooms {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	return s.verdicts.Refresh(tx, why, schoolID, ids...)
}

func duplicateAsset(err error, d models.Device) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) && d.AssetNo != nil {
		return errs.InvalidFields(errs.Field{Location: "asset_no", Message: fmt.Sprintf("本校已有资产编号为“%s”的设备。", *d.AssetNo)})
	}
	return fmt.Errorf("save a device: %w", err)
}

// placeIn checks that the classroom belongs to the school and names the place in words.
func (s *Service) placeIn(tx *gorm.DB, schoolID uint, classroomID *uint) (string, error) {
	if classroomID == nil {
		return "学校库房", nil
	}
	var rooms []models.Classroom
	err := tx.Where("id = ? AND school_id = ? AND retired_at IS NULL", *classroomID, schoolID).Limit(1).Find(&rooms).Error
	if err != nil {
		return "", fmt.Errorf("find the classroom of a device: %w", err)
	}
	if len(rooms) == 0 {
		return "", errs.Missing("该教室")
	}
	return rooms[0].Building + rooms[0].Name, nil
}
