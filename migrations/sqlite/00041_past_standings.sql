-- How a device or classroom stood until a day on which that changed, and why it did: one row at most for a day. What
-- holds now is on the device or classroom itself, and one that never changed has no row.
-- +goose Up
CREATE TABLE past_standings (
    subject VARCHAR(10) NOT NULL,
    subject_id INTEGER NOT NULL,
    until VARCHAR(10) NOT NULL,
    school_id INTEGER NOT NULL,
    classroom_id INTEGER NULL,
    in_use BOOLEAN NOT NULL,
    failed BOOLEAN NOT NULL,
    damaged BOOLEAN NOT NULL,
    failing INTEGER NOT NULL,
    causes INTEGER NOT NULL,
    moved_to INTEGER NULL,
    PRIMARY KEY (subject, subject_id, until),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);

CREATE INDEX past_standings_school_id_until ON past_standings (school_id, until);
CREATE INDEX past_standings_moved_to_until ON past_standings (moved_to, until);
CREATE INDEX past_standings_until ON past_standings (until);
