-- Applications of schools to retire devices.
-- +goose Up
CREATE TABLE disposals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number VARCHAR(20) NOT NULL,
    school_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    cause VARCHAR(16) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    applicant_id INTEGER NULL,
    applicant VARCHAR(60) NOT NULL,
    decider_id INTEGER NULL,
    decider VARCHAR(60) NOT NULL,
    decided_at DATETIME NULL,
    approval_no VARCHAR(60) NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (school_id) REFERENCES schools (id),
    FOREIGN KEY (applicant_id) REFERENCES users (id),
    FOREIGN KEY (decider_id) REFERENCES users (id)
);
CREATE UNIQUE INDEX disposals_number ON disposals (number);
CREATE INDEX disposals_school_id_status ON disposals (school_id, status);
