package submissions

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"gocloud.dev/blob"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/export"
	"banbantong/services/report"
)

// schoolsAtOnce is up to how many schools a workbook is first written while somebody waits.
const schoolsAtOnce = 300

// Workbook gives the official workbook of a snapshot, which the caller closes: what was written when somebody first
// asked for it, byte for byte. It is made of frozen details alone, and carries the snapshot's hash, so that a paper that
// somebody has signed names the snapshot that it shows. One of many schools has to be written by OpenWorkbook first.
func (s *Service) Workbook(ctx context.Context, actor access.Actor, id uint) (name string, file io.ReadCloser, err error) {
	return s.workbook(ctx, actor, id, schoolsAtOnce, func(int, int) {})
}

// OpenWorkbook is Workbook for any number of schools. It tells how many of how many are written.
func (s *Service) OpenWorkbook(ctx context.Context, actor access.Actor, q OfSnapshot, told func(done, total int)) (io.ReadCloser, error) {
	_, file, err := s.workbook(ctx, actor, q.SnapshotID, math.MaxInt, told)
	return file, err
}

// OrganisationOf finds whose figures a snapshot in the actor's scope holds.
func (s *Service) OrganisationOf(ctx context.Context, actor access.Actor, snapshotID uint) (uint, error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return 0, err
	}
	snapshot, err := findSnapshot(s.db.WithContext(ctx), actor, snapshotID)
	return snapshot.OrganisationID, err
}

func (s *Service) workbook(ctx context.Context, actor access.Actor, id uint, most int, told func(done, total int)) (name string, file io.ReadCloser, err error) {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return "", nil, err
	}
	db := s.db.WithContext(ctx)
	snapshot, err := findSnapshot(db, actor, id)
	if err != nil {
		return "", nil, err
	}
	content, err := parse(snapshot)
	if err != nil {
		return "", nil, err
	}
	name = fmt.Sprintf("%s-%s-第%d版.xlsx", content.Organisation.Name, content.Period.Name, content.Revision)
	kept, err := s.kept(ctx, snapshot, content, most, told)
	if err != nil {
		return "", nil, err
	}
	reader, err := s.files.NewReader(ctx, kept.StorageKey, nil)
	if err != nil {
		return "", nil, fmt.Errorf("open the workbook of snapshot %d: %w", id, err)
	}
	return name, reader, nil
}

// Frozen hands over what the forms say of a snapshot.
func (s *Service) Frozen(ctx context.Context, actor access.Actor, id uint, use func(report.Header, report.Schools) error) error {
	if err := actor.Require(access.SubmissionRead); err != nil {
		return err
	}
	db := s.db.WithContext(ctx)
	snapshot, err := findSnapshot(db, actor, id)
	if err != nil {
		return err
	}
	content, err := parse(snapshot)
	if err != nil {
		return err
	}
	header, err := headerOf(db, snapshot, content)
	if err != nil {
		return err
	}
	return use(header, schoolsOf(db, snapshot, content))
}

// kept finds the workbook of a snapshot, or writes and keeps it. The file is there before its row; of two that are made
// at once the first row holds, and the other file goes.
func (s *Service) kept(ctx context.Context, snapshot models.Snapshot, content Content, most int, told func(done, total int)) (models.SnapshotWorkbook, error) {
	var rows []models.SnapshotWorkbook
	find := func() error {
		return s.db.WithContext(ctx).Where("snapshot_id = ?", snapshot.ID).Find(&rows).Error
	}
	if err := find(); err != nil {
		return models.SnapshotWorkbook{}, fmt.Errorf("find the workbook of a snapshot: %w", err)
	}
	if len(rows) == 1 {
		return rows[0], nil
	}
	if content.schools() > most {
		return models.SnapshotWorkbook{}, errs.New(errs.Conflict, "workbook-takes-long", "“%s”有 %d 所学校，统计表要在后台生成，请到“我的导出”下载。", content.Organisation.Name, content.schools())
	}
	made, err := s.write(ctx, snapshot, content, told)
	if err != nil {
		return made, err
	}
	if err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&made).Error; err != nil {
		return made, fmt.Errorf("keep the workbook of a snapshot: %w", err)
	}
	if err := find(); err != nil || len(rows) == 0 {
		return made, fmt.Errorf("find the workbook of a snapshot: %w", err)
	}
	if rows[0].StorageKey != made.StorageKey {
		if err := s.files.Delete(context.WithoutCancel(ctx), made.StorageKey); err != nil {
			return made, fmt.Errorf("take away a workbook that was made twice: %w", err)
		}
	}
	return rows[0], nil
}

// write makes the workbook and puts it into the file store.
func (s *Service) write(ctx context.Context, snapshot models.Snapshot, content Content, told func(done, total int)) (row models.SnapshotWorkbook, err error) {
	file, err := os.CreateTemp("", "banbantong-snapshot-*")
	if err != nil {
		return row, fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	hash := sha256.New()
	size, err := s.pack(ctx, snapshot, content, told, io.MultiWriter(file, hash))
	if err != nil {
		return row, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return row, fmt.Errorf("read a workbook again: %w", err)
	}
	row = models.SnapshotWorkbook{SnapshotID: snapshot.ID, StorageKey: s.now().UTC().Format("2006/01/") + rand.Text() + ".xlsx",
		Hash: hex.EncodeToString(hash.Sum(nil)), SizeBytes: size, CreatedAt: s.now()}
	if err := s.files.Upload(ctx, row.StorageKey, file, &blob.WriterOptions{ContentType: export.ContentType}); err != nil {
		return row, fmt.Errorf("keep the workbook of a snapshot: %w", err)
	}
	return row, nil
}

func (s *Service) pack(ctx context.Context, snapshot models.Snapshot, content Content, told func(done, total int), w io.Writer) (size int64, err error) {
	db := s.db.WithContext(ctx)
	header, err := headerOf(db, snapshot, content)
	if err != nil {
		return 0, err
	}
	book, err := export.NewBook()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	done, total := 0, content.schools()
	schools := func(yield func(report.School, error) bool) {
		for school, err := range schoolsOf(db, snapshot, content) {
			if told(done, total); !yield(school, err) {
				return
			}
			done++
		}
	}
	if err := report.Write(book, header, schools); err != nil {
		return 0, err
	}
	told(done, total)
	return book.WriteTo(w)
}

// headerOf is what the forms of a snapshot say besides its schools.
func headerOf(tx *gorm.DB, snapshot models.Snapshot, c Content) (report.Header, error) {
	h := report.Header{Place: c.Organisation.Name, Kind: c.Organisation.Kind, Tables: c.Period.Tables, Scope: "中小学、特殊教育学校和教学点（不含幼儿园、中等职业学校）", Term: term(c.Period),
		CutOff: c.FrozenAt, FilledOn: c.FrozenAt, Filler: c.FrozenBy, Notes: notes(snapshot, c)}
	for _, hash := range c.Standards {
		var quoted models.SnapshotStandard
		if err := tx.First(&quoted, "hash = ?", hash).Error; err != nil {
			return h, fmt.Errorf("find what snapshot %d quotes of the standard: %w", snapshot.ID, err)
		}
		var std report.Standard
		if err := json.Unmarshal(quoted.Content, &std); err != nil {
			return h, fmt.Errorf("read what snapshot %d quotes of the standard: %w", snapshot.ID, err)
		}
		if h.Standard.ID == "" {
			h.Standard = std
			continue
		}
		for _, criterion := range std.Criteria { // of a place with demands of its own
			if !slices.ContainsFunc(h.Standard.Criteria, func(known report.Criterion) bool { return known.ID == criterion.ID }) {
				h.Standard.Criteria = append(h.Standard.Criteria, criterion)
			}
		}
	}
	if c.Own != nil {
		h.Children = append(h.Children, report.Child{Place: c.Organisation})
	}
	for _, part := range c.Parts {
		h.Children = append(h.Children, report.Child{Place: part.Organisation})
	}
	for _, absent := range c.Missing {
		h.Children = append(h.Children, report.Child{Place: absent.Organisation, Missing: absent.Status.Label()})
	}
	slices.SortFunc(h.Children, func(a, b report.Child) int { return strings.Compare(a.Path, b.Path) })
	return h, nil
}

// term is what a title says of the period.
func term(p PeriodMark) string {
	switch p.Kind {
	case models.PeriodAutumn:
		return report.AutumnTerm(p.CutOffAt)
	case models.PeriodSpring:
		return report.SpringTerm(p.CutOffAt)
	case models.PeriodMonth:
		return p.CutOffAt.In(models.ChinaTime).Format("2006年1月")
	}
	return p.Name
}

// notes are the lines under every table that tie the paper to the snapshot.
func notes(snapshot models.Snapshot, c Content) []string {
	all := []string{fmt.Sprintf("上报任务：%s（%s）；统计时点 %s；第 %d 版；快照编号 %d；校验码 %s。", c.Period.Name, c.Period.OpenedBy,
		models.MinuteOf(c.Period.CutOffAt), c.Revision, snapshot.ID, snapshot.Hash)}
	if c.Zero {
		all = append(all, "零报告：本单位没有不达标或损坏的班班通设备。")
	}
	if c.FilledFor != "" {
		all = append(all, fmt.Sprintf("本表由%s代填。", c.FilledFor))
	}
	if absent := slices.Concat(c.Missing, c.MissingBelow); len(absent) > 0 {
		names := make([]string, len(absent))
		for i, one := range absent {
			names[i] = one.Organisation.Name
		}
		all = append(all, fmt.Sprintf("未计入汇总的单位（%d 个）：%s。", len(names), strings.Join(names, "、")))
	}
	if c.Remarks != "" {
		all = append(all, "备注："+c.Remarks)
	}
	return all
}

// schoolsOf streams the frozen details of all that a snapshot sums, in the order of the tree and in flat memory.
func schoolsOf(tx *gorm.DB, snapshot models.Snapshot, c Content) report.Schools {
	return func(yield func(report.School, error) bool) {
		bodies, err := bodiesOf(tx, snapshot.ID)
		if err != nil {
			yield(report.School{}, err)
			return
		}
		walk(tx, snapshot.ID, c, bodies, yield)
	}
}

// walk yields the school of a snapshot, whose body is among the bodies, and those of its parts.
func walk(tx *gorm.DB, id uint, c Content, bodies map[uint][]byte, yield func(report.School, error) bool) (more bool) {
	if c.Own != nil {
		school, _, err := unpack(bodies[id])
		if !yield(school, err) || err != nil {
			return false
		}
	}
	for some := range slices.Chunk(c.Parts, 200) {
		wanted := make([]uint, len(some))
		for i, part := range some {
			wanted[i] = part.SnapshotID
		}
		snapshots, err := snapshotsByID(tx, wanted)
		if err == nil {
			bodies, err = bodiesOf(tx, wanted...)
		}
		if err != nil {
			yield(report.School{}, err)
			return false
		}
		for _, id := range wanted {
			content, err := parse(snapshots[id])
			if err != nil {
				yield(report.School{}, err)
				return false
			}
			if !walk(tx, id, content, bodies, yield) {
				return false
			}
		}
	}
	return true
}

// bodiesOf are the frozen details of schools, by their snapshots.
func bodiesOf(tx *gorm.DB, snapshotIDs ...uint) (map[uint][]byte, error) {
	var rows []models.SnapshotBody
	if err := tx.Where("snapshot_id IN ?", snapshotIDs).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read frozen details: %w", err)
	}
	bodies := make(map[uint][]byte, len(rows))
	for _, row := range rows {
		bodies[row.SnapshotID] = row.Body
	}
	return bodies, nil
}
