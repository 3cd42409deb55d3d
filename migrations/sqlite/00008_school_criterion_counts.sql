-- How many suites and devices of a school fail a criterion that decides, or lack its fact.
-- +goose Up
CREATE TABLE school_criterion_counts (
    school_id INTEGER NOT NULL,
    criterion VARCHAR(32) NOT NULL,
    failed_suites INTEGER NOT NULL DEFAULT 0,
    unknown_suites INTEGER NOT NULL DEFAULT 0,
    failed_devices INTEGER NOT NULL DEFAULT 0,
    unknown_devices INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, criterion),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);
