// Command banbantong runs the classroom equipment of a school, a county or a province. This package only reads the
// command line, builds what a command needs and passes it down.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"gorm.io/gorm"

	"banbantong/services/database"
	"banbantong/services/errs"
)

const version = "1.0.0"

// commandLine is every command and flag; each flag may also stand in the environment.
type commandLine struct {
	storage

	Serve       serveCommand       `cmd:"" default:"withargs" help:"启动服务（默认）。"`
	Migrate     migrateCommand     `cmd:"" help:"把数据库结构升级到本程序的版本。"`
	User        userCommand        `cmd:"" help:"新建管理员，或重置任何人的密码。"`
	Evaluate    evaluateCommand    `cmd:"" help:"重新判定全部设备、教室和学校，报告并改正与存储不符之处；有不符时退出码为 1。"`
	Verify      verifyCommand      `cmd:"" help:"校验全部上报快照：链条、汇总、明细与统计表；有不符时退出码为 1。"`
	Demo        demoCommand        `cmd:"" help:"用演示数据填充一个全新的数据库，输出演示账号。"`
	OpenAPI     openAPICommand     `cmd:"" name:"openapi" help:"输出 OpenAPI 文档。"`
	Healthcheck healthcheckCommand `cmd:"" help:"检查本机的服务是否就绪，供容器使用。"`
}

// storage is where a banbantong keeps its data.
type storage struct {
	Data     string `env:"BANBANTONG_DATA" default:"./data" help:"数据目录：SQLite 数据库、附件、密钥（${env}）。"`
	Database string `env:"BANBANTONG_DATABASE" help:"数据库：空为数据目录中的 SQLite，或 mysql://用户:密码@主机:3306/库名（${env}）。"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "banbantong:", explain(err))
		os.Exit(1)
	}
}

// run does what the arguments say until it is done or ctx ends; out takes what the command has to tell.
func run(ctx context.Context, args []string, out io.Writer) error {
	var line commandLine
	parser, err := kong.New(&line, kong.Name("banbantong"), kong.Description("班班通：管理全省教室信息化设备。"),
		kong.Writers(out, os.Stderr), kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(out, (*io.Writer)(nil)),
		kong.Bind(&line.storage))
	if err != nil {
		return fmt.Errorf("define the command line: %w", err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return command.Run()
}

// now is the clock of the whole program. Times are kept in UTC, so that they sort as text wherever the server stands.
func now() time.Time { return time.Now().UTC() }

// explain is the text of an error for the person at the terminal.
func explain(err error) string {
	var known *errs.Error
	if !errors.As(err, &known) {
		return err.Error()
	}
	text := known.Detail
	for _, f := range known.Fields {
		text += " " + f.Message
	}
	return text
}

// with opens the database, lets work use it, and closes it.
func (s *storage) with(ctx context.Context, work func(*gorm.DB) error) (err error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	db, err := database.Open(ctx, s.Database, s.Data)
	if err != nil {
		return err
	}
	pool, err := db.DB()
	if err != nil {
		return fmt.Errorf("reach the connection pool: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	return work(db)
}
