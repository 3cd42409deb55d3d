package quality

import (
	"slices"
	"strings"

	"banbantong/models"
	"banbantong/services/catalogue"
	"banbantong/services/errs"
	"banbantong/services/registry"
	"banbantong/services/workbook"
	"banbantong/services/workbook/value"
)

// Field is a fact that can be set for many rows at once, by its name in spreadsheets.
type Field = workbook.Field

// Fields of rules, see fields.
const (
	FieldBoughtOn      Field = "device.bought_on"
	FieldSerial        Field = "device.serial"
	FieldPrice         Field = "device.price"
	FieldCPU           Field = "host.cpu"
	FieldMemory        Field = "host.memory"
	FieldDisk          Field = "host.disk"
	FieldInches        Field = "display.size"
	FieldStudents      Field = "classroom.students"
	FieldCampusNetwork Field = "classroom.on_campus_network"
)

// FieldInfo is what a person who sets a field sees, and how what was typed is taken over.
type FieldInfo struct {
	Field   Field
	Subject Subject
	Label   string
	Hint    string // how to write it

	device    func(text string) (func(*registry.DeviceFields), error)
	classroom func(text string) (func(*registry.ClassroomFields), error)
}

// Fields lists the fields that can be set for many rows.
func Fields() []FieldInfo { return slices.Clone(fields) }

var fields = []FieldInfo{
	{Field: FieldBoughtOn, Subject: OfDevice, Label: "取得日期", Hint: "2023-09-01、2023-09 或 2023",
		device: setting(value.Date, func(f *registry.DeviceFields, v models.Date) { f.BoughtOn = v })},
	{Field: FieldCPU, Subject: OfDevice, Label: "CPU", Hint: "型号，如 i5-10400；核心数、线程数和主频按型号补全", device: setting(value.ReadCPU, setCPU)},
	{Field: FieldMemory, Subject: OfDevice, Label: "内存", Hint: "8G",
		device: setting(func(s string) (int, error) { return value.Memory(s, "") }, func(f *registry.DeviceFields, v int) { host(f).MemoryMiB = &v })},
	{Field: FieldDisk, Subject: OfDevice, Label: "硬盘", Hint: "256G SSD；两块写作 128G SSD+1T 机械",
		device: setting(func(s string) ([]models.Disk, error) { return value.Disks(s, "") }, func(f *registry.DeviceFields, v []models.Disk) { host(f).Disks = v })},
	{Field: FieldInches, Subject: OfDevice, Label: "屏幕尺寸", Hint: "75 英寸",
		device: setting(value.Inches, func(f *registry.DeviceFields, v float64) { display(f).SizeInches = &v })},
	{Field: FieldPrice, Subject: OfDevice, Label: "单价（元）", Hint: "12800.00",
		device: setting(func(s string) (int64, error) { return value.Cents(s, false) }, func(f *registry.DeviceFields, v int64) { f.PriceCents = &v })},
	{Field: FieldSerial, Subject: OfDevice, Label: "序列号", Hint: "没有的写“无”，即清空", device: setting(serial, func(f *registry.DeviceFields, v string) { f.Serial = v })},
	{Field: FieldStudents, Subject: OfClassroom, Label: "班额（人）", Hint: "45；功能室填座位数",
		classroom: setting(value.Count, func(f *registry.ClassroomFields, v int) { f.StudentCount = &v })},
	{Field: FieldCampusNetwork, Subject: OfClassroom, Label: "是否接入校园网", Hint: "是 或 否",
		classroom: setting(value.OnCampusNetwork, func(f *registry.ClassroomFields, v bool) { f.OnCampusNetwork = &v })},
}

// fieldOf finds a field of a subject by its name.
func fieldOf(name Field, subject Subject) (FieldInfo, error) {
	i := slices.IndexFunc(fields, func(f FieldInfo) bool { return f.Field == name && f.Subject == subject })
	if i < 0 {
		return FieldInfo{}, errs.InvalidFields(errs.Field{Location: "field", Message: "这一项不能批量填写。"})
	}
	return fields[i], nil
}

// setting makes of a parser and of what to do with the value a way to set it in F.
func setting[F, T any](parse func(string) (T, error), set func(*F, T)) func(string) (func(*F), error) {
	return func(text string) (func(*F), error) {
		text = strings.TrimSpace(text)
		if text == "" {
			return nil, errs.InvalidFields(errs.Field{Location: "value", Message: "请填写。"})
		}
		v, err := parse(text)
		if _, note := err.(value.Note); err != nil && !note {
			return nil, errs.InvalidFields(errs.Field{Location: "value", Message: err.Error()})
		}
		return func(f *F) { set(f, v) }, nil
	}
}

// serial is a serial number; 无 takes a wrong one away.
func serial(text string) (string, error) {
	if value.None(text) {
		return "", nil
	}
	if placeholder(text) {
		return "", value.Unclear("这不像真的序列号；没有的写“无”。")
	}
	return value.Code(text)
}

// host gives the host facts that a change may write to; facts that other devices share stay as they are.
func host(f *registry.DeviceFields) *models.HostSpecs {
	var h models.HostSpecs
	if f.Specs.Host != nil {
		h = *f.Specs.Host
	}
	f.Specs.Host = &h
	return &h
}

func display(f *registry.DeviceFields) *models.DisplaySpecs {
	var d models.DisplaySpecs
	if f.Specs.Display != nil {
		d = *f.Specs.Display
	}
	f.Specs.Display = &d
	return &d
}

// setCPU sets what was typed, and what the catalogue knows of the model.
func setCPU(f *registry.DeviceFields, cpu value.CPU) {
	h := host(f)
	h.CPUModel, h.CPUCores, h.CPUThreads, h.CPUBaseMHz, h.CPUTurboMHz = cpu.Model, cpu.Cores, cpu.Threads, cpu.BaseMHz, nil
	known, catalogued := catalogue.Default().Lookup(cpu.Model)
	if !catalogued {
		return
	}
	for _, fact := range []struct {
		to     **int
		figure int
	}{{&h.CPUCores, known.Cores}, {&h.CPUThreads, known.Threads}, {&h.CPUBaseMHz, known.BaseMHz}, {&h.CPUTurboMHz, known.TurboMHz}} {
		if *fact.to == nil && fact.figure != 0 {
			*fact.to = &fact.figure
		}
	}
	if h.GPU == "" && known.IntegratedGraphics {
		h.GPU = models.GPUIntegrated
	}
}
