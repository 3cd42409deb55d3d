// Package access owns who may do what, and where: users, passwords, sign-ins, roles and their permissions, and Scope,
// the part of the province that a caller may touch. Every other service asks it; it asks nobody.
package access

import (
	"slices"

	"banbantong/models"
)

// Permission names one thing that an operation needs. Every operation names exactly one.
type Permission string

const (
	OrganisationRead  Permission = "organisation:read"
	OrganisationWrite Permission = "organisation:write" // create, rename and move places, schools too
	SchoolRead        Permission = "school:read"
	SchoolWrite       Permission = "school:write" // what a school says of itself
	ClassroomRead     Permission = "classroom:read"
	ClassroomWrite    Permission = "classroom:write"
	DeviceRead        Permission = "device:read"
	DeviceWrite       Permission = "device:write"
	LabelPrint        Permission = "label:print" // sees the tokens that labels carry
	ImportRun         Permission = "import:run"
	StandardRead      Permission = "standard:read"
	StandardSwitch    Permission = "standard:switch" // choose readings
	StandardWrite     Permission = "standard:write"  // draft versions of the standard and put them in force
	StatisticsRead    Permission = "statistics:read"
	TicketSee         Permission = "ticket:see"    // tickets at all; which ones, the others say
	TicketNote        Permission = "ticket:note"   // add a word or a photo to a ticket that one has to do with
	TicketReport      Permission = "ticket:report" // and follow one's own reports
	TicketRead        Permission = "ticket:read"   // every ticket of the place
	TicketDispatch    Permission = "ticket:dispatch"
	TicketWork        Permission = "ticket:work" // accept and repair: own tickets and unassigned ones
	TicketConfirm     Permission = "ticket:confirm"
	PeriodWrite       Permission = "period:write"    // open and sign collections of figures
	SubmissionRead    Permission = "submission:read" // what is reported, and where it stands
	SubmissionFill    Permission = "submission:fill" // submit figures, one's own or for schools below
	RenewalRead       Permission = "renewal:read"
	RenewalWrite      Permission = "renewal:write"     // prices and plans
	SubmissionReview  Permission = "submission:review" // accept, return and remind of what is reported to one's organisation
	FormWrite         Permission = "form:write"        // keep the forms that a bureau has always used
	PurchaseRead      Permission = "purchase:read"
	PurchaseCheck     Permission = "purchase:check"   // have a planned purchase held against the standard
	TransferRead      Permission = "transfer:read"    // orders that a school of the place gives or receives by
	TransferWrite     Permission = "transfer:write"   // propose that devices move between schools of the place
	TransferApprove   Permission = "transfer:approve" // let them
	TransferSign      Permission = "transfer:sign"    // hand over and receive, for the school in which one holds an office
	DisposalRead      Permission = "disposal:read"
	DisposalApply     Permission = "disposal:apply"   // ask for devices of the school to be retired
	DisposalApprove   Permission = "disposal:approve" // retire devices
	UserRead          Permission = "user:read"
	UserWrite         Permission = "user:write"
	AuditRead         Permission = "audit:read"
)

// RoleInfo is what the product knows of a role.
type RoleInfo struct {
	Role        models.Role
	Label       string
	Kind        models.OrganisationKind // the level of the organisations it may be granted on; "" is any
	Permissions []Permission
}

// Roles lists every role, the wider first.
func Roles() []RoleInfo {
	reads := []Permission{OrganisationRead, SchoolRead, ClassroomRead, DeviceRead, StandardRead, StatisticsRead, SubmissionRead, PurchaseRead, TransferRead, DisposalRead, TicketSee, TicketRead, UserRead, AuditRead}
	school := slices.Concat(reads, []Permission{SchoolWrite, ClassroomWrite, DeviceWrite, LabelPrint, ImportRun,
		TicketNote, TicketReport, TicketDispatch, TicketWork, TicketConfirm, SubmissionFill, PurchaseCheck, TransferSign, DisposalApply, UserWrite})
	centre := slices.Concat(school, []Permission{SubmissionReview, TransferWrite})
	bureau := slices.Concat(centre, []Permission{OrganisationWrite, PeriodWrite, FormWrite, StandardWrite, RenewalRead, RenewalWrite, TransferApprove, DisposalApprove})
	province := slices.Concat(bureau, []Permission{StandardSwitch})
	teacher := []Permission{OrganisationRead, SchoolRead, ClassroomRead, DeviceRead, StandardRead, TicketSee, TicketNote, TicketReport}
	technician := []Permission{OrganisationRead, StandardRead, TicketSee, TicketNote, TicketWork}
	return []RoleInfo{
		{models.RoleProvinceAdmin, "省级管理员", models.KindProvince, province},
		{models.RoleCityAdmin, "市级管理员", models.KindCity, bureau},
		{models.RoleCountyAdmin, "县级管理员", models.KindCounty, bureau},
		{models.RoleAuditor, "审计员", "", slices.Concat(reads, []Permission{RenewalRead})},
		{models.RoleCentreAdmin, "中心校管理员", models.KindSchool, centre},
		{models.RoleSchoolAdmin, "学校管理员", models.KindSchool, school},
		{models.RoleTeacher, "教师", models.KindSchool, teacher},
		{models.RoleTechnician, "运维技术员", "", technician},
	}
}

// InfoOf gives what is known of a role; a role that is not ours has no permissions.
func InfoOf(role models.Role) (RoleInfo, bool) {
	for _, info := range Roles() {
		if info.Role == role {
			return info, true
		}
	}
	return RoleInfo{}, false
}

// subtree says whether the role reaches below its organisation. A school administrator keeps to the school itself;
// a 中心校 administrator fills in for the village schools below it.
func subtree(role models.Role) bool {
	return role != models.RoleSchoolAdmin && role != models.RoleTeacher
}
