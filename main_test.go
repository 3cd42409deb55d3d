package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"banbantong/models"
	"banbantong/services/accounts"
	"banbantong/services/database/dbtest"
)

func TestFirstStart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *gorm.DB) {
		users := accounts.NewUsers(db, time.Now)
		var first, second bytes.Buffer
		if err := firstStart(t.Context(), db, users, &first); err != nil {
			t.Fatal(err)
		}
		told := regexp.MustCompile(`初始密码：(\S+?)（`).FindStringSubmatch(first.String())
		if told == nil {
			t.Fatalf("no password in %q", first.String())
		}
		sessions, err := accounts.NewSessions(db, bytes.Repeat([]byte("k"), 32), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := sessions.SignIn(t.Context(), "admin", told[1])
		if err != nil {
			t.Fatal(err)
		}
		if !tokens.User.MustChangePassword {
			t.Error("the initial password need not be changed")
		}

		var divisions, aliases int64
		db.Model(&models.Organisation{}).Count(&divisions)
		db.Model(&models.OrganisationAlias{}).Count(&aliases)
		if divisions != 112 || aliases != 12 {
			t.Errorf("%d divisions and %d aliases, want 112 and 12", divisions, aliases)
		}

		if err := firstStart(t.Context(), db, users, &second); err != nil {
			t.Fatal(err)
		}
		if second.Len() > 0 {
			t.Errorf("a second start tells %q", second.String())
		}
	})
}

func TestSecretKey(t *testing.T) {
	folder := t.TempDir()
	made, err := secretKey("", folder)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := secretKey("", folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(made) < 32 || !bytes.Equal(made, kept) {
		t.Errorf("the key is %q and then %q", made, kept)
	}
	if info, err := os.Stat(filepath.Join(folder, "secret.key")); err != nil {
		t.Fatal(err)
	} else if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v", info.Mode())
	}
	if configured, err := secretKey("from the environment", folder); err != nil || string(configured) != "from the environment" {
		t.Errorf("the configured key gives %q, %v", configured, err)
	}
	if _, err := secretKey("", filepath.Join(folder, "no such folder")); err == nil {
		t.Error("a key that cannot be kept is used")
	}
}

func TestServeLetsRequestsFinish(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-release
		_, _ = io.WriteString(w, "done")
	})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server, listener) }()
	answered := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		answered <- string(body)
	}()
	<-started
	stop()
	select {
	case err := <-ended:
		t.Fatalf("the server ended under a request: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if got := <-answered; got != "done" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestCommandLine(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
		want string // in the output, or in the error
	}{
		{"an unknown command is refused", []string{"fly"}, "unexpected argument fly"},
		{"an unknown database is refused", []string{"migrate", "--database=postgres://x"}, "begin with mysql://"},
		{"a password in an unreadable address is not printed", []string{"migrate", "--database=mysql://u:geheim@("}, "cannot be read"},
		{"a user who is not there cannot be reset", []string{"user", "reset", "nobody"}, "用户“nobody”不存在"},
		{"a bad user name is refused", []string{"user", "add", "X"}, "用户名须为 3 至 40 位"},
		{"an administrator is added", []string{"user", "add", "boss"}, "初始密码："},
		{"a name cannot be used twice", []string{"user", "add", "boss"}, "已被使用"},
		{"an administrator is reset", []string{"user", "reset", "boss"}, "初始密码："},
		{"the schema is brought up to date", []string{"migrate"}, "已是最新"},
		{"the API is described", []string{"openapi"}, `"/api/v1/auth/login"`},
		{"no server is no health", []string{"healthcheck", "--addr=127.0.0.1:1"}, "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			text := ""
			if err := run(t.Context(), append(c.args, "--data="+folder), &out); err != nil {
				text = explain(err)
			}
			text += out.String()
			if !strings.Contains(text, c.want) {
				t.Errorf("told %.300q, want %q", text, c.want)
			}
			if strings.Contains(text, "geheim") {
				t.Errorf("tells the password: %q", text)
			}
		})
	}
}
