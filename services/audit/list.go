package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Reader reads the log.
type Reader struct{ db *gorm.DB }

// NewReader reads the log in the database.
func NewReader(db *gorm.DB) *Reader { return &Reader{db} }

// Filter narrows the log; zero fields do not.
type Filter struct {
	OrganisationPath string
	Action           string
	Subject          string
	SubjectID        uint
	Actor            string    // a part of the name or of the user name
	From, To         time.Time // [From, To)
	Before           uint      // only entries older than this one, for reading on
}

// Row is an entry with the name of the place it belongs to.
type Row struct {
	models.AuditEntry
	OrganisationName string
}

func (r *Reader) query(ctx context.Context, actor access.Actor, f Filter) *gorm.DB {
	query := r.db.WithContext(ctx).Table("audit_log").
		Select("audit_log.*, (SELECT name FROM organisations WHERE organisations.id = audit_log.organisation_id) AS organisation_name").
		Scopes(actor.Scope(access.AuditRead).Schools("audit_log.organisation_id"))
	if f.OrganisationPath != "" {
		query = query.Scopes(access.SchoolsUnder("audit_log.organisation_id", f.OrganisationPath))
	}
	for column, value := range map[string]string{"action": f.Action, "subject": f.Subject} {
		if value != "" {
			query = query.Where(column+" = ?", value)
		}
	}
	if f.Actor != "" {
		part := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(f.Actor) + "%"
		query = query.Where("(actor LIKE ? ESCAPE '!' OR user_id IN (SELECT id FROM users WHERE username LIKE ? ESCAPE '!'))", part, part)
	}
	if f.SubjectID != 0 {
		query = query.Where("subject_id = ?", f.SubjectID)
	}
	if !f.From.IsZero() {
		query = query.Where("at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		query = query.Where("at < ?", f.To.UTC())
	}
	if f.Before != 0 {
		query = query.Where("audit_log.id < ?", f.Before)
	}
	return query
}

// List gives up to limit entries in the actor's scope, the newest first. One reads on with Before: the log is too long
// for page numbers.
func (r *Reader) List(ctx context.Context, actor access.Actor, f Filter, limit int) ([]Row, error) {
	if err := actor.Require(access.AuditRead); err != nil {
		return nil, err
	}
	var rows []Row
	if err := r.query(ctx, actor, f).Order("audit_log.id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return rows, nil
}

// Each passes every entry of the list to do, the newest first, in flat memory.
func (r *Reader) Each(ctx context.Context, actor access.Actor, f Filter, do func(Row) error) error {
	const batch = 1000
	for {
		rows, err := r.List(ctx, actor, f, batch)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := do(row); err != nil {
				return err
			}
		}
		if len(rows) < batch {
			return nil
		}
		f.Before = rows[batch-1].ID
	}
}
