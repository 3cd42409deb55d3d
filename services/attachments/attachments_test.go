package attachments

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

// desk is one school with a ticket that a technician repairs.
type desk struct {
	service             *Service
	bucket              *blob.Bucket
	tickets             *tickets.Service
	ticket              models.Ticket
	follow              string
	admin, tech, nobody access.Actor
}

func newDesk(t *testing.T, db *gorm.DB) desk {
	t.Helper()
	bucket, err := fileblob.OpenBucket(t.TempDir(), &fileblob.Options{Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bucket.Close(); err != nil {
			t.Error(err)
		}
	})
	clock := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
	create := func(row any, omit ...string) {
		if err := db.Omit(omit...).Create(row).Error; err != nil {
			t.Fatal(err)
		}
	}
	place := models.Organisation{Kind: models.KindSchool, Name: "信丰县第一小学", Path: "00000001/00000002/", Version: 1}
	create(&place)
	create(&models.School{ID: place.ID, GuestReports: true, Version: 1}, "Organisation")
	device := models.Device{SchoolID: place.ID, Category: models.CategoryPanel, Name: "一体机", State: models.DeviceInUse, LabelToken: "token", LabelCode: "CODE", Version: 1}
	create(&device)
	person := func(name string, role models.Role, at models.Organisation) access.Actor {
		u := models.User{Username: name, Name: name, Version: 1}
		create(&u, "Grants")
		u.Grants = []models.Grant{{Role: role, Organisation: at}}
		return access.NewActor(u)
	}
	verdicts, err := compliance.New(db, clock)
	if err != nil {
		t.Fatal(err)
	}
	d := desk{bucket: bucket, tickets: tickets.New(db, clock, []byte("secret"), verdicts, disposals.Returns{})}
	d.service = New(db, clock, bucket, d.tickets)
	d.admin, d.tech = person("admin", models.RoleSchoolAdmin, place), person("tech", models.RoleTechnician, place)
	d.nobody = person("other", models.RoleSchoolAdmin, models.Organisation{Path: "00000001/00000009/"})
	out, err := d.tickets.ReportByLabel(t.Context(), access.Actor{}, tickets.Report{LabelToken: "token", Fault: "F02", ReporterPhone: "13812341234"})
	if err != nil {
		t.Fatal(err)
	}
	d.ticket, d.follow = out.Ticket, out.Follow
	return d
}

func (d desk) files(t *testing.T) int {
	t.Helper()
	n := 0
	for list := d.bucket.List(nil); ; n++ {
		if _, err := list.Next(t.Context()); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func (d desk) accept(t *testing.T) {
	t.Helper()
	if _, err := d.tickets.Accept(t.Context(), d.tech, d.ticket.ID, d.ticket.Version); err != nil {
		t.Fatal(err)
	}
}

func TestPhotosGoToWhoMaySeeTheTicket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		d, ctx := newDesk(t, db), t.Context()
		a, err := d.service.AddByFollow(ctx, access.Actor{}, d.follow, bytes.NewReader(encodeJPEG(t, halves(40, 20))))
		if err != nil {
			t.Fatal(err)
		}
		d.accept(t)
		for name, actor := range map[string]access.Actor{"the school": d.admin, "the technician": d.tech} {
			_, file, err := d.service.Open(ctx, actor, a.ID)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			kept, err := io.ReadAll(file)
			if err != nil || len(kept) != a.SizeBytes || !bytes.HasPrefix(kept, []byte{0xFF, 0xD8}) {
				t.Errorf("%s got %d bytes of %d, %v", name, len(kept), a.SizeBytes, err)
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}
		if _, _, err := d.service.Open(ctx, d.nobody, a.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("another school: %v", err)
		}
		if _, _, err := d.service.Open(ctx, access.Actor{}, a.ID); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
		if _, _, err := d.service.Open(ctx, d.admin, a.ID+1); !errs.Is(err, errs.NotFound) {
			t.Errorf("a photo that is not there: %v", err)
		}
	})
}

func TestWhoMayAddPhotos(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		d, ctx := newDesk(t, db), t.Context()
		add := func(actor access.Actor, stage models.AttachmentStage) error {
			_, err := d.service.Add(ctx, actor, d.ticket.ID, stage, bytes.NewReader(encodeJPEG(t, halves(4, 4))))
			return err
		}
		refused := func(name string, err error, kind errs.Kind) {
			t.Helper()
			if !errs.Is(err, kind) {
				t.Errorf("%s: %v, want kind %d", name, err, kind)
			}
		}
		refused("another school", add(d.nobody, models.StageReport), errs.NotFound)
		refused("nobody", add(access.Actor{}, models.StageReport), errs.Unauthenticated)
		refused("a technician before accepting", add(d.tech, models.StageAfter), errs.Conflict)
		refused("a stage that is none", add(d.admin, "selfie"), errs.Conflict)
		_, err := d.service.AddByFollow(ctx, access.Actor{}, "made-up", bytes.NewReader(encodeJPEG(t, halves(4, 4))))
		refused("a made-up link", err, errs.NotFound)
		d.accept(t)
		if err := add(d.tech, models.StageAfter); err != nil {
			t.Error(err)
		}
		for range 5 {
			if err := add(d.tech, models.StageBefore); err != nil {
				t.Error(err)
			}
		}
		if err := add(d.tech, models.StageBefore); err != nil {
			t.Error(err)
		}
		refused("the seventh of a kind", add(d.tech, models.StageBefore), errs.Conflict)
		if n := d.files(t); n != 7 {
			t.Errorf("%d files, want 7", n)
		}
	})
}

func TestNoFileIsLeftWithoutARow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		d := newDesk(t, db)
		broken := errors.New("the disk is full")
		err := db.Callback().Create().Before("gorm:create").Register("test:fail", func(tx *gorm.DB) {
			if tx.Statement.Table == "audit_log" {
				_ = tx.AddError(broken)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.service.AddByFollow(context.Background(), access.Actor{}, d.follow, bytes.NewReader(encodeJPEG(t, halves(4, 4))))
		if !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		var rows int64
		if err := db.Model(&models.Attachment{}).Count(&rows).Error; err != nil || rows != 0 || d.files(t) != 0 {
			t.Errorf("%d rows and %d files are left, %v", rows, d.files(t), err)
		}
	})
}
