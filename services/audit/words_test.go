package audit

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every action is written as a literal where it happens, but those of tickets, transfers, disposals and submissions, whose past
// tenses stand in the tables of moves.
var (
	literal = regexp.MustCompile(`[Aa]ction(?:: *| = |\.Action = )"([a-z]+\.[a-z_]+)"`)
	past    = regexp.MustCompile(`^\t\{Action\w+, models\.Ticket.*"([a-z]+)"\},`)
	handed  = regexp.MustCompile(`^\t\{Action\w+, models\.Transfer.*"([a-z_]+)"\},`)
	decided = regexp.MustCompile(`^\t\{Action\w+, models\.Disposal.*"([a-z_]+)"\},`)
	moved   = regexp.MustCompile(`^\t\{Action\w+, (?:draft|submitted|returned|accepted), .*"([a-z_]+)"`)
)

func TestEveryActionHasAWord(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(source)) {
			var codes []string
			for _, m := range literal.FindAllStringSubmatch(line, -1) {
				codes = append(codes, m[1])
			}
			if m := past.FindStringSubmatch(line); m != nil {
				codes = append(codes, "ticket."+m[1])
			}
			if m := handed.FindStringSubmatch(line); m != nil {
				codes = append(codes, "transfer."+m[1])
			}
			if m := decided.FindStringSubmatch(line); m != nil {
				codes = append(codes, "disposal."+m[1])
			}
			if m := moved.FindStringSubmatch(line); m != nil {
				codes = append(codes, "submission."+m[1])
			}
			for _, code := range codes {
				found++
				subject, _, _ := strings.Cut(code, ".")
				if wordOf(actions, code) == code {
					t.Errorf("%s: the action %s has no Chinese word", path, code)
				}
				if wordOf(subjects, subject) == subject {
					t.Errorf("%s: the subject %s has no Chinese word", path, subject)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 25 {
		t.Errorf("found only %d actions in the source; does the pattern still fit?", found)
	}
}
