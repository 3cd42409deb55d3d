package submissions

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/export"
	"banbantong/services/report"
)

func TestWhatBecameOfADevice(t *testing.T) {
	device := func(grade models.Grade, state models.DeviceState) report.Device {
		d := report.Device{ID: 7, Category: models.CategoryHost, Grade: grade, State: state}
		if grade == models.GradeFail {
			d.Failures = []report.Failure{{Criterion: "memory", Measured: "2 GB"}}
		}
		return d
	}
	school := func(id, room uint, devices ...report.Device) []report.School {
		return []report.School{{ID: id, Name: fmt.Sprintf("校%d", id), Rooms: []report.Room{{ID: room, Name: fmt.Sprintf("班%d", room), Devices: devices}}}}
	}
	empty := func(id uint) []report.School { return school(id, 99) }
	pass, fail := device(models.GradePass, models.DeviceInUse), device(models.GradeFail, models.DeviceInUse)
	broken := device(models.GradePass, models.DeviceDamaged)
	for name, c := range map[string]struct {
		was, is []report.School
		want    []DifferenceKind
		text    string // of the first
	}{
		"one that stays as it was is not told":              {school(1, 1, fail), school(1, 1, fail), nil, ""},
		"a fact that is found out fails it":                 {school(1, 1, pass), school(1, 1, fail), []DifferenceKind{Entered}, "内存 2 GB"},
		"one that was mended leaves":                        {school(1, 1, fail), school(1, 1, pass), []DifferenceKind{Left}, "原为内存 2 GB"},
		"one that is taken down while failing leaves":       {school(1, 1, fail), empty(1), []DifferenceKind{Left, Gone}, "原为内存 2 GB"},
		"a new one that fails enters":                       {empty(1), school(1, 1, fail), []DifferenceKind{Entered, Added}, "内存 2 GB"},
		"one that breaks is 损坏 and not 不达标":                 {school(1, 1, pass), school(1, 1, broken), []DifferenceKind{Broken}, models.DeviceDamaged.Label()},
		"one that is repaired":                              {school(1, 1, broken), school(1, 1, pass), []DifferenceKind{Mended}, "原为" + models.DeviceDamaged.Label()},
		"one in another room has moved":                     {school(1, 1, pass), school(1, 2, pass), []DifferenceKind{Moved}, "原在班1"},
		"one at another school has moved":                   {append(school(1, 1, pass), empty(2)...), append(empty(1), school(2, 2, pass)...), []DifferenceKind{Moved}, "原在校1 班1"},
		"what a school has that was not counted is not new": {empty(1), append(empty(1), school(2, 2, fail)...), nil, ""},
		"what a school had that is missing is not gone":     {append(empty(1), school(2, 2, fail)...), empty(1), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			all := rules{titles: map[string]string{"memory": "内存"}}.differ(standingIn(c.was), standingIn(c.is))
			var got []DifferenceKind
			for _, one := range all {
				got = append(got, one.Kind)
			}
			slices.SortStableFunc(all, func(a, b Difference) int {
				return slices.Index(DifferenceKinds(), a.Kind) - slices.Index(DifferenceKinds(), b.Kind)
			})
			slices.SortStableFunc(got, func(a, b DifferenceKind) int {
				return slices.Index(DifferenceKinds(), a) - slices.Index(DifferenceKinds(), b)
			})
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			if len(got) > 0 && all[0].Text != c.text {
				t.Errorf("it says %q, want %q", all[0].Text, c.text)
			}
		})
	}
}

func standingIn(schools []report.School) standing {
	s := newStanding()
	for _, school := range schools {
		s.add(school)
	}
	return s
}

// TestDifferencesExplainTheFigures holds the counts against the totals of both sides, whatever has happened.
func TestDifferencesExplainTheFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []report.School {
			schools := []report.School{{ID: 1, Name: "甲"}, {ID: 2, Name: "乙"}}
			for id := uint(1); id <= 8; id++ {
				at := rapid.IntRange(0, 4).Draw(t, label) // 0: not installed
				if at == 0 {
					continue
				}
				d := report.Device{ID: id, Grade: rapid.SampledFrom([]models.Grade{models.GradePass, models.GradeFail, models.GradeUnknown}).Draw(t, label),
					State: rapid.SampledFrom([]models.DeviceState{models.DeviceInUse, models.DeviceDamaged}).Draw(t, label)}
				s := &schools[at%2]
				s.Rooms = append(s.Rooms, report.Room{ID: uint(at), Devices: []report.Device{d}})
			}
			return schools
		}
		before, after := draw("was"), draw("is")
		was, is := standingIn(before), standingIn(after)
		count := func(s standing) (all, failed, damaged int) {
			for _, one := range s.devices {
				all++
				if failing(one) {
					failed++
				}
				if one.device.State.Damaged() {
					damaged++
				}
			}
			return
		}
		allWas, failedWas, damagedWas := count(was)
		allIs, failedIs, damagedIs := count(is)
		told := rules{}.differ(was, is)
		n := Differences{All: told}.Counts()
		if failedWas+n[Entered]-n[Left] != failedIs || damagedWas+n[Broken]-n[Mended] != damagedIs || allWas+n[Added]-n[Gone] != allIs {
			t.Fatalf("%v does not lead from %d, %d, %d to %d, %d, %d", n, allWas, failedWas, damagedWas, allIs, failedIs, damagedIs)
		}
		var bySchool []Difference // as they are told where not all fits into memory
		restless := moving{newStanding(), newStanding()}
		for i := range before {
			pair := moving{standingIn(before[i : i+1]), standingIn(after[i : i+1])}
			pair.settle(restless)
			bySchool = append(bySchool, rules{}.differ(pair.was, pair.is)...)
		}
		bySchool = append(bySchool, rules{}.differ(restless.was, restless.is)...)
		slices.SortStableFunc(bySchool, func(a, b Difference) int {
			return cmp.Or(cmp.Compare(a.SchoolID, b.SchoolID), cmp.Compare(a.DeviceID, b.DeviceID))
		})
		if !slices.Equal(bySchool, told) {
			t.Fatalf("school by school %v, all at once %v", bySchool, told)
		}
	})
}

// TestOnePeriodIsComparedWithTheOneBefore freezes a school twice, with a device taken down in between.
func TestOnePeriodIsComparedWithTheOneBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		if _, err := demo.Fill(t.Context(), db, demo.Options{Schools: 6, Seed: 1, Password: "Banbantong-2026", Now: noon}, func(int) {}); err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, db)
		var school, county models.Organisation
		w.must(db.Where("kind = ? AND id IN (SELECT school_id FROM devices WHERE grade = 'fail' AND classroom_id IS NOT NULL)", models.KindSchool).Order("id").First(&school).Error)
		w.must(db.First(&county, *school.ParentID).Error)
		w.places = map[string]models.Organisation{"县": county, "校": school}
		office := w.office("校")
		first, err := w.submit(w.open("县"), office, "校")
		w.must(err)
		if d, err := w.service.Differences(t.Context(), office, first.Current.ID); err != nil || d.Since != nil || len(d.All) > 0 {
			t.Errorf("the first period has nothing to compare with: %+v, %v", d, err)
		}
		var device models.Device
		w.must(db.Where("school_id = ? AND grade = 'fail' AND state = 'in_use' AND classroom_id IS NOT NULL", school.ID).First(&device).Error)
		w.must(db.Model(&models.Device{}).Where("id = ?", device.ID).Update("classroom_id", nil).Error)
		second, err := w.submit(w.open("县"), office, "校")
		w.must(err)
		d, err := w.service.Differences(t.Context(), w.office("县"), second.Current.ID)
		w.must(err)
		if n := d.Counts(); d.Since == nil || n[Gone] != 1 || n[Left] != 1 || len(d.All) != 2 || d.All[0].DeviceID != device.ID || d.All[0].Text == "原为" {
			t.Errorf("one was taken down: %+v", d.All)
		}
		book, err := export.NewBook()
		w.must(err)
		defer func() { _ = book.Close() }()
		w.must(w.service.FillDifferences(t.Context(), office, OfSnapshot{second.Current.ID}, book, func(int, int) {}))
		var packed bytes.Buffer
		_, err = book.WriteTo(&packed)
		w.must(err)
		file, err := excelize.OpenReader(&packed)
		w.must(err)
		rows, err := file.GetRows("变化明细")
		w.must(err)
		if text := fmt.Sprint(rows); !strings.Contains(text, "不再不达标") || !strings.Contains(text, "报废或停用") || strings.Contains(text, "[3 ") {
			t.Errorf("the workbook says %v", rows)
		}
		if err := w.service.FillDifferences(t.Context(), office, OfSnapshot{first.Current.ID}, book, nil); code(err) != "first-period" {
			t.Errorf("the first period has nothing to compare with: %v", err)
		}
		var neighbour models.Organisation
		w.must(db.Where("kind = ? AND id <> ?", models.KindSchool, school.ID).First(&neighbour).Error)
		w.places["邻校"] = neighbour
		if _, err := w.service.Differences(t.Context(), w.office("邻校"), second.Current.ID); code(err) != "not-found" {
			t.Errorf("a neighbour compares: %v", err)
		}
		if err := w.service.FillDifferences(t.Context(), w.office("邻校"), OfSnapshot{second.Current.ID}, book, nil); code(err) != "not-found" {
			t.Errorf("a neighbour compares in a workbook: %v", err)
		}
	})
}
