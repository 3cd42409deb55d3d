-- How a device or classroom stood until a day on which that changed, and why it did: one row at most for a day. What
-- holds now is on the device or classroom itself, and one that never changed has no row.
-- +goose Up
CREATE TABLE past_standings (
    subject VARCHAR(10) NOT NULL,
    subject_id BIGINT UNSIGNED NOT NULL,
    until VARCHAR(10) NOT NULL,
    school_id BIGINT UNSIGNED NOT NULL,
    classroom_id BIGINT UNSIGNED NULL,
    in_use BOOLEAN NOT NULL,
    failed BOOLEAN NOT NULL,
    damaged BOOLEAN NOT NULL,
    failing BIGINT NOT NULL,
    causes BIGINT NOT NULL,
    moved_to BIGINT UNSIGNED NULL,
    PRIMARY KEY (subject, subject_id, until),
    KEY past_standings_school_id_until (school_id, until),
    KEY past_standings_moved_to_until (moved_to, until),
    KEY past_standings_until (until),
    CONSTRAINT past_standings_school_id_fk FOREIGN KEY (school_id) REFERENCES schools (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
