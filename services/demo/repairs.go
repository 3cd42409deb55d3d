package demo

import (
	"time"

	"banbantong/models"
	"banbantong/services/tickets"
)

// statuses are those of tickets in turn, so that even a small demo has all of them.
var statuses = []models.TicketStatus{
	models.TicketOpen, models.TicketDone, models.TicketWorking, models.TicketFinished, models.TicketDone, models.TicketDone,
	models.TicketCancelled, models.TicketOpen, models.TicketDone, models.TicketDone, models.TicketWorking, models.TicketDone,
	models.TicketDone, models.TicketDone, models.TicketOpen, models.TicketDone, models.TicketDone, models.TicketFinished,
	models.TicketDone, models.TicketCancelled,
}

// repair is what goes wrong with devices of a category, and how it is mended.
type repair struct{ fault, said, cause, remedy, parts string }

var repairs = map[models.Category][]repair{
	models.CategoryHost: {
		{"F01", "按电源键没有反应", "电源模块损坏", "更换电源模块，开机测试正常。", "电源模块 1 个"},
		{"F05", "开机蓝屏，反复重启", "系统文件损坏", "重装系统并恢复还原保护。", ""},
		{"F08", "开机很慢，弹出广告", "感染流氓软件", "查杀病毒，清理启动项和系统盘。", ""},
		{"F07", "上不了网", "网线水晶头松脱", "重做水晶头，测速正常。", "水晶头 2 个"},
	},
	models.CategoryPanel: {
		{"F02", "屏幕黑屏，指示灯亮", "信号线松动", "重新插紧 OPS 和信号线，显示正常。", ""},
		{"F03", "触摸不准，写字断线", "红外框积尘", "清洁红外框并校准。", ""},
		{"F04", "屏幕右侧有竖线", "屏线接触不良", "重新压接屏线。", "屏线 1 根"},
	},
	models.CategoryScreen: {{"F10", "投影偏黄，亮度很低", "灯泡到期", "更换灯泡，清洁过滤网。", "灯泡 1 个"}, {"F02", "没有信号", "视频线老化", "更换视频线。", "HDMI 线 1 根"}},
	models.CategoryDocCam: {{"F11", "展台打不开", "驱动丢失", "重新安装驱动。", ""}},
	models.CategoryCamera: {{"F11", "摄像头没有画面", "USB 线松动", "更换 USB 线并固定。", "USB 线 1 根"}},
	models.CategoryAudio:  {{"F06", "话筒没有声音", "话筒电池耗尽", "更换电池，重新对频。", "电池 2 节"}, {"F06", "音箱有杂音", "音频线接地不良", "更换音频线。", "音频线 1 根"}},
}

// repairs lets something go wrong in about one room in eight.
func (g *generator) repairs(d dice, f *filled) {
	for i := range f.devices {
		device := &f.devices[i]
		known := repairs[device.Category]
		if device.State != models.DeviceInUse || known == nil || !d.chance(2.2) {
			continue
		}
		g.lastTicket++
		g.ticket(d, f, device, one(d, known), statuses[(g.lastTicket-1)%uint(len(statuses))])
	}
}

// ticket writes the history of one fault up to the status, with what becomes of the device.
func (g *generator) ticket(d dice, f *filled, device *models.Device, r repair, status models.TicketStatus) {
	fault, _ := tickets.FaultOf(r.fault)
	at := g.reported(d, status)
	reporter := personName(d) + "老师"
	f.tickets = append(f.tickets, models.Ticket{
		ID: g.lastTicket, Number: at.In(models.ChinaTime).Format("060102") + "-" + Code(g.seed, uint64(g.lastTicket), 5),
		SchoolID: f.school.ID, ClassroomID: device.ClassroomID, DeviceID: &device.ID, Fault: fault.Code, Priority: string(fault.Priority),
		Description: r.said, Status: models.TicketOpen, Channel: models.ChannelLabel, ReporterName: reporter,
		ReporterPhone: "139" + serial(d)[2:10], StateBefore: device.State, DueAt: tickets.DueAt(fault.Priority, at), ReportedAt: at,
		CreatedAt: at, UpdatedAt: at,
	})
	h := course{g, f, &f.tickets[len(f.tickets)-1], device, fault.Hardware}
	h.step(at, tickets.ActionReport, models.TicketOpen, reporter, nil, fault.Label+"。"+r.said)
	hours := func(low, high int) time.Time {
		at = at.Add(time.Duration(d.between(low*60, high*60)) * time.Minute)
		return at
	}
	switch status {
	case models.TicketOpen:
		return
	case models.TicketCancelled:
		h.ticket.ClosedAt = ptr(hours(1, 5))
		h.step(at, tickets.ActionCancel, models.TicketCancelled, reporter, nil, "重新插拔后已经好了。")
		return
	}
	h.ticket.TechnicianID = &f.technicianID
	h.ticket.AcceptedAt = ptr(hours(0, 4))
	h.step(at, tickets.ActionAccept, models.TicketWorking, technicianName, &f.technicianID, "")
	if status == models.TicketWorking {
		return
	}
	outcome := models.OutcomeRepaired
	if device.Category.Essential() && d.chance(10) {
		outcome, r.remedy, r.parts = models.OutcomeScrap, "主板和屏幕均已损坏，维修费用超过残值。", ""
	}
	finish := func() {
		h.ticket.FinishedAt = ptr(hours(1, 20))
		h.ticket.Outcome, h.ticket.Cause, h.ticket.Remedy, h.ticket.Parts = outcome, r.cause, r.remedy, r.parts
		h.step(at, tickets.ActionFinish, models.TicketFinished, technicianName, &f.technicianID, outcome.Label()+"。"+r.remedy)
	}
	finish()
	if status == models.TicketFinished {
		return
	}
	if d.chance(8) {
		hours(1, 8)
		h.ticket.Outcome, h.ticket.FinishedAt = "", nil
		h.step(at, tickets.ActionReturn, models.TicketWorking, reporter, nil, "用了一节课又出现同样的问题。")
		finish()
	}
	h.ticket.ClosedAt = ptr(hours(1, 10))
	h.step(at, tickets.ActionConfirm, models.TicketDone, reporter, nil, "")
}

const technicianName = "运维技术员"

// reported is when a ticket that is now at the status was reported: in working time, and long enough ago for all that
// has happened since to be past.
func (g *generator) reported(d dice, status models.TicketStatus) time.Time {
	low, high := 8, 150
	switch status {
	case models.TicketOpen:
		low, high = 1, 3
	case models.TicketWorking:
		low, high = 1, 6
	case models.TicketFinished:
		low, high = 3, 8
	}
	return g.midnight.AddDate(0, 0, -d.between(low, high)).Add(8*time.Hour + time.Duration(d.IntN(9*60))*time.Minute).UTC()
}

// course writes the events of one ticket and lets its device follow.
type course struct {
	g        *generator
	filled   *filled
	ticket   *models.Ticket
	device   *models.Device
	hardware bool
}

func (h course) step(at time.Time, a tickets.Action, to models.TicketStatus, who string, userID *uint, note string) {
	from := h.ticket.Status
	if a == tickets.ActionReport {
		from = ""
	}
	h.ticket.Status, h.ticket.UpdatedAt = to, at
	h.ticket.Version++
	h.g.lastTicketEvent++
	h.filled.ticketEvents = append(h.filled.ticketEvents, models.TicketEvent{ID: h.g.lastTicketEvent, TicketID: h.ticket.ID, Action: string(a),
		FromStatus: from, ToStatus: to, UserID: userID, Actor: who, Note: note, At: at})
	state := h.state(a)
	if state == h.device.State {
		return
	}
	h.g.event(h.filled, h.device.ID, models.DeviceStateChanged, at, who,
		h.device.State.Label()+" → "+state.Label()+"（工单 "+h.ticket.Number+" "+a.Label()+"）")
	h.filled.past = append(h.filled.past, h.g.stateChange(h.device, state, at))
	h.device.State, h.device.UpdatedAt = state, at
	h.device.Version++
}

// state is that of the device after the action, as services/tickets has it follow.
func (h course) state(a tickets.Action) models.DeviceState {
	if a == tickets.ActionFinish && h.ticket.Outcome != models.OutcomeRepaired {
		return models.DeviceToRetire
	}
	if !h.hardware {
		return h.device.State
	}
	switch a {
	case tickets.ActionReport:
		return models.DeviceDamaged
	case tickets.ActionAccept, tickets.ActionReturn:
		return models.DeviceRepairing
	case tickets.ActionConfirm:
		if h.device.State == models.DeviceToRetire {
			return h.device.State
		}
		return models.DeviceInUse
	case tickets.ActionCancel:
		return h.ticket.StateBefore
	}
	return h.device.State
}
