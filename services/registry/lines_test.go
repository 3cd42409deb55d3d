package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database/dbtest"
	"banbantong/services/errs"
	"banbantong/services/registry"
)

func TestListsShowWhatTheDevicesAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		ctx := t.Context()
		room := w.room("centre", "一（1）班", 40)
		asset, price := "0012", int64(1_234_500)
		_, err := w.s.CreateDevice(ctx, w.county, w.places["centre"].ID, &room.ID, registry.DeviceFields{Category: models.CategoryCamera, Name: "高清摄像头",
			Brand: "海康威视", Model: "DS-E22", Serial: "SN-1", AssetNo: &asset, BoughtOn: "2024-09", FundSource: "公用经费", PriceCents: &price,
			GBCode: "A02", Supplier: "某公司", WarrantyUntil: "2027-09-01"})
		w.must(err)
		w.panel("centre", nil, 65, "2016-09-01") // in the store, with nothing that may be missing

		lines, _, err := w.s.Devices(ctx, w.county, registry.DeviceFilter{}, registry.Window{Limit: 5})
		w.must(err)
		if len(lines) != 2 {
			t.Fatalf("%d devices are listed, want 2", len(lines))
		}
		for _, line := range lines {
			device, err := w.s.Device(ctx, w.county, line.ID)
			w.must(err)
			if diff := cmp.Diff(device.Line(), line); diff != "" {
				t.Errorf("%s (-device +line):\n%s", line.Name, diff)
			}
		}
	})
}

func TestDevicesOfAClassroom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		w := newWorld(t, db)
		room, other := w.room("centre", "一（1）班", 40), w.room("centre", "一（2）班", 40)
		panel := w.panel("centre", &room.ID, 75, "2024-09-01")
		w.panel("centre", &other.ID, 65, "2024-09-01")
		rows, err := w.s.DevicesIn(t.Context(), w.school, room.ID)
		w.must(err)
		if diff := cmp.Diff([]registry.DeviceRow{panel}, rows); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		_, err = w.s.DevicesIn(t.Context(), w.actor(models.RoleCountyAdmin, "other county"), room.ID)
		w.refused(err, errs.NotFound, "a classroom of another county")
	})
}
