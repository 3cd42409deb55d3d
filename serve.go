package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/attachments"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/disposals"
	"banbantong/services/errs"
	"banbantong/services/exports"
	"banbantong/services/forms"
	"banbantong/services/history"
	"banbantong/services/imports"
	"banbantong/services/purchases"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
	"banbantong/services/tickets"
	"banbantong/services/transfers"
	"banbantong/web"
)

type serveCommand struct {
	Addr           string   `env:"BANBANTONG_ADDR" default:"127.0.0.1:8080" help:"监听地址（${env}）。"`
	SecretKey      string   `env:"BANBANTONG_SECRET_KEY" help:"签发登录凭证的密钥，至少 32 个字符；空则用数据目录中的 secret.key，多台服务器须设为相同（${env}）。"`
	SecureCookies  bool     `env:"BANBANTONG_SECURE_COOKIES" help:"浏览器经 HTTPS 访问时打开（${env}）。"`
	TrustedProxies []string `env:"BANBANTONG_TRUSTED_PROXIES" help:"反向代理的地址，只相信它们的 X-Forwarded-For（${env}）。"`
}

// drain is how long requests under way may take to finish after SIGTERM.
const drain = 30 * time.Second

// Run serves until ctx ends, then lets the requests under way finish.
func (c *serveCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	slog.SetDefault(log)
	return s.with(ctx, func(db *gorm.DB) error {
		verdicts, err := compliance.New(db, now)
		if err != nil {
			return err
		}
		renewing := renewal.New(db, now, verdicts)
		handler, queue, err := c.build(ctx, s, db, verdicts, renewing, log, out)
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", c.Addr)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		server := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
			ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, // a 32 MB ledger over a village line
			WriteTimeout: 15 * time.Minute, IdleTimeout: 2 * time.Minute} // a province's workbook
		if _, err := fmt.Fprintf(out, "班班通已启动：http://%s\n", listener.Addr()); err != nil {
			return err
		}
		working, stop := context.WithCancel(ctx)
		var background sync.WaitGroup
		background.Go(func() { verdicts.KeepCurrent(working, log) })
		background.Go(func() { verdicts.TryDrafts(working, log) })
		background.Go(func() { renewing.ComputePlans(working, log) })
		background.Go(func() { quality.New(db, now, verdicts, registry.New(db, now, verdicts)).KeepCurrent(working, log) })
		background.Go(func() { queue.Work(working, log) })
		defer background.Wait()
		defer stop()
		return serve(ctx, server, listener)
	})
}

func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		return fmt.Errorf("finish the requests under way: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// build makes every other service over the database, and the handler that offers them; the queue of exports is to be worked.
func (c *serveCommand) build(ctx context.Context, s *storage, db *gorm.DB, verdicts *compliance.Service, renewing *renewal.Service, log *slog.Logger, out io.Writer) (http.Handler, *exports.Service, error) {
	key, err := secretKey(c.SecretKey, s.Data)
	if err != nil {
		return nil, nil, err
	}
	sessions, err := accounts.NewSessions(db, key, now)
	if err != nil {
		return nil, nil, err
	}
	users := accounts.NewUsers(db, now)
	if err := firstStart(ctx, db, users, out); err != nil {
		return nil, nil, err
	}
	if err := history.Begin(ctx, db, now()); err != nil {
		return nil, nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, nil, fmt.Errorf("reach the connection pool: %w", err)
	}
	photos, err := fileblob.OpenBucket(filepath.Join(s.Data, "attachments"), &fileblob.Options{
		CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, nil, fmt.Errorf("open the folder of the photos: %w", err)
	}
	uploads, err := fileblob.OpenBucket(filepath.Join(s.Data, "imports"), &fileblob.Options{
		CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, nil, fmt.Errorf("open the folder of the imports: %w", err)
	}
	books, err := s.snapshots()
	if err != nil {
		return nil, nil, err
	}
	made, err := fileblob.OpenBucket(filepath.Join(s.Data, "exports"), &fileblob.Options{
		CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, nil, fmt.Errorf("open the folder of the exports: %w", err)
	}
	intake, err := imports.New(ctx, db, now, uploads, verdicts)
	if err != nil {
		return nil, nil, err
	}
	context.AfterFunc(ctx, intake.Close)
	register, repairs := registry.New(db, now, verdicts), tickets.New(db, now, key, verdicts, disposals.Returns{})
	inspector := quality.New(db, now, verdicts, register)
	reporting := submissions.New(db, now, books, verdicts, inspector)
	figures := statistics.New(db, now, verdicts)
	queue := exports.New(db, now, made, users.Actor, exports.Makers(register, figures, reporting))
	handler, err := api.New(api.Config{
		Version: version, SecureCookies: c.SecureCookies, TrustedProxies: c.TrustedProxies,
		Web: web.Dist(), Log: log, Ready: pool.Ping, Now: now,
	}, api.Services{
		Sessions: sessions,
		Users:    users,
		Registry: register,
		Audit:    audit.NewReader(db),
		Imports:  intake,
		Exports:  queue,

		Compliance: verdicts,
		Statistics: figures,
		Quality:    inspector,
		Renewal:    renewing,
		Purchases:  purchases.New(db, now, verdicts),
		Transfers:  transfers.New(db, now, register, verdicts, registry.NewOrderCode),
		Disposals:  disposals.New(db, now, register, verdicts, renewing, registry.NewOrderCode),

		Submissions: reporting,
		Forms:       forms.New(db, now, verdicts, figures, reporting),

		Tickets:     repairs,
		Attachments: attachments.New(db, now, photos, repairs),
	})
	return handler, queue, err
}

// snapshots opens the folder in which the workbooks of snapshots are kept.
func (s *storage) snapshots() (*blob.Bucket, error) {
	books, err := fileblob.OpenBucket(filepath.Join(s.Data, "snapshots"), &fileblob.Options{
		CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
	if err != nil {
		return nil, fmt.Errorf("open the folder of the snapshots: %w", err)
	}
	return books, nil
}

// firstStart gives a database without users its organisations and an administrator, whose password is told once.
func firstStart(ctx context.Context, db *gorm.DB, users *accounts.Users, out io.Writer) error {
	actor := access.System("首次启动")
	_, total, err := users.List(ctx, actor, accounts.UserFilter{Limit: 1})
	if err != nil || total > 0 {
		return err
	}
	password, err := addAdministrator(ctx, db, users, actor, "admin")
	if errs.Is(err, errs.Invalid) { // another server that started at the same moment was faster
		return nil
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "首次启动，已建立管理员账号：admin，初始密码：%s（只显示这一次，首次登录时须修改）\n", password)
	return err
}

type healthcheckCommand struct {
	Addr string `env:"BANBANTONG_ADDR" default:"127.0.0.1:8080" help:"服务的监听地址（${env}）。"`
}

// Run fails unless the server on this machine is ready.
func (c *healthcheckCommand) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("read the address: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	answer, err := (&http.Client{Timeout: 4 * time.Second}).Do(request)
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	if err := answer.Body.Close(); err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}
