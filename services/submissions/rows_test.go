package submissions

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
)

// TestFiguresAreReturnedRowByRow returns a school's figures with a remark on a device, a classroom, the school and one of
// its findings, and refuses rows that are not its own.
func TestFiguresAreReturnedRowByRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: 6, Seed: 1, Password: "Banbantong-2026", Now: noon}, func(int) {}); err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, db)
		var one, other models.Organisation
		w.must(db.Where("kind = ? AND id IN (SELECT school_id FROM devices WHERE grade = 'fail')", models.KindSchool).Order("id").First(&one).Error)
		w.must(db.Where("kind = ? AND id <> ? AND parent_id = ? AND id IN (SELECT school_id FROM devices)", models.KindSchool, one.ID, one.ParentID).First(&other).Error)
		var above models.Organisation
		w.must(db.First(&above, *one.ParentID).Error)
		w.places = map[string]models.Organisation{"县": above, "校": one, "邻校": other}
		p := w.open("县")
		bureau, school := w.office("县"), w.office("校")
		page, err := w.submit(p, school, "校")
		w.must(err)

		rows, err := w.service.Rows(t.Context(), bureau, page.Current.ID)
		w.must(err)
		var device, room Row
		for _, row := range rows {
			if row.DeviceID != 0 && row.Grade == models.GradeFail && len(row.Reasons) > 0 {
				device = row
			}
			if row.DeviceID == 0 {
				room = row
			}
		}
		if device.DeviceID == 0 || room.ClassroomID == 0 || strings.HasPrefix(device.Reasons[0], "：") {
			t.Fatalf("the frozen rows say %+v and %+v of %d", device, room, len(rows))
		}
		if _, err := w.service.Rows(t.Context(), w.office("邻校"), page.Current.ID); code(err) != "not-found" {
			t.Errorf("a neighbour reads the rows: %v", err)
		}

		back := func(rows ...models.ReturnedRow) (Page, error) {
			return w.service.Return(t.Context(), bureau, p.ID, one.ID, page.Submission.Version, "请核对", rows)
		}
		var abroad uint
		w.must(db.Table("devices").Where("school_id = ?", other.ID).Limit(1).Pluck("id", &abroad).Error)
		for name, c := range map[string]struct {
			row  models.ReturnedRow
			code string
		}{
			"a device of another school": {models.ReturnedRow{DeviceID: abroad, Note: "不对"}, "not-found"},
			"the neighbour itself":       {models.ReturnedRow{OrganisationID: other.ID, Note: "不对"}, "not-found"},
			"a finding that nobody made": {models.ReturnedRow{Finding: "quality.unheard-of", Note: "不对"}, "not-found"},
			"a row that names nothing":   {models.ReturnedRow{Note: "不对"}, "not-found"},
			"a row without a word":       {models.ReturnedRow{DeviceID: device.DeviceID, Note: " "}, "invalid"},
			"a remark that never ends":   {models.ReturnedRow{DeviceID: device.DeviceID, Note: strings.Repeat("长", 501)}, "invalid"},
			"a device nobody has":        {models.ReturnedRow{DeviceID: 1 << 30, Note: "不对"}, "not-found"},
			"a classroom nobody has":     {models.ReturnedRow{ClassroomID: 1 << 30, Note: "不对"}, "not-found"},
			"the county over the school": {models.ReturnedRow{OrganisationID: above.ID, Note: "不对"}, "not-found"},
		} {
			if _, err := back(c.row); code(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}

		finding := page.Current.Content.Findings[0]
		returned, err := back(models.ReturnedRow{DeviceID: device.DeviceID, Note: "应为 75 英寸"}, models.ReturnedRow{ClassroomID: room.ClassroomID, Note: "班额不对"},
			models.ReturnedRow{OrganisationID: one.ID, Note: "缺两间"}, models.ReturnedRow{Finding: finding.Key, Note: "说明太笼统"})
		w.must(err)
		said := returned.Events[len(returned.Events)-1].Rows
		if len(said) != 4 || said[1].Label != room.Name || said[2].Label != one.Name || said[3].Label != finding.Title {
			t.Errorf("the rows are named %+v", said)
		}
		var in models.Classroom
		w.must(db.First(&in, device.ClassroomID).Error)
		within := in.Building + " " + in.Name + " "
		if in.Building == "" || !strings.HasPrefix(said[0].Label, within) || said[0].Label == within {
			t.Errorf("a device is named with its building and classroom: %q in %q", said[0].Label, within)
		}
	})
}
