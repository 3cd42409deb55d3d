package statistics

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
	"banbantong/services/tickets"
)

// roomsAtOnce is about how many suites are read at once for the details.
const roomsAtOnce = 2000

// eachPart takes the schools that want says have something to tell, as many at a time as have roomsAtOnce suites. While
// one part is written the next is read.
func eachPart[T any](r report, want func(Row) bool, read func([]Row) (T, error), write func([]Row, T) error) error {
	type part struct {
		schools []Row
		details T
	}
	parts := make(chan part)
	group, ctx := errgroup.WithContext(r.tx.Statement.Context)
	group.Go(func() error {
		defer close(parts)
		for _, schools := range r.parts(want) {
			details, err := read(schools)
			if err != nil {
				return err
			}
			select {
			case parts <- part{schools, details}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		for p := range parts {
			if err := write(p.schools, p.details); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

func (r report) parts(want func(Row) bool) [][]Row {
	var parts [][]Row
	rooms := roomsAtOnce // begins a part
	for _, school := range r.schools {
		if !want(school) {
			continue
		}
		if rooms >= roomsAtOnce {
			parts, rooms = append(parts, nil), 0
		}
		last := len(parts) - 1
		parts[last], rooms = append(parts[last], school), rooms+school.Suites.Total
	}
	return parts
}

func schoolIDs(rows []Row) []uint {
	ids := make([]uint, len(rows))
	for i, row := range rows {
		ids[i] = row.Organisation.ID
	}
	return ids
}

// installed is models.Device.Installed for a query over devices d.
const installed = "d.classroom_id IS NOT NULL AND d.state NOT IN ('idle', 'retired')"

// failures is 不达标明细: for every suite and device that is counted as 不达标, each hardware clause that it fails.
func (r report) failures() error {
	sheet, err := r.book.Open(r.layout("不达标明细", "不达标设备明细表", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number},
		{Header: []string{"县（市、区）"}, Width: 12},
		{Header: []string{"学校"}, Width: 20},
		{Header: []string{"教室"}, Width: 14},
		{Header: []string{"设备"}, Width: 22},
		{Header: []string{"资产编号"}, Width: 12},
		{Header: []string{"取得日期"}, Width: 11},
		{Header: []string{"应执行配置"}, Width: 10},
		{Header: []string{"不达标项目"}, Width: 14},
		{Header: []string{"条款"}, Width: 10},
		{Header: []string{"要求"}, Width: 22},
		{Header: []string{"实测"}, Width: 18},
		{Header: []string{"原因"}, Width: 30},
		{Header: []string{"整套不达标"}, Width: 7},
	}))
	if err != nil {
		return err
	}
	n := 0
	fails := func(row Row) bool { return row.Suites.Failed+row.Devices.Failed > 0 }
	err = eachPart(r, fails, r.failing, func(schools []Row, bad failing) error {
		for _, school := range schools {
			county := r.ancestors.county(school)
			for _, room := range bad.rooms[school.Organisation.ID] {
				for _, f := range r.failuresOf(room, bad.devices[room.ID]) {
					n++
					if err := sheet.Add(n, county, school.Label, roomName(room), f.device, f.assetNo, f.boughtOn, f.criterion.Tier.Label(),
						f.criterion.Title, f.criterion.Clause, f.criterion.Required, f.measured, f.criterion.Failure, f.ofSuite); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	return errors.Join(err, sheet.Close())
}

// failing is the rooms that fail or hold a device that fails, by school, and the devices installed in them, by room.
type failing struct {
	rooms   map[uint][]models.Classroom
	devices map[uint][]models.Device
}

func (r report) failing(schools []Row) (failing, error) {
	ids := schoolIDs(schools)
	var roomIDs []uint
	found := failing{map[uint][]models.Classroom{}, map[uint][]models.Device{}}
	var room models.Classroom
	err := scan(r.tx.Table("classrooms AS c").Where("c.school_id IN ? AND c.retired_at IS NULL AND ((c.has_suite AND c.grade = 'fail') OR "+
		"c.id IN (SELECT d.classroom_id FROM devices d WHERE d.school_id IN ? AND d.grade = 'fail' AND "+installed+"))", ids, ids).Order("c.id").
		Select("c.id, c.school_id, c.name, c.building, c.student_count, c.has_suite, c.fails, c.judged, c.grade"),
		func() {
			found.rooms[room.SchoolID], roomIDs = append(found.rooms[room.SchoolID], room), append(roomIDs, room.ID)
		},
		&room.ID, &room.SchoolID, &room.Name, &room.Building, &room.StudentCount, &room.HasSuite, &room.Fails, &room.Judged, &room.Grade)
	if err != nil {
		return found, fmt.Errorf("read the classrooms that fail: %w", err)
	}
	var d models.Device
	var specs sql.RawBytes
	var broken error
	err = scan(r.tx.Table("devices AS d").Where("d.classroom_id IN ? AND "+installed, roomIDs).Order("d.id").
		Select("d.id, d.classroom_id, d.category, d.brand, d.model, d.asset_no, d.bought_on, d.fails, d.judged, d.grade, d.specs"),
		func() {
			var err error
			if d.Specs, err = r.specs.parse(specs); err != nil {
				broken = errors.Join(broken, fmt.Errorf("device %d: %w", d.ID, err))
			}
			found.devices[*d.ClassroomID] = append(found.devices[*d.ClassroomID], d)
		},
		&d.ID, &d.ClassroomID, &d.Category, &d.Brand, &d.Model, &d.AssetNo, &d.BoughtOn, &d.Fails, &d.Judged, &d.Grade, &specs)
	if err = errors.Join(err, broken); err != nil {
		return found, fmt.Errorf("read the devices of classrooms that fail: %w", err)
	}
	return found, nil
}

// scan reads every row of a query into the places and has each taken. It is what Find does without looking at types,
// which matters where there are a million rows.
func scan(query *gorm.DB, take func(), places ...any) error {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		take()
	}
	return rows.Err()
}

// specsMemo remembers the specs it has read, which devices of one purchase share: nobody may change what it gives.
type specsMemo map[string]models.Specs

// specsKept bounds the memory of a specsMemo.
const specsKept = 4096

func (m specsMemo) parse(text []byte) (models.Specs, error) {
	if specs, known := m[string(text)]; known {
		return specs, nil
	}
	var specs models.Specs
	if err := json.Unmarshal(text, &specs); err != nil {
		return specs, fmt.Errorf("read the specs: %w", err)
	}
	if len(m) == specsKept {
		clear(m)
	}
	m[string(text)] = specs
	return specs, nil
}

// failure is one line of 不达标明细.
type failure struct {
	device, assetNo, boughtOn string
	criterion                 standard.Criterion
	measured                  string
	ofSuite                   string // 是 where the whole suite fails by it
}

// failuresOf lists the clauses that a room and its devices fail. What fails is what was counted, the stored verdicts;
// the standard is asked only for what was measured.
func (r report) failuresOf(room models.Classroom, devices []models.Device) []failure {
	verdicts := r.explainer.Explain(roomOf(room, devices, models.DateOf(r.at)))
	hardware := r.standard.Of(standard.GroupHardware)
	left := failed(room.Verdicts).Intersect(hardware) // of the suite, not yet told of a device
	if !room.HasSuite || room.Grade != models.GradeFail {
		left = 0
	}
	var all []failure
	for _, d := range devices {
		if d.Grade != models.GradeFail {
			continue
		}
		for _, v := range verdicts {
			bit := v.Criterion.Bit
			if v.DeviceID != d.ID || !failed(d.Verdicts).Intersect(hardware).Has(bit) {
				continue
			}
			f := failure{device: deviceName(d), boughtOn: boughtOn(d), criterion: v.Criterion, measured: v.Measured, ofSuite: "否"}
			if d.AssetNo != nil {
				f.assetNo = *d.AssetNo
			}
			if v.InRoom && left.Has(bit) {
				f.ofSuite, left = "是", left.Without(standard.Set(0).Add(bit))
			}
			all = append(all, f)
		}
	}
	for _, v := range verdicts {
		if v.InRoom && left.Has(v.Criterion.Bit) {
			left = left.Without(standard.Set(0).Add(v.Criterion.Bit))
			all = append(all, failure{device: "（整套）", criterion: v.Criterion, measured: v.Measured, ofSuite: "是"})
		}
	}
	return all
}

func failed(v models.Verdicts) standard.Set {
	return standard.Set(v.Fails).Intersect(standard.Set(v.Judged))
}

// roomOf is what hardware is judged by.
func roomOf(c models.Classroom, devices []models.Device, on models.Date) standard.Room {
	room := standard.Room{StudentCount: c.StudentCount, On: on, Devices: make([]standard.Device, 0, len(devices))}
	for _, d := range devices {
		room.Devices = append(room.Devices, standard.Device{ID: d.ID, Category: d.Category, Specs: d.Specs, BoughtOn: d.BoughtOn})
	}
	return room
}

func roomName(c models.Classroom) string {
	if c.Building == "" {
		return c.Name
	}
	return c.Building + " " + c.Name
}

// deviceName is what people call a device: its category, and brand and model where they are known.
func deviceName(d models.Device) string {
	name := d.Category.Label()
	for _, part := range []string{d.Brand, d.Model} {
		if part != "" {
			name += " " + part
		}
	}
	return name
}

func boughtOn(d models.Device) string {
	if d.BoughtOn == "" {
		return "缺失"
	}
	return string(d.BoughtOn)
}

// damages is 损坏明细: every device that is counted as 损坏, with the ticket that is open on it.
func (r report) damages() error {
	sheet, err := r.book.Open(r.layout("损坏明细", "损坏设备明细表", []export.Column{
		{Header: []string{"序号"}, Width: 6, Kind: export.Number},
		{Header: []string{"县（市、区）"}, Width: 12},
		{Header: []string{"学校"}, Width: 22},
		{Header: []string{"教室"}, Width: 16},
		{Header: []string{"设备"}, Width: 28},
		{Header: []string{"资产编号"}, Width: 14},
		{Header: []string{"取得日期"}, Width: 11},
		{Header: []string{"使用状况"}, Width: 9},
		{Header: []string{"同时不达标"}, Width: 7},
		{Header: []string{"报修工单", "工单号"}, Width: 18},
		{Header: []string{"报修工单", "状态"}, Width: 8},
		{Header: []string{"报修工单", "故障"}, Width: 22},
		{Header: []string{"报修工单", "报修时间"}, Width: 18},
	}))
	if err != nil {
		return err
	}
	n := 0
	hasDamage := func(row Row) bool { return row.Devices.Damaged > 0 }
	err = eachPart(r, hasDamage, r.damaged, func(schools []Row, bad damaged) error {
		for _, school := range schools {
			county := r.ancestors.county(school)
			for _, d := range bad.devices[school.Organisation.ID] {
				n++
				also, asset := "否", ""
				if d.Grade == models.GradeFail {
					also = "是"
				}
				if d.AssetNo != nil {
					asset = *d.AssetNo
				}
				number, status, fault, reported := "未报修", "", "", ""
				if t, is := bad.tickets[d.ID]; is {
					number, status, reported = t.Number, t.Status.Label(), t.ReportedAt.In(models.ChinaTime).Format("2006-01-02 15:04")
					if f, known := tickets.FaultOf(t.Fault); known {
						fault = f.Label
					}
				}
				if err := sheet.Add(n, county, school.Label, roomName(d.room), deviceName(d.Device), asset, boughtOn(d.Device), d.State.Label(), also,
					number, status, fault, reported); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return errors.Join(err, sheet.Close())
}

// damagedDevice is a device that is counted as 损坏, in its room.
type damagedDevice struct {
	models.Device
	room models.Classroom
}

// damaged is the damaged devices installed in schools, by school, and the tickets open on them, by device.
type damaged struct {
	devices map[uint][]damagedDevice
	tickets map[uint]models.Ticket
}

func (r report) damaged(schools []Row) (damaged, error) {
	all := damaged{map[uint][]damagedDevice{}, map[uint]models.Ticket{}}
	var ids []uint
	var d damagedDevice
	err := scan(r.tx.Table("devices AS d").Joins("JOIN classrooms AS c ON c.id = d.classroom_id").
		Where("d.school_id IN ? AND d.state IN ? AND "+installed, schoolIDs(schools), damagedStates()).Order("d.classroom_id, d.id").
		Select("d.id, d.school_id, d.category, d.brand, d.model, d.asset_no, d.bought_on, d.state, d.grade, c.name, c.building"),
		func() { all.devices[d.SchoolID], ids = append(all.devices[d.SchoolID], d), append(ids, d.ID) },
		&d.ID, &d.SchoolID, &d.Category, &d.Brand, &d.Model, &d.AssetNo, &d.BoughtOn, &d.State, &d.Grade, &d.room.Name, &d.room.Building)
	if err != nil {
		return all, fmt.Errorf("read the damaged devices: %w", err)
	}
	var open []models.Ticket
	err = r.tx.Where("device_id IN ? AND status IN ?", ids, []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished}).
		Order("id").Find(&open).Error
	if err != nil {
		return all, fmt.Errorf("read the tickets of damaged devices: %w", err)
	}
	for _, t := range open {
		all.tickets[*t.DeviceID] = t
	}
	return all, nil
}

// damagedStates are the states that count as 损坏.
func damagedStates() []models.DeviceState {
	var states []models.DeviceState
	for _, s := range models.DeviceStates() {
		if s.Damaged() {
			states = append(states, s)
		}
	}
	return states
}
