-- Rooms; the verdict columns are kept by services/compliance.
-- +goose Up
CREATE TABLE classrooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    school_id INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    building VARCHAR(60) NOT NULL DEFAULT '',
    floor VARCHAR(20) NOT NULL DEFAULT '',
    kind VARCHAR(16) NOT NULL,
    student_count INTEGER NULL,
    on_campus_network BOOLEAN NULL,
    network TEXT NULL,
    fails INTEGER NOT NULL DEFAULT 0,
    unknowns INTEGER NOT NULL DEFAULT 0,
    judged INTEGER NOT NULL DEFAULT 0,
    grade VARCHAR(8) NOT NULL DEFAULT '',
    standard_grade VARCHAR(8) NOT NULL DEFAULT '',
    network_grade VARCHAR(8) NOT NULL DEFAULT '',
    software_grade VARCHAR(8) NOT NULL DEFAULT '',
    has_suite BOOLEAN NOT NULL DEFAULT FALSE,
    damaged BOOLEAN NOT NULL DEFAULT FALSE,
    usable BOOLEAN NOT NULL DEFAULT FALSE,
    retired_at DATETIME NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (school_id) REFERENCES schools (id)
);
CREATE UNIQUE INDEX classrooms_school_id_building_name ON classrooms (school_id, building, name);
CREATE INDEX classrooms_school_id_grade ON classrooms (school_id, grade);
