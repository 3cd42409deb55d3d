package compliance

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
)

// Mark is another text as soon as equipment, rooms or schools at or below a path are no longer as they were, or another
// version of the standard holds for any of them on the day: for whoever has to say that a result rests on what is no longer
// so. It reads a row of each school.
func Mark(tx *gorm.DB, path string, on models.Date) (string, error) {
	var schools struct{ Schools, IDs, Changes int64 }
	var versions struct{ Versions, IDs int64 } // one never changes
	err := tx.Table("school_quality").Scopes(access.SchoolsUnder("school_id", path)).
		Select("COUNT(*) AS schools, COALESCE(SUM(school_id), 0) AS ids, COALESCE(SUM(changes), 0) AS changes").Scan(&schools).Error
	if err == nil {
		concerned := tx.Where("o.id IN ?", models.PathIDs(path)).Or(tx.Scopes(access.PathsUnder("o.path", path)))
		err = tx.Table("standard_versions AS v").Joins("JOIN organisations AS o ON o.id = v.organisation_id").
			Where("v.in_force_from <> '' AND v.in_force_from <= ?", on).Where(concerned).
			Select("COUNT(*) AS versions, COALESCE(SUM(v.id), 0) AS ids").Scan(&versions).Error
	}
	if err != nil {
		return "", fmt.Errorf("look for changes at %s: %w", path, err)
	}
	hash := sha256.Sum256(fmt.Append(nil, schools, versions))
	return hex.EncodeToString(hash[:]), nil
}
