// Package imports owns taking a spreadsheet into the register: the upload, the person's match of its columns, the dry
// run that says row by row what would happen, and the import itself, which writes all that was announced or nothing.
// What the cells say is for services/workbook.
package imports

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gocloud.dev/blob"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/errs"
	"banbantong/services/workbook"
	"banbantong/services/workbook/table"
)

// Service takes spreadsheets in.
type Service struct {
	db         *gorm.DB
	now        func() time.Time
	files      *blob.Bucket
	compliance *compliance.Service
	runner     string // this process

	turn    chan struct{} // one import at a time in a process bounds its memory
	work    sync.WaitGroup
	stop    context.CancelFunc
	stopped context.Context

	mu       sync.Mutex
	progress map[uint]Progress // of the imports that this process is at work on
}

// New makes the service over the database and the file store. Imports that a stopped process left behind are marked as
// failed: nothing of them was written.
func New(ctx context.Context, db *gorm.DB, now func() time.Time, files *blob.Bucket, verdicts *compliance.Service) (*Service, error) {
	s := &Service{db: db, now: now, files: files, compliance: verdicts, runner: rand.Text(), turn: make(chan struct{}, 1), progress: map[uint]Progress{}}
	s.stopped, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	return s, s.failAbandoned(ctx)
}

// Close stops what is running, of which nothing is then written, and waits for it.
func (s *Service) Close() {
	s.stop()
	s.work.Wait()
}

// Mapping is how the person wants the file read.
type Mapping struct {
	workbook.Mapping
	CreateSchools bool // add the schools that the register does not have, for those who may
}

// State is an import with what its JSON columns hold.
type State struct {
	models.Import
	Mapping  *Mapping // nil until confirmed
	Summary  *Summary // nil until the dry run
	Progress Progress
}

// Upload keeps a file and looks whether it can be read at all.
func (s *Service) Upload(ctx context.Context, actor access.Actor, fileName string, content io.ReaderAt, size int64) (State, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return State{}, err
	}
	if actor.UserID == 0 {
		return State{}, errs.New(errs.Forbidden, "not-a-person", "导入须由登录的用户进行。")
	}
	book, err := table.Open(content, size, table.DefaultLimits())
	if err != nil {
		return State{}, err
	}
	if _, err := workbook.Analyse(book, s.options()); err != nil {
		return State{}, err
	}
	row := models.Import{UserID: actor.UserID, Actor: actor.Name, OrganisationID: home(actor), FileName: shorten(filepath.Base(strings.ReplaceAll(fileName, `\`, "/")), 200),
		StorageKey: rand.Text(), SizeBytes: int(size), Status: models.ImportUploaded, BeatAt: s.now(), CreatedAt: s.now(), UpdatedAt: s.now()}
	if err := s.files.Upload(ctx, row.StorageKey, io.NewSectionReader(content, 0, size), &blob.WriterOptions{ContentType: "application/octet-stream"}); err != nil {
		return State{}, fmt.Errorf("keep an uploaded file: %w", err)
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("note an upload: %w", err)
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "import.uploaded", Subject: "import", SubjectID: row.ID,
			OrganisationID: placeOf(row), After: map[string]any{"file_name": row.FileName, "size_bytes": row.SizeBytes}})
	})
	if err != nil {
		return State{}, errors.Join(err, s.files.Delete(context.WithoutCancel(ctx), row.StorageKey))
	}
	return State{Import: row}, nil
}

// home is where the actor's right to import begins, under which imports stand in the audit log.
func home(actor access.Actor) *uint {
	roots := actor.Scope(access.ImportRun).Roots()
	if len(roots) == 0 {
		return nil
	}
	ids := models.PathIDs(roots[0])
	return &ids[len(ids)-1]
}

func placeOf(row models.Import) uint {
	if row.OrganisationID == nil {
		return 0
	}
	return *row.OrganisationID
}

func shorten(text string, longest int) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[len(runes)-longest:])
	}
	return text
}

func (s *Service) options() workbook.Options { return workbook.Options{Today: models.DateOf(s.now())} }

// List gives the actor's own imports, the newest first.
func (s *Service) List(ctx context.Context, actor access.Actor, limit int) ([]State, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return nil, err
	}
	var rows []models.Import
	if err := s.db.WithContext(ctx).Where("user_id = ?", actor.UserID).Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	states := make([]State, len(rows))
	for i, row := range rows {
		var err error
		if states[i], err = s.state(row); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// Get finds one of the actor's own imports.
func (s *Service) Get(ctx context.Context, actor access.Actor, id uint) (State, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return State{}, err
	}
	row, err := find(s.db.WithContext(ctx), actor, id)
	if err == nil && row.Status.Running() && row.Runner != s.runner { // whose process may have gone since this one began
		if err = s.failAbandoned(ctx); err == nil {
			row, err = find(s.db.WithContext(ctx), actor, id)
		}
	}
	if err != nil {
		return State{}, err
	}
	return s.state(row)
}

func find(db *gorm.DB, actor access.Actor, id uint) (models.Import, error) {
	var rows []models.Import
	if err := db.Where("id = ? AND user_id = ?", id, actor.UserID).Limit(1).Find(&rows).Error; err != nil {
		return models.Import{}, fmt.Errorf("find an import: %w", err)
	}
	if len(rows) == 0 {
		return models.Import{}, errs.Missing("该次导入")
	}
	return rows[0], nil
}

func (s *Service) state(row models.Import) (State, error) {
	state := State{Import: row}
	if row.Mapping != "" {
		if err := json.Unmarshal([]byte(row.Mapping), &state.Mapping); err != nil {
			return state, fmt.Errorf("read the mapping of import %d: %w", row.ID, err)
		}
	}
	if row.Summary != "" {
		if err := json.Unmarshal([]byte(row.Summary), &state.Summary); err != nil {
			return state, fmt.Errorf("read the summary of import %d: %w", row.ID, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state.Progress = s.progress[row.ID]
	return state, nil
}

// Sheet is what a sheet seems to hold; Kept says that the match is one that the person has kept from last time.
type Sheet struct {
	workbook.SheetGuess
	Kept bool
}

// Sheets guesses what the sheets of the file hold, the likeliest first. A header that the person has pointed out in one
// of them is used instead of the guessed one; its Top is 0 otherwise.
func (s *Service) Sheets(ctx context.Context, actor access.Actor, id uint, sheet string, header workbook.Header) ([]Sheet, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return nil, err
	}
	row, err := find(s.db.WithContext(ctx), actor, id)
	if err != nil {
		return nil, err
	}
	var guesses []workbook.SheetGuess
	err = s.open(ctx, row, func(book *table.Book) error {
		if guesses, err = workbook.Analyse(book, s.options()); err != nil || header.Top == 0 {
			return err
		}
		for _, one := range book.Sheets {
			if one.Name == sheet {
				guess, err := workbook.GuessWithHeader(one, header, s.options())
				if err != nil {
					return err
				}
				for i := range guesses {
					if guesses[i].Name == sheet {
						guesses[i] = guess
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sheets := make([]Sheet, len(guesses))
	for i, g := range guesses {
		if sheets[i], err = s.withKept(ctx, actor, g); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

// withKept puts the match that the person kept for a sheet with these titles into the guess.
func (s *Service) withKept(ctx context.Context, actor access.Actor, g workbook.SheetGuess) (Sheet, error) {
	var kept []models.ImportMapping
	err := s.db.WithContext(ctx).Where("user_id = ? AND signature = ?", actor.UserID, signature(g.Mapping())).Limit(1).Find(&kept).Error
	if err != nil {
		return Sheet{}, fmt.Errorf("find a kept mapping: %w", err)
	}
	if len(kept) == 0 {
		return Sheet{SheetGuess: g}, nil
	}
	var fields []workbook.ColumnField
	if err := json.Unmarshal([]byte(kept[0].Mapping), &fields); err != nil {
		return Sheet{}, fmt.Errorf("read a kept mapping: %w", err)
	}
	byIndex := map[int]workbook.Field{}
	for _, f := range fields {
		byIndex[f.Index] = f.Field
	}
	for i := range g.Columns {
		if field, known := byIndex[g.Columns[i].Index]; known {
			g.Columns[i].Field, g.Columns[i].Confidence = field, 1
		}
	}
	return Sheet{g, true}, nil
}

// signature is the same for sheets of the same kind with the same titles.
func signature(m workbook.Mapping) string {
	text := string(m.Kind)
	for _, c := range m.Columns {
		text += fmt.Sprintf("\n%d %s", c.Index, c.Title)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// keep remembers the match of columns for the person's next file with these titles.
func (s *Service) keep(tx *gorm.DB, actor access.Actor, m workbook.Mapping) error {
	text, err := json.Marshal(m.Columns)
	if err != nil {
		return fmt.Errorf("describe a mapping: %w", err)
	}
	row := models.ImportMapping{UserID: actor.UserID, Signature: signature(m), Mapping: string(text), UpdatedAt: s.now()}
	if err := tx.Where("user_id = ? AND signature = ?", row.UserID, row.Signature).Delete(&models.ImportMapping{}).Error; err != nil {
		return fmt.Errorf("forget a kept mapping: %w", err)
	}
	if err := tx.Create(&row).Error; err != nil {
		return fmt.Errorf("keep a mapping: %w", err)
	}
	return nil
}
