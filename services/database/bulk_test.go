package database_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/database"
	"banbantong/services/database/dbtest"
)

func TestBulk(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	devices := func(n int) []*models.Device {
		rows := make([]*models.Device, n)
		for i := range rows {
			cores := i
			rows[i] = &models.Device{ID: uint(1000 + i), SchoolID: 1, Category: models.CategoryHost, Name: "主机", State: models.DeviceInUse,
				Specs:      models.Specs{Host: &models.HostSpecs{CPUModel: "i5-8400", CPUCores: &cores}},
				LabelToken: fmt.Sprint("token", i), LabelCode: fmt.Sprint("code", i), BoughtOn: "2021-09",
				Verdicts: models.Verdicts{Fails: int64(i)}, Version: 1, CreatedAt: now, UpdatedAt: now}
		}
		return rows
	}
	insert := func(db *gorm.DB, rows []*models.Device) error {
		return db.Transaction(func(tx *gorm.DB) error {
			bulk, err := database.NewBulk[models.Device](tx)
			if err != nil {
				return err
			}
			if err := bulk.Add(rows...); err != nil {
				return err
			}
			return bulk.Flush()
		})
	}
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		place := models.Organisation{ID: 1, Kind: models.KindSchool, Name: "信丰县第一小学", Path: "00000001/", Version: 1}
		school := models.School{ID: 1, Type: models.SchoolPrimary, Area: models.AreaTown, Sponsor: models.SponsorEducation, Version: 1}
		for _, row := range []any{&place, &school} {
			if err := db.Omit("Organisation").Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}

		want := devices(250) // two full statements and a half
		if err := insert(db, want); err != nil {
			t.Fatal(err)
		}
		var got []*models.Device
		if err := db.Order("id").Find(&got).Error; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what was read is not what was written:\n%s", diff)
		}

		if err := insert(db, devices(1)); !errors.Is(err, gorm.ErrDuplicatedKey) {
			t.Errorf("a row that is there already gives %v", err)
		}
		stray := devices(1)
		stray[0].ID, stray[0].SchoolID, stray[0].LabelToken, stray[0].LabelCode = 9999, 77, "stray", "stray"
		if err := insert(db, stray); !errors.Is(err, gorm.ErrForeignKeyViolated) {
			t.Errorf("a row of a school that is not there gives %v", err)
		}
		numbered := devices(2)
		for i, row := range numbered {
			row.ID, row.LabelToken, row.LabelCode = 0, fmt.Sprint("new", i), fmt.Sprint("new", i)
		}
		if err := insert(db, numbered); err != nil {
			t.Fatal(err)
		}
		var ids []uint
		db.Model(&models.Device{}).Where("id > 1249").Order("id").Pluck("id", &ids)
		if diff := cmp.Diff([]uint{1250, 1251}, ids); diff != "" {
			t.Errorf("rows without an id get %v", ids)
		}
	})
}
