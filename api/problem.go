package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"banbantong/services/errs"
)

// Problem is every error answer, as RFC 9457 says.
type Problem struct {
	Status    int            `json:"status" doc:"HTTP 状态码"`
	Code      string         `json:"code" doc:"稳定的错误代码，供程序判断"`
	Detail    string         `json:"detail" doc:"给人看的中文说明"`
	RequestID string         `json:"request_id,omitempty" doc:"请求编号，报告问题时请提供"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"哪些字段有误"`
}

// ProblemField locates one wrong value.
type ProblemField struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string             { return p.Code + ": " + p.Detail }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

const internalDetail = "服务器出错了，请稍后再试；如果一直这样，请把请求编号告诉管理员。"

// problemOf turns an error of a service into its answer. What a person cannot act on is logged here, once, and
// answered without detail.
func problemOf(ctx context.Context, log *slog.Logger, err error) *Problem {
	requestID := actorFrom(ctx).RequestID
	var known *errs.Error
	if !errors.As(err, &known) {
		if errors.Is(err, context.Canceled) {
			return &Problem{Status: 499, Code: "cancelled", Detail: "请求已取消。", RequestID: requestID}
		}
		log.Error("request failed", "error", err.Error(), "request", requestID)
		return &Problem{Status: http.StatusInternalServerError, Code: "internal", Detail: internalDetail, RequestID: requestID}
	}
	p := &Problem{Status: statusOf(known.Kind), Code: known.Code, Detail: known.Detail, RequestID: requestID}
	for _, f := range known.Fields {
		p.Errors = append(p.Errors, ProblemField(f))
	}
	return p
}

func statusOf(kind errs.Kind) int {
	switch kind {
	case errs.Malformed:
		return http.StatusBadRequest
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.TooOften:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

func refuse(g *gin.Context, err error) {
	p := problemOf(g.Request.Context(), slog.Default(), err)
	p.RequestID = g.GetString(requestIDHeader)
	g.Header("Content-Type", p.ContentType(""))
	g.AbortWithStatusJSON(p.Status, p)
}

func writeProblem(g *gin.Context, status int, code, detail string) {
	g.Header("Content-Type", "application/problem+json")
	g.AbortWithStatusJSON(status, Problem{Status: status, Code: code, Detail: detail, RequestID: g.GetString(requestIDHeader)})
}

// installProblems makes the framework's own refusals look like ours: in Chinese, without echoing what was sent, and
// without the text of internal errors.
func installProblems(log *slog.Logger) {
	translateValidation()
	build := func(status int, message string, causes ...error) huma.StatusError {
		p := &Problem{Status: status, Code: strings.ToLower(strings.ReplaceAll(http.StatusText(status), " ", "-")), Detail: translate(message)}
		for _, cause := range causes {
			if strings.Contains(cause.Error(), "request body too large") {
				return &Problem{Status: http.StatusRequestEntityTooLarge, Code: "too-large", Detail: "上传的内容太大。"}
			}
			var detail *huma.ErrorDetail
			if errors.As(cause, &detail) {
				p.Errors = append(p.Errors, fieldOf(detail))
			} else if status < 500 {
				p.Errors = append(p.Errors, ProblemField{Message: translate(cause.Error())})
			}
		}
		if status >= 500 {
			log.Error("framework error", "message", message, "causes", errors.Join(causes...))
			p.Detail, p.Code = internalDetail, "internal"
		}
		return p
	}
	huma.NewError = build
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, causes ...error) huma.StatusError {
		p := build(status, message, causes...)
		if problem, ok := p.(*Problem); ok && ctx != nil {
			problem.RequestID = actorFrom(ctx.Context()).RequestID
		}
		return p
	}
}

// fieldOf tells of a field that the framework refused. What is chosen from a list, such as school_id, is 0 until it is.
func fieldOf(detail *huma.ErrorDetail) ProblemField {
	location := strings.TrimPrefix(detail.Location, "body.")
	message := translate(detail.Message)
	if number, ok := detail.Value.(float64); ok && number == 0 && strings.HasSuffix(location, "_id") {
		message = "请选择。"
	}
	return ProblemField{location, message}
}

func translate(message string) string {
	for english, chinese := range map[string]string{
		"validation failed":                   "填写的内容有误，请按提示修改。",
		"invalid integer":                     "应为整数。",
		"invalid float":                       "应为数字。",
		"invalid boolean":                     "应为 true 或 false。",
		"required query parameter is missing": "缺少必填的查询参数。",
		"required path parameter is missing":  "缺少路径参数。",
		"request body is required":            "缺少请求内容。",
		"unexpected end of JSON input":        "内容不是完整的 JSON。",
		"Invalid mime type":                   "文件类型不对。",
		"File required":                       "请选择文件。",
		"unsupported media type":              "不支持这种内容类型。",
		"cannot read multipart form":          "上传的内容无法读取。",
	} {
		if strings.HasPrefix(message, english) {
			return chinese
		}
	}
	for _, r := range message {
		if r >= 0x4e00 && r <= 0x9fff {
			return message
		}
	}
	return "内容无法识别。"
}

func translateValidation() {
	validation.MsgUnexpectedProperty = "不认识的字段。"
	validation.MsgExpectedRequiredProperty = "缺少必填项 %s。"
	validation.MsgExpectedMinimumNumber = "不能小于 %v。"
	validation.MsgExpectedMaximumNumber = "不能大于 %v。"
	validation.MsgExpectedMinLength = "至少 %d 个字符。"
	validation.MsgExpectedMaxLength = "最多 %d 个字符。"
	validation.MsgExpectedMinItems = "至少 %d 项。"
	validation.MsgExpectedMaxItems = "最多 %d 项。"
	validation.MsgExpectedOneOf = "只能是以下之一：%s。"
	validation.MsgExpectedInteger = "应为整数。"
	validation.MsgExpectedNumber = "应为数字。"
	validation.MsgExpectedString = "应为文字。"
	validation.MsgExpectedBoolean = "应为是或否。"
	validation.MsgExpectedObject = "应为对象。"
	validation.MsgExpectedArray = "应为列表。"
	validation.MsgExpectedMatchPattern = "格式不正确（%s）。"
}
