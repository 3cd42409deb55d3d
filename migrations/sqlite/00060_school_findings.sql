-- How often a rule of data quality finds something in a school.
-- +goose Up
CREATE TABLE school_findings (
    school_id INTEGER NOT NULL,
    rule VARCHAR(32) NOT NULL,
    findings INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, rule),
    FOREIGN KEY (school_id) REFERENCES schools (id)
);
