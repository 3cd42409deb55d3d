package submissions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
	"gorm.io/gorm"

	"banbantong/models"
)

// Flaw is something about a snapshot that does not hold.
type Flaw struct {
	SnapshotID   uint
	Organisation string
	Text         string // Chinese
}

// Verified says how much was checked.
type Verified struct {
	Snapshots, Bodies, Workbooks, Submissions, Flaws int
}

// Verify checks every snapshot there is: its hash, its link to the one before it, its frozen detail, every sum against
// its parts, the standard that it quotes, its workbook, and that each submission stands on its last version. It tells
// what does not hold. It sees one state of the database and reads in flat memory.
func (s *Service) Verify(ctx context.Context, found func(Flaw)) (Verified, error) {
	v := verifier{files: s.files, found: found, standards: map[string]bool{}}
	err := s.look(ctx, func(tx *gorm.DB) error {
		v.tx = tx
		return errors.Join(v.quotes(), v.chains(), v.current())
	})
	return v.done, err
}

// verifier is one run.
type verifier struct {
	tx        *gorm.DB
	files     *blob.Bucket
	found     func(Flaw)
	done      Verified
	standards map[string]bool // those that are what their hash says
	before    models.Snapshot // in the order of the chains
}

func (v *verifier) flaw(snapshot models.Snapshot, name, format string, args ...any) {
	v.done.Flaws++
	v.found(Flaw{snapshot.ID, name, fmt.Sprintf(format, args...)})
}

// quotes checks what is quoted of standards.
func (v *verifier) quotes() error {
	var rows []models.SnapshotStandard
	if err := v.tx.Find(&rows).Error; err != nil {
		return fmt.Errorf("read the quoted standards: %w", err)
	}
	for _, row := range rows {
		v.standards[row.Hash] = hashOf(row.Content) == row.Hash
	}
	return nil
}

// chains checks every snapshot, organisation by organisation in the order of its chain.
func (v *verifier) chains() error {
	const batch = 200
	for {
		var rows []models.Snapshot
		err := v.tx.Where("organisation_id > ? OR organisation_id = ? AND sequence > ?", v.before.OrganisationID, v.before.OrganisationID, v.before.Sequence).
			Order("organisation_id, sequence").Limit(batch).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("read snapshots: %w", err)
		}
		ids := make([]uint, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
		}
		bodies, err := bodiesOf(v.tx, ids...)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := v.snapshot(row, bodies[row.ID]); err != nil {
				return err
			}
			v.before = row
		}
		if err := v.workbooks(ids); err != nil {
			return err
		}
		if len(rows) < batch {
			return nil
		}
	}
}

func (v *verifier) snapshot(row models.Snapshot, body []byte) error {
	v.done.Snapshots++
	name := fmt.Sprintf("单位 %d", row.OrganisationID)
	if hashOf(row.Content) != row.Hash {
		v.flaw(row, name, "内容与校验码不符，快照被改动过")
	}
	c, err := parse(row)
	if err != nil {
		v.flaw(row, name, "内容无法读取")
		return nil
	}
	name = c.Organisation.Name
	if c.Organisation.ID != row.OrganisationID || c.Period.ID != row.PeriodID || c.Sequence != row.Sequence || c.Revision != row.Revision {
		v.flaw(row, name, "内容与登记的单位、上报任务或版次不符")
	}
	v.link(row, c)
	for _, hash := range c.Standards {
		if !v.standards[hash] {
			v.flaw(row, name, "所依据的标准 %.12s… 缺失或被改动过", hash)
		}
	}
	v.body(row, c, body)
	return v.sum(row, c)
}

// link checks the place of a snapshot in its chain.
func (v *verifier) link(row models.Snapshot, c Content) {
	before := models.Snapshot{}
	if v.before.OrganisationID == row.OrganisationID {
		before = v.before
	}
	if row.Sequence != before.Sequence+1 {
		v.flaw(row, c.Organisation.Name, "链条中断：第 %d 个快照之后是第 %d 个", before.Sequence, row.Sequence)
	} else if c.Previous != before.Hash {
		v.flaw(row, c.Organisation.Name, "链条中断：记录的上一个快照的校验码与实际不符")
	}
}

// body checks the frozen detail of a school.
func (v *verifier) body(row models.Snapshot, c Content, body []byte) {
	if c.Own == nil {
		if body != nil {
			v.flaw(row, c.Organisation.Name, "多出一份没有登记的明细")
		}
		return
	}
	v.done.Bodies++
	school, hash, err := unpack(body)
	switch {
	case err != nil:
		v.flaw(row, c.Organisation.Name, "明细缺失或无法读取")
	case hash != c.Own.Body:
		v.flaw(row, c.Organisation.Name, "明细与校验码不符，被改动过")
	case school.ID != row.OrganisationID || !figuresOf(school).equal(c.Own.Figures):
		v.flaw(row, c.Organisation.Name, "数字与明细不符")
	}
}

// sum checks that the figures are those of the school itself and of the parts.
func (v *verifier) sum(row models.Snapshot, c Content) error {
	sum := newFigures()
	if c.Own != nil {
		sum.add(c.Own.Figures)
	}
	for some := range slices.Chunk(c.Parts, 200) {
		wanted := make([]uint, len(some))
		for i, part := range some {
			wanted[i] = part.SnapshotID
		}
		snapshots, err := snapshotsByID(v.tx, wanted)
		if err != nil {
			return err
		}
		for _, part := range some {
			child, there := snapshots[part.SnapshotID]
			if !there || child.Hash != part.Hash || child.OrganisationID != part.Organisation.ID {
				v.flaw(row, c.Organisation.Name, "所汇总的“%s”的快照缺失或校验码不符", part.Organisation.Name)
				continue
			}
			content, err := parse(child)
			if err != nil {
				continue // told where it stands itself
			}
			sum.add(content.Figures)
		}
	}
	if !sum.equal(c.Figures) {
		v.flaw(row, c.Organisation.Name, "合计与各下级之和不符")
	}
	return nil
}

// workbooks checks the files that were kept for the snapshots.
func (v *verifier) workbooks(ids []uint) error {
	var rows []models.SnapshotWorkbook
	if err := v.tx.Where("snapshot_id IN ?", ids).Find(&rows).Error; err != nil {
		return fmt.Errorf("read the workbooks of snapshots: %w", err)
	}
	for _, row := range rows {
		v.done.Workbooks++
		hash := sha256.New()
		err := v.files.Download(v.tx.Statement.Context, row.StorageKey, hash, nil)
		snapshot := models.Snapshot{ID: row.SnapshotID}
		switch {
		case gcerrors.Code(err) == gcerrors.NotFound:
			v.flaw(snapshot, "统计表", "文件 %s 缺失", row.StorageKey)
		case err != nil:
			return fmt.Errorf("read the workbook of snapshot %d: %w", row.SnapshotID, err)
		case hex.EncodeToString(hash.Sum(nil)) != row.Hash:
			v.flaw(snapshot, "统计表", "文件 %s 被改动过", row.StorageKey)
		}
	}
	return nil
}

// current checks that every submission stands on the last of its versions, none of which is missing.
func (v *verifier) current() error {
	var rows []struct {
		Name      string
		Revision  int
		Snapshots int
		Last      uint
	}
	err := v.tx.Table("submissions AS s").Joins("JOIN organisations AS o ON o.id = s.organisation_id").
		Joins("LEFT JOIN snapshots AS n ON n.period_id = s.period_id AND n.organisation_id = s.organisation_id").
		Group("s.id, s.revision, s.snapshot_id, o.name").
		Having("COUNT(n.id) <> s.revision OR COALESCE(MAX(n.id), 0) <> COALESCE(s.snapshot_id, 0)").
		Select("o.name, s.revision, COUNT(n.id) AS snapshots, COALESCE(MAX(n.id), 0) AS last").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("compare submissions with their snapshots: %w", err)
	}
	for _, row := range rows {
		v.flaw(models.Snapshot{ID: row.Last}, row.Name, "上报记录为第 %d 版，实有快照 %d 个", row.Revision, row.Snapshots)
	}
	var n int64
	if err := v.tx.Model(&models.Submission{}).Count(&n).Error; err != nil {
		return fmt.Errorf("count submissions: %w", err)
	}
	v.done.Submissions = int(n)
	return nil
}
