package quality

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/report"
)

var system = access.System("测试")

func counted(t testing.TB, s *Service, want int) {
	t.Helper()
	if n, err := s.CountAll(context.Background()); err != nil || n != want {
		t.Fatalf("counted %d schools, want %d: %v", n, want, err)
	}
}

func listed(t testing.TB, s *Service, f Filter) (all []string, total int) {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	found, total, err := s.List(context.Background(), system, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range found {
		all = append(all, fmt.Sprintf("%s %s %d", one.SchoolName, one.Rule.ID, one.DeviceID))
	}
	return all, total
}

func TestCounts(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		s := newService(t, db)
		plant(t, db, "SN-1", "SN-2", "SN-1", "无")
		counted(t, s, 4)
		counted(t, s, 0)

		all, total := listed(t, s, Filter{})
		want := []string{"第0小学 same-serial 110", "第2小学 same-serial 112", "第3小学 placeholder-serial 113"}
		if !slices.Equal(all, want) || total != 3 {
			t.Errorf("listed %d %q, want %q", total, all, want)
		}
		all, total = listed(t, s, Filter{Offset: 1, Limit: 1})
		if !slices.Equal(all, want[1:2]) || total != 3 {
			t.Errorf("the second page of one is %q of %d", all, total)
		}
		all, total = listed(t, s, Filter{OrganisationID: 12, Rule: "same-serial"})
		if !slices.Equal(all, want[1:2]) || total != 1 {
			t.Errorf("a school's findings of a rule are %q of %d", all, total)
		}
		if _, _, err := s.List(ctx, system, Filter{Rule: "nonsense", Limit: 1}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a rule that is none gives %v", err)
		}
		if _, _, err := s.List(ctx, system, Filter{Offset: maxDepth, Limit: 1}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a page beyond the last gives %v", err)
		}
		if _, err := s.Table(ctx, system, 4711); !errs.Is(err, errs.NotFound) {
			t.Errorf("a place that is none gives %v", err)
		}
		if _, err := s.Table(ctx, access.Actor{}, 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("nobody gives %v", err)
		}

		// A change is counted when somebody looks, and the night counts what changed elsewhere.
		if err := s.MendDevices(ctx, system, FieldSerial, "SN-9", []Versioned{{112, 1}}); err != nil {
			t.Fatal(err)
		}
		if all, _ = listed(t, s, Filter{Rule: "same-serial"}); len(all) != 0 {
			t.Errorf("after one was corrected there is still %q", all)
		}
		table, err := s.Table(ctx, system, 1)
		if err != nil {
			t.Fatal(err)
		}
		if n := table.Totals.Findings[Duplicated]; n != 1 {
			t.Errorf("%d duplicates are counted before the night, want the one of the school that was not touched", n)
		}
		s.now = func() time.Time { return noon.AddDate(0, 0, 1) }
		counted(t, s, 4)
		if table, err = s.Table(ctx, system, 1); err != nil || table.Totals.Findings[Duplicated] != 0 {
			t.Errorf("%d duplicates are counted after the night: %v", table.Totals.Findings[Duplicated], err)
		}
	})
}

func TestMend(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		s := newService(t, db)
		plant(t, db, "", "")
		create(t, db, &models.Classroom{ID: 1, SchoolID: 10, Name: "三（1）班", Kind: models.ClassroomOrdinary, Version: 1},
			&models.Classroom{ID: 2, SchoolID: 10, Name: "3(1)班", Kind: models.ClassroomOrdinary, StudentCount: ptr(44), Version: 1},
			&models.Device{ID: 7, SchoolID: 10, ClassroomID: ptr(uint(2)), Category: models.CategoryHost, Name: "主机", BoughtOn: "2021", State: models.DeviceInUse,
				LabelToken: "t7", LabelCode: "c7", Version: 1, Specs: models.Specs{Host: &models.HostSpecs{MemoryMiB: ptr(4096)}}})
		for _, test := range []struct {
			name string
			err  error
			kind errs.Kind
		}{
			{"no rows", s.MendDevices(ctx, system, FieldMemory, "8G", nil), errs.Invalid},
			{"a field of classrooms for devices", s.MendDevices(ctx, system, FieldStudents, "40", []Versioned{{7, 1}}), errs.Invalid},
			{"what nobody can read", s.MendDevices(ctx, system, FieldMemory, "很大", []Versioned{{7, 1}}), errs.Invalid},
			{"nothing", s.MendDevices(ctx, system, FieldMemory, " ", []Versioned{{7, 1}}), errs.Invalid},
			{"a row that somebody has changed", s.MendDevices(ctx, system, FieldMemory, "8G", []Versioned{{7, 9}}), errs.Conflict},
			{"a row that is not there, after one that is", s.MendDevices(ctx, system, FieldMemory, "8G", []Versioned{{7, 1}, {4711, 1}}), errs.NotFound},
			{"nobody", s.MendDevices(ctx, access.Actor{}, FieldMemory, "8G", []Versioned{{7, 1}}), errs.Unauthenticated},
			{"a room with itself", s.MergeClassrooms(ctx, system, Versioned{1, 1}, Versioned{1, 1}), errs.Invalid},
			{"a device with itself", s.MergeDevices(ctx, system, Versioned{7, 1}, Versioned{7, 1}), errs.Invalid},
			{"devices that somebody has changed", s.MergeDevices(ctx, system, Versioned{110, 5}, Versioned{7, 1}), errs.Conflict},
		} {
			if !errs.Is(test.err, test.kind) {
				t.Errorf("mending %s gives %v", test.name, test.err)
			}
		}
		device := func(id uint) (d models.Device) {
			if err := db.First(&d, id).Error; err != nil {
				t.Fatal(err)
			}
			return d
		}
		if d := device(7); d.Version != 1 || *d.Specs.Host.MemoryMiB != 4096 {
			t.Errorf("what was refused left %+v", d)
		}

		for field, text := range map[Field]string{FieldMemory: "8G", FieldCPU: "i5-10400", FieldDisk: "256G SSD", FieldBoughtOn: "2021.9", FieldPrice: "3200"} {
			if err := s.MendDevices(ctx, system, field, text, []Versioned{{7, device(7).Version}, {110, device(110).Version}}); err != nil {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, id := range []uint{7, 110} {
			d := device(id)
			h := d.Specs.Host
			if *h.MemoryMiB != 8192 || *h.CPUCores != 6 || *h.CPUBaseMHz != 2900 || *h.Disks[0].SizeMB < 250_000 || d.BoughtOn != "2021-09" || *d.PriceCents != 3200_00 {
				t.Errorf("device %d is %+v %+v", id, d, h)
			}
		}
		if err := s.MendClassrooms(ctx, system, FieldCampusNetwork, "是", []Versioned{{1, 1}, {2, 1}}); err != nil {
			t.Fatal(err)
		}

		if all, _ := listed(t, s, Filter{Rule: "same-room"}); len(all) != 2 {
			t.Errorf("the room that is there twice: %q", all)
		}
		if err := s.MergeClassrooms(ctx, system, Versioned{1, 2}, Versioned{2, 2}); err != nil {
			t.Fatal(err)
		}
		var room models.Classroom
		if err := db.First(&room, 1).Error; err != nil || room.StudentCount == nil || *room.StudentCount != 44 || !room.HasSuite || *device(7).ClassroomID != 1 {
			t.Errorf("the merged room is %+v, %v", room, err)
		}
		if all, _ := listed(t, s, Filter{Rule: "same-room"}); len(all) != 0 {
			t.Errorf("after the merge there is still %q", all)
		}

		if err := s.MendDevices(ctx, system, FieldSerial, "SN-77", []Versioned{{110, device(110).Version}}); err != nil {
			t.Fatal(err)
		}
		if err := s.MergeDevices(ctx, system, Versioned{7, device(7).Version}, Versioned{110, device(110).Version}); err != nil {
			t.Fatal(err)
		}
		if kept, gone := device(7), device(110); kept.Serial != "SN-77" || gone.State != models.DeviceRetired {
			t.Errorf("the merged device is %+v, the other %+v", kept, gone)
		}
	})
}

// TestSums: the figures of a place are those of the places below it, whatever they are.
func TestSums(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		s := newService(t, db)
		create(t, db, &models.Organisation{ID: 1, Kind: models.KindProvince, Name: "江西省", Path: models.PathUnder("", 1), Version: 1})
		places := []models.Organisation{{ID: 1, Path: models.PathUnder("", 1)}}
		rapid.Check(t, func(r *rapid.T) {
			parent := places[rapid.IntRange(0, len(places)-1).Draw(r, "parent")]
			id := uint(len(places) + 1)
			o := models.Organisation{ID: id, ParentID: &parent.ID, Kind: models.KindSchool, Name: fmt.Sprint(id), Path: models.PathUnder(parent.Path, id), Version: 1}
			if models.PathDepth(o.Path) > 6 {
				return
			}
			places = append(places, o)
			needed := rapid.IntRange(0, 50).Draw(r, "needed")
			q := models.SchoolQuality{SchoolID: id, Needed: needed, Known: rapid.IntRange(0, needed).Draw(r, "known"), CountedAt: &noon}
			create(t, db, &o, &models.School{ID: id, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation, Version: 1}, &q)
			if n := rapid.IntRange(0, 9).Draw(r, "findings"); n > 0 {
				create(t, db, &models.SchoolFinding{SchoolID: id, Rule: rules[rapid.IntRange(0, len(rules)-1).Draw(r, "rule")].ID, Findings: n})
			}
		})
		for _, place := range places {
			table, err := s.Table(ctx, system, place.ID)
			if err != nil {
				t.Fatal(err)
			}
			var direct report.Rate
			err = db.Raw("SELECT COALESCE(SUM(q.known), 0) AS n, COALESCE(SUM(q.needed), 0) AS d FROM school_quality q JOIN organisations o ON o.id = q.school_id "+
				"WHERE SUBSTR(o.path, 1, ?) = ?", len(place.Path), place.Path).Scan(&direct).Error
			if err != nil || table.Totals.Complete != direct {
				t.Errorf("%s: the rows add up to %v, the schools to %v: %v", place.Path, table.Totals.Complete, direct, err)
			}
			byKind, byRule := 0, 0
			for _, n := range table.Totals.Findings {
				byKind += n
			}
			for _, r := range table.Rules {
				byRule += r.Findings
			}
			if byKind != byRule {
				t.Errorf("%s: %d findings by place, %d by rule", place.Path, byKind, byRule)
			}
		}
	})
}
