package models

import "time"

// Evaluation says how the last run of the standard over all schools, or those of a place, stands. There is one row, EvaluationID: it is also
// the lease that lets one server among several do the work.
type Evaluation struct {
	ID          uint
	AskedAt     *time.Time // a run was asked for and has not begun
	AskedPath   string     // at or below which it is to judge; "" for all schools
	Owner       string     // of the run that began last
	Path        string     // at or below which that judges
	BeatAt      time.Time  // when the owner last gave a sign of life
	StartedAt   time.Time
	FinishedAt  *time.Time // nil: under way, or broken off with its server
	Total       int        // schools
	Done        int        // schools judged so far
	Differences int        // found and mended so far
	Failed      bool       // finished before its end
}

// EvaluationID is the id of the only row.
const EvaluationID = 1
