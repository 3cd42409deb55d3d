-- What of a school failed a criterion, from the day since up to, and not on, the day until. What holds now is in school_criterion_counts.
-- +goose Up
CREATE TABLE past_school_criterion_counts (
    school_id BIGINT UNSIGNED NOT NULL,
    criterion VARCHAR(32) NOT NULL,
    failed_suites BIGINT NOT NULL DEFAULT 0,
    unknown_suites BIGINT NOT NULL DEFAULT 0,
    failed_devices BIGINT NOT NULL DEFAULT 0,
    unknown_devices BIGINT NOT NULL DEFAULT 0,
    since VARCHAR(10) NOT NULL,
    until VARCHAR(10) NOT NULL,
    PRIMARY KEY (school_id, criterion, until),
    KEY past_school_criterion_counts_until (until),
    CONSTRAINT past_school_criterion_counts_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
