package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/attachments"
	"banbantong/services/tickets"
)

// labelAPI serves people who have scanned a label and are not signed in. It is slow to those who try too often; a
// whole school may share one address, so that its limits are wide, and those of one label narrow.
type labelAPI struct {
	tickets *tickets.Service
	photos  *attachments.Service

	reads, reports, labels, uploads *limiter
}

func newLabelAPI(t *tickets.Service, p *attachments.Service, now func() time.Time) labelAPI {
	return labelAPI{tickets: t, photos: p, reads: newLimiter(300, 10*time.Minute, now), reports: newLimiter(60, time.Hour, now),
		labels: newLimiter(10, time.Hour, now), uploads: newLimiter(120, time.Hour, now)}
}

// LabelPage is what anybody learns who scans a label.
type LabelPage struct {
	Code          string          `json:"code" doc:"标签上印的号"`
	SchoolName    string          `json:"school_name"`
	ClassroomName string          `json:"classroom_name" doc:"空为学校库房"`
	DeviceName    string          `json:"device_name"`
	CategoryLabel string          `json:"category_label"`
	GuestReports  bool            `json:"guest_reports" doc:"不登录也可以报修"`
	Retired       bool            `json:"retired" doc:"设备已报废"`
	Open          *OpenTicketView `json:"open" doc:"已经有人报修，还没有修好"`
	Faults        []FaultView     `json:"faults" nullable:"false"`
}

// OpenTicketView is what anybody may know of the open ticket of a device.
type OpenTicketView struct {
	Status      models.TicketStatus `json:"status"`
	StatusLabel string              `json:"status_label"`
	FaultLabel  string              `json:"fault_label"`
	ReportedAt  time.Time           `json:"reported_at"`
}

// LabelInput is the token in a label's address.
type LabelInput struct {
	Token string `path:"token" maxLength:"64"`
}

func (a labelAPI) get(ctx context.Context, in *LabelInput) (*Body[LabelPage], error) {
	if !a.reads.allow(addressFrom(ctx)) {
		return nil, tooOften()
	}
	l, err := a.tickets.ByLabel(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	page := LabelPage{l.Code, l.School, l.Classroom, l.Device, l.Category.Label(), l.GuestReports, l.Retired, nil, viewFaults()}
	if l.Open != nil {
		fault, _ := tickets.FaultOf(l.Open.Fault)
		page.Open = &OpenTicketView{l.Open.Status, l.Open.Status.Label(), fault.Label, l.Open.ReportedAt}
	}
	return &Body[LabelPage]{page}, nil
}

type guestReportInput struct {
	LabelInput
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"100" doc:"手机重发同一次报修时用同一个值"`
	Body           struct {
		Fault         string `json:"fault" maxLength:"4"`
		Description   string `json:"description,omitempty"`
		ReporterName  string `json:"reporter_name,omitempty"`
		ReporterPhone string `json:"reporter_phone"`
	}
}

// GuestReportedView answers the report of somebody who is not signed in.
type GuestReportedView struct {
	Number string    `json:"number"`
	Again  bool      `json:"again" doc:"该设备已有未完成的工单，这次报修并入其中"`
	Follow string    `json:"follow" doc:"凭它查看进度、补充照片"`
	DueAt  time.Time `json:"due_at"`
}

func (a labelAPI) report(ctx context.Context, in *guestReportInput) (*Body[GuestReportedView], error) {
	if !a.reports.allow(addressFrom(ctx)) || !a.labels.allow(in.Token) {
		return nil, tooOften()
	}
	r, err := a.tickets.ReportByLabel(ctx, guestFrom(ctx), tickets.Report{LabelToken: in.Token, Fault: in.Body.Fault, Description: in.Body.Description,
		ReporterName: in.Body.ReporterName, ReporterPhone: in.Body.ReporterPhone, IdempotencyKey: in.IdempotencyKey})
	return &Body[GuestReportedView]{GuestReportedView{r.Ticket.Number, r.Again, r.Follow, r.Ticket.DueAt}}, err
}

// FollowInput is the token by which a report is followed.
type FollowInput struct {
	Follow string `path:"follow" maxLength:"64"`
}

// ProgressView is how far a followed ticket is.
type ProgressView struct {
	Number        string              `json:"number"`
	Status        models.TicketStatus `json:"status"`
	StatusLabel   string              `json:"status_label"`
	FaultLabel    string              `json:"fault_label"`
	SchoolName    string              `json:"school_name"`
	ClassroomName string              `json:"classroom_name"`
	DeviceName    string              `json:"device_name"`
	ReportedAt    time.Time           `json:"reported_at"`
	DueAt         time.Time           `json:"due_at"`
	Steps         []StepView          `json:"steps" nullable:"false"`
	Photos        int                 `json:"photos" doc:"报修照片张数"`
}

// StepView is a move of a followed ticket.
type StepView struct {
	Action      tickets.Action `json:"action"`
	ActionLabel string         `json:"action_label"`
	At          time.Time      `json:"at"`
}

func (a labelAPI) follow(ctx context.Context, in *FollowInput) (*Body[ProgressView], error) {
	if !a.reads.allow(addressFrom(ctx)) {
		return nil, tooOften()
	}
	p, err := a.tickets.Follow(ctx, in.Follow)
	if err != nil {
		return nil, err
	}
	fault, _ := tickets.FaultOf(p.Fault)
	view := ProgressView{p.Number, p.Status, p.Status.Label(), fault.Label, p.School, p.Classroom, p.Device, p.ReportedAt, p.DueAt, []StepView{}, p.Photos}
	for _, s := range p.Steps {
		view.Steps = append(view.Steps, StepView{s.Action, s.Action.Label(), s.At})
	}
	return &Body[ProgressView]{view}, nil
}

type guestPhotoInput struct {
	FollowInput
	RawBody huma.MultipartFormFiles[struct {
		Photo huma.FormFile `form:"photo" required:"true" doc:"JPEG、PNG 或 WebP，最大 10 MB"`
	}]
}

func (a labelAPI) addPhoto(ctx context.Context, in *guestPhotoInput) (*Empty, error) {
	photo := in.RawBody.Data().Photo
	defer photo.Close() //nolint:errcheck // only read
	if !a.uploads.allow(addressFrom(ctx)) {
		return nil, tooOften()
	}
	_, err := a.photos.AddByFollow(ctx, guestFrom(ctx), in.Follow, photo)
	return nil, err
}

// guestFrom is nobody, with the request's number: who is signed in by chance does not report as oneself here.
func guestFrom(ctx context.Context) access.Actor {
	return access.Actor{RequestID: actorFrom(ctx).RequestID}
}
