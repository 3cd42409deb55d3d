package audit

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"banbantong/models"
)

func TestChangesInWords(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          []FieldChange
	}{
		"what stayed as it was is left out": {`{"name":"一班","student_count":49}`, `{"name":"一班","student_count":58}`,
			[]FieldChange{{"班额", "49 人", "58 人"}}},
		"where there was nothing before, all that was written is shown": {"", `{"name":"一班","building":"","floor":null}`,
			[]FieldChange{{"名称", "", "一班"}}},
		"what was taken away is shown": {`{"code":"36"}`, `{"code":null}`, []FieldChange{{"学校标识码", "36", ""}}},
		"names are read however they are written": {`{"UplinkMbps":100,"GBCode":"A02","ParentID":1}`,
			`{"uplink_mbps":100,"gb_code":"A02","parent_id":1}`, nil},
		"codes, money, truth and instants are put into words": {
			`{"state":"in_use","price_cents":350000,"disabled":false,"due_at":"2024-09-10T00:00:00Z"}`,
			`{"state":"damaged","price_cents":360000,"disabled":true,"due_at":"2024-09-11T00:00:00Z"}`,
			[]FieldChange{{"停用", "否", "是"}, {"价格", "3500.00 元", "3600.00 元"}, {"使用状况", "在用", "损坏"},
				{"应完成时间", "2024-09-10 08:00", "2024-09-11 08:00"}}},
		"the facts of a device have names, and where they come from is left out": {
			`{"Specs":{"display":{"size_inches":75},"sources":{"display.size_inches":{"source":"imported"}}}}`,
			`{"specs":{"display":{"size_inches":86},"sources":{"display.size_inches":{"source":"typed"}}}}`,
			[]FieldChange{{"显示 · 屏幕尺寸", "75 英寸", "86 英寸"}}},
		"memory, disks, sockets and software read as on a label": {"",
			`{"specs":{"host":{"memory_mib":8192,"disks":[{"kind":"ssd","size_mb":256060}]},"ports":[{"kind":"usb3","direction":"in","count":2}],"software":{"os":{"name":"Windows 10","licensed":true}}}}`,
			[]FieldChange{{"主机 · 内存", "", "8 GB"}, {"主机 · 硬盘", "", "256 GB 固态"}, {"软件 · 操作系统", "", "Windows 10（正版）"},
				{"接口 · USB 3.0 输入", "", "2 个"}}},
		"what has no word is not hidden": {`{}`, `{"odd_thing":3}`, []FieldChange{{"odd_thing", "", "3"}}},
		"roles say who may do what": {`{"grants":["teacher@113"]}`, `{"grants":["teacher@113 信丰县第一小学","auditor@48 信丰县"]}`,
			[]FieldChange{{"角色", "教师（113 号单位）", "教师（信丰县第一小学）、审计员（信丰县）"}}},
		"a device without a classroom is in the store": {`{"classroom_id":3}`, `{"classroom_id":null}`,
			[]FieldChange{{"教室", "3 号", "学校库房"}}},
		"a state that cannot be read is shown as it is": {"", `{broken`, []FieldChange{{"内容", "", "{broken"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Row{AuditEntry: models.AuditEntry{BeforeState: c.before, AfterState: c.after}}.Changes()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
