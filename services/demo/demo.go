// Package demo owns a county or a province to try the product on: Jiangxi's real divisions with invented schools,
// rooms, devices, faults and people, always the same for a seed. It fills an empty database and nothing else, and
// leaves what is right or wrong with a device to services/compliance.
package demo

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/history"
	"banbantong/services/registry"
	"banbantong/services/standard"
)

// Options say what demo is wanted. All but the password hashes depends on nothing else.
type Options struct {
	Schools  int // up to 200 make one county, more a province
	Seed     uint64
	Password string    // of all accounts
	Now      time.Time // the day on which everything is said to have come about; the database is as of that morning
}

// firstYear is the earliest in which every wave of purchases is in the past.
const firstYear = 2025

// Fill writes a demo into an empty database, all of it or nothing, and gives the accounts to try. report is told how
// many schools are done.
func Fill(ctx context.Context, db *gorm.DB, in Options, report func(done int)) ([]Account, error) {
	switch {
	case in.Schools < 1 || in.Schools > 100_000:
		return nil, errs.New(errs.Invalid, "demo-size", "学校数应在 1 至 100000 之间。")
	case in.Now.Year() < firstYear:
		return nil, errs.New(errs.Invalid, "demo-clock", "系统时间是 %d 年，请先校准时间。", in.Now.Year())
	}
	notice, err := standard.Jiangxi2023()
	if err != nil {
		return nil, fmt.Errorf("load the standard: %w", err)
	}
	g, err := newGenerator(notice, in.Seed, in.Now)
	if err != nil {
		return nil, err
	}
	var shown []Account
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := mustBeEmpty(tx); err != nil {
			return err
		}
		if _, err := registry.Settle(tx, g.registered); err != nil {
			return err
		}
		var divisions []models.Organisation
		if err := tx.Order("id").Find(&divisions).Error; err != nil {
			return fmt.Errorf("read the divisions: %w", err)
		}
		p := newPlan(divisions, in.Schools, in.Seed, g.registered)
		var users []models.User
		shown, users = p.people(divisions)
		if err := writeTree(tx, p); err != nil {
			return err
		}
		if err := register(tx, users, in.Password); err != nil {
			return err
		}
		if err := writeSchools(tx, p, g, report); err != nil {
			return err
		}
		if _, err := history.Keep(tx, g.registeredOn, func(db *gorm.DB) *gorm.DB { return db }); err != nil {
			return err
		}
		return audit.Record(tx, access.System("演示数据"), g.registered, audit.Change{Action: "demo.filled", Subject: "organisation",
			SubjectID: divisions[0].ID, OrganisationID: divisions[0].ID, After: map[string]any{"schools": in.Schools, "seed": in.Seed}})
	})
	return shown, err
}

// mustBeEmpty refuses a database that anybody uses: demo accounts exist nowhere else.
func mustBeEmpty(tx *gorm.DB) error {
	for _, table := range []any{&models.User{}, &models.Organisation{}} {
		var rows int64
		if err := tx.Model(table).Count(&rows).Error; err != nil {
			return fmt.Errorf("look whether the database is empty: %w", err)
		}
		if rows > 0 {
			return errs.New(errs.Conflict, "demo-not-empty", "数据库里已有数据。演示数据只能写入全新的数据库，请换一个数据目录或库名。")
		}
	}
	return nil
}

// writeSchools makes schools while those before them are written.
func writeSchools(tx *gorm.DB, p *plan, g *generator, report func(done int)) error {
	made := make(chan *filled, 64)
	group, ctx := errgroup.WithContext(tx.Statement.Context)
	group.Go(func() error {
		defer close(made)
		for _, s := range p.sites {
			select {
			case made <- g.fill(s):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		w := newWriter(tx)
		done, devices := 0, 0
		var batch []*filled
		for f := range made {
			batch, devices = append(batch, f), devices+len(f.devices)
			if devices < batchDevices && done+len(batch) < len(p.sites) {
				continue
			}
			if err := w.write(batch); err != nil {
				return err
			}
			done += len(batch)
			report(done)
			batch, devices = batch[:0], 0
		}
		return nil
	})
	return group.Wait()
}
