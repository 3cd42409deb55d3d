-- What of a school failed a criterion, from the day since up to, and not on, the day until. What holds now is in school_criterion_counts.
-- +goose Up
CREATE TABLE past_school_criterion_counts (
    school_id INTEGER NOT NULL,
    criterion VARCHAR(32) NOT NULL,
    failed_suites INTEGER NOT NULL DEFAULT 0,
    unknown_suites INTEGER NOT NULL DEFAULT 0,
    failed_devices INTEGER NOT NULL DEFAULT 0,
    unknown_devices INTEGER NOT NULL DEFAULT 0,
    since VARCHAR(10) NOT NULL,
    until VARCHAR(10) NOT NULL,
    PRIMARY KEY (school_id, criterion, until),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);

CREATE INDEX past_school_criterion_counts_until ON past_school_criterion_counts (until);
