package audit

import "slices"

// Word is a code of the log and what people call it.
type Word struct{ Code, Label string }

// Words are the actions and subjects that the log knows, in the order in which one looks for them.
func Words() (knownActions, knownSubjects []Word) {
	return slices.Clone(actions), slices.Clone(subjects)
}

// ActionWord is what people call what was done.
func (r Row) ActionWord() string { return wordOf(actions, r.Action) }

// SubjectWord is what people call the kind of thing it was done to.
func (r Row) SubjectWord() string { return wordOf(subjects, r.Subject) }

// actions are the logged actions in words. One without a word is shown as its code; a test finds it in the source.
var actions = []Word{
	{"organisation.created", "新增单位"},
	{"organisation.changed", "修改单位"},
	{"organisation.merged", "撤并单位"},
	{"school.created", "新增学校"},
	{"school.changed", "修改学校"},
	{"school.imported", "导入学校"},
	{"classroom.created", "新增教室"},
	{"classroom.changed", "修改教室"},
	{"classroom.imported", "导入教室"},
	{"device.created", "登记设备"},
	{"device.corrected", "更正设备信息"},
	{"device.moved", "移动设备"},
	{"device.state_changed", "改变使用状况"},
	{"device.relabelled", "换发标签"},
	{"device.imported", "导入设备"},
	{"ticket.reported", "报修"},
	{"ticket.reported_again", "再次报修"},
	{"ticket.accepted", "接单"},
	{"ticket.dispatched", "派工"},
	{"ticket.finished", "完成维修"},
	{"ticket.confirmed", "确认修复"},
	{"ticket.returned", "退回返修"},
	{"ticket.reopened", "重新打开工单"},
	{"ticket.cancelled", "取消工单"},
	{"ticket.noted", "补充说明"},
	{"attachment.added", "添加照片"},
	{"import.uploaded", "上传台账"},
	{"import.applied", "导入台账"},
	{"period.opened", "开启上报"},
	{"period.changed", "修改上报任务"},
	{"period.reminded", "催报"},
	{"period.signed", "上报定稿"},
	{"period.reopened", "重新开启上报"},
	{"submission.explained", "填写上报说明"},
	{"submission.submitted", "上报"},
	{"submission.filled_in", "代填上报"},
	{"submission.withdrawn", "撤回上报"},
	{"submission.accepted", "上报审核通过"},
	{"submission.returned", "退回上报"},
	{"submission.signed", "汇总定稿"},
	{"submission.reopened", "汇总重新开启"},
	{"export.asked", "导出"},
	{"form.added", "上传表样"},
	{"form.replaced", "替换表样"},
	{"form.deleted", "删除表样"},
	{"standard.switched", "选择判定口径"},
	{"standard.drafted", "起草标准版本"},
	{"standard.changed", "修改标准草稿"},
	{"standard.dropped", "删除标准草稿"},
	{"standard.enforced", "标准版本实施"},
	{"standard.withdrawn", "撤回未实施的标准版本"},
	{"user.created", "新建用户"},
	{"user.changed", "修改用户"},
	{"user.password_reset", "重置密码"},
	{"user.password_changed", "修改自己的密码"},
	{"organisation.priced", "修改更新措施价格"},
	{"plan.created", "测算更新计划"},
	{"plan.computed", "重新测算更新计划"},
	{"plan.dropped", "删除更新计划"},
	{"purchase.checked", "采购核对"},
	{"purchase.rechecked", "重新核对采购"},
	{"transfer.proposed", "拟定调拨"},
	{"transfer.approved", "批准调拨"},
	{"transfer.declined", "不批准调拨"},
	{"transfer.withdrawn", "撤回调拨"},
	{"transfer.cancelled", "取消调拨"},
	{"transfer.handed_over", "交出设备"},
	{"transfer.received", "接收设备"},
	{"transfer.rejected", "拒收设备"},
	{"disposal.applied", "申请报废"},
	{"disposal.approved", "批准报废"},
	{"disposal.declined", "不批准报废"},
	{"disposal.withdrawn", "撤回报废申请"},
	{"demo.filled", "填充演示数据"},
}

var subjects = []Word{
	{"organisation", "单位"},
	{"school", "学校"},
	{"classroom", "教室"},
	{"device", "设备"},
	{"ticket", "工单"},
	{"import", "导入"},
	{"export", "导出"},
	{"period", "上报任务"},
	{"submission", "上报"},
	{"form", "表样"},
	{"standard", "标准"},
	{"plan", "更新计划"},
	{"purchase", "采购"},
	{"transfer", "调拨单"},
	{"disposal", "报废申请"},
	{"user", "用户"},
	{"attachment", "照片"},
	{"demo", "演示数据"},
}

// wordOf is the word for a code, or the code where there is none.
func wordOf(words []Word, code string) string {
	if i := slices.IndexFunc(words, func(w Word) bool { return w.Code == code }); i >= 0 {
		return words[i].Label
	}
	return code
}

// inWords is the word for a code, or the code where there is none.
func inWords(words map[string]string, code string) string {
	if word, ok := words[code]; ok {
		return word
	}
	return code
}
