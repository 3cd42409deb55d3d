// Package exports owns the workbooks that take too long to wait for: a person asks for one, may leave, comes back and
// fetches it. One of the servers makes it as that person, with the rights they have at that moment; one that is killed
// leaves it to another, and nobody ever sees half a file. Files are kept for some days. What stands in a workbook is for
// the services that make it.
package exports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"gocloud.dev/blob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/lease"
)

const (
	kept       = 7 * 24 * time.Hour // how long a file can be fetched
	mostAtOnce = 5                  // that one person may have in the queue
)

// Service keeps the queue and the files.
type Service struct {
	db     *gorm.DB
	now    func() time.Time
	files  *blob.Bucket
	person func(ctx context.Context, userID uint) (access.Actor, error)
	makers map[models.ExportKind]Maker
	asked  chan struct{} // wakes the server that was asked
}

// Maker makes one kind of workbook.
type Maker struct {
	Title      string
	Permission access.Permission // to ask for it, and to fetch it
	// Fill writes what the query asks for, as Ask was given it in JSON, and tells how many schools of how many are done.
	Fill func(ctx context.Context, actor access.Actor, query []byte, book *export.Book, told func(done, total int)) error
	// Open is for a workbook that its service keeps itself, in the place of Fill: it gives the file, byte for byte.
	Open func(ctx context.Context, actor access.Actor, query []byte, told func(done, total int)) (io.ReadCloser, error)
}

// New makes the service over the database and the file store. person finds the rights that a user has now.
func New(db *gorm.DB, now func() time.Time, files *blob.Bucket, person func(context.Context, uint) (access.Actor, error),
	makers map[models.ExportKind]Maker) *Service {
	return &Service{db: db, now: now, files: files, person: person, makers: makers, asked: make(chan struct{}, 1)}
}

// State is an export as its owner sees it.
type State struct {
	models.Export
	Title     string
	ExpiresAt *time.Time // nil until it is done
}

// FileName is what the file is called.
func (s State) FileName() string {
	return s.Place + s.Title + "-" + s.CreatedAt.In(models.ChinaTime).Format("20060102") + ".xlsx"
}

// Ask puts a workbook into the queue. organisationID says where it is about, 0 for all that the person may see; query
// is for the Maker. Who asks for the same again while it waits or is made gets that one.
func (s *Service) Ask(ctx context.Context, actor access.Actor, kind models.ExportKind, organisationID uint, query any) (State, error) {
	maker := s.makers[kind]
	if err := actor.Require(maker.Permission); err != nil {
		return State{}, err
	}
	if actor.UserID == 0 {
		return State{}, errs.New(errs.Forbidden, "not-a-person", "导出须由登录的用户进行。")
	}
	text, err := json.Marshal(query)
	if err != nil {
		return State{}, fmt.Errorf("describe an export: %w", err)
	}
	row := models.Export{UserID: actor.UserID, Kind: kind, Query: string(text), Job: models.NewJob(s.now())}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		place, err := placeOf(tx, actor, maker.Permission, organisationID)
		if err != nil {
			return err
		}
		row.Place = place.Name
		var waiting []models.Export
		err = tx.Where("user_id = ? AND status IN ?", actor.UserID, unfinished()).Order("id").Find(&waiting).Error
		if err != nil {
			return fmt.Errorf("look for what a person waits for: %w", err)
		}
		for _, other := range waiting {
			if other.Kind == kind && other.Query == row.Query {
				row = other
				return nil
			}
		}
		if len(waiting) >= mostAtOnce {
			return errs.New(errs.Conflict, "exports-waiting", "您已有 %d 个导出在排队，请等其中一个完成后再导出。", len(waiting))
		}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("queue an export: %w", err)
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "export.asked", Subject: "export", SubjectID: row.ID,
			OrganisationID: place.ID, After: map[string]any{"title": maker.Title, "query": json.RawMessage(text)}})
	})
	if err != nil {
		return State{}, err
	}
	lease.Wake(s.asked)
	return s.state(row), nil
}

func unfinished() []models.JobStatus {
	return []models.JobStatus{models.JobQueued, models.JobRunning}
}

// placeOf is the organisation that an export is about, or the first at which the actor's scope begins.
func placeOf(tx *gorm.DB, actor access.Actor, p access.Permission, id uint) (models.Organisation, error) {
	if id != 0 {
		return access.FindOrganisation(tx, actor, p, id)
	}
	var first models.Organisation
	if err := tx.Scopes(actor.Scope(p).Paths("path")).Order("path").First(&first).Error; err != nil {
		return first, fmt.Errorf("find where the scope begins: %w", err)
	}
	if n := len(actor.Scope(p).Roots()); n > 1 {
		first.Name = fmt.Sprintf("%s等%d个单位", first.Name, n)
	}
	return first, nil
}

// List gives the actor's own exports that are still kept, the newest first.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]State, error) {
	var rows []models.Export
	err := s.own(ctx, actor).Order("id DESC").Limit(100).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list exports: %w", err)
	}
	states := make([]State, len(rows))
	for i, row := range rows {
		states[i] = s.state(row)
	}
	return states, nil
}

// Get finds one of the actor's own exports.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (State, error) {
	var rows []models.Export
	if err := s.own(ctx, actor).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return State{}, fmt.Errorf("find an export: %w", err)
	}
	if len(rows) == 0 {
		return State{}, errs.Missing("该导出")
	}
	return s.state(rows[0]), nil
}

// own is the actor's exports, of nobody's none.
func (s *Service) own(ctx context.Context, actor access.Actor) *gorm.DB {
	return s.db.WithContext(ctx).Where("user_id = ? AND user_id <> 0 AND created_at > ?", actor.UserID, s.now().Add(-kept))
}

func (s *Service) state(row models.Export) State {
	state := State{Export: row, Title: s.makers[row.Kind].Title}
	if row.Status == models.JobDone {
		end := row.CreatedAt.Add(kept)
		state.ExpiresAt = &end
	}
	return state
}

// Open gives the file of one of the actor's own exports, if they may still see all that it shows. The caller closes it.
func (s *Service) Open(ctx context.Context, actor access.Actor, id uint) (State, io.ReadCloser, error) {
	state, err := s.Get(ctx, actor, id)
	if err != nil {
		return state, nil, err
	}
	permission := s.makers[state.Kind].Permission
	if err := actor.Require(permission); err != nil {
		return state, nil, err
	}
	if state.Status != models.JobDone {
		return state, nil, errs.New(errs.Conflict, "export-not-done", "文件还没有生成好，请稍候。")
	}
	if state.Scope != actor.Scope(permission).String() {
		return state, nil, errs.New(errs.Forbidden, "export-scope", "导出之后您的管理范围有变化，请重新导出。")
	}
	file, err := s.files.NewReader(ctx, key(id), nil)
	if err != nil {
		return state, nil, fmt.Errorf("open the file of export %d: %w", id, err)
	}
	return state, file, nil
}

// key is where the file of an export is kept.
func key(id uint) string { return strconv.FormatUint(uint64(id), 10) + ".xlsx" }
