package models

import "time"

// User is a person who signs in.
type User struct {
	ID                 uint
	Username           string // lower case, unique
	Name               string
	Phone              string
	PasswordHash       string // argon2id
	MustChangePassword bool
	Disabled           bool
	FailedSignIns      int
	LockedUntil        *time.Time
	Version            int
	CreatedAt          time.Time
	UpdatedAt          time.Time

	Grants []Grant
}

// Role names a set of permissions; services/access says which.
type Role string

const (
	RoleProvinceAdmin Role = "province_admin" // 省级管理员
	RoleCityAdmin     Role = "city_admin"     // 市级管理员
	RoleCountyAdmin   Role = "county_admin"   // 县级管理员
	RoleAuditor       Role = "auditor"        // 审计员, reads everything in its subtree, changes nothing
	RoleCentreAdmin   Role = "centre_admin"   // 中心校管理员, also for its village schools and teaching points
	RoleSchoolAdmin   Role = "school_admin"   // 学校管理员
	RoleTeacher       Role = "teacher"        // 教师
	RoleTechnician    Role = "technician"     // 运维技术员
)

// Grant gives a user a role on an organisation and all below it.
type Grant struct {
	ID             uint
	UserID         uint
	Role           Role
	OrganisationID uint
	CreatedAt      time.Time

	Organisation Organisation
}

// Session is one sign-in on one browser. TokenHash is the SHA-256 of the only refresh token that is still good; an
// older one is a stolen or copied token and revokes the session.
type Session struct {
	ID        uint
	UserID    uint
	TokenHash string
	CreatedAt time.Time
	UsedAt    time.Time
	ExpiresAt time.Time
	RevokedAt *time.Time

	User User
}

// AuditEntry says who changed what, from what to what. Append-only.
type AuditEntry struct {
	ID             uint
	At             time.Time
	UserID         *uint // nil for the system and for people who are not signed in
	Actor          string
	Action         string // "device.moved"
	Subject        string // "device"
	SubjectID      uint
	OrganisationID *uint  // where it belongs; nil only for what belongs to no place
	BeforeState    string // JSON, "" for a creation; never passwords or tokens
	AfterState     string // JSON, "" for a deletion
	RequestID      string
}

// TableName is audit_log: one log, many entries.
func (AuditEntry) TableName() string { return "audit_log" }
