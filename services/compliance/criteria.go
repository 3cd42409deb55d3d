package compliance

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/standard"
)

// CriterionCounts says of how many things a criterion that decides fails, or lacks its fact. Suites and devices are
// counted as statistics count them, schools by the criteria that they answer for as a whole.
type CriterionCounts struct {
	FailedSuites, UnknownSuites   int
	FailedDevices, UnknownDevices int
	FailedSchools, UnknownSchools int
}

// CriterionStanding is a criterion of the standard in force and how a place stands against it.
type CriterionStanding struct {
	standard.Criterion
	Beyond bool             // only places below hold it
	Counts *CriterionCounts // nil for whoever may not see statistics
}

// Criteria lists the criteria in the order of the notice, then those that places have added, with the counts of the
// organisation and all below it, or of all that the actor may see if organisationID is 0.
func (s *Service) Criteria(ctx context.Context, actor access.Actor, organisationID uint) ([]CriterionStanding, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return nil, err
	}
	db := s.db.WithContext(ctx)
	survey, err := s.surveyOf(db, actor, organisationID)
	if err != nil {
		return nil, err
	}
	count := actor.Can(access.StatisticsRead)
	var counts [64]CriterionCounts
	if organisationID != 0 || count {
		place, err := countedSchools(db, actor, organisationID)
		if err != nil {
			return nil, err
		}
		if counts, err = criterionCounts(db, survey, place); err != nil {
			return nil, err
		}
	}
	var all []CriterionStanding
	for i, c := range survey.Known() {
		standing := CriterionStanding{Criterion: c, Beyond: i >= len(survey.Known())-len(survey.Beyond)}
		if count {
			standing.Counts = &counts[c.Bit]
		}
		all = append(all, standing)
	}
	return all, nil
}

// Here tells the standard of an organisation, or of all where the actor may read it if organisationID is 0.
func (s *Service) Here(ctx context.Context, actor access.Actor, organisationID uint) (standard.Survey, error) {
	if err := actor.Require(access.StandardRead); err != nil {
		return standard.Survey{}, err
	}
	return s.surveyOf(s.db.WithContext(ctx), actor, organisationID)
}

// surveyOf is the survey of an organisation, or of all where the actor may read the standard if it is 0.
func (s *Service) surveyOf(db *gorm.DB, actor access.Actor, organisationID uint) (standard.Survey, error) {
	if organisationID != 0 {
		o, err := access.FindOrganisation(db, actor, access.StandardRead, organisationID)
		if err != nil {
			return standard.Survey{}, err
		}
		return s.Survey(db, o.Path)
	}
	scope := actor.Scope(access.StandardRead)
	paths := scope.Roots()
	if scope.Everywhere() {
		root, err := province(db)
		if err != nil {
			return standard.Survey{}, err
		}
		paths = []string{root.Path}
	}
	return s.Survey(db, paths...)
}

// countedSchools narrows a query over schools s and their organisations o to those that statistics count, in the
// actor's scope and at or below the organisation.
func countedSchools(db *gorm.DB, actor access.Actor, organisationID uint) (func(*gorm.DB) *gorm.DB, error) {
	under := func(db *gorm.DB) *gorm.DB { return db }
	if organisationID != 0 {
		o, err := access.FindOrganisation(db, actor, access.StatisticsRead, organisationID)
		if err != nil {
			return nil, err
		}
		under = access.PathsUnder("o.path", o.Path)
	}
	scope := actor.Scope(access.StatisticsRead).Paths("o.path")
	return func(db *gorm.DB) *gorm.DB {
		return under(scope(db)).Where("o.retired_at IS NULL AND s.type NOT IN ?", models.UncountedTypes())
	}, nil
}

// criterionCounts adds up the schools of a place, by the bit of the criterion.
func criterionCounts(db *gorm.DB, survey standard.Survey, place func(*gorm.DB) *gorm.DB) (counts [64]CriterionCounts, err error) {
	var sums []models.SchoolCriterionCounts
	err = db.Table("school_criterion_counts AS c").Joins("JOIN schools AS s ON s.id = c.school_id").Joins("JOIN organisations AS o ON o.id = s.id").
		Scopes(place).Select("c.criterion, SUM(c.failed_suites) AS failed_suites, SUM(c.unknown_suites) AS unknown_suites, " +
		"SUM(c.failed_devices) AS failed_devices, SUM(c.unknown_devices) AS unknown_devices").Group("c.criterion").Find(&sums).Error
	if err != nil {
		return counts, fmt.Errorf("sum the counts by criterion: %w", err)
	}
	for _, sum := range sums {
		if c, known := survey.Lookup(sum.Criterion); known {
			counts[c.Bit] = CriterionCounts{FailedSuites: sum.FailedSuites, UnknownSuites: sum.UnknownSuites,
				FailedDevices: sum.FailedDevices, UnknownDevices: sum.UnknownDevices}
		}
	}
	var schools []struct {
		Failed, Unknown standard.Set
		Schools         int
	}
	err = db.Table("schools AS s").Joins("JOIN organisations AS o ON o.id = s.id").Scopes(place).
		Select("s.fails & s.judged AS failed, s.unknowns & s.judged AS unknown, COUNT(*) AS schools").Group("failed, unknown").Find(&schools).Error
	if err != nil {
		return counts, fmt.Errorf("count the schools by criterion: %w", err)
	}
	for _, row := range schools {
		for bit := range row.Failed.Bits() {
			counts[bit].FailedSchools += row.Schools
		}
		for bit := range row.Unknown.Bits() {
			counts[bit].UnknownSchools += row.Schools
		}
	}
	return counts, nil
}
