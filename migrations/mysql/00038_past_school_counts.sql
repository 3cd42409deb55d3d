-- What a school had, from the day since up to, and not on, the day until. What holds now is in school_counts.
-- +goose Up
CREATE TABLE past_school_counts (
    school_id BIGINT UNSIGNED NOT NULL,
    category VARCHAR(16) NOT NULL,
    total BIGINT NOT NULL DEFAULT 0,
    in_use BIGINT NOT NULL DEFAULT 0,
    passed BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    unknown BIGINT NOT NULL DEFAULT 0,
    standard_passed BIGINT NOT NULL DEFAULT 0,
    damaged BIGINT NOT NULL DEFAULT 0,
    failed_and_damaged BIGINT NOT NULL DEFAULT 0,
    failed_or_damaged BIGINT NOT NULL DEFAULT 0,
    usable BIGINT NOT NULL DEFAULT 0,
    network_passed BIGINT NOT NULL DEFAULT 0,
    network_failed BIGINT NOT NULL DEFAULT 0,
    network_unknown BIGINT NOT NULL DEFAULT 0,
    software_passed BIGINT NOT NULL DEFAULT 0,
    software_failed BIGINT NOT NULL DEFAULT 0,
    software_unknown BIGINT NOT NULL DEFAULT 0,
    missing_date BIGINT NOT NULL DEFAULT 0,
    since VARCHAR(10) NOT NULL,
    until VARCHAR(10) NOT NULL,
    PRIMARY KEY (school_id, category, until),
    KEY past_school_counts_until (until),
    CONSTRAINT past_school_counts_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
