package imports

import (
	"context"
	"io"
	"os"
	"strings"

	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/errs"
	"banbantong/services/workbook"
	"banbantong/services/workbook/table"
)

// Result is what becomes of one row.
type Result string

const (
	Added     Result = "added"     // 新增: something that was not there
	Changed   Result = "changed"   // 更新
	Unchanged Result = "unchanged" // 不变: all that it says is already so
	Rejected  Result = "rejected"  // 拒绝: nothing of it is taken
)

// Label is the Chinese word for the result.
func (r Result) Label() string {
	switch r {
	case Added:
		return "新增"
	case Changed:
		return "更新"
	case Unchanged:
		return "不变"
	case Rejected:
		return "拒绝"
	}
	return string(r)
}

// Outcome is what becomes of one row, and why.
type Outcome struct {
	Line      int                `json:"line"`
	Result    Result             `json:"result"`
	School    string             `json:"school"`
	Classroom string             `json:"classroom"`
	Changes   []string           `json:"changes,omitempty"`  // Chinese: "新增设备：主机", "学生数：45 → 46"
	Problems  []workbook.Problem `json:"problems,omitempty"` // why it was rejected, and remarks
}

// Text is the outcome in one line, for the column 导入结果.
func (o Outcome) Text() string {
	parts := []string{o.Result.Label()}
	for _, p := range o.Problems {
		parts = append(parts, strings.TrimSpace(p.Column+" "+quoted(p.Value)+p.Message))
	}
	if o.Result != Rejected {
		parts = append(parts, o.Changes...)
	}
	return strings.Join(parts, "；")
}

func quoted(value string) string {
	if value == "" {
		return ""
	}
	return "“" + shorten(value, 40) + "”："
}

// Summary is how many rows have which result; Added, Changed, Unchanged and Rejected add up to Rows.
type Summary struct {
	Rows           int                `json:"rows"`
	Added          int                `json:"added"`
	Changed        int                `json:"changed"`
	Unchanged      int                `json:"unchanged"`
	Rejected       int                `json:"rejected"`
	Skipped        []workbook.Skipped `json:"skipped,omitempty"`
	FilledDown     int                `json:"filled_down"`
	NewSchools     []string           `json:"new_schools,omitempty"`     // to be added, or added
	MissingSchools []string           `json:"missing_schools,omitempty"` // that the register does not have
	NewClassrooms  int                `json:"new_classrooms"`
	NewDevices     int                `json:"new_devices"`
}

// maxNamed bounds the schools that a summary names.
const maxNamed = 200

// describe counts the outcomes into the summary.
func (p *plan) describe(s *Summary) {
	s.Added, s.Changed, s.Unchanged, s.Rejected, s.NewClassrooms, s.NewDevices = 0, 0, 0, 0, 0, 0
	for _, o := range p.outcomes {
		switch o.Result {
		case Added:
			s.Added++
		case Changed:
			s.Changed++
		case Unchanged:
			s.Unchanged++
		case Rejected:
			s.Rejected++
		}
	}
	s.MissingSchools, s.NewSchools = p.schools.missing[:min(len(p.schools.missing), maxNamed)], nil
	for _, at := range p.order {
		h := p.holdings[at]
		if at.id == 0 && h.schoolSaid && len(s.NewSchools) < maxNamed {
			s.NewSchools = append(s.NewSchools, at.name)
		}
		for _, r := range h.rooms {
			if r.isNew {
				s.NewClassrooms++
			}
		}
		for _, d := range h.devices {
			if d.isNew {
				s.NewDevices++
			}
		}
	}
}

// Rows gives part of the outcomes of one of the actor's imports, "" being any result, and how many there are.
func (s *Service) Rows(ctx context.Context, actor access.Actor, id uint, result Result, offset, limit int) ([]Outcome, int, error) {
	row, err := s.outcomesOf(ctx, actor, id)
	if err != nil {
		return nil, 0, err
	}
	var wanted []Outcome
	total := 0
	err = s.eachOutcome(ctx, row, func(o Outcome) error {
		if result != "" && o.Result != result {
			return nil
		}
		if total >= offset && total < offset+limit {
			wanted = append(wanted, o)
		}
		total++
		return nil
	})
	return wanted, total, err
}

// Annotated gives the name of the person's own file, and what writes it with a column 导入结果 that says what became of
// every row.
func (s *Service) Annotated(ctx context.Context, actor access.Actor, id uint) (name string, write func(io.Writer) error, err error) {
	row, err := s.outcomesOf(ctx, actor, id)
	if err != nil {
		return "", nil, err
	}
	state, err := s.state(row)
	if err != nil {
		return "", nil, err
	}
	remarks := table.Remarks{Sheet: state.Mapping.Sheet, Title: "导入结果", Header: state.Mapping.Header.Bottom, ByLine: map[int]string{}}
	err = s.eachOutcome(ctx, row, func(o Outcome) error {
		remarks.ByLine[o.Line] = o.Text()
		return nil
	})
	if err != nil {
		return "", nil, err
	}
	for _, skipped := range state.Summary.Skipped {
		remarks.ByLine[skipped.Line] = "跳过：" + skipped.Reason
	}
	return row.FileName, func(w io.Writer) error {
		return s.fetch(ctx, row, func(file *os.File, size int64) error {
			return table.Annotate(w, file, size, table.DefaultLimits(), remarks)
		})
	}, nil
}

func (s *Service) outcomesOf(ctx context.Context, actor access.Actor, id uint) (models.Import, error) {
	if err := actor.Require(access.ImportRun); err != nil {
		return models.Import{}, err
	}
	row, err := find(s.db.WithContext(ctx), actor, id)
	if err == nil && (row.Status.Running() || row.Summary == "") {
		err = errs.New(errs.Conflict, "import-not-checked", "试运行完成后才能查看结果。")
	}
	return row, err
}
