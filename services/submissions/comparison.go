package submissions

import (
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// comparison is of a snapshot with the last one of an earlier period, from the frozen details of both, school by school.
type comparison struct {
	tx             *gorm.DB
	before, after  models.Snapshot
	then, now      Content
	rules          rules
	joined, absent []string // schools that only one of them sums, once it has run
	told           func(done, total int)
}

// findComparison finds what a snapshot in the actor's scope is to be compared with; nil if there was no earlier period.
func findComparison(tx *gorm.DB, actor access.Actor, id uint) (*comparison, error) {
	after, err := findSnapshot(tx, actor, id)
	if err != nil {
		return nil, err
	}
	var earlier []models.Snapshot
	err = tx.Where("organisation_id = ? AND sequence < ? AND period_id <> ?", after.OrganisationID, after.Sequence, after.PeriodID).
		Order("sequence DESC").Limit(1).Find(&earlier).Error
	if err != nil {
		return nil, fmt.Errorf("find the snapshot of an earlier period: %w", err)
	}
	if len(earlier) == 0 {
		return nil, nil
	}
	c := &comparison{tx: tx, before: earlier[0], after: after, told: func(int, int) {}}
	if c.then, err = parse(c.before); err != nil {
		return nil, err
	}
	if c.now, err = parse(c.after); err != nil {
		return nil, err
	}
	c.rules = rules{titles: map[string]string{}, changed: !slices.Equal(slices.Sorted(slices.Values(c.then.Standards)), slices.Sorted(slices.Values(c.now.Standards)))}
	for _, one := range []struct {
		snapshot models.Snapshot
		content  Content
	}{{c.before, c.then}, {c.after, c.now}} {
		titles, err := titlesOf(tx, one.snapshot, one.content)
		if err != nil {
			return nil, err
		}
		maps.Copy(c.rules.titles, titles)
	}
	return c, nil
}

// schools is how many the larger of the two sums.
func (c *comparison) schools() int {
	return max(c.then.schools(), c.now.schools())
}

// run tells the differences, some schools at a time in the order of the tree. What is kept in memory meanwhile are the
// devices that are no longer, or not yet, at their school: whether they have moved to another is known at the end.
func (c *comparison) run(do func([]Difference) error) error {
	was, err := leavesOf(c.tx, c.before, c.then)
	if err != nil {
		return err
	}
	is, err := leavesOf(c.tx, c.after, c.now)
	if err != nil {
		return err
	}
	before := make(map[uint]leaf, len(was))
	for _, l := range was {
		before[l.schoolID] = l
	}
	restless := moving{newStanding(), newStanding()}
	done, total := 0, len(is)
	for some := range slices.Chunk(is, 100) {
		pair := moving{newStanding(), newStanding()}
		var earlier []leaf
		for _, l := range some {
			if b, known := before[l.schoolID]; known {
				earlier = append(earlier, b)
				delete(before, l.schoolID)
			}
		}
		if err := c.read(pair.was, earlier); err != nil {
			return err
		}
		if err := c.read(pair.is, some); err != nil {
			return err
		}
		pair.settle(restless)
		if err := do(c.rules.differ(pair.was, pair.is)); err != nil {
			return err
		}
		done += len(some)
		c.told(done, total)
	}
	var missing []leaf
	for _, l := range was {
		if _, left := before[l.schoolID]; left {
			missing = append(missing, l)
		}
	}
	for some := range slices.Chunk(missing, 100) {
		if err := c.read(restless.was, some); err != nil {
			return err
		}
	}
	c.joined, c.absent = beyond(restless.is.schools, restless.was.schools), beyond(restless.was.schools, restless.is.schools)
	return do(c.rules.differ(restless.was, restless.is))
}

// read adds the frozen details of schools to a standing.
func (c *comparison) read(into standing, leaves []leaf) error {
	ids := make([]uint, len(leaves))
	for i, l := range leaves {
		ids[i] = l.snapshotID
	}
	bodies, err := bodiesOf(c.tx, ids...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if bodies[id] == nil {
			continue // a sum of nothing
		}
		school, _, err := unpack(bodies[id])
		if err != nil {
			return err
		}
		into.add(school)
	}
	return nil
}

// moving is how some devices stood and stand.
type moving struct{ was, is standing }

// settle takes from a pair the devices that are at their school on one side only, and leaves them for the end.
func (m moving) settle(restless moving) {
	maps.Copy(restless.was.schools, m.was.schools)
	maps.Copy(restless.is.schools, m.is.schools)
	leave := func(from, other, to standing) {
		for id, at := range from.devices {
			if there, known := other.devices[id]; !known || there.schoolID != at.schoolID {
				to.devices[id] = at
			}
		}
	}
	leave(m.was, m.is, restless.was)
	leave(m.is, m.was, restless.is)
	for side, left := range map[*standing]standing{&m.was: restless.was, &m.is: restless.is} {
		maps.DeleteFunc(side.devices, func(id uint, _ stood) bool { _, is := left.devices[id]; return is })
	}
}

// leaf is a school whose frozen detail a snapshot rests on.
type leaf struct{ schoolID, snapshotID uint }

// leavesOf lists the schools that a snapshot sums, in the order of the tree.
func leavesOf(tx *gorm.DB, snapshot models.Snapshot, content Content) (all []leaf, err error) {
	if content.Own != nil {
		all = append(all, leaf{snapshot.OrganisationID, snapshot.ID})
	}
	for some := range slices.Chunk(content.Parts, 200) {
		var sums []uint
		for _, part := range some {
			if part.Sums {
				sums = append(sums, part.SnapshotID)
			}
		}
		snapshots, err := snapshotsByID(tx, sums)
		if err != nil {
			return nil, err
		}
		for _, part := range some {
			if !part.Sums {
				all = append(all, leaf{part.Organisation.ID, part.SnapshotID})
				continue
			}
			below, err := parse(snapshots[part.SnapshotID])
			if err != nil {
				return nil, err
			}
			leaves, err := leavesOf(tx, snapshots[part.SnapshotID], below)
			if err != nil {
				return nil, err
			}
			all = append(all, leaves...)
		}
	}
	return all, nil
}
