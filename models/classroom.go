package models

import (
	"strings"
	"time"
)

// ClassroomKind tells a class's own room from a special one.
type ClassroomKind string

const (
	ClassroomOrdinary ClassroomKind = "ordinary" // 普通教室
	ClassroomSpecial  ClassroomKind = "special"  // 功能室: its seats stand for the class size
)

// Label is the Chinese name of the kind.
func (k ClassroomKind) Label() string {
	switch k {
	case ClassroomOrdinary:
		return "普通教室"
	case ClassroomSpecial:
		return "功能室"
	}
	return string(k)
}

// Classroom is a room; the equipment in it is one 套 (suite).
type Classroom struct {
	ID              uint
	SchoolID        uint
	Name            string // 班级或教室名称, unique in its building
	Building        string
	Floor           string
	Kind            ClassroomKind
	StudentCount    *int          // the largest class that uses the room; head counts only, no pupil is stored
	OnCampusNetwork *bool         // whether it reaches the education network through the campus network
	Network         *NetworkFacts `gorm:"serializer:json"` // the last measurement; nil when never measured
	Verdicts        `gorm:"embedded"`
	StandardGrade   Grade // hardware, all held to 标准配置
	NetworkGrade    Grade
	SoftwareGrade   Grade
	HasSuite        bool // an installed host, panel or screen is in it
	Damaged         bool // an installed device in it is damaged (损坏)
	Usable          bool // it has a suite, and no host, panel or screen in it is damaged
	RetiredAt       *time.Time
	Version         int
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// RoomName is what people call a room: two buildings of a school may each have a 一（1）班.
func RoomName(building, name string) string { return strings.TrimSpace(building + " " + name) }
