package periods

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/disposals"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/transfers"
)

// passage is how devices go from one school to another.
type passage struct {
	days    int // ago it was proposed
	stock   stock
	devices int
	from    uint // a school; 0 is any
	to      uint
	reason  string
	ends    models.TransferStatus
	refused int    // of the devices, by the receiving school
	said    string // why it was refused, declined or called off
	given   string // how the last of the devices is as it is handed over, "" for 完好
}

// farewell is how devices are disposed of.
type farewell struct {
	days    int // ago it was applied for
	stock   stock
	devices int
	from    uint
	cause   models.DisposalCause
	reason  string
	ends    models.DisposalStatus
	said    string // why it was declined
}

// stock is a kind of devices that nothing else of the demo happens to.
type stock int

const (
	idleParts  stock = iota // what the standard asks nothing of, in stores
	oldScreens              // of ten years and more, in stores, that bring no classroom to standard
	broken                  // in classrooms, and nobody has reported it
)

// tellReuse lets idle equipment go to where it is needed, and dead equipment out of use, as the county's bureau and
// schools decide: some of it is done, and some waits for each of the demo's accounts.
func (s *story) tellReuse() error {
	if err := s.closeClasses(); err != nil {
		return err
	}
	shelves, err := s.takeStock()
	if err != nil {
		return err
	}
	if err := s.mendOne(shelves); err != nil {
		return err
	}
	for _, p := range []passage{
		{99, idleParts, 2, 0, 0, "支援村小和教学点教学", models.TransferReceived, 1, "与我校现有设备不配套，无法使用", "外壳有划痕，不影响使用"},
		{76, idleParts, 1, s.centre, s.lastBelow(s.centre), "村小缺设备，从中心校库房调剂", models.TransferDeclined, 0, "该设备下学期中心校功能室要用，请另选。", ""},
		{58, idleParts, 1, 0, 0, "支援村小和教学点教学", models.TransferRejected, 1, "通电后无反应，不予接收", "缺电源线"},
		{34, idleParts, 1, 0, 0, "支援村小和教学点教学", models.TransferCancelled, 0, "我校新建功能室，这台设备要用", ""},
		{23, idleParts, 1, 0, 0, "新学期增加班级，补充教学设备", models.TransferReceived, 0, "", ""},
		{6, idleParts, 2, 0, s.home, "补齐教室设备", models.TransferHandedOver, 0, "", "外壳有划痕，不影响使用"},
		{3, idleParts, 1, s.centre, 0, "支援村小和教学点教学", models.TransferApproved, 0, "", ""},
		{1, idleParts, 1, 0, 0, "支援村小和教学点教学", models.TransferProposed, 0, "", ""},
	} {
		if err := s.pass(p, shelves); err != nil {
			return err
		}
	}
	for _, f := range []farewell{
		{112, oldScreens, 2, 0, models.DisposalUseless, "购置十年以上，尺寸小、亮度低，教室都用不上，库房存放多年", models.DisposalApproved, ""},
		{83, broken, 1, 0, models.DisposalBroken, "损坏严重，厂家已停产，配件买不到", models.DisposalApproved, ""},
		{45, oldScreens, 1, 0, models.DisposalAged, "使用超过十年", models.DisposalDeclined, "外观和显示完好，先留库备用，下半年随更新计划统一处理。"},
		{27, broken, 1, 0, models.DisposalBroken, "维修报价超过残值", models.DisposalWithdrawn, ""},
		{5, oldScreens, 1, s.home, models.DisposalUseless, "尺寸小、亮度低，教室更新后换下，库房存放", models.DisposalApplied, ""},
		{2, oldScreens, 1, s.centre, models.DisposalAged, "使用超过十年，画面发暗", models.DisposalApplied, ""},
	} {
		s.dispose(f, shelves)
	}
	return nil
}

// shelves are the devices of each stock, in the order of their ids.
type shelves map[stock][]models.Device

// takeStock looks what lies about in the county as of the first period. A device that anything else happens to since is
// left out.
func (s *story) takeStock() (shelves, error) {
	var devices []models.Device
	err := s.untouched().Where("d.bought_on <> ''").Where("d.state = ? AND d.classroom_id IS NULL OR d.state = ? AND d.classroom_id IS NOT NULL", models.DeviceIdle, models.DeviceDamaged).
		Order("d.id").Select("d.*").Find(&devices).Error
	if err != nil {
		return nil, fmt.Errorf("look what lies in stores: %w", err)
	}
	all := shelves{}
	for _, d := range devices {
		switch of := d.Category; {
		case d.State == models.DeviceDamaged:
			if d.BoughtOn < s.yearsAgo(5) {
				all[broken] = append(all[broken], d)
			}
		case of == models.CategoryPanel || of == models.CategoryScreen:
			if d.BoughtOn < s.yearsAgo(10) {
				all[oldScreens] = append(all[oldScreens], d)
			}
		case of == models.CategoryDocCam || of == models.CategoryControl || of == models.CategoryNetwork:
			all[idleParts] = append(all[idleParts], d)
		}
	}
	return all, nil
}

func (s *story) yearsAgo(n int) models.Date { return models.DateOf(s.midnight.AddDate(-n, 0, 0)) }

// untouched are the devices d of the county that nothing happens to but what is told here.
func (s *story) untouched() *gorm.DB {
	return s.db.Table("devices AS d").Joins("JOIN organisations AS o ON o.id = d.school_id").Scopes(access.PathsUnder("o.path", s.county.Path)).
		Where("NOT EXISTS (SELECT 1 FROM device_events AS e WHERE e.device_id = d.id AND e.kind IN ?)", []models.DeviceEventKind{models.DeviceStateChanged, models.DeviceMoved}).
		Where("NOT EXISTS (SELECT 1 FROM tickets AS t WHERE t.device_id = d.id)").Where("d.id % 53 <> 7 OR d.classroom_id IS NULL")
}

// closed is how many schools have a class less than last year.
const closed = 3

// closeClasses lets schools that are nobody's of the demo's accounts have a class less, those first whose classrooms are
// in order: so good equipment lies in stores that do not need it.
func (s *story) closeClasses() error {
	var schools []uint
	err := s.db.Table("classrooms AS c").Joins("JOIN organisations AS o ON o.id = c.school_id").Scopes(access.PathsUnder("o.path", s.county.Path)).
		Where("c.school_id NOT IN ?", []uint{s.home, s.centre}).Group("c.school_id").Having("COUNT(*) >= 3").Order("SUM(c.grade = 'fail'), COUNT(*) DESC, c.school_id").
		Limit(closed).Pluck("c.school_id", &schools).Error
	if err != nil {
		return fmt.Errorf("choose schools that close a class: %w", err)
	}
	s.clock = s.clock.Add(7 * time.Hour)
	for _, id := range schools {
		if err := s.closeClass(s.school(id)); err != nil {
			return err
		}
	}
	return nil
}

// closeClass brings everything of the last classroom in order, of which nothing else is told, to the store of the school.
func (s *story) closeClass(of school) error {
	others := s.db.Table("devices AS d").Where("d.classroom_id = c.id AND d.id NOT IN (?)", s.untouched().Where("d.school_id = ?", of.ID).Select("d.id"))
	var rooms []models.Classroom
	err := s.db.Table("classrooms AS c").Where("c.school_id = ? AND c.grade = ? AND NOT c.damaged AND NOT EXISTS (?)", of.ID, models.GradePass, others).
		Where("NOT EXISTS (SELECT 1 FROM tickets AS t WHERE t.classroom_id = c.id)").Order("c.id DESC").Limit(1).Select("c.*").Find(&rooms).Error
	if err != nil {
		return fmt.Errorf("choose a class to close: %w", err)
	}
	for _, room := range rooms {
		var devices []models.Device
		if err := s.db.Where("classroom_id = ?", room.ID).Order("id").Find(&devices).Error; err != nil {
			return fmt.Errorf("read what a class leaves: %w", err)
		}
		for _, d := range devices {
			if _, err := s.registry.MoveDevice(s.ctx, of.person, d.ID, d.Version, of.ID, nil); err != nil {
				return err
			}
		}
		if _, err := s.registry.ChangeClassroom(s.ctx, of.person, room.ID, room.Version, func(f *registry.ClassroomFields) { f.Retired = true }); err != nil {
			return err
		}
	}
	return nil
}

// take removes up to so many devices of one school from a stock: of the school if it is not 0, else of the one that has
// most and is none of the others.
func (all shelves) take(of stock, devices int, school uint, others ...uint) (taken []models.Device) {
	given, has, most := school, map[uint]int{}, 0
	for _, d := range all[of] {
		has[d.SchoolID]++
	}
	for _, d := range all[of] {
		if n := has[d.SchoolID]; given == 0 && n > most && !slices.Contains(others, d.SchoolID) {
			school, most = d.SchoolID, n
		}
	}
	all[of] = slices.DeleteFunc(all[of], func(d models.Device) bool {
		if d.SchoolID != school || len(taken) == devices {
			return false
		}
		taken = append(taken, d)
		return true
	})
	return taken
}

// pass plans a transfer. A county in which nothing lies about that could go has none.
func (s *story) pass(p passage, all shelves) error {
	devices := all.take(p.stock, p.devices, p.from, p.to, s.centre)
	if len(devices) == 0 {
		return nil
	}
	giver := s.school(devices[0].SchoolID)
	receiver := s.school(cmp.Or(p.to, s.poorest(giver.ID, p.days)))
	if receiver.ID == 0 || receiver.ID == giver.ID {
		return nil
	}
	moves := make([]transfers.Move, len(devices))
	for i, d := range devices {
		room, err := s.roomWithout(receiver.ID, d.Category)
		if err != nil {
			return err
		}
		moves[i] = transfers.Move{DeviceID: d.ID, SchoolID: receiver.ID, ClassroomID: room}
	}
	maker := s.office
	if receiver.ParentID != nil && *receiver.ParentID == giver.ID {
		maker = giver.person
	}
	s.order(p, maker, giver, receiver, devices, moves)
	if p.ends == models.TransferDeclined || p.ends == models.TransferCancelled {
		all[p.stock] = append(all[p.stock], devices...) // for another time
	}
	return nil
}

// order plans every step of a transfer up to how it ends.
func (s *story) order(p passage, maker access.Actor, giver, receiver school, devices []models.Device, moves []transfers.Move) {
	var now transfers.Detail
	s.then(p.days, 9.5, func() error {
		made, err := s.transfers.Propose(s.ctx, maker, moves, p.reason)
		if err == nil {
			now.Row = made[0]
		}
		return err
	})
	step := func(days int, hour float64, do func() (transfers.Detail, error)) {
		s.then(p.days-days, hour, func() (err error) {
			now, err = do()
			return err
		})
	}
	if p.ends == models.TransferProposed {
		return
	}
	if p.ends == models.TransferDeclined {
		step(1, 10, func() (transfers.Detail, error) {
			return s.transfers.Decline(s.ctx, s.office, now.ID, now.Version, p.said)
		})
		return
	}
	step(1, 10, func() (transfers.Detail, error) { return s.transfers.Approve(s.ctx, s.office, now.ID, now.Version, "") })
	if p.ends == models.TransferApproved {
		return
	}
	if p.ends == models.TransferCancelled {
		step(2, 16, func() (transfers.Detail, error) {
			return s.transfers.Cancel(s.ctx, giver.person, now.ID, now.Version, p.said)
		})
		return
	}
	step(3, 15, func() (transfers.Detail, error) {
		conditions := map[uint]string{devices[len(devices)-1].ID: p.given}
		return s.transfers.HandOver(s.ctx, giver.person, now.ID, now.Version, transfers.HandOver{Conditions: conditions})
	})
	if p.ends == models.TransferHandedOver {
		return
	}
	for i, d := range devices {
		step(4, 10.5+float64(i)/4, func() (transfers.Detail, error) {
			if i >= len(devices)-p.refused {
				return s.transfers.Reject(s.ctx, receiver.person, now.ID, now.Version, d.ID, p.said)
			}
			return s.transfers.Receive(s.ctx, receiver.person, now.ID, now.Version, transfers.Receipt{Label: d.LabelCode, ClassroomID: moves[i].ClassroomID})
		})
	}
}

// dispose plans an application.
func (s *story) dispose(f farewell, all shelves) {
	if devices := all.take(f.stock, f.devices, f.from, s.home, s.centre); len(devices) > 0 {
		s.apply(f, s.school(devices[0].SchoolID), devices)
	}
}

func (s *story) apply(f farewell, of school, devices []models.Device) {
	in := disposals.Application{SchoolID: of.ID, Cause: f.cause, Reason: f.reason}
	for _, d := range devices {
		in.DeviceIDs = append(in.DeviceIDs, d.ID)
	}
	var made disposals.Detail
	s.then(f.days, 14, func() (err error) {
		made, err = s.disposals.Apply(s.ctx, of.person, in)
		return err
	})
	s.then(f.days-4, 9, func() (err error) {
		switch f.ends {
		case models.DisposalApproved:
			s.approvals++
			_, err = s.disposals.Approve(s.ctx, s.office, made.ID, made.Version, fmt.Sprintf("教装〔%d〕%d 号", s.clock.In(models.ChinaTime).Year(), s.approvals), "")
		case models.DisposalDeclined:
			_, err = s.disposals.Decline(s.ctx, s.office, made.ID, made.Version, f.said)
		case models.DisposalWithdrawn:
			_, err = s.disposals.Withdraw(s.ctx, of.person, made.ID, made.Version, "")
		}
		return err
	})
}

// mendOne lets the first idle device that would bring a classroom of another school to standard do so, as 利旧 proposes
// it, and what it replaces there be disposed of. What else would bring classrooms to standard stays on its shelf.
func (s *story) mendOne(all shelves) error {
	found, err := renewal.New(s.db, func() time.Time { return s.clock }, s.verdicts).Reuse(s.ctx, s.office, s.county.ID, 0)
	if err != nil {
		return err
	}
	for of := range all {
		all[of] = slices.DeleteFunc(all[of], func(d models.Device) bool {
			return slices.ContainsFunc(found.Moves, func(m renewal.ReuseMove) bool { return m.Device.ID == d.ID })
		})
	}
	first := slices.IndexFunc(found.Moves, func(m renewal.ReuseMove) bool {
		return m.Device.SchoolID != m.Room.SchoolID && m.After == models.GradePass
	})
	if first < 0 {
		return nil
	}
	m := found.Moves[first]
	like := []models.Category{m.Device.Category}
	if m.Device.Category != models.CategoryHost {
		like = []models.Category{models.CategoryPanel, models.CategoryScreen}
	}
	var replaced []models.Device
	err = s.untouched().Where("d.classroom_id = ? AND d.category IN ? AND d.bought_on < ?", m.Room.ID, like, s.yearsAgo(5)).Order("d.id").Select("d.*").Find(&replaced).Error
	if err != nil {
		return fmt.Errorf("find what a device replaces: %w", err)
	}
	giver, receiver := s.school(m.Device.SchoolID), s.school(m.Room.SchoolID)
	s.order(passage{days: 121, reason: "利旧：闲置设备调到需要的教室", ends: models.TransferReceived}, s.office, giver, receiver, []models.Device{m.Device.Device},
		[]transfers.Move{{DeviceID: m.Device.ID, SchoolID: receiver.ID, ClassroomID: &m.Room.ID, Mends: "解决：" + strings.Join(m.Mends, "；")}})
	if len(replaced) > 0 {
		s.apply(farewell{days: 115, cause: models.DisposalUseless, reason: "调入的设备已替换它；参数不达标，别处也用不上", ends: models.DisposalApproved}, receiver, replaced)
	}
	return nil
}

// poorest is a school below a 中心校, another one at other times; the home school if the county has none.
func (s *story) poorest(giver uint, turn int) uint {
	var below []uint
	for _, o := range s.schools {
		below = append(below, o.below...)
	}
	below = slices.DeleteFunc(below, func(id uint) bool { return id == giver })
	if len(below) == 0 {
		return s.home
	}
	return below[turn%len(below)]
}

// roomWithout is a classroom of the school that has no device of the category, nil if all have.
func (s *story) roomWithout(school uint, category models.Category) (*uint, error) {
	var rooms []uint
	err := s.db.Model(&models.Classroom{}).Where("school_id = ? AND retired_at IS NULL", school).
		Where("NOT EXISTS (SELECT 1 FROM devices AS d WHERE d.classroom_id = classrooms.id AND d.category = ?)", category).Order("id").Limit(1).Pluck("id", &rooms).Error
	if err != nil {
		return nil, fmt.Errorf("find a classroom for a device: %w", err)
	}
	if len(rooms) == 0 {
		return nil, nil
	}
	return &rooms[0], nil
}
