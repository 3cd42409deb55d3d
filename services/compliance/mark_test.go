package compliance

import (
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
)

func TestAMarkTellsOfEveryChangeAtItsPlaceAndOfNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newTwo(t, db)
		on := models.DateOf(w.now())
		marks := func() (here, there, all string) {
			var at [3]string
			for i, o := range []models.Organisation{w.here, w.there, w.root} {
				var err error
				at[i], err = Mark(db, o.Path, on)
				w.must(err)
			}
			return at[0], at[1], at[2]
		}
		here, there, all := marks()
		if h, o, a := marks(); h != here || o != there || a != all {
			t.Error("a mark changes with nothing")
		}
		w.must(db.Transaction(func(tx *gorm.DB) error { return w.Refresh(tx, models.CauseCorrected, w.ours.ID, w.room.ID) }))
		changed, other, root := marks()
		if changed == here || other != there || root == all {
			t.Error("a change is not told of at its place and above it, or somewhere else too")
		}
		draft := w.draft(w.admin, w.here, more())
		_, err := w.enforce(w.admin, draft, on)
		w.must(err)
		if h, o, a := marks(); h == changed || o != there || a == root {
			t.Error("a version of the standard is not told of where it holds and above, or somewhere else too")
		}
	})
}
