package imports

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/width"
	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/workbook"
)

// schools finds the school that a row means among those in the actor's scope.
type schools struct {
	byCode map[string]*place
	byName map[string][]*place // by every name that people use, see names

	places  []*place // organisations that are no schools, for superiors
	home    *place   // where new schools go if no superior is named; nil if the actor may add none
	create  bool
	missing []string
}

// place is an organisation; of a school with what the register says of it.
type place struct {
	id       uint
	path     string
	name     string
	kind     models.OrganisationKind
	version  int
	school   *models.School
	newUnder *place // of a school that is to be added: where
}

// writable are the permissions that whoever imports needs over a school, each over the same school.
var writable = []access.Permission{access.ImportRun, access.ClassroomWrite, access.DeviceWrite, access.SchoolWrite}

func loadSchools(tx *gorm.DB, actor access.Actor, create bool) (*schools, error) {
	s := &schools{byCode: map[string]*place{}, byName: map[string][]*place{}, create: create}
	var nodes []models.Organisation
	query := tx.Where("retired_at IS NULL")
	for _, p := range writable {
		query = query.Scopes(actor.Scope(p).Paths("path"))
	}
	if err := query.Order("path").Find(&nodes).Error; err != nil {
		return nil, fmt.Errorf("list the places of an import: %w", err)
	}
	var details []models.School
	query = tx.Session(&gorm.Session{})
	for _, p := range writable {
		query = query.Scopes(actor.Scope(p).Schools("schools.id"))
	}
	if err := query.Find(&details).Error; err != nil {
		return nil, fmt.Errorf("list the schools of an import: %w", err)
	}
	byID := map[uint]*models.School{}
	for i := range details {
		byID[details[i].ID] = &details[i]
	}
	aliases, err := loadAliases(tx)
	if err != nil {
		return nil, err
	}
	above := map[string]string{} // names by path, for the prefixes that people leave out
	addable := actor.Scope(access.OrganisationWrite)
	for _, o := range nodes {
		p := &place{id: o.ID, path: o.Path, name: o.Name, kind: o.Kind, version: o.Version, school: byID[o.ID]}
		above[o.Path] = o.Name
		if p.school == nil {
			s.places = append(s.places, p)
		} else {
			s.add(p, append(aliases[o.ID], o.Name), above)
		}
		if s.home == nil && addable.Contains(o.Path) && (o.Kind == models.KindCounty || o.Kind == models.KindCity) {
			s.home = p
		}
	}
	return s, nil
}

func loadAliases(tx *gorm.DB) (map[uint][]string, error) {
	var rows []models.OrganisationAlias
	if err := tx.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list old names: %w", err)
	}
	names := map[uint][]string{}
	for _, a := range rows {
		names[a.OrganisationID] = append(names[a.OrganisationID], a.Name)
	}
	return names, nil
}

func (s *schools) add(p *place, names []string, above map[string]string) {
	if p.school.Code != nil {
		s.byCode[*p.school.Code] = p
	}
	for _, name := range names {
		for _, key := range keys(name, p.path, above) {
			if !slices.Contains(s.byName[key], p) {
				s.byName[key] = append(s.byName[key], p)
			}
		}
	}
}

// keys are a school's name as people write it: with or without its county or city in front.
func keys(name, path string, above map[string]string) []string {
	full := plainName(name)
	all := []string{full}
	for end := len(path) - 1; end > 0; end-- {
		if path[end] != '/' {
			continue
		}
		upper := plainName(above[path[:end+1]])
		if short, cut := strings.CutPrefix(full, upper); cut && upper != "" && short != "" {
			all = append(all, short)
		} else if upper != "" && path[:end+1] != path {
			all = append(all, upper+full)
		}
	}
	return all
}

// plainName is a name without what it varies in: width and spaces.
func plainName(name string) string {
	return strings.Join(strings.Fields(width.Fold.String(name)), "")
}

// find gives the school that a row means, or what is wrong; never a guess between two.
func (s *schools) find(said workbook.School) (*place, string) {
	if said.Code != "" {
		if p := s.byCode[said.Code]; p != nil {
			return p, ""
		}
	}
	found := s.byName[plainName(said.Name)]
	if said.Superior != "" && len(found) > 1 {
		found = slices.DeleteFunc(slices.Clone(found), func(p *place) bool { return !s.below(p, said.Superior) })
	}
	switch {
	case len(found) == 1:
		p := found[0]
		if said.Code != "" && p.school.Code != nil && *p.school.Code != said.Code {
			return nil, fmt.Sprintf("学校“%s”的标识码是 %s，这里写的是 %s，请核对", p.name, *p.school.Code, said.Code)
		}
		return p, ""
	case len(found) > 1:
		return nil, fmt.Sprintf("您管理的范围内有 %d 所学校叫“%s”，请加上学校标识码", len(found), said.Name)
	case said.Name == "":
		return nil, fmt.Sprintf("您管理的范围内没有标识码为 %s 的学校", said.Code)
	}
	return nil, ""
}

// below says whether the school reports, directly or not, to a place of this name.
func (s *schools) below(p *place, superior string) bool {
	name := plainName(superior)
	for _, list := range [][]*place{s.places, s.byName[name]} {
		for _, upper := range list {
			if plainName(upper.name) == name && upper.path != p.path && strings.HasPrefix(p.path, upper.path) {
				return true
			}
		}
	}
	return false
}

// resolve gives the school of a row, adding it if that was asked for.
func (s *schools) resolve(said workbook.School) (*place, string) {
	p, wrong := s.find(said)
	if p != nil || wrong != "" {
		return p, wrong
	}
	if !s.create {
		if !slices.Contains(s.missing, said.Name) {
			s.missing = append(s.missing, said.Name)
		}
		return nil, fmt.Sprintf("您管理的范围内没有学校“%s”，请核对校名，或先新增这所学校", said.Name)
	}
	return s.plan(said)
}

// plan adds a school that the register does not have.
func (s *schools) plan(said workbook.School) (*place, string) {
	under, wrong := s.superior(said.Superior)
	if wrong != "" {
		return nil, wrong
	}
	school := &models.School{Type: said.Type, Area: said.Area, Sponsor: said.Sponsor, UplinkMbps: said.UplinkMbps, ClassInternetMbps: said.ClassInternetMbps}
	if school.Type == "" {
		school.Type = typeByName(said.Name)
	}
	if school.Type == "" {
		return nil, fmt.Sprintf("从校名看不出“%s”的办学类型，请先在“学校”中新增", said.Name)
	}
	if school.Sponsor == "" {
		school.Sponsor = models.SponsorEducation
	}
	if said.Code != "" {
		code := said.Code
		school.Code = &code
	}
	p := &place{name: strings.TrimSpace(said.Name), kind: models.KindSchool, school: school, newUnder: under}
	s.add(p, []string{p.name}, map[string]string{})
	return p, ""
}

func (s *schools) superior(name string) (*place, string) {
	if name == "" {
		if s.home == nil {
			return nil, "请写明这所学校的上级单位"
		}
		return s.home, ""
	}
	key := plainName(name)
	for _, p := range s.places {
		if plainName(p.name) == key {
			return p, ""
		}
	}
	if found := s.byName[key]; len(found) == 1 {
		return found[0], ""
	}
	if s.home != nil { // a town that has no organisation of its own
		return s.home, ""
	}
	return nil, fmt.Sprintf("您管理的范围内没有上级单位“%s”", name)
}

// typeByName is the 办学类型 that a school's name tells beyond doubt, else "".
func typeByName(name string) models.SchoolType {
	for _, known := range []struct {
		word string
		is   models.SchoolType
	}{{"教学点", models.SchoolTeachingPoint}, {"幼儿园", models.SchoolKindergarten}, {"特殊教育", models.SchoolSpecial}, {"九年一贯", models.SchoolNineYear},
		{"十二年一贯", models.SchoolTwelveYear}, {"完全中学", models.SchoolComplete}, {"高级中学", models.SchoolSenior}, {"初级中学", models.SchoolJunior},
		{"初中", models.SchoolJunior}, {"职业", models.SchoolVocational}, {"小学", models.SchoolPrimary}, {"中学", models.SchoolJunior}} {
		if strings.Contains(name, known.word) {
			return known.is
		}
	}
	return ""
}
