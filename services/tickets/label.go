package tickets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/errs"
)

// Label is what anybody learns who scans the label of a device: where it stands and what it is, so that the right one
// is reported, and nothing else.
type Label struct {
	Code         string // as printed on the label
	School       string
	Classroom    string // "" in the school's store
	Device       string
	Category     models.Category
	GuestReports bool // somebody who is not signed in may report
	Retired      bool
	Open         *OpenTicket // somebody has reported it already
}

// OpenTicket is what anybody may know of the ticket that is open for a device.
type OpenTicket struct {
	Status     models.TicketStatus
	Fault      string
	ReportedAt time.Time
}

// ByLabel finds what a label is stuck to.
func (s *Service) ByLabel(ctx context.Context, token string) (Label, error) {
	tx := s.db.WithContext(ctx)
	device, school, err := labelled(tx, token)
	if err != nil {
		return Label{}, err
	}
	label := Label{Code: device.LabelCode, School: school.Organisation.Name, Device: device.Name, Category: device.Category,
		GuestReports: school.GuestReports, Retired: device.State == models.DeviceRetired}
	if label.Classroom, err = roomName(tx, device.ClassroomID); err != nil {
		return Label{}, err
	}
	t, open, err := openTicket(tx, place{schoolID: school.ID, device: &device}, Fault{})
	if open {
		label.Open = &OpenTicket{Status: t.Status, Fault: t.Fault, ReportedAt: t.ReportedAt}
	}
	return label, err
}

// labelled finds the device with the label token and its school. The label of a school that has closed leads nowhere.
func labelled(tx *gorm.DB, token string) (device models.Device, school models.School, err error) {
	err = tx.Where("label_token = ? AND label_token <> ''", token).First(&device).Error
	if err == nil {
		err = tx.Joins("Organisation").First(&school, device.SchoolID).Error
	}
	if errors.Is(err, gorm.ErrRecordNotFound) || (err == nil && school.Organisation.RetiredAt != nil) {
		return device, school, errs.New(errs.NotFound, "label-unknown", "这张标签已失效，请联系学校管理员换发。")
	}
	if err != nil {
		return device, school, fmt.Errorf("find what a label is stuck to: %w", err)
	}
	return device, school, nil
}

func roomName(tx *gorm.DB, id *uint) (string, error) {
	if id == nil {
		return "", nil
	}
	var room models.Classroom
	if err := tx.Select("building", "name").First(&room, *id).Error; err != nil {
		return "", fmt.Errorf("find a classroom: %w", err)
	}
	return room.Building + room.Name, nil
}

// Progress is what somebody learns who follows a ticket without being signed in: no names, no phones, no notes.
type Progress struct {
	Number     string
	Status     models.TicketStatus
	Fault      string
	School     string
	Classroom  string
	Device     string
	ReportedAt time.Time
	DueAt      time.Time
	Steps      []Step
	Photos     int // how many came with the report
}

// Step is a move of a followed ticket.
type Step struct {
	Action Action
	To     models.TicketStatus
	At     time.Time
}

// Follow shows the progress of the ticket that a follow token was given for.
func (s *Service) Follow(ctx context.Context, token string) (Progress, error) {
	tx := s.db.WithContext(ctx)
	t, err := s.FindFollowed(tx, token)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Number: t.Number, Status: t.Status, Fault: t.Fault, ReportedAt: t.ReportedAt, DueAt: t.DueAt}
	var school models.Organisation
	if err := tx.Select("name").First(&school, t.SchoolID).Error; err != nil {
		return p, fmt.Errorf("find the school of a ticket: %w", err)
	}
	p.School = school.Name
	if p.Classroom, err = roomName(tx, t.ClassroomID); err != nil {
		return p, err
	}
	if t.DeviceID != nil {
		if err := tx.Model(&models.Device{}).Where("id = ?", *t.DeviceID).Pluck("name", &p.Device).Error; err != nil {
			return p, fmt.Errorf("find the device of a ticket: %w", err)
		}
	}
	err = tx.Model(&models.TicketEvent{}).Select("action", "to_status AS `to`", "at").Order("id").
		Where("ticket_id = ? AND action <> ?", t.ID, ActionNote).Find(&p.Steps).Error
	if err != nil {
		return p, fmt.Errorf("read the history of a ticket: %w", err)
	}
	var photos int64
	err = tx.Model(&models.Attachment{}).Where("ticket_id = ? AND stage = ?", t.ID, models.StageReport).Count(&photos).Error
	if err != nil {
		return p, fmt.Errorf("count the photos of a report: %w", err)
	}
	p.Photos = int(photos)
	return p, nil
}

// FindFollowed finds the ticket that a follow token was given for.
func (s *Service) FindFollowed(tx *gorm.DB, token string) (t models.Ticket, err error) {
	number, ok := s.followed(token)
	if ok {
		err = tx.Where("number = ?", number).First(&t).Error
	}
	if !ok || errors.Is(err, gorm.ErrRecordNotFound) {
		return t, errs.New(errs.NotFound, "follow-unknown", "查询链接无效，请核对后重试。")
	}
	if err != nil {
		return t, fmt.Errorf("find a followed ticket: %w", err)
	}
	return t, nil
}
