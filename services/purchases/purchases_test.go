package purchases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// buyer is a county that buys, and another one.
type buyer struct {
	*Service
	t                   *testing.T
	verdicts            *compliance.Service
	root, county, other models.Organisation
	admin, auditor      access.Actor
	user                uint
}

func newBuyer(t *testing.T, db *gorm.DB) *buyer {
	t.Helper()
	clock := func() time.Time { return noon }
	verdicts, err := compliance.New(db, clock)
	if err != nil {
		t.Fatal(err)
	}
	b := &buyer{Service: New(db, clock, verdicts), t: t, verdicts: verdicts}
	b.root = b.place("江西省", models.KindProvince, models.Organisation{})
	b.county, b.other = b.place("信丰县", models.KindCounty, b.root), b.place("于都县", models.KindCounty, b.root)
	user := models.User{Username: "wang", Name: "王主任", Version: 1, CreatedAt: noon, UpdatedAt: noon}
	b.must(db.Create(&user).Error)
	b.user = user.ID
	b.admin, b.auditor = b.actor(models.RoleCountyAdmin, b.county), b.actor(models.RoleAuditor, b.county)
	return b
}

func (b *buyer) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *buyer) place(name string, kind models.OrganisationKind, above models.Organisation) models.Organisation {
	b.t.Helper()
	o := models.Organisation{Kind: kind, Name: name, Path: name, Version: 1, CreatedAt: noon, UpdatedAt: noon}
	if above.ID != 0 {
		o.ParentID = &above.ID
	}
	b.must(b.db.Create(&o).Error)
	o.Path = models.PathUnder(above.Path, o.ID)
	b.must(b.db.Model(&o).UpdateColumn("path", o.Path).Error)
	return o
}

func (b *buyer) actor(role models.Role, at models.Organisation) access.Actor {
	return access.NewActor(models.User{ID: b.user, Name: "王主任", Grants: []models.Grant{{Role: role, OrganisationID: at.ID, Organisation: at}}})
}

func (b *buyer) check(items ...models.PurchaseItem) Row {
	b.t.Helper()
	row, err := b.Check(b.t.Context(), b.admin, b.county.ID, Offer{"2027 年采购", items})
	b.must(err)
	return row
}

// host is a computer that meets 标准配置; change makes it another.
func host(change ...func(*models.PurchaseItem)) models.PurchaseItem {
	item := models.PurchaseItem{Category: models.CategoryHost, Name: "OPS 电脑", Quantity: 30, RoomKind: models.ClassroomOrdinary, Students: new(40),
		Specs: models.Specs{Host: &models.HostSpecs{CPUModel: "i5-10400", MemoryMiB: new(8192), GPUMemoryMiB: new(1024), NICMbps: new(1000),
			Disks: []models.Disk{{Kind: models.DiskSSD, SizeMB: new(256_000)}}}}}
	for _, c := range change {
		c(&item)
	}
	return item
}

// panel is a screen that meets 标准配置 for classes of fewer than 45.
func panel(inches float64, students *int, change ...func(*models.PurchaseItem)) models.PurchaseItem {
	item := models.PurchaseItem{Category: models.CategoryPanel, Name: "交互智能平板", Quantity: 30, RoomKind: models.ClassroomOrdinary, Students: students,
		Specs: models.Specs{Display: &models.DisplaySpecs{SizeInches: &inches}}}
	for _, kind := range []models.PortKind{models.PortUSB3, models.PortTypeC, models.PortHDMI, models.PortVGA} {
		item.Specs.Ports = append(item.Specs.Ports, models.Port{Kind: kind, Direction: models.PortIn, Count: 1})
	}
	for _, c := range change {
		c(&item)
	}
	return item
}

// against are the criteria that stand against an item.
func against(f models.PurchaseFinding) []string {
	var ids []string
	for _, c := range f.Clauses {
		if c.Decides && c.Grade != models.GradePass {
			ids = append(ids, c.Criterion)
		}
	}
	return ids
}

func TestAPurchaseIsHeldAgainstTheStandard(t *testing.T) {
	for _, c := range []struct {
		name       string
		items      []models.PurchaseItem
		conclusion models.PurchaseConclusion
		against    string
		reason     string // part of the first reason
	}{
		{"a computer that meets everything is advised", []models.PurchaseItem{host()}, models.PurchaseAdvised, "", ""},
		{"a base clock that its maker does not publish is asked for", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Specs.Host.CPUModel = "N100" })},
			models.PurchaseIncomplete, "HW-STD-CPU-FREQ", "处理器基准频率"},
		{"4 GB of memory are refused", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Specs.Host.MemoryMiB = new(4096) })},
			models.PurchaseRefused, "HW-STD-RAM", "内存不足 8 GB"},
		{"a hard disk is no solid-state disk, however large", []models.PurchaseItem{host(func(i *models.PurchaseItem) {
			i.Specs.Host.Disks = []models.Disk{{Kind: models.DiskHDD, SizeMB: new(1_000_000)}}
		})}, models.PurchaseRefused, "HW-STD-DISK", "256 GB"},
		{"a disk that is not said is asked for", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Specs.Host.Disks = nil })},
			models.PurchaseIncomplete, "HW-STD-DISK", "须向供应商索取：固态硬盘容量。"},
		{"a computer of which nothing is said is asked about", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Specs.Host = nil })},
			models.PurchaseIncomplete, "HW-STD-CPU-CORE HW-STD-CPU-FREQ HW-STD-RAM HW-STD-GPU HW-STD-NIC HW-STD-DISK", "须向供应商索取：处理器核心数、处理器线程数。"},
		{"what only an installed computer tells is not asked of a vendor", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Specs.Host.MemoryMiB = nil })},
			models.PurchaseIncomplete, "HW-STD-RAM", "须向供应商索取：内存容量。"},
		{"65 inches serve a class of 44", []models.PurchaseItem{panel(65, new(44))}, models.PurchaseAdvised, "", ""},
		{"65 inches do not serve a class of 45", []models.PurchaseItem{panel(65, new(45))}, models.PurchaseRefused, "HW-STD-DISPLAY", "屏幕小于班额所要求的尺寸"},
		{"75 inches serve any class", []models.PurchaseItem{panel(75, nil)}, models.PurchaseAdvised, "", ""},
		{"whom 65 inches are for, the buyer has to say", []models.PurchaseItem{panel(65, nil)}, models.PurchaseIncomplete, "HW-STD-DISPLAY", "须填写班额。"},
		{"a panel without VGA is refused", []models.PurchaseItem{panel(75, nil, func(i *models.PurchaseItem) { i.Specs.Ports[3].Count = 0 })},
			models.PurchaseRefused, "HW-STD-IO", "输入接口不全"},
		{"a camera of 720 lines is refused", []models.PurchaseItem{{Category: models.CategoryCamera, Quantity: 1, RoomKind: models.ClassroomOrdinary,
			Specs: models.Specs{Camera: &models.CameraSpecs{Width: new(1280), Height: new(720), OmniMic: new(true)}}}}, models.PurchaseRefused, "HW-STD-CAM", "1080P"},
		{"of furniture nothing is asked", []models.PurchaseItem{{Category: models.CategoryOther, Name: "讲台", Quantity: 1, RoomKind: models.ClassroomOrdinary}},
			models.PurchaseAdvised, "", ""},
		{"one item that fails refuses all", []models.PurchaseItem{host(), panel(55, new(30)), panel(65, nil)}, models.PurchaseRefused, "HW-STD-DISPLAY HW-STD-DISPLAY", "尺寸"},
		{"software that is bought apart is not held against a computer", []models.PurchaseItem{host()}, models.PurchaseAdvised, "", ""},
		{"Windows XP is", []models.PurchaseItem{host(func(i *models.PurchaseItem) {
			i.Specs.Software = &models.SoftwareSpecs{OS: &models.SoftwareItem{Name: "Windows XP", Licensed: new(true)}}
		})}, models.PurchaseRefused, "SW-OS", "低于 Windows 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuyer(t, dbtest.SQLite(t))
			got := b.check(c.items...).Opinion
			var ids []string
			reason := ""
			for _, f := range got.Findings {
				ids = append(ids, against(f)...)
				for _, clause := range f.Clauses {
					if reason == "" && clause.Decides {
						reason = clause.Reason
					}
				}
			}
			if got.Conclusion != c.conclusion || strings.Join(ids, " ") != c.against || !strings.Contains(reason, c.reason) {
				t.Errorf("%s, against it %q: %q; want %s, %q: %q", got.Conclusion, ids, reason, c.conclusion, c.against, c.reason)
			}
		})
	}
}

func TestAListIsHeldAgainstAWholeSuite(t *testing.T) {
	many := func(i models.PurchaseItem, quantity int) models.PurchaseItem { i.Quantity = quantity; return i }
	camera := models.PurchaseItem{Category: models.CategoryCamera, Name: "摄像头", Quantity: 30, RoomKind: models.ClassroomOrdinary}
	audio := models.PurchaseItem{Category: models.CategoryAudio, Name: "音箱", Quantity: 30, RoomKind: models.ClassroomOrdinary}
	aio := panel(75, nil, func(i *models.PurchaseItem) {
		i.Specs.Host, i.Specs.Camera, i.Specs.Audio = host().Specs.Host, &models.CameraSpecs{}, &models.AudioSpecs{}
	})
	for _, c := range []struct {
		name   string
		items  []models.PurchaseItem
		suites int
		want   string
	}{
		{"hosts and screens lack camera and sound", []models.PurchaseItem{host(), panel(75, nil)}, 30, "摄像头 30 扩音系统 30"},
		{"hosts alone renew what is there", []models.PurchaseItem{host()}, 0, ""},
		{"screens alone renew what is there", []models.PurchaseItem{panel(75, nil)}, 0, ""},
		{"of unequal numbers the smaller makes suites", []models.PurchaseItem{host(), many(panel(75, nil), 12), camera, many(audio, 11)}, 12, "扩音系统 1"},
		{"a list with everything lacks nothing", []models.PurchaseItem{host(), panel(75, nil), camera, audio}, 30, ""},
		{"cameras are added up over the list", []models.PurchaseItem{host(), panel(75, nil), many(camera, 10), many(camera, 19), audio}, 30, "摄像头 1"},
		{"an all-in-one brings its own", []models.PurchaseItem{aio}, 30, ""},
		{"a desk is no suite", []models.PurchaseItem{{Category: models.CategoryOther, Name: "讲台", Quantity: 3, RoomKind: models.ClassroomOrdinary}}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuyer(t, dbtest.SQLite(t))
			got := b.check(c.items...).Opinion.Suites
			var wanting []string
			for _, w := range got.Wanting {
				wanting = append(wanting, fmt.Sprint(w.Title, " ", w.Short))
				if w.Clause == "" || w.Notice == "" {
					t.Errorf("%s is wanted by no clause", w.Title)
				}
			}
			if got.Count != c.suites || strings.Join(wanting, " ") != c.want {
				t.Errorf("%d suites that lack %q, want %d, %q", got.Count, wanting, c.suites, c.want)
			}
		})
	}
}

func TestAnOfferThatEmbellishesItsProcessorIsNotAdvised(t *testing.T) {
	b := newBuyer(t, dbtest.SQLite(t))
	turbo := b.check(host(func(i *models.PurchaseItem) { i.Specs.Host.CPUModel, i.Specs.Host.CPUBaseMHz = "i5-8265U", new(3900) })).Opinion
	if turbo.Conclusion != models.PurchaseIncomplete || len(turbo.Findings[0].Remarks) != 1 || !strings.Contains(turbo.Findings[0].Remarks[0], "i5-8265U 为 1.6 GHz") {
		t.Errorf("the turbo clock for the base clock: %s, %q", turbo.Conclusion, turbo.Findings[0].Remarks)
	}
	rounded := b.check(host(func(i *models.PurchaseItem) { i.Specs.Host.CPUBaseMHz = new(2900) })).Opinion
	if rounded.Conclusion != models.PurchaseAdvised {
		t.Errorf("a right clock: %s, %q", rounded.Conclusion, rounded.Findings[0].Remarks)
	}
}

func TestAnOpinionNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBuyer(t, db)
		small := host(func(i *models.PurchaseItem) { i.Specs.Host.Disks[0].SizeMB = new(240_000) })
		first := b.check(small)
		if first.Opinion.Conclusion != models.PurchaseRefused {
			t.Fatalf("240 GB: %s", first.Opinion.Conclusion)
		}
		_, err := b.verdicts.Switch(t.Context(), b.actor(models.RoleProvinceAdmin, b.root), map[string]string{"disk.nominal": "class"})
		b.must(err)
		kept, err := b.Get(t.Context(), b.auditor, first.ID, 0)
		b.must(err)
		if diff := cmp.Diff(text(t, first.Opinion), text(t, kept.Opinion)); diff != "" {
			t.Errorf("the standard has changed, and with it the opinion: %s", diff)
		}
		second, err := b.Recheck(t.Context(), b.admin, first.ID, 1, Offer{"2027 年采购", []models.PurchaseItem{small}})
		b.must(err)
		if second.Version != 2 || second.Opinion.Conclusion != models.PurchaseAdvised || second.Opinion.Standard == first.Opinion.Standard {
			t.Errorf("checked again: %d, %s by %s", second.Version, second.Opinion.Conclusion, second.Opinion.Standard)
		}
		old, err := b.Get(t.Context(), b.admin, first.ID, 1)
		b.must(err)
		if diff := cmp.Diff(text(t, first.Opinion), text(t, old.Opinion)); diff != "" {
			t.Errorf("checking again has changed the first opinion: %s", diff)
		}
		if len(old.Versions) != 2 || old.Versions[0].Version != 2 || old.Versions[1].Conclusion != models.PurchaseRefused {
			t.Errorf("the versions: %+v", old.Versions)
		}
		_, err = b.Recheck(t.Context(), b.admin, first.ID, 1, Offer{"2027 年采购", []models.PurchaseItem{small}})
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("on an old version: %v", err)
		}
	})
}

func text(t *testing.T, v any) string {
	t.Helper()
	content, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestWhoMayCheckPurchases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		b := newBuyer(t, db)
		mine := b.check(host())
		offer := Offer{"采购", []models.PurchaseItem{host()}}
		stranger := b.actor(models.RoleCountyAdmin, b.other)
		for name, c := range map[string]struct {
			do   func() error
			want errs.Kind
		}{
			"an auditor does not check": {func() error { _, err := b.Check(t.Context(), b.auditor, b.county.ID, offer); return err }, errs.Forbidden},
			"a teacher does not read": {func() error {
				_, err := b.Get(t.Context(), b.actor(models.RoleTeacher, b.county), mine.ID, 0)
				return err
			}, errs.Forbidden},
			"nobody buys for another county":       {func() error { _, err := b.Check(t.Context(), stranger, b.county.ID, offer); return err }, errs.NotFound},
			"nobody reads another county's":        {func() error { _, err := b.Get(t.Context(), stranger, mine.ID, 0); return err }, errs.NotFound},
			"nobody checks another county's again": {func() error { _, err := b.Recheck(t.Context(), stranger, mine.ID, 1, offer); return err }, errs.NotFound},
			"there is no third check":              {func() error { _, err := b.Get(t.Context(), b.admin, mine.ID, 3); return err }, errs.NotFound},
			"nothing is bought":                    {func() error { _, err := b.Check(t.Context(), b.admin, b.county.ID, Offer{Name: "采购"}); return err }, errs.Invalid},
			"a camera has no memory": {func() error {
				_, err := b.Check(t.Context(), b.admin, b.county.ID, Offer{"采购", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Category = models.CategoryCamera })}})
				return err
			}, errs.Invalid},
			"a whole suite is no category to check": {func() error {
				_, err := b.Check(t.Context(), b.admin, b.county.ID, Offer{"采购", []models.PurchaseItem{host(func(i *models.PurchaseItem) { i.Category = models.CategorySuite })}})
				return err
			}, errs.Invalid},
		} {
			if err := c.do(); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, c := range map[string]struct {
			actor access.Actor
			f     Filter
			want  int
		}{
			"the county sees its own":        {b.admin, Filter{Limit: 10}, 1},
			"the other sees none":            {stranger, Filter{Limit: 10}, 0},
			"none was refused":               {b.admin, Filter{Conclusion: models.PurchaseRefused, Limit: 10}, 0},
			"a part of the name is enough":   {b.admin, Filter{Q: "年采", Limit: 10}, 1},
			"the province sees the county's": {b.actor(models.RoleProvinceAdmin, b.root), Filter{OrganisationID: b.county.ID, Conclusion: models.PurchaseAdvised, Limit: 10}, 1},
		} {
			rows, total, err := b.List(t.Context(), c.actor, c.f)
			b.must(err)
			if len(rows) != c.want || int(total) != c.want || c.want == 1 && rows[0].Opinion.Conclusion != models.PurchaseAdvised {
				t.Errorf("%s: %d rows of %d", name, len(rows), total)
			}
		}
	})
}

// list is the template with rows below its examples, by the titles of the columns.
func (b *buyer) list(rows ...map[string]string) *bytes.Reader {
	b.t.Helper()
	var out bytes.Buffer
	b.must(b.WriteTemplate(&out))
	f, err := excelize.OpenReader(&out)
	b.must(err)
	titles, err := f.GetRows("采购清单")
	b.must(err)
	for i, row := range rows {
		for column, title := range titles[0] {
			if value, said := row[strings.TrimSuffix(title, "*")]; said {
				cell, err := excelize.CoordinatesToCellName(column+1, i+4)
				b.must(err)
				b.must(f.SetCellStr("采购清单", cell, value))
			}
		}
	}
	out.Reset()
	b.must(f.Write(&out))
	b.must(f.Close())
	return bytes.NewReader(out.Bytes())
}

func TestAListIsReadFromItsTemplate(t *testing.T) {
	b := newBuyer(t, dbtest.SQLite(t))
	file := b.list(
		map[string]string{"设备类别": "主机", "设备名称": "OPS 电脑", "品牌": "希沃", "型号": "MT51", "数量": "300", "班额": "50", "CPU": "i5-10400", "内存": "8G", "硬盘": "256G SSD"},
		map[string]string{"设备类别": "交互智能平板/智慧黑板", "数量": "12", "教室类型": "功能室", "屏幕尺寸": "86英寸", "VGA输入接口数": "1"},
		map[string]string{"设备类别": "主机", "数量": "很多", "内存": "8G"},
	)
	got, err := b.ReadList(t.Context(), b.admin, file, file.Size())
	b.must(err)
	if len(got.Items) != 2 || len(got.Problems) != 1 || !got.Problems[0].Rejects || !strings.HasPrefix(got.Problems[0].Cell, "采购清单!") {
		t.Fatalf("%d items, problems %+v", len(got.Items), got.Problems)
	}
	h, p := got.Items[0], got.Items[1]
	if h.Quantity != 300 || h.Category != models.CategoryHost || h.Brand != "希沃" || *h.Students != 50 || *h.Specs.Host.MemoryMiB != 8192 || *h.Specs.Host.CPUCores != 6 {
		t.Errorf("the host: %+v", h)
	}
	if p.Quantity != 12 || p.RoomKind != models.ClassroomSpecial || p.Students != nil || *p.Specs.Display.SizeInches != 86 || len(p.Specs.Ports) != 1 {
		t.Errorf("the panel: %+v", p)
	}
	if _, err := b.Check(t.Context(), b.admin, b.county.ID, Offer{"清单", got.Items}); err != nil {
		t.Errorf("what was read cannot be checked: %v", err)
	}
	if _, err := b.ReadList(t.Context(), b.admin, b.list(), b.list().Size()); !errs.Is(err, errs.Malformed) {
		t.Errorf("an empty list: %v", err)
	}
	if _, err := b.ReadList(t.Context(), b.auditor, file, file.Size()); !errs.Is(err, errs.Forbidden) {
		t.Errorf("an auditor: %v", err)
	}
}

func TestTheOpinionSaysWhatStandsAgainstThePurchase(t *testing.T) {
	b := newBuyer(t, dbtest.SQLite(t))
	row := b.check(host(), panel(65, new(50)), host(func(i *models.PurchaseItem) { i.Specs.Host.Disks = nil }))
	book, err := b.Opinion(t.Context(), b.auditor, row.ID, 0)
	b.must(err)
	var packed bytes.Buffer
	_, err = book.WriteTo(&packed)
	b.must(err)
	b.must(book.Close())
	file, err := excelize.OpenReader(&packed)
	b.must(err)
	defer file.Close()
	rows, err := file.GetRows("核对意见")
	b.must(err)
	page := fmt.Sprint(rows)
	for _, words := range []string{"采购配置核对意见", "采购单位（盖章）：信丰县", "采购项目：2027 年采购", "赣技教字〔2023〕29号", "核对结论：不得采购（不达标）", "核对人：王主任"} {
		if !strings.Contains(page, words) {
			t.Errorf("the opinion does not say %s: %s", words, page)
		}
	}
	var lines [][]string
	for _, r := range rows {
		if len(r) > 6 && slices.Contains([]string{"1", "2", "3"}, r[0]) {
			lines = append(lines, r[4:])
		}
	}
	want := [][]string{{"40 人普通教室", "达标", "6 条全部达标"},
		{"50 人普通教室", "不达标", "附件一·2 屏幕尺寸", "班额不足 45 人的 ≥ 65 英寸，45 人及以上的 ≥ 75 英寸", "65 英寸，班额 50 人", "屏幕小于班额所要求的尺寸。"},
		{"40 人普通教室", "缺参数", "附件一·2 固态硬盘", "有一块固态硬盘 ≥ 256 GB", "未填写", "须向供应商索取：固态硬盘容量。"}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	all, err := file.GetRows("逐条核对")
	b.must(err)
	if len(all) < 40 {
		t.Errorf("%d lines tell every clause of two computers and a panel", len(all))
	}
}
