package api

import (
	"context"
	"strings"
	"time"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/compliance"
	"banbantong/services/standard"
)

type complianceAPI struct{ compliance *compliance.Service }

// VerdictView is the answer to one criterion for a classroom, a device or a school.
type VerdictView struct {
	Criterion  string           `json:"criterion" doc:"条款编号"`
	Title      string           `json:"title"`
	Tier       standard.Tier    `json:"tier" enum:"min,std,all" doc:"最低配置、标准配置、均须满足"`
	TierLabel  string           `json:"tier_label"`
	Group      standard.Group   `json:"group" enum:"hardware,network,software"`
	Subject    standard.Subject `json:"subject" doc:"主机、屏幕等"`
	Outcome    string           `json:"outcome" enum:"pass,fail,unknown,not_applicable" doc:"达标、不达标、待核实、不适用"`
	Decides    bool             `json:"decides" doc:"计入判定；否则只供参考"`
	InRoom     bool             `json:"in_room" doc:"也代表教室：没有别的设备在这一项上更好"`
	Required   string           `json:"required" doc:"要求"`
	Measured   string           `json:"measured" doc:"实测；没有数据时为“未填写”"`
	Source     models.Source    `json:"source" doc:"数据来源"`
	On         models.Date      `json:"on" doc:"数据日期"`
	Clause     string           `json:"clause" doc:"附件一·1"`
	Notice     string           `json:"notice" doc:"通知原文"`
	Tolerance  string           `json:"tolerance" doc:"允许的误差"`
	Failure    string           `json:"failure" doc:"不达标意味着什么"`
	Reason     string           `json:"reason" doc:"为什么不达标，或缺少什么"`
	Mend       string           `json:"mend" doc:"如何整改"`
	Reading    string           `json:"reading" doc:"采用的口径"`
	DeviceID   uint             `json:"device_id" doc:"0 为教室或学校本身"`
	DeviceName string           `json:"device_name"`
}

func viewVerdict(v compliance.Verdict) VerdictView {
	c := v.Criterion
	// The source stands in a field of its own here.
	measured := strings.TrimSuffix(v.Measured, "（"+v.Source.Label()+"）")
	return VerdictView{c.ID, c.Title, c.Tier, c.Tier.Label(), c.Group, c.Subject, v.Outcome.String(), v.Decides, v.InRoom, c.Required, measured,
		v.Source, v.On, c.Clause, c.Notice, c.Tolerance, c.Failure, v.Reason, c.Mend, v.Reading, v.DeviceID, v.DeviceName}
}

// explains makes a handler of a method that tells the verdicts on one thing.
func explains(tell func(context.Context, access.Actor, uint) ([]compliance.Verdict, error)) handler[IDInput, Body[[]VerdictView]] {
	return func(ctx context.Context, in *IDInput) (*Body[[]VerdictView], error) {
		verdicts, err := tell(ctx, actorFrom(ctx), in.ID)
		return &Body[[]VerdictView]{viewAll(verdicts, viewVerdict)}, err
	}
}

// EvaluationView is how the evaluation of all schools, or of those of one place, stands, or how the last one ended.
type EvaluationView struct {
	Running     bool       `json:"running" doc:"正在进行，或即将开始"`
	Everywhere  bool       `json:"everywhere" doc:"判定全部学校"`
	Place       string     `json:"place" doc:"只判定一个单位及其下级的学校时，是哪个单位；与您的范围无关的不列出"`
	Done        int        `json:"done" doc:"已判定的学校"`
	Total       int        `json:"total" doc:"须判定的学校"`
	Differences int        `json:"differences" doc:"与存储不符、已改正的处数"`
	StartedAt   *time.Time `json:"started_at"`
	FinishedAt  *time.Time `json:"finished_at"`
	Error       string     `json:"error" doc:"为什么没有做完；做完的为空"`
}

func (a complianceAPI) evaluation(ctx context.Context, _ *struct{}) (*Body[EvaluationView], error) {
	p, err := a.compliance.Progress(ctx, actorFrom(ctx))
	if err != nil {
		return nil, err
	}
	view := EvaluationView{Running: p.Running, Everywhere: p.Everywhere, Place: p.Place, Done: p.Done, Total: p.Total, Differences: p.Differences, StartedAt: p.StartedAt, FinishedAt: p.FinishedAt}
	if p.Failed {
		view.Error = "重新判定没有做完，原因见服务器日志。今夜会自动重做，也可以现在重做。"
	}
	return &Body[EvaluationView]{view}, nil
}

func (a complianceAPI) evaluate(ctx context.Context, in *struct{}) (*Body[EvaluationView], error) {
	if err := a.compliance.RequestEvaluation(ctx, actorFrom(ctx)); err != nil {
		return nil, err
	}
	return a.evaluation(ctx, in)
}
