package submissions

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/errs"
	"banbantong/services/holdings"
	"banbantong/services/quality"
	"banbantong/services/report"
	"banbantong/services/standard"
	"banbantong/services/statistics"
)

// Draft is what a submission would freeze now. It writes itself: from live data for a school, from what was accepted for
// those above. Nobody can write a figure into it.
type Draft struct {
	At       time.Time
	Content  Content // without what is only known when it is frozen: its place in the chain, who and why
	Children []Child
	Findings []Finding
	Changes  []Change
	Last     *Content // the organisation's snapshot before, of this period or an earlier one

	body     []byte   // of a school that counts
	twice    []string // who would be counted twice
	standard *models.SnapshotStandard
}

// Child is one of the level below, as a sum sees it.
type Child struct {
	Unit    Unit
	Status  models.SubmissionStatus
	Stale   bool
	Content *Content // what was accepted; nil where nothing was
}

// Finding is something that looks wrong in a draft. One mends the data, or explains; what Must be explained holds the
// submission up until it is.
type Finding struct {
	Key         string // stable from draft to draft
	Title       string
	Text        string
	Severity    quality.Severity
	Must        bool
	Count       int
	Places      []FindingPlace // the first of them
	Explanation string
}

// FindingPlace is where a finding is mended: a page of the application.
type FindingPlace struct {
	Name, Text, Path string
}

// placesShown is how many places of one finding a draft lists.
const placesShown = 50

// drafts makes the drafts of some places of a scene from one state of the database.
func (s *Service) drafts(tx *gorm.DB, sc *scene, places []place) ([]*Draft, error) {
	now := s.now().Truncate(time.Millisecond)
	all := make([]*Draft, len(places))
	for i, p := range places {
		all[i] = &Draft{At: now, Content: Content{Period: sc.mark(), Organisation: placeOf(p.Unit), FrozenAt: now,
			Remarks: p.sub.Remarks, Figures: newFigures(), Standards: []string{}}}
	}
	if err := s.addSchools(tx, now, places, all); err != nil {
		return nil, err
	}
	for i, p := range places {
		if p.Sums() {
			if err := all[i].addParts(tx, sc, p); err != nil {
				return nil, err
			}
		}
	}
	if err := addLast(tx, places, all); err != nil {
		return nil, err
	}
	for i, p := range places {
		all[i].compare()
		all[i].explain(p.sub.Explanations)
	}
	return all, nil
}

func (sc *scene) mark() PeriodMark {
	p := sc.period
	return PeriodMark{ID: p.ID, Name: p.Name, Kind: p.Kind, Tables: p.Tables, OpenedBy: p.Opener.Name, CutOffAt: p.CutOffAt}
}

// addSchools reads what the schools among the places have, each by the standard that holds where it is, and what looks
// wrong in it.
func (s *Service) addSchools(tx *gorm.DB, now time.Time, places []place, drafts []*Draft) error {
	quoteAt, err := s.quotes(tx)
	if err != nil {
		return err
	}
	bySchool := map[uint]*Draft{}
	var counted []uint
	for i, p := range places {
		if !p.Counted() {
			continue
		}
		bySchool[p.ID], counted = drafts[i], append(counted, p.ID)
		if drafts[i].standard, err = quoteAt(p.Path); err != nil {
			return err
		}
		drafts[i].Content.Standards = []string{drafts[i].standard.Hash}
	}
	examine, err := s.examine(tx, now)
	if err != nil {
		return err
	}
	for some, err := range database.Ahead(holdings.With(holdings.Read(tx, counted), examine), 1) {
		if err != nil {
			return err
		}
		for _, school := range some {
			if err := bySchool[school.id].add(school.telling.Tell(), school.holding.Inspect()); err != nil {
				return err
			}
		}
	}
	return nil
}

// add freezes what is told of the draft's own school, and lists what was found in it.
func (d *Draft) add(school report.School, found quality.Report) (err error) {
	own := &Own{Figures: figuresOf(school)}
	if d.body, own.Body, err = pack(school); err != nil {
		return err
	}
	d.Content.Own, d.Findings = own, grouped(found.Findings)
	d.Content.Figures.add(own.Figures)
	return nil
}

// examined is a school of which is read what the forms say and what the rules of data quality look at.
type examined struct {
	id      uint
	telling *statistics.Telling
	holding *quality.Holding
}

// examine makes a function that adds to schools both what the forms say and what the rules look at, of one reading.
func (s *Service) examine(tx *gorm.DB, now time.Time) (func([]*holdings.School) ([]examined, error), error) {
	evaluatorAt, err := s.standards.Judges(tx)
	if err != nil {
		return nil, err
	}
	teller, err := statistics.NewTeller(tx, evaluatorAt, models.DateOf(now))
	if err != nil {
		return nil, err
	}
	look, err := s.quality.Look(tx)
	if err != nil {
		return nil, err
	}
	return func(schools []*holdings.School) ([]examined, error) {
		tellings, err := teller.Read(schools)
		if err != nil {
			return nil, err
		}
		seen, err := look(schools)
		if err != nil {
			return nil, err
		}
		all := make([]examined, len(schools))
		for i, school := range schools {
			all[i] = examined{school.ID, tellings[i], seen[i]}
		}
		return all, nil
	}, nil
}

// quotes makes a function that gives what a snapshot quotes of the standard that holds at a path.
func (s *Service) quotes(tx *gorm.DB) (func(path string) (*models.SnapshotStandard, error), error) {
	standardAt, err := s.standards.Everywhere(tx)
	if err != nil {
		return nil, err
	}
	made := map[*standard.Standard]*models.SnapshotStandard{}
	return func(path string) (*models.SnapshotStandard, error) {
		std, err := standardAt(path)
		if err != nil || made[std] != nil {
			return made[std], err
		}
		text, err := json.Marshal(report.Quote(std))
		if err != nil {
			return nil, fmt.Errorf("quote the standard: %w", err)
		}
		made[std] = &models.SnapshotStandard{Hash: hashOf(text), Content: text}
		return made[std], nil
	}, nil
}

// grouped makes one finding of all that a rule finds in a school.
func grouped(found []quality.Finding) []Finding {
	var all []Finding
	at := map[string]int{}
	for _, q := range found {
		i, known := at[q.Rule.ID]
		if !known {
			i = len(all)
			at[q.Rule.ID] = i
			all = append(all, Finding{Key: "quality." + q.Rule.ID, Title: q.Rule.Title, Text: q.Rule.Sentence,
				Severity: q.Rule.Severity, Must: q.Rule.Severity == quality.Wrong})
		}
		all[i].Count++
		if len(all[i].Places) < placesShown {
			all[i].Places = append(all[i].Places, FindingPlace{q.Name, q.Text, q.Path()})
		}
	}
	return all
}

// addParts sums what was accepted from the level below, and lists who is missing.
func (d *Draft) addParts(tx *gorm.DB, sc *scene, p place) error {
	var wanted []uint
	for _, u := range sc.tree.childrenOf(p.index) {
		sub := sc.submission(u.ID)
		d.Children = append(d.Children, Child{Unit: u, Status: sub.Status, Stale: sub.Stale})
		if sub.Status == accepted {
			wanted = append(wanted, *sub.SnapshotID)
		}
	}
	snapshots, err := snapshotsByID(tx, wanted)
	if err != nil {
		return err
	}
	var late, stale []FindingPlace
	for i := range d.Children {
		child := &d.Children[i]
		sub := sc.submission(child.Unit.ID)
		at := FindingPlace{child.Unit.Name, child.Status.Label(), fmt.Sprintf("/periods/%d/%d", sc.period.ID, child.Unit.ID)}
		if child.Status != accepted {
			d.Content.Missing = append(d.Content.Missing, Absent{placeOf(child.Unit), child.Status})
			late = append(late, at)
			continue
		}
		snapshot := snapshots[*sub.SnapshotID]
		content, err := parse(snapshot)
		if err != nil {
			return err
		}
		child.Content = &content
		d.Content.Parts = append(d.Content.Parts, Part{placeOf(child.Unit), snapshot.ID, snapshot.Revision, snapshot.Hash, len(content.Parts) > 0, child.Stale})
		d.Content.Figures.add(content.Figures)
		d.Content.MissingBelow = append(append(d.Content.MissingBelow, content.Missing...), content.MissingBelow...)
		for _, hash := range content.Standards {
			if !slices.Contains(d.Content.Standards, hash) {
				d.Content.Standards = append(d.Content.Standards, hash)
			}
		}
		if child.Stale {
			at.Text = "汇总已过期"
			stale = append(stale, at)
		}
	}
	if d.twice, err = twice(tx, d.Content); err != nil {
		return err
	}
	d.Findings = append(d.Findings, listed("missing", "下级单位未报齐", "未通过审核的单位不计入汇总，也不按 0 计；请催报、审核，或说明原因。", late)...)
	d.Findings = append(d.Findings, listed("stale", "下级汇总已过期", "这些单位的下级数据已有变化，尚未重新汇总；请退回重报，或说明原因。", stale)...)
	return nil
}

// twice names those that a sum would count twice, because they moved to somebody else while the period was open.
func twice(tx *gorm.DB, c Content) (names []string, err error) {
	seen := map[uint]bool{c.Organisation.ID: true}
	for level := c.Parts; len(level) > 0; {
		var sums []uint
		for _, part := range level {
			if seen[part.Organisation.ID] {
				names = append(names, part.Organisation.Name)
			}
			seen[part.Organisation.ID] = true
			if part.Sums {
				sums = append(sums, part.SnapshotID)
			}
		}
		snapshots, err := snapshotsByID(tx, sums)
		if err != nil {
			return nil, err
		}
		level = nil
		for _, id := range sums {
			content, err := parse(snapshots[id])
			if err != nil {
				return nil, err
			}
			level = append(level, content.Parts...)
		}
	}
	return names, nil
}

// listed is a finding that must be explained, if it is anywhere.
func listed(key, title, text string, places []FindingPlace) []Finding {
	if len(places) == 0 {
		return nil
	}
	return []Finding{{Key: key, Title: title, Text: text, Severity: quality.Check, Must: true, Count: len(places), Places: places}}
}

func snapshotsByID(tx *gorm.DB, wanted []uint) (map[uint]models.Snapshot, error) {
	byID := make(map[uint]models.Snapshot, len(wanted))
	for some := range slices.Chunk(wanted, 500) {
		var rows []models.Snapshot
		if err := tx.Where("id IN ?", some).Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("read snapshots: %w", err)
		}
		for _, row := range rows {
			byID[row.ID] = row
		}
	}
	return byID, nil
}

// addLast gives each draft the organisation's last snapshot to be compared with.
func addLast(tx *gorm.DB, places []place, drafts []*Draft) error {
	last, err := lastSnapshots(tx, places)
	if err != nil {
		return err
	}
	for i, p := range places {
		if snapshot, known := last[p.ID]; known {
			content, err := parse(snapshot)
			if err != nil {
				return err
			}
			drafts[i].Last = &content
		}
	}
	return nil
}

// lastSnapshots are the ends of the chains of organisations.
func lastSnapshots(tx *gorm.DB, places []place) (map[uint]models.Snapshot, error) {
	last := map[uint]models.Snapshot{}
	for some := range slices.Chunk(places, 500) {
		wanted := make([]uint, len(some))
		for i, p := range some {
			wanted[i] = p.ID
		}
		var rows []models.Snapshot
		err := tx.Where("organisation_id IN ? AND NOT EXISTS (SELECT 1 FROM snapshots AS later "+
			"WHERE later.organisation_id = snapshots.organisation_id AND later.sequence > snapshots.sequence)", wanted).Find(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("read the last snapshots: %w", err)
		}
		for _, row := range rows {
			last[row.OrganisationID] = row
		}
	}
	return last, nil
}

// explain puts what was said of the findings to them, the gravest first.
func (d *Draft) explain(explanations map[string]string) {
	for i := range d.Findings {
		d.Findings[i].Explanation = explanations[d.Findings[i].Key]
	}
	slices.SortStableFunc(d.Findings, func(a, b Finding) int { return cmp.Compare(rank(a), rank(b)) })
}

func rank(f Finding) int {
	switch {
	case f.Must:
		return 0
	case f.Severity == quality.Needed:
		return 1
	}
	return 2
}

// possible says whether anything could be frozen now, whatever is explained.
func (d *Draft) possible(cutOff time.Time) error {
	if d.At.Before(cutOff) {
		return errs.New(errs.Conflict, "before-cut-off", "统计时点 %s 未到，届时才能上报；现在可以先核对数据。", cutOff.In(models.ChinaTime).Format("2006年1月2日15:04"))
	}
	if len(d.twice) > 0 {
		return errs.New(errs.Conflict, "counted-twice", "“%s”中途改变了隶属关系，在两个下级单位的汇总中重复；请退回原上级单位，重新汇总后再报。", strings.Join(d.twice, "、"))
	}
	return nil
}

// ready says whether the draft may be submitted: what must be explained is, and nothing to report is said in so many
// words.
func (d *Draft) ready(zero bool, cutOff time.Time) error {
	name := d.Content.Organisation.Name
	if err := d.possible(cutOff); err != nil {
		return err
	}
	var check errs.Check
	for _, f := range d.Findings {
		check.That(!f.Must || f.Explanation != "", "explanations."+f.Key, "%s：%s（%d 处），请改正数据，或填写说明。", name, f.Title, f.Count)
	}
	nothing := d.Content.Figures.Nothing()
	check.That(zero || !nothing, "zero", "%s没有不达标或损坏的设备，请确认零报告。", name)
	check.That(!zero || nothing, "zero", "%s有不达标或损坏的设备，不能零报告。", name)
	return check.Err()
}

// explained are the findings as a snapshot keeps them.
func (d *Draft) explained() []Explained {
	var all []Explained
	for _, f := range d.Findings {
		all = append(all, Explained{f.Key, f.Title, f.Text, f.Count, f.Explanation})
	}
	return all
}
