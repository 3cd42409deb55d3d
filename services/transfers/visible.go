package transfers

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
)

// Visible narrows a query on transfers to those by which a school of the actor's gives or receives.
func Visible(actor access.Actor) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		schools := func() *gorm.DB {
			return db.Session(&gorm.Session{NewDB: true}).Table("organisations").Select("organisations.id").
				Scopes(actor.Scope(access.TransferRead).Paths("organisations.path"))
		}
		return db.Where("(transfers.giver_id IN (?) OR transfers.receiver_id IN (?))", schools(), schools())
	}
}

// signsFor are the schools for which the actor signs: the one in which the actor holds an office, and for a 中心校 those
// below it. A bureau may approve, but it does not sign in the place of a school.
func signsFor(tx *gorm.DB, actor access.Actor) (ids []uint, err error) {
	offices := tx.Session(&gorm.Session{NewDB: true}).Table("organisations").Select("organisations.id").
		Where("kind = ? AND path IN ?", models.KindSchool, append(actor.Offices(access.TransferSign), ""))
	err = tx.Table("organisations").Scopes(actor.Scope(access.TransferSign).Paths("organisations.path")).
		Where("kind = ? AND (id IN (?) OR parent_id IN (?))", models.KindSchool, offices, offices).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("find the schools that somebody signs for: %w", err)
	}
	return ids, nil
}

// parties says what the actor is to the order.
func parties(tx *gorm.DB, actor access.Actor, r Row) (p party, err error) {
	mine, err := signsFor(tx, actor)
	if err != nil {
		return 0, err
	}
	over := func(permission access.Permission) bool {
		scope := actor.Scope(permission)
		return scope.Contains(r.GiverPath) && scope.Contains(r.ReceiverPath)
	}
	for _, one := range []struct {
		is bool
		as party
	}{{over(access.TransferWrite), maker}, {over(access.TransferApprove), approver}, {actor.Scope(access.TransferApprove).Contains(r.GiverPath), keeper},
		{slices.Contains(mine, r.GiverID), giver}, {slices.Contains(mine, r.ReceiverID), receiver}} {
		if one.is {
			p |= one.as
		}
	}
	return p, nil
}

func find(tx *gorm.DB, actor access.Actor, id uint) (Row, error) {
	var rows []Row
	if err := joined(tx).Scopes(Visible(actor)).Select(rowColumns).Where("transfers.id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Row{}, fmt.Errorf("find a transfer: %w", err)
	}
	if len(rows) == 0 {
		return Row{}, errs.Missing("该调拨单")
	}
	return rows[0], nil
}
