package statistics

import (
	"errors"
	"fmt"

	"banbantong/models"
	"banbantong/services/export"
	"banbantong/services/standard"
	"banbantong/services/tickets"
)

// roomsAtOnce is about how many suites are read at once for the details.
const roomsAtOnce = 2000

// eachPart gives the schools that want says have something to tell, as many at a time as have roomsAtOnce suites.
func (r report) eachPart(want func(Row) bool, give func([]Row) error) error {
	var part []Row
	rooms := 0
	for i, school := range r.schools {
		if want(school) {
			part, rooms = append(part, school), rooms+school.Suites.Total
		}
		if rooms < roomsAtOnce && i < len(r.schools)-1 || len(part) == 0 {
			continue
		}
		if err := give(part); err != nil {
			return err
		}
		part, rooms = part[:0], 0
	}
	return nil
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
	err = r.eachPart(func(row Row) bool { return row.Suites.Failed+row.Devices.Failed > 0 }, func(schools []Row) error {
		rooms, devices, err := r.failing(schools)
		if err != nil {
			return err
		}
		for _, school := range schools {
			county := r.ancestors.county(school)
			for _, room := range rooms[school.Organisation.ID] {
				for _, f := range r.failuresOf(room, devices[room.ID]) {
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

// failing reads the rooms of the schools that fail or hold a device that fails, by school, and the devices installed
// in them, by room.
func (r report) failing(schools []Row) (map[uint][]models.Classroom, map[uint][]models.Device, error) {
	ids := schoolIDs(schools)
	rooms, devices := map[uint][]models.Classroom{}, map[uint][]models.Device{}
	var found []models.Classroom
	err := r.tx.Where("school_id IN ? AND retired_at IS NULL", ids).
		Where("((has_suite AND grade = 'fail') OR id IN (SELECT d.classroom_id FROM devices d "+
			"WHERE d.school_id IN ? AND d.grade = 'fail' AND "+installed+"))", ids).
		Order("id").Find(&found).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read the classrooms that fail: %w", err)
	}
	roomIDs := make([]uint, len(found))
	for i, room := range found {
		roomIDs[i] = room.ID
		rooms[room.SchoolID] = append(rooms[room.SchoolID], room)
	}
	var all []models.Device
	if err := r.tx.Table("devices AS d").Where("d.classroom_id IN ? AND "+installed, roomIDs).Order("d.id").Find(&all).Error; err != nil {
		return nil, nil, fmt.Errorf("read the devices of classrooms that fail: %w", err)
	}
	for _, d := range all {
		devices[*d.ClassroomID] = append(devices[*d.ClassroomID], d)
	}
	return rooms, devices, nil
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
	verdicts := r.standard.Explain(roomOf(room, devices, models.DateOf(r.at)))
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

func roomOf(c models.Classroom, devices []models.Device, on models.Date) standard.Room {
	room := standard.Room{StudentCount: c.StudentCount, OnCampusNetwork: c.OnCampusNetwork, Network: c.Network, On: on}
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
		{Header: []string{"报修工单", "报修时间"}, Width: 16},
	}))
	if err != nil {
		return err
	}
	n := 0
	err = r.eachPart(func(row Row) bool { return row.Devices.Damaged > 0 }, func(schools []Row) error {
		damaged, open, err := r.damaged(schools)
		if err != nil {
			return err
		}
		for _, school := range schools {
			county := r.ancestors.county(school)
			for _, d := range damaged[school.Organisation.ID] {
				n++
				also, asset := "否", ""
				if d.Grade == models.GradeFail {
					also = "是"
				}
				if d.AssetNo != nil {
					asset = *d.AssetNo
				}
				number, status, fault, reported := "未报修", "", "", ""
				if t, is := open[d.ID]; is {
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

// damaged reads the damaged devices installed in the schools, by school, and the tickets open on them, by device.
func (r report) damaged(schools []Row) (map[uint][]damagedDevice, map[uint]models.Ticket, error) {
	ids := schoolIDs(schools)
	var found []struct {
		models.Device `gorm:"embedded"`
		RoomName      string
		RoomBuilding  string
	}
	err := r.tx.Table("devices AS d").Joins("JOIN classrooms AS c ON c.id = d.classroom_id").
		Select("d.id, d.school_id, d.category, d.brand, d.model, d.asset_no, d.bought_on, d.state, d.grade, c.name AS room_name, c.building AS room_building").
		Where("d.school_id IN ? AND c.retired_at IS NULL AND d.state IN ?", ids, damagedStates()).Order("d.classroom_id, d.id").Find(&found).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read the damaged devices: %w", err)
	}
	devices := map[uint][]damagedDevice{}
	deviceIDs := make([]uint, len(found))
	for i, d := range found {
		deviceIDs[i] = d.ID
		devices[d.SchoolID] = append(devices[d.SchoolID], damagedDevice{d.Device, models.Classroom{Name: d.RoomName, Building: d.RoomBuilding}})
	}
	var open []models.Ticket
	err = r.tx.Where("device_id IN ? AND status IN ?", deviceIDs, []models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished}).
		Order("id").Find(&open).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read the tickets of damaged devices: %w", err)
	}
	byDevice := map[uint]models.Ticket{}
	for _, t := range open {
		byDevice[*t.DeviceID] = t
	}
	return devices, byDevice, nil
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
