package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"banbantong/services/access"
	"banbantong/services/export"
)

// routes is the whole route table: each line says the method, the path, what it is for, the permission it needs and
// who serves it.
func routes(r *surface, c Config, s Services) {
	auth := newAuthAPI(s.Sessions, s.Users, c)
	post(r, "/auth/login", "登录", anyone, auth.login)
	post(r, "/auth/refresh", "换取新的访问令牌", anyone, auth.refresh)
	post(r, "/auth/logout", "退出登录", anyone, auth.logout)
	get(r, "/me", "当前用户", signedIn, auth.me)
	post(r, "/me/password", "修改自己的密码", signedIn, auth.changePassword)

	users := userAPI{s.Users, s.Registry}
	get(r, "/users", "用户列表", access.UserRead, users.list)
	get(r, "/users/{id}", "用户", access.UserRead, users.get)
	post(r, "/users", "新建用户，返回一次性的初始密码", access.UserWrite, users.create)
	patch(r, "/users/{id}", "修改用户", access.UserWrite, users.change)
	post(r, "/users/{id}/password", "重置密码，返回一次性的初始密码", access.UserWrite, users.resetPassword)
	get(r, "/roles", "角色与权限", signedIn, users.roles)

	organisations := organisationAPI{s.Registry}
	get(r, "/organisations", "单位：下级列表或搜索", access.OrganisationRead, organisations.list)
	get(r, "/organisations/{id}", "单位及其上级", access.OrganisationRead, organisations.get)
	post(r, "/organisations", "新增设区市、县（市、区）或开发区", access.OrganisationWrite, organisations.create)
	patch(r, "/organisations/{id}", "修改、移动或撤并单位", access.OrganisationWrite, organisations.change)
	post(r, "/organisations/{id}/merge", "并入另一个同级单位", access.OrganisationWrite, organisations.merge)

	schools := schoolAPI{s.Registry}
	get(r, "/schools", "学校列表", access.SchoolRead, schools.list)
	get(r, "/schools/{id}", "学校", access.SchoolRead, schools.get)
	post(r, "/schools", "新增学校或教学点", access.OrganisationWrite, schools.create)
	patch(r, "/schools/{id}", "修改学校", access.SchoolWrite, schools.change)

	classrooms := classroomAPI{s.Registry, s.Compliance}
	get(r, "/classrooms", "教室列表", access.ClassroomRead, classrooms.list)
	get(r, "/classrooms/{id}", "教室", access.ClassroomRead, classrooms.get)
	post(r, "/classrooms", "新增教室", access.ClassroomWrite, classrooms.create)
	patch(r, "/classrooms/{id}", "修改或停用教室", access.ClassroomWrite, classrooms.change)

	devices := deviceAPI{s.Registry}
	get(r, "/categories", "设备类别", signedIn, devices.categories)
	get(r, "/devices", "设备列表", access.DeviceRead, devices.list)
	get(r, "/devices/{id}", "设备", access.DeviceRead, devices.get)
	get(r, "/classrooms/{id}/devices", "教室里的设备及其参数", access.DeviceRead, devices.inClassroom)
	post(r, "/devices", "登记设备", access.DeviceWrite, devices.create)
	patch(r, "/devices/{id}", "更正设备信息", access.DeviceWrite, devices.change)
	post(r, "/devices/{id}/move", "移动设备到教室或库房", access.DeviceWrite, devices.move)
	post(r, "/devices/{id}/state", "改变使用状况", access.DeviceWrite, devices.setState)
	post(r, "/devices/{id}/relabel", "换发标签", access.DeviceWrite, devices.relabel)
	get(r, "/devices/{id}/events", "设备的经历", access.DeviceRead, devices.events)
	get(r, "/labels", "打印标签", access.LabelPrint, devices.labels)

	verdicts := complianceAPI{s.Compliance}
	get(r, "/standards", "现行标准与口径", access.StandardRead, verdicts.standard)
	get(r, "/criteria", "标准的条款，各有多少不达标", access.StandardRead, verdicts.criteria)
	post(r, "/standards/readings", "选择口径，随后全部重新判定", access.StandardSwitch, verdicts.switchReadings)
	post(r, "/standards/readings/preview", "试算换一种口径的结果，不作任何更改", access.StandardSwitch, verdicts.preview)
	get(r, "/standard-versions", "一个单位的标准：上级的、自己的历次版本、下级的", access.StandardRead, verdicts.versions)
	post(r, "/standard-versions", "起草一个版本", access.StandardWrite, verdicts.draftVersion)
	get(r, "/standard-versions/{id}", "标准的一个版本", access.StandardRead, verdicts.version)
	patch(r, "/standard-versions/{id}", "修改草稿", access.StandardWrite, verdicts.changeVersion)
	post(r, "/standard-versions/{id}/drop", "删除草稿", access.StandardWrite, verdicts.dropVersion)
	get(r, "/standard-versions/{id}/trial", "草稿的试算：进度和结果", access.StandardWrite, verdicts.trial)
	post(r, "/standard-versions/{id}/trial", "试算草稿，由服务器进行，不改动任何数据", access.StandardWrite, verdicts.askTrial)
	post(r, "/standard-versions/{id}/trial/stop", "停止试算", access.StandardWrite, verdicts.stopTrial)
	get(r, "/standard-versions/{id}/trial/schools", "试算中有变化的学校", access.StandardWrite, verdicts.trialSchools)
	get(r, "/standard-versions/{id}/trial/rooms", "一所学校按草稿有变化的教室", access.StandardWrite, verdicts.trialRooms)
	post(r, "/standard-versions/{id}/enforce", "决定实施", access.StandardWrite, verdicts.enforceVersion)
	post(r, "/standard-versions/{id}/withdraw", "撤回还没有到实施日期的版本", access.StandardWrite, verdicts.withdrawVersion)
	post(r, "/standard-versions/{id}/check-rule", "检查正在写的规则，可以用一间教室试算", access.StandardWrite, verdicts.checkRule)
	get(r, "/standard-facts", "规则里可以用的数据", access.StandardRead, verdicts.facts)
	get(r, "/evaluation", "重新判定的进度", access.StandardRead, verdicts.evaluation)
	post(r, "/evaluation", "全部重新判定", access.StandardSwitch, verdicts.evaluate)
	get(r, "/schools/{id}/verdicts", "学校逐条的判定", access.SchoolRead, explains(s.Compliance.School))
	get(r, "/classrooms/{id}/verdicts", "教室及其中设备逐条的判定", access.ClassroomRead, explains(s.Compliance.Classroom))
	get(r, "/devices/{id}/verdicts", "设备逐条的判定", access.DeviceRead, explains(s.Compliance.Device))

	repair := ticketAPI{s.Tickets, c.Now}
	photos := photoAPI{s.Attachments}
	get(r, "/faults", "故障现象", anyone, repair.faults)
	get(r, "/tickets", "工单列表：各人看到自己有权看的", access.TicketSee, repair.list)
	get(r, "/tickets/counts", "各状态的工单数", access.TicketSee, repair.counts)
	get(r, "/tickets/export", "导出工单", access.TicketSee, repair.export, answersWith(export.ContentType))
	get(r, "/tickets/{id}", "工单", access.TicketSee, repair.get)
	post(r, "/tickets", "报修；设备已有未完成工单的，并入其中", access.TicketReport, repair.report)
	get(r, "/tickets/{id}/technicians", "可派的维修人员", access.TicketDispatch, repair.technicians)
	post(r, "/tickets/{id}/dispatch", "派工或改派", access.TicketDispatch, repair.dispatch)
	post(r, "/tickets/{id}/accept", "接单", access.TicketWork, repair.accept)
	post(r, "/tickets/{id}/finish", "完成维修，等待确认", access.TicketWork, repair.finish)
	post(r, "/tickets/{id}/confirm", "确认修复", access.TicketReport, repair.confirm)
	post(r, "/tickets/{id}/return", "退回返修", access.TicketReport, repair.sendBack)
	post(r, "/tickets/{id}/reopen", "重新打开", access.TicketReport, repair.reopen)
	post(r, "/tickets/{id}/cancel", "取消", access.TicketReport, repair.cancel)
	post(r, "/tickets/{id}/note", "补充说明", access.TicketNote, repair.note)
	post(r, "/tickets/{id}/photos", "添加照片", access.TicketNote, photos.add, takesUpload)
	get(r, "/photos/{id}", "工单的照片", access.TicketSee, photos.send, answersWith("image/jpeg"))

	labels := newLabelAPI(s.Tickets, s.Attachments, c.Now)
	get(r, "/public/labels/{token}", "扫码：标签贴在哪台设备上", anyone, labels.get)
	post(r, "/public/labels/{token}/tickets", "扫码报修，不登录", anyone, labels.report)
	get(r, "/public/tickets/{follow}", "扫码报修的进度", anyone, labels.follow)
	post(r, "/public/tickets/{follow}/photos", "给扫码报修补充照片", anyone, labels.addPhoto, takesUpload)

	figures := statisticsAPI{s.Statistics, c.Now}
	get(r, "/statistics", "统计：按单位、学校、设备类别或条款", access.StatisticsRead, figures.table)
	get(r, "/statistics/report", "官方统计表", access.StatisticsRead, figures.report, answersWith(export.ContentType))
	get(r, "/statistics/trend", "各项比率的趋势", access.StatisticsRead, figures.trend)
	get(r, "/statistics/trend/children", "几个下级单位的趋势，并排对比", access.StatisticsRead, figures.sides)
	get(r, "/statistics/trend/children/workbook", "几个下级单位一个比率的趋势", access.StatisticsRead, figures.sidesWorkbook, answersWith(export.ContentType))
	get(r, "/statistics/comparison", "两天之间的变化：谁新出现、谁不再不达标或损坏，为什么", access.StatisticsRead, figures.comparison)
	get(r, "/statistics/comparison/workbook", "两天之间的变化，逐条", access.StatisticsRead, figures.comparisonWorkbook, answersWith(export.ContentType))

	data := qualityAPI{s.Quality, c.Now}
	get(r, "/quality", "数据质量：完整率与各项检查，按下级单位", access.StatisticsRead, data.table)
	get(r, "/quality/findings", "查到的问题，逐条", access.StatisticsRead, data.findings)
	get(r, "/quality/workbook", "待补充的设备或教室，填好后照台账导入", access.ImportRun, data.workbook, answersWith(export.ContentType))
	post(r, "/quality/devices", "给多台设备填写同一项", access.DeviceWrite, data.mendDevices)
	post(r, "/quality/classrooms", "给多间教室填写同一项", access.ClassroomWrite, data.mendClassrooms)
	post(r, "/devices/{id}/merge", "把重复登记的一台并入这台", access.DeviceWrite, data.mergeDevices)
	post(r, "/classrooms/{id}/merge", "把重复登记的一间并入这间", access.ClassroomWrite, data.mergeClassrooms)

	reports := submissionAPI{s.Submissions}
	get(r, "/desk/submissions", "工作台：进行中的上报要我做什么", access.SubmissionRead, reports.desk)
	get(r, "/periods", "上报任务：新的在前", access.SubmissionRead, reports.periods)
	post(r, "/periods", "开启上报", access.PeriodWrite, reports.openPeriod)
	get(r, "/periods/{id}", "上报任务", access.SubmissionRead, reports.getPeriod)
	patch(r, "/periods/{id}", "修改上报任务", access.PeriodWrite, reports.changePeriod)
	post(r, "/periods/{id}/sign", "定稿：此后不能再动", access.PeriodWrite, reports.signPeriod)
	post(r, "/periods/{id}/reopen", "重新开启已定稿的上报", access.PeriodWrite, reports.reopenPeriod)
	get(r, "/periods/{id}/board", "上报进度：应报、已报、未报、逾期、退回", access.SubmissionRead, reports.board)
	post(r, "/periods/{id}/remind", "催报：每个单位每天至多一次", access.SubmissionReview, reports.remind)
	post(r, "/periods/{id}/accept", "审核通过直接下级的上报，可以多个", access.SubmissionReview, reports.accept)
	get(r, "/periods/{id}/fill-in", "代填前要说明什么", access.SubmissionFill, reports.askToFillIn)
	post(r, "/periods/{id}/fill-in", "为下级学校代填，可以多所", access.SubmissionFill, reports.fillIn)
	get(r, "/periods/{id}/submissions/{organisation_id}", "一个单位的上报：草稿自动生成", access.SubmissionRead, reports.get)
	patch(r, "/periods/{id}/submissions/{organisation_id}", "填写备注和说明；数字不能填写", access.SubmissionFill, reports.explain)
	post(r, "/periods/{id}/submissions/{organisation_id}/submit", "上报；有权代填的为代填", access.SubmissionFill, reports.submit)
	post(r, "/periods/{id}/submissions/{organisation_id}/withdraw", "撤回尚未审核的上报", access.SubmissionFill, reports.withdraw)
	post(r, "/periods/{id}/submissions/{organisation_id}/return", "退回一级，写明理由，可以逐行", access.SubmissionReview, reports.sendBack)
	get(r, "/snapshots/{id}", "快照，与上一个快照相比", access.SubmissionRead, reports.snapshot)
	get(r, "/snapshots/{id}/rows", "快照里的明细：学校的教室和设备", access.SubmissionRead, reports.rows)
	get(r, "/snapshots/{id}/differences", "与上期相比：逐台设备的变化", access.SubmissionRead, reports.differences)
	get(r, "/snapshots/{id}/workbook", "快照的统计表：每次下载逐字节相同", access.SubmissionRead, reports.workbook, answersWith(export.ContentType))

	intake := importAPI{s.Imports}
	get(r, "/templates/{kind}", "导入模板", access.ImportRun, intake.template, answersWith(export.ContentType))
	get(r, "/import-fields", "一列可以是什么", access.ImportRun, intake.fields)
	get(r, "/imports", "自己的导入", access.ImportRun, intake.list)
	post(r, "/imports", "上传要导入的文件", access.ImportRun, intake.upload, takesUpload)
	get(r, "/imports/{id}", "导入及其进度", access.ImportRun, intake.get)
	get(r, "/imports/{id}/sheets", "各工作表像是什么：表头、列与示例", access.ImportRun, intake.sheets)
	post(r, "/imports/{id}/check", "按列的对应关系试运行", access.ImportRun, intake.check)
	post(r, "/imports/{id}/apply", "执行导入", access.ImportRun, intake.apply)
	get(r, "/imports/{id}/rows", "每一行的结果", access.ImportRun, intake.rows)
	get(r, "/imports/{id}/result", "带“导入结果”一列的原文件", access.ImportRun, intake.annotated, answersWith(export.ContentType))

	own := formAPI{s.Forms}
	get(r, "/forms", "表样：本单位、下级和上级的", access.StatisticsRead, own.list)
	post(r, "/forms", "上传表样", access.FormWrite, own.add, takesUpload)
	get(r, "/forms/fields", "字段说明：表样里可以写的字段", access.StatisticsRead, own.fields)
	get(r, "/forms/example", "示例表样，可以照着改", access.StatisticsRead, own.example, answersWith(export.ContentType))
	get(r, "/forms/{id}", "表样", access.StatisticsRead, own.get)
	patch(r, "/forms/{id}", "改表样的名称", access.FormWrite, own.rename)
	post(r, "/forms/{id}/replace", "替换表样的文件", access.FormWrite, own.replace, takesUpload)
	post(r, "/forms/{id}/drop", "删除表样", access.FormWrite, own.drop)
	get(r, "/forms/{id}/template", "上传的表样原件", access.StatisticsRead, own.template, answersWith(export.ContentType))
	get(r, "/forms/{id}/preview", "用实际数据填好的表样，在网页上看", access.StatisticsRead, own.preview)
	get(r, "/forms/{id}/workbook", "用实际数据填好的表样", access.StatisticsRead, own.workbook, answersWith(export.ContentType))

	renew := renewalAPI{s.Renewal, c.Now}
	get(r, "/measure-prices", "更新措施的价格，沿用上级的标明出处", access.RenewalRead, renew.prices)
	post(r, "/measure-prices", "修改本单位的更新措施价格", access.RenewalWrite, renew.setPrices)
	get(r, "/renewal-plans", "更新计划", access.RenewalRead, renew.plans)
	post(r, "/renewal-plans", "新建更新计划，由服务器测算", access.RenewalWrite, renew.create)
	get(r, "/renewal-plans/{id}", "更新计划", access.RenewalRead, renew.plan)
	post(r, "/renewal-plans/{id}/compute", "重新测算更新计划，由服务器进行", access.RenewalWrite, renew.compute)
	post(r, "/renewal-plans/{id}/stop", "停止测算，原有结果不变", access.RenewalWrite, renew.stop)
	post(r, "/renewal-plans/{id}/drop", "删除更新计划", access.RenewalWrite, renew.drop)
	get(r, "/renewal-plans/{id}/rooms", "更新计划中的教室：需要什么、是否列入、为什么", access.RenewalRead, renew.rooms)
	get(r, "/renewal-plans/{id}/sums", "更新计划按学校或县汇总", access.RenewalRead, renew.sums)
	get(r, "/renewal-plans/{id}/export", "导出更新计划", access.RenewalRead, renew.export, answersWith(export.ContentType))

	get(r, "/reuse", "利旧：闲置和换下的设备还能用在哪里", access.RenewalRead, renew.reuse)

	moves := transferAPI{s.Transfers, c.Now}
	get(r, "/transfers", "调拨单：各单位看到自己调出或接收的", access.TransferRead, moves.list)
	post(r, "/transfers", "拟定调拨，每对学校一张调拨单", access.TransferWrite, moves.propose)
	get(r, "/transfers/waiting", "等待当前用户办理的调拨单数", access.TransferRead, moves.waiting)
	get(r, "/transfers/arriving", "扫标签：等待当前用户接收的设备", access.TransferSign, moves.arriving)
	get(r, "/transfers/{id}", "调拨单", access.TransferRead, moves.get)
	post(r, "/transfers/{id}/approve", "批准调拨", access.TransferApprove, moves.approve)
	post(r, "/transfers/{id}/decline", "不批准，写明理由", access.TransferApprove, moves.decline)
	post(r, "/transfers/{id}/withdraw", "撤回尚未批准的调拨单", access.TransferWrite, moves.withdraw)
	post(r, "/transfers/{id}/cancel", "取消已批准的调拨单；已接收的不退回", access.TransferSign, moves.cancel)
	post(r, "/transfers/{id}/hand-over", "调出学校签字交出", access.TransferSign, moves.handOver)
	post(r, "/transfers/{id}/receive", "接收学校凭标签逐台签收，台账随之更新", access.TransferSign, moves.receive)
	post(r, "/transfers/{id}/reject", "拒收一台，写明理由", access.TransferSign, moves.reject)
	get(r, "/transfers/{id}/sheet", "调拨单，带双方签字", access.TransferRead, moves.sheet, answersWith(export.ContentType))

	retire := disposalAPI{s.Disposals, c.Now}
	get(r, "/disposals", "报废申请", access.DisposalRead, retire.list)
	post(r, "/disposals", "申请报废，设备随即为待报废", access.DisposalApply, retire.apply)
	get(r, "/disposals/waiting", "等待当前用户审批的报废申请数", access.DisposalRead, retire.waiting)
	get(r, "/disposals/{id}", "报废申请", access.DisposalRead, retire.get)
	get(r, "/disposals/{id}/uses", "申请报废的设备在本县还有没有利旧的去处", access.DisposalApprove, retire.uses)
	post(r, "/disposals/{id}/approve", "批准报废", access.DisposalApprove, retire.approve)
	post(r, "/disposals/{id}/decline", "不批准，写明理由", access.DisposalApprove, retire.decline)
	post(r, "/disposals/{id}/withdraw", "撤回尚未审批的报废申请", access.DisposalApply, retire.withdraw)
	get(r, "/disposals/{id}/sheet", "报废申请单", access.DisposalRead, retire.sheet, answersWith(export.ContentType))

	purchase := purchaseAPI{s.Purchases, c.Now}
	get(r, "/purchases", "采购核对：最近的在前", access.PurchaseRead, purchase.list)
	post(r, "/purchases", "核对一项采购，保存核对意见", access.PurchaseCheck, purchase.check)
	get(r, "/purchases/{id}", "采购及其核对意见", access.PurchaseRead, purchase.get)
	post(r, "/purchases/{id}/check", "补充参数后重新核对，原意见保留", access.PurchaseCheck, purchase.recheck)
	get(r, "/purchases/{id}/opinion", "采购配置核对意见", access.PurchaseRead, purchase.opinion, answersWith(export.ContentType))
	post(r, "/purchase-lists", "读取采购清单，不保存", access.PurchaseCheck, purchase.read, takesUpload)
	get(r, "/purchase-lists/template", "采购清单模板", access.PurchaseCheck, purchase.template, answersWith(export.ContentType))

	log := auditAPI{s.Audit, s.Registry}
	get(r, "/audit", "审计日志", access.AuditRead, log.list)
	get(r, "/audit/words", "审计日志中的操作和对象", access.AuditRead, log.words)

	exports := exportAPI{s.Exports, s.Registry, s.Submissions, s.Audit, c.Now}
	get(r, "/exports", "自己的导出", signedIn, exports.list)
	get(r, "/exports/{id}", "导出及其进度", signedIn, exports.get)
	get(r, "/exports/{id}/file", "导出的文件", signedIn, exports.file, answersWith(export.ContentType))
	post(r, "/statistics/report", "后台生成官方统计表", access.StatisticsRead, exports.askReport)
	post(r, "/statistics/details", "后台生成教室与设备明细", access.DeviceRead, exports.askDetails)
	post(r, "/snapshots/{id}/workbook", "后台生成快照的统计表", access.SubmissionRead, exports.askSnapshot)
	post(r, "/snapshots/{id}/differences", "后台生成与上期相比的变化", access.SubmissionRead, exports.askDifferences)
	post(r, "/schools/export", "后台导出学校", access.SchoolRead, exports.askSchools)
	post(r, "/classrooms/export", "后台导出教室", access.ClassroomRead, exports.askClassrooms)
	post(r, "/devices/export", "后台导出设备", access.DeviceRead, exports.askDevices)
	get(r, "/schools/export", "导出学校", access.SchoolRead, exports.schools, answersWith(export.ContentType))
	get(r, "/classrooms/export", "导出教室", access.ClassroomRead, exports.classrooms, answersWith(export.ContentType))
	get(r, "/devices/export", "导出设备", access.DeviceRead, exports.devices, answersWith(export.ContentType))
	get(r, "/audit/export", "导出审计日志", access.AuditRead, exports.audit, answersWith(export.ContentType))
}

// surface is where operations are registered.
type surface struct {
	huma  huma.API
	group *huma.Group
}

type handler[I, O any] func(context.Context, *I) (*O, error)

func get[I, O any](r *surface, path, summary string, p access.Permission, h handler[I, O], more ...func(*huma.Operation)) {
	register(r, http.MethodGet, path, summary, p, h, more...)
}

func post[I, O any](r *surface, path, summary string, p access.Permission, h handler[I, O], more ...func(*huma.Operation)) {
	register(r, http.MethodPost, path, summary, p, h, more...)
}

func patch[I, O any](r *surface, path, summary string, p access.Permission, h handler[I, O]) {
	register(r, http.MethodPatch, path, summary, p, h)
}

// register makes an operation. Its id is method and path: get-devices-id.
func register[I, O any](r *surface, method, path, summary string, p access.Permission, h handler[I, O], more ...func(*huma.Operation)) {
	name := strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(path)
	op := huma.Operation{
		OperationID: strings.ToLower(method) + name, Method: method, Path: path, Summary: summary,
		Tags:       []string{strings.Split(path, "/")[1]},
		Extensions: map[string]any{"x-permission": p},
	}
	if p != anyone {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	for _, m := range more {
		m(&op)
	}
	huma.Register(r.group, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, slog.Default(), err)
		}
		return out, nil
	})
}
