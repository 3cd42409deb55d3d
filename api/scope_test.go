package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"testing"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/database/dbtest"
)

// resources says which id abroad stands for the {id} of a path, by the path's first word.
func (w *world) resources(s site, person uint) map[string]uint {
	return map[string]uint{"organisations": s.school, "schools": s.school, "classrooms": s.classroom, "devices": s.device,
		"tickets": s.ticket, "photos": s.photo, "users": person, "periods": s.period, "snapshots": s.snapshot, "renewal-plans": s.plan, "purchases": s.purchase, "transfers": s.transfer, "disposals": s.disposal, "forms": s.form, "standard-versions": s.standard, "exports": w.strangersExport}
}

// TestNothingAbroadIsSeen asks every GET as every role, with ids of the other county in the path and in every query
// parameter that takes one: what lies abroad is never in an answer, and asking for it by id is 404.
func TestNothingAbroadIsSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		abroad := w.resources(w.abroad, w.stranger)
		references := map[string]uint{"organisation": w.abroad.county, "school_id": w.abroad.school, "classroom_id": w.abroad.classroom,
			"device_id": w.abroad.device, "parent_id": w.abroad.county, "subject_id": w.abroad.device, "plan_id": w.abroad.plan, "ids": w.abroad.device}
		for _, op := range operations(t) {
			if op.method != http.MethodGet || op.Permission == "anyone" {
				continue
			}
			var targets []string
			if strings.Contains(op.path, "{") {
				targets = w.substitute(op, abroad, w.resources(w.home, 0))
				if len(targets) == 0 {
					continue
				}
			} else {
				targets = append(targets, op.path)
				for _, p := range op.Parameters {
					if id, known := references[p.Name]; known && p.In == "query" {
						targets = append(targets, op.path+"?"+url.Values{p.Name: {fmt.Sprint(id)}}.Encode())
					}
				}
			}
			for _, target := range targets {
				for _, role := range localRoles() {
					got := w.ask(role, http.MethodGet, target, nil)
					if strings.Contains(got.body, marker) {
						t.Errorf("GET %s as %q shows what lies abroad: %.300s", target, role, got.body)
					}
					if strings.Contains(op.path, "{") && got.status != 404 && got.status != 403 && got.status != 401 {
						t.Errorf("GET %s as %q answered %d, want 404", target, role, got.status)
					}
				}
			}
		}
	})
}

// localRoles are those whose grant does not reach the other county, and nobody.
func localRoles() []models.Role {
	roles := []models.Role{""}
	for _, r := range access.Roles() {
		if r.Role != models.RoleProvinceAdmin && r.Role != models.RoleCityAdmin {
			roles = append(roles, r.Role)
		}
	}
	return roles
}

// substitute puts ids into a path, one of which is of the kind that the path is about and lies abroad; none for paths
// with other parameters.
func (w *world) substitute(op operation, abroad, home map[string]uint) []string {
	word := strings.Split(strings.TrimPrefix(op.path, "/api/v1/"), "/")[0]
	id, known := abroad[word]
	switch parameters := strings.Count(op.path, "{"); {
	case !known || !strings.Contains(op.path, "{id}"):
		return nil
	case parameters == 1:
		return []string{inPath(op.path, id, 0)}
	case parameters == 2 && strings.Contains(op.path, "{organisation_id}"):
		return []string{inPath(op.path, id, w.home.school), inPath(op.path, home[word], w.abroad.school), inPath(op.path, id, w.abroad.school)}
	}
	return nil
}

func inPath(path string, id, organisation uint) string {
	return strings.NewReplacer("{id}", fmt.Sprint(id), "{organisation_id}", fmt.Sprint(organisation)).Replace(path)
}

// change is a right request at home: the path's id and a body. The attack swaps one id in it for one from abroad.
type change struct {
	role models.Role // who may
	id   uint        // for {id}
	body map[string]any
}

// changes has a right request for every operation that writes; an operation without one fails the test.
func (w *world) changes() map[string]change {
	h := w.home
	admin := models.RoleCountyAdmin
	return map[string]change{
		"post-organisations":          {models.RoleCityAdmin, 0, map[string]any{"parent_id": w.city().ID, "kind": "county", "name": "开发区"}},
		"patch-organisations-id":      {admin, h.county, map[string]any{"name": "信丰", "version": 1}},
		"post-organisations-id-merge": {models.RoleCityAdmin, w.organisation("开发区", new(w.city()), models.KindCounty).ID, map[string]any{"organisation_id": h.county, "version": 1}},
		"post-schools":                {admin, 0, map[string]any{"parent_id": h.school, "name": "村小", "type": "primary", "area": "rural", "sponsor": "education"}},
		"patch-schools-id":            {admin, h.school, map[string]any{"uplink_mbps": 1000, "parent_id": h.county, "version": 1}},
		"post-classrooms":             {models.RoleSchoolAdmin, 0, map[string]any{"school_id": h.school, "name": "四（1）班", "kind": "ordinary"}},
		"patch-classrooms-id":         {models.RoleSchoolAdmin, h.classroom, map[string]any{"student_count": 40, "version": 1}},
		"post-devices":                {models.RoleSchoolAdmin, 0, map[string]any{"school_id": h.school, "classroom_id": h.classroom, "category": "host", "name": "OPS"}},
		"patch-devices-id":            {models.RoleSchoolAdmin, h.device, map[string]any{"brand": "希沃", "version": 1}},
		"post-devices-id-move":        {models.RoleSchoolAdmin, h.device, map[string]any{"school_id": h.school, "classroom_id": h.classroom, "version": 2}},
		"post-devices-id-state":       {models.RoleSchoolAdmin, h.device, map[string]any{"state": "damaged", "reason": "碎屏", "version": 3}},
		"post-devices-id-relabel":     {models.RoleSchoolAdmin, h.device, map[string]any{"version": 4}},
		"post-users":                  {admin, 0, map[string]any{"username": "new.teacher", "name": "新老师", "grants": []any{map[string]any{"role": "teacher", "organisation_id": h.school}}}},
		"patch-users-id":              {admin, w.people[models.RoleTeacher], map[string]any{"name": "老师", "version": 1, "grants": []any{map[string]any{"role": "teacher", "organisation_id": h.school}}}},
		"post-users-id-password":      {admin, w.people[models.RoleTeacher], nil},
		"post-tickets":                {models.RoleTeacher, 0, map[string]any{"device_id": h.device, "fault": "F12"}},
		"post-tickets-id-accept":      {models.RoleTechnician, w.ticket("T-own"), map[string]any{"version": 1}},
		"post-tickets-id-cancel":      {models.RoleSchoolAdmin, w.ticket("T-own"), map[string]any{"note": "误报", "version": 2}},
		"post-tickets-id-note":        {models.RoleSchoolAdmin, h.ticket, map[string]any{"note": "已断电", "version": 1}},
		"post-tickets-id-dispatch":    {models.RoleSchoolAdmin, h.ticket, map[string]any{"technician_id": w.people[models.RoleTechnician], "version": 2}},
		"post-tickets-id-finish":      {models.RoleTechnician, h.ticket, map[string]any{"outcome": "repaired", "remedy": "换电源", "version": 3}},
		"post-tickets-id-confirm":     {models.RoleSchoolAdmin, h.ticket, map[string]any{"version": 4}},
		"post-tickets-id-reopen":      {models.RoleSchoolAdmin, h.ticket, map[string]any{"note": "又坏了", "version": 5}},
		"post-tickets-id-return":      {models.RoleSchoolAdmin, w.ticket("T-finished"), map[string]any{"note": "还是断网", "version": 1}},

		"post-devices-id-merge":    {models.RoleSchoolAdmin, h.device, map[string]any{"version": 6, "duplicate": map[string]any{"device_id": w.twin(), "version": 1}}},
		"post-quality-devices":     {models.RoleSchoolAdmin, 0, map[string]any{"field": "device.bought_on", "value": "2021-09", "rows": []any{map[string]any{"device_id": h.device, "version": 5}}}},
		"post-quality-classrooms":  {models.RoleSchoolAdmin, 0, map[string]any{"field": "classroom.students", "value": "44", "rows": []any{map[string]any{"classroom_id": h.classroom, "version": 2}}}},
		"post-classrooms-id-merge": {models.RoleSchoolAdmin, h.classroom, map[string]any{"version": 3, "duplicate": map[string]any{"classroom_id": w.twinRoom(), "version": 1}}},

		"post-periods": {admin, 0, map[string]any{"organisation_id": h.county, "name": "月报", "kind": "month", "tables": []any{"failures"},
			"due_school": "2026-12-01", "due_centre": "2026-12-02"}},
		"patch-periods-id": {admin, h.period, map[string]any{"name": "秋季", "kind": "autumn", "tables": []any{"failures", "details", "network", "renewal"},
			"due_school": "2026-12-01", "due_centre": "2026-12-02", "version": 1}},
		"post-periods-id-sign":                                 {admin, h.period, map[string]any{}},
		"post-periods-id-reopen":                               {admin, h.period, map[string]any{"note": "漏报一所"}},
		"post-periods-id-remind":                               {admin, h.period, map[string]any{"organisation_id": h.county}},
		"post-periods-id-accept":                               {admin, h.period, map[string]any{"organisation_id": h.county, "items": []any{map[string]any{"organisation_id": h.school, "version": 2}}}},
		"post-periods-id-fill-in":                              {admin, h.period, map[string]any{"organisation_id": h.county, "schools": []any{map[string]any{"organisation_id": h.school, "version": 4}}}},
		"patch-periods-id-submissions-organisation_id":         {models.RoleSchoolAdmin, h.period, map[string]any{"remarks": "无", "version": 0}},
		"post-periods-id-submissions-organisation_id-submit":   {models.RoleSchoolAdmin, h.period, map[string]any{"version": 1}},
		"post-periods-id-submissions-organisation_id-withdraw": {admin, h.period, map[string]any{"version": 3}},
		"post-periods-id-submissions-organisation_id-return": {admin, h.period, map[string]any{"note": "尺寸不对",
			"rows": []any{map[string]any{"device_id": h.device, "note": "应为 75 英寸"}}, "version": 3}},

		"post-standards-readings":         {models.RoleProvinceAdmin, 0, map[string]any{"readings": map[string]any{"disk.nominal": "class"}}},
		"post-standards-readings-preview": {models.RoleProvinceAdmin, 0, map[string]any{"organisation_id": h.county, "readings": map[string]any{"disk.nominal": "class"}}},
		"post-measure-prices":             {admin, 0, map[string]any{"organisation_id": h.county, "prices": []any{map[string]any{"measure": "memory", "cents": 25000}}}},
		"post-renewal-plans": {admin, 0, map[string]any{"organisation_id": h.county, "name": "2027 年更新", "budget_cents": 1000000, "objective": "rooms",
			"rural_percent": 100}},
		"post-renewal-plans-id-compute": {admin, h.plan, map[string]any{"version": 1}},
		"post-renewal-plans-id-stop":    {admin, h.plan, nil},
		"post-renewal-plans-id-drop":    {admin, h.plan, map[string]any{"version": 2}},

		"post-purchases": {models.RoleSchoolAdmin, 0, map[string]any{"organisation_id": h.school, "name": "新购", "items": []any{map[string]any{
			"category": "camera", "name": "摄像头", "quantity": 2, "room_kind": "ordinary", "specs": map[string]any{}}}}},
		"post-purchases-id-check": {admin, h.purchase, map[string]any{"version": 1, "name": "新购", "items": []any{map[string]any{
			"category": "camera", "name": "摄像头", "quantity": 2, "room_kind": "ordinary", "specs": map[string]any{}}}}},
		"post-purchase-lists": {}, // carries a file and keeps nothing

		"post-transfers": {admin, 0, map[string]any{"reason": "利旧", "moves": []any{map[string]any{"device_id": w.spare("free", ""), "school_id": h.school,
			"classroom_id": h.classroom}}}},
		"post-transfers-id-approve":   {admin, h.transfer, map[string]any{"version": 1}},
		"post-transfers-id-hand-over": {models.RoleSchoolAdmin, h.transfer, map[string]any{"version": 2}},
		"post-transfers-id-receive":   {models.RoleSchoolAdmin, h.transfer, map[string]any{"label": "pledged-信丰县", "classroom_id": h.classroom, "version": 3}},
		"post-transfers-id-decline":   {admin, w.order("decline", models.TransferProposed), map[string]any{"note": "不必", "version": 1}},
		"post-transfers-id-withdraw":  {admin, w.order("withdraw", models.TransferProposed), map[string]any{"version": 1}},
		"post-transfers-id-cancel":    {models.RoleSchoolAdmin, w.order("cancel", models.TransferApproved), map[string]any{"note": "不必", "version": 1}},
		"post-transfers-id-reject": {models.RoleSchoolAdmin, w.order("reject", models.TransferHandedOver), map[string]any{"device_id": w.deviceOf("reject"),
			"note": "不合用", "version": 1}},

		"post-disposals":             {models.RoleSchoolAdmin, 0, map[string]any{"school_id": h.school, "device_ids": []any{w.spare("old", "")}, "cause": "aged", "reason": "太旧"}},
		"post-disposals-id-approve":  {admin, h.disposal, map[string]any{"approval_no": "信教装〔2026〕1 号", "version": 1}},
		"post-disposals-id-decline":  {admin, w.disposal("decline"), map[string]any{"note": "还能用", "version": 1}},
		"post-disposals-id-withdraw": {models.RoleSchoolAdmin, w.disposal("withdraw"), map[string]any{"version": 1}},

		"patch-forms-id":        {admin, h.form, map[string]any{"name": "县表", "version": 1}},
		"post-forms-id-drop":    {admin, h.form, map[string]any{"version": 2}},
		"post-forms":            {}, // carry a file; whose form is whose is tested in services/forms
		"post-forms-id-replace": {},

		"post-standard-versions": {admin, 0, map[string]any{"organisation_id": h.county, "version_id": 0}},
		"patch-standard-versions-id": {admin, h.standard, map[string]any{"version": 1, "name": "县标准", "document": "", "note": "", "amendments": map[string]any{
			"changed": []any{map[string]any{"criterion": "HW-MIN-RAM", "values": map[string]any{"limit": 8}, "required": "内存 ≥ 8 GB", "failure": "", "mend": ""}}}}},
		"post-standard-versions-id-check-rule": {admin, h.standard, map[string]any{"rule": "host.memory >= 8", "subject": "host", "criterion": "", "classroom_id": h.classroom}},
		"post-standard-versions-id-trial":      {admin, h.standard, map[string]any{"version": 2}},
		"post-standard-versions-id-trial-stop": {admin, h.standard, nil},
		"post-standard-versions-id-enforce":    {admin, h.standard, map[string]any{"version": 2, "from": "2026-11-24"}},
		"post-standard-versions-id-withdraw":   {admin, h.standard, map[string]any{"version": 3}},
		"post-standard-versions-id-drop":       {admin, w.draftToDrop(), map[string]any{"version": 1}},

		"post-evaluation": {models.RoleProvinceAdmin, 0, nil},

		"post-tickets-id-photos":            {}, // uploads, tested in photos_test.go and services/attachments
		"post-public-tickets-follow-photos": {},
		"post-public-labels-token-tickets":  {}, // for anyone who has the token, tested in labels_test.go

		"post-me-password":        {}, // one's own only, tested in services/accounts
		"post-auth-login":         {},
		"post-auth-refresh":       {},
		"post-auth-logout":        {},
		"post-statistics-report":  {admin, 0, nil},
		"post-statistics-details": {admin, 0, nil},
		"post-schools-export":     {admin, 0, nil},
		"post-classrooms-export":  {admin, 0, nil},
		"post-devices-export":     {admin, 0, nil},

		"post-snapshots-id-workbook":    {models.RoleAuditor, h.snapshot, nil},
		"post-snapshots-id-differences": {models.RoleAuditor, h.snapshot, nil},

		"post-imports":          {}, // carries a file; whose import is whose is tested in services/imports
		"post-imports-id-check": {},
		"post-imports-id-apply": {},
	}
}

// twin is a second row about the device at home, twinRoom one about its classroom.
func (w *world) twin() uint {
	var d models.Device
	if err := w.db.First(&d, w.home.device).Error; err != nil {
		w.t.Fatal(err)
	}
	d.ID, d.LabelToken, d.LabelCode = 0, "twin", "twin"
	w.create(&d)
	return d.ID
}

// spare is a device in the store at home that the order with the number holds.
func (w *world) spare(name, heldBy string) uint {
	d := models.Device{SchoolID: w.home.school, Category: models.CategoryPanel, Name: name, State: models.DeviceIdle, HeldBy: heldBy,
		LabelToken: "spare-" + name, LabelCode: "S-" + name, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&d)
	return d.ID
}

// order is a transfer order at home of one device.
func (w *world) order(name string, status models.TransferStatus) uint {
	return w.transfer("DB-"+name, w.home.school, models.Device{ID: w.spare(name, "DB-"+name), Name: name}, status)
}

// disposal is an application at home of no device.
func (w *world) disposal(name string) uint {
	d := models.Disposal{Number: "BF-" + name, SchoolID: w.home.school, Status: models.DisposalApplied, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&d)
	return d.ID
}

func (w *world) deviceOf(name string) uint {
	var d models.Device
	if err := w.db.Where("name = ?", name).First(&d).Error; err != nil {
		w.t.Fatal(err)
	}
	return d.ID
}

func (w *world) twinRoom() uint {
	room := models.Classroom{SchoolID: w.home.school, Name: "3(1)班", Kind: models.ClassroomOrdinary, Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&room)
	return room.ID
}

// draftToDrop is another draft of the county at home.
func (w *world) draftToDrop() uint {
	draft := models.StandardVersion{OrganisationID: w.home.county, Name: "作废", Version: 1, CreatedAt: clock, UpdatedAt: clock}
	w.create(&draft)
	return draft.ID
}

// organisations are those of right requests that are not about the school, by operation.
func (w *world) organisations() map[string]uint {
	return map[string]uint{"post-periods-id-submissions-organisation_id-withdraw": w.home.county}
}

func (w *world) ticket(number string) uint {
	var t models.Ticket
	if err := w.db.Where("number = ?", number).First(&t).Error; err != nil {
		w.t.Fatal(err)
	}
	return t.ID
}

func (w *world) city() models.Organisation {
	var city models.Organisation
	if err := w.db.Where("kind = ?", models.KindCity).First(&city).Error; err != nil {
		w.t.Fatal(err)
	}
	return city
}

// TestNothingAbroadIsChanged sends every writing operation, as every local role, with an id from abroad in the path or
// in one place of the body. Nothing may change, neither abroad nor at home; then the right request must succeed, so
// that a refusal was for the id and not for some other fault of the request.
func TestNothingAbroadIsChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		abroad := w.resources(w.abroad, w.stranger)
		changes := w.changes()
		ops := operations(t)
		sort.Slice(ops, func(i, j int) bool { return order(ops[i].ID) < order(ops[j].ID) })
		for _, op := range ops {
			if op.method == http.MethodGet {
				continue
			}
			right, known := changes[op.ID]
			if !known {
				t.Errorf("%s (%s %s) has no right request in changes()", op.ID, op.method, op.path)
				continue
			}
			if right.role == "" {
				continue
			}
			organisation := w.home.school
			if of, known := w.organisations()[op.ID]; known {
				organisation = of
			}
			home := inPath(op.path, right.id, organisation)
			before := w.contents()
			for _, role := range localRoles() {
				for _, target := range w.substitute(op, abroad, map[string]uint{"periods": w.home.period}) {
					w.refused(op, role, target, right.body)
				}
				for place, body := range w.swaps(right.body) {
					w.refused(operation{method: op.method, path: op.path + " with " + place}, role, home, body)
				}
			}
			for _, p := range op.Parameters {
				if p.Name == "organisation" && p.In == "query" {
					for _, role := range localRoles() {
						w.refused(op, role, home+"?organisation="+fmt.Sprint(w.abroad.county), right.body)
					}
				}
			}
			w.refused(op, "", home, right.body)
			if after := w.contents(); after != before {
				t.Errorf("%s: a refused request changed the database", op.ID)
			}
			if got := w.ask(right.role, op.method, home, right.body); got.status >= 300 {
				t.Errorf("%s: the right request answered %d: %s", op.ID, got.status, got.body)
			}
		}
	})
}

// order keeps the right requests on one device, one ticket and one period in the order of their versions.
func order(id string) string {
	for i, one := range []string{"patch-devices-id", "post-devices-id-move", "post-devices-id-state", "post-devices-id-relabel",
		"patch-classrooms-id", "post-quality-devices", "post-quality-classrooms", "post-devices-id-merge", "post-classrooms-id-merge",
		"post-tickets-id-accept", "post-tickets-id-cancel", "post-tickets-id-note", "post-tickets-id-dispatch", "post-tickets-id-finish",
		"post-tickets-id-confirm", "post-tickets-id-reopen", "post-tickets-id-return",
		"patch-periods-id", "post-periods-id-sign", "post-periods-id-reopen", "post-periods-id-submissions-organisation_id-withdraw",
		"post-periods-id-remind", "patch-periods-id-submissions-organisation_id", "post-periods-id-submissions-organisation_id-submit",
		"post-periods-id-accept", "post-periods-id-submissions-organisation_id-return", "post-periods-id-fill-in",
		"post-renewal-plans-id-compute", "post-renewal-plans-id-stop", "post-renewal-plans-id-drop", "patch-forms-id", "post-forms-id-drop", "post-transfers-id-approve", "post-transfers-id-hand-over", "post-transfers-id-receive",
		"patch-standard-versions-id", "post-standard-versions-id-check-rule", "post-standard-versions-id-trial", "post-standard-versions-id-trial-stop", "post-standard-versions-id-enforce", "post-standard-versions-id-withdraw"} {
		if id == one {
			return fmt.Sprintf("0%02d", i)
		}
	}
	return id
}

func (w *world) refused(op operation, role models.Role, target string, body map[string]any) {
	w.t.Helper()
	var sent any
	if body != nil {
		sent = body
	}
	got := w.ask(role, op.method, target, sent)
	if got.status != 401 && got.status != 403 && got.status != 404 {
		w.t.Errorf("%s %s as %q answered %d: %s", op.method, op.path, role, got.status, got.body)
	}
	if strings.Contains(got.body, marker) {
		w.t.Errorf("%s %s as %q shows what lies abroad: %s", op.method, op.path, role, got.body)
	}
}

// swaps gives the body once for every reference in it, with that reference pointing abroad.
func (w *world) swaps(body map[string]any) map[string]map[string]any {
	abroad := map[string]uint{"school_id": w.abroad.school, "classroom_id": w.abroad.classroom, "device_id": w.abroad.device,
		"parent_id": w.abroad.county, "organisation_id": w.abroad.school, "technician_id": w.stranger}
	swapped := map[string]map[string]any{}
	for field, id := range abroad {
		text, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		var one map[string]any
		if err := json.Unmarshal(text, &one); err != nil {
			w.t.Fatal(err)
		}
		if replace(one, field, id) {
			swapped[field] = one
		}
	}
	return swapped
}

func replace(value any, field string, id uint) bool {
	found := false
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if key == field {
				v[key], found = id, true
			} else {
				found = replace(inner, field, id) || found
			}
		}
	case []any:
		for _, inner := range v {
			found = replace(inner, field, id) || found
		}
	}
	return found
}

// contents is everything that a request could change, as text; sign-ins are not, they note each use.
func (w *world) contents() string {
	w.t.Helper()
	var text strings.Builder
	for _, table := range []string{"organisations", "schools", "classrooms", "devices", "device_events", "users", "grants", "tickets",
		"ticket_events", "attachments", "periods", "submissions", "submission_events", "snapshots", "reminders", "exports", "audit_log", "school_counts", "standard_versions", "standard_trials", "standard_trial_schools", "evaluations",
		"measure_prices", "renewal_plans", "renewal_plan_runs", "renewal_plan_rooms", "purchases", "purchase_checks", "forms", "transfers", "transfer_items", "transfer_events", "disposals", "disposal_items", "disposal_events"} {
		var rows []map[string]any
		if err := w.db.Table(table).Order("1").Find(&rows).Error; err != nil {
			w.t.Fatal(err)
		}
		fmt.Fprintln(&text, table, rows)
	}
	return text.String()
}
