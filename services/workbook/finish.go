package workbook

import (
	"fmt"
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/catalogue"
)

// finish makes the row's classroom and devices of what its cells said. say reports what no single cell is to blame for.
func (b *builder) finish(kind Kind, today models.Date, say func(message string, rejects bool)) {
	b.classroom(today)
	if kind == KindPurchase {
		b.purchase(today, say)
		return
	}
	if b.row.School.Name+b.row.School.Code == "" {
		say("没有写学校", true)
	}
	switch kind {
	case KindSchools:
		b.row.Classroom = nil
		return
	case KindClassrooms:
		if b.row.Classroom == nil {
			say("没有写班级或教室", true)
		}
		return
	}
	before := len(b.row.Problems)
	b.devices(kind, today, say)
	switch {
	case kind == KindLedger && b.row.Classroom == nil && len(b.row.Devices) == 0 && len(b.row.Problems) == before:
		say("没有写班级或教室，也没有设备", true)
	case kind == KindDevices && len(b.row.Devices) == 0 && !b.row.Rejected():
		say("看不出是什么设备，请填写设备类别", true)
	case kind == KindDevices && slices.ContainsFunc(b.row.Devices, func(d Device) bool { return d.Category != b.row.Devices[0].Category }):
		say(fmt.Sprintf("“%s”没有这一行所填的某些参数，请分行填写每台设备", b.identity[partDevice].category.Label()), true)
	}
}

// purchase makes what the row means to buy, and the room that it is for, which has no name.
func (b *builder) purchase(today models.Date, say func(message string, rejects bool)) {
	room := b.room
	b.row.Classroom = &room
	before := len(b.row.Problems)
	b.devices(KindPurchase, today, say)
	if len(b.row.Devices) == 0 && len(b.row.Problems) == before {
		say("看不出是什么设备，请填写设备类别", true)
	}
}

// classroom makes the classroom, if the row names one.
func (b *builder) classroom(today models.Date) {
	name := b.place.Name()
	if name == "" {
		return
	}
	room := b.room
	room.Name, room.Building, room.Floor = name, b.place.Building, b.place.Within()
	if b.network != (models.NetworkFacts{}) {
		n := b.network
		n.Source = models.SourceImported
		if n.On == "" {
			n.On = today
		}
		room.Network = &n
	}
	b.row.Classroom = &room
}

// devices makes the row's devices. A part with columns of its own, or with facts that no other device of the row can
// have, is a device; the rest belongs to the one device that the row is about.
func (b *builder) devices(kind Kind, today models.Date, say func(string, bool)) {
	b.completeHost(say)
	a := assembly{builder: b, say: say, today: today, main: b.identity[partDevice]}
	switch {
	case a.main.none():
		return
	case b.identity[partHost].none() && b.specs.Host != nil:
		say("写明没有主机，却填了主机的配置，请核对", true)
		return
	case b.identity[partDisplay].none() && b.specs.Display != nil:
		say("写明没有显示设备，却填了屏幕尺寸，请核对", true)
		return
	}
	screen := a.screen()
	a.computer(screen)
	a.smaller(screen)
	switch {
	case !a.mainUsed && a.main.category != "":
		a.add(a.main.category, a.main, partDevice)
	case !a.mainUsed && a.main.named(), yes(a.main.present) && len(a.made) == 0:
		say("看不出是哪类设备，请写明是主机、一体机、投影还是别的", true)
	}
	a.finish(kind)
}

// assembly is the devices of a row in the making.
type assembly struct {
	*builder
	say      func(string, bool)
	today    models.Date
	main     identity // of the one device that the row is about
	mainUsed bool     // that device is made
	made     []*Device
	counts   []identity // of each device made
}

// identityOf is the identity of a part's device. The one that the row is about is the part's when the part has no
// brand or number of its own and the row's category is one of the part's, or is not said.
func (a *assembly) identityOf(p part, categories ...models.Category) identity {
	own := a.identity[p]
	if a.mainUsed || own.identified() || a.main.category != "" && !slices.Contains(categories, a.main.category) {
		return own.or(a.main)
	}
	a.mainUsed = true
	return own.with(a.main)
}

// screen makes the panel, projector or television, if there is one.
func (a *assembly) screen() *Device {
	own, about := a.identity[partDisplay], a.main.category
	isScreen := about == models.CategoryPanel || about == models.CategoryScreen
	if !own.own() && a.specs.Display == nil && !isScreen {
		return nil
	}
	category := models.CategoryPanel
	for _, said := range []models.Category{own.category, about} {
		if said == models.CategoryPanel || said == models.CategoryScreen {
			category = said
			break
		}
	}
	d := a.add(category, a.identityOf(partDisplay, models.CategoryPanel, models.CategoryScreen), partDisplay)
	d.Specs.Display = a.specs.Display
	return d
}

// computer makes the host, or notes it on the panel that it is built into: a row that tells them apart gives the host
// a brand, number, date or state of its own.
func (a *assembly) computer(screen *Device) {
	own, about := a.identity[partHost], a.main.category
	if !own.own() && (a.specs.Host == nil && a.specs.Software == nil || own.none()) && about != models.CategoryHost {
		if screen != nil {
			a.takePorts(screen, partHost)
		}
		return
	}
	if screen != nil && screen.Category == models.CategoryPanel && !own.own() && about != models.CategoryHost {
		screen.Specs.Host, screen.Specs.Software = a.specs.Host, a.specs.Software
		a.takePorts(screen, partHost)
		return
	}
	d := a.add(models.CategoryHost, a.identityOf(partHost, models.CategoryHost), partHost)
	d.Specs.Host, d.Specs.Software = a.specs.Host, a.specs.Software
	if screen == nil {
		a.takePorts(d, partDisplay)
	}
}

// or is the identity with what all devices of a row share taken from shared where it has none of its own.
func (i identity) or(shared identity) identity {
	if i.boughtOn == "" {
		i.boughtOn = shared.boughtOn
	}
	if i.warranty == "" {
		i.warranty = shared.warranty
	}
	if i.state == "" {
		i.state = shared.state
	}
	if i.fund == "" {
		i.fund = shared.fund
	}
	if i.supplier == "" {
		i.supplier = shared.supplier
	}
	return i
}

// with is or for the device that the row is about, which also has the row's name, brand, number and price.
func (i identity) with(main identity) identity {
	i = i.or(main)
	for _, t := range []struct {
		to   *string
		from string
	}{{&i.name, main.name}, {&i.brand, main.brand}, {&i.model, main.model}, {&i.serial, main.serial}, {&i.asset, main.asset}, {&i.label, main.label}, {&i.gbCode, main.gbCode}} {
		if *t.to == "" {
			*t.to = t.from
		}
	}
	if i.priceCents == nil {
		i.priceCents = main.priceCents
	}
	if i.quantity == nil {
		i.quantity = main.quantity
	}
	return i
}

// add makes a device with the ports of its part.
func (a *assembly) add(category models.Category, id identity, from part) *Device {
	d := &Device{Category: category, Name: id.name, Brand: id.brand, Model: id.model, Serial: id.serial, AssetNo: id.asset, LabelCode: id.label, BoughtOn: id.boughtOn,
		FundSource: id.fund, PriceCents: id.priceCents, GBCode: id.gbCode, Supplier: id.supplier, WarrantyUntil: id.warranty, State: id.state}
	a.made, a.counts = append(a.made, d), append(a.counts, id)
	a.takePorts(d, from)
	return d
}

// takePorts moves the ports of a part's columns to a device.
func (a *assembly) takePorts(d *Device, from part) {
	d.Specs.Ports = append(d.Specs.Ports, a.ports[from]...)
	a.ports[from] = nil
}

// smaller adds cameras, sound and document cameras, or notes on the panel that they are built in.
func (a *assembly) smaller(screen *Device) {
	camera, audio, stand := a.identity[partCamera], a.identity[partAudio], a.identity[partDocCam]
	builtIn := screen != nil && screen.Category.Has("camera")
	switch specs := a.specs.Camera; {
	case camera.none() && specs == nil:
		if builtIn {
			screen.Specs.Camera = &models.CameraSpecs{Present: new(false)}
			a.fact("camera.present")
		}
	case camera.own() || specs != nil || a.main.category == models.CategoryCamera:
		specs = a.builder.camera()
		specs.Present = new(true)
		a.fact("camera.present")
		if builtIn && !camera.named() && a.main.category != models.CategoryCamera {
			screen.Specs.Camera = specs
		} else {
			a.add(models.CategoryCamera, a.identityOf(partCamera, models.CategoryCamera), partCamera).Specs.Camera = specs
		}
	}
	switch specs := a.specs.Audio; {
	case !audio.none() && audio.own() || a.main.category == models.CategoryAudio,
		specs != nil && screen == nil && (yes(specs.PlaysMedia) || yes(specs.AmplifiesVoice) || yes(specs.CampusBroadcast)):
		a.add(models.CategoryAudio, a.identityOf(partAudio, models.CategoryAudio), partAudio).Specs.Audio = specs
	case specs != nil && screen != nil:
		screen.Specs.Audio = specs
	}
	if !stand.none() && stand.own() || a.main.category == models.CategoryDocCam {
		a.add(models.CategoryDocCam, a.identityOf(partDocCam, models.CategoryDocCam), partDocCam)
	}
}

func yes(p *bool) bool { return p != nil && *p }

// finish marks the facts of the devices with their source and multiplies those of which the row has several.
func (a *assembly) finish(kind Kind) {
	for p := range a.ports {
		if len(a.ports[p]) > 0 {
			a.say("填了接口，却没有主机或显示设备，请核对", true)
			return
		}
	}
	for i, d := range a.made {
		a.mark(d)
		id := a.counts[i]
		n := 1
		if id.quantity != nil {
			n = *id.quantity
		}
		if kind == KindPurchase {
			if d.Quantity = n; id.quantity == nil && a.main.quantity != nil { // a camera to each of 30 panels
				d.Quantity = *a.main.quantity
			}
			a.row.Devices = append(a.row.Devices, *d)
			continue
		}
		assets, serials := several(id.asset, n), several(id.serial, n)
		if n > 1 && (assets == nil || serials == nil) {
			a.say(fmt.Sprintf("数量是 %d，编号却不是 %d 个，请分行填写，或用顿号隔开 %d 个编号", n, n, n), true)
			return
		}
		for k := range n {
			one := *d
			one.AssetNo, one.Serial = assets[k], serials[k]
			a.row.Devices = append(a.row.Devices, one)
		}
	}
}

// several splits the numbers of n devices; nil when there are not as many, unless there are none at all.
func several(codes string, n int) []string {
	if n <= 1 || codes == "" {
		list := make([]string, max(n, 1))
		list[0] = codes
		return list
	}
	list := strings.FieldsFunc(codes, func(r rune) bool { return strings.ContainsRune("、,;，； /", r) })
	if len(list) != n {
		return nil
	}
	return list
}

// mark gives the facts of the device's sections their source.
func (a *assembly) mark(d *Device) {
	sections := map[string]bool{"host": d.Specs.Host != nil, "software": d.Specs.Software != nil, "display": d.Specs.Display != nil, "camera": d.Specs.Camera != nil, "audio": d.Specs.Audio != nil}
	origin := imported(a.today)
	sources := map[string]models.Provenance{}
	for _, fact := range a.facts {
		name, catalogued := strings.CutPrefix(fact, "catalogue:")
		if section, _, _ := strings.Cut(name, "."); !sections[section] {
			continue
		}
		sources[name] = origin
		if catalogued {
			sources[name] = models.Provenance{Source: models.SourceCatalogue, On: a.today}
		}
	}
	if len(d.Specs.Ports) > 0 {
		sources["ports"] = origin
	}
	if len(sources) > 0 {
		d.Specs.Sources = sources
	}
}

// counted are the facts of a processor about which people err; clocks they round.
var counted = map[string]string{"host.cpu_cores": "核", "host.cpu_threads": "线程"}

// completeHost fills in what the processor's model tells and the row does not, and applies the column of disk kinds.
func (b *builder) completeHost(say func(string, bool)) {
	if b.diskKind != "" {
		if b.specs.Host == nil || len(b.specs.Host.Disks) != 1 {
			say("填了硬盘类型，硬盘却不是一块，请把类型和容量写在一起，如 256G SSD", false)
		} else {
			disk := b.specs.Host.Disks[0]
			if disk.Kind != "" && disk.Kind != b.diskKind {
				say("硬盘类型与硬盘一列写的不同，请核对", true)
			}
			disk.Kind = b.diskKind
			b.specs.Host.Disks = []models.Disk{disk}
		}
	}
	h := b.specs.Host
	if h == nil || h.CPUModel == "" {
		return
	}
	known, ok := catalogue.Default().Lookup(h.CPUModel)
	if !ok {
		return
	}
	for _, f := range known.Facts(h) {
		if unit := counted[f.Name]; unit != "" && *f.To != nil && **f.To != f.Figure {
			say(fmt.Sprintf("%s 是 %d %s，表里写的是 %d %s，按表里的记", known.Model, f.Figure, unit, **f.To, unit), false)
		}
	}
	for _, name := range known.Fill(h) {
		b.fact("catalogue:" + name)
	}
}
