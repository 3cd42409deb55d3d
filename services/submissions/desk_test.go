package submissions

import (
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

// TestTheDeskOfEachLevel asks what a person finds on their desk, while a correction comes up from a village school.
func TestTheDeskOfEachLevel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		w.small()
		w.place("南昌市", "江西省", models.KindCity)
		w.place("空县", "赣州市", models.KindCounty)
		w.place("幼儿园", "空县", models.KindSchool)
		w.must(w.db.Model(&models.School{}).Where("id = ?", w.places["幼儿园"].ID).Update("type", models.SchoolKindergarten).Error)
		people := map[string]access.Actor{}
		for name := range w.places {
			people[name] = w.office(name)
		}
		desk := func(name string) []Task {
			t.Helper()
			tasks, err := w.service.Desk(t.Context(), people[name])
			w.must(err)
			return tasks
		}
		if tasks := desk("县直小学"); len(tasks) != 0 {
			t.Errorf("before anybody asks there is nothing to do: %+v", tasks)
		}
		p := w.open("江西省")
		other := w.open("信丰县")

		for name, want := range map[string]struct {
			tasks, direct int
			level         models.ReportLevel
			sums          bool
		}{
			"江西省":   {1, 1, models.LevelTop, true},
			"赣州市":   {1, 2, models.LevelCity, true},
			"信丰县":   {2, 2, models.LevelCounty, true},
			"大塘中心校": {2, 1, models.LevelCentre, true},
			"长岗教学点": {2, 0, models.LevelSchool, false},
			"市直小学":  {1, 0, models.LevelSchool, false},
			"南昌市":   {}, "空县": {}, "幼儿园": {},
		} {
			tasks := desk(name)
			if len(tasks) != want.tasks {
				t.Errorf("%s has %d tasks, want %d", name, len(tasks), want.tasks)
				continue
			}
			for _, task := range tasks {
				if task.Unit.Name != name || task.Direct.Expected != want.direct || task.Unit.Level() != want.level || task.Unit.Sums() != want.sums {
					t.Errorf("%s finds %s (%s, sums: %v) with %d below", name, task.Unit.Name, task.Unit.Level(), task.Unit.Sums(), task.Direct.Expected)
				}
			}
		}
		if tasks := desk("县直小学"); tasks[0].DaysLeft != 7 || tasks[0].Soon {
			t.Errorf("a week to go: %+v", tasks[0])
		}

		_, err := w.submit(p, people["长岗教学点"], "长岗教学点")
		w.must(err)
		if tasks := desk("大塘中心校"); of(tasks, p).Direct.Submitted != 1 || of(tasks, other).Direct.Submitted != 0 {
			t.Errorf("what waits for review belongs to one period: %+v", tasks)
		}
		w.accept(p, people["大塘中心校"], "大塘中心校", "长岗教学点")
		_, err = w.submit(p, people["大塘中心校"], "大塘中心校")
		w.must(err)
		w.accept(p, people["信丰县"], "信丰县", "大塘中心校")
		_, err = w.submit(p, people["信丰县"], "信丰县")
		w.must(err)

		page := w.page(p, people["大塘中心校"], "长岗教学点")
		_, err = w.service.Return(t.Context(), people["大塘中心校"], p.ID, w.places["长岗教学点"].ID, page.Submission.Version, "尺寸不对", nil)
		w.must(err)
		if task := of(desk("长岗教学点"), p); task.Returned == nil || task.Returned.Note != "尺寸不对" {
			t.Errorf("the returned one reads why: %+v", task)
		}
		if task := of(desk("大塘中心校"), p); !task.Submission.Stale || len(task.Actions) == 0 {
			t.Errorf("its 中心校 sums anew: %+v", task)
		}
		if task := of(desk("信丰县"), p); len(task.Outdated) != 1 || task.Outdated[0] != "大塘中心校" || task.Direct.Stale != 1 {
			t.Errorf("the county is told whose sum is out of date: %+v", task)
		}
	})
}

// of is the task of a period.
func of(tasks []Task, p Period) Task {
	for _, task := range tasks {
		if task.Period.ID == p.ID {
			return task
		}
	}
	return Task{}
}
