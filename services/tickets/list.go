package tickets

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Row is a ticket with the names that a list shows. The reporter's phone is as the actor may see it.
type Row struct {
	models.Ticket  `gorm:"embedded"`
	SchoolPath     string
	SchoolName     string
	Building       string
	ClassroomName  string
	DeviceName     string
	DeviceCategory models.Category
	DeviceCode     string // as printed on its label
	TechnicianName string
}

// Classroom is the room as people call it, "" where there is none.
func (r Row) Classroom() string { return r.Building + r.ClassroomName }

// Overdue says whether the ticket should have been mended by now.
func (r Row) Overdue(now time.Time) bool {
	return (r.Status == models.TicketOpen || r.Status == models.TicketWorking) && r.DueAt.Before(now)
}

// Whose narrows a list to what is somebody's own.
type Whose string

const (
	Everybody  Whose = ""
	OwnReports Whose = "reported" // by the actor
	OwnRepairs Whose = "assigned" // to the actor
)

// Filter narrows a list of tickets.
type Filter struct {
	Statuses       []models.TicketStatus
	Priority       Priority
	Fault          string
	OrganisationID uint // it and all below it
	SchoolID       uint
	ClassroomID    uint
	DeviceID       uint
	Whose          Whose
	Overdue        bool
	Query          string // the start of a number, or in the names of school, room and device or the label's code
	Newest         bool   // the newest first, instead of those due first
	Offset, Limit  int
}

// maxDepth is how many rows into a list one may page: nobody reads further, and a deep OFFSET is slow.
const maxDepth = 10_000

// List gives the tickets that the actor may see, and how many there are.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Row, int64, error) {
	if f.Offset > maxDepth {
		return nil, 0, errs.InvalidFields(errs.Field{Location: "page", Message: "只能翻到第 10,000 行，请用筛选条件缩小范围。"})
	}
	query, err := s.query(ctx, actor, f)
	if err != nil {
		return nil, 0, err
	}
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, fmt.Errorf("count tickets: %w", err)
	}
	order := "tickets.due_at, tickets.id"
	if f.Newest {
		order = "tickets.reported_at DESC, tickets.id DESC"
	}
	rows := []Row{}
	if err := query.Select(rowColumns).Order(order).Offset(f.Offset).Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, 0, fmt.Errorf("list tickets: %w", err)
	}
	for i := range rows {
		rows[i].ReporterPhone = phoneFor(parties(actor, rows[i].Ticket, rows[i].SchoolPath), rows[i].Ticket)
	}
	return rows, total, nil
}

// exportBatch is how many tickets an export holds in memory.
const exportBatch = 500

// Each gives write every ticket of the filter, the newest first, a few at a time so that any number can be exported.
// The reporter's phone is masked whoever asks: a file goes where no permission follows it.
func (s *Service) Each(ctx context.Context, actor access.Actor, f Filter, write func(Row) error) error {
	query, err := s.query(ctx, actor, f)
	if err != nil {
		return err
	}
	query = query.Select(rowColumns).Order("tickets.id DESC").Limit(exportBatch)
	for before := uint(0); ; {
		page := query.Session(&gorm.Session{})
		if before != 0 {
			page = page.Where("tickets.id < ?", before)
		}
		var rows []Row
		if err := page.Find(&rows).Error; err != nil {
			return fmt.Errorf("read tickets to export: %w", err)
		}
		for _, r := range rows {
			r.ReporterPhone = Mask(r.ReporterPhone)
			if err := write(r); err != nil {
				return err
			}
			before = r.ID
		}
		if len(rows) < exportBatch {
			return nil
		}
	}
}

// Counts says how many tickets stand where, for the to-dos.
type Counts struct {
	ByStatus map[models.TicketStatus]int
	Overdue  int
	DueSoon  int // due within four hours, and not overdue
}

// dueSoon is how long before it is due a ticket is shown as nearly late.
const dueSoon = 4 * time.Hour

// Counts counts the tickets of the filter by status.
func (s *Service) Counts(ctx context.Context, actor access.Actor, f Filter) (Counts, error) {
	query, err := s.query(ctx, actor, f)
	if err != nil {
		return Counts{}, err
	}
	now := s.now()
	var groups []struct {
		Status        models.TicketStatus
		Count         int
		Overdue, Soon int
	}
	err = query.Select("tickets.status, COUNT(*) AS count, SUM(CASE WHEN tickets.due_at < ? THEN 1 ELSE 0 END) AS overdue,"+
		" SUM(CASE WHEN tickets.due_at >= ? AND tickets.due_at < ? THEN 1 ELSE 0 END) AS soon", now, now, now.Add(dueSoon)).
		Group("tickets.status").Find(&groups).Error
	if err != nil {
		return Counts{}, fmt.Errorf("count tickets by status: %w", err)
	}
	c := Counts{ByStatus: map[models.TicketStatus]int{}}
	for _, g := range groups {
		c.ByStatus[g.Status] = g.Count
		if g.Status == models.TicketOpen || g.Status == models.TicketWorking {
			c.Overdue += g.Overdue
			c.DueSoon += g.Soon
		}
	}
	return c, nil
}

const rowColumns = "tickets.*, school.path AS school_path, school.name AS school_name, room.building AS building," +
	" room.name AS classroom_name, device.name AS device_name, device.category AS device_category," +
	" device.label_code AS device_code, technician.name AS technician_name"

// query is the tickets that the actor may see and the filter wants, with all that rowColumns needs.
func (s *Service) query(ctx context.Context, actor access.Actor, f Filter) (*gorm.DB, error) {
	if err := actor.Require(access.TicketSee); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	query := joined(db).Scopes(Visible(actor))
	if f.OrganisationID != 0 {
		place, err := access.FindOrganisation(db, actor, access.OrganisationRead, f.OrganisationID)
		if err != nil {
			return nil, err
		}
		query = query.Scopes(access.SchoolsUnder("tickets.school_id", place.Path))
	}
	if len(f.Statuses) > 0 {
		query = query.Where("tickets.status IN ?", f.Statuses)
	}
	for column, wanted := range map[string]uint{"school_id": f.SchoolID, "classroom_id": f.ClassroomID, "device_id": f.DeviceID} {
		if wanted != 0 {
			query = query.Where("tickets."+column+" = ?", wanted)
		}
	}
	if f.Priority != "" {
		query = query.Where("tickets.priority = ?", f.Priority)
	}
	if f.Fault != "" {
		query = query.Where("tickets.fault = ?", f.Fault)
	}
	switch f.Whose {
	case Everybody:
	case OwnReports:
		query = query.Where("tickets.reporter_id = ?", actor.UserID)
	case OwnRepairs:
		query = query.Where("tickets.technician_id = ?", actor.UserID)
	default:
		return nil, errs.InvalidFields(errs.Field{Location: "whose", Message: "只能是 reported 或 assigned。"})
	}
	if f.Overdue {
		query = query.Where("tickets.status IN ? AND tickets.due_at < ?", []models.TicketStatus{models.TicketOpen, models.TicketWorking}, s.now())
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		within := "%" + likeEscaper.Replace(q) + "%"
		query = query.Where("(tickets.number LIKE ? ESCAPE '!' OR school.name LIKE ? ESCAPE '!' OR room.name LIKE ? ESCAPE '!'"+
			" OR device.name LIKE ? ESCAPE '!' OR device.label_code = ?)",
			strings.ToUpper(likeEscaper.Replace(q))+"%", within, within, within, strings.ToUpper(q))
	}
	return query, nil
}

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

func joined(db *gorm.DB) *gorm.DB {
	return db.Table("tickets").
		Joins("JOIN organisations school ON school.id = tickets.school_id").
		Joins("LEFT JOIN classrooms room ON room.id = tickets.classroom_id").
		Joins("LEFT JOIN devices device ON device.id = tickets.device_id").
		Joins("LEFT JOIN users technician ON technician.id = tickets.technician_id")
}
