package api

import (
	"context"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

type auditAPI struct {
	log      *audit.Reader
	registry *registry.Service
}

// AuditEntryView is one line of the audit log.
type AuditEntryView struct {
	ID               uint              `json:"id"`
	At               time.Time         `json:"at"`
	Actor            string            `json:"actor"`
	Action           string            `json:"action"`
	ActionWord       string            `json:"action_word" doc:"做了什么"`
	Subject          string            `json:"subject"`
	SubjectWord      string            `json:"subject_word" doc:"对象是什么"`
	SubjectID        uint              `json:"subject_id"`
	OrganisationID   *uint             `json:"organisation_id"`
	OrganisationName string            `json:"organisation_name"`
	Changes          []FieldChangeView `json:"changes" nullable:"false" doc:"变更了什么"`
	RequestID        string            `json:"request_id"`
}

// FieldChangeView is one field of an audited change, in words.
type FieldChangeView struct {
	Field  string `json:"field"`
	Before string `json:"before" doc:"变更前；原来没有的为空"`
	After  string `json:"after" doc:"变更后"`
}

func viewAudit(r audit.Row) AuditEntryView {
	changes := r.Changes()
	view := AuditEntryView{r.ID, r.At, r.Actor, r.Action, r.ActionWord(), r.Subject, r.SubjectWord(), r.SubjectID, r.OrganisationID, r.OrganisationName,
		make([]FieldChangeView, len(changes)), r.RequestID}
	for i, c := range changes {
		view.Changes[i] = FieldChangeView(c)
	}
	return view
}

// WordView is a code and what people call it.
type WordView struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// AuditWordsView is what the audit log can be narrowed to.
type AuditWordsView struct {
	Actions  []WordView `json:"actions" nullable:"false"`
	Subjects []WordView `json:"subjects" nullable:"false"`
}

func (a auditAPI) words(context.Context, *struct{}) (*Body[AuditWordsView], error) {
	actions, subjects := audit.Words()
	return &Body[AuditWordsView]{AuditWordsView{viewAll(actions, viewWord), viewAll(subjects, viewWord)}}, nil
}

func viewWord(w audit.Word) WordView { return WordView(w) }

// AuditFilterInput is what the audit log or its export may be narrowed by.
type AuditFilterInput struct {
	Organisation uint        `query:"organisation"`
	Action       string      `query:"action" maxLength:"40"`
	Subject      string      `query:"subject" maxLength:"24"`
	SubjectID    uint        `query:"subject_id"`
	Actor        string      `query:"actor" maxLength:"60" doc:"操作人姓名或用户名的一部分"`
	From         models.Date `query:"from" doc:"起始日"`
	To           models.Date `query:"to" doc:"截止日（含）"`
}

func (in AuditFilterInput) filter(ctx context.Context, s *registry.Service) (audit.Filter, error) {
	path, err := s.PathOf(ctx, actorFrom(ctx), access.AuditRead, in.Organisation)
	if err != nil {
		return audit.Filter{}, err
	}
	f := audit.Filter{OrganisationPath: path, Action: in.Action, Subject: in.Subject, SubjectID: in.SubjectID, Actor: in.Actor}
	var check errs.Check
	check.That(in.From.Valid(), "from", "日期应写作 2024-09-01。")
	check.That(in.To.Valid(), "to", "日期应写作 2024-09-01。")
	if err := check.Err(); err != nil {
		return f, err
	}
	if in.From != "" {
		f.From = in.From.Begin()
	}
	if in.To != "" {
		f.To = in.To.End()
	}
	return f, nil
}

type auditListInput struct {
	AuditFilterInput
	Before   uint `query:"before" doc:"只看比这一条更早的，用于往下翻"`
	PageSize int  `query:"page_size" minimum:"1" maximum:"200" default:"50"`
}

func (a auditAPI) list(ctx context.Context, in *auditListInput) (*Body[[]AuditEntryView], error) {
	filter, err := in.filter(ctx, a.registry)
	if err != nil {
		return nil, err
	}
	filter.Before = in.Before
	rows, err := a.log.List(ctx, actorFrom(ctx), filter, in.PageSize)
	views := make([]AuditEntryView, len(rows))
	for i, r := range rows {
		views[i] = viewAudit(r)
	}
	return &Body[[]AuditEntryView]{views}, err
}
