-- Devices; without a classroom they are in the school store. The verdict columns are kept by services/compliance.
-- +goose Up
CREATE TABLE devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    school_id INTEGER NOT NULL,
    classroom_id INTEGER NULL,
    category VARCHAR(16) NOT NULL,
    name VARCHAR(100) NOT NULL,
    brand VARCHAR(60) NOT NULL,
    model VARCHAR(100) NOT NULL,
    serial VARCHAR(100) NOT NULL,
    asset_no VARCHAR(60) NULL,
    bought_on VARCHAR(10) NOT NULL,
    fund_source VARCHAR(60) NOT NULL,
    price_cents INTEGER NULL,
    gb_code VARCHAR(16) NOT NULL,
    supplier VARCHAR(100) NOT NULL,
    warranty_until VARCHAR(10) NOT NULL,
    state VARCHAR(16) NOT NULL,
    specs TEXT NOT NULL,
    label_token VARCHAR(43) NOT NULL,
    label_code VARCHAR(12) NOT NULL,
    fails INTEGER NOT NULL DEFAULT 0,
    unknowns INTEGER NOT NULL DEFAULT 0,
    judged INTEGER NOT NULL DEFAULT 0,
    grade VARCHAR(8) NOT NULL DEFAULT '',
    standard_grade VARCHAR(8) NOT NULL DEFAULT '',
    missing_date BOOLEAN NOT NULL DEFAULT FALSE,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    FOREIGN KEY (school_id) REFERENCES schools (id),
    FOREIGN KEY (classroom_id) REFERENCES classrooms (id)
);
CREATE UNIQUE INDEX devices_school_id_asset_no ON devices (school_id, asset_no);
CREATE UNIQUE INDEX devices_label_token ON devices (label_token);
CREATE UNIQUE INDEX devices_label_code ON devices (label_code);
CREATE INDEX devices_classroom_id ON devices (classroom_id);
CREATE INDEX devices_school_id_category ON devices (school_id, category);
CREATE INDEX devices_school_id_state_grade ON devices (school_id, state, grade);
CREATE INDEX devices_school_id_serial ON devices (school_id, serial);
CREATE INDEX devices_serial ON devices (serial);
CREATE INDEX devices_asset_no ON devices (asset_no);
