package imports

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/workbook"
	"banbantong/services/workbook/table"
)

// plan is what the rows of a file do to the register.
type plan struct {
	service  *Service
	ctx      context.Context
	actor    access.Actor
	row      models.Import
	mapping  Mapping
	schools  *schools
	order    []*place // of the schools concerned, as the file names them
	holdings map[*place]*holding
	outcomes []Outcome
}

// read takes the rows of the file into memory.
func (s *Service) read(ctx context.Context, row models.Import, m Mapping) (rows []workbook.Row, summary Summary, err error) {
	err = s.open(ctx, row, func(book *table.Book) error {
		read, err := workbook.Read(book, m.Mapping, s.options(), func(r workbook.Row) error {
			if rows = append(rows, r); len(rows)%500 == 0 {
				s.report(row.ID, Progress{Step: "读取", Done: len(rows)})
			}
			return ctx.Err()
		})
		summary = Summary{Rows: read.Rows, Skipped: read.Skipped, FilledDown: read.FilledDown}
		return err
	})
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.Invalid, "import-no-rows", "表头之下没有可以导入的行，请检查工作表和表头是否选对。")
	}
	return rows, summary, err
}

// plan works out what the rows do; with a transaction of its own (apply) the schools concerned are locked first.
func (s *Service) plan(ctx context.Context, tx *gorm.DB, actor access.Actor, row models.Import, m Mapping, rows []workbook.Row) (*plan, error) {
	create := (m.CreateSchools || m.Kind == workbook.KindSchools) && actor.Can(access.OrganisationWrite)
	known, err := loadSchools(tx, actor, create)
	if err != nil {
		return nil, err
	}
	p := &plan{service: s, ctx: ctx, actor: actor, row: row, mapping: m, schools: known}
	places := make([]*place, len(rows))
	wrong := make([]string, len(rows))
	met := map[*place]bool{}
	for i := range rows {
		if places[i], wrong[i] = known.resolve(rows[i].School); places[i] != nil && !met[places[i]] {
			met[places[i]] = true
			p.order = append(p.order, places[i])
		}
	}
	if p.holdings, err = loadHoldings(tx, p.order, row.Status == models.ImportApplying); err != nil {
		return nil, err
	}
	for i := range rows {
		if i%500 == 0 {
			s.report(row.ID, Progress{Step: "比对", Done: i, Total: len(rows)})
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		outcome, err := p.take(&rows[i], places[i], wrong[i])
		if err != nil {
			return nil, err
		}
		p.outcomes = append(p.outcomes, outcome)
	}
	return p, nil
}

// take works out one row: all of it is taken, or nothing.
func (p *plan) take(row *workbook.Row, at *place, wrong string) (Outcome, error) {
	o := Outcome{Line: row.Line, School: row.School.Name, Problems: row.Problems}
	if at != nil {
		o.School = at.name
	}
	if row.Classroom != nil {
		o.Classroom = row.Classroom.Building + row.Classroom.Name
	}
	if wrong != "" {
		o.reject(wrong)
	}
	if row.Rejected() || wrong != "" {
		o.Result = Rejected
		return o, nil
	}
	h := p.holdings[at]
	target, targets := p.match(h, row, &o)
	if o.Result == Rejected {
		return o, nil
	}
	added, err := p.carryOut(h, row, target, targets, &o)
	switch {
	case err != nil:
		return o, err
	case added:
		o.Result = Added
	case len(o.Changes) > 0:
		o.Result = Changed
	default:
		o.Result = Unchanged
	}
	return o, nil
}

func (o *Outcome) reject(message string) {
	o.Result = Rejected
	o.Problems = append(o.Problems, workbook.Problem{Cell: fmt.Sprintf("第%d行", o.Line), Message: message, Rejects: true})
}

func (o *Outcome) remark(message string) {
	o.Problems = append(o.Problems, workbook.Problem{Cell: fmt.Sprintf("第%d行", o.Line), Message: message})
}

// match finds the classroom and the devices that the row is about, without changing anything; nil is a new one.
func (p *plan) match(h *holding, row *workbook.Row, o *Outcome) (*room, []*device) {
	var target *room
	if said := row.Classroom; said != nil {
		var wrong string
		if target, wrong = h.findRoom(said.Name, said.Building); wrong != "" {
			o.reject(wrong)
		}
		fields := registry.ClassroomFields{Name: said.Name, Building: said.Building, Floor: said.Floor, Kind: said.Kind, StudentCount: said.StudentCount, Network: said.Network}
		if fields.Kind == "" {
			fields.Kind = models.ClassroomOrdinary
		}
		o.rejectInvalid(fields.Check())
		if target != nil && target.RetiredAt != nil {
			o.reject(fmt.Sprintf("教室“%s”已停用，请先恢复使用", sayPlace(target)))
		}
	}
	claimed := map[*device]bool{}
	targets := make([]*device, len(row.Devices))
	for i := range row.Devices {
		said := &row.Devices[i]
		d := h.matchDevice(row, said, target, claimed, o)
		if d != nil {
			claimed[d] = true
		}
		targets[i] = d
		o.rejectInvalid(fieldsOf(said).Check())
	}
	for i := range row.Devices {
		for j := range i {
			if a := row.Devices[i].AssetNo; a != "" && a == row.Devices[j].AssetNo {
				o.reject(fmt.Sprintf("这一行有两台设备用同一个资产编号 %s", a))
			}
		}
	}
	return target, targets
}

// matchDevice finds the device that a row means: by the code of its label, by asset number, by serial number, or as the next one of its kind in
// the classroom that no other row has claimed.
func (h *holding) matchDevice(row *workbook.Row, said *workbook.Device, target *room, claimed map[*device]bool, o *Outcome) *device {
	if said.LabelCode != "" {
		if d := h.byLabel[said.LabelCode]; d != nil {
			return h.numbered(d, "标签号 "+said.LabelCode, said, o)
		}
		o.reject(fmt.Sprintf("这所学校没有标签号为 %s 的设备，请核对学校和标签号；新设备的标签号留空", said.LabelCode))
		return nil
	}
	if said.AssetNo != "" {
		if d := h.byAsset[said.AssetNo]; d != nil {
			return h.numbered(d, "资产编号 "+said.AssetNo, said, o)
		}
	}
	if said.Serial != "" {
		if d := h.bySerial[said.Serial]; d != nil {
			return h.numbered(d, "序列号 "+said.Serial, said, o)
		}
	}
	free := func(d *device) bool {
		return d.claimed == 0 && !claimed[d] && !d.isNew && d.Category == said.Category &&
			(said.AssetNo == "" || d.AssetNo == nil) && (said.Serial == "" || d.Serial == "")
	}
	inRoom := func() *device {
		if target == nil {
			return nil
		}
		for _, d := range target.devices {
			if free(d) {
				return d
			}
		}
		return nil
	}
	gone := said.State == models.DeviceRetired
	if row.Classroom != nil && !gone {
		return inRoom()
	}
	for _, d := range h.devices { // in the store, or disposed of: such a thing is known by what it is
		if free(d) && d.room == nil && d.Brand == said.Brand && d.Model == said.Model && (d.State == models.DeviceRetired) == gone {
			return d
		}
	}
	return inRoom()
}

func (h *holding) numbered(d *device, number string, said *workbook.Device, o *Outcome) *device {
	switch {
	case d.claimed != 0:
		o.reject(fmt.Sprintf("%s 与第 %d 行重复", number, d.claimed))
	case d.Category != said.Category:
		o.reject(fmt.Sprintf("%s 在系统中是%s，这里写的是%s，请核对", number, d.Category.Label(), said.Category.Label()))
	}
	return d
}

// rejectInvalid rejects the row for what the register does not take.
func (o *Outcome) rejectInvalid(err error) {
	var known *errs.Error
	if !errors.As(err, &known) {
		return
	}
	for _, f := range known.Fields {
		o.reject(f.Message)
	}
}

func fieldsOf(said *workbook.Device) registry.DeviceFields {
	f := registry.DeviceFields{Category: said.Category, Name: said.Name, Brand: said.Brand, Model: said.Model, Serial: said.Serial,
		BoughtOn: said.BoughtOn, FundSource: said.FundSource, PriceCents: said.PriceCents, GBCode: said.GBCode, Supplier: said.Supplier,
		WarrantyUntil: said.WarrantyUntil, Specs: said.Specs}
	if f.Name == "" {
		f.Name = said.Category.Label()
	}
	if said.AssetNo != "" {
		f.AssetNo = &said.AssetNo
	}
	return f
}

// carryOut changes the holding as the row says.
func (p *plan) carryOut(h *holding, row *workbook.Row, target *room, targets []*device, o *Outcome) (added bool, err error) {
	if h.place.id == 0 && !h.schoolSaid {
		h.schoolSaid, added = true, true
		o.Changes = append(o.Changes, "新增学校："+h.place.name)
	} else if p.mapping.Kind == workbook.KindSchools {
		h.takeSchool(&row.School, o)
	}
	if said := row.Classroom; said != nil {
		if target == nil {
			target = p.newRoom(h, row, o)
			added = true
		} else {
			target.take(row, o)
		}
	}
	for i := range row.Devices {
		if targets[i] == nil {
			p.newDevice(h, target, row.Line, &row.Devices[i], o)
			added = true
		} else if err := h.takeDevice(targets[i], target, row.Line, &row.Devices[i], o); err != nil {
			return added, err
		}
	}
	return added, nil
}

func (h *holding) takeSchool(said *workbook.School, o *Outcome) {
	var m merged
	school := h.place.school
	if said.Code != "" {
		take(&m, "学校标识码", &school.Code, &said.Code)
	}
	take(&m, "校园网接入带宽", &school.UplinkMbps, said.UplinkMbps)
	take(&m, "班级互联网接入速率", &school.ClassInternetMbps, said.ClassInternetMbps)
	if said.Type != "" && said.Type != school.Type {
		m.say("办学类型", school.Type.Label(), said.Type.Label())
		school.Type = said.Type
	}
	if said.Area != "" && said.Area != school.Area {
		m.say("城乡分类", string(school.Area), string(said.Area))
		school.Area = said.Area
	}
	if said.Sponsor != "" && said.Sponsor != school.Sponsor {
		m.say("举办者", string(school.Sponsor), string(said.Sponsor))
		school.Sponsor = said.Sponsor
	}
	h.schoolSaid = h.schoolSaid || len(m.changes) > 0
	o.Changes = append(o.Changes, m.changes...)
}

func (p *plan) newRoom(h *holding, row *workbook.Row, o *Outcome) *room {
	said := row.Classroom
	now := p.service.now()
	r := &room{isNew: true, line: row.Line, Classroom: models.Classroom{Name: said.Name, Kind: models.ClassroomOrdinary, Version: 1, CreatedAt: now, UpdatedAt: now}}
	var m merged
	m.room(&r.Classroom, said)
	h.addRoom(r)
	o.Changes = append(o.Changes, "新增教室："+sayPlace(r))
	return r
}

func (r *room) take(row *workbook.Row, o *Outcome) {
	var m merged
	before := r.Classroom
	if m.room(&r.Classroom, row.Classroom); len(m.changes) == 0 {
		return
	}
	if !r.changed && !r.isNew {
		r.changed, r.line = true, row.Line
		r.before = fieldsOfRoom(before)
	}
	o.Changes = append(o.Changes, m.changes...)
}

// fieldsOfRoom are what the audit log tells of a classroom.
func fieldsOfRoom(c models.Classroom) registry.ClassroomFields {
	return registry.ClassroomFields{Name: c.Name, Building: c.Building, Floor: c.Floor, Kind: c.Kind, StudentCount: c.StudentCount,
		OnCampusNetwork: c.OnCampusNetwork, Network: c.Network}
}

func (p *plan) newDevice(h *holding, target *room, line int, said *workbook.Device, o *Outcome) {
	now := p.service.now()
	f := fieldsOf(said)
	d := &device{isNew: true, claimed: line, line: line, room: target, Device: models.Device{Category: f.Category, Name: f.Name, Brand: f.Brand,
		Model: f.Model, Serial: f.Serial, AssetNo: f.AssetNo, BoughtOn: f.BoughtOn, FundSource: f.FundSource, PriceCents: f.PriceCents,
		GBCode: f.GBCode, Supplier: f.Supplier, WarrantyUntil: f.WarrantyUntil, Specs: f.Specs, State: said.State,
		LabelToken: registry.NewLabelToken(), LabelCode: registry.NewLabelCode(), Version: 1, CreatedAt: now, UpdatedAt: now}}
	switch {
	case d.State == "" && target == nil:
		d.State = models.DeviceIdle
	case d.State == "":
		d.State = models.DeviceInUse
	case d.State == models.DeviceRetired:
		d.room = nil // what is disposed of stands in no classroom
	}
	h.addDevice(d)
	o.Changes = append(o.Changes, "新增设备："+d.Name)
}

// takeDevice takes over what a row says of a device that we have.
func (h *holding) takeDevice(d *device, target *room, line int, said *workbook.Device, o *Outcome) error {
	d.claimed = line
	var m merged
	if err := m.device(&d.Device, said); err != nil {
		return err
	}
	h.note(d)
	for _, name := range m.kept {
		o.remark(fmt.Sprintf("“%s”的%s人工更正过，与文件不同，未改动", d.Name, name))
	}
	switch {
	case target == nil || d.room == target || d.State == models.DeviceRetired:
	case d.HeldBy != "":
		o.remark(fmt.Sprintf("“%s”已列入 %s，位置未改动", d.Name, d.HeldBy))
	default:
		m.say("位置", sayPlace(d.room), sayPlace(target))
		if d.room != nil {
			d.room.drop(d)
			d.room.changedBy(line)
		}
		d.room, d.movedTo = target, true
		target.devices = append(target.devices, d)
		if d.State == models.DeviceIdle && said.State == "" {
			d.State, d.newState = models.DeviceInUse, true
		}
	}
	h.takeState(d, said.State, &m, o)
	if len(m.changes) > 0 {
		if !d.changed {
			d.changed, d.line = true, line
		}
		d.changes = append(d.changes, m.changes...)
		for _, c := range m.changes {
			o.Changes = append(o.Changes, d.Name+" "+c)
		}
	}
	return nil
}

// takeState changes the state of a device, unless a ticket or an order is at work on it or it was disposed of. A
// ledger retires nothing that is on the register: that takes an approval.
func (h *holding) takeState(d *device, said models.DeviceState, m *merged, o *Outcome) {
	switch {
	case said == "" || said == d.State:
	case d.HeldBy != "":
		o.remark(fmt.Sprintf("“%s”已列入 %s，使用状况未改动", d.Name, d.HeldBy))
	case h.inRepair[d.ID]:
		o.remark(fmt.Sprintf("“%s”有未完成的报修工单，使用状况未改动", d.Name))
	case d.State == models.DeviceRetired:
		o.remark(fmt.Sprintf("“%s”已报废，使用状况未改动", d.Name))
	case said == models.DeviceRetired:
		o.remark(fmt.Sprintf("“%s”报废须经上级批准，使用状况未改动，请提交报废申请", d.Name))
	default:
		m.say("使用状况", d.State.Label(), said.Label())
		d.State, d.newState = said, true
	}
}

func (r *room) drop(gone *device) {
	for i, d := range r.devices {
		if d == gone {
			r.devices = append(r.devices[:i:i], r.devices[i+1:]...)
			return
		}
	}
}

// changedBy notes that a device left the room.
func (r *room) changedBy(line int) {
	if r.line == 0 {
		r.line = line
	}
}
