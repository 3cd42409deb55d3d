package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"gorm.io/gorm"

	"banbantong/api"
	"banbantong/models"
	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/compliance"
	"banbantong/services/demo"
	"banbantong/services/demo/periods"
	"banbantong/services/errs"
	"banbantong/services/quality"
	"banbantong/services/registry"
)

// The commands beside serve.

type migrateCommand struct{}

// Run does nothing but open the database, which brings its schema up to date.
func (migrateCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	return s.with(ctx, func(*gorm.DB) error {
		_, err := fmt.Fprintln(out, "数据库结构已是最新。")
		return err
	})
}

type userCommand struct {
	Add struct {
		Name string `arg:"" help:"用户名。"`
	} `cmd:"" help:"新建一名省级管理员，输出一次性的初始密码。"`
	Reset struct {
		Name string `arg:"" help:"用户名。"`
	} `cmd:"" help:"重置密码并解锁，输出一次性的初始密码。"`
}

// Run adds or resets the user that the arguments name.
func (c *userCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	return s.with(ctx, func(db *gorm.DB) error {
		users := accounts.NewUsers(db, now)
		actor := access.System("命令行")
		var password string
		var err error
		if name := c.Add.Name; name != "" {
			password, err = addAdministrator(ctx, db, users, actor, name)
		} else {
			password, err = resetPassword(ctx, users, actor, c.Reset.Name)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "初始密码：%s（首次登录时须修改）\n", password)
		return err
	})
}

// addAdministrator makes a user who may do everything everywhere.
func addAdministrator(ctx context.Context, db *gorm.DB, users *accounts.Users, actor access.Actor, name string) (password string, err error) {
	root, err := registry.Settle(db.WithContext(ctx), now())
	if err != nil {
		return "", err
	}
	_, password, err = users.Create(ctx, actor, accounts.NewUser{Username: name, Name: "系统管理员",
		Grants: []accounts.NewGrant{{Role: models.RoleProvinceAdmin, OrganisationID: root.ID}}})
	return password, err
}

func resetPassword(ctx context.Context, users *accounts.Users, actor access.Actor, name string) (password string, err error) {
	found, _, err := users.List(ctx, actor, accounts.UserFilter{Query: name, Limit: 1000})
	if err != nil {
		return "", err
	}
	for _, user := range found {
		if user.Username == name {
			return users.ResetPassword(ctx, actor, user.ID)
		}
	}
	return "", errs.Missing("用户“" + name + "”")
}

type demoCommand struct {
	Schools  int    `default:"12" help:"学校数：200 所以内为一个县，更多为全省。"`
	Seed     uint64 `default:"1" help:"随机种子：相同的种子得到相同的数据。"`
	Password string `help:"所有演示账号的密码；空则随机生成。"`
}

// Run fills an empty database and prints who can sign in.
func (c *demoCommand) Run(ctx context.Context, s *storage, out io.Writer) error {
	return s.with(ctx, func(db *gorm.DB) error {
		if c.Password == "" {
			c.Password = accounts.InitialPassword()
		}
		at := now() // of one day, though filling may go on past midnight
		filled, err := demo.Fill(ctx, db, demo.Options{Schools: c.Schools, Seed: c.Seed, Password: c.Password, Now: at},
			func(done int) { fmt.Fprintf(os.Stderr, "\r%d / %d", done, c.Schools) })
		if err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr)
		if err := periods.Fill(ctx, db, at); err != nil {
			return err
		}
		if err := countQuality(ctx, db); err != nil {
			return err
		}
		text := fmt.Sprintf("演示账号（密码均为 %s）：\n", c.Password)
		for _, account := range filled {
			info, _ := access.InfoOf(account.Role)
			text += fmt.Sprintf("  %-9s %s（%s）\n", account.Username, info.Label, account.Place)
		}
		_, err = io.WriteString(out, text)
		return err
	})
}

// countQuality counts the quality of the data at once, as a server does in its first minutes.
func countQuality(ctx context.Context, db *gorm.DB) error {
	verdicts, err := compliance.New(db, now)
	if err != nil {
		return err
	}
	_, err = quality.New(db, now, verdicts, registry.New(db, now, verdicts)).CountAll(ctx)
	return err
}

type openAPICommand struct{}

// Run prints the document, indented so that a change shows line by line.
func (openAPICommand) Run(out io.Writer) error {
	document, err := api.Document(version)
	if err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, document, "", "  "); err != nil {
		return fmt.Errorf("indent the document: %w", err)
	}
	text.WriteByte('\n')
	_, err = text.WriteTo(out)
	return err
}
