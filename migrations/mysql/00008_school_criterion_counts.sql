-- How many suites and devices of a school fail a criterion that decides, or lack its fact.
-- +goose Up
CREATE TABLE school_criterion_counts (
    school_id BIGINT UNSIGNED NOT NULL,
    criterion VARCHAR(32) NOT NULL,
    failed_suites BIGINT NOT NULL DEFAULT 0,
    unknown_suites BIGINT NOT NULL DEFAULT 0,
    failed_devices BIGINT NOT NULL DEFAULT 0,
    unknown_devices BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, criterion),
    CONSTRAINT school_criterion_counts_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
