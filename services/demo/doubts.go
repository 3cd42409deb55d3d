package demo

import (
	"strconv"

	"banbantong/models"
)

// doubt is a slip of the pen, of the kinds that services/quality looks for.
type doubt func(g *generator, d dice, f *filled)

var doubts = []doubt{registeredTwice, overcrowded, boughtNextYear, schoolForClass, placeholder, priceInTenThousands, diskForMemory, measuredLongAgo}

// makeDoubtful puts slips of the pen into a school's ledger: all of them into the large schools of a county's seat, now
// and then one elsewhere. The dice are its own, so that everything else is as it would be without.
func (g *generator) makeDoubtful(f *filled) {
	d := newDice(^g.seed, uint64(f.school.ID))
	for _, slip := range doubts {
		if f.kind == countyPrimary || d.chance(4) {
			slip(g, d, f)
		}
	}
}

// someDevice is one of the devices in rooms that are so, nil if none is.
func (f *filled) someDevice(d dice, is func(*models.Device) bool) *models.Device {
	var found []*models.Device
	for i := range f.devices {
		if dev := &f.devices[i]; dev.ClassroomID != nil && is(dev) {
			found = append(found, dev)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return one(d, found)
}

func of(category models.Category) func(*models.Device) bool {
	return func(dev *models.Device) bool { return dev.Category == category }
}

// registeredTwice: one document camera stands in the ledgers of two rooms.
func registeredTwice(_ *generator, d dice, f *filled) {
	first := f.someDevice(d, of(models.CategoryDocCam))
	if first == nil {
		return
	}
	again := f.someDevice(d, func(dev *models.Device) bool {
		return dev.Category == first.Category && *dev.ClassroomID != *first.ClassroomID
	})
	if again != nil {
		again.Serial, again.Brand, again.Model, again.BoughtOn = first.Serial, first.Brand, first.Model, first.BoughtOn
	}
}

// overcrowded: a class of sixty before a screen that serves thirty.
func overcrowded(_ *generator, d dice, f *filled) {
	screen := f.someDevice(d, func(dev *models.Device) bool {
		s := dev.Specs.Display
		return s != nil && s.SizeInches != nil && *s.SizeInches < 65
	})
	if screen == nil {
		return
	}
	for i := range f.rooms {
		if f.rooms[i].ID == *screen.ClassroomID {
			f.rooms[i].StudentCount = ptr(60)
		}
	}
}

// boughtNextYear: the order for next year was entered as if it had come.
func boughtNextYear(g *generator, d dice, f *filled) {
	if dev := f.someDevice(d, of(models.CategoryNetwork)); dev != nil {
		dev.BoughtOn = models.Date(strconv.Itoa(g.midnight.Year()+1) + "-03")
	}
}

// schoolForClass: the pupils of the whole grade stand where those of the class belong.
func schoolForClass(_ *generator, d dice, f *filled) {
	if room := &f.rooms[d.IntN(len(f.rooms))]; room.Kind == models.ClassroomOrdinary && room.StudentCount != nil && *room.StudentCount != 60 {
		*room.StudentCount *= 4
	}
}

// placeholder: the maker never wrote a serial number into the computer.
func placeholder(_ *generator, d dice, f *filled) {
	if dev := f.someDevice(d, of(models.CategoryHost)); dev != nil {
		dev.Serial = "To be filled by O.E.M."
	}
}

// priceInTenThousands: 1.48 for 14,800.
func priceInTenThousands(_ *generator, d dice, f *filled) {
	if dev := f.someDevice(d, of(models.CategoryPanel)); dev != nil {
		dev.PriceCents = ptr(*dev.PriceCents / 10_000)
	}
}

// diskForMemory: the columns of memory and disk were taken for one another.
func diskForMemory(_ *generator, d dice, f *filled) {
	dev := f.someDevice(d, func(dev *models.Device) bool { return dev.Specs.Host != nil && dev.Specs.Host.MemoryMiB != nil })
	if dev != nil {
		dev.Specs.Host.MemoryMiB = ptr(256 * 1024)
	}
}

// measuredLongAgo: nobody has been there with the tester since, nor has the computer reported.
func measuredLongAgo(g *generator, d dice, f *filled) {
	if room := &f.rooms[d.IntN(len(f.rooms))]; room.Network != nil {
		room.Network.On = g.daysAgo(420)
	}
	dev := f.someDevice(d, func(dev *models.Device) bool { return dev.Specs.Host != nil && dev.Specs.Host.SystemFreeBytes != nil })
	if dev != nil {
		dev.Specs.Sources["host.system_free_bytes"] = models.Provenance{Source: models.SourceAgent, On: g.daysAgo(400)}
	}
}
