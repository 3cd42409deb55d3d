-- What a school had, from the day since up to, and not on, the day until. What holds now is in school_counts.
-- +goose Up
CREATE TABLE past_school_counts (
    school_id INTEGER NOT NULL,
    category VARCHAR(16) NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    in_use INTEGER NOT NULL DEFAULT 0,
    passed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    standard_passed INTEGER NOT NULL DEFAULT 0,
    damaged INTEGER NOT NULL DEFAULT 0,
    failed_and_damaged INTEGER NOT NULL DEFAULT 0,
    failed_or_damaged INTEGER NOT NULL DEFAULT 0,
    usable INTEGER NOT NULL DEFAULT 0,
    network_passed INTEGER NOT NULL DEFAULT 0,
    network_failed INTEGER NOT NULL DEFAULT 0,
    network_unknown INTEGER NOT NULL DEFAULT 0,
    software_passed INTEGER NOT NULL DEFAULT 0,
    software_failed INTEGER NOT NULL DEFAULT 0,
    software_unknown INTEGER NOT NULL DEFAULT 0,
    missing_date INTEGER NOT NULL DEFAULT 0,
    since VARCHAR(10) NOT NULL,
    until VARCHAR(10) NOT NULL,
    PRIMARY KEY (school_id, category, until),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);

CREATE INDEX past_school_counts_until ON past_school_counts (until);
