package renewal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/audit"
	"banbantong/services/errs"
	"banbantong/services/standard"
)

// Price is what a measure costs at a place.
type Price struct {
	Measure    standard.Measure
	Cents      int64
	FundSource string
	KeeperID   uint   // the bureau that keeps it; 0 is the reference price that the product comes with
	Keeper     string // its name
}

// Prices lists what every measure costs at an organisation: what it keeps itself, else what the nearest above it keeps.
func (s *Service) Prices(ctx context.Context, actor access.Actor, organisationID uint) ([]Price, error) {
	if err := actor.Require(access.RenewalRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	o, err := access.FindOrganisation(db, actor, access.RenewalRead, organisationID)
	if err != nil {
		return nil, err
	}
	return pricesAt(db, o.Path)
}

func pricesAt(db *gorm.DB, path string) ([]Price, error) {
	var kept []struct {
		models.MeasurePrice
		Name string
	}
	err := db.Table("measure_prices AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").
		Where("p.organisation_id IN ?", models.PathIDs(path)).Order("LENGTH(o.path)").Select("p.*, o.name").Find(&kept).Error
	if err != nil {
		return nil, fmt.Errorf("read the prices of measures: %w", err)
	}
	prices := make([]Price, 0, len(standard.Measures()))
	for _, m := range standard.Measures() {
		price := Price{Measure: m, Cents: m.Reference}
		for _, k := range kept { // the nearest comes last
			if k.Measure == m.ID {
				price.Cents, price.FundSource, price.KeeperID, price.Keeper = k.Cents, k.FundSource, k.OrganisationID, k.Name
			}
		}
		prices = append(prices, price)
	}
	return prices, nil
}

// Tariff is what measures cost somewhere.
type Tariff struct {
	Cents   map[string]int64 // by the id of the measure
	Keepers []string         // the names of the bureaus whose prices hold, the highest first; none where all are reference prices
}

// Tariffs gives the tariff at the path of an organisation, for many of them from one reading of what bureaus keep.
func Tariffs(tx *gorm.DB) (at func(path string) Tariff, err error) {
	var kept []struct {
		models.MeasurePrice
		Name, Path string
	}
	err = tx.Table("measure_prices AS p").Joins("JOIN organisations AS o ON o.id = p.organisation_id").
		Order("LENGTH(o.path), o.path").Select("p.*, o.name, o.path").Find(&kept).Error
	if err != nil {
		return nil, fmt.Errorf("read the prices of measures: %w", err)
	}
	made := map[string]Tariff{} // by the path of who is right above: a school keeps no prices
	return func(path string) Tariff {
		above := models.ParentPath(path)
		if t, known := made[above]; known {
			return t
		}
		t := Tariff{Cents: map[string]int64{}}
		keepers := map[string]string{} // by measure
		for _, m := range standard.Measures() {
			t.Cents[m.ID] = m.Reference
		}
		for _, k := range kept { // the nearest comes last
			if strings.HasPrefix(path, k.Path) {
				t.Cents[k.Measure], keepers[k.Measure] = k.Cents, k.Name
			}
		}
		for _, k := range kept {
			if keepers[k.Measure] == k.Name && strings.HasPrefix(path, k.Path) && !slices.Contains(t.Keepers, k.Name) {
				t.Keepers = append(t.Keepers, k.Name)
			}
		}
		made[above] = t
		return t
	}, nil
}

// NewPrice is a price as a bureau enters it; without Cents the bureau goes by its superior's again.
type NewPrice struct {
	Measure    string
	Cents      *int64
	FundSource string
}

// mostCents is far above what any classroom costs; the solver of plans counts on it.
const mostCents = 1_000_000_00

// SetPrices changes the prices that a bureau keeps; the measures that are not named stay as they are.
func (s *Service) SetPrices(ctx context.Context, actor access.Actor, organisationID uint, changes []NewPrice) ([]Price, error) {
	if err := actor.Require(access.RenewalWrite); err != nil {
		return nil, err
	}
	var check errs.Check
	for i, c := range changes {
		_, known := standard.MeasureOf(c.Measure)
		check.That(known, fmt.Sprintf("prices[%d].measure", i), "没有这种措施。")
		check.That(c.Cents == nil || *c.Cents >= 0 && *c.Cents <= mostCents, fmt.Sprintf("prices[%d].cents", i), "单价应在 0 至 100 万元之间。")
		check.That(len([]rune(c.FundSource)) <= 60, fmt.Sprintf("prices[%d].fund_source", i), "最多 60 个字。")
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	var after []Price
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		o, err := access.FindOrganisation(tx, actor, access.RenewalWrite, organisationID)
		if err != nil {
			return err
		}
		if o.Kind == models.KindSchool {
			return errs.InvalidFields(errs.Field{Location: "organisation_id", Message: "价格由教育部门维护，学校沿用上级的价格。"})
		}
		before, err := pricesAt(tx, o.Path)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := setPrice(tx, models.MeasurePrice{OrganisationID: o.ID, Measure: c.Measure, FundSource: c.FundSource, UpdatedAt: s.now()}, c.Cents); err != nil {
				return err
			}
		}
		if after, err = pricesAt(tx, o.Path); err != nil {
			return err
		}
		return audit.Record(tx, actor, s.now(), audit.Change{Action: "organisation.priced", Subject: "organisation", SubjectID: o.ID,
			OrganisationID: o.ID, Before: pricesInWords(before), After: pricesInWords(after)})
	})
	return after, err
}

func setPrice(tx *gorm.DB, row models.MeasurePrice, cents *int64) error {
	if cents == nil {
		if err := tx.Delete(&models.MeasurePrice{}, "organisation_id = ? AND measure = ?", row.OrganisationID, row.Measure).Error; err != nil {
			return fmt.Errorf("drop the price of a measure: %w", err)
		}
		return nil
	}
	row.Cents = *cents
	if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return fmt.Errorf("keep the price of a measure: %w", err)
	}
	return nil
}

// pricesInWords are prices as the audit log tells them: 更换主机 3,800 元（公用经费）.
func pricesInWords(prices []Price) map[string]string {
	words := make(map[string]string, len(prices))
	for _, p := range prices {
		words[p.Measure.Title] = yuan(p.Cents) + " 元"
		if p.FundSource != "" {
			words[p.Measure.Title] += "（" + p.FundSource + "）"
		}
	}
	return words
}

func planPrices(prices []Price) []models.PlanPrice {
	kept := make([]models.PlanPrice, len(prices))
	for i, p := range prices {
		kept[i] = models.PlanPrice{Measure: p.Measure.ID, Cents: p.Cents, FundSource: p.FundSource}
	}
	return kept
}
