// Package attachments owns the photos of tickets: what is taken for a photo, how it is kept and who gets it back. Who
// may add one to which ticket, and who sees which ticket, services/tickets says.
package attachments

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
)

// ContentType is what every photo is kept and served as.
const ContentType = "image/jpeg"

// Tickets knows who may add photos to a ticket and who may see them; services/tickets does.
type Tickets interface {
	PhotoFor(tx *gorm.DB, actor access.Actor, id uint, stage models.AttachmentStage) (models.Ticket, error)
	GuestPhotoFor(tx *gorm.DB, token string) (models.Ticket, error)
	VisiblePhoto(tx *gorm.DB, actor access.Actor, id uint) (models.Attachment, error)
}

// Service keeps photos in a bucket and their rows in the database.
type Service struct {
	db      *gorm.DB
	now     func() time.Time
	bucket  *blob.Bucket
	tickets Tickets
	turn    chan struct{} // held while an image is decoded: one at a time bounds the memory
}

// New makes the service over the database and the bucket, which the caller closes.
func New(db *gorm.DB, now func() time.Time, bucket *blob.Bucket, tickets Tickets) *Service {
	return &Service{db: db, now: now, bucket: bucket, tickets: tickets, turn: make(chan struct{}, 1)}
}

// Add puts a photo to a ticket.
func (s *Service) Add(ctx context.Context, actor access.Actor, ticketID uint, stage models.AttachmentStage, r io.Reader) (models.Attachment, error) {
	return s.add(ctx, actor, stage, r, func(tx *gorm.DB) (models.Ticket, error) {
		return s.tickets.PhotoFor(tx, actor, ticketID, stage)
	})
}

// AddByFollow puts a photo of the fault to the ticket of somebody who is not signed in. Of asker only the request id
// counts.
func (s *Service) AddByFollow(ctx context.Context, asker access.Actor, token string, r io.Reader) (models.Attachment, error) {
	guest := access.Actor{Name: "扫码报修", RequestID: asker.RequestID}
	return s.add(ctx, guest, models.StageReport, r, func(tx *gorm.DB) (models.Ticket, error) {
		return s.tickets.GuestPhotoFor(tx, token)
	})
}

// add asks whether the ticket takes the photo before the image is read, so that strangers cost nothing, and again in
// the transaction. The file is written before its row and taken away when the row cannot be written.
func (s *Service) add(ctx context.Context, actor access.Actor, stage models.AttachmentStage, r io.Reader,
	ticket func(*gorm.DB) (models.Ticket, error)) (a models.Attachment, err error) {
	db := s.db.WithContext(ctx)
	if _, err := ticket(db); err != nil {
		return a, err
	}
	p, err := s.normalise(ctx, r)
	if err != nil {
		return a, err
	}
	key := s.now().UTC().Format("2006/01/") + rand.Text() + ".jpg"
	if err := s.bucket.WriteAll(ctx, key, p.jpeg, &blob.WriterOptions{ContentType: ContentType}); err != nil {
		return a, fmt.Errorf("keep a photo: %w", err)
	}
	err = db.Transaction(func(tx *gorm.DB) error {
		t, err := ticket(tx)
		if err != nil {
			return err
		}
		a = models.Attachment{TicketID: t.ID, Stage: stage, StorageKey: key, ContentType: ContentType, SizeBytes: len(p.jpeg),
			Width: p.width, Height: p.height, UserID: actor.UserRef(), CreatedAt: s.now()}
		if err := tx.Create(&a).Error; err != nil {
			return fmt.Errorf("write the row of a photo: %w", err)
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "attachment.added", Subject: "ticket", SubjectID: t.ID,
			OrganisationID: t.SchoolID, After: map[string]any{"attachment_id": a.ID, "stage": a.Stage, "size_bytes": a.SizeBytes}})
	})
	if err != nil {
		return models.Attachment{}, errors.Join(err, s.bucket.Delete(context.WithoutCancel(ctx), key))
	}
	return a, nil
}

func (s *Service) normalise(ctx context.Context, r io.Reader) (photo, error) {
	sent, err := read(r)
	if err != nil {
		return photo{}, err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
		return normalise(sent)
	case <-ctx.Done():
		return photo{}, ctx.Err()
	}
}

// Open gives a photo of a ticket that the actor may see; the caller closes the reader.
func (s *Service) Open(ctx context.Context, actor access.Actor, id uint) (models.Attachment, io.ReadCloser, error) {
	a, err := s.tickets.VisiblePhoto(s.db.WithContext(ctx), actor, id)
	if err != nil {
		return a, nil, err
	}
	file, err := s.bucket.NewReader(ctx, a.StorageKey, nil)
	if err != nil {
		return a, nil, fmt.Errorf("open a photo: %w", err)
	}
	return a, file, nil
}
