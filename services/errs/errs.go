// Package errs owns the errors that a person can act on: what kind it is, a stable code for programs, and a Chinese
// text for people. Everything else is a plain Go error, and the person sees only its request number.
package errs

import (
	"errors"
	"fmt"
)

// Kind says what went wrong in the terms of the caller; api/problem.go gives each its HTTP status.
type Kind int

const (
	Malformed       Kind = iota + 1 // cannot be read at all
	Unauthenticated                 // nobody is signed in
	Forbidden                       // the permission is missing
	NotFound                        // not there, or out of the caller's scope
	Conflict                        // the state does not allow it, or somebody was faster
	TooLarge                        // more than the server takes
	Invalid                         // readable, but some fields are wrong
	TooOften                        // the caller has to wait
)

// Field locates one wrong value: Location is a JSON path such as "student_count" or a cell such as "数据!C7".
type Field struct {
	Location string
	Message  string
}

// Error is an error that a person can act on.
type Error struct {
	Kind   Kind
	Code   string // stable, for programs: "ticket-closed"
	Detail string // Chinese, for the person
	Fields []Field
}

func (e *Error) Error() string { return e.Code + ": " + e.Detail }

// New makes an error whose detail is formatted like fmt.Sprintf.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// InvalidFields reports every wrong field of one input at once.
func InvalidFields(fields ...Field) *Error {
	return &Error{Kind: Invalid, Code: "invalid", Detail: "填写的内容有误，请按提示修改。", Fields: fields}
}

// Missing is the answer for what is not there and for what is out of the caller's scope alike.
func Missing(what string) *Error {
	return New(NotFound, "not-found", "%s不存在，或不在您的管理范围内。", what)
}

// Stale is the answer to a change that was made on an old version of a row.
func Stale(what string) *Error {
	return New(Conflict, "stale", "%s已被他人修改，请刷新后再改。", what)
}

// Is reports whether err is an Error of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// Check collects the wrong fields of an input while a function looks at them one by one.
type Check struct{ fields []Field }

// That notes the message for the location unless ok.
func (c *Check) That(ok bool, location, format string, args ...any) {
	if !ok {
		c.fields = append(c.fields, Field{location, fmt.Sprintf(format, args...)})
	}
}

// Err is nil when every field was right.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return InvalidFields(c.fields...)
}

// Reason says in words that a person can act on why something that a server did for them has failed: what err itself
// says, or otherwise where it is of no use to them.
func Reason(err error, otherwise string) string {
	var e *Error
	if !errors.As(err, &e) {
		return otherwise
	}
	text := e.Detail
	for _, f := range e.Fields {
		text += f.Message
	}
	return text
}
