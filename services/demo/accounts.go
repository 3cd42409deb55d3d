package demo

import (
	"fmt"
	"strings"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/accounts"
)

// Account is one of the people who can sign in to a demo.
type Account struct {
	Username string
	Role     models.Role
	Place    string // the organisation of the grant
}

// people are the accounts that every demo has, all of one county, its technicians, and who reports for its schools.
func (p *plan) people(divisions []models.Organisation) (all []Account, users []models.User) {
	byID := make(map[uint]models.Organisation, len(divisions))
	for _, o := range divisions {
		byID[o.ID] = o
	}
	for _, z := range p.zones {
		byID[z.ID] = *z
	}
	school := p.sites[0].organisation
	county := byID[*school.ParentID]
	city := byID[*county.ParentID]
	centreSchool := school
	if len(p.sites) > 1 {
		centreSchool = p.sites[1].organisation
	}
	add := func(username, name string, role models.Role, place models.Organisation) uint {
		id := uint(len(users) + 1)
		users = append(users, models.User{ID: id, Username: username, Name: name, Phone: fmt.Sprintf("1390797%04d", id),
			Version: 1, CreatedAt: p.now, UpdatedAt: p.now,
			Grants: []models.Grant{{ID: id, UserID: id, Role: role, OrganisationID: place.ID, CreatedAt: p.now}}})
		all = append(all, Account{username, role, place.Name})
		return id
	}
	add("province", "省级管理员", models.RoleProvinceAdmin, byID[*city.ParentID])
	add("city", "市级管理员", models.RoleCityAdmin, city)
	add("county", "县级管理员", models.RoleCountyAdmin, county)
	add("auditor", "县审计员", models.RoleAuditor, county)
	add("centre", "中心校管理员", models.RoleCentreAdmin, *centreSchool)
	add("school", "学校管理员", models.RoleSchoolAdmin, *school)
	add("teacher", "刘老师", models.RoleTeacher, *school)
	technicians := map[uint]uint{county.ID: add("tech", technicianName, models.RoleTechnician, county)}
	shown := all
	for _, s := range p.sites {
		place := p.servedFrom(s, byID)
		if _, known := technicians[place.ID]; !known {
			technicians[place.ID] = add(fmt.Sprintf("tech-%d", place.ID), technicianName, models.RoleTechnician, place)
		}
		s.technicianID = technicians[place.ID]
	}
	for _, s := range p.sites[min(2, len(p.sites)):] { // of the others in the county, somebody who reports
		if strings.HasPrefix(s.organisation.Path, county.Path) {
			role := models.RoleSchoolAdmin
			if s.kind == centre {
				role = models.RoleCentreAdmin
			}
			add(fmt.Sprintf("school-%d", s.organisation.ID), personName(newDice(^p.seed, uint64(s.organisation.ID)<<32)), role, *s.organisation)
		}
	}
	return shown, users
}

// servedFrom is the county, zone or city whose technician repairs at the site.
func (p *plan) servedFrom(s *site, byID map[uint]models.Organisation) models.Organisation {
	path := models.PathIDs(s.organisation.Path)
	return byID[path[min(len(path)-2, 2)]]
}

// register writes the users, who all have one password that need not be changed.
func register(tx *gorm.DB, users []models.User, password string) error {
	hash, err := accounts.HashPassword(password)
	if err != nil {
		return err
	}
	var grants []models.Grant
	for i := range users {
		users[i].PasswordHash = hash
		grants = append(grants, users[i].Grants...)
	}
	if err := tx.Omit("Grants").CreateInBatches(&users, 100).Error; err != nil {
		return fmt.Errorf("write the demo's users: %w", err)
	}
	if err := tx.Omit("Organisation").CreateInBatches(&grants, 100).Error; err != nil {
		return fmt.Errorf("write the demo's grants: %w", err)
	}
	return nil
}
