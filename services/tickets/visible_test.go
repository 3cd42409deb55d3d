package tickets_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/tickets"
)

func TestWhoSeesWhichTickets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		mine := w.report(w.panel, "F02") // open, by the teacher
		taken := w.report(w.stored, "F01")
		w.must(w.tickets.Accept(ctx, w.technician, taken.ID, taken.Version))
		far, err := w.tickets.ReportByLabel(ctx, access.Actor{}, tickets.Report{LabelToken: w.far.LabelToken, Fault: "F03", ReporterPhone: "13812341234"})
		if err != nil {
			t.Fatal(err)
		}
		former := w.person("调走的老师", models.RoleTeacher, w.elsewhere)
		if err := db.Model(&models.Ticket{}).Where("id = ?", taken.ID).Update("reporter_id", former.UserID).Error; err != nil {
			t.Fatal(err)
		}
		all := map[string]uint{"open": mine.ID, "taken": taken.ID, "far": far.Ticket.ID}
		for name, c := range map[string]struct {
			actor access.Actor
			sees  []string
		}{
			"the county sees its schools":                     {w.county, []string{"open", "taken"}},
			"the auditor too":                                 {w.auditor, []string{"open", "taken"}},
			"the school administrator sees the school":        {w.admin, []string{"open", "taken"}},
			"a teacher sees the own report":                   {w.teacher, []string{"open"}},
			"a colleague sees nothing":                        {w.colleague, nil},
			"a teacher who left sees nothing of the old one":  {former, nil},
			"the technician sees own and untaken tickets":     {w.technician, []string{"open", "taken"}},
			"another technician sees untaken ones":            {w.second, []string{"open"}},
			"a technician of another county sees that county": {w.stranger, []string{"far"}},
			"a village school's teacher sees nothing of it":   {w.person("村小", models.RoleTeacher, w.village), nil},
			"the village school's administrator sees nothing": {w.person("村小管理员", models.RoleSchoolAdmin, w.village), nil},
			"the 中心校 sees its own tickets and the villages'":  {w.person("中心校", models.RoleCentreAdmin, w.school), []string{"open", "taken"}},
			"the system sees all":                             {access.System("test"), []string{"open", "taken", "far"}},
		} {
			t.Run(name, func(t *testing.T) {
				rows, total, err := w.tickets.List(ctx, c.actor, tickets.Filter{Limit: 10})
				if err != nil || int(total) != len(rows) || len(rows) != len(c.sees) {
					t.Errorf("listed %d of %d, want %v; %v", len(rows), total, c.sees, err)
				}
				counts, err := w.tickets.Counts(ctx, c.actor, tickets.Filter{})
				if err != nil || counts.ByStatus[models.TicketOpen]+counts.ByStatus[models.TicketWorking] != len(c.sees) {
					t.Errorf("counted %+v, want %d; %v", counts, len(c.sees), err)
				}
				exported := 0
				if err := w.tickets.Each(ctx, c.actor, tickets.Filter{}, func(tickets.Row) error { exported++; return nil }); err != nil || exported != len(c.sees) {
					t.Errorf("exported %d, want %d; %v", exported, len(c.sees), err)
				}
				for key, id := range all {
					_, err := w.tickets.Get(ctx, c.actor, id)
					if slices.Contains(c.sees, key) && err != nil {
						t.Errorf("cannot read %s: %v", key, err)
					}
					if !slices.Contains(c.sees, key) {
						refused(t, err, errs.NotFound)
						_, err = w.tickets.Note(ctx, c.actor, id, 1, "hello")
						if !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Forbidden) {
							t.Errorf("could write to %s: %v", key, err)
						}
					}
				}
			})
		}
		_, _, err = w.tickets.List(ctx, access.Actor{}, tickets.Filter{Limit: 10})
		refused(t, err, errs.Unauthenticated)
		_, err = w.tickets.Note(ctx, w.auditor, mine.ID, mine.Version, "hello")
		refused(t, err, errs.Forbidden)
	})
}

func TestWhoSeesThePhone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		const whole, masked = "13912345678", "139****5678"
		expect := func(who string, actor access.Actor, id uint, want string) {
			t.Helper()
			d, err := w.tickets.Get(ctx, actor, id)
			if err != nil || d.ReporterPhone != want {
				t.Errorf("%s reads %q, want %q; %v", who, d.ReporterPhone, want, err)
			}
			rows, _, err := w.tickets.List(ctx, actor, tickets.Filter{Limit: 10})
			if err != nil || len(rows) != 1 || rows[0].ReporterPhone != want {
				t.Errorf("%s lists %+v, want %q; %v", who, rows, want, err)
			}
		}
		reported := w.report(w.panel, "F02")
		expect("a technician who has not accepted", w.technician, reported.ID, masked)
		expect("the auditor", w.auditor, reported.ID, masked)
		expect("the school", w.admin, reported.ID, whole)
		expect("the reporter", w.teacher, reported.ID, whole)
		d := w.must(w.tickets.Accept(ctx, w.technician, reported.ID, reported.Version))
		expect("who repairs it", w.technician, d.ID, whole)
		w.photo(d.ID, models.StageAfter)
		d = w.must(w.tickets.Finish(ctx, w.technician, d.ID, d.Version, tickets.Repair{Outcome: models.OutcomeRepaired, Remedy: "修好"}))
		w.must(w.tickets.Confirm(ctx, w.teacher, d.ID, d.Version, ""))
		expect("who has repaired it", w.technician, d.ID, masked)
		err := w.tickets.Each(ctx, w.county, tickets.Filter{}, func(r tickets.Row) error {
			if r.ReporterPhone != masked {
				return fmt.Errorf("exported %q", r.ReporterPhone)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestListFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w, ctx := newTown(t, db), t.Context()
		urgent := w.report(w.panel, "F02")
		low := w.report(w.stored, "F12")
		w.clock = w.clock.Add(5 * time.Hour)
		for name, c := range map[string]struct {
			f    tickets.Filter
			want []uint
		}{
			"those due first":              {tickets.Filter{}, []uint{urgent.ID, low.ID}},
			"the newest first":             {tickets.Filter{Newest: true}, []uint{low.ID, urgent.ID}},
			"the second page":              {tickets.Filter{Offset: 1}, []uint{low.ID}},
			"overdue":                      {tickets.Filter{Overdue: true}, []uint{urgent.ID}},
			"by priority":                  {tickets.Filter{Priority: tickets.P3}, []uint{low.ID}},
			"by fault":                     {tickets.Filter{Fault: "F02"}, []uint{urgent.ID}},
			"by status":                    {tickets.Filter{Statuses: []models.TicketStatus{models.TicketDone}}, nil},
			"by room":                      {tickets.Filter{ClassroomID: w.room.ID}, []uint{urgent.ID}},
			"by device":                    {tickets.Filter{DeviceID: w.stored.ID}, []uint{low.ID}},
			"by another school":            {tickets.Filter{SchoolID: w.village.ID}, nil},
			"by organisation":              {tickets.Filter{OrganisationID: w.school.ID}, []uint{urgent.ID, low.ID}},
			"by an organisation below":     {tickets.Filter{OrganisationID: w.village.ID}, nil},
			"by number":                    {tickets.Filter{Query: low.Number}, []uint{low.ID}},
			"by the name of the device":    {tickets.Filter{Query: "希沃"}, []uint{urgent.ID}},
			"by the code of the label":     {tickets.Filter{Query: "panel"}, []uint{urgent.ID}},
			"a percent sign is no pattern": {tickets.Filter{Query: "%"}, nil},
			"one's own reports":            {tickets.Filter{Whose: tickets.OwnReports}, nil},
		} {
			t.Run(name, func(t *testing.T) {
				c.f.Limit = 10
				rows, _, err := w.tickets.List(ctx, w.county, c.f)
				if err != nil {
					t.Fatal(err)
				}
				var got []uint
				for _, r := range rows {
					got = append(got, r.ID)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("got %v, want %v", got, c.want)
				}
			})
		}
		counts, err := w.tickets.Counts(ctx, w.county, tickets.Filter{})
		if err != nil || counts.Overdue != 1 || counts.ByStatus[models.TicketOpen] != 2 {
			t.Errorf("%+v, %v", counts, err)
		}
		_, _, err = w.tickets.List(ctx, w.county, tickets.Filter{OrganisationID: w.elsewhere.ID, Limit: 10})
		refused(t, err, errs.NotFound)
		_, _, err = w.tickets.List(ctx, w.county, tickets.Filter{Whose: "anybody", Limit: 10})
		refused(t, err, errs.Invalid)
	})
}
