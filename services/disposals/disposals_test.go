package disposals_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/demo"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/tickets"
)

var noon = time.Date(2026, 10, 15, 4, 0, 0, 0, time.UTC)

// county is a demo county with a school whose devices are applied for.
type county struct {
	t                       *testing.T
	db                      *gorm.DB
	s                       *disposals.Service
	registry                *registry.Service
	verdicts                *compliance.Service
	school                  models.Organisation
	bureau, admin, stranger access.Actor
}

func newCounty(t *testing.T, db *gorm.DB) *county {
	t.Helper()
	now := func() time.Time { return noon }
	_, err := demo.Fill(t.Context(), db, demo.Options{Schools: 20, Seed: 3, Password: "ban-ban-tong-2023", Now: noon}, func(int) {})
	c := &county{t: t, db: db}
	c.must(err)
	c.verdicts, err = compliance.New(db, now)
	c.must(err)
	c.registry = registry.New(db, now, c.verdicts)
	c.s = disposals.New(db, now, c.registry, c.verdicts, renewal.New(db, now, c.verdicts), registry.NewOrderCode)
	var schools []models.Organisation
	c.must(db.Where("kind = ?", models.KindSchool).Order("id").Limit(2).Find(&schools).Error)
	c.school = schools[0]
	var place models.Organisation
	c.must(db.First(&place, models.PathIDs(c.school.Path)[2]).Error)
	who := func(role models.Role, at models.Organisation) access.Actor {
		return access.NewActor(models.User{ID: 1, Name: at.Name, Grants: []models.Grant{{Role: role, OrganisationID: at.ID, Organisation: at}}})
	}
	c.bureau, c.admin, c.stranger = who(models.RoleCountyAdmin, place), who(models.RoleSchoolAdmin, c.school), who(models.RoleSchoolAdmin, schools[1])
	return c
}

func (c *county) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// device is some device of the school in the state.
func (c *county) device(state models.DeviceState) models.Device {
	c.t.Helper()
	var d models.Device
	c.must(c.db.Where("school_id = ? AND state = ? AND category IN ?", c.school.ID, state, []models.Category{models.CategoryPanel, models.CategoryScreen, models.CategoryHost}).First(&d).Error)
	return d
}

func (c *county) read(id uint) models.Device {
	c.t.Helper()
	var d models.Device
	c.must(c.db.First(&d, id).Error)
	return d
}

func (c *county) apply(devices ...models.Device) disposals.Detail {
	c.t.Helper()
	in := disposals.Application{SchoolID: c.school.ID, Cause: models.DisposalAged, Reason: "用了十二年"}
	for _, d := range devices {
		in.DeviceIDs = append(in.DeviceIDs, d.ID)
	}
	d, err := c.s.Apply(c.t.Context(), c.admin, in)
	c.must(err)
	return d
}

// consistent says that no stored verdict or count differs from a fresh evaluation.
func (c *county) consistent() {
	c.t.Helper()
	_, err := c.verdicts.Evaluate(c.t.Context(), func(d compliance.Difference) { c.t.Errorf("stored otherwise: %+v", d) })
	c.must(err)
}

func TestAnApprovedDisposalRetiresItsDevices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		used, idle := c.device(models.DeviceInUse), c.device(models.DeviceIdle)
		d := c.apply(used, idle)
		for _, one := range []models.Device{used, idle} {
			if now := c.read(one.ID); now.State != models.DeviceToRetire || now.HeldBy != d.Number {
				t.Errorf("applied for, it is %s, held by %q", now.State, now.HeldBy)
			}
		}
		c.consistent()
		d, err := c.s.Approve(t.Context(), c.bureau, d.ID, d.Version, "信教装〔2026〕8 号", "")
		c.must(err)
		for _, one := range []models.Device{used, idle} {
			if now := c.read(one.ID); now.State != models.DeviceRetired || now.HeldBy != "" || now.ClassroomID != nil {
				t.Errorf("approved, it is %s, held by %q, in %v", now.State, now.HeldBy, now.ClassroomID)
			}
		}
		if d.Decider != c.bureau.Name || d.DecidedAt == nil || d.ApprovalNo != "信教装〔2026〕8 号" || len(d.Actions) != 0 {
			t.Errorf("approved it says %q, %v, %q", d.Decider, d.DecidedAt, d.ApprovalNo)
		}
		c.consistent()
		book, err := c.s.Sheet(t.Context(), c.admin, d.ID)
		c.must(err)
		if book.Rows() != 2 {
			t.Errorf("its sheet has %d rows", book.Rows())
		}
		c.must(book.Close())
	})
}

func TestAnApplicationThatComesToNothingGivesTheStatesBack(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	used, idle := c.device(models.DeviceInUse), c.device(models.DeviceIdle)
	for name, end := range map[string]func(disposals.Detail) error{
		"declined": func(d disposals.Detail) error {
			_, err := c.s.Decline(t.Context(), c.bureau, d.ID, d.Version, "还能用")
			return err
		},
		"withdrawn": func(d disposals.Detail) error {
			_, err := c.s.Withdraw(t.Context(), c.admin, d.ID, d.Version, "")
			return err
		},
	} {
		c.must(end(c.apply(used, idle)))
		for _, one := range []models.Device{used, idle} {
			if now := c.read(one.ID); now.State != one.State || now.HeldBy != "" {
				t.Errorf("%s, what was %s is %s, held by %q", name, one.State, now.State, now.HeldBy)
			}
		}
	}
	c.consistent()
}

func TestWhoMayDoWhatToADisposal(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	ctx := t.Context()
	used := c.device(models.DeviceInUse)
	d := c.apply(used)
	only := func(_ any, err error) error { return err }
	in := disposals.Application{SchoolID: c.school.ID, DeviceIDs: []uint{used.ID}, Cause: models.DisposalAged, Reason: "旧"}
	now := c.read(used.ID)
	retire := func(ctx context.Context, who access.Actor, d models.Device) error {
		return only(c.registry.SetDeviceState(ctx, who, d.ID, d.Version, models.DeviceRetired, "旧"))
	}
	for _, one := range []struct {
		name string
		err  error
		kind errs.Kind
	}{
		{"another school does not see it", only(c.s.Get(ctx, c.stranger, d.ID)), errs.NotFound},
		{"another school does not apply for its device", only(c.s.Apply(ctx, c.stranger, in)), errs.NotFound},
		{"a bureau has no devices of its own", only(c.s.Apply(ctx, c.bureau, disposals.Application{SchoolID: *c.school.ParentID, DeviceIDs: in.DeviceIDs,
			Cause: in.Cause, Reason: in.Reason})), errs.NotFound},
		{"a device is not applied for twice", only(c.s.Apply(ctx, c.admin, in)), errs.Conflict},
		{"the school does not approve its own", only(c.s.Approve(ctx, c.admin, d.ID, d.Version, "", "")), errs.Forbidden},
		{"a refusal says why", only(c.s.Decline(ctx, c.bureau, d.ID, d.Version, "")), errs.Invalid},
		{"an old page is refused", only(c.s.Approve(ctx, c.bureau, d.ID, d.Version+1, "", "")), errs.Conflict},
		{"while it is open the bureau does not retire it by hand", retire(ctx, c.bureau, now), errs.Conflict},
		{"a school does not retire by hand", retire(ctx, c.admin, c.device(models.DeviceIdle)), errs.Forbidden},
	} {
		if !errs.Is(one.err, one.kind) {
			t.Errorf("%s: %v", one.name, one.err)
		}
	}
	if err := retire(ctx, c.bureau, c.device(models.DeviceIdle)); err != nil {
		t.Errorf("the bureau does not retire by hand: %v", err)
	}
	if n, err := c.s.Waiting(ctx, c.bureau); err != nil || n != 1 {
		t.Errorf("the bureau has %d to decide: %v", n, err)
	}
	if n, err := c.s.Waiting(ctx, c.admin); err != nil || n != 0 {
		t.Errorf("the school has %d to decide: %v", n, err)
	}
}

// TestWhoDecidesLearnsThatADeviceWouldServe applies for every idle device of the county that renewal would still use.
func TestWhoDecidesLearnsThatADeviceWouldServe(t *testing.T) {
	c := newCounty(t, dbtest.SQLite(t))
	found, err := renewal.New(c.db, func() time.Time { return noon }, c.verdicts).Reuse(t.Context(), c.bureau, models.PathIDs(c.school.Path)[2], 0)
	c.must(err)
	if len(found.Moves) == 0 {
		t.Fatal("the demo has nothing to reuse: the test looks at nothing")
	}
	move := found.Moves[0]
	d, err := c.s.Apply(t.Context(), c.bureau, disposals.Application{SchoolID: move.Device.SchoolID, DeviceIDs: []uint{move.Device.ID}, Cause: models.DisposalUseless, Reason: "没有去处"})
	c.must(err)
	uses, err := c.s.Uses(t.Context(), c.bureau, d.ID)
	c.must(err)
	if len(uses) != 1 || uses[0].DeviceID != move.Device.ID || uses[0].Rooms == 0 || len(uses[0].Best.Mends) == 0 {
		t.Errorf("a device that would serve room %d is said to serve %+v", move.Room.ID, uses)
	}
	if _, err := c.s.Uses(t.Context(), c.admin, d.ID); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a school asks what the bureau decides by: %v", err)
	}
}

// TestATicketOutlivesARefusedApplication follows a device that is reported while it is applied for, or applied for while
// its ticket is open: whatever comes first to its end, both leave it as it was.
func TestATicketOutlivesARefusedApplication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		c := newCounty(t, db)
		ctx := t.Context()
		repair := tickets.New(db, func() time.Time { return noon }, []byte("secret of the test"), c.verdicts, disposals.Returns{})
		used := c.device(models.DeviceInUse)
		report := func() models.Ticket {
			out, err := repair.Report(ctx, c.admin, tickets.Report{DeviceID: &used.ID, Fault: "F01", ReporterName: "王老师"})
			c.must(err)
			return out.Ticket
		}
		accept := func(ticket models.Ticket) models.Ticket {
			d, err := repair.Accept(ctx, c.bureau, ticket.ID, ticket.Version)
			c.must(err)
			return d.Ticket
		}
		cancel := func(ticket models.Ticket) {
			_, err := repair.Cancel(ctx, c.bureau, ticket.ID, ticket.Version, "报错了")
			c.must(err)
		}
		decline := func(d disposals.Detail) {
			_, err := c.s.Decline(ctx, c.bureau, d.ID, d.Version, "还能用")
			c.must(err)
		}
		is := func(when string, want models.DeviceState) {
			t.Helper()
			if now := c.read(used.ID).State; now != want {
				t.Errorf("%s it is %s, not %s", when, now, want)
			}
		}

		d := c.apply(used)
		ticket := accept(report())
		is("reported while it is applied for", models.DeviceToRetire)
		decline(d)
		is("refused while it is repaired", models.DeviceRepairing)
		cancel(ticket)
		is("with its ticket cancelled", models.DeviceInUse)

		ticket = report()
		d = c.apply(used)
		cancel(ticket)
		is("with its ticket cancelled while it is applied for", models.DeviceToRetire)
		decline(d)
		is("refused after that", models.DeviceInUse)
		c.consistent()
	})
}
