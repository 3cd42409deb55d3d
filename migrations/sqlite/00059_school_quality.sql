-- How much of what a school should know of its equipment it does know. A school that is due has changed since.
-- +goose Up
CREATE TABLE school_quality (
    school_id INTEGER NOT NULL,
    needed INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    due BOOLEAN NOT NULL DEFAULT TRUE,
    counted_at DATETIME NULL,
    PRIMARY KEY (school_id),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);
CREATE INDEX school_quality_due ON school_quality (due);
CREATE INDEX school_quality_counted_at ON school_quality (counted_at);
