// Package audit owns the log of who changed what: one row for each change, in the transaction of the change itself, so
// that neither is there without the other.
package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database"
)

// Change is what an operation did to one subject. Before and After are what changed, as JSON would show it; neither
// may hold passwords or tokens.
type Change struct {
	Action         string // "device.moved"
	Subject        string // "device"
	SubjectID      uint
	OrganisationID uint // the school or organisation it belongs to
	Before, After  any
}

// Record writes the changes in the transaction tx.
func Record(tx *gorm.DB, actor access.Actor, at time.Time, changes ...Change) error {
	entries := make([]models.AuditEntry, len(changes))
	for i, c := range changes {
		before, err := state(c.Before)
		if err != nil {
			return err
		}
		after, err := state(c.After)
		if err != nil {
			return err
		}
		entries[i] = models.AuditEntry{At: at, UserID: actor.UserRef(), Actor: actor.Name, Action: c.Action,
			Subject: c.Subject, SubjectID: c.SubjectID, BeforeState: before, AfterState: after, RequestID: actor.RequestID}
		if c.OrganisationID != 0 {
			entries[i].OrganisationID = &changes[i].OrganisationID
		}
	}
	if err := write(tx, entries); err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	return nil
}

// many is from how many entries on the bulk way of writing pays.
const many = 100

func write(tx *gorm.DB, entries []models.AuditEntry) error {
	if len(entries) < many {
		return tx.Create(&entries).Error
	}
	bulk, err := database.NewBulk[models.AuditEntry](tx)
	if err != nil {
		return err
	}
	for i := range entries {
		if err := bulk.Add(&entries[i]); err != nil {
			return err
		}
	}
	return bulk.Flush()
}

func state(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("describe an audited change: %w", err)
	}
	return string(text), nil
}
