package models

import (
	"fmt"
	"strings"
	"time"
)

// OrganisationKind is the level of an organisation in the reporting tree.
type OrganisationKind string

const (
	KindProvince OrganisationKind = "province" // 省
	KindCity     OrganisationKind = "city"     // 设区市
	KindCounty   OrganisationKind = "county"   // 县(市、区); a development zone is one without a GB code
	KindSchool   OrganisationKind = "school"   // 学校; a 中心校 is one with village schools below it
)

// Label is the Chinese name of the level.
func (k OrganisationKind) Label() string {
	switch k {
	case KindProvince:
		return "省"
	case KindCity:
		return "设区市"
	case KindCounty:
		return "县（市、区）"
	case KindSchool:
		return "学校"
	}
	return string(k)
}

// Organisation is a node of the tree of who reports to whom; where a place lies is only its GBCode.
type Organisation struct {
	ID        uint
	ParentID  *uint // nil only for the root
	Kind      OrganisationKind
	Name      string
	GBCode    *string `gorm:"column:gb_code"` // GB/T 2260; nil for development zones and schools
	Path      string  // ids from the root down to itself, see PathUnder
	RetiredAt *time.Time
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// pathSegment is the width of one step of a path: eight digits and a slash. The fixed width lets the database
// group by the children of any organisation with SUBSTR.
const pathSegment = 9

// PathUnder is the path of the organisation id whose parent has the path parent ("" for the root).
func PathUnder(parent string, id uint) string { return fmt.Sprintf("%s%08d/", parent, id) }

// PathDepth counts the organisations on a path, itself included.
func PathDepth(path string) int { return len(path) / pathSegment }

// ChildPathLength is the length of the paths of the direct children of the organisation with this path.
func ChildPathLength(path string) int { return len(path) + pathSegment }

// ParentPath is the path of the organisation directly above, "" above the root.
func ParentPath(path string) string { return path[:len(path)-pathSegment] }

// PathIDs are the ids on a path from the root down.
func PathIDs(path string) []uint {
	ids := make([]uint, 0, PathDepth(path))
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		var id uint
		if _, err := fmt.Sscanf(segment, "%d", &id); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// OrganisationAlias is an old name or code of an organisation.
type OrganisationAlias struct {
	ID             uint
	OrganisationID uint
	Name           string
	GBCode         *string `gorm:"column:gb_code"`
}

// SchoolType is the 办学类型.
type SchoolType string

const (
	SchoolPrimary       SchoolType = "primary"        // 小学
	SchoolTeachingPoint SchoolType = "teaching_point" // 教学点: not counted as a school
	SchoolJunior        SchoolType = "junior"         // 初级中学
	SchoolNineYear      SchoolType = "nine_year"      // 九年一贯制学校
	SchoolComplete      SchoolType = "complete"       // 完全中学
	SchoolSenior        SchoolType = "senior"         // 高级中学
	SchoolTwelveYear    SchoolType = "twelve_year"    // 十二年一贯制学校
	SchoolSpecial       SchoolType = "special"        // 特殊教育学校
	SchoolVocational    SchoolType = "vocational"     // 中等职业学校
	SchoolKindergarten  SchoolType = "kindergarten"   // 幼儿园
)

// UncountedTypes are the school types that statistics leave out: the notice speaks of 中小学 (DOMAIN 2.1).
func UncountedTypes() []SchoolType { return []SchoolType{SchoolKindergarten, SchoolVocational} }

// Label is the Chinese name of the type.
func (t SchoolType) Label() string {
	switch t {
	case SchoolPrimary:
		return "小学"
	case SchoolTeachingPoint:
		return "教学点"
	case SchoolJunior:
		return "初级中学"
	case SchoolNineYear:
		return "九年一贯制学校"
	case SchoolComplete:
		return "完全中学"
	case SchoolSenior:
		return "高级中学"
	case SchoolTwelveYear:
		return "十二年一贯制学校"
	case SchoolSpecial:
		return "特殊教育学校"
	case SchoolVocational:
		return "中等职业学校"
	case SchoolKindergarten:
		return "幼儿园"
	}
	return string(t)
}

// Area is the 城乡分类 at its first level.
type Area string

const (
	AreaUrban Area = "urban" // 城区
	AreaTown  Area = "town"  // 镇区
	AreaRural Area = "rural" // 乡村
)

// Label is the Chinese name of the area.
func (a Area) Label() string {
	switch a {
	case AreaUrban:
		return "城区"
	case AreaTown:
		return "镇区"
	case AreaRural:
		return "乡村"
	}
	return string(a)
}

// Sponsor is the 举办者.
type Sponsor string

const (
	SponsorEducation  Sponsor = "education"  // 教育部门
	SponsorOther      Sponsor = "other"      // 其他部门
	SponsorEnterprise Sponsor = "enterprise" // 地方企业
	SponsorPrivate    Sponsor = "private"    // 民办
)

// Label is the Chinese name of the sponsor.
func (s Sponsor) Label() string {
	switch s {
	case SponsorEducation:
		return "教育部门"
	case SponsorOther:
		return "其他部门"
	case SponsorEnterprise:
		return "地方企业"
	case SponsorPrivate:
		return "民办"
	}
	return string(s)
}

// School is what a school has beside its place in the tree. Its name and path are its organisation's.
type School struct {
	ID                uint    `gorm:"primaryKey;autoIncrement:false"` // its organisation's id
	Code              *string // 学校(机构)标识码, ten digits; nil where there is none
	Type              SchoolType
	Area              Area
	Sponsor           Sponsor
	UplinkMbps        *int // contracted rate of the campus network to the education network
	ClassInternetMbps *int // provisioned internet rate of each classroom
	GuestReports      bool // whether a label may be used to report a fault without signing in
	Verdicts          `gorm:"embedded"`
	Version           int
	CreatedAt         time.Time
	UpdatedAt         time.Time

	Organisation Organisation `gorm:"foreignKey:ID"`
}
