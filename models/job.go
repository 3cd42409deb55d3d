package models

import "time"

// JobStatus is how far a job has come.
type JobStatus string

const (
	JobQueued  JobStatus = "queued"  // 排队中
	JobRunning JobStatus = "running" // 进行中
	JobDone    JobStatus = "done"    // 已完成
	JobFailed  JobStatus = "failed"  // 未完成: Problem says why
)

// Job is how a long piece of work stands that a person has asked for and that a server does when it comes to it
// (services/lease). It is part of the row that says what is to be done.
type Job struct {
	Status     JobStatus
	Done       int    // schools
	Total      int    // schools, 0 where it is not known
	Problem    string // Chinese
	Runner     string // the server at work on it, "" where none is
	Attempts   int    // how often a server has begun
	CreatedAt  time.Time
	BeatAt     time.Time // when its server last said that it is at work
	FinishedAt *time.Time
}

// NewJob is a job that is asked for now.
func NewJob(now time.Time) Job { return Job{Status: JobQueued, CreatedAt: now, BeatAt: now} }
