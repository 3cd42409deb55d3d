package imports

import (
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/registry"
)

// holding is a school with what it has, as the rows read so far leave it.
type holding struct {
	place   *place
	rooms   []*room
	devices []*device

	roomsByName map[string][]*room // by name alone, see plainName
	byAsset     map[string]*device
	bySerial    map[string]*device
	byLabel     map[string]*device
	inRepair    map[uint]bool // devices with an open ticket, whose state is the ticket's
	schoolSaid  bool          // a field of the school itself has changed
}

// room is a classroom with what is in it.
type room struct {
	models.Classroom
	devices []*device
	isNew   bool
	changed bool
	before  registry.ClassroomFields
	line    int // of the first row that touched it
}

// device is a device and where the rows put it.
type device struct {
	models.Device
	room     *room // nil: the store
	isNew    bool
	changed  bool
	claimed  int // the line that it was matched to, 0 for none
	line     int
	changes  []string
	movedTo  bool
	newState bool
}

func newHolding(p *place) *holding {
	return &holding{place: p, roomsByName: map[string][]*room{}, byAsset: map[string]*device{}, bySerial: map[string]*device{}, byLabel: map[string]*device{}, inRepair: map[uint]bool{}}
}

func (h *holding) addRoom(r *room) {
	h.rooms = append(h.rooms, r)
	key := plainName(r.Name)
	h.roomsByName[key] = append(h.roomsByName[key], r)
}

func (h *holding) addDevice(d *device) {
	h.devices = append(h.devices, d)
	h.note(d)
	if d.room != nil {
		d.room.devices = append(d.room.devices, d)
	}
}

// note lets the device be found by its numbers.
func (h *holding) note(d *device) {
	if d.AssetNo != nil {
		h.byAsset[*d.AssetNo] = d
	}
	if d.Serial != "" {
		h.bySerial[d.Serial] = d
	}
	h.byLabel[d.LabelCode] = d
}

// findRoom gives the classroom that a row means; nil and no complaint is a new one.
func (h *holding) findRoom(name, building string) (*room, string) {
	named, wanted := h.roomsByName[plainName(name)], plainName(building)
	var unplaced []*room
	for _, r := range named {
		if plainName(r.Building) == wanted {
			return r, ""
		}
		if r.Building == "" {
			unplaced = append(unplaced, r)
		}
	}
	switch {
	case wanted == "" && len(named) == 1:
		return named[0], ""
	case wanted == "" && len(named) > 1:
		return nil, fmt.Sprintf("本校有 %d 间教室叫“%s”，请写明楼栋", len(named), name)
	case len(unplaced) == 1: // known until now without its building
		return unplaced[0], ""
	}
	return nil, ""
}

// chunk is how many ids one query names.
const chunk = 500

// loadHoldings reads what the schools have. With lock, other changes of them wait for the end of tx.
func loadHoldings(tx *gorm.DB, places []*place, lock bool) (map[*place]*holding, error) {
	holdings := map[*place]*holding{}
	byID := map[uint]*holding{}
	var ids []uint
	for _, p := range places {
		h := newHolding(p)
		holdings[p] = h
		if p.id != 0 {
			byID[p.id] = h
			ids = append(ids, p.id)
		}
	}
	for len(ids) > 0 {
		n := min(chunk, len(ids))
		if err := loadChunk(tx, ids[:n], byID, lock); err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return holdings, nil
}

func loadChunk(tx *gorm.DB, ids []uint, byID map[uint]*holding, lock bool) error {
	if lock {
		var locked []uint
		err := tx.Model(&models.School{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id IN ?", ids).Order("id").Pluck("id", &locked).Error
		if err != nil {
			return fmt.Errorf("lock the schools of an import: %w", err)
		}
	}
	var rooms []models.Classroom
	if err := tx.Where("school_id IN ?", ids).Order("id").Find(&rooms).Error; err != nil {
		return fmt.Errorf("read the classrooms of an import: %w", err)
	}
	roomByID := map[uint]*room{}
	for i := range rooms {
		r := &room{Classroom: rooms[i]}
		roomByID[r.ID] = r
		byID[r.SchoolID].addRoom(r)
	}
	var devices []models.Device
	if err := tx.Where("school_id IN ?", ids).Order("id").Find(&devices).Error; err != nil {
		return fmt.Errorf("read the devices of an import: %w", err)
	}
	for i := range devices {
		d := &device{Device: devices[i]}
		if d.ClassroomID != nil {
			d.room = roomByID[*d.ClassroomID]
		}
		byID[d.SchoolID].addDevice(d)
	}
	var repairs []struct{ SchoolID, DeviceID uint }
	err := tx.Model(&models.Ticket{}).Select("school_id, device_id").Where("school_id IN ? AND device_id IS NOT NULL AND status IN ?", ids,
		[]models.TicketStatus{models.TicketOpen, models.TicketWorking, models.TicketFinished}).Find(&repairs).Error
	if err != nil {
		return fmt.Errorf("read the open tickets of an import: %w", err)
	}
	for _, r := range repairs {
		byID[r.SchoolID].inRepair[r.DeviceID] = true
	}
	return nil
}

// sayPlace names a classroom for people.
func sayPlace(r *room) string {
	if r == nil {
		return "学校库房"
	}
	return strings.TrimSpace(r.Building + r.Name)
}
