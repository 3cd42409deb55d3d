package registry

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/history"
)

// divisionsCSV are Jiangxi's divisions of June 2023 by GB/T 2260, each after the one it lies in.
//
//go:embed divisions.csv
var divisionsCSV string

// aliasesCSV are the names and codes of divisions before they were renamed or merged since 2010, with the code of the
// division that each is now.
//
//go:embed division-aliases.csv
var aliasesCSV string

// Settle gives the root of the organisation tree. In an empty database it first creates the tree: the province, its
// cities and counties, with their old names and codes as aliases.
func Settle(db *gorm.DB, now time.Time) (root models.Organisation, err error) {
	err = db.Transaction(func(tx *gorm.DB) error {
		var roots []models.Organisation
		if err := tx.Where("parent_id IS NULL").Order("id").Limit(1).Find(&roots).Error; err != nil {
			return fmt.Errorf("find the root organisation: %w", err)
		}
		if len(roots) > 0 {
			root = roots[0]
			return nil
		}
		organisations, aliases, err := divisions(now)
		if err != nil {
			return err
		}
		if err := tx.Create(&organisations).Error; err != nil {
			return fmt.Errorf("create the divisions: %w", err)
		}
		if err := tx.Create(&aliases).Error; err != nil {
			return fmt.Errorf("create the aliases of divisions: %w", err)
		}
		root = organisations[0]
		_, err = history.Keep(tx, models.DateOf(now), func(db *gorm.DB) *gorm.DB { return db })
		return err
	})
	return root, err
}

// divisions makes the organisations with ids from 1, the root first, and their aliases.
func divisions(now time.Time) ([]models.Organisation, []models.OrganisationAlias, error) {
	rows, err := table(divisionsCSV)
	if err != nil {
		return nil, nil, err
	}
	organisations := make([]models.Organisation, len(rows))
	byCode := make(map[string]*models.Organisation, len(rows))
	for i, row := range rows { // code, name, level, code of the parent
		o := &organisations[i]
		*o = models.Organisation{ID: uint(i + 1), GBCode: &row[0], Name: row[1], Kind: models.OrganisationKind(row[2]),
			Version: 1, CreatedAt: now, UpdatedAt: now}
		parentPath := ""
		if row[3] != "" {
			parent, known := byCode[row[3]]
			if !known {
				return nil, nil, fmt.Errorf("division %s comes before its parent %s", row[0], row[3])
			}
			o.ParentID, parentPath = &parent.ID, parent.Path
		}
		o.Path = models.PathUnder(parentPath, o.ID)
		byCode[row[0]] = o
	}
	old, err := table(aliasesCSV)
	if err != nil {
		return nil, nil, err
	}
	aliases := make([]models.OrganisationAlias, len(old))
	for i, row := range old { // old name, old code, code now
		division, known := byCode[row[2]]
		if !known {
			return nil, nil, fmt.Errorf("the alias %s is of no division: %s", row[0], row[2])
		}
		aliases[i] = models.OrganisationAlias{OrganisationID: division.ID, Name: row[0], GBCode: &row[1]}
	}
	return organisations, aliases, nil
}

// table reads an embedded CSV file without its header.
func table(text string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the divisions: %w", err)
	}
	return rows[1:], nil
}
